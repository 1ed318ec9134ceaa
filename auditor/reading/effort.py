"""How much of the machine a picture may cost, for how much of its print."""

from __future__ import annotations

from enum import StrEnum


class Effort(StrEnum):
    """What an engine can be asked for; one that knows one way of reading ignores it."""

    FAST = "fast"
    """Less than half the time of ``normal``; misses some small and doubtful print."""

    NORMAL = "normal"

    THOROUGH = "thorough"
    """Doubtful print is read in several ways."""
