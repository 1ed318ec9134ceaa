"""An evaluation for programs and for a terminal."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from auditor.evaluate.outcome import FIELDS, Evaluation, Miss, Score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from auditor.report.record import Json


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
    from rich.table import Table
    from rich.text import Text

    from auditor.report.printable import printable
    from auditor.report.terminal import console_on

    out = StringIO()
    console = console_on(out, color=color, width=width)
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
