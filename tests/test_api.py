"""What another program may import from the package, and what that costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import auditor


@pytest.mark.parametrize("name", auditor.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(auditor, name) is not None


def test_a_name_that_is_not_there_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="crystal_ball"):
        _ = auditor.crystal_ball


def test_importing_the_package_loads_nothing_heavy() -> None:
    script = (
        "import auditor, sys; "
        "print(sorted(m for m in sys.modules if m.startswith('auditor')))"
    )

    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "['auditor']"
