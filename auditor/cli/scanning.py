"""The command that audits many products, on this machine or on a cluster.

It goes on where it was interrupted, so an interrupt is an end like any other here.
"""

from __future__ import annotations

import signal
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from auditor.batch.products import Group
from auditor.cli.options import (
    Color,
    ColorOption,
    CompleteOption,
    DayOption,
    EffortOption,
    EngineOption,
    ExitZeroOption,
    FailOn,
    LangOption,
    LimitOption,
    PasswordOption,
    ProfileOption,
    QuietOption,
    StoreOption,
    VerboseOption,
    format_option,
)
from auditor.cli.output import (
    batch_format_for,
    colored,
    counted,
    deliver_pieces,
    deliver_stream,
    log,
    remark,
    say,
    thumbnails_beside,
    width,
)
from auditor.cli.statuses import INTERRUPTED, STATUS_OF_VERDICT, Outcome, statuses_of
from auditor.errors import InputError, UsageError
from auditor.reading.effort import Effort
from auditor.reading.engines import DEFAULT_ENGINE
from auditor.report.batch import BatchFormat, render_batch
from auditor.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from auditor.batch.remote import Listing
    from auditor.batch.scan import Catalogue, Result
    from auditor.batch.work import Terms
    from auditor.pipeline import Settings
    from auditor.report.batch.stored import StoredAudit

_TERMINAL: Final = BatchFormat.TERMINAL


def scan(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH",
            help="Folders, files, patterns as in 'photos/**/*.jpg', and @list.txt.",
            show_default=False,
        ),
    ] = None,
    group: Annotated[
        Group, typer.Option("--group", help="How pictures become products.")
    ] = Group.AUTO,
    manifest: Annotated[
        Path | None,
        typer.Option(
            "--manifest",
            metavar="CSV",
            help="Which file shows which product: columns file, product and complete.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the products and read nothing.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on with what arrives, until interrupted.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "-j",
            "--jobs",
            metavar="N",
            min=0,
            help="Workers, by default one for each processor; 0 reads in this process.",
            show_default=False,
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="ray[://HEAD]",
            help="Work on a Ray cluster, into a folder or URL of shards given with -o.",
            show_default=False,
        ),
    ] = None,
    profile: ProfileOption = "glutamine",
    complete: CompleteOption = False,
    day: DayOption = None,
    form: Annotated[BatchFormat | None, format_option("the results")] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write there.", show_default=False
        ),
    ] = None,
    engine: EngineOption = DEFAULT_ENGINE,
    effort: EffortOption = Effort.NORMAL,
    lang: LangOption = "en",
    password: PasswordOption = None,
    limit: LimitOption = None,
    store: StoreOption = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Take nothing from the store, keep nothing.")
    ] = False,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="What gives status 1.")
    ] = FailOn.FAIL,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = 0,
    exit_zero: ExitZeroOption = False,
) -> None:
    """Audit many products: folders of photos, a result each.

    What was read before is not read again: after an interruption the same command goes
    on. Exit status: the gravest of all products', as for audit; 7 store or output.
    Dates on labels are held against --day only, so that a scan gives one result.
    """
    log(verbose)
    if not (paths or manifest):
        raise UsageError("scan", "no path is given", "name a folder or a --manifest")
    from auditor import pipeline
    from auditor.batch.work import Terms
    from auditor.criteria.profile import load_profile

    settings = pipeline.Settings(
        engine=engine,
        effort=effort,
        lang=lang,
        password=password,
        complete=complete,
        day=day.date() if day else None,
    ).limited(limit or ())
    paths = paths or []
    looks_inside = group in (Group.BARCODE, Group.PAGE)
    if on is not None:
        formed = form in (None, BatchFormat.JSONL, BatchFormat.PARQUET)
        if any((watch, dry_run, no_cache, looks_inside)) or not formed:
            raise UsageError(
                "--on",
                "takes paths, --manifest, --group auto, folder, name or none, --format "
                "jsonl or parquet, and -o",
                "leave the rest out",
            )
        terms = Terms(load_profile(profile), settings)
        statuses = _scan_on_cluster(
            on, paths, group, manifest, form, terms, output, quiet=quiet
        )
        status = Outcome(statuses).status(fail_on, exit_zero=exit_zero)
        raise typer.Exit(status)
    target = None if output is None else Path(output)
    form = form or batch_format_for(target)
    if watch and (manifest or dry_run or looks_inside):
        raise UsageError("--watch", "groups by folder or name only", "leave the rest out")
    if watch and not (form is BatchFormat.JSONL or (form, target) == (_TERMINAL, None)):
        raise UsageError("--watch", "has no end", "use --format jsonl, or leave -o out")
    from auditor.batch.progress import shown_progress
    from auditor.batch.scan import Scanner, find_products
    from auditor.batch.watch import watch as watched

    catalogue = find_products(paths, group=group, manifest=manifest, settings=settings)
    if dry_run:
        say("".join(_catalogue_lines(catalogue)))
        return
    if not (catalogue.products or watch):
        if locked := [item for item in catalogue.left_out if item.unread]:
            raise InputError(locked[0].path, locked[0].reason)
        raise UsageError(
            " ".join(paths),
            "no picture or PDF was found there",
            "name another place; --dry-run tells what was left out",
        )
    terms = Terms(load_profile(profile), settings)
    told = (lambda _: None) if quiet else remark
    _tell_left_out(catalogue, told, verbose=verbose > 0)
    outcome = Outcome({InputError.exit_code for item in catalogue.left_out if item.unread})
    with (
        _interruptible(keeps=not no_cache),
        shown_progress(quiet=quiet or watch, say=remark) as progress,
        Scanner(terms, jobs=jobs, store=store, cache=not no_cache, told=told) as scanner,
    ):
        if watch:
            results = watched(paths, scanner, group=group, told=told)
        else:
            products = catalogue.products
            if group is Group.BARCODE and manifest is None:
                products = scanner.joined_by_barcode(products)
            results = scanner.audit(products, progress)
        pieces = _result_pieces(outcome.counting(results), form, target, settings, color)
        if sys.stdout.isatty() and target is None and not watch:
            # A line of progress and a line of results would disturb each other.
            pieces = list(pieces)
        else:
            deliver_stream(pieces, target, endless=watch)
            pieces = ()
    deliver_pieces(pieces, None)
    if not quiet:
        outcome.tell(remark, target)
    raise typer.Exit(outcome.status(fail_on, exit_zero=exit_zero))


def _scan_on_cluster(
    on: str,
    paths: Sequence[str],
    group: Group,
    manifest: Path | None,
    form: BatchFormat | None,
    terms: Terms,
    output: str | None,
    *,
    quiet: bool,
) -> set[int]:
    """Scan into shards; the statuses of all products."""
    from auditor.batch.cluster import OnRay
    from auditor.batch.remote import find_anywhere
    from auditor.batch.shards import ShardForm, scan_in_shards

    if output is None:
        raise UsageError("--on", "writes shards", "name a folder or URL with -o")
    runner = OnRay(on)
    told = (lambda _: None) if quiet else remark
    listing = find_anywhere(paths, group, manifest)
    _tell_left_out(listing, told, verbose=False)
    with _interruptible(keeps=True):
        done = scan_in_shards(
            listing,
            terms,
            output,
            runner=runner,
            form=ShardForm(form or BatchFormat.JSONL),
            progress=lambda now: told(f"{now.done:,} of {now.products:,} products"),
        )
    told(
        f"{counted(done.done, 'product')} in {counted(done.shards, 'shard')}, "
        f"{done.resumed:,} of them there before; the results are in {output}"
    )
    statuses = set()
    for outcome in done.outcomes:
        verdict, *slugs = outcome.split()
        if verdict in STATUS_OF_VERDICT:
            statuses |= statuses_of(verdict, slugs)
    return statuses


def _catalogue_lines(catalogue: Catalogue) -> Iterator[str]:
    """Which files would be audited as which products, and what would not."""
    for product in catalogue.products:
        yield f"{printable(product.id)}{' (complete)' if product.complete else ''}\n"
        for file in product.files:
            yield f"  {printable(str(file))}\n"
    for item in catalogue.left_out:
        yield f"left out: {printable(str(item.path))}: {item.reason}\n"
    files = len({file for product in catalogue.products for file in product.files})
    products = counted(len(catalogue.products), "product")
    yield (
        f"{products} from {counted(files, 'file')}; "
        f"{counted(len(catalogue.left_out), 'other thing')} left out\n"
    )


def _tell_left_out(
    catalogue: Catalogue | Listing, told: Callable[[str], None], *, verbose: bool
) -> None:
    """Name what may hold labels; count the rest, or name it when asked."""
    reasons: Counter[str] = Counter()
    for item in catalogue.left_out:
        if item.unread:
            remark(f"{item.path}: left out, {item.reason}")
        elif verbose:
            told(f"{item.path}: left out, {item.reason}")
        else:
            reasons[item.reason] += 1
    if reasons:
        counts = ", ".join(f"{n:,} ({reason})" for reason, n in reasons.most_common())
        told(f"left out of the folders: {counts}; -v names them")


@contextmanager
def _interruptible(*, keeps: bool) -> Iterator[None]:
    """An interrupt, or being asked to end, ends the scan and tells how to go on."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        remark(
            "interrupted; what was done is kept, and the same command goes on from there"
            if keeps
            else "interrupted; nothing was kept"
        )
        raise typer.Exit(INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _result_pieces(
    results: Iterable[Result],
    form: BatchFormat,
    output: Path | None,
    settings: Settings,
    color: Color,
) -> Iterable[bytes]:
    if form is BatchFormat.JSONL:
        return (result.line.encode() for result in results)
    to_file = output is not None
    return render_batch(
        _stored(results),
        form,
        pictures=thumbnails_beside(output, settings) if form is BatchFormat.HTML else None,
        color=colored(color, to_file=to_file),
        width=width(to_file=to_file),
    )


def _stored(results: Iterable[Result]) -> Iterator[StoredAudit]:
    from auditor.report.batch.stored import parse_result

    for result in results:
        yield parse_result(result.line.rstrip("\n"), result.product)
