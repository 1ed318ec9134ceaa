"""The names of one ingredient list, in label order.

Members of brackets are ingredients too, and so is the capsule. A name that the
lexicon does not know stays unrecognized, because an unknown name must be able to
stop a product from passing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auditor import regex
from auditor.lexicon import fold
from auditor.model import Ingredient, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon, Recognized


TOLERATED = 0.7
"""Trust in a name that the lexicon knew only by tolerating a misreading."""


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
    r"|\s*(?:processing aids?|carriers?|(?:flow|bulking|glazing|raising) agents?|fillers?"
    r"|emulsifiers?|thickeners?|stabili[sz]ers?|acidulants?|acidity regulators?|lubricants?"
    r"|binders?|antioxidants?|su(?:ss|ß)ungsmittel|trennmittel|farbstoffe?|uberzugsmittel"
    r"|kapselhulle|fullstoffe?|edulcorants?|colorants?|antiagglomerants?|enveloppe"
    r"|edulcorantes?|colorantes?|antiaglomerantes?|capsula) ?[:(]"
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
            for first, last in _columns(text, start, stop, lexicon)
            for item in _items(text, first, last)
            for ingredient in _ingredients(item, section, lexicon, None, shell=False)
        ]
        if len(more) > 1 and repeats(more, names, lexicon):
            return (*names, *added(more, names, lexicon, translated=True)), end
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


_SEPARATORS = frozenset(",;•·|")


def _columns(
    text: str, start: int, end: int, lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """The stretch, or its lines where nothing but they part its names: a list that has
    one name below the other."""
    lines = text[start:end].split("\n")
    apart = len(lines) > 1 and _SEPARATORS.isdisjoint(text[start:end])
    if not apart or sum(lexicon.recognize(line) is not None for line in lines) < _FEW:
        yield start, end
        return
    for line in lines:
        yield start, start + len(line)
        start += len(line) + 1


_FEW = 2
"""Names that tell a column of them from one name on several lines."""


def _is_additive(stretch: str, lexicon: Lexicon) -> bool:
    known = lexicon.recognize(flat(stretch))
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
        elif depth == 0 and (character in _SEPARATORS or _is_bar(text, position)):
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


_LISTS_NOTHING = regex.compile(
    r"(?:\p{L}+[ -]){0,3}\p{L}+ ?: ?(?:none|nil|aucune?|keine?|ningun[oa]s?)"
    r"|(?:(?:and|et|y|und) )?(?:nothing (?:else|more|added)|rien d'autre|nada mas"
    r"|sonst nichts|nichts (?:weiter|anderes)|that'?s (?:it|all))"
)
"""What stands in a list and says that there is no more: "Preservatives: none"."""

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
    name = flat(text[item.start : item.end])
    if _LISTS_NOTHING.fullmatch(fold(name)):
        return
    whole = flat(text[item.start : item.stop or item.end])
    known = _recognized(name, within, lexicon) if name else None
    inner = [
        ingredient
        for member in item.members
        if not _explains(
            flat(text[member.start : member.end]),
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
    members = (flat(text[member.start : member.end]) for member in item.members)
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
    if len(joints) != 1 or lexicon.names.get(flat(text[item.start : item.end])):
        return ()
    first = _Item(item.start, joints[0].start(), stop=joints[0].start())
    second = _Item(joints[0].end(), item.end, item.members, item.stop)
    both = (first, second)
    known = all(lexicon.names.get(flat(text[one.start : one.end])) for one in both)
    return both if known else ()


_PARTED_WORD = regex.compile(r"(?<=\p{Ll})-\n(?=\p{Ll})")


def flat(text: str) -> str:
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


# --- the same in another language ----------------------------------------------


def repeats(
    names: Sequence[Ingredient], known: Sequence[Ingredient], lexicon: Lexicon
) -> bool:
    """Whether a list says in another language, or on another photo, what is known."""
    ids = {_identity(item, lexicon) for item in known}
    if not ids or not names:
        return False
    again = sum(_identity(item, lexicon) in ids for item in names)
    return again >= 0.6 * len(names)


def added(
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


def _identity(item: Ingredient, lexicon: Lexicon) -> str:
    known = lexicon.recognize(item.name)
    return f"{known.kind} {known.id}" if known else fold(item.name)
