"""The commands scan and store, tried through the door that users use."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from shelf import FIXTURES, fill_shelf, pdf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    Auditor: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]

PASSES = FIXTURES / "plain-l-glutamine.pdf"
SCANNED = FIXTURES / "plain-l-glutamine.scan.pdf"
FAILS = FIXTURES / "alanyl-glutamine.pdf"


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    """Run the program in a process of its own, with a store of its own."""

    def run(*arguments: object, command: str = "scan") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                *(sys.executable, "-m", "auditor", command, *map(str, arguments)),
                *("--store", str(tmp_path / "store")),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    fill_shelf(tmp_path / "shelf", 3)
    return tmp_path / "shelf"


def test_a_dry_run_shows_the_products_and_reads_nothing(
    auditor: Auditor, tmp_path: Path
) -> None:
    for name in ("tub-front.jpg", "tub-back.jpg", "iso.jpg", "notes.txt"):
        (tmp_path / name).write_bytes(b"no picture")

    told = auditor(tmp_path, "--dry-run")

    assert told.returncode == 0
    assert "\ntub\n" in f"\n{told.stdout}"
    assert "notes.txt: not a picture or PDF" in told.stdout
    assert "2 products from 3 files; 1 other thing left out" in told.stdout
    assert not (tmp_path / "store").exists()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A PDF of two labels, of which the first fails and the second passes."""
    from pypdfium2 import PdfDocument

    together = PdfDocument.new()
    for label in (FAILS, PASSES):
        with PdfDocument(label) as one:
            together.import_pages(one)
    together.save(tmp_path / "pack.pdf")
    together.close()
    return tmp_path / "pack.pdf"


def test_a_pack_of_labels_passes_as_none_of_them(auditor: Auditor, pack: Path) -> None:
    told = auditor(pack, "-j", "0", "-f", "jsonl")

    record = json.loads(told.stdout)
    assert record["verdict"] != "pass"
    assert "seems to show 2 packages" in record["conflicts"][-1]["reason"]


def test_each_page_of_a_pack_is_audited_by_itself(auditor: Auditor, pack: Path) -> None:
    options = (pack, "--group", "page")

    shown = auditor(*options, "--dry-run")
    told = auditor(*options, "-j", "0", "-f", "jsonl")
    # The reading of the file is shared, and the audits of its pages are not mixed up.
    again = auditor(*options, "-j", "0", "-f", "jsonl")
    cut = auditor(*options, "--limit", "pages=1", "--dry-run")

    assert "pack, page 1\n" in shown.stdout
    assert "2 products from 1 file; 0 other things left out" in shown.stdout
    records = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(r["product"]["id"], r["verdict"]) for r in records] == [
        ("pack, page 1", "fail"),
        ("pack, page 2", "pass"),
    ]
    assert [r["product"]["sources"][0]["pages"][0]["number"] for r in records] == [1, 2]
    assert again.stdout == told.stdout
    assert "pages 2 to 2: only 1 are read" in cut.stdout


def test_each_page_of_a_tiff_is_audited_by_itself(auditor: Auditor, tmp_path: Path) -> None:
    sides = [
        Image.open(FIXTURES / f"capsules-magnesium-stearate.{side}.jpg").convert("RGB")
        for side in ("front", "claims")
    ]
    for side in sides:
        side.thumbnail((700, 700))
    sides[0].save(tmp_path / "box.tif", save_all=True, append_images=sides[1:])
    options = (tmp_path / "box.tif", "--group", "page")

    shown = auditor(*options, "--dry-run")
    told = auditor(*options, "-j", "0", "-f", "jsonl", "--effort", "fast")
    cut = auditor(*options, "--limit", "frames=1", "--dry-run")

    assert "2 products from 1 file; 0 other things left out" in shown.stdout
    records = [json.loads(line) for line in told.stdout.splitlines()]
    assert [record["product"]["id"] for record in records] == ["box, page 1", "box, page 2"]
    one, two = (record["product"]["sources"][0]["pages"] for record in records)
    assert [[page["number"] for page in pages] for pages in (one, two)] == [[1], [2]]
    assert records[0]["facts"]["product_name"] != records[1]["facts"]["product_name"]
    assert "pages 2 to 2: only 1 are read" in cut.stdout


def test_an_ending_that_tells_no_format_lists_those_that_do(
    auditor: Auditor, tmp_path: Path
) -> None:
    told = auditor(PASSES, "-o", tmp_path / "results.pfd")

    assert told.returncode == 2
    assert "results.pfd: .pfd tells no format of a report; use one of" in told.stderr
    assert ".parquet" in told.stderr
    assert not (tmp_path / "results.pfd").exists()


def test_what_a_scan_kept_is_reported_again(auditor: Auditor, shelf: Path) -> None:
    early = auditor(command="report")
    scanned = auditor(shelf, "-j", "0", "-f", "jsonl")
    # Another profile's audits stand beside those of this one.
    auditor(shelf, "-j", "0", "--profile", "any-supplement")

    told = auditor("-f", "jsonl", command="report")
    both = auditor(shelf, command="report")
    lines = told.stdout.splitlines()
    assert set(scanned.stdout.splitlines()) < set(lines)
    assert len(lines) == 6
    assert told.returncode == scanned.returncode
    assert (early.returncode, both.returncode) == (2, 2)
    assert "nothing was scanned yet" in early.stderr
    assert "name either one" in both.stderr


@pytest.mark.parametrize(
    ("options", "status"),
    [
        pytest.param([PASSES], 0, id="all-pass"),
        pytest.param([PASSES, FAILS], 1, id="one-fails"),
        pytest.param([PASSES, FAILS, "--exit-zero"], 0, id="forgiven"),
        pytest.param([FAILS, FIXTURES / "broken" / "truncated.jpg"], 4, id="one-is-unread"),
        pytest.param([PASSES, FAILS, "--profile", "none"], 5, id="no-profile"),
        pytest.param([SCANNED, "--engine", "none"], 6, id="no-engine"),
        pytest.param(["gone"], 4, id="no-path"),
    ],
)
def test_the_gravest_of_all_products_is_the_status(
    auditor: Auditor, options: list[object], status: int
) -> None:
    told = auditor(*options, "-j", "0", "-f", "jsonl")

    assert told.returncode == status, told.stderr
    assert all(line.startswith("auditor: ") for line in told.stderr.splitlines())


@pytest.mark.parametrize(
    ("fail_on", "status"), [("fail", 3), ("incomplete", 1)], ids=["fail", "incomplete"]
)
def test_an_incomplete_product_fails_where_it_is_asked_for(
    auditor: Auditor, tmp_path: Path, fail_on: str, status: int
) -> None:
    (tmp_path / "front.pdf").write_bytes(pdf(["L-Glutamine powder", "Net Wt 500 g"]))

    told = auditor(tmp_path / "front.pdf", "-j", "0", "--fail-on", fail_on)

    assert told.returncode == status


def test_pictures_without_a_label_are_named_and_change_no_status(
    auditor: Auditor, tmp_path: Path
) -> None:
    (tmp_path / "team.pdf").write_bytes(pdf(["Welcome"]))

    told = auditor(PASSES, tmp_path / "team.pdf", "-j", "0", "-f", "jsonl")

    assert told.returncode == 0
    assert "1 product put aside, whose pictures show no label: team" in told.stderr
    assert len(told.stdout.splitlines()) == 2


def test_json_lines_are_whole_records_in_order(auditor: Auditor, shelf: Path) -> None:
    told = auditor(shelf, "-f", "jsonl", "-j", "2")

    records = [json.loads(line) for line in told.stdout.splitlines()]
    assert [record["product"]["id"] for record in records] == [
        "label-xaaaaa",
        "label-xaaaab",
        "label-xaaaac",
    ]
    assert {record["schema"] for record in records} == {1}


def test_the_suffix_chooses_the_format(
    auditor: Auditor, shelf: Path, tmp_path: Path
) -> None:
    output = tmp_path / "results.csv"

    told = auditor(shelf, "-o", output, "-j", "0")

    rows = list(csv.DictReader(output.read_text("utf-8").splitlines()))
    assert {row["product"] for row in rows} == {f"label-xaaaa{x}" for x in "abc"}
    assert told.stdout == ""
    assert f"the results are in {output}" in told.stderr


def test_a_terminal_s_lines_end_in_totals(auditor: Auditor, shelf: Path) -> None:
    told = auditor(shelf, "-j", "0")

    assert "3 products: " in told.stdout
    assert told.stderr == ""


def test_a_folder_without_labels_is_wrong_usage(auditor: Auditor, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")

    told = auditor(tmp_path)

    assert told.returncode == 2
    assert "no picture or PDF" in told.stderr


# --- the store ------------------------------------------------------------------


def test_the_store_tells_what_it_holds(auditor: Auditor, shelf: Path) -> None:
    auditor(shelf, "-j", "0")

    told = auditor("info", command="store")

    assert "3 files read" in told.stdout
    assert "3 audits" in told.stdout


def test_audits_are_exported_as_they_were_told(
    auditor: Auditor, shelf: Path, tmp_path: Path
) -> None:
    results = auditor(shelf, "-j", "0", "-f", "jsonl").stdout

    told = auditor("export", "-o", tmp_path / "all.jsonl", command="store")

    exported = (tmp_path / "all.jsonl").read_text("utf-8")
    assert told.returncode == 0
    assert sorted(exported.splitlines()) == sorted(results.splitlines())


def test_readings_are_exported_with_their_words(auditor: Auditor, shelf: Path) -> None:
    auditor(shelf, "-j", "0")

    told = auditor("export", "--what", "readings", command="store")

    documents = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(documents) == 3
    assert all(document["pages"][0]["lines"] for document in documents)


def test_pruning_drops_what_is_unused(auditor: Auditor, shelf: Path) -> None:
    auditor(shelf, "-j", "0")

    assert "dropped 0 entries" in auditor("prune", command="store").stdout
    assert "dropped 9 entries" in auditor("prune", "--unused", 0, command="store").stdout


def test_a_damaged_store_is_told_and_the_scan_goes_on(
    auditor: Auditor, shelf: Path, tmp_path: Path
) -> None:
    first = auditor(shelf, "-j", "0", "-f", "jsonl")
    store = tmp_path / "store" / "store.sqlite"
    store.write_bytes(b"this is no database at all" * 1000)

    verified = auditor("verify", command="store")
    again = auditor(shelf, "-j", "0", "-f", "jsonl")

    assert verified.returncode == 7
    assert "was damaged and is rebuilt" in verified.stderr
    assert again.stdout == first.stdout
    assert auditor("verify", command="store").returncode == 0
