"""From facts to findings: one small function per criterion, chosen by a profile.

Importing this package registers every criterion. Which of them count, in what role
and with what weight, is the profile's matter; how they decide is written here once.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from auditor.criteria import (
    assurance,
    caution,
    composition,
    dose,
    form,
    identity,
    nutrient,
    use,
)
from auditor.criteria.conflicts import find_conflicts
from auditor.criteria.criterion import Criterion, Rationale, registered
from auditor.criteria.profile import Profile, Rule, known_profiles, load_profile
from auditor.criteria.verdict import judge, score_of, titled, verdict_of
from auditor.errors import UsageError

if TYPE_CHECKING:
    from decimal import Decimal

    from auditor.model import Role

__all__ = [
    "Criterion",
    "CriterionRow",
    "Profile",
    "Rationale",
    "Rule",
    "criteria_table",
    "explain",
    "find_conflicts",
    "judge",
    "known_profiles",
    "load_profile",
    "registered",
    "score_of",
    "verdict_of",
]

THEMES = (identity, composition, assurance, dose, form, use, caution, nutrient)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """One criterion as a profile uses it: a row of the table of rules."""

    id: str
    title: str
    role: Role

    weight: Decimal
    """0 for what is not scored."""

    because: str
    article_section: str
    rules: tuple[str, ...]

    details: str
    """How it decides, in one sentence."""


def criteria_table(profile: Profile | None = None) -> tuple[CriterionRow, ...]:
    """The rules of a profile in its order; of the default profile when none is given."""
    profile = profile or load_profile("glutamine")
    every = registered()
    return tuple(
        CriterionRow(
            id=rule.id,
            title=titled(every[rule.id].title, profile.terms),
            role=rule.role,
            weight=rule.weight,
            because=every[rule.id].why.because,
            article_section=every[rule.id].why.article_section,
            rules=every[rule.id].why.rules,
            details=" ".join(every[rule.id].details.split("\n\n")[0].split()),
        )
        for rule in profile.rules
    )


def explain(id: str) -> Criterion:  # noqa: A002 - the field's name
    """The criterion of an id.

    Raises:
        UsageError: there is none; the message names the nearest ids, or where they stand.
    """
    every = registered()
    if id in every:
        return every[id]
    near = get_close_matches(id, every, n=3, cutoff=0.4)
    raise UsageError(
        id,
        "no such criterion",
        f"did you mean {' or '.join(near)}" if near else "auditor criteria lists them",
    )
