"""What `auditor serve` is told: where it listens, who may come, what it may take.

Without accounts it listens on this machine only. Whoever opens it to a network has
to give out tokens, or it does not start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

import tomli

from auditor.criteria.profile import known_profiles, load_profile
from auditor.errors import ConfigurationError, UsageError, reason_of
from auditor.pipeline import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LOCAL: Final = "local"
"""The owner of everything where there are no accounts."""

SHORTEST_TOKEN: Final = 16
"""Characters that cannot be guessed in the lifetime of a server that counts tries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """One server's set-up."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8000

    accounts: Mapping[str, str] = field(default_factory=dict)
    """Token by name; empty where only this machine may come."""

    reading: Settings = field(default_factory=Settings)
    profile: str = "glutamine"

    results: Path | None = None
    """What a scan wrote, opened beside what is handed in here."""

    request_bytes: int = 100_000_000
    files: int = 12
    """Of one product, at most."""

    per_minute: int = 120
    """Submissions of one owner."""

    waiting: int = 500
    """Files that may wait for their turn."""

    quota_bytes: int = 10_000_000_000
    keep_seconds: float | None = None
    """How long a product stays that nobody changes; None: for ever."""

    def __post_init__(self) -> None:
        load_profile(self.profile)
        if not self.accounts and not self.is_local:
            raise UsageError(
                f"--host {self.host}",
                "others could reach it, and there is no token",
                "give one with --token or AUDITOR_TOKEN, or leave --host out",
            )
        if self.results is not None and len(self.accounts) > 1:
            raise UsageError(
                f"--store {self.results}",
                "would be everybody's, and accounts see only their own",
                "serve it with --token, or on this machine only",
            )
        for name, token in self.accounts.items():
            if len(token) < SHORTEST_TOKEN:
                raise UsageError(
                    f"the token of {name}",
                    f"is shorter than {SHORTEST_TOKEN} characters",
                    "make one: python3 -c 'import secrets; print(secrets.token_urlsafe())'",
                )

    @property
    def is_local(self) -> bool:
        """Only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def profiles(self) -> tuple[str, ...]:
        """Names to choose from; a profile file is called by its path."""
        return tuple(dict.fromkeys((self.profile, *known_profiles())))


def load_accounts(path: Path) -> dict[str, str]:
    """Tokens by name from a TOML file of lines like ``ann = "…"``.

    Raises:
        ConfigurationError: there is no such file, or it holds something else.
    """
    remedy = 'write a line for each person: ann = "a long random token"'
    try:
        table = tomli.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise ConfigurationError(
            path, f"cannot be read: {reason_of(error)}", remedy
        ) from error
    if not table or not all(isinstance(token, str) for token in table.values()):
        raise ConfigurationError(path, "is no list of names and tokens", remedy)
    if len(set(table.values())) < len(table):
        raise ConfigurationError(path, "gives two people one token", "make one for each")
    return table


_UNITS: Final = {"h": 3_600, "d": 86_400, "w": 604_800}
_BYTES: Final = {"MB": 10**6, "GB": 10**9, "TB": 10**12}


def parse_span(text: str) -> float:
    """Seconds from ``12h``, ``7d`` or ``4w``; UsageError for anything else."""
    match = re.fullmatch(r"([1-9]\d{0,4})([hdw])", text)
    if match is None:
        raise UsageError(f"--keep {text}", "is no span of time", "write it as in 12h or 7d")
    return int(match[1]) * _UNITS[match[2]]


def parse_size(text: str) -> int:
    """Bytes from ``500MB`` or ``10GB``; UsageError for anything else."""
    match = re.fullmatch(r"([1-9]\d{0,5})\s?([MGT]B)", text)
    if match is None:
        raise UsageError(f"--quota {text}", "is no size", "write it as in 500MB or 10GB")
    return int(match[1]) * _BYTES[match[2]]
