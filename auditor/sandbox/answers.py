"""What a worker gives back, as plain records: it may have been taken over by a file.

Pickles call whatever they name. What is opened here builds built-in values and this
package's own records, and nothing else.
"""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING, Final, cast

from auditor.errors import AuditorError

if TYPE_CHECKING:
    from collections.abc import Callable


def sealed(work: Callable[[], object]) -> bytes:
    """The work's result or error, told as nothing but plain records."""
    try:
        return _packed("result", work())
    except AuditorError as error:
        # Another package's kind of error is not known at the other end.
        kind = next(kind for kind in type(error).__mro__ if _is_ours(kind))
        return _packed("error", kind(error.subject, error.problem, error.remedy))
    except MemoryError:
        return _NO_MEMORY
    except Exception as error:
        return _packed("failure", f"{type(error).__name__}: {error}"[:500])


def _packed(kind: str, value: object) -> bytes:
    return pickle.dumps((kind, value), protocol=pickle.HIGHEST_PROTOCOL)


_NO_MEMORY: Final = _packed("memory", "")
"""Ready, since making it would take memory."""


def unsealed(answer: bytes) -> tuple[str, object]:
    """What was sealed: ``result``, ``error``, ``memory`` or ``failure``, and the value.

    Raises:
        Exception: of any kind, for bytes that are nothing of it; whoever sent them may
            have been taken over.
    """
    kind, value = _Unpickler(io.BytesIO(answer)).load()
    return kind, value


_OURS: Final = __name__.split(".")[0]

_PLAIN: Final = frozenset(
    {
        ("builtins", "bytearray"),
        ("builtins", "frozenset"),
        ("builtins", "set"),
        ("collections", "OrderedDict"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("decimal", "Decimal"),
        ("pathlib", "PosixPath"),
    }
)


class _Unpickler(pickle.Unpickler):
    """Builds plain values and this package's own classes, and calls nothing else."""

    def find_class(self, module: str, name: str) -> type:
        if (module, name) in _PLAIN:
            return cast("type", super().find_class(module, name))
        # A dotted name would lead through a class to whatever its module imports.
        if module.split(".")[0] == _OURS and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and _is_ours(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no plain record")


def _is_ours(kind: type) -> bool:
    return kind.__module__.split(".")[0] == _OURS
