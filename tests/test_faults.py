"""Files and engines that misbehave cost their own reading and nothing else.

The engines come from a package of their own, through the entry point that users'
packages use; the files are read by the same commands and functions as any.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from survive import audited, files_in

from auditor import load_profile
from auditor.errors import AuditorError, EngineError, UsageError
from auditor.limits import limits_by_name
from auditor.model import Audit, Box, Document, Line, Verdict, Word
from auditor.pipeline import (
    Settings,
    audit_documents,
    audit_product,
    page_image,
    read_document,
)
from auditor.reading.source import Limits, open_source
from auditor.sandbox import Confinement
from tests.beside import MALFORMED

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parent.parent / "fixtures"
PLAIN = FIXTURES / "plain-l-glutamine.pdf"
PHOTO = FIXTURES / "plain-l-glutamine.front.jpg"
LAYER = FIXTURES / "facts-only.pdf"
"""All of its print is in its text layer."""


PROFILE = load_profile("glutamine")

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="processes are watched the Linux way, which is not here"
)


# --- engines --------------------------------------------------------------------

ENGINE = """
import ctypes, os, subprocess, time
from auditor.model import Box, Word
from auditor.reading.engines import Sight, Strand

def crash(pixels):
    ctypes.string_at(0)

def hang(pixels):
    subprocess.Popen(["sleep", "1000"])
    time.sleep(1000)

def leak(pixels):
    kept = []
    while True:
        kept.append(bytearray(50_000_000))

def fail(pixels):
    raise KeyError("blank")

def talk(pixels):
    os.write(1, b"noise")
    os.write(2, b"noise")
    return Sight(())

def garble(pixels):
    return "words"

def seen(x, confidence=0.9):
    word = Word("L-Glutamine", Box(x, 10, x + 100, 30), confidence)
    return Sight((Strand((word,), 20, ((x, 20), (x + 100, 20))),))

def stray(pixels):
    return seen(pixels.shape[1] + 1)

def doubt(pixels):
    return seen(10, confidence=float("nan"))

def reach(pixels):
    return seen(pixels.shape[1] - 40)

class Engine:
    name = version = "faulty"

    def __init__(self, read):
        self.read = read

def build_with(read):
    return lambda options: Engine(read)

build_crash, build_hang, build_leak = map(build_with, (crash, hang, leak))
build_fail, build_talk, build_garble = map(build_with, (fail, talk, garble))
build_stray, build_doubt, build_reach = map(build_with, (stray, doubt, reach))

def build_never(options):
    from auditor.errors import EngineError
    raise EngineError("faulty", "has no models", "install them")
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package that brings engines, each with a fault of its own."""
    site = tmp_path / "site"
    described = site / "faulty-1.0.dist-info"
    described.mkdir(parents=True)
    (site / "faulty.py").write_text(ENGINE)
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty\nVersion: 1\n")
    faults = ("crash", "hang", "leak", "fail", "talk", "garble", "never")
    faults += ("stray", "doubt", "reach")
    lines = "".join(f"faulty-{fault} = faulty:build_{fault}\n" for fault in faults)
    (described / "entry_points.txt").write_text(f"[auditor.engines]\n{lines}")
    monkeypatch.syspath_prepend(site)


@pytest.mark.usefixtures("plugin")
@pytest.mark.parametrize(
    ("fault", "slug"),
    [
        ("crash", "worker.crashed"),
        ("hang", "limit.time"),
        ("leak", "limit.memory"),
        ("fail", "worker.crashed"),
        ("garble", "engine.fault"),
        ("stray", "engine.fault"),
        ("doubt", "engine.fault"),
    ],
)
def test_an_engine_that_fails_costs_its_file_and_no_other(fault: str, slug: str) -> None:
    settings = Settings(
        engine=f"faulty-{fault}",
        confinement=Confinement(wall_seconds=3, memory_bytes=300_000_000),
    )

    audit = audit_product([PHOTO, LAYER], profile=PROFILE, settings=settings)

    assert [failure.slug for failure in audit.failures] == [slug]
    assert audit.failures[0].file == str(PHOTO)
    assert audit.failures[0].remedy
    assert [source.name for source in audit.sources] == [str(LAYER)]
    assert audit.verdict is not Verdict.PASS


@pytest.mark.usefixtures("plugin")
def test_a_box_that_reaches_beyond_the_picture_ends_with_it() -> None:
    (page,) = read_document(PHOTO, Settings(engine="faulty-reach")).pages

    [word] = page.words
    assert (word.box.x0, word.box.x1) == (page.width - 40, page.width)


@pytest.mark.usefixtures("plugin")
def test_what_an_engine_prints_is_no_part_of_a_report(
    capfd: pytest.CaptureFixture[str],
) -> None:
    document = read_document(PHOTO, Settings(engine="faulty-talk"))

    assert document.pages[0].lines == ()
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("plugin")
def test_an_engine_is_built_only_when_a_file_asks_for_it() -> None:
    settings = Settings(engine="faulty-never")

    assert read_document(LAYER, settings).pages
    with pytest.raises(EngineError, match="has no models"):
        read_document(PHOTO, settings)


@pytest.mark.usefixtures("plugin")
def test_a_torn_picture_is_told_before_an_engine_is_asked_for(tmp_path: Path) -> None:
    torn = tmp_path / "torn.png"
    torn.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 200)

    with pytest.raises(AuditorError, match=r"input\.corrupt"):
        read_document(torn, Settings(engine="faulty-never"))


# --- the sandbox around reading ---------------------------------------------------


@pytest.mark.parametrize("path", [PLAIN, PHOTO], ids=["layer", "picture"])
def test_reading_apart_reads_the_same_words_and_pixels(path: Path) -> None:
    here = Settings(confinement=None)

    assert read_document(path, Settings()) == read_document(path, here)
    apart, direct = page_image(path, 1, Settings()), page_image(path, 1, here)
    assert apart.tobytes() == direct.tobytes()


def test_a_page_is_drawn_for_a_report_within_the_same_limits() -> None:
    settings = Settings(confinement=Confinement(answer_bytes=1_000_000))
    assert read_document(PLAIN, settings).pages

    with pytest.raises(AuditorError, match=r"gave back .* MB.*worker\.crashed"):
        page_image(PLAIN, 1, settings)


def test_a_file_is_read_once_and_may_change_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "label.pdf"
    path.write_bytes(PLAIN.read_bytes())
    source = open_source(path, Limits())
    path.write_bytes(b"%PDF-1.7 torn")

    document = read_document(source, Settings())

    assert document.sha256 == source.sha256
    assert document.pages == read_document(PLAIN, Settings()).pages


VOCABULARY = """Supplement Facts Serving Size 1 scoop (5 g) Amount Per L-Glutamine Other
Ingredients: None. magnesium stearate, silicon dioxide (E551), natural flavor 2 capsules
daily Warning: consult NSF Certified % 100% ( , . 1,000 mg free from"""


def crammed(lines: int) -> Document:
    """A page full of words that labels use, for a parser to lose its way in."""
    rng = random.Random(7)
    vocabulary = re.split(r"\s+", VOCABULARY)
    rows = []
    for row in range(lines):
        top = 10.0 * row
        words = tuple(
            Word(rng.choice(vocabulary), Box(60.0 * n, top, 60.0 * n + 50, top + 8))
            for n in range(15)
        )
        rows.append(Line(words=words, height=8, row=row))
    page = replace(
        read_document(LAYER, Settings()).pages[0],
        width=1000,
        height=10.0 * lines,
        lines=tuple(rows),
    )
    return replace(read_document(LAYER, Settings()), name="crammed.pdf", pages=(page,))


def test_a_text_that_takes_too_long_counts_as_not_read() -> None:
    audit = audit_documents(
        [crammed(lines=1_500)],
        profile=PROFILE,
        settings=Settings(confinement=Confinement(wall_seconds=1)),
        product="crammed",
    )

    (failure,) = audit.failures
    assert (failure.file, failure.slug) == ("crammed.pdf", "limit.time")
    assert audit.sources == ()
    assert audit.verdict is Verdict.INCOMPLETE


def test_a_long_text_is_judged_as_it_would_be_here() -> None:
    document = crammed(lines=1)
    page = document.pages[0]
    (line,) = page.lines
    times = replace(page, lines=tuple(replace(line, row=n) for n in range(101)))
    document = replace(document, pages=(times,))

    def judged(settings: Settings) -> Audit:
        return audit_documents(
            [document], profile=PROFILE, settings=settings, product="crammed"
        )

    assert judged(Settings()) == judged(Settings(confinement=None))


# --- limits -------------------------------------------------------------------------


def test_every_limit_can_be_set_by_name() -> None:
    names = limits_by_name(Limits(), Confinement())

    settings = Settings().limited(f"{name}={n}" for n, name in enumerate(names, 1))

    assert settings.confinement is not None
    told = limits_by_name(settings.limits, settings.confinement)
    assert list(told.values()) == list(range(1, len(names) + 1))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param("page=5", "did you mean pages", id="misspelled"),
        pytest.param("pages", "'' is no whole number", id="no-value"),
        pytest.param("pages=0", "'0' is no whole number", id="nothing"),
        pytest.param("pages=-1", "'-1' is no whole number", id="negative"),
        pytest.param("pages=2.5", "'2.5' is no whole number", id="broken"),
        pytest.param("pages=1e9", "'1e9' is no whole number", id="not-plain"),
        pytest.param("pages=99999999999999999999", "no whole number", id="beyond"),
        pytest.param("=5", "there is no limit ''", id="no-name"),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused(given: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        Settings().limited([given])


@pytest.mark.parametrize(
    ("file", "limit", "slug"),
    [
        (PLAIN, "pdf_bytes=1000", "input.too-large"),
        (PHOTO, "picture_bytes=1000", "input.too-large"),
        (PHOTO, "side=100", "input.too-large"),
        (PLAIN, "page_objects=3", "input.too-large"),
        (PHOTO, "cpu_seconds=1", "incomplete"),
    ],
)
def test_a_limit_from_the_command_line_holds(file: Path, limit: str, slug: str) -> None:
    outcome = audited(file, "--limit", limit)

    assert slug in (*outcome.slugs, outcome.verdict)
    assert outcome.defects == ()


def test_the_limit_of_memory_holds_from_the_first_file_on() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "auditor",
            "audit",
            PLAIN,
            "--limit",
            "memory_bytes=9999999",
        ],
        capture_output=True,
        check=False,
    )

    assert done.returncode == 4
    assert b"[limit.memory]\n" in done.stderr


@pytest.mark.parametrize("limit", ["pages=1", "frames=1"])
def test_what_a_limit_leaves_out_is_told_and_nothing_passes_without_it(
    limit: str, tmp_path: Path
) -> None:
    """The first page alone would pass; what the second says nobody has read."""
    if limit == "pages=1":
        path = tmp_path / "label.pdf"
        path.write_bytes(twice(PLAIN.read_bytes()))
    else:
        path = tmp_path / "label.tif"
        page = page_image(PLAIN, 1, Settings())
        page.save(path, save_all=True, append_images=[Image.new("RGB", page.size)])
    settings = Settings(complete=True)

    whole = audit_product([PLAIN], profile=PROFILE, settings=settings)
    part = audit_product([path], profile=PROFILE, settings=settings.limited([limit]))

    assert whole.verdict is Verdict.PASS
    assert "only 1 are read" in part.sources[0].skipped[0]
    assert part.verdict is Verdict.INCOMPLETE


def twice(data: bytes) -> bytes:
    """The PDF with its first page a second time."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(data)
    document.import_pages(pdfium.PdfDocument(data), [0])
    with tempfile.TemporaryFile() as file:
        document.save(file)
        file.seek(0)
        return file.read()


# --- what is written ------------------------------------------------------------------


def test_a_full_disk_leaves_the_report_of_before(tmp_path: Path) -> None:
    """A limit of file size fails a write half way, as a full disk does."""
    report = tmp_path / "report.html"
    report.write_text("the report of yesterday")

    done = subprocess.run(
        [sys.executable, "-m", "auditor", "audit", str(PLAIN), "-o", str(report)],
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        check=False,
    )

    assert done.returncode == 7
    assert b"[output]" in done.stderr
    assert b"Traceback" not in done.stderr
    assert report.read_text() == "the report of yesterday"
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_folder_that_cannot_be_written_to_is_told() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "audit", str(PLAIN), "-o", "/proc/report.html"],
        capture_output=True,
        check=False,
    )

    assert done.returncode == 7
    assert done.stderr.endswith(b"[output]\n")


def test_no_room_for_temporary_files_is_told() -> None:
    program = (
        "import sys, tempfile; tempfile.tempdir = '/proc/nowhere';"
        "from auditor.cli import main; main(sys.argv[1:])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, "audit", str(PLAIN)],
        capture_output=True,
        check=False,
    )

    assert done.returncode == 7
    assert b"no temporary folder can be made" in done.stderr
    assert b"Traceback" not in done.stderr


# --- many files -----------------------------------------------------------------------


def mutations(count: int) -> list[tuple[str, Callable[[], bytes]]]:
    """Good labels with bytes changed, cut out or put in, the same at every run."""
    made = []
    for number in range(count):
        rng = random.Random(number)
        path = rng.choice([PLAIN, PHOTO])

        def build(path: Path = path, rng: random.Random = rng) -> bytes:
            data = bytearray(path.read_bytes())
            for _ in range(rng.choice([1, 10, 100])):
                place = rng.randrange(len(data))
                match rng.randrange(3):
                    case 0:
                        data[place] = rng.randrange(256)
                    case 1:
                        del data[place : place + rng.randrange(50)]
                    case 2:
                        data[place:place] = rng.randbytes(rng.randrange(50))
            return bytes(data)

        made.append((f"{number}{path.suffix}", build))
    return made


@pytest.mark.parametrize(("name", "build"), mutations(12), ids=lambda value: str(value)[:6])
def test_a_mutated_label_ends_as_an_audit_or_a_failure(
    name: str, build: Callable[[], bytes], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(build())

    outcome = audited(path)

    assert set(outcome.defects) <= {"it passed"}
    assert outcome.verdict or outcome.slugs
    # A change that no eye sees leaves what the gates ask for as it was.
    judged = ("nutrients", "ingredients", "certifications", "glutamine_g_per_serving")
    if outcome.verdict == "pass":
        whole = audited(PLAIN)
        assert [outcome.facts[key] for key in judged] == [
            whole.facts[key] for key in judged
        ]


def hostile() -> list[bytes]:
    """Every sixth of the collected files, for each of its many origins."""
    return sorted(files_in([str(MALFORMED)]))[::6] if MALFORMED.is_dir() else []


@pytest.mark.slow
@pytest.mark.parametrize("path", hostile(), ids=lambda path: os.path.basename(path)[-40:])
def test_a_hostile_file_ends_as_an_audit_or_a_failure(path: bytes) -> None:
    outcome = audited(path)

    assert outcome.defects == ()
    assert all(slug.startswith(("input.", "limit.", "worker.")) for slug in outcome.slugs)
    assert outcome.seconds < 60


NAMES = [
    b"-rf.jpg",
    b"--help.jpg",
    b"new\nline.jpg",
    b"esc\x1b[31mred.jpg",
    b"latin1_\xe9.jpg",
    b"bad_\xff\xfe.jpg",
    "\u202egpj.exe.jpg".encode(),
    b"<img src=x onerror=alert(1)>.jpg",
    b"x" * 251 + b".jpg",
]


@pytest.mark.parametrize("form", ["terminal", "json", "html", "markdown"])
def test_no_name_of_a_file_breaks_a_report(form: str, tmp_path: Path) -> None:
    labels = []
    for name in NAMES:
        path = os.path.join(os.fsencode(tmp_path), name)
        Path(os.fsdecode(path)).write_bytes(b"\x89PNG\r\n\x1a\n torn")
        labels.append(os.fsdecode(path))

    done = subprocess.run(
        [sys.executable, "-m", "auditor", "audit", "-f", form, "--", *labels],
        capture_output=True,
        check=False,
    )

    report = done.stdout.decode("utf-8")
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == len(NAMES)
    assert b"\x1b" not in done.stderr
    assert "\x1b" not in report
    assert "\u202e" not in report or form == "json"
    assert "<img src=x" not in report or form in ("terminal", "json")
    if form == "json":
        assert len(json.loads(report)["failures"]) == len(NAMES)
