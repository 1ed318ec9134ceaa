"""Many audits as one page that a browser opens from the disk, with no server.

The page holds every product's findings as data and a script of ours that shows,
sorts and filters them; it loads nothing but the thumbnails beside it, and says so
in its content policy. The script writes text as text and has no way to make markup
of it, so whatever a label prints stays print.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from markupsafe import Markup

from auditor.model import Found, Role, Verdict
from auditor.report import wording
from auditor.report.batch.summary import Tally, decisive
from auditor.report.printable import printable
from auditor.report.record import dumps
from auditor.report.templates import policy_hash, resource, template
from auditor.report.texts import (
    ENGLISH,
    GALLERY,
    OUTCOME_SIGNS,
    OUTCOME_WORDS,
    ROLE_HEADINGS,
    VERDICT_SIGNS,
    VERDICT_WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from auditor.model import Audit, Document, Evidence, Failure, Finding, Page
    from auditor.report.batch import PagePictures
    from auditor.report.batch.stored import StoredAudit
    from auditor.report.record import Json

T = TypeVar("T")

_DATA: Final = "@data@"
"""Stands in the rendered page for the data, which is written product by product."""

_OF_ONE_PRODUCT: Final = (
    *(
        "kicker",
        "score_of_preferences",
        "of_100",
        "decided",
        "of_their_weight",
        "unread_files",
        "no_score",
    ),
    *("note", "show_place"),
)
"""Texts that the script takes from the report of one product."""


def gallery_pieces(
    results: Iterable[StoredAudit], pictures: PagePictures | None
) -> Iterator[str]:
    """The page; without `pictures` it quotes the labels and shows none of them."""
    tally, data = Tally(), _Data(pictures)
    for result in results:
        tally.add(result.audit)
        data.add(result.audit)
    style = resource("report.css") + resource("gallery.css")
    script = resource("gallery.js")
    page = template("gallery.html.j2").render(
        summary=tally.summary(),
        style=Markup(style),  # our own file # noqa: S704 # nosec B704
        style_hash=policy_hash(style),
        script=Markup(script),  # our own file # noqa: S704 # nosec B704
        script_hash=policy_hash(script),
        data=_DATA,
    )
    # The data stand last: whatever a label prints above cannot be taken for them.
    before, _, after = page.rpartition(_DATA)
    yield before
    yield from data.pieces()
    yield after


class _Numbered(Generic[T]):
    """Values by number, each once: sentences repeat from label to label."""

    def __init__(self) -> None:
        self._numbers: dict[T, int] = {}

    def __iter__(self) -> Iterator[T]:
        return iter(self._numbers)

    def number(self, value: T) -> int:
        return self._numbers.setdefault(value, len(self._numbers))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page that the gallery shows of a product."""

    document: Document
    page: Page

    @property
    def place(self) -> tuple[str, int]:
        return self.document.name, self.page.number


class _Data:
    """What the script knows of the products; `gallery.js` reads it by these names."""

    def __init__(self, pictures: PagePictures | None) -> None:
        self._pictures = pictures
        self._texts: _Numbered[str] = _Numbered()
        self._criteria: _Numbered[tuple[str, Role]] = _Numbered()
        self._products: list[str] = []

    def add(self, audit: Audit) -> None:
        self._products.append(_json(self._product(audit)))

    def pieces(self) -> Iterator[str]:
        """One JSON object."""
        yield '{"words":'
        yield _json(
            {
                "verdicts": _verdicts(),
                "outcomes": _outcomes(),
                "roles": {role.value: ROLE_HEADINGS[role] for role in Role},
                "gallery": GALLERY,
                "report": {key: ENGLISH[key] for key in _OF_ONE_PRODUCT},
            }
        )
        yield ',\n"criteria":'
        yield _json([{"id": id_, "role": role.value} for id_, role in self._criteria])
        yield ',\n"texts":'
        yield _json(list(self._texts))
        yield ',\n"products":['
        for number, product in enumerate(self._products):
            yield f"{',' if number else ''}\n{product}"
        yield "\n]}"

    def _text(self, text: str) -> int:
        return self._texts.number(printable(text))

    def _product(self, audit: Audit) -> Mapping[str, Json]:
        sheets = _sheets(audit)
        names = wording.short_names(audit)
        title = audit.facts.product_name
        decided = decisive(audit)
        return {
            "id": printable(audit.product),
            "title": printable(title.value) if isinstance(title, Found) else "",
            "verdict": audit.verdict.value,
            "headline": self._text(wording.headline(audit)),
            "score": None if audit.score is None else int(audit.score),
            "decided": wording.percent(audit.coverage),
            "sheets": [self._sheet(sheet, names) for sheet in sheets],
            "findings": [
                self._finding(finding, finding in decided, sheets)
                for role in Role
                for finding in wording.of_role(audit, role)
            ],
            "conflicts": [self._text(conflict.reason) for conflict in audit.conflicts],
            "unread": [self._text(_unread(failure)) for failure in audit.failures],
        }

    def _sheet(self, sheet: _Sheet, names: Mapping[str, str]) -> Json:
        address = self._pictures and self._pictures(sheet.document, sheet.page)
        name = wording.page_named(names[sheet.document.name], sheet.page.number)
        return [
            address or "",
            round(sheet.page.width, 1),
            round(sheet.page.height, 1),
            self._text(name),
        ]

    def _finding(self, finding: Finding, decided: bool, sheets: Sequence[_Sheet]) -> Json:
        # What information is about is shown and never asked for.
        remedy = "" if finding.role is Role.INFO else finding.remedy
        return [
            self._criteria.number((printable(finding.id), finding.role)),
            finding.outcome.value,
            int(decided),
            self._text(finding.title),
            self._text(finding.reason),
            self._text(remedy),
            self._text(finding.note),
            [self._place(item, sheets) for item in dict.fromkeys(finding.evidence)],
        ]

    def _place(self, item: Evidence, sheets: Sequence[_Sheet]) -> Json:
        places = [sheet.place for sheet in sheets]
        place = (item.file, item.page)
        box = item.box
        return [
            places.index(place) if place in places else -1,
            *(round(side, 1) for side in (box.x0, box.top, box.width, box.height)),
            self._text(item.text),
            self._text(wording.sureness(item)),
        ]


def _sheets(audit: Audit) -> tuple[_Sheet, ...]:
    """The pages that findings rest on, those of the verdict first; else the first."""
    every = [_Sheet(source, page) for source in audit.sources for page in source.pages]
    told = [*decisive(audit), *audit.findings]
    ranks = {
        (item.file, item.page): rank
        for rank, finding in reversed([*enumerate(told)])
        for item in finding.evidence
    }
    resting = sorted(
        (sheet for sheet in every if sheet.place in ranks),
        key=lambda sheet: ranks[sheet.place],
    )
    return tuple(resting or every[:1])


def _unread(failure: Failure) -> str:
    remedy = f"; {failure.remedy}" if failure.remedy else ""
    return f"{failure.file}: {failure.problem}{remedy} [{failure.slug}]"


def _verdicts() -> Json:
    return {
        verdict.value: [VERDICT_SIGNS[verdict], VERDICT_WORDS[verdict]]
        for verdict in Verdict
    }


def _outcomes() -> Json:
    return {
        role.value: {
            outcome.value: [OUTCOME_SIGNS[outcome], word] for outcome, word in words.items()
        }
        for role, words in OUTCOME_WORDS.items()
    }


def _json(value: Mapping[str, Json] | Sequence[Json]) -> str:
    # Inside a script element only "<" could end the data.
    return dumps(value).rstrip("\n").replace("<", "\\u003c")
