"""The library of patterns, whose compiled forms are kept for the next start.

To compile its patterns takes the program longer than to audit a label by them. A kept
form is found by the pattern's own text and flags, and by the library that compiled it:
any other pattern is compiled anew.
"""

from __future__ import annotations

import base64
import copyreg
import json
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import regex
from regex import DOTALL, IGNORECASE, Match, Pattern, escape

from auditor import __version__, cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "DOTALL",
    "IGNORECASE",
    "Match",
    "Pattern",
    "compile",
    "escape",
    "finditer",
    "fullmatch",
    "search",
    "split",
    "sub",
]

_Form: TypeAlias = "list[object]"
"""What the library makes a compiled pattern of again, as JSON holds it."""

KEPT: Final = "patterns.json"
_MAKER: Final = [
    *(__version__, str(regex.__version__), sys.implementation.cache_tag),
    *(sys.platform, sys.byteorder, sys.maxsize),
]
"""What made a compiled form: it is good for one version of the library on one kind of
machine, and what another version of the program needs of them is not kept for ever."""


def compile(pattern: str, flags: int = 0) -> Pattern[str]:  # noqa: A001 - the library's name
    """The pattern, compiled now or by an earlier run."""
    return _PATTERNS.compiled(pattern, int(flags))


def search(pattern: str, text: str) -> Match[str] | None:
    return compile(pattern).search(text)


def fullmatch(pattern: str, text: str) -> Match[str] | None:
    return compile(pattern).fullmatch(text)


def finditer(pattern: str, text: str) -> Iterator[Match[str]]:
    found: Iterator[Match[str]] = compile(pattern).finditer(text)
    return found


def split(pattern: str, text: str, maxsplit: int = 0) -> list[str]:
    parts: list[str] = compile(pattern).split(text, maxsplit)
    return parts


def sub(pattern: str, by: str, text: str) -> str:
    changed: str = compile(pattern).sub(by, text)
    return changed


class Patterns:
    """All patterns of this process, and those that are kept."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, int], Pattern[str]] = {}

    @cached_property
    def kept(self) -> dict[tuple[str, int], _Form]:
        """Forms by pattern and flags, as an earlier run left them."""
        return self._held()

    def _held(self) -> dict[tuple[str, int], _Form]:
        content = cache.kept(KEPT)
        held = json.loads(content) if content else {}
        if held.get("maker") != _MAKER:
            return {}
        return {(pattern, flags): form for pattern, flags, form in held["patterns"]}

    def compiled(self, pattern: str, flags: int) -> Pattern[str]:
        made = self._made.get((pattern, flags))
        if made is None:
            form = self.kept.get((pattern, flags))
            made = _restored(form) if form else regex.compile(pattern, flags)
            self._made[pattern, flags] = made
        return made

    def keep(self) -> None:
        """Keep what was compiled by now, beside what was kept before."""
        added = {
            key: _form(made) for key, made in self._made.items() if key not in self.kept
        }
        if added:
            # Workers may have kept theirs meanwhile.
            forms = [[*key, form] for key, form in (self._held() | added).items()]
            held = {"maker": _MAKER, "patterns": forms}
            cache.keep(KEPT, json.dumps(held, separators=(",", ":")).encode())


_PATTERNS: Final = Patterns()
cache.keep_when_done(_PATTERNS.keep)


# --- a compiled pattern as JSON -----------------------------------------------------


_pickled: Final[Callable[[Pattern[str]], Any]] = copyreg.dispatch_table[Pattern]
"""What makes a pattern again, and of what: the library's own way to pickle it."""

_rebuild: Final = _pickled(regex.compile(""))[0]


def _form(pattern: Pattern[str]) -> _Form:
    return [_to_json(part) for part in _pickled(pattern)[1]]


def _restored(form: _Form) -> Pattern[str]:
    return _rebuild(*map(_from_json, form))


def _to_json(part: object) -> object:
    match part:
        case bytes():
            return {"bytes": base64.b64encode(part).decode()}
        case list():
            return {"list": [_to_json(item) for item in part]}
        case tuple():
            return {"tuple": [_to_json(item) for item in part]}
        case dict():
            return {"dict": [[_to_json(k), _to_json(v)] for k, v in part.items()]}
    return part


def _from_json(part: Any) -> Any:
    match part:
        case {"bytes": text}:
            return base64.b64decode(text)
        case {"list": items}:
            return [_from_json(item) for item in items]
        case {"tuple": items}:
            return tuple(_from_json(item) for item in items)
        case {"dict": pairs}:
            return {_from_json(k): _from_json(v) for k, v in pairs}
    return part
