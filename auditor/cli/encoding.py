"""Reports on terminals and pipes whose encoding lacks their signs.

A name that an encoding lacks must not stop a report, and "\\u2717 FAIL" is no way to tell
a verdict: where only ASCII gets through, each sign of ours has a plain one, and whatever
else a label prints is shown by its number.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import TextIO

_PLAIN: Final = {
    "✓": "+",
    "✗": "x",
    "→": "->",
    "↓": "v",
    "↑": "^",
    "·": "-",
    "●": "*",
    "✎": "*",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "—": "-",
    "…": "...",
    "×": "x",
    "µ": "u",
    "μ": "u",
    "\u00a0": " ",
    "\u202f": " ",
}
"""What stands for a sign, as people type it who have no other."""


def write_what_the_terminal_can(*streams: TextIO) -> None:
    """Let the streams write any text, with plain signs for those they lack."""
    codecs.register_error("auditor.plain", _plainly)
    for stream in streams:
        # A stream that a test or another program has put there may not know how.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="auditor.plain")


def _plainly(error: UnicodeError) -> tuple[str | bytes, int]:
    if isinstance(error, UnicodeEncodeError):
        sign = error.object[error.start]
        if sign in _PLAIN:
            return _PLAIN[sign], error.start + 1
    return codecs.backslashreplace_errors(error)
