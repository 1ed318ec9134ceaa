"""Whether a picture shows a label at all.

Folders of product photos hold people with shakers, banners and blank sides. Such a
picture is put aside, with the reason, rather than judged. The rule errs towards
judging: print that was seen and could not be made out may be a label, and so may
anything that states a single thing labels state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from auditor.facts.label import facts_of
from auditor.model import Found

if TYPE_CHECKING:
    from auditor.lexicon import Lexicon
    from auditor.model import Claim, Document, LabelFacts

_FEW: Final = 3
"""Words up to which nothing is judged: a brand on a cap, a watermark."""

_MANY: Final = 60
"""Words from which a picture is judged, whatever they say: a label in a language that
we do not parse has as many."""

_READ: Final = 0.6
"""Confidence below which a word was seen and not made out."""


def no_label(document: Document, lexicon: Lexicon) -> str:
    """Why a document shows no label, in words; blank when it may show one."""
    if document.skipped or any(
        page.unread or page.hidden or page.codes for page in document.pages
    ):
        return ""
    printed = [
        word
        for page in document.pages
        for word in page.words
        if sum(map(str.isalpha, word.text)) > 1
    ]
    if any(word.confidence is not None and word.confidence < _READ for word in printed):
        return ""
    words = len(printed)
    if words >= _MANY or (words and _states_something(facts_of([document], lexicon))):
        return ""
    if words <= _FEW:
        return (
            f"only {words} words are printed on it" if words else "no print was found on it"
        )
    return f"none of its {words} words is a panel, a list or a statement of a label"


def _states_something(facts: LabelFacts) -> bool:
    """Whether anything is stated that stands on labels and hardly anywhere else."""
    return any(
        isinstance(reading, Found)
        for reading in (
            *(facts.nutrients, facts.serving_size, facts.servings_per_container),
            *(facts.ingredients, facts.directions, facts.warnings, facts.allergens),
            *(facts.net_contents, facts.dosage_form, facts.front_amount),
            *(facts.glutamine_g_per_serving, facts.certifications, facts.barcodes),
        )
    ) or any(claim.kind != "other" for claim in _claims(facts))


def _claims(facts: LabelFacts) -> tuple[Claim, ...]:
    return facts.claims.value if isinstance(facts.claims, Found) else ()
