"""What all tests share: where modules are found, and which skips are allowed.

The tests run against whichever auditor is installed. The checkout goes to the end of
the search path, for the tests' own modules only: an installed wheel must not be
shadowed by the sources beside it.

A test that needs a program of the system skips where it is missing. Where
AUDITOR_REQUIRE_PROGRAMS is set nothing may be missing, and such a skip fails.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from commands import Outcome
    from playwright.sync_api import Browser, Page

# The labels here are dated; what they expire before is not the day of the test.
os.environ.setdefault("AUDITOR_DAY", "2026-01-15")

sys.path.append(str(Path(__file__).parents[1]))

# A shell's job in the background ignores Ctrl-C, and so would all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes is no property of ours, and a busy machine is no defect.
settings.register_profile("unhurried", parent=settings.default, deadline=None)
settings.load_profile("unhurried")

_ALLOWED = ("not here", "not lie beside the project", "the superuser may read everything")
"""Ends of the reasons that have nothing to do with what is installed."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[
    None, pytest.CollectReport, pytest.CollectReport
]:
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not (report.skipped and os.environ.get("AUDITOR_REQUIRE_PROGRAMS")):
        return
    reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else "")
    # A table whose files lie elsewhere is empty where they are not.
    if not (reason.endswith(_ALLOWED) or "got empty parameter set" in reason):
        report.outcome = "failed"
        report.longrepr = f"AUDITOR_REQUIRE_PROGRAMS is set, and this was skipped: {reason}"


# --- the command line ------------------------------------------------------------


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run the program in this process, as its entry point does."""
    from commands import Outcome

    from auditor.cli import main

    def run(*arguments: object) -> Outcome:
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return Outcome(int(end.value.code or 0), told.out, told.err)

    return run


# --- a browser ------------------------------------------------------------------

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's browser, which talks to nobody but the test.

    It ends with the module: what drives it holds an event loop of its own, which the
    tests of other modules must not meet.
    """
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    # A root's Chromium runs only without its sandbox.
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    quiet = [
        *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update"),
    ]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*sandbox, *quiet]
        )
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that knows nothing of the one before."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
