"""Where a panel may open, and the headings that end one.

A title is the best opening; where the picture has cut it off, the serving size or
the heading of the columns opens the panel too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.openings import DATED
from auditor.lexicon import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.lexicon import Lexicon
    from auditor.model import Line, Page


@dataclass(frozen=True, slots=True)
class Opening:
    """A line below which a panel may stand."""

    line: int
    start: int
    """Of the title among the line's words."""

    rank: int
    """0 for a title, 1 for a serving size, 2 for a heading of columns."""

    profile: bool
    titled: bool
    """It names what stands below: a second one beside it is another panel."""

    leads: bool = False
    """It may lead up to a single row on its own line: "Each scoop contains: ..."."""


_TITLES = frozenset({"facts-title", "amino-acid-profile", "medicinal-ingredients"})
_LEADS = frozenset({"medicinal-ingredients", "composition"})
_RANKS = {
    "facts-title": 0,
    "amino-acid-profile": 0,
    "medicinal-ingredients": 1,
    "composition": 1,
    "serving-size": 1,
    "amount-per-serving": 2,
}


def find_openings(page: Page, lexicon: Lexicon) -> Iterator[Opening]:
    """Every line of a page that may open a panel."""
    for number, line in enumerate(page.lines):
        for start, id_, behind in _headings_in(line, lexicon):
            if id_ in _SPEAKING and _goes_on_in_prose(behind, line.text):
                continue
            if id_ in _RANKS and (start == 0 or id_ == "facts-title"):
                profile = id_ == "amino-acid-profile"
                leads = id_ in _LEADS
                yield Opening(number, start, _RANKS[id_], profile, id_ in _TITLES, leads)
                break
    for number, (line, below) in enumerate(pairwise(page.lines)):
        # A wide panel prints its title on two lines, "Nutrition" over "Facts".
        if len(line.words) == len(below.words) == 1 and line.block == below.block:
            title = lexicon.headings.lookup(f"{line.text} {below.text}")
            if title is not None and title.id == "facts-title":
                yield Opening(number, 0, 0, profile=False, titled=True)


_SPEAKING = frozenset({"medicinal-ingredients", "amount-per-serving"})
"""Ids of headings that may be the beginning of a sentence."""

_JOINT = regex.compile(
    r"\W*(?:(?:per|pro|par|por|pour|je|and|et|und|y|en|in|each|als?|sous|dv|nrv|rda)\b|[%(])"
)
"""What may go on with a heading of columns, in small letters too."""

LEADING_UP = r"\b(?:contain|provid|suppl|contien|aport|apport|fourni)\p{L}*"
"""The verbs of headings that lead up to rows: "Each tablet contains"."""

_SAYS_IT = regex.compile(rf"{LEADING_UP}:? \d", regex.IGNORECASE)
"""A sentence, or rows that begin with their amounts: "Each capsule provides 500 mg of"."""


def _goes_on_in_prose(behind: str, text: str) -> bool:
    """Whether what stands behind a heading on its line makes a sentence of it: "Each scoop
    provides support for muscles"."""
    if _SAYS_IT.search(text):
        return True
    said = behind.lstrip()
    if said.startswith(":") or not said[:1].islower() or _JOINT.match(fold(said)):
        return False
    # A label in small letters throughout may tell rows there.
    return not text.islower() or not any(map(str.isdigit, said))


def _headings_in(line: Line, lexicon: Lexicon) -> Iterator[tuple[int, str, str]]:
    """The headings that a line prints: the number of its word, the id, and what stands
    behind it."""
    text = line.text
    whole = lexicon.headings.lookup(text.strip(" :*†‡•·|()"))
    if whole is not None:
        yield 0, whole.id, ""
        return
    for match in lexicon.headings.find(text):
        before = text[match.start - 1 : match.start]
        # "Non-active ingredients" are not the active ones.
        if not (before.isalnum() or before == "-"):
            yield text[: match.start].count(" "), match.id, text[match.end :]


def heading_of(text: str, lexicon: Lexicon) -> str | None:
    """Id of the heading that a line of text opens with, if it opens with one."""
    stripped = text.lstrip(" •*†‡·-–")
    whole = lexicon.headings.lookup(stripped.strip(" :"))
    if whole is not None:
        return whole.id
    for match in lexicon.headings.find(stripped):
        return match.id if match.start == 0 else None
    return None


STOPS = frozenset(
    {
        "ingredients",
        "other-ingredients",
        "directions",
        "warnings",
        "allergens",
        "may-contain",
        "storage",
        "disclaimer",
        "manufacturer",
        "amino-acid-profile",
        "net-contents",
        *DATED,
    }
)


def title_ends_at(title: Line, opening: Opening, lexicon: Lexicon) -> int:
    """Which word of the line goes on with the serving size, or how many words it has."""
    if opening.rank == 0:
        for start, id_, _ in _headings_in(title, lexicon):
            if start > opening.start and id_ in _BEHIND_A_TITLE:
                return start
    return len(title.words)


def is_stop(text: str, lexicon: Lexicon) -> bool:
    """Whether a row opens with what never stands in a panel."""
    return heading_of(text, lexicon) in STOPS


_PER_HUNDRED = regex.compile(r"\b(?P<unit>m?g) ?(?:/|per) ?100 ?g\b")

OF_HUNDRED = regex.compile(r"(?:\b(?:per|pro|par|por|pour|je|in)|/) ?100 ?(?P<unit>g|ml)\b")
"""What amounts are of, in words: "per 100 g", "je 100 ml"."""


def unit_of_title(title: str) -> str:
    """The unit that a title gives all its rows: "(g/100 g product)"; else nothing."""
    match = _PER_HUNDRED.search(fold(title))
    return f"{match['unit']}/{per_hundred('g')}" if match else ""


def per_of_title(title: str) -> str:
    """What a title says that all amounts are of: "Composition (per 100 g)"."""
    match = OF_HUNDRED.search(fold(title))
    return per_hundred(match["unit"]) if match else ""


def per_hundred(unit: str) -> str:
    """What amounts are per that are not of a serving, as every row tells it."""
    return f"100 {unit}"


SERVING_HEADINGS = frozenset({"serving-size", "servings-per-container"})
_BEHIND_A_TITLE = SERVING_HEADINGS | {"amount-per-serving"}
"""What may follow a title on its line: "Nutritional values per serving (5 g)"."""
