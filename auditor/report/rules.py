"""The rules and names the program judges by, printed from themselves.

Nothing is told here that the criteria and lexicons do not hold: whoever doubts a
finding reads the very rule that made it.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Final, TypeAlias

from auditor.lexicon import Certification, Entry, Substance, fold
from auditor.model import Role
from auditor.report.markdown import safe
from auditor.report.printable import printable
from auditor.report.record import dumps
from auditor.report.texts import ENGLISH, ORIGIN_WORDS
from auditor.report.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.criteria import CriterionRow
    from auditor.criteria.criterion import Criterion
    from auditor.criteria.profile import Profile
    from auditor.lexicon import Lexicon, Recognized

Named: TypeAlias = Entry | Certification | Substance

_WIDTH: Final = 80


# --- criteria -----------------------------------------------------------------


def rules_as_text(profile: Profile, rows: Sequence[CriterionRow]) -> str:
    """The rules of a profile, one below the other."""
    lines = [f"{printable(profile.title)} (profile {profile.id} {profile.version})"]
    for row in rows:
        weight = f", weight {number(row.weight)}" if row.role is Role.PREFERENCE else ""
        lines += ["", f"{row.id}  ({row.role}{weight})", f"  {row.title}"]
        lines += _wrapped(row.details, "  ")
    return "\n".join(lines) + "\n"


def rules_as_markdown(rows: Sequence[CriterionRow]) -> str:
    """The rules as one table, as it stands in the README."""
    lines = ["| id | role (weight) | asks | how it decides |", "| --- | --- | --- | --- |"]
    for row in rows:
        weight = f" ({number(row.weight)})" if row.role is Role.PREFERENCE else ""
        lines.append(
            f"| `{row.id}` | {row.role}{weight} | {safe(row.title)} | {safe(row.details)} |"
        )
    return "\n".join(lines) + "\n"


def rules_as_json(profile: Profile, rows: Sequence[CriterionRow]) -> str:
    """The rules with everything that is known of them."""
    return dumps(
        {
            "profile": {
                "id": profile.id,
                "version": profile.version,
                "sha256": profile.sha256,
            },
            "criteria": [
                {
                    "id": row.id,
                    "title": row.title,
                    "role": row.role.value,
                    "weight": row.weight,
                    "because": row.because,
                    "article_section": row.article_section,
                    "rules": list(row.rules),
                    "details": row.details,
                }
                for row in rows
            ],
        },
        indent=True,
    )


def explanation(criterion: Criterion, profile: Profile, title: str, failure: str) -> str:
    """One criterion at length: why it exists, how it decides, what it counts for."""
    lines = [criterion.id, f"  passes as: {title}", f"  fails as:  {failure}"]
    rule = next((rule for rule in profile.rules if rule.id == criterion.id), None)
    if rule is None:
        lines.append(f"  not asked by profile {profile.id}")
    else:
        weight = f", weight {number(rule.weight)}" if rule.role is Role.PREFERENCE else ""
        lines.append(f"  {rule.role} in profile {profile.id}{weight}")
    lines += ["", "Why", *_wrapped(criterion.why.because, "  ")]
    lines += _wrapped(
        ENGLISH["article"].format(section=criterion.why.article_section) + ".", "  "
    )
    if criterion.why.rules:
        lines += _wrapped(f"Public rules: {'; '.join(criterion.why.rules)}.", "  ")
    lines += ["", "How it decides"]
    for number_, paragraph in enumerate(criterion.details.split("\n\n")):
        if number_:
            lines.append("")
        lines += _wrapped(" ".join(paragraph.split()), "  ")
    return "\n".join(lines) + "\n"


# --- names --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Search:
    """What the lexicons know of a text."""

    text: str
    recognized: Recognized | None
    """What an ingredient of that name would be taken for."""

    entries: tuple[Named, ...]
    """Whose id, title or names hold the text: those that are named so first."""


def search_lexicon(lexicon: Lexicon, text: str) -> Search:
    """Everything whose names hold the text, whatever its case and accents."""
    wanted = fold(text).strip()
    pool: list[Named] = [
        *(entry for entries in lexicon.entries.values() for entry in entries.values()),
        *lexicon.certifications,
        *lexicon.substances.values(),
    ]
    ranked = [(rank, named) for named in pool if (rank := _rank(named, wanted)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return Search(text, lexicon.recognize(text), tuple(named for _, named in ranked))


def _rank(named: Named, wanted: str) -> int | None:
    """0 for the name itself, 1 for a part of a name; None for neither."""
    if not wanted:
        return None
    names = [fold(name) for name in (named.id, *_names(named))]
    if wanted in names:
        return 0
    if any(wanted in name for name in names):
        return 1
    if isinstance(named, Certification) and any(named.find(wanted)):
        return 1
    return None


def _names(named: Named) -> tuple[str, ...]:
    match named:
        case Entry(names=names):
            return names
        case Certification(title=title):
            return (title,)
        case Substance():
            lookalikes = (name for other in named.lookalikes for name in other.names)
            return (named.title, *named.names, *named.qualified, *lookalikes)


def search_as_text(found: Search, *, limit: int | None) -> str:
    """The entries one below the other, with their sources: `limit` of them, or all."""
    lines = []
    if found.recognized is not None:
        known = found.recognized
        what = f"{known.kind} {known.id}, {ORIGIN_WORDS[known.origin]}"
        if not known.exact:
            what += ", tolerating a misreading"
        lines += [f"on an ingredient list “{printable(found.text)}” is read as {what}", ""]
    for named in found.entries[:limit]:
        lines += [*_told(named), ""]
    if limit is not None and len(found.entries) > limit:
        lines += [f"and {len(found.entries) - limit} more; -v shows them all", ""]
    return "\n".join(lines[:-1]) + "\n" if lines else ""


def _told(named: Named) -> Iterator[str]:
    rows: tuple[tuple[str, str], ...]
    match named:
        case Entry():
            yield f"{named.kind} {named.id}"
            objects = "no reading" if named.strictness is None else named.strictness.value
            rows = (
                ("names", ", ".join(named.names)),
                ("origin", ORIGIN_WORDS[named.origin]),
                ("synthetic by", objects),
                ("classes", ", ".join(named.classes)),
                ("number", f"INS {named.ins}" if named.ins else ""),
                ("note", named.note),
                ("source", named.source),
            )
        case Certification():
            yield f"certification {named.id}"
            says = {
                "names a body": named.named,
                "good manufacturing practice": named.gmp,
                "third party": named.third_party,
                "organic": named.organic,
            }
            rows = (
                ("title", named.title),
                ("tier", named.tier.value),
                ("says", ", ".join(what for what, is_so in says.items() if is_so)),
                ("verify at", named.verify),
                ("source", named.source),
            )
        case Substance():
            yield f"substance {named.id}"
            rows = (
                ("names", ", ".join(named.names)),
                ("with a note", ", ".join(named.qualified)),
                ("not the same", "; ".join(other.names[0] for other in named.lookalikes)),
                ("source", named.source),
            )
    for heading, text in rows:
        if text:
            first, *rest = _wrapped(text, " " * 16)
            yield f"  {heading:<14}{first.lstrip()}"
            yield from rest


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(
        printable(text),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
