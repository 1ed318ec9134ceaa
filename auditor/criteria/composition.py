"""What else is in the product besides its active substance.

Every criterion here judges by absence, the weakest of evidence. So each one asks
first whether anything was left out, and a name that was read only by tolerating a
misreading can make a product fail but never pass.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from auditor.criteria.amount import Told, amount_per_serving
from auditor.criteria.conflicts import form_conflicts, variety_conflicts
from auditor.criteria.criterion import (
    Judgement,
    Rationale,
    criterion,
    failed,
    not_applicable,
    passed,
    unknown,
)
from auditor.criteria.form import ENCAPSULATED, counted_form
from auditor.criteria.panel import PanelRow, active_in, competes, known_as, panel_of
from auditor.criteria.seen import (
    PHOTOGRAPH_LIST,
    PHOTOGRAPH_PANEL,
    evidence_of,
    list_unread,
    listed,
    names,
    panel_unread,
    plain,
    sure,
)
from auditor.model import (
    Absent,
    DosageForm,
    Found,
    Ingredient,
    LabelFacts,
    Origin,
    Strictness,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from auditor.criteria.terms import Terms
    from auditor.model import Claim, Evidence

_SECTION = "What is the Best Form of Glutamine to Supplement?"
_READ_AGAIN = (
    "photograph the ingredient list again, closer and sharp, so that every name reads"
)
_CHOOSE_WITHOUT = "choose a product whose ingredient list does without"

_LEVEL: Final = {level: rank for rank, level in enumerate(Strictness)}

_MEASURE: Final = {
    Strictness.CORE: "the narrowest reading of the word (core)",
    Strictness.NOP: "the US rules for organic food (nop)",
    Strictness.NOP_STRICT: "the strictest reading of the US rules for organic food "
    "(nop-strict)",
}
"""How reports name what "synthetic" is held against; nop is the National Organic
Program, 7 CFR 205."""


def _evidence(items: Iterable[Ingredient]) -> tuple[Evidence, ...]:
    return tuple(e for item in items for e in item.evidence)


def _doubtful(item: Ingredient) -> bool:
    return not item.exact or not sure(item.evidence)


def _credible(item: Ingredient) -> bool:
    """Sure enough to fail a product by: the name stands there to the letter, or the
    engine was sure of what it read."""
    return item.exact or sure(item.evidence)


def _is_credible_row(row: PanelRow) -> bool:
    return row.exact or sure(row.nutrient.evidence)


def _form(facts: LabelFacts) -> DosageForm | None:
    match facts.dosage_form:
        case Found(value=form):
            return form
        case Absent() | Unreadable():
            return None


_JOINS: Final = re.compile(
    r"[&+,]|\b(?:and|with|plus|or|more|others?|etc)\b", re.IGNORECASE
)


def _is_recognized(item: Ingredient, terms: Terms) -> bool:
    """Known by the lexicon or as the active, and not beside what is neither:
    "L-glutamine & more"."""
    if item.origin is not Origin.UNRECOGNIZED:
        return True
    return active_in(item.name, terms) and not _JOINS.search(item.name)


_SHELL_JOBS: Final = frozenset({"shell", "gelling agent", "thickener", "bulking agent"})
"""First functional classes of what capsules are made of. Their brackets may also hold
colors, flow agents, preservatives and plasticizers, which are judged like any other."""


def _shells(facts: LabelFacts) -> tuple[Ingredient, ...]:
    """The names of the list that are the capsule itself.

    Where a capsule's list marks no name as the shell, cellulose is it: most labels
    print "vegetable cellulose" and nothing else.
    """
    items = listed(facts)
    marked = tuple(
        item for item in items if item.shell and _SHELL_JOBS.intersection(item.classes[:1])
    )
    if marked or _form(facts) not in ENCAPSULATED:
        return marked
    return tuple(item for item in items if item.additive == "cellulose")


# --- protein --------------------------------------------------------------------

_PROTEIN_PRODUCT = re.compile(
    r"(?<!no )(?<!non )(?<!without )(?<!free of )"
    r"\b(?:protein (?:powder|shake|drink|blend|isolate|concentrate|matrix)"
    r"|prot[eé]ines? en poudre|prote[ií]na en polvo"
    r"|(?:whey|casein|collagen|gainer)\b(?! support| free|-free))",
    re.IGNORECASE,
)
_PROTEIN_WORD = re.compile(
    r"prot[eé][ií]n|whey|casein|peptid|collagen|gelatin|broth|albumin|keratin|elastin"
    r"|hydroly[sz]ate",
    re.IGNORECASE,
)
_NAMED_PROTEIN = re.compile(
    r"(?<!no )(?<!non[ -])(?<!without )(?<!free of )\b(?:prot(?:ein|[eé]ine|e[ií]na)s?"
    r"|peptides?|egg whites?|(?:bone|beef|chicken) broth)\b"
    r"(?![ -](?:synth|support|metabol|build|free|recover|sparing|flavou?r))",
    re.IGNORECASE,
)
_CONTAINS_PROTEIN_FOOD = re.compile(
    r"(?<!may )\bcontains?\b(?! no\b)[^.;]{0,60}?\b(milk|eggs?|soy)\b", re.IGNORECASE
)

_CONTAINS_PROTEIN = re.compile(
    r"(?<!may )\bcontains?\b(?! no\b)[^.;]{0,60}?\b((?:whey|casein\w*|collagen)\b(?!-free)"
    r"|(?:milk|egg|egg white|soy|pea|wheat|rice) protein\w*)",
    re.IGNORECASE,
)

_AS_NITROGEN: Final = Decimal("1.25")
"""Grams of protein that one gram of glutamine may be declared as: its nitrogen times
6.25 is 1.198 (Regulation (EU) No 1169/2011, Annex I), and panels round."""

_PROTEIN_PRODUCT_G: Final = Decimal(10)
_PROTEIN_PRODUCT_RATIO: Final = Decimal(2)
"""So much protein, and so many times the glutamine, comes from a protein."""

_TRACE_G: Final = Decimal(1)
"""A row below a gram brings no protein that matters beside grams of an amino acid."""

_UNEXPLAINED_G: Final = Decimal(2)
"""So much protein beyond the amino acids is more than herbs and rounding bring."""


@criterion(
    id="composition.protein-source",
    title="No protein powder in it",
    failure_title="Contains a protein source",
    why=Rationale(
        because="The article advises against glutamine with protein powder, because other "
        "amino acids compete with it for uptake.",
        article_section=_SECTION,
        rules=("21 CFR 101.4(g)", "21 CFR 101.36(b)(2)(i)"),
    ),
)
def protein_source(facts: LabelFacts, terms: Terms) -> Judgement:
    """Judged by what the list and the panel name, not by the word protein.

    A gelatin shell is no protein powder, nor is a number of grams that is only the
    nitrogen of the glutamine. A protein number far above that comes from somewhere,
    so it fails even where the list was not seen, and leaves the question open where
    a list that was read names no source.
    """
    items = listed(facts)
    rows = panel_of(facts, terms)
    sources = _protein_sources(facts, items)
    in_panel = [row for row in rows if row.protein]
    if named := [item for item in sources if _credible(item)]:
        return failed(
            f"the ingredient list names {names(item.name for item in named)}",
            evidence=_evidence(named),
            searched=("the ingredient list, as far as it was read",),
            remedy=_CHOOSE_WITHOUT,
        )
    if sure_rows := [row for row in in_panel if _is_credible_row(row)]:
        return failed(
            f"the facts panel names {names(row.nutrient.name for row in sure_rows)}",
            evidence=[e for row in sure_rows for e in row.nutrient.evidence],
            searched=("the facts panel",),
            remedy=_CHOOSE_WITHOUT,
        )
    if (fault := _protein_product(facts)) or (fault := _only_in_profile(facts, terms)):
        return fault
    if open_question := _by_allergens(facts):
        return open_question
    excess, excess_where = _unexplained_protein(facts, terms, rows)
    if excess and (fault := _by_number(facts, terms, excess_where)):
        return fault
    if doubtful := (*sources, *(item for item in items if _doubtful(item))):
        return unknown(
            f"{names(repr(item.name) for item in doubtful)} in the ingredient list was "
            "badly read and may be another name",
            remedy=_READ_AGAIN,
            evidence=_evidence(doubtful),
        )
    if strange := [
        row
        for row in rows
        if (row in in_panel or _is_open(row, rows)) and _weighs(row, rows)
    ]:
        return unknown(
            f"the panel's {names(repr(row.nutrient.name) for row in strange)} is not known "
            "to be free of protein",
            remedy=f"{PHOTOGRAPH_PANEL}, or ask the maker what it is",
            evidence=[e for row in strange for e in row.nutrient.evidence],
        )
    if open_names := [
        item
        for item in items
        if not _is_recognized(item, terms) and _PROTEIN_WORD.search(item.name)
    ]:
        return unknown(
            f"{names(repr(item.name) for item in open_names)} is not a known "
            "ingredient and speaks of protein",
            remedy=_READ_AGAIN,
            evidence=_evidence(open_names),
        )
    if named_so := _named_for_protein(facts):
        return named_so
    return _no_protein(facts, terms, excess, excess_where)


def _named_for_protein(facts: LabelFacts) -> Judgement | None:
    """What calls itself a protein and lists none has a list that is not its own."""
    match facts.product_name:
        case Found(value=name, evidence=where) if _NAMED_PROTEIN.search(name):
            return unknown(
                f"the product's name {name!r} speaks of protein, and no ingredient is one",
                remedy=f"{PHOTOGRAPH_LIST}, or ask the maker",
                evidence=where,
            )
        case Found() | Absent() | Unreadable():
            return None


def _is_open(row: PanelRow, rows: tuple[PanelRow, ...]) -> bool:
    """What is in it cannot be told: an unknown name, or a blend without members."""
    if row.is_active:
        return False
    if row.known is None:
        return not _has_members(row, rows)
    return row.known.kind == "blend" and not _has_members(row, rows)


def _weighs(row: PanelRow, rows: tuple[PanelRow, ...]) -> bool:
    """It may be a gram or more; a row without amount is the blend's that it is in.

    A row that is in no blend and has no weight is a heading, or counted in units
    of which no protein is counted.
    """
    if row.grams is not None:
        return row.grams >= _TRACE_G
    if row.nutrient.is_blend:
        return row.nutrient.amount is None
    blend = row.nutrient.blend
    heads = [one for one in rows if one.nutrient.is_blend and one.nutrient.name == blend]
    if heads:
        return any(_weighs(head, rows) for head in heads)
    return blend is not None


def _is_other_blend(row: PanelRow, rows: tuple[PanelRow, ...]) -> bool:
    """A blend that names no member stands for them."""
    return row.nutrient.is_blend and not row.hides_active and not _has_members(row, rows)


def _has_members(row: PanelRow, rows: tuple[PanelRow, ...]) -> bool:
    return any(other.nutrient.blend == row.nutrient.name for other in rows)


def _protein_sources(
    facts: LabelFacts, items: tuple[Ingredient, ...]
) -> tuple[Ingredient, ...]:
    """Names that are or contain a protein.

    Gelatin makes shells and gummies, and is a protein only where a powder has it.
    """
    powder = _form(facts) is DosageForm.POWDER
    return tuple(
        item
        for item in items
        if (item.protein and not item.shell) or (powder and item.additive == "gelatin")
    )


def _protein_product(facts: LabelFacts) -> Judgement | None:
    match facts.product_name:
        case Found(value=name, evidence=where) if _PROTEIN_PRODUCT.search(name):
            if sure(where):
                return failed(
                    f"the product calls itself {name!r}",
                    evidence=where,
                    remedy="choose a product that is no protein powder",
                )
        case Found() | Absent() | Unreadable():
            pass
    return None


def _only_in_profile(facts: LabelFacts, terms: Terms) -> Judgement | None:
    """Glutamine that a typical amino acid profile lists is a part of a protein."""
    if panel_unread(facts):
        return None
    match facts.amino_acid_profile:
        case Found(value=profile, evidence=where):
            inside = any(active_in(name, terms) for name in profile)
        case Absent() | Unreadable():
            return None
    declared = any(row.is_active for row in panel_of(facts, terms))
    added = any(active_in(item.name, terms) for item in listed(facts))
    if not inside or declared or added:
        return None
    return failed(
        f"{terms.active.name} stands only in the amino acid profile of a protein",
        evidence=where,
        remedy=f"choose a product that declares added {terms.active.name}",
    )


def _unexplained_protein(
    facts: LabelFacts, terms: Terms, rows: tuple[PanelRow, ...]
) -> tuple[Decimal, tuple[Evidence, ...]]:
    """Grams of declared protein beyond what the nitrogen of the declared amino
    acids makes, and where they stand; 0 when the panel gives no protein."""
    match facts.protein_g_per_serving:
        case Found(value=protein, evidence=where):
            pass
        case Absent() | Unreadable():
            return Decimal(0), ()
    amino_acids = sum(
        (row.grams for row in rows if row.is_amino_acid and row.grams is not None),
        Decimal(0),
    )
    if terms.wanted is not None:
        match amount_per_serving(facts, terms):
            case Told(grams=grams):
                amino_acids = max(amino_acids, grams)
            case _:
                pass
    return max(protein - amino_acids * _AS_NITROGEN, Decimal(0)), where


def _by_allergens(facts: LabelFacts) -> Judgement | None:
    """A statement that names the very protein contradicts a list that names none."""
    match facts.allergens:
        case Found(value=text, evidence=where) if named := _CONTAINS_PROTEIN.search(text):
            return unknown(
                f"the allergen statement says that it contains {named[1].lower()}, though "
                "no ingredient does by its name",
                remedy=f"{PHOTOGRAPH_LIST}, or ask the maker",
                evidence=where,
            )
        case Found() | Absent() | Unreadable():
            return None


def _by_number(
    facts: LabelFacts, terms: Terms, where: tuple[Evidence, ...]
) -> Judgement | None:
    """Protein in such an amount, beside a known amount of the active, is no
    nitrogen of amino acids."""
    if terms.wanted is None:
        return None
    match facts.protein_g_per_serving, amount_per_serving(facts, terms):
        case Found(value=protein), Told(grams=grams) if (
            protein >= _PROTEIN_PRODUCT_G and protein > grams * _PROTEIN_PRODUCT_RATIO
        ):
            return failed(
                f"the label declares {plain(protein)} g of protein beside {plain(grams)} g "
                f"of {terms.active.name}, which must come from a protein",
                evidence=where,
                remedy=f"{PHOTOGRAPH_LIST}, if you doubt it",
            )
        case _:
            return None


def _no_protein(
    facts: LabelFacts, terms: Terms, excess: Decimal, excess_where: tuple[Evidence, ...]
) -> Judgement:
    items = listed(facts)
    if reason := list_unread(facts):
        more = (
            f"; the declared protein is {plain(excess)} g more than its amino acids make"
            if excess
            else ""
        )
        return unknown(f"{reason}{more}", remedy=PHOTOGRAPH_LIST, evidence=excess_where)
    if another := _of_another_variety(facts):
        return another
    full_list = any(active_in(item.name, terms) for item in items)
    if (reason := panel_unread(facts)) and not full_list:
        return unknown(
            f"the ingredient list names no protein source, but {reason}",
            remedy=PHOTOGRAPH_PANEL,
        )
    if excess > _UNEXPLAINED_G:
        return unknown(
            f"no protein source is named, but the declared protein is {plain(excess)} g "
            "more than the declared amino acids make",
            remedy="ask the maker where the protein comes from",
            evidence=excess_where,
        )
    notes = []
    match facts.protein_g_per_serving:
        case Found(value=protein) if protein:
            notes.append(
                f"the declared {plain(protein)} g of protein is the nitrogen of amino acids"
                if not excess
                else f"the label declares {plain(protein)} g of protein"
            )
        case Found() | Absent() | Unreadable():
            pass
    match facts.allergens:
        case Found(value=text) if food := _CONTAINS_PROTEIN_FOOD.search(text):
            notes.append(
                f"the allergen statement says that it contains {food[1].lower()}, though "
                "no ingredient does by its name"
            )
        case Found() | Absent() | Unreadable():
            pass
    if strange := [item.name for item in items if not _is_recognized(item, terms)]:
        notes.append(f"not a known ingredient: {names(strange)}")
    return passed(
        "no protein source is named",
        evidence=evidence_of(facts.ingredients),
        searched=_searched(facts, terms),
        note="; ".join(notes),
    )


def _searched(facts: LabelFacts, terms: Terms) -> tuple[str, ...]:
    """The justification of a pass by absence."""
    items = listed(facts)
    searched = []
    if facts.coverage.list_state == "whole":
        known = sum(_is_recognized(item, terms) for item in items)
        searched.append(
            f"ingredient list read to its end, {known} of {len(items)} names recognized"
        )
    elif isinstance(facts.other_ingredients_text, Found):
        searched.append("the label says that it has no other ingredients")
    else:
        searched.append(
            "no ingredient list below or beside the facts panel, where it would stand"
            + (f": {facts.coverage.list_reason}" if facts.coverage.list_reason else "")
        )
    if not panel_unread(facts):
        searched.append("facts panel read whole")
    return tuple(searched)


# --- additives ------------------------------------------------------------------


@criterion(
    id="composition.synthetic-additives",
    title="No synthetic additives",
    failure_title="Contains synthetic additives",
    why=Rationale(
        because="The article asks for supplements that are free of synthetic additives. "
        "The public definition of synthetic decides what that means.",
        article_section=_SECTION,
        rules=("7 U.S.C. 6502", "7 CFR 205.605", "21 CFR 101.4(g)", "21 CFR 101.22"),
    ),
)
def synthetic_additives(facts: LabelFacts, terms: Terms) -> Judgement:
    """By the whole ingredient list, every name of it recognized.

    An additive that the facts panel gives a row counts like one of the list, though
    what is no additive by every reading may stand there for its own sake, which
    leaves the question open, as does a statement anywhere that one is in the product.
    What free-from claims say is not looked at: a claim
    can be contradicted by the list, and the list decides. The capsule itself has a
    rule of its own and counts here only under the strictest reading. A list that is
    missing altogether passes where the places for it were read, since the law wants
    none when there is nothing to list; never for a capsule, whose shell would have
    to stand there.
    """
    items = listed(facts)
    exempt = _exempt(facts, terms)
    level = _LEVEL[terms.strictness]
    synthetic = [
        item
        for item in items
        if (strictness := _strictness(item, facts)) is not None
        and _LEVEL[strictness] <= level
        and item not in exempt
    ]
    if offenders := [item for item in synthetic if _credible(item)]:
        return failed(
            f"lists {names(item.name for item in offenders)}, synthetic by "
            f"{_MEASURE[terms.strictness]}",
            evidence=_evidence(offenders),
            searched=("the ingredient list, as far as it was read",),
            remedy=_CHOOSE_WITHOUT,
        )
    if synthetic:
        return unknown(
            f"{names(repr(item.name) for item in synthetic)} may be a synthetic additive, "
            "but was badly read",
            remedy=_READ_AGAIN,
            evidence=_evidence(synthetic),
        )
    if in_panel := _additives_in_panel(facts, terms):
        return _judged_by_panel(in_panel, terms)
    if said := _said_elsewhere(facts, terms):
        return unknown(
            f"the label says {said[0].text!r}, and no ingredient that was read is that",
            remedy=PHOTOGRAPH_LIST,
            evidence=[e for claim in said for e in claim.evidence],
        )
    if reason := list_unread(facts):
        return unknown(reason, remedy=PHOTOGRAPH_LIST)
    if another := _of_another_variety(facts):
        return another
    if strange := [item for item in items if not _is_recognized(item, terms)]:
        return unknown(
            f"{names(repr(item.name) for item in strange)} is not a known ingredient",
            remedy=f"{_READ_AGAIN}; if it reads so, ask the maker what it is",
            evidence=_evidence(strange),
        )
    if unnamed := [item for item in items if _names_no_substance(item)]:
        return unknown(
            f"{names(repr(item.name) for item in unnamed)} tells what something is added "
            "for, and not what it is",
            remedy="ask the maker what it is",
            evidence=_evidence(unnamed),
        )
    if doubtful := [item for item in items if _doubtful(item)]:
        return unknown(
            f"{names(repr(item.name) for item in doubtful)} was badly read and may be "
            "another name",
            remedy=_READ_AGAIN,
            evidence=_evidence(doubtful),
        )
    return _no_synthetic(facts, terms, items)


def _of_another_variety(facts: LabelFacts) -> Judgement | None:
    """A flavored product does not list what flavors it: the list is of the plain one."""
    for conflict in variety_conflicts(facts):
        return unknown(
            conflict.reason,
            remedy=f"{PHOTOGRAPH_LIST}, of this very variety",
            evidence=conflict.evidence,
        )
    return None


def _names_no_substance(item: Ingredient) -> bool:
    """A function alone. Of flavors the law asks for no more (21 CFR 101.22(h)), and what
    a shell is made of is judged by its own rule."""
    return item.is_function and not item.shell and item.additive != "flavor"


def _exempt(facts: LabelFacts, terms: Terms) -> tuple[Ingredient, ...]:
    """The shell, unless the reading is the strictest or nothing is encapsulated."""
    if terms.strictness is Strictness.NOP_STRICT or _has_no_shell(facts):
        return ()
    return _shells(facts)


def _has_no_shell(facts: LabelFacts) -> bool:
    form = _form(facts)
    return form is not None and form not in ENCAPSULATED


def _strictness(item: Ingredient, facts: LabelFacts) -> Strictness | None:
    """What a shell is made of is milder judged only while it is a shell."""
    if (
        item.strictness is Strictness.NOP_STRICT
        and item.shell
        and item.origin is Origin.SYNTHETIC
        and _has_no_shell(facts)
    ):
        return Strictness.NOP
    return item.strictness


def _additives_in_panel(facts: LabelFacts, terms: Terms) -> list[PanelRow]:
    """Rows that name a synthetic additive, alone or beside something else."""
    return [
        row
        for row in panel_of(facts, terms)
        if row.known is not None
        and row.known.kind == "additive"
        and row.known.strictness is not None
        and _LEVEL[row.known.strictness] <= _LEVEL[terms.strictness]
        and row.nutrient.amount != 0
    ]


def _said_elsewhere(facts: LabelFacts, terms: Terms) -> list[Claim]:
    """Statements that a synthetic additive is in the product, or something for a
    function that none of the listed names has: "with sweeteners"."""
    match facts.claims:
        case Found(value=claims):
            pass
        case Absent() | Unreadable():
            return []
    served = {function for item in listed(facts) for function in item.classes}
    return [
        claim
        for claim in claims
        if claim.kind == "additive"
        and any(
            known is not None
            and known.strictness is not None
            and (
                _LEVEL[known.strictness] <= _LEVEL[terms.strictness]
                or (known.id in _SAID_BY_LAW and not served.intersection(known.classes))
            )
            for known in map(known_as, claim.subjects)
        )
    ]


_SAID_BY_LAW: Final = frozenset({"sweetener", "sugar-alcohol", "color"})
"""Functions that a label has to mention outside of its list, too."""


def _judged_by_panel(rows: list[PanelRow], terms: Terms) -> Judgement:
    certain = [
        row
        for row in rows
        if row.known is not None
        and row.known.strictness is Strictness.CORE
        and _is_credible_row(row)
    ]
    if certain:
        return failed(
            f"the facts panel names {names(row.nutrient.name for row in certain)}, "
            f"synthetic by {_MEASURE[terms.strictness]}",
            evidence=[e for row in certain for e in row.nutrient.evidence],
            searched=("the facts panel",),
            remedy=_CHOOSE_WITHOUT,
        )
    return unknown(
        f"the facts panel names {names(repr(row.nutrient.name) for row in rows)}, which "
        "may be a synthetic additive",
        remedy=f"{PHOTOGRAPH_PANEL}, or ask the maker what it is there for",
        evidence=[e for row in rows for e in row.nutrient.evidence],
    )


_MADE_WITH_MORE: Final = frozenset(
    {
        *(DosageForm.GUMMY, DosageForm.LOZENGE, DosageForm.BAR, DosageForm.PATCH),
        *(DosageForm.LIQUID, DosageForm.SPRAY),
    }
)
"""Forms that a gel, a sugar, a dough, a fabric or a solvent makes."""


def _no_synthetic(
    facts: LabelFacts, terms: Terms, items: tuple[Ingredient, ...]
) -> Judgement:
    notes = []
    if _form(facts) in ENCAPSULATED and not _shells(facts):
        if facts.coverage.list_state == "none" or terms.strictness is Strictness.NOP_STRICT:
            return unknown(
                "a capsule has a shell, and no ingredient list names it, so something is "
                "left out",
                remedy=PHOTOGRAPH_LIST,
                evidence=evidence_of(facts.dosage_form),
            )
        notes.append("the list does not name the shell of the capsule")
    form = _form(facts)
    if (
        form is None
        and not items
        and (isinstance(facts.ingredients, Absent) or form_conflicts(facts))
    ):
        return unknown(
            "no ingredient is listed, and the form is not told: a capsule would have to "
            "list its shell",
            remedy=PHOTOGRAPH_LIST,
        )
    if form in _MADE_WITH_MORE and isinstance(facts.ingredients, Absent):
        return unknown(
            f"no ingredient list was found, and a {form} is never its active alone",
            remedy=PHOTOGRAPH_LIST,
            evidence=evidence_of(facts.dosage_form),
        )
    if judged := [item.name for item in items if item.shell]:
        notes.append(f"the capsule itself ({names(judged)}) is judged by its own rule")
    if depends := [
        item.name for item in items if item.origin is Origin.DEPENDS and not item.shell
    ]:
        notes.append(f"depends on how it was made, which no label tells: {names(depends)}")
    return passed(
        f"none of {len(items)} listed ingredients is synthetic by "
        f"{_MEASURE[terms.strictness]}"
        if items
        else "the label lists no other ingredients",
        evidence=evidence_of(facts.ingredients)
        or evidence_of(facts.other_ingredients_text),
        searched=_searched(facts, terms),
        note="; ".join(notes),
    )


@criterion(
    id="composition.capsule-excipients",
    title="Nothing but the shell beside the active",
    failure_title="Excipients beside the shell",
    why=Rationale(
        because="The article warns that capsules often bring additives one would not want.",
        article_section=_SECTION,
        rules=("21 CFR 101.4(g)",),
    ),
)
def capsule_excipients(facts: LabelFacts, terms: Terms) -> Judgement:
    """Flow agents, fillers and colors of forms that are taken by the piece.

    A capsule that lists no shell cannot pass: its list must name one, so it was
    not read whole or is not complete.
    """
    form = counted_form(facts, "needs no shell")
    if isinstance(form, Judgement):
        return form
    items = listed(facts)
    shells = _shells(facts)
    rest = [
        item for item in items if item not in shells and not _is_active(item, facts, terms)
    ]
    excipients = [item for item in rest if _is_recognized(item, terms) and _credible(item)]
    if excipients:
        return failed(
            f"lists {names(item.name for item in excipients)} beside the active",
            evidence=_evidence(excipients),
            remedy="choose a powder, or a capsule that lists only its shell",
        )
    if reason := list_unread(facts):
        return unknown(reason, remedy=PHOTOGRAPH_LIST)
    if open_names := [*rest, *(item for item in items if _doubtful(item))]:
        return unknown(
            f"{names(repr(item.name) for item in open_names)} was badly read or is not a "
            "known ingredient",
            remedy=_READ_AGAIN,
            evidence=_evidence(open_names),
        )
    if form.value in ENCAPSULATED and not shells:
        return unknown(
            f"a {form.value} has a shell, but no ingredient list names it",
            remedy=PHOTOGRAPH_LIST,
            evidence=form.evidence,
        )
    return passed(
        f"only {names(item.name for item in shells)} beside the active"
        if shells
        else "nothing is listed beside the active",
        evidence=evidence_of(facts.ingredients),
        searched=_searched(facts, terms),
    )


def _is_active(item: Ingredient, facts: LabelFacts, terms: Terms) -> bool:
    """An ingredient for its own sake: food labels list those with the excipients."""
    if item.amino_acid or item.origin is Origin.NUTRIENT or active_in(item.name, terms):
        return True
    name = item.name.casefold()
    return any(row.nutrient.name.casefold() == name for row in panel_of(facts, terms))


# --- other actives --------------------------------------------------------------


@criterion(
    id="composition.competing-amino-acids",
    title="No competing amino acids",
    failure_title="Contains competing amino acids",
    why=Rationale(
        because="The article says that certain amino acids compete with glutamine for "
        "uptake, which is its reason against protein powder.",
        article_section=_SECTION,
    ),
    needs_substance=True,
)
def competing_amino_acids(facts: LabelFacts, terms: Terms) -> Judgement:
    """Amino acids that the panel or the list names besides the active.

    What counts is that they are there, not how much: no label tells how much
    would matter.
    """
    rows = [
        row
        for row in panel_of(facts, terms)
        if not row.is_active and row.competes and _is_credible_row(row)
    ]
    items = [
        item
        for item in listed(facts)
        if competes(item.name) and not active_in(item.name, terms) and _credible(item)
    ]
    if rows or items:
        found = names(
            [*(row.nutrient.name for row in rows), *(item.name for item in items)]
        )
        return failed(
            f"the label names {found}",
            evidence=[
                *(e for row in rows for e in row.nutrient.evidence),
                *_evidence(items),
            ],
            searched=("the facts panel and the ingredient list",),
            remedy=f"choose a product with {terms.active.name} alone",
        )
    if reason := panel_unread(facts):
        return unknown(reason, remedy=PHOTOGRAPH_PANEL)
    return passed(
        "the facts panel names no other amino acid that competes",
        evidence=evidence_of(facts.nutrients),
        searched=("facts panel read whole",),
    )


@criterion(
    id="composition.single-active",
    title="{active} is the only active",
    failure_title="There are other actives",
    why=Rationale(
        because="The article wants supplements to be pure.",
        article_section=_SECTION,
        rules=("21 CFR 101.36(b)(3)",),
    ),
    needs_substance=True,
)
def single_active(facts: LabelFacts, terms: Terms) -> Judgement:
    """What the panel declares besides energy, macronutrients and zeros."""
    rows = panel_of(facts, terms)
    others = [row for row in rows if row.is_other_active or _is_other_blend(row, rows)]
    if others:
        return failed(
            f"the panel also declares {names(row.nutrient.name for row in others)}",
            evidence=[e for row in others for e in row.nutrient.evidence],
            searched=("the facts panel",),
            remedy=f"choose a product with {terms.active.name} alone",
        )
    if reason := panel_unread(facts):
        return unknown(reason, remedy=PHOTOGRAPH_PANEL)
    if not any(row.is_active for row in rows):
        return not_applicable(f"the facts panel declares no {terms.active.name}")
    return passed(
        f"{terms.active.name} is the only active that the panel declares",
        evidence=evidence_of(facts.nutrients),
        searched=("facts panel read whole",),
    )
