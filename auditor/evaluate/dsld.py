"""The name lists on names of the Dietary Supplement Label Database."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Final

import simplejson

from auditor.evaluate.outcome import LabelEvaluation, Tally
from auditor.lexicon import load_lexicon
from auditor.model import DosageForm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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
            tally = Tally(path.name)
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


def _evaluate_products(tally: Tally, path: Path) -> None:
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


def _evaluate_names(tally: Tally, path: Path) -> None:
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


def _evaluate_glutamine_lines(tally: Tally, path: Path) -> None:
    from auditor.substance import identify

    substance = load_lexicon().substances["l-glutamine"]
    for line in path.read_text("utf-8").splitlines():
        text = _TAG.sub(" ", line).strip()
        named = identify(text, substance).is_active
        if _PLAIN_GLUTAMINE.fullmatch(text):
            tally.item("dsld_glutamine", text, text if named else None, right=named)
        elif "glutamin" not in text.casefold():
            tally.item("dsld_glutamine", None, text if named else None, right=False)
