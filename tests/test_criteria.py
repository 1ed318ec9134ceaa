"""What each criterion makes of a label: good, bad, absent, unreadable, not its matter."""

# ruff: noqa: E501 - a row of a table of cases stays on one line

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from labels_of_facts import (
    ABSENT,
    BLURRED,
    CAPSULES,
    GMP_WORDS,
    LECITHIN,
    LICENCE,
    NATURAL_FLAVOR,
    NSF,
    ORGANIC,
    POWDER,
    SHELL,
    SPORT,
    STEARATE,
    STRANGE,
    SUCRALOSE,
    TESTED,
    WHEY,
    added,
    certification,
    directions,
    found,
    ingredients,
    item,
    of,
    panel,
    per_day,
    row,
    seen,
    where,
)

from auditor.criteria import judge, load_profile, registered, score_of, verdict_of
from auditor.criteria.criterion import Judgement, Rationale, criterion
from auditor.criteria.panel import B_VITAMINS, BASIC
from auditor.lexicon import load_lexicon
from auditor.model import (
    Caution,
    Conflict,
    DosageForm,
    Face,
    FaceKind,
    Finding,
    Found,
    LabelFacts,
    Origin,
    Outcome,
    ServingSize,
    Strictness,
    Tier,
    Unreadable,
    Verdict,
)

if TYPE_CHECKING:
    from pathlib import Path

UNREAD = Unreadable("not seen on these pictures")


def finding(facts: LabelFacts, id_: str, profile: str = "glutamine") -> Finding:
    found = {one.id: one for one in judge(facts, load_profile(profile))}
    return found[id_]


def scoop(grams: str) -> Found[ServingSize]:
    return found(
        ServingSize(text="1 scoop", count=Decimal(1), unit="scoop", grams=Decimal(grams))
    )


def pieces(count: str, unit: str = "capsule") -> Found[ServingSize]:
    return found(ServingSize(text=f"{count} {unit}", count=Decimal(count), unit=unit))


def caution(topic: str, *, contradicts: bool = False) -> Found[tuple[Caution, ...]]:
    return found((Caution(topic=topic, contradicts=contradicts, evidence=where(topic)),))


def form(value: DosageForm) -> Found[DosageForm]:
    return found(value)


BLEND = panel(
    row("Recovery Blend", "8", "g", is_blend=True),
    row("L-Glutamine", blend="Recovery Blend"),
    row("Taurine", blend="Recovery Blend"),
)
SMALL_BLEND = panel(
    row("Recovery Blend", "210", "mg", is_blend=True),
    row("L-Glutamine", blend="Recovery Blend"),
)
NO_LIST = {"list_state": "none"}
LIST_UNSEEN = {"list_state": "unseen", "list_reason": "the list is on another side"}
FACES_UNREAD = {"complete": False, "because": "only the panel was photographed"}
VARIETY = Conflict(what="variety", reason="the list may be of another variety")
CUT_OFF = {"list_state": "partial", "list_reason": "it runs over the edge"}

# id of the row, facts, outcome, a part of what is said in reason, note or remedy
ROWS = {
    "identity.l-glutamine": [
        ("number of a note that was not read", seen(of(nutrients=panel(row("L-Glutamine1", "5", "g"))), panel=False), "unknown", "number of a note"),
        ("another substance on another panel", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("N-Acetyl-L-Glutamine", "500", panel=1))), "unknown", "which of them"),
        ("another substance on the same panel", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("N-Acetyl-L-Glutamine", "500"))), "pass", "5 g"),
        ("number of a note that was read", of(nutrients=panel(row("L-Glutamine1", "5", "g"))), "pass", "L-Glutamine1"),
        ("own amount", POWDER, "pass", "5 g"),
        ("says glutamine only", of(nutrients=panel(row("Glutamine", "5", "g"))), "pass", "which form"),
        ("called otherwise", of(product_name=found("Alanyl-Glutamine")), "unknown", "is called"),
        ("called by both", of(product_name=found("L-Glutamine & Glutathione")), "pass", "5 g"),
        ("called by another substance", of(product_name=found("Creatine Monohydrate")), "unknown", "which the panel does not declare"),
        ("called by another that is declared", of(product_name=found("BCAA"), nutrients=panel(row("L-Glutamine", "5", "g"), row("BCAA", "3", "g"))), "pass", "5 g"),
        ("called by its kind", of(product_name=found("Amino Acids")), "pass", "5 g"),
        ("called by another and by itself", of(product_name=found("BCAA + Glutamine")), "pass", "5 g"),
        ("among other amino acids", of(nutrients=panel(row("Amino Acids (incl. L-Glutamine)", "5", "g"))), "fail", "without its own amount"),
        ("with its source", of(nutrients=panel(row("L-Glutamine", "5", "g", source_form="fermented beets"))), "pass", "5 g"),
        ("two substances in one row", of(nutrients=panel(row("L-Glutamine and L-Leucine", "5", "g"))), "fail", "without its own amount"),
        ("name of a blend", of(nutrients=panel(row("L-Glutamine", "5", "g", is_blend=True))), "fail", "without its own amount"),
        ("amount not read", of(nutrients=panel(row("L-Glutamine"))), "unknown", "no amount in grams"),
        ("with one letter wrong", of(nutrients=panel(row("L-Glutarnine", "5", "g"))), "pass", "taken for a misread L-glutamine"),
        ("with one letter wrong, badly read", of(nutrients=panel(row("L-Glutarnine", "5", "g", confidence=0.3))), "unknown", "badly read"),
        ("by a note from a protein", of(nutrients=panel(row("L-Glutamine", "5", "g", source_form="from collagen peptides"))), "fail", "without its own amount"),
        ("by a note bound to a protein", of(nutrients=panel(row("L-Glutamine", "5", "g", source_form="bound in whey protein"))), "fail", "a compound"),
        ("as L-glutamine", of(nutrients=panel(row("Glutamine", "5", "g", source_form="L-Glutamine"))), "pass", "'Glutamine'"),
        ("beside another form", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("N-Acetyl-L-Glutamine", "1", "g"))), "pass", "5 g"),
        ("a dipeptide on the list", of(ingredients=ingredients(item("L-alanyl-L-glutamine"))), "unknown", "names only"),
        ("a dipeptide beside it on the list", of(ingredients=ingredients(item("L-glutamine"), item("glutamine peptides"))), "pass", "5 g"),
        ("glutamate on the list", of(ingredients=ingredients(item("monosodium glutamate"))), "pass", "5 g"),
        ("another substance", of(nutrients=panel(row("Creatine Monohydrate", "5", "g"))), "fail", "no L-glutamine"),
        ("acetylated", of(nutrients=panel(row("N-Acetyl-L-Glutamine", "5", "g"))), "fail", "derivative"),
        ("dipeptide by its source", of(nutrients=panel(row("Glutamine", "5", "g", source_form="L-Alanyl-L-Glutamine"))), "fail", "dipeptide"),
        ("glutathione", of(nutrients=panel(row("L-Glutathione", "500"))), "fail", "tripeptide"),
        ("glutamic acid", of(nutrients=panel(row("L-Glutamic Acid", "500"))), "fail", "another amino acid"),
        ("peptides", of(nutrients=panel(row("Glutamine Peptides", "5", "g"))), "fail", "hydrolysed protein"),
        ("hidden in a blend", of(nutrients=BLEND), "fail", "'Recovery Blend'"),
        ("hidden in a row of several", of(nutrients=panel(row("L-Glutamine, L-Alanine Blend", "5", "g", is_blend=True))), "fail", "without its own amount"),
        ("hidden on a panel read in part", seen(of(nutrients=BLEND), panel=False), "unknown", "in part"),
        ("without a unit", of(nutrients=panel(row("L-Glutamine", "5", None))), "unknown", "no amount in grams"),
        ("both names, the plainer first", of(nutrients=panel(row("Glutamine", "5", "g"), row("L-Glutamine", "4", "g"))), "pass", "'L-Glutamine' with 4 g"),
        ("zero", of(nutrients=panel(row("L-Glutamine", "0", "g"))), "fail", "no L-glutamine"),
        ("panel not seen", of(nutrients=UNREAD), "unknown", "facts panel"),
        ("heading without an amount", of(nutrients=panel(row("Amount per serving"), row("Creatine", "5", "g"))), "fail", "no L-glutamine"),
        ("panel not seen, amount on the front", of(nutrients=UNREAD, glutamine_g_per_serving=found(Decimal(5))), "unknown", "facts panel"),
        ("panel absent", of(nutrients=ABSENT), "unknown", "facts panel"),
        ("panel read in part", seen(of(nutrients=panel(row("Creatine", "5", "g"))), panel=False), "unknown", "in part"),
        ("row badly read", of(nutrients=panel(row("L-Glutamine", "5", "g", confidence=0.3))), "unknown", "badly read"),
        ("page not read", seen(of(nutrients=panel(row("Creatine", "5", "g"))), skipped=("page 3",)), "unknown", "page 3"),
        ("only on the list", of(nutrients=panel(row("Protein", "6", "g")), ingredients=ingredients(item("L-Glutamine", amino_acid="glutamine"), LECITHIN)), "unknown", "ask the maker"),
        ("alone on a list cut off", seen(of(nutrients=panel(row("Protein", "6", "g")), ingredients=ingredients(item("L-Glutamine", amino_acid="glutamine"))), **CUT_OFF), "unknown", "ask the maker"),
        ("alone on a list that was badly read", of(nutrients=panel(row("Protein", "6", "g")), ingredients=ingredients(item("L-Glutarnine", amino_acid="glutamine", exact=False))), "unknown", "ask the maker"),
        ("alone on the list, serving without a weight", of(nutrients=panel(row("Protein", "6", "g")), ingredients=ingredients(item("L-Glutamine", amino_acid="glutamine")), serving_size=pieces("1", "scoop")), "unknown", "ask the maker"),
        ("alone on the list, no serving size", of(nutrients=panel(row("Protein", "6", "g")), ingredients=ingredients(item("L-Glutamine", amino_acid="glutamine")), serving_size=ABSENT), "unknown", "ask the maker"),
        ("alone on the list", of(nutrients=panel(row("Protein", "6", "g")), ingredients=ingredients(item("L-Glutamine", amino_acid="glutamine"))), "pass", "only ingredient"),
    ],
    "composition.protein-source": [
        ("list names none", POWDER, "pass", "no protein source"),
        ("says there is no list", seen(of(ingredients=ABSENT, other_ingredients_text=found("None")), **NO_LIST), "pass", "no protein source"),
        ("whey on the list", of(ingredients=ingredients(WHEY, LECITHIN)), "fail", "whey"),
        ("whey on a list cut off", seen(of(ingredients=ingredients(WHEY)), **CUT_OFF), "fail", "whey"),
        ("collagen on the panel", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Collagen Peptides", "10", "g"))), "fail", "Collagen"),
        ("calls itself protein in German", of(product_name=found("Eiweißpulver Vanille")), "fail", "calls itself"),
        ("calls itself protein in French", of(product_name=found("Lactosérum en poudre")), "fail", "calls itself"),
        ("no protein in its French name", of(product_name=found("L-Glutamine sans protéines en poudre")), "pass", "no protein source"),
        ("named for a protein in Spanish", of(product_name=found("Proteína con glutamina")), "unknown", "speaks of protein"),
        ("unknown name in German", of(ingredients=ingredients(item("Zorblax Eiweiß", Origin.UNRECOGNIZED))), "unknown", "speaks of protein"),
        ("allergens of a protein in German", of(allergens=found("Enthält: Molkenprotein")), "unknown", "molkenprotein"),
        ("allergens of a protein in French", of(allergens=found("Contient des protéines de lait")), "unknown", "contains proteines de lait"),
        ("calls itself protein", of(product_name=found("Gold Whey Protein Powder")), "fail", "calls itself"),
        ("no protein in its name", of(product_name=found("L-Glutamine, no protein powder")), "pass", "no protein source"),
        ("only in the profile", of(nutrients=panel(row("Calories", "120", "kcal")), amino_acid_profile=found(("Leucine", "Glutamine"))), "fail", "amino acid profile"),
        ("profile beside a row", of(amino_acid_profile=found(("Leucine", "Glutamine"))), "pass", "no protein source"),
        ("protein far above glutamine", of(protein_g_per_serving=found(Decimal(24)), ingredients=UNREAD), "fail", "24 g of protein"),
        ("its own nitrogen", of(protein_g_per_serving=found(Decimal(6)), nutrients=panel(row("L-Glutamine", "5", "g"), row("Protein", "6", "g"))), "pass", "nitrogen"),
        ("nitrogen of other amino acids", of(protein_g_per_serving=found(Decimal(12)), nutrients=panel(row("L-Glutamine", "5", "g"), row("L-Leucine", "5", "g"))), "pass", "nitrogen"),
        ("protein in German", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Eiweiß", "5", "g"))), "pass", "no protein source"),
        ("protein in two languages", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Eiweiß (Protein)", "5", "g"))), "pass", "no protein source"),
        ("protein of whey", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Protein (whey)", "5", "g"))), "fail", "Protein (whey)"),
        ("protein in Australia", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Protein, total", "5", "g"))), "pass", "no protein source"),
        ("protein from nowhere", of(protein_g_per_serving=found(Decimal(9))), "unknown", "2.75 g more"),
        ("gelatin in a gummy", of(dosage_form=form(DosageForm.GUMMY), serving_size=pieces("2", "gummy"), ingredients=ingredients(item("gelatin", additive="gelatin", shell=True))), "pass", "no protein source"),
        ("gelatin in a powder", of(ingredients=ingredients(item("gelatin", additive="gelatin", shell=True))), "fail", "gelatin"),
        ("gelatin on the panel", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Gelatin", "5", "g"))), "fail", "Gelatin"),
        ("name badly read that calls itself protein", of(product_name=found("Whey", confidence=0.3)), "pass", "no protein source"),
        ("in the profile, panel not read", seen(of(nutrients=panel(row("Calories", "120", "kcal")), amino_acid_profile=found(("Glutamine",))), panel=False), "unknown", "panel"),
        ("in the profile and on the list", of(nutrients=panel(row("Calories", "120", "kcal")), amino_acid_profile=found(("Glutamine",)), ingredients=ingredients(item("L-Glutamine"))), "pass", "no protein source"),
        ("profile without it", of(nutrients=panel(row("Calories", "120", "kcal")), amino_acid_profile=found(("Leucine",))), "pass", "no protein source"),
        ("ten grams beside six", of(protein_g_per_serving=found(Decimal(10)), serving_size=scoop("12"), nutrients=panel(row("L-Glutamine", "6", "g"))), "unknown", "2.5 g more"),
        ("nine grams beside two", of(protein_g_per_serving=found(Decimal(9)), nutrients=panel(row("L-Glutamine", "2", "g"))), "unknown", "6.5 g more"),
        ("ten grams beside four", of(protein_g_per_serving=found(Decimal(10)), nutrients=panel(row("L-Glutamine", "4", "g"))), "fail", "10 g of protein"),
        ("exactly twice the glutamine", of(protein_g_per_serving=found(Decimal(10))), "unknown", "3.75 g more"),
        ("creatine is no amino acid of protein", of(protein_g_per_serving=found(Decimal(12)), nutrients=panel(row("L-Glutamine", "5", "g"), row("Creatine Monohydrate", "5", "g"))), "fail", "12 g of protein"),
        ("nitrogen of the only ingredient", of(protein_g_per_serving=found(Decimal(6)), nutrients=panel(row("Protein", "6", "g")), ingredients=ingredients(item("L-Glutamine", amino_acid="glutamine"))), "pass", "nitrogen"),
        ("whey on the panel with one letter wrong", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Whey Proteln Isolate", "20", "g"))), "fail", "Whey"),
        ("whey on the panel badly read", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Whey Proteln Isolate", "20", "g", confidence=0.3))), "unknown", "Whey"),
        ("unknown member of a blend without a row", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Zorblax", blend="Mix"))), "unknown", "Zorblax"),
        ("unknown member of the smaller blend", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Mix", "3", "mg", is_blend=True), row("Zorblax", blend="Mix"), row("Other Mix", "3", "g", is_blend=True), row("L-Leucine", blend="Other Mix"))), "pass", "no protein source"),
        ("two grams too many are rounding", of(protein_g_per_serving=found(Decimal("8.25"))), "pass", "declares 8.25 g"),
        ("protein number and no list", seen(of(ingredients=UNREAD, protein_g_per_serving=found(Decimal(8))), **LIST_UNSEEN), "unknown", "1.75 g more than"),
        ("no protein declared", of(protein_g_per_serving=found(Decimal(0))), "pass", "no protein source"),
        ("a gram of something unknown", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Zorblax", "1", "g"))), "unknown", "Zorblax"),
        ("blend with a total that names no member", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Zorblax", is_blend=True))), "unknown", "Zorblax"),
        ("blend of known members", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Recovery Blend", "3", "g", is_blend=True), row("L-Leucine", blend="Recovery Blend"))), "pass", "no protein source"),
        ("full list of another language", seen(of(nutrients=UNREAD, glutamine_g_per_serving=UNREAD, ingredients=ingredients(LECITHIN)), panel=False), "unknown", "names no protein source, but"),
        ("unknown name is a note", of(ingredients=ingredients(LECITHIN, STRANGE)), "pass", "not a known ingredient: zorblax"),
        ("gelatin shell", of(CAPSULES, ingredients=ingredients(item("gelatin", additive="gelatin", shell=True, protein="gelatin"))), "pass", "no protein source"),
        ("list not seen", seen(of(ingredients=UNREAD), **LIST_UNSEEN), "unknown", "another side"),
        ("list cut off", seen(**CUT_OFF), "unknown", "over the edge"),
        ("page not read", seen(skipped=("page 3",)), "unknown", "page 3"),
        ("hidden text", seen(hidden=("no whey",)), "unknown", "cannot be seen"),
        ("panel not read", seen(of(nutrients=UNREAD), panel=False), "unknown", "panel"),
        ("panel not needed beside a full list", seen(of(nutrients=UNREAD, glutamine_g_per_serving=UNREAD, ingredients=ingredients(item("L-Glutamine"), LECITHIN)), panel=False), "pass", "no protein source"),
        ("no list and no panel", seen(of(nutrients=UNREAD, ingredients=ABSENT, other_ingredients_text=found("None")), panel=False, **NO_LIST), "unknown", "panel"),
        ("badly read name", of(ingredients=ingredients(item("sunflower lec1thin", exact=False))), "unknown", "badly read"),
        ("whey badly read", of(ingredients=ingredients(item("wney proteln", protein="whey", exact=False, confidence=0.3))), "unknown", "badly read"),
        ("whey with one letter wrong", of(ingredients=ingredients(item("whey proteln", protein="whey", exact=False))), "fail", "whey"),
        ("unknown name of protein", of(ingredients=ingredients(item("Zorblax Protein", Origin.UNRECOGNIZED))), "unknown", "speaks of protein"),
        ("unknown grams on the panel", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Zorblax Matrix", "20", "g"))), "unknown", "Zorblax"),
        ("unknown milligrams on the panel", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Zorblax Matrix", "20", "mg"))), "pass", "no protein source"),
        ("row that is only a heading", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Zorblax"))), "pass", "no protein source"),
        ("unknown member of a blend", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Mix", "3", "g", is_blend=True), row("Zorblax", blend="Mix"))), "unknown", "Zorblax"),
        ("unknown member of a small blend", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Mix", "3", "mg", is_blend=True), row("Zorblax", blend="Mix"))), "pass", "no protein source"),
        ("blend that names no member", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Recovery Blend", "3", "g", is_blend=True))), "unknown", "Recovery Blend"),
        ("allergen without an ingredient", of(allergens=found("Contains: Milk.")), "pass", "contains milk"),
        ("may contain", of(allergens=found("May contain milk.")), "pass", "no protein source"),
        ("allergen that is the protein", of(allergens=found("Contains: Milk (whey protein isolate).")), "unknown", "contains whey"),
        ("named for a protein that is not listed", of(product_name=found("Plant Protein with Glutamine")), "unknown", "speaks of protein"),
        ("named for a broth that is not listed", of(product_name=found("L-Glutamine in Bone Broth")), "unknown", "speaks of protein"),
        ("allergen that is the white of an egg", of(allergens=found("Contains egg white protein.")), "unknown", "egg white protein"),
        ("named for a flavor that is not listed", seen(of(ingredients=ingredients(), conflicts=(VARIETY,)), **NO_LIST), "unknown", "another variety"),
        ("unknown hydrolysate", of(ingredients=ingredients(item("zorblax hydrolysate", Origin.UNRECOGNIZED))), "unknown", "speaks of protein"),
        ("named for what protein does", of(product_name=found("Glutamine: Protein Synthesis Support")), "pass", "no protein source"),
        ("unknown peptides", of(ingredients=ingredients(item("peptide-bonded something", Origin.UNRECOGNIZED))), "unknown", "speaks of protein"),
        ("may contain the protein", of(allergens=found("May contain whey.")), "pass", "no protein source"),
    ],
    "composition.synthetic-additives": [
        ("list of a nonsynthetic", POWDER, "pass", "none of 1"),
        ("depends is a note", of(ingredients=ingredients(NATURAL_FLAVOR)), "pass", "depends on how it was made"),
        ("shell has its own rule", CAPSULES, "pass", "own rule"),
        ("shell that is synthetic elsewhere", of(CAPSULES, ingredients=ingredients(item("methylcellulose capsule", Origin.SYNTHETIC, Strictness.NOP, classes=("shell",), shell=True))), "pass", "own rule"),
        ("says there is no list", seen(of(ingredients=ABSENT, other_ingredients_text=found("None")), panel=False, **NO_LIST), "pass", "no other ingredients"),
        ("no list where it would stand", seen(of(ingredients=ABSENT, other_ingredients_text=ABSENT), **NO_LIST), "pass", "no other ingredients"),
        ("no list, panel not read", seen(of(ingredients=ABSENT, other_ingredients_text=ABSENT), panel=False, **NO_LIST), "unknown", "panel was not read"),
        ("no list of a capsule", seen(of(CAPSULES, ingredients=ABSENT, other_ingredients_text=ABSENT), **NO_LIST), "unknown", "shell"),
        ("flow agent of a colored shell", of(CAPSULES, ingredients=ingredients(item("gelatin", shell=True), item("titanium dioxide", Origin.SYNTHETIC, Strictness.CORE, classes=("color",), shell=True, within="capsule"))), "fail", "titanium dioxide"),
        ("no list of a tablet", seen(of(dosage_form=form(DosageForm.TABLET), serving_size=pieces("2", "tablet"), ingredients=ABSENT, other_ingredients_text=ABSENT), **NO_LIST), "pass", "no other ingredients"),
        ("no list of gummies", seen(of(dosage_form=form(DosageForm.GUMMY), serving_size=pieces("2", "gummy"), ingredients=ABSENT, other_ingredients_text=ABSENT), **NO_LIST), "unknown", "a gummy is never"),
        ("no list of a liquid", seen(of(dosage_form=form(DosageForm.LIQUID), ingredients=ABSENT, other_ingredients_text=ABSENT), **NO_LIST), "unknown", "a liquid is never"),
        ("gummies that say none", seen(of(dosage_form=form(DosageForm.GUMMY), serving_size=pieces("2", "gummy"), ingredients=ingredients(), other_ingredients_text=found("None")), **NO_LIST), "unknown", "a gummy is never"),
        ("says none, powder or capsules", seen(of(dosage_form=UNREAD, conflicts=(Conflict(what="form", reason="powder and capsule", evidence=where("capsules")),), ingredients=ingredients(), other_ingredients_text=found("None")), **NO_LIST), "unknown", "form is not told"),
        ("active by its name alone", of(ingredients=ingredients(item("L-Glutamine", Origin.UNRECOGNIZED))), "pass", "none of 1"),
        ("list of a capsule without shell", of(CAPSULES, ingredients=ingredients(item("rice flour"))), "pass", "does not name the shell"),
        ("sucralose", of(ingredients=ingredients(LECITHIN, SUCRALOSE)), "fail", "sucralose"),
        ("sucralose on a list cut off", seen(of(ingredients=ingredients(SUCRALOSE)), **CUT_OFF), "fail", "sucralose"),
        ("sucralose with one letter wrong", of(ingredients=ingredients(item("sucraiose", Origin.SYNTHETIC, Strictness.CORE, exact=False))), "fail", "sucraiose"),
        ("sucralose badly read", of(ingredients=ingredients(item("sucraiose", Origin.SYNTHETIC, Strictness.CORE, exact=False, confidence=0.3))), "unknown", "may be a synthetic"),
        ("sucralose to the letter", of(ingredients=ingredients(item("sucralose", Origin.SYNTHETIC, Strictness.CORE, confidence=0.3))), "fail", "sucralose"),
        ("flow agent", of(CAPSULES, ingredients=ingredients(SHELL, STEARATE)), "fail", "magnesium stearate"),
        ("flow agent in the shell's bracket", of(CAPSULES, ingredients=ingredients(SHELL, item("magnesium stearate", Origin.SYNTHETIC, Strictness.NOP, classes=("anticaking agent", "lubricant"), shell=True, within="capsule"))), "fail", "magnesium stearate"),
        ("plasticizer in the shell's bracket", of(CAPSULES, ingredients=ingredients(SHELL, item("propylene glycol", Origin.SYNTHETIC, Strictness.NOP, classes=("humectant", "solvent"), shell=True, within="capsule"))), "fail", "propylene glycol"),
        ("shell material in a powder", of(ingredients=ingredients(SHELL)), "fail", "hypromellose"),
        ("sweetener on the panel", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Sucralose", "20", "mg"))), "fail", "panel names Sucralose"),
        ("sweetener in the active's bracket", of(nutrients=panel(row("L-Glutamine (and sucralose 20 mg)", "5", "g"))), "fail", "and sucralose"),
        ("source of a nutrient", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Magnesium (as magnesium stearate)", "50", "mg"))), "pass", "none of 1"),
        ("flow agent on the panel", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Silicon Dioxide", "50", "mg"))), "unknown", "Silicon Dioxide"),
        ("additive in the active's row", of(nutrients=panel(row("L-Glutamine with Silica", "5", "g"))), "unknown", "Silica"),
        ("panel denies it", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Sucralose", "0", "mg"))), "pass", "none of 1"),
        ("sweetened by the front's words", of(claims=found((added("sucralose"),))), "unknown", "sweetened with sucralose"),
        ("sweetened with something, the law makes say", of(claims=found((added("sweetener"),))), "unknown", "sweetened with sweetener"),
        ("the active beside an additive in one name", of(ingredients=ingredients(item("L-Glutamine Sucralose", Origin.UNRECOGNIZED))), "unknown", "not a known ingredient"),
        ("something said to keep it flowing", of(claims=found((added("anti-caking agent"),))), "unknown", "sweetened with anti-caking agent"),
        ("a preservative that is not named", of(claims=found((added("preservatives"),))), "unknown", "sweetened with preservatives"),
        ("antioxidants are taken for their own sake", of(claims=found((added("antioxidants"),))), "pass", "none of 1"),
        ("and the list has a sweetener", of(claims=found((added("sweetener"),)), ingredients=ingredients(item("stevia", additive="stevia", classes=("sweetener",)))), "pass", "none of 1"),
        ("a function and no substance", of(ingredients=ingredients(LECITHIN, item("flow agent", Origin.DEPENDS, Strictness.NOP_STRICT, additive="anticaking-agent", classes=("anticaking agent",)))), "unknown", "not what it is"),
        ("flavored, and nothing listed flavors it", seen(of(ingredients=ingredients(), conflicts=(VARIETY,)), **NO_LIST), "unknown", "another variety"),
        ("flavored, and a list that was corrected", of(ingredients=ingredients(LECITHIN), conflicts=(VARIETY,)), "pass", "none of 1"),
        ("flavor, of which the law asks no more", of(ingredients=ingredients(item("flavor", Origin.DEPENDS, Strictness.NOP_STRICT, additive="flavor", classes=("flavor",)))), "pass", "depends on how"),
        ("colored with beet by the front's words", of(claims=found((added("beet juice"),))), "pass", "none of 1"),
        ("list not seen", seen(of(ingredients=UNREAD), **LIST_UNSEEN), "unknown", "another side"),
        ("list blurred", of(ingredients=BLURRED), "unknown", "too blurred"),
        ("list empty", of(ingredients=ABSENT), "unknown", "no name"),
        ("list of nothing", of(ingredients=ingredients()), "unknown", "no name"),
        ("list cut off", seen(**CUT_OFF), "unknown", "over the edge"),
        ("page not read", seen(skipped=("page 3",)), "unknown", "page 3"),
        ("hidden text", seen(hidden=("pure",)), "unknown", "cannot be seen"),
        ("unknown name", of(ingredients=ingredients(LECITHIN, STRANGE)), "unknown", "zorblax"),
        ("the active and more", of(ingredients=ingredients(item("L-glutamine & more", Origin.UNRECOGNIZED))), "unknown", "& more"),
        ("the active in other words", of(ingredients=ingredients(item("glutaminae purae", Origin.UNRECOGNIZED))), "unknown", "glutaminae"),
        ("tolerated name", of(ingredients=ingredients(item("sunflower lec1thin", exact=False))), "unknown", "badly read"),
        ("name of low confidence", of(ingredients=ingredients(item("sunflower lecithin", confidence=0.4))), "unknown", "badly read"),
    ],
    "composition.capsule-excipients": [
        ("shell only", CAPSULES, "pass", "hypromellose"),
        ("cellulose that is the shell", of(CAPSULES, ingredients=ingredients(item("vegetable cellulose", Origin.DEPENDS, Strictness.NOP_STRICT, additive="cellulose"))), "pass", "vegetable cellulose"),
        ("cellulose in the shell's bracket", of(CAPSULES, ingredients=ingredients(SHELL, item("cellulose", Origin.DEPENDS, additive="cellulose", classes=("bulking agent", "anticaking agent"), shell=True))), "pass", "cellulose"),
        ("cellulose beside the shell", of(CAPSULES, ingredients=ingredients(SHELL, item("cellulose", Origin.DEPENDS, additive="cellulose", classes=("bulking agent", "anticaking agent")))), "fail", "cellulose"),
        ("cellulose in a tablet", of(dosage_form=form(DosageForm.TABLET), serving_size=pieces("2", "tablet"), ingredients=ingredients(item("cellulose", Origin.DEPENDS, additive="cellulose"))), "fail", "cellulose"),
        ("color of the shell", of(CAPSULES, ingredients=ingredients(SHELL, item("titanium dioxide", Origin.SYNTHETIC, Strictness.CORE, classes=("color",), shell=True))), "fail", "titanium dioxide"),
        ("tablet of nothing else", seen(of(dosage_form=form(DosageForm.TABLET), serving_size=pieces("2", "tablet"), ingredients=ABSENT), **NO_LIST), "pass", "nothing is listed"),
        ("vitamin in the list", of(CAPSULES, ingredients=ingredients(SHELL, item("pyridoxine", Origin.NUTRIENT))), "pass", "hypromellose"),
        ("amino acid in the list", of(CAPSULES, ingredients=ingredients(SHELL, item("L-Leucine", Origin.DEPENDS, amino_acid="leucine"))), "pass", "hypromellose"),
        ("active known by its name", of(CAPSULES, ingredients=ingredients(SHELL, item("Glutamine"))), "pass", "hypromellose"),
        ("excipient badly read", of(CAPSULES, ingredients=ingredients(SHELL, item("magneslum stearate", Origin.SYNTHETIC, Strictness.NOP, exact=False, confidence=0.3))), "unknown", "badly read"),
        ("herb of the panel in the list", of(CAPSULES, nutrients=panel(row("L-Glutamine", "2", "g"), row("Ginger root", "5")), ingredients=ingredients(SHELL, item("ginger root"))), "pass", "hypromellose"),
        ("shell of low confidence", of(CAPSULES, ingredients=ingredients(item("hypromellose", Origin.SYNTHETIC, Strictness.NOP_STRICT, classes=("shell",), shell=True, confidence=0.3))), "unknown", "badly read"),
        ("active in the list", of(CAPSULES, ingredients=ingredients(item("L-Glutamine", Origin.NUTRIENT, amino_acid="glutamine"), SHELL)), "pass", "hypromellose"),
        ("flow agent", of(CAPSULES, ingredients=ingredients(SHELL, STEARATE)), "fail", "magnesium stearate"),
        ("filler", of(CAPSULES, ingredients=ingredients(SHELL, item("rice flour"))), "fail", "rice flour"),
        ("flow agent on a list cut off", seen(of(CAPSULES, ingredients=ingredients(STEARATE)), **CUT_OFF), "fail", "magnesium stearate"),
        ("powder", POWDER, "not-applicable", "powder"),
        ("no shell", of(CAPSULES, ingredients=ingredients(item("L-Glutamine", Origin.NUTRIENT, amino_acid="glutamine"))), "unknown", "shell"),
        ("no list", seen(of(CAPSULES, ingredients=ABSENT, other_ingredients_text=ABSENT), **NO_LIST), "unknown", "shell"),
        ("list not seen", seen(of(CAPSULES, ingredients=UNREAD), **LIST_UNSEEN), "unknown", "another side"),
        ("unknown name", of(CAPSULES, ingredients=ingredients(SHELL, STRANGE)), "unknown", "zorblax"),
        ("form not told", of(CAPSULES, dosage_form=UNREAD), "unknown", "dosage form"),
        ("form absent", of(CAPSULES, dosage_form=ABSENT), "unknown", "form"),
    ],
    "composition.competing-amino-acids": [
        ("none", POWDER, "pass", "no other amino acid"),
        ("leucine on the panel", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("L-Leucine", "2", "g"))), "fail", "L-Leucine"),
        ("leucine on a panel read in part", seen(of(nutrients=panel(row("L-Leucine", "2", "g"))), panel=False), "fail", "L-Leucine"),
        ("a vitamin does not compete", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("Vitamin B6", "2"))), "pass", "no other amino acid"),
        ("leucine badly read", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("L-Leuclne", "2", "g", confidence=0.3))), "pass", "no other amino acid"),
        ("leucine badly read on the list", of(ingredients=ingredients(item("L-Leucine", amino_acid="leucine", exact=False, confidence=0.3))), "pass", "no other amino acid"),
        ("BCAA blend", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("BCAA Blend", "5", "g", is_blend=True))), "fail", "BCAA"),
        ("leucine on the list", of(ingredients=ingredients(item("L-Leucine", amino_acid="leucine"))), "fail", "L-Leucine"),
        ("panel not seen", of(nutrients=UNREAD), "unknown", "facts panel"),
        ("panel absent", of(nutrients=ABSENT), "unknown", "facts panel"),
        ("page not read", seen(skipped=("page 3",)), "unknown", "page 3"),
    ],
    "composition.single-active": [
        ("alone", POWDER, "pass", "only active"),
        ("with energy and salt", of(nutrients=panel(row("Calories", "20", "kcal"), row("Sodium", "5"), row("L-Glutamine", "5", "g"))), "pass", "only active"),
        ("with the salt of a European table", of(nutrients=panel(row("Energy", "85", "kJ"), row("Salt", "0.02", "g"), row("L-Glutamine", "5", "g"))), "pass", "only active"),
        ("with a zero", of(nutrients=panel(row("Vitamin B6", "0"), row("L-Glutamine", "5", "g"))), "pass", "only active"),
        ("with its nitrogen as protein", of(nutrients=panel(row("Protein", "6", "g"), row("L-Glutamine", "5", "g"))), "pass", "only active"),
        ("with a vitamin", of(nutrients=panel(row("Vitamin B6", "2"), row("L-Glutamine", "5", "g"))), "fail", "Vitamin B6"),
        ("member of a blend", of(nutrients=BLEND), "fail", "Taurine"),
        ("blend that names no member", of(nutrients=panel(row("L-Glutamine", "5", "g"), row("EAA Blend", "3", "g", is_blend=True))), "fail", "EAA Blend"),
        ("no active", of(nutrients=panel(row("Calories", "20", "kcal"))), "not-applicable", "no L-glutamine"),
        ("other actives, page not read", seen(of(nutrients=panel(row("Vitamin B6", "2"))), skipped=("page 3",)), "fail", "Vitamin B6"),
        ("panel not seen", of(nutrients=UNREAD), "unknown", "facts panel"),
        ("panel absent", of(nutrients=ABSENT), "unknown", "facts panel"),
        ("panel read in part", seen(panel=False), "unknown", "in part"),
    ],
    "assurance.gmp-third-party": [
        ("product certified", POWDER, "pass", "verify"),
        ("in a sentence about something else", of(certifications=found((replace(NSF, beside=("better", "brands")),))), "unknown", "better"),
        ("limited scope", of(certifications=found((SPORT,))), "pass", "limited"),
        ("licence", of(certifications=found((LICENCE,))), "pass", "npn"),
        ("both claimed, none named", of(certifications=found((GMP_WORDS, TESTED))), "pass", "not named, verify"),
        ("both claimed in one sentence", of(certifications=found((certification("both", Tier.C, gmp=True, third_party=True),))), "pass", "not named"),
        ("both claimed, one of something else", of(certifications=found((GMP_WORDS, replace(TESTED, beside=("planned",))))), "unknown", "it also says 'planned'"),
        ("words of the maker", of(certifications=found((GMP_WORDS,))), "fail", "gmp-claim"),
        ("tested, no GMP", of(certifications=found((TESTED,))), "fail", "third-party-tested"),
        ("organic is no GMP", of(certifications=found((certification("organic", Tier.B, named=True, organic=True),))), "fail", "no independent body"),
        ("organic body that audits the plant", of(certifications=found((certification("qai", Tier.B, named=True, organic=True, gmp=True),))), "pass", "qai"),
        ("organic body that tests", of(certifications=found((certification("qai", Tier.A, named=True, organic=True, third_party=True),))), "pass", "qai"),
        ("seal of something else", of(certifications=found((certification("non-gmo", Tier.INFO, named=True),))), "fail", "names no independent body that"),
        ("seal of something else, badly read", of(certifications=found((certification("non-gmo", Tier.INFO, named=True, confidence=0.2),))), "fail", "names no independent body that"),
        ("nothing", of(certifications=ABSENT), "fail", "names no independent body that"),
        ("nothing on some faces", seen(of(certifications=ABSENT), **FACES_UNREAD), "unknown", "only the panel"),
        ("words on some faces", seen(of(certifications=found((GMP_WORDS,))), **FACES_UNREAD), "unknown", "gmp-claim"),
        ("page not read", seen(of(certifications=ABSENT), skipped=("page 3",)), "unknown", "page 3"),
        ("not read", of(certifications=BLURRED), "unknown", "too blurred"),
        ("seal badly read", of(certifications=found((certification("nsf", Tier.A, named=True, confidence=0.3),))), "unknown", "badly read"),
        ("claim badly read", of(certifications=found((certification("gmo", Tier.D, gmp=True, confidence=0.3), TESTED))), "unknown", "badly read"),
    ],
    "assurance.organic": [
        ("seal", of(certifications=found((ORGANIC, NSF)), nutrients=panel(row("Turmeric", "1", "g"))), "pass", "verify"),
        ("seal of a tier", of(certifications=found((certification("organic", Tier.B, organic=True),)), nutrients=UNREAD), "pass", "'organic'"),
        ("seal on pure glutamine", of(certifications=found((ORGANIC,))), "pass", "ask for the certificate"),
        ("words only", of(certifications=found((certification("organic-words", Tier.D, organic=True),))), "not-applicable", "not met"),
        ("none", POWDER, "not-applicable", "not met"),
        ("not read", of(certifications=UNREAD), "not-applicable", "not met"),
        ("seal badly read", of(certifications=found((certification("usda", Tier.INFO, named=True, organic=True, confidence=0.2),))), "not-applicable", "not met"),
    ],
    "dose.declared-amount": [
        ("told", POWDER, "pass", "5 g"),
        ("front says another", of(front_amount=found(Decimal("0.5"))), "pass", "the panel decides"),
        ("hidden", of(nutrients=BLEND), "fail", "8 g"),
        ("hidden in little", of(nutrients=SMALL_BLEND), "fail", "less than 2 g"),
        ("panel not seen, amount on the front", of(nutrients=UNREAD, glutamine_g_per_serving=found(Decimal(5))), "unknown", "facts panel"),
        ("told beside another form", of(nutrients=panel(row("L-Glutamine", "4", "g"), row("N-Acetyl-L-Glutamine", "1", "g")), glutamine_g_per_serving=found(Decimal(4))), "pass", "4 g"),
        ("another conflict quotes the row", of(conflicts=(Conflict(what="net-contents", reason="too few", evidence=where("5 g")),)), "pass", "5 g"),
        ("read from a text layer", of(glutamine_g_per_serving=found(Decimal(5), confidence=None)), "pass", "5 g"),
        ("just sure enough", of(glutamine_g_per_serving=found(Decimal(5), confidence=0.6)), "pass", "5 g"),
        ("none", of(nutrients=panel(row("Creatine", "5", "g"))), "fail", "no amount"),
        ("amount of another form", of(nutrients=panel(row("Glutamine", "5", "g", source_form="L-Alanyl-L-Glutamine")), glutamine_g_per_serving=found(Decimal(5))), "fail", "no amount"),
        ("two panels disagree", of(conflicts=(Conflict(what="panel", reason="5 g here and 8 g there", evidence=(*where("8 g"), *where("5 g"))),)), "unknown", "8 g there"),
        ("two panels disagree about another row", of(conflicts=(Conflict(what="panel", reason="zinc differs", evidence=where("zinc")),)), "pass", "5 g"),
        ("panel not seen", of(nutrients=UNREAD), "unknown", "facts panel"),
        ("panel absent", of(nutrients=ABSENT), "unknown", "facts panel"),
        ("more than the serving", of(serving_size=scoop("0.5")), "unknown", "0.5 g"),
        ("serving and amount rounded", of(serving_size=scoop("4.95")), "pass", "5 g"),
        ("number badly read", of(glutamine_g_per_serving=found(Decimal(5), confidence=0.3)), "unknown", "badly read"),
        ("amount not read", of(nutrients=panel(row("L-Glutamine"))), "unknown", "no amount could be read"),
        ("amount without a unit", of(nutrients=panel(row("L-Glutamine", "5", None))), "unknown", "not a weight"),
        ("two substances in one row", of(nutrients=panel(row("L-Glutamine and L-Leucine", "5", "g"))), "fail", "hidden"),
        ("less than", of(nutrients=panel(row("L-Glutamine", "1", "g", bound="<"))), "unknown", "not a weight"),
        ("per 100 g", of(nutrients=panel(row("L-Glutamine", "99", "g", per="100 g"))), "pass", "4.95 g"),
        ("per 100 ml", of(nutrients=panel(row("L-Glutamine", "99", "g", per="100 ml"))), "unknown", "not a weight"),
    ],
    "dose.daily-maximum": [
        ("ten grams", POWDER, "pass", "5 to 10 g"),
        ("twenty grams", of(directions=per_day("4"), daily_glutamine_g=ABSENT), "pass", "20 g"),
        ("twenty-five grams", of(directions=per_day("5"), daily_glutamine_g=ABSENT), "pass", "short-term only"),
        ("thirty grams", of(directions=per_day("1", "6"), daily_glutamine_g=ABSENT), "pass", "short-term only"),
        ("thirty-five grams", of(directions=per_day("1", "7"), daily_glutamine_g=ABSENT), "fail", "35 g"),
        ("the fact decides", of(daily_glutamine_g=found((Decimal(10), Decimal(40)))), "fail", "40 g"),
        ("much at once, however often", of(directions=directions("Mix seven scoops", servings_at_once=(Decimal(7), Decimal(7))), daily_glutamine_g=UNREAD), "fail", "35 g"),
        ("a blend bounds it", of(nutrients=BLEND), "pass", "at most 8 to 16 g"),
        ("a blend bounds it too high", of(nutrients=BLEND, directions=per_day("5")), "unknown", "does not tell"),
        ("a blend without a total", of(nutrients=panel(row("Recovery Blend", is_blend=True), row("L-Glutamine", blend="Recovery Blend"))), "unknown", "'Recovery Blend', without"),
        ("thirty grams at once", of(directions=directions("Mix six scoops", servings_at_once=(Decimal(6), Decimal(6))), daily_glutamine_g=UNREAD), "not-applicable", "how often"),
        ("another blend has another total", of(nutrients=panel(row("Small Blend", "1", "g", is_blend=True), row("Recovery Blend", "8", "g", is_blend=True), row("L-Glutamine", blend="Recovery Blend"))), "pass", "at most 8 to 16 g"),
        ("the fact of a blend is not trusted", of(nutrients=BLEND, daily_glutamine_g=found((Decimal(1), Decimal(40)))), "pass", "at most 8 to 16 g"),
        ("no directions", of(directions=ABSENT, daily_glutamine_g=ABSENT), "not-applicable", "no directions"),
        ("no directions on some faces", seen(of(directions=ABSENT, daily_glutamine_g=ABSENT), **FACES_UNREAD), "unknown", "only the panel"),
        ("silent directions", of(directions=directions("Mix with water"), daily_glutamine_g=ABSENT), "not-applicable", "how often"),
        ("German directions of which nothing is told", of(directions=directions("Bei Bedarf wöchentlich 3 Messlöffel"), daily_glutamine_g=UNREAD), "unknown", "wöchentlich"),
        ("silent directions on some faces", seen(of(directions=directions("Mix with water"), daily_glutamine_g=ABSENT), **FACES_UNREAD), "unknown", "how often"),
        ("directions not understood", of(directions=directions("Mix nine scoops daily"), daily_glutamine_g=ABSENT), "unknown", "nine scoops"),
        ("directions not seen", of(directions=UNREAD, daily_glutamine_g=UNREAD), "unknown", "directions were not seen"),
        ("directions badly read", of(directions=Found(POWDER.directions.value, where("twice", 0.3))), "unknown", "badly read"),
        ("directions badly read where nothing depends on it", of(directions=Found(POWDER.directions.value, (*where("twice"), *where("and shake well", 0.3)))), "pass", "5 to 10 g"),
        ("panel not seen", of(nutrients=UNREAD), "unknown", "facts panel"),
        ("no glutamine", of(nutrients=panel(row("Creatine", "5", "g"))), "not-applicable", "no amount"),
    ],
    "dose.daily-amount": [
        ("five grams twice", POWDER, "pass", "5 to 10 g"),
        ("one end is right", of(directions=per_day("1", "3"), daily_glutamine_g=ABSENT), "pass", "beyond"),
        ("several servings at once", of(CAPSULES, nutrients=panel(row("L-Glutamine", "500")), directions=per_day("8", servings_at_once=(Decimal(4), Decimal(4)))), "pass", "2 g at a time"),
        ("too little at once", of(CAPSULES, nutrients=panel(row("L-Glutamine", "500")), directions=per_day("8")), "fail", "a dose is 0.5 g"),
        ("too little a day", of(directions=per_day("0.5"), daily_glutamine_g=ABSENT), "fail", "2.5 g"),
        ("too much at once", of(nutrients=panel(row("L-Glutamine", "10", "g")), serving_size=scoop("10"), directions=per_day("1")), "fail", "a dose is 10 g"),
        ("too much a day", of(directions=per_day("3"), daily_glutamine_g=ABSENT), "fail", "15 g"),
        ("a small blend is too little", of(nutrients=SMALL_BLEND), "fail", "0.21 g"),
        ("a blend does not tell", of(nutrients=BLEND), "unknown", "does not tell"),
        ("no directions", of(directions=ABSENT, daily_glutamine_g=ABSENT), "not-applicable", "no directions"),
        ("directions not seen", of(directions=UNREAD, daily_glutamine_g=UNREAD), "unknown", "directions"),
        ("panel not seen", of(nutrients=UNREAD), "unknown", "facts panel"),
    ],
    "form.powder": [
        ("powder", POWDER, "pass", "powder"),
        ("capsule", CAPSULES, "fail", "capsule"),
        ("liquid", of(dosage_form=form(DosageForm.LIQUID), serving_size=ABSENT), "fail", "liquid"),
        ("chewable", of(dosage_form=form(DosageForm.CHEWABLE), serving_size=ABSENT), "fail", "is a chewable"),
        ("other", of(dosage_form=form(DosageForm.OTHER), serving_size=ABSENT), "fail", "no common form"),
        ("patch", of(dosage_form=form(DosageForm.PATCH), serving_size=ABSENT), "fail", "patch"),
        ("absent", of(dosage_form=ABSENT), "unknown", "does not tell"),
        ("not read", of(dosage_form=BLURRED), "unknown", "too blurred"),
        ("called a powder, counted in capsules", of(serving_size=pieces("2")), "unknown", "contradicts itself"),
        ("called a capsule, measured in scoops", of(CAPSULES, serving_size=scoop("5")), "unknown", "contradicts itself"),
        ("named powder, counted in capsules", of(CAPSULES, product_name=found("L-Glutamine Powder")), "unknown", "contradicts itself"),
        ("found while merging", of(conflicts=(Conflict(what="form", reason="front and back differ", evidence=where("pills")),)), "unknown", "front and back differ"),
    ],
    "form.units-per-dose": [
        ("two make two grams", CAPSULES, "pass", "1000 mg: 2 for 2 g, 5 for 5 g, 4 to 10 a day"),
        ("three make two grams", of(CAPSULES, nutrients=panel(row("L-Glutamine", "1500"))), "pass", "750 mg: 3 for 2 g"),
        ("four make two grams", of(CAPSULES, nutrients=panel(row("L-Glutamine", "1000"))), "fail", "500 mg: 4 for 2 g, 10 for 5 g, 8 to 20 a day"),
        ("powder", POWDER, "not-applicable", "powder"),
        ("serving not read", of(CAPSULES, serving_size=BLURRED), "unknown", "serving size"),
        ("serving without a count", of(CAPSULES, serving_size=found(ServingSize(text="capsules", unit="capsule"))), "unknown", "serving size"),
        ("serving of none", of(CAPSULES, serving_size=pieces("0")), "unknown", "serving size"),
        ("serving of unnamed pieces", of(CAPSULES, serving_size=found(ServingSize(text="2", count=Decimal(2)))), "pass", "one piece holds 1000 mg"),
        ("serving of tablets", of(CAPSULES, dosage_form=form(DosageForm.TABLET), serving_size=pieces("2", "tablet")), "pass", "one tablet holds 1000 mg"),
        ("serving absent", of(CAPSULES, serving_size=ABSENT), "unknown", "serving size"),
        ("panel not seen", of(CAPSULES, nutrients=UNREAD), "unknown", "facts panel"),
        ("hidden", of(CAPSULES, nutrients=BLEND), "unknown", "hidden"),
        ("no glutamine", of(CAPSULES, nutrients=panel(row("Creatine", "5", "g"))), "not-applicable", "no amount"),
        ("form not told", of(CAPSULES, dosage_form=UNREAD), "unknown", "dosage form"),
        ("form absent", of(CAPSULES, dosage_form=ABSENT), "unknown", "form"),
    ],
    "caution.professional-advice": [
        ("advises", POWDER, "pass", "advises"),
        ("none", of(cautions=ABSENT), "fail", "nothing"),
        ("another caution", of(cautions=caution("cancer")), "fail", "nothing"),
        ("none on some faces", seen(of(cautions=ABSENT), **FACES_UNREAD), "unknown", "only the panel"),
        ("not read", of(cautions=BLURRED), "unknown", "too blurred"),
        ("page not read", seen(of(cautions=ABSENT), skipped=("page 3",)), "unknown", "page 3"),
    ],
    "use.water": [
        ("in water", POWDER, "pass", "in water"),
        ("in a shake", of(directions=per_day("1", with_water=False)), "fail", "something else"),
        ("silent", of(directions=per_day("1")), "unknown", "do not say"),
        ("none", of(directions=ABSENT), "unknown", "no directions"),
        ("not read", of(directions=BLURRED), "unknown", "too blurred"),
        ("capsule", of(CAPSULES, directions=per_day("1", with_water=True)), "not-applicable", "capsule"),
    ],
    "use.empty-stomach": [
        ("empty", POWDER, "pass", "empty stomach"),
        ("with food", of(directions=per_day("1", empty_stomach=False)), "fail", "with food"),
        ("silent", of(directions=per_day("1")), "unknown", "do not say"),
        ("none", of(directions=ABSENT), "unknown", "no directions"),
        ("not read", of(directions=BLURRED), "unknown", "too blurred"),
    ],
    "use.divided-doses": [
        ("twice", POWDER, "pass", "more than once"),
        ("once", of(directions=directions(divided=False)), "fail", "once a day"),
        ("silent", of(directions=directions()), "unknown", "do not say"),
        ("none", of(directions=ABSENT), "unknown", "no directions"),
        ("not read", of(directions=BLURRED), "unknown", "too blurred"),
    ],
    **{
        f"caution.{topic}": [
            ("mentioned", of(cautions=caution(topic)), "pass", "mentions"),
            ("claims the opposite", of(cautions=caution(topic, contradicts=True)), "fail", "suits"),
            ("none", of(cautions=ABSENT), "unknown", "no mention"),
            ("another", POWDER, "unknown", "no mention"),
            ("not read", of(cautions=BLURRED), "unknown", "no mention"),
        ]
        for topic in ("diabetes", "cancer", "kidney", "reye")
    },
    "nutrient.b-vitamins": [
        ("one", of(nutrients=panel(row("Vitamin B6", "2"))), "pass", "Vitamin B6"),
        ("zero", of(nutrients=panel(row("Vitamin B6", "0"))), "not-applicable", "no B vitamins"),
        ("none", POWDER, "not-applicable", "no fault"),
        ("absent", of(nutrients=ABSENT), "unknown", "facts panel"),
        ("not read", of(nutrients=BLURRED), "unknown", "too blurred"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("id_", "facts", "outcome", "said"),
    [
        pytest.param(id_, *row_, id=f"{id_}: {name}")
        for id_, rows in ROWS.items()
        for name, *row_ in rows
    ],
)
def test_each_criterion(id_: str, facts: LabelFacts, outcome: str, said: str) -> None:
    got = finding(facts, id_)

    assert got.outcome == outcome, got
    assert said in f"{got.reason} | {got.note} | {got.remedy}"


def test_every_criterion_has_rows_for_what_its_facts_can_be() -> None:
    assert set(ROWS) == set(registered())
    for id_, rows in ROWS.items():
        outcomes = {outcome for _, _, outcome, _ in rows}
        assert "pass" in outcomes, id_
        assert id_ == "assurance.organic" or "unknown" in outcomes, id_
        never_fails = {"assurance.organic", "nutrient.b-vitamins"}
        assert ("fail" in outcomes) is (id_ not in never_fails), id_


# --- profiles change what is asked ----------------------------------------------


@pytest.mark.parametrize(
    ("facts", "id_", "profile", "outcome"),
    [
        pytest.param(
            of(certifications=found((GMP_WORDS, TESTED))),
            "assurance.gmp-third-party",
            "glutamine-strict",
            "fail",
            id="strict-wants-the-named-body",
        ),
        pytest.param(
            of(ingredients=ingredients(NATURAL_FLAVOR)),
            "composition.synthetic-additives",
            "glutamine-strict",
            "fail",
            id="strictest-reading-fails-what-depends",
        ),
        pytest.param(
            CAPSULES,
            "composition.synthetic-additives",
            "glutamine-strict",
            "fail",
            id="strictest-reading-fails-a-synthetic-shell",
        ),
        pytest.param(
            of(CAPSULES, ingredients=ingredients(item("rice flour"))),
            "composition.synthetic-additives",
            "glutamine-strict",
            "unknown",
            id="strictest-reading-wants-the-shell-named",
        ),
        pytest.param(
            of(nutrients=panel(row("Collagen Peptides", "10", "g"))),
            "composition.protein-source",
            "any-supplement",
            "fail",
            id="any-supplement-knows-protein-on-the-panel",
        ),
        pytest.param(
            of(
                protein_g_per_serving=found(Decimal(12)),
                amino_acid_profile=found(("Glutamine",)),
            ),
            "composition.protein-source",
            "any-supplement",
            "unknown",
            id="any-supplement-asks-where-protein-comes-from",
        ),
        pytest.param(
            of(nutrients=panel(row("Vitamin C", "500"))),
            "composition.protein-source",
            "any-supplement",
            "pass",
            id="any-supplement-passes-without-protein",
        ),
    ],
)
def test_profiles_change_what_is_asked(
    facts: LabelFacts, id_: str, profile: str, outcome: str
) -> None:
    assert finding(facts, id_, profile).outcome == outcome


def test_the_core_reading_lets_flow_agents_pass_but_not_sucralose(tmp_path: Path) -> None:
    path = tmp_path / "core.toml"
    path.write_text('extends = "glutamine"\nstrictness = "core"\n')

    def outcome(*items: object) -> str:
        facts = of(CAPSULES, ingredients=ingredients(SHELL, *items))
        return finding(facts, "composition.synthetic-additives", str(path)).outcome

    assert outcome(STEARATE) == "pass"
    assert outcome(SUCRALOSE) == "fail"


def test_another_substance_is_read_off_the_panel(tmp_path: Path) -> None:
    path = tmp_path / "creatine.toml"
    path.write_text(
        'extends = "glutamine"\nsubstance = "creatine"\n'
        "[thresholds]\nserving_g = [3, 5]\ndaily_g = [3, 5]\n"
    )
    facts = of(
        nutrients=panel(
            row("Creatine Monohydrate", "5", "g"), row("L-Glutamine", "1", "g")
        ),
        glutamine_g_per_serving=found(Decimal(1)),
        daily_glutamine_g=found((Decimal(1), Decimal(2))),
        directions=per_day("1"),
    )

    found_ = {one.id: one for one in judge(facts, load_profile(path))}

    assert found_["identity.l-glutamine"].outcome == "pass"
    assert found_["identity.l-glutamine"].title == (
        "creatine monohydrate is declared with its own amount"
    )
    assert "5 g of creatine" in found_["dose.declared-amount"].reason
    assert found_["dose.daily-amount"].outcome == "pass"
    assert "reach 5 g of creatine" in found_["dose.daily-maximum"].reason
    assert found_["composition.single-active"].outcome == "fail"


def test_the_nutrients_that_criteria_speak_of_are_in_the_lexicon() -> None:
    known = load_lexicon().entries

    # Salt is a food that European tables have a row for.
    assert known["nutrient"].keys() | known["food"].keys() >= BASIC
    assert known["nutrient"].keys() >= B_VITAMINS


# --- whole labels ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "profile", "verdict"),
    [
        pytest.param(POWDER, "glutamine", Verdict.PASS, id="good-powder"),
        pytest.param(POWDER, "glutamine-strict", Verdict.PASS, id="good-powder-strictly"),
        pytest.param(POWDER, "any-supplement", Verdict.PASS, id="good-powder-as-anything"),
        pytest.param(CAPSULES, "glutamine", Verdict.PASS, id="good-capsules"),
        pytest.param(CAPSULES, "glutamine-strict", Verdict.FAIL, id="capsules-strictly"),
        pytest.param(LabelFacts(), "glutamine", Verdict.INCOMPLETE, id="nothing-read"),
        pytest.param(LabelFacts(), "glutamine-strict", Verdict.FAIL, id="nothing-strictly"),
        pytest.param(
            LabelFacts(), "any-supplement", Verdict.INCOMPLETE, id="nothing-at-all"
        ),
        pytest.param(seen(**FACES_UNREAD), "glutamine", Verdict.PASS, id="seal-is-enough"),
    ],
)
def test_verdicts_of_whole_labels(
    facts: LabelFacts, profile: str, verdict: Verdict
) -> None:
    rules = load_profile(profile)

    assert verdict_of(judge(facts, rules), rules.unknown_gate) is verdict


def test_a_good_powder_has_the_full_score_and_capsules_lose_the_weight_of_the_form() -> (
    None
):
    profile = load_profile()

    assert score_of(judge(POWDER, profile)) == (100, 1)
    # 10 of 37: excipients, units, competing, single, daily amount and advice are met.
    assert score_of(judge(CAPSULES, profile)) == (Decimal("73.0"), 1)


def test_findings_follow_the_rules_whatever_the_facts_are() -> None:
    profile = load_profile()

    for facts in (POWDER, CAPSULES, LabelFacts()):
        assert [one.id for one in judge(facts, profile)] == [r.id for r in profile.rules]


def test_every_open_or_failed_finding_tells_what_would_settle_it() -> None:
    labels = [facts for rows in ROWS.values() for _, facts, _, _ in rows]

    for facts in labels:
        for one in judge(facts, load_profile()):
            if one.outcome in (Outcome.FAIL, Outcome.UNKNOWN):
                assert one.remedy, one
            assert one.reason.strip() == one.reason


@pytest.mark.parametrize(
    ("facts", "searched"),
    [
        pytest.param(
            POWDER,
            (
                "ingredient list read to its end, 1 of 1 names recognized",
                "facts panel read whole",
            ),
            id="list",
        ),
        pytest.param(
            seen(of(ingredients=ABSENT, other_ingredients_text=found("None")), **NO_LIST),
            ("the label says that it has no other ingredients", "facts panel read whole"),
            id="says-none",
        ),
        pytest.param(
            seen(
                of(ingredients=ABSENT, other_ingredients_text=ABSENT),
                list_reason="nothing is printed below the panel",
                **NO_LIST,
            ),
            (
                "no ingredient list below or beside the facts panel, where it would stand: "
                "nothing is printed below the panel",
                "facts panel read whole",
            ),
            id="no-list",
        ),
        pytest.param(
            seen(
                of(ingredients=ABSENT, other_ingredients_text=found("None")),
                panel=False,
                **NO_LIST,
            ),
            ("the label says that it has no other ingredients",),
            id="panel-not-read",
        ),
    ],
)
def test_a_pass_by_absence_tells_what_was_read(
    facts: LabelFacts, searched: tuple[str, ...]
) -> None:
    assert finding(facts, "composition.synthetic-additives").searched == searched


@pytest.mark.parametrize(
    ("nutrients", "odd"),
    [
        pytest.param(panel(row("L-Glutamine", "5", "g")), True, id="alone"),
        pytest.param(
            panel(row("Calories", "20", "kcal"), row("L-Glutamine", "5", "g")),
            True,
            id="with-energy",
        ),
        pytest.param(
            panel(row("L-Glutamine", "5", "g"), row("Turmeric", "1", "g")),
            False,
            id="with-an-herb",
        ),
        pytest.param(UNREAD, False, id="panel-not-read"),
    ],
)
def test_an_organic_seal_on_nothing_but_glutamine_is_odd(
    nutrients: Found[object], odd: bool
) -> None:
    label = of(certifications=found((ORGANIC,)), nutrients=nutrients)

    assert ("ask for the certificate" in finding(label, "assurance.organic").note) is odd


@pytest.mark.parametrize(
    ("facts", "id_", "note"),
    [
        pytest.param(POWDER, "composition.synthetic-additives", "", id="powder"),
        pytest.param(
            CAPSULES,
            "composition.synthetic-additives",
            "the capsule itself (hypromellose) is judged by its own rule",
            id="shell",
        ),
        pytest.param(
            of(
                CAPSULES,
                ingredients=ingredients(
                    item(
                        "cellulose capsule",
                        Origin.DEPENDS,
                        Strictness.NOP_STRICT,
                        classes=("shell",),
                        shell=True,
                    )
                ),
            ),
            "composition.synthetic-additives",
            "the capsule itself (cellulose capsule) is judged by its own rule",
            id="shell-that-depends",
        ),
        pytest.param(
            of(protein_g_per_serving=found(Decimal(0))),
            "composition.protein-source",
            "",
            id="no-protein",
        ),
        pytest.param(POWDER, "identity.l-glutamine", "", id="plain-name"),
        pytest.param(POWDER, "dose.declared-amount", "", id="front-agrees"),
        pytest.param(POWDER, "dose.daily-maximum", "", id="ten-grams-a-day"),
        pytest.param(
            of(directions=per_day("4"), daily_glutamine_g=ABSENT),
            "dose.daily-maximum",
            "",
            id="twenty-grams-a-day",
        ),
        pytest.param(
            of(directions=per_day("1", servings_at_once=(Decimal(1), Decimal(2)))),
            "dose.daily-amount",
            "the upper end of the directions is beyond what studies gave",
            id="too-much-at-once-at-one-end",
        ),
        pytest.param(POWDER, "dose.daily-amount", "", id="within-the-studies"),
    ],
)
def test_notes_say_no_more_than_they_must(facts: LabelFacts, id_: str, note: str) -> None:
    assert finding(facts, id_).note == note


def test_a_label_that_says_none_is_quoted() -> None:
    none = seen(of(ingredients=ABSENT, other_ingredients_text=found("None")), **NO_LIST)

    quoted = finding(none, "composition.synthetic-additives").evidence

    assert [one.text for one in quoted] == ["None"]


@pytest.mark.parametrize(
    ("total", "said"),
    [
        pytest.param("1.9", True, id="less-than-a-dose"),
        pytest.param("2", False, id="a-dose"),
        pytest.param(None, False, id="no-total"),
    ],
)
def test_a_small_blend_is_known_to_hold_less_than_a_dose(
    total: str | None, said: bool
) -> None:
    blend = panel(
        row("Recovery Blend", total, "g", is_blend=True),
        row("L-Glutamine", blend="Recovery Blend"),
    )

    reason = finding(of(nutrients=blend), "dose.declared-amount").reason

    assert ("less than 2 g" in reason) is said


def test_only_a_blend_reaches_at_most_its_total() -> None:
    assert "at most" not in finding(POWDER, "dose.daily-maximum").reason


def test_a_limited_scope_is_noted_only_where_nothing_better_stands() -> None:
    both = of(certifications=found((SPORT, NSF)))

    assert "limited" not in finding(both, "assurance.gmp-third-party").note


def test_a_failed_finding_bears_the_title_of_its_failure() -> None:
    assert finding(POWDER, "form.powder").title == "Comes as a powder"
    assert finding(CAPSULES, "form.powder").title == "Does not come as a powder"


# --- what cannot be built -------------------------------------------------------


def test_a_criterion_is_registered_once() -> None:
    register = criterion(
        id="form.powder",
        title="Again",
        failure_title="Again",
        why=Rationale(because="again", article_section="none"),
    )

    with pytest.raises(ValueError, match="registered twice"):
        register(
            lambda facts, terms: Judgement(outcome=Outcome.UNKNOWN, reason="", remedy="")
        )


@pytest.mark.parametrize(
    ("outcome", "given", "said"),
    [
        pytest.param(Outcome.PASS, {}, "rests on nothing", id="pass-on-nothing"),
        pytest.param(
            Outcome.FAIL, {"remedy": "r"}, "rests on nothing", id="fail-on-nothing"
        ),
        pytest.param(Outcome.FAIL, {"searched": ("s",)}, "without a remedy", id="fail"),
        pytest.param(Outcome.UNKNOWN, {}, "without a remedy", id="unknown"),
    ],
)
def test_an_answer_that_leaves_its_ground_out_cannot_be_built(
    outcome: Outcome, given: dict[str, object], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        Judgement(outcome=outcome, reason="because", **given)  # type: ignore[arg-type]


PHOTO, ARTWORK = 20.0, None
"""Height of print of a face."""


@pytest.mark.parametrize(
    ("faces", "complete", "id_", "remedy"),
    [
        pytest.param({}, False, "form.powder", "photograph the front", id="no-front"),
        pytest.param(
            {FaceKind.FRONT: PHOTO},
            False,
            "form.powder",
            "photograph the facts panel, whose",
            id="a-front-without-form",
        ),
        pytest.param(
            {FaceKind.FRONT: PHOTO, FaceKind.FACTS: PHOTO},
            False,
            "form.powder",
            "photograph the remaining sides",
            id="nor-a-panel",
        ),
        pytest.param(
            {FaceKind.FRONT: ARTWORK, FaceKind.FACTS: ARTWORK},
            True,
            "form.powder",
            "ask the maker in what form",
            id="nor-any-face",
        ),
        pytest.param(
            {FaceKind.INGREDIENTS: PHOTO},
            False,
            "composition.synthetic-additives",
            "photograph again the ingredient list",
            id="a-photo-cut-off",
        ),
        pytest.param(
            {FaceKind.INGREDIENTS: ARTWORK},
            True,
            "composition.synthetic-additives",
            "ask the maker for the ingredient list",
            id="artwork",
        ),
        pytest.param(
            {}, False, "caution.diabetes", "photograph the warnings", id="no-warnings"
        ),
        pytest.param(
            {FaceKind.WARNINGS: PHOTO},
            False,
            "caution.diabetes",
            "photograph every remaining side",
            id="other-warnings",
        ),
        pytest.param(
            {FaceKind.WARNINGS: ARTWORK},
            True,
            "caution.diabetes",
            "ask a health professional",
            id="every-warning",
        ),
    ],
)
def test_a_remedy_asks_for_no_face_that_was_handed_in(
    faces: dict[FaceKind, float | None], complete: bool, id_: str, remedy: str
) -> None:
    handed_in = tuple(
        Face(file=f"{kind}.jpg", page=1, shows=(kind,), print_height=height)
        for kind, height in faces.items()
    )
    label = of(dosage_form=UNREAD, ingredients=UNREAD, cautions=ABSENT, faces=handed_in)

    told = finding(seen(label, complete=complete, because="", list_state="partial"), id_)

    assert told.remedy.startswith(remedy)
