"""Ingredients, additives and certifications, held against what is transcribed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from auditor.evaluate.likeness import (
    ALIKE,
    REMARK,
    partial_ratio,
    ratio,
    same_list,
    squeezed,
    tokens,
)
from auditor.evaluate.outcome import Tally, value_of
from auditor.evaluate.rows import SAME_NAME
from auditor.model import LabelFacts, Tier

if TYPE_CHECKING:
    from auditor.evaluate.truth import Truth
    from auditor.model import Certification, Ingredient


def compare_list(tally: Tally, truth: Truth, facts: LabelFacts) -> None:
    """The ingredient list as one item, in whichever of its two parts it was read."""
    printed = [
        text for text in (truth.ingredients_text, truth.other_ingredients_text) if text
    ]
    found = value_of(facts.other_ingredients_text)
    if found is None and facts.coverage.list_state == "none":
        found = "None"
        if not printed:
            # "None seen" and "none printed" are the same answer.
            return
    if not printed:
        tally.item("ingredient_list", None, found, right=False)
        return
    together = " ".join(printed)
    right = found is not None and any(
        same_list(text, found) for text in (*printed, together)
    )
    tally.item("ingredient_list", together, found, right=right)


def compare_additives(tally: Tally, truth: Truth, facts: LabelFacts) -> None:
    """Every transcribed additive once, and every other one that was found."""
    # Flavors that only the front names are no list to be read.
    listed = truth.ingredients_text or truth.other_ingredients_text
    printed = list(truth.additives_seen) if listed else []
    found = [
        item for item in value_of(facts.ingredients) or () if item.additive or item.classes
    ]
    matched: set[int] = set()
    for name in printed:
        hit = next(
            (
                n
                for n, item in enumerate(found)
                if n not in matched and _same_additive(name, item)
            ),
            None,
        )
        if hit is not None:
            matched.add(hit)
        tally.item(
            "additives",
            name,
            None if hit is None else found[hit].name,
            right=hit is not None,
        )
    matched_members = {found[n].within for n in matched}
    for number, item in enumerate(found):
        # A bracket that the transcription keeps in one piece, or tells by its member.
        told = item.name in matched_members or any(
            squeezed(item.name) in squeezed(name) for name in printed
        )
        if number not in matched and not told:
            tally.item("additives", None, item.name, right=False)


_ROLE_REMARK: Final = re.compile(
    r"\s*\((?:for\s+)?(?:color|colour|capsule|capsule shell|shell|antioxidants?)\)",
    re.IGNORECASE,
)


def _same_additive(printed: str, item: Ingredient) -> bool:
    names = {printed, _ROLE_REMARK.sub("", printed), REMARK.sub("", printed)}
    return any(_same_item(name, item.name) for name in names)


def _same_item(one: str, other: str) -> bool:
    if ratio(squeezed(one), squeezed(other)) >= SAME_NAME:
        return True
    words, others = set(tokens(one)), set(tokens(other))
    return bool(words and others) and (words <= others or others <= words)


def compare_certifications(tally: Tally, truth: Truth, facts: LabelFacts) -> None:
    """Every transcribed seal or statement once, whatever it is called.

    What a transcription lists among its claims is neither right nor wrong as a
    certification of a tier that proves nothing; a named body must be transcribed.
    """
    found = value_of(facts.certifications) or ()
    used: set[int] = set()
    for printed in truth.certifications:
        hits = [n for n, mark in enumerate(found) if _same_mark(printed, mark)]
        used.update(hits)
        tally.item(
            "certifications",
            printed,
            "; ".join(found[n].text for n in hits) if hits else None,
            right=bool(hits),
        )
    for number, mark in enumerate(found):
        if number in used:
            continue
        claimed = any(_same_mark(claim, mark) for claim in truth.claims)
        if not (claimed and mark.tier in (Tier.C, Tier.D, Tier.INFO)):
            tally.item("certifications", None, f"{mark.text} [{mark.id}]", right=False)


_SHORTEST_MARK: Final = 3


def _same_mark(printed: str, mark: Certification) -> bool:
    """Whether the shorter of the two texts stands in the longer, but for a slip.

    The words of a seal run around it, so that a reader may get only some of them.
    """
    core = squeezed(REMARK.sub("", printed))
    for text in (mark.text, mark.id):
        short, long = sorted((core, squeezed(text)), key=len)
        if len(short) >= _SHORTEST_MARK and partial_ratio(short, long) >= ALIKE:
            return True
    words, others = set(tokens(REMARK.sub("", printed))), set(tokens(mark.text))
    return bool(others) and others <= words
