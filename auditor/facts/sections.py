"""The printed matter of a label, cut into what its headings and openings announce.

A label has no mark-up: a heading may stand above its text, run into it, or be
missing where a sentence speaks for itself ("Keep out of reach of children").
Every parser of statements works on the same cut, so that one stretch of label
never counts as directions here and as a warning there. Nothing is dropped: what
no heading claims is a section of kind ``claims``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.answers import is_an_answer
from auditor.facts.openings import (
    DATED,
    PANELS,
    SIGNS_OF_WARNING,
    WARNS,
    SectionKind,
    calls_attention,
    kind_of_sentence,
)
from auditor.facts.places import Shelves
from auditor.facts.text import STOP, Passage, passage_of, passages
from auditor.model import Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from auditor.lexicon import Lexicon
    from auditor.model import Document, Evidence, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One stretch of label of one kind."""

    kind: SectionKind

    passage: Passage
    """The blocks that the section runs through, whole."""

    start: int
    """Where the heading begins in the passage's text."""

    body: int
    """Where the heading has ended; equal to `start` where there is none."""

    end: int

    trust: float = 1.0
    """Below 1 where the heading was known only by tolerating a misreading."""

    @property
    def headed(self) -> bool:
        return self.start < self.body

    @property
    def heading(self) -> str:
        return " ".join(self.passage.text[self.start : self.body].split())

    @property
    def text(self) -> str:
        """The body, its lines joined by blanks."""
        return " ".join(self.passage.text[self.body : self.end].split())

    @property
    def whole(self) -> str:
        """Heading and body, their lines joined by blanks."""
        return " ".join(self.passage.text[self.start : self.end].split())

    def evidence(
        self, start: int | None = None, end: int | None = None
    ) -> tuple[Evidence, ...]:
        """What the section, or a stretch of it in offsets of the passage, rests on."""
        start = self.start if start is None else start
        return self.passage.evidence(start, self.end if end is None else end, self.trust)


# --- sentences ----------------------------------------------------------------


def sentences(passage: Passage, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a stretch begin and end, blanks and bullets left out.

    A full stop after an abbreviation or inside a number ends nothing; a bullet does,
    and so does a line that ended although the next word would have fitted on it.
    Other line breaks do not: running text breaks its lines anywhere.
    """
    known = passage.sentences.get((start, end))
    if known is not None:
        # Every parser asks for the sentences of every section.
        return known
    stops: set[int] = set()
    for ends in (passage.stops, passage.hard_breaks):
        stops.update(ends[bisect_right(ends, start) : bisect_left(ends, end)])
    at = start
    found: list[tuple[int, int]] = []
    for stop in (*sorted(stops), end):
        found += _trimmed(passage.text, at, stop)
        at = stop
    passage.sentences[start, end] = tuple(found)
    return tuple(found)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and (text[start].isspace() or text[start] in "•●▪■►~|·"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "•●▪■►~|·"):
        end -= 1
    if start < end:
        yield start, end


# --- headings -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place where a section begins."""

    kind: SectionKind
    start: int
    body: int
    trust: float = 1.0


_READ_TOLERANTLY = 0.85
"""Trust in a heading that the lexicon knew only by tolerating a misreading."""

_LONGEST_HEADING_WORDS = 7

_WORD = regex.compile(r"[\p{L}\p{N}|]+(?:['’&/-][\p{L}\p{N}|]+)*")
_COLON = regex.compile(r"\s{0,2}[:：]")
_ASIDE = regex.compile(
    r"\s{0,2}\([^()\n]{1,48}\)|\s(?:for|pour|para|für|in|per)\s[\p{L} ]{2,32}(?=\s?:)"
)
_LOOSE_END = regex.compile(r"\s{0,2}[.;!|–—-]+(?=\s)")
_DECORATION = " \t·•●▪■►▼▲▾▸›~*°†‡|-–—−+_=<>«»\"'“”"
_RUNS_ON = regex.compile(
    # From the end, where it stands.
    r"(?r)(?:[,&/-]|\b(?:a|an|the|of|or|and|with|for|to|in|on|by|if|any|this|your|our|from|"
    r"exceed|than|not|see|these|globally|sourced|natural|quality|de|la|le|les|des|du|et|ou|el|los|las|y|con|"
    r"avec|und|oder|mit))$",
    regex.IGNORECASE,
)


_ANNOUNCED: Mapping[str, SectionKind] = {
    "facts-title": SectionKind.FACTS,
    "medicinal-ingredients": SectionKind.FACTS,
    "composition": SectionKind.FACTS,
    "ingredients": SectionKind.INGREDIENTS,
    "other-ingredients": SectionKind.OTHER_INGREDIENTS,
    "amino-acid-profile": SectionKind.AMINO_ACID_PROFILE,
    "directions": SectionKind.DIRECTIONS,
    "warnings": SectionKind.WARNINGS,
    "allergens": SectionKind.ALLERGENS,
    "may-contain": SectionKind.ALLERGENS,
    "storage": SectionKind.STORAGE,
    "disclaimer": SectionKind.DISCLAIMER,
    "manufacturer": SectionKind.MANUFACTURER,
    "benefits": SectionKind.CLAIMS,
    "identity": SectionKind.CLAIMS,
    "net-contents": SectionKind.CLAIMS,
    "specification": SectionKind.CLAIMS,
    **dict.fromkeys(DATED, SectionKind.CLAIMS),
}
"""By the ids of the lexicon's headings. The others head parts of a panel."""

_SPEAKS_ITSELF = frozenset(
    {
        *("may-contain", "disclaimer", "manufacturer", "identity", "net-contents"),
        *("specification", *DATED),
    }
)
"""Ids whose words belong to what they announce."""

_NEEDS_NO_COLON = frozenset(
    {
        "facts-title",
        "ingredients",
        "other-ingredients",
        "amino-acid-profile",
        "directions",
        "warnings",
    }
)
"""Ids whose words may head running text on the same line by their print alone."""


@dataclass(frozen=True, slots=True)
class _Heading:
    id: str
    kind: SectionKind
    trust: float

    def cut(self, start: int, body: int) -> _Cut:
        return _Cut(
            self.kind, start, start if self.id in _SPEAKS_ITSELF else body, self.trust
        )


def _heading(stretch: str, lexicon: Lexicon, *, tolerant: bool) -> _Heading | None:
    """What a stretch announces as a heading, if it is one as a whole, or one in each of
    two languages: "Directions / Mode d'emploi"."""
    first, slash, second = stretch.partition("/")
    if slash and "/" not in second:
        told = _heading(first.strip(), lexicon, tolerant=tolerant)
        again = told and _heading(second.strip(), lexicon, tolerant=tolerant)
        if told and again and told.kind is again.kind:
            return told
    match = lexicon.headings.lookup(stretch, tolerant=tolerant)
    if match is None or match.id not in _ANNOUNCED:
        return None
    trust = 1.0 if match.exact else _READ_TOLERANTLY
    return _Heading(match.id, _ANNOUNCED[match.id], trust)


def _heading_cuts(
    passage: Passage, openings: Sequence[int], lexicon: Lexicon
) -> Iterator[_Cut]:
    """Headings of a block, in no order, possibly overlapping."""
    text = passage.text
    words = [match.span() for match in _WORD.finditer(text)]
    firsts = [start for start, _ in words]
    for colon in _COLON.finditer(text) if ":" in text or "：" in text else ():
        last = bisect_right(firsts, colon.start()) - 1
        if last >= 0 and words[last][1] == colon.start():
            before = words[max(last + 1 - _LONGEST_HEADING_WORDS, 0) : last + 1]
            yield from _before_a_colon(text, before, colon.end(), lexicon)
    # Of the openings before one word the last: what stands between is the least.
    opened = {bisect_left(firsts, start): start for start in openings}
    for first, start in opened.items():
        if first < len(words) and not text[start : words[first][0]].strip(_DECORATION):
            last = min(first + _LONGEST_HEADING_WORDS, len(words))
            ends = last == len(words)
            yield from _at_an_opening(text, words[first:last], lexicon, ends=ends)


_ENDS_INSIDE = regex.compile(r"[.:!?]\s")
_PAST_A_HEADING = regex.compile(rf"{_ENDS_INSIDE.pattern}|\n")
"""What no heading at an opening has in it."""


def _before_a_colon(
    text: str, words: Sequence[tuple[int, int]], body: int, lexicon: Lexicon
) -> Iterator[_Cut]:
    """The longest heading that ends at a colon, if it looks like a heading there.

    `words`: as many as a heading may have, the last of them before the colon.
    """
    end = words[-1][1]
    for start, _ in words:
        stretch = text[start:end]
        if stretch.count("\n") > 1 or _ENDS_INSIDE.search(stretch):
            continue
        if not (text[start].isupper() or _opens(text, start)):
            continue
        found = _heading(stretch, lexicon, tolerant=True)
        if found:
            yield found.cut(start, body)
            return


def _at_an_opening(
    text: str, words: Sequence[tuple[int, int]], lexicon: Lexicon, *, ends: bool
) -> Iterator[_Cut]:
    """The longest heading at the start of a line or sentence, colon or none.

    `words`: those from there on, as many as a heading may have; `ends`: they are the
    last of the block.
    """
    start = words[0][0]
    past = _PAST_A_HEADING.search(text, start, words[-1][1])
    within = [end for _, end in words if past is None or end < past.end()]
    begun = lexicon.headings.begins(text[start : words[0][1]])
    # What begins no heading may be one that was misread, and then it ends its line.
    for count in range(len(within), 0 if begun else len(within) - 1, -1):
        end = within[count - 1]
        last = ends and count == len(words)
        tolerant = last or _ends_line(text, end)
        found = _heading(text[start:end], lexicon, tolerant=tolerant)
        if found is None:
            continue
        body = _body_after(text, start, end, count, found)
        if body is None and _lists_names(text, start, end, found, lexicon):
            body = end
        if body is not None:
            yield found.cut(start, body)
            return


def _body_after(text: str, start: int, end: int, count: int, found: _Heading) -> int | None:
    """Where the body begins if the words up to `end` are a heading; None if not.

    Words of a heading are also words of sentences ("globally sourced
    ingredients"): without a colon, case and what stands around them decide.
    """
    heading = text[start:end]
    aside = _ASIDE.match(text, end)
    if colon := _COLON.match(text, aside.end() if aside else end):
        return int(colon.end())
    at = _behind(text, aside.end() if aside else end, _DECORATION)
    if not text[start].isupper() and not _is_a_small_title(text, start, at):
        return None
    if runs_into(text, start):
        return None
    if found.kind in _NO_SENTENCES and text[at : at + 2] in (".", ".\n"):
        # "Directions." above its paragraph, as old labels print it.
        at += 1
    if at == len(text) or text[at] == "\n":
        runs_on = found.id in _SPEAKS_ITSELF and text[at + 1 : at + 2].islower()
        return None if runs_on else at
    shouted = heading.isupper() and len(heading) > 2
    # "CONTAINS" may go on with anything: "CONTAINS Less than 2% of".
    bare = found.id in _NEEDS_NO_COLON or (shouted and heading.startswith("ALLERG"))
    if found.trust < 1.0 or not bare:
        return None
    if (loose_end := _LOOSE_END.match(text, end)) and (shouted or count > 1):
        return int(loose_end.end()) if text[loose_end.end()] != "\n" else None
    if not text[end].isspace():
        return None
    following = text[at : at + _LONGEST_OPENING].partition("\n")[0]
    if shouted and any(char.islower() for char in following.split()[0]):
        return end
    if kind_of_sentence(text[at : at + _LONGEST_OPENING], 0) is found.kind:
        return end
    if count > 1 and found.kind is not SectionKind.INGREDIENTS:
        return end if following[0].isupper() or following[0].isdigit() else None
    return None


_NO_SENTENCES = frozenset({SectionKind.DIRECTIONS, SectionKind.WARNINGS})
"""Kinds whose headings say nothing by themselves: "Store in a cool, dry place." does."""


def _is_a_small_title(text: str, start: int, end: int) -> bool:
    """A line of its own on a label that is set in small letters throughout, as far as
    the line below tells."""
    below = text[end + 1 : end + 1 + _LONGEST_OPENING].partition("\n")[0]
    return starts_line(text, start) and text[end : end + 1] == "\n" and below.islower()


_LONGEST_OPENING = 400
"""Characters by which a sentence has told what it is, and more."""

_LONGEST_LIST = 4_000
"""Characters of a list by which it has told that it is one."""

_PARTED = regex.compile(r"[,;](?!\d)")
_LISTS = frozenset({SectionKind.INGREDIENTS, SectionKind.OTHER_INGREDIENTS})
_LEAST_NAMES = 2


def _lists_names(
    text: str, start: int, end: int, found: _Heading, lexicon: Lexicon
) -> bool:
    """Whether the heading of a list is told by the names behind it, most of them known."""
    if found.kind not in _LISTS or found.trust < 1.0 or not text[start].isupper():
        return False
    if not _opens(text, start) or runs_into(text, start):
        return False
    last = min(end + _LONGEST_LIST, len(text))
    stop = STOP.search(text, end, last)
    behind = text[end : stop.start() if stop else last]
    names = [name.strip() for name in _PARTED.split(" ".join(behind.split()))]
    known = sum(lexicon.recognize(name) is not None for name in names if name)
    return len(names) >= _LEAST_NAMES and 2 * known >= len(names)


_ENDS_SENTENCE = frozenset(".!?:;)]*†‡•●▪■►~|")


_CALL = regex.compile(r"(?m)^\p{Lu}[\p{L}\d]*(?: [\p{Lu}\d][\p{L}\d]*){0,5}: ")
"""Words with capitals and a colon that begin a line: a heading in the label's own
words, "STEP 1:"."""


def _openings(passage: Passage) -> Sequence[int]:
    """Starts of lines and of sentences, and of what such a heading announces."""
    starts = {*passage.line_starts, *passage.stops}
    if ": " in passage.text:
        starts.update(match.end() for match in _CALL.finditer(passage.text))
    starts.discard(len(passage.text))
    return sorted(starts)


def _ends_line(text: str, end: int) -> bool:
    at = _behind(text, end, _DECORATION + ":")
    return at == len(text) or text[at] == "\n"


def _opens(text: str, start: int) -> bool:
    """Nothing on the line, or a finished sentence, stands before."""
    return starts_line(text, start) or _follows_a_sentence(text, start)


def starts_line(text: str, start: int) -> bool:
    """Nothing but decoration stands before on the line."""
    before = _in_front(text, start, _DECORATION.__contains__)
    return before == 0 or text[before - 1] == "\n"


def _follows_a_sentence(text: str, start: int) -> bool:
    """A sign that ends sentences stands before on the line, but for blanks."""
    before = _in_front(text, start, lambda sign: sign.isspace() and sign != "\n")
    return before > 0 and text[before - 1] in _ENDS_SENTENCE


_LONGEST_RUNNING_ON = 24
"""Characters that more than hold the longest word that no sentence ends with."""


def runs_into(text: str, start: int) -> bool:
    """The line before cannot end where it does: its sentence goes on at `start`."""
    if not start or text[start - 1] != "\n":
        return False
    end = _in_front(text, start, f"{_DECORATION}\n".__contains__)
    return _RUNS_ON.search(text[max(end - _LONGEST_RUNNING_ON, 0) : end]) is not None


# --- cutting a block ----------------------------------------------------------

_STAYS_ON_ITS_LINE: Mapping[SectionKind, frozenset[SectionKind]] = {
    SectionKind.DIRECTIONS: frozenset({SectionKind.STORAGE, SectionKind.WARNINGS}),
    SectionKind.WARNINGS: frozenset({SectionKind.STORAGE, SectionKind.DIRECTIONS}),
    SectionKind.FACTS: frozenset(SectionKind) - {SectionKind.DISCLAIMER},
    SectionKind.INGREDIENTS: frozenset({SectionKind.DIRECTIONS}),
    SectionKind.OTHER_INGREDIENTS: frozenset({SectionKind.DIRECTIONS}),
}
"""Sentences that do not end a headed section unless they begin a line: labels print
one paragraph, and table cells are short."""

_END_WITH_STORAGE = frozenset({SectionKind.DIRECTIONS, SectionKind.WARNINGS})
"""How to keep it closes the paragraph of how to take it, or of what to beware of."""

_SENTENCES_ONLY = frozenset({SectionKind.ALLERGENS, SectionKind.STORAGE})
"""Kinds that are over with their sentences even under a heading of their own."""

_RUNS_TO_THE_END = frozenset({SectionKind.DIRECTIONS, SectionKind.MANUFACTURER})
"""Kinds whose sentences go on to things that nothing announces."""


def _cut_block(passage: Passage, lexicon: Lexicon) -> list[Section]:
    """The sections of one block, in order and without a gap."""
    text = passage.text
    openings = _openings(passage)
    headed = _headed(passage, openings, lexicon)
    starts = [cut.start for cut in headed]

    def is_a_heading(start: int) -> bool:
        """Whether a heading begins before, and its body not before."""
        before = bisect_right(starts, start) - 1
        return before >= 0 and start <= _text_start(text, headed[before].body)

    announced = (*_opening_cuts(passage, openings, lexicon), *_language_cuts(text))
    opened = [cut for cut in announced if not is_a_heading(cut.start)]
    cuts = [_Cut(SectionKind.CLAIMS, 0, 0)]
    stored: _Cut | None = None
    for cut in sorted((*headed, *opened), key=lambda cut: cut.start):
        if cut.start < cut.body or not _goes_on(text, cuts[-1], cut):
            cuts.append(cut)
            stored = None
        elif cuts[-1].kind is not SectionKind.DIRECTIONS:
            continue
        elif cut.kind is SectionKind.STORAGE and starts_line(text, cut.start):
            stored = cut
        elif cut.kind is SectionKind.WARNINGS and stored is not None:
            # A paragraph of its own that tells how to keep it, and then warns.
            cuts.append(replace(stored, kind=SectionKind.WARNINGS))
    sections = [
        _by_its_body(_section(passage, cut, end), lexicon)
        for cut, end in zip(cuts, [*(c.start for c in cuts[1:]), len(text)], strict=True)
    ]
    ended = [part for section in sections for part in _ended(section)]
    return [section for section in ended if text[section.start : section.end].strip()]


_WEIGHED = regex.compile(r"\d\s*(?:m|mc|µ|μ|k)?g\b", regex.IGNORECASE)


def _by_its_body(section: Section, lexicon: Lexicon) -> Section:
    """ "Composition" heads a table of amounts on some labels, the list on others."""
    if section.kind is not SectionKind.FACTS or not section.headed:
        return section
    heading = lexicon.headings.lookup(section.heading.strip(_DECORATION + ":"))
    breaks = section.passage.hard_breaks
    table = bisect_left(breaks, section.end) - bisect_right(breaks, section.body) > 0
    listed = _PARTED.search(section.text) or not (table or _WEIGHED.search(section.text))
    if heading is None or heading.id != "composition" or not (section.text and listed):
        return section
    return replace(section, kind=SectionKind.INGREDIENTS)


def _section(passage: Passage, cut: _Cut, end: int) -> Section:
    return Section(
        kind=cut.kind,
        passage=passage,
        start=cut.start,
        body=cut.body,
        end=end,
        trust=cut.trust,
    )


def _headed(passage: Passage, openings: Sequence[int], lexicon: Lexicon) -> list[_Cut]:
    """The headings that do not overlap, the earliest and longest first."""
    cuts: list[_Cut] = []
    found = _heading_cuts(passage, openings, lexicon)
    for cut in sorted(found, key=lambda cut: (cut.start, -cut.body, -cut.trust)):
        overlaps = bool(cuts) and cut.start < cuts[-1].body
        if not (overlaps or is_an_answer(passage, cut.start)):
            cuts.append(cut)
    return cuts


def _text_start(text: str, start: int) -> int:
    while start < len(text) and (text[start].isspace() or text[start] in _DECORATION):
        start += 1
    return start


def _in_front(text: str, end: int, passed: Callable[[str], bool]) -> int:
    """Up to where before a place something else stands than signs that are passed."""
    while end and passed(text[end - 1]):
        end -= 1
    return end


def _behind(text: str, start: int, signs: str) -> int:
    """Where from a place on something else stands than these signs."""
    while start < len(text) and text[start] in signs:
        start += 1
    return start


def _is_called(text: str, start: int) -> bool:
    """Whether a heading in the label's own words begins the line: "Athletes: take 2"."""
    call = _CALL.match(text, text.rfind("\n", 0, start) + 1)
    return call is not None and call.end() == start


def _goes_on(text: str, section: _Cut, cut: _Cut) -> bool:
    """The sentence belongs to the section that it stands in."""
    if section.kind is cut.kind:
        return True
    if section.start == section.body:
        return False
    if cut.kind is SectionKind.STORAGE and section.kind in _END_WITH_STORAGE:
        return True
    if calls_attention(text, cut.start):
        return False
    stays = _STAYS_ON_ITS_LINE.get(section.kind, frozenset())
    if cut.kind not in stays:
        return False
    return not (starts_line(text, cut.start) or _is_called(text, cut.start))


def _ended(section: Section) -> Iterator[Section]:
    """The section, and what follows it when it is no more than its sentences."""
    if section.kind is SectionKind.CLAIMS:
        yield from _warned(section)
        return
    runs_on = section.headed and section.kind not in _SENTENCES_ONLY
    if runs_on or section.kind in _RUNS_TO_THE_END:
        yield section
        return
    stretches = list(sentences(section.passage, section.body, section.end))
    last = 0
    for number, (start, _) in enumerate(stretches):
        if kind_of_sentence(section.passage.text, start) is section.kind:
            last = number
    if not stretches or last == len(stretches) - 1:
        yield section
        return
    at = stretches[last + 1][0]
    yield replace(section, end=at)
    yield replace(section, kind=SectionKind.CLAIMS, start=at, body=at)


def _warned(section: Section) -> Iterator[Section]:
    """The section with its sentences that warn apart, whatever they begin with.

    Where the first words of a paragraph are lost in a fold or a glare, the rest of
    it still warns.
    """
    at = section.start
    folded = section.passage.folded
    for start, end in sentences(section.passage, section.body, section.end):
        if not any(folded.find(word, start, end) >= 0 for word in SIGNS_OF_WARNING):
            continue
        if not WARNS.search(section.passage.text, start, end):
            continue
        if at < start:
            yield replace(section, start=at, body=max(section.body, at), end=start)
        yield replace(section, kind=SectionKind.WARNINGS, start=start, body=start, end=end)
        at = end
    if at == section.start:
        yield section
    elif at < section.end:
        yield replace(section, start=at, body=max(section.body, at))


def _opening_cuts(
    passage: Passage, openings: Sequence[int], lexicon: Lexicon
) -> Iterator[_Cut]:
    """Sentences that announce by themselves what they are."""
    text = passage.text
    anew = frozenset(passage.hard_breaks)
    start = -1
    told = False
    for opening in openings:
        if opening > start:
            start, told = _text_start(text, opening), False
        if told or start == len(text):
            continue
        if runs_into(text, opening) and opening not in anew:
            continue
        # A bullet in front of the text is an opening as well: once is enough.
        told = True
        if text[start].islower() and _printed_before(text, start):
            continue
        if _names_allergens(text, start, lexicon):
            yield _Cut(SectionKind.ALLERGENS, start, start)
        elif _is_a_mark(text, start, lexicon):
            yield _Cut(SectionKind.CLAIMS, start, start)
        elif kind := kind_of_sentence(text, start):
            yield _Cut(kind, start, start)


_LANGUAGE = regex.compile(
    r"(?:^|(?<=[.!?]\W{0,2})\n)\W?(?P<code>EN|GB|UK|IE|DE|AT|CH|FR|BE|LU|NL|IT|ES|PT|PL|CZ|CS|SK|HU|RO|BG|SE|SV|"
    r"DK|DA|NO|FI|EE|ET|LV|LT|SI|SL|HR|RS|GR|EL|MT|TR|RU|UA)\b\W{1,3}(?=\p{Lu}\p{Ll})"
)
"""A code of a language or country (ISO 639-1, 3166-1) before what is said in it; of a
list without a full stop it may be a part."""


def _language_cuts(text: str) -> Iterator[_Cut]:
    """Where another language begins, on labels that mark each by its code: what is
    headed in one of them ends there, though nothing else of the next is known."""
    marks = list(_LANGUAGE.finditer(text))
    if len({mark["code"] for mark in marks}) > 1:
        for mark in marks:
            yield _Cut(SectionKind.CLAIMS, mark.start("code"), mark.start("code"))


def _printed_before(text: str, start: int) -> bool:
    """Whether anything that ends no sentence stands before."""
    before = _in_front(text, start, str.isspace)
    return before > 0 and text[before - 1] not in _ENDS_SENTENCE


_MOSTLY = 0.5
"""Share of a line that the words of a mark take: the rest is a sign or a number."""


def _is_a_mark(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether a line is the words of a seal: below a finished sentence they are no part
    of it, and nothing that follows them is."""
    if _printed_before(text, start) or not starts_line(text, start):
        return False
    line = text[start : text.find("\n", start)]
    stop = STOP.search(line)
    line = line[: stop.start()] if stop else line
    marks = [
        end - begin
        for begin, end, mark in lexicon.find_certifications(line)
        if mark.tier in _BODIES
    ]
    return max(marks, default=0) > _MOSTLY * len(line)


_BODIES = frozenset({Tier.A, Tier.A2, Tier.B})


_CONTAINS = regex.compile(
    r"(?:contains|contient|contiene|enthält)\s*[:;]?\s*(?:allergens?\s*[:;]?\s*)?",
    regex.IGNORECASE,
)


def _names_allergens(text: str, start: int, lexicon: Lexicon) -> bool:
    """The sentence begins "Contains" and goes on with an allergen's name."""
    opening = _CONTAINS.match(text, start)
    if opening is None:
        return False
    named = lexicon.allergens.find(text[opening.end() : opening.end() + 48])
    return bool(named) and named[0].start == 0


# --- joining blocks -----------------------------------------------------------

_TEXTS = frozenset(SectionKind) - {SectionKind.CLAIMS, SectionKind.FACTS}
_NEAR = 3.0
"""Heights of print between a line and the one that goes on with its sentence."""

_BELOW_A_HEADING = 3.0
"""Heights of print between a heading and its text."""


def split_sections(
    documents: Sequence[Document],
    lexicon: Lexicon,
    blocks: Sequence[Sequence[Passage]] | None = None,
) -> tuple[Section, ...]:
    """Every section of every page, in reading order; together they are all the text.

    A section ends at the next heading, at a sentence that announces something else
    and at the end of its block. It goes on in another block where the heading stands
    alone or the sentence is not finished and the other block is near and headless.

    Args:
        blocks: The passages of each document, from whoever has them already.
    """
    found: list[Section] = []
    for of_document in blocks or map(passages, documents):
        for _, of_page in groupby(of_document, key=lambda passage: passage.page):
            page = _joined([_cut_block(block, lexicon) for block in of_page])
            found += _with_cells(page)
    return tuple(found)


_CELL_WORDS = 5
_CELL_PRINT = 1.6
"""Times the height of the print on the same row of the panel."""


def _with_cells(sections: Sequence[Section]) -> Iterator[Section]:
    """Short headless lines on the rows of a panel are its cells, not claims."""
    rows: dict[int, tuple[SectionKind, float]] = {}
    for section in sections:
        if section.kind in PANELS:
            rows |= {
                line.row: (section.kind, line.height) for line in _lines_of(section)[1:]
            }
    for section in sections:
        kind = None
        if section.kind is SectionKind.CLAIMS and not section.headed:
            kinds = {_cell_of(line, rows) for line in _lines_of(section)}
            kind = kinds.pop() if len(kinds) == 1 else None
        yield replace(section, kind=kind) if kind else section


def _cell_of(
    line: Line, rows: Mapping[int, tuple[SectionKind, float]]
) -> SectionKind | None:
    """The kind of panel that the line is a cell of: numbers and signs in the panel's
    own size of print. Words beside a panel are another column's."""
    kind, height = rows.get(line.row, (None, 0.0))
    short = len(line.words) <= _CELL_WORDS
    if not (kind and short and line.height <= _CELL_PRINT * height):
        return None
    numbered = any(character.isdigit() or character in "%*†" for character in line.text)
    return kind if numbered and not _LABELED_WEIGHT.match(line.text) else None


_LABELED_WEIGHT = regex.compile(r"net\b|poids net|peso neto|netto", regex.IGNORECASE)


_SKIPPED = 1.6
"""Usual steps from line to line above which a line between them was not read."""

_LINE_STEP = 1.25
"""Step from line to line in heights of print, where no other lines tell it."""


def missing_line(section: Section) -> str:
    """The line under which a line of the same paragraph was not read; blank if none.

    Told by the steps from line to line: type is set with even ones. A heading stands as
    far above its text as somebody liked; in a text layer, which loses no line, that step
    tells nothing.
    """
    heading = section.heading.strip(_DECORATION + ":")
    steps = _steps(_lines_of(section))
    # What else stands in the same block is set with the same steps.
    around = steps if len(steps) > _FEW_STEPS else _steps(section.passage.lines)
    for step, upper in steps:
        if upper.confidence is None and upper.text.strip(_DECORATION + ":") == heading:
            continue
        even = sorted(
            one
            for one, line in around
            if _of_one_print(line, upper) and one > _CLOSEST * line.height
        )
        few = len(even) <= _FEW_STEPS
        usual = _LINE_STEP * upper.height if few else even[(len(even) - 1) // 2]
        if step > _SKIPPED * usual:
            return upper.text
    return ""


_FEW_STEPS = 2
"""Of which the smaller half may be the ones beside a line that was lost."""

_ONE_PRINT = 1.25
"""Times one height of print is another's in a paragraph, as readers measure it."""


_CLOSEST = 0.85
"""Heights of print from line to line below which a short line only seems so near, on a
picture that is not quite upright."""


def _of_one_print(a: Line, b: Line) -> bool:
    return max(a.height, b.height) <= _ONE_PRINT * min(a.height, b.height)


def _steps(lines: Sequence[Line]) -> list[tuple[float, Line]]:
    """From each line to the one below it, which stands under it."""
    return [
        (lower.box.center[1] - upper.box.center[1], upper)
        for upper, lower in pairwise(lines)
        if lower.box.x0 < upper.box.x1 and lower.box.x1 > upper.box.x0
    ]


def _lines_of(section: Section) -> tuple[Line, ...]:
    """The lines that the section touches."""
    return section.passage.lines_of(section.start, section.end)


def _joined(blocks: Sequence[Sequence[Section]]) -> list[Section]:
    """Sections of one page, those that go on in another block made one."""
    rest = _Rest([list(block) for block in blocks if block])
    done: list[Section] = []
    for first in range(len(rest.blocks)):
        if first not in rest.blocks:
            continue
        *whole, section = rest.blocks.pop(first)
        done += whole
        parts = [section]
        text = section.text.strip(_DECORATION)
        while (number := rest.continuation(parts, text)) is not None:
            following, *others = rest.blocks.pop(number)
            parts.append(following)
            text = following.text.strip(_DECORATION) or text
            if others:
                # The other block's own sections stay where its reading order puts them.
                rest.blocks[number] = others
                break
        done.append(_join(parts))
    return done


def _join(parts: Sequence[Section]) -> Section:
    """The first of the sections with those that go on with it."""
    section, *following = parts
    if not following:
        return section
    lines = (line for part in parts for line in part.passage.lines)
    before = sum(len(part.passage.text) for part in parts[:-1])
    return replace(
        section,
        passage=passage_of(section.passage.file, section.passage.page, lines),
        end=before + parts[-1].end,
    )


class _Rest:
    """The blocks of a page that are yet to come, by their numbers in reading order."""

    def __init__(self, blocks: Sequence[list[Section]]) -> None:
        self.blocks = dict(enumerate(blocks))
        firsts = enumerate(block[0] for block in blocks)
        self._places = Shelves(
            (first.passage.lines[0].box.top, first.passage.lines[0].box.bottom, (n, first))
            for n, first in firsts
            if not (first.headed or first.passage.text[: first.start].strip())
        )

    def continuation(self, parts: Sequence[Section], text: str) -> int | None:
        """Which of the blocks goes on with a section; None if none does.

        Args:
            parts: The section, and what of other blocks goes on with it already.
            text: The body of the last that has one.
        """
        section = parts[0]
        alone = section.headed and not text
        if not alone and (section.kind not in _TEXTS or _CLOSED.search(text)):
            return None
        nearest: tuple[float, int] | None = None
        reach = _BELOW_A_HEADING if alone else _NEAR
        last = parts[-1].passage.lines[-1]
        height = max(last.height, 1.0)
        near = self._places.meeting(
            min(last.box.center[1], last.box.bottom - height),
            last.box.bottom + (reach + 1) * height,
        )
        for number, first in near:
            # What begins a block may be joined to another one by now.
            if number not in self.blocks or self.blocks[number][0] is not first:
                continue
            if not alone and not _continues(text, section, first):
                continue
            distance = _distance(last, first, beside=alone)
            if distance <= reach and (nearest is None or distance < nearest[0]):
                nearest = distance, number
        return nearest[1] if nearest else None


_CLOSED = regex.compile(r"[.!?)\]]$")


def _continues(text: str, section: Section, first: Section) -> bool:
    """The next block's first words go on with an unfinished sentence."""
    if first.kind not in (SectionKind.CLAIMS, section.kind):
        return False
    begins = first.text[:1]
    return (
        begins.islower()
        or begins in "(["
        or text.endswith((",", ":", ";", "-", "&"))
        or _RUNS_ON.search(text) is not None
    )


def _distance(last: Line, first: Section, *, beside: bool) -> float:
    """Blank space between a section's last line and a block, in heights of print.

    Infinite where the block stands neither below it nor, if asked, at its right.
    """
    top = first.passage.lines[0]
    a, b = last.box, top.box
    block = first.passage.box
    height = max(last.height, 1.0)
    overlap = min(a.x1, block.x1) - max(a.x0, block.x0)
    if overlap > 0.3 * min(a.width, block.width) and b.top >= a.bottom - 0.6 * height:
        return max(b.top - a.bottom, 0.0) / height
    middle = (a.top + a.bottom) / 2
    if beside and b.top <= middle <= b.bottom and b.x0 >= a.x1 - height:
        return max(b.x0 - a.x1, 0.0) / height / 2
    return float("inf")
