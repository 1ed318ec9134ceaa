"""Whether an ingredient list was read to its end.

A list that breaks off, at the edge of a picture, at a line that was lost or at words that
were hardly read, may go on with anything, and then nothing passes by what it lists.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.level import in_picture
from auditor.facts.sections import missing_line
from auditor.facts.text import is_badly_read
from auditor.lexicon import fold
from auditor.model import Ingredient, cover

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Box, Evidence, Line, Page


def why_partial(
    section: Section,
    names: Sequence[Ingredient],
    pages: Sequence[tuple[str, Page]],
    lexicon: Lexicon,
) -> list[str]:
    """Reasons to doubt that the list on the picture is the list on the label."""
    evidence = section.evidence()
    page = page_of(evidence, pages)
    reasons = hard_to_read(evidence, pages)
    text = section.text.rstrip()
    if (elsewhere := _ELSEWHERE.search(fold(text))) is not None:
        reasons.append(f"it goes on elsewhere: {elsewhere[0]!r}")
    elif text.startswith(("…", "...", ",")):
        reasons.append(f"its beginning is missing before {text[:30]!r}")
    elif text.rstrip(" *†‡").endswith((",", "(", "&", "-", ":", "…", "...")) or fold(
        text
    ).endswith((" and", " et", " y")):
        reasons.append(f"it breaks off after {text[-30:]!r}")
    elif text.count("(") > text.count(")") + text.endswith((".", "*")):
        # One of many that a reader lost where the list goes on to its full stop.
        reasons.append("a bracket in it is never closed")
    elif (
        not text.endswith((".", ")", "]", "*"))
        and not _shares_make_all(section, names)
        # No line of a text layer is lost to blur, glare or the edge of a picture.
        and page.origin != "text-layer"
    ):
        if not _something_below(section, page):
            reasons.append("nothing shows where it ends")
        elif names and _may_go_on(names[-1], lexicon):
            reasons.append(f"it breaks off after {names[-1].name!r}, which may go on")
    if gap := missing_line(section):
        reasons.append(f"a line seems to be missing below {gap!r}")
    if beside := _between(section, page):
        reasons.append(f"{beside!r} stands between its words and was not read with it")
    return reasons


def _between(section: Section, page: Page) -> str:
    """A line within the list that is not of it; blank if none.

    The lines of a narrow column that is justified fall into pieces, and those at its
    right end where it does, wherever they begin.
    """
    lines = section.passage.lines_of(section.body, section.end)
    own = {id(line) for line in section.passage.lines}
    rows = {line.row for line in lines}
    box = cover(line.box for line in lines)
    beside = [line for line in page.lines if line.row in rows and id(line) not in own]
    within = [line for line in beside if box.holds(line.box.center)]
    if not within:
        within = _flush_right([line for line in beside if line.box.x0 > box.x0])
    return within[0].text if within else ""


_FLUSH = 0.2
"""Heights of print by which the ends of justified lines differ at most."""


def _flush_right(lines: list[Line]) -> list[Line]:
    """The lines if more than one of them end at one place and begin at several."""
    starts, ends = [line.box.x0 for line in lines], [line.box.x1 for line in lines]
    if len(lines) < 2:
        return []
    size = min(line.height for line in lines)
    flush = max(ends) - min(ends) <= _FLUSH * size < max(starts) - min(starts)
    return lines if flush else []


def _may_go_on(last: Ingredient, lexicon: Lexicon) -> bool:
    """Whether a mineral or food at the end of a list may be half of an additive's name:
    "magnesium", whose "stearate" was on a line that was lost."""
    return last.additive is None and lexicon.begins_synthetic(last.name)


def shares_left(section: Section, names: Sequence[Ingredient]) -> list[str]:
    """Why a list whose every name has its share names not all: they make no hundred."""
    shares = _shares(section, names)
    if not shares or sum(shares) > _ROUNDED_TO_ALL:
        return []
    return [f"the shares in it make {sum(shares)} % and not all"]


def _shares_make_all(section: Section, names: Sequence[Ingredient]) -> bool:
    """Whether nothing can be missing behind the names: "100% L-glutamine"."""
    return sum(_shares(section, names)) > _ROUNDED_TO_ALL


def _shares(section: Section, names: Sequence[Ingredient]) -> list[Decimal]:
    """Percent of each name of a list; empty where some have none."""
    shares = [
        Decimal(share.replace(",", "."))
        for share in _PERCENT.findall(section.passage.text, section.body, section.end)
    ]
    return shares if len(shares) == len(names) else []


_PERCENT = regex.compile(r"(\d+(?:[.,]\d+)?) ?%")
_ROUNDED_TO_ALL = Decimal("99.5")
"""Percent, where a list rounds its shares to whole ones."""


def page_of(evidence: Sequence[Evidence], pages: Sequence[tuple[str, Page]]) -> Page:
    place = (evidence[0].file, evidence[0].page)
    return next(page for name, page in pages if (name, page.number) == place)


def hard_to_read(
    evidence: Sequence[Evidence], pages: Sequence[tuple[str, Page]]
) -> list[str]:
    """Reasons to doubt that what was read is what is printed, and all of it."""
    page = page_of(evidence, pages)
    reasons = []
    if any(map(is_badly_read, evidence)):
        worst = min(
            evidence, key=lambda item: 1.0 if item.confidence is None else item.confidence
        )
        reasons.append(f"part of it is hard to read: {worst.text!r}")
    if runs_into_edge(evidence, page):
        reasons.append("it runs into the edge of the picture")
    if any(_reaches(box, evidence) for box in page.unread):
        reasons.append("print in it or right below it could not be made out")
    return reasons


def runs_into_edge(evidence: Sequence[Evidence], page: Page) -> bool:
    """Whether print touches the left, right or lower edge of a picture and may go on
    beyond it."""
    margin = 0.5 * max(item.box.height for item in evidence)
    return page.unit == "px" and any(
        box.x0 < margin or box.x1 > page.width - margin or box.bottom > page.height - margin
        for box in (in_picture(item.box, page) for item in evidence)
    )


_ELSEWHERE = regex.compile(
    r"\b(?:continue[sd]?|cont'?d) (?:on|at|below|overleaf|inside)\b"
    r"|\b(?:see|refer to|check) (?:the |our |individual |each |outer )*(?:back|side|other"
    r"|bottom"
    r"|reverse|inside|under|carton|box|label|lid|base|website|sachets?|packets?|pouch"
    r"|sticker"
    r"|panel|package|packaging|flavou?rs?|sleeve|insert|leaflet)\b"
    r"|\bsuite (?:au|a la|sur)\b|\bvoir (?:au|le) (?:dos|verso)\b|\bver (?:al )?reverso\b"
    r"|\bcontinua en\b|\bsiehe (?:ruck|unter)seite\b"
)


def _reaches(box: Box, evidence: Sequence[Evidence]) -> bool:
    """Whether a place stands among the lines of a list, or where its next line would."""
    whole = cover(item.box for item in evidence)
    step = 2.0 * max(evidence, key=lambda item: item.box.bottom).box.height
    across = box.shares_column(whole)
    return across and whole.top < box.center[1] < whole.bottom + step


def _something_below(section: Section, page: Page) -> bool:
    """Whether other print follows under the last line of the list."""
    last = section.evidence()[-1].box
    return any(
        line.box.top > last.bottom - 0.5 * last.height
        and line.box.x0 < last.x1
        and line.box.x1 > last.x0
        for line in page.lines
    )
