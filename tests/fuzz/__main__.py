"""Coverage-guided fuzzing of one target.

    python tests/fuzz pdf                        # until something is found, or Ctrl-C
    python tests/fuzz panel -max_total_time=600  # ten minutes; any option of libFuzzer
    python tests/fuzz panel crash-0a1b2c         # one input again

An input that ends badly is written to ``crash-*`` or ``timeout-*`` in the working
directory. Make it a row of the parser's tests, then mend the parser.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["auditor"]):
    from targets import LONGEST, TARGETS, within_time

FIXTURES = Path(__file__).parents[2] / "fixtures"
PROFILES = Path(__file__).parents[2] / "auditor" / "data" / "profiles"


def seeds(target: str, folder: Path) -> None:
    """Where the search begins: small labels, their words, and our own profiles."""
    if target == "pdf":
        for path in FIXTURES.rglob("*.pdf"):
            if path.stat().st_size < 20_000:
                (folder / path.name).write_bytes(path.read_bytes())
    elif target == "profile":
        for path in PROFILES.glob("*.toml"):
            (folder / path.name).write_bytes(path.read_bytes())
    else:
        for path in FIXTURES.glob("*.truth.json"):
            words = json.loads(path.read_text("utf-8"))["words"]
            lines = (" ".join(words[n : n + 6]) for n in range(0, len(words), 6))
            text = "\n".join(lines).encode()[: LONGEST if target != "amounts" else 60]
            (folder / path.stem).write_bytes(text)


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python tests/fuzz {{{','.join(TARGETS)}}} [libFuzzer options]")
    name, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        seeds(name, Path(folder))
        given = [option for option in options if not option.startswith("-")]
        longest = 20_000 if name == "pdf" else LONGEST
        atheris.Setup(
            [sys.argv[0], f"-max_len={longest}", "-timeout=20", *options]
            + ([] if given else [folder]),
            within_time(TARGETS[name]),
        )
        atheris.Fuzz()


main()
