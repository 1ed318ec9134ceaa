"""A process of ours keeps to one core."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent.parent / "fixtures"

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="only Linux tells a process's threads"
)

AUDIT = """
import os, sys
from auditor.cli import main
try:
    main(["read", sys.argv[1], "-o", os.devnull])
finally:
    import cv2, numpy
    cv2.GaussianBlur(numpy.zeros((2000, 2000), numpy.uint8), (0, 0), 3)
    numpy.zeros((900, 900)) @ numpy.zeros((900, 900))
    print(len(os.listdir("/proc/self/task")), file=sys.stderr)
"""


def threads_of(environment: dict[str, str]) -> int:
    """How many the program has behind its work and two multiplications."""
    done = subprocess.run(
        [sys.executable, "-c", AUDIT, str(FIXTURES / "front-only.pdf")],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return int(done.stderr.split()[-1])


@needs_proc
def test_the_program_starts_no_threads_of_libraries() -> None:
    assert threads_of({}) == 1


@needs_proc
def test_what_the_user_has_set_stays() -> None:
    wanted = {"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2", "MKL_NUM_THREADS": "2"}
    assert threads_of(wanted) > 1 or os.cpu_count() == 1
