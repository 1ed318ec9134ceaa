"""The ingredient list: where it is, whether it was read to its end, and each name.

Members of brackets are ingredients too, and so is the capsule. A name that the
lexicon does not know stays unrecognized, because an unknown name must be able to
stop a product from passing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from auditor import regex
from auditor.facts.claims import denied, excepts
from auditor.facts.level import in_picture
from auditor.facts.openings import SectionKind
from auditor.facts.sections import missing_line, sentences
from auditor.facts.text import is_badly_read
from auditor.lexicon import fold
from auditor.model import Found, Ingredient, Origin, Unreadable, cover

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon, Recognized
    from auditor.model import Box, Evidence, Line, Nutrient, Page, Reading

LISTS = (SectionKind.OTHER_INGREDIENTS, SectionKind.INGREDIENTS)

ListState = Literal["whole", "partial", "none", "unseen"]

TOLERATED = 0.7
"""Trust in a name that the lexicon knew only by tolerating a misreading."""

_NONE = regex.compile(
    r"\W*(?:none|nothing else|no other ingredients?"
    r"|no added ingredients?|n/a|na\b(?!\W?\p{L})"
    r"|not applicable|nil|there are no other ingredients?"
    r"|aucune?|aucun autre ingredient|sans autres? ingredients?|ninguno|ninguna"
    r"|sin otros ingredientes|keine"
    r"|(?:(?:this|the|our) (?:product|powder|formula|supplement) |it )?contains? no other"
    r" ingredients?)\b"
)
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
            texts.append(_flat(section.passage.text[section.body : end]))
            evidence += section.evidence(section.start, end)
            beside = _beside(section, end, rows)
            reasons += _exception(
                f"{texts[-1]} {beside}".rstrip(), _NONE, sections, lexicon
            )
            reasons += _hard_to_read(section.evidence(section.start, end), pages)
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
        if _repeats(names, found, lexicon):
            # Another heading is that of another language.
            names = _added(names, found, lexicon, translated=section.heading not in heads)
            if not names:
                continue
        heads.add(section.heading)
        found += names
        texts.append(_flat(section.passage.text[section.body : end]))
        evidence += section.evidence()
        reasons += _why_partial(section, names, pages, lexicon)
        reasons += _shares_left(section, names)
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
        section.evidence(), _page_of(section.evidence(), pages)
    ):
        return False
    beginning = fold(_flat(section.text)).rstrip(" ,.;:-")
    return any(
        len(other.text) > len(beginning)
        and fold(_flat(other.text)).startswith(beginning)
        and not _hard_to_read(other.evidence(), pages)
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
            said = _flat(section.passage.text[start:end])
            if _SAYS_NONE.search(fold(said)) is None:
                continue
            evidence = section.passage.evidence(start, end)
            doubts = [
                *_exception(said, _SAYS_NONE, sections, lexicon),
                *_hard_to_read(evidence, pages),
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


def _repeats(
    names: Sequence[Ingredient], known: Sequence[Ingredient], lexicon: Lexicon
) -> bool:
    """Whether a list says in another language, or on another photo, what is known."""
    ids = {_identity(item, lexicon) for item in known}
    if not ids or not names:
        return False
    again = sum(_identity(item, lexicon) in ids for item in names)
    return again >= 0.6 * len(names)


def _added(
    names: Sequence[Ingredient],
    known: Sequence[Ingredient],
    lexicon: Lexicon,
    *,
    translated: bool,
) -> tuple[Ingredient, ...]:
    """What a list that says again what is known names besides.

    Foods and names that the lexicon does not know are those of the list translated.
    """
    ids = {_identity(item, lexicon) for item in known}
    return tuple(
        item
        for item in names
        if _identity(item, lexicon) not in ids
        and (not translated or item.additive is not None or item.protein is not None)
    )


def _named_behind(
    section: Section, end: int, listed: Sequence[Ingredient], lexicon: Lexicon
) -> list[str]:
    """A synthetic additive that a sentence behind the list names and does not deny."""
    ids = {item.additive for item in listed}
    for start, stop in sentences(section.passage, end, section.end):
        said = _flat(section.passage.text[start:stop])
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


def _identity(item: Ingredient, lexicon: Lexicon) -> str:
    known = lexicon.recognize(item.name)
    return f"{known.kind} {known.id}" if known else fold(item.name)


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


# --- was it read to its end? --------------------------------------------------


def _why_partial(
    section: Section,
    names: Sequence[Ingredient],
    pages: Sequence[tuple[str, Page]],
    lexicon: Lexicon,
) -> list[str]:
    """Reasons to doubt that the list on the picture is the list on the label."""
    evidence = section.evidence()
    page = _page_of(evidence, pages)
    reasons = _hard_to_read(evidence, pages)
    text = section.text.rstrip()
    if (elsewhere := _ELSEWHERE.search(fold(text))) is not None:
        reasons.append(f"it goes on elsewhere: {elsewhere[0]!r}")
    elif text.startswith(("…", "...", ",")):
        reasons.append(f"its beginning is missing before {text[:30]!r}")
    elif text.rstrip(" *†‡").endswith((",", "(", "&", "-", ":", "…", "...")) or fold(
        text
    ).endswith((" and", " et", " y")):
        reasons.append(f"it breaks off after {text[-30:]!r}")
    elif text.count("(") > text.count(")") + text.endswith((".", "*")):
        # One of many that a reader lost where the list goes on to its full stop.
        reasons.append("a bracket in it is never closed")
    elif (
        not text.endswith((".", ")", "]", "*"))
        and not _shares_make_all(section, names)
        # No line of a text layer is lost to blur, glare or the edge of a picture.
        and page.origin != "text-layer"
    ):
        if not _something_below(section, page):
            reasons.append("nothing shows where it ends")
        elif names and _may_go_on(names[-1], lexicon):
            reasons.append(f"it breaks off after {names[-1].name!r}, which may go on")
    if gap := missing_line(section):
        reasons.append(f"a line seems to be missing below {gap!r}")
    if beside := _between(section, page):
        reasons.append(f"{beside!r} stands between its words and was not read with it")
    return reasons


def _between(section: Section, page: Page) -> str:
    """A line within the list that is not of it; blank if none.

    The lines of a narrow column that is justified fall into pieces, and those at its
    right end where it does, wherever they begin.
    """
    lines = section.passage.lines_of(section.body, section.end)
    own = {id(line) for line in section.passage.lines}
    rows = {line.row for line in lines}
    box = cover(line.box for line in lines)
    beside = [line for line in page.lines if line.row in rows and id(line) not in own]
    within = [line for line in beside if box.holds(line.box.center)]
    if not within:
        within = _flush_right([line for line in beside if line.box.x0 > box.x0])
    return within[0].text if within else ""


_FLUSH = 0.2
"""Heights of print by which the ends of justified lines differ at most."""


def _flush_right(lines: list[Line]) -> list[Line]:
    """The lines if more than one of them end at one place and begin at several."""
    starts, ends = [line.box.x0 for line in lines], [line.box.x1 for line in lines]
    if len(lines) < 2:
        return []
    size = min(line.height for line in lines)
    flush = max(ends) - min(ends) <= _FLUSH * size < max(starts) - min(starts)
    return lines if flush else []


def _may_go_on(last: Ingredient, lexicon: Lexicon) -> bool:
    """Whether a mineral or food at the end of a list may be half of an additive's name:
    "magnesium", whose "stearate" was on a line that was lost."""
    return last.additive is None and lexicon.begins_synthetic(last.name)


def _shares_left(section: Section, names: Sequence[Ingredient]) -> list[str]:
    """Why a list whose every name has its share names not all: they make no hundred."""
    shares = _shares(section, names)
    if not shares or sum(shares) > _ROUNDED_TO_ALL:
        return []
    return [f"the shares in it make {sum(shares)} % and not all"]


def _shares_make_all(section: Section, names: Sequence[Ingredient]) -> bool:
    """Whether nothing can be missing behind the names: "100% L-glutamine"."""
    return sum(_shares(section, names)) > _ROUNDED_TO_ALL


def _shares(section: Section, names: Sequence[Ingredient]) -> list[Decimal]:
    """Percent of each name of a list; empty where some have none."""
    shares = [
        Decimal(share.replace(",", "."))
        for share in _PERCENT.findall(section.passage.text, section.body, section.end)
    ]
    return shares if len(shares) == len(names) else []


_PERCENT = regex.compile(r"(\d+(?:[.,]\d+)?) ?%")
_ROUNDED_TO_ALL = Decimal("99.5")
"""Percent, where a list rounds its shares to whole ones."""


def _page_of(evidence: Sequence[Evidence], pages: Sequence[tuple[str, Page]]) -> Page:
    place = (evidence[0].file, evidence[0].page)
    return next(page for name, page in pages if (name, page.number) == place)


def _hard_to_read(
    evidence: Sequence[Evidence], pages: Sequence[tuple[str, Page]]
) -> list[str]:
    """Reasons to doubt that what was read is what is printed, and all of it."""
    page = _page_of(evidence, pages)
    reasons = []
    if any(map(is_badly_read, evidence)):
        worst = min(
            evidence, key=lambda item: 1.0 if item.confidence is None else item.confidence
        )
        reasons.append(f"part of it is hard to read: {worst.text!r}")
    if runs_into_edge(evidence, page):
        reasons.append("it runs into the edge of the picture")
    if any(_reaches(box, evidence) for box in page.unread):
        reasons.append("print in it or right below it could not be made out")
    return reasons


def runs_into_edge(evidence: Sequence[Evidence], page: Page) -> bool:
    """Whether print touches the left, right or lower edge of a picture and may go on
    beyond it."""
    margin = 0.5 * max(item.box.height for item in evidence)
    return page.unit == "px" and any(
        box.x0 < margin or box.x1 > page.width - margin or box.bottom > page.height - margin
        for box in (in_picture(item.box, page) for item in evidence)
    )


_ELSEWHERE = regex.compile(
    r"\b(?:continue[sd]?|cont'?d) (?:on|at|below|overleaf|inside)\b"
    r"|\b(?:see|refer to|check) (?:the |our |individual |each |outer )*(?:back|side|other"
    r"|bottom"
    r"|reverse|inside|under|carton|box|label|lid|base|website|sachets?|packets?|pouch"
    r"|sticker"
    r"|panel|package|packaging|flavou?rs?|sleeve|insert|leaflet)\b"
    r"|\bsuite (?:au|a la|sur)\b|\bvoir (?:au|le) (?:dos|verso)\b|\bver (?:al )?reverso\b"
    r"|\bcontinua en\b|\bsiehe (?:ruck|unter)seite\b"
)


def _reaches(box: Box, evidence: Sequence[Evidence]) -> bool:
    """Whether a place stands among the lines of a list, or where its next line would."""
    whole = cover(item.box for item in evidence)
    step = 2.0 * max(evidence, key=lambda item: item.box.bottom).box.height
    across = box.shares_column(whole)
    return across and whole.top < box.center[1] < whole.bottom + step


def _something_below(section: Section, page: Page) -> bool:
    """Whether other print follows under the last line of the list."""
    last = section.evidence()[-1].box
    return any(
        line.box.top > last.bottom - 0.5 * last.height
        and line.box.x0 < last.x1
        and line.box.x1 > last.x0
        for line in page.lines
    )


# --- names --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Item:
    """One name of a list with its place in the passage, and its bracket's members."""

    start: int
    end: int
    """Of the name without the bracket of its members."""

    members: tuple[_Item, ...] = ()
    stop: int = 0
    """Behind the bracket, where there is one."""


_OPEN, _CLOSE = "([{", ")]}"
_DECIMAL = regex.compile(r"\d[,.]\d")
_SENTENCE = regex.compile(r"\.\s+(?=\p{Lu}|[*†‡])|[.]\s*$|\.\n")
_ALSO_LISTED = regex.compile(
    r"\s*(?:contains? )?(?:less than|<|\d+ ?% or less)|\s*contains? \d"
    r"|\s*may contain one or more"
    r"|\s*(?:sweeteners?|colou?rs?|flavou?rs?|anti-?caking|capsule|coating"
    r"|preservatives?)\b"
)


_NO_LIST = regex.compile(
    r"\s*(?:contains?\b|contient|contiene|enthalt|allerg|free\b|no\b|not\b|does\b|without"
    r"|sans|sin\b|ohne|may contain|made|manufactured|produced|packaged|processed|tested"
    r"|third|store|keep|suitable|phenylketonurics|(?:great|ideal|perfect|good|best) for\b"
    r"|supports?\b|helps?\b"
    r"|promotes?\b|features?\b|benefits?\b|\*|†|‡)"
)
"""How sentences begin that a list never goes on with, however many commas they have."""


def read_list(
    section: Section, lexicon: Lexicon, *, goes_on: bool = False
) -> tuple[tuple[Ingredient, ...], int]:
    """Each name of one list in label order, members of brackets behind their parent.

    With the place in the passage where the list ends: a second language that says it
    again is not part of it.

    Args:
        goes_on: something stands before it in the list, so that its first sentence
            need not belong to it.
    """
    text = section.passage.text
    names: list[Ingredient] = []
    end = section.body
    for start, stop in _sentences(text, section.body, section.end, lexicon, goes_on):
        more = [
            ingredient
            for item in _items(text, start, stop)
            for ingredient in _ingredients(item, section, lexicon, None, shell=False)
        ]
        if len(more) > 1 and _repeats(more, names, lexicon):
            return (*names, *_added(more, names, lexicon, translated=True)), end
        names += more
        end = stop + (text[stop : stop + 1] == ".")
    return tuple(names), end


def _sentences(
    text: str, start: int, end: int, lexicon: Lexicon, goes_on: bool
) -> Iterator[tuple[int, int]]:
    """The list's own sentences: the first, and those that go on with it.

    A comma may have been read as a period: what is an additive by itself is listed.
    """
    position = start
    first = not goes_on
    while position < end:
        stop = next(
            (
                match
                for match in _SENTENCE.finditer(text, position, end)
                if not _is_abbreviation(text, match.start())
                and _depth(text, position, match.start()) == 0
            ),
            None,
        )
        stop_at = stop.start() if stop else end
        stretch = fold(text[position:stop_at])
        adds = not _NO_LIST.match(stretch) and (
            "," in stretch or _is_additive(text[position:stop_at], lexicon)
        )
        if first or adds or _ALSO_LISTED.match(stretch):
            yield position, stop_at
        else:
            return
        first = False
        position = stop.end() if stop else end


def _is_additive(stretch: str, lexicon: Lexicon) -> bool:
    known = lexicon.recognize(_flat(stretch))
    return known is not None and known.kind == "additive"


_LAST_WORD = regex.compile(r"[\p{L}&]+$")


def _is_abbreviation(text: str, dot: int) -> bool:
    word = _LAST_WORD.search(text[max(dot - 8, 0) : dot])
    return word is not None and fold(word[0]) in {
        "no", "st", "e", "g", "i", "var", "sp", "spp", "subsp", "l", "u", "s", "approx",
        "min", "fd&c", "d", "vit", "ext", "std", "inc", "a", "b", "c",
    }  # fmt: skip


def _depth(text: str, start: int, end: int) -> int:
    stretch = text[start:end]
    return sum(stretch.count(c) for c in _OPEN) - sum(stretch.count(c) for c in _CLOSE)


_DEEPEST = 8
"""Brackets inside brackets: a list with more of them is no list, and one odd name."""


def _items(text: str, start: int, end: int, within: int = 0) -> Iterator[_Item]:
    """Names parted by commas and semicolons outside of brackets."""
    if within > _DEEPEST:
        yield _Item(start, end, stop=end)
        return
    depth = 0
    begin = start
    for position in range(start, end):
        character = text[position]
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(depth - 1, 0)
        elif depth == 0 and (character in ",;•·|" or _is_bar(text, position)):
            if character == "," and _DECIMAL.match(text, max(position - 1, 0)):
                continue
            yield from _item(text, begin, position, within)
            begin = position + 1
    yield from _item(text, begin, end, within)


def _is_bar(text: str, position: int) -> bool:
    return text[position] == "/" and text[position - 1 : position + 2] == " / "


_UNREAD = "?\N{REPLACEMENT CHARACTER}"

_AND = regex.compile(r"\s+(?:and|et|y|und|&)\s+")

_BARE_NUMBER = regex.compile(r"\d{3,4} ?[a-z]?(?: ?\([ivx]+\))?")
"""Additives by their number alone, as Australia and New Zealand print them."""


def _item(text: str, start: int, end: int, within: int) -> Iterator[_Item]:
    while start < end and (text[start].isspace() or text[start] in ".:-–*†‡"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".:-–"):
        end -= 1
    if start >= end:
        return
    # A sign for what could not be read stands for a name.
    named = any(char.isalpha() or char in _UNREAD for char in text[start:end])
    if not named and _BARE_NUMBER.match(text[start:end]) is None:
        return
    opening = next((n for n in range(start, end) if text[n] in _OPEN), -1)
    if opening <= start:
        if opening == start and text[end - 1] in _CLOSE:
            yield from _items(text, start + 1, end - 1, within + 1)
            return
        yield _Item(start, end, stop=end)
        return
    depth, closing = 0, end
    for n in range(opening, end):
        depth += (text[n] in _OPEN) - (text[n] in _CLOSE)
        if depth == 0:
            closing = n
            break
    members = tuple(_items(text, opening + 1, closing, within + 1))
    name_end = opening
    while name_end > start and text[name_end - 1].isspace():
        name_end -= 1
    joint = _AND.match(text, closing + 1, end)
    yield _Item(start, name_end, members, joint.start() if joint else end)
    if joint:
        yield from _item(text, joint.end(), end, within)


_EXPLAINS = regex.compile(
    r"(?:for|from|as|processed|to|contains?|derived|standardi[sz]ed|std|used|providing|with"
    r"|source|pour|de|para|como|comme|min|not less|added|a |an |\d|an?ti-?caking|\W*$"
    r"|(?:vegetable|vegetarian|vegan|plant|usp|nf|fcc|bp|kosher|halal|non-?gmo)"
    r"(?: (?:grade|source|sourced|based|origin|derived))?\W*$)"
)
_NUMBERED = regex.compile(r"(?:(?:e|ins)[ -]?)?\d{3,4} ?[a-z]?(?: ?\([ivx]+\))?")


def _ingredients(
    item: _Item, section: Section, lexicon: Lexicon, within: str | None, *, shell: bool
) -> Iterator[Ingredient]:
    text = section.passage.text
    if halves := _halves(item, text, lexicon):
        for half in halves:
            yield from _ingredients(half, section, lexicon, within, shell=shell)
        return
    name = _flat(text[item.start : item.end])
    whole = _flat(text[item.start : item.stop or item.end])
    known = _recognized(name, within, lexicon) if name else None
    inner = [
        ingredient
        for member in item.members
        if not _explains(
            _flat(text[member.start : member.end]),
            known,
            lexicon,
            lone=len(item.members) == 1,
        )
        for ingredient in _ingredients(
            member, section, lexicon, name, shell=shell or bool(known and known.shell)
        )
    ]
    listed = any(
        one.origin is not Origin.UNRECOGNIZED and not _is_class(one) for one in inner
    )
    members = (_flat(text[member.start : member.end]) for member in item.members)
    if not listed and _is_half_a_name(name, known, members, lexicon):
        yield _ingredient(whole, None, item, section, within, shell=shell)
        return
    if not listed or lexicon.names.get(whole) is not None:
        # "Beet root powder (for color)": the bracket explains and lists nothing.
        best = (lexicon.recognize(whole) if item.members else None) or known
        named = best is not None and (_is_substance(best) or not inner)
        if named or not inner:
            yield _ingredient(name, best, item, section, within, shell=shell)
            return
    parent = _ingredient(name, known, item, section, within, shell=shell)
    # "Sweetener (sucralose)" and "protein blend (whey)" are headings of what they hold.
    restated = any(one.additive == parent.additive for one in inner)
    if known is not None and _is_substance(known) and not (parent.additive and restated):
        yield parent
    yield from _once(inner)


def _is_half_a_name(
    name: str, known: Recognized | None, members: Iterable[str], lexicon: Lexicon
) -> bool:
    """Whether a mineral serves for what only a compound of it does: "silicon (anti-caking
    agent)" has lost its "dioxide"."""
    if known is None or known.kind != "nutrient" or not lexicon.begins_synthetic(name):
        return False
    served = map(lexicon.recognize, members)
    return any(
        one is not None and one.id in ("anticaking-agent", "bulking-agent")
        for one in served
    )


def _once(members: Sequence[Ingredient]) -> Iterator[Ingredient]:
    """Members of a bracket, those that only number another one left out."""
    for item in members:
        others = {one.additive for one in members if one is not item}
        if not (_NUMBERED.fullmatch(fold(item.name)) and item.additive in others):
            yield item


def _recognized(name: str, within: str | None, lexicon: Lexicon) -> Recognized | None:
    """What a name is; in the bracket of a function, used for that function."""
    if _BARE_NUMBER.fullmatch(name):
        return lexicon.recognize(f"E{name}")
    function = lexicon.recognize(within) if within else None
    if function is not None and not _is_substance(function) and not function.shell:
        used = lexicon.recognize(f"{within}: {name}")
        if used is not None:
            return used
    return lexicon.recognize(name)


def _explains(
    member: str, known: Recognized | None, lexicon: Lexicon, *, lone: bool
) -> bool:
    """Whether what stands in a bracket says more of the name before it, and is no
    ingredient beside it: its number, its other name, that it is the capsule.

    Args:
        lone: nothing else stands in the bracket. Of several members one that is the
            name again ("flavor blend (flavor, gum)") is an ingredient.
    """
    other = _recognized(member, None, lexicon)
    if other is not None and _NUMBERED.fullmatch(fold(member)):
        # "Microcrystalline cellulose (E460)": the number may be of the wider kind.
        if known is None or not _is_substance(known):
            return False
        return bool({*other.classes} & {*known.classes})
    if _EXPLAINS.match(fold(member)):
        return not _holds_more(member, lexicon)
    if known is None or not _is_substance(known):
        return False
    if other is None or other.kind != "additive":
        return False
    return (lone and other.id == known.additive) or other.classes == _SHELL_ONLY


_HOLDS = regex.compile(r"(?:(?:may )?contains?|with|added|plus|includ(?:es|ing))\b:?\s*")


def _holds_more(member: str, lexicon: Lexicon) -> bool:
    """ "Contains milk protein" and "added colors" in a bracket name what is in it too;
    "contains milk" warns of an allergen, and what is derived from a protein need not
    hold any."""
    holds = _HOLDS.match(fold(member))
    held = member[holds.end() :] if holds else ""
    known = lexicon.recognize(held) if held else None
    if known is None:
        return False
    if known.protein is None:
        return known.kind == "additive"
    allergen = lexicon.allergens.get(held)
    return allergen is None or fold(held).rstrip("s") != allergen[0]


_SHELL_ONLY = ("shell",)


def _is_substance(known: Recognized) -> bool:
    """Not a blend, a capsule of something or what substances are added for."""
    if known.kind == "blend" or known.classes == _SHELL_ONLY:
        return False
    words = {fold(known.name).removesuffix("s"), known.id.replace("-", " ")}
    return known.kind != "additive" or not words & set(known.classes)


def _is_class(item: Ingredient) -> bool:
    """Whether the name is no substance but what substances are added for."""
    return item.is_function and _HOLDS.match(fold(item.name)) is None


def _halves(item: _Item, text: str, lexicon: Lexicon) -> tuple[_Item, ...]:
    """Two names that an "and" joins, the bracket staying with the second; else none."""
    joints = list(_AND.finditer(text, item.start, item.end))
    if len(joints) != 1 or lexicon.names.get(_flat(text[item.start : item.end])):
        return ()
    first = _Item(item.start, joints[0].start(), stop=joints[0].start())
    second = _Item(joints[0].end(), item.end, item.members, item.stop)
    both = (first, second)
    known = all(lexicon.names.get(_flat(text[one.start : one.end])) for one in both)
    return both if known else ()


_PARTED_WORD = regex.compile(r"(?<=\p{Ll})-\n(?=\p{Ll})")


def _flat(text: str) -> str:
    """On one line, words that a line break parted made whole."""
    return " ".join(_PARTED_WORD.sub("", text).split())


def _ingredient(
    name: str,
    known: Recognized | None,
    item: _Item,
    section: Section,
    within: str | None,
    *,
    shell: bool,
) -> Ingredient:
    trust = section.trust * (1.0 if known is None or known.exact else TOLERATED)
    evidence = section.passage.evidence(item.start, item.end, trust)
    plain = Ingredient(
        name=_bare(name, known), within=within, shell=shell, evidence=evidence
    )
    if known is None:
        return plain
    return replace(
        plain,
        additive=known.id if known.kind == "additive" else None,
        classes=known.classes,
        origin=known.origin,
        strictness=known.strictness,
        shell=shell or known.shell,
        protein=known.protein,
        amino_acid=known.amino_acid,
        exact=known.exact,
    )


_SHARE = r"\d+(?:[.,]\d+)? ?%"
_BEFORE_NAME = regex.compile(
    rf"(?:(?:and )?contains? )?(?:(?:less than|<) ?{_SHARE}|{_SHARE} or less|{_SHARE})"
    r"(?: each)?(?: of)?(?: each)?(?: the following)?\s*:?\s*"
)
_BEHIND_NAME = regex.compile(rf"[\s*†‡§^#°]*(?:{_SHARE})?[\s*†‡§^#°]*$")


def _bare(name: str, known: Recognized | None) -> str:
    """The name without function, share and footnote signs: "Filler: rice flour 2%"."""
    bare = name
    share = _BEFORE_NAME.match(fold(bare))
    if share is not None:
        bare = bare[share.end() :]
    function, colon, rest = bare.partition(":")
    if (
        colon
        and rest.strip()
        and known is not None
        and len(function.split()) <= _FUNCTION_WORDS
    ):
        bare = rest.strip()
    return bare[: _BEHIND_NAME.search(bare).start()] or name


_FUNCTION_WORDS = 4
"""Of a heading inside a list: "Vegetarian capsule shell:"."""
