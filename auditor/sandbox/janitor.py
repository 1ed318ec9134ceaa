"""Removes what a program left behind that was killed, run as a process of its own.

It waits until the program has gone, however it went, then ends the processes that
work in the program's temporary folder and removes the folder. Standard library
only, and none of this package: it starts in the time that the program needs to
open its first file.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from contextlib import suppress


def end_processes(folder: str) -> None:
    """Kill whatever program was started with a temporary folder in `folder`.

    Its own group or session hides no process, nor does a dead parent. Linux only.
    """
    mark = b"\0TMPDIR=" + os.fsencode(folder)
    patience = time.monotonic() + 5
    while found := [pid for pid in _processes() if mark in _environment(pid)]:
        for pid in found:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > patience:
            return
        time.sleep(0.002)


def _processes() -> list[int]:
    with suppress(OSError):
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return []


def _environment(pid: int) -> bytes:
    # Empty of a process that has ended or belongs to somebody else.
    with suppress(OSError), open(f"/proc/{pid}/environ", "rb") as file:
        return b"\0" + file.read()
    return b""


def main(folder: str) -> None:
    # It ends when the program does, whatever it is told besides.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while os.read(0, 4096):
        pass
    end_processes(folder)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
