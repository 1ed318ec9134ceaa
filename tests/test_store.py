"""The store: what was kept comes back exactly, and damage is never taken for data."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.batch import store as stores
from auditor.batch.store import Entry, Kind, Store, packed, store_path, unpacked
from auditor.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

YEAR = 365 * 86_400


@given(text=st.text(alphabet=st.characters()))
def test_packed_text_comes_back(text: str) -> None:
    assert unpacked(packed(text)) == text


def test_an_entry_comes_back_by_kind_and_key(tmp_path: Path) -> None:
    entry = Entry(packed("words"), "label.jpg")
    with Store(tmp_path / "s") as store:
        store.put(Kind.READING, "k", entry)

    with Store(tmp_path / "s") as store:
        assert store.get(Kind.READING, "k") == entry
        assert store.note(Kind.READING, "k") == "label.jpg"
        assert store.get(Kind.AUDIT, "k") is None
        assert store.note(Kind.READING, "other") is None


def test_its_folder_is_made(tmp_path: Path) -> None:
    with Store(store_path(tmp_path / "new" / "folder")) as store:
        assert store.path.exists()


def test_a_folder_that_cannot_be_made_is_an_error_of_the_store(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="--store"):
        Store(store_path(tmp_path / "file"))


def test_a_later_version_s_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")

    with pytest.raises(StoreError, match="later version"):
        Store(path)


# --- files --------------------------------------------------------------------


@pytest.fixture
def label(tmp_path: Path) -> Path:
    path = tmp_path / os.fsdecode(b"caf\xe9.jpg")
    path.write_bytes(b"ink")
    os.utime(path, (1e9, 1e9))
    return path


def test_a_file_is_known_while_it_looks_the_same(tmp_path: Path, label: Path) -> None:
    with Store(tmp_path / "s") as store:
        store.remember(label, label.stat(), "d" * 64)

        assert store.digest(label, label.stat()) == "d" * 64
        label.write_bytes(b"ink!")
        assert store.digest(label, label.stat()) is None


def test_a_file_in_another_s_place_is_not_taken_for_it(tmp_path: Path, label: Path) -> None:
    with Store(tmp_path / "s") as store:
        store.remember(label, label.stat(), "d" * 64)
        other = tmp_path / "other"
        other.write_bytes(b"oil")
        os.utime(other, (1e9, 1e9))
        other.replace(label)

        assert store.digest(label, label.stat()) is None


def test_a_file_that_was_just_written_is_hashed_again(tmp_path: Path, label: Path) -> None:
    os.utime(label)
    with Store(tmp_path / "s") as store:
        store.remember(label, label.stat(), "d" * 64)

        assert store.digest(label, label.stat()) is None


# --- damage -------------------------------------------------------------------


def filled(path: Path, number: int = 300) -> None:
    with Store(path) as store:
        for n in range(number):
            store.put(Kind.READING, f"{n:03}", Entry(packed(f"{n} " * 500), f"{n}.jpg"))


def sound(store: Store) -> dict[str, str]:
    return {key: unpacked(entry.content) for key, entry in store.entries(Kind.READING)}


def test_a_damaged_entry_is_dropped_and_told(tmp_path: Path) -> None:
    path = tmp_path / "s"
    filled(path, 3)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE entry SET content = x'00' WHERE key = '001'")
    told: list[str] = []

    with Store(path, told.append) as store:
        assert store.get(Kind.READING, "001") is None
        assert store.note(Kind.READING, "001") is None
        assert sorted(sound(store)) == ["000", "002"]
    assert "damaged reading" in told[0]


@pytest.mark.parametrize("damage", ["beginning", "middle", "end", "everything", "text"])
def test_a_damaged_file_is_rebuilt_from_what_is_sound(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "s"
    filled(path)
    data = bytearray(path.read_bytes())
    size = len(data)
    spans = {
        "beginning": (0, 100),
        "middle": (size // 2, size // 2 + 8192),
        "end": (size - 6000, size),
        "everything": (0, size),
        "text": (0, size),
    }
    start, end = spans[damage]
    noise = random.Random(1).randbytes(end - start)
    data[start:end] = b"no database".ljust(size) if damage == "text" else noise
    path.write_bytes(data)
    told: list[str] = []

    with Store(path, told.append) as store:
        store.verify()
        saved = sound(store)
        store.put(Kind.READING, "new", Entry(packed("works")))
        assert store.get(Kind.READING, "new")

    assert all(text == f"{int(key)} " * 500 for key, text in saved.items())
    assert any("rebuilt" in remark for remark in told)
    assert list(tmp_path.glob("*.damaged-*"))
    if damage in ("middle", "end"):
        assert len(saved) > 100
        assert "299" in saved or damage == "end"


@pytest.mark.parametrize("seed", range(20))
def test_no_damage_gives_wrong_data_or_another_error(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "s"
    filled(path, 60)
    chance = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 40)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data[: chance.choice((len(data), chance.randrange(len(data))))])

    with Store(path) as store:
        saved = sound(store)
        store.put(Kind.READING, "new", Entry(packed("works")))
        store.verify()

    assert all(text == f"{int(key)} " * 500 for key, text in saved.items() if key != "new")


# --- care ---------------------------------------------------------------------


def test_what_no_scan_used_for_long_is_pruned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path / "s") as store:
        now = time.time()
        monkeypatch.setattr(stores.time, "time", lambda: now - YEAR)
        store.put(Kind.READING, "old", Entry(packed("x")))
        store.put(Kind.READING, "used", Entry(packed("x")))
        monkeypatch.setattr(stores.time, "time", lambda: now)
        store.get(Kind.READING, "used")

        assert store.prune(unused_days=90) == 1
        assert sorted(sound(store)) == ["used"]


def test_a_summary_counts_by_kind(tmp_path: Path) -> None:
    filled(tmp_path / "s", 3)

    with Store(tmp_path / "s") as store:
        summary = store.summary()

    assert summary.entries == {Kind.READING: 3, Kind.FACTS: 0, Kind.AUDIT: 0}
    assert summary.size_bytes > 0
