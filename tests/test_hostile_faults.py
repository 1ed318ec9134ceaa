"""A scan whose engine and workers fail now and then: the others' results stay as they are.

Small pictures, PDFs and damaged files are scanned twice, by an engine that reads what
is written into the pixels. The second time it crashes, hangs, raises, answers nonsense
or puts print outside of the picture wherever a picture bids it, and workers are killed.
Every faulty file is a row with the right reason, every other one is told as before, and
nothing is left behind. A short run belongs to the tests; 1,000 files of which one in
twenty is faulty are scanned by

    python -m tests.test_hostile_faults 1000
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from auditor.batch.pool import LocalPool
from auditor.batch.products import Group
from auditor.batch.scan import Scanner, find_products
from auditor.batch.work import ReadJob, Terms
from auditor.criteria.profile import load_profile
from auditor.model import Verdict
from auditor.pipeline import Settings
from auditor.sandbox import Confinement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from auditor.batch.products import Product
    from auditor.batch.scan import Progress

ENGINE = '''
"""An engine for tests: reads what is written into the first rows of the pixels."""
import ctypes, os, subprocess, time
from auditor.model import Box, Word
from auditor.reading.engines import Sight, Strand

def crash(sight):
    ctypes.string_at(0)

def hang(sight):
    subprocess.Popen(["sleep", os.environ["AUDITOR_FAULTS"]])
    time.sleep(1000)

def fail(sight):
    raise KeyError("blank")

def garble(sight):
    return "words"

def stray(sight):
    return Sight(sight.strands, 0, (Box(-50, -50, -10, -10),))

FAULTS = {fault.__name__: fault for fault in (crash, hang, fail, garble, stray)}

class Engine:
    name, version = "written", "written 1"

    def read(self, pixels):
        text = pixels.tobytes().split(b"\\0", 1)[0].decode()
        fault, *lines = text.split("\\n")
        sight = Sight(tuple(strand(line, 30 + 20 * n) for n, line in enumerate(lines)))
        if fault in FAULTS and "AUDITOR_FAULTS" in os.environ:
            return FAULTS[fault](sight)
        return sight

def strand(line, y):
    words, x = [], 10
    for word in line.split():
        words.append(Word(word, Box(x, y - 7, x + 7 * len(word), y + 7), 0.95))
        x += 7 * len(word) + 5
    return Strand(tuple(words), 14.0, ((10, y), (x, y)))

def build(options):
    return Engine()
'''

SLUGS = {
    "crash": "worker.crashed",
    "hang": "limit.time",
    "fail": "worker.crashed",
    "garble": "engine.fault",
    "stray": "engine.fault",
    "kill": "worker.crashed",
}
"""Every fault, and as what its file is told."""

PROFILE = load_profile("glutamine")

SIZE = (420, 260)

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="processes are watched the Linux way, which is not here"
)


# --- files ------------------------------------------------------------------------


def lines_of(rng: random.Random) -> list[str]:
    """A label that nobody sells, of any verdict."""
    grams = rng.choice(("5 g", "4.5 g", "2000 mg", "500 mg"))
    others = rng.choice(("None", "silica", "sucralose, citric acid", "natural flavor"))
    return [
        rng.choice(("L-Glutamine Powder", "Glutamine Capsules", "Whey Protein")),
        "Supplement Facts",
        f"Serving Size 1 scoop ({grams})",
        f"Servings Per Container {rng.randrange(10, 99)}",
        "Amount Per Serving",
        f"L-Glutamine {grams}",
        f"Other Ingredients: {others}.",
        "Directions: mix one scoop with water twice daily.",
        rng.choice(("NSF Certified for Sport", "Keep out of reach of children.")),
    ]


def picture(rng: random.Random, fault: str = "") -> Image.Image:
    written = "\n".join([fault, *lines_of(rng)]).encode() + b"\0"
    pixels = np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)
    pixels.reshape(-1)[: len(written)] = np.frombuffer(written, np.uint8)
    return Image.fromarray(pixels)


def saved(rng: random.Random, kind: str, fault: str = "") -> bytes:
    file = io.BytesIO()
    match kind:
        case "png":
            picture(rng, fault).save(file, "PNG", compress_level=1)
        case "webp":
            picture(rng).save(file, "WEBP", lossless=True, quality=0)
        case "tiff":
            picture(rng).save(file, "TIFF", save_all=True, append_images=[picture(rng)])
        case "pdf":
            canvas = Canvas(file, pagesize=SIZE, invariant=True)
            for row, line in enumerate(lines_of(rng)):
                canvas.drawString(20, SIZE[1] - 30 - 16 * row, line)
            canvas.save()
        case "torn":
            picture(rng).save(file, "PNG", compress_level=1)
            return file.getvalue()[: rng.randrange(20, 400)]
        case "noise":
            return b"%PDF-1.7\n" + rng.randbytes(500)
    return file.getvalue()


KINDS = (*("png",) * 10, *("webp",) * 2, *("tiff",) * 2, *("pdf",) * 4, "torn", "noise")


def fill(folder: Path, count: int, every: int) -> dict[str, str]:
    """Mixed files in the folder, and the faults of some, by the products' names."""
    faults = {}
    for number in range(count):
        rng = random.Random(number)
        kind = rng.choice(KINDS)
        name = f"label-{number:04}x"
        if number % every == every // 2:
            kind, faults[name] = "png", [*SLUGS][number // every % len(SLUGS)]
        data = saved(rng, kind, faults.get(name, ""))
        (folder / f"{name}.{kind}").write_bytes(data)
    return faults


def installed(site: Path) -> None:
    """The engine as a package that was installed into this folder."""
    described = site / "written-1.0.dist-info"
    described.mkdir(parents=True)
    (site / "written.py").write_text(ENGINE)
    (described / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: written\nVersion: 1\n"
    )
    (described / "entry_points.txt").write_text(
        "[auditor.engines]\nwritten = written:build\n"
    )


# --- the law ------------------------------------------------------------------------


class Killing(LocalPool):
    """A pool of which somebody kills the workers that have certain files in hand."""

    poison: frozenset[str] = frozenset()

    def _hand_out(self) -> None:
        super()._hand_out()
        for worker in self._workers:
            job = worker.errand and worker.errand.job
            if isinstance(job, ReadJob) and Path(job.file).stem in self.poison:
                worker.process.kill()

    def kill_one(self) -> None:
        """A worker that goes while it has something good in hand, which costs nothing."""
        self._workers[0].process.kill()


def scanned(
    products: Iterable[Product], store: Path, pool: LocalPool, terms: Terms, often: int = 0
) -> dict[str, tuple[Verdict, tuple[str, ...], str]]:
    """Verdict, slugs and the whole record of each product, by its name."""
    killed = 0

    def told(progress: Progress) -> None:
        nonlocal killed
        if often and isinstance(pool, Killing) and progress.read // often > killed:
            killed = progress.read // often
            pool.kill_one()

    with Scanner(terms, store=store, runner=pool) as scanner:
        return {
            result.product: (
                result.verdict,
                result.slugs,
                json.dumps(result.record, default=str, sort_keys=True),
            )
            for result in scanner.audit(products, told)
        }


def complaints(count: int, every: int, folder: Path) -> list[str]:
    """What is wrong with how a scan with faults ends; empty when nothing is.

    Faulty is one file of `every`, and as often a worker is killed over a good one.
    """
    shelf = folder / "shelf"
    shelf.mkdir()
    faults = fill(shelf, count, every)
    installed(folder / "site")
    settings = Settings(
        engine="written", complete=True, confinement=Confinement(wall_seconds=8)
    )
    terms = Terms(PROFILE, settings)
    products = find_products([shelf], group=Group.NONE).products
    sys.path.insert(0, str(folder / "site"))
    try:
        clean = scanned(products, folder / "clean", LocalPool(terms, 2), terms)
        os.environ["AUDITOR_FAULTS"] = _NAP
        pool = Killing(terms, 2)
        pool.poison = frozenset(name for name, fault in faults.items() if fault == "kill")
        faulty = scanned(products, folder / "faulty", pool, terms, often=2 * every)
    finally:
        sys.path.remove(str(folder / "site"))
        os.environ.pop("AUDITOR_FAULTS", None)
    found = [] if len(clean) == len(faulty) == count else [f"{len(faulty)} of {count} told"]
    kept = {verdict for name, (verdict, _, _) in clean.items() if name not in faults}
    if kept != set(Verdict):
        found.append(f"the good files are {kept} only")
    for name, got in faulty.items():
        fault = faults.get(name)
        if fault and got[:2] != (Verdict.INCOMPLETE, (SLUGS[fault],)):
            found.append(f"{name}: {fault} ends as {got[0]} with {got[1]}")
        if not fault and got != clean[name]:
            found.append(f"{name}: {clean[name][:2]} became {got[:2]}")
    return found + left_behind()


_NAP = f"9{os.getpid()}"
"""Seconds that a process sleeps which a hanging engine has started: its mark."""


def left_behind() -> list[str]:
    """Temporary files and processes that are still there when all should be gone."""
    deadline = time.monotonic() + 20
    while (left := [*_files(), *_sleepers()]) and time.monotonic() < deadline:
        # The janitors of killed workers take a moment.
        time.sleep(0.2)
    return left


def _files() -> Iterable[str]:
    own = Path(tempfile.gettempdir())
    return (f"left behind: {path}" for path in own.glob("auditor-*"))


def _sleepers() -> Iterable[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes() == b"sleep\0%s\0" % _NAP.encode():
                yield f"left behind: {path}"
        except OSError:
            continue


def test_good_files_are_told_alike_whatever_becomes_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    assert complaints(42, 7, tmp_path) == []


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        os.environ["TMPDIR"] = tempfile.tempdir = place
        start = time.monotonic()
        wrong = complaints(int(sys.argv[1]), 20, Path(place))
    print("\n".join(wrong) or "nothing is wrong")  # noqa: T201
    print(f"{sys.argv[1]} files twice in {time.monotonic() - start:.0f} s")  # noqa: T201
    sys.exit(bool(wrong))
