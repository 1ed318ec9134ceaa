"""Accuracy against hand transcriptions, item by item.

`NAME.truth.json` beside a picture says what a person reads on it. Every fact is
counted by itself, so that a long list cannot hide a short one, and what the
program invented weighs as much as what it missed. How alike two printings must be is
said once, in `docs/accuracy.md` and `likeness`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.errors import AuditorError
from auditor.evaluate.amounts import same_amount, unit_name
from auditor.evaluate.dsld import evaluate_dsld
from auditor.evaluate.facts import compare_facts
from auditor.evaluate.judgement import compare_judgement, false_pass, reasons_against
from auditor.evaluate.likeness import alike, same_list, squeezed, token_f1, tokens
from auditor.evaluate.outcome import FIELDS, Evaluation, LabelEvaluation, Miss, Score, Tally
from auditor.evaluate.rows import match_rows, name_likeness
from auditor.evaluate.tell import evaluation_record, render_evaluation
from auditor.evaluate.truth import Case, Task, Truth, TruthRow, find_truths, load_cases
from auditor.evaluate.words import compare_words, statements, words_read
from auditor.model import LabelFacts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from auditor.model import Audit

__all__ = [
    "FIELDS",
    "Case",
    "Evaluation",
    "LabelEvaluation",
    "Miss",
    "Score",
    "Task",
    "Truth",
    "TruthRow",
    "alike",
    "evaluate_case",
    "evaluate_dsld",
    "evaluate_folder",
    "evaluation_record",
    "load_cases",
    "match_rows",
    "name_likeness",
    "reasons_against",
    "render_evaluation",
    "same_amount",
    "same_list",
    "squeezed",
    "statements",
    "token_f1",
    "tokens",
    "unit_name",
    "words_read",
]


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
    truths = find_truths(folder)
    labels = list(evaluate_dsld(folder))
    for case in () if labels and not truths else load_cases(folder):
        if progress is not None:
            progress(case.name)
        labels.append(evaluate_case(case, audit))
    return Evaluation(labels=tuple(labels))


def evaluate_case(case: Case, audit: Callable[[Task], Audit]) -> LabelEvaluation:
    """Audit one transcribed label and compare item by item."""
    tally = Tally(case.name)
    try:
        result = audit(case.task)
    except AuditorError as error:
        compare_facts(tally, case.truth, LabelFacts())
        compare_words(tally, case.truth, ())
        return LabelEvaluation(
            name=case.name,
            scores=tally.scores,
            misses=tuple(tally.misses),
            verdict=None,
            failure=str(error),
        )
    compare_facts(tally, case.truth, result.facts)
    read = [
        word.text
        for source in result.sources
        for page in source.pages
        for word in page.words
    ]
    compare_words(tally, case.truth, read)
    compare_judgement(tally, case, result, audit)
    return LabelEvaluation(
        name=case.name,
        scores=tally.scores,
        misses=tuple(tally.misses),
        verdict=result.verdict,
        false_pass=false_pass(case.truth, result),
        failure="; ".join(f"{lost.file}: {lost.problem}" for lost in result.failures),
    )
