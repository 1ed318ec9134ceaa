"""A scan in shards, for a cluster: each is some products in order, done anywhere.

A shard's name holds a digest of all that its results depend on, so that a shard
that is there is right: the same command goes on where it was, and after some files
changed only their shards are done again. Boundaries follow the products' names, not
their count, so that a new product moves no other boundary. The shards in order are
byte for byte what a scan on one machine writes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Final, Protocol

from auditor import __version__
from auditor.batch.remote import filesystem, names_in, write_to
from auditor.batch.store import unpacked
from auditor.batch.work import (
    Face,
    JudgeJob,
    MustStop,
    ReadJob,
    Terms,
    WasJudged,
    WasRead,
    WentWrong,
    perform,
    without_facts,
)
from auditor.errors import (
    ConfigurationError,
    CorruptInputError,
    NoLabelError,
    WorkerCrashedError,
)
from auditor.model import SCHEMA, Failure
from auditor.pipeline import facts_fingerprint, reading_fingerprint
from auditor.report.batch.parquet import TABLE_COLUMNS, record_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from auditor.batch.remote import FileSystem, Listing

USUAL_SIZE: Final = 200
"""Products of a shard on the average: some minutes of work, and little to lose."""

_LARGEST: Final = 4
"""Times the usual size; names may be such that no boundary comes."""

_PART: Final = re.compile(r"part-\d{6}-(?P<digest>[0-9a-f]{24})\.(?:jsonl|parquet|json)")


@dataclass(frozen=True, slots=True)
class Item:
    """A product as plain data."""

    product: str
    files: tuple[Path | str, ...]
    """A path on this machine or a share, or a URL."""

    looks: tuple[str, ...]

    complete: bool = False
    """A manifest says that the files show all of it."""


class ShardForm(StrEnum):
    """How the results of a shard are written."""

    JSONL = "jsonl"
    PARQUET = "parquet"
    """The table of one row per product and criterion, with the records in it."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Some products in a row."""

    number: int
    items: tuple[Item, ...]

    digest: str
    """Of everything that its results depend on."""

    form: ShardForm = ShardForm.JSONL

    @property
    def name(self) -> str:
        """What its files are called but for their endings."""
        return f"part-{self.number:06}-{self.digest}"

    @property
    def file(self) -> str:
        """Its results."""
        return f"{self.name}.{self.form}"

    @property
    def receipt(self) -> str:
        """The file that says that its results are whole."""
        return f"{self.name}.json"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a finished shard holds."""

    digest: str
    sha256: str
    """Of the results."""

    products: int
    outcomes: dict[str, int]
    """How many products had which verdict and failures, as in ``fail input.corrupt``;
    ``aside`` where no picture shows a label."""


class ShardRunner(Protocol):
    """Does shards, in whatever order they get done."""

    def run(self, shards: Iterable[Shard], terms: Terms, output: str) -> Iterator[Receipt]:
        """Do each of them and give its receipt."""
        ...


class ShardsInProcess:
    """Does one shard after the other here."""

    def run(self, shards: Iterable[Shard], terms: Terms, output: str) -> Iterator[Receipt]:
        for shard in shards:
            yield do_shard(shard, terms, output)


@dataclass(slots=True)
class ShardProgress:
    """How far a scan in shards has come."""

    shards: int
    products: int
    done: int = 0
    """Products."""

    resumed: int = 0
    """Shards that were there already."""

    outcomes: Counter[str] = field(default_factory=Counter)

    def add(self, receipt: Receipt) -> None:
        """Count a shard that is there."""
        self.done += receipt.products
        self.outcomes.update(receipt.outcomes)


def scan_in_shards(
    listing: Listing,
    terms: Terms,
    output: str,
    *,
    runner: ShardRunner | None = None,
    size: int = USUAL_SIZE,
    form: ShardForm = ShardForm.JSONL,
    progress: Callable[[ShardProgress], None] | None = None,
) -> ShardProgress:
    """Audit many products into a folder of shards, and write its manifest.

    Args:
        listing: What `find_anywhere` found.
        output: A folder or URL; shards that are there already are not done again.
        runner: Where the work is done, by default in this process.
        size: Products of a shard, on the average.
        form: How the shards are written.

    Raises:
        DependencyError: Parquet was asked for and pyarrow is not installed.
        EngineError, OutputError: nothing can be audited, or written.
    """
    runner = runner or ShardsInProcess()
    shards = _shards(listing, terms, size, form)
    # Before anything is read, which would be for nothing.
    b"".join(_table(()) if form is ShardForm.PARQUET else ())
    system, folder = filesystem(output)
    system.makedirs(folder, exist_ok=True)
    receipts = _resumed(system, folder, shards)
    told = ShardProgress(len(shards), len(listing.products), resumed=len(receipts))
    for receipt in receipts.values():
        told.add(receipt)
    missing = [shard for shard in shards if shard.digest not in receipts]
    for receipt in runner.run(missing, terms, output):
        receipts[receipt.digest] = receipt
        told.add(receipt)
        if progress:
            progress(told)
    _finish(system, folder, shards, receipts, terms)
    return told


def do_shard(shard: Shard, terms: Terms, output: str) -> Receipt:
    """Audit a shard's products and write results and receipt.

    Raises:
        ConfigurationError: this machine would write other results than the one that
            planned the shard.
        EngineError, OutputError: nothing can be audited, or written.
    """
    if _digest(shard.items, terms, shard.form) != shard.digest:
        raise ConfigurationError(
            "a node of the cluster",
            "has another version of auditor, its engine or its lexicons",
            "install the same on every node",
        )
    judged = [judge_item(item, terms) for item in shard.items]
    return write_shard(shard, judged, output)


def write_shard(shard: Shard, judged: Sequence[WasJudged], output: str) -> Receipt:
    """Write the results of a shard's items, in their order, and then the receipt."""
    outcomes: Counter[str] = Counter()
    for item, result in zip(shard.items, judged, strict=True):
        aside = result.slugs == (NoLabelError.slug,) * len(item.files)
        outcomes["aside" if aside else " ".join((result.verdict, *result.slugs))] += 1
    lines = (unpacked(result.line) for result in judged)
    if shard.form is ShardForm.PARQUET:
        data = b"".join(_table(lines))
    else:
        data = "".join(lines).encode()
    receipt = Receipt(
        digest=shard.digest,
        sha256=hashlib.sha256(data).hexdigest(),
        products=len(shard.items),
        outcomes=dict(sorted(outcomes.items())),
    )
    system, folder = filesystem(output)
    write_to(system, f"{folder}/{shard.file}", data)
    # Last, since it says that the results are whole.
    write_to(system, f"{folder}/{shard.receipt}", _receipt_json(receipt))
    return receipt


def _table(lines: Iterable[str]) -> Iterator[bytes]:
    from auditor.report.batch import BatchFormat, render_batch
    from auditor.report.batch.stored import parse_result

    results = (parse_result(line.rstrip("\n"), "a shard") for line in lines)
    return render_batch(results, BatchFormat.PARQUET)


def judge_item(item: Item, terms: Terms) -> WasJudged:
    """Read and judge one product.

    Raises:
        EngineError: nothing can be audited.
    """
    done = [perform(ReadJob("", file), terms) for file in item.files]
    faces = tuple(
        Face(str(file), reading.reading)
        for file, reading in zip(item.files, done, strict=True)
        if isinstance(reading, WasRead)
    )
    failures = tuple(each.failure for each in done if isinstance(each, WentWrong))
    complete = terms.settings.complete or item.complete
    job = JudgeJob("", item.product, faces, failures, complete, None)
    for result in (*done, judged := perform(job, terms)):
        if isinstance(result, MustStop):
            raise result.error
    if isinstance(judged, WentWrong):
        return without_facts(job, judged.failure, terms)
    assert isinstance(judged, WasJudged)
    return judged


def deadly_item(item: Item, terms: Terms) -> WasJudged:
    """The line of a product that no worker survives."""
    failure = Failure(
        file=str(item.files[0]),
        slug=WorkerCrashedError.slug,
        problem="worker after worker of the cluster died of it",
        remedy="look at the file",
    )
    job = JudgeJob("", item.product, (), (), complete=False, facts=None)
    return without_facts(job, failure, terms)


# --- the plan ---------------------------------------------------------------------


def shard_lines(output: str) -> Iterator[str]:
    """The results that a finished scan wrote, line by line, in order.

    Raises:
        CorruptInputError: a shard is not what the manifest says.
        DependencyError: the shards are tables and pyarrow is not installed.
    """
    system, folder = filesystem(output)
    manifest = json.loads(system.cat_file(f"{folder}/manifest.json"))
    for shard in manifest["shards"]:
        place = f"{output}/{shard['file']}"
        data = system.cat_file(f"{folder}/{shard['file']}")
        if hashlib.sha256(data).hexdigest() != shard["sha256"]:
            raise CorruptInputError(place, "is not as it was written", "scan again")
        if shard["file"].endswith(f".{ShardForm.PARQUET}"):
            yield from (f"{line}\n" for line in record_lines(BytesIO(data), place))
        else:
            yield from data.decode().splitlines(keepends=True)


def _shards(
    listing: Listing, terms: Terms, size: int, form: ShardForm
) -> tuple[Shard, ...]:
    items = [
        Item(
            product.id,
            tuple(listing.urls.get(file, file) for file in product.files),
            tuple(listing.looks.get(file, "") for file in product.files),
            product.complete,
        )
        for product in listing.products
    ]
    return tuple(
        Shard(number, tuple(run), _digest(run, terms, form), form)
        for number, run in enumerate(_runs(items, size))
    )


def _runs(items: Sequence[Item], size: int) -> Iterator[list[Item]]:
    """Runs of items that end where an item's name says so."""
    run: list[Item] = []
    for item in items:
        run.append(item)
        name = hashlib.sha256(item.product.encode(errors="surrogatepass")).digest()
        if not int.from_bytes(name[:8], "big") % size or len(run) >= _LARGEST * size:
            yield run
            run = []
    if run:
        yield run


def _digest(items: Sequence[Item], terms: Terms, form: ShardForm) -> str:
    told = [
        reading_fingerprint("", terms.settings),
        facts_fingerprint((), terms.settings),
        terms.profile.sha256,
        str(terms.settings.day or ""),
        [
            [item.product, list(map(str, item.files)), item.looks, item.complete]
            for item in items
        ],
        form.value,
        *(TABLE_COLUMNS if form is ShardForm.PARQUET else ()),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:24]


# --- what is there ----------------------------------------------------------------


def _resumed(
    system: FileSystem, folder: str, shards: Sequence[Shard]
) -> dict[str, Receipt]:
    """The receipts of shards that are there, each under the number it has now."""
    wanted = {shard.digest: shard for shard in shards}
    there = names_in(system, folder)
    receipts: dict[str, Receipt] = {}
    for name in sorted(there):
        part = _PART.fullmatch(name)
        if not (part and name.endswith(".json")):
            continue
        shard = wanted.get(part["digest"])
        results = shard and f"{name.removesuffix('.json')}.{shard.form}"
        if not shard or results not in there:
            continue
        receipt = _receipt(system.cat_file(f"{folder}/{name}"))
        if not receipt or receipt.digest != shard.digest:
            continue
        if name != shard.receipt:
            system.mv(f"{folder}/{results}", f"{folder}/{shard.file}")
            system.mv(f"{folder}/{name}", f"{folder}/{shard.receipt}")
        receipts[shard.digest] = receipt
    return receipts


def _receipt_json(receipt: Receipt) -> bytes:
    return json.dumps(asdict(receipt)).encode()


def _receipt(data: bytes) -> Receipt | None:
    """None where it is damaged: the shard is then done again."""
    try:
        return Receipt(**json.loads(data))
    except (ValueError, TypeError):
        return None


def _finish(
    system: FileSystem,
    folder: str,
    shards: Sequence[Shard],
    receipts: dict[str, Receipt],
    terms: Terms,
) -> None:
    """Write the manifest, and remove the shards of files that are no longer there."""
    manifest = {
        "schema": SCHEMA,
        "auditor_version": __version__,
        "profile": asdict(terms.profile.stamp),
        "products": sum(receipt.products for receipt in receipts.values()),
        "shards": [
            {"file": shard.file, **asdict(receipts[shard.digest])} for shard in shards
        ],
    }
    data = json.dumps(manifest, indent=1).encode() + b"\n"
    write_to(system, f"{folder}/manifest.json", data)
    names = {name for shard in shards for name in (shard.file, shard.receipt)}
    for name in names_in(system, folder) - names:
        if _PART.fullmatch(name):
            system.rm_file(f"{folder}/{name}")
