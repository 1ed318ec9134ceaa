"""Which faces of the package each picture shows, and how well they could be read.

A person who photographs a bottle wants to know what is missing and why a picture was
not good enough, so every page is told by what stands on it, by the size and sharpness
of its print and by the edges that cut it. Two packages in one picture are never taken
for one product: the seal of the one would vouch for the other.
"""

from __future__ import annotations

from itertools import combinations
from statistics import median
from typing import TYPE_CHECKING

from auditor.facts.level import in_picture
from auditor.facts.openings import SectionKind
from auditor.lexicon import fold
from auditor.model import Conflict, Face, FaceKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from auditor.facts.fronts import Front
    from auditor.facts.panel import Panel
    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Document, Evidence, Line, Page, Word

_SHOWN_BY = {
    SectionKind.INGREDIENTS: FaceKind.INGREDIENTS,
    SectionKind.OTHER_INGREDIENTS: FaceKind.INGREDIENTS,
    SectionKind.DIRECTIONS: FaceKind.DIRECTIONS,
    SectionKind.WARNINGS: FaceKind.WARNINGS,
}

_LEAST_PRINT_PX = 14
"""Height of a line, ascenders and descenders included, that leaves about 7 pixels to
a small letter: readers of print begin to take letters for one another below 8 to 10."""

_WELL_READ = 0.8
"""Share of the characters that the reader is sure of on a picture that serves."""

_BLURRED_SHARE = 0.02
"""Share of the characters, from which blur costs more than a word of a hundred."""

_AT_A_REFLECTION = 0.005
"""Share of the characters, from which a reflection meets a whole word of a panel."""

_SMALL_PRINT = 1 / 40
"""Height of a line of small print as a share of the picture: 6 points (21 CFR
101.36(e)(4)), on a face of 8.5 centimeters that fills the picture."""


def find_faces(
    documents: Sequence[Document],
    sections: Sequence[Section],
    panels: Sequence[Panel],
    fronts: Sequence[Front],
    seals: Iterable[Evidence] = (),
) -> tuple[Face, ...]:
    """One face for every page that was read, in the order given.

    Args:
        seals: Those that were seen and not read.
    """
    places = {(seal.file, seal.page) for seal in seals}
    return tuple(
        _face(document, page, sections, panels, fronts, places)
        for document in documents
        for page in document.pages
    )


def _face(
    document: Document,
    page: Page,
    sections: Sequence[Section],
    panels: Sequence[Panel],
    fronts: Sequence[Front],
    seals: Collection[tuple[str, int]],
) -> Face:
    place = (document.name, page.number)
    there = [s for s in sections if (s.passage.file, s.passage.page) == place]
    kinds = {_SHOWN_BY[section.kind] for section in there if section.kind in _SHOWN_BY}
    if any((panel.file, panel.page) == place for panel in panels):
        kinds.add(FaceKind.FACTS)
    shown = [front for front in fronts if (front.file, front.page) == place]
    if shown:
        kinds.add(FaceKind.FRONT)
    height = _print_height(page)
    cut_off = tuple(_cut_off(page))
    return Face(
        file=document.name,
        page=page.number,
        shows=tuple(kind for kind in FaceKind if kind in kinds),
        print_height=height,
        cut_off=cut_off,
        legible_height=_rounded(page.legible_height),
        reflected=round(page.reflected, 3),
        advice=tuple(_advice(page, height, cut_off, seals=place in seals)),
        packages=1 if page.flat else max(_copies(shown), 1),
    )


def _print_height(page: Page) -> float | None:
    """Height of the usual line in pixels; None for artwork, which has none."""
    if page.unit != "px" or not page.lines:
        return None
    return round(median(line.height for line in page.lines), 1)


def _rounded(length: float | None) -> float | None:
    return None if length is None else round(length, 1)


def _cut_off(page: Page) -> Iterator[str]:
    """Edges of the picture that several lines run into."""
    if page.unit != "px" or len(page.lines) < 3:
        return
    margin = 0.25 * median(line.height for line in page.lines)
    boxes = [in_picture(line.box, page) for line in page.lines]
    touching = {
        "left": sum(box.x0 < margin for box in boxes),
        "right": sum(box.x1 > page.width - margin for box in boxes),
        "top": sum(box.top < margin for box in boxes),
        "bottom": sum(box.bottom > page.height - margin for box in boxes),
    }
    for edge, lines in touching.items():
        # A line along the edge is cut by it; across it, one may be a neighbor's.
        if lines >= (1 if edge in ("top", "bottom") else 2):
            yield edge


def _advice(
    page: Page, height: float | None, cut_off: Sequence[str], *, seals: bool
) -> Iterator[str]:
    """What would make the picture better to read."""
    if not page.lines:
        yield "no print could be read on it: photograph it closer, in even light"
        return
    if height is not None and height < _LEAST_PRINT_PX:
        yield f"its print is only {height:.0f} pixels high: go closer"
    blurred = _is_blurred(page, height)
    if blurred:
        yield "it is blurred: photograph it again, held still and in focus"
    reflects = page.reflected >= _AT_A_REFLECTION
    if reflects:
        yield (
            "light is reflected off its print: photograph it again with the lamp or "
            "window to the side"
        )
    in_doubt = page.quality is not None and page.quality < _WELL_READ
    if in_doubt and not (blurred or reflects):
        yield (
            f"{1 - (page.quality or 0):.0%} of its letters are in doubt: hold still, in "
            "even light, without reflections"
        )
    if seals:
        yield "a seal on it could not be read for sure: photograph the seal closer"
    if cut_off:
        yield f"print runs over its {' and '.join(cut_off)} edge: step back or turn it"


def _is_blurred(page: Page, height: float | None) -> bool:
    """Whether blur cost words: doubtful ones, or all those of small print."""
    if page.legible_height is None or height is None or height < _LEAST_PRINT_PX:
        # What is too small has edges as wide as it is, however sharp they are.
        return False
    return (
        page.blurred >= _BLURRED_SHARE
        or page.legible_height > height
        or page.legible_height > max(page.width, page.height) * _SMALL_PRINT
    )


def differently_named(
    fronts: Sequence[Front], panels: Sequence[Panel], lexicon: Lexicon
) -> Iterator[Conflict]:
    """A front that is called by one substance, and another one by something else that
    the panel does not have: they are of two products. The first two say it all."""
    if len(fronts) < 2:
        return
    called = [
        (front, names) for front in fronts if (names := _called(front, lexicon).items())
    ]
    if len(called) < 2:
        return
    declared = {
        known.id
        for panel in panels
        for row in panel.rows
        if (known := lexicon.recognize(row.name, panel=True))
    }
    for (front, names), (other, others) in combinations(called, 2):
        ids, other_ids = {id_ for id_, _ in names}, {id_ for id_, _ in others}
        if ids.isdisjoint(other_ids) and not (ids | other_ids) <= declared:
            one, two = next(iter(names))[1], next(iter(others))[1]
            yield Conflict(
                what="packages",
                reason=f"{front.file} is called {one.text!r} and {other.file} "
                f"{two.text!r}: they are of two products, and what "
                "stands on one of them is not said of the other",
                evidence=(
                    *front.print_of(one).evidence(),
                    *other.print_of(two).evidence(),
                ),
            )
            return


_SUBSTANCES = frozenset({"amino-acid", "protein"})
"""Kinds of names that a product is sold by, and creatine: foods and herbs are flavors,
too, and vitamins and energy stand large on the sides of many a package."""

_KINDS_OF_SUBSTANCES = frozenset({"amino-acid-mix", "eaa", "protein-blend"})
"""Ids of names that leave open which of them it is: "AMINO ACIDS"."""


def _called(front: Front, lexicon: Lexicon) -> dict[str, Line]:
    """The large lines that are the name of a substance and nothing else, by its id."""
    return {
        known.id: line
        for line in front.large
        if (known := lexicon.recognize(line.text)) is not None
        and known.exact
        and (known.kind in _SUBSTANCES or known.id == "creatine")
        and known.id not in _KINDS_OF_SUBSTANCES
    }


_LETTERS_OF_A_NAME = 5


_LARGER = 1.3
"""Times the usual print of a page: sentences say a word twice, in no size but theirs."""


def _copies(fronts: Sequence[Front]) -> int:
    """How many packages stand side by side: large print that is said again beside itself.

    One front hardly sets a word twice on one height; two fronts of a row do.
    """
    names: dict[str, list[Word]] = {}
    for front in fronts:
        titles = [line for line in front.large if line.height > _LARGER * front.usual]
        for word in (word for line in titles for word in line.words):
            name = "".join(filter(str.isalpha, fold(word.text)))
            if len(name) >= _LETTERS_OF_A_NAME:
                names.setdefault(name, []).append(word)
    return max((_abreast(words) for words in names.values()), default=1)


def _abreast(words: Sequence[Word]) -> int:
    """The most of the words that stand in one row, in print of one size, apart."""
    return max(
        1
        + sum(
            other.box.x0 > word.box.x1
            and abs(other.box.center[1] - word.box.center[1]) < other.box.height
            and 0.67 <= other.box.height / max(word.box.height, 1.0) <= 1.5
            for other in words
        )
        for word in words
    )
