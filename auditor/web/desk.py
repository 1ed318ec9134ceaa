"""What a person or a program can have done here: submit, correct, accept, delete.

The pages and the API are two ways to ask for the same things, and both ask here, so
that no limit and no question of ownership is asked in one of them only.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from math import ceil
from pathlib import Path, PurePosixPath
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final, Literal

from auditor.errors import InputError, ProfileError
from auditor.facts.corrected import CORRECTABLE
from auditor.model import Correction, Evidence, Found, cover
from auditor.reading.source import source_of
from auditor.report.pictures import extent
from auditor.web.auditing import audit_of, summarize
from auditor.web.errors import (
    FullError,
    NotReadyError,
    RefusedValueError,
    TooMuchError,
    TooOftenError,
    UnknownProductError,
    no_page,
)
from auditor.web.guard import Pace
from auditor.web.scanned import ScannedFiles
from auditor.web.texts import ENGLISH
from auditor.web.worker import PICTURE_SIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from auditor.model import Audit, Document
    from auditor.reading.source import Source
    from auditor.web.serving import Serving
    from auditor.web.store import Product, Store

LONGEST_NAME: Final = 120
LONGEST_TEXT: Final = 20_000
"""Characters of a correction, as many as one page may have."""


_AT_ONCE: Final = 4
_SECONDS_PER_FILE: Final = 2.0
"""Of a photo, before the first one was read here and told how long it takes."""


class Desk:
    """One server's store with its limits."""

    def __init__(
        self,
        store: Store,
        serving: Serving,
        opened: frozenset[str] = frozenset(),
        today: Callable[[], date] = date.today,
    ) -> None:
        """`opened` are the products of the results that are served beside others."""
        self.store = store
        self._today = today
        self.serving = serving
        self._opened = opened
        results = serving.results
        home = (
            ()
            if results is None
            else (results if os.path.isdir(results) else results.parent,)
        )
        self._scanned = ScannedFiles((Path(), *home), serving.reading)
        self._pace = Pace(serving.per_minute)
        self.intake = BoundedSemaphore(_AT_ONCE)
        """Held while files are taken in: each may be as large as a request."""

        # By revision and day, so that a page that is looked at twice is judged once.
        self._audits = lru_cache(maxsize=64)(self._audit)

    # --- looking --------------------------------------------------------------

    def product(self, product: str, owner: str) -> Product:
        """The owner's product, judged as it stands; UnknownProductError for another's."""
        found = self.store.product(product, owner)
        if found is not None and not found.pending and found.judged < found.revision:
            summarize(self.store, found, self.serving.reading)
            found = self.store.product(product, owner)
        if found is None:
            raise UnknownProductError(
                product, ENGLISH["no_product"], ENGLISH["look_in_list"]
            )
        return found

    def audit(self, product: Product) -> Audit:
        """Its audit; NotReadyError while a file waits to be read."""
        if product.pending:
            raise NotReadyError(product.id, "is still being read", "ask again in a moment")
        return self._audits(product.id, product.revision, self.day, product)

    @property
    def day(self) -> date:
        """The day that dates on labels are held against: the server's, on each look,
        unless it was started with another one."""
        return self.serving.reading.day or self._today()

    def _audit(self, _product: str, _revision: int, day: date, product: Product) -> Audit:
        return audit_of(self.store, product, replace(self.serving.reading, day=day))

    # --- what a scan read -----------------------------------------------------

    def unshown(self, product: Product) -> dict[str, str]:
        """Why no picture of a file can be shown, by the name of the file: of what a scan
        read, its own file is shown, and that may be gone."""
        if product.record is None:
            return {}
        sources = self.audit(product).sources
        if product.id not in self._opened:
            return {source.name: ENGLISH["not_opened"] for source in sources}
        reasons = {source.name: self._scanned.why_not(source) for source in sources}
        return {name: reason for name, reason in reasons.items() if reason}

    def scanned_picture(self, product: Product, position: int, number: int) -> bytes:
        """A page of a file that a scan read, as a JPEG; files count from 1.

        Raises:
            UnknownProductError: there is none, or it is not what the scan read.
        """
        source = self._scanned_source(product, position)
        page = next((page for page in source.pages if page.number == number), None)
        if page is None:
            raise no_page("the picture")
        try:
            return self._scanned.picture(source, page, PICTURE_SIDE)
        except InputError as error:
            raise UnknownProductError("the picture", error.problem, error.remedy) from error

    def take_in(self, product: Product, *, who: str) -> Product:
        """A product of its own from the files that a scan read, to be read here: what is
        missing can then be added to it."""
        sources = self.audit(product).sources
        try:
            files = [
                (source.name, self._scanned.content(self._scanned_source(product, n)))
                for n, source in enumerate(sources, 1)
            ]
        except InputError as error:
            raise RefusedValueError(error.subject, error.problem, error.remedy) from error
        profile = product.profile if product.profile in self.serving.profiles else ""
        return self.submit(
            files, owner=product.owner, who=who, name=product.name, profile=profile
        )

    def _scanned_source(self, product: Product, position: int) -> Document:
        if product.record is None or product.id not in self._opened:
            raise no_page("the picture")
        sources = self.audit(product).sources
        if not 1 <= position <= len(sources):
            raise no_page("the picture")
        return sources[position - 1]

    # --- handing in -----------------------------------------------------------

    def submit(
        self,
        files: Sequence[tuple[str, bytes]],
        *,
        owner: str,
        who: str,
        name: str = "",
        profile: str = "",
        complete: bool = False,
    ) -> Product:
        """A new product from files as they were handed in, by name and content."""
        sources = self._sources(files, owner)
        product = self.store.add_product(
            sources,
            owner=owner,
            who=who,
            name=_line(name),
            profile=self._profile(profile),
            complete=complete,
            now=time.time(),
        )
        return self.product(product, owner)

    def add(
        self, product: Product, files: Sequence[tuple[str, bytes]], *, who: str
    ) -> None:
        """More files of a product."""
        if product.record is not None:
            raise RefusedValueError(
                product.title, "was read by a scan", "have its files read here first"
            )
        sources = self._sources(files, product.owner, len(self.store.faces(product.id)))
        self.store.add_faces(product.id, sources, who=who, now=time.time())

    def _sources(
        self, files: Sequence[tuple[str, bytes]], owner: str, before: int = 0
    ) -> list[Source]:
        serving = self.serving
        if not files:
            raise RefusedValueError("files", "no file was handed in", "choose one or more")
        if before + len(files) > serving.files:
            raise TooMuchError(
                f"{before + len(files)} files",
                f"a product may have {serving.files} at most",
                "leave some out",
            )
        if wait := self._pace.wait_seconds(owner):
            raise TooOftenError(
                "handing in",
                f"{serving.per_minute} times a minute is the limit",
                wait,
            )
        if (excess := self.store.waiting() + len(files) - serving.waiting) > 0:
            raise TooOftenError(
                "the queue",
                f"{serving.waiting} files may wait, and as many do",
                ceil(excess * (self.store.seconds_per_file() or _SECONDS_PER_FILE)),
            )
        added = sum(len(data) for _, data in files)
        if self.store.used_bytes() + added > serving.quota_bytes:
            raise FullError(
                "the disk", "the room for pictures is used up", "delete products first"
            )
        try:
            return [
                source_of(_base_name(name, n), data, serving.reading.limits)
                for n, (name, data) in enumerate(files, before + 1)
            ]
        except InputError as error:
            raise RefusedValueError(error.subject, error.problem, error.remedy) from error

    def _profile(self, name: str) -> str:
        if name and name not in self.serving.profiles:
            known = ", ".join(self.serving.profiles)
            raise RefusedValueError(name, "there is no such profile", f"known: {known}")
        return name or self.serving.profile

    # --- changing -------------------------------------------------------------

    def correct(
        self,
        product: Product,
        fact: str,
        state: Literal["found", "absent", "unreadable"],
        text: str = "",
        *,
        who: str,
        place: tuple[str, int] | None = None,
    ) -> None:
        """Correct one fact; `place` is the file and page where the person saw it."""
        self._check_fact(fact)
        audit = self.audit(product)
        seen = self._seen(audit, fact, text, place) if state == "found" else None
        correction = Correction(fact=fact, state=state, seen=seen, who=who, when=_stamp())
        try:
            audit_of(self.store, product, self.serving.reading, also=correction)
        except ValueError as error:
            raise RefusedValueError(fact, str(error)) from error
        except ProfileError as error:
            # A scan may have judged by a file that is not here.
            raise RefusedValueError(error.subject, error.problem, error.remedy) from error
        self.store.correct(product.id, correction, time.time())
        self.product(product.id, product.owner)

    def withdraw(self, product: Product, fact: str, *, who: str) -> None:
        """Give one fact back to the reading."""
        self._check_fact(fact)
        self.audit(product)
        self.store.withdraw(product.id, fact, who=who, when=_stamp(), now=time.time())
        self.product(product.id, product.owner)

    def set_rules(
        self, product: Product, *, profile: str, complete: bool, who: str
    ) -> None:
        """Judge by another profile, or on another word about completeness."""
        self.store.set_rules(
            product.id,
            profile=self._profile(profile),
            complete=complete,
            who=who,
            now=time.time(),
        )
        self.product(product.id, product.owner)

    def accept(self, product: Product, *, who: str) -> None:
        """A person holds the product's facts for right."""
        self.audit(product)
        self.store.accept(product.id, who=who, now=time.time())
        self.product(product.id, product.owner)

    def _check_fact(self, fact: str) -> None:
        if fact not in CORRECTABLE:
            raise RefusedValueError(
                fact, "is no fact that can be corrected", f"known: {', '.join(CORRECTABLE)}"
            )

    def _seen(
        self, audit: Audit, fact: str, text: str, place: tuple[str, int] | None
    ) -> Evidence:
        """What the person typed, at the place of what was read, or on the whole page."""
        if len(text) > LONGEST_TEXT:
            raise TooMuchError(
                fact, f"{LONGEST_TEXT} characters are the limit", "shorten it"
            )
        pages = {
            (source.name, page.number): page
            for source in audit.sources
            for page in source.pages
        }
        reading = getattr(audit.facts, fact)
        read = reading.evidence if isinstance(reading, Found) else ()
        if place is None:
            place = (read[0].file, read[0].page) if read else next(iter(pages), None)
        if place is None or place not in pages:
            raise RefusedValueError(
                fact, "no page of the product shows it", "name a file and a page of it"
            )
        boxes = [item.box for item in read if (item.file, item.page) == place]
        box = cover(boxes) if boxes else extent(pages[place])
        return Evidence(file=place[0], page=place[1], box=box, text=text)


def _stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NAME]


def _base_name(name: str, number: int) -> str:
    """The last part of what a browser calls a file; it is shown, and never a path."""
    last = PurePosixPath(name.replace("\\", "/")).name
    # Half of a surrogate pair cannot be stored as UTF-8.
    told = last.encode("utf-8", "replace").decode("utf-8").replace("\0", "").strip()
    return told[-LONGEST_NAME:] or f"file {number}"
