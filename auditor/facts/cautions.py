"""Warnings as printed, and what they speak of.

The text is every warning of the label wherever it stands; the topics are those
that the audit asks about. A claim that says the opposite ("suitable for
diabetics") is kept as a contradiction and never as a warning.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.openings import SETTLING, SectionKind, kind_of_sentence
from auditor.facts.sections import sentences
from auditor.lexicon import fold
from auditor.model import Absent, Caution, Found, Unreadable
from auditor.patterns import Sieve, SievedPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.facts.sections import Section
    from auditor.model import Evidence, Reading

_Stretch = tuple["Section", int, int]

_HOLD_WARNINGS = frozenset(
    {
        SectionKind.DIRECTIONS,
        SectionKind.STORAGE,
        SectionKind.MANUFACTURER,
        SectionKind.FACTS,
    }
)
"""Kinds of section in whose running text single warnings stand."""

_KEPT_WITH = frozenset({SectionKind.WARNINGS, SectionKind.STORAGE})
"""Kinds of section that a note on settled contents goes on."""

_NOT_SEEN = "no warnings on these pictures: a photo of the side that has them is missing"
_NOBODY_WARNED = (
    "nothing on these pictures tells whom to ask, or who should not take it: a photo of "
    "the side that does may be missing"
)


def find_warnings(sections: Sequence[Section], *, complete: bool) -> Reading[str]:
    """All warnings, headings included, in reading order.

    The disclaimer of 21 CFR 101.93(c) is one of them, and so is how to keep the
    product: labels print both among them.
    """
    told = _without_stray_notes(sections)
    found = list(_warnings(told, SectionKind.DISCLAIMER, SectionKind.STORAGE))
    if found:
        # Both sides of a carton may say it, and two labels of one sheet.
        said = {fold(text): text for text in map(_printed, found)}
        return Found(" ".join(said.values()), _evidence(found))
    if complete:
        return Absent(("every printed face, for a heading or a sentence of warning",))
    return Unreadable(_NOT_SEEN)


def _without_stray_notes(sections: Iterable[Section]) -> Iterator[Section]:
    """The sections but for notes on settled contents that go on none of them."""
    goes_on = False
    for section in sections:
        if goes_on or not _only_settles(section):
            goes_on = section.kind in _KEPT_WITH
            yield section


def _only_settles(section: Section) -> bool:
    text = section.text
    return section.kind is SectionKind.STORAGE and SETTLING.match(text) is not None


def _warnings(sections: Iterable[Section], *also: SectionKind) -> Iterator[_Stretch]:
    for section in sections:
        if section.kind is SectionKind.WARNINGS or section.kind in also:
            yield section, section.start, section.end
        elif section.kind in _HOLD_WARNINGS:
            for start, end in sentences(section.passage, section.body, section.end):
                if kind_of_sentence(section.passage.text, start) is SectionKind.WARNINGS:
                    yield section, start, end


def _printed(stretch: _Stretch) -> str:
    section, start, end = stretch
    return " ".join(section.passage.text[start:end].split())


def _evidence(stretches: Sequence[_Stretch]) -> tuple[Evidence, ...]:
    return tuple(
        item for section, start, end in stretches for item in section.evidence(start, end)
    )


# --- topics -------------------------------------------------------------------

_EXPERT = (
    r"(?:physician|doctor|health ?-?care|health ?professional|practitioner|pharmacist|"
    r"medical|professional|medecin|professionnel|pharmacien|medico|profesional|"
    r"farmaceutico|arzt|apotheker)"
)
_TOPICS: dict[str, SievedPattern] = {
    topic: SievedPattern(pattern)
    for topic, pattern in {
        "professional": (
            rf"(?<!\bno need to )(?<!\bneed not )(?<!\bwithout having to )"
            rf"(?:consult|ask|check|talk|speak|discuss|see|seek|advice of|advised by|"
            rf"contact|"
            rf"approval of|supervision of|preguntar|konsultieren|"
            rf"fragen)[^.;]{{0,70}}?{_EXPERT}|"
            rf"unless (?:advised|directed|recommended)[^.;]{{0,24}}{_EXPERT}|"
            rf"(?:conseil|avis|parlez|rucksprache)[^.;]{{0,40}}?{_EXPERT}|"
            rf"{_EXPERT}[^.;]{{0,24}}?(?:fragen|konsultieren|halten|aufsuchen|sprechen)|"
            rf"arztliche\w* (?:rat|beratung)"
        ),
        "pregnancy": (
            r"pregnan|nursing|lactating|breast ?-?feed|enceinte|allait|grossesse|embaraz|"
            r"lactancia|schwanger|stillend"
        ),
        "medication": (
            r"medication|medicines?\b|prescription|(?<!food and )(?<!food & )\bdrugs?\b|"
            r"antibiotic|medicaments?\b|(?<!no es un )medicamentos?\b|medikament"
        ),
        "diabetes": r"diabet|blood sugar|blood glucose|insulin|hypoglyc|glycemi|blutzucker",
        "cancer": r"cancer|tumou?r|chemotherap|oncolog|malignan|krebs",
        "kidney": (r"kidney|\brenal\b|nephr|\breins?\b|\brenales?\b|rinon|\bnieren"),
        "reye": r"\breye\b|\breye'?s\b",
        "liver": r"\bliver\b|hepat|cirrhos|\bfoie\b|higado|\bleber",
        "seizure": r"seizure|epilep|convuls|krampf",
        "children": (
            r"child|\bkids?\b|infants?\b|minors\b|(?:under|below|"
            r"less than)[^.;]{0,16}\b1[0-9]\b|18 years|adults? (?:use )?only|enfants?\b|"
            r"\bninos?\b|menores|kindern?\b|adultes|bambini"
        ),
    }.items()
}
_APPROVES = SievedPattern(
    r"\b(?:suitable|safe|ideal|perfect|great|recommended|appropriate|good|friendly|"
    r"convient|adapte|apto|adecuado|geeignet)\b(?: for)?|[- ]friendly\b"
)


@cache
def _topics() -> Sieve[str]:
    return Sieve((topic, pattern.needs) for topic, pattern in _TOPICS.items())


_FORBIDS = regex.compile(r"\b(?:not|never|un(?:safe|suitable)|no|nicht|pas|ne)\b")


def find_cautions(
    sections: Sequence[Section], *, complete: bool
) -> Reading[tuple[Caution, ...]]:
    """What the warnings speak of, one item per topic, contradictions apart."""
    spoken: dict[tuple[str, bool], list[_Stretch]] = {}
    for section, start, end in _sentences(sections):
        folded = " ".join(fold(section.passage.text[start:end]).split())
        warns = section.kind is not SectionKind.CLAIMS
        approves = bool(_APPROVES.search(folded)) and not _FORBIDS.search(folded)
        asked = _topics().passed(folded)
        for topic, pattern in _TOPICS.items():
            if topic not in asked or not pattern.search(folded):
                continue
            contradicts = approves and topic != "professional"
            if warns or (contradicts and topic != "children"):
                spoken.setdefault((topic, contradicts), []).append((section, start, end))
    if spoken:
        cautions = tuple(
            Caution(topic=topic, contradicts=contradicts, evidence=_evidence(where))
            for (topic, contradicts), where in spoken.items()
        )
        return Found(cautions, tuple(item for one in cautions for item in one.evidence))
    if complete:
        return Absent(("every printed face, for warnings",))
    return Unreadable(_NOBODY_WARNED)


def _sentences(sections: Sequence[Section]) -> Iterator[_Stretch]:
    for section in sections:
        if section.kind in (SectionKind.WARNINGS, SectionKind.CLAIMS):
            for start, end in sentences(section.passage, section.body, section.end):
                yield section, start, end
        elif section.kind in _HOLD_WARNINGS:
            yield from _warnings((section,))
            if section.kind is SectionKind.DIRECTIONS:
                yield from _advice(section)


def _advice(section: Section) -> Iterator[_Stretch]:
    """Sentences of directions that advise to ask somebody: not "as directed by"."""
    for start, end in sentences(section.passage, section.body, section.end):
        folded = fold(section.passage.text[start:end])
        warned = kind_of_sentence(section.passage.text, start) is SectionKind.WARNINGS
        if not warned and _TOPICS["professional"].search(" ".join(folded.split())):
            yield section, start, end
