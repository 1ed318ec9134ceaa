"""Which files of a folder are audited, and that nothing is left out in silence."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from auditor.batch.files import find_files
from auditor.errors import MissingInputError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

JPEG = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    for name in ("b.jpg", "a.PDF", "deep/er/c.heic", "no-suffix"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(JPEG)
    return root


def names(folder: Path, *paths: str | Path) -> list[str]:
    found = find_files(paths or (folder,)).places
    return [place.path.relative_to(folder).as_posix() for place in found]


def test_folders_are_searched_to_the_bottom_in_sorted_order(folder: Path) -> None:
    assert names(folder) == ["a.PDF", "b.jpg", "deep/er/c.heic", "no-suffix"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param(".hidden.jpg", "hidden", id="hidden-file"),
        pytest.param(".git/x.jpg", "hidden", id="hidden-folder"),
        pytest.param("Thumbs.db", "a system file", id="thumbnails"),
        pytest.param("__MACOSX/x.jpg", "a system file", id="resource-forks"),
        pytest.param("x.jpg.part", "an unfinished download", id="download"),
        pytest.param("notes.txt", "not a picture or PDF", id="text"),
        pytest.param("x.svg", "not a picture or PDF", id="drawing"),
    ],
)
def test_what_is_no_label_is_left_out_with_its_reason(
    folder: Path, name: str, reason: str
) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(JPEG if path.suffix == ".jpg" else b"words")

    found = find_files([folder])

    assert [item.reason for item in found.left_out] == [reason]
    assert name not in names(folder)


def test_a_file_with_the_wrong_suffix_is_known_by_its_content(folder: Path) -> None:
    (folder / "label.dat").write_bytes(b"%PDF-1.7 a label")

    assert "label.dat" in names(folder)


def test_links_are_followed_inside_the_folder_only(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.jpg").write_bytes(JPEG)
    (folder / "out.jpg").symlink_to(tmp_path / "elsewhere" / "x.jpg")
    (folder / "out").symlink_to(tmp_path / "elsewhere")
    (folder / "loop").symlink_to(folder)
    (folder / "same.jpg").symlink_to(folder / "b.jpg")

    found = find_files([folder])

    assert {item.path.name for item in found.left_out} == {"out.jpg", "out", "loop"}
    assert "same.jpg" in names(folder)


def test_a_pipe_is_left_out_and_keeps_nobody_waiting(folder: Path) -> None:
    os.mkfifo(folder / "pipe")

    assert [item.path.name for item in find_files([folder]).left_out] == ["pipe"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_folder_that_cannot_be_opened_may_hold_labels(folder: Path) -> None:
    (folder / "deep").chmod(0)

    (left_out,) = find_files([folder]).left_out

    (folder / "deep").chmod(0o700)
    assert left_out.unread


def test_patterns_find_files_at_any_depth(folder: Path) -> None:
    assert names(folder, f"{folder}/**/*.heic", f"{folder}/*.jpg") == [
        "b.jpg",
        "deep/er/c.heic",
    ]


def test_a_file_that_is_found_twice_is_there_once(folder: Path) -> None:
    assert names(folder, folder, folder / "b.jpg", f"{folder}/*.jpg") == names(folder)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\0"])
def test_a_list_names_files_and_folders(folder: Path, tmp_path: Path, end: str) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"{folder}/b.jpg{end}{folder}/deep{end}{folder}/gone.jpg{end}")

    # What a list names need not be there: it becomes a row of the results.
    assert names(folder, f"@{listed}") == ["b.jpg", "deep/er/c.heic", "gone.jpg"]


@pytest.mark.parametrize("path", ["gone", "gone/*.jpg", "@gone.txt"])
def test_a_path_that_is_not_there_is_an_error(path: str, tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match="; check "):
        find_files([str(tmp_path / path) if path[0] != "@" else f"@{tmp_path}/{path}"])


def test_an_empty_list_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("\n\n")

    with pytest.raises(UsageError):
        find_files([f"@{tmp_path}/list.txt"])
