"""Lists of names that nobody knows, behind a heading that nobody knows.

A lexicon is never complete, and a list whose heading is new to it, and a name with it, is
one all the same. It is told by its form alone: a heading, a colon, and short names with
no word of prose among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.claims import kinds_of
from auditor.facts.openings import PANELS, SectionKind
from auditor.facts.presence import DENIES
from auditor.facts.sections import sentences
from auditor.lexicon import fold
from auditor.lexicon.folding import words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon


_HEADED = regex.compile(r"\W*(\p{L}[\p{L} .'’&/-]{0,40}?) ?: ?(\P{N}+)")
"""A heading and names behind it. What has numbers is a code, an address or an amount."""

APART = regex.compile(r"[,;:()\[\]•|]\s*|\s(?:and|&)\s")
"""What stands between two names of a list."""

_WORDS_OF_SENTENCES = frozenset(
    {
        *("a", "an", "the", "or", "for", "to", "with", "without", "in", "on", "at", "by"),
        *("from", "as", "is", "are", "was", "be", "it", "its", "this", "that", "these"),
        *("your", "our", "us", "you", "we", "they", "my", "what", "when", "where", "who"),
        *("why", "how", "if", "each", "every", "any", "all", "take", "use", "see", "call"),
        *("visit", "follow", "scan", "mix", "store", "keep", "contact", "find", "get"),
        *("try", "share", "pour", "sur", "avec", "dans", "votre", "nos", "para", "con"),
        *("en", "su", "tus", "für", "mit", "auf", "bei", "zu", "ihre"),
    }
)
"""Small words of prose, and what calls to do something: headings of lists have none, and
neither have names in them."""

_WORDS_OF_A_STRANGER = 4


def lists_of_strangers(
    sections: Sequence[Section], taken: Collection[int], lexicon: Lexicon
) -> Iterator[str]:
    """Texts that list names, some of them unknown, behind a heading that is unknown too."""
    for section in sections:
        if section.kind not in _WHERE_STRANGERS_STAND:
            continue
        text = section.passage.text
        for start, end in sentences(section.passage, section.start, section.end):
            said = " ".join(text[start:end].split())
            free = (
                line.text
                for line in section.passage.lines_of(start, end)
                if id(line) not in taken
            )
            whole = (said,) if section.kind is SectionKind.CLAIMS else ()
            for one in (*whole, *free):
                if _is_list_of_strangers(one, lexicon):
                    yield one


_WHERE_STRANGERS_STAND = PANELS | {SectionKind.CLAIMS}


def _is_list_of_strangers(said: str, lexicon: Lexicon) -> bool:
    """What claims, denies or certifies something is no such list, nor is what the label
    announces by a heading that is known."""
    headed = _HEADED.fullmatch(said)
    if headed is None or lexicon.headings.lookup(headed[1]) is not None:
        return False
    names = [name.strip(" .*†‡") for name in APART.split(headed[2])]
    names = [name for name in names if name]
    if len(names) < _FEWEST_STRANGERS:
        return False
    if any(len(name.split()) > _WORDS_OF_A_STRANGER for name in (headed[1], *names)):
        return False
    if any(_is_prose(words_of(part)) for part in (headed[1], *names)):
        return False
    if DENIES.search(fold(said)) or kinds_of(said, lexicon):
        return False
    return any(lexicon.recognize(name) is None for name in names)


_FEWEST_STRANGERS = 2


def _is_prose(words: Sequence[str]) -> bool:
    """Whether small words stand among others; one alone is what was left of a name."""
    return len(words) > 1 and not _WORDS_OF_SENTENCES.isdisjoint(words)
