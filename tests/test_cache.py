"""What is kept for the next start is sound, ours, and never missed when it is gone."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from auditor import cache, regex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATTERN = r"(?P<number>[0-9]+)\s?(?:mg|grams?)\b|\p{Lu}{2}"
TEXT = "5 grams of GABA, 250MG"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    kept = tmp_path / "home" / "auditor"
    cache.keep_in(lambda: kept)
    yield kept
    cache.keep_in(None)


def test_what_was_kept_is_found_again(folder: Path) -> None:
    cache.keep("thing", b"worked out")

    assert cache.kept("thing") == b"worked out"
    assert [file.name for file in folder.iterdir()] == ["thing"]


def test_without_a_folder_nothing_is_kept(tmp_path: Path) -> None:
    cache.keep("thing", b"worked out")

    assert cache.kept("thing") is None


def test_what_is_damaged_is_not_believed(folder: Path) -> None:
    cache.keep("thing", b"worked out")
    (folder / "thing").write_bytes((folder / "thing").read_bytes()[:-1])

    assert cache.kept("thing") is None


@pytest.mark.skipif(os.name != "posix", reason="files have no such rights here")
@pytest.mark.parametrize(
    ("of_folder", "of_file"),
    [
        pytest.param(0o700, 0o602, id="a-file-that-all-may-write"),
        pytest.param(0o700, 0o620, id="a-file-that-a-group-may-write"),
        pytest.param(0o770, 0o600, id="a-folder-in-which-a-group-may-put-files"),
    ],
)
def test_what_others_may_have_written_is_not_believed(
    folder: Path, of_folder: int, of_file: int
) -> None:
    cache.keep("thing", b"worked out")
    folder.chmod(of_folder)
    (folder / "thing").chmod(of_file)

    assert cache.kept("thing") is None


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache.keep_in(lambda: tmp_path / "file" / "auditor")

    cache.keep("thing", b"worked out")

    assert cache.kept("thing") is None
    cache.keep_in(None)


def found(pattern: regex.Pattern[str]) -> list[object]:
    return [(match.span(), match.groupdict()) for match in pattern.finditer(TEXT)]


def test_a_kept_pattern_matches_as_the_one_that_was_compiled(folder: Path) -> None:
    compiled = regex.Patterns()
    made = compiled.compiled(PATTERN, regex.IGNORECASE)
    compiled.keep()

    again = regex.Patterns()
    restored = again.compiled(PATTERN, regex.IGNORECASE)

    assert again.kept.keys() == {(PATTERN, int(regex.IGNORECASE))}
    assert (restored.pattern, restored.flags) == (made.pattern, made.flags)
    assert found(restored) == found(made) != []


def test_patterns_are_told_by_their_flags(folder: Path) -> None:
    compiled = regex.Patterns()
    compiled.compiled(PATTERN, regex.IGNORECASE)
    compiled.keep()

    plain = regex.Patterns().compiled(PATTERN, 0)

    assert len(found(plain)) < len(found(compiled.compiled(PATTERN, regex.IGNORECASE)))


def test_patterns_of_another_library_are_compiled_anew(folder: Path) -> None:
    compiled = regex.Patterns()
    compiled.compiled(PATTERN, 0)
    compiled.keep()
    held = json.loads(cache.kept(regex.KEPT) or b"")
    held["maker"][1] = "1999.1.1"
    cache.keep(regex.KEPT, json.dumps(held).encode())

    assert regex.Patterns().kept == {}


def test_patterns_that_another_process_keeps_meanwhile_are_not_lost(folder: Path) -> None:
    slow, quick = regex.Patterns(), regex.Patterns()
    for run, pattern in ((slow, "first"), (quick, "second")):
        run.compiled(pattern, 0)

    quick.keep()
    slow.keep()

    assert {pattern for pattern, _ in regex.Patterns().kept} == {"first", "second"}


def test_new_patterns_are_kept_beside_those_before(folder: Path) -> None:
    for pattern in ("first", "second"):
        run = regex.Patterns()
        run.compiled(pattern, 0)
        run.keep()

    assert {pattern for pattern, _ in regex.Patterns().kept} == {"first", "second"}
