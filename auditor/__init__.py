"""Audit supplement labels from their pictures and PDFs, with the evidence on them.

The names below are the public ones. They are loaded when first used, so that
importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from auditor.batch.products import Group
    from auditor.batch.scan import Progress, Result, scan
    from auditor.criteria.profile import Profile, load_profile
    from auditor.errors import AuditorError
    from auditor.model import (
        Absent,
        Audit,
        Conflict,
        Document,
        Evidence,
        Failure,
        Finding,
        Found,
        LabelFacts,
        Outcome,
        Unreadable,
        Verdict,
    )
    from auditor.pipeline import Settings, audit_product, facts_of, read_document

_HOMES = {
    "auditor.batch.products": ("Group",),
    "auditor.batch.scan": ("Progress", "Result", "scan"),
    "auditor.criteria.profile": ("Profile", "load_profile"),
    "auditor.errors": ("AuditorError",),
    "auditor.model": (
        *("Absent", "Audit", "Conflict", "Document", "Evidence", "Failure", "Finding"),
        *("Found", "LabelFacts", "Outcome", "Unreadable", "Verdict"),
    ),
    "auditor.pipeline": ("Settings", "audit_product", "facts_of", "read_document"),
}

__all__ = [
    "Absent",
    "Audit",
    "AuditorError",
    "Conflict",
    "Document",
    "Evidence",
    "Failure",
    "Finding",
    "Found",
    "Group",
    "LabelFacts",
    "Outcome",
    "Profile",
    "Progress",
    "Result",
    "Settings",
    "Unreadable",
    "Verdict",
    "__version__",
    "audit_product",
    "facts_of",
    "load_profile",
    "read_document",
    "scan",
]


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'auditor' has no attribute {name!r}")
