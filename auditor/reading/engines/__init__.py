"""The contract that every text engine keeps: pixels in, words out.

An engine is found by its entry point in the group ``auditor.engines``, so that
another package can bring one. It runs in one thread, gives the same words for
the same pixels, keeps every box inside the picture, and answers an empty picture
with no line. No type of the library behind it leaves the engine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

from auditor.errors import EngineError
from auditor.model import Box
from auditor.reading.effort import Effort

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.metadata import EntryPoints
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from auditor.model import Word

GROUP = "auditor.engines"

DEFAULT_ENGINE = "ppocr"
"""The name of the engine that reads where none is asked for."""


@dataclass(frozen=True, slots=True)
class Strand:
    """One run of print as an engine saw it, before rows and columns are known."""

    words: tuple[Word, ...]

    height: float
    """Of the print, in pixels, across the line."""

    spine: tuple[tuple[float, float], ...]
    """At least two points along the middle of the print, from its first word to its
    last: straight on flat labels, a curve around a bottle."""

    seal: int = 0
    """Number of the round seal along whose rim it runs; 0 for all other print."""

    def scaled(self, factor: float) -> Strand:
        """The same run in a picture `factor` times as large."""
        if factor == 1.0:
            return self
        return replace(
            self,
            words=tuple(replace(word, box=word.box.scaled(factor)) for word in self.words),
            height=self.height * factor,
            spine=tuple((x * factor, y * factor) for x, y in self.spine),
        )

    def moved(self, x: float, y: float) -> Strand:
        """The same run so far to the right and down."""
        return replace(
            self,
            words=tuple(replace(word, box=word.box.moved(x, y)) for word in self.words),
            spine=tuple((a + x, b + y) for a, b in self.spine),
        )


@dataclass(frozen=True, slots=True)
class Sight:
    """What an engine saw in one picture."""

    strands: tuple[Strand, ...]
    """Boxes and spines are in the upright picture."""

    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which the picture had to be turned to stand upright."""

    unread: tuple[Box, ...] = ()
    """Where print was seen that could not be made out."""

    unread_seals: tuple[Box, ...] = ()
    """Round seals whose lettering was not read for sure."""

    rules: tuple[tuple[tuple[float, float], ...], ...] = ()
    """Level rules and leaders, each as points from left to right: they show where rows
    run where no print does."""

    def scaled(self, factor: float) -> Sight:
        """The same seen in a picture `factor` times as large."""
        return Sight(
            tuple(strand.scaled(factor) for strand in self.strands),
            self.rotation,
            tuple(box.scaled(factor) for box in self.unread),
            tuple(box.scaled(factor) for box in self.unread_seals),
            tuple(tuple((x * factor, y * factor) for x, y in rule) for rule in self.rules),
        )


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What an engine may be told when it is built."""

    lang: str = "en"
    """Languages of the label, ISO 639-1, joined by plus signs: ``en+fr``."""

    models: Path | None = None
    """Folder that holds the model files instead of the installed package."""

    effort: Effort = Effort.NORMAL


class Engine(Protocol):
    """Reads one picture at a time."""

    name: str
    version: str
    """Changes with library, models and settings: it is part of the reading's
    fingerprint."""

    def read(self, pixels: NDArray[np.uint8]) -> Sight:
        """All print in an RGB picture of shape (height, width, 3)."""
        ...


def kept_inside(sight: Sight, width: int, height: int) -> Sight:
    """The sight with every box cut off where its picture of this size ends.

    Raises:
        ValueError: it breaks the contract otherwise: print that stands nowhere in the
            picture, or values that are none.
    """
    if not isinstance(sight, Sight):
        raise ValueError(f"a {type(sight).__name__} is no sight")
    if sight.rotation in (90, 270):
        width, height = height, width
    page = Box(0, 0, width, height)
    return Sight(
        tuple(_strand_inside(strand, page) for strand in sight.strands),
        sight.rotation,
        tuple(_box_inside(box, page) for box in sight.unread),
        tuple(_box_inside(box, page) for box in sight.unread_seals),
        sight.rules,
    )


def _strand_inside(strand: Strand, page: Box) -> Strand:
    numbers = (strand.height, *(number for point in strand.spine for number in point))
    if not (all(map(math.isfinite, numbers)) and strand.height > 0 and strand.spine[1:]):
        raise ValueError("a line of print has no place or no height")
    words = tuple(
        word
        if _is_within(word.box, page)
        else replace(word, box=_box_inside(word.box, page))
        for word in strand.words
    )
    for word in words:
        if not (word.confidence is None or 0 <= word.confidence <= 1):
            raise ValueError(f"a confidence of {word.confidence} is none")
        if not isinstance(word.text, str):
            raise ValueError(f"a {type(word.text).__name__} is no text")
    return replace(strand, words=words)


def _box_inside(box: Box, page: Box) -> Box:
    if not box.meets(page):
        raise ValueError("print stands outside of the picture")
    return Box(
        max(box.x0, page.x0),
        max(box.top, page.top),
        min(box.x1, page.x1),
        min(box.bottom, page.bottom),
    )


def _is_within(box: Box, page: Box) -> bool:
    return (
        page.x0 <= box.x0
        and box.x1 <= page.x1
        and page.top <= box.top
        and box.bottom <= page.bottom
    )


def known_engines() -> tuple[str, ...]:
    """The names of every installed engine, sorted."""
    return tuple(sorted(_entries().names))


def _entries() -> EntryPoints:
    # A name and an effort are told without: what finds packages takes a while to load.
    from importlib.metadata import entry_points

    return entry_points(group=GROUP)


def build_engine(name: str, options: EngineOptions | None = None) -> Engine:
    """The engine of that name, with its library and models loaded.

    Raises:
        EngineError: no engine has this name, or what it needs is missing.
    """
    for entry in _entries():
        if entry.name == name:
            build: Callable[[EngineOptions], Engine] = entry.load()
            return build(options or EngineOptions())
    raise no_engine(name)


def no_engine(name: str) -> EngineError:
    """What is said of a name that no installed engine has."""
    known = ", ".join(known_engines())
    return EngineError(name, "there is no engine of this name", f"use one of: {known}")
