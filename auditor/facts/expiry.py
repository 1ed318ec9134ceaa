"""The lot, and until when the product is good: from print and from GS1 codes.

Dates are printed in every order, and 03/04/2025 is two days. What the print leaves
open stays open: a date is told as the first and the last day that it may mean, and
only what has passed by both of them has passed. No order is taken for granted by the
language of a label, since bottles are filled in one country and sold in another.
"""

from __future__ import annotations

import calendar
from datetime import date
from itertools import chain, product
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from auditor import regex
from auditor.lexicon import fold
from auditor.model import NOT_SEEN, Conflict, Evidence, Expiry, Found, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.facts.text import Passage
    from auditor.lexicon import Lexicon
    from auditor.model import Document, Reading

Kind: TypeAlias = Literal["expiry", "best-before", "use-by"]

_KINDS: Final[dict[str, Kind]] = {
    "expiry": "expiry",
    "best-before": "best-before",
    "use-by": "use-by",
}
"""By the ids of the lexicon's headings."""

_YEARS: Final = range(2000, 2100)
"""Of two digits, the year of this century; nothing older stands on a shelf."""

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january janvier enero januar jan janv ene",
            "february fevrier febrero februar feb fevr",
            "march mars marzo marz mar mrz",
            "april avril abril apr avr abr",
            "may mai mayo",
            "june juin junio juni jun",
            "july juillet julio juli jul juil",
            "august aout agosto aug ago",
            "september septembre septiembre sep sept",
            "october octobre octubre oktober oct okt",
            "november novembre noviembre nov",
            "december decembre diciembre dezember dec dic dez",
        ),
        1,
    )
    for name in names.split()
}
"""In the four languages of headings, folded, in full and as they are cut short."""

_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE: Final = regex.compile(
    r"(?<![\p{L}\d])(?:"
    r"\d{1,4}\s?[/.\-\s]\s?\d{1,2}\s?[/.\-\s]\s?\d{2,4}|"
    rf"(?:\d{{1,4}}[\s./\-]{{0,2}})?(?:{_MONTH})\b?[\s./\-,]{{0,2}}\d{{1,4}}"
    r"(?:[\s,./\-]{1,2}\d{2,4})?|"
    r"\d{1,4}\s?[/.\-]\s?\d{1,4}|\d{1,2}\s\d{4}|"
    r"\d{8}|\d{6}"
    r")(?![\p{L}\d])"
)
_PIECE: Final = regex.compile(rf"\d+|(?<!\p{{L}})(?:{_MONTH})")

_BETWEEN: Final = regex.compile(
    r"[\s:.\-#)]*(?:(?:date|end|fin|ende|on|le|du|de)\b[\s:.]*)?"
)
"""What may stand between the words and the date."""

_LOT: Final = regex.compile(
    r"[\s:.#\-]*(?:(?:no|nr|number|code)\b[\s:.#]*)?(?P<code>(?=[\p{L}\-/]*\d)[\p{L}\d][\p{L}\d\-/]{1,19})"
)
"""A lot's code has a digit; GS1 allows twenty characters (AI 10)."""


def parse_expiry(text: str, kind: Kind) -> Expiry:
    """A date in any order in which one is printed.

    Raises:
        ValueError: no order makes a day or a month of it.
    """
    pieces = [
        f"{_MONTHS[piece]:02}m" if piece in _MONTHS else piece
        for piece in _PIECE.findall(fold(text))
    ]
    days = sorted({day for order in _orders(pieces) if (day := _last_day(*order))})
    if not days:
        raise ValueError(f"not a date: {text!r}")
    return Expiry(text=text, kind=kind, earliest=days[0], latest=days[-1])


def _orders(pieces: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Year, month and day (blank: none) as each piece may be one of them."""
    match pieces:
        case [one] if len(one) == 8:
            yield from ((one[:4], one[4:6], one[6:]), (one[4:], one[2:4], one[:2]))
            yield one[4:], one[:2], one[2:4]
        case [one] if len(one) == 6:
            yield from ((one[:2], one[2:4], one[4:]), (one[4:], one[2:4], one[:2]))
            yield from ((one[4:], one[:2], one[2:4]), (one[2:], one[:2], ""))
            yield one[:4], one[4:], ""
        case [one, two]:
            yield from ((two, one, ""), (one, two, ""))
        case [one, two, three]:
            yield from ((three, two, one), (three, one, two), (one, two, three))


def _last_day(year: str, month: str, day: str) -> date | None:
    """The day, or the last of its month; None where the pieces make none."""
    if year.endswith("m") or day.endswith("m") or len(year) not in (2, 4):
        return None
    if len(day) > 2 or len(month.removesuffix("m")) > 2:
        return None
    number = int(year) if len(year) == 4 else 2000 + int(year)
    at = int(month.removesuffix("m"))
    if number not in _YEARS or not 1 <= at <= 12:
        return None
    last = calendar.monthrange(number, at)[1]
    which = int(day) if day else last
    return date(number, at, which) if 1 <= which <= last else None


# --- print ----------------------------------------------------------------------


def find_expiry(
    documents: Sequence[Document], blocks: Sequence[Passage], lexicon: Lexicon
) -> tuple[Reading[Expiry], tuple[Conflict, ...]]:
    """Until when it is good, and where two places tell days that cannot be one.

    Of several dates that agree the one counts that leaves least open; a code's comes
    before print.
    """
    told = [*_coded(documents), *chain.from_iterable(_printed(b, lexicon) for b in blocks)]
    dates = [(item, where) for item, where in told if isinstance(item, Expiry)]
    if not dates:
        unclear = next((item for item, _ in told if isinstance(item, str)), "")
        return (Unreadable(unclear) if unclear else NOT_SEEN), ()
    # A label with both is to be thrown away by the stricter one.
    order = ("expiry", "use-by", "best-before")
    first = min(order.index(item.kind) for item, _ in dates)
    chosen = [(item, where) for item, where in dates if item.kind == order[first]]
    best, where = min(chosen, key=lambda one: one[0].latest - one[0].earliest)
    other = next((one for one in chosen if not _meet(best, one[0])), None)
    if other is None:
        return Found(best, where), ()
    conflict = Conflict(
        what="expiry",
        reason=f"one place says {best.text!r} and another {other[0].text!r}",
        evidence=(*where, *other[1]),
    )
    return Unreadable(f"its dates disagree: {conflict.reason}"), (conflict,)


def _meet(one: Expiry, other: Expiry) -> bool:
    """Whether two dates may mean one: print that ends with a month has its last day."""
    return one.earliest <= other.latest and other.earliest <= one.latest


def _printed(
    passage: Passage, lexicon: Lexicon
) -> Iterator[tuple[Expiry | str, tuple[Evidence, ...]]]:
    """Each date behind its words; a text where the date could not be told."""
    for match in lexicon.headings.find(passage.text):
        kind = _KINDS.get(match.id)
        if kind is None:
            continue
        folded = passage.folded
        between = _BETWEEN.match(folded, match.end)
        at = between.end() if between else match.end
        found = _DATE.match(folded, at)
        if found is None:
            continue
        evidence = passage.evidence(match.start, found.end())
        text = " ".join(passage.text[match.start : found.end()].split())
        try:
            read = parse_expiry(passage.text[found.start() : found.end()], kind)
        except ValueError:
            yield f"{text!r} is no date in any order", evidence
        else:
            yield (
                Expiry(text=text, kind=kind, earliest=read.earliest, latest=read.latest),
                evidence,
            )


def find_lot(
    documents: Sequence[Document], blocks: Sequence[Passage], lexicon: Lexicon
) -> Reading[str]:
    """The lot's code: by AI 10 of a GS1 code, or behind its word in print."""
    for _, elements, evidence in _elements(documents):
        if "10" in elements:
            return Found(elements["10"], (evidence,))
    for passage in blocks:
        for match in lexicon.headings.find(passage.text):
            if match.id != "lot":
                continue
            found = _LOT.match(passage.text, match.end)
            if found:
                evidence_ = passage.evidence(match.start, found.end())
                return Found(found["code"], evidence_)
    return NOT_SEEN


# --- codes ----------------------------------------------------------------------

_FIXED: Final = {"00": 18, "01": 14, "02": 14, **dict.fromkeys(("11", "12", "13"), 6)} | {
    **dict.fromkeys(("15", "16", "17"), 6),
    "20": 2,
}
"""Characters of the elements that end without a separator (GS1 General Specifications,
figure 7.8.5-2)."""

_DATED: Final[dict[str, Kind]] = {"17": "expiry", "15": "best-before", "16": "use-by"}

_NAMES_THE_PRODUCT: Final = frozenset({"01", "02"})
"""Elements without which no code of a product is one."""

_SEPARATOR: Final = "\x1d"
_BRACKETED: Final = regex.compile(r"\((\d{2,4})\)([^(]*)")
_LINKED: Final = regex.compile(r"(?:[/?&])(01|10|15|16|17)[/=]([^/?&#]+)")


def _elements(
    documents: Sequence[Document],
) -> Iterator[tuple[str, dict[str, str], Evidence]]:
    """The elements of each code that carries any, by their application identifiers."""
    for document in documents:
        for page in document.pages:
            for code in page.codes:
                elements = _elements_of(code.text)
                if elements:
                    yield (
                        code.text,
                        elements,
                        Evidence(
                            file=document.name,
                            page=page.number,
                            box=code.box,
                            text=code.text,
                        ),
                    )


def _elements_of(text: str) -> dict[str, str]:
    """Application identifiers and their data; nothing where it is no GS1 code.

    A code that is not understood from end to end is no GS1 code: digits of a web
    address or a serial number are not to be taken for a date.
    """
    if text.startswith("("):
        found = dict(_BRACKETED.findall(text))
        return found if found.keys() & _NAMES_THE_PRODUCT else {}
    if text.startswith(("http://", "https://")):
        found = dict(_LINKED.findall(text))
        return found if found.keys() & _NAMES_THE_PRODUCT else {}
    elements: dict[str, str] = {}
    rest = text.lstrip(_SEPARATOR)
    while rest:
        key = rest[:2]
        if key in _FIXED:
            data, rest = rest[2 : 2 + _FIXED[key]], rest[2 + _FIXED[key] :]
            if len(data) < _FIXED[key] or not data.isdecimal():
                return {}
        elif key in ("10", "21", "22"):
            data, _, rest = rest[2:].partition(_SEPARATOR)
            if not 1 <= len(data) <= 20:
                return {}
        else:
            return {}
        rest = rest.lstrip(_SEPARATOR)
        elements[key] = data
    return elements if elements.keys() & _NAMES_THE_PRODUCT else {}


def _coded(
    documents: Sequence[Document],
) -> Iterator[tuple[Expiry, tuple[Evidence, ...]]]:
    for (_, elements, evidence), (key, kind) in product(
        _elements(documents), _DATED.items()
    ):
        data = elements.get(key, "")
        if len(data) != 6 or not data.isdecimal():
            continue
        # Day 00 is the last of the month (GS1 General Specifications, 3.4).
        day = "" if data[4:] == "00" else data[4:]
        if last := _last_day(data[:2], data[2:4], day):
            dated = Expiry(text=last.isoformat(), kind=kind, earliest=last, latest=last)
            yield dated, (evidence,)
