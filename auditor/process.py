"""How a process of ours lives: on one core, and seldom looking for garbage.

Libraries that multiply and filter start a thread for every core, which wait for each
other by turning round and round. Of the processor time of a PDF's page that was a
sixth, of loading numpy a quarter, and with two workers on two cores they take from
each other what they wait for (November 2026).

Libraries, lexicons and models are hundreds of thousands of objects for as long as the
process lives. Looked through after every 700 new ones, as is Python's way, they took a
quarter of the processor time of auditing a PDF with a text layer (1.3 s, November
2026), and after every 50,000 a twentieth.
"""

from __future__ import annotations

import gc
import os
from typing import Final

_THREADS: Final = (
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
)
"""Looked at once, by numpy's two kinds of builds and by OpenCV, when these load."""

_NEW_OBJECTS: Final = 200_000
"""After which Python looks for garbage: more than loading all that a PDF needs makes."""


def run_lean() -> None:
    """One thread and few looks for garbage from now on, in this process and in those
    that it forks; the user's own setting of threads stays. Call it before a library is
    loaded."""
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    gc.set_threshold(_NEW_OBJECTS)


def spare_what_is_loaded() -> None:
    """Never look at what is there now: neither again, nor when the process ends."""
    gc.freeze()
