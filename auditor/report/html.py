"""An audit as one self-contained HTML file that a customer can be shown.

The file loads nothing, runs nothing and says so in its content policy: style is
inline and named by its hash, pictures are embedded, links lead within the page.
Whatever a label prints is escaped by the template. Every finding leads to the
numbered box on the picture, and every box back to its finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, zip_longest
from math import hypot
from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup

from auditor.criteria import registered
from auditor.model import Found, Outcome, Role
from auditor.report import wording
from auditor.report.pictures import Picture, clusters, crop, whole
from auditor.report.templates import policy_hash, resource, template
from auditor.report.texts import ENGLISH, ROLE_HEADINGS, ROLE_MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from auditor.model import Audit, Box, Conflict, Evidence, Finding, Page
    from auditor.report import PageImages

CROPS_SHOWN = 3
"""Crops beside one finding; the other places are told as text, and every one has
its box on the picture."""


_WIDE = 1.8
"""Width over height. Photos have at most 16:9; a label that goes around a container is
two to six times as wide as it is high."""

IMAGES_KEPT = 4
"""Pictures of pages in memory at one time; labels seldom have more."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One numbered place on a picture."""

    number: int
    evidence: Evidence
    anchor: str
    """Of the first statement that rests on it."""

    title: str

    pictured: bool
    """Its page is among the sources, so that there is a place to lead to."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A stretch of a picture with the boxes that lie on it."""

    picture: Picture
    marks: tuple[Mark, ...]
    stroke: float
    description: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A finding or conflict with what it rests on."""

    anchor: str
    finding: Finding | None
    conflict: Conflict | None
    evidence: tuple[Evidence, ...]
    crops: tuple[Crop, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """Where on the picture a mark's number stands, in page units."""

    mark: Mark
    x: float
    y: float

    @property
    def reach(self) -> tuple[float, float]:
        """The point of the mark's box that is nearest to the number."""
        return _nearest(self.mark.evidence.box, self.x, self.y)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a file with its numbered boxes."""

    anchor: str
    file: str
    page: Page
    picture: Picture | None
    dots: tuple[Dot, ...]

    radius: float
    """Of the dots, in page units."""


@dataclass(frozen=True, slots=True)
class Section:
    """The findings of one role."""

    role: Role
    heading: str
    meaning: str
    statements: tuple[Statement, ...]


def render_html(audit: Audit, images: PageImages | None) -> str:
    """The report as a page; without `images` it quotes the label and shows no picture."""
    style = resource("report.css")
    return template("report.html.j2").render(
        **report_parts(audit, _Embedded(images)),
        style=Markup(style),  # our own file # noqa: S704 # nosec B704
        style_hash=policy_hash(style),
    )


class Gallery(Protocol):
    """Where a report takes its pictures from; None where there is none."""

    def whole(self, file: str, page: Page) -> Picture | None:
        """All of a page."""
        ...

    def crop(self, file: str, page: Page, boxes: Sequence[Box]) -> Picture | None:
        """The part of a page around some boxes."""
        ...


def report_parts(audit: Audit, gallery: Gallery) -> dict[str, object]:
    """What the template `report.html.j2`, and those that extend it, tell."""
    marks = _numbered(audit)
    album = _Album(audit, gallery)
    sections = tuple(
        Section(
            role,
            ROLE_HEADINGS[role],
            ROLE_MEANINGS[role],
            tuple(
                _statement(_anchor(finding), finding, None, marks, album)
                for finding in wording.of_role(audit, role)
            ),
        )
        for role in Role
    )
    conflicts = tuple(
        _statement(_conflict_anchor(n), None, conflict, marks, album)
        for n, conflict in enumerate(audit.conflicts, 1)
    )
    return {
        "audit": audit,
        "title": title_of(audit),
        "sections": [s for s in sections if s.statements and wording.is_judged(audit)],
        "conflicts": conflicts,
        "sheets": (sheets := _sheets(audit, marks, album)),
        "wide": any(_is_wide(sheet.page) for sheet in sheets),
        "number_of": {m.evidence: m.number for m in marks.values() if m.pictured},
        "sheet_of": _sheet_anchors(audit),
        "names": album.names,
        "criteria": registered(),
        "marks": marks,
        "panel": audit.facts.nutrients,
        "ingredients": audit.facts.ingredients,
        "corrected": wording.corrections_said(audit),
    }


def title_of(audit: Audit) -> str:
    """The product's name where the label shows it, else what the user calls it."""
    name = audit.facts.product_name
    return name.value if isinstance(name, Found) else audit.product


# --- numbers and anchors ------------------------------------------------------


def _anchor(finding: Finding) -> str:
    return f"finding-{finding.id}"


def _conflict_anchor(number: int) -> str:
    return f"conflict-{number}"


def _numbered(audit: Audit) -> dict[Evidence, Mark]:
    """Each place that a finding or conflict rests on, numbered as they are read."""
    marks: dict[Evidence, Mark] = {}
    sheets = _sheet_anchors(audit)
    told = [
        (_anchor(finding), finding.title, finding.evidence)
        for role in Role
        for finding in wording.of_role(audit, role)
    ]
    told += [
        (_conflict_anchor(n), conflict.reason, conflict.evidence)
        for n, conflict in enumerate(audit.conflicts, 1)
    ]
    for anchor, title, evidence in told:
        for item in evidence:
            if item not in marks:
                pictured = (item.file, item.page) in sheets
                marks[item] = Mark(len(marks) + 1, item, anchor, title, pictured)
    return marks


def _sheet_anchors(audit: Audit) -> dict[tuple[str, int], str]:
    places = [
        (source.name, page.number) for source in audit.sources for page in source.pages
    ]
    return {place: f"picture-{n}" for n, place in enumerate(dict.fromkeys(places), 1)}


# --- pictures -----------------------------------------------------------------


class _Embedded:
    """Pictures inside the report, of which the last few are kept: one of a page of a
    catalog takes 50 MB."""

    def __init__(self, images: PageImages | None) -> None:
        self._image = (
            lru_cache(maxsize=IMAGES_KEPT)(images)
            if images
            else lambda _file, _number: None
        )

    def whole(self, file: str, page: Page) -> Picture | None:
        image = self._image(file, page.number)
        return None if image is None else whole(image, page)

    def crop(self, file: str, page: Page, boxes: Sequence[Box]) -> Picture | None:
        image = self._image(file, page.number)
        return None if image is None else crop(image, page, boxes)


class _Album:
    """The pages of an audit and their pictures."""

    def __init__(self, audit: Audit, gallery: Gallery) -> None:
        self.gallery = gallery
        self.names = wording.short_names(audit)
        self._pages = {
            (source.name, page.number): page
            for source in audit.sources
            for page in source.pages
        }

    def page(self, file: str, number: int) -> Page | None:
        return self._pages.get((file, number))


def _statement(
    anchor: str,
    finding: Finding | None,
    conflict: Conflict | None,
    marks: dict[Evidence, Mark],
    album: _Album,
) -> Statement:
    evidence = finding.evidence if finding else conflict.evidence if conflict else ()
    own = tuple(marks[item] for item in dict.fromkeys(evidence))
    # What does not apply is told in a line: its place on the picture is one click away.
    shown = finding is None or finding.outcome is not Outcome.NOT_APPLICABLE
    crops = tuple(_crops(own, album)) if shown else ()
    return Statement(anchor, finding, conflict, evidence, crops)


def _crops(marks: Sequence[Mark], album: _Album) -> Iterable[Crop]:
    """At most `CROPS_SHOWN`, of as many pages as there are."""
    pages = []
    for place in dict.fromkeys((m.evidence.file, m.evidence.page) for m in marks):
        page = album.page(*place)
        if page is not None:
            here = [m for m in marks if (m.evidence.file, m.evidence.page) == place]
            groups = clusters([m.evidence.box for m in here], page)
            pages.append([(page, place[0], here, boxes) for boxes in groups])
    # Round by round: the first place of every page, then the second of every page.
    rounds = (place for turn in zip_longest(*pages) for place in turn if place is not None)
    for page, file, here, boxes in islice(rounds, CROPS_SHOWN):
        picture = album.gallery.crop(file, page, boxes)
        if picture is not None:
            yield Crop(
                picture,
                tuple(m for m in here if m.evidence.box in boxes),
                stroke=max(picture.view.width, picture.view.height) / 300,
                description=_description(here, boxes, album.names),
            )


def _description(
    marks: Sequence[Mark], boxes: Sequence[Box], names: Mapping[str, str]
) -> str:
    shown = [mark.evidence for mark in marks if mark.evidence.box in boxes]
    said = " … ".join(item.text for item in shown)
    return ENGLISH["crop"].format(place=wording.where(shown[0], names), text=said)


def _sheets(audit: Audit, marks: dict[Evidence, Mark], album: _Album) -> tuple[Sheet, ...]:
    sheets = []
    for (file, number), anchor in _sheet_anchors(audit).items():
        page = album.page(file, number)
        if page is None:
            continue
        here = tuple(
            mark
            for mark in marks.values()
            if (mark.evidence.file, mark.evidence.page) == (file, number)
        )
        picture = album.gallery.whole(file, page)
        # A wide page is shown twice as wide as others, and its dots as large as theirs.
        radius = max(page.width, page.height) / (112 if _is_wide(page) else 64)
        dots = _dots(here, page, radius)
        sheets.append(Sheet(anchor, file, page, picture, dots, radius))
    return tuple(sheets)


def _is_wide(page: Page) -> bool:
    """Like the label of a container laid flat, whose print is lost in a column."""
    return page.width > _WIDE * page.height


def _dots(marks: Sequence[Mark], page: Page, radius: float) -> tuple[Dot, ...]:
    """A number as near to each box as print and the other numbers leave room, left of
    it for choice; left of it over the print where there is no room at all."""
    placed: list[Dot] = []
    for mark in marks:
        box = mark.evidence.box
        free = (
            (x, y)
            for x, y in _places_beside(box, page, radius)
            if radius <= x <= page.width - radius
            and radius <= y <= page.height - radius
            and all(hypot(x - dot.x, y - dot.y) >= 2 * radius for dot in placed)
            and not any(_covers(x, y, radius, line.box) for line in page.lines)
        )
        beside = (
            _inside(box.x0 - 1.1 * radius, radius, page.width),
            _inside(box.center[1], radius, page.height),
        )
        placed.append(Dot(mark, *next(free, beside)))
    return tuple(placed)


def _places_beside(box: Box, page: Page, radius: float) -> Iterator[tuple[float, float]]:
    """Points around the box, from the nearest ones outwards to the page's edge; beside
    a box on the very edge as much further in as a number needs."""
    middle = _inside(box.center[0], radius, page.width)
    center = _inside(box.center[1], radius, page.height)
    for step in range(int(max(page.width, page.height) / radius)):
        away = radius * (1.4 + step)
        yield box.x0 - away, center
        yield box.x1 + away, center
        yield middle, box.top - away
        yield middle, box.bottom + away


def _covers(x: float, y: float, radius: float, box: Box) -> bool:
    near_x, near_y = _nearest(box, x, y)
    return hypot(near_x - x, near_y - y) < radius


def _nearest(box: Box, x: float, y: float) -> tuple[float, float]:
    return min(max(x, box.x0), box.x1), min(max(y, box.top), box.bottom)


def _inside(at: float, margin: float, end: float) -> float:
    return max(min(at, end - margin), margin)
