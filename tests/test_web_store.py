"""The store: nothing is lost, nobody sees another's, and the queue takes up what fell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from auditor.errors import OutputError, UsageError
from auditor.model import Box, Correction, Evidence, Failure, Verdict
from auditor.pipeline import Settings
from auditor.reading.source import Limits, source_of
from auditor.web.auditing import summarize
from auditor.web.store import MOST_ATTEMPTS, Query, Store, Summary
from tests.pages import document_of, page_of
from tests.timing import cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from auditor.web.store import Product

PDF = b"%PDF-1.4\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    yield made
    made.close()


def add(
    store: Store, *names: str, owner: str = "ann", now: float = 1.0, name: str = ""
) -> str:
    files = [source_of(one, PDF, Limits()) for one in names or ("a.pdf",)]
    return store.add_product(
        files,
        owner=owner,
        who=owner,
        name=name,
        profile="glutamine",
        complete=False,
        now=now,
    )


def read(store: Store, product: str, now: float = 2.0) -> Product:
    """Read every file of a product that waits."""
    while (face := store.claim()) is not None:
        store.read(face, document_of(page_of("Zinc 15 mg"), name=face.name), now)
    found = store.product(product, "ann")
    assert found is not None
    return found


def summary(verdict: Verdict, doubt: float = 1.0, title: str = "Zinc") -> Summary:
    return Summary(
        name="",
        title=title,
        brand="Hilltop",
        verdict=verdict,
        score=Decimal("87.5"),
        coverage=Decimal(1),
        doubt=doubt,
        open=2,
    )


def test_files_wait_are_read_and_are_kept(store: Store) -> None:
    product = add(store, "front.pdf", "back.pdf")

    first = store.claim()
    assert first is not None
    store.read(first, document_of(page_of("Zinc"), name=first.name), 2.0)
    second = store.claim()
    assert second is not None
    store.failed(
        second, Failure(file="back.pdf", slug="input.corrupt", problem="torn"), 3.0
    )

    assert store.claim() is None
    assert [face.state for face in store.faces(product)] == ["read", "failed"]
    assert [document.name for document in store.documents(product)] == ["front.pdf"]
    found = store.product(product, "ann")
    assert found is not None
    assert found.pending == 0


def test_what_a_dead_worker_had_in_hand_is_taken_up_again(store: Store) -> None:
    add(store)
    assert store.claim() is not None
    assert store.claim() is None

    store.take_up(5.0)

    again = store.claim()
    assert again is not None
    assert again.attempts == 2


def test_a_file_that_kills_every_worker_is_given_up(store: Store) -> None:
    product = add(store)
    for _ in range(MOST_ATTEMPTS):
        assert store.claim() is not None
        store.take_up(5.0)

    assert store.claim() is None
    (face,) = store.faces(product)
    assert face.failure is not None
    assert face.failure.slug == "worker.crashed"
    assert "save it anew" in face.failure.remedy
    found = store.product(product, "ann")
    assert found is not None
    assert found.pending == 0


def test_another_store_on_the_folder_sees_everything(store: Store) -> None:
    product = add(store)

    other = Store(store.folder)

    assert other.product(product, "ann") == store.product(product, "ann")
    other.close()


def test_nobody_sees_finds_or_deletes_what_is_anothers(store: Store) -> None:
    product = add(store)

    assert store.product(product, "bob") is None
    assert store.products("bob", Query()) == ((), 0)
    assert not store.delete(product, "bob")
    assert store.product(product, "ann") is not None


def test_two_files_of_one_name_are_told_apart(store: Store) -> None:
    product = add(store, "IMG.jpg", "IMG.jpg", "IMG.jpg", "x", "x")

    names = [face.name for face in store.faces(product)]

    assert names == ["IMG.jpg", "IMG (2).jpg", "IMG (3).jpg", "x", "x (2)"]


def test_a_deleted_product_takes_its_files_along(store: Store) -> None:
    product = add(store)
    folder = store.folder / "files" / product
    assert any(folder.iterdir())

    assert store.delete(product, "ann")

    assert not folder.exists()
    assert store.used_bytes() == 0


def test_what_nobody_changed_for_long_is_swept_away(store: Store) -> None:
    old, young, waiting = add(store, now=10), add(store, now=20), add(store, now=5)
    for product, now in ((waiting, 5.0), (old, 10.0), (young, 20.0)):
        del product
        face = store.claim()
        assert face is not None
        if now != 5.0:
            store.read(face, document_of(page_of("Zinc")), now)

    swept = store.sweep(before=30.0 - 15.0)

    assert swept == 1
    assert store.product(old, "ann") is None
    assert store.product(young, "ann") is not None
    assert store.product(waiting, "ann") is not None


def test_files_that_no_product_has_and_old_sessions_are_removed(store: Store) -> None:
    product = add(store)
    stray = store.folder / "files" / "0123456789abcdef"
    stray.mkdir()
    (stray / "x.orig").write_bytes(PDF)

    store.open_session("old", "ann", "Ann", now=10)
    store.open_session("new", "ann", "Ann", now=30)

    store.tidy(sessions_since=20)

    assert store.session("old", since=0) is None
    assert store.session("new", since=0) == ("ann", "Ann")
    assert not stray.exists()
    assert (store.folder / "files" / product).exists()


def test_the_last_word_on_a_fact_counts_and_can_be_taken_back(store: Store) -> None:
    product = add(store)
    seen = Evidence(file="a.pdf", page=1, box=Box(0, 1, 2, 3), text="500 g")
    first = Correction(fact="net_contents", state="found", seen=seen, who="Ann", when="1")
    last = replace(first, state="absent", seen=None, when="2")

    store.correct(product, first, 3.0)
    assert store.corrections(product) == (first,)
    store.correct(product, last, 4.0)
    assert store.corrections(product) == (last,)
    store.withdraw(product, "net_contents", who="Ann", when="3", now=5.0)
    assert store.corrections(product) == ()

    told = [(event.what, event.who) for event in store.history(product)]
    assert told == [
        ("withdrew", "Ann"),
        ("corrected", "Ann"),
        ("corrected", "Ann"),
        ("submitted", "ann"),
    ]


def test_the_summary_of_an_older_state_is_not_taken(store: Store) -> None:
    product = read(store, add(store))
    store.accept(product.id, who="Ann", now=9.0)

    store.summarize(product, summary(Verdict.PASS))

    now = store.product(product.id, "ann")
    assert now is not None
    assert now.verdict is None


def test_a_review_begins_with_the_incomplete_and_the_doubtful(store: Store) -> None:
    ids = {}
    for name, verdict, doubt in (
        ("sure", Verdict.PASS, 1.0),
        ("doubtful", Verdict.PASS, 0.5),
        ("open", Verdict.INCOMPLETE, 0.9),
    ):
        ids[name] = add(store, name=name)
        store.summarize(read(store, ids[name]), summary(verdict, doubt))

    order = []
    behind = None
    for _ in ids:
        found = store.to_review("ann", behind)
        assert found is not None
        order.append(found.id)
        behind = found.id
    assert order == [ids["open"], ids["doubtful"], ids["sure"]]

    store.accept(ids["open"], who="Ann", now=9.0)

    assert store.review_progress("ann") == (1, 3)
    found = store.to_review("ann", None)
    assert found is not None
    assert found.id == ids["doubtful"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        pytest.param(Query(), 3, id="all"),
        pytest.param(Query(text="HILL zinc"), 1, id="words-in-any-order"),
        pytest.param(Query(text="100%"), 1, id="a-wildcard-is-a-sign"),
        pytest.param(Query(text="_"), 0, id="another-wildcard"),
        pytest.param(Query(verdict=Verdict.FAIL), 0, id="verdict"),
        pytest.param(Query(verdict=Verdict.PASS), 1, id="other-verdict"),
        pytest.param(Query(state="waiting"), 2, id="waiting"),
        pytest.param(Query(state="done"), 1, id="done"),
        pytest.param(Query(limit=2), 3, id="a-page-knows-how-many-there-are"),
    ],
)
def test_products_are_found_by_words_verdict_and_state(
    store: Store, query: Query, count: int
) -> None:
    store.summarize(read(store, add(store, name="one")), summary(Verdict.PASS))
    add(store, name="100% pure")
    add(store, name="x")

    products, total = store.products("ann", query)

    assert total == count
    assert len(products) == min(count, query.limit)


def test_a_list_of_ten_thousand_is_searched_in_a_blink(store: Store) -> None:
    with store._change() as base:
        base.executemany(
            "insert into products (id, owner, created, updated, name, profile, complete, "
            "title, haystack) values (?, 'ann', 0, ?, '', 'glutamine', 0, ?, ?)",
            ((f"{n:x}", n, f"Zinc {n}", f"zinc {n}") for n in range(10_000)),
        )
    products, total = store.products("ann", Query(text="zinc 99"))

    assert cpu_seconds(lambda: store.products("ann", Query(text="zinc 99"))) < 0.1
    assert total == 280
    assert len(products) == 50


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "auditor.db").write_bytes(b"not a database at all, but long enough" * 40)

    with pytest.raises(OutputError, match="no database of ours"):
        Store(tmp_path)


def test_a_newer_database_is_not_touched(store: Store) -> None:
    store._base.execute("pragma user_version = 99")

    with pytest.raises(UsageError, match="another version"):
        Store(store.folder)


def test_half_of_a_surrogate_pair_stops_neither_worker_nor_list(store: Store) -> None:
    files = [source_of("a.pdf", PDF, Limits())]
    product = store.add_product(
        files, owner="ann", who="ann", name="", profile="glutamine", complete=False, now=1.0
    )
    face = store.claim()
    assert face is not None
    torn = page_of(("L-Glutamine \ud835", 60.0), "", "Supplement Facts", "Zinc 15 mg")
    store.read(face, document_of(torn, name="a.pdf"), 2.0)
    found = store.product(product, "ann")
    assert found is not None

    summarize(store, found, Settings())

    (listed,), _ = store.products("ann", Query(text="glutamine"))
    assert listed.verdict is not None
    assert "\\ud835" in listed.title
