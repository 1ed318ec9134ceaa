"""When Python looks for garbage: seldom, since nearly all that is made here stays.

Libraries, lexicons and models are hundreds of thousands of objects for as long as the
process lives. Looked through after every 700 new ones, as is Python's way, they took a
quarter of the processor time of auditing a PDF with a text layer (1.3 s, November
2026), and after every 50,000 a twentieth.
"""

from __future__ import annotations

import gc
from typing import Final

_NEW_OBJECTS: Final = 200_000
"""After which Python looks for garbage: more than loading all that a PDF needs makes."""


def look_seldom() -> None:
    """From now on, in this process and in those that it forks."""
    gc.set_threshold(_NEW_OBJECTS)


def spare_what_is_loaded() -> None:
    """Never look at what is there now: neither again, nor when the process ends."""
    gc.freeze()
