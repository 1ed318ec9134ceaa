"""How many of the transcribed words were read, whatever was made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.evaluate.likeness import REMARK, tokens
from auditor.evaluate.outcome import Miss, Score, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.evaluate.truth import Truth


def compare_words(tally: Tally, truth: Truth, read: Iterable[str]) -> None:
    """Share of the transcribed words that were read, but for case and signs.

    Precision has no meaning here, as transcriptions leave out what is printed
    around them; found is counted as right.
    """
    score, lost = words_read(truth, read)
    tally.add("words", printed=score.printed, found=score.found, right=score.right)
    if lost:
        tally.misses.append(
            Miss(
                label=tally.label,
                field="words",
                kind="missed",
                printed=" ".join(lost),
                found="",
            )
        )


def words_read(truth: Truth, read: Iterable[str]) -> tuple[Score, tuple[str, ...]]:
    """How many of the transcribed words are in a reading, and those that are not."""
    printed = {token for text in truth.words or statements(truth) for token in tokens(text)}
    seen = {token for text in read for token in tokens(text)}
    right = len(printed & seen)
    score = Score(printed=len(printed), found=right, right=right)
    return score, tuple(sorted(printed - seen))


def statements(truth: Truth) -> Iterator[str]:
    """Every text that was transcribed as it is printed, without remarks on it."""
    for remarked in (
        truth.product_name,
        truth.brand,
        truth.net_contents,
        *truth.certifications,
    ):
        if remarked:
            remark = REMARK.search(remarked)
            # A bracket with digits is printed: "NET WT. 630 g (1.39 lb)".
            if remark is not None and not any(c.isdigit() for c in remark.group()):
                remarked = remarked[: remark.start()]
            yield remarked
    for text in (
        truth.serving_size_text,
        truth.ingredients_text,
        truth.other_ingredients_text,
        truth.directions_text,
        truth.warnings_text,
        truth.allergens_text,
    ):
        yield text or ""
    for row in truth.nutrients or ():
        yield row.name
        if isinstance(row.amount, str):
            yield row.amount
        elif row.amount is not None:
            yield f"{row.amount:,f}" if row.amount >= 10000 else f"{row.amount:f}"
    for claim in truth.claims:
        if not claim.startswith("("):
            yield claim
