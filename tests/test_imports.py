"""What is loaded when: the commands answer without the libraries that read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import auditor.reading.pdf as reading_pdf

FIXTURES = Path(__file__).parents[1] / "fixtures"

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


def loaded_after(statement: str) -> set[str]:
    """The modules that a fresh interpreter holds after a statement."""
    program = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def modules_after(statement: str) -> set[str]:
    """The same without those within packages."""
    return {name.split(".")[0] for name in loaded_after(statement)}


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


@pytest.mark.parametrize(
    ("label", "missing", "status"),
    [
        pytest.param(
            "facts-only.pdf",
            ("cv2", "onnx", "onnxruntime", "zxingcpp", "pydantic"),
            3,
            id="text-and-rules",
        ),
        pytest.param("front-only.pdf", ("cv2", "onnx", "onnxruntime"), 3, id="seals"),
        pytest.param(
            "plain-l-glutamine.pdf", ("cv2", "onnx", "onnxruntime"), 0, id="seals-and-bars"
        ),
        # So that it shows: what is missing here would be missed.
        pytest.param("bare-glutamine.scan.pdf", ("onnxruntime",), 6, id="a-scan"),
    ],
)
def test_a_text_layer_is_audited_without_the_libraries_that_read_pictures(
    label: str, missing: tuple[str, ...], status: int, tmp_path: Path
) -> None:
    for name in missing:
        (tmp_path / f"{name}.py").write_text("raise ImportError('is not there')\n")
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]

    done = subprocess.run(
        [sys.executable, "-m", "auditor", "audit", str(FIXTURES / label), "-q"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        text=True,
    )

    assert done.returncode == status, done.stderr


def test_what_pages_are_read_with_is_loaded_before_the_process_for_them() -> None:
    reading = Path(reading_pdf.__file__).parent
    modules = {f"auditor.reading.pdf.{file.stem}" for file in reading.glob("[!_]*.py")}

    assert modules <= loaded_after(read("facts-only.pdf"))


@pytest.mark.parametrize(
    ("labels", "loaded"),
    [
        pytest.param(("facts-only.pdf", "facts-only.pdf"), False, id="none-has-a-barcode"),
        pytest.param(("gummies.pdf",), False, id="the-first"),
        pytest.param(("gummies.pdf", "facts-only.pdf"), True, id="the-next"),
    ],
)
def test_the_reader_of_barcodes_is_loaded_once_a_label_has_had_one(
    labels: tuple[str, ...], loaded: bool
) -> None:
    assert ("zxingcpp" in loaded_after(read(*labels))) is loaded


def read(*labels: str) -> str:
    """A statement that reads labels one after another."""
    paths = [str(FIXTURES / label) for label in labels]
    return (
        "from pathlib import Path\n"
        "from auditor.pipeline import Settings, read_document\n"
        f"for path in {paths}: read_document(Path(path), Settings())"
    )
