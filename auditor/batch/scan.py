"""Many products: what the store has is taken, the rest is done, in sorted order.

Reading is the work and is done once for the same bytes; judging follows as soon as
a product's files are read. Results come in the order of the products whatever was
done first, and are the same for any number of workers and after any interruption,
since every one of them is found by a fingerprint of all that it depends on.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter, deque
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import simplejson

from auditor.batch.files import NOT_NAMED, LeftOut, find_files
from auditor.batch.pool import InProcess, LocalPool, Runner
from auditor.batch.products import (
    Group,
    Product,
    each_page,
    group_files,
    join_by_number,
    named_among,
    read_manifest,
)
from auditor.batch.store import Entry, Kind, Store, store_path, unpacked
from auditor.batch.work import (
    Done,
    Face,
    Job,
    JudgeJob,
    MustStop,
    ReadJob,
    Terms,
    WasJudged,
    WasRead,
    WentWrong,
    without_facts,
)
from auditor.criteria.profile import Profile, load_profile
from auditor.errors import InputError, NoLabelError, UsageError
from auditor.facts.barcodes import find_barcodes
from auditor.model import Failure, Found, Verdict
from auditor.pipeline import (
    Settings,
    audit_fingerprint,
    facts_fingerprint,
    failure_of,
    page_extent,
    reading_fingerprint,
)
from auditor.reading.source import open_source
from auditor.readings import document_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_AHEAD: Final = 10_000
"""Products that may be done before one that takes long; each waits in 5 kB."""

_CHANGING: Final = "the file changed while it was read"


@dataclass(frozen=True)
class Result:
    """One product's audit, as the results tell it."""

    product: str
    files: tuple[Path, ...]
    verdict: Verdict

    slugs: tuple[str, ...]
    """Of the files that could not be read or were put aside."""

    line: str
    """The record as one line of JSON, newline included."""

    @classmethod
    def of_line(cls, line: str) -> Result:
        """The result that a line of results tells."""
        record = simplejson.loads(line, use_decimal=True)
        failures = record["failures"]
        sources = record["product"]["sources"]
        names = [source["file"] for source in sources] + [row["file"] for row in failures]
        return cls(
            product=record["product"]["id"],
            files=tuple(map(Path, dict.fromkeys(names))),
            verdict=Verdict(record["verdict"]),
            slugs=tuple(row["slug"] for row in failures),
            line=line,
        )

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """The record by the keys of the public contract; numbers are exact."""
        record: Mapping[str, Any] = simplejson.loads(self.line, use_decimal=True)
        return record

    @property
    def is_aside(self) -> bool:
        """None of its pictures shows a label, so that there was nothing to judge."""
        return set(self.slugs) == {NoLabelError.slug} and len(self.slugs) == len(self.files)

    @property
    def is_unread(self) -> bool:
        """Some file of it could not be read."""
        return any(slug != NoLabelError.slug for slug in self.slugs)


@dataclass(slots=True)
class Progress:
    """How far a scan has come."""

    products: int
    files: int
    started: float
    """By the monotonic clock, in seconds."""

    done: int = 0
    """Products."""

    read: int = 0
    """Files that were read now, or could not be."""

    known: int = 0
    """Files whose reading was there, or that are the same as another one."""

    verdicts: Counter[str] = field(default_factory=Counter)
    """Products by verdict; ``aside`` where there was nothing to judge."""

    unread: int = 0
    """Products some file of which could not be read."""

    @property
    def looked_at(self) -> int:
        """Files that need no more reading."""
        return self.read + self.known

    def add(self, result: Result) -> None:
        """Count one product."""
        self.done += 1
        self.unread += result.is_unread
        self.verdicts["aside" if result.is_aside else result.verdict.value] += 1


def scan(
    paths: Iterable[str | Path] = (),
    *,
    profile: Profile | str | Path = "glutamine",
    settings: Settings | None = None,
    group: Group | str = Group.AUTO,
    manifest: Path | None = None,
    jobs: int | None = None,
    store: Path | None = None,
    cache: bool = True,
    on: str | None = None,
    output: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    told: Callable[[str], None] | None = None,
) -> Iterator[Result]:
    """Audit many products; results come one by one, sorted by product.

    What was read or judged before is not done again. Stop taking results at any
    time: the same call goes on where it was.

    Args:
        paths: Folders, files, patterns, and lists as ``@list.txt``.
        group: How files become products; of no matter with a manifest.
        manifest: CSV with the columns ``file``, ``product`` and perhaps ``complete``.
        jobs: Worker processes, by default one for each processor; 0 works here.
        store: Folder that keeps readings and audits, by default the user's state.
        cache: False keeps and takes nothing.
        on: ``ray`` or ``ray://HEAD:10001`` works on a cluster, which keeps its results
            in shards at `output`, a folder or URL; paths may then be URLs.
        progress: Called with the counts whenever they changed.
        told: Called with remarks for people, such as that a store was damaged.

    Raises:
        MissingInputError, UsageError: a path or the manifest is wrong.
        ProfileError, EngineError, StoreError: nothing can be audited.
    """
    terms = Terms(
        profile if isinstance(profile, Profile) else load_profile(profile),
        settings or Settings(),
    )
    if on is not None:
        yield from _scan_on(on, paths, Group(group), manifest, terms, output)
        return
    catalogue = find_products(
        paths, group=Group(group), manifest=manifest, settings=terms.settings
    )
    products = catalogue.products
    with Scanner(terms, jobs=jobs, store=store, cache=cache, told=told) as scanner:
        if Group(group) is Group.BARCODE and manifest is None:
            products = scanner.joined_by_barcode(products)
        yield from scanner.audit(products, progress)


def _scan_on(
    on: str,
    paths: Iterable[str | Path],
    group: Group,
    manifest: Path | None,
    terms: Terms,
    output: str | None,
) -> Iterator[Result]:
    from auditor.batch.cluster import OnRay
    from auditor.batch.remote import find_anywhere
    from auditor.batch.shards import scan_in_shards, shard_lines

    if output is None:
        raise UsageError(on, "a cluster writes shards", "name a folder or URL as output")
    listing = find_anywhere(paths, group, manifest)
    scan_in_shards(listing, terms, output, runner=OnRay(on))
    yield from map(Result.of_line, shard_lines(output))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The products of some paths, and what else lies there."""

    products: tuple[Product, ...]
    """Sorted by id."""

    left_out: tuple[LeftOut, ...] = ()


def find_products(
    paths: Iterable[str | Path],
    *,
    group: Group = Group.AUTO,
    manifest: Path | None = None,
    settings: Settings | None = None,
) -> Catalogue:
    """The products of some paths, or those of a manifest.

    With both, the manifest's products are audited as far as the paths hold them, and
    what else the paths hold is left out. By `Group.PAGE` files that may have several
    pages are opened and these counted, within the limits of `settings`.
    """
    given = tuple(paths)
    if manifest is None:
        harvest = find_files(given)
        products = group_files(harvest.places, group)
        if group is Group.PAGE:
            return _by_page(products, harvest.left_out, settings or Settings())
        return Catalogue(products, harvest.left_out)
    products = read_manifest(manifest)
    if not given:
        return Catalogue(products)
    harvest = find_files(given)
    chosen, unnamed = named_among(products, (place.path for place in harvest.places))
    apart = tuple(LeftOut(path, NOT_NAMED) for path in unnamed)
    return Catalogue(chosen, (*harvest.left_out, *apart))


def _by_page(
    products: Iterable[Product], left_out: Iterable[LeftOut], settings: Settings
) -> Catalogue:
    """Each page of a file as a product; pages beyond the limit are left out by name."""
    beyond: list[LeftOut] = []

    def counted(file: Path) -> int:
        try:
            extent = page_extent(file, settings)
        except InputError:
            # Whoever reads it tells what is wrong with it.
            return 1
        beyond.extend(LeftOut(file, text, unread=True) for text in extent.skipped)
        return extent.pages

    pages = sorted(each_page(products, counted), key=lambda product: product.id)
    return Catalogue(tuple(pages), (*left_out, *beyond))


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _Open:
    """A product in hand."""

    place: int
    """Among the sorted products."""

    product: Product
    keys: list[str | Failure | None]
    """For each file its reading's fingerprint, why it has none, or None yet."""


@dataclass(frozen=True, slots=True)
class _Finished:
    """What became of a product."""

    verdict: Verdict
    slugs: tuple[str, ...]
    line: bytes


class Scanner:
    """Audits products with one store and one set of workers, again and again."""

    def __init__(
        self,
        terms: Terms,
        *,
        jobs: int | None = None,
        store: Path | None = None,
        cache: bool = True,
        told: Callable[[str], None] | None = None,
        runner: Runner | None = None,
    ) -> None:
        self._terms = terms
        with ExitStack() as stack:
            if cache:
                path = store_path(store)
            else:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="auditor-"))
                path = store_path(Path(folder))
            self._store = stack.enter_context(Store(path, told))
            self._runner = runner or _local(terms, processors() if jobs is None else jobs)
            stack.callback(self._runner.close)
            self._stack = stack.pop_all()

    def __enter__(self) -> Scanner:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def audit(
        self,
        products: Sequence[Product],
        progress: Callable[[Progress], None] | None = None,
    ) -> Iterator[Result]:
        """One result for each product, in the order of the products."""
        run = _Run(self._terms, self._store, self._runner, products, progress)
        yield from run.results()

    def joined_by_barcode(self, products: Sequence[Product]) -> tuple[Product, ...]:
        """The products anew, by the numbers that their files show; reads all files."""
        run = _Run(self._terms, self._store, self._runner, products, None)
        numbers = {}
        for file, key in run.readings():
            number = self._number(key)
            if number:
                numbers[file] = number
        return join_by_number(products, numbers)

    def _number(self, key: str) -> str:
        entry = self._store.get(Kind.READING, key)
        if entry is None:
            return ""
        reading = find_barcodes([document_from_json(unpacked(entry.content))])
        return reading.value.zfill(13) if isinstance(reading, Found) else ""


def _local(terms: Terms, jobs: int) -> Runner:
    return LocalPool(terms, jobs) if jobs else InProcess(terms)


class _Run:
    """One pass over some products."""

    def __init__(
        self,
        terms: Terms,
        store: Store,
        runner: Runner,
        products: Sequence[Product],
        told: Callable[[Progress], None] | None,
    ) -> None:
        self._terms = terms
        self._store = store
        self._runner = runner
        self._products = products
        self._told = told or (lambda _: None)
        self._next = 0
        """The product to look at next."""
        self._given = 0
        """Products that the caller has."""
        self._in_hand = 0
        self._to_judge: deque[_Open] = deque()
        self._to_read: deque[ReadJob] = deque()
        self._waiters: dict[str, list[tuple[_Open, int]]] = {}
        self._judging: dict[str, list[_Open]] = {}
        self._read: deque[_Open] = deque()
        self._finished: dict[int, _Finished] = {}
        self.progress = Progress(
            products=len(products),
            files=sum(len(product.files) for product in products),
            started=time.monotonic(),
        )

    def results(self) -> Iterator[Result]:
        """One for each product, in order."""
        for _ in self._steps():
            while self._read:
                self._judge_or_find(self._read.popleft())
            while self._given in self._finished:
                result = self._result(self._products[self._given])
                self._given += 1
                self.progress.add(result)
                self._told(self.progress)
                yield result

    def _result(self, product: Product) -> Result:
        finished = self._finished.pop(self._given)
        return Result(
            product=product.id,
            files=product.files,
            verdict=finished.verdict,
            slugs=finished.slugs,
            line=unpacked(finished.line),
        )

    def readings(self) -> Iterator[tuple[Path, str]]:
        """Every file that can be read, with its reading's fingerprint."""
        for _ in self._steps():
            while self._read:
                opened = self._read.popleft()
                for file, key in zip(opened.product.files, opened.keys, strict=True):
                    if isinstance(key, str):
                        yield file, key
                self._given += 1

    def _steps(self) -> Iterator[None]:
        """Do what there is to do, one step after another, until nothing is left."""
        while True:
            yield
            if self._in_hand < self._runner.slots and self._advance():
                continue
            if not self._in_hand:
                return
            for job, done in self._runner.done():
                self._in_hand -= 1
                self._take(job, done)
                yield
            self._told(self.progress)

    def _advance(self) -> bool:
        """Hand in a job or look at one more product; False where there is neither."""
        if self._to_judge:
            # Judging comes first, so that few products are open at a time.
            job = self._judge_job(self._to_judge.popleft())
            if job is not None:
                self._submit(job)
        elif self._to_read:
            self._submit(self._to_read.popleft())
        elif self._next < min(len(self._products), self._given + _AHEAD):
            self._admit()
        else:
            return False
        return True

    def _submit(self, job: Job) -> None:
        self._runner.submit(job)
        self._in_hand += 1

    def _admit(self) -> None:
        product = self._products[self._next]
        opened = _Open(self._next, product, [None] * len(product.files))
        self._next += 1
        for n, file in enumerate(product.files):
            try:
                key = self._fingerprint(file)
            except InputError as error:
                opened.keys[n] = failure_of(error)
                self.progress.read += 1
            else:
                self._want(opened, n, key)
        self._look_whether_read(opened)

    def _fingerprint(self, file: Path) -> str:
        settings = self._terms.settings
        try:
            status = os.stat(file)
        except (OSError, ValueError):
            status = None
        digest = status and self._store.digest(file, status)
        if not digest:
            digest = open_source(file, settings.limits).sha256
            if status:
                self._store.remember(file, status, digest)
        return reading_fingerprint(digest, settings)

    # --- reading ------------------------------------------------------------------

    def _want(self, opened: _Open, n: int, key: str) -> None:
        """See to the reading of a product's file."""
        if key in self._waiters:
            self.progress.known += 1
            self._waiters[key].append((opened, n))
        elif self._store.note(Kind.READING, key) is not None:
            self.progress.known += 1
            opened.keys[n] = key
        else:
            self._waiters[key] = [(opened, n)]
            self._to_read.append(ReadJob(key, opened.product.files[n]))

    def _look_whether_read(self, opened: _Open) -> None:
        if None not in opened.keys:
            self._read.append(opened)

    def _take(self, job: Job, done: Done) -> None:
        match job, done:
            case _, MustStop(error=error):
                raise error
            case ReadJob(), WasRead() | WentWrong():
                self._take_reading(job, done)
            case JudgeJob(), WasJudged():
                note = " ".join((done.verdict.value, *done.slugs))
                self._store.put(Kind.AUDIT, job.key, Entry(done.line, note))
                self._finish(job, done)
            case JudgeJob(), WentWrong(failure=failure):
                # Not kept: a later version may do better, and so may more memory.
                self._finish(job, without_facts(job, failure, self._terms))
            case _:
                raise AssertionError(f"{done} is no result of {job}")

    def _take_reading(self, job: ReadJob, done: WasRead | WentWrong) -> None:
        waiters = self._waiters.pop(job.key)
        self.progress.read += 1
        if isinstance(done, WasRead):
            self._store.put(
                Kind.READING, done.key, Entry(done.reading, Path(job.file).name)
            )
        for opened, n in waiters:
            file = opened.product.files[n]
            if isinstance(done, WentWrong):
                opened.keys[n] = replace(done.failure, file=str(file))
            elif done.key == job.key:
                opened.keys[n] = job.key
            elif file == job.file:
                error = InputError(file, _CHANGING, "scan again when it is complete")
                opened.keys[n] = failure_of(error)
            else:
                # A copy of what the file was; it is read itself.
                self._want(opened, n, job.key)
            self._look_whether_read(opened)

    # --- judging ------------------------------------------------------------------

    def _judge_or_find(self, opened: _Open) -> None:
        key = self._audit_key(opened)
        entry = self._store.get(Kind.AUDIT, key)
        if entry is None:
            self._to_judge.append(opened)
        else:
            verdict, *slugs = entry.note.split()
            finished = _Finished(Verdict(verdict), tuple(slugs), entry.content)
            self._finished[opened.place] = finished

    def _audit_key(self, opened: _Open) -> str:
        return audit_fingerprint(
            self._facts_key(opened),
            self._terms.profile,
            opened.product.id,
            self._failures(opened),
            self._terms.settings.day,
        )

    def _facts_key(self, opened: _Open) -> str:
        page = opened.product.page
        readings = [
            (str(file), key if page is None else f"{key} page {page}")
            for file, key in zip(opened.product.files, opened.keys, strict=True)
            if isinstance(key, str)
        ]
        complete = self._complete(opened.product)
        return facts_fingerprint(readings, replace(self._terms.settings, complete=complete))

    def _complete(self, product: Product) -> bool:
        return self._terms.settings.complete or product.complete

    def _failures(self, opened: _Open) -> tuple[Failure, ...]:
        return tuple(key for key in opened.keys if isinstance(key, Failure))

    def _judge_job(self, opened: _Open) -> JudgeJob | None:
        """The job; None where a reading turns out to be damaged and is made anew."""
        faces = []
        for n, (file, key) in enumerate(
            zip(opened.product.files, opened.keys, strict=True)
        ):
            if not isinstance(key, str):
                continue
            entry = self._store.get(Kind.READING, key)
            if entry is None:
                opened.keys[n] = None
                self._want(opened, n, key)
                continue
            faces.append(Face(str(file), entry.content, opened.product.page))
        if None in opened.keys:
            return None
        facts = self._store.get(Kind.FACTS, self._facts_key(opened))
        key = self._audit_key(opened)
        self._judging.setdefault(key, []).append(opened)
        return JudgeJob(
            key=key,
            product=opened.product.id,
            faces=tuple(faces),
            failures=self._failures(opened),
            complete=self._complete(opened.product),
            facts=None if facts is None else facts.content,
        )

    def _finish(self, job: JudgeJob, done: WasJudged) -> None:
        for opened in self._judging.pop(job.key):
            if done.facts is not None:
                self._store.put(Kind.FACTS, self._facts_key(opened), Entry(done.facts))
            self._finished[opened.place] = _Finished(done.verdict, done.slugs, done.line)
