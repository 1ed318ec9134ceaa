"""Audits every file of folders of hostile files and tells what became of each.

Run it by hand over large collections, `python tests/survive.py FOLDER...`; the tests
run it over small ones. A file survives when its audit ends with a report or with
failures, passes nothing, prints no traceback and leaves no process and no file.
"""

from __future__ import annotations

import io
import json
import os
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli import main
from auditor.sandbox import confined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file."""

    verdict: str
    """Empty where the command ended without a report."""

    facts: dict[str, object]
    """What was read, without where it was read."""

    slugs: tuple[str, ...]
    seconds: float
    defects: tuple[str, ...]


def audited(file: bytes | Path, *options: str) -> Outcome:
    """The outcome of `auditor audit` on one file, tried in this process."""
    before = set(left())
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    start = time.monotonic()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(["audit", "--format", "json", *options, "--", os.fsdecode(file)])
        except SystemExit as end:
            status = end.code
    seconds = time.monotonic() - start
    out.flush()
    text = out.buffer.getvalue().decode("utf-8")
    told = json.loads(text) if text.strip() else {"verdict": "", "facts": {}}
    slugs = re.findall(r"\[([a-z.-]+)\]$", err.getvalue(), re.MULTILINE)
    return Outcome(
        verdict=told["verdict"],
        facts={name: _stated(fact.get("value")) for name, fact in told["facts"].items()},
        slugs=tuple(slugs),
        seconds=seconds,
        defects=tuple(_defects(status, told, err.getvalue(), set(left()) - before)),
    )


def _stated(value: object) -> object:
    """The value without its evidence, which names the file."""
    if isinstance(value, list):
        return [_stated(item) for item in value]
    if isinstance(value, dict):
        return {key: _stated(item) for key, item in value.items() if key != "evidence"}
    return value


def _defects(
    status: object, told: dict[str, object], remarks: str, left: set[str]
) -> Iterator[str]:
    if told["verdict"] == "pass":
        yield "it passed"
    if "Traceback" in remarks or status == 70:
        yield remarks
    if status not in (0, 1, 3, 4):
        yield f"status {status}"
    if not all(line.endswith("]") for line in remarks.splitlines()):
        yield f"remarks of somebody else: {remarks!r}"
    # The last part in front of the slug is what to do now.
    if not all(line.count("; ") for line in remarks.splitlines()):
        yield f"a remark without a remedy: {remarks!r}"
    if left:
        yield f"left behind: {sorted(left)}"


def left() -> Iterator[str]:
    """Processes and temporary files that outlive an audit, but for the janitor."""
    yield from map(str, Path(confined(tempfile.gettempdir, subject="")).parent.iterdir())
    own = os.getpid()
    for pid in Path(f"/proc/self/task/{own}/children").read_text().split():
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"janitor" not in command:
            yield f"{pid} {command!r}"


def files_in(folders: Sequence[str]) -> Iterator[bytes]:
    """Every name in the folders, whatever stands behind it, links not followed."""
    for folder in folders:
        for place, _, names in os.walk(os.fsencode(folder)):
            yield from (os.path.join(place, name) for name in sorted(names))


def run(folders: Sequence[str], options: Sequence[str]) -> int:
    ends: Counter[str] = Counter()
    slowest, broken = (0.0, b""), 0
    for file in files_in(folders):
        outcome = audited(file, *options)
        end = ", ".join(outcome.slugs) or outcome.verdict
        ends[end] += 1
        slowest = max(slowest, (outcome.seconds, file))
        print(f"{outcome.seconds:6.2f} s  {end:24}  {os.path.basename(file)!r}", flush=True)
        for defect in outcome.defects:
            broken += 1
            print("  DEFECT", defect)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(dict(ends.most_common()))
    print(f"slowest {slowest[0]:.1f} s {slowest[1]!r}; largest child {peak:,.0f} MiB")
    print(f"{sum(ends.values())} files, {broken} defects")
    return 1 if broken else 0


if __name__ == "__main__":
    chosen = [word for word in sys.argv[1:] if "=" not in word]
    limits = [part for word in sys.argv[1:] if "=" in word for part in ("--limit", word)]
    sys.exit(run(chosen, limits))
