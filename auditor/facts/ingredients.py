"""The ingredient list: where it is, in which languages, and what is known of its end.

A label may say that there is nothing to list, or where else its list stands; both decide
what the absence of a name means.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from auditor import regex
from auditor.facts.claims import denied, excepts
from auditor.facts.list_ends import (
    hard_to_read,
    page_of,
    runs_into_edge,
    shares_left,
    why_partial,
)
from auditor.facts.listed_names import added, flat, read_list, repeats
from auditor.facts.openings import SectionKind
from auditor.facts.sections import sentences
from auditor.lexicon import fold
from auditor.model import Found, Ingredient, Origin, Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Evidence, Nutrient, Page, Reading

LISTS = (SectionKind.OTHER_INGREDIENTS, SectionKind.INGREDIENTS)

ListState = Literal["whole", "partial", "none", "unseen"]

_NIL = (
    r"(?:none|nothing else|no other ingredients?"
    r"|no added ingredients?|n/a|na\b(?!\W?\p{L})"
    r"|not applicable|nil|there are no other ingredients?"
    r"|aucune?|aucun autre ingredient|sans autres? ingredients?|ninguno|ninguna"
    r"|sin otros ingredientes|keine"
    r"|(?:(?:this|the|our) (?:product|powder|formula|supplement) |it )?contains? no other"
    r" ingredients?)"
)
_NONE = regex.compile(rf"\W*{_NIL}(?:\W{{1,3}}{_NIL})?\b")
"""The same in two languages, too: "None / Aucun"."""
_NOTHING_MORE = regex.compile(
    r"[^\w?]*$|\W*\d|(?:\s+|\s*[^\w\s?]+\s*)(?:added|used|present|listed|needed|required"
    r"|whatsoever|at all|(?:are|is|were) (?:added|used|present|needed)|just|only|pure|all"
    r"|ajoutee?s?|anadidos?|no|not|non|nor|free|without|contains?|gluten|dairy|soy|vegan"
    r"|sans|sin|ohne)\b"
)
"""What may follow a "none" that says it of the whole product."""
_ADDS = regex.compile(
    r"\s*(?:[,;(&]|(?:and|or|plus|with|including|also)\b)", regex.IGNORECASE
)
"""How a text begins that goes on with one before it."""
_DENIES = regex.compile(r"(?:it )?(?:contains?|no|free|nothing|without|sans|sin)\b")
_SAYS_NONE = regex.compile(
    r"\b(?:contains? )?no other ingredients?\b"
    r"|\bno (?:other|additional) ingredients? added\b"
    r"|\b(?:ne contient )?aucun autre ingredient\b|\bsin otros ingredientes\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IngredientList:
    """What was found of the list, for the facts and for what absence means."""

    ingredients: Reading[tuple[Ingredient, ...]]
    text: Reading[str]
    state: ListState
    reason: str

    @property
    def items(self) -> tuple[Ingredient, ...]:
        """The ingredients that were found; none where no list was."""
        return self.ingredients.value if isinstance(self.ingredients, Found) else ()


def find_ingredients(
    sections: Sequence[Section], pages: Sequence[tuple[str, Page]], lexicon: Lexicon
) -> IngredientList:
    """All ingredient lists of the label, one language of each.

    Args:
        pages: every page with the name of its file, to tell whether a list was cut
            off by the edge of the picture.
    """
    sections = [
        section
        for section in sections
        if not (section.kind in LISTS and _is_lettering(section, lexicon))
    ]
    lists = [section for section in sections if section.kind in LISTS and section.text]
    # What a table of the composition names, the list itself says better.
    lists.sort(key=lambda section: _heads_a_table(section, lexicon))
    columns: list[Section] = []
    if lists and not _heads_a_table(lists[0], lexicon):
        columns = [one for one in lists if _names_a_column(one, lexicon)]
        lists = [one for one in lists if not _names_a_column(one, lexicon)]
    lists = [one for one in lists if not _is_shown_whole(one, lists, pages)]
    elsewhere = _pointers(sections)
    if not lists:
        elsewhere += _names_only_some(sections)
        said = None if elsewhere else _says_none(sections, pages, lexicon)
        return said or _without_list(sections, elsewhere)
    found: list[Ingredient] = []
    texts: list[str] = []
    evidence: list[Evidence] = []
    reasons: list[str] = []
    heads: set[str] = set()
    rows = _first_lines(sections)
    none = False
    for section in lists:
        if _NONE.match(fold(section.text)):
            none = True
            end = _end_of_denial(section)
            texts.append(flat(section.passage.text[section.body : end]))
            evidence += section.evidence(section.start, end)
            beside = _beside(section, end, rows)
            reasons += _exception(
                f"{texts[-1]} {beside}".rstrip(), _NONE, sections, lexicon
            )
            reasons += hard_to_read(section.evidence(section.start, end), pages)
            # The capsule may follow: "None. Capsule: hypromellose."
            section = replace(section, start=end, body=end)
            names, end = read_list(section, lexicon, goes_on=True)
            if not names:
                reasons += _named_behind(section, end, found, lexicon)
                continue
        else:
            names, end = read_list(section, lexicon)
            if _ADDS.match(beside := _beside(section, end, rows)):
                reasons.append(f"it goes on with {beside[:60]!r}")
        if repeats(names, found, lexicon):
            # Another heading is that of another language.
            names = added(names, found, lexicon, translated=section.heading not in heads)
            if not names:
                continue
        heads.add(section.heading)
        found += names
        texts.append(flat(section.passage.text[section.body : end]))
        evidence += section.evidence()
        reasons += why_partial(section, names, pages, lexicon)
        reasons += shares_left(section, names)
        reasons += _named_behind(section, end, found, lexicon)
    for column in columns:
        reasons += _named_behind(column, column.body, found, lexicon)
    reasons += _named_as_contents(sections, found, lexicon)
    reasons += elsewhere
    state: ListState = "partial" if reasons else "none" if none and not found else "whole"
    reason = (
        reasons[0]
        if reasons
        else (
            "the label says that there are none" if state == "none" else "read to its end"
        )
    )
    return IngredientList(
        ingredients=Found(tuple(found), tuple(evidence)),
        text=Found(" ".join(texts), tuple(evidence)),
        state=state,
        reason=reason,
    )


def _is_shown_whole(
    section: Section, lists: Sequence[Section], pages: Sequence[tuple[str, Page]]
) -> bool:
    """Whether another picture shows the list whole that this one cuts off."""
    place = (section.passage.file, section.passage.page)
    elsewhere = [one for one in lists if (one.passage.file, one.passage.page) != place]
    if not elsewhere or not runs_into_edge(
        section.evidence(), page_of(section.evidence(), pages)
    ):
        return False
    beginning = fold(flat(section.text)).rstrip(" ,.;:-")
    return any(
        len(other.text) > len(beginning)
        and fold(flat(other.text)).startswith(beginning)
        and not hard_to_read(other.evidence(), pages)
        for other in elsewhere
    )


_LONGEST_MARK = 40
"""Characters of a mark inside a seal."""


def _is_lettering(section: Section, lexicon: Lexicon) -> bool:
    """Whether the heading is a word of a seal, "CLEAN INGREDIENTS" around "NON GMO": all
    that follows it is a mark. Headings of lists may have a colon or say "other", and the
    list of such a one was not read."""
    text = section.text
    word = section.heading.strip().isalpha()
    return (word and len(text) <= _LONGEST_MARK) and any(
        text[:start].strip() == "" == text[end:].strip(" .®™")
        for start, end, _ in lexicon.find_certifications(text)
    )


def _without_list(sections: Sequence[Section], elsewhere: list[str]) -> IngredientList:
    """No list was found, and why a label that is whole may have one nevertheless."""
    bare = any(section.kind in LISTS and section.headed for section in sections)
    if bare:
        elsewhere = [*elsewhere, "nothing was read under the heading of the list"]
    reason = elsewhere[0] if elsewhere else "no ingredient list on these pictures"
    return IngredientList(
        ingredients=Unreadable(reason),
        text=Unreadable(reason),
        state="partial" if elsewhere else "unseen",
        reason=reason,
    )


_POINTS = regex.compile(
    r"\b(?:formulas?|recipes?|composition|contents|ingredients?)(?: lists?)?"
    r" (?:may|will|can) (?:vary|differ|change)\b|"
    r"\bfor (?:(?:the|a|full|complete|all|list|of|more) )*ingredients?\b[^.;]{0,24}"
    r"\b(?:see|check|turn|refer|peel|visit|scan)\b"
    # A web address has full stops.
    r"|\b(?:peel|lift|open|turn|see|refer|scan|visit|qr|www|https?)\b(?:[^.;]|\.(?=\w)){0,60}"
    r"\b(?:for|to (?:read|see|view))"
    r" (?:(?:the|a|full|complete|all|list|of|more) )*ingredients?\b"
    r"|\bingredients?(?: list| information)? (?:(?:is|are|printed|listed|shown|found"
    r"|stated) )+"
    r"(?:under|inside|beneath|underneath|(?:on|at|in|below) (?:the |its )?(?:back|bottom"
    r"|base|lid"
    r"|side|reverse|cap|box|carton|sleeve|insert|leaflet|outer|inner|inside))\b"
    r"|\bingredients?(?: lists?)? var(?:y|ies)\b"
    r"|\b(?:ingredients|zutaten(?:liste)?|ingredientes)\W{0,3}(?:voir|siehe|ver|cf)\b"
)


_SIGNS_OF_POINTING = ("ngred", "zutat", "formula", "recipe", "composition", "contents")
"""Letters of which each match of `_POINTS` has some."""


def _pointers(sections: Sequence[Section]) -> list[str]:
    """Sentences that say the ingredients stand in another place, as reasons."""
    for section in sections:
        folded = fold(section.whole)
        if any(letters in folded for letters in _SIGNS_OF_POINTING):
            for told in _POINTS.finditer(folded):
                return [f"the label has ingredients elsewhere: {told[0]!r}"]
    return []


_ONLY_SOME = regex.compile(
    r"\b(?:key|main|featured|hero|primary|principal|star|chief) ingredients?\b"
    r"|\bingredients? includes?\b|\bcontains?,? among others?\b"
)


def _names_only_some(sections: Sequence[Section]) -> list[str]:
    """Words by which a label without a list tells that it has more to list."""
    for section in sections:
        folded = fold(section.whole)
        if told := _ONLY_SOME.search(folded):
            return [f"the label names only some of its ingredients: {told[0]!r}"]
    return []


def _heads_a_table(section: Section, lexicon: Lexicon) -> bool:
    heading = lexicon.headings.lookup(section.heading.strip(" :"))
    return heading is not None and heading.id == "composition"


def _names_a_column(section: Section, lexicon: Lexicon) -> bool:
    """Whether it is the first column of a table, whose amounts stand apart."""
    return _heads_a_table(section, lexicon) and not _PARTS_OF_A_LIST.search(section.text)


_PARTS_OF_A_LIST = regex.compile("[,;•·]")


def _end_of_denial(section: Section) -> int:
    """Where "None." ends, and the sentences that go on to deny: "Contains no fillers."."""
    last = section.end
    for number, (start, end) in enumerate(
        sentences(section.passage, section.body, section.end)
    ):
        said = section.passage.text[start:end]
        if number and not (_DENIES.match(fold(said)) or excepts(said[:_LONGEST_BUT])):
            break
        last = end
    return last


_LONGEST_BUT = 16
"""Characters of a sentence that hold the "except" that it may begin with."""


_Rows: TypeAlias = "Mapping[tuple[str, int, int], Sequence[Section]]"
"""Sections by file, page and row of their first lines."""


def _first_lines(sections: Sequence[Section]) -> _Rows:
    """The sections that begin a text of their own and are no other statement."""
    rows: dict[tuple[str, int, int], list[Section]] = {}
    for section in sections:
        if section.start == 0 and not (section.headed and section.kind not in LISTS):
            passage = section.passage
            place = (passage.file, passage.page, passage.lines[0].row)
            rows.setdefault(place, []).append(section)
    return rows


def _beside(section: Section, end: int, rows: _Rows) -> str:
    """What goes on, far to the right on its row, with a statement that has no full stop.

    It begins a text of its own: what a column beside it goes on with is that column's,
    and so is what has a heading there: "Directions: Mix 1 scoop".
    """
    passage = section.passage
    if passage.text[section.body : end].rstrip().endswith((".", "!")):
        return ""
    last = passage.line_at(max(end - 1, section.body))
    right = [
        (x0, other.whole)
        for other in rows.get((passage.file, passage.page, last.row), ())
        if (x0 := other.passage.lines[0].box.x0) > last.box.x1
    ]
    return min(right, default=(0.0, ""))[1]


def _says_none(
    sections: Sequence[Section], pages: Sequence[tuple[str, Page]], lexicon: Lexicon
) -> IngredientList | None:
    """A label without a list may say that it has nothing to list."""
    for section in sections:
        for start, end in sentences(section.passage, section.start, section.end):
            said = flat(section.passage.text[start:end])
            if _SAYS_NONE.search(fold(said)) is None:
                continue
            evidence = section.passage.evidence(start, end)
            doubts = [
                *_exception(said, _SAYS_NONE, sections, lexicon),
                *hard_to_read(evidence, pages),
            ]
            return IngredientList(
                ingredients=Found((), evidence),
                text=Found(said, evidence),
                state="partial" if doubts else "none",
                reason=doubts[0] if doubts else "the label says that there are none",
            )
    return None


def _exception(
    said: str, none: regex.Pattern[str], sections: Sequence[Section], lexicon: Lexicon
) -> list[str]:
    """Why "none" is not all that a denial says; empty where it is.

    "None in unflavored" is said of another product, and "none known" of nothing.
    """
    denial = none.search(fold(said))
    rest = said[denial.end() :] if denial else ""
    # Where a full stop was lost the next sentence begins with a capital.
    begins = _SIGNS.sub("", rest)[:1]
    anew = begins.isupper() and not said.isupper() and not _ADDS.match(rest)
    clauses = _CLAUSES.split(rest)
    named = any(lexicon.additives.find(one) and not denied(one) for one in clauses)
    if excepts(said) or named or not (anew or _NOTHING_MORE.match(fold(rest))):
        return [f"the label says none, and goes on, so not only that: {said!r}"]
    if (sign := _NOTED.match(rest)) and (note := _note(sign[1], sections)):
        return [f"the label says none, and a note to it says more: {note!r}"]
    return []


_SIGNS = regex.compile(r"^[\s.•|*†‡§¹²³)\]-]+")
_CLAUSES = regex.compile(r"[.;•|]")
_NOTED = regex.compile(r"[\s.]{0,2}([*†‡§¹²³]{1,3}|[1-9](?=\W|$))")
_NOTE_ON_ANOTHER_THING = regex.compile(
    r"\bdaily values?\b|\bevaluated\b|\bestablished\b|\bcalorie diet\b"
)


def _note(sign: str, sections: Sequence[Section]) -> str:
    """The note that begins with a sign; blank where it is one on daily values or the
    disclaimer, or none was read."""
    for passage in dict.fromkeys(section.passage for section in sections):
        for line in passage.lines:
            text = line.text.removeprefix(sign).lstrip()
            if (
                line.text.startswith(sign)
                and text[:1].isalpha()
                and not _NOTE_ON_ANOTHER_THING.search(fold(text))
            ):
                return line.text
    return ""


def _named_behind(
    section: Section, end: int, listed: Sequence[Ingredient], lexicon: Lexicon
) -> list[str]:
    """A synthetic additive that a sentence behind the list names and does not deny."""
    ids = {item.additive for item in listed}
    for start, stop in sentences(section.passage, end, section.end):
        said = flat(section.passage.text[start:stop])
        out = " ".join(denied(said))
        for match in lexicon.additives.find(said):
            known = lexicon.recognize(match.name)
            if (
                known is not None
                and known.origin is Origin.SYNTHETIC
                and known.id not in ids
                and fold(match.name) not in out
            ):
                return [f"{said[:60]!r} behind it may go on with it"]
    return []


_ANOTHER_PRODUCT = regex.compile(
    r"\b(?:facilit|equipment|plant\b|machinery|lines?\b|site\b|usine|instalacion|betrieb)"
)


def _named_as_contents(
    sections: Sequence[Section], listed: Sequence[Ingredient], lexicon: Lexicon
) -> list[str]:
    """A synthetic additive that an allergen statement names: "Contains: sucralose" says
    what is in the product, like a list. What else the maker makes is not."""
    for section in sections:
        if section.kind is SectionKind.ALLERGENS and not _ANOTHER_PRODUCT.search(
            fold(section.whole)
        ):
            named = _named_behind(section, section.start, listed, lexicon)
            if named:
                return named
    return []


# --- sources of declared nutrients ---------------------------------------------

_E_NUMBER = regex.compile(r"\be[ -]?\d{3,4}(?: ?[a-z])?\b")


def with_sources(
    listed: IngredientList, rows: Sequence[Nutrient], lexicon: Lexicon
) -> IngredientList:
    """The same where an additive that is the source of a declared vitamin or mineral
    is the nutrient that it is.

    Ascorbic acid is E 300 and vitamin C. A list that gives its additives their class
    and number must give them to every one (Regulation (EU) 1169/2011, annex VII part
    C); what has neither there, and is a permitted source (Directive 2002/46/EC, annex
    II) of what the panel declares, was added as that.
    """
    names, text = listed.ingredients, listed.text
    if not isinstance(names, Found) or not isinstance(text, Found):
        return listed
    if _E_NUMBER.search(fold(text.value)) is None:
        return listed
    declared = {
        known.id
        for row in rows
        if row.amount is not None and (known := lexicon.recognize(row.name)) is not None
    }
    bare = {item.strip(" *†.") for item in regex.split("[,;]", fold(text.value))}
    value = tuple(
        replace(item, additive=None, classes=(), origin=Origin.NUTRIENT, strictness=None)
        if item.additive is not None
        and item.exact
        and fold(item.name) in bare
        and lexicon.entries["additive"][item.additive].nutrient in declared
        else item
        for item in names.value
    )
    return replace(listed, ingredients=replace(names, value=value))
