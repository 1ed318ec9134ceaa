"""One thread for each process: files are spread over processes, cores are not.

Libraries that multiply and filter start a thread for every core, which wait for each
other by turning round and round. Of the processor time of a PDF's page that was a
sixth, of loading numpy a quarter, and with two workers on two cores they take from
each other what they wait for (November 2026).
"""

from __future__ import annotations

import os
from typing import Final

_ASKED_BY: Final = (
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
)
"""Looked at once, by numpy's two kinds of builds and by OpenCV, when these load."""


def want_one() -> None:
    """From now on, in this process and in those that it starts; what the user has set
    stays. Call it before a library is loaded."""
    for name in _ASKED_BY:
        os.environ.setdefault(name, "1")
