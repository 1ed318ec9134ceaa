"""Synthetic additives, and what a capsule holds beside its shell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from auditor.criteria.composition.listing import (
    ARTICLE_SECTION,
    CHOOSE_WITHOUT,
    READ_AGAIN,
    evidence_of_items,
    form_of,
    is_credible,
    is_credible_row,
    is_doubtful,
    is_recognized,
    listed_for_another_variety,
    searched_for_pass,
)
from auditor.criteria.conflicts import form_conflicts
from auditor.criteria.criterion import (
    Judgement,
    Rationale,
    criterion,
    failed,
    passed,
    unknown,
)
from auditor.criteria.form import ENCAPSULATED, counted_form
from auditor.criteria.panel import PanelRow, active_in, known_as, panel_of
from auditor.criteria.seen import (
    PHOTOGRAPH_LIST,
    PHOTOGRAPH_PANEL,
    evidence_of,
    list_unread,
    listed,
    names,
)
from auditor.model import (
    Absent,
    DosageForm,
    Found,
    Ingredient,
    LabelFacts,
    Origin,
    Strictness,
    Unreadable,
)

if TYPE_CHECKING:
    from auditor.criteria.terms import Terms
    from auditor.model import Claim


_LEVEL: Final = {level: rank for rank, level in enumerate(Strictness)}

_MEASURE: Final = {
    Strictness.CORE: "the narrowest reading of the word (core)",
    Strictness.NOP: "the US rules for organic food (nop)",
    Strictness.NOP_STRICT: "the strictest reading of the US rules for organic food "
    "(nop-strict)",
}
"""How reports name what "synthetic" is held against; nop is the National Organic
Program, 7 CFR 205."""


_SHELL_JOBS: Final = frozenset({"shell", "gelling agent", "thickener", "bulking agent"})
"""First functional classes of what capsules are made of. Their brackets may also hold
colors, flow agents, preservatives and plasticizers, which are judged like any other."""


def _shells(facts: LabelFacts) -> tuple[Ingredient, ...]:
    """The names of the list that are the capsule itself.

    Where a capsule's list marks no name as the shell, cellulose is it: most labels
    print "vegetable cellulose" and nothing else.
    """
    items = listed(facts)
    marked = tuple(
        item for item in items if item.shell and _SHELL_JOBS.intersection(item.classes[:1])
    )
    if marked or form_of(facts) not in ENCAPSULATED:
        return marked
    return tuple(item for item in items if item.additive == "cellulose")


@criterion(
    id="composition.synthetic-additives",
    title="No synthetic additives",
    failure_title="Contains synthetic additives",
    why=Rationale(
        because="The article asks for supplements that are free of synthetic additives. "
        "The public definition of synthetic decides what that means.",
        article_section=ARTICLE_SECTION,
        rules=("7 U.S.C. 6502", "7 CFR 205.605", "21 CFR 101.4(g)", "21 CFR 101.22"),
    ),
)
def synthetic_additives(facts: LabelFacts, terms: Terms) -> Judgement:
    """By the whole ingredient list, every name of it recognized.

    An additive that the facts panel gives a row counts like one of the list, though
    what is no additive by every reading may stand there for its own sake, which
    leaves the question open, as does a statement anywhere that one is in the product.
    What free-from claims say is not looked at: a claim
    can be contradicted by the list, and the list decides. The capsule itself has a
    rule of its own and counts here only under the strictest reading. A list that is
    missing altogether passes where the places for it were read, since the law wants
    none when there is nothing to list; never for a capsule, whose shell would have
    to stand there.
    """
    items = listed(facts)
    exempt = _exempt(facts, terms)
    level = _LEVEL[terms.strictness]
    synthetic = [
        item
        for item in items
        if (strictness := _strictness(item, facts)) is not None
        and _LEVEL[strictness] <= level
        and item not in exempt
    ]
    if offenders := [item for item in synthetic if is_credible(item)]:
        return failed(
            f"lists {names(item.name for item in offenders)}, synthetic by "
            f"{_MEASURE[terms.strictness]}",
            evidence=evidence_of_items(offenders),
            searched=("the ingredient list, as far as it was read",),
            remedy=CHOOSE_WITHOUT,
        )
    if synthetic:
        return unknown(
            f"{names(repr(item.name) for item in synthetic)} may be a synthetic additive, "
            "but was badly read",
            remedy=READ_AGAIN,
            evidence=evidence_of_items(synthetic),
        )
    if in_panel := _additives_in_panel(facts, terms):
        return _judged_by_panel(in_panel, terms)
    if said := _said_elsewhere(facts, terms):
        return unknown(
            f"the label says {said[0].text!r}, and no ingredient that was read is that",
            remedy=PHOTOGRAPH_LIST,
            evidence=[e for claim in said for e in claim.evidence],
        )
    if reason := list_unread(facts):
        return unknown(reason, remedy=PHOTOGRAPH_LIST)
    if another := listed_for_another_variety(facts):
        return another
    if strange := [item for item in items if not is_recognized(item, terms)]:
        return unknown(
            f"{names(repr(item.name) for item in strange)} is not a known ingredient",
            remedy=f"{READ_AGAIN}; if it reads so, ask the maker what it is",
            evidence=evidence_of_items(strange),
        )
    if unnamed := [item for item in items if _names_no_substance(item)]:
        return unknown(
            f"{names(repr(item.name) for item in unnamed)} tells what something is added "
            "for, and not what it is",
            remedy="ask the maker what it is",
            evidence=evidence_of_items(unnamed),
        )
    if doubtful := [item for item in items if is_doubtful(item)]:
        return unknown(
            f"{names(repr(item.name) for item in doubtful)} was badly read and may be "
            "another name",
            remedy=READ_AGAIN,
            evidence=evidence_of_items(doubtful),
        )
    return _no_synthetic(facts, terms, items)


def _names_no_substance(item: Ingredient) -> bool:
    """A function alone. Of flavors the law asks for no more (21 CFR 101.22(h)), and what
    a shell is made of is judged by its own rule."""
    return item.is_function and not item.shell and item.additive != "flavor"


def _exempt(facts: LabelFacts, terms: Terms) -> tuple[Ingredient, ...]:
    """The shell, unless the reading is the strictest or nothing is encapsulated."""
    if terms.strictness is Strictness.NOP_STRICT or _has_no_shell(facts):
        return ()
    return _shells(facts)


def _has_no_shell(facts: LabelFacts) -> bool:
    form = form_of(facts)
    return form is not None and form not in ENCAPSULATED


def _strictness(item: Ingredient, facts: LabelFacts) -> Strictness | None:
    """What a shell is made of is milder judged only while it is a shell."""
    if (
        item.strictness is Strictness.NOP_STRICT
        and item.shell
        and item.origin is Origin.SYNTHETIC
        and _has_no_shell(facts)
    ):
        return Strictness.NOP
    return item.strictness


def _additives_in_panel(facts: LabelFacts, terms: Terms) -> list[PanelRow]:
    """Rows that name a synthetic additive, alone or beside something else."""
    return [
        row
        for row in panel_of(facts, terms)
        if row.known is not None
        and row.known.kind == "additive"
        and row.known.strictness is not None
        and _LEVEL[row.known.strictness] <= _LEVEL[terms.strictness]
        and row.nutrient.amount != 0
    ]


def _said_elsewhere(facts: LabelFacts, terms: Terms) -> list[Claim]:
    """Statements that a synthetic additive is in the product, or something for a
    function that none of the listed names has: "with sweeteners"."""
    match facts.claims:
        case Found(value=claims):
            pass
        case Absent() | Unreadable():
            return []
    served = {function for item in listed(facts) for function in item.classes}
    return [
        claim
        for claim in claims
        if claim.kind == "additive"
        and any(
            known is not None
            and known.strictness is not None
            and (
                _LEVEL[known.strictness] <= _LEVEL[terms.strictness]
                or (known.id in _FUNCTIONS and not served.intersection(known.classes))
            )
            for known in map(known_as, claim.subjects)
        )
    ]


_FUNCTIONS: Final = frozenset(
    {
        *("sweetener", "sugar-alcohol", "color", "preservative", "anticaking-agent"),
        *("thickener", "emulsifier", "bulking-agent", "excipient"),
    }
)
"""What something is in a product for, which a label may say, and for some has to say,
outside of its list, too. Antioxidants and acids are also what products are taken for."""


def _judged_by_panel(rows: list[PanelRow], terms: Terms) -> Judgement:
    certain = [
        row
        for row in rows
        if row.known is not None
        and row.known.strictness is Strictness.CORE
        and is_credible_row(row)
    ]
    if certain:
        return failed(
            f"the facts panel names {names(row.nutrient.name for row in certain)}, "
            f"synthetic by {_MEASURE[terms.strictness]}",
            evidence=[e for row in certain for e in row.nutrient.evidence],
            searched=("the facts panel",),
            remedy=CHOOSE_WITHOUT,
        )
    return unknown(
        f"the facts panel names {names(repr(row.nutrient.name) for row in rows)}, which "
        "may be a synthetic additive",
        remedy=f"{PHOTOGRAPH_PANEL}, or ask the maker what it is there for",
        evidence=[e for row in rows for e in row.nutrient.evidence],
    )


_MADE_WITH_MORE: Final = frozenset(
    {
        *(DosageForm.GUMMY, DosageForm.LOZENGE, DosageForm.BAR, DosageForm.PATCH),
        *(DosageForm.LIQUID, DosageForm.SPRAY),
    }
)
"""Forms that a gel, a sugar, a dough, a fabric or a solvent makes."""


def _no_synthetic(
    facts: LabelFacts, terms: Terms, items: tuple[Ingredient, ...]
) -> Judgement:
    notes = []
    if form_of(facts) in ENCAPSULATED and not _shells(facts):
        if facts.coverage.list_state == "none" or terms.strictness is Strictness.NOP_STRICT:
            return unknown(
                "a capsule has a shell, and no ingredient list names it, so something is "
                "left out",
                remedy=PHOTOGRAPH_LIST,
                evidence=evidence_of(facts.dosage_form),
            )
        notes.append("the list does not name the shell of the capsule")
    form = form_of(facts)
    if (
        form is None
        and not items
        and (isinstance(facts.ingredients, Absent) or form_conflicts(facts))
    ):
        return unknown(
            "no ingredient is listed, and the form is not told: a capsule would have to "
            "list its shell",
            remedy=PHOTOGRAPH_LIST,
        )
    if form in _MADE_WITH_MORE and not items:
        return unknown(
            f"no ingredient is listed, and a {form} is never its active alone",
            remedy=PHOTOGRAPH_LIST,
            evidence=evidence_of(facts.dosage_form),
        )
    if judged := [item.name for item in items if item.shell]:
        notes.append(f"the capsule itself ({names(judged)}) is judged by its own rule")
    if depends := [
        item.name for item in items if item.origin is Origin.DEPENDS and not item.shell
    ]:
        notes.append(f"depends on how it was made, which no label tells: {names(depends)}")
    return passed(
        f"none of {len(items)} listed ingredients is synthetic by "
        f"{_MEASURE[terms.strictness]}"
        if items
        else "the label lists no other ingredients",
        evidence=evidence_of(facts.ingredients)
        or evidence_of(facts.other_ingredients_text),
        searched=searched_for_pass(facts, terms),
        note="; ".join(notes),
    )


@criterion(
    id="composition.capsule-excipients",
    title="Nothing but the shell beside the active",
    failure_title="Excipients beside the shell",
    why=Rationale(
        because="The article warns that capsules often bring additives one would not want.",
        article_section=ARTICLE_SECTION,
        rules=("21 CFR 101.4(g)",),
    ),
)
def capsule_excipients(facts: LabelFacts, terms: Terms) -> Judgement:
    """Flow agents, fillers and colors of forms that are taken by the piece.

    A capsule that lists no shell cannot pass: its list must name one, so it was
    not read whole or is not complete.
    """
    form = counted_form(facts, "needs no shell")
    if isinstance(form, Judgement):
        return form
    items = listed(facts)
    shells = _shells(facts)
    rest = [
        item for item in items if item not in shells and not _is_active(item, facts, terms)
    ]
    excipients = [item for item in rest if is_recognized(item, terms) and is_credible(item)]
    if excipients:
        return failed(
            f"lists {names(item.name for item in excipients)} beside the active",
            evidence=evidence_of_items(excipients),
            remedy="choose a powder, or a capsule that lists only its shell",
        )
    if reason := list_unread(facts):
        return unknown(reason, remedy=PHOTOGRAPH_LIST)
    if open_names := [*rest, *(item for item in items if is_doubtful(item))]:
        return unknown(
            f"{names(repr(item.name) for item in open_names)} was badly read or is not a "
            "known ingredient",
            remedy=READ_AGAIN,
            evidence=evidence_of_items(open_names),
        )
    if form.value in ENCAPSULATED and not shells:
        return unknown(
            f"a {form.value} has a shell, but no ingredient list names it",
            remedy=PHOTOGRAPH_LIST,
            evidence=form.evidence,
        )
    return passed(
        f"only {names(item.name for item in shells)} beside the active"
        if shells
        else "nothing is listed beside the active",
        evidence=evidence_of(facts.ingredients),
        searched=searched_for_pass(facts, terms),
    )


def _is_active(item: Ingredient, facts: LabelFacts, terms: Terms) -> bool:
    """An ingredient for its own sake: food labels list those with the excipients."""
    if item.amino_acid or item.origin is Origin.NUTRIENT or active_in(item.name, terms):
        return True
    name = item.name.casefold()
    return any(row.nutrient.name.casefold() == name for row in panel_of(facts, terms))
