"""Pages from templates, and the report of one product with its pictures by address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jinja2 import FunctionLoader
from markupsafe import Markup, escape

from auditor.criteria import criteria_table
from auditor.criteria.profile import load_profile
from auditor.report.pictures import Picture, cover_of, extent
from auditor.report.printable import printable
from auditor.report.templates import report_environment
from auditor.web.texts import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2 import Environment

    from auditor.criteria import CriterionRow
    from auditor.model import Box, Page

STATIC: Final[Mapping[str, str]] = {
    "report.css": "text/css",
    "web.css": "text/css",
    "web.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
"""The files that a browser may ask for, and nothing else."""


@cache
def static(name: str) -> bytes:
    """One of the files that never change while the server runs."""
    folder = files("auditor.data")
    place = folder / "templates" if name == "report.css" else folder / "web" / "static"
    return (place / name).read_bytes()


@cache
def static_address(name: str) -> str:
    """With a sign of the content, so that a browser may keep it for ever."""
    return f"/static/{name}?{sha256(static(name)).hexdigest()[:12]}"


def _source(name: str) -> str:
    folder = files("auditor.data")
    place = folder / "templates" if name.startswith("report.") else folder / "web"
    return (place / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = report_environment(FunctionLoader(_source))
    environment.globals |= {
        "t": ENGLISH,
        "static": static_address,
        "day": _day,
        "minute": _minute,
        "lines": _lines,
    }
    return environment


def page(name: str, **values: object) -> str:
    """The page of that template."""
    return _environment().get_template(f"{name}.html.j2").render(**values)


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"


def _minute(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}"


def _lines(text: str) -> Markup:
    """Lines of a text field, each made harmless by itself."""
    return Markup("\n").join(escape(printable(line)) for line in text.splitlines())


class Linked:
    """Pictures by their addresses; a crop is a part of the page's picture."""

    def __init__(self, addresses: Mapping[tuple[str, int], str]) -> None:
        self._addresses = addresses

    def whole(self, file: str, page: Page) -> Picture | None:
        return self._picture(file, page, extent(page))

    def crop(self, file: str, page: Page, boxes: Sequence[Box]) -> Picture | None:
        return self._picture(file, page, cover_of(boxes, page))

    def _picture(self, file: str, page: Page, view: Box) -> Picture | None:
        address = self._addresses.get((file, page.number))
        return None if address is None else Picture(address, view, extent(page))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileShown:
    """A profile to choose or to look at."""

    name: str
    title: str
    rows: tuple[CriterionRow, ...]


@cache
def profile_shown(name: str) -> ProfileShown:
    """The rules of a profile by its name, for a page."""
    profile = load_profile(name)
    return ProfileShown(name=name, title=profile.title, rows=criteria_table(profile))
