"""Where the label contradicts itself.

Two places that cannot both be right are listed beside the findings, since a reader
wants to know. What a conflict means for a gate is decided in the gate: the list
outweighs a free-from claim, the panel outweighs the front, a form that is told two
ways is not told, and an amount that does not fit into its serving is not read.

Every comparison has a tolerance and names where it comes from; a label that rounds
is not a label that contradicts itself.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

from auditor.criteria.arithmetic import arithmetic_conflicts
from auditor.criteria.panel import grams_of, is_protein
from auditor.criteria.seen import evidence_of, listed, names, plain
from auditor.model import (
    Absent,
    Conflict,
    DosageForm,
    Found,
    Origin,
    Strictness,
    Unreadable,
)
from auditor.quantity import find_amounts, rounded_from, to_grams

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from auditor.model import Claim, Ingredient, LabelFacts

KINDS: Final = (
    *("form", "amount", "free-from", "net-contents", "hidden-text", "panel", "packages"),
    *("misreading", "blend", "daily-value", "calories", "columns", "serving"),
    *("expiry", "expired", "variety"),
)
"""Every slug of a conflict."""

_FRONT_ROUNDS: Final = Decimal("0.1")
"""Fronts print "5 g" for 4.5 and 5.25: a tenth of the panel's amount."""

_SERVING_ROUNDS: Final = Decimal("0.05")
"""Servings are declared in whole numbers and serving weights in whole or half grams
(21 CFR 101.9(b)(7) and (8)): one serving, a twentieth of the contents, or what the
serving's weight was rounded by."""

_FITS: Final = Decimal("1.02")
"""Amount and serving weight are rounded apart from each other."""


def find_conflicts(facts: LabelFacts, day: date | None = None) -> tuple[Conflict, ...]:
    """Every contradiction: those found while faces were merged, then those that
    follow from the facts.

    `day` is the day of the audit; without it no date is held against it.
    A kind that merging has found already is not looked for again: it would be told
    twice in other words.
    """
    known = {conflict.what for conflict in facts.conflicts}
    return (
        *facts.conflicts,
        *(_amounts(facts) if "amount" not in known else ()),
        *(_heavier(facts) if "amount" not in known else ()),
        *(_forms(facts) if "form" not in known else ()),
        *_free_from(facts),
        *(_contents(facts) if "net-contents" not in known else ()),
        *arithmetic_conflicts(facts),
        *_hidden(facts),
        *(_expired(facts, day) if day else ()),
    )


def form_conflicts(facts: LabelFacts) -> tuple[Conflict, ...]:
    """Those that leave the form open."""
    return _of(facts, "form")


def variety_conflicts(facts: LabelFacts) -> tuple[Conflict, ...]:
    """Those between what the product is called and a list that has no more than the
    active and a shell, as it was read or corrected."""
    if any(not (item.shell or item.amino_acid) for item in listed(facts)):
        return ()
    return _of(facts, "variety")


def amount_conflicts(facts: LabelFacts) -> tuple[Conflict, ...]:
    """Those about how much a serving or a piece holds."""
    return _of(facts, "amount")


def _of(facts: LabelFacts, what: str) -> tuple[Conflict, ...]:
    return tuple(conflict for conflict in find_conflicts(facts) if conflict.what == what)


def _hidden(facts: LabelFacts) -> Iterator[Conflict]:
    """A file that says what its page does not show; the page is the label."""
    lines = facts.coverage.hidden
    if lines:
        rest = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        yield Conflict(
            what="hidden-text",
            reason=f"the file holds text that its page does not show: {lines[0]!r}{rest}",
        )


def _expired(facts: LabelFacts, day: date) -> Iterator[Conflict]:
    """A date that has passed by whatever it may mean; the last day still counts."""
    match facts.expiry:
        case Found(value=expiry, evidence=where) if expiry.latest < day:
            yield Conflict(
                what="expired",
                reason=f"{expiry.text!r} had passed on {day}, the day of the audit",
                evidence=where,
            )
        case Found() | Absent() | Unreadable():
            return


# --- amounts --------------------------------------------------------------------

_PER_PIECE = re.compile(
    r"\b(?:per|each|every|in each|in every|a|par|por|cada|chaque|pro|je)\s+(?:\w+\s+)?"
    r"(?:capsule|caplet|tablet|softgel|gummy|lozenge|chew|pill|gélule|comprimé|cápsula"
    r"|tableta|comprimido|kapsel|tablette)s?\b",
    re.IGNORECASE,
)


def _amounts(facts: LabelFacts) -> Iterator[Conflict]:
    match facts.glutamine_g_per_serving:
        case Found(value=panel, evidence=panel_where):
            pass
        case Absent() | Unreadable():
            return
    pieces = _pieces(facts)
    match facts.front_amount:
        case Found(value=front, evidence=where):
            # A front may speak of one piece where the panel speaks of a serving.
            meant = {panel, panel / pieces} if pieces else {panel}
            if not any(abs(front - grams) <= grams * _FRONT_ROUNDS for grams in meant):
                yield Conflict(
                    what="amount",
                    reason=f"the front says {plain(front)} g, the panel {plain(panel)} g",
                    evidence=(*where, *panel_where),
                )
        case Absent() | Unreadable():
            pass
    if pieces:
        yield from _per_piece(facts, panel, pieces)


def _heavier(facts: LabelFacts) -> Iterator[Conflict]:
    """Rows that weigh more than the whole serving.

    Protein may: it is counted from nitrogen, of which amino acids have more.
    """
    match facts.nutrients, facts.serving_size:
        case (
            Found(value=rows),
            Found(value=size, evidence=where),
        ) if size.grams is not None:
            pass
        case _:
            return
    for row in rows:
        grams = None if row.panel or is_protein(row) else grams_of(row, facts)
        if grams is not None and grams > size.grams * _FITS:
            yield Conflict(
                what="amount",
                reason=f"the panel gives {plain(grams)} g of {row.name} in a serving of "
                f"{plain(size.grams)} g",
                evidence=(*row.evidence, *where),
            )


def _pieces(facts: LabelFacts) -> Decimal | None:
    """How many pieces make a serving; None where it is not counted in pieces."""
    match facts.serving_size:
        case Found(value=size) if size.count and size.unit and _PIECE.search(size.unit):
            return size.count
        case Found() | Absent() | Unreadable():
            return None


def _per_piece(facts: LabelFacts, panel: Decimal, pieces: Decimal) -> Iterator[Conflict]:
    """Statements such as "500 mg per capsule" against the panel's serving."""
    for claim in _claims(facts):
        if claim.kind != "amount" or not _PER_PIECE.search(claim.text):
            continue
        grams = [
            to_grams(found.amount)
            for found in find_amounts(claim.text)
            if found.amount.unit in ("g", "mg", "mcg")
        ]
        if grams and not any(
            abs(each * pieces - panel) <= panel * _FRONT_ROUNDS for each in grams
        ):
            yield Conflict(
                what="amount",
                reason=f"{claim.text!r} makes {plain(grams[0] * pieces)} g in a serving of "
                f"{plain(pieces)}, and the panel gives {plain(panel)} g",
                evidence=(*claim.evidence, *evidence_of(facts.glutamine_g_per_serving)),
            )


# --- form -----------------------------------------------------------------------

_PIECE = re.compile(
    r"capsule|caplet|tablet|softgel|gumm(?:y|ies)|lozenge|chew|pill|gélule|comprimé|cápsula"
    r"|tableta|comprimido|kapseln?|tabletten?",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"scoop|tea ?spoon|table ?spoon|tsp|tbsp|stick|sachet", re.IGNORECASE)
_POWDER_NAME = re.compile(r"\b(?:powder|poudre|polvo|polvere|\w*pulver)\b", re.IGNORECASE)


def _forms(facts: LabelFacts) -> Iterator[Conflict]:
    match facts.serving_size:
        case Found(value=size, evidence=where) if size.unit:
            unit = size.unit
        case Found() | Absent() | Unreadable():
            return
    match facts.dosage_form:
        case Found(value=DosageForm.POWDER, evidence=form_where) if _PIECE.search(unit):
            yield Conflict(
                what="form",
                reason=f"it is called a powder and a serving is counted in {unit}s",
                evidence=(*form_where, *where),
            )
            return
        case Found(value=form, evidence=form_where) if (
            form is not DosageForm.POWDER
            and form is not DosageForm.LIQUID
            and _LOOSE.search(unit)
        ):
            yield Conflict(
                what="form",
                reason=f"it is called a {form} and a serving is measured in {unit}s",
                evidence=(*form_where, *where),
            )
            return
        case Found() | Absent() | Unreadable():
            pass
    match facts.product_name:
        case Found(value=name, evidence=name_where) if _POWDER_NAME.search(
            name
        ) and _PIECE.search(unit):
            yield Conflict(
                what="form",
                reason=f"the name {name!r} speaks of powder and a serving is counted in "
                f"{unit}s",
                evidence=(*name_where, *where),
            )
        case Found() | Absent() | Unreadable():
            pass


# --- net contents ---------------------------------------------------------------

_COUNT_OF_PIECES = re.compile(
    r"(?P<count>\d{1,4})\s+(?:(?!mc?g\b|g\b|per\b)\w+\s+){0,2}?"
    + f"(?:{_PIECE.pattern})s?",
    re.IGNORECASE,
)


def _contents(facts: LabelFacts) -> Iterator[Conflict]:
    match facts.servings_per_container, facts.serving_size, facts.net_contents:
        case (
            Found(value=servings, evidence=servings_where),
            Found(value=size, evidence=size_where),
            Found(value=contents, evidence=contents_where),
        ):
            pass
        case _:
            return
    evidence = (*contents_where, *servings_where, *size_where)
    pieces = _COUNT_OF_PIECES.search(contents)
    if pieces and size.count and size.unit and _PIECE.search(size.unit):
        printed, each, unit = Decimal(pieces["count"]), size.count, f" {size.unit}s"
        rounds = Decimal(0)
    elif size.grams and (weights := _weights(contents)):
        each, unit = size.grams, " g"
        rounds = rounded_from(each)[1] - each
        # Ounces and grams stand side by side; the nearest of them is meant.
        printed = min(weights, key=lambda grams: abs(grams - servings * each))
    else:
        return
    made = servings * each
    if abs(made - printed) > max(each, printed * _SERVING_ROUNDS, servings * rounds):
        yield Conflict(
            what="net-contents",
            reason=f"{plain(servings)} servings of {plain(each)}{unit} make {plain(made)}"
            f"{unit}, and the package holds {plain(printed)}{unit}",
            evidence=evidence,
        )


def _weights(contents: str) -> list[Decimal]:
    weights = []
    for found in find_amounts(contents):
        try:
            weights.append(to_grams(found.amount))
        except ValueError:
            continue
    return weights


# --- free-from claims -----------------------------------------------------------


def _free_from(facts: LabelFacts) -> Iterator[Conflict]:
    match facts.ingredients:
        case Found(value=items):
            pass
        case Absent() | Unreadable():
            return
    for claim in _claims(facts):
        if not claim.negated:
            continue
        against = {
            subject: denied
            for subject in claim.subjects
            if (denied := [item for item in items if _denies(subject.casefold())(item)])
        }
        if against:
            listed = list(dict.fromkeys(item for some in against.values() for item in some))
            yield Conflict(
                what="free-from",
                reason=f"the label denies {names(against)} and lists "
                f"{names(item.name for item in listed)}",
                evidence=(*claim.evidence, *(e for item in listed for e in item.evidence)),
            )


def _claims(facts: LabelFacts) -> tuple[Claim, ...]:
    match facts.claims:
        case Found(value=claims):
            return claims
        case Absent() | Unreadable():
            return ()


# What a claim denies, by a word of it: a functional class, told by its beginning.
# Sucralose is a sweetener, and a label without artificial flavors that tastes of it
# contradicts what its reader takes the claim to mean.
_CLASSES: Final = (
    (re.compile(r"flavou?r|arom[ae]|sabor"), ("flavor", "flavour", "sweetener")),
    (re.compile(r"colou?r|dye|tint|farbstoff"), ("color", "colour")),
    (re.compile(r"sweeten|edulcor|su(?:ß|ss)"), ("sweetener",)),
    (re.compile(r"preserv|[ck]onserv"), ("preservative",)),
    (re.compile(r"\bfiller|bulking|fullstoff"), ("bulking agent", "filler")),
    (re.compile(r"\bbinder"), ("binder",)),
    (re.compile(r"flow agent|anti-?caking|lubricant"), ("anticaking", "lubricant", "flow")),
)
_ANY_ADDITIVE = re.compile(
    r"\b(?:additives?|artificial (?:ingredients?|anything)|synthetics?|additifs?|aditivos?|"
    r"zusatz\w*)\b"
)
_OF_CLASSES_ONLY_SYNTHETIC = ("flavor", "flavour", "sweetener", "color", "colour")


def _denies(subject: str) -> Callable[[Ingredient], bool]:
    """Whether an ingredient is what a claim denies."""
    for word, classes in _CLASSES:
        if word.search(subject):
            return partial(_is_of, classes=classes)
    if _ANY_ADDITIVE.search(subject):
        return lambda item: item.origin is Origin.SYNTHETIC and not item.shell
    singular = subject.removesuffix("s")
    return lambda item: _names(item, singular)


def _is_of(item: Ingredient, classes: tuple[str, ...]) -> bool:
    of = any(kind.startswith(classes) for kind in item.classes)
    if classes[0] in _OF_CLASSES_ONLY_SYNTHETIC:
        # "No colors" is said of added, artificial ones; beet juice does not deny it.
        return of and item.strictness is Strictness.CORE
    return of and not item.shell


def _names(item: Ingredient, subject: str) -> bool:
    if len(subject) < 3:
        return False
    if subject in (item.additive, item.protein, item.amino_acid):
        return True
    return re.search(rf"\b{re.escape(subject)}s?\b", item.name.casefold()) is not None
