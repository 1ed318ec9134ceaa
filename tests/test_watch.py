"""Watching a folder: what arrives is audited once it is complete, and only then."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from shelf import fill_shelf, pdf

from auditor.batch.pool import InProcess
from auditor.batch.products import Group
from auditor.batch.scan import Scanner
from auditor.batch.watch import watch
from auditor.batch.work import Terms
from auditor.criteria.profile import load_profile
from auditor.pipeline import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from auditor.batch.scan import Result

TERMS = Terms(load_profile("glutamine"), Settings())
LABEL = pdf(["Supplement Facts", "L-Glutamine 5 g", "Net Wt 500 g"])


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


class OverError(Exception):
    """No more is going to happen in the folder."""


def watched(
    inbox: Path, store: Path, *steps: Callable[[], object], settle: float = 0.0
) -> list[Result]:
    """The results while the steps happen, one between each two looks."""
    waiting = iter(steps)

    def sleep(_: float) -> None:
        try:
            next(waiting)()
        except StopIteration:
            raise OverError from None

    found: list[Result] = []
    with Scanner(TERMS, store=store, runner=InProcess(TERMS)) as scanner:
        results = watch(
            [inbox], scanner, group=Group.AUTO, settle_seconds=settle, sleep=sleep
        )
        with pytest.raises(OverError):
            found.extend(results)
    return found


def nothing() -> None:
    """A look at which all is as it was."""


def test_what_is_there_and_what_arrives_is_audited_once(
    inbox: Path, tmp_path: Path
) -> None:
    (inbox / "old.pdf").write_bytes(LABEL)

    results = watched(
        inbox,
        tmp_path / "s",
        nothing,
        lambda: (inbox / "new.pdf").write_bytes(LABEL),
        nothing,
        nothing,
    )

    assert [result.product for result in results] == ["old", "new"]


def test_a_file_that_still_grows_is_left_alone(inbox: Path, tmp_path: Path) -> None:
    path = inbox / "slow.pdf"
    parts = [LABEL[:100], LABEL[100:300], LABEL[300:]]

    def grow() -> None:
        with path.open("ab") as file:
            file.write(parts.pop(0))
        os.utime(path, (len(parts), len(parts)))

    path.touch()
    quick = watched(inbox, tmp_path / "s", grow, grow, grow, settle=60)
    (result,) = watched(inbox, tmp_path / "s", nothing)

    assert quick == []
    assert not result.is_unread


def test_a_product_is_audited_anew_when_a_side_arrives(inbox: Path, tmp_path: Path) -> None:
    (inbox / "tub-front.pdf").write_bytes(LABEL)

    results = watched(
        inbox,
        tmp_path / "s",
        nothing,
        lambda: (inbox / "tub-back.pdf").write_bytes(LABEL + b"%"),
        nothing,
    )

    assert [len(result.files) for result in results] == [1, 2]
    assert {result.product for result in results} == {"tub"}


def test_a_share_that_goes_away_comes_back(inbox: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"
    (inbox / "a.pdf").write_bytes(LABEL)

    def come_back() -> None:
        away.rename(inbox)
        (inbox / "b.pdf").write_bytes(LABEL)

    results = watched(
        inbox,
        tmp_path / "s",
        nothing,
        lambda: inbox.rename(away),
        nothing,
        come_back,
        nothing,
    )

    assert [result.product for result in results] == ["a", "b"]


def test_the_command_audits_what_arrives_until_it_is_interrupted(
    inbox: Path, tmp_path: Path
) -> None:
    output = tmp_path / "results.jsonl"
    fill_shelf(inbox, 1)
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "auditor", "scan", "--watch", inbox, "-o", output),
            *("--store", tmp_path / "s", "-j", "1"),
        ],
        stderr=subprocess.PIPE,
    ) as process:
        _until(lambda: _lines(output) == 1)
        fill_shelf(tmp_path / "more", 1, first=1)
        shutil.copy(tmp_path / "more" / "label-xaaaab.pdf", inbox)
        _until(lambda: _lines(output) == 2)
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        _, told = process.communicate(timeout=20)
        seconds = time.monotonic() - started

    assert process.returncode == 130
    assert seconds < 5
    assert b"Traceback" not in told


def _until(happened: Callable[[], bool]) -> None:
    patience = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < patience
        time.sleep(0.1)


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines()) if path.exists() else 0
