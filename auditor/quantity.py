"""Printed amounts as exact Decimals, and conversions that refuse to guess.

A label says "1,000 mg", "2,5 g", "less than 1 g" or, after a poor photograph,
"5O0mg". Everything here keeps the number exactly as printed, and says so where
it had to tolerate a misreading. Nothing invents a decimal point and nothing
turns a volume or a biological activity into a weight: a wrong dose is worse
than none.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

from auditor import regex
from auditor.model import Amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Unit(StrEnum):
    """The units that labels print, each by one spelling.

    Source: 21 CFR 101.9(c) and 101.36(b) for the units of a facts panel, 21 CFR
    101.7 for net contents, Regulation (EU) No 1169/2011 for kJ and α-TE.
    """

    GRAM = "g"
    MILLIGRAM = "mg"
    MICROGRAM = "mcg"
    KILOGRAM = "kg"
    OUNCE = "oz"
    POUND = "lb"
    MILLILITER = "ml"
    LITER = "L"
    FLUID_OUNCE = "fl oz"
    INTERNATIONAL_UNIT = "IU"
    CFU = "CFU"
    MILLION_CFU = "million CFU"
    BILLION_CFU = "billion CFU"
    KILOCALORIE = "kcal"
    KILOJOULE = "kJ"
    PERCENT = "%"
    RETINOL_ACTIVITY_EQUIVALENT = "mcg RAE"
    RETINOL_EQUIVALENT = "mcg RE"
    FOLATE_EQUIVALENT = "mcg DFE"
    NIACIN_EQUIVALENT = "mg NE"
    TOCOPHEROL_EQUIVALENT = "mg α-TE"


_MILLIGRAM_WORDS: Final = (
    *("mg", "milligram", "milligrams", "milligramme", "milligrammes"),
    *("miligramo", "miligramos"),
)
_MICROGRAM_WORDS: Final = (
    *("mcg", "µg", "μg", "ug", "microgram", "micrograms", "microgramme"),
    *("microgrammes", "microgramo", "microgramos"),
)

# A blank in a spelling may be printed as a blank, a full stop, both or neither.
_SPELLINGS: Final[Mapping[Unit, tuple[str, ...]]] = {
    Unit.GRAM: (
        *("g", "gm", "gms", "gram", "grams", "gramme", "grammes", "gramo", "gramos"),
    ),
    Unit.MILLIGRAM: _MILLIGRAM_WORDS,
    Unit.MICROGRAM: _MICROGRAM_WORDS,
    Unit.KILOGRAM: ("kg", "kilogram", "kilograms", "kilogramme", "kilo"),
    Unit.OUNCE: ("oz", "ounce", "ounces", "onza", "onzas"),
    Unit.POUND: ("lb", "lbs", "pound", "pounds", "libra", "libras", "livre", "livres"),
    Unit.MILLILITER: (
        *("ml", "milliliter", "milliliters", "millilitre", "millilitres"),
        *("mililitro", "mililitros"),
    ),
    Unit.LITER: ("l", "liter", "liters", "litre", "litres", "litro", "litros"),
    Unit.FLUID_OUNCE: ("fl oz", "fluid oz", "fluid ounce", "fluid ounces"),
    Unit.INTERNATIONAL_UNIT: ("i u", "u i", "international units"),
    Unit.CFU: ("c f u", "cfus", "u f c"),
    Unit.MILLION_CFU: ("million cfu", "million cfus", "millions d'ufc", "millones de ufc"),
    Unit.BILLION_CFU: (
        *("billion cfu", "billion cfus", "milliard d'ufc", "milliards d'ufc"),
        *("milliards de ufc", "mil millones de ufc"),
    ),
    # A food Calorie is a kilocalorie: 21 CFR 101.9(c)(1).
    Unit.KILOCALORIE: (
        *("kcal", "kcals", "cal", "cals", "calorie", "calories", "caloría", "calorías"),
        *("caloria", "calorias", "kilocalorie", "kilocalories"),
    ),
    Unit.KILOJOULE: ("kj", "kilojoule", "kilojoules"),
    Unit.PERCENT: ("%", "％"),
    Unit.RETINOL_ACTIVITY_EQUIVALENT: tuple(f"{word} rae" for word in _MICROGRAM_WORDS),
    Unit.RETINOL_EQUIVALENT: tuple(f"{word} re" for word in _MICROGRAM_WORDS),
    Unit.FOLATE_EQUIVALENT: tuple(f"{word} dfe" for word in _MICROGRAM_WORDS),
    Unit.NIACIN_EQUIVALENT: tuple(f"{word} ne" for word in _MILLIGRAM_WORDS),
    Unit.TOCOPHEROL_EQUIVALENT: tuple(
        f"{word} {te}"
        for word in _MILLIGRAM_WORDS
        for te in ("α-te", "alpha-te", "a-te", "te", "at")
    ),
}

_GRAMS_IN: Final[Mapping[str, Decimal]] = {
    Unit.GRAM: Decimal(1),
    Unit.MILLIGRAM: Decimal("0.001"),
    Unit.MICROGRAM: Decimal("0.000001"),
    Unit.KILOGRAM: Decimal(1000),
    # The avoirdupois pound is 0.45359237 kg by definition (NIST SP 811, B.6).
    Unit.OUNCE: Decimal("28.349523125"),
    Unit.POUND: Decimal("453.59237"),
}

# Enough digits that no number below is ever rounded.
_EXACT: Final = Context(prec=80)

Bound = Literal["<", ""]


@dataclass(frozen=True, slots=True)
class AmountMatch:
    """An amount found in a text, and the characters that print it."""

    start: int
    end: int
    amount: Amount
    """The upper end where a range is printed."""

    bound: Bound = ""
    """``<`` where the text says "less than"."""

    low: Decimal | None = None
    """The lower end of a range such as "2-5 g"; None where there is no range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellReading:
    """What one cell of a facts table says, as far as it can be made out."""

    amount: Amount | None = None
    """Its unit is empty where none could be read: "59" may be 59 of a unit that
    stands elsewhere, or "5 g" misread, and `candidates` then holds the latter."""

    bound: Bound = ""
    low: Decimal | None = None
    """The lower end of a range; `amount`, or else `percent`, is then the upper end."""

    further: tuple[Amount, ...] = ()
    """The second energy of "459 kJ (110 Cal)", the second column of "5 g 10 g"."""

    percent: Decimal | None = None
    percent_bound: Bound = ""

    footnote: str = ""
    """The signs printed beside or instead of a number: ``**``, ``†``."""

    candidates: tuple[Amount, ...] = ()
    """Other amounts that the same ink may be. Never take one without a second
    witness, such as the serving size or the other column."""

    exact: bool = True
    """False when any character had to be taken for another one, or a missing
    blank had to be supplied."""


# --- numbers ------------------------------------------------------------------

_THIN: Final = "[\u00a0\u2007\u2009\u202f]"
_BLANK: Final = "[ \u00a0\u2007\u2009\u202f]"

_GROUPED_BY_COMMA: Final = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,12})?(?![0-9])"
_GROUPED_BY_POINT: Final = (
    r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]{1,12}|(?:\.[0-9]{3}){2,})(?![0-9])"
)
_GROUPED_BY_THIN: Final = (
    rf"[1-9][0-9]{{0,2}}(?:{_THIN}[0-9]{{3}})+(?:[.,][0-9]{{1,12}})?(?![0-9])"
)
_GROUPED_BY_BLANK: Final = (
    rf"[1-9][0-9]{{0,2}}(?:{_BLANK}[0-9]{{3}})+(?:[.,][0-9]{{1,12}})?(?![0-9])"
)
_MOST_DIGITS: Final = 15
_PLAIN: Final = (
    rf"[0-9]{{1,{_MOST_DIGITS}}}\.[0-9]{{1,12}}"
    r"|(?<![.\p{L}])(?<![0-9]\s)\.[0-9]{1,12}"
    r"|0[0-9]{0,14},[0-9]{1,12}"
    rf"|[0-9]{{1,{_MOST_DIGITS}}},(?:[0-9]{{1,2}}|[0-9]{{4,12}})(?![0-9])"
    rf"|[0-9]{{1,{_MOST_DIGITS}}}"
)
_VULGAR: Final = "¼½¾⅒⅕⅖⅗⅘⅛⅜⅝⅞⅓⅔⅙⅚⅐⅑"
_FRACTION: Final = (
    rf"(?:[0-9]{{1,3}}{_BLANK}?[{_VULGAR}]|[{_VULGAR}]"
    rf"|(?:[0-9]{{1,3}}(?:{_BLANK}|-))?[0-9]{{1,2}}[/⁄][0-9]{{1,3}})(?![0-9])"
)

# In running text a number may end the name before it ("Coenzyme Q 10 100 mg"), so
# there a plain blank groups only where nothing stands before it, or before a zero,
# which no number of its own starts with.
_GROUPED_IN_TEXT: Final = (
    rf"{_GROUPED_BY_THIN}"
    rf"|(?<=(?:^|[\n(\[:|])[ ]?){_GROUPED_BY_BLANK}"
    r"|[1-9][0-9]{0,2} 0[0-9]{2}(?: [0-9]{3})*(?![0-9])"
)
_NUMBER: Final = (
    rf"(?:{_FRACTION}|{_GROUPED_BY_COMMA}|{_GROUPED_BY_POINT}|{_GROUPED_BY_BLANK}|{_PLAIN})"
)
_NUMBER_IN_TEXT: Final = (
    rf"(?:{_FRACTION}|{_GROUPED_BY_COMMA}|{_GROUPED_BY_POINT}|{_GROUPED_IN_TEXT}|{_PLAIN})"
)

_WHOLE_FRACTION: Final = regex.compile(
    rf"(?:(?P<whole>[0-9]+)(?:{_BLANK}|-)?)??"
    rf"(?:(?P<vulgar>[{_VULGAR}])|(?P<top>[0-9]+)[/⁄](?P<below>[0-9]+))"
)
_WHOLE_GROUPED_BY_COMMA: Final = regex.compile(_GROUPED_BY_COMMA)
_WHOLE_NUMBER: Final = regex.compile(_NUMBER)


def _decimal(printed: str) -> Decimal:
    """The number that a text is; ValueError where it is none, or not exact."""
    if printed.isascii() and printed.isdigit() and len(printed) <= _MOST_DIGITS:
        return Decimal(printed)
    fraction = _WHOLE_FRACTION.fullmatch(printed)
    if fraction is not None:
        return _fraction(fraction)
    if _WHOLE_NUMBER.fullmatch(printed) is None:
        raise ValueError(f"not the number of an amount: {printed!r}")
    if _WHOLE_GROUPED_BY_COMMA.fullmatch(printed):
        return Decimal(printed.replace(",", ""))
    if printed.count(".") > 1 or ("." in printed and "," in printed):
        printed = printed.replace(".", "")
    return Decimal("".join(printed.split()).replace(",", "."))


def _fraction(match: regex.Match[str]) -> Decimal:
    vulgar = match["vulgar"]
    if vulgar:
        top, below = unicodedata.normalize("NFKC", vulgar).split("⁄")
    else:
        top, below = match["top"], match["below"]
    rest = int(below)
    for prime in (2, 5):
        while rest and rest % prime == 0:
            rest //= prime
    if rest != 1:
        raise ValueError(f"no exact number of an amount: {match.group()!r}")
    with localcontext(_EXACT):
        return int(match["whole"] or 0) + Decimal(top) / Decimal(below)


# --- units --------------------------------------------------------------------


def _key(spelling: str) -> str:
    return "".join(spelling.casefold().replace(".", "").replace("’", "'").split())


_UNITS: Final[Mapping[str, Unit]] = {
    _key(spelling): unit for unit, spellings in _SPELLINGS.items() for spelling in spellings
}


def _steps(spelling: str) -> Iterator[str]:
    """The patterns of a spelling's characters, one after another."""
    for character in spelling:
        if character == " ":
            yield r"\.?\s?"
        else:
            yield character if character.isalnum() else regex.escape(character)
    if spelling == "l":
        # "L-Leucine" and "L Leucine" after a number are names, not liters.
        yield r"(?!-|\s+\p{Lu}\p{Ll})"
    if spelling.endswith(" ne"):
        yield r"(?!\s+pas\b)"


class _Tree(dict[str, "_Tree"]):
    """Spellings by their beginnings, of which an empty one ends a spelling.

    A pattern that tells a hundred spellings letter by letter is compiled and asked in
    a fraction of the time of one that tries them one after another.
    """

    def add(self, spelling: Iterable[str]) -> None:
        node = self
        for step in spelling:
            node = node.setdefault(step, _Tree())
        node[""] = _Tree()

    @property
    def pattern(self) -> str:
        """Any of the spellings, a longer one before one that it begins with."""
        longer = [step + rest.pattern for step, rest in self.items() if step]
        if "" not in self:
            return longer[0] if len(longer) == 1 else f"(?:{'|'.join(longer)})"
        return f"(?:{'|'.join(longer)})?" if longer else ""


def _any_of(spellings: Iterable[str]) -> str:
    tree = _Tree()
    for spelling in spellings:
        tree.add(_steps(spelling))
    return tree.pattern


_UNIT_SPELLINGS: Final = tuple(
    spelling for spellings in _SPELLINGS.values() for spelling in spellings
)
_UNIT: Final = rf"{_any_of(_UNIT_SPELLINGS)}(?!\p{{L}})"
# "0.3 g/kg" and "< 100 CFU/g" are concentrations, not amounts.
_NOT_A_RATIO: Final = r"(?!\s?/\s?(?:k?g|c?m[²³23]|cm|[md]?l)\b)"
_PER: Final = r"(?:\s?(?:/|per|par|por)\s?(?P<per>100\s?(?:g|ml)\b))?"


def _unit(printed: str, per: str | None = None) -> str | None:
    unit = _UNITS.get(_key(printed))
    if unit is None or per is None:
        return unit
    return f"{unit}/100 {_key(per).removeprefix('100')}"


# --- one amount ---------------------------------------------------------------

_AMOUNT: Final = regex.compile(
    rf"\s*(?P<number>{_NUMBER})\s*(?P<unit>[^\s0-9].*?)\s*", regex.DOTALL
)
_UNIT_PER: Final = regex.compile(rf"(?P<unit>.+?){_PER}", regex.DOTALL | regex.IGNORECASE)


def parse_amount(text: str) -> Amount:
    """Read one amount, keeping the number as printed and the unit by its symbol.

    Args:
        text: A number and a unit with nothing else around them, such as
            ``"1,000 mg"``. ASCII digits. Surrounding blanks are ignored.

    Returns:
        The amount in the label's own unit, one of `Unit`, or such a unit "per
        100": ``g/100 g``. The number is exact: ``"0.10 g"`` keeps both decimals.

    Raises:
        ValueError: ``text`` is not one amount, its unit is not in the list, or
            its fraction has no finite decimal: ``"1/3 oz"``.

    A comma before exactly three digits groups thousands, unless the number
    starts with 0: ``"1,000 mg"`` is one thousand and ``"0,250 g"`` a quarter.
    Any other comma is a decimal comma; a single point is always a decimal
    point. A blank before exactly three digits groups, as French labels do.

    Source: 21 CFR 101.36(b) for the units of a Supplement Facts panel; the comma
    rule is ours, and `tests/test_quantity.py` lists the cases.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError(f"not an amount: {text!r}")
    parts = _UNIT_PER.fullmatch(match["unit"])
    unit = _unit(parts["unit"], parts["per"]) if parts else None
    if unit is None:
        raise ValueError(f"unknown unit {match['unit']!r} in {text!r}")
    return Amount(_decimal(match["number"]), unit)


def parse_percent(text: str) -> Decimal:
    """Read one percentage, with or without "DV", such as ``"6%"`` or ``"12 % DV"``.

    Raises:
        ValueError: ``text`` is anything else, "<1%" included: it is no number.
    """
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise ValueError(f"not a percent amount: {text!r}")
    return _decimal(match["number"])


_PERCENT: Final = regex.compile(
    rf"\s*(?P<number>{_NUMBER})\s*[%％](?:\s*(?:DV|RDA|NRV|RDI|VQ|VD|VNR|IDR))?\s*",
    regex.IGNORECASE,
)


def to_grams(amount: Amount) -> Decimal:
    """The weight of an amount in grams, exact.

    Raises:
        ValueError: The unit is not a weight. Volumes need a density, IU and CFU
            measure activity, and an equivalent ("mcg DFE") is not the weight of
            what is in the product.
    """
    factor = _GRAMS_IN.get(amount.unit)
    if factor is None:
        raise ValueError(f"unit {amount.unit!r} of the amount {amount} is not a weight")
    return _EXACT.multiply(amount.number, factor)


_AT_MOST_ROUNDED: Final = Decimal("0.05")


def rounded_from(number: Decimal) -> tuple[Decimal, Decimal]:
    """The lowest and highest number that is printed as this one.

    Half of the last digit printed, to either side. Zeros at the end of a whole number
    may be rounded too, but never by more than a twentieth: 1700 is 1650 to 1750, 100
    is 95 to 105, 5 is 4.5 to 5.5 and 5.0 is 4.95 to 5.05.
    """
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # a printed number is finite
    half = Decimal(5).scaleb(min(exponent, 0) - 1)
    if exponent >= 0 and number:
        trailing = Decimal(5).scaleb(int(number.normalize().as_tuple().exponent) - 1)
        half = max(half, min(trailing, number * _AT_MOST_ROUNDED))
    return max(number - half, Decimal(0)), number + half


# --- amounts in running text --------------------------------------------------

_LESS: Final = r"(?P<less><|‹|＜|\bless\s+than\b|\bmoins\s+de\b|\bmenos\s+de\b)"
_RUN_ON: Final = r"(?<=[0-9]\s?(?:mg|mcg|g|µg|μg))"
_START: Final = (
    r"(?<![0-9][.,/⁄])(?<![0-9]\s\.)(?<![\p{N}^])"
    # "Protein18g" is a word and an amount; the 12 of "B12" belongs to its letter.
    rf"(?:(?<!\p{{L}})|(?<=\p{{L}}{{3}})|{_RUN_ON})"
)
_FOUND: Final = regex.compile(
    # Asked first: most letters begin none of it.
    rf"(?=[0-9.<‹＜{_VULGAR}]|less|m[oe]|calor)(?:(?:{_LESS}\s*)?"
    rf"{_START}(?:(?P<low>{_NUMBER_IN_TEXT})\s?(?:-|–|—|\bto\b|\bà\b|\ba\b)\s?)?"
    rf"(?P<number>{_NUMBER_IN_TEXT})(?:-|\s{{0,2}})(?P<unit>{_UNIT}){_PER}{_NOT_A_RATIO}"
    # "Calories 70": the one nutrient that is its own unit.
    rf"|\bcalor[ií]es?(?:as)?\b\s*:?\s*(?P<less2><)?\s*(?P<calories>{_PLAIN})"
    rf"(?!\s*(?:{_UNIT}|[0-9/]|[.,][0-9])))",
    regex.IGNORECASE,
)


_DIGIT: Final = regex.compile(r"\p{N}")


def find_amounts(text: str) -> Iterator[AmountMatch]:
    """Every amount with a unit in a running text or a cell, from left to right.

    Reads what `parse_amount` reads, and besides: "less than", ranges, and a
    number after "Calories". Amounts whose number is not exact ("1/3 oz") or not
    to be told are passed over. A number that ends a name ("B12", "Q 10") is not
    taken for the thousands of the amount behind it.
    """
    if _DIGIT.search(text) is None:
        return
    for match in _FOUND.finditer(text):
        if match["calories"]:
            number = _decimal(match["calories"])
            bound: Bound = "<" if match["less2"] else ""
            yield AmountMatch(
                match.start(), match.end(), Amount(number, Unit.KILOCALORIE), bound
            )
            continue
        found = _found(match)
        if found is not None:
            yield found


def _found(match: regex.Match[str]) -> AmountMatch | None:
    if "\n" in match.group() and len(match["unit"]) == 1 and match["unit"] != "%":
        # A single letter on the next line is more likely a name than a unit.
        return None
    unit = _unit(match["unit"], match["per"])
    if unit is None:
        return None
    try:
        number = _decimal(match["number"])
        low = _decimal(match["low"]) if match["low"] else None
    except ValueError:
        return None
    start = match.start()
    if low is not None and low >= number:
        # "Day 5-3 g" is no range: the first number belongs to something else.
        start, low = match.start("number"), None
    bound: Bound = "<" if match["less"] and start == match.start() else ""
    return AmountMatch(start, match.end(), Amount(number, unit), bound, low)


# --- cells as an engine read them ---------------------------------------------

LOOKALIKES: Final = str.maketrans("OoQlI|!SsBZz", "000111155822")
"""The digits that engines read as letters and signs."""

# "B12" and "Q10" are names, so B, Q and Z are digits only behind a digit.
_LOOSE_DIGITS: Final = r"(?-i:[0-9OolI|!Ss][0-9OoQlI|!SsBZz]{0,14})"
_LOOSE_NUMBER: Final = (
    rf"(?:{_FRACTION}|{_LOOSE_DIGITS}(?:\s?[.,·]\s?{_LOOSE_DIGITS}){{0,4}}"
    rf"|[.·]{_LOOSE_DIGITS})"
)
_LOOSE_BARE: Final = r"(?-i:[0-9lI|][0-9OolI|]{0,14}(?:[.,][0-9OolI|]{1,12}){0,4})"
# How engines misread the units of a panel, by what they print instead.
_MISREAD_UNITS: Final[Mapping[str, Unit]] = {
    "q": Unit.GRAM,
    "mq": Unit.MILLIGRAM,
    "m9": Unit.MILLIGRAM,
    "rng": Unit.MILLIGRAM,
    "rnq": Unit.MILLIGRAM,
    "ing": Unit.MILLIGRAM,
    "mcq": Unit.MICROGRAM,
    "mc9": Unit.MICROGRAM,
    "meg": Unit.MICROGRAM,
    "rncg": Unit.MICROGRAM,
    "ncg": Unit.MICROGRAM,
    "pg": Unit.MICROGRAM,
    "µq": Unit.MICROGRAM,
    "μq": Unit.MICROGRAM,
    "lu": Unit.INTERNATIONAL_UNIT,
    "1u": Unit.INTERNATIONAL_UNIT,
    "kca1": Unit.KILOCALORIE,
    "kcai": Unit.KILOCALORIE,
    "o/o": Unit.PERCENT,
    "°/o": Unit.PERCENT,
    "°/": Unit.PERCENT,
    "℅": Unit.PERCENT,
}
_LOOSE_UNIT: Final = (
    _any_of((*_MISREAD_UNITS, *_UNIT_SPELLINGS))
    # The dagger behind "5 g†" comes back as a letter.
    + r"(?:(?!\p{L})|(?=[tf]\s*$))"
)
_SEPARATORS: Final = regex.compile(r"[\s/()\[\],;:|]*")


def _item(number: str, unit: str, bare: str) -> regex.Pattern[str]:
    # Amount before bare number, so that a number made of lookalikes gives back the
    # letters that a unit needs.
    return regex.compile(
        rf"(?:{_LESS}\s*)?(?:(?P<low>{number})\s?(?:-|–|—|\bto\b)\s?)?"
        rf"(?:(?P<number>{number})\s*(?P<unit>{unit}){_PER}|(?P<bare>{bare}))",
        regex.IGNORECASE,
    )


_EXACT_ITEM: Final = _item(_NUMBER, _UNIT, _NUMBER)
_LOOSE_ITEM: Final = _item(_LOOSE_NUMBER, _LOOSE_UNIT, _LOOSE_BARE)
_SIGNS: Final = regex.compile(r"[*†‡§¶#^¹²³⁴\s]+")
_MISREAD_SIGNS: Final = regex.compile(r"[*†‡§¶#^¹²³⁴+★✱＊﹡tfT\s]{1,4}")
_SIGNS_MEANT: Final = str.maketrans("+tfT★✱＊﹡", "††††****")
_LEADER: Final = regex.compile(r"\s*(?:\.{2,}|…|_{2,}|·{2,})[\s._…·]*")
_INITIALS: Final = regex.compile(r"(?<=\p{L}\.\p{L})\.$")
"""The last point of "I.U."."""

_CELLS_BEGIN: Final = frozenset(
    "0123456789.·" + _VULGAR + "OolI|!Ss" + "<‹＜LlMm" + "*†‡§¶#^¹²³⁴+★✱＊﹡tfT"
)
"""What a number may begin with, or what is read for one, "less than" in three languages,
and a footnote's sign."""

_GRAM_READ_AS_NINE: Final = regex.compile(r"(?P<number>.*[0-9½¼¾])\s?9")
_PERCENT_READ_AS_NINETY_SIX: Final = regex.compile(r"(?P<number>[0-9]{1,3})\s?96")


@dataclass(slots=True)
class _Item:
    """One number of a cell on its way to a reading; its unit is empty when bare."""

    printed: str
    amount: Amount
    bound: Bound
    low: Decimal | None


def read_cell(text: str) -> CellReading | None:
    """What a cell of a facts table says, tolerant to the way engines misread it.

    Understands amounts, percentages, both run together ("25mg6%"), footnote
    signs alone ("**", "†" read as "t"), letters for digits ("5O0mg", "Og") and
    misread units ("12 mq", "5 pg"). Whatever it had to tolerate makes `exact`
    False. A point or comma is only ever read where one is printed.

    Returns:
        None where the text is something else, a name or prose.
    """
    leader = _LEADER.match(text)
    body = (text[leader.end() :] if leader else text).strip()
    if body.endswith("."):
        body = _INITIALS.sub("", body)
    if not body or body[0] not in _CELLS_BEGIN:
        return None
    strict = _items(body, _EXACT_ITEM)
    items, footnote, exact = strict or _items(body, _LOOSE_ITEM) or ([], "", False)
    if not (items or footnote):
        return None
    # The last dot of a leader may be the point of ".5 g".
    exact = exact and not (leader and leader.group()[-1] == ".")
    return _reading(items, footnote, exact=exact)


def _items(body: str, pattern: regex.Pattern[str]) -> tuple[list[_Item], str, bool] | None:
    """The numbers and the footnote signs of a cell, and whether they stand as
    printed; None where something else stands there too."""
    exact = pattern is _EXACT_ITEM
    signs = _SIGNS if exact else _MISREAD_SIGNS
    items: list[_Item] = []
    position, glued = 0, -1
    while position < len(body):
        end = signs.fullmatch(body, position)
        if end is not None:
            return items, _footnote(end.group()), exact
        match = pattern.match(body, position)
        item = _read_item(match) if match else None
        if match is None or item is None:
            return None
        # "25mg6%" may also be a footnote sign that was read as a digit.
        exact = exact and position != glued
        items.append(item)
        glued = match.end()
        position = _SEPARATORS.match(body, match.end()).end()
    return items, "", exact


def _footnote(signs: str) -> str:
    return "".join(signs.split()).translate(_SIGNS_MEANT)


def _read_item(match: regex.Match[str]) -> _Item | None:
    groups = match.groupdict()
    printed = groups["number"] or groups["bare"]
    unit = groups["unit"]
    digits = [character for character in printed if character in "0123456789" + _VULGAR]
    # A letter that stands for a whole number must at least have a unit behind it.
    if not digits and not (unit and printed in ("O", "o", "l", "I", "|")):
        return None
    symbol = ""
    if unit:
        known = _unit(unit, groups["per"]) or _MISREAD_UNITS.get(_key(unit))
        if known is None:
            return None
        symbol = known
    try:
        number = _loose_decimal(printed)
        low = _loose_decimal(groups["low"]) if groups["low"] else None
    except ValueError:
        return None
    if low is not None and low >= number:
        return None
    return _Item(printed, Amount(number, symbol), "<" if groups["less"] else "", low)


def _loose_decimal(printed: str) -> Decimal:
    try:
        return _decimal(printed)
    except ValueError:
        tidy = "".join(printed.split()).replace("·", ".")
        return _decimal(tidy.translate(LOOKALIKES))


def _reading(items: list[_Item], footnote: str, *, exact: bool) -> CellReading | None:
    percents = [item for item in items if item.amount.unit == Unit.PERCENT]
    amounts = [item for item in items if item.amount.unit not in (Unit.PERCENT, "")]
    bare = [item for item in items if not item.amount.unit]
    candidates: list[Amount] = []
    if percents and not amounts and len(bare) == 1 and items[0] is bare[0]:
        # "0.55 (50%)": the unit stands with the name, as in Australia.
        amounts, bare = bare, []
        candidates.extend(_misread(amounts[0].printed))
    if amounts or percents:
        for item in bare:
            candidates.append(Amount(item.amount.number, Unit.PERCENT))
            candidates.extend(_misread(item.printed, percent_only=True))
        exact = exact and not bare
    elif len(bare) == 1:
        amounts = bare
        if bare[0].low is None:
            candidates.extend(_misread(bare[0].printed))
    elif len(bare) == 2 and bare[1].printed == "9":
        candidates.append(Amount(bare[0].amount.number, Unit.GRAM))
        exact = False
    elif bare:
        return None
    first = amounts[0] if amounts else None
    percent = percents[0] if percents else None
    return CellReading(
        amount=first.amount if first else None,
        bound=first.bound if first else "",
        low=first.low if first else percent.low if percent else None,
        further=tuple(item.amount for item in (*amounts[1:], *percents[1:])),
        percent=percent.amount.number if percent else None,
        percent_bound=percent.bound if percent else "",
        footnote=footnote,
        candidates=tuple(candidates),
        exact=exact,
    )


def _misread(printed: str, *, percent_only: bool = False) -> Iterator[Amount]:
    """The amounts whose sign an engine may have read as digits."""
    percent = _PERCENT_READ_AS_NINETY_SIX.fullmatch(printed)
    if percent is not None:
        yield Amount(Decimal(percent["number"]), Unit.PERCENT)
    gram = _GRAM_READ_AS_NINE.fullmatch(printed)
    if gram is not None and not percent_only:
        try:
            number = _decimal(gram["number"])
        except ValueError:
            return
        yield Amount(number, Unit.GRAM)


# --- counts -------------------------------------------------------------------

_HALF: Final = Decimal("0.5")
NUMBER_WORDS: Final[Mapping[str, Decimal]] = {
    word: Decimal(number)
    for number, words in {
        "0.5": "half demi demie media medio",
        "1": "one un une uno una ein eine eins",
        "2": "two deux dos zwei",
        "3": "three trois tres drei",
        "4": "four quatre cuatro vier",
        "5": "five cinq cinco funf",
        "6": "six seis sechs",
        "7": "seven sept siete sieben",
        "8": "eight huit ocho acht",
        "9": "nine neuf nueve neun",
        "10": "ten dix diez zehn",
        "11": "eleven onze once elf",
        "12": "twelve douze doce zwolf",
        "13": "thirteen treize trece",
        "14": "fourteen quatorze catorce",
        "15": "fifteen quinze quince",
        "16": "sixteen seize dieciseis",
        "18": "eighteen",
        "20": "twenty vingt veinte zwanzig",
        "30": "thirty trente treinta dreissig",
        "40": "forty",
        "50": "fifty",
        "60": "sixty soixante sesenta",
        "100": "hundred",
    }.items()
    for word in words.split()
}
"""Of English, French, Spanish and German, without accents. ``once`` is the Spanish
eleven here; in a sentence it may be English."""

_COUNT: Final = regex.compile(
    rf"(?:(?P<words>\p{{L}}+(?:[\s-]\p{{L}}+){{0,3}})\s*(?:\(\s*(?P<again>{_NUMBER})\s*\))?"
    rf"|(?P<number>{_NUMBER})\s*(?:\(\s*(?P<spelled>\p{{L}}+(?:[\s-]\p{{L}}+){{0,3}})\s*\))?)"
)


def parse_count(text: str) -> Decimal:
    """Read a count: ``"2"``, ``"two (2)"``, ``"1 ½"``, ``"une"``, ``"one and a half"``.

    English, French, Spanish and German words. Where word and digits both stand there,
    they must agree.

    Raises:
        ValueError: ``text`` is not one count, has no exact decimal ("1/3"), or
            contradicts itself: "two (3)".
    """
    match = _COUNT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a count: {text!r}")
    words = match["words"] or match["spelled"]
    digits = match["number"] or match["again"]
    count = _spelled(words) if words else _decimal(digits)
    if words and digits and count != _decimal(digits):
        raise ValueError(f"word and number of the count disagree: {text!r}")
    return count


_AND_A_HALF: Final = frozenset(
    {"and a half", "and one half", "et demi", "et demie", "y media", "y medio"}
)


def _spelled(text: str) -> Decimal:
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = "".join(c for c in plain if not unicodedata.combining(c))
    words = " ".join(regex.split(r"[\s-]+", words))
    if words in {"one half", "a half", "half a", "un demi", "une demie"}:
        return _HALF
    first, _, rest = words.partition(" ")
    if first in NUMBER_WORDS and not rest:
        return NUMBER_WORDS[first]
    if first in NUMBER_WORDS and rest in _AND_A_HALF:
        return NUMBER_WORDS[first] + _HALF
    raise ValueError(f"not a count: {text!r}")
