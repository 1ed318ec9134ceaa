"""Tesseract through pytesseract: the second engine, for a second opinion.

It is handed decoded pixels and never a path, since it takes a text file for a list
of further files to open. One thread, sparse text mode, small print enlarged to the
height it was trained on; that is what reads labels best with it (measured).
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from auditor.errors import EngineError, TimeLimitError
from auditor.model import Box, Word
from auditor.reading.engines import EngineOptions, Sight, Strand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

LANGUAGES = {"en": "eng", "fr": "fra", "es": "spa", "de": "deu"}

FIRST_SIDE = 2400
"""Longest side of the copy that is read first, in pixels."""

WORD_HEIGHT = 42.0
"""Height of a word at which its x-height is 30 pixels."""

LARGEST_SIDE = 6000
SECONDS = 120

_SURE_TURN = 2.0
"""Orientation confidence of Tesseract's own script detection from which it is
followed; below it a wrong turn costs more words than it wins."""


def build(options: EngineOptions) -> TesseractEngine:
    """The engine for the options' languages.

    Raises:
        EngineError: the program or a language is missing.
    """
    return TesseractEngine(options.lang)


class TesseractEngine:
    """Reads print with the installed tesseract program."""

    name = "tesseract"

    def __init__(self, lang: str = "en") -> None:
        import pytesseract

        if shutil.which("tesseract") is None:
            raise EngineError(
                "tesseract",
                "the program is not installed",
                "install it with: apt-get install tesseract-ocr, or use --engine ppocr",
            )
        self._pytesseract = pytesseract
        self._lang = _languages(lang, pytesseract.get_languages())
        program = str(pytesseract.get_tesseract_version()).split()[0]
        self.version = f"tesseract {program} {self._lang}, reader 1"

    def read(self, pixels: Pixels) -> Sight:
        """All print in an RGB picture of shape (height, width, 3)."""
        if min(pixels.shape[:2]) < 8:
            return Sight(())
        rotation = self._rotation(pixels)
        upright = np.ascontiguousarray(np.rot90(pixels, -rotation // 90))
        scale = min(1.0, FIRST_SIDE / max(upright.shape[:2]))
        strands = self._strands(upright, scale)
        if not strands:
            return Sight((), rotation)
        wanted = WORD_HEIGHT / float(np.percentile([s.height for s in strands], 30))
        wanted = min(wanted, LARGEST_SIDE / max(upright.shape[:2]), 4.0)
        if not 0.77 < wanted / scale < 1.3:
            strands = self._strands(upright, wanted) or strands
        return Sight(tuple(strands), rotation)

    def _rotation(self, pixels: Pixels) -> Literal[0, 90, 180, 270]:
        copy = _resized(pixels, min(1.0, FIRST_SIDE / max(pixels.shape[:2])))
        with _one_thread():
            try:
                told = self._pytesseract.image_to_osd(
                    _picture(copy), output_type="dict", timeout=SECONDS
                )
            except (self._pytesseract.TesseractError, RuntimeError):
                # Too few letters to tell, which is no failure.
                return 0
        turn = int(told["rotate"])
        if float(told["orientation_conf"]) < _SURE_TURN or turn not in (90, 180, 270):
            return 0
        return turn  # type: ignore[return-value]  # one of the three

    def _strands(self, upright: Pixels, scale: float) -> list[Strand]:
        copy = _resized(upright, scale)
        with _one_thread():
            try:
                table = self._pytesseract.image_to_data(
                    _picture(copy),
                    lang=self._lang,
                    config="--psm 11",
                    output_type="dict",
                    timeout=SECONDS,
                )
            except RuntimeError as error:
                if isinstance(error, self._pytesseract.TesseractError):
                    raise EngineError(
                        "tesseract", f"it failed: {error.message}", "use --engine ppocr"
                    ) from error
                raise TimeLimitError(
                    "tesseract", f"it took more than {SECONDS} s", "use a smaller picture"
                ) from error
        height, width = upright.shape[:2]
        return list(_lines(table, scale, width, height))


def _languages(lang: str, installed: Sequence[str]) -> str:
    names = [LANGUAGES.get(part, part) for part in lang.split("+") if part]
    for name in names:
        if name not in installed:
            raise EngineError(
                f"language {name!r}",
                "tesseract has no data for it",
                f"install it with: apt-get install tesseract-ocr-{name}",
            )
    return "+".join(names)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Tesseract's threads cost three times the CPU for no gain on labels."""
    before = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_THREAD_LIMIT"]
        else:
            os.environ["OMP_THREAD_LIMIT"] = before


def _picture(pixels: Pixels) -> object:
    from PIL import Image

    return Image.fromarray(pixels)


def _resized(pixels: Pixels, scale: float) -> Pixels:
    if scale == 1.0:
        return pixels
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=method))


def _lines(
    table: Mapping[str, Sequence[str | int | float]], scale: float, width: int, height: int
) -> Iterator[Strand]:
    """One strand for each line of Tesseract's table."""
    rows = [
        n
        for n, text in enumerate(table["text"])
        if str(text).strip() and float(table["conf"][n]) >= 0
    ]
    keys = ("block_num", "par_num", "line_num")
    for _, group in groupby(rows, key=lambda n: tuple(table[key][n] for key in keys)):
        words = [_word(table, n, scale, width, height) for n in group]
        spine = [word.box.center for word in words]
        if len(spine) == 1:
            box = words[0].box
            spine = [(box.x0, spine[0][1]), (box.x1, spine[0][1])]
        yield Strand(
            tuple(words), float(np.median([w.box.height for w in words])), tuple(spine)
        )


def _word(
    table: Mapping[str, Sequence[str | int | float]],
    n: int,
    scale: float,
    width: int,
    height: int,
) -> Word:
    left, top = int(table["left"][n]) / scale, int(table["top"][n]) / scale
    right = min(left + int(table["width"][n]) / scale, width)
    bottom = min(top + int(table["height"][n]) / scale, height)
    box = Box(min(left, right), min(top, bottom), right, bottom)
    return Word(str(table["text"][n]).strip(), box, float(table["conf"][n]) / 100)
