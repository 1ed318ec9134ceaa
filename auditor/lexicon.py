"""The names labels use, loaded from data files and checked before first use.

A lexicon grows with the market, so it is data: adding an additive must not need
a programmer. A broken lexicon stops the program; a skipped entry would turn
into a silent pass. Only this module builds patterns from names. An unknown name
stays unknown: nothing here guesses what a name might have meant, and a
misreading is tolerated only where no other name is near.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from auditor.errors import LexiconError
from auditor.model import DosageForm, Origin, Strictness, Tier
from auditor.patterns import GuardedPattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

FOLDER: Final = Path(__file__).resolve().parent / "data" / "lexicon"


# --- folding ------------------------------------------------------------------

_LOOKALIKE_CAPITALS = dict(
    zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕЅІЈКМНОРСТУХ", "abezhikmnoptyxabesijkmhopctyx", strict=True)
)
_LOOKALIKES = dict(
    zip(
        "αβγεικμνορτυχωаеіјкморсѕтухɑօսհɡɩᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
        "abyeikuvoptuxwaeijkmopcstyxaouhgiabcdefghijklmnoprstuvwyz",
        strict=True,
    )
)
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f")
"""Letters and marks that print nothing, though Unicode counts them as no format signs."""

_SIGNS = {
    **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－\u00ad", "-"),
    **dict.fromkeys(
        "®™©℠\u00a0\u2007\u2009\u202f\u200a\u200b\u200c\u200d\ufeff\u3000", " "
    ),
    **dict.fromkeys("•·∙‧", "*"),
    "⁄": "/",
    "∕": "/",
    "×": "x",
    "ı": "i",
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "…": ".",
}


class _Folding(dict[int, str]):
    """One character for one character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in _LOOKALIKE_CAPITALS:
        return _LOOKALIKE_CAPITALS[character]
    lower = character.lower()[0]
    if lower in _LOOKALIKES:
        return _LOOKALIKES[lower]
    if lower in _SIGNS:
        return _SIGNS[lower]
    if (
        lower in _UNSEEN
        or unicodedata.category(lower) == "Cf"
        or "\ufe00" <= lower <= "\ufe0f"
    ):
        return " "
    parts = unicodedata.normalize("NFKD", lower)
    base = parts[0].lower()
    if base.isalnum() and all(unicodedata.combining(mark) for mark in parts[1:]):
        return _LOOKALIKES.get(base, base)
    return lower


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Text as matchers compare it: lower case, no diacritics, plain signs.

    Exactly as long as `text`, character by character, so that a match leads back
    to what is printed. Cyrillic and Greek letters that look like Latin ones
    become those; trademark signs become blanks.
    """
    return text.translate(_FOLDING)


_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega"}
_LONE_GREEK = re.compile("(?<![^\\W\\d_])[αβγδω](?![^\\W\\d_])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-]+(?=\d)")


class _Squeezing(dict[int, str | None]):
    """As folding, and what may vary between two printings of a name goes away."""

    def __missing__(self, code: int) -> str | None:
        folded = _FOLDING[code]
        squeezed: str | None = folded
        if folded.isspace() or folded in "-'.*†‡" or unicodedata.combining(folded):
            squeezed = None
        elif not folded.isascii():
            expanded = unicodedata.normalize("NFKD", folded).casefold()
            squeezed = {"æ": "ae", "œ": "oe"}.get(folded, expanded)
        elif folded == "&":
            squeezed = "and"
        elif folded in "[]{}":
            squeezed = "()"[folded in "]}"]
        self[code] = squeezed
        return squeezed


_SQUEEZING = _Squeezing()


def squeeze(name: str) -> str:
    """What all printings of one name have in common: the key of an index.

    Blanks, hyphens, apostrophes, periods and trademark signs go, except that what
    parts two numbers still parts them; commas, brackets and slashes stay.
    """
    if not name.isascii():
        name = _LONE_GREEK.sub(lambda sign: _GREEK[sign[0]], name)
    return _BETWEEN_DIGITS.sub("_", name).translate(_SQUEEZING).rstrip(")")


# --- finding names in text ------------------------------------------------------


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


_REMEMBERED = 16_384
"""Names whose answer is kept: more than ten thousand labels print of different ones."""

_SHORT = 400
"""Characters of a text whose answer is kept: a sentence, a line or a name. Longer ones
are hardly met twice."""

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
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

    __slots__ = (
        *("_found", "_initials", "_keys", "_longest", "_looked_up", "_skeletons"),
        "_sorted",
    )

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names`: pairs of id and name."""
        self._fill(_keyed((id_, name, squeeze(name)) for id_, name in names))

    @classmethod
    def of_keys(cls, keys: Mapping[str, tuple[str, str]]) -> NameIndex:
        """An index of names that are squeezed already, each with its id and name."""
        index = cls(())
        index._fill(keys)
        return index

    def _fill(self, keys: Mapping[str, tuple[str, str]]) -> None:
        longest: dict[str, int] = {}
        for key in keys:
            head = key[:_KEY_HEAD]
            if len(key) > longest.get(head, 0):
                longest[head] = len(key)
        self._keys = keys
        self._longest = longest
        self._skeletons: dict[str, tuple[str, str] | None] = {}
        self._sorted = _ByLength()
        self._initials: dict[str, _ByLength] = {}
        # Labels say the same again and again, and several parsers ask for each.
        self._found = lru_cache(maxsize=_REMEMBERED)(self._find)
        self._looked_up = lru_cache(maxsize=_REMEMBERED)(self._lookup)

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, name: str) -> bool:
        return squeeze(name) in self._keys

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
        return self._found(text) if len(text) <= _SHORT else self._find(text)

    def _find(self, text: str) -> tuple[Match, ...]:
        spans, tokens, gaps = _tokens(text) if len(text) <= _SHORT else _parse_tokens(text)
        longest = self._longest
        found: list[Match] = []
        number = 0
        while number < len(spans):
            token = tokens[number]
            # Most words begin no name: they are passed by at the cost of one look.
            if len(token) >= _KEY_HEAD and token[:_KEY_HEAD] not in longest:
                number += 1
                continue
            hit = self._longest_at(number, spans, tokens, gaps)
            if hit is None:
                number += 1
                continue
            last, (id_, name) = hit
            found.append(Match(spans[number][0], spans[last][1], id_, name))
            number = last + 1
        return tuple(found)

    def _longest_at(
        self,
        first: int,
        spans: Sequence[tuple[int, int]],
        tokens: Sequence[str],
        gaps: Sequence[str | None],
    ) -> tuple[int, tuple[str, str]] | None:
        if first and not _parted(first - 1, spans, tokens):
            return None
        best: tuple[int, tuple[str, str]] | None = None
        key = tokens[first]
        limit = -1
        last = first
        while True:
            if limit < 0 and len(key) >= _KEY_HEAD:
                limit = self._longest.get(key[:_KEY_HEAD], 0)
            if 0 <= limit < len(key) - 2:
                return best
            found = self._get(key)
            if found and (last + 1 == len(spans) or _parted(last, spans, tokens)):
                best = (last, found)
            last += 1
            if last == len(spans):
                return best
            gap = gaps[last]
            if gap is None:
                return best
            key += gap + tokens[last]

    def lookup(self, name: str, tolerant: bool = True) -> Match | None:
        """The entry whose name this is, as a whole.

        `tolerant` allows what readers do to print: 0 for O, l for I, rn for m, lost
        blanks, a letter lost, doubled or taken for a similar one, at most one in
        six. Never where another entry is within one more such step.
        """
        return (self._looked_up if len(name) <= _SHORT else self._lookup)(name, tolerant)

    def _lookup(self, name: str, tolerant: bool) -> Match | None:
        key = squeeze(name)
        found = self._get(key)
        if found:
            return Match(0, len(name), *found)
        if tolerant and key:
            found = self._near(key)
            if found:
                return Match(0, len(name), *found, exact=False)
        return None

    def _near(self, key: str) -> tuple[str, str] | None:
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import extract, extractOne

        if not self._skeletons:
            for known, named in self._keys.items():
                first = self._skeletons.setdefault(_skeleton(known), named)
                if first is not None and first[0] != named[0]:
                    self._skeletons[_skeleton(known)] = None
            self._sorted = _ByLength(self._skeletons)
            by_initial: dict[str, list[str]] = {}
            for known in self._skeletons:
                by_initial.setdefault(known[0], []).append(known)
            self._initials = {
                initial: _ByLength(names) for initial, names in by_initial.items()
            }
        skeleton = _skeleton(key)
        if skeleton in self._skeletons:
            return self._skeletons[skeleton]
        budget = min(len(key) // 6, 3)
        if not budget:
            return None
        # No reader mistakes the first letter; most words are like no name at all.
        initial = self._initials.get(skeleton[0])
        alike = initial.about(len(skeleton), budget) if initial else []
        if not alike or not extractOne(
            skeleton, alike, scorer=Levenshtein.distance, score_cutoff=budget
        ):
            return None
        near = extract(
            skeleton,
            self._sorted.about(len(skeleton), budget + 1),
            scorer=Levenshtein.distance,
            score_cutoff=budget + 1,
            limit=None,
        )
        candidate, distance, _ = min(near, key=lambda one: one[1])
        entry = self._skeletons[candidate]
        if entry is None or distance > budget or not _misread(skeleton, candidate):
            return None
        for other, steps, _ in near:
            rival = self._skeletons[other]
            if steps <= distance + 1 and (rival is None or rival[0] != entry[0]):
                return None
        if _digits(key) != _digits(squeeze(entry[1])):
            return None
        return entry


class _ByLength:
    """Names to be taken by about how long they are."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = sorted(names, key=len)
        self._lengths = [len(name) for name in self._names]

    def about(self, length: int, more_or_less: int) -> list[str]:
        lowest = bisect_left(self._lengths, length - more_or_less)
        return self._names[lowest : bisect_right(self._lengths, length + more_or_less)]


def _keyed(names: Iterable[tuple[str, str, str]]) -> dict[str, tuple[str, str]]:
    """Id and name by key, of ids, names and keys; ValueError where two ids claim one."""
    keys: dict[str, tuple[str, str]] = {}
    for id_, name, key in names:
        if not key:
            raise ValueError(f"{name!r} has no letter or digit")
        known = keys.setdefault(key, (id_, name))
        if known[0] != id_:
            raise ValueError(f"{name!r} stands in {known[0]!r} and in {id_!r}")
    return keys


_Tokens: TypeAlias = "tuple[list[tuple[int, int]], list[str], list[str | None]]"
"""Where the words and numbers of a text stand, how each is squeezed, and what of the
signs before each is part of a name."""


def _parse_tokens(text: str) -> _Tokens:
    folded = fold(text)
    spans = [token.span() for token in _TOKEN.finditer(folded)]
    if text.isascii():
        # Folded is all that letters and digits then are by being squeezed.
        tokens = [folded[start:end] for start, end in spans]
    else:
        tokens = [squeeze(text[start:end]) for start, end in spans]
    gaps = ["", *(
        _gap(folded[spans[n][1] : spans[n + 1][0]], tokens[n], tokens[n + 1])
        for n in range(len(spans) - 1)
    )]  # fmt: skip
    return spans, tokens, gaps


_tokens = lru_cache(maxsize=_REMEMBERED)(_parse_tokens)
"""One text is searched for names of several indexes."""


def _gap(between: str, before: str, after: str) -> str | None:
    """What of the signs between two words is part of a name; None parts names."""
    if between == " ":
        return "_" if before.isdigit() and after.isdigit() else ""
    if _PARAGRAPH.search(between) or _SPACED_DASH.search(between):
        return None
    if _SENTENCE_END.search(between) and len(before) >= _WORD_THAT_STANDS_ALONE:
        return None
    gap = between.translate(_SQUEEZING)
    if not gap and between and before.isdigit() and after.isdigit():
        return "_"
    return gap


def _parted(left: int, spans: Sequence[tuple[int, int]], tokens: Sequence[str]) -> bool:
    """Whether a name may end after this token and another thing begin."""
    if spans[left][1] < spans[left + 1][0]:
        return True
    word = tokens[left] if tokens[left + 1].isdigit() else tokens[left + 1]
    return word.isalpha() and len(word) >= _WORD_THAT_STANDS_ALONE


def _misread(read: str, meant: str) -> bool:
    """Whether a reader could have made `read` of `meant`."""
    from rapidfuzz.distance import Levenshtein

    for step in Levenshtein.editops(read, meant):
        if step.dest_pos == 0:
            return False
        if step.tag == "replace":
            pair = frozenset((read[step.src_pos], meant[step.dest_pos]))
            if pair not in _CONFUSED:
                return False
    return True


# --- entries --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that ingredient lists and panels name."""

    kind: str
    """``additive``, ``protein``, ``amino-acid``, ``nutrient``, ``food``,
    ``botanical`` or ``recognized``."""

    id: str
    names: tuple[str, ...]
    source: str
    note: str = ""
    ins: str = ""
    """Codex number without the E."""

    classes: tuple[str, ...] = ()
    origin: Origin
    strictness: Strictness | None = None
    """The mildest reading of "synthetic" that objects to it."""

    shell: bool = False
    """It is a material of capsule shells."""

    protein: str | None = None
    """Id of the protein source that it is."""

    competes: bool = False
    """An amino acid that competes with glutamine for uptake."""

    nutrient: str = ""
    """Id of the vitamin or mineral that the additive is a permitted source of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """What one printed name stands for."""

    kind: str
    """As in `Entry`, or ``blend``: a heading whose members alone tell what it is."""

    id: str
    name: str
    """The spelling in the lexicon."""

    classes: tuple[str, ...] = ()
    origin: Origin = Origin.UNRECOGNIZED
    strictness: Strictness | None = None
    shell: bool = False
    protein: str | None = None
    amino_acid: str | None = None
    competes: bool = False
    exact: bool = True
    note: str = ""

    @property
    def additive(self) -> str | None:
        """Id of the additive's entry; None for a food, herb or nutrient."""
        return self.id if self.kind == "additive" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """A seal or statement about making and testing, and what stands behind it."""

    id: str
    title: str
    tier: Tier
    patterns: tuple[GuardedPattern, ...]
    """Over folded text."""

    exclude: tuple[GuardedPattern, ...] = ()
    """A match that overlaps one of these says something else."""

    named: bool = False
    gmp: bool = False
    third_party: bool = False
    organic: bool = False
    verify: str = ""
    """Where its registry can be searched."""

    source: str = ""

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the label claims it, as spans of `text`, left to right."""
        return self.find_by(self.patterns, fold(text))

    def find_by(
        self, patterns: Iterable[GuardedPattern], folded: str
    ) -> Iterator[tuple[int, int]]:
        """The same by some of the patterns, of a text that is folded already."""
        spans = sorted(span for one in patterns for span in one.spans(folded))
        barred = (
            [span for one in self.exclude for span in one.spans(folded)] if spans else []
        )
        end = -1
        for start, stop in spans:
            if start < end or any(start < b and a < stop for a, b in barred):
                continue
            end = stop
            yield start, stop


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingUnit:
    """A household measure of servings and the form that it implies."""

    id: str
    """In the singular: scoop, capsule, teaspoon, stick."""

    names: tuple[str, ...]
    form: DosageForm | None
    """None where the unit fits several forms: serving, piece, gram."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DosageForms:
    """Words that tell the form of a product."""

    words: NameIndex
    """Ids are values of `DosageForm`. Traps are longer names of the right form."""

    units: NameIndex
    """Ids are those of `serving_units`."""

    serving_units: Mapping[str, ServingUnit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """Another substance whose name reads like the one that is asked for."""

    id: str
    names: tuple[str, ...]
    reason: str
    """Neutral, complete sentence about what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Substance:
    """An active that a profile asks for."""

    id: str
    title: str
    names: tuple[str, ...]
    qualified: tuple[str, ...] = ()
    """Names that say less than they should and count with a note."""

    lookalikes: tuple[Lookalike, ...] = ()
    source: str = ""

    def __hash__(self) -> int:
        """By its id, which few of them share: all its names take long to hash."""
        return hash(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualifiers:
    """Words that stand beside a name without making it another thing."""

    neutral: frozenset[str]
    parts: frozenset[str]
    forms: frozenset[str]
    lead: GuardedPattern
    trail: GuardedPattern
    sources: frozenset[str]
    flavor: frozenset[str]
    color: frozenset[str]
    artificial: frozenset[str]
    natural: frozenset[str]
    shell: frozenset[str]
    blend: frozenset[str]
    describing: frozenset[str]
    """Words of flavor names that are no food: creamy, fruity, punch."""

    salts: frozenset[str]
    """Words that stand for a form of a mineral in its own row: citrate, chelate."""

    plant: frozenset[str]
    """Words that say a capsule is not of gelatin: vegetable, vegan, plant."""

    measures: frozenset[str]
    color_fill: frozenset[str]
    shell_fill: frozenset[str]
    source_fill: frozenset[str]
    """Small words beside colors, capsules and sources that say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityWords:
    """Words by which a front tells what the product is from whose it is."""

    makers: frozenset[str]
    """The last words of brands: nutrition, labs, naturals."""

    firms: frozenset[str]
    """Forms of firms, which are no part of a brand: inc, gmbh."""

    purposes: frozenset[str]
    """What a product is or is for, beside substances: multivitamin, hydration."""

    praise: frozenset[str]
    """What names neither product nor maker: ultra, pure, new."""


# --- recognizing one printed name -------------------------------------------------

_WORD = re.compile(r"\d+(?:[.,:]\d+)*%?|[^\W_]+(?:'[^\W_]+)?")
_BRACKETS = re.compile(r"[(\[{](?!i{1,3}\)|i?v\))([^()\[\]{}]*)[)\]}]")
_JOINTS = re.compile(
    r"\s*(?:[,;/+]|(?<!\bfd)(?<!\bd)(?<!\bn)&|\b(?:and/or|and|or|et/ou|et|ou|y/o|y|und|with|plus|containing|avec|con)\b)+\s*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"^(?P<thing>.+?)\s*\b(?:(?:derived|sourced|made|obtained|extracted)\s+)?"
    r"(?:from|as|of|source\s+of|de|du|aus|from\s+a)\s+(?P<from>.+)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*%?")
_CODE = re.compile(r"(?!e\d{3}|ins\d)(?=.*\d)[a-z0-9]{1,8}|[a-z]")
_SHARE_OF_EXTRACT = re.compile(r"\(\s*\d[\d.,]*\s?%[^()]*\)")
"""What an extract is standardized to is a part of it: "extract (7% silica)"."""

_LONGEST_NAME = 240
_MOST_WORDS = 16
_MOST_PARTS = 12


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text).replace("-", " "))


def _severity(found: Recognized) -> int:
    match found.strictness:
        case Strictness.CORE:
            return 4
        case Strictness.NOP:
            return 3
        case _ if found.kind == "blend":
            return 2
        case Strictness.NOP_STRICT:
            return 1
        case _:
            return 0


def _worst(parts: Sequence[Recognized]) -> Recognized:
    """The part that the strictest reader minds most, with what the others add."""
    worst = max(parts, key=lambda part: (_severity(part), part.kind == "additive"))
    return replace(
        worst,
        classes=tuple(dict.fromkeys(word for part in parts for word in part.classes)),
        shell=any(part.shell for part in parts),
        protein=next((part.protein for part in parts if part.protein), None),
        amino_acid=next((part.amino_acid for part in parts if part.amino_acid), None),
        competes=any(part.competes for part in parts),
        exact=all(part.exact for part in parts),
    )


def _in_shell(found: Recognized) -> Recognized:
    """The same as the capsule's material: no source of protein then."""
    return replace(found, shell=True, protein=None)  # noqa: S604 - a capsule, no command


def _used_as(found: Recognized, classes: tuple[str, ...], *, shell: bool) -> Recognized:
    """The same where the label tells its function.

    A coating is no shell, though both are made of the same ethers, and is judged
    as any other synthetic.
    """
    strictness = found.strictness
    if _COATING_CLASSES.intersection(classes):
        shell = False
        if strictness is Strictness.NOP_STRICT and found.origin is Origin.SYNTHETIC:
            strictness = Strictness.NOP
    else:
        shell = shell or found.shell
    return replace(
        found,
        classes=tuple(
            dict.fromkeys((*found.classes, *(c for c in classes if c != "shell")))
        ),
        strictness=strictness,
        shell=shell,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Lexicon:
    """Every name list of one folder, checked, and the searches over them.

    Equal only to itself, so that what was worked out by it can be remembered.
    """

    entries: Mapping[str, Mapping[str, Entry]]
    """By kind and id."""

    keys: Mapping[str, Mapping[str, tuple[str, str]]]
    """By kind and squeezed name: ``kind/id`` and the name."""

    certifications: tuple[Certification, ...]

    certification_frame: frozenset[str]
    """Words of sentences that claim a certification for the product itself, folded."""

    dosage_forms: DosageForms

    headings: NameIndex
    """Ids name the section that the heading opens."""

    heading_ids: tuple[str, ...]
    allergens: NameIndex
    allergen_ids: tuple[str, ...]
    substances: Mapping[str, Substance]
    qualifiers: Qualifiers
    identity: IdentityWords
    sha256: str
    """Over all files: what an audit's fingerprint takes in."""

    def find_certifications(self, text: str) -> tuple[tuple[int, int, Certification], ...]:
        """Where a text claims each mark, as spans; marks may overlap."""
        return (
            self._certified(text)
            if len(text) <= _SHORT
            else self._find_certifications(text)
        )

    @cached_property
    def _certified(self) -> Callable[[str], tuple[tuple[int, int, Certification], ...]]:
        return lru_cache(maxsize=_REMEMBERED)(self._find_certifications)

    def _find_certifications(self, text: str) -> tuple[tuple[int, int, Certification], ...]:
        folded = fold(text)
        asked = set(self._unsigned)
        # Most texts have none of the signs, which one look tells.
        if self._any_sign.search(folded):
            for sign, signed in self._by_sign.items():
                if sign in folded:
                    asked |= signed
        patterns: dict[int, list[GuardedPattern]] = {}
        for number, at in sorted(asked):
            patterns.setdefault(number, []).append(self.certifications[number].patterns[at])
        return tuple(
            (start, end, self.certifications[number])
            for number, some in patterns.items()
            for start, end in self.certifications[number].find_by(some, folded)
        )

    @cached_property
    def _by_sign(self) -> Mapping[str, frozenset[tuple[int, int]]]:
        """By letters that a match needs, the patterns of marks that need them: the
        number of the mark, and of its pattern."""
        found: dict[str, set[tuple[int, int]]] = {}
        for number, mark in enumerate(self.certifications):
            for at, one in enumerate(mark.patterns):
                for sign in one.needs:
                    found.setdefault(sign, set()).add((number, at))
        return {sign: frozenset(signed) for sign, signed in found.items()}

    @cached_property
    def _any_sign(self) -> re.Pattern[str]:
        """Any of the letters, by the first of them."""
        by_initial: dict[str, list[str]] = {}
        for sign in self._by_sign:
            by_initial.setdefault(sign[0], []).append(re.escape(sign[1:]))
        return re.compile(
            "|".join(f"{re.escape(a)}(?:{'|'.join(b)})" for a, b in by_initial.items())
            or "(?!)"
        )

    @cached_property
    def _unsigned(self) -> frozenset[tuple[int, int]]:
        """Patterns that any letters may match."""
        return frozenset(
            (number, at)
            for number, mark in enumerate(self.certifications)
            for at, one in enumerate(mark.patterns)
            if not one.needs
        )

    @cached_property
    def names(self) -> NameIndex:
        """All ingredient names; ids are ``kind/id``, an additive's sense first."""
        return self._index(_LIST_ORDER)

    @cached_property
    def panel_names(self) -> NameIndex:
        """The same with the sense first that the name has on a facts panel."""
        return self._index(_PANEL_ORDER)

    @cached_property
    def additives(self) -> NameIndex:
        """Additives alone; ids as in `names`."""
        return NameIndex.of_keys(self.keys["additive"])

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of every name, folded: words that are no misreading of others."""
        return frozenset(
            word
            for entries in self.entries.values()
            for entry in entries.values()
            for name in entry.names
            for word in _words(name)
        )

    def _index(self, order: Sequence[str]) -> NameIndex:
        keys: dict[str, tuple[str, str]] = {}
        for kind in reversed(order):
            keys.update(self.keys[kind])
        return NameIndex.of_keys(keys)

    def entry(self, kind_and_id: str) -> Entry:
        """The entry of an id of `names`; KeyError when there is none."""
        kind, _, id_ = kind_and_id.partition("/")
        return self.entries[kind][id_]

    def recognize(self, name: str, *, panel: bool = False) -> Recognized | None:
        """What one name of an ingredient list stands for; None when unsure.

        `name` as printed, with or without its brackets, but without the names of
        members that stand in them. `panel`: it is a row of a facts panel, where
        ascorbic acid is a vitamin and no antioxidant.

        What is put together from known parts is recognized with its parts:
        "organic dried ginger root", "sunflower and/or soy lecithin". The answer is
        never milder than the strictest additive that the name prints.
        """
        text = name.strip(" \t\r\n.,;:*•†‡§^#|")
        if not text or len(text) > _LONGEST_NAME:
            return None
        return self._remembered(text, panel)

    @cached_property
    def _remembered(self) -> Callable[[str, bool], Recognized | None]:
        return lru_cache(maxsize=_REMEMBERED)(self._recognize)

    def _recognize(self, text: str, panel: bool) -> Recognized | None:
        found = _Recognizer(self, panel=panel).read(text)
        if found is None or panel or found.kind == "nutrient":
            return found
        # Whatever was taken for a remark about the name may name an additive itself;
        # what is printed beside a nutrient names its form.
        printed = {
            match.name for match in self.additives.find(_SHARE_OF_EXTRACT.sub("", text))
        }
        named = [_Recognizer(self, panel=panel).read(name) for name in sorted(printed)]
        harsher = [
            one
            for one in named
            if one
            and one.strictness in (Strictness.CORE, Strictness.NOP)
            and _severity(one) > _severity(found)
        ]
        return _worst([found, *harsher]) if harsher and not found.shell else found


@dataclass(frozen=True, slots=True)
class _Recognizer:
    """One name on its way through the rules, from the surest to the boldest."""

    lexicon: Lexicon
    panel: bool
    depth: int = 0

    @property
    def index(self) -> NameIndex:
        return self.lexicon.panel_names if self.panel else self.lexicon.names

    def read(self, text: str) -> Recognized | None:
        if found := self._exact(text):
            return found
        if self.depth > 4:
            return None
        for rule in (
            self._introduced,
            self._flavor,
            self._color,
            self._shell,
            self._bracketed,
            self._explained,
            self._composed,
            self._blend,
            self._clause,
            self._joined,
            self._misread,
        ):
            if found := rule(text):
                return self._no_milder(found, text)
        return None

    def _deeper(self, text: str) -> Recognized | None:
        text = text.strip(" \t\r\n.,;:*-/()[]{}")
        if not text:
            return None
        return replace(self, depth=self.depth + 1).read(text)

    def _recognized(self, kind_and_id: str, name: str, *, exact: bool = True) -> Recognized:
        entry = self.lexicon.entry(kind_and_id)
        return Recognized(
            kind=entry.kind,
            id=entry.id,
            name=name,
            classes=entry.classes,
            origin=entry.origin,
            strictness=entry.strictness,
            shell=entry.shell,
            protein=entry.protein,
            amino_acid=entry.id if entry.kind == "amino-acid" else None,
            competes=entry.competes,
            exact=exact,
            note=entry.note,
        )

    def _exact(self, text: str) -> Recognized | None:
        found = self.index.get(text)
        return self._recognized(*found) if found else None

    def _additive(self, id_: str, text: str) -> Recognized:
        return self._recognized(f"additive/{id_}", text)

    def _no_milder(self, found: Recognized, text: str) -> Recognized:
        """The answer, or the strictest additive inside the text if that is stricter."""
        if self.panel and found.kind in {"nutrient", "amino-acid"}:
            return found
        for inside in self.lexicon.additives.find(text):
            if _STANDARDIZED.search(text, max(inside.start - 24, 0), inside.start):
                continue
            other = self._recognized(inside.id, inside.name)
            if other.id == found.id:
                continue
            if _severity(other) > max(_severity(found), _MILD):
                found = replace(other, exact=found.exact, protein=found.protein)
        return found

    # What a flavor, color or capsule is made of is told by the words beside it.

    def _flavor(self, text: str) -> Recognized | None:
        words = _words(text)
        rules = self.lexicon.qualifiers
        if not rules.flavor.intersection(words):
            return None
        if rules.artificial.intersection(words):
            return self._additive("artificial-flavor", text)
        if rules.natural.intersection(words):
            return self._additive("natural-flavor", text)
        known = self.lexicon.vocabulary | rules.describing | rules.neutral | rules.flavor
        if any(word not in known and not _NUMBER.fullmatch(word) for word in words):
            return None
        return self._additive("flavor", text)

    def _color(self, text: str) -> Recognized | None:
        words = _words(text)
        rules = self.lexicon.qualifiers
        if not rules.color.intersection(words):
            return None
        if rules.artificial.intersection(words):
            named = [
                self._recognized(one.id, one.name)
                for one in self.lexicon.additives.find(text)
            ]
            colors = [
                one for one in named if "color" in one.classes and one.id not in _NAMELESS
            ]
            return _worst(colors) if colors else self._additive("artificial-color", text)
        rest = [
            word
            for word in words
            if word not in rules.color
            and word not in rules.natural
            and word not in rules.color_fill
        ]
        if not rest:
            natural = rules.natural.intersection(words)
            return self._additive("natural-color" if natural else "color", text)
        found = self._deeper(" ".join(rest))
        if found is None:
            return None
        return self._as_color(found)

    def _shell(self, text: str) -> Recognized | None:
        words = _words(text)
        rules = self.lexicon.qualifiers
        if not rules.shell.intersection(words):
            return None
        rest = [
            word
            for word in words
            if word not in rules.shell and word not in rules.shell_fill
        ]
        plant = rules.plant.intersection(words)
        if not " ".join(word for word in rest if word not in rules.plant):
            return self._additive("vegetarian-capsule" if plant else "capsule-shell", text)
        found = self._deeper(" ".join(rest))
        if found is None and plant:
            found = self._deeper(" ".join(word for word in rest if word not in rules.plant))
        if found is None or not found.exact or found.kind not in _SHELL_KINDS:
            return None
        if "cellulose" in found.id:
            # The capsule itself is judged as a shell, whichever ether it is made of.
            found = replace(found, strictness=Strictness.NOP_STRICT)
        return _in_shell(found)

    def _bracketed(self, text: str) -> Recognized | None:
        inner = [one.strip() for one in _BRACKETS.findall(text) if one.strip()]
        if not inner:
            return None
        outer = _BRACKETS.sub(" ", text)
        found = self._deeper(outer)
        if found is None:
            # The bracket is part of the name: "{natural} cherry flavor".
            return self._deeper(" ".join(_words(text)))
        nameless = found.id in _NAMELESS or found.kind == "blend"
        members: list[Recognized] = []
        for one in inner:
            plant = found.kind in _PLANTS
            if self._droppable(_words(one), found.kind) or _LATIN.fullmatch(one):
                continue
            if plant and _SHARE.match(one):
                continue
            member = self._deeper(one)
            if member is None:
                return None
            if member.id in _NAMELESS and not nameless:
                found = _used_as(found, member.classes, shell=member.shell)
                continue
            members.append(member)
        if not members:
            return found
        if nameless:
            whole = _worst(members)
            if "color" in found.classes:
                whole = self._as_color(whole)
            return _used_as(whole, found.classes, shell=found.shell)
        if found.kind in {"nutrient", "amino-acid"}:
            return found
        return _worst([found, *members])

    def _introduced(self, text: str) -> Recognized | None:
        """Without what introduces a name: "may contain", "sweetener:"."""
        lead = self.lexicon.qualifiers.lead.match(fold(text))
        if lead is None or lead.end() == len(text):
            return None
        found = self._deeper(text[lead.end() :])
        if found and _COATING.search(lead[0]):
            return _used_as(found, ("coating",), shell=False)
        if found and self.lexicon.qualifiers.color.intersection(_words(lead[0])):
            return self._as_color(found)
        return found

    def _explained(self, text: str) -> Recognized | None:
        """Without what explains a name: "as a preservative", "(for color)"."""
        rules = self.lexicon.qualifiers
        trail = rules.trail.search(fold(text))
        if trail is None:
            return None
        found = self._deeper(text[: trail.start()])
        if found and rules.color.intersection(_words(trail[0])):
            return self._as_color(found)
        return found

    def _as_color(self, found: Recognized) -> Recognized:
        """The same where the label says that it colors: beet then is an additive."""
        if found.kind in _PLANTS:
            color = self._additive("plant-color", found.name)
            return replace(color, origin=found.origin, exact=found.exact)
        return _used_as(found, ("color",), shell=False)

    def _composed(self, text: str) -> Recognized | None:
        """A known name among words that leave it what it is."""
        if _JOINTS.search(text):
            return None
        words = _words(text)
        count = len(words)
        if count > _MOST_WORDS:
            return None
        for length in range(count, 0, -1):
            known: list[Recognized] = []
            for start in range(count - length + 1):
                hit = self.index.get(" ".join(words[start : start + length]))
                if hit is None:
                    continue
                kind = hit[0].partition("/")[0]
                beside = (words[:start], words[start + length :])
                if all(self._droppable(some, kind, hit[0]) for some in beside):
                    known.append(self._recognized(*hit))
            if known:
                return max(known, key=_severity)
        return None

    def _droppable(self, words: Sequence[str], kind: str, kind_and_id: str = "") -> bool:
        """Whether these words beside a name of that kind leave it what it is."""
        rules = self.lexicon.qualifiers
        number = 0
        while number < len(words):
            for length in (3, 2, 1):
                phrase = " ".join(words[number : number + length])
                if len(words) < number + length or not phrase:
                    continue
                if phrase in rules.neutral or (
                    kind not in {"protein", "amino-acid"}
                    and (phrase in rules.parts or phrase in rules.forms)
                ):
                    break
                if self.panel and kind == "nutrient" and phrase in rules.salts:
                    break
                if length == 1 and (_NUMBER.fullmatch(phrase) or phrase in rules.measures):
                    break
                if (
                    length == 1
                    and kind not in {"additive", "protein"}
                    and _CODE.fullmatch(phrase)
                ):
                    break
                if self._same_nature(phrase, kind, kind_and_id):
                    break
            else:
                return False
            number += length
        return True

    def _same_nature(self, phrase: str, kind: str, kind_and_id: str) -> bool:
        """Whether the phrase names the same, or another plant beside a plant."""
        found = self.index.get(phrase)
        if found is None:
            return False
        other = found[0].partition("/")[0]
        return (
            found[0] == kind_and_id
            or (self.panel and kind == other == "nutrient")
            or (kind in _PLANTS and other in _PLANTS)
        )

    def _blend(self, text: str) -> Recognized | None:
        words = _words(text)
        rules = self.lexicon.qualifiers
        if not words:
            return None
        numbered = len(words) > 1 and _CODE.fullmatch(words[-1])
        last = words[-2] if numbered else words[-1]
        if last not in rules.blend and words[0] != "proprietary":
            return None
        for inside in self.index.find(text):
            entry = self.lexicon.entry(inside.id)
            if entry.protein and not entry.shell:
                return self._recognized(inside.id, inside.name)
        return Recognized(kind="blend", id="blend", name=text)

    def _clause(self, text: str) -> Recognized | None:
        """ "X from Y", "X as Y": X, when Y is a source or is known itself."""
        parts = _CLAUSE.match(text)
        if parts is None:
            return None
        found = self._deeper(parts["thing"])
        if found is None:
            # "extract of ginger": the words before say only how it was made.
            if self._droppable(_words(parts["thing"]), "food"):
                return self._deeper(parts["from"])
            return None
        if found.kind in {"nutrient", "amino-acid"}:
            return found
        words = [
            word
            for word in _words(parts["from"])
            if word not in self.lexicon.qualifiers.source_fill
        ]
        if all(
            word in self.lexicon.qualifiers.sources for word in words
        ) or self._droppable(words, found.kind):
            return found
        source = self._deeper(parts["from"])
        if source is None:
            return found if _severity(found) > _MILD else None
        if source.kind in {"food", "botanical", "protein"}:
            return found
        return _worst([found, source])

    def _joined(self, text: str) -> Recognized | None:
        """ "X and/or Y": what the strictest of them is, when all are known."""
        parts = [part for part in _JOINTS.split(text) if part.strip()]
        if not 1 < len(parts) <= _MOST_PARTS:
            return None
        known: list[Recognized] = []
        for part in parts:
            found = self._deeper(part)
            if found is not None:
                known.append(found)
            elif not self._droppable(_words(part), "food"):
                return None
        return _worst(known) if known else None

    def _misread(self, text: str) -> Recognized | None:
        """A name that the reader got nearly right, alone or among harmless words."""
        words = _words(text)
        start, end = 0, len(words)
        while start < end and self._droppable(words[start : start + 1], "food"):
            start += 1
        while end > start and self._droppable(words[end - 1 : end], "food"):
            end -= 1
        for candidate in (text, " ".join(words[start:end])):
            hit = self.index.lookup(candidate) if candidate else None
            if hit is None:
                continue
            meant = set(_words(hit.name))
            if any(
                len(word) > 2 and word not in meant and word in self.lexicon.vocabulary
                for word in _words(candidate)
            ):
                # A word that is right as it stands was not misread for another.
                continue
            return self._recognized(hit.id, hit.name, exact=hit.exact)
        return None


_STANDARDIZED = re.compile(
    r"(?:\d\s*%|source of|rich in|free of|free from|without|no)\s*\w*\s*$", re.I
)
_LATIN = re.compile(
    r"[A-Z][a-z]{3,}\s+(?:x\s+)?[a-z]{4,}(?:\s+(?:L\.?|var\.?.*|subsp\.?.*|[A-Z]\w*\.?))?"
)
_NAMELESS = frozenset(
    {"color", "natural-color", "flavor", "capsule-shell", "vegetarian-capsule", "sweetener",
     "preservative", "antioxidant", "anticaking-agent", "thickener", "acidulant", "coating",
     "excipient", "emulsifier", "bulking-agent", "plant-color", "artificial-color"}
)  # fmt: skip
"""Entries that name a function and leave the substance to the bracket."""

_PLANTS = frozenset({"food", "botanical"})
_SHELL_KINDS = frozenset({"additive", "food", "protein"})
_COATING_CLASSES = frozenset({"coating", "glazing agent"})
_COATING = re.compile(r"coat|glaz|enrob|recubr|uberzug")
_SHARE = re.compile(
    r"\W*(?:std\.?|standardi[sz]ed|min\.?|minimum|contain\w*|with|to|yield\w*|provid\w*)?"
    r"[^,;]{0,20}\d+(?:\.\d+)?\s*%"
)
_MILD = 2
"""Severity up to which a name inside a name does not speak against it."""


# --- loading ----------------------------------------------------------------------

_ENTRY_FILES = {
    "additive": ("additives.toml", Origin.DEPENDS),
    "protein": ("proteins.toml", Origin.AGRICULTURAL),
    "amino-acid": ("amino_acids.toml", Origin.NUTRIENT),
    "nutrient": ("nutrients.toml", Origin.NUTRIENT),
    "botanical": ("botanicals.toml", Origin.AGRICULTURAL),
    "food": ("foods.toml", Origin.AGRICULTURAL),
    "recognized": ("recognized.toml", Origin.DEPENDS),
}
_LIST_ORDER = (
    "additive",
    "protein",
    "amino-acid",
    "food",
    "nutrient",
    "botanical",
    "recognized",
)
_PANEL_ORDER = (
    "protein",
    "amino-acid",
    "nutrient",
    "botanical",
    "food",
    "additive",
    "recognized",
)
_OTHER_FILES = (
    "substances.toml",
    "certifications.toml",
    "dosage_forms.toml",
    "headings.toml",
    "allergens.toml",
    "qualifiers.toml",
    "identity.toml",
)


class _File:
    """One data file while it is checked, so that an error can tell the place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.bytes = path.read_bytes()
        except OSError as error:
            raise LexiconError(
                path, f"cannot be read: {error.strerror}", "install auditor again"
            ) from error
        try:
            self.text = self.bytes.decode()
            self.table = tomllib.loads(self.text)
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise LexiconError(
                path, f"is no TOML: {error}", "mend that line, or install auditor again"
            ) from error

    def fail(
        self,
        problem: str,
        near: str = "",
        remedy: str = "see docs/lexicons.md for its form",
    ) -> LexiconError:
        """An error that names the line on which `near` first stands."""
        position = self.text.find(near) if near else -1
        line = (
            f", line {self.text.count(chr(10), 0, position) + 1}" if position >= 0 else ""
        )
        return LexiconError(f"{self.path}{line}", problem, remedy)

    def tables(self, key: str) -> list[dict[str, object]]:
        found = self.table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.fail(f"{key} is not an array of tables", key, f"write [[{key}]]")
        return found

    def check_keys(
        self, table: Mapping[str, object], allowed: Iterable[str], where: str
    ) -> None:
        for key in table:
            if key not in allowed:
                raise self.fail(
                    f"{where}: unknown key {key!r}",
                    key,
                    f"known keys: {', '.join(allowed)}",
                )

    def text_of(
        self, table: Mapping[str, object], key: str, where: str, default: str = ""
    ) -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            raise self.fail(f"{where}: {key} is not a text: {value!r}", where)
        return value

    def flag(self, table: Mapping[str, object], key: str, where: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(f"{where}: {key} is not true or false: {value!r}", where)
        return value

    def texts(self, table: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(one, str) and one for one in value
        ):
            raise self.fail(f"{where}: {key} is not a list of texts: {value!r}", where)
        return tuple(value)

    def names(self, table: Mapping[str, object], where: str) -> tuple[str, ...]:
        found = self.texts(table, "names", where)
        if not found:
            raise self.fail(f"{where}: has no names", where)
        return found

    def id_of(self, table: Mapping[str, object], what: str) -> str:
        value = table.get("id")
        if not isinstance(value, str) or not _SLUG.fullmatch(value):
            raise self.fail(
                f"{what} without a proper id: {value!r}",
                str(value) if value else f"[[{what}]]",
                "an id is a lower-case slug",
            )
        return value

    def source(self, table: Mapping[str, object], where: str) -> str:
        source = self.text_of(table, "source", where) or self.text_of(
            self.table, "source", where
        )
        if not source:
            raise self.fail(
                f"{where}: has no source", where, "tell where it can be checked"
            )
        return source

    def index(self, names: Iterable[tuple[str, str]]) -> NameIndex:
        try:
            return NameIndex(names)
        except ValueError as error:
            quoted = str(error).split("'")[1]
            raise self.fail(str(error), quoted, _ONE_ENTRY) from error


_ONE_ENTRY = "keep each name in one entry"
_SLUG = re.compile(r"[a-z0-9]+(?:[.\-][a-z0-9]+)*")
_ENTRY_KEYS = (
    "id", "names", "source", "note", "ins", "classes", "origin", "strictness", "shell",
    "protein", "competes", "nutrient",
)  # fmt: skip
_GROUP_KEYS = ("title", "source", "note", "classes", "origin", "strictness", "names")


def _entries(
    file: _File, kind: str, default: Origin
) -> tuple[dict[str, Entry], dict[str, tuple[str, str]]]:
    """Entries of one file by id: [[kind]] tables, and [[group]] tables of many names.

    And ids and names by key. A group's spellings are squeezed in one go: thousands
    of names are loaded at every start.
    """
    file.check_keys(file.table, ("source", kind, "group"), "the file")
    found: dict[str, Entry] = {}
    named: list[tuple[str, str, str]] = []

    def add(entry: Entry, spellings: str) -> None:
        if entry.id in found:
            raise file.fail(f"{entry.id}: stands twice", entry.id)
        found[entry.id] = entry
        keys = squeeze(spellings).replace(");", ";").split(";")
        kind_and_id = f"{kind}/{entry.id}"
        named.extend(zip([kind_and_id] * len(keys), entry.names, keys, strict=True))

    for table in file.tables(kind):
        id_ = file.id_of(table, kind)
        file.check_keys(table, _ENTRY_KEYS, id_)
        names = file.names(table, id_)
        add(_entry(file, table, kind, id_, names, default), ";".join(names))
    for group in file.tables("group"):
        title = file.text_of(group, "title", "group")
        file.check_keys(group, _GROUP_KEYS, f"group {title!r}")
        members = group.get("names")
        if not isinstance(members, dict):
            raise file.fail(f"group {title!r}: names is not a table", title)
        model = _entry(file, group, kind, "group", (), default)
        for id_, spellings in members.items():
            if not isinstance(spellings, str) or not _SLUG.fullmatch(id_):
                raise file.fail(f"{id_}: not an id with its names", id_)
            names = tuple(spellings.split("; "))
            protein = id_ if kind == "protein" else None
            add(replace(model, id=id_, names=names, protein=protein), spellings)
    try:
        return found, _keyed(named)
    except ValueError as error:
        raise file.fail(str(error), str(error).split("'")[1], _ONE_ENTRY) from error


def _entry(
    file: _File,
    table: Mapping[str, object],
    kind: str,
    id_: str,
    names: tuple[str, ...],
    default: Origin,
) -> Entry:
    try:
        origin = Origin(file.text_of(table, "origin", id_, default))
        strict = file.text_of(table, "strictness", id_)
        strictness = Strictness(strict) if strict else None
    except ValueError as error:
        raise file.fail(f"{id_}: {error}", id_) from error
    if strictness is None:
        if origin is Origin.SYNTHETIC:
            raise file.fail(
                f"{id_}: synthetic without a strictness", id_, "core, nop or nop-strict"
            )
        if origin is Origin.DEPENDS:
            strictness = Strictness.NOP_STRICT
    protein = file.text_of(table, "protein", id_) or None
    return Entry(
        kind=kind,
        id=id_,
        names=names,
        source=file.source(table, id_),
        note=file.text_of(table, "note", id_),
        ins=file.text_of(table, "ins", id_),
        classes=file.texts(table, "classes", id_),
        origin=origin,
        strictness=strictness,
        shell=file.flag(table, "shell", id_),
        protein=protein or (id_ if kind == "protein" else None),
        competes=file.flag(table, "competes", id_),
        nutrient=file.text_of(table, "nutrient", id_),
    )


_PATTERN_BLANK = re.compile(r"(\[[^\]]*\])| (?:(?=(\\w))|\??)")


def _pattern(file: _File, where: str, written: str) -> GuardedPattern:
    """A blank stands for any blanks and hyphens, none included: readers lose them, and
    seals break their words over lines. Before a free word one must be there, or the
    pattern could part a word in many ways."""
    spaced = _PATTERN_BLANK.sub(
        lambda found: found[1] or (r"[\s\-]+" if found[2] else r"[\s\-]*"), written
    )
    try:
        return GuardedPattern(spaced)
    except ValueError as error:
        raise file.fail(f"{where}: {written!r} is no pattern: {error}", where) from error


_CERTIFICATION_KEYS = (
    "id", "title", "tier", "patterns", "exclude", "named", "gmp", "third_party", "organic",
    "verify", "source", "note",
)  # fmt: skip


def _certifications(file: _File) -> tuple[Certification, ...]:
    file.check_keys(file.table, ("source", "certification", "exclude", "frame"), "the file")
    everywhere = [
        _pattern(file, "exclude", one) for one in file.texts(file.table, "exclude", "")
    ]
    found: dict[str, Certification] = {}
    for table in file.tables("certification"):
        id_ = file.id_of(table, "certification")
        file.check_keys(table, _CERTIFICATION_KEYS, id_)
        if id_ in found:
            raise file.fail(f"{id_}: stands twice", f'"{id_}"')
        patterns = file.texts(table, "patterns", id_)
        if not patterns:
            raise file.fail(f"{id_}: has no patterns", id_)
        try:
            tier = Tier(file.text_of(table, "tier", id_))
        except ValueError as error:
            raise file.fail(f"{id_}: {error}", id_) from error
        found[id_] = Certification(
            id=id_,
            title=file.text_of(table, "title", id_),
            tier=tier,
            patterns=tuple(_pattern(file, id_, one) for one in patterns),
            exclude=(
                *everywhere,
                *(_pattern(file, id_, one) for one in file.texts(table, "exclude", id_)),
            ),
            named=file.flag(table, "named", id_),
            gmp=file.flag(table, "gmp", id_),
            third_party=file.flag(table, "third_party", id_),
            organic=file.flag(table, "organic", id_),
            verify=file.text_of(table, "verify", id_),
            source=file.source(table, id_),
        )
    return tuple(found.values())


def _frame(file: _File) -> frozenset[str]:
    return frozenset(fold(file.text_of(file.table, "frame", "frame")).split())


def _dosage_forms(file: _File) -> DosageForms:
    file.check_keys(file.table, ("source", "form", "unit"), "the file")
    words: list[tuple[str, str]] = []
    for table in file.tables("form"):
        id_ = file.id_of(table, "form")
        file.check_keys(table, ("id", "names", "source", "note"), id_)
        file.source(table, id_)
        if id_ not in set(DosageForm):
            raise file.fail(
                f"{id_}: no dosage form", id_, f"known: {', '.join(DosageForm)}"
            )
        words += [(id_, name) for name in file.names(table, id_)]
    units: dict[str, ServingUnit] = {}
    for table in file.tables("unit"):
        id_ = file.id_of(table, "unit")
        file.check_keys(table, ("id", "names", "form", "source", "note"), id_)
        file.source(table, id_)
        form = file.text_of(table, "form", id_)
        if form and form not in set(DosageForm):
            raise file.fail(f"{id_}: no dosage form: {form!r}", id_)
        units[id_] = ServingUnit(
            id=id_, names=file.names(table, id_), form=DosageForm(form) if form else None
        )
    return DosageForms(
        words=file.index(words),
        units=file.index((unit.id, name) for unit in units.values() for name in unit.names),
        serving_units=units,
    )


def _named(file: _File, key: str) -> tuple[NameIndex, tuple[str, ...]]:
    """A file that only leads names to ids: headings, allergens."""
    file.check_keys(file.table, ("source", key), "the file")
    names: list[tuple[str, str]] = []
    ids: list[str] = []
    for table in file.tables(key):
        id_ = file.id_of(table, key)
        file.check_keys(table, ("id", "names", "source", "note"), id_)
        file.source(table, id_)
        if id_ in ids:
            raise file.fail(f"{id_}: stands twice", f'"{id_}"')
        ids.append(id_)
        names += [(id_, name) for name in file.names(table, id_)]
    return file.index(names), tuple(ids)


def _substances(file: _File) -> dict[str, Substance]:
    file.check_keys(file.table, ("source", "substance"), "the file")
    found: dict[str, Substance] = {}
    for table in file.tables("substance"):
        id_ = file.id_of(table, "substance")
        file.check_keys(
            table, ("id", "title", "names", "qualified", "lookalike", "source", "note"), id_
        )
        lookalikes: list[Lookalike] = []
        others = table.get("lookalike", [])
        if not isinstance(others, list):
            raise file.fail(f"{id_}: lookalike is not an array of tables", id_)
        for other in others:
            where = file.id_of(other, "lookalike")
            file.check_keys(other, ("id", "names", "reason", "source", "note"), where)
            reason = file.text_of(other, "reason", where)
            if not reason:
                raise file.fail(f"{where}: has no reason", where)
            lookalikes.append(
                Lookalike(id=where, names=file.names(other, where), reason=reason)
            )
        substance = Substance(
            id=id_,
            title=file.text_of(table, "title", id_) or id_,
            names=file.names(table, id_),
            qualified=file.texts(table, "qualified", id_),
            lookalikes=tuple(lookalikes),
            source=file.source(table, id_),
        )
        file.index(substance_names(substance))
        found[id_] = substance
    return found


def substance_names(substance: Substance) -> Iterator[tuple[str, str]]:
    """Pairs for an index: ``active``, ``qualified`` or the lookalike's id, and name."""
    yield from (("active", name) for name in substance.names)
    yield from (("qualified", name) for name in substance.qualified)
    for other in substance.lookalikes:
        yield from ((other.id, name) for name in other.names)


_WORD_LISTS = (
    "neutral", "parts", "forms", "sources", "flavor", "color", "artificial",
    "natural", "shell", "blend", "describing", "salts", "plant", "measures", "color_fill",
    "shell_fill", "source_fill",
)  # fmt: skip


def _word_lists(file: _File, keys: Iterable[str]) -> dict[str, frozenset[str]]:
    """Each key's words or phrases, which semicolons part, folded."""
    return {
        key: frozenset(
            " ".join(_words(one))
            for one in file.text_of(file.table, key, key).replace("\n", " ").split(";")
            if one.strip()
        )
        for key in keys
    }


_IDENTITY_LISTS = ("makers", "firms", "purposes", "praise")


def _identity(file: _File) -> IdentityWords:
    file.check_keys(file.table, ("source", *_IDENTITY_LISTS), "the file")
    return IdentityWords(**_word_lists(file, _IDENTITY_LISTS))


def _qualifiers(file: _File) -> Qualifiers:
    file.check_keys(file.table, ("source", "lead", "trail", *_WORD_LISTS), "the file")
    lead, trail = (
        "|".join(f"(?:{one})" for one in file.texts(file.table, key, key))
        for key in ("lead", "trail")
    )
    return Qualifiers(
        lead=_pattern(file, "lead", rf"(?:{lead})[\s:\-,]*"),
        trail=_pattern(file, "trail", rf"[\s,\-(]+(?:{trail})[\s).:]*$"),
        **_word_lists(file, _WORD_LISTS),
    )


def load_lexicon(folder: Path | None = None) -> Lexicon:
    """All lexicons of a folder, by default the project's own; read once a process.

    Raises:
        LexiconError: a file is missing or broken; the message names file, line
            and entry.
    """
    return _load(folder.resolve() if folder else FOLDER)


@lru_cache(maxsize=8)
def _load(folder: Path) -> Lexicon:
    files = {
        name: _File(folder / name)
        for name in (*(name for name, _ in _ENTRY_FILES.values()), *_OTHER_FILES)
    }
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + files[name].bytes + b"\0")
    entries: dict[str, dict[str, Entry]] = {}
    keys: dict[str, dict[str, tuple[str, str]]] = {}
    for kind, (name, default) in _ENTRY_FILES.items():
        entries[kind], keys[kind] = _entries(files[name], kind, default)
    headings, heading_ids = _named(files["headings.toml"], "heading")
    allergens, allergen_ids = _named(files["allergens.toml"], "allergen")
    return Lexicon(
        entries=entries,
        keys=keys,
        certifications=_certifications(files["certifications.toml"]),
        certification_frame=_frame(files["certifications.toml"]),
        dosage_forms=_dosage_forms(files["dosage_forms.toml"]),
        headings=headings,
        heading_ids=heading_ids,
        allergens=allergens,
        allergen_ids=allergen_ids,
        substances=_substances(files["substances.toml"]),
        qualifiers=_qualifiers(files["qualifiers.toml"]),
        identity=_identity(files["identity.toml"]),
        sha256=digest.hexdigest(),
    )
