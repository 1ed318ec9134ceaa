"""How alike two printings of a text must be to be the same.

A transcription and a reading differ in case, signs and blanks, in where they begin and
end, and by errors of reading. Nothing here forgives a wrong number.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final

_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_MARKS: Final = re.compile("[™℠®©]")
REMARK: Final = re.compile(r"\s*\([^()]*\)\s*$")


def tokens(text: str) -> list[str]:
    """Words and numbers, lower case, without signs: "5g" and "5 g" are two both."""
    plain = unicodedata.normalize("NFKC", _MARKS.sub(" ", text))
    return _TOKEN.findall(plain.casefold())


def squeezed(text: str) -> str:
    """Letters and digits alone, lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if character.isalnum())


def ratio(one: str, other: str) -> float:
    """Share of two texts that is the same, in [0, 1]."""
    from rapidfuzz import fuzz

    return float(fuzz.ratio(one, other)) / 100


def partial_ratio(one: str, other: str) -> float:
    """The same of the shorter text and the stretch of the longer that is most like it."""
    from rapidfuzz import fuzz

    return float(fuzz.partial_ratio(one, other)) / 100


def token_f1(printed: str, found: str) -> float:
    """Harmonic mean of the shares of tokens that are in the other text too."""
    ours, theirs = Counter(tokens(found)), Counter(tokens(printed))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


ALIKE: Final = 0.9
_MOST_OF_IT: Final = 0.6


def alike(printed: str, found: str) -> bool:
    """Whether two printings of a statement are the same but for reading errors.

    Either nine tenths of the tokens agree, or the shorter is nine tenths the same
    as a stretch of the longer and not less than six tenths of its length: the two
    may begin or end at different sentences.
    """
    if token_f1(printed, found) >= ALIKE:
        return True
    short, long = sorted((squeezed(printed), squeezed(found)), key=len)
    if len(short) < _MOST_OF_IT * len(long):
        return False
    return partial_ratio(short, long) >= ALIKE


def alike_or_none(printed: str | None, found: str | None) -> bool:
    """Whether there are both, and they are alike."""
    return printed is not None and found is not None and alike(printed, found)


_SAME_LIST: Final = 0.95


def same_list(printed: str, found: str) -> bool:
    """Whether two printings of an ingredient list agree in 95 of 100 characters.

    Signs and blanks do not count. A list that says there is nothing to list
    ("None.") agrees with any other that begins so.
    """
    ours, theirs = squeezed(found), squeezed(printed)
    if theirs.startswith("none"):
        return ours.startswith("none")
    return ratio(ours, theirs) >= _SAME_LIST
