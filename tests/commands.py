"""What a command gave, for every test that goes through the command line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    status: int
    out: str
    err: str
