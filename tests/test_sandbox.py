"""Work that crashes, hangs, swells or lies ends as an error, and nothing is left."""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from platform import libc_ver
from typing import TYPE_CHECKING

import pytest

from auditor.errors import (
    AuditorError,
    CorruptInputError,
    EngineError,
    MemoryLimitError,
    TimeLimitError,
    WorkerCrashedError,
)
from auditor.model import Box, Outcome, Word
from auditor.sandbox import Confinement, confined, kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="processes are watched the Linux way, which is not here"
)

SHORT = Confinement(wall_seconds=1)


def sleepers(mark: str) -> list[int]:
    """Processes that sleep for so long."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if command == b"sleep\0" + mark.encode() + b"\0":
                found.append(int(folder.name))
    return found


@pytest.fixture
def mark() -> Iterator[str]:
    """A number of seconds to sleep that nobody else sleeps; no sleeper survives."""
    seconds = f"100.{os.getpid()}{time.monotonic_ns()}"
    yield seconds
    for pid in sleepers(seconds):
        os.kill(pid, signal.SIGKILL)


def left_in(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*"))


def own_folder() -> Path:
    """The folder in which this process's workers have theirs."""
    return Path(confined(tempfile.gettempdir, subject="")).parent


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


# --- what comes back --------------------------------------------------------------


def test_records_and_exact_numbers_come_back_as_they_were() -> None:
    told = (Word("5 g", Box(0, 0, 1, 1), 0.5), Decimal("0.10"), Outcome.PASS, Path("a"))

    assert confined(lambda: told, subject="label.jpg") == told


def test_an_error_of_ours_is_raised_here_with_its_three_parts() -> None:
    def work() -> None:
        raise CorruptInputError("label.jpg", "is torn", "take it again")

    with pytest.raises(CorruptInputError) as caught:
        confined(work, subject="else.jpg")

    assert str(caught.value) == "label.jpg: is torn; take it again [input.corrupt]"


def test_an_error_of_another_package_arrives_as_the_nearest_of_ours() -> None:
    class PluginError(EngineError):
        slug = "engine.plugin"

    def work() -> None:
        raise PluginError("plugin", "is out of order")

    with pytest.raises(EngineError, match=r"plugin: is out of order \[engine.missing\]"):
        confined(work, subject="label.jpg")


class Evil:
    """Runs a command where it is unpickled by the book."""

    def __reduce__(self) -> object:
        return os.system, ("echo taken over",)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Evil, id="a-command"),
        pytest.param(lambda: os.system, id="a-function"),
        pytest.param(lambda: Evil, id="a-class-of-somebody-else"),
        pytest.param(lambda: kernel.prctl, id="a-function-of-ours"),
        pytest.param(lambda: subprocess.Popen, id="a-way-to-commands"),
    ],
)
def test_nothing_but_plain_records_comes_back(
    answer: Callable[[], object], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(WorkerCrashedError, match="gave back no result"):
        confined(answer, subject="label.jpg")

    assert capfd.readouterr() == ("", "")


def test_a_module_of_ours_is_no_bridge_to_what_it_imports() -> None:
    def work() -> object:
        # What a decoder that was taken over could write in place of its answer.
        forged = (
            b"\x80\x04\x8c\x0fauditor.sandbox\x8c\x10subprocess.Popen\x93\x8c\x04echo\x85R."
        )
        (pipe,) = (
            number for number in range(3, 200) if os.path.exists(f"/proc/self/fd/{number}")
        )
        os.write(pipe, len(forged).to_bytes(8, "big") + forged)
        return os._exit(0)

    with pytest.raises(WorkerCrashedError, match="gave back no result"):
        confined(work, subject="label.jpg")


def test_an_answer_beyond_the_limit_is_refused() -> None:
    with pytest.raises(WorkerCrashedError, match="gave back 2 MB"):
        confined(
            lambda: bytes(2_000_000),
            subject="label.jpg",
            limits=Confinement(answer_bytes=1_000_000),
        )


# --- how work ends ----------------------------------------------------------------


def spin() -> None:
    while True:
        pass


def swell() -> None:
    kept = []
    while True:
        kept.append(bytearray(50_000_000))


def swell_and_abort() -> None:
    """As PDFium does when it is refused memory."""
    kept = []
    try:
        while True:
            kept.append(bytearray(10_000_000))
    except MemoryError:
        os.abort()


def write_much() -> None:
    with tempfile.TemporaryFile() as file:
        for _ in range(100):
            file.write(bytes(1_000_000))


@pytest.mark.parametrize(
    ("work", "error", "told"),
    [
        pytest.param(
            lambda: ctypes.string_at(0), WorkerCrashedError, "SIGSEGV", id="segfault"
        ),
        pytest.param(os.abort, WorkerCrashedError, "SIGABRT", id="abort"),
        pytest.param(
            lambda: os.kill(os.getpid(), signal.SIGKILL),
            WorkerCrashedError,
            "SIGKILL",
            id="killed",
        ),
        pytest.param(
            lambda: os._exit(0), WorkerCrashedError, "without an answer", id="leaves"
        ),
        pytest.param(
            lambda: 1 / 0, WorkerCrashedError, "ZeroDivisionError", id="exception"
        ),
        pytest.param(sys.exit, WorkerCrashedError, "without an answer", id="exits"),
        pytest.param(lambda: time.sleep(60), TimeLimitError, "than 2 s", id="hangs"),
        pytest.param(
            lambda: os.closerange(3, 100) or time.sleep(60),
            TimeLimitError,
            "than 2 s",
            id="hangs-with-its-pipe-closed",
        ),
        pytest.param(
            lambda: os.kill(os.getpid(), signal.SIGSTOP),
            TimeLimitError,
            "than 2 s",
            id="stops-itself",
        ),
        pytest.param(
            lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN) or time.sleep(60),
            TimeLimitError,
            "than 2 s",
            id="ignores-signals",
        ),
        pytest.param(swell, MemoryLimitError, "than 200 MB", id="swells"),
        pytest.param(
            swell_and_abort, MemoryLimitError, "SIGABRT at", id="swells-and-aborts"
        ),
        pytest.param(write_much, WorkerCrashedError, "File too large", id="writes-much"),
        pytest.param(
            lambda: [os.open(os.devnull, os.O_RDONLY) for _ in range(100)],
            WorkerCrashedError,
            "Too many open files",
            id="opens-much",
        ),
    ],
)
def test_however_work_ends_it_is_told_and_nothing_is_left(
    work: Callable[[], object], error: type[AuditorError], told: str, tmp_path: Path
) -> None:
    limits = Confinement(
        wall_seconds=2, memory_bytes=200_000_000, file_bytes=10_000_000, open_files=20
    )

    with pytest.raises(error, match=told) as caught:
        confined(work, subject="label.jpg", limits=limits)

    assert caught.value.subject == "label.jpg"
    assert caught.value.remedy
    assert left_in(own_folder()) == []


def test_processor_time_is_limited_as_well_as_time() -> None:
    start = time.monotonic()

    with pytest.raises(TimeLimitError, match="than 1 s of processor time"):
        confined(spin, subject="label.jpg", limits=Confinement(cpu_seconds=1))

    assert time.monotonic() - start < 60


def test_the_limit_of_memory_does_not_count_what_was_there_before() -> None:
    ballast = bytearray(400_000_000)

    size = confined(
        lambda: len(bytearray(100_000_000)) + len(ballast),
        subject="label.jpg",
        limits=Confinement(memory_bytes=200_000_000),
    )

    assert size == 500_000_000


# --- what is left -----------------------------------------------------------------


@pytest.mark.parametrize("apart", [False, True], ids=["in-its-group", "in-its-own-session"])
@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda: None, id="returns"),
        pytest.param(lambda: time.sleep(60), id="hangs"),
        pytest.param(lambda: ctypes.string_at(0), id="crashes"),
        pytest.param(lambda: 1 / 0, id="raises"),
    ],
)
def test_processes_that_work_has_started_end_with_it(
    end: Callable[[], object], apart: bool, mark: str
) -> None:
    def work() -> None:
        subprocess.Popen(["sleep", mark], start_new_session=apart)
        end()

    with suppress(AuditorError):
        confined(work, subject="label.jpg", limits=SHORT)

    assert eventually(lambda: sleepers(mark) == [])


def test_a_process_that_does_not_end_behind_its_answer_is_ended() -> None:
    def work() -> int:
        # It was taken over: from here on it stays for good.
        os._exit = lambda _: time.sleep(100)  # type: ignore[assignment]
        return os.getpid()

    pid = confined(work, subject="label")

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_work_has_a_temporary_folder_of_its_own_that_goes_with_it() -> None:
    def work() -> str:
        handle, name = tempfile.mkstemp()
        os.write(handle, b"half a page")
        return name

    kept = Path(confined(work, subject="label.jpg"))

    assert kept.parent != Path(tempfile.gettempdir())
    assert not kept.parent.exists()


PROGRAM = """
import os, subprocess, sys, time
from auditor.sandbox import confined

def work():
    subprocess.Popen(["sleep", sys.argv[1]], start_new_session=True)
    open(os.environ["TMPDIR"] + "/half a page", "w").close()
    time.sleep(100)

print("ready", flush=True)
try:
    confined(work, subject="label.jpg")
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_program_that_is_ended_leaves_no_process_and_no_file(
    by: signal.Signals, mark: str, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, mark],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        start_new_session=True,
    ) as program:
        started = eventually(lambda: bool(sleepers(mark)))
        # As a terminal does it: to the whole group.
        os.killpg(program.pid, by)
        told, _ = program.communicate(timeout=20)

    assert started
    assert (b"interrupted" in told) == (by == signal.SIGINT)
    assert eventually(lambda: sleepers(mark) == [])
    assert eventually(lambda: left_in(tmp_path) == []), left_in(tmp_path)


# --- what work cannot do ----------------------------------------------------------


def test_what_libraries_print_reaches_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        os.write(1, b"noise")
        os.write(2, b"noise")
        ctypes.CDLL(None).puts(b"noise")
        sys.stdout.write("noise")
        sys.stdout.flush()

    confined(work, subject="label.jpg")

    assert capfd.readouterr() == ("", "")


def test_work_finds_no_open_file_of_the_program() -> None:
    with socket.socket() as ours, tempfile.TemporaryFile() as file:
        numbers = {ours.fileno(), file.fileno()}
        found = confined(
            lambda: {
                int(name): os.readlink(f"/proc/self/fd/{name}")
                for name in os.listdir("/proc/self/fd")
                if os.path.exists(f"/proc/self/fd/{name}")
            },
            subject="label.jpg",
        )

    assert found[0] == found[1] == found[2] == os.devnull
    assert not any(found[n].startswith("socket") for n in numbers & found.keys())
    assert len(found) <= 5


def refused(attempt: Callable[[], object]) -> bool:
    def work() -> bool:
        try:
            attempt()
        except PermissionError:
            return True
        return False

    return confined(work, subject="label.jpg")


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX])
def test_work_has_no_network(family: socket.AddressFamily) -> None:
    assert refused(lambda: socket.socket(family))


def test_a_program_that_work_starts_has_no_network_either() -> None:
    command = [sys.executable, "-S", "-c", "import socket; socket.socket()"]

    told = confined(
        lambda: subprocess.run(command, capture_output=True).stderr.decode(),
        subject="label.jpg",
    )

    assert "PermissionError" in told


needs_landlock = pytest.mark.skipif(
    not kernel.landlock_version(), reason="Landlock is not here"
)


@needs_landlock
def test_work_reads_no_file_but_installed_software(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("another customer's label")

    assert refused(secret.read_text)
    assert refused(lambda: Path("/etc/passwd").read_text())
    assert refused(lambda: os.listdir(Path.cwd()))
    assert not refused(lambda: os.listdir(sys.prefix))


@needs_landlock
def test_the_folder_that_is_current_now_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, labels = tmp_path / "elsewhere", tmp_path / "labels"
    for folder in (elsewhere, labels):
        folder.mkdir()
    monkeypatch.syspath_prepend(labels)
    monkeypatch.chdir(elsewhere)
    assert not refused(lambda: os.listdir(labels))

    monkeypatch.chdir(labels)

    assert refused(lambda: os.listdir(labels))


@needs_landlock
def test_work_writes_nowhere_but_to_its_folder(tmp_path: Path) -> None:
    assert refused(lambda: (tmp_path / "report.html").write_text("passed"))
    assert refused(lambda: Path(pickle.__file__).write_text("taken over"))
    assert not refused(lambda: tempfile.TemporaryFile().close())


@needs_landlock
def test_work_reaches_no_process_outside() -> None:
    parent = os.getpid()

    assert refused(lambda: os.kill(parent, 0))
    assert refused(lambda: Path(f"/proc/{parent}/environ").read_bytes())


# --- around it --------------------------------------------------------------------


def test_work_within_work_runs_where_it_is() -> None:
    inner, outer = confined(
        lambda: (confined(os.getpid, subject="inner"), os.getpid()), subject="outer"
    )

    assert inner == outer != os.getpid()


def test_threads_confine_their_work_side_by_side() -> None:
    told: list[int] = []

    def thread(number: int) -> None:
        told.extend(confined(lambda: number, subject="label.jpg") for _ in range(5))

    threads = [threading.Thread(target=thread, args=(n,)) for n in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)

    assert sorted(told) == sorted([0, 1, 2, 3] * 5)


def test_a_crash_in_one_thread_is_seen_while_another_works() -> None:
    slow = threading.Thread(
        target=lambda: confined(lambda: time.sleep(5), subject="slow.jpg")
    )
    slow.start()
    start = time.monotonic()

    with pytest.raises(WorkerCrashedError):
        confined(lambda: ctypes.string_at(0), subject="label.jpg")

    assert time.monotonic() - start < 4
    slow.join()


_TWENTY_FILES = """
import time
from auditor.sandbox import confined
for _ in range(20):
    start = time.perf_counter()
    confined(lambda: None, subject="label.jpg")
    print(time.perf_counter() - start)
"""


def test_a_process_of_its_own_costs_little() -> None:
    # Started anew: a fork copies the tables of all the memory that its parent holds.
    command = [sys.executable, "-c", _TWENTY_FILES]
    told = subprocess.run(command, capture_output=True, text=True, check=True)

    # The best of many: a busy machine is no defect of ours.
    assert min(map(float, told.stdout.split())) < 0.02


_FREED = """
from pathlib import Path
from auditor.sandbox.heap import give_back_what_is_free
def held():
    told = Path("/proc/self/status").read_text().split()
    return int(told[told.index("RssAnon:") + 1]) * 1024
pieces = [bytes(1000) for _ in range(60_000)]
last = pieces[-1]
del pieces
before = held()
give_back_what_is_free()
print(before - held())
"""


@pytest.mark.skipif(libc_ver()[0] != "glibc", reason="other C libraries are not asked")
def test_memory_that_nobody_uses_is_given_back() -> None:
    command = [sys.executable, "-c", _FREED]
    told = subprocess.run(command, capture_output=True, text=True, check=True)

    assert int(told.stdout) > 50_000_000


@pytest.mark.parametrize("name", Confinement.__slots__)
def test_a_limit_of_nothing_cannot_be_set(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Confinement(**{name: 0})
