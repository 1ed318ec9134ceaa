"""What a person reads on pictures: `NAME.truth.json` beside them.

A null means "not visible on this picture". A key that is not known is an error:
misspelled, it would measure nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date  # noqa: TC003 - pydantic asks for it
from decimal import Decimal  # noqa: TC003 - and for this
from typing import TYPE_CHECKING, Final

import simplejson
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from auditor.errors import CorruptInputError, InputError, MissingInputError, reason_of
from auditor.model import Verdict  # noqa: TC001 - and for this

if TYPE_CHECKING:
    from pathlib import Path


class TruthRow(BaseModel):
    """One row of a transcribed panel."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    amount: Decimal | str | None = None
    """A string where a bound or a range is printed: "< 1", "95-99"."""

    unit: str | None = None
    percent_dv: Decimal | str | None = None
    amount_col2: Decimal | str | None = None
    unit_col2: str | None = None
    percent_dv_col2: Decimal | str | None = None


class Truth(BaseModel):
    """What a person reads on the pictures; None is "not visible here".

    A key that is not listed is an error: misspelled, it would measure nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str | None = None
    files: tuple[str, ...] = ()
    """Pictures of one product that are audited together."""

    product_name: str | None = None
    brand: str | None = None
    dosage_form: str | None = None
    net_contents: str | None = None
    serving_size_text: str | None = None
    serving_grams: Decimal | None = None
    servings_per_container: Decimal | str | None = None
    nutrients: tuple[TruthRow, ...] | None = None
    ingredients_text: str | None = None
    other_ingredients_text: str | None = None
    additives_seen: tuple[str, ...] = ()
    protein_g: Decimal | str | None = None
    glutamine_g: Decimal | str | None = None
    certifications: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    directions_text: str | None = None
    warnings_text: str | None = None
    allergens_text: str | None = None
    words: tuple[str, ...] = ()
    """Every printed word, where somebody counted them."""

    profile: str | None = None
    complete: bool = False
    day: date | None = None
    """The day of the audit, where the dates on the label are to be held against it."""

    verdict: Verdict | None = None
    verdict_if_complete: Verdict | None = None
    other_profiles: dict[str, Verdict] = Field(default_factory=dict)
    findings: dict[str, str] = Field(default_factory=dict)
    """Expected outcome by criterion; criteria that are not listed are not judged."""

    findings_not: dict[str, str] = Field(default_factory=dict)
    """Outcomes that would be wrong, where more than one other is right."""

    conflicts: tuple[str, ...] | None = None
    """Slugs; None where nobody looked for conflicts."""

    remarks: str | None = None
    """Whatever else is to be said about the pictures. Like the keys below it is for
    people, and compared with nothing."""

    about: str | None = None
    also: tuple[str, ...] = ()
    barcode: str | None = None
    dosage_form_basis: str | None = None
    front_amount_g: Decimal | None = None
    hidden_text: tuple[str, ...] = ()
    legibility: str | None = None
    notes: str | None = None
    reviewed: bool | None = None
    text_layer: str | None = None

    @field_validator("additives_seen", "certifications", "claims", mode="before")
    @classmethod
    def _nothing_seen(cls, value: object) -> object:
        return () if value is None else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be audited: the files of one product and how to judge them."""

    files: tuple[Path, ...]
    profile: str | None = None
    """None: whatever is the default."""

    complete: bool = False
    """The files show the whole label."""

    day: date | None = None
    """Of the audit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A truth and the name it goes by."""

    name: str
    truth: Truth
    task: Task


_SUFFIX: Final = ".truth.json"


def load_cases(folder: Path) -> tuple[Case, ...]:
    """Every truth below a folder with its pictures, in the order of their names.

    Raises:
        MissingInputError: There is no truth, or a truth's picture is missing.
        CorruptInputError: A truth is no JSON, or a key has a wrong value.
    """
    cases = tuple(_load_case(path, folder) for path in find_truths(folder))
    if not cases:
        raise MissingInputError(
            folder,
            f"no {_SUFFIX[1:]} file in it",
            "put a transcription beside each picture",
        )
    return cases


def find_truths(folder: Path) -> list[Path]:
    """The transcriptions below a folder, in the order of their names.

    Raises:
        InputError: It is no folder, or may not be opened.
    """
    try:
        os.listdir(folder)
    except OSError as error:
        raise InputError(
            folder, f"cannot be opened: {reason_of(error)}", "name a folder"
        ) from error
    return sorted(folder.rglob(f"*{_SUFFIX}"))


def _load_case(path: Path, folder: Path) -> Case:
    try:
        truth = Truth.model_validate(
            simplejson.loads(path.read_text("utf-8"), use_decimal=True)
        )
    except (ValidationError, ValueError) as error:
        raise CorruptInputError(
            path,
            f"not a transcription: {_first_line(error)}",
            "mend it; what compares with nothing goes under 'remarks'",
        ) from error
    names = truth.files or ((truth.file,) if truth.file else ())
    files = tuple(path.parent / name for name in names)
    for file in files:
        if not file.exists():
            raise MissingInputError(
                path,
                f"its picture {file.name!r} is not beside it",
                "put it there, or mend the name under 'file'",
            )
    if not files:
        raise CorruptInputError(
            path,
            "not a transcription: neither 'file' nor 'files' in it",
            "name the picture under 'file'",
        )
    return Case(
        name=path.relative_to(folder).as_posix().removesuffix(_SUFFIX),
        truth=truth,
        task=Task(
            files=files, profile=truth.profile, complete=truth.complete, day=truth.day
        ),
    )


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error).partition("\n")[0]
