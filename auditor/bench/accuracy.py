"""How well a reader read a picture, by what a person transcribed from it.

Readers order what they read in ways of their own, and a transcription has no lines.
So every transcribed clause is looked for wherever it reads best, from line to line
in any order, and the characters that are wrong there are counted: whether lines are
put in order is seen in the facts, and no matter here. What is printed beside the
transcribed text, and read, is not held against a reader: nobody transcribed all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from auditor.evaluate import statements, words_read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from auditor.evaluate import Truth

_CLAUSE: Final = re.compile(r"(?<=[.;:,])\s+|\n")
"""Where a text is taken apart; it may be printed in more than one place."""

_UNPRINTED: Final = re.compile(r"[\s™℠®©]+")

_SHORTEST: Final = 4
"""Characters of a clause that is looked for; less stands somewhere on every label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Counts over one picture or many."""

    words: int = 0
    """Transcribed, each different one once."""

    words_read: int = 0
    characters: int = 0
    """Transcribed, but for blanks."""

    characters_wrong: int = 0
    """To be put in, taken out or replaced until the transcription is what was read."""

    def __add__(self, other: Accuracy) -> Accuracy:
        return Accuracy(
            words=self.words + other.words,
            words_read=self.words_read + other.words_read,
            characters=self.characters + other.characters,
            characters_wrong=self.characters_wrong + other.characters_wrong,
        )

    @property
    def recall(self) -> float | None:
        """Share of the words that were read; None where none was transcribed."""
        return self.words_read / self.words if self.words else None

    @property
    def character_errors(self) -> float | None:
        """Wrong characters over transcribed ones, the character error rate."""
        return self.characters_wrong / self.characters if self.characters else None


def accuracy_of(truth: Truth, lines: Sequence[str]) -> Accuracy:
    """How much of a transcription is in the lines that a reader gave, in its order."""
    words, _ = words_read(truth, lines)
    read = [_plain(line) for line in lines]
    clauses = [clause for text in statements(truth) for clause in _clauses(text)]
    return Accuracy(
        words=words.printed,
        words_read=words.right,
        characters=sum(map(len, clauses)),
        characters_wrong=sum(misread(clause, read) for clause in clauses),
    )


def _clauses(text: str) -> Iterator[str]:
    for part in _CLAUSE.split(text):
        plain = _plain(part)
        if len(plain) >= _SHORTEST:
            yield plain


def _plain(text: str) -> str:
    """Without blanks and case: lost blanks are lost words, and counted as such."""
    return _UNPRINTED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def misread(clause: str, lines: Sequence[str]) -> int:
    """The least number of edits that make a clause of what stands in some lines.

    It begins and ends anywhere, and may run on from the end of any line to the
    beginning of any other. At most the clause's length, for lines that have nothing
    of it. After Sellers, The theory and computation of evolutionary distances, 1980.
    """
    text = "".join(lines)
    found = np.fromiter(map(ord, text), np.int32, len(text))
    places = np.arange(len(text) + 1)
    # Where a line ends the next one begins.
    edges = np.cumsum([0, *map(len, lines)])
    # Edits for the clause so far, ending at each place of the text.
    edits = np.zeros(len(text) + 1, np.int64)
    for length, character in enumerate(clause, start=1):
        ended = np.minimum(edits[:-1] + (found != ord(character)), edits[1:] + 1)
        edits = _passing_over(np.concatenate([[length], ended]), places)
        edits[edges] = edits[edges].min()
        edits = _passing_over(edits, places)
    return int(edits.min())


def _passing_over(edits: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """A character too many in the text costs one, as often as there are such."""
    least: NDArray[np.int64] = np.minimum.accumulate(edits - places) + places
    return least
