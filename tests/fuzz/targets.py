"""What is fuzzed: each parser as a function of bytes that must end well.

Whatever the bytes are, a target returns, or raises what its docstring promises, and
takes no more than `SECONDS` of CPU for an input of a label's size. Anything else is a
defect.
"""

from __future__ import annotations

import sys
import tempfile
from functools import cache
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

sys.path.append(str(Path(__file__).parents[1]))

import contextlib

from pages import document_of, page_of

from auditor import quantity
from auditor.criteria.profile import load_profile
from auditor.errors import InputError, ProfileError
from auditor.facts.label import facts_of
from auditor.facts.panel import find_panels
from auditor.facts.serving import parse_serving, parse_servings
from auditor.lexicon import fold, load_lexicon
from auditor.reading.pdf import open_pdf
from auditor.reading.source import Limits, source_of

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 2.0
"""Of CPU for one input; instrumented code takes two to five times as long as usual."""

LONGEST = 4096
"""Bytes of an input of text: twice the print of a full label."""


def panel(data: bytes) -> None:
    """A page whose lines may be a facts panel."""
    page = page_of(*_lines(data))
    find_panels("label.png", page, load_lexicon())


def ingredients(data: bytes) -> None:
    """A label whose ingredient list says anything."""
    first, *rest = _lines(data) or [""]
    page = page_of(*_PANEL, f"Other ingredients: {first}", *rest)
    facts_of((document_of(page),), load_lexicon(), complete=True)


def statements(data: bytes) -> None:
    """A label of any sentences around a panel."""
    page = page_of(*_lines(data), "", *_PANEL, flat=True)
    facts_of((document_of(page),), load_lexicon(), complete=False)


def lexicon(data: bytes) -> None:
    """A name; its folding keeps every character in its place."""
    text = _text(data)
    assert len(fold(text)) == len(text)
    names = load_lexicon()
    names.recognize(text)
    for match in names.additives.find(text):
        assert match is not None


def amounts(data: bytes) -> None:
    """A printed quantity: exact and never negative, or a ValueError."""
    text = _text(data)
    for found in quantity.find_amounts(text):
        assert found.amount.number >= 0
    for parse in (quantity.parse_amount, quantity.parse_percent, quantity.parse_count):
        with contextlib.suppress(ValueError):
            parse(text)
    parse_serving(text, load_lexicon())
    parse_servings(text)


def profile(data: bytes) -> None:
    """A profile file, or a ProfileError."""
    path = _scratch() / "profile.toml"
    path.write_bytes(data)
    with contextlib.suppress(ProfileError):
        load_profile(path)


def pdf(data: bytes) -> None:
    """A PDF's pages, or an InputError."""
    limits = Limits(pages=2)
    try:
        with open_pdf(source_of("label.pdf", data, limits), "", limits) as opened:
            list(opened)
    except InputError:
        pass


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (panel, ingredients, statements, lexicon, amounts, profile, pdf)
}


def within_time(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target, failing where it takes too long. Names are loaded beforehand."""
    load_lexicon().names  # noqa: B018 - built on first use

    def timed(data: bytes) -> None:
        start = process_time()
        target(data)
        seconds = process_time() - start
        if seconds > SECONDS:
            raise TimeoutError(f"{len(data)} bytes took {seconds:.1f} s")

    return timed


_PANEL = (
    "Supplement Facts",
    "Serving Size 1 scoop (5 g)",
    "Servings Per Container 60",
    "Amount Per Serving % Daily Value",
    "L-Glutamine 5 g †",
    "† Daily Value not established.",
)


def _text(data: bytes) -> str:
    return data[:LONGEST].decode("utf-8", "replace")


def _lines(data: bytes) -> list[str]:
    # A page has no more lines than fit on it, and a reader gives no control characters.
    return [
        "".join(letter for letter in line if letter.isprintable())
        for line in _text(data).splitlines()[:120]
    ]


@cache
def _scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="auditor-fuzz-"))
