"""Transcribed pictures made worse: ``python -m tests.disturb FOLDER OUT [--set NAME]``.

Every picture is copied once for each disturbance of a set, into OUT/SET/DISTURBANCE,
under its own name and with its truth beside it, byte for byte: what a label says does
not change with the light. ``auditor evaluate OUT/SET`` then tells what reading the same
labels under worse conditions costs. PDFs are left out, they have no light.

The same picture gives the same copy. Lengths are shares of the picture, so that a large
and a small picture of one label are disturbed alike.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import zlib
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import cv2
import numpy as np
from PIL import Image, ImageOps

from auditor.evaluate.truth import find_truths, load_cases
from fixtures.photo import finish, grain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

Picture: TypeAlias = "NDArray[np.uint8]"
"""RGB, height by width by 3."""

Disturbance: TypeAlias = "Callable[[Picture, np.random.Generator], Picture]"

GROUND: Final = (128, 124, 118)
"""The table that shows where a turned label leaves room. RGB."""

QUALITY: Final = 92
"""JPEG quality of copies whose disturbance is none: a phone's own."""


def smaller(share: float) -> Disturbance:
    """Taken from further away: so much of the sides, shrunk by area as a sensor does."""

    def apply(image: Picture, rng: np.random.Generator) -> Picture:
        height, width = image.shape[:2]
        size = (round(width * share), round(height * share))
        return cv2.resize(image, size, interpolation=cv2.INTER_AREA)

    return apply


def turned(degrees: float) -> Disturbance:
    """Turned counterclockwise on a table; nothing of it leaves the picture."""

    def apply(image: Picture, rng: np.random.Generator) -> Picture:
        if degrees % 90 == 0:
            return np.ascontiguousarray(np.rot90(image, degrees // 90))
        height, width = image.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
        size = round(width * cos + height * sin), round(width * sin + height * cos)
        turn[:, 2] += ((size[0] - width) / 2, (size[1] - height) / 2)
        return cv2.warpAffine(image, turn, size, flags=cv2.INTER_CUBIC, borderValue=GROUND)

    return apply


def at_an_angle(share: float) -> Disturbance:
    """Seen from a side: one upper corner moved in and down by a share of the width."""

    def apply(image: Picture, rng: np.random.Generator) -> Picture:
        height, width = image.shape[:2]
        flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        seen = flat.copy()
        seen[1] += (-share * width, share * width)
        view = cv2.getPerspectiveTransform(flat, seen)
        return cv2.warpPerspective(
            image, view, (width, height), flags=cv2.INTER_CUBIC, borderValue=GROUND
        )

    return apply


def on_a_cylinder(degrees: float, above: float) -> Disturbance:
    """Wrapped around a container of which so many degrees are seen, from above.

    A camera far away, so many degrees above the label's height: rows become arcs that
    hang down in the middle, and print is narrowed towards the sides.
    """

    def apply(image: Picture, rng: np.random.Generator) -> Picture:
        height, width = image.shape[:2]
        half, lift = np.deg2rad(degrees) / 2, np.deg2rad(above)
        radius = width / (2 * half)
        sag = radius * np.sin(lift) * (1 - np.cos(half))
        size = (
            round(2 * radius * np.sin(half)),
            round(height * np.cos(lift) + sag),
        )
        x = np.arange(size[0], dtype=np.float32) + 0.5 - size[0] / 2
        angle = np.arcsin(np.clip(x / radius, -1, 1))
        hung = radius * np.sin(lift) * (np.cos(angle) - np.cos(half))
        y = np.arange(size[1], dtype=np.float32) + 0.5
        u = np.broadcast_to(width / 2 + angle * radius - 0.5, size[::-1])
        v = (y[:, None] - hung[None, :]) / np.cos(lift) - 0.5
        return cv2.remap(
            image,
            u.astype(np.float32),
            v.astype(np.float32),
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=GROUND,
        )

    return apply


def reflecting(place: float, width: float, light: float) -> Disturbance:
    """A lamp mirrored down the label: light added around a share of the width."""

    def apply(image: Picture, rng: np.random.Generator) -> Picture:
        x = np.linspace(0, 1, image.shape[1], dtype=np.float32)
        band = light * np.exp(-(((x - place) / width) ** 2) / 2)
        return finish(image.astype(np.float32) + band[None, :, None])

    return apply


def lit_from_one_side(dark: float, bright: float) -> Disturbance:
    """Light that grows from the left edge to the right, in shares of even light."""

    def apply(image: Picture, rng: np.random.Generator) -> Picture:
        light = np.linspace(dark, bright, image.shape[1], dtype=np.float32)
        return finish(image * light[None, :, None])

    return apply


def dark(gamma: float, light: float, noise: float) -> Disturbance:
    """Too little light: dull tones, dimmed, with the noise of a sensor that amplifies."""

    def apply(image: Picture, rng: np.random.Generator) -> Picture:
        dim = 255 * light * (image.astype(np.float32) / 255) ** gamma
        grain(dim, rng, noise)
        return finish(dim)

    return apply


def warm(noise: float) -> Disturbance:
    """Under a light bulb of about 3,200 K with the camera set to daylight."""

    def apply(image: Picture, rng: np.random.Generator) -> Picture:
        tinted = image * np.array([1.05, 0.85, 0.58], np.float32)
        grain(tinted, rng, noise)
        return finish(tinted)

    return apply


def moved(share: float, degrees: float = 20.0) -> Disturbance:
    """The hand moved, evenly and straight, by a share of the longer side."""

    def apply(image: Picture, rng: np.random.Generator) -> Picture:
        length = share * max(image.shape[:2])
        reach = int(np.ceil(length / 2))
        kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
        angle = np.deg2rad(degrees)
        # Twenty steps a pixel: the kernel's weights are right to a few percent.
        way = np.linspace(-length / 2, length / 2, max(2, round(20 * length)))
        for along in way:
            x, y = reach + along * np.cos(angle), reach - along * np.sin(angle)
            left, top = int(np.floor(x)), int(np.floor(y))
            for row, col in ((0, 0), (0, 1), (1, 0), (1, 1)):
                weight = (1 - abs(x - left - col)) * (1 - abs(y - top - row))
                if weight > 0:
                    kernel[top + row, left + col] += weight
        return cv2.filter2D(
            image, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE
        )

    return apply


def out_of_focus(share: float) -> Disturbance:
    """A Gaussian whose standard deviation is a share of the longer side."""

    def apply(image: Picture, rng: np.random.Generator) -> Picture:
        return cv2.GaussianBlur(image, (0, 0), share * max(image.shape[:2]))

    return apply


def compressed(quality: int) -> Disturbance:
    """Sent through a messenger: what JPEG leaves at so low a quality."""

    def apply(image: Picture, rng: np.random.Generator) -> Picture:
        packed = cv2.imencode(
            ".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality]
        )[1]
        unpacked = cv2.imdecode(packed, cv2.IMREAD_COLOR)
        return np.ascontiguousarray(unpacked[:, :, ::-1])

    return apply


def both(first: Disturbance, second: Disturbance) -> Disturbance:
    """One after the other."""

    def apply(image: Picture, rng: np.random.Generator) -> Picture:
        return second(first(image, rng), rng)

    return apply


SETS: Final[Mapping[str, Mapping[str, Disturbance]]] = MappingProxyType(
    {
        "shelf": {
            "three-quarters": smaller(0.75),
            "turned-2.5": turned(2.5),
            "turned-minus-5": turned(-5),
            "at-an-angle": at_an_angle(0.06),
            "jpeg-35": compressed(35),
            "dark": dark(gamma=1.6, light=0.6, noise=4),
            "lit-from-one-side": lit_from_one_side(0.55, 1.15),
        },
        "askew": {
            "turned-12": turned(12),
            "turned-90": turned(90),
            "turned-193": turned(193),
            "cylinder": on_a_cylinder(110, above=12),
            "reflection": reflecting(0.38, width=0.05, light=110),
            "moved": moved(0.0028),
            "warm": both(warm(noise=8), compressed(60)),
        },
        "hardly-legible": {
            "half": smaller(0.5),
            "third": smaller(1 / 3),
            "jpeg-10": compressed(10),
            "out-of-focus": out_of_focus(0.0012),
        },
    }
)
"""Disturbances by the name of their set and their own."""


def picture_of(path: Path) -> Picture:
    """A picture as it is meant to be seen: upright, in RGB, on white paper."""
    with Image.open(path) as image:
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    paper = Image.new("RGBA", upright.size, "white")
    return np.asarray(Image.alpha_composite(paper, upright).convert("RGB"))


def disturb(folder: Path, out: Path, name: str) -> int:
    """Write one set of copies to `out`/`name`; how many pictures that makes."""
    written = 0
    for truth, case in zip(find_truths(folder), load_cases(folder), strict=True):
        if any(file.suffix.lower() == ".pdf" for file in case.task.files):
            continue
        for kind, apply in SETS[name].items():
            place = out / name / kind / truth.parent.relative_to(folder)
            place.mkdir(parents=True, exist_ok=True)
            for file in case.task.files:
                rng = np.random.default_rng(zlib.crc32(f"{kind}/{file.name}".encode()))
                copy = Image.fromarray(apply(picture_of(file), rng))
                # Only JPEG takes a quality; PNG keeps what is there.
                copy.save(place / file.name, quality=QUALITY)
                written += 1
            shutil.copyfile(truth, place / truth.name)
    return written


def main(arguments: list[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("folder", type=Path, help="pictures with NAME.truth.json beside")
    asked.add_argument("out", type=Path, help="where the sets go")
    asked.add_argument("--set", choices=tuple(SETS), help="only this one; otherwise all")
    given = asked.parse_args(arguments)
    for name in (given.set,) if given.set else tuple(SETS):
        print(f"{name}: {disturb(given.folder, given.out, name)} pictures", file=sys.stderr)


if __name__ == "__main__":
    main()
