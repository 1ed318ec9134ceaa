"""The dosage form of a product: powder, capsule, tablet and the rest.

A form is told by the words of the front, by the net contents, by the unit of a
serving and by a capsule shell among the ingredients. Powders of things ("beet
root powder") and words of directions tell nothing. Where two places disagree the
form stays open and the disagreement is reported: a label that says powder and
counts capsules is for a person to judge. A serving that is only weighed is most often
powder, and bars and lozenges are weighed too, so it tells that only where nothing else
on the label speaks of another form. So do scoops in the directions and net contents
that are a volume, or the weight of a supplement; last come the pieces that the
directions count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from auditor import regex
from auditor.facts.fronts import is_flavor
from auditor.facts.net_contents import LARGEST_SERVING, net_grams
from auditor.facts.openings import SectionKind
from auditor.facts.text import is_badly_read
from auditor.lexicon import fold, load_lexicon
from auditor.model import Absent, Conflict, DosageForm, Found, Unreadable
from auditor.quantity import NUMBER_WORDS, Unit, find_amounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.facts.sections import Section
    from auditor.lexicon import Lexicon
    from auditor.model import Evidence, Ingredient, Line, Reading, ServingSize

# --- from a name and a unit ---------------------------------------------------

_NARROWS = {
    (DosageForm.TABLET, DosageForm.CHEWABLE),
    (DosageForm.TABLET, DosageForm.LOZENGE),
    (DosageForm.CAPSULE, DosageForm.SOFTGEL),
    (DosageForm.LIQUID, DosageForm.SPRAY),
    (DosageForm.CHEWABLE, DosageForm.GUMMY),
}
"""Pairs of a form and another that is a kind of it: no disagreement."""

_NOT_THE_FORM = regex.compile(
    r"\s*-?\s*(?:flavou?r|blend|matrix|complex|infused|bears? |free\b|cleanse|loss|"
    r"coated|filled|dr(?:ied|ying)\b|(?:multi )?gels?\b|worms?\b)",
    regex.IGNORECASE,
)
_NO_LIQUID = regex.compile(
    r"\b(?:conte[úu]do|peso|corn|maple|rice|agave|tapioca|glucose|malt|cane|sugar|date|"
    r"golden|ma[iï]s|agav[eé])\s*$",
    regex.IGNORECASE,
)
"""Before "líquido", which is net in Portuguese, and before "syrup": no form of a product,
but what it has in it or boasts to be without."""
_FOOTNOTE = regex.compile(r"\((?:s|es|ies|R|TM|C)\)|[®™©]", regex.IGNORECASE)
_SEVERAL_FORMS = frozenset({"teaspoon", "tablespoon", "packet", "stick"})
"""Units of powders and of others: in the 10,256 products of DSLD's public list (2026)
153 of 280 teaspoons measure a liquid and 37 of 148 packets hold tablets or capsules."""

_SAYS_LITTLE_IN_A_NAME = frozenset(
    {"pill", "pills", "elixir", "cream", "melts", "lollipop"}
)
"""Words of names for several forms, and of flavors: a slimming pill is a capsule as
often as a tablet."""


def form_from_name(
    product_name: str, serving_unit: str | None = None, lexicon: Lexicon | None = None
) -> DosageForm | None:
    """The form that a product's name and serving unit tell; None if they tell none.

    The unit of a serving outweighs the name: powder is also what capsules are
    filled with. A unit that fits several forms (teaspoon, packet) leaves the word
    to the name.
    """
    lexicon = lexicon or load_lexicon()
    named = _narrowest(
        form
        for form, word in forms_named(product_name, lexicon)
        if fold(word) not in _SAYS_LITTLE_IN_A_NAME and form is not DosageForm.OTHER
    )
    told = form_of_unit(serving_unit, lexicon) if serving_unit else None
    if told is None or (told, named) in _NARROWS:
        return named
    return told


def form_of_unit(
    unit: str, lexicon: Lexicon, *, weighed: bool = False
) -> DosageForm | None:
    """The form that a serving's unit implies; None where it fits several.

    `weighed`: the serving is given in grams too, so that a spoon or a packet holds
    powder: liquids are measured in milliliters.
    """
    unit = _FOOTNOTE.sub("", unit)
    told = _narrowest(form for form, _ in forms_named(unit, lexicon))
    if told is not None:
        return told
    for match in lexicon.dosage_forms.units.find(unit):
        known = lexicon.dosage_forms.serving_units[match.id]
        if known.form is not None and (weighed or known.id not in _SEVERAL_FORMS):
            return known.form
    return None


def _narrowest(forms: Iterable[DosageForm]) -> DosageForm | None:
    """The last form, because the head of an English name stands at its end, unless
    an earlier one is a kind of it."""
    told: DosageForm | None = None
    for form in forms:
        if (form, told) not in _NARROWS:
            told = form
    return told


def forms_named(text: str, lexicon: Lexicon) -> Iterator[tuple[DosageForm, str]]:
    """The forms that the words of a text name, each with its word."""
    for match in lexicon.dosage_forms.words.find(text):
        # "Oxy-Powder" is a brand of capsules, "Phyto-Caps" are capsules.
        before = text[: match.start]
        brand = match.id == DosageForm.POWDER and before.endswith("-")
        other = match.id == DosageForm.LIQUID and _NO_LIQUID.search(before)
        if not (brand or other or _NOT_THE_FORM.match(text, match.end)):
            yield DosageForm(match.id), match.name


# --- from a label -------------------------------------------------------------

_PIECES = r"(?:\p{L}+s|\p{L}*(?:[Kk]apsel|[Tt]ablette|[Pp]astille)n)"
"""Words in the plural, also in German."""

_NET_CONTENTS = regex.compile(
    r"\bnet\b|\b(?:wt|weight|poids|peso|contents?|contenu|contenido|inhalt)\b"
    rf"|\b\d{{1,4}}\s*\p{{L}}*\s*{_PIECES}\b",
    regex.IGNORECASE,
)
_COUNT = regex.compile(rf"\W*\d{{2,4}} (?:\p{{L}}+ ){{0,2}}{_PIECES}\W*")
"""Net contents of pieces: "120 Vegetarian Capsules"."""

_IDENTITY = regex.compile(
    r"\b(?:supplements?|suplementos?|compl[ée]ments?|complementos?|nahrungsergänzung\w*)\b",
    regex.IGNORECASE,
)
_APPEARANCE = regex.compile(
    r"\b(?:free[- ]?flowing|crystalline|granular|homogeneous|off[- ]white|whitish|"
    r"yellowish|colou?red)\b",
    regex.IGNORECASE,
)
"""Words of specification sheets for what a product looks like."""

_TITLE_PRINT = 0.5
"""Of the largest print of the page: subtitles are rarely smaller."""

_SHORT_LINE_WORDS = 4


def find_dosage_form(
    sections: Sequence[Section],
    serving: Reading[ServingSize],
    contents: Reading[str],
    ingredients: Reading[tuple[Ingredient, ...]],
    lexicon: Lexicon,
    *,
    complete: bool,
    inside: frozenset[int] = frozenset(),
) -> tuple[Reading[DosageForm], tuple[Conflict, ...]]:
    """The form by words, serving and shell, and where they contradict each other.

    Args:
        contents: The net contents.
        inside: Identities of the lines that stand in panels, whose rows name what the
            product is made of: "Apple Cider Vinegar Powder".

    A serving outweighs words, words outweigh a shell. Words that contradict the
    serving, or powder in scoops that has a capsule shell, leave the form open, and so
    does a number of pieces as the net contents, whatever else is said.
    """
    said = list(_said(sections, inside, lexicon))
    served = _served(serving, lexicon)
    weighed = _weighed(serving, lexicon)
    if served is None and weighed and any(same_form(weighed[0], word) for word, _ in said):
        served = weighed
    shells = _shells(ingredients)
    capsules = _shells(ingredients, named_for=lexicon.qualifiers.shell)
    told = served or _summed_up(said) or shells
    if told is None and weighed:
        if (spoken := _spoken_of(sections, lexicon)) is None:
            told = weighed
        else:
            reason = f"the serving is only weighed, and the label speaks of {spoken!r}"
            return Unreadable(reason), ()
    if told is None:
        if _spoken_of(sections, lexicon) is None:
            told = _taken_by_the_scoop(sections) or _filled(
                contents, serving, sections, lexicon
            )
        elif not _is_a_volume(contents):
            told = _taken_by_the_piece(sections, lexicon)
    if told is None:
        return _untold(complete), ()
    form, evidence = told
    # Hypromellose coats tablets too: only a shell that is called one contradicts.
    against = [
        one for one in (served, *said, capsules) if one and not same_form(form, one[0])
    ]
    supported = any(same_form(form, word) for word, _ in said)
    counted = any(_COUNT.fullmatch(e.text) for _, where in against for e in where)
    outweighed = served and supported and capsules not in against and not counted
    if against and not outweighed:
        other, elsewhere = against[0]
        reason = f"one place of the label says {form}, another {other}"
        conflict = Conflict(what="form", reason=reason, evidence=evidence + elsewhere)
        return Unreadable(reason), (conflict,)
    for word, where in said:
        if (form, word) in _NARROWS:
            form, evidence = word, evidence + where
    if form is DosageForm.TABLET and (chewed := _chewed(sections)):
        form, evidence = DosageForm.CHEWABLE, evidence + chewed
    return Found(form, evidence), ()


_Told: TypeAlias = "tuple[DosageForm, tuple[Evidence, ...]]"


def _untold(complete: bool) -> Reading[DosageForm]:
    if complete:
        return Absent(
            ("the words of every face", "the serving size", "the ingredient list")
        )
    return Unreadable("no word on these pictures tells the form")


def same_form(form: DosageForm, other: DosageForm) -> bool:
    """Whether two forms are one, or one is a kind of the other."""
    return form is other or (form, other) in _NARROWS or (other, form) in _NARROWS


def _summed_up(said: Sequence[_Told]) -> _Told | None:
    """What all words tell together; the largest group where they differ is none."""
    if not said:
        return None
    form = _narrowest(word for word, _ in said)
    assert form is not None
    return form, tuple(item for word, where in said if word is form for item in where)


def _said(
    sections: Sequence[Section], inside: frozenset[int], lexicon: Lexicon
) -> Iterator[_Told]:
    """Lines of the label that name the form of the product itself.

    Title, net contents, statement of identity, or a short line that ends with the
    form. Elsewhere "powder" is a thing that the product contains.
    """
    for section in sections:
        if section.kind is not SectionKind.CLAIMS:
            continue
        largest = max(line.height for line in section.passage.lines)
        for line, start, end in _lines(section):
            if id(line) in inside:
                continue
            text = section.passage.text[start:end]
            forms = list(forms_named(text, lexicon))
            if not forms:
                continue
            # A bilingual line says it twice: "Amino acid powder / Poudre d'acide aminé".
            said = (half for half in text.split(" / ") if any(forms_named(half, lexicon)))
            short = any(len(half.split()) <= _SHORT_LINE_WORDS for half in said)
            titled = line.height >= _TITLE_PRINT * largest and short
            if titled or any(
                told.search(text) for told in (_NET_CONTENTS, _IDENTITY, _APPEARANCE)
            ):
                form = _narrowest(
                    form for form, word in forms if form is not DosageForm.OTHER
                )
                where = section.evidence(start, end)
                # "BAR" may be the rest of another word.
                if form is not None and not any(map(is_badly_read, where)):
                    yield form, where


def _lines(section: Section) -> Iterator[tuple[Line, int, int]]:
    """Lines of the passage that lie wholly inside the section, with their offsets."""
    start = 0
    for line in section.passage.lines:
        end = start + len(line.text)
        if section.start <= start and end <= section.end:
            yield line, start, end
        start = end + 1


def _served(serving: Reading[ServingSize], lexicon: Lexicon) -> _Told | None:
    """The form that the unit of the serving implies by itself."""
    if not isinstance(serving, Found):
        return None
    form = _of_serving(serving.value, lexicon, weighed=False)
    return (form, serving.evidence) if form else None


def _weighed(serving: Reading[ServingSize], lexicon: Lexicon) -> _Told | None:
    """Powder, where the serving is weighed and its unit, if any, fits several forms."""
    if not isinstance(serving, Found) or serving.value.grams is None:
        return None
    size = serving.value
    form = _of_serving(size, lexicon, weighed=True)
    if form is None and size.unit is None and _ONLY_GRAMS.fullmatch(size.text):
        form = DosageForm.POWDER
    return (form, serving.evidence) if form else None


def _of_serving(size: ServingSize, lexicon: Lexicon, *, weighed: bool) -> DosageForm | None:
    form = form_of_unit(size.text, lexicon, weighed=weighed)
    if form is None and size.unit is not None:
        form = form_of_unit(size.unit, lexicon, weighed=weighed)
    return form


_SCOOP = regex.compile(r"\bscoop(?:s|ful)?\b", regex.IGNORECASE)


def _taken_by_the_scoop(sections: Sequence[Section]) -> _Told | None:
    """Powder, where the directions count scoops: nothing else is taken by them."""
    for section in sections:
        if section.kind is SectionKind.DIRECTIONS:
            text = section.passage.text
            if found := _SCOOP.search(text, section.body, section.end):
                return DosageForm.POWDER, section.evidence(*found.span())
    return None


_CHEWED = regex.compile(
    r"(?<!\b(?:not|or|and|to|without|pas|ou|et|no|o|y)\s)\b(?:chew|croque[rz]|mast(?:icar|ique))"
    r"\s[^.!?;:]{0,32}?\b(?:tab(?:let|s\b)|comprim|tableta)"
    r"|\btablette\w*\s[^.!?;:]{0,32}?\b(?:zer)?kauen\b",
    regex.IGNORECASE,
)
"""Directions for tablets that are not swallowed whole: "Chew one tablet daily"."""


def _chewed(sections: Sequence[Section]) -> tuple[Evidence, ...]:
    """What says that the tablets are to be chewed; nothing if nothing does."""
    for section in sections:
        if section.kind is SectionKind.DIRECTIONS:
            text = section.passage.text
            if found := _CHEWED.search(text, section.body, section.end):
                return section.evidence(*found.span())
    return ()


_COUNTED = regex.compile(
    rf"(?<![\p{{L}}\d])(?:\d{{1,2}}|{'|'.join(NUMBER_WORDS)}|an?)[)\]]?"
    r"(?: [\p{L}-]+){0,2} $"
)
"""What stands before a form that directions count: "two vegetarian "."""

_LONGEST_COUNT = 40
"""Characters of it, and more."""


def _taken_by_the_piece(sections: Sequence[Section], lexicon: Lexicon) -> _Told | None:
    """The pieces that the directions count: "Dissolve 1 effervescent tablet". None
    where they count scoops too, or several kinds of pieces."""
    told: _Told | None = None
    for section in sections:
        if section.kind is not SectionKind.DIRECTIONS:
            continue
        text = section.passage.text
        if _SCOOP.search(text, section.body, section.end):
            return None
        said = fold(text[section.body : section.end]).replace("\n", " ")
        for match in lexicon.dosage_forms.words.find(said):
            form = DosageForm(match.id)
            before = said[max(match.start - _LONGEST_COUNT, 0) : match.start]
            if not (form.is_by_the_piece and _COUNTED.search(before)):
                continue
            if told and not same_form(told[0], form):
                return None
            if told is None or (told[0], form) in _NARROWS:
                start = section.body + match.start
                told = form, section.evidence(start, section.body + match.end)
    return told


_SERVINGS = regex.compile(
    r"\d ?(?:servings|serves|portions|portionen|porciones|raciones|dos[ie]s)\b",
    regex.IGNORECASE,
)

_VOLUMES = frozenset({Unit.MILLILITER, Unit.LITER, Unit.FLUID_OUNCE})


def _is_a_volume(contents: Reading[str]) -> bool:
    return isinstance(contents, Found) and any(
        match.amount.unit in _VOLUMES for match in find_amounts(contents.value)
    )


_PIECES_OF_IT = regex.compile(
    r"\b\d{1,4} ?(?:ct|count|pieces?|pcs|bites|chews|st[üu]ck|unit[ée]s|unidades|piezas)\b"
    r"|\btake (?:\d|one|two|three) (?:daily|a day|per day|each|once|twice)\b"
    r"|\b(?:bites|infusions?|tisanes?|teas?|cookies?|brownies?|crackers|gels?|spread|"
    r"butter|candy|jelly)\b",
    regex.IGNORECASE,
)
"""Words for what is sold by weight and is no powder, or is taken by the piece."""


def _filled(
    contents: Reading[str],
    serving: Reading[ServingSize],
    sections: Sequence[Section],
    lexicon: Lexicon,
) -> _Told | None:
    """Liquid, where the net contents are a volume: what is solid or viscous is told by
    its weight (21 CFR 101.7(a)). Powder, where what calls itself a supplement (21 CFR
    101.3(g)), or tells how many servings it is, is sold by weight and no other form is
    spoken of: pieces are counted."""
    if not isinstance(contents, Found):
        return None
    if _is_a_volume(contents):
        return DosageForm.LIQUID, contents.evidence
    weight = net_grams(contents.value)
    spoken = [section for section in sections if section.kind in _SPOKEN_OF_IT]
    if weight is None or (
        weight <= LARGEST_SERVING
        and not any(_PACKETS.search(section.whole) for section in spoken)
    ):
        return None
    if isinstance(serving, Found) and (serving.value.count or serving.value.unit):
        # Counted in what is not known.
        return None
    for text in _said_beside_flavors(spoken, lexicon):
        if _PIECES_OF_IT.search(text) or any(
            form is not DosageForm.POWDER for form, _ in forms_named(text, lexicon)
        ):
            return None
    said = [section.text for section in spoken if section.kind is SectionKind.CLAIMS]
    if any(_IDENTITY.search(text) or _SERVINGS.search(text) for text in said):
        return DosageForm.POWDER, contents.evidence
    return None


_PACKETS = regex.compile(
    r"\b\d{1,3} (?:stick ?packs?|sticks?|sachets?|packets?|sobres?|beutel)\b",
    regex.IGNORECASE,
)
"""What holds a serving each: so many weigh more than one."""


def _said_beside_flavors(sections: Sequence[Section], lexicon: Lexicon) -> Iterator[str]:
    """What each says without the lines that only name a flavor: "COOKIES & CREAM". In
    the largest print it is the product."""
    said = [one.passage.lines_of(one.start, one.end) for one in sections]
    largest = max((line.height for lines in said for line in lines), default=0.0)
    for lines in said:
        yield " ".join(
            line.text
            for line in lines
            if line.height >= largest or not is_flavor(line.text, lexicon)
        )


_SPOKEN_OF_IT = frozenset(
    {SectionKind.CLAIMS, SectionKind.DIRECTIONS, SectionKind.WARNINGS, SectionKind.STORAGE}
)


def _spoken_of(sections: Sequence[Section], lexicon: Lexicon) -> str | None:
    """A word for pieces anywhere in the statements: "let the lozenge dissolve"."""
    for section in sections:
        if section.kind in _SPOKEN_OF_IT:
            for form, word in forms_named(section.whole, lexicon):
                if form.is_by_the_piece:
                    return word
    return None


_ONLY_GRAMS = regex.compile(
    r"\W*[\d.,]+\s*(?:g|grams?|grammes?|gramos?)\W*", regex.IGNORECASE
)


def _shells(
    ingredients: Reading[tuple[Ingredient, ...]], named_for: frozenset[str] = frozenset()
) -> _Told | None:
    """The capsule's shell in the list; with `named_for` only where the list calls it
    by one of these words."""
    if not isinstance(ingredients, Found):
        return None
    shells = [
        item
        for item in ingredients.value
        if item.shell
        and (
            not named_for
            or not named_for.isdisjoint(fold(f"{item.within or ''} {item.name}").split())
        )
    ]
    if not shells:
        return None
    return DosageForm.CAPSULE, tuple(one for item in shells for one in item.evidence)
