"""Products, their faces, what people corrected, and the queue, in one SQLite file.

The pages and the worker are processes of their own that meet here and nowhere else:
a restart loses nothing, and a job that was interrupted is taken up again. Pictures
lie beside the database in files whose names are ours; what the user called them is
a column and never a path. Every question about a product names its owner.
"""

from __future__ import annotations

import secrets
import shutil
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from auditor.errors import OutputError, UsageError
from auditor.model import Box, Correction, Evidence, Failure, Verdict
from auditor.readings import document_from_json, document_to_json
from auditor.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.model import Document
    from auditor.reading.source import Source

_SCHEMA: Final = 1
_TABLES: Final = """
create table products (
    id text primary key, owner text not null, created real not null,
    updated real not null, revision integer not null default 0,
    judged integer not null default -1,
    name text not null, profile text not null, complete integer not null,
    pending integer not null default 0,
    title text not null, brand text not null default '', haystack text not null,
    verdict text, score text, coverage text, doubt real not null default 0,
    open integer not null default 0, reviewed real, reviewer text not null default '',
    record text
);
create index products_by_update on products (owner, updated desc, id);
create index products_by_verdict on products (owner, verdict, updated desc);
create table faces (
    id text primary key, product text not null references products on delete cascade,
    position integer not null, name text not null, media_type text not null,
    sha256 text not null, bytes integer not null,
    state text not null, attempts integer not null default 0, queued real not null,
    document text, slug text not null default '', problem text not null default '',
    remedy text not null default '',
    unique (product, position), unique (product, name)
);
create index faces_by_turn on faces (state, queued);
create table corrections (
    id integer primary key, product text not null references products on delete cascade,
    fact text not null, state text not null, file text, page integer,
    x0 real, top real, x1 real, bottom real, text text, who text not null,
    at text not null
);
create index corrections_by_product on corrections (product, id);
create table events (
    id integer primary key, product text not null references products on delete cascade,
    at real not null, who text not null, what text not null, detail text not null,
    verdict text, score text
);
create index events_by_product on events (product, id);
create table sessions (
    digest text primary key, owner text not null, name text not null, used real not null
);
create table settings (key text primary key, value text not null);
"""

MOST_ATTEMPTS: Final = 3
"""A face that has brought the worker down so many times is not tried again."""

_DEADLY: Final = "reading it has brought the reader down again and again"
SAVE_ANEW: Final = "save it anew, or take another picture of it, and hand that in"
"""What to do about a file that the reader cannot stand."""

State = Literal["queued", "running", "read", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product as the lists show it."""

    id: str
    owner: str
    created: float
    updated: float

    revision: int
    """Grows with everything that may change the audit."""

    judged: int
    """The revision that verdict and score are of."""

    name: str
    """What the user calls it; blank where nobody gave it a name."""

    profile: str
    complete: bool

    pending: int
    """Faces that are not read yet."""

    title: str
    brand: str
    verdict: Verdict | None
    score: Decimal | None
    coverage: Decimal | None

    doubt: float
    """The least confidence that a finding rests on; 1 where nothing was guessed."""

    open: int
    """Gates and preferences that could not be decided."""

    reviewed: float | None
    reviewer: str

    record: str | None
    """The line of a scan's results; None for what was handed in here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One file of a product."""

    id: str
    product: str
    position: int
    name: str
    media_type: str
    bytes: int
    state: State
    attempts: int
    failure: Failure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a product's history."""

    at: float
    who: str
    what: str
    detail: str
    verdict: Verdict | None
    score: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the lists need to know of an audit."""

    name: str
    """What the user or the scan calls it."""

    title: str
    brand: str
    verdict: Verdict
    score: Decimal | None
    coverage: Decimal
    doubt: float
    open: int

    @property
    def haystack(self) -> str:
        """What a search looks through."""
        return " ".join((self.title, self.brand, self.name)).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which products of an owner are wanted."""

    text: str = ""
    verdict: Verdict | None = None
    state: Literal["", "waiting", "done", "reviewed", "open"] = ""
    limit: int = 50
    offset: int = 0


class Store:
    """The database and the pictures of one data folder; one connection per thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._local = threading.local()
        try:
            (folder / "files").mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._change() as base:
                self._found(base)
        except (OSError, sqlite3.OperationalError) as error:
            raise OutputError(
                folder, f"cannot be written: {error}", "choose another folder with --data"
            ) from error
        except sqlite3.DatabaseError as error:
            raise OutputError(
                folder / "auditor.db",
                f"is no database of ours: {error}",
                "choose another folder with --data",
            ) from error

    def _found(self, base: sqlite3.Connection) -> None:
        (version,) = base.execute("pragma user_version").fetchone()
        if version == 0:
            for statement in _TABLES.split(";"):
                base.execute(statement)
            base.execute(f"pragma user_version = {_SCHEMA}")
        elif version != _SCHEMA:
            raise UsageError(
                self.folder,
                f"was written by another version (schema {version})",
                "choose another folder with --data",
            )

    @property
    def _base(self) -> sqlite3.Connection:
        base: sqlite3.Connection | None = getattr(self._local, "base", None)
        if base is None:
            base = sqlite3.connect(
                self.folder / "auditor.db", timeout=10, isolation_level=None
            )
            base.row_factory = sqlite3.Row
            base.execute("pragma journal_mode = wal")
            base.execute("pragma synchronous = normal")
            base.execute("pragma foreign_keys = on")
            self._local.base = base
        return base

    def close(self) -> None:
        """Close this thread's connection."""
        base: sqlite3.Connection | None = getattr(self._local, "base", None)
        if base is not None:
            base.close()
            del self._local.base

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is written whole or not at all."""
        base = self._base
        base.execute("begin immediate")
        try:
            yield base
        except BaseException:
            base.execute("rollback")
            raise
        base.execute("commit")

    def works(self) -> bool:
        """Whether the database answers."""
        return bool(self._base.execute("select 1").fetchone())

    # --- products -------------------------------------------------------------

    def add_product(
        self,
        files: Sequence[Source],
        *,
        owner: str,
        who: str,
        name: str,
        profile: str,
        complete: bool,
        now: float,
    ) -> str:
        """A new product whose files wait to be read; its id."""
        product = secrets.token_hex(8)
        called = name or Path(files[0].name).stem
        faces = self._keep(product, files)
        with self._change() as base:
            base.execute(
                "insert into products (id, owner, created, updated, name, profile, "
                "complete, title, haystack) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(product, owner, now, now, name, profile, complete),
                    *(called, called.casefold()),
                ),
            )
            self._enlist(base, product, faces, now)
            self._tell(base, product, now, who, "submitted", _count(files))
        return product

    def add_results(
        self, results: Iterable[tuple[str, str, Summary]], *, owner: str, now: float
    ) -> frozenset[str]:
        """Products that a scan has judged: profile, line and summary of each.

        A line that is here already is left as it is, so that a correction survives
        the next start; the ids of all.
        """
        ids = set()
        with self._change() as base:
            for profile, line, summary in results:
                id_ = sha256(f"{owner} {line}".encode()).hexdigest()[:16]
                added = base.execute(
                    "insert or ignore into products (id, owner, created, updated, judged, "
                    "name, profile, complete, title, brand, haystack, verdict, score, "
                    "coverage, doubt, open, record) "
                    "values (?, ?, ?, ?, 0, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        *(id_, owner, now, now, summary.name, profile, summary.title),
                        *(summary.brand, summary.haystack, summary.verdict.value),
                        *(_text(summary.score), str(summary.coverage), summary.doubt),
                        *(summary.open, line),
                    ),
                ).rowcount
                if added:
                    self._tell(base, id_, now, "scan", "scanned", summary.name)
                ids.add(id_)
        return frozenset(ids)

    def add_faces(
        self, product: str, files: Sequence[Source], *, who: str, now: float
    ) -> None:
        """More files for a product; it is read again when they are."""
        faces = self._keep(product, files)
        with self._change() as base:
            self._enlist(base, product, faces, now)
            base.execute(
                "update products set reviewed = null, reviewer = '' where id = ?",
                (product,),
            )
            self._changed(base, product, now, who, "added", _count(files))

    def _keep(self, product: str, files: Sequence[Source]) -> list[tuple[str, Source]]:
        """Write the files under names of ours, before any row speaks of them."""
        folder = self.folder / "files" / product
        folder.mkdir(exist_ok=True, mode=0o700)
        faces = [(secrets.token_hex(8), file) for file in files]
        for face, file in faces:
            (folder / f"{face}.orig").write_bytes(file.data)
        return faces

    def _enlist(
        self,
        base: sqlite3.Connection,
        product: str,
        faces: Sequence[tuple[str, Source]],
        now: float,
    ) -> None:
        rows = base.execute("select name from faces where product = ?", (product,))
        taken = {row["name"] for row in rows}
        for position, (face, file) in enumerate(faces, len(taken) + 1):
            name = _free(file.name, taken)
            taken.add(name)
            base.execute(
                "insert into faces (id, product, position, name, media_type, sha256, "
                "bytes, state, queued) values (?, ?, ?, ?, ?, ?, ?, 'queued', ?)",
                (
                    *(face, product, position, name, file.media_type, file.sha256),
                    *(len(file.data), now),
                ),
            )
        base.execute(
            "update products set pending = pending + ? where id = ?", (len(faces), product)
        )

    def product(self, product: str, owner: str) -> Product | None:
        """The product if it is there and the owner's."""
        row = self._base.execute(
            "select * from products where id = ? and owner = ?", (product, owner)
        ).fetchone()
        return _product(row) if row else None

    def product_of(self, face: Face) -> Product | None:
        """The product a file belongs to; None when it was deleted meanwhile."""
        row = self._base.execute(
            "select * from products where id = ?", (face.product,)
        ).fetchone()
        return _product(row) if row else None

    def products(self, owner: str, query: Query) -> tuple[tuple[Product, ...], int]:
        """A page of an owner's products, the last changed first, and how many there are."""
        where, values = ["owner = ?"], [owner]
        for word in query.text.casefold().split():
            where.append("haystack like ? escape '\\'")
            values.append(f"%{_literal(word)}%")
        if query.verdict is not None:
            where.append("verdict = ?")
            values.append(query.verdict.value)
        where += {
            "": [],
            "waiting": ["pending > 0"],
            "done": ["pending = 0"],
            "reviewed": ["reviewed is not null"],
            "open": ["reviewed is null"],
        }[query.state]
        chosen = " and ".join(where)
        (total,) = self._base.execute(
            f"select count(*) from products where {chosen}",  # noqa: S608 # nosec B608
            values,
        ).fetchone()
        rows = self._base.execute(
            f"select * from products where {chosen} "  # noqa: S608 # nosec B608
            "order by updated desc, id limit ? offset ?",
            (*values, query.limit, query.offset),
        )
        return tuple(map(_product, rows)), total

    def to_review(self, owner: str, behind: str | None) -> Product | None:
        """The next product that nobody has reviewed: incomplete ones first, then those
        that rest on the most doubtful reading; `behind` skips to the one after it."""
        unreviewed = "owner = ? and pending = 0 and reviewed is null"
        order = "verdict != 'incomplete', doubt, created, id"
        first = f"select * from products where {unreviewed} order by {order} limit 1"  # noqa: S608 # nosec B608
        after = (
            f"select * from products where {unreviewed} and ({order}) > "  # noqa: S608 # nosec B608
            f"(select {order} from products where id = ?) order by {order} limit 1"
        )
        row = None
        if behind is not None:
            row = self._base.execute(after, (owner, behind)).fetchone()
        row = row or self._base.execute(first, (owner,)).fetchone()
        return _product(row) if row else None

    def review_progress(self, owner: str) -> tuple[int, int]:
        """How many of the products that were read are reviewed, and how many there are."""
        row = self._base.execute(
            "select count(reviewed) as done, count(*) as total from products "
            "where owner = ? and pending = 0",
            (owner,),
        ).fetchone()
        return row["done"], row["total"]

    def reviewed(self, owner: str) -> tuple[Product, ...]:
        """Everything that a person has accepted."""
        rows = self._base.execute(
            "select * from products where owner = ? and pending = 0 and reviewed is not "
            "null order by created, id",
            (owner,),
        )
        return tuple(map(_product, rows))

    def accept(self, product: str, *, who: str, now: float) -> None:
        """A person has looked at it and holds it for right."""
        with self._change() as base:
            base.execute(
                "update products set reviewed = ?, reviewer = ? where id = ?",
                (now, who, product),
            )
            self._changed(base, product, now, who, "accepted", "")

    def set_rules(
        self, product: str, *, profile: str, complete: bool, who: str, now: float
    ) -> None:
        """Judge by another profile, or on another word about completeness."""
        with self._change() as base:
            base.execute(
                "update products set profile = ?, complete = ? where id = ?",
                (profile, complete, product),
            )
            detail = f"{profile}, complete" if complete else profile
            self._changed(base, product, now, who, "rules", detail)

    def summarize(self, product: Product, summary: Summary) -> None:
        """What the lists show of the audit, unless the product has changed meanwhile."""
        with self._change() as base:
            base.execute(
                "update products set title = ?, brand = ?, haystack = ?, verdict = ?, "
                "score = ?, coverage = ?, doubt = ?, open = ?, judged = revision "
                "where id = ? and revision = ?",
                (
                    *(summary.title, summary.brand, summary.haystack),
                    *(summary.verdict.value, _text(summary.score), str(summary.coverage)),
                    *(summary.doubt, summary.open, product.id, product.revision),
                ),
            )
            # The history tells what each change came to.
            base.execute(
                "update events set verdict = ?, score = ? where product = ? and id = "
                "(select max(id) from events where product = ?)",
                (summary.verdict.value, _text(summary.score), product.id, product.id),
            )

    def delete(self, product: str, owner: str) -> bool:
        """Remove a product with all its files; False where there is none."""
        with self._change() as base:
            gone = base.execute(
                "delete from products where id = ? and owner = ?", (product, owner)
            ).rowcount
        if gone:
            shutil.rmtree(self.folder / "files" / product, ignore_errors=True)
        return bool(gone)

    def sweep(self, before: float) -> int:
        """Delete what has not changed since; how many."""
        rows = self._base.execute(
            "select id, owner from products where updated < ? and pending = 0", (before,)
        ).fetchall()
        return sum(self.delete(row["id"], row["owner"]) for row in rows)

    def tidy(self, sessions_since: float) -> None:
        """Remove sessions from before, and files that no product has, which a submission
        that was cut off left. Only while nobody hands anything in.
        """
        with self._change() as base:
            base.execute("delete from sessions where used < ?", (sessions_since,))
        known = {row["id"] for row in self._base.execute("select id from products")}
        for folder in (self.folder / "files").iterdir():
            if folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)

    def used_bytes(self) -> int:
        """What the pictures that were handed in take."""
        (used,) = self._base.execute("select coalesce(sum(bytes), 0) from faces").fetchone()
        return int(used)

    def waiting(self) -> int:
        """Files that wait for their turn or are being read."""
        (count,) = self._base.execute(
            "select count(*) from faces where state in ('queued', 'running')"
        ).fetchone()
        return int(count)

    # --- faces ----------------------------------------------------------------

    def faces(self, product: str) -> tuple[Face, ...]:
        """In the order in which they were handed in."""
        rows = self._base.execute(
            "select * from faces where product = ? order by position", (product,)
        )
        return tuple(map(_face, rows))

    def documents(self, product: str) -> tuple[Document, ...]:
        """What was read so far."""
        rows = self._base.execute(
            "select document from faces where product = ? and state = 'read' "
            "order by position",
            (product,),
        )
        return tuple(document_from_json(row["document"]) for row in rows)

    def file_of(self, face: Face) -> Path:
        """The file as it was handed in."""
        return self.folder / "files" / face.product / f"{face.id}.orig"

    def picture_of(self, face: Face, page: int) -> Path:
        """The upright picture of a page, as a JPEG."""
        return self.folder / "files" / face.product / f"{face.id}.{page}.jpg"

    # --- the queue ------------------------------------------------------------

    def claim(self) -> Face | None:
        """The file whose turn it is, now running; None when none waits."""
        with self._change() as base:
            row = base.execute(
                "update faces set state = 'running', attempts = attempts + 1 where id = "
                "(select id from faces where state = 'queued' order by queued, position "
                "limit 1) returning *"
            ).fetchone()
        return _face(row) if row else None

    def take_up(self, now: float) -> None:
        """Put what a worker left running back into the queue, or give it up."""
        with self._change() as base:
            rows = base.execute(
                "select id, product from faces where state = 'running' and attempts >= ?",
                (MOST_ATTEMPTS,),
            ).fetchall()
            base.execute(
                "update faces set state = 'queued' "
                "where state = 'running' and attempts < ?",
                (MOST_ATTEMPTS,),
            )
            for row in rows:
                base.execute(
                    "update faces set state = 'failed', slug = 'worker.crashed', "
                    "problem = ?, remedy = ? where id = ?",
                    (_DEADLY, SAVE_ANEW, row["id"]),
                )
                self._done(base, row["product"], now)

    def read(self, face: Face, document: Document, now: float) -> None:
        """The file was read."""
        with self._change() as base:
            base.execute(
                "update faces set state = 'read', document = ? where id = ?",
                (document_to_json(document), face.id),
            )
            self._done(base, face.product, now)

    def failed(self, face: Face, failure: Failure, now: float) -> None:
        """The file cannot be read."""
        with self._change() as base:
            base.execute(
                "update faces set state = 'failed', slug = ?, problem = ?, remedy = ? "
                "where id = ?",
                (failure.slug, printable(failure.problem), failure.remedy, face.id),
            )
            self._done(base, face.product, now)

    def _done(self, base: sqlite3.Connection, product: str, now: float) -> None:
        base.execute(
            "update products set pending = (select count(*) from faces where product = ?1 "
            "and state in ('queued', 'running')), updated = ?2, revision = revision + 1 "
            "where id = ?1",
            (product, now),
        )

    def took(self, seconds: float) -> None:
        """Remember how long a file took, the last ones more than those before."""
        with self._change() as base:
            base.execute(
                "insert into settings values ('seconds_per_file', ?) on conflict (key) do "
                "update set value = 0.8 * value + 0.2 * excluded.value",
                (seconds,),
            )

    def seconds_per_file(self) -> float | None:
        """How long a file takes; None before one was read."""
        row = self._base.execute(
            "select value from settings where key = 'seconds_per_file'"
        ).fetchone()
        return None if row is None else float(row["value"])

    def unjudged(self) -> tuple[Product, ...]:
        """Products that were read or changed and are not judged yet."""
        rows = self._base.execute(
            "select * from products where pending = 0 and judged < revision"
        )
        return tuple(map(_product, rows))

    # --- corrections and history ----------------------------------------------

    def corrections(self, product: str) -> tuple[Correction, ...]:
        """The last word on each fact; one that was given back to the reading has none."""
        rows = self._base.execute(
            "select * from corrections where product = ? order by id", (product,)
        )
        last = {row["fact"]: row for row in rows}
        return tuple(_correction(row) for row in last.values() if row["state"] != "reading")

    def correct(self, product: str, correction: Correction, now: float) -> None:
        """Keep a correction; those before it stay in the record."""
        place: tuple[object, ...] = (None,) * 7
        if seen := correction.seen:
            box = seen.box
            place = (seen.file, seen.page, box.x0, box.top, box.x1, box.bottom, seen.text)
        with self._change() as base:
            base.execute(
                "insert into corrections (product, fact, state, file, page, x0, top, x1, "
                "bottom, text, who, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(product, correction.fact, correction.state),
                    *(*place, correction.who, correction.when),
                ),
            )
            self._changed(base, product, now, correction.who, "corrected", correction.fact)

    def withdraw(self, product: str, fact: str, *, who: str, when: str, now: float) -> None:
        """Give a fact back to the reading."""
        with self._change() as base:
            base.execute(
                "insert into corrections (product, fact, state, who, at) "
                "values (?, ?, 'reading', ?, ?)",
                (product, fact, who, when),
            )
            self._changed(base, product, now, who, "withdrew", fact)

    def _changed(
        self,
        base: sqlite3.Connection,
        product: str,
        now: float,
        who: str,
        what: str,
        detail: str,
    ) -> None:
        """What the audit may rest on is another one, and somebody did it."""
        base.execute(
            "update products set updated = ?, revision = revision + 1 where id = ?",
            (now, product),
        )
        self._tell(base, product, now, who, what, detail)

    def _tell(
        self,
        base: sqlite3.Connection,
        product: str,
        now: float,
        who: str,
        what: str,
        detail: str,
    ) -> None:
        base.execute(
            "insert into events (product, at, who, what, detail) values (?, ?, ?, ?, ?)",
            (product, now, who, what, detail),
        )

    def history(self, product: str) -> tuple[Event, ...]:
        """What happened to a product, the last first."""
        rows = self._base.execute(
            "select * from events where product = ? order by id desc", (product,)
        )
        return tuple(
            Event(
                at=row["at"],
                who=row["who"],
                what=row["what"],
                detail=row["detail"],
                verdict=_verdict(row["verdict"]),
                score=_number(row["score"]),
            )
            for row in rows
        )

    # --- sessions -------------------------------------------------------------

    def open_session(self, digest: str, owner: str, name: str, now: float) -> None:
        """Remember a browser by the digest of its secret."""
        with self._change() as base:
            base.execute(
                "insert or replace into sessions values (?, ?, ?, ?)",
                (digest, owner, name, now),
            )

    def session(self, digest: str, since: float) -> tuple[str, str] | None:
        """Owner and name of a session that was opened since then."""
        row = self._base.execute(
            "select owner, name from sessions where digest = ? and used >= ?",
            (digest, since),
        ).fetchone()
        return (row["owner"], row["name"]) if row else None

    def close_session(self, digest: str) -> None:
        """Forget a browser; one that is not known is none."""
        with self._change() as base:
            base.execute("delete from sessions where digest = ?", (digest,))

    def secret(self) -> bytes:
        """What this installation signs its forms with; made once."""
        with self._change() as base:
            base.execute(
                "insert or ignore into settings values ('secret', ?)",
                (secrets.token_hex(32),),
            )
            row = base.execute("select value from settings where key = 'secret'").fetchone()
        return bytes.fromhex(row["value"])


# --- rows ---------------------------------------------------------------------


def _product(row: sqlite3.Row) -> Product:
    return Product(
        id=row["id"],
        owner=row["owner"],
        created=row["created"],
        updated=row["updated"],
        revision=row["revision"],
        judged=row["judged"],
        name=row["name"],
        profile=row["profile"],
        complete=bool(row["complete"]),
        pending=row["pending"],
        title=row["title"],
        brand=row["brand"],
        verdict=_verdict(row["verdict"]),
        score=_number(row["score"]),
        coverage=_number(row["coverage"]),
        doubt=row["doubt"],
        open=row["open"],
        reviewed=row["reviewed"],
        reviewer=row["reviewer"],
        record=row["record"],
    )


def _face(row: sqlite3.Row) -> Face:
    failed = row["state"] == "failed"
    return Face(
        id=row["id"],
        product=row["product"],
        position=row["position"],
        name=row["name"],
        media_type=row["media_type"],
        bytes=row["bytes"],
        state=row["state"],
        attempts=row["attempts"],
        failure=Failure(
            file=row["name"], slug=row["slug"], problem=row["problem"], remedy=row["remedy"]
        )
        if failed
        else None,
    )


def _correction(row: sqlite3.Row) -> Correction:
    seen = None
    if row["state"] == "found":
        box = Box(row["x0"], row["top"], row["x1"], row["bottom"])
        seen = Evidence(file=row["file"], page=row["page"], box=box, text=row["text"])
    return Correction(
        fact=row["fact"], state=row["state"], seen=seen, who=row["who"], when=row["at"]
    )


def _verdict(text: str | None) -> Verdict | None:
    return None if text is None else Verdict(text)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _count(files: Sequence[Source]) -> str:
    return f"{len(files)} file" if len(files) == 1 else f"{len(files)} files"


def _literal(word: str) -> str:
    """A word in which LIKE sees no wildcard."""
    for sign in ("\\", "%", "_"):
        word = word.replace(sign, f"\\{sign}")
    return word


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with a number where another file of the product has it."""
    stem, dot, suffix = name.rpartition(".")
    number, free = 2, name
    while free in taken:
        free = f"{stem} ({number}){dot}{suffix}" if dot else f"{name} ({number})"
        number += 1
    return free
