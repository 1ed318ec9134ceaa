"""A few seconds of fuzzing for each parser; `python tests/fuzz` runs longer."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from targets import TARGETS

SECONDS = 5


@pytest.mark.skipif(not importlib.util.find_spec("atheris"), reason="atheris is not here")
@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_found_in_a_few_seconds(target: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).parent),
            target,
            f"-max_total_time={SECONDS}",
            "-rss_limit_mb=3000",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert "Done" in done.stderr
