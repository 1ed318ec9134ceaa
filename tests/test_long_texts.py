"""Parsing takes as long as a text is, and not as its square: no page stops a batch."""

from __future__ import annotations

from itertools import islice
from textwrap import wrap
from typing import TYPE_CHECKING

import pytest
from pages import document_of, page_of

from auditor.facts.label import facts_of
from auditor.lexicon import load_lexicon
from tests.timing import cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.model import Document

LEXICON = load_lexicon()

SHORT = 2_000
TIMES = 8
"""Of the short text the long one; a square would take eight times as long again."""

MOST = 16.0
"""Times the short text's processor time: twice what in line with its length it would
be, as caches of the processor hold a short text and no long one."""

Lines = list[str]


def names() -> Iterator[str]:
    """Names as ingredient lists print them, none of them twice."""
    for entries in LEXICON.entries.values():
        for entry in entries.values():
            yield from (name for name in entry.names if name.isascii())


def labels(characters: int) -> Iterator[str]:
    every = names()
    number = length = 0
    while length < characters:
        number += 1
        listed = list(islice(every, 8))
        label = [
            f"{listed[0].title()} Powder No. {number}",
            "",
            "Supplement Facts",
            f"Serving Size {number} scoop ({number} g)",
            *(f"{name.title()} {number + n} mg {n} %" for n, name in enumerate(listed)),
            f"Other Ingredients: {', '.join(listed)}.",
            "",
            f"Directions: Mix {number} g with water or {listed[1]} once daily.",
            "",
            f"Warning: Keep {listed[2]} out of reach of children. Contains no {listed[3]}.",
            f"{listed[4].title()} is made in a GMP certified facility, {number} Main St.",
            "",
        ]
        length += sum(map(len, label))
        yield from label


def paragraphs(characters: int) -> Document:
    return document_of(page_of(*labels(characters), confidence=0.95))


def one_block(characters: int) -> Document:
    lines = (line for line in labels(characters) if line)
    return document_of(page_of(*lines, confidence=0.95))


def one_list(characters: int) -> Document:
    text = ", ".join(islice(names(), characters // 16))
    return document_of(page_of(*wrap(f"Ingredients: {text}.", 70), confidence=0.95))


def one_line(characters: int) -> Document:
    return document_of(page_of(" ".join(labels(characters))))


def no_blanks(characters: int) -> Document:
    return document_of(page_of("".join(labels(characters)).replace(" ", "")))


def many_rows(characters: int) -> Document:
    rows = [f"{name.title()} 5 mg 6 %" for name in islice(names(), characters // 24)]
    return document_of(page_of("Supplement Facts", "Serving Size 1 scoop (5 g)", *rows))


def small_blocks(characters: int) -> Document:
    lines = (line for name in islice(names(), characters // 16) for line in (name, ""))
    return document_of(page_of(*lines, confidence=0.95))


def openings(characters: int) -> Document:
    """Headings of panels without a panel, as no label prints them."""
    lines = [f"Serving Size {name}" for name in islice(names(), characters // 28)]
    return document_of(page_of(*lines))


def large_print(characters: int) -> Document:
    """As many lines of a size that names are set in as of small print, of unknown words:
    any may be the brand, and any the name."""
    lines: list[str | tuple[str, float]] = []
    for name in islice(names(), characters // 32):
        word = "".join(filter(str.isalpha, reversed(name)))
        lines += [(word.title(), 60.0), "", f"{word} and {word}", ""]
    return document_of(page_of(*lines, confidence=0.95))


def lines_of_numbers(characters: int) -> Document:
    """As fronts print numbers large over what they count, each beside each."""
    return document_of(page_of(*["5 g " * (characters // 32)] * 8, confidence=0.95))


def seconds(document: Document) -> float:
    """Processor time; names are not looked up again."""
    return cpu_seconds(lambda: facts_of((document,), LEXICON), runs=2)


@pytest.mark.parametrize(
    "made",
    [
        paragraphs,
        one_block,
        one_list,
        one_line,
        no_blanks,
        many_rows,
        small_blocks,
        openings,
        large_print,
        lines_of_numbers,
    ],
)
def test_a_text_of_eight_times_the_length_takes_no_square_of_it(
    made: Callable[[int], Document],
) -> None:
    short, long = made(SHORT), made(TIMES * SHORT)
    facts_of((long,), LEXICON)

    assert seconds(long) < MOST * seconds(short)
