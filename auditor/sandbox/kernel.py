"""What the kernel takes from a process for good, without root: network and files.

Landlock leaves it the installed programs and libraries to read and one folder to
write to; a filter of system calls leaves it no socket and no way into other
processes. Linux only, and only what this kernel offers: `auditor doctor` tries
each and tells.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

PR_SET_PDEATHSIG: Final = 1
PR_SET_CHILD_SUBREAPER: Final = 36
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2


def prctl(option: int, value: int, address: int = 0) -> bool:
    """Whether the kernel did what was asked; never on another system than Linux."""
    if sys.platform != "linux":
        return False
    unsigned = ctypes.c_ulong
    told: int = _libc().prctl(
        option, unsigned(value), unsigned(address), unsigned(0), unsigned(0)
    )
    return told == 0


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)


# --- files -----------------------------------------------------------------------


def prepare() -> None:
    """Load here what each forked process would else load again."""
    landlock_version()
    _software()


def restrict_files(folder: str) -> None:
    """Leave this process installed software to read and `folder` to write to."""
    if not landlock_version():
        return
    from landlockpy import AccessFS, LandlockError, Ruleset, Scope

    look = AccessFS.READ_FILE | AccessFS.READ_DIR | AccessFS.EXECUTE
    # Signals and abstract sockets reach no process outside.
    scope = Scope.SIGNAL | Scope.ABSTRACT_UNIX_SOCKET
    with suppress(LandlockError), Ruleset(scoped=scope) as rules:
        for path in (*_software(), "/proc/self"):
            with suppress(OSError):
                is_folder = os.path.isdir(path)
                rules.allow_path(path, look if is_folder else AccessFS.READ_FILE)
        rules.allow_path(os.devnull, AccessFS.READ_FILE | AccessFS.WRITE_FILE)
        rules.allow_path(folder, rules.handled_fs)
        rules.restrict()


@cache
def landlock_version() -> int:
    """Of the kernel's interface; 0 where it or the package is missing."""
    try:
        import landlockpy

        return int(landlockpy.abi_version())
    except (ImportError, OSError):
        return 0


def _software() -> tuple[str, ...]:
    """Where Python, its packages and the system's programs and libraries lie."""
    here = ""
    with suppress(OSError):
        here = os.getcwd()
    return _readable(tuple(sys.path), here)


@cache
def _readable(search_path: tuple[str, ...], here: str) -> tuple[str, ...]:
    # The current folder, which Python may search, is where the labels are.
    packages = (folder for folder in search_path if folder not in ("", here))
    programs = (folder for folder in os.get_exec_path() if os.path.isabs(folder))
    wanted = (
        sys.prefix,
        sys.base_prefix,
        str(Path(__file__).parents[1]),
        *packages,
        *programs,
        *("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime"),
        *("/dev/urandom", "/sys/devices/system/cpu"),
        os.environ.get("TESSDATA_PREFIX", "/usr"),
    )
    found: list[Path] = []
    for path in sorted(Path(path).resolve() for path in wanted if os.path.exists(path)):
        if not any(path.is_relative_to(folder) for folder in found):
            found.append(path)
    return tuple(map(str, found))


# --- system calls -----------------------------------------------------------------

# Machine, its number for the filter, and its numbers of: socket, ptrace,
# process_vm_readv, process_vm_writev, io_uring_setup (linux/audit.h, asm/unistd.h).
_CALLS: Final = {
    "x86_64": (0xC000003E, (41, 101, 310, 311, 425)),
    "aarch64": (0xC00000B7, (198, 117, 270, 271, 425)),
}

_LOAD: Final = 0x20
_JUMP_IF_EQUAL: Final = 0x15
_JUMP_IF_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM

_CALL_AT: Final = 0
_MACHINE_AT: Final = 4
_FIRST_FOREIGN_CALL: Final = 0x40000000
"""From here x86 counts the calls of another interface, which the list knows not."""


def refuse_network() -> None:
    """Leave this process no socket, and no hand in the memory of another one."""
    if platform.machine() not in _CALLS:
        return
    number, calls = _CALLS[platform.machine()]
    refused = len(calls) + 2
    lines = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_JUMP_IF_EQUAL, 0, refused + 1, number),
        (_LOAD, 0, 0, _CALL_AT),
        (_JUMP_IF_AT_LEAST, refused - 1, 0, _FIRST_FOREIGN_CALL),
        *((_JUMP_IF_EQUAL, len(calls) - n, 0, call) for n, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    program = ctypes.create_string_buffer(
        b"".join(struct.pack("HBBI", *line) for line in lines)
    )
    told = ctypes.create_string_buffer(
        struct.pack("HP", len(lines), ctypes.addressof(program))
    )
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
    prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(told))
