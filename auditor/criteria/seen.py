"""What was seen of a label, and whether silence on it means anything.

Absence is the weakest kind of evidence: it holds only where nothing was left out.
The questions that decide whether something was left out stand here once, so that no
criterion is more lenient than another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from auditor.model import NOT_SEEN, Absent, FaceKind, Found, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from auditor.model import Coverage, Evidence, Ingredient, LabelFacts, Reading

T = TypeVar("T")

TRUSTED = 0.6
"""Below this confidence no absence and no number rests on what was read. Confidences
are no probabilities, so the bound only sorts out what an engine itself doubts."""

PHOTOGRAPH_PANEL = "photograph the facts panel straight on, whole and sharp"
PHOTOGRAPH_LIST = (
    "photograph the ingredient list, below or beside the facts panel, to its last line"
)
PHOTOGRAPH_DIRECTIONS = (
    'photograph the directions, often headed "Suggested use" or "Directions"'
)
PHOTOGRAPH_WARNINGS = (
    'photograph the warnings, often headed "Warning" or "Caution", beside the directions'
)
PHOTOGRAPH_FRONT = "photograph the front of the package with the name and the net contents"
PHOTOGRAPH_REST = (
    "photograph every remaining side of the package, or say that these files show every "
    "side of it"
)


_FACES_ASKED_FOR: Final = {
    PHOTOGRAPH_PANEL: FaceKind.FACTS,
    PHOTOGRAPH_LIST: FaceKind.INGREDIENTS,
    PHOTOGRAPH_DIRECTIONS: FaceKind.DIRECTIONS,
    PHOTOGRAPH_WARNINGS: FaceKind.WARNINGS,
    PHOTOGRAPH_FRONT: FaceKind.FRONT,
}


def still_missing(remedy: str, facts: LabelFacts) -> str:
    """The remedy, other than for a face that was handed in already.

    Whoever handed in the front is not helped by being asked for it. A photo of a face
    that was not read well can be taken again; artwork says no more on a second look.
    """
    for request, kind in _FACES_ASKED_FOR.items():
        if request not in remedy:
            continue
        shown = [face for face in facts.faces if kind in face.shows]
        if not shown:
            return remedy
        if kind is FaceKind.FRONT:
            return remedy.replace(request, _instead_of_the_front(facts))
        if kind is FaceKind.WARNINGS:
            # Those that were read do not say it; others may stand elsewhere.
            return PHOTOGRAPH_REST
        if all(face.print_height is None for face in shown):
            asked = f"ask the maker for the {kind} as printed"
            return asked if request == remedy else remedy.removeprefix(f"{request}, or ")
        return remedy.replace(request, request.replace("photograph", "photograph again", 1))
    return remedy


def _instead_of_the_front(facts: LabelFacts) -> str:
    """What else tells the form, where the front that was handed in does not."""
    if not any(FaceKind.FACTS in face.shows for face in facts.faces):
        return "photograph the facts panel, whose serving size may tell the form"
    if not_every_face(facts.coverage):
        return (
            "photograph the remaining sides: directions or net contents may tell the form"
        )
    return "ask the maker in what form it comes"


def sure(evidence: Iterable[Evidence]) -> bool:
    """No word of it was read with a confidence below `TRUSTED`."""
    return all(e.confidence is None or e.confidence >= TRUSTED for e in evidence)


def left_out(coverage: Coverage) -> str:
    """Why something may have been left out of what was read; blank when nothing was.

    Text that is hidden in a file counts too: a label that was tampered with proves
    nothing by its silence.
    """
    if coverage.skipped:
        return f"not everything was read: {'; '.join(coverage.skipped)}"
    if coverage.hidden:
        return (
            "the file holds text that cannot be seen on the page "
            f"({len(coverage.hidden)} lines), so its silence proves nothing"
        )
    return ""


def not_every_face(coverage: Coverage) -> str:
    """Why the label cannot be said to be silent; blank when every face was read."""
    if reason := left_out(coverage):
        return reason
    if not coverage.complete:
        return coverage.because or "it is not known that every side of the label was read"
    return ""


def panel_unread(facts: LabelFacts) -> str:
    """Why the panel cannot be said to be silent; blank when it can."""
    if reason := left_out(facts.coverage):
        return reason
    match facts.nutrients:
        case Found() if facts.coverage.panel:
            return ""
        case Found():
            return "the facts panel was read only in part"
        case Absent():
            return "the pictures show no facts panel"
        case Unreadable(reason=reason):
            return unreadable("the facts panel", reason)


def list_unread(facts: LabelFacts) -> str:
    """Why the ingredient list cannot be said to be silent; blank when it can.

    Three lists can: one that was read to its end, one that says there is nothing
    in it, and one that the law does not ask for because the places where it would
    stand were read and are empty (21 CFR 101.4(g)).
    """
    if reason := left_out(facts.coverage):
        return reason
    why = facts.coverage.list_reason
    match facts.coverage.list_state:
        case "whole":
            match facts.ingredients:
                case Found(value=items) if items:
                    return ""
                case Found() | Absent():
                    return "the ingredient list holds no name that could be read"
                case Unreadable(reason=reason):
                    return unreadable("the ingredient list", reason)
        case "none":
            if facts.coverage.panel or isinstance(facts.other_ingredients_text, Found):
                return ""
            return "no ingredient list was seen, and the facts panel was not read"
        case "partial":
            return f"the ingredient list was not read to its end{_because(why)}"
        case "unseen":
            return f"the ingredient list was not seen{_because(why)}"


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""


def unreadable(what: str, reason: str) -> str:
    """A sentence from what an `Unreadable` says of one place of the label."""
    if reason == NOT_SEEN.reason:
        return f"{what} {'were' if what.endswith('s') else 'was'} {reason}"
    return f"{what} could not be read: {reason}"


def listed(facts: LabelFacts) -> tuple[Ingredient, ...]:
    """The names of the ingredient list that were read, whether it is whole or not."""
    match facts.ingredients:
        case Found(value=items):
            return items
        case Absent() | Unreadable():
            return ()


def evidence_of(reading: Reading[T]) -> tuple[Evidence, ...]:
    """What a fact rests on; nothing when it was not found."""
    match reading:
        case Found(evidence=where):
            return where
        case Absent() | Unreadable():
            return ()


def names(items: Iterable[str]) -> str:
    """Names in a sentence, each once: "a, b and c"."""
    unique = list(dict.fromkeys(items))
    if len(unique) < 2:
        return "".join(unique)
    return f"{', '.join(unique[:-1])} and {unique[-1]}"


def plain(number: Decimal) -> str:
    """A number for a sentence: at most three decimals, no trailing zeros."""
    return f"{round(number, 3).normalize():f}"
