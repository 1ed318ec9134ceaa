"""Whether a printed name is the active that a profile asks for.

A row can name the substance, only contain it among others, name it without
saying which form it is, or name another substance whose name reads alike.
Chemistry decides, not likeness: what stands beside the name may make another
compound of it, and a misreading never turns one listed name into another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from auditor.lexicon import (
    Lookalike,
    Match,
    NameIndex,
    Substance,
    fold,
    load_lexicon,
    squeeze,
    substance_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.lexicon import Lexicon

__all__ = ["Identity", "Likeness", "Lookalike", "Substance", "identify"]


class Likeness(StrEnum):
    """What a printed name is to the active that is asked for."""

    ACTIVE = "active"
    """The substance itself."""

    UNQUALIFIED = "unqualified"
    """The substance, but the name leaves open in which form: "glutamine"."""

    LOOKALIKE = "lookalike"
    """Another substance that is named much like it or made from it."""

    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What one printed name is, and why."""

    likeness: Likeness

    whole: bool
    """The name as a whole is that; False: it only contains it among others, so
    that the row's amount is not the substance's."""

    reason: str
    """For a report, without a full stop."""

    name: str = ""
    """The stretch of the printed name that told; empty for ``other``."""

    lookalike: str | None = None
    """Id of the lookalike."""

    exact: bool = True
    """False where a misreading had to be tolerated."""

    @property
    def is_active(self) -> bool:
        """It is or contains the substance, whether or not its form is told."""
        return self.likeness in (Likeness.ACTIVE, Likeness.UNQUALIFIED)


# A table of what protein naturally contains declares nothing that was added.
_PROFILE = re.compile(
    r"amino ?acids? ?(?:profile|content|analysis|breakdown|spectrum)|aminogram|"
    r"(?:profil|perfil)\w* (?:en |d'|de )?a(?:cides? amines?|minoacidos)|"
    r"aminosaure\w*profil|naturally occurring amino"
)

# Endings and words that make a compound of the name that they stand beside.
_COMPOUND_AFTER = re.compile(
    r"[\s\-]*(?:(?:\w*(?:glut|mal|nitr|citr|orot|pyruv|glucon|silic|phosph|sulf|acet|"
    r"aspart|tartr|fumar|succin|lact|carbon|ketoglutar|hydroxybutyr|stear|palmit"
    r"|pidol)ates?|"
    r"\w+oates?|bromide|chloride|(?:ethyl|methyl)? ?esters?|acid|\w*peptides?|conjugates?|"
    r"hydroly[sz]ates?|(?:yield|releas)ing|x(?!\w)|"
    r"polymer|chelates?|akg|bonded|bound|synthetase|synthase|analog(?:ue)?s?|derivatives?|"
    r"equivalents?|substitutes?|alternatives?|replacers?|mimetics?|precursors?|saures?)\b)|"
    r"\s*[(\[] ?(?:(?:\w+[\s\-]+)?(?:peptides?|dipeptides?) ?[)\]]|"
    r"(?:\w+[\s\-]+){0,2}(?:bound|bonded)\b)|"
    r"\s*, ?(?:\w+[\s\-])?(?:bound|bonded)\b"
)
_COMPOUND_BEFORE = re.compile(
    r"(?<![a-z0-9])(?:\w+yl|peptides?|poly|oligo|homo|cyclo|bound|bonded|hydroly[sz]ed"
    r"|dextro|d|dl|d,l|"
    r"n|nor|cyclodized|magnesium|zinc|calcium|creatine|arginine|precursors? (?:of|to)|anti|"
    r"typical)[\s\-]+$"
)
_MARK = re.compile(r"\((?:tm|r|sm|c)\)", re.IGNORECASE)
_BEFORE_IS_L = re.compile(r"(?<![a-z0-9])[1i|!][\s\-]*$")
_BLEND = re.compile(
    r"\b(?:blends?|matri(?:x|ces)|complex|stack|formula|mix(?:ture)?|precursors?|melange"
    r"|mezcla|"
    r"mischung|analogues?|fusion)\b"
)
_MEMBERS = re.compile(r"[;(,\[{:]")


@lru_cache(maxsize=32)
def _index(substance: Substance) -> NameIndex:
    return NameIndex(substance_names(substance))


def identify(name: str, substance: Substance) -> Identity:
    """What the name of a panel row or ingredient is to the active.

    Args:
        name: As printed, with its brackets, footnote signs and amounts. Members
            of a blend may follow it, parted by commas or semicolons.
        substance: The active with its lookalikes.

    A name that contains the substance beside others is ``active`` with `whole`
    False. A lookalike that only stands in a bracket, as alpha-ketoglutarate does
    behind calcium, counts when it bears the substance's name, else not at all.
    """
    identified = _identified if len(name) <= _SHORT else _identify
    return identified(name, substance, load_lexicon())


_SHORT = 400
"""Characters of a name whose answer is kept; longer ones are hardly met twice."""


def _identify(name: str, substance: Substance, lexicon: Lexicon) -> Identity:
    printed = name
    name = _MARK.sub(lambda mark: " " * len(mark[0]), name)
    folded = fold(name)
    head_end = members.start() if (members := _MEMBERS.search(folded)) else len(folded)
    if profile := _PROFILE.search(folded):
        before = folded[: profile.start()]
        if not any(squeeze(one) in squeeze(before) for one in substance.names):
            return _other(
                "the table tells what protein contains by nature, not what was added"
            )
    found = [
        _weighed(hit, name, folded, substance) for hit in _found(name, substance, lexicon)
    ]
    hits = [
        hit
        for number, hit in enumerate(found)
        if not _told_by_bracket(hit, found[number + 1 : number + 2], folded)
        and not _BY_NATURE.search(folded[: hit.start])
        and not _ONLY_BY_NATURE.match(folded[hit.end :])
    ]
    actives = [hit for hit in hits if hit.id == "active"]
    unqualified = [hit for hit in hits if hit.id == "qualified"]
    others = [hit for hit in hits if hit.id not in ("active", "qualified")]
    head_others = [hit for hit in others if hit.start < head_end]
    telling = [
        after
        for hit, after in pairwise(found)
        if after in others and _told_by_bracket(hit, [after], folded)
    ]
    bearing = [
        hit
        for hit in others
        if hit in head_others or hit in telling or _bears(hit, name, substance)
    ]
    if actives:
        whole = not others and _alone(name, folded, found, lexicon)
        return _identity(Likeness.ACTIVE, actives[0], printed, substance, whole=whole)
    if unqualified:
        whole = not others and _alone(name, folded, found, lexicon)
        return _identity(
            Likeness.UNQUALIFIED, unqualified[0], printed, substance, whole=whole
        )
    if bearing:
        whole = bool(head_others or telling) and _alone(name, folded, found, lexicon)
        return _identity(Likeness.LOOKALIKE, bearing[0], printed, substance, whole=whole)
    return _other(f"the name does not speak of {substance.title}")


_identified = lru_cache(maxsize=16_384)(_identify)
"""Facts and criteria ask for every row and line again and again."""


_AS = re.compile(r"[\s(\[{]*(?:as|from|aus|de)\b[\s:(\[{]*")


_BY_NATURE = re.compile(
    r"natural\w*[\s\-]*(?:occurr?ing|present|contain\w*|found)[^,;]{0,20}$"
)


_ONLY_BY_NATURE = re.compile(
    r"(?:\s*(?:&|\+|/|,"
    r"|and\b)[\s\w\-]{3,32}?)?\s*[(\[,]? ?(?:natural\w*[\s\-]*(?:occurr?ing|present"
    r"|contained|found)|inherent)"
)


def _told_by_bracket(hit: Match, following: list[Match], folded: str) -> bool:
    """A name says less than the "(as ...)" that follows it."""
    return (
        hit.id in ("qualified", "active")
        and bool(following)
        and _AS.fullmatch(folded, hit.end, following[0].start) is not None
    )


def _other(reason: str) -> Identity:
    return Identity(likeness=Likeness.OTHER, whole=True, reason=reason)


def _identity(
    likeness: Likeness, hit: Match, name: str, substance: Substance, *, whole: bool
) -> Identity:
    printed = name[hit.start : hit.end]
    match likeness:
        case Likeness.ACTIVE:
            reason = f"{printed} is {substance.title}"
        case Likeness.UNQUALIFIED:
            reason = f"{printed} does not say in which form; {substance.title} is usual"
        case _:
            reason = next(
                (other.reason for other in substance.lookalikes if other.id == hit.id),
                f"{printed} is a compound of {substance.title}, not the substance itself",
            )
    return Identity(
        likeness=likeness,
        whole=whole,
        reason=reason,
        name=printed,
        lookalike=hit.id if likeness is Likeness.LOOKALIKE else None,
        exact=hit.exact,
    )


def _bears(hit: Match, name: str, substance: Substance) -> bool:
    """Whether the other substance's name contains the active's."""
    key = squeeze(name[hit.start : hit.end])
    return any(squeeze(one) in key for one in (*substance.names, *substance.qualified))


def _found(name: str, substance: Substance, lexicon: Lexicon) -> Iterator[Match]:
    """Names of the substance and its lookalikes in the text, misread ones at last."""
    index = _index(substance)
    exact = tuple(index.find(name))
    if exact:
        yield from exact
        return
    words = list(_WORD.finditer(name))
    strange = [_is_strange(word[0], lexicon) for word in words]
    number = 0
    while number < len(words):
        start = words[number].start()
        for count in (4, 3, 2, 1) if index.may_begin(words[number][0]) else ():
            if number + count > len(words) or not any(strange[number : number + count]):
                continue
            end = words[number + count - 1].end()
            if _PARTS.search(name, start, end):
                continue
            near = _misread(name[start:end], index, lexicon)
            if near:
                yield Match(start, end, near.id, near.name, exact=False)
                number += count - 1
                break
        number += 1


_WORD = re.compile(r"[^\s,;()\[\]{}]+")
_PARTS = re.compile(r"[,;()\[\]{}]")
_LETTERS = re.compile(r"[^\W\d_]+")
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)*\s*(?:mg|g|mcg|ug|grams?|%)?$")


def _misread(text: str, index: NameIndex, lexicon: Lexicon) -> Match | None:
    text = text.rstrip(".:*†‡")
    for candidate in dict.fromkeys((text, _AMOUNT.sub("", text))):
        if _is_strange(candidate, lexicon) and (found := index.lookup(candidate)):
            return found
    return None


@lru_cache(maxsize=16_384)
def _is_strange(text: str, lexicon: Lexicon) -> bool:
    """Some word of it is in no name: it may be a misreading, and the others are none."""
    words = _LETTERS.findall(fold(text))
    return any(word not in lexicon.vocabulary for word in words if len(word) > 1)


def _weighed(hit: Match, name: str, folded: str, substance: Substance) -> Match:
    """The hit, or a compound where the words beside it make one of it."""
    if hit.id not in ("active", "qualified"):
        return hit
    before, after = folded[: hit.start], folded[hit.end :]
    if hit.id == "qualified" and (letter := _BEFORE_IS_L.search(before)):
        start = letter.start()
        near = _index(substance).lookup("L" + name[start + 1 : hit.end])
        if near and near.id == "active":
            return Match(start, hit.end, "active", near.name, exact=False)
    for start, end in _wider(hit, name):
        near = _index(substance).lookup(name[start:end])
        if near and near.id not in ("active", "qualified"):
            return Match(start, end, near.id, near.name, exact=False)
    if _COMPOUND_AFTER.match(after) or _COMPOUND_BEFORE.search(before):
        return Match(hit.start, hit.end, "compound", hit.name, hit.exact)
    return hit


def _wider(hit: Match, name: str) -> Iterator[tuple[int, int]]:
    """The hit with the word after it, two words after it, the word before it."""
    after = [hit.end + word.end() for word in re.finditer(r"[ \-]\w+", name[hit.end :])]
    joined = re.match(r"(?:[ \-]+\w+){1,2}", name[hit.end :])
    if joined:
        yield from ((hit.start, end) for end in after[:2] if end <= hit.end + joined.end())
    if before := re.search(r"[^\s,;()\[\]{}]+[ \-]+$", name[: hit.start]):
        yield before.start(), hit.end


def _alone(name: str, folded: str, found: list[Match], lexicon: Lexicon) -> bool:
    """Whether nothing else than what was found is an ingredient in the name."""
    if _BLEND.search(_BRACKET.sub(" ", folded)) or _AMONG_OTHERS.search(folded):
        return False
    rest = name
    for hit in found:
        rest = rest[: hit.start] + " " * (hit.end - hit.start) + rest[hit.end :]
    for other in lexicon.panel_names.find(rest):
        kind, _, id_ = other.id.partition("/")
        if kind in ("amino-acid", "protein") and id_ not in _GENERAL:
            return False
        if kind in ("nutrient", "botanical") and len(other.name) > _LONG_ENOUGH:
            return False
    return True


_AMONG_OTHERS = re.compile(r"\b(?:incl|including|includes?)\b")
_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_GENERAL = frozenset({"amino-acid-mix", "protein-blend"})

# Short names of minerals and herbs are also common words: "base", "tin", "form".
_LONG_ENOUGH = 5
