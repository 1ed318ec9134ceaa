"""Scans in shards: equal to a local scan, resumed, on object storage and on Ray."""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from shelf import fill_shelf, pdf

from auditor.batch.products import Group
from auditor.batch.remote import fetch, find_anywhere
from auditor.batch.results import results_at
from auditor.batch.scan import Result, scan
from auditor.batch.shards import (
    Item,
    ShardForm,
    ShardProgress,
    ShardsInProcess,
    deadly_item,
    scan_in_shards,
    shard_lines,
)
from auditor.batch.store import unpacked
from auditor.batch.work import Terms
from auditor.cli import main
from auditor.criteria.profile import load_profile
from auditor.errors import (
    ConfigurationError,
    CorruptInputError,
    MissingInputError,
    TooLargeInputError,
    UsageError,
)
from auditor.pipeline import Settings
from auditor.reading.source import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from auditor.batch.shards import Receipt, Shard

fsspec = pytest.importorskip("fsspec", reason="fsspec is not here")

TERMS = Terms(load_profile("glutamine"), Settings(confinement=None))


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    fill_shelf(tmp_path / "shelf", 12)
    return tmp_path / "shelf"


class Recording(ShardsInProcess):
    """Does shards here, and knows which."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def run(self, shards: Iterable[Shard], terms: Terms, output: str) -> Iterator[Receipt]:
        for shard in shards:
            yield from super().run([shard], terms, output)
            self.done.append(shard.name)


def sharded(
    paths: Iterable[str | Path], output: str, terms: Terms = TERMS, size: int = 3
) -> tuple[ShardProgress, list[str]]:
    runner = Recording()
    listing = find_anywhere(paths, Group.AUTO)
    told = scan_in_shards(listing, terms, output, runner=runner, size=size)
    return told, runner.done


def results(output: str) -> str:
    return "".join(shard_lines(output))


def local(paths: Iterable[str | Path], store: Path) -> str:
    return "".join(result.line for result in scan(paths, jobs=0, store=store))


def test_shards_are_byte_for_byte_a_local_scan(shelf: Path, tmp_path: Path) -> None:
    (shelf / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    output = str(tmp_path / "out")

    told, done = sharded([shelf], output)

    assert results(output) == local([shelf], tmp_path / "s")
    assert told.done == told.products == 13
    assert len(done) == told.shards > 1
    assert sum(told.outcomes.values()) == 13
    assert told.outcomes["incomplete input.corrupt"] == 1


def test_the_shards_in_order_of_their_names_are_the_results(
    shelf: Path, tmp_path: Path
) -> None:
    sharded([shelf], str(tmp_path / "out"))

    parts = sorted((tmp_path / "out").glob("*.jsonl"))
    assert "".join(part.read_text("utf-8") for part in parts) == results(
        str(tmp_path / "out")
    )


def test_shards_that_are_there_are_not_done_again(shelf: Path, tmp_path: Path) -> None:
    output = str(tmp_path / "out")
    first, _ = sharded([shelf], output)

    again, done = sharded([shelf], output)

    assert done == []
    assert again.resumed == first.shards
    assert again.outcomes == first.outcomes


@pytest.mark.parametrize("lost", ["json", "jsonl"])
def test_a_shard_that_is_not_whole_is_done_again(
    shelf: Path, tmp_path: Path, lost: str
) -> None:
    output = str(tmp_path / "out")
    sharded([shelf], output)
    before = results(output)
    part = next(path for path in sorted((tmp_path / "out").glob(f"part-*.{lost}")))
    part.unlink()

    _, done = sharded([shelf], output)

    assert done == [part.stem]
    assert results(output) == before


def test_a_damaged_receipt_does_not_stand_for_results(shelf: Path, tmp_path: Path) -> None:
    output = str(tmp_path / "out")
    sharded([shelf], output)
    part = next((tmp_path / "out").glob("part-*.json"))
    part.write_text('{"digest": ')

    _, done = sharded([shelf], output)

    assert done == [part.stem]


def test_a_new_product_moves_no_other_boundary(shelf: Path, tmp_path: Path) -> None:
    output = str(tmp_path / "out")
    first, _ = sharded([shelf], output)
    (shelf / "label-aaa.pdf").write_bytes(pdf(["L-Glutamine powder", "Net Wt 500 g"]))

    told, done = sharded([shelf], output)

    assert first.shards > 2
    assert len(done) <= 2
    assert results(output) == local([shelf], tmp_path / "s")
    assert len(list((tmp_path / "out").glob("part-*.jsonl"))) == told.shards


def test_a_changed_file_or_profile_is_done_again(shelf: Path, tmp_path: Path) -> None:
    output = str(tmp_path / "out")
    sharded([shelf], output)
    strict = replace(TERMS, profile=load_profile("glutamine-strict"))

    told, done = sharded([shelf], output, strict)
    (shelf / "label-xaaaaa.pdf").write_bytes(pdf(["L-Glutamine powder", "Net Wt 5 g"]))
    _, changed = sharded([shelf], output, strict)

    assert len(done) == told.shards
    assert len(changed) == 1


def test_a_node_with_another_version_refuses(shelf: Path, tmp_path: Path) -> None:
    class Elsewhere(Recording):
        def run(
            self, shards: Iterable[Shard], terms: Terms, output: str
        ) -> Iterator[Receipt]:
            other = replace(terms, settings=Settings(lang="fr", confinement=None))
            yield from super().run(shards, other, output)

    with pytest.raises(ConfigurationError, match="another version"):
        scan_in_shards(
            find_anywhere([shelf], Group.AUTO),
            TERMS,
            str(tmp_path / "out"),
            runner=Elsewhere(),
        )


def test_a_shard_that_was_changed_is_not_taken_for_results(
    shelf: Path, tmp_path: Path
) -> None:
    output = str(tmp_path / "out")
    sharded([shelf], output)
    part = next((tmp_path / "out").glob("part-*.jsonl"))
    part.write_bytes(part.read_bytes().replace(b'"id"', b'"di"', 1))

    with pytest.raises(CorruptInputError, match=part.name):
        results(output)


def test_a_line_of_a_shard_is_the_result_of_a_scan(shelf: Path, tmp_path: Path) -> None:
    (shelf / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    sharded([shelf], str(tmp_path / "out"))

    told = [Result.of_line(line) for line in shard_lines(str(tmp_path / "out"))]

    assert told == list(scan([shelf], jobs=0, store=tmp_path / "s"))


def test_a_product_that_no_worker_survives_is_a_row() -> None:
    judged = deadly_item(Item("tub", ("s3://b/tub.jpg",), ("",)), TERMS)

    assert judged.slugs == ("worker.crashed",)
    assert '"file":"s3://b/tub.jpg"' in unpacked(judged.line)


# --- elsewhere ------------------------------------------------------------------


@pytest.fixture
def memory(shelf: Path) -> Iterator[str]:
    system = fsspec.filesystem("memory")
    system.put(str(shelf), "/bucket/shelf", recursive=True)
    system.pipe_file("/bucket/shelf/.hidden.pdf", b"x")
    system.pipe_file("/bucket/shelf/notes.txt", b"x")
    yield "memory://bucket/shelf"
    system.rm("/bucket", recursive=True)


def test_files_elsewhere_give_the_results_of_files_here(
    memory: str, shelf: Path, tmp_path: Path
) -> None:
    output = "memory://bucket/out"

    sharded([memory], output)

    told = results(output).replace("memory:///bucket/shelf", str(shelf))
    assert told == local([shelf], tmp_path / "s")


def test_what_is_no_label_elsewhere_is_left_out_by_its_name(memory: str) -> None:
    listing = find_anywhere([memory], Group.AUTO)

    reasons = {item.path.name: item.reason for item in listing.left_out}
    assert reasons == {".hidden.pdf": "hidden", "notes.txt": "not a picture or PDF"}


def test_a_url_that_is_not_there_is_missing() -> None:
    with pytest.raises(MissingInputError):
        find_anywhere(["memory://nowhere"], Group.AUTO)
    with pytest.raises(MissingInputError):
        fetch("memory://nowhere.jpg", Limits())


def test_a_file_that_is_too_large_is_not_fetched(memory: str) -> None:
    with pytest.raises(TooLargeInputError):
        fetch(f"{memory}/label-xaaaaa.pdf", Limits(picture_bytes=9, pdf_bytes=9))


@pytest.fixture
def s3(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket on a server of our own, with the shelf in it."""
    pytest.importorskip("s3fs", reason="s3fs is not here")
    moto = pytest.importorskip("moto.server", reason="moto is not here")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in (
        ("AWS_ENDPOINT_URL", f"http://{host}:{port}"),
        ("AWS_ACCESS_KEY_ID", "nobody"),
        ("AWS_SECRET_ACCESS_KEY", "nothing"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    system = fsspec.filesystem("s3")
    system.mkdir("bucket")
    system.put(f"{shelf}/", "bucket/shelf/", recursive=True)
    yield "s3://bucket"
    server.stop()
    fsspec.get_filesystem_class("s3").clear_instance_cache()


@pytest.mark.filterwarnings("ignore")
def test_object_storage_is_read_written_and_resumed(
    s3: str, shelf: Path, tmp_path: Path
) -> None:
    first, _ = sharded([f"{s3}/shelf"], f"{s3}/out")
    again, done = sharded([f"{s3}/shelf"], f"{s3}/out")

    told = results(f"{s3}/out").replace("s3://bucket/shelf", str(shelf))
    assert told == local([shelf], tmp_path / "s")
    assert (again.resumed, done) == (first.shards, [])


# --- on Ray -----------------------------------------------------------------------


# --- manifests and tables ---------------------------------------------------------


def write_manifest(folder: Path, *rows: str) -> Path:
    path = folder / "products.csv"
    path.write_text("\n".join(("file,product,complete", *rows)) + "\n")
    return path


def test_a_manifest_gives_the_results_that_it_gives_here(
    shelf: Path, tmp_path: Path
) -> None:
    one, two, *_ = sorted(file.name for file in shelf.iterdir())
    manifest = write_manifest(shelf, f"{one},Tub,yes", f"{two},Tub,yes")
    output = str(tmp_path / "out")

    told = scan_in_shards(find_anywhere([], Group.AUTO, manifest), TERMS, output)

    here = scan([], manifest=manifest, jobs=0, store=tmp_path / "s")
    assert results(output) == "".join(result.line for result in here)
    assert told.done == 1


def test_what_a_manifest_says_of_a_product_is_part_of_its_shard(
    shelf: Path, tmp_path: Path
) -> None:
    one = min(file.name for file in shelf.iterdir())
    output = str(tmp_path / "out")
    for said, resumed in (("yes", 0), ("yes", 1), ("no", 0)):
        manifest = write_manifest(shelf, f"{one},Tub,{said}")

        told = scan_in_shards(find_anywhere([], Group.AUTO, manifest), TERMS, output)

        assert told.resumed == resumed


def test_paths_beside_a_manifest_leave_out_what_it_does_not_name(shelf: Path) -> None:
    one, *others = sorted(file.name for file in shelf.iterdir())
    manifest = write_manifest(shelf, f"{one},Tub,yes", "elsewhere.pdf,Other,no")

    listing = find_anywhere([shelf], Group.AUTO, manifest)

    assert [product.id for product in listing.products] == ["Tub"]
    assert sorted(
        left.path.name for left in listing.left_out if left.reason == "not in the manifest"
    ) == [name for name in others if name.endswith(".pdf")]


def test_a_manifest_names_files_elsewhere(memory: str, shelf: Path, tmp_path: Path) -> None:
    one = min(file.name for file in shelf.iterdir())
    manifest = write_manifest(tmp_path, f"{memory}/{one},Tub,no", f"{memory}/gone.pdf,B,no")
    output = str(tmp_path / "out")

    scan_in_shards(find_anywhere([], Group.AUTO, manifest), TERMS, output)

    second, first = (Result.of_line(line) for line in shard_lines(output))
    assert (first.product, first.slugs) == ("Tub", ())
    assert (second.product, second.slugs) == ("B", ("input.missing",))
    with pytest.raises(UsageError, match=r"line 2: .* is a URL"):
        list(scan([], manifest=manifest, jobs=0, store=tmp_path / "s"))


def test_shards_may_be_tables(shelf: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not here")
    output = tmp_path / "out"
    listing = find_anywhere([shelf], Group.AUTO)

    def told() -> ShardProgress:
        return scan_in_shards(listing, TERMS, str(output), size=3, form=ShardForm.PARQUET)

    first, again = told(), told()

    manifest = json.loads((output / "manifest.json").read_text())
    files = [output / shard["file"] for shard in manifest["shards"]]
    products = [
        name
        for file in files
        for name in dict.fromkeys(parquet.read_table(file)["product"].to_pylist())
    ]
    assert products == [product.id for product in listing.products]
    assert (first.resumed, again.resumed) == (0, first.shards)
    assert again.outcomes == first.outcomes
    tabled = list(shard_lines(str(output)))
    assert [result.line + "\n" for result in results_at(output)] == tabled
    # Lines instead of them are other results.
    assert scan_in_shards(listing, TERMS, str(output), size=3).resumed == 0
    assert not list(output.glob("*.parquet"))
    assert list(shard_lines(str(output))) == tabled


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("two_nodes")
def test_a_manifest_and_tables_on_a_cluster(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not here")
    one, two, *_ = sorted(file.name for file in shelf.iterdir())
    write_manifest(shelf, f"{one},Tub,yes", f"{two},Pouch,no")
    monkeypatch.chdir(shelf)
    options = ["--manifest", "products.csv", "--on", "ray", "-f", "parquet", "-o", "../out"]

    with pytest.raises(SystemExit) as left:
        main(["scan", *options, "-q"])

    tables = [parquet.read_table(file) for file in tmp_path.glob("out/*.parquet")]
    named = {name for table in tables for name in table["product"].to_pylist()}
    assert named == {"Tub", "Pouch"}
    assert left.value.code in (0, 1, 3)


@pytest.fixture
def two_nodes(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[object, object]]:
    """A cluster of two nodes on loopback; the second one may be killed."""
    for name, value in (
        # Together these keep Ray on loopback and from telling its makers.
        ("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0"),
        ("RAY_USAGE_STATS_ENABLED", "0"),
        # A worker must import the package that is tested, wherever it lies.
        ("PYTHONPATH", os.pathsep.join(filter(None, sys.path))),
    ):
        monkeypatch.setenv(name, value)
    ray = pytest.importorskip("ray", reason="Ray is not here")
    from ray.cluster_utils import Cluster

    cluster = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "node_ip_address": "127.0.0.1"},
    )
    second = cluster.add_node(num_cpus=1, node_ip_address="127.0.0.1")
    ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
    cluster.wait_for_nodes()
    yield cluster, second
    ray.shutdown()
    cluster.shutdown()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_node_that_is_killed_costs_nothing(
    two_nodes: tuple[object, object], tmp_path: Path
) -> None:
    from auditor.batch.cluster import OnRay

    cluster, second = two_nodes
    fill_shelf(tmp_path / "shelf", 60)
    output = str(tmp_path / "out")
    killed = threading.Event()

    def told(progress: ShardProgress) -> None:
        if progress.done >= 10 and not killed.is_set():
            killed.set()
            cluster.remove_node(second, allow_graceful=False)  # type: ignore[attr-defined]

    done = scan_in_shards(
        find_anywhere([tmp_path / "shelf"], Group.AUTO),
        TERMS,
        output,
        runner=OnRay(),
        size=4,
        progress=told,
    )

    assert killed.is_set()
    assert done.done == 60
    assert results(output) == local([tmp_path / "shelf"], tmp_path / "s")


class Deadly(str):
    """Kills whatever process it is sent to."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        return eval, ("__import__('os').kill(__import__('os').getpid(), 9)",)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("two_nodes")
def test_a_product_that_kills_every_worker_is_a_row_and_no_other_is_lost(
    shelf: Path, tmp_path: Path
) -> None:
    from auditor.batch.cluster import OnRay

    listing = find_anywhere([shelf], Group.AUTO)
    poison = shelf / "label-xaaaae.pdf"
    listing = replace(listing, looks={**listing.looks, poison: Deadly("poison")})

    scan_in_shards(listing, TERMS, str(tmp_path / "out"), runner=OnRay(), size=4)

    told = [Result.of_line(line) for line in shard_lines(str(tmp_path / "out"))]
    assert len(told) == 12
    assert [r.product for r in told if r.slugs == ("worker.crashed",)] == [poison.stem]
    alone = {r.product: r.line for r in scan([shelf], jobs=0, store=tmp_path / "s")}
    assert all(r.line == alone[r.product] for r in told if not r.slugs)
