"""Every fact of a label held against what is transcribed of it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from auditor.evaluate.amounts import number_of
from auditor.evaluate.likeness import (
    ALIKE,
    REMARK,
    alike,
    alike_or_none,
    partial_ratio,
    squeezed,
    token_f1,
    tokens,
)
from auditor.evaluate.lists import compare_additives, compare_certifications, compare_list
from auditor.evaluate.outcome import Tally, value_of
from auditor.evaluate.rows import compare_rows
from auditor.model import DosageForm, LabelFacts
from auditor.quantity import find_amounts

if TYPE_CHECKING:
    from auditor.evaluate.truth import Truth


def compare_facts(tally: Tally, truth: Truth, facts: LabelFacts) -> None:
    """Count each fact that is transcribed, or that was found and should not have been."""
    compare_rows(tally, truth, facts)
    _compare_form(tally, truth, facts)
    serving = value_of(facts.serving_size)
    grams = serving.grams if serving else None
    _compare_number(tally, "serving_grams", truth.serving_grams, grams)
    _compare_number(
        tally,
        "servings_per_container",
        truth.servings_per_container,
        value_of(facts.servings_per_container),
    )
    _compare_number(
        tally, "protein_g", truth.protein_g, value_of(facts.protein_g_per_serving)
    )
    glutamine = value_of(facts.glutamine_g_per_serving)
    if glutamine is None:
        glutamine = value_of(facts.front_amount)
    _compare_number(tally, "glutamine_g", truth.glutamine_g, glutamine)
    compare_list(tally, truth, facts)
    compare_additives(tally, truth, facts)
    compare_certifications(tally, truth, facts)
    directions = value_of(facts.directions)
    use = directions.text if directions else None
    _compare_text(tally, "directions", truth.directions_text, use)
    _compare_warnings(tally, truth.warnings_text, value_of(facts.warnings))
    _compare_text(tally, "allergens", truth.allergens_text, value_of(facts.allergens))
    _compare_name(tally, "product_name", truth.product_name, value_of(facts.product_name))
    _compare_name(tally, "brand", truth.brand, value_of(facts.brand))
    _compare_net_contents(tally, truth.net_contents, value_of(facts.net_contents))


def _compare_number(
    tally: Tally, field: str, printed: Decimal | str | None, found: Decimal | None
) -> None:
    """A number that is not printed may not be found either."""
    right = found is not None and number_of(printed) == found
    tally.item(field, printed, found, right=right)


def _compare_form(tally: Tally, truth: Truth, facts: LabelFacts) -> None:
    # Where the transcription has no form, the picture may still hint at one.
    if truth.dosage_form is None:
        return
    found = value_of(facts.dosage_form)
    tally.item(
        "dosage_form",
        truth.dosage_form,
        found,
        right=found is not None and found == _form(truth.dosage_form),
    )


def _form(printed: str) -> DosageForm:
    """The form by its last telling word, the narrower first: "chewable tablet"."""
    words = printed.casefold().split()
    for form in (DosageForm.CHEWABLE, DosageForm.SOFTGEL, DosageForm.GUMMY, *DosageForm):
        if any(word.rstrip("s") == form for word in words):
            return DosageForm(form)
    return DosageForm.OTHER


def _compare_text(tally: Tally, field: str, printed: str | None, found: str | None) -> None:
    # A statement that the transcription leaves out may still be printed.
    if printed is not None:
        tally.item(field, printed, found, right=alike_or_none(printed, found))


# 21 CFR 101.93(c): some transcriptions count the disclaimer among the warnings.
_DISCLAIMER: Final = re.compile(
    r"[*†‡\s]*(?:this|these)\s+statements?\s+ha(?:s|ve)\s+not\s+been\s+evaluated.*?disease\.?",
    re.IGNORECASE | re.DOTALL,
)


def _compare_warnings(tally: Tally, printed: str | None, found: str | None) -> None:
    if printed is None or alike_or_none(printed, found):
        _compare_text(tally, "warnings", printed, found)
        return
    warning = _DISCLAIMER.sub("", printed)
    if not tokens(warning):
        return
    rest = None if found is None else _DISCLAIMER.sub("", found)
    _compare_text(tally, "warnings", warning, rest)


def _compare_name(tally: Tally, field: str, printed: str | None, found: str | None) -> None:
    if printed is None:
        return
    names = {printed, REMARK.sub("", printed)}
    right = found is not None and any(_same_title(name, found) for name in names)
    tally.item(field, printed, found, right=right)


_SAME_TITLE: Final = 0.8


def _same_title(printed: str, found: str) -> bool:
    """A name may be told with or without its flavor and the maker's legal form."""
    if token_f1(printed, found) >= _SAME_TITLE:
        return True
    short, long = sorted((squeezed(printed), squeezed(found)), key=len)
    return len(short) * 2 >= len(long) > 0 and partial_ratio(short, long) >= ALIKE


def _compare_net_contents(tally: Tally, printed: str | None, found: str | None) -> None:
    if printed is None:
        return
    right = found is not None and (
        bool(_contents(printed) & _contents(found)) or alike(printed, found)
    )
    tally.item("net_contents", printed, found, right=right)


def _contents(text: str) -> set[tuple[Decimal, str]]:
    """Every amount, and every count with the word behind it."""
    amounts = {(match.amount.number, match.amount.unit) for match in find_amounts(text)}
    counts = {
        (Decimal(number), word.rstrip("s"))
        for number, rest in re.findall(r"(\d+)((?:\s+[^\W\d_]+){1,3})", text.casefold())
        for word in rest.split()
    }
    return amounts | counts
