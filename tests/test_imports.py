"""What is loaded when: the commands answer without the libraries that read."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = {
    "PIL",
    "cv2",
    "docling",
    "fastapi",
    "jinja2",
    "numpy",
    "ocrmypdf",
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
    "rapidocr",
    "starlette",
}


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
