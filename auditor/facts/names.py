"""What the words of a name tell: the product, its maker, or neither.

"L-Glutamine Powder" says what the product is, "Harbor Nutrition" whose it is, and
"Ultra Pure" nothing of either. A name of which no word is known may be either, and
only its place and what else the label says can tell.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from auditor import regex
from auditor.lexicon import fold

if TYPE_CHECKING:
    from auditor.lexicon import IdentityWords, Lexicon

_WORD = regex.compile(r"[\p{L}\d]+(?:['’]\p{L}+)?")

LONGEST_BRAND_WORDS = 5

SIGNED = regex.compile("[®™]")

AROUND = " .,:;|*®™"
"""Signs around a name that are no part of it."""


@lru_cache(maxsize=16_384)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name, folded; signs, hyphens and periods part or end them."""
    words = _WORD.findall(fold(text).replace(".", ""))
    return tuple(word.replace("’", "'") for word in words)


@lru_cache(maxsize=16_384)
def letters_of(text: str) -> str:
    """Letters and digits alone, folded: what two printings of one name share."""
    return "".join(filter(str.isalnum, fold(text)))


def without_firm(text: str, words: IdentityWords) -> str:
    """A maker's name without the form of its firm: "Blue Harbor" of "Blue Harbor LLC"."""
    printed = text.split()
    while len(printed) > 1 and letters_of(printed[-1]) in words.firms:
        printed.pop()
    return " ".join(printed).strip(AROUND + "&")


_ALIKE = 0.85
"""Of the letters that two readings of one name have in common: one misread in seven
is a logotype, more may be another word."""

_LEAST_LETTERS_MISREAD = 5
"""Of a name in which a misreading is tolerated."""


def misread(one: str, other: str) -> bool:
    """Both are readings of one name, given by its letters."""
    least = min(len(one), len(other))
    if least < _LEAST_LETTERS_MISREAD or 2 * least < _ALIKE * (len(one) + len(other)):
        # Of the letters of both, no more than twice the shorter's can be in common.
        return False
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other, score_cutoff=100 * _ALIKE) > 0


def says_nothing(word: str, lexicon: Lexicon) -> bool:
    """A word, folded, that tells neither what the product is nor whose."""
    plain = word.removesuffix("'s").replace("'", "")
    return (
        plain.isdigit()
        or plain in lexicon.identity.praise
        or plain in lexicon.qualifiers.neutral
        or plain in lexicon.qualifiers.describing
    )


_SENTENCES = regex.compile(r"\?|\p{L}{3}(?<!\b(?:Mrs|MRS))\.\s+\p{Lu}")
"""A question, or a sentence behind another: "Dr. Lantern" and "L.A. Harbor" are none."""


def says_a_sentence(text: str, lexicon: Lexicon) -> bool:
    """It speaks to somebody, as slogans do and names do not: "Feel the difference"."""
    return _SENTENCES.search(text) is not None or not lexicon.identity.speech.isdisjoint(
        words_of(text)
    )


_SENTENCE_CASE = regex.compile(
    r"\p{Lu}\p{Ll}+(?:,? (?:\p{Ll}[\p{Ll}'’-]*|&)){1,7}(?:[.!]| (?:\p{Lu}{2}|\d+))?"
)


def in_sentence_case(text: str) -> bool:
    """Only its first word has a capital, as in Latin species, which the code of a strain
    may follow, and in what is said."""
    return _SENTENCE_CASE.fullmatch(text) is not None


def names_a_product(text: str, lexicon: Lexicon) -> bool:
    """It names what the product may be made of, its form, or what it is for."""
    return (
        names_a_substance(text, lexicon)
        or names_a_form(text, lexicon)
        or not lexicon.identity.purposes.isdisjoint(words_of(text))
    )


def names_a_form(text: str, lexicon: Lexicon) -> bool:
    """It names a dosage form."""
    return any(True for _ in lexicon.dosage_forms.words.find(text))


def names_a_substance(text: str, lexicon: Lexicon) -> bool:
    """It names something that is no additive."""
    return bool(_substances(text, lexicon))


def names_more_than_food(text: str, lexicon: Lexicon) -> bool:
    """It names a substance that no flavor is called by."""
    return any(kind != "food" for _, _, kind in _substances(text, lexicon))


def becomes_another(first: str, second: str, lexicon: Lexicon) -> bool:
    """A name goes on into the second text, and is of another kind than the first part
    alone: "PEA" above "PROTEIN POWDER", "Milk" above "Thistle"."""
    across = goes_across(first, second, lexicon)
    return bool(across) and across.isdisjoint(
        kind for _, _, kind in _substances(first, lexicon)
    )


def goes_across(first: str, second: str, lexicon: Lexicon) -> frozenset[str]:
    """The kinds of what is named by the end of the first text and the beginning of the
    second together."""
    end = len(first)
    return frozenset(
        kind
        for start, stop, kind in _substances(f"{first} {second}", lexicon)
        if start < end < stop
    )


def is_one_word(word: str, lexicon: Lexicon) -> bool:
    """It is a substance whose name has no blank in it: no "EVENINGPRIMROSE"."""
    return any(
        match.end - match.start == len(word) and " " not in match.name
        for match in lexicon.panel_names.find(word)
    )


def without_substances(text: str, lexicon: Lexicon) -> str:
    """The text with blanks for what names a substance."""
    for start, end, _ in _substances(text, lexicon):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


_LEAST_LETTERS = 3
"""Of a substance's name: two initials stand for many things."""


_ENERGY = "nutrient/calories"
"""A row of panels, and what fronts promise."""


def _substances(text: str, lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """Start, end and kind of each substance that is no additive."""
    return [
        (match.start, match.end, kind)
        for match in lexicon.panel_names.find(text)
        if (kind := match.id.split("/")[0]) != "additive"
        and match.id != _ENERGY
        and match.end - match.start >= _LEAST_LETTERS
        # "THE" is no tea, though a French one is printed like it.
        and not all(
            word in lexicon.identity.praise
            for word in words_of(text[match.start : match.end])
        )
    ]


_NUMBERED = regex.compile(r"\P{N}*|\d+(?:st|nd|rd|th)|\p{L}{4,}\d{1,2}")
"""Words of makers, "21st Century" and "Harborlab24" among them: other numbers count."""

_WHOSE = regex.compile(
    r"(?!(?:m[ae]n|wom[ae]n|kid|child|children|adult|senior|teen|boy|girl|baby|today)'s)"
    r"\p{L}+'s"
)
"""A possessive of nobody who takes it: "Nature's" and "Doctor's" begin makers' names."""


_TORN = regex.compile(r"\s*\p{Ll}\s")
"""A small letter by itself at the beginning: a part of a word that was read in parts."""


def may_be_a_maker(text: str, lexicon: Lexicon) -> bool:
    """A few words that count nothing, not all of them such as stand on every label."""
    words = words_of(text)
    return (
        0 < len(words) <= LONGEST_BRAND_WORDS
        and all(_NUMBERED.fullmatch(word) for word in words)
        and sum(map(str.isalpha, text)) > 2
        and _TORN.match(text) is None
        # Half of a bracket is of a row: "Pepsin (from Porcine)".
        and text.count("(") == text.count(")")
        and (
            not all(says_nothing(word, lexicon) for word in words)
            or (len(words) > 1 and _WHOSE.fullmatch(words[0]) is not None)
        )
    )


_TITLES_OF_PEOPLE = frozenset({"dr", "doctor", "mr", "mrs", "prof"})


def opens_as_a_maker(text: str, lexicon: Lexicon) -> bool:
    """Begins with somebody's name or title: "Barlean's Organic Oils", "Dr. Lantern".

    Eleven times as frequent in brands as in names of products (1,320 and 8,347 of the
    Dietary Supplement Label Database), but for "Lion's Mane" and the like.
    """
    first, *rest = words_of(text) or ("",)
    titled = first in _TITLES_OF_PEOPLE and any(
        not says_nothing(word, lexicon) for word in rest
    )
    return (titled or _WHOSE.fullmatch(first) is not None) and not names_more_than_food(
        text, lexicon
    )


def _is_misread(word: str, lexicon: Lexicon) -> bool:
    """It is a reading of what makers call themselves by: "NUTRPTION"."""
    return any(misread(word, known) for known in lexicon.identity.makers)


_LABORATORIES = frozenset(
    {"laboratoire", "laboratoires", "laboratorio", "laboratorios", "laboratori"}
)
"""Where makers' names begin with what the others end with."""


def sounds_like_a_maker(text: str, lexicon: Lexicon) -> bool:
    """Ends as makers call themselves, behind a name: "Harbor Nutrition".

    "Joint Health" and "Sports Nutrition" have no name in them.
    """
    *first, last = words_of(text) or ("",)
    if first and first[0] in _LABORATORIES:
        first, last = [*first[1:], last], first[0]
    known = lexicon.identity.purposes | lexicon.identity.makers
    return (
        last in lexicon.identity.makers
        and 0 < len(first) < LONGEST_BRAND_WORDS
        and not any(char.isdigit() for char in text)
        and all(word[0].isupper() or not word[0].isalpha() for word in text.split())
        and any(
            word not in known
            and not says_nothing(word, lexicon)
            and len(word) > 1
            and not _is_misread(word, lexicon)
            for word in first
        )
        and not names_a_substance(" ".join(first), lexicon)
        and not says_a_sentence(text, lexicon)
    )
