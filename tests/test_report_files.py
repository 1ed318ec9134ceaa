"""A report on disk is the old one or the new one, and never half of either."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from auditor.errors import OutputError
from auditor.report.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path


def test_a_report_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"

    write_atomically(path, "Täglich 5 g\n")

    assert path.read_bytes() == "Täglich 5 g\n".encode()
    assert os.listdir(tmp_path) == ["report.txt"]


def test_whoever_reads_the_old_report_reads_it_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("old")

    with path.open() as reader:
        write_atomically(path, "new")

        assert reader.read() == "old"
    assert path.read_text() == "new"


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_atomically(tmp_path / "o.png", b"\x89PNG\r\n")

    assert (tmp_path / "o.png").read_bytes() == b"\x89PNG\r\n"


def test_a_full_disk_leaves_the_old_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.txt"
    path.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OutputError, match="no space left on device") as caught:
        write_atomically(path, "new")

    assert caught.value.remedy
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.txt"]


def test_a_write_that_is_interrupted_leaves_the_old_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.txt"
    path.write_text("old")

    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)

    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, "new")

    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.txt"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        pytest.param("missing/report.txt", "no such file or directory", id="no-folder"),
        pytest.param("folder", "is a folder", id="folder"),
        pytest.param("file/report.txt", "not a directory", id="file-as-folder"),
        pytest.param("x" * 300, "file name too long", id="long-name"),
    ],
)
def test_what_cannot_be_written_is_told_with_a_remedy(
    tmp_path: Path, name: str, problem: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()

    with pytest.raises(OutputError, match=problem) as caught:
        write_atomically(tmp_path / name, "new")

    assert caught.value.remedy


def test_a_link_keeps_leading_to_the_report(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")

    write_atomically(tmp_path / "link.txt", "new")

    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_access_rights_stay(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("old")
    path.chmod(0o640)

    write_atomically(path, "new")

    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_report_has_the_rights_that_the_mask_allows(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "report.txt", "new")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "report.txt").stat().st_mode) == 0o640


def test_a_device_is_written_into_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    write_atomically(pipe, "new")

    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
