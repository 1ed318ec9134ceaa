"""One file's work in a child process that can be killed, with nothing left behind.

Decoders of strangers' bytes crash, hang and swell. The work therefore runs in a
process forked from this one, so that what is loaded here is loaded there, in a
session of its own, with limits on memory, time, files and their size. Should this
program be killed, the kernel ends the work and a janitor removes the rest.

What comes back is taken for as hostile as the file: plain records of ours and
nothing else, so that a decoder that was taken over cannot reach this process.
"""

from __future__ import annotations

import atexit
import faulthandler
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar, cast

from auditor.errors import (
    AuditorError,
    MemoryLimitError,
    OutputError,
    TimeLimitError,
    WorkerCrashedError,
)
from auditor.process import spare_what_is_loaded
from auditor.sandbox import janitor, kernel
from auditor.sandbox.answers import sealed, unsealed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

AVAILABLE: Final = hasattr(os, "fork")
"""Without fork, as on Windows, the work runs in this process, unprotected."""

FORK_LOCK: Final = threading.RLock()
"""This process forks only while it holds it. Hold it while a library is used that
has locks of its own, as one that loads models: a child would never see them free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """What the work on one file may take."""

    memory_bytes: int = 1_600_000_000
    """Of address space, on top of what this process has mapped when it forks."""

    cpu_seconds: int = 180
    wall_seconds: float = 300

    file_bytes: int = 250_000_000
    """Of any one temporary file."""

    open_files: int = 64

    answer_bytes: int = 250_000_000
    """Of what the work may give back: a page in red, green and blue is 75 MB."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive: {getattr(self, name)!r}")


def confined(
    work: Callable[[], T], *, subject: str, limits: Confinement | None = None
) -> T:
    """What `work` gives, from a child process that may take only so much.

    The result, or the error of ours that it raises, comes back by pickle: built-in
    values, exact numbers, paths, and the records, enumerations and errors of this
    package. An exception of any other kind counts as a crash. `work` finds no open
    file of this process but the standard ones, and those lead nowhere.

    Interrupts reach this process only; they end the work and are raised here. Work
    that is confined already runs where it is.

    Args:
        subject: What is worked on, as the errors name it.

    Raises:
        MemoryLimitError, TimeLimitError: a limit was reached.
        WorkerCrashedError: the process died, or failed in a way of its own.
        OutputError: there is no room for a temporary folder.
        AuditorError: raised by `work`.
    """
    if not AVAILABLE or _inside:
        return work()
    folder = _new_folder()
    child: _Child | None = None
    try:
        child = _start(work, folder, subject, limits or Confinement())
        answer = child.answer()
        child.part()
    finally:
        if child is not None:
            child.end(folder)
        shutil.rmtree(folder, ignore_errors=True)
    return cast("T", _opened(answer, child))


def _start(
    work: Callable[[], object], folder: str, subject: str, limits: Confinement
) -> _Child:
    kernel.prepare()
    parent = os.getpid()
    _, born_with = _in_use()
    answers, teller = os.pipe()
    try:
        with warnings.catch_warnings():
            # Python's warning of threads, which FORK_LOCK is there for.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            _Worker(work, folder, limits, parent, teller).run()
    except OSError:
        os.close(answers)
        raise
    finally:
        os.close(teller)
    return _Child(pid, answers, subject, limits, born_with)


# --- watching -------------------------------------------------------------------

_HEAD: Final = struct.Struct("!Q")

_PARTING_SECONDS: Final = 1.0
"""Clearing away the memory of the largest photo takes a tenth of it."""

_MOMENT_SECONDS: Final = 0.0005

_SIMPLER: Final = "save it again, smaller or simpler, or hand in a picture of it"


def _or_more(limit: str) -> str:
    return f"save it smaller or simpler, or allow more with --limit {limit}=..."


@dataclass(slots=True)
class _Child:
    """A worker as its parent sees it."""

    pid: int
    answers: int
    subject: str
    limits: Confinement

    born_with: int
    """Bytes of memory that it shares with this process."""

    deadline: float = field(init=False)
    status: int | None = None
    """How it ended: its exit status, or the signal with a minus; None until then."""

    taken: int = 0
    """Bytes of memory that it had at its largest, on top of those."""

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.limits.wall_seconds

    def answer(self) -> bytes:
        """What it gives back.

        Raises:
            TimeLimitError, WorkerCrashedError
        """
        (size,) = _HEAD.unpack(self._read(_HEAD.size))
        if size > self.limits.answer_bytes:
            raise self.crashed(f"gave back {size / 1e6:,.0f} MB")
        return self._read(size)

    def part(self) -> None:
        """Give it a moment to end by itself, as it does behind its answer: whatever it
        has started ended before, and has not to be looked for among all processes."""
        until = time.monotonic() + _PARTING_SECONDS
        select.select([self.answers], [], [], _PARTING_SECONDS)
        while not self._reap(os.WNOHANG) and time.monotonic() < until:
            time.sleep(_MOMENT_SECONDS)

    def _read(self, size: int) -> bytes:
        buffer = bytearray()
        while len(buffer) < size:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise self._overtime()
            # A fork of somebody else's may hold the other end of a dead worker's pipe.
            if not select.select([self.answers], [], [], min(left, 1.0))[0]:
                if self._reap(os.WNOHANG):
                    raise self._death()
                continue
            part = os.read(self.answers, min(size - len(buffer), 1 << 20))
            if not part:
                raise self._death()
            buffer += part
        return bytes(buffer)

    def _reap(self, options: int) -> bool:
        """Whether it has ended; with no options this waits for it."""
        if self.status is None:
            try:
                ended, status, usage = os.wait4(self.pid, options)
            except ChildProcessError:
                # Somebody in this program waits for all children.
                self.status = 0
                return True
            if ended:
                self.status = os.waitstatus_to_exitcode(status)
                unit = 1 if sys.platform == "darwin" else 1024
                self.taken = usage.ru_maxrss * unit - self.born_with
        return self.status is not None

    def _death(self) -> AuditorError:
        while not self._reap(os.WNOHANG):
            if time.monotonic() > self.deadline:
                return self._overtime()
            time.sleep(_MOMENT_SECONDS)
        if self.status == -signal.SIGXCPU:
            return TimeLimitError(
                self.subject,
                f"reading it took more than {self.limits.cpu_seconds} s of processor time",
                _or_more("cpu_seconds"),
            )
        if not self.status or self.status > 0:
            return self.crashed("ended without an answer")
        how = f"was ended by {signal.Signals(-self.status).name}"
        # A library that is refused memory ends its process. What it asked for last
        # may be as much as it had.
        if self.taken > self.limits.memory_bytes / 2:
            return MemoryLimitError(
                self.subject,
                f"the process that read it {how} at {self.taken / 1e6:,.0f} MB",
                _or_more("memory_bytes"),
            )
        return self.crashed(how)

    def _overtime(self) -> TimeLimitError:
        return TimeLimitError(
            self.subject,
            f"reading it took more than {self.limits.wall_seconds:g} s",
            _or_more("wall_seconds"),
        )

    def crashed(self, how: str) -> WorkerCrashedError:
        return WorkerCrashedError(self.subject, f"the process that read it {how}", _SIMPLER)

    def end(self, folder: str) -> None:
        """End it with all that it has started."""
        os.close(self.answers)
        with suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)
        if self.status is None:
            # It may not have come so far as to have a group.
            with suppress(OSError):
                os.kill(self.pid, signal.SIGKILL)
            self._reap(0)
        if self.status != 0:
            janitor.end_processes(folder)


# --- what comes back ------------------------------------------------------------


def _opened(answer: bytes, child: _Child) -> object:
    try:
        kind, value = unsealed(answer)
    except Exception as error:
        raise child.crashed("gave back no result") from error
    match kind:
        case "result":
            return value
        case "error" if isinstance(value, AuditorError):
            raise value
        case "memory":
            raise MemoryLimitError(
                child.subject,
                f"reading it takes more than {child.limits.memory_bytes / 1e6:,.0f} MB",
                _or_more("memory_bytes"),
            )
        case _:
            raise child.crashed(f"failed: {value}")


# --- the temporary folder -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Premises:
    """The temporary folder of this program, and the janitor who removes it."""

    owner: int
    folder: str
    attendant: subprocess.Popen[bytes]
    """Its standard input is closed by the kernel when this program ends."""

    def leave(self) -> None:
        if os.getpid() == self.owner:
            self.attendant.communicate()


_premises: _Premises | None = None

_inside = False
"""This process is a worker."""


def _new_folder() -> str:
    """An empty folder in this program's own, which is made when first needed."""
    global _premises
    try:
        with FORK_LOCK:
            # A cleaner of old temporary files may have taken it away.
            if _premises is None or not os.path.isdir(_premises.folder):
                _premises = _move_in()
            return tempfile.mkdtemp(dir=_premises.folder)
    except OSError as error:
        raise OutputError(
            tempfile.gettempdir(),
            f"no temporary folder can be made: {error.strerror}",
            "make room there, or name another folder in TMPDIR",
        ) from error


def _move_in() -> _Premises:
    folder = tempfile.mkdtemp(prefix="auditor-")
    attendant = subprocess.Popen(
        [sys.executable, "-I", "-S", janitor.__file__, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # What the terminal sends to this program must not end the janitor too.
        start_new_session=True,
    )
    premises = _Premises(os.getpid(), folder, attendant)
    atexit.register(premises.leave)
    return premises


def _move_out() -> None:
    """In a fork of this program, whoever made it: the premises are the parent's."""
    global _premises
    if _premises is not None and _premises.attendant.stdin is not None:
        _premises.attendant.stdin.close()
        # Not this process's child: nothing is to be waited for.
        _premises.attendant.returncode = 0
    _premises = None
    FORK_LOCK.release()


if AVAILABLE:
    os.register_at_fork(
        before=FORK_LOCK.acquire,
        after_in_parent=FORK_LOCK.release,
        after_in_child=_move_out,
    )


# --- the worker -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Worker:
    """The process that works, and may die of it."""

    work: Callable[[], object]
    folder: str
    limits: Confinement
    parent: int
    teller: int
    """Where it writes its answer."""

    def run(self) -> NoReturn:
        """Work, answer, and never return into the forked program."""
        status = 1
        try:
            self._settle()
            answer = sealed(self.work)
            _end_children()
            with open(self.teller, "wb") as pipe:
                pipe.write(_HEAD.pack(len(answer)))
                pipe.write(answer)
            status = 0
        finally:
            os._exit(status)

    def _settle(self) -> None:
        global _inside
        _inside = True
        os.setsid()
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        # Orphans of what the work starts become children of this process.
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        if os.getppid() != self.parent:
            os._exit(1)
        self._close_doors()
        os.environ["TMPDIR"] = tempfile.tempdir = self.folder
        self._limit()
        kernel.restrict_files(self.folder)
        kernel.refuse_network()
        # Looking at what was inherited would copy it page by page.
        spare_what_is_loaded()

    def _close_doors(self) -> None:
        """Signals, wake-ups and open files are the affair of the program forked."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        # It writes to a copy of standard error that no redirection reaches.
        faulthandler.disable()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nowhere, standard)
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(0),
            os.fdopen(1, "w"),
            os.fdopen(2, "w"),
        )
        os.closerange(3, self.teller)
        os.closerange(self.teller + 1, _MOST_DESCRIPTORS)

    def _limit(self) -> None:
        import resource

        limits = self.limits
        for kind, wanted in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_CPU, limits.cpu_seconds + 1),
            (resource.RLIMIT_FSIZE, limits.file_bytes),
            (resource.RLIMIT_NOFILE, limits.open_files),
            *_memory(limits.memory_bytes),
        ):
            _, hardest = resource.getrlimit(kind)
            most = wanted if hardest == resource.RLIM_INFINITY else min(wanted, hardest)
            # The soft limit's signal tells what was the matter, the hard one kills.
            soft = max(most - 1, 0) if kind == resource.RLIMIT_CPU else most
            resource.setrlimit(kind, (soft, most))


def _memory(more: int) -> Iterable[tuple[int, int]]:
    """The limit of address space, where it can be told what is mapped already."""
    import resource

    mapped, _ = _in_use()
    if mapped:
        yield resource.RLIMIT_AS, mapped + more


def _in_use() -> tuple[int, int]:
    """Bytes of address space and of memory that this process has; 0 where none tells.

    Memory without the pages of files: a forked process is not born with these.
    """
    with suppress(OSError):
        told = Path("/proc/self/statm").read_text().split()
        mapped, resident, of_files = (int(pages) for pages in told[:3])
        page = os.sysconf("SC_PAGE_SIZE")
        return mapped * page, (resident - of_files) * page
    return 0, 0


def _end_children() -> None:
    """End what the work has started and not waited for."""
    own = os.getpid()
    children = Path(f"/proc/self/task/{own}/children")
    with suppress(OSError):
        while started := children.read_text().split():
            for pid in started:
                os.kill(int(pid), signal.SIGKILL)
                os.waitpid(int(pid), 0)


_MOST_DESCRIPTORS: Final = 1 << 20
