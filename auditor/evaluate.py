"""Accuracy against hand transcriptions, item by item.

`NAME.truth.json` beside a picture says what a person reads on it. Every fact is
counted by itself, so that a long list cannot hide a short one, and what the
program invented weighs as much as what it missed. A null means "not visible on
this picture". How alike two printings must be is said once, in `docs/accuracy.md`
and below; nothing here forgives a wrong number.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date  # noqa: TC003 - pydantic asks for it
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Final, Literal

import simplejson
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from auditor.errors import AuditorError, CorruptInputError, MissingInputError
from auditor.lexicon import load_lexicon
from auditor.model import (
    DosageForm,
    Found,
    LabelFacts,
    Strictness,
    Tier,
    Verdict,
)
from auditor.quantity import find_amounts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from auditor.model import Audit, Certification, Ingredient, Nutrient, Reading, T
    from auditor.report.record import Json

# --- the truth ------------------------------------------------------------------


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
    cases = tuple(_load_case(path, folder) for path in _truths(folder))
    if not cases:
        raise MissingInputError(
            folder,
            f"no {_SUFFIX[1:]} file in it",
            "put a transcription beside each picture",
        )
    return cases


def _truths(folder: Path) -> list[Path]:
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


# --- the outcome ----------------------------------------------------------------


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


def evaluate_folder(
    folder: Path,
    audit: Callable[[Task], Audit],
    *,
    progress: Callable[[str], None] | None = None,
) -> Evaluation:
    """Audit every transcribed label of a folder and compare item by item.

    Args:
        folder: Holds ``NAME.truth.json`` files with their pictures beside them,
            files of the Dietary Supplement Label Database (see `evaluate_dsld`),
            or both.
        audit: Reads and judges the files of one task.
        progress: Told the name of each label before it is audited.

    A label whose files cannot be read counts as one on which nothing was found.
    """
    labels = list(evaluate_dsld(folder))
    for case in () if labels and not _truths(folder) else load_cases(folder):
        if progress is not None:
            progress(case.name)
        labels.append(evaluate_case(case, audit))
    return Evaluation(labels=tuple(labels))


def evaluate_case(case: Case, audit: Callable[[Task], Audit]) -> LabelEvaluation:
    """Audit one transcribed label and compare item by item."""
    tally = _Tally(case.name)
    try:
        result = audit(case.task)
    except AuditorError as error:
        _compare_facts(tally, case.truth, LabelFacts())
        _compare_words(tally, case.truth, ())
        return LabelEvaluation(
            name=case.name,
            scores=tally.scores,
            misses=tuple(tally.misses),
            verdict=None,
            failure=str(error),
        )
    _compare_facts(tally, case.truth, result.facts)
    read = [
        word.text
        for source in result.sources
        for page in source.pages
        for word in page.words
    ]
    _compare_words(tally, case.truth, read)
    _compare_judgement(tally, case, result, audit)
    return LabelEvaluation(
        name=case.name,
        scores=tally.scores,
        misses=tuple(tally.misses),
        verdict=result.verdict,
        false_pass=_false_pass(case.truth, result),
        failure="; ".join(f"{lost.file}: {lost.problem}" for lost in result.failures),
    )


class _Tally:
    """Counts the items of one label."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.scores: dict[str, Score] = {}
        self.misses: list[Miss] = []

    def add(self, field: str, *, printed: int = 0, found: int = 0, right: int = 0) -> None:
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


def _value(reading: Reading[T]) -> T | None:
    return reading.value if isinstance(reading, Found) else None


# --- how alike two printings are ------------------------------------------------

_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_MARKS: Final = re.compile("[™℠®©]")
_REMARK: Final = re.compile(r"\s*\([^()]*\)\s*$")


def tokens(text: str) -> list[str]:
    """Words and numbers, lower case, without signs: "5g" and "5 g" are two both."""
    plain = unicodedata.normalize("NFKC", _MARKS.sub(" ", text))
    return _TOKEN.findall(plain.casefold())


def squeezed(text: str) -> str:
    """Letters and digits alone, lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if character.isalnum())


def _ratio(one: str, other: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.ratio(one, other)) / 100


def _partial_ratio(one: str, other: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.partial_ratio(one, other)) / 100


def token_f1(printed: str, found: str) -> float:
    """Harmonic mean of the shares of tokens that are in the other text too."""
    ours, theirs = Counter(tokens(found)), Counter(tokens(printed))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


_ALIKE: Final = 0.9
_MOST_OF_IT: Final = 0.6


def alike(printed: str, found: str) -> bool:
    """Whether two printings of a statement are the same but for reading errors.

    Either nine tenths of the tokens agree, or the shorter is nine tenths the same
    as a stretch of the longer and not less than six tenths of its length: the two
    may begin or end at different sentences.
    """
    if token_f1(printed, found) >= _ALIKE:
        return True
    short, long = sorted((squeezed(printed), squeezed(found)), key=len)
    if len(short) < _MOST_OF_IT * len(long):
        return False
    return _partial_ratio(short, long) >= _ALIKE


def _alike_or_none(printed: str | None, found: str | None) -> bool:
    return printed is not None and found is not None and alike(printed, found)


_SAME_LIST: Final = 0.95


def same_list(printed: str, found: str) -> bool:
    """Whether two printings of an ingredient list agree in 95 of 100 characters.

    Signs and blanks do not count. A list that says there is nothing to list
    ("None.") agrees with any other that begins so.
    """
    ours, theirs = squeezed(found), squeezed(printed)
    if theirs.startswith("none"):
        return ours.startswith("none")
    return _ratio(ours, theirs) >= _SAME_LIST


# --- amounts ----------------------------------------------------------------------

_UNIT_NAMES: Final[Mapping[str, str]] = {
    "cal": "kcal",
    "calories": "kcal",
    "µg": "mcg",
    "μg": "mcg",
}
_LESS: Final = re.compile(r"(?:<|less than)\s*", re.IGNORECASE)
_SPAN: Final = re.compile(r"\s*([\d.]+)\s*[-–]\s*([\d.]+)\s*")
_PRINTED_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


def unit_name(unit: str | None) -> str:
    """One name for the spellings of a unit; empty for none."""
    plain = unicodedata.normalize("NFKC", unit or "").strip().casefold()
    return _UNIT_NAMES.get(plain, plain.replace(" ", ""))


def same_amount(
    printed: Decimal | str | None, found: Decimal | None, bound: str = ""
) -> bool:
    """Whether a transcribed amount is the number that was found.

    "< 1" and "less than 1" need the bound; of a range either end will do, as a row
    holds one number.
    """
    if printed is None or found is None:
        return printed is None and found is None
    if isinstance(printed, Decimal):
        return printed == found and not bound
    span = _SPAN.fullmatch(printed)
    if span is not None:
        return found in (Decimal(span[1]), Decimal(span[2]))
    number = _PRINTED_NUMBER.search(printed)
    if number is None or Decimal(number[0]) != found:
        return False
    return bool(_LESS.match(printed)) == (bound == "<")


def _number(printed: Decimal | str | None) -> Decimal | None:
    """The number of "About 100", "less than 1" or 5; None where there is none."""
    if isinstance(printed, str):
        number = _PRINTED_NUMBER.search(printed)
        return Decimal(number[0]) if number else None
    return printed


# --- panel rows -------------------------------------------------------------------

_SAME_NAME: Final = 0.85
_SAME_HEAD: Final = 0.95
_HEAD_END: Final = re.compile(r"\s*[(\[{]|\s+(?:as|from)\s", re.IGNORECASE)
# Words before a nutrient's name that make it no other nutrient.
_NEUTRAL_LEAD: Final = frozenset({"total", "includes", "including", "incl", "of", "which"})


def name_likeness(printed: str, found: str) -> float:
    """How alike two names of panel rows are, in [0, 1].

    Names that share the head before a bracket are alike: transcriptions put forms
    and sources into the name. Words that make another substance are not: "Fat" is
    not "Saturated Fat".
    """
    from rapidfuzz import fuzz

    ours, theirs = " ".join(tokens(found)), " ".join(tokens(printed))
    likeness = max(
        _ratio(squeezed(found), squeezed(printed)),
        fuzz.token_sort_ratio(ours, theirs) / 100,
    )
    heads = [_HEAD_END.split(name)[0] for name in (printed, found)]
    if all(heads):
        likeness = max(likeness, _SAME_HEAD * _ratio(*map(squeezed, heads)))
    for head, other in ((heads[0], found), (heads[1], printed)):
        words = tokens(other)
        while words and words[0] in _NEUTRAL_LEAD and words[0] not in tokens(head):
            del words[0]
        if tokens(head) and words[: len(tokens(head))] == tokens(head):
            likeness = max(likeness, _SAME_HEAD)
    return likeness


def match_rows(
    printed: Sequence[TruthRow], found: Sequence[Nutrient]
) -> list[tuple[TruthRow, Nutrient]]:
    """Pairs of rows with like names, each row once and both in the panel's order.

    Of several ways the one with the most likeness wins; a row whose amount agrees
    too outweighs one whose name is a little closer.
    """
    best: list[list[float]] = [[0.0] * (len(found) + 1) for _ in range(len(printed) + 1)]
    worth = [[_row_worth(row, nutrient) for nutrient in found] for row in printed]
    for i in range(len(printed) - 1, -1, -1):
        for j in range(len(found) - 1, -1, -1):
            paired = worth[i][j] + best[i + 1][j + 1] if worth[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs = []
    i = j = 0
    while i < len(printed) and j < len(found):
        if worth[i][j] and best[i][j] == worth[i][j] + best[i + 1][j + 1]:
            pairs.append((printed[i], found[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _row_worth(row: TruthRow, nutrient: Nutrient) -> float:
    names = [nutrient.name]
    if nutrient.source_form:
        names.append(f"{nutrient.name} ({nutrient.source_form})")
    likeness = max(name_likeness(row.name, name) for name in names)
    if likeness < _SAME_NAME:
        return 0.0
    return likeness + 0.5 * _same_row(row, nutrient)


def _same_row(row: TruthRow, nutrient: Nutrient) -> bool:
    if not same_amount(row.amount, nutrient.amount, nutrient.bound):
        return False
    printed = unit_name(row.unit)
    units = {unit_name(nutrient.unit)}
    if nutrient.per != "serving":
        units.add(unit_name(f"{nutrient.unit}/{nutrient.per}"))
    # Calories are printed without a unit: 21 CFR 101.9(c)(1).
    return printed in units or {printed, *units} == {"", "kcal"}


def _compare_rows(tally: _Tally, truth: Truth, facts: LabelFacts) -> None:
    printed = truth.nutrients or ()
    found = tuple(
        row for row in _value(facts.nutrients) or () if not _named_in_a_row(row, printed)
    )
    pairs = match_rows(printed, found)
    for row, nutrient in pairs:
        right = _same_row(row, nutrient)
        tally.item("nutrients", _row_text(row), _nutrient_text(nutrient), right=right)
        tally.add("nutrient_names", printed=1, found=1, right=1)
        _compare_percent(tally, "percent_dv", row.name, row.percent_dv, nutrient.percent_dv)
        if row.amount_col2 is not None:
            _compare_second_column(tally, row, nutrient)
    paired_rows = {id(row) for row, _ in pairs}
    paired_nutrients = {id(nutrient) for _, nutrient in pairs}
    for row in printed:
        if id(row) not in paired_rows:
            tally.item("nutrients", _row_text(row), None, right=False)
            tally.add("nutrient_names", printed=1)
            _compare_percent(tally, "percent_dv", row.name, row.percent_dv, None)
    for nutrient in found:
        if id(nutrient) not in paired_nutrients:
            tally.item("nutrients", None, _nutrient_text(nutrient), right=False)
            tally.add("nutrient_names", found=1)


def _named_in_a_row(nutrient: Nutrient, printed: Sequence[TruthRow]) -> bool:
    """Members of a blend without amounts stand in the name of a transcribed row."""
    return (
        nutrient.amount is None
        and nutrient.blend is not None
        and any(
            squeezed(nutrient.name) in squeezed(row.name)
            and squeezed(nutrient.name) != squeezed(row.name)
            for row in printed
        )
    )


def _compare_percent(
    tally: _Tally,
    field: str,
    name: str,
    printed: Decimal | str | None,
    found: Decimal | None,
) -> None:
    if printed is None and found is None:
        return
    right = found is not None and _number(printed) == found
    tally.item(
        field,
        None if printed is None else f"{name}: {printed} %",
        None if found is None else f"{name}: {found} %",
        right=right,
    )


def _compare_second_column(tally: _Tally, row: TruthRow, nutrient: Nutrient) -> None:
    column = nutrient.columns[0] if nutrient.columns else None
    right = (
        column is not None
        and same_amount(row.amount_col2, column.amount)
        and unit_name(row.unit_col2) == unit_name(column.unit)
        and _number(row.percent_dv_col2) == column.percent_dv
    )
    tally.item(
        "second_column",
        f"{row.name}: {row.amount_col2} {row.unit_col2} {row.percent_dv_col2}",
        f"{nutrient.name}: {column.amount} {column.unit} {column.percent_dv}"
        if column
        else None,
        right=right,
    )


def _row_text(row: TruthRow) -> str:
    return f"{row.name}: {row.amount} {row.unit or ''}".rstrip()


def _nutrient_text(nutrient: Nutrient) -> str:
    unit = f"{nutrient.unit or ''}" + (
        f"/{nutrient.per}" if nutrient.per != "serving" else ""
    )
    return f"{nutrient.name}: {nutrient.bound}{nutrient.amount} {unit}".rstrip()


# --- single facts -----------------------------------------------------------------


def _compare_facts(tally: _Tally, truth: Truth, facts: LabelFacts) -> None:
    _compare_rows(tally, truth, facts)
    _compare_form(tally, truth, facts)
    serving = _value(facts.serving_size)
    grams = serving.grams if serving else None
    _compare_number(tally, "serving_grams", truth.serving_grams, grams)
    _compare_number(
        tally,
        "servings_per_container",
        truth.servings_per_container,
        _value(facts.servings_per_container),
    )
    _compare_number(
        tally, "protein_g", truth.protein_g, _value(facts.protein_g_per_serving)
    )
    glutamine = _value(facts.glutamine_g_per_serving)
    if glutamine is None:
        glutamine = _value(facts.front_amount)
    _compare_number(tally, "glutamine_g", truth.glutamine_g, glutamine)
    _compare_list(tally, truth, facts)
    _compare_additives(tally, truth, facts)
    _compare_certifications(tally, truth, facts)
    directions = _value(facts.directions)
    use = directions.text if directions else None
    _compare_text(tally, "directions", truth.directions_text, use)
    _compare_warnings(tally, truth.warnings_text, _value(facts.warnings))
    _compare_text(tally, "allergens", truth.allergens_text, _value(facts.allergens))
    _compare_name(tally, "product_name", truth.product_name, _value(facts.product_name))
    _compare_name(tally, "brand", truth.brand, _value(facts.brand))
    _compare_net_contents(tally, truth.net_contents, _value(facts.net_contents))


def _compare_number(
    tally: _Tally, field: str, printed: Decimal | str | None, found: Decimal | None
) -> None:
    """A number that is not printed may not be found either."""
    right = found is not None and _number(printed) == found
    tally.item(field, printed, found, right=right)


def _compare_form(tally: _Tally, truth: Truth, facts: LabelFacts) -> None:
    # Where the transcription has no form, the picture may still hint at one.
    if truth.dosage_form is None:
        return
    found = _value(facts.dosage_form)
    tally.item(
        "dosage_form",
        truth.dosage_form,
        found,
        right=found is not None and found == _form(truth.dosage_form),
    )


def _form(printed: str) -> DosageForm:
    """The form by its last telling word, the narrower first: "chewable tablet"."""
    words = printed.casefold().split()
    for form in (DosageForm.CHEWABLE, DosageForm.SOFTGEL, DosageForm.GUMMY, *DosageForm):
        if any(word.rstrip("s") == form for word in words):
            return DosageForm(form)
    return DosageForm.OTHER


def _compare_text(
    tally: _Tally, field: str, printed: str | None, found: str | None
) -> None:
    # A statement that the transcription leaves out may still be printed.
    if printed is not None:
        tally.item(field, printed, found, right=_alike_or_none(printed, found))


# 21 CFR 101.93(c): some transcriptions count the disclaimer among the warnings.
_DISCLAIMER: Final = re.compile(
    r"[*†‡\s]*(?:this|these)\s+statements?\s+ha(?:s|ve)\s+not\s+been\s+evaluated.*?disease\.?",
    re.IGNORECASE | re.DOTALL,
)


def _compare_warnings(tally: _Tally, printed: str | None, found: str | None) -> None:
    if printed is None or _alike_or_none(printed, found):
        _compare_text(tally, "warnings", printed, found)
        return
    warning = _DISCLAIMER.sub("", printed)
    if not tokens(warning):
        return
    rest = None if found is None else _DISCLAIMER.sub("", found)
    _compare_text(tally, "warnings", warning, rest)


def _compare_name(
    tally: _Tally, field: str, printed: str | None, found: str | None
) -> None:
    if printed is None:
        return
    names = {printed, _REMARK.sub("", printed)}
    right = found is not None and any(_same_title(name, found) for name in names)
    tally.item(field, printed, found, right=right)


_SAME_TITLE: Final = 0.8


def _same_title(printed: str, found: str) -> bool:
    """A name may be told with or without its flavor and the maker's legal form."""
    if token_f1(printed, found) >= _SAME_TITLE:
        return True
    short, long = sorted((squeezed(printed), squeezed(found)), key=len)
    return len(short) * 2 >= len(long) > 0 and _partial_ratio(short, long) >= _ALIKE


def _compare_net_contents(tally: _Tally, printed: str | None, found: str | None) -> None:
    if printed is None:
        return
    right = found is not None and (
        bool(_contents(printed) & _contents(found)) or alike(printed, found)
    )
    tally.item("net_contents", printed, found, right=right)


def _contents(text: str) -> set[tuple[Decimal, str]]:
    """Every amount, and every count with the word behind it."""
    amounts = {(match.amount.number, match.amount.unit) for match in find_amounts(text)}
    counts = {
        (Decimal(number), word.rstrip("s"))
        for number, rest in re.findall(r"(\d+)((?:\s+[^\W\d_]+){1,3})", text.casefold())
        for word in rest.split()
    }
    return amounts | counts


# --- lists ------------------------------------------------------------------------


def _compare_list(tally: _Tally, truth: Truth, facts: LabelFacts) -> None:
    printed = [
        text for text in (truth.ingredients_text, truth.other_ingredients_text) if text
    ]
    found = _value(facts.other_ingredients_text)
    if found is None and facts.coverage.list_state == "none":
        found = "None"
        if not printed:
            # "None seen" and "none printed" are the same answer.
            return
    if not printed:
        tally.item("ingredient_list", None, found, right=False)
        return
    together = " ".join(printed)
    right = found is not None and any(
        same_list(text, found) for text in (*printed, together)
    )
    tally.item("ingredient_list", together, found, right=right)


def _compare_additives(tally: _Tally, truth: Truth, facts: LabelFacts) -> None:
    # Flavors that only the front names are no list to be read.
    listed = truth.ingredients_text or truth.other_ingredients_text
    printed = list(truth.additives_seen) if listed else []
    found = [
        item for item in _value(facts.ingredients) or () if item.additive or item.classes
    ]
    matched: set[int] = set()
    for name in printed:
        hit = next(
            (
                n
                for n, item in enumerate(found)
                if n not in matched and _same_additive(name, item)
            ),
            None,
        )
        if hit is not None:
            matched.add(hit)
        tally.item(
            "additives",
            name,
            None if hit is None else found[hit].name,
            right=hit is not None,
        )
    matched_members = {found[n].within for n in matched}
    for number, item in enumerate(found):
        # A bracket that the transcription keeps in one piece, or tells by its member.
        told = item.name in matched_members or any(
            squeezed(item.name) in squeezed(name) for name in printed
        )
        if number not in matched and not told:
            tally.item("additives", None, item.name, right=False)


_ROLE_REMARK: Final = re.compile(
    r"\s*\((?:for\s+)?(?:color|colour|capsule|capsule shell|shell|antioxidants?)\)",
    re.IGNORECASE,
)


def _same_additive(printed: str, item: Ingredient) -> bool:
    names = {printed, _ROLE_REMARK.sub("", printed), _REMARK.sub("", printed)}
    return any(_same_item(name, item.name) for name in names)


def _same_item(one: str, other: str) -> bool:
    if _ratio(squeezed(one), squeezed(other)) >= _SAME_NAME:
        return True
    words, others = set(tokens(one)), set(tokens(other))
    return bool(words and others) and (words <= others or others <= words)


def _compare_certifications(tally: _Tally, truth: Truth, facts: LabelFacts) -> None:
    """Every transcribed seal or statement once, whatever it is called.

    What a transcription lists among its claims is neither right nor wrong as a
    certification of a tier that proves nothing; a named body must be transcribed.
    """
    found = _value(facts.certifications) or ()
    used: set[int] = set()
    for printed in truth.certifications:
        hits = [n for n, mark in enumerate(found) if _same_mark(printed, mark)]
        used.update(hits)
        tally.item(
            "certifications",
            printed,
            "; ".join(found[n].text for n in hits) if hits else None,
            right=bool(hits),
        )
    for number, mark in enumerate(found):
        if number in used:
            continue
        claimed = any(_same_mark(claim, mark) for claim in truth.claims)
        if not (claimed and mark.tier in (Tier.C, Tier.D, Tier.INFO)):
            tally.item("certifications", None, f"{mark.text} [{mark.id}]", right=False)


_SHORTEST_MARK: Final = 3


def _same_mark(printed: str, mark: Certification) -> bool:
    """Whether the shorter of the two texts stands in the longer, but for a slip.

    The words of a seal run around it, so that a reader may get only some of them.
    """
    core = squeezed(_REMARK.sub("", printed))
    for text in (mark.text, mark.id):
        short, long = sorted((core, squeezed(text)), key=len)
        if len(short) >= _SHORTEST_MARK and _partial_ratio(short, long) >= _ALIKE:
            return True
    words, others = set(tokens(_REMARK.sub("", printed))), set(tokens(mark.text))
    return bool(others) and others <= words


# --- words ------------------------------------------------------------------------


def _compare_words(tally: _Tally, truth: Truth, read: Iterable[str]) -> None:
    """Share of the transcribed words that were read, but for case and signs.

    Precision has no meaning here, as transcriptions leave out what is printed
    around them; found is counted as right.
    """
    score, lost = words_read(truth, read)
    tally.add("words", printed=score.printed, found=score.found, right=score.right)
    if lost:
        tally.misses.append(
            Miss(
                label=tally.label,
                field="words",
                kind="missed",
                printed=" ".join(lost),
                found="",
            )
        )


def words_read(truth: Truth, read: Iterable[str]) -> tuple[Score, tuple[str, ...]]:
    """How many of the transcribed words are in a reading, and those that are not."""
    printed = {token for text in truth.words or statements(truth) for token in tokens(text)}
    seen = {token for text in read for token in tokens(text)}
    right = len(printed & seen)
    score = Score(printed=len(printed), found=right, right=right)
    return score, tuple(sorted(printed - seen))


def statements(truth: Truth) -> Iterator[str]:
    """Every text that was transcribed as it is printed, without remarks on it."""
    for remarked in (
        truth.product_name,
        truth.brand,
        truth.net_contents,
        *truth.certifications,
    ):
        if remarked:
            remark = _REMARK.search(remarked)
            # A bracket with digits is printed: "NET WT. 630 g (1.39 lb)".
            if remark is not None and not any(c.isdigit() for c in remark.group()):
                remarked = remarked[: remark.start()]
            yield remarked
    for text in (
        truth.serving_size_text,
        truth.ingredients_text,
        truth.other_ingredients_text,
        truth.directions_text,
        truth.warnings_text,
        truth.allergens_text,
    ):
        yield text or ""
    for row in truth.nutrients or ():
        yield row.name
        if isinstance(row.amount, str):
            yield row.amount
        elif row.amount is not None:
            yield f"{row.amount:,f}" if row.amount >= 10000 else f"{row.amount:f}"
    for claim in truth.claims:
        if not claim.startswith("("):
            yield claim


# --- verdict, findings, conflicts ---------------------------------------------------


def _compare_judgement(
    tally: _Tally, case: Case, result: Audit, audit: Callable[[Task], Audit]
) -> None:
    truth = case.truth
    if truth.verdict is not None:
        _compare_verdict(tally, "", truth.verdict, result.verdict)
    if truth.verdict_if_complete is not None:
        whole = audit(replace(case.task, complete=True))
        _compare_verdict(tally, "if complete: ", truth.verdict_if_complete, whole.verdict)
    for profile, verdict in truth.other_profiles.items():
        other = audit(replace(case.task, profile=profile))
        _compare_verdict(tally, f"{profile}: ", verdict, other.verdict)
    outcomes = {finding.id: finding.outcome.value for finding in result.findings}
    for criterion, expected in truth.findings.items():
        outcome = outcomes.get(criterion)
        tally.item(
            "findings",
            f"{criterion}: {expected}",
            None if outcome is None else f"{criterion}: {outcome}",
            right=outcome == expected,
        )
    for criterion, barred in truth.findings_not.items():
        outcome = outcomes.get(criterion)
        tally.item(
            "findings",
            f"{criterion}: not {barred}",
            None if outcome is None else f"{criterion}: {outcome}",
            right=outcome is not None and outcome != barred,
        )
    if truth.conflicts is not None:
        found = {conflict.what for conflict in result.conflicts}
        for what in sorted(found | set(truth.conflicts)):
            tally.item(
                "conflicts",
                what if what in truth.conflicts else None,
                what if what in found else None,
                right=what in found and what in truth.conflicts,
            )


def _compare_verdict(tally: _Tally, under: str, printed: Verdict, found: Verdict) -> None:
    tally.item("verdict", f"{under}{printed}", f"{under}{found}", right=printed == found)


def _false_pass(truth: Truth, result: Audit) -> str:
    if result.verdict is not Verdict.PASS:
        return ""
    if truth.verdict is not None:
        return (
            "" if truth.verdict is Verdict.PASS else f"the right verdict is {truth.verdict}"
        )
    return "; ".join(reasons_against(truth))


def reasons_against(truth: Truth) -> Iterator[str]:
    """Why a label without a transcribed verdict cannot pass as a glutamine product."""
    rows = truth.nutrients or ()
    if not any("glutamin" in squeezed(row.name) for row in rows):
        yield "no glutamine on the transcribed panel"
    if not truth.certifications:
        yield "no certification transcribed"
    for name in truth.additives_seen:
        known = load_lexicon().recognize(name)
        if known is not None and known.strictness in (Strictness.CORE, Strictness.NOP):
            yield f"lists {name}"
    if not (truth.other_ingredients_text or truth.ingredients_text):
        yield "no ingredient list transcribed"


# --- names of the Dietary Supplement Label Database -----------------------------------

_LANGUAL_FORMS: Final[Mapping[str, DosageForm]] = {
    "E0155": DosageForm.TABLET,
    "E0159": DosageForm.CAPSULE,
    "E0161": DosageForm.SOFTGEL,
    "E0162": DosageForm.POWDER,
    "E0164": DosageForm.BAR,
    "E0165": DosageForm.LIQUID,
    "E0174": DosageForm.LOZENGE,
    "E0176": DosageForm.GUMMY,
}
"""LanguaL's codes of supplement forms. "Other" and "unknown" tell nothing."""

_KINDS_OF: Final[Mapping[DosageForm, DosageForm]] = {
    DosageForm.CHEWABLE: DosageForm.TABLET,
    DosageForm.SPRAY: DosageForm.LIQUID,
}
"""Forms that LanguaL counts under a wider one."""


def evaluate_dsld(folder: Path) -> tuple[LabelEvaluation, ...]:
    """How the name lists do on what the Dietary Supplement Label Database holds.

    Looks for ``dsld_products*.csv`` (form by product name and serving unit against
    the database's own code), ``dsld_labels*.jsonl`` (share of the names that are
    recognized) and ``dsld_glutamine_lines*.txt`` (lines that say L-glutamine and
    nothing else must be it, lines that do not name glutamine must not).
    """
    readers = (
        ("dsld_products*.csv", _evaluate_products),
        ("dsld_labels*.jsonl", _evaluate_names),
        ("dsld_glutamine_lines*.txt", _evaluate_glutamine_lines),
    )
    labels = []
    for pattern, reader in readers:
        for path in sorted(folder.glob(pattern)):
            tally = _Tally(path.name)
            reader(tally, path)
            labels.append(
                LabelEvaluation(
                    name=path.name,
                    scores=tally.scores,
                    misses=tuple(tally.misses),
                    verdict=None,
                )
            )
    return tuple(labels)


def _evaluate_products(tally: _Tally, path: Path) -> None:
    from auditor.facts.dosage_form import form_from_name

    with path.open(encoding="utf-8", newline="") as file:
        for product in csv.DictReader(file):
            code = _LANGUAL.search(product["LanguaL - Supplement Form"])
            printed = _LANGUAL_FORMS.get(code[1]) if code else None
            if printed is None:
                continue
            name, unit = product["Product Name"], product["Serving Size Unit"]
            found = form_from_name(name, unit or None)
            tally.item(
                "dsld_form",
                f"{name} / {unit}: {printed}",
                None if found is None else f"{found}",
                right=found is not None and printed in (found, _KINDS_OF.get(found)),
            )


_LANGUAL: Final = re.compile(r"\[(E\d{4})\]")


def _evaluate_names(tally: _Tally, path: Path) -> None:
    lexicon = load_lexicon()
    with path.open(encoding="utf-8") as file:
        for line in file:
            label = simplejson.loads(line)
            for name in label["other_ingredients"]:
                known = lexicon.recognize(name)
                tally.item("dsld_ingredients", name, known and known.id, right=bool(known))
            for row in label["dietary_ingredients"]:
                known = lexicon.recognize(row["name"], panel=True)
                tally.item("dsld_rows", row["name"], known and known.id, right=bool(known))


# Nothing but the amino acid, an amount and words about its making.
_PLAIN_GLUTAMINE: Final = re.compile(
    r"\W*(?:[\d,.]+\s*m?g\W+)?(?:(?:pure|micronized|free[- ]form|fermented|100%)\W+)*"
    r"(?:l\W?)?glutamine"
    r"(?:\W+(?:powder|free[- ]form|micronized|usp|[\d,.]+\s*m?g))*\W*",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"<[^>]*>")


def _evaluate_glutamine_lines(tally: _Tally, path: Path) -> None:
    from auditor.substance import identify

    substance = load_lexicon().substances["l-glutamine"]
    for line in path.read_text("utf-8").splitlines():
        text = _TAG.sub(" ", line).strip()
        named = identify(text, substance).is_active
        if _PLAIN_GLUTAMINE.fullmatch(text):
            tally.item("dsld_glutamine", text, text if named else None, right=named)
        elif "glutamin" not in text.casefold():
            tally.item("dsld_glutamine", None, text if named else None, right=False)


# --- the report ---------------------------------------------------------------------


def evaluation_record(evaluation: Evaluation) -> Mapping[str, Json]:
    """The evaluation for JSON."""
    return {
        "labels": len(evaluation.labels),
        "false_passes": [
            {"label": label.name, "reason": label.false_pass}
            for label in evaluation.false_passes
        ],
        "failures": [
            {"label": label.name, "problem": label.failure}
            for label in evaluation.labels
            if label.failure
        ],
        "fields": {
            name: _score_record(score)
            for name, score in evaluation.scores.items()
            if score.printed or score.found
        },
        "per_label": [
            {
                "label": label.name,
                "verdict": label.verdict.value if label.verdict else None,
                "fields": {
                    name: _score_record(score) for name, score in label.scores.items()
                },
                "misses": [
                    {
                        "field": miss.field,
                        "kind": miss.kind,
                        "printed": miss.printed,
                        "found": miss.found,
                    }
                    for miss in label.misses
                ],
            }
            for label in evaluation.labels
        ],
    }


def _score_record(score: Score) -> Mapping[str, Json]:
    return {
        "printed": score.printed,
        "found": score.found,
        "right": score.right,
        "precision": _rounded(score.precision),
        "recall": _rounded(score.recall),
        "f1": _rounded(score.f1),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def render_evaluation(
    evaluation: Evaluation, *, misses: bool = False, color: bool = False, width: int = 100
) -> str:
    """The evaluation as a table for a terminal.

    Args:
        evaluation: What to show.
        misses: List every item that is not as printed, label by label.
        color: Write escape sequences.
        width: Columns of the terminal.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from auditor.report.printable import printable

    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        no_color=not color,
        highlight=False,
    )
    table = Table(title=f"{len(evaluation.labels)} labels")
    table.add_column("field")
    for heading in ("printed", "found", "right", "precision", "recall", "F1"):
        table.add_column(heading, justify="right")
    for name, score in evaluation.scores.items():
        if not (score.printed or score.found):
            continue
        shares = (score.precision, score.recall, score.f1)
        if name == "words":
            shares = (None, score.recall, None)
        table.add_row(
            FIELDS[name],
            str(score.printed),
            str(score.found),
            str(score.right),
            *("–" if share is None else f"{share:.3f}" for share in shares),
        )
    console.print(table)
    console.print(
        Text(
            f"false passes: {len(evaluation.false_passes)}",
            style="bold red" if evaluation.false_passes else "bold green",
        )
    )
    for label in evaluation.false_passes:
        console.print(Text(f"  {label.name}: {printable(label.false_pass)}"))
    for label in evaluation.labels:
        if label.failure:
            console.print(Text(f"not read: {label.name}: {printable(label.failure)}"))
    if misses:
        for label in evaluation.labels:
            if label.misses:
                console.print(Text(f"\n{label.name}", style="bold"))
            for miss in label.misses:
                console.print(Text(printable(_miss_text(miss))))
    return out.getvalue()


def _miss_text(miss: Miss) -> str:
    said = {
        "missed": f"missed {miss.printed!r}",
        "invented": f"invented {miss.found!r}",
        "wrong": f"{miss.printed!r} came out as {miss.found!r}",
    }
    return f"  {miss.field}: {said[miss.kind]}"
