"""Good labels with random damage: an audit or an input error, and no new pass.

Every mutation follows from its number, so that one that fails can be made again. A
sample runs with the tests; all 500 run with

    python -m tests.test_hostile_mutations 500
"""

from __future__ import annotations

import random
import resource
import sys
from functools import cache
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from auditor.criteria.profile import load_profile
from auditor.errors import InputError
from auditor.model import Verdict
from auditor.pipeline import Settings, audit_product
from auditor.reading.source import Limits, source_of
from tests.survive import left

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parents[1] / "fixtures"

LABELS = (
    "plain-l-glutamine.pdf",
    "alanyl-glutamine.pdf",
    "capsules-magnesium-stearate.pdf",
    "bare-glutamine.scan.pdf",
    "lying/invisible-text.pdf",
    "plain-l-glutamine.front.jpg",
    "capsules-magnesium-stearate.small.jpg",
    "formats/stick.png",
    "formats/stick.webp",
    "formats/stick.two-pages.tiff",
)
"""A PDF that passes and PDFs that fail, a scan, a lie; pictures of every verdict."""

SECONDS = 30.0
"""Of CPU for one file: a whole page of pixels takes an engine a few."""

SAMPLE = 20
"""Mutations that run with the tests."""


# --- bytes ------------------------------------------------------------------------


def flip(data: bytes, rng: random.Random) -> bytes:
    """Some bits turned over."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 3, 10, 100))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def cut(data: bytes, rng: random.Random) -> bytes:
    """Broken off, as an interrupted download is."""
    return data[: rng.randrange(1, len(data))]


def remove(data: bytes, rng: random.Random) -> bytes:
    """A stretch missing."""
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.choice((1, 16, 512, 4096)) :]


def repeat(data: bytes, rng: random.Random) -> bytes:
    """A stretch twice."""
    start = rng.randrange(len(data))
    stop = start + rng.choice((4, 64, 2048))
    return data[:stop] + data[start:]


def blank(data: bytes, rng: random.Random) -> bytes:
    """A stretch of zeros, as a bad sector leaves."""
    start, length = rng.randrange(len(data)), rng.choice((8, 128, 512))
    return data[:start] + bytes(length) + data[start + length :]


def renumber(data: bytes, rng: random.Random) -> bytes:
    """One of its written numbers is another: sizes, counts, references, positions."""
    import re

    places = list(re.finditer(rb"\d+", data))
    if not places:
        return flip(data, rng)
    place = rng.choice(places)
    other = rng.choice((b"0", b"-1", b"7", b"65536", b"4294967295", b"1e9", b"99999999999"))
    return data[: place.start()] + other + data[place.end() :]


# --- pixels -----------------------------------------------------------------------


def _repainted(change: Callable[[Image.Image, random.Random], Image.Image]) -> Mutation:
    def mutate(data: bytes, rng: random.Random) -> bytes:
        with Image.open(BytesIO(data)) as opened:
            picture = opened.convert("RGB")
        file = BytesIO()
        change(picture, rng).save(file, "PNG")
        return file.getvalue()

    return mutate


def _spotted(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Things lie on the label."""
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.randrange(1, 8)):
        x, y = rng.randrange(picture.width), rng.randrange(picture.height)
        side = rng.randrange(10, 200)
        draw.ellipse((x, y, x + side, y + side), fill=(rng.randrange(256),) * 3)
    return picture


def _noisy(picture: Image.Image, rng: random.Random) -> Image.Image:
    noise = np.random.default_rng(rng.randrange(2**32)).normal(
        0, rng.choice((5, 20, 60)), (picture.height, picture.width, 3)
    )
    return Image.fromarray((np.asarray(picture) + noise).clip(0, 255).astype(np.uint8))


def _cropped(picture: Image.Image, rng: random.Random) -> Image.Image:
    left, top = rng.randrange(picture.width // 2), rng.randrange(picture.height // 2)
    return picture.crop((left, top, picture.width, picture.height))


def _turned(picture: Image.Image, rng: random.Random) -> Image.Image:
    return picture.rotate(rng.uniform(-180, 180), expand=True, fillcolor=(255, 255, 255))


def _small(picture: Image.Image, rng: random.Random) -> Image.Image:
    share = rng.choice((0.02, 0.1, 0.3, 0.6))
    size = max(int(picture.width * share), 1), max(int(picture.height * share), 1)
    return picture.resize(size)


def _blurred(picture: Image.Image, rng: random.Random) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(rng.choice((1, 2, 4))))


if TYPE_CHECKING:
    Mutation = Callable[[bytes, random.Random], bytes]

BYTES: tuple[Mutation, ...] = (flip, cut, remove, repeat, blank, renumber)
PIXELS: tuple[Mutation, ...] = tuple(
    map(_repainted, (_spotted, _noisy, _cropped, _turned, _small, _blurred))
)


# --- the law ----------------------------------------------------------------------


def verdict_of(name: str, data: bytes) -> Verdict | str:
    """The verdict, or the slug of why there is none."""
    limits = Limits()
    settings = Settings()
    try:
        source = source_of(name, data, limits)
    except InputError as error:
        return error.slug
    audit = audit_product([source], profile=load_profile("glutamine"), settings=settings)
    if audit.failures:
        # An unread file is a failure in the audit, and nothing passes without it.
        assert audit.verdict is not Verdict.PASS
        return audit.failures[0].slug
    return audit.verdict


def mutated(number: int) -> tuple[str, bytes]:
    """The label of one mutation, and its damaged bytes."""
    rng = random.Random(number)
    name = LABELS[number % len(LABELS)]
    data = (FIXTURES / name).read_bytes()
    kinds = BYTES if name.endswith(".pdf") else BYTES + PIXELS
    return name, rng.choice(kinds)(data, rng)


@cache
def passes(name: str) -> bool:
    """Whether the label passes undamaged."""
    return verdict_of(name, (FIXTURES / name).read_bytes()) is Verdict.PASS


def complaint(number: int) -> str:
    """What is wrong with how one mutation ends; blank when nothing is."""
    name, data = mutated(number)
    start = process_time()
    got = verdict_of(name, data)
    seconds = process_time() - start
    if seconds > SECONDS:
        return f"{number}: {name} took {seconds:.0f} s"
    if got is Verdict.PASS and not passes(name):
        return f"{number}: {name} passes"
    if not isinstance(got, Verdict) and not got.startswith(("input.", "limit.")):
        return f"{number}: {name} ends with {got}"
    return ""


@pytest.mark.parametrize("number", random.Random(2026).sample(range(500), SAMPLE))
def test_a_damaged_label_is_audited_or_refused(number: int) -> None:
    assert complaint(number) == ""


if __name__ == "__main__":
    complaints = [said for n in range(int(sys.argv[1])) if (said := complaint(n))]
    complaints += (f"left behind: {what}" for what in left())
    print("\n".join(complaints) or "nothing is wrong")  # noqa: T201
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"the largest process took {peak:,.0f} MiB")  # noqa: T201
    sys.exit(bool(complaints))
