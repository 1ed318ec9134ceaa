"""What changed between two runs, for a terminal, in Markdown and as JSON."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.text import Text

from auditor.model import SCHEMA
from auditor.report.batch.compare import Direction
from auditor.report.markdown import safe
from auditor.report.printable import printable
from auditor.report.record import dumps
from auditor.report.terminal import console_on, trimmed
from auditor.report.texts import VERDICT_SIGNS, VERDICT_WORDS
from auditor.report.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.model import Verdict
    from auditor.report.batch.compare import (
        Comparison,
        ItemChange,
        OutcomeChange,
        ProductChange,
    )
    from auditor.report.record import Json

SIGNS: Final = {
    Direction.WORSE: "↓",
    Direction.BETTER: "↑",
    Direction.CHANGED: "~",
    Direction.NEW: "+",
    Direction.GONE: "−",
}
_STYLES: Final = {
    Direction.WORSE: "bold red",
    Direction.BETTER: "bold green",
    Direction.CHANGED: "bold",
    Direction.NEW: "bold cyan",
    Direction.GONE: "bold yellow",
}
_HEADINGS: Final = {
    Direction.WORSE: "Got worse",
    Direction.BETTER: "Got better",
    Direction.CHANGED: "Changed otherwise",
    Direction.NEW: "New",
    Direction.GONE: "Gone",
}


def changes_as_text(comparison: Comparison, *, color: bool, width: int) -> str:
    """Product by product, and the totals last, where a terminal stops."""
    page = StringIO()
    console = console_on(page, color=color, width=width)
    for change in comparison.products:
        head = Text(f"{SIGNS[change.direction]} {change.direction:<8}")
        head.stylize(_STYLES[change.direction])
        head.append(f"  {printable(change.product)}", style="bold not red")
        head.append(f"  {_verdicts(change)}", style="not bold")
        console.print(head)
        for line in _details(change):
            console.print(Padding(Text(printable(line)), (0, 0, 0, 4)))
    console.print(Text(_totals(comparison), style="bold"))
    for remark in _remarks(comparison):
        console.print(Text(printable(remark), style="dim"))
    return trimmed(page.getvalue())


def changes_as_markdown(comparison: Comparison) -> str:
    """The totals, then a table for each direction."""
    lines = ["# What changed", "", f"{_totals(comparison)}.", ""]
    lines += [f"{safe(remark)}.\n" for remark in _remarks(comparison)]
    for direction in Direction:
        changes = [c for c in comparison.products if c.direction is direction]
        if changes:
            lines += [f"## {SIGNS[direction]} {_HEADINGS[direction]}", ""]
            lines += ["| Product | Verdict | What |", "| --- | --- | --- |"]
            lines += [
                f"| {safe(change.product)} | {_verdicts(change)} "
                f"| {'<br>'.join(map(safe, _details(change)))} |"
                for change in changes
            ]
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def changes_as_json(comparison: Comparison) -> str:
    """One object with everything that changed."""
    return dumps(
        {
            "schema": SCHEMA,
            "profiles": {
                "old": list(comparison.old_profiles),
                "new": list(comparison.new_profiles),
            },
            "counts": {
                **{d.value: comparison.count(d) for d in Direction},
                "same": comparison.same,
            },
            "products": [_record(change) for change in comparison.products],
        },
        indent=True,
    )


def _record(change: ProductChange) -> Json:
    return {
        "product": change.product,
        "change": change.direction.value,
        "verdict": {
            "old": change.old_verdict and change.old_verdict.value,
            "new": change.new_verdict and change.new_verdict.value,
        },
        "score": {"old": change.old_score, "new": change.new_score},
        "criteria": [
            {
                "id": outcome.id,
                "role": outcome.role.value,
                "old": outcome.old and outcome.old.value,
                "new": outcome.new and outcome.new.value,
                "reason": outcome.reason,
            }
            for outcome in change.outcomes
        ],
        "facts": [
            {
                "key": item.key,
                "old": item.old_state,
                "new": item.new_state,
                "lost": list(item.gone),
                "gained": list(item.new),
            }
            for item in change.items
        ],
    }


def _totals(comparison: Comparison) -> str:
    total = len(comparison.products) + comparison.same
    counts = [f"{comparison.count(d):,} {d}" for d in Direction]
    noun = "product" if total == 1 else "products"
    return f"{total:,} {noun}: {', '.join(counts)}, {comparison.same:,} the same"


def _remarks(comparison: Comparison) -> Iterator[str]:
    old, new = comparison.old_profiles, comparison.new_profiles
    if old and new and old != new:
        yield f"Judged by {_joined(old)} before and by {_joined(new)} now"


def _verdicts(change: ProductChange) -> str:
    old, new = _verdict(change.old_verdict), _verdict(change.new_verdict)
    if change.direction is Direction.GONE:
        return f"was {old}"
    return new if old in ("", new) else f"{old} → {new}"


def _verdict(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    return f"{VERDICT_SIGNS[verdict]} {VERDICT_WORDS[verdict].lower()}"


def _details(change: ProductChange) -> Iterator[str]:
    compared = change.direction not in (Direction.NEW, Direction.GONE)
    if compared and change.old_score != change.new_score:
        old, new = (
            "none" if score is None else number(score)
            for score in (change.old_score, change.new_score)
        )
        yield f"score: {old} → {new}"
    for outcome in change.outcomes:
        yield _outcome(outcome)
    for item in change.items:
        yield _item(item)


def _outcome(change: OutcomeChange) -> str:
    steps = f"{change.old or 'not asked'} → {change.new or 'not asked'}"
    return f"{change.id}: {steps}: {change.reason}"


def _item(change: ItemChange) -> str:
    key = change.key.replace("_", " ")
    if "unreadable" in (change.old_state, change.new_state):
        return f"{key}: {_state(change.old_state, change.gone)} → " + _state(
            change.new_state, change.new
        )
    if len(change.gone) == len(change.new) == 1:
        return f"{key}: {change.gone[0]} → {change.new[0]}"
    moves = [f"− {item}" for item in change.gone] + [f"+ {item}" for item in change.new]
    return f"{key}: {', '.join(moves)}"


def _state(state: str, items: Sequence[str]) -> str:
    return _joined(items) or {"absent": "not stated", "unreadable": "cannot be told"}.get(
        state, state
    )


def _joined(items: Sequence[str]) -> str:
    return ", ".join(items)
