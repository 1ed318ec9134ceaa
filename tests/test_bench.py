"""The benchmarks measure what they promise, and tell what became worse."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from auditor.bench.accuracy import Accuracy, accuracy_of, misread
from auditor.bench.comparison import compare
from auditor.bench.growth import make_small_pictures, measure_growth
from auditor.bench.labels import measure_parsing
from auditor.bench.plot import plot_of
from auditor.bench.reading import apart
from auditor.bench.result import (
    BenchResult,
    Figure,
    Held,
    Machine,
    Picture,
    PictureRead,
    ReaderResult,
    Unit,
    load_result,
    result_to_json,
)
from auditor.bench.scale import costs_of
from auditor.bench.scans import measure_scan
from auditor.bench.tell import tables_as_markdown, tables_of
from auditor.errors import UsageError
from auditor.evaluate import Truth
from auditor.model import Box, Document, Line, Page, Word
from auditor.reading.stages import REST, SharedSeconds, stage, timed_stages
from auditor.sandbox import AVAILABLE, confined

if TYPE_CHECKING:
    from collections.abc import Callable

    from commands import Outcome

PROJECT = Path(__file__).parents[1]
FIXTURES = PROJECT / "fixtures"


# --- stages -------------------------------------------------------------------------


class Clock:
    """Tells as much later as it was told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_stage_within_another_one_counts_for_itself() -> None:
    clock = Clock()

    @stage("inner")
    def inner() -> None:
        clock.now += 4

    @stage("outer")
    def outer() -> None:
        clock.now += 1
        inner()
        clock.now += 2

    with timed_stages(clock) as seconds:
        clock.now += 8
        outer()

    assert seconds == {REST: 8, "outer": 3, "inner": 4}


def test_a_stage_that_fails_is_counted_and_ended() -> None:
    clock = Clock()

    @stage("failing")
    def fail() -> None:
        clock.now += 2
        raise KeyError

    with timed_stages(clock) as seconds, pytest.raises(KeyError):
        fail()
    with timed_stages(clock) as later:
        clock.now += 1

    assert seconds["failing"] == 2
    assert later == {REST: 1}


@pytest.mark.skipif(not AVAILABLE, reason="nothing is forked here")
def test_seconds_are_told_from_within_a_forked_process() -> None:
    clock = Clock()

    @stage("far away")
    def work() -> None:
        clock.now += 3

    shared = SharedSeconds()
    with timed_stages(clock, shared):
        work()
        confined(work, subject="far away")

    assert shared["far away"] == 6
    assert set(shared) == {REST, "far away"}
    assert len(shared) == 2
    with pytest.raises(KeyError):
        shared["nowhere"]


def test_a_marked_function_does_what_it_does_without_anybody_asking() -> None:
    @stage("adding")
    def add(one: int, *, other: int) -> int:
        """Add."""
        return one + other

    assert add(1, other=2) == 3
    assert add.__doc__ == "Add."


# --- accuracy -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "lines", "edits"),
    [
        pytest.param("glutamine", ["l-glutaminepowder"], 0, id="within-a-line"),
        pytest.param("glutamine", ["powder", "glutarnine"], 2, id="misread"),
        pytest.param("glutamine", ["glutmine"], 1, id="lost-letter"),
        pytest.param("glutamine", ["glutaamine"], 1, id="letter-too-many"),
        pytest.param("glutamine", ["gluta", "mine"], 0, id="runs-on"),
        pytest.param("glutamine", ["mine", "x", "gluta"], 0, id="lines-in-any-order"),
        pytest.param("glutamine", ["gluta", "xmine"], 1, id="on-from-a-line's-beginning"),
        pytest.param("glutamine", [], 9, id="nothing-read"),
        pytest.param("abc", ["xyz"], 3, id="nothing-of-it"),
    ],
)
def test_a_clause_is_found_where_it_reads_best(
    clause: str, lines: list[str], edits: int
) -> None:
    assert misread(clause, lines) == edits


def test_words_and_characters_are_counted_by_what_was_transcribed() -> None:
    truth = Truth(file="a.jpg", product_name="L-Glutamine Powder", brand="Acme Labs")

    accuracy = accuracy_of(truth, ["ACME Labs now new", "L-Glutamime POWDER"])

    assert accuracy == Accuracy(words=5, words_read=4, characters=25, characters_wrong=1)
    assert accuracy.recall == 0.8
    assert accuracy.character_errors == 1 / 25


# --- what a run tells ---------------------------------------------------------------


def read(cpu: float, *, words: int = 9, wrong: int = 2) -> PictureRead:
    accuracy = Accuracy(words=10, words_read=words, characters=100, characters_wrong=wrong)
    return PictureRead(cpu_seconds=cpu, wall_seconds=2 * cpu, accuracy=accuracy)


def result(ours: PictureRead, *figures: Figure) -> BenchResult:
    return BenchResult(
        date=dt.date(2026, 11, 23),
        machine=Machine(
            processor="a processor",
            cores=2,
            memory_bytes=1,
            system="Linux",
            python="3.11",
        ),
        versions={"auditor": "0.1.0"},
        repeat=1,
        pictures=(Picture(sha256="ab", bytes=500_000, megapixels=2.0),),
        readers=(
            ReaderResult(
                name="auditor",
                title="auditor",
                pictures=(ours,),
                stages={"find": 0.25, "recognize": 0.5, "decode": 0.25},
            ),
            ReaderResult(name="rapidocr", title="RapidOCR", pictures=(read(4.0),)),
            ReaderResult(name="docling", title="docling", absent="not installed"),
        ),
        figures=figures,
    )


BEFORE = result(
    read(1.0),
    Figure("parsing.label", "a label", 0.010),
    Figure("parsing.rate", "labels", 100.0, Unit.PER_SECOND),
    Figure("startup.help-wall", "help", 0.2, Unit.WALL_SECONDS),
)


@pytest.mark.parametrize(
    ("after", "worse"),
    [
        pytest.param(BEFORE, [], id="the-same"),
        pytest.param(result(read(1.09)), [], id="within-the-tolerance"),
        pytest.param(result(read(1.2)), ["reading.auditor"], id="slower"),
        pytest.param(result(read(0.5)), [], id="quicker"),
        pytest.param(
            result(read(0.5, words=8)), ["reading.auditor.words"], id="fewer-words"
        ),
        pytest.param(
            result(read(0.5, wrong=3)),
            ["reading.auditor.characters"],
            id="more-characters-wrong",
        ),
        pytest.param(
            result(read(1.0), Figure("parsing.label", "a label", 0.02)),
            ["parsing.label"],
            id="a-figure-is-larger",
        ),
        pytest.param(
            result(read(1.0), Figure("parsing.rate", "labels", 50.0, Unit.PER_SECOND)),
            ["parsing.rate"],
            id="a-rate-is-smaller",
        ),
        pytest.param(
            result(read(1.0), Figure("startup.help-wall", "", 9.0, Unit.WALL_SECONDS)),
            [],
            id="the-clock-on-the-wall-is-only-told",
        ),
        pytest.param(
            result(read(1.0), Figure("judging.label", "", 9.0)), [], id="a-new-figure"
        ),
    ],
)
def test_what_became_worse_is_told(after: BenchResult, worse: list[str]) -> None:
    comparison = compare(BEFORE, after, tolerance=0.1)

    assert [change.id for change in comparison.worse] == worse
    assert comparison.remarks == ()


def test_other_readers_and_other_machines_are_not_held_against_the_program() -> None:
    slow = result(read(9.0))
    ours, rapidocr, absent = slow.readers
    weak = replace(rapidocr, pictures=(read(99.0, words=1),))
    elsewhere = replace(slow, machine=replace(slow.machine, processor="another one"))

    peers = compare(BEFORE, replace(BEFORE, readers=(ours, weak, absent)), 100.0)
    other = compare(BEFORE, elsewhere, 0.1)

    assert not peers.worse
    assert not other.worse
    assert "kind of machine" in other.remarks[0]


def test_other_pictures_are_not_compared() -> None:
    (picture,) = BEFORE.pictures
    other = result(read(9.0), Figure("parsing.label", "a label", 9.0))
    other = replace(other, pictures=(replace(picture, sha256="cd"),))

    comparison = compare(BEFORE, other, 0.1)

    assert [change.id for change in comparison.changes] == ["parsing.label"]
    assert not comparison.worse
    assert "pictures" in comparison.remarks[0]


def test_a_result_reads_back_equal(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    file.write_text(result_to_json(BEFORE), encoding="utf-8")

    assert load_result(file) == BEFORE


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param("{}", "not a benchmark's result", id="something-else"),
        pytest.param("no", "not a benchmark's result", id="no-json"),
        pytest.param(
            result_to_json(replace(BEFORE, schema=99)), "of form 99", id="another-form"
        ),
    ],
)
def test_a_file_that_is_no_result_is_told(
    run: Callable[..., Outcome], tmp_path: Path, content: str, told: str
) -> None:
    file = tmp_path / "bench.json"
    file.write_text(content, encoding="utf-8")

    outcome = run("bench", file)

    assert outcome.status == 4
    assert told in outcome.err


def test_the_status_tells_that_something_became_worse(
    run: Callable[..., Outcome], tmp_path: Path
) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(result_to_json(BEFORE), encoding="utf-8")
    new.write_text(result_to_json(result(read(3.0))), encoding="utf-8")

    worse, same = run("bench", new, "--against", old), run("bench", old, "--against", old)

    assert worse.status == 1
    assert "auditor, a picture: 1 before, 3 now" in worse.err
    assert "3.00" in worse.out
    assert same.status == 0
    assert same.err == ""


def test_the_plot_shows_the_readers_that_read() -> None:
    plot = ET.fromstring(plot_of(BEFORE))

    texts = [text.text for text in plot.iter("{http://www.w3.org/2000/svg}text")]
    assert {"auditor", "RapidOCR", "4.00", "recognize 50%"} <= set(texts)
    assert "docling" not in texts


def test_the_costs_of_many_files_are_sums_of_the_measured_ones() -> None:
    measured = {
        "scan.start": 2.0,
        "scan.around": 0.5,
        "scale.find": 0.01,
        "scale.keep": 0.02,
        "scale.judge": 0.03,
        "scale.gallery": 0.04,
    }
    whole = result(read(1.0), *(Figure(id_, "", value) for id_, value in measured.items()))

    costs = costs_of(whole)

    assert costs is not None
    # The engine's 0.75 s of the reader's second, and all that is around it in a scan.
    assert costs.photo == pytest.approx(0.75 + 0.5)
    assert costs.gigabyte == pytest.approx(1.25 * 2_000)
    assert sum(costs.phases(100).values()) == pytest.approx(2 + 100 * (1.25 + 0.04))
    assert costs.wall(100, workers=10) == pytest.approx(2 + 100 * (0.03 + 1.22 / 10))


def test_a_run_that_did_not_measure_all_costs_reckons_none() -> None:
    assert costs_of(BEFORE) is None


# --- measuring ----------------------------------------------------------------------


def copy(folder: Path, *names: str) -> None:
    for name in names:
        for file in FIXTURES.glob(f"{name}.*"):
            if file.name.removeprefix(f"{name}.") in ("jpg", "pdf", "truth.json"):
                (folder / file.name).symlink_to(file)


def test_a_run_holds_what_is_promised(run: Callable[..., Outcome], tmp_path: Path) -> None:
    copy(tmp_path, "plain-l-glutamine.front", "capsules-magnesium-stearate.small")
    copy(tmp_path, "facts-only")
    sections = "reading,judging,reports,startup,scale"
    output = tmp_path / "bench.json"

    outcome = run(
        *("bench", tmp_path, "--only", sections, "--files", 20, "--readers", "auditor"),
        *("-o", output),
    )

    assert outcome.status == 0, outcome.err
    told = json.loads(output.read_text(encoding="utf-8"))
    assert told["schema"] == 1
    assert dt.date.fromisoformat(told["date"])
    assert told["machine"]["cores"] >= 1
    assert {"auditor", "onnxruntime", "numpy"} <= set(told["versions"])
    assert [len(picture["sha256"]) for picture in told["pictures"]] == [64, 64]
    (ours,) = told["readers"]
    assert {"decode", "find", "rectify", "recognize", "layout"} <= set(ours["stages"])
    assert [picture["accuracy"]["words_read"] > 0 for picture in ours["pictures"]] == [
        True,
        True,
    ]
    spent = sum(picture["cpu_seconds"] for picture in ours["pictures"])
    assert sum(ours["stages"].values()) == pytest.approx(spent, rel=0.1)
    figures = {figure["id"]: figure["value"] for figure in told["figures"]}
    assert {figure.partition(".")[0] for figure in figures} == set(sections.split(","))
    assert figures["reading.page-text-layer"] > 0
    assert figures["reports.html"] > 0
    assert figures["startup.pdf"] > figures["startup.help"] > 0
    assert figures["scale.judge"] > 0


def test_what_is_around_reading_is_a_part_of_what_is_around_the_engine() -> None:
    with apart() as process:
        measured = process.submit(
            measure_scan, [FIXTURES / "bare-glutamine.photo.jpg"]
        ).result()

    figures = {figure.id: figure.value for figure in measured}
    shares = [figures[f"scan.share{of}"] for of in ("-reading", "", "-networks")]
    assert 0 < shares[0] < shares[1] < shares[2]
    assert figures["scan.cpu-1"] > figures["scan.around"] > 0
    assert figures["scan.rate-2"] > 0


def test_parsing_is_measured_by_the_label_and_by_the_length_of_a_text() -> None:
    line = Line((Word("Ingredients: L-Glutamine.", Box(0, 0, 90, 10), 0.9),), 10.0)
    page = Page(number=1, width=100, height=20, unit="px", origin="e", lines=(line,))
    document = Document(name="a", sha256="", media_type="", pages=(page,))

    figures = list(measure_parsing([document], 1, {"1 kB": 1_000, "2 kB": 2_000}))

    values = {figure.id: figure.value for figure in figures}
    assert set(values) - {"parsing.rate"} == {
        *("parsing.label", "parsing.first", "parsing.1kB", "parsing.2kB")
    }
    assert None not in values.values()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param(["--only", "speed"], "--only speed: is no section", id="section"),
        pytest.param(["--readers", "nobody"], "nobody: there is no reader", id="reader"),
    ],
)
def test_what_is_not_known_is_told_before_anything_is_read(
    run: Callable[..., Outcome], tmp_path: Path, options: list[str], told: str
) -> None:
    copy(tmp_path, "plain-l-glutamine.front")

    outcome = run("bench", tmp_path, *options)

    assert outcome.status == UsageError.exit_code
    assert told in outcome.err


def test_a_reader_that_is_not_installed_is_told() -> None:
    absent = [name for name in ("docling", "ocrmypdf") if find_spec(name) is None]
    if not absent:
        pytest.skip("all other readers are installed, so that this is not here")
    from auditor.bench.readers import load
    from auditor.errors import DependencyError

    with pytest.raises(DependencyError, match=f"not installed; pip install {absent[0]}"):
        load(absent[0])


@pytest.mark.parametrize("name", ["bench", "memory"])
def test_the_page_of_figures_shows_the_run_that_lies_beside_it(name: str) -> None:
    stored = load_result(PROJECT / "docs" / f"{name}.json")
    page = (PROJECT / "docs" / "performance.md").read_text(encoding="utf-8")

    shown = re.search(
        rf"<!-- {name}: .*? -->\n+(.*?)\n+<!-- end of {name} -->", page, re.DOTALL
    )

    assert shown is not None
    printed = tables_as_markdown(tables_of(stored), stored)
    assert shown[1] + "\n" == printed, (
        f"print it anew: auditor bench docs/{name}.json -f markdown"
    )


# --- memory over many pictures --------------------------------------------------------


def held(pictures: int, worker: int, reading: int = 0) -> Held:
    return Held(pictures=pictures, scan=180_000_000, worker=worker, reading=reading)


def test_memory_over_a_scan_is_told_by_stretches_and_plotted() -> None:
    steps = [held(n, 200_000_000 + n, 300_000_000) for n in range(100, 1_001, 100)]
    run = replace(BEFORE, readers=(), figures=(), growth=tuple(steps))

    (table,) = tables_of(run)
    plot = ET.fromstring(plot_of(run))

    assert table.title == "Memory over a scan of 1,000 pictures, in MB"
    assert [row[0] for row in table.rows][::4] == ["0 to 200", "800 to 1,000"]
    assert {row[1] for row in table.rows} == {"180.0"}
    lines = [part for part in plot.iter() if part.tag.endswith("polyline")]
    assert [len(line.attrib["points"].split()) for line in lines] == [10, 10, 10]


def test_small_pictures_are_small_and_no_two_alike(tmp_path: Path) -> None:
    photos = sorted(FIXTURES.glob("bare-glutamine.*.jpg"))

    make_small_pictures(photos, 6, tmp_path)

    made = sorted(tmp_path.iterdir())
    assert len({file.read_bytes() for file in made}) == 6
    for file in made:
        with Image.open(file) as picture:
            assert 500 <= picture.width <= 700
            assert picture.height <= 200


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what processes hold")
def test_the_processes_of_a_scan_are_looked_at_while_it_reads() -> None:
    steps = measure_growth([FIXTURES / "bare-glutamine.photo.jpg"], 6, each_seconds=0.05)

    assert 1 <= steps[-1].pictures <= 6
    assert all(step.scan > 50e6 and step.worker > 10e6 for step in steps[-3:])
    assert max(step.reading for step in steps) > 50e6
