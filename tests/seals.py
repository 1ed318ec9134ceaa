"""How many rendered seals are read right: ``python -m tests.seals`` measures them all.

Ten sizes from 80 to 400 pixels, six typefaces, lettered rings, arched badges and
straight ones, three to a label with running print around them. The long run reads 60
pictures, which takes about two minutes of one core; `tests/test_seals.py` reads a few.

A seal counts as read when its certification is found, as found wrongly when one is
found that is not drawn, and as told when it is not read and its place is named unread.
"""

from __future__ import annotations

import io
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.drawing import FONTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.model import Document

SIZES: Final = (80, 100, 120, 140, 170, 200, 240, 290, 340, 400)
"""Diameter in pixels."""

FACES: Final = {
    "sans": "Vera.ttf",
    "sans-bold": "VeraBd.ttf",
    "grotesque-bold": "_ab_____.pfb",
    "serif": "_er_____.pfb",
    "serif-bold": "_eb_____.pfb",
    "typewriter-bold": "cob_____.pfb",
}
"""Typefaces that come with reportlab."""


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal as it is lettered, and the certification that it claims."""

    id: str
    shape: Literal["ring", "arch", "badge"]
    words: tuple[str, ...]
    """A ring's upper rim, lower rim and middle; an arch and the lines below it; the
    lines of a badge."""


RINGS: Final = (
    Seal("nsf-certified-for-sport", "ring", ("NSF CERTIFIED", "FOR SPORT", "NSF")),
    Seal("usp-verified", "ring", ("DIETARY SUPPLEMENT", "VERIFIED", "USP")),
    Seal("gmp-claim", "ring", ("GMP COMPLIANT", "FACILITY", "GMP")),
    Seal("bscg-certified-drug-free", "ring", ("BSCG CERTIFIED", "DRUG FREE", "BSCG")),
    Seal("third-party-tested", "ring", ("THIRD PARTY", "TESTED", "LAB")),
    Seal("organic-claim", "ring", ("CERTIFIED", "ORGANIC", "100%")),
)
ARCHES: Final = (
    Seal("informed-sport", "arch", ("INFORMED", "SPORT")),
    Seal("npa-gmp", "arch", ("NPA CERTIFIED", "GMP")),
    Seal("vegan-certified", "arch", ("CERTIFIED", "VEGAN")),
)
BADGES: Final = (
    Seal("informed-choice", "badge", ("INFORMED", "CHOICE")),
    Seal("non-gmo-project", "badge", ("NON GMO", "PROJECT", "VERIFIED")),
    Seal("nsf-contents-certified", "badge", ("NSF", "CONTENTS", "CERTIFIED")),
)

_BODY: Final = (
    "Suggested use: Mix one level scoop with 8 oz of water,",
    "juice or your favorite drink and enjoy between meals.",
    "Store in a cool and dry place. Keep out of reach of",
    "children. Settling of the contents may occur in shipping.",
    "Distributed by Alder Hollow, 12 Mill Road, Salem, OR",
)
_GROUNDS: Final = (("#ffffff", "#1c2733"), ("#1f4e79", "#ffffff"), ("#e9e4d4", "#20301f"))
"""Colors of ground and ink."""

_DRAWN: Final = 1200
"""Pixels across a seal as it is drawn, before it is reduced."""


def draw(seal: Seal, face: str, ground: str, ink: str) -> Image.Image:
    """The seal on a square of its ground, `_DRAWN` pixels across."""
    image = Image.new("RGB", (_DRAWN, _DRAWN), ground)
    pen = ImageDraw.Draw(image)
    match seal.shape:
        case "ring":
            pen.ellipse((15, 15, _DRAWN - 15, _DRAWN - 15), outline=ink, width=22)
            pen.ellipse((300, 300, _DRAWN - 300, _DRAWN - 300), outline=ink, width=12)
            upper, lower, middle = seal.words
            _letter_along(image, upper, _face(face, 122), ink, radius=435, upper=True)
            _letter_along(image, lower, _face(face, 122), ink, radius=435, upper=False)
            _stack(pen, [middle], face, ink, width=430, top=450, bottom=750)
        case "arch":
            pen.ellipse((15, 15, _DRAWN - 15, _DRAWN - 15), outline=ink, width=22)
            arch, *below = seal.words
            _letter_along(image, arch, _face(face, 130), ink, radius=415, upper=True)
            _stack(pen, below, face, ink, width=760, top=500, bottom=800)
        case "badge":
            pen.rounded_rectangle((15, 150, _DRAWN - 15, 1050), 90, outline=ink, width=22)
            _stack(pen, seal.words, face, ink, width=980, top=230, bottom=970)
    return image


def _face(face: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / FACES[face]), size)


def _letter_along(
    image: Image.Image,
    text: str,
    face: ImageFont.FreeTypeFont,
    ink: str,
    *,
    radius: float,
    upper: bool,
) -> None:
    """Set a text along a circle, its feet towards the middle, or away from it below."""
    widths = [face.getlength(letter) * 1.06 for letter in text]
    sign = 1 if upper else -1
    middle = _DRAWN / 2
    at = -sum(widths) / radius / 2
    for letter, width in zip(text, widths, strict=True):
        angle = at + width / radius / 2
        tile = Image.new("L", (240, 240), 0)
        # Letters of one line stand on one height, whatever their own.
        base = 120 + face.getbbox("H", anchor="ls")[1] / -2
        ImageDraw.Draw(tile).text((120, base), letter, fill=255, font=face, anchor="ms")
        tile = tile.rotate(
            -sign * float(np.rad2deg(angle)), resample=Image.Resampling.BICUBIC
        )
        x = middle + radius * np.sin(angle)
        y = middle - sign * radius * np.cos(angle)
        image.paste(ink, (round(x - 120), round(y - 120)), tile)
        at += width / radius


def _stack(
    pen: ImageDraw.ImageDraw,
    lines: Iterable[str],
    face: str,
    ink: str,
    *,
    width: float,
    top: float,
    bottom: float,
) -> None:
    """Centered lines of one size, as large as the place allows."""
    lines = list(lines)
    pitch = (bottom - top) / len(lines)
    widest = max(_face(face, 100).getlength(line) for line in lines)
    type_ = _face(face, min(100 * width / widest, 0.95 * pitch))
    for number, line in enumerate(lines):
        y = top + (number + 0.5) * pitch
        pen.text((_DRAWN / 2, y), line, fill=ink, font=type_, anchor="mm")


def label_with(seals: Iterable[Seal], face: str, size: int, look: int) -> bytes:
    """A photo-like JPEG of a label with these seals below its running print."""
    ground, ink = _GROUNDS[look % len(_GROUNDS)]
    seals = list(seals)
    page = Image.new("RGB", (max(1100, len(seals) * (size + 60) + 160), 460 + size), ground)
    pen = ImageDraw.Draw(page)
    type_ = _face(face, 30)
    for number, line in enumerate(_BODY):
        pen.text((80, 60 + 52 * number), line, fill=ink, font=type_)
    for number, seal in enumerate(seals):
        drawn = draw(seal, face, ground, ink)
        reduced = drawn.resize((size, size), Image.Resampling.LANCZOS)
        page.paste(reduced, (80 + number * (size + 60), 380))
    file = io.BytesIO()
    page.save(file, "JPEG", quality=88)
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the seals of some pictures."""

    drawn: int = 0
    read: int = 0
    wrong: int = 0
    told: int = 0
    """Not read, in a picture that says so of some place."""

    def __add__(self, other: Score) -> Score:
        return Score(
            self.drawn + other.drawn,
            self.read + other.read,
            self.wrong + other.wrong,
            self.told + other.told,
        )

    @property
    def f1(self) -> float:
        return 2 * self.read / (self.drawn + self.read + self.wrong)


def pictures(
    sizes: Iterable[int] = SIZES, faces: Iterable[str] = tuple(FACES)
) -> Iterator[tuple[int, str, tuple[Seal, ...], bytes]]:
    """Size, typeface, seals and JPEG; every seal comes in every size."""
    for (place, size), (number, face) in product(enumerate(sizes), enumerate(faces)):
        look = place + number
        seals = (
            RINGS[look % len(RINGS)],
            ARCHES[look % len(ARCHES)],
            BADGES[look % len(BADGES)],
        )
        yield size, face, seals, label_with(seals, face, size, look)


def score(seals: Iterable[Seal], document: Document) -> tuple[Score, list[str]]:
    """The score of one picture, and what was missed (-) or invented (+)."""
    from auditor.model import Found
    from auditor.pipeline import Settings, facts_of

    claimed = facts_of((document,), Settings()).certifications
    found = {one.id for one in claimed.value} if isinstance(claimed, Found) else set()
    drawn = {seal.id for seal in seals}
    missed = sorted(drawn - found)
    told = len(missed) if any(page.unread for page in document.pages) else 0
    wrong = sorted(found - drawn)
    notes = [f"-{name}" for name in missed] + [f"+{name}" for name in wrong]
    return Score(len(drawn), len(drawn & found), len(wrong), told), notes


def main() -> None:
    from auditor.pipeline import Settings, read_source
    from auditor.reading.source import Limits, source_of

    by_size: Counter[int] = Counter()
    scores: dict[tuple[str, object], Score] = {}
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for size, face, seals, data in pictures():
        name = f"{size}-{face}.jpg"
        if out:
            (out / name).write_bytes(data)
        document = read_source(source_of(name, data, Limits()), Settings())
        one, notes = score(seals, document)
        by_size[size] += 1
        for key in (("size", size), ("face", face), ("all", "")):
            scores[key] = scores.get(key, Score()) + one
        if notes:
            words = " ".join(word.text for page in document.pages for word in page.words)
            print(name, *notes, f"unread {len(document.pages[0].unread)}", words[-160:])
    for (kind, value), total in scores.items():
        print(
            f"{kind:5} {value!s:16} F1 {total.f1:.3f}  {total.read} of {total.drawn} read, "
            f"{total.wrong} wrong, {total.told} of {total.drawn - total.read} missed told"
        )


if __name__ == "__main__":
    main()
