"""Scans: every product once, in order, nothing done twice, whatever happens."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from shelf import FIXTURES, fill_shelf, pdf

from auditor import cache, regex
from auditor.batch.pool import InProcess, LocalPool
from auditor.batch.products import Group, Product
from auditor.batch.scan import Progress, Result, Scanner, find_products, scan
from auditor.batch.store import Kind, Store, store_path
from auditor.batch.work import JudgeJob, ReadJob, Terms, WasRead, WentWrong
from auditor.criteria.profile import load_profile
from auditor.errors import EngineError, MissingInputError
from auditor.model import Verdict
from auditor.pipeline import Settings, audit_product
from auditor.report import ReportFormat, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.batch.work import Done, Job

TERMS = Terms(load_profile("glutamine"), Settings())
PLAIN = FIXTURES / "plain-l-glutamine.pdf"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    fill_shelf(folder, 9)
    return folder


class Counting(InProcess):
    """Works here, and knows what it was asked to do."""

    def __init__(self, terms: Terms = TERMS) -> None:
        super().__init__(terms)
        self.asked: Counter[str] = Counter()

    def submit(self, job: Job) -> None:
        self.asked["read" if isinstance(job, ReadJob) else "judge"] += 1
        if isinstance(job, JudgeJob) and job.facts is not None:
            self.asked["parsed before"] += 1
        super().submit(job)


def lines(results: Iterator[Result]) -> str:
    return "".join(result.line for result in results)


def scanned(
    folder: Path, store: Path, terms: Terms = TERMS, runner: InProcess | None = None
) -> tuple[str, Counter[str]]:
    """The results of a folder, and what had to be done for them."""
    runner = runner or Counting(terms)
    with Scanner(terms, store=store, runner=runner) as scanner:
        told = lines(scanner.audit(find_products([folder]).products))
    return told, runner.asked if isinstance(runner, Counting) else Counter()


# --- results ------------------------------------------------------------------


def test_a_result_is_what_audit_tells(tmp_path: Path) -> None:
    (result,) = scan([PLAIN], jobs=0, store=tmp_path)

    audit = audit_product([PLAIN], profile=TERMS.profile)
    assert result.line == render(audit, ReportFormat.JSONL)
    assert result.verdict is audit.verdict is Verdict.PASS
    assert result.record["product"]["id"] == result.product == "plain-l-glutamine"
    assert result.files == (PLAIN,)


def test_results_are_sorted_and_complete(shelf: Path, tmp_path: Path) -> None:
    results = list(scan([shelf], jobs=2, store=tmp_path / "s"))

    products = [result.product for result in results]
    assert products == sorted(path.stem for path in shelf.iterdir())
    verdicts = Counter(result.verdict for result in results)
    assert verdicts[Verdict.FAIL] >= 3


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_any_number_of_workers_gives_the_same_bytes(
    shelf: Path, tmp_path: Path, jobs: int
) -> None:
    alone = lines(scan([shelf], jobs=0, store=tmp_path / "alone"))

    assert lines(scan([shelf], jobs=jobs, store=tmp_path / "many")) == alone


def test_a_product_of_several_files_is_audited_as_one(tmp_path: Path) -> None:
    for side in ("front", "back"):
        (tmp_path / f"tub-{side}.pdf").write_bytes(
            pdf([f"L-Glutamine {side}", "Net Wt 500 g"])
        )

    (result,) = scan([tmp_path], jobs=0, cache=False)

    sources = result.record["product"]["sources"]
    assert [Path(source["file"]).name for source in sources] == [
        "tub-back.pdf",
        "tub-front.pdf",
    ]


def test_a_manifest_s_word_that_a_label_is_whole_is_taken(tmp_path: Path) -> None:
    shutil.copy(FIXTURES / "facts-only.pdf", tmp_path / "facts.pdf")
    manifest = tmp_path / "m.csv"
    told = {}

    for word in ("yes", "no"):
        manifest.write_text(f"file,product,complete\nfacts.pdf,Tub,{word}\n")
        (result,) = scan(manifest=manifest, jobs=0, store=tmp_path / "s")
        told[word] = result.record["seen"]["because"]

    assert "the user says" in told["yes"]
    assert "the user says" not in told["no"]


def test_what_a_manifest_does_not_name_is_left_out_by_name(shelf: Path) -> None:
    (shelf / "m.csv").write_text("file,product\nlabel-xaaaab.pdf,Tub\n")

    catalogue = find_products([shelf], manifest=shelf / "m.csv")

    assert [product.id for product in catalogue.products] == ["Tub"]
    reasons = Counter(item.reason for item in catalogue.left_out)
    assert reasons == {"not in the manifest": 8, "not a picture or PDF": 1}


def test_a_path_that_is_not_there_stops_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError):
        next(scan([tmp_path / "gone"], jobs=0, store=tmp_path))


# --- what cannot be read, and what shows no label -------------------------------


def test_a_file_that_cannot_be_read_is_a_row_and_the_others_go_on(
    shelf: Path, tmp_path: Path
) -> None:
    (shelf / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    (shelf / "empty.jpg").touch()
    (shelf / "page.jpg").write_bytes(b"<html>404</html>")

    results = {result.product: result for result in scan([shelf], jobs=2, store=tmp_path)}

    assert len(results) == 12
    assert results["empty"].slugs == ("input.empty",)
    assert results["page"].slugs == ("input.unsupported",)
    assert results["broken"].slugs == ("input.corrupt",)
    assert results["broken"].is_unread
    assert not results["label-xaaaaa"].slugs


def test_failures_are_tried_again(tmp_path: Path) -> None:
    label = tmp_path / "in" / "label.pdf"
    label.parent.mkdir()
    label.write_bytes(b"%PDF-1.7 half a download")
    scanned(label.parent, tmp_path / "s")
    label.write_bytes(PLAIN.read_bytes())

    told, _ = scanned(label.parent, tmp_path / "s")

    assert json.loads(told)["failures"] == []


def test_a_picture_without_a_label_is_named_and_not_judged(tmp_path: Path) -> None:
    (tmp_path / "tub.pdf").write_bytes(PLAIN.read_bytes())
    (tmp_path / "tub-2.pdf").write_bytes(pdf(["Enjoy the summer at our shop in town"]))
    (tmp_path / "team.pdf").write_bytes(pdf(["Welcome"]))

    results = {
        result.product: result for result in scan([tmp_path], jobs=0, store=tmp_path / "s")
    }

    tub = results["tub"]
    assert tub.verdict is Verdict.PASS
    assert [row["slug"] for row in tub.record["failures"]] == ["input.no-label"]
    assert "tub-2" in tub.record["failures"][0]["file"]
    assert not tub.is_aside
    assert not tub.is_unread
    assert results["team"].is_aside
    assert "only 1 words" in results["team"].record["failures"][0]["problem"]


def test_a_missing_engine_stops_the_scan(tmp_path: Path) -> None:
    shutil.copy(FIXTURES / "plain-l-glutamine.front.jpg", tmp_path)

    with pytest.raises(EngineError, match="no engine"):
        list(scan([tmp_path], settings=Settings(engine="none"), jobs=1, cache=False))


def test_text_layers_need_no_engine(shelf: Path, tmp_path: Path) -> None:
    results = scan([shelf], settings=Settings(engine="none"), jobs=0, store=tmp_path)

    assert not any(result.is_unread for result in results)


# --- doing nothing twice --------------------------------------------------------


def test_a_repeated_scan_does_nothing(shelf: Path, tmp_path: Path) -> None:
    first, _ = scanned(shelf, tmp_path / "s")

    again, asked = scanned(shelf, tmp_path / "s")

    assert asked == {}
    assert again == first


def test_another_profile_judges_anew_and_neither_reads_nor_parses(
    shelf: Path, tmp_path: Path
) -> None:
    scanned(shelf, tmp_path / "s")
    strict = replace(TERMS, profile=load_profile("glutamine-strict"))

    told, asked = scanned(shelf, tmp_path / "s", strict)

    assert asked == {"judge": 9, "parsed before": 9}
    assert told == scanned(shelf, tmp_path / "fresh", strict)[0]


def test_whole_labels_are_parsed_anew_and_not_read(shelf: Path, tmp_path: Path) -> None:
    scanned(shelf, tmp_path / "s")
    whole = replace(TERMS, settings=Settings(complete=True))

    told, asked = scanned(shelf, tmp_path / "s", whole)

    assert asked == {"judge": 9}
    assert told == scanned(shelf, tmp_path / "fresh", whole)[0]


def test_only_what_changed_is_read(shelf: Path, tmp_path: Path) -> None:
    scanned(shelf, tmp_path / "s")
    (shelf / "label-xaaaaa.pdf").write_bytes(pdf(["L-Glutamine", "Net Wt 400 g"]))

    told, asked = scanned(shelf, tmp_path / "s")

    assert asked == {"read": 1, "judge": 1}
    assert told == scanned(shelf, tmp_path / "fresh")[0]


def test_copies_are_read_once(shelf: Path, tmp_path: Path) -> None:
    for n in range(5):
        shutil.copy(shelf / "label-xaaaaa.pdf", shelf / f"other-{'abcde'[n]}.pdf")

    told, asked = scanned(shelf, tmp_path / "s")

    assert asked == {"read": 9, "judge": 14}
    for line in told.splitlines():
        record = json.loads(line)
        assert record["product"]["id"] in record["product"]["sources"][0]["file"]


def test_a_renamed_file_is_judged_under_its_new_name(shelf: Path, tmp_path: Path) -> None:
    scanned(shelf, tmp_path / "s")
    (shelf / "label-xaaaaa.pdf").rename(shelf / "renamed.pdf")

    told, asked = scanned(shelf, tmp_path / "s")

    assert asked == {"judge": 1}
    record = json.loads(told.splitlines()[-1])
    assert record["product"]["id"] == "renamed"
    assert "label-xaaaaa" not in told


def test_without_a_cache_nothing_is_kept(shelf: Path, tmp_path: Path) -> None:
    kept = store_path(tmp_path / "s")
    list(scan([shelf], jobs=0, store=kept.parent))
    before = kept.read_bytes()

    runner = Counting()
    with Scanner(TERMS, cache=False, runner=runner) as scanner:
        list(scanner.audit(find_products([shelf]).products))

    assert runner.asked == {"read": 9, "judge": 9}
    assert kept.read_bytes() == before


def test_a_damaged_reading_is_read_again(shelf: Path, tmp_path: Path) -> None:
    first, _ = scanned(shelf, tmp_path / "s")
    with Store(store_path(tmp_path / "s")) as store:
        damage = "UPDATE entry SET content = x'00' WHERE kind = ?"
        store._open().execute(damage, (Kind.READING,))
        store._open().execute("DELETE FROM entry WHERE kind = ?", (Kind.AUDIT,))

    again, asked = scanned(shelf, tmp_path / "s")

    assert again == first
    assert asked == {"read": 9, "judge": 9, "parsed before": 9}


def test_a_file_that_changes_while_it_is_read_is_told(shelf: Path, tmp_path: Path) -> None:
    changing = shelf / "label-xaaaac.pdf"
    shutil.copy(changing, shelf / "copy.pdf")

    class Changing(Counting):
        def done(self) -> Iterator[tuple[Job, Done]]:
            job = self._waiting[0]
            if isinstance(job, ReadJob) and job.file == shelf / "copy.pdf":
                job.file.write_bytes(pdf(["L-Glutamine 1 g"]))
            yield from super().done()

    told, _ = scanned(shelf, tmp_path / "s", runner=Changing())

    records = {json.loads(line)["product"]["id"]: line for line in told.splitlines()}
    assert "changed while it was read" in records["copy"]
    assert json.loads(records["label-xaaaac"])["failures"] == []


def test_progress_counts_every_product_and_file(shelf: Path, tmp_path: Path) -> None:
    (shelf / "broken.pdf").write_bytes(b"%PDF-1.7")
    shutil.copy(shelf / "label-xaaaaa.pdf", shelf / "copy.pdf")
    seen: list[tuple[int, int]] = []

    def told(progress: Progress) -> None:
        seen.append((progress.done, progress.looked_at))
        last.append(progress)

    last: list[Progress] = []
    list(scan([shelf], jobs=0, store=tmp_path / "s", progress=told))

    assert seen == sorted(seen)
    assert (last[-1].done, last[-1].looked_at) == (11, 11)
    assert (last[-1].products, last[-1].files, last[-1].unread) == (11, 11, 1)
    assert sum(last[-1].verdicts.values()) == 11


def test_products_with_one_barcode_are_one(tmp_path: Path) -> None:
    digits = "4 006381 333931"
    for name in ("left", "right"):
        (tmp_path / f"x{name}.pdf").write_bytes(pdf([f"L-Glutamine {name}", digits]))
    (tmp_path / "alone.pdf").write_bytes(pdf(["L-Glutamine alone"]))

    results = list(scan([tmp_path], group=Group.BARCODE, jobs=0, store=tmp_path / "s"))

    assert {result.product: len(result.files) for result in results} == {
        "4006381333931": 2,
        "alone": 1,
    }


# --- workers that die -------------------------------------------------------------


@pytest.mark.slow
def test_results_are_the_same_with_a_worker_killed_every_ten_files(tmp_path: Path) -> None:
    fill_shelf(tmp_path / "shelf", 40)
    products = find_products([tmp_path / "shelf"]).products
    alone, _ = scanned(tmp_path / "shelf", tmp_path / "alone")
    pool = LocalPool(TERMS, 2)
    done = 0

    def told(progress: Progress) -> None:
        nonlocal done
        if progress.read // 10 > done:
            done = progress.read // 10
            worker = random.choice(pool._workers)
            worker.process.kill()

    with Scanner(TERMS, store=tmp_path / "s", runner=pool) as scanner:
        results = lines(scanner.audit(products, told))

    assert done >= 3
    assert results == alone


def test_a_file_that_kills_every_worker_is_a_row_and_nothing_else_is_lost(
    shelf: Path, tmp_path: Path
) -> None:
    poison = shelf / "label-xaaaae.pdf"

    class Poisoned(LocalPool):
        def _hand_out(self) -> None:
            super()._hand_out()
            for worker in self._workers:
                job = worker.errand and worker.errand.job
                if isinstance(job, ReadJob) and job.file == poison:
                    worker.process.kill()

    with Scanner(TERMS, store=tmp_path / "s", runner=Poisoned(TERMS, 2)) as scanner:
        results = list(scanner.audit(find_products([shelf]).products))

    assert len(results) == 9
    slugs = {result.product: result.slugs for result in results if result.slugs}
    assert slugs == {"label-xaaaae": ("worker.crashed",)}


def test_a_worker_that_hangs_is_ended_and_its_file_is_a_row(
    shelf: Path, tmp_path: Path
) -> None:
    stuck = shelf / "label-xaaaac.pdf"

    class Stuck(LocalPool):
        def _patience(self, job: Job) -> float:
            return 1.0 if isinstance(job, ReadJob) and job.file == stuck else 60.0

        def _hand_out(self) -> None:
            super()._hand_out()
            for worker in self._workers:
                job = worker.errand and worker.errand.job
                if isinstance(job, ReadJob) and job.file == stuck:
                    os.kill(worker.process.pid, signal.SIGSTOP)

    with Scanner(TERMS, store=tmp_path / "s", runner=Stuck(TERMS, 1)) as scanner:
        results = list(scanner.audit(find_products([shelf]).products))

    slugs = {result.product: result.slugs for result in results if result.slugs}
    assert slugs == {"label-xaaaac": ("limit.time",)}


def test_workers_keep_and_find_compiled_patterns_where_the_program_does(
    shelf: Path, tmp_path: Path
) -> None:
    file = tmp_path / "kept" / regex.KEPT
    cache.keep_in(lambda: file.parent)
    pool = LocalPool(TERMS, 1)
    pool.submit(ReadJob("k", min(shelf.iterdir())))

    ((_, done),) = pool.done()
    pool.submit(ReadJob("k", Path("gone.pdf")))
    list(pool.done())
    pool.close()
    cache.keep_in(None)

    assert isinstance(done, WasRead)
    assert len(json.loads(file.read_bytes().partition(b"\n")[2])["patterns"]) > 100


@pytest.mark.parametrize("make", [InProcess, lambda terms: LocalPool(terms, 2)])
def test_every_runner_does_every_job_and_tells_what_went_wrong(
    make: Callable[[Terms], LocalPool], shelf: Path
) -> None:
    runner = make(TERMS)
    jobs = [ReadJob("k", file) for file in (*sorted(shelf.iterdir()), Path("gone.pdf"))]
    for job in jobs:
        runner.submit(job)

    done: dict[Path, Done] = {}
    while len(done) < len(jobs):
        done |= {job.file: result for job, result in runner.done()}
    runner.close()

    assert set(done) == {job.file for job in jobs}
    gone = done.pop(Path("gone.pdf"))
    assert isinstance(gone, WentWrong)
    assert gone.failure.slug == "input.missing"
    assert all(isinstance(result, WasRead) for result in done.values())


def test_a_defect_is_a_row_and_is_not_kept(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.batch.work.audit_facts", _defective())

    first, _ = scanned(shelf, tmp_path / "s")
    again, asked = scanned(shelf, tmp_path / "s")

    assert first.count('"slug":"internal"') == 1
    assert asked["judge"] == 1
    assert '"slug":"internal"' not in again


def _defective() -> Callable[..., object]:
    from auditor.pipeline import audit_facts

    calls = iter([True])

    def broken(*arguments: object, **named: object) -> object:
        if next(calls, False):
            raise ZeroDivisionError("ours")
        return audit_facts(*arguments, **named)  # type: ignore[arg-type]

    return broken


# --- scans that are killed ---------------------------------------------------------


def start(folder: Path, store: Path, output: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "auditor", "scan", folder, "--store", store),
            *("-j", "2", "-f", "jsonl", "-o", output, "-q"),
        ],
        stderr=subprocess.PIPE,
    )


@pytest.mark.slow
def test_a_scan_that_is_killed_ten_times_ends_with_the_same_results(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "shelf"
    fill_shelf(folder, 60)
    alone, _ = scanned(folder, tmp_path / "alone")
    chance = random.Random(4)
    output = tmp_path / "results.jsonl"
    killed = 0

    for _ in range(10):
        with start(folder, tmp_path / "s", output) as process:
            try:
                process.wait(chance.uniform(0.3, 2.5))
            except subprocess.TimeoutExpired:
                process.kill()
                killed += 1
        assert killed == 10 or output.exists() or not list(tmp_path.glob("results*"))
    with start(folder, tmp_path / "s", output) as process:
        process.wait(120)

    assert killed >= 3
    assert output.read_text("utf-8") == alone


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_a_scan_at_once_and_the_next_goes_on(
    tmp_path: Path, number: signal.Signals
) -> None:
    folder = tmp_path / "shelf"
    fill_shelf(folder, 400)
    with start(folder, tmp_path / "s", tmp_path / "out") as process:
        while _readings(tmp_path / "s") < 5:
            time.sleep(0.05)
        process.send_signal(number)
        started = time.monotonic()
        _, told = process.communicate(timeout=20)
    seconds = time.monotonic() - started

    assert process.returncode == 130
    assert seconds < 5
    assert b"the same command goes on" in told
    assert b"Traceback" not in told
    assert not (tmp_path / "out").exists()
    kept = _readings(tmp_path / "s")
    assert 5 <= kept < 400


def _readings(folder: Path) -> int:
    if not store_path(folder).exists():
        return 0
    with Store(store_path(folder)) as store:
        return store.summary().entries[Kind.READING]


def test_a_caller_may_stop_taking_results(shelf: Path, tmp_path: Path) -> None:
    results = scan([shelf], jobs=2, store=tmp_path / "s")
    first = next(results)

    results.close()  # type: ignore[attr-defined]  # a generator, which ends its workers

    assert first.product == "label-xaaaaa"
    assert len(list(scan([shelf], jobs=1, store=tmp_path / "s"))) == 9


def test_a_product_has_a_file() -> None:
    with pytest.raises(ValueError, match="without a file"):
        Product(id="x", files=())
