"""The language of a stretch of label, so that a bilingual label speaks once.

Told by the little words that every sentence has, and by those that every direction
has. Names and numbers have none, and then the language is not known, which is no
language of its own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from auditor import regex
from auditor.lexicon import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.facts.openings import SectionKind
    from auditor.facts.sections import Section

_LITTLE_WORDS = {
    "en": "the of and to with if you your or for is are not this before by from per day",
    "fr": "le du et vous votre ou dans pour est une avec au cette avant sur par jour fois",
    "es": "el los del usted su en para es una con al esta antes por las como se dia veces",
    "de": "der das und mit wenn sie oder fur ist nicht diese vor von als den dem pro tag"
    " taglich einen eine",
    "it": "il della dei gli degli nel alla sono giorno che prima dopo",
    "nl": "het een van voor met niet bij deze zijn uw dag jonge kinderen",
    "pt": "em ao uma um nao pelo pela voce fora apos",
}
_OF = {
    word: language for language, words in _LITTLE_WORDS.items() for word in words.split()
}
_WORD = regex.compile(r"\p{L}+")

_ENOUGH = 2
"""Little words from which a language is told."""


def language_of(text: str) -> str | None:
    """ISO 639-1 code of the language of a text; None where it cannot be told."""
    counted = Counter(_OF[word] for word in _WORD.findall(fold(text)) if word in _OF)
    (first, times), *others = counted.most_common(2) or [("", 0)]
    if times < _ENOUGH or (others and others[0][1] == times):
        return None
    return first


def in_one_language(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections without those that repeat a kind in a second language.

    The first language of each kind stays, and whatever has no language of its own.
    """
    first: dict[tuple[str, SectionKind], str] = {}
    kept = []
    for section in sections:
        language = language_of(section.text)
        if language is not None:
            spoken = first.setdefault((section.passage.file, section.kind), language)
            if spoken != language:
                continue
        kept.append(section)
    return tuple(kept)
