"""The templates of HTML reports, and what keeps a page from loading or running more.

Every value passes `printable` before it is escaped, so that none is forgotten.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import BaseLoader, Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from auditor.model import Found
from auditor.report import texts, wording
from auditor.report.printable import printable


def resource(name: str) -> str:
    """A file beside the templates: a style sheet, a script."""
    return (files("auditor.data") / "templates" / name).read_text(encoding="utf-8")


def policy_hash(inline: str) -> str:
    """How a content policy names the one inline style or script that it allows."""
    return f"sha256-{b64encode(sha256(inline.encode()).digest()).decode('ascii')}"


@cache
def template(name: str) -> Template:
    """A template of the reports, by its name in the package."""
    return report_environment(FunctionLoader(resource)).get_template(name)


def report_environment(loader: BaseLoader) -> Environment:
    """Templates that escape whatever they are given, characters without ink too."""
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_ink,
    )
    environment.globals |= {
        "words": wording,
        "texts": texts,
        "r": texts.ENGLISH,
        "g": texts.GALLERY,
    }
    environment.tests["found"] = lambda reading: isinstance(reading, Found)
    environment.filters["why_not"] = wording.why_not
    return environment


def _ink(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return printable(value)
    return value
