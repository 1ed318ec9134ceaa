"""The process that reads: one file after another, each in a child that can be killed.

It shares nothing with the pages but the store, so that a page never waits for a
reader and a reader that dies takes no page along. It ends with its parent.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Final

from auditor import pipeline
from auditor.errors import AuditorError, WorkerCrashedError
from auditor.model import Failure
from auditor.reading.source import source_of
from auditor.report.files import write_atomically
from auditor.report.pictures import jpeg
from auditor.web.auditing import summarize
from auditor.web.store import SAVE_ANEW, Store

if TYPE_CHECKING:
    from pathlib import Path

    from auditor.pipeline import Settings
    from auditor.web.store import Face, Product

PAUSE_SECONDS: Final = 0.2
"""Between two looks at an empty queue."""

PICTURE_SIDE: Final = 2400
"""Longest side of a kept page in pixels: the smallest print of a label photo stays
readable when it is zoomed, at about half a megabyte."""

_log = logging.getLogger(__name__)


def work(folder: Path, settings: Settings) -> None:
    """Read what waits, for as long as the parent lives."""
    parent = os.getppid()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: _leave(stop))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Pages are answered by another process on the same cores, and come first.
    os.nice(5)
    store = Store(folder)
    store.take_up(time.time())
    for product in store.unjudged():
        _judge(store, product, settings)
    while not stop.is_set() and os.getppid() == parent:
        face = store.claim()
        if face is None:
            stop.wait(PAUSE_SECONDS)
        else:
            started = time.monotonic()
            _read(store, face, settings, stop)
            store.took(time.monotonic() - started)


def _leave(stop: threading.Event) -> None:
    """Stop at once: the file in hand goes back into the queue when work begins again."""
    stop.set()
    raise SystemExit(0)


def _read(store: Store, face: Face, settings: Settings, stop: threading.Event) -> None:
    try:
        data = store.file_of(face).read_bytes()
        source = source_of(face.name, data, settings.limits)
        document = pipeline.read_document(source, settings)
        for page in document.pages:
            image = pipeline.page_image(source, page.number, settings)
            write_atomically(store.picture_of(face, page.number), jpeg(image, PICTURE_SIDE))
        store.read(face, document, time.time())
    except FileNotFoundError:
        # Deleted while it waited.
        return
    except Exception as error:
        if stop.is_set():
            # Broken off, and no fault of the file: it is taken up again.
            return
        store.failed(face, _failure_of(error, face), time.time())
    product = store.product_of(face)
    if product is not None and not product.pending:
        _judge(store, product, settings)


def _failure_of(error: Exception, face: Face) -> Failure:
    if isinstance(error, AuditorError):
        return pipeline.failure_of(error, face.name)
    _log.error("a defect of ours, while %s was read", face.id, exc_info=error)
    slug = WorkerCrashedError.slug
    return Failure(file=face.name, slug=slug, problem="reading it failed", remedy=SAVE_ANEW)


def _judge(store: Store, product: Product, settings: Settings) -> None:
    """Bring the lists up to date; a product that cannot be judged holds up no other."""
    try:
        summarize(store, product, settings)
    except Exception:
        _log.exception("a defect of ours, while %s was judged", product.id)
