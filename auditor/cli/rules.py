"""The commands that tell what is judged by: criteria, their reasons, and the names."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from auditor.cli.options import ProfileOption, TableFormat, VerboseOption
from auditor.cli.output import remark, say

_ENTRIES_SHOWN: Final = 12


def criteria(
    profile: ProfileOption = "glutamine",
    form: Annotated[
        TableFormat, typer.Option("--format", "-f", help="How to write the rules.")
    ] = TableFormat.TERMINAL,
) -> None:
    """Print the rules of a profile: what each asks and how it decides."""
    from auditor.criteria import criteria_table, load_profile
    from auditor.report import rules

    loaded = load_profile(profile)
    rows = criteria_table(loaded)
    match form:
        case TableFormat.TERMINAL:
            say(rules.rules_as_text(loaded, rows))
        case TableFormat.MARKDOWN:
            say(rules.rules_as_markdown(rows))
        case TableFormat.JSON:
            say(rules.rules_as_json(loaded, rows))


def explain(
    id: Annotated[  # noqa: A002 - the field's name
        str, typer.Argument(metavar="ID", help="Of a criterion, as in form.powder.")
    ],
    profile: ProfileOption = "glutamine",
) -> None:
    """Tell why a criterion exists and how it decides."""
    from auditor import criteria as registry
    from auditor.criteria.verdict import titled
    from auditor.report.rules import explanation

    loaded = registry.load_profile(profile)
    criterion = registry.explain(id)
    title, failure = (
        titled(text, loaded.terms) for text in (criterion.title, criterion.failure_title)
    )
    say(explanation(criterion, loaded, title, failure))


def lexicon(
    find: Annotated[str, typer.Argument(metavar="FIND", help="A name or a part of one.")],
    verbose: VerboseOption = 0,
) -> None:
    """Look a name up: additives, proteins, seals, substances."""
    from auditor.lexicon import load_lexicon
    from auditor.report.rules import search_as_text, search_lexicon

    found = search_lexicon(load_lexicon(), find)
    if not (found.entries or found.recognized):
        remark(f"no lexicon has a name with “{find}” in it")
    say(search_as_text(found, limit=None if verbose else _ENTRIES_SHOWN))
