"""Every error the program raises on purpose, and the exit status of each.

An error tells three things: which thing, what is wrong with it, what to do now.
Its slug is stable, so that a batch can count failures by kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class AuditorError(Exception):
    """Base of every error we raise on purpose.

    The three parts are positional because a worker process sends errors back by
    pickling, and pickling keeps positional arguments only.
    """

    exit_code: ClassVar[int] = 70
    slug: ClassVar[str] = "internal"

    def __init__(self, subject: Path | str, problem: str, remedy: str = "") -> None:
        super().__init__(str(subject), problem, remedy)
        self.subject = str(subject)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{self.subject}: {self.problem}{remedy} [{self.slug}]"


def reason_of(error: Exception) -> str:
    """Why it was raised, without the number and the name that Python puts around it."""
    said = error.strerror if isinstance(error, OSError) else None
    return (said or str(error) or type(error).__name__).lower()


class UsageError(AuditorError):
    """The command cannot be carried out as it was given."""

    exit_code = 2
    slug = "usage"


class InputError(AuditorError):
    """A file that was handed in cannot be read."""

    exit_code = 4
    slug = "input.unreadable"


class MissingInputError(InputError):
    """There is no such file."""

    slug = "input.missing"


class NotAFileError(InputError):
    """A folder, socket, device or pipe where a regular file was expected."""

    slug = "input.not-a-file"


class ChangedInputError(InputError):
    """Somebody wrote to the file while it was read."""

    slug = "input.changed"


class EmptyInputError(InputError):
    """The file has no bytes, or the document no pages."""

    slug = "input.empty"


class UnsupportedInputError(InputError):
    """The content is none of the formats we read, whatever the name says."""

    slug = "input.unsupported"


class CorruptInputError(InputError):
    """The format is right and the content is damaged."""

    slug = "input.corrupt"


class EncryptedInputError(InputError):
    """A PDF that asks for a password we do not have."""

    slug = "input.encrypted"


class TooLargeInputError(InputError):
    """Beyond a documented limit of bytes, pixels, scans or side length."""

    slug = "input.too-large"


class MemoryLimitError(InputError):
    """Reading the file took more memory than one file may take."""

    slug = "limit.memory"


class TimeLimitError(InputError):
    """Reading the file took longer than one file may take."""

    slug = "limit.time"


class WorkerCrashedError(InputError):
    """The process that read the file died."""

    slug = "worker.crashed"


class EngineFaultError(InputError):
    """The engine answered what no engine may answer; nothing of it is believed."""

    slug = "engine.fault"


class NoLabelError(InputError):
    """The picture shows no label; it is put aside and counts neither way."""

    exit_code = 0
    slug = "input.no-label"


class ConfigurationError(AuditorError):
    """A profile, lexicon or setting is wrong."""

    exit_code = 5
    slug = "configuration"


class ProfileError(ConfigurationError):
    """A profile is unknown or invalid; the message names line and key."""

    slug = "configuration.profile"


class LexiconError(ConfigurationError):
    """A lexicon is broken; the message names the file and the entry."""

    slug = "configuration.lexicon"


class EngineError(AuditorError):
    """An engine, model, language or program is missing or unusable."""

    exit_code = 6
    slug = "engine.missing"


class DependencyError(EngineError):
    """A library that comes with an extra is not installed."""

    slug = "dependency.missing"


class OutputError(AuditorError):
    """A report could not be written; nothing half-written is left behind."""

    exit_code = 7
    slug = "output"


class StoreError(AuditorError):
    """The store of readings and audits cannot be used."""

    exit_code = 7
    slug = "store"
