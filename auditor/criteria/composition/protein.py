"""Proteins, whose amino acids compete with the active substance."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from auditor.criteria.amount import Told, amount_per_serving
from auditor.criteria.composition.listing import (
    ARTICLE_SECTION,
    CHOOSE_WITHOUT,
    READ_AGAIN,
    evidence_of_items,
    form_of,
    is_credible,
    is_credible_row,
    is_doubtful,
    is_recognized,
    listed_for_another_variety,
    searched_for_pass,
)
from auditor.criteria.criterion import (
    Judgement,
    Rationale,
    criterion,
    failed,
    passed,
    unknown,
)
from auditor.criteria.panel import PanelRow, active_in, has_members, panel_of
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
from auditor.lexicon import fold
from auditor.model import Absent, DosageForm, Found, Ingredient, LabelFacts, Unreadable

if TYPE_CHECKING:
    from auditor.criteria.terms import Terms
    from auditor.model import Evidence


# All of them over folded text.
_DENIED = r"(?<!no )(?<!non[ -])(?<!without )(?<!free of )(?<!sans )(?<!ohne )(?<!sin )"
_PROTEIN_PRODUCT = re.compile(
    rf"{_DENIED}\b(?:protein (?:powder|shake|drink|blend|isolate|concentrate|matrix)"
    r"|proteines? en poudre|proteina en polvo|(?:protein|eiwei(?:ß|ss))(?:pulver|shake)"
    r"|(?:whey|casein|collagen|gainer|lactoserum|molke|molkenprotein|kollagen)\b"
    r"(?! support| free|-free))"
)
_PROTEIN_WORD = re.compile(
    r"protein|eiwei(?:ß|ss)|whey|lactoserum|molke|suero|[ck]asein|peptid|[ck]ol+agen"
    r"|gelatin|broth|bouillon|albumin|keratin|elastin|h[iy]drol[iy][sz]a[td]"
)
_NAMED_PROTEIN = re.compile(
    rf"{_DENIED}\b(?:protein(?:[aes]|[ae]s)?|eiwei(?:ß|ss)|lactoserum|molke"
    r"|peptid(?:[aeo]s?|s)?|egg whites?|(?:bone|beef|chicken) broth)\b"
    r"(?![ -](?:synth|support|metabol|build|free|recover|sparing|flavou?r))"
)
_CONTAINS = (
    r"(?<!may )(?<!peut )(?<!puede )\b(?:contains?|contient|contiene|enthalt)\b(?! no\b)"
)
_CONTAINS_PROTEIN_FOOD = re.compile(
    rf"{_CONTAINS}[^.;]{{0,60}}?\b(milk|eggs?|soy|lait|(?:œ|oe)ufs?|soja|leche|huevos?|milch|ei)\b"
)
_CONTAINS_PROTEIN = re.compile(
    rf"{_CONTAINS}[^.;]{{0,60}}?\b((?:whey|casein\w*|collagen\w*|lactoserum|molke\w*|kasein\w*"
    r"|kollagen\w*|suero de leche|colageno)\b(?!-free)"
    r"|(?:milk|egg|egg white|soy|pea|wheat|rice) protein\w*|(?:milch|soja|erbsen|weizen|"
    r"reis)(?:protein|eiwei(?:ß|ss))\w*|proteines? (?:d\W|de |du )\w+|proteinas? de \w+)"
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
        article_section=ARTICLE_SECTION,
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
    if named := [item for item in sources if is_credible(item)]:
        return failed(
            f"the ingredient list names {names(item.name for item in named)}",
            evidence=evidence_of_items(named),
            searched=("the ingredient list, as far as it was read",),
            remedy=CHOOSE_WITHOUT,
        )
    if sure_rows := [row for row in in_panel if is_credible_row(row)]:
        return failed(
            f"the facts panel names {names(row.nutrient.name for row in sure_rows)}",
            evidence=[e for row in sure_rows for e in row.nutrient.evidence],
            searched=("the facts panel",),
            remedy=CHOOSE_WITHOUT,
        )
    if (fault := _protein_product(facts)) or (fault := _only_in_profile(facts, terms)):
        return fault
    if open_question := _by_allergens(facts):
        return open_question
    excess, excess_where = _unexplained_protein(facts, terms, rows)
    if excess and (fault := _by_number(facts, terms, excess_where)):
        return fault
    if doubtful := (*sources, *(item for item in items if is_doubtful(item))):
        return unknown(
            f"{names(repr(item.name) for item in doubtful)} in the ingredient list was "
            "badly read and may be another name",
            remedy=READ_AGAIN,
            evidence=evidence_of_items(doubtful),
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
        if not is_recognized(item, terms) and _PROTEIN_WORD.search(fold(item.name))
    ]:
        return unknown(
            f"{names(repr(item.name) for item in open_names)} is not a known "
            "ingredient and speaks of protein",
            remedy=READ_AGAIN,
            evidence=evidence_of_items(open_names),
        )
    if named_so := _named_for_protein(facts):
        return named_so
    return _no_protein(facts, terms, excess, excess_where)


def _named_for_protein(facts: LabelFacts) -> Judgement | None:
    """What calls itself a protein and lists none has a list that is not its own."""
    match facts.product_name:
        case Found(value=name, evidence=where) if _NAMED_PROTEIN.search(fold(name)):
            return unknown(
                f"the product's name {name!r} speaks of protein, and no ingredient is one",
                remedy=f"{PHOTOGRAPH_LIST}, or ask the maker",
                evidence=where,
            )
        case Found() | Absent() | Unreadable():
            return None


def _is_open(row: PanelRow, rows: tuple[PanelRow, ...]) -> bool:
    """What is in it cannot be told: an unknown name, or a blend without members."""
    if row.is_active or row.is_basic:
        return False
    if row.known is None:
        return not has_members(row, rows)
    return row.known.kind == "blend" and not has_members(row, rows)


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


def _protein_sources(
    facts: LabelFacts, items: tuple[Ingredient, ...]
) -> tuple[Ingredient, ...]:
    """Names that are or contain a protein.

    Gelatin makes shells and gummies, and is a protein only where a powder has it.
    """
    powder = form_of(facts) is DosageForm.POWDER
    return tuple(
        item
        for item in items
        if (item.protein and not item.shell) or (powder and item.additive == "gelatin")
    )


def _protein_product(facts: LabelFacts) -> Judgement | None:
    match facts.product_name:
        case Found(value=name, evidence=where) if _PROTEIN_PRODUCT.search(fold(name)):
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
        case Found(value=text, evidence=where) if named := _CONTAINS_PROTEIN.search(
            fold(text)
        ):
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
    if another := listed_for_another_variety(facts):
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
        case Found(value=text) if food := _CONTAINS_PROTEIN_FOOD.search(fold(text)):
            notes.append(
                f"the allergen statement says that it contains {food[1].lower()}, though "
                "no ingredient does by its name"
            )
        case Found() | Absent() | Unreadable():
            pass
    if strange := [item.name for item in items if not is_recognized(item, terms)]:
        notes.append(f"not a known ingredient: {names(strange)}")
    return passed(
        "no protein source is named",
        evidence=evidence_of(facts.ingredients),
        searched=searched_for_pass(facts, terms),
        note="; ".join(notes),
    )
