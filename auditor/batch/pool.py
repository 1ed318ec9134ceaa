"""A pool of worker processes on this machine, of which any may die.

A worker is a fresh interpreter and no fork, since a program that uses this package
may run threads. It loads models once and forks a child for every file. A job whose
worker died goes to another one; only a job that kills worker after worker is given
up, as a row of its own. Ending the pool ends the workers at once.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Final, Protocol

from auditor import cache
from auditor.batch.work import (
    Done,
    Job,
    JudgeJob,
    ReadJob,
    Terms,
    WentWrong,
    perform,
)
from auditor.errors import AuditorError, TimeLimitError, WorkerCrashedError
from auditor.model import Failure
from auditor.process import run_lean, spare_what_is_loaded
from auditor.sandbox import heap

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRIES: Final = 3
"""Workers that a job may cost. One may be killed by somebody who needs its memory."""

_JUDGING_SECONDS: Final = 120.0
"""Judging takes milliseconds; whatever takes so long will not end."""

_GRACE_SECONDS: Final = 30.0
"""By which a worker may be later than the child that it ends itself."""


class Runner(Protocol):
    """Does jobs, in whatever order they get done."""

    slots: int
    """Jobs to hand in at a time, so that no worker waits for its next."""

    def submit(self, job: Job) -> None:
        """Take a job."""
        ...

    def done(self) -> Iterator[tuple[Job, Done]]:
        """Wait until something is done, and give what is."""
        ...

    def close(self) -> None:
        """End, whatever is in hand."""
        ...


class InProcess:
    """Does each job where it is, for debugging and for a single file."""

    slots = 1

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._waiting: deque[Job] = deque()

    def submit(self, job: Job) -> None:
        self._waiting.append(job)

    def done(self) -> Iterator[tuple[Job, Done]]:
        job = self._waiting.popleft()
        yield job, perform(job, self._terms)

    def close(self) -> None:
        self._waiting.clear()


@dataclass(slots=True)
class _Errand:
    """A job and how many workers it has cost."""

    job: Job
    deaths: int = 0


@dataclass(slots=True)
class _Worker:
    """One process, and what it has in hand."""

    process: subprocess.Popen[bytes]
    connection: Connection
    errand: _Errand | None = None
    deadline: float = field(default=0.0)

    def end(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.wait()


class LocalPool:
    """So many workers on this machine; they start when there is something to do."""

    def __init__(self, terms: Terms, jobs: int) -> None:
        if jobs < 1:
            raise ValueError(f"no workers: {jobs}")
        # One job waits for each worker: fetching the next costs a worker no time.
        self.slots = 2 * jobs
        self._jobs = jobs
        self._terms = terms
        self._waiting: deque[_Errand] = deque()
        self._workers: list[_Worker] = []

    def submit(self, job: Job) -> None:
        self._waiting.append(_Errand(job))
        self._hand_out()

    def done(self) -> Iterator[tuple[Job, Done]]:
        self._hand_out()
        busy = [worker for worker in self._workers if worker.errand]
        if not busy:
            return
        patience = min(worker.deadline for worker in busy) - time.monotonic()
        ready = wait([worker.connection for worker in busy], max(patience, 0.0))
        for worker in busy:
            errand = worker.errand
            assert errand is not None
            if worker.connection not in ready:
                if worker.deadline < time.monotonic():
                    self._remove(worker)
                    yield errand.job, WentWrong(_failure(errand.job, overtime=True))
                continue
            worker.errand = None
            try:
                done: Done = worker.connection.recv()
            except (EOFError, OSError):
                yield from self._mourn(worker, errand)
            else:
                # It gets its next job before this one's result is looked at.
                self._hand_out()
                yield errand.job, done

    def close(self) -> None:
        self._waiting.clear()
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def _hand_out(self) -> None:
        idle = [worker for worker in self._workers if worker.errand is None]
        while self._waiting and (idle or len(self._workers) < self._jobs):
            worker = idle.pop() if idle else self._hire()
            errand = self._waiting.popleft()
            worker.errand = errand
            worker.deadline = time.monotonic() + self._patience(errand.job)
            # One that died while it was idle is found dead when it is waited for.
            with suppress(OSError):
                worker.connection.send(errand.job)

    def _patience(self, job: Job) -> float:
        confinement = self._terms.settings.confinement
        if isinstance(job, JudgeJob) or confinement is None:
            return _JUDGING_SECONDS
        # Read again where the engine had to be loaded first.
        return 2 * confinement.wall_seconds + _GRACE_SECONDS

    def _hire(self) -> _Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            kept = cache.kept_in()
            program = _PROGRAM.format(
                path=sys.path, kept=kept and str(kept), fd=theirs.fileno()
            )
            process = subprocess.Popen(
                [sys.executable, "-c", program],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                # Nothing that a library prints may get into the results.
                stdout=subprocess.DEVNULL,
                # An interrupt at the terminal is the scan's to handle.
                start_new_session=True,
            )
        worker = _Worker(process, Connection(ours.detach()))
        with suppress(OSError):
            worker.connection.send(self._terms)
        self._workers.append(worker)
        return worker

    def _remove(self, worker: _Worker) -> None:
        worker.end()
        self._workers.remove(worker)

    def _mourn(self, worker: _Worker, errand: _Errand) -> Iterator[tuple[Job, Done]]:
        self._remove(worker)
        errand.deaths += 1
        if errand.deaths < _TRIES:
            self._waiting.appendleft(errand)
            self._hand_out()
        else:
            yield errand.job, WentWrong(_failure(errand.job, overtime=False))


_PROGRAM: Final = """
import sys
sys.path[:] = {path!r}
from pathlib import Path
from auditor import cache
cache.keep_in((lambda: Path({kept!r})) if {kept!r} else None)
from auditor.batch.pool import serve
serve({fd})
"""
"""The path is ours, so that a worker runs the same package as this program; and so is
what was kept for it, which the modules ask for as soon as they are loaded."""


def serve(descriptor: int) -> None:
    """Be a worker: do the jobs that come through a socket until it is closed."""
    run_lean()
    settled: set[type[Job]] = set()
    with Connection(descriptor) as connection, suppress(EOFError, OSError):
        terms: Terms = connection.recv()
        while True:
            job: Job = connection.recv()
            connection.send(perform(job, terms))
            if type(job) not in settled:
                settled.add(type(job))
                settle()
                # What a first job of its kind had compiled is all that the others need.
                cache.done()


def settle() -> None:
    """Make little of what was loaded for a first job, before files are read by the
    thousand in processes forked from this one."""
    spare_what_is_loaded()
    heap.give_back_what_is_free()


def _failure(job: Job, *, overtime: bool) -> Failure:
    subject = str(job.file) if isinstance(job, ReadJob) else job.product
    kind: type[AuditorError] = TimeLimitError if overtime else WorkerCrashedError
    problem = (
        "the worker was ended because it took too long"
        if overtime
        else f"{_TRIES} workers died of it, one after another"
    )
    return Failure(file=subject, slug=kind.slug, problem=problem, remedy="look at the file")
