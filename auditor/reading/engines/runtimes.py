"""The libraries that compute the PP-OCR networks, behind one small contract.

They differ in the last bits of what they compute, and so now and then in a letter:
which one reads is never left to what happens to be installed, but told by the name
of the engine and kept in its version. Each computes in the thread that asks, and
its models work in the forks of the process that loaded them.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from auditor.errors import EngineError

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray


def send_nothing() -> None:
    """Keep the libraries, before they are imported, from telling their makers of us.

    ONNX Runtime 1.32 tells of every session, and keeps an identifier of the machine in
    the user's cache, unless the environment forbids it. OpenVINO counts its imports in a
    package of its own, which is told to be missing.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]


class Session(Protocol):
    """A network that is ready."""

    def run(self, tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        """Its one answer to one input, which is the caller's to keep."""
        ...


class Runtime(Protocol):
    """A library that computes networks."""

    version: str
    """Changes with whatever may change an answer."""

    def session(self, model: bytes) -> Session:
        """The network of an ONNX file of one input ``x`` and one output."""
        ...


class OnnxRuntime:
    """ONNX Runtime, in single precision."""

    def __init__(self) -> None:
        send_nothing()
        try:
            import onnxruntime
        except ImportError as error:
            raise EngineError(
                "ppocr",
                "ONNX Runtime is not installed",
                "install it with: pip install onnxruntime",
            ) from error
        self._library: ModuleType = onnxruntime
        self.version = f"onnxruntime {onnxruntime.__version__}"

    def session(self, model: bytes) -> Session:
        options = self._library.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        _share_one_arena(self._library)
        options.add_session_config_entry("session.use_env_allocators", "1")
        return _OnnxSession(
            self._library.InferenceSession(
                model, options, providers=["CPUExecutionProvider"]
            )
        )


@cache
def _share_one_arena(library: ModuleType) -> None:
    """Let all networks of this process compute in the same memory, which they keep.

    What one layer or network is done with serves the next, and is not given back to the
    kernel for it to be cleared in between. A photo of a label, read in a process of its
    own, met 60,000 pages for the first time in place of 94,000, and held 664 MB at most
    in place of 744 (22 photos, November 2026).
    """
    of_the_processor = library.OrtMemoryInfo(
        "Cpu", library.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, library.OrtMemType.DEFAULT
    )
    without_end, as_asked, usual = 0, 1, -1
    # Grown by what is asked for, and not by twice as much each time.
    growth = library.OrtArenaCfg(without_end, as_asked, usual, usual)
    # A program that this package is part of may have one, which serves as well.
    with suppress(RuntimeError):
        library.create_and_register_allocator(of_the_processor, growth)


class _OnnxSession:
    def __init__(self, session: object) -> None:
        self._session = session

    def run(self, tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        # The library has no types of its own.
        (answer,) = self._session.run(None, {"x": tensor})  # type: ignore[attr-defined]
        return np.asarray(answer, np.float32)


class OpenVino:
    """OpenVINO, in bfloat16 where the processor computes in it, else in single
    precision, in which it takes longer than ONNX Runtime does."""

    def __init__(self) -> None:
        send_nothing()
        try:
            import openvino
        except ImportError as error:
            raise EngineError(
                "ppocr-openvino",
                "OpenVINO is not installed",
                "install it with: pip install 'auditor[openvino]'",
            ) from error
        self._core = openvino.Core()
        self.halved = "BF16" in self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self._precision = "bf16" if self.halved else "f32"
        release = openvino.__version__.partition("-")[0]
        self.version = f"openvino {release} {self._precision}"

    def session(self, model: bytes) -> Session:
        compiled = self._core.compile_model(
            self._core.read_model(model),
            "CPU",
            {
                "INFERENCE_NUM_THREADS": 1,
                "NUM_STREAMS": 1,
                # It would tie every process to the same core.
                "ENABLE_CPU_PINNING": False,
                "INFERENCE_PRECISION_HINT": self._precision,
            },
        )
        return _OpenVinoSession(compiled.create_infer_request())


class _OpenVinoSession:
    def __init__(self, request: object) -> None:
        self._request = request

    def run(self, tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        # The answer lies in the library's memory, which the next one overwrites.
        answers = self._request.infer({0: tensor}, share_inputs=True)  # type: ignore[attr-defined]
        return np.array(answers[0], np.float32)
