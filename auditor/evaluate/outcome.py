"""How labels came out: items field by field, and each one that is not as printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from auditor.model import Found, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from auditor.model import Reading, T


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One item that is not as printed."""

    label: str
    field: str
    kind: Literal["missed", "invented", "wrong"]
    printed: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Items of one field over one label or many."""

    printed: int = 0
    """Items in the truth."""

    found: int = 0
    """Items the program states."""

    right: int = 0
    """Items that are in both."""

    def __post_init__(self) -> None:
        if not 0 <= self.right <= min(self.printed, self.found):
            raise ValueError(f"more items right than printed or found: {self}")

    def __add__(self, other: Score) -> Score:
        return Score(
            printed=self.printed + other.printed,
            found=self.found + other.found,
            right=self.right + other.right,
        )

    @property
    def precision(self) -> float | None:
        """Share of the found items that are printed so; None when nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of the printed items that were found; None when nothing is printed."""
        return self.right / self.printed if self.printed else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there was nothing at all."""
        both = self.printed + self.found
        return 2 * self.right / both if both else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelEvaluation:
    """How one label came out."""

    name: str
    scores: Mapping[str, Score]
    """By field; fields that neither truth nor program speak of are left out."""

    misses: tuple[Miss, ...]
    verdict: Verdict | None
    """What the program decided; None when the files could not be read."""

    false_pass: str = ""
    """Why a pass of the program is wrong; empty when it is right or there is none."""

    failure: str = ""
    """The error, when the files could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How all labels of a folder came out."""

    labels: tuple[LabelEvaluation, ...]
    scores: Mapping[str, Score] = field(init=False)

    def __post_init__(self) -> None:
        scores = {
            name: sum((label.scores.get(name, Score()) for label in self.labels), Score())
            for name in FIELDS
        }
        object.__setattr__(self, "scores", scores)

    @property
    def false_passes(self) -> tuple[LabelEvaluation, ...]:
        """The gravest mistake there is: a product that passed and should not have."""
        return tuple(label for label in self.labels if label.false_pass)

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Of all labels, in their order."""
        return tuple(miss for label in self.labels for miss in label.misses)


FIELDS: Final[Mapping[str, str]] = {
    "nutrients": "panel rows (name, amount, unit)",
    "nutrient_names": "panel rows (name)",
    "percent_dv": "daily values of the rows",
    "second_column": "second column of the rows",
    "dosage_form": "dosage form",
    "serving_grams": "grams per serving",
    "servings_per_container": "servings per container",
    "protein_g": "protein per serving",
    "glutamine_g": "glutamine per serving",
    "ingredient_list": "ingredient list, verbatim",
    "additives": "additives",
    "certifications": "certifications",
    "directions": "directions",
    "warnings": "warnings",
    "allergens": "allergens",
    "product_name": "product name",
    "brand": "brand",
    "net_contents": "net contents",
    "words": "words read",
    "verdict": "verdicts",
    "findings": "findings",
    "conflicts": "conflicts",
    "dsld_form": "dosage form by name and unit",
    "dsld_ingredients": "ingredient names recognized",
    "dsld_rows": "panel names recognized",
    "dsld_glutamine": "lines that are glutamine",
}
"""What is counted, with the words for it in a report."""


class Tally:
    """Counts the items of one label, and keeps those that are not as printed."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.scores: dict[str, Score] = {}
        self.misses: list[Miss] = []

    def add(self, field: str, *, printed: int = 0, found: int = 0, right: int = 0) -> None:
        """So many items of a field."""
        if printed or found:
            score = Score(printed=printed, found=found, right=right)
            self.scores[field] = self.scores.get(field, Score()) + score

    def item(
        self, field: str, printed: object | None, found: object | None, *, right: bool
    ) -> None:
        """One item that is printed, found or both; None is neither."""
        self.add(
            field,
            printed=int(printed is not None),
            found=int(found is not None),
            right=int(right),
        )
        if right or (printed is None and found is None):
            return
        kind: Literal["missed", "invented", "wrong"] = "wrong"
        if found is None:
            kind = "missed"
        elif printed is None:
            kind = "invented"
        self.misses.append(
            Miss(
                label=self.label,
                field=field,
                kind=kind,
                printed="" if printed is None else str(printed),
                found="" if found is None else str(found),
            )
        )


def value_of(reading: Reading[T]) -> T | None:
    """What was found; None where nothing was, for whatever reason."""
    return reading.value if isinstance(reading, Found) else None
