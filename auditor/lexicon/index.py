"""Names found in running text, and one name found among many, misread or not.

An unknown name stays unknown: nothing here guesses what a name might have meant,
and a misreading is tolerated only where no other name is near.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from auditor.lexicon.folding import SQUEEZING, fold, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of text that prints a name of the index."""

    start: int
    end: int
    id: str
    name: str
    """The spelling in the lexicon."""

    exact: bool = True
    """False where a misreading had to be tolerated."""


REMEMBERED = 16_384
"""Names whose answer is kept: more than ten thousand labels print of different ones."""

SHORT = 400
"""Characters of a text whose answer is kept: a sentence, a line or a name. Longer ones
are hardly met twice."""

_TOKEN = re.compile(r"([^\W\d_]+|\d+)")
_SENTENCE_END = re.compile(r"\.\s")
_SPACED_DASH = re.compile(r"\s-\s")
_PARAGRAPH = re.compile(r"\n\s*\n")
_KEY_HEAD = 3

# A digit or letter next to a long word is an amount or a footnote that the reader
# ran into it ("glutamine5g"); next to a short one it is part of the name ("b12").
_WORD_THAT_STANDS_ALONE = 4

# OCR reads the members of each group for one another.
_SKELETON = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "8": "b"}
)
_CONFUSED = frozenset(
    frozenset(pair)
    for pair in (
        *(
            "ce",
            "co",
            "eo",
            "ao",
            "ae",
            "do",
            "dl",
            "nm",
            "nu",
            "nh",
            "bh",
            "kh",
            "uv",
            "vy",
        ),
        *("ft", "tl", "fl", "jl", "rl", "gq", "gy", "gs"),
        *("6g", "6b", "9g", "2z", "7t", "4a", "3e"),
    )
)


def _skeleton(key: str) -> str:
    plain = key.translate(_SKELETON)
    return plain.replace("rn", "m").replace("vv", "w")


def _digits(key: str) -> str:
    return "".join(character for character in key if character.isdigit())


class NameIndex:
    """Names to look up, each leading to the id of its entry.

    Raises ValueError where one name leads to two ids.
    """

    __slots__ = ("_found", "_heads", "_keys", "_longest", "_looked_up", "_readings")

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names`: pairs of id and name."""
        self._fill(keyed((id_, name, squeeze(name)) for id_, name in names))

    @classmethod
    def of_keys(cls, keys: Mapping[str, tuple[str, str]]) -> NameIndex:
        """An index of names that are squeezed already, each with its id and name."""
        index = cls(())
        index._fill(keys)
        return index

    def _fill(self, keys: Mapping[str, tuple[str, str]]) -> None:
        self._keys = keys
        # The longest of each beginning comes last, and stays.
        self._longest = {key[:_KEY_HEAD]: len(key) for key in sorted(keys, key=len)}
        self._heads = {head[:n] for head in self._longest for n in range(_KEY_HEAD + 1)}
        self._readings: _Readings | None = None
        # Labels say the same again and again, and several parsers ask for each.
        self._found = lru_cache(maxsize=REMEMBERED)(self._find)
        self._looked_up = lru_cache(maxsize=REMEMBERED)(self._lookup)

    def get(self, name: str) -> tuple[str, str] | None:
        """Id and name of the entry that prints exactly so, but for a plural s."""
        return self._get(squeeze(name))

    def _get(self, key: str) -> tuple[str, str] | None:
        found = self._keys.get(key)
        if found is None and len(key) > _WORD_THAT_STANDS_ALONE and key[-1] == "s":
            found = self._keys.get(key[:-1])
            if found is None and key.endswith("ies"):
                found = self._keys.get(key[:-3] + "y")
            if found is None and key.endswith("es"):
                found = self._keys.get(key[:-2])
        return found

    def find(self, text: str) -> tuple[Match, ...]:
        """All names in running text, longest first, left to right, never overlapping.

        Whole words only. Blanks, line ends and hyphens may be more or fewer than
        in the lexicon. Time grows with the length of `text` alone.
        """
        return self._found(text) if len(text) <= SHORT else self._find(text)

    def _find(self, text: str) -> tuple[Match, ...]:
        tokens = _tokens(text) if len(text) <= SHORT else _Tokens(text)
        heads = self._heads
        found: list[Match] = []
        number = 0
        # Most words begin no name: they are passed by at the cost of one look.
        for first in [n for n, t in enumerate(tokens.squeezed) if t[:_KEY_HEAD] in heads]:
            hit = self._longest_at(first, tokens) if first >= number else None
            if hit is not None:
                last, (id_, name) = hit
                found.append(Match(tokens.start(first), tokens.end(last), id_, name))
                number = last + 1
        return tuple(found)

    def _longest_at(
        self, first: int, tokens: _Tokens
    ) -> tuple[int, tuple[str, str]] | None:
        if first and not tokens.parted(first):
            return None
        best: tuple[int, tuple[str, str]] | None = None
        squeezed, gaps = tokens.squeezed, tokens.gaps
        count = len(squeezed)
        key = squeezed[first]
        limit = -1
        last = first
        while True:
            if limit < 0 and len(key) >= _KEY_HEAD:
                limit = self._longest.get(key[:_KEY_HEAD], 0)
            if 0 <= limit < len(key) - 2:
                return best
            found = self._get(key)
            if found and (last + 1 == count or tokens.parted(last + 1)):
                best = (last, found)
            last += 1
            if last == count:
                return best
            gap = gaps[last]
            if gap is None:
                return best
            key += gap + squeezed[last]

    def lookup(self, name: str, tolerant: bool = True) -> Match | None:
        """The entry whose name this is, as a whole.

        `tolerant` allows what readers do to print: 0 for O, l for I, rn for m, lost
        blanks, a letter lost, doubled or taken for a similar one, at most one in
        six. Never where another entry is within one more such step.
        """
        return (self._looked_up if len(name) <= SHORT else self._lookup)(name, tolerant)

    def begins(self, word: str) -> bool:
        """Whether any name, printed as it should be, begins with the word."""
        return squeeze(word)[:_KEY_HEAD] in self._heads

    def may_begin(self, word: str) -> bool:
        """Whether a lookup of a text that begins with the word may find any name."""
        return self._likenesses().may_begin(squeeze(word))

    def _lookup(self, name: str, tolerant: bool) -> Match | None:
        key = squeeze(name)
        found = self._get(key)
        if found:
            return Match(0, len(name), *found)
        if tolerant and key:
            found = self._likenesses().meant(key)
            if found:
                return Match(0, len(name), *found, exact=False)
        return None

    def _likenesses(self) -> _Readings:
        if self._readings is None:
            self._readings = _Readings(self._keys)
        return self._readings


class _Readings:
    """What a reader may have made of the names of an index."""

    def __init__(self, keys: Mapping[str, tuple[str, str]]) -> None:
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import extract, extractOne

        self._distance = Levenshtein.distance
        self._steps = Levenshtein.editops
        self._extract = extract
        self._extract_one = extractOne
        self._meant: dict[str, tuple[str, str] | None] = {}
        # In one go: a key has no line end.
        skeletons = _skeleton("\n".join(keys)).split("\n") if keys else ()
        for known, named in zip(skeletons, keys.values(), strict=True):
            first = self._meant.setdefault(known, named)
            if first is not None and first[0] != named[0]:
                self._meant[known] = None
        self._sorted = _ByLength(self._meant)
        by_initial: dict[str, list[str]] = {}
        for known in self._meant:
            by_initial.setdefault(known[0], []).append(known)
        self._initials = {
            initial: _ByLength(names) for initial, names in by_initial.items()
        }

    def may_begin(self, key: str) -> bool:
        """Whether a key that begins so may be a misreading of any."""
        # Two letters may be read for one: "rn" for m.
        return len(key) < 2 or _skeleton(key)[0] in self._initials

    def meant(self, key: str) -> tuple[str, str] | None:
        """Id and name of the one entry that a key may be a misreading of."""
        skeleton = _skeleton(key)
        if skeleton in self._meant:
            return self._meant[skeleton]
        budget = min(len(key) // 6, 3)
        # No reader mistakes the first letter; most words are like no name at all.
        initial = self._initials.get(skeleton[0]) if budget else None
        alike = initial.about(len(skeleton), budget) if initial else ()
        if not alike or not self._extract_one(
            skeleton, alike, scorer=self._distance, score_cutoff=budget
        ):
            return None
        near = self._extract(
            skeleton,
            self._sorted.about(len(skeleton), budget + 1),
            scorer=self._distance,
            score_cutoff=budget + 1,
            limit=None,
        )
        candidate, distance, _ = min(near, key=lambda one: one[1])
        entry = self._meant[candidate]
        if entry is None or distance > budget or not self._misread(skeleton, candidate):
            return None
        for other, steps, _ in near:
            rival = self._meant[other]
            if steps <= distance + 1 and (rival is None or rival[0] != entry[0]):
                return None
        if _digits(key) != _digits(squeeze(entry[1])):
            return None
        return entry

    def _misread(self, read: str, meant: str) -> bool:
        """Whether a reader could have made `read` of `meant`."""
        for step in self._steps(read, meant):
            if step.dest_pos == 0:
                return False
            if step.tag == "replace":
                pair = frozenset((read[step.src_pos], meant[step.dest_pos]))
                if pair not in _CONFUSED:
                    return False
        return True


class _ByLength:
    """Names to be taken by about how long they are."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(names, key=len)
        self._lengths = [len(name) for name in self._names]

    def about(self, length: int, more_or_less: int) -> list[str]:
        lowest = bisect_left(self._lengths, length - more_or_less)
        return self._names[lowest : bisect_right(self._lengths, length + more_or_less)]


def keyed(names: Iterable[tuple[str, str, str]]) -> dict[str, tuple[str, str]]:
    """Id and name by key, of ids, names and keys; ValueError where two ids claim one."""
    keys: dict[str, tuple[str, str]] = {}
    for id_, name, key in names:
        if not key:
            raise ValueError(f"{name!r} has no letter or digit")
        known = keys.setdefault(key, (id_, name))
        if known[0] != id_:
            raise ValueError(f"{name!r} stands in {known[0]!r} and in {id_!r}")
    return keys


class _Tokens:
    """The words and numbers of a text."""

    __slots__ = ("_between", "_starts", "gaps", "squeezed")

    def __init__(self, text: str) -> None:
        folded = fold(text)
        # What stands between them, and they, in turn.
        parts = _TOKEN.split(folded)
        self._starts = list(accumulate(map(len, parts), initial=0))
        self._between = between = parts[::2]
        tokens = parts[1::2]
        if not text.isascii():
            # Else folded is all that letters and digits are by being squeezed.
            ends = zip(self._starts[1:-1:2], self._starts[2::2], strict=True)
            tokens = [squeeze(text[start:end]) for start, end in ends]
        self.squeezed: list[str] = tokens
        """Each as it stands in keys."""

        self.gaps: list[str | None] = [
            "",
            *map(_gap, between[1:-1], tokens, tokens[1:]),
        ]
        """What of the signs before each is part of a name."""

    def start(self, number: int) -> int:
        """Where in the text a token starts."""
        return self._starts[2 * number + 1]

    def end(self, number: int) -> int:
        """Where in the text it ends."""
        return self._starts[2 * number + 2]

    def parted(self, number: int) -> bool:
        """Whether a name may end before this token and another thing begin."""
        if self._between[number]:
            return True
        before, after = self.squeezed[number - 1 : number + 1]
        word = before if after.isdigit() else after
        return word.isalpha() and len(word) >= _WORD_THAT_STANDS_ALONE


_tokens = lru_cache(maxsize=REMEMBERED)(_Tokens)
"""One text is searched for names of several indexes."""


def _gap(between: str, before: str, after: str) -> str | None:
    """What of the signs between two words is part of a name; None parts names."""
    if between == " ":
        return "_" if before.isdigit() and after.isdigit() else ""
    if _PARAGRAPH.search(between) or _SPACED_DASH.search(between):
        return None
    if _SENTENCE_END.search(between) and len(before) >= _WORD_THAT_STANDS_ALONE:
        return None
    gap = between.translate(SQUEEZING)
    if not gap and between and before.isdigit() and after.isdigit():
        return "_"
    return gap
