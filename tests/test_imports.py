"""Who may import whom, and what is loaded when: read from the sources, and tried."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "auditor"

STEPS = (
    {"model", "errors"},
    {"quantity", "lexicon", "readings"},
    {"substance"},
    {"reading", "facts", "criteria"},
    {"sandbox", "pipeline"},
    {"report", "batch"},
    {"evaluate", "web", "doctor"},
    {"cli"},
    {"__init__", "__main__"},
)
"""A part imports from earlier steps and from itself."""

WITHIN_ONE_STEP = {("pipeline", "sandbox"), ("lexicon", "quantity"), ("errors", "model")}

HEAVY = {
    "PIL",
    "cv2",
    "fastapi",
    "jinja2",
    "numpy",
    "onnx",
    "onnxruntime",
    "pandas",
    "pdfminer",
    "pdfplumber",
    "pillow_heif",
    "pydantic",
    "pypdfium2",
    "pytesseract",
    "rapidfuzz",
    "starlette",
}


def part_of(module: str) -> str:
    names = module.split(".")
    return names[1] if len(names) > 1 else "__init__"


def step_of(part: str) -> int:
    for number, parts in enumerate(STEPS):
        if part in parts:
            return number
    raise AssertionError(f"auditor.{part} has no place in the order of imports")


def imported(source: Path) -> set[str]:
    """The parts of the package that a source names, wherever it imports them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name.split(".")[0] == "auditor"}
        elif isinstance(node, ast.ImportFrom) and node.module == "auditor":
            # The version is a constant of the package itself, which every part may tell.
            found |= {f"auditor.{a.name}" for a in node.names if a.name != "__version__"}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "auditor."
        ):
            found.add(node.module or "")
    return {part_of(module) for module in found}


@pytest.mark.parametrize(
    "source",
    [pytest.param(s, id=s.relative_to(PACKAGE).as_posix()) for s in PACKAGE.rglob("*.py")],
)
def test_a_module_imports_from_earlier_steps_only(source: Path) -> None:
    part = source.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if part == "data":
        pytest.skip("data holds no program")
    others = imported(source) - {part}

    backward = {
        other
        for other in others
        if step_of(other) >= step_of(part) and (part, other) not in WITHIN_ONE_STEP
    }

    assert not backward


def modules_after(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after a statement."""
    program = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


def test_the_commands_load_no_library_that_reads_or_draws() -> None:
    assert not modules_after("import auditor.cli") & HEAVY


def test_help_loads_no_library_that_reads_or_draws() -> None:
    statement = (
        "from auditor.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as end:\n    assert not end.code"
    )

    assert not modules_after(statement) & HEAVY


def test_help_takes_less_than_a_quarter_of_a_second_of_computing() -> None:
    program = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'auditor', '--help'], "
        "stdout=subprocess.DEVNULL, check=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime)"
    )
    # The least of three: a busy machine adds time, and never takes any away.
    runs = [
        float(
            subprocess.run(
                [sys.executable, "-c", program], capture_output=True, check=True, text=True
            ).stdout
        )
        for _ in range(3)
    ]

    assert min(runs) <= 0.25
