"""Printed amounts: what is read, what is refused, and what is only a candidate."""

from __future__ import annotations

import string
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Amount
from auditor.quantity import (
    Unit,
    find_amounts,
    parse_amount,
    parse_count,
    parse_percent,
    read_cell,
    rounded_from,
    to_grams,
)
from tests.timing import cpu_seconds

# --- one amount ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "number", "unit"),
    [
        pytest.param("500 mg", "500", Unit.MILLIGRAM, id="plain"),
        pytest.param("500mg", "500", Unit.MILLIGRAM, id="no-space"),
        pytest.param(" 5 g\n", "5", Unit.GRAM, id="surrounding-blanks"),
        pytest.param("500 MG", "500", Unit.MILLIGRAM, id="capitals"),
        pytest.param("1,000 mg", "1000", Unit.MILLIGRAM, id="comma-groups-thousands"),
        pytest.param("1,234,567 mg", "1234567", Unit.MILLIGRAM, id="two-commas"),
        pytest.param("1,234.5 mg", "1234.5", Unit.MILLIGRAM, id="grouped-with-decimals"),
        pytest.param("2,5 g", "2.5", Unit.GRAM, id="decimal-comma"),
        pytest.param("1000,5 mg", "1000.5", Unit.MILLIGRAM, id="ungrouped-decimal-comma"),
        pytest.param("0,250 g", "0.250", Unit.GRAM, id="leading-zero-never-groups"),
        pytest.param("1.000 g", "1.000", Unit.GRAM, id="single-point-never-groups"),
        pytest.param("1.000,5 mg", "1000.5", Unit.MILLIGRAM, id="point-groups-with-comma"),
        pytest.param("1.000.000 UFC", "1000000", Unit.CFU, id="two-points-group"),
        pytest.param("5 000 mg", "5000", Unit.MILLIGRAM, id="blank-groups"),
        pytest.param("5\u202f000 mg", "5000", Unit.MILLIGRAM, id="thin-blank-groups"),
        pytest.param("0.10 g", "0.10", Unit.GRAM, id="keeps-printed-decimals"),
        pytest.param(".5 g", "0.5", Unit.GRAM, id="no-leading-zero"),
        pytest.param("½ oz", "0.5", Unit.OUNCE, id="vulgar-fraction"),
        pytest.param("1 ½ oz", "1.5", Unit.OUNCE, id="mixed-vulgar-fraction"),
        pytest.param("1/2 oz", "0.5", Unit.OUNCE, id="slash-fraction"),
        pytest.param("1 1/2 oz", "1.5", Unit.OUNCE, id="mixed-slash-fraction"),
        pytest.param("25 \u00b5g", "25", Unit.MICROGRAM, id="micro-sign"),
        pytest.param("25 \u03bcg", "25", Unit.MICROGRAM, id="greek-mu"),
        pytest.param("25 mcg", "25", Unit.MICROGRAM, id="mcg"),
        pytest.param("300 gm", "300", Unit.GRAM, id="indian-gram"),
        pytest.param("5 grams", "5", Unit.GRAM, id="unit-in-words"),
        pytest.param("5 gramos", "5", Unit.GRAM, id="spanish-gram"),
        pytest.param("400 IU", "400", Unit.INTERNATIONAL_UNIT, id="international-unit"),
        pytest.param("400 UI", "400", Unit.INTERNATIONAL_UNIT, id="unidad-internacional"),
        pytest.param("400 I.U.", "400", Unit.INTERNATIONAL_UNIT, id="unit-with-stops"),
        pytest.param("10 billion CFU", "10", Unit.BILLION_CFU, id="billion-cfu"),
        pytest.param("10 milliards d'UFC", "10", Unit.BILLION_CFU, id="milliards-ufc"),
        pytest.param(
            "900 mcg RAE", "900", Unit.RETINOL_ACTIVITY_EQUIVALENT, id="vitamin-a"
        ),
        pytest.param("400 mcg DFE", "400", Unit.FOLATE_EQUIVALENT, id="folate"),
        pytest.param("16 mg NE", "16", Unit.NIACIN_EQUIVALENT, id="niacin"),
        pytest.param("12 mg α-TE", "12", Unit.TOCOPHEROL_EQUIVALENT, id="vitamin-e"),
        pytest.param("110 Cal", "110", Unit.KILOCALORIE, id="food-calorie"),
        pytest.param("459 kJ", "459", Unit.KILOJOULE, id="kilojoule"),
        pytest.param("97%", "97", Unit.PERCENT, id="percent"),
        pytest.param("8 fl. oz.", "8", Unit.FLUID_OUNCE, id="fluid-ounce"),
        pytest.param("2 LBS", "2", Unit.POUND, id="pound"),
        pytest.param("250 mL", "250", Unit.MILLILITER, id="milliliter"),
        pytest.param("1.5 L", "1.5", Unit.LITER, id="liter"),
        pytest.param("1750 kJ/100 g", "1750", "kJ/100 g", id="per-hundred-grams"),
        pytest.param("3,8 g per 100 ml", "3.8", "g/100 ml", id="per-hundred-milliliters"),
    ],
)
def test_reads_what_labels_print(printed: str, number: str, unit: str) -> None:
    amount = parse_amount(printed)

    assert amount == Amount(Decimal(number), unit)
    assert str(amount.number) == number


@pytest.mark.parametrize(
    "printed",
    [
        pytest.param("", id="empty"),
        pytest.param("mg", id="no-number"),
        pytest.param("500", id="no-unit"),
        pytest.param("500 mgs", id="unknown-unit"),
        pytest.param("-5 mg", id="negative"),
        pytest.param("1,00,000 mg", id="indian-grouping"),
        pytest.param("1000,500 mg", id="comma-neither-groups-nor-decimal"),
        pytest.param("1/3 oz", id="fraction-without-finite-decimal"),
        pytest.param("1/0 oz", id="division-by-zero"),
        pytest.param("⅓ oz", id="vulgar-third"),
        pytest.param("5 mg 6 mg", id="two-amounts"),
        pytest.param("<1 g", id="a-bound-is-no-amount"),
        pytest.param("2-5 g", id="a-range-is-no-amount"),
        pytest.param("5O0 mg", id="misreading"),
        pytest.param("\u0665 mg", id="arabic-indic-digit"),
        pytest.param("5 L-Glutamine", id="name-that-starts-with-a-unit"),
    ],
)
def test_refuses_what_it_would_have_to_guess(printed: str) -> None:
    with pytest.raises(ValueError, match=r"amount|unit"):
        parse_amount(printed)


numbers = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False)


@given(number=numbers, unit=st.sampled_from(Unit), gap=st.sampled_from(["", " ", "\n"]))
def test_every_way_of_printing_an_amount_reads_back(
    number: Decimal, unit: Unit, gap: str
) -> None:
    """A number survives grouping, a decimal point and a decimal comma."""
    amount = Amount(number, unit)

    assert parse_amount(f"{number}{gap}{unit}") == amount
    assert parse_amount(f"{number:,}{gap}{unit}") == amount
    assert parse_amount(f"{number}{gap}{unit}".replace(".", ",")) == amount
    assert parse_amount(f"{number:,}{gap}{unit}".replace(",", "\u202f")) == amount


label_text = st.text(
    alphabet=st.sampled_from(string.digits + " .,-/½<%OoIl|SBmckguµLIUJFz()*†\n"),
    max_size=24,
)


@given(text=st.text(max_size=40) | label_text)
def test_any_text_is_an_amount_or_a_value_error(text: str) -> None:
    """No input escapes as another exception, a NaN or a negative number."""
    try:
        amount = parse_amount(text)
    except ValueError:
        return
    assert amount.number.is_finite()
    assert amount.number >= 0


# --- percentages and weights ----------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        pytest.param("6%", "6", id="plain"),
        pytest.param("12 % DV", "12", id="with-dv"),
        pytest.param("12,5 %", "12.5", id="decimal-comma"),
        pytest.param("1,000%", "1000", id="grouped"),
    ],
)
def test_reads_a_percentage(printed: str, number: str) -> None:
    assert str(parse_percent(printed)) == number


@pytest.mark.parametrize("printed", ["", "6", "%", "<1%", "6 mg", "6%%", "396"])
def test_a_percentage_needs_a_number_and_its_sign(printed: str) -> None:
    with pytest.raises(ValueError, match="percent"):
        parse_percent(printed)


@pytest.mark.parametrize(
    ("printed", "grams"),
    [
        pytest.param("5,000 mg", "5.000", id="milligrams"),
        pytest.param("400 mcg", "0.000400", id="micrograms"),
        pytest.param("1.5 kg", "1500.0", id="kilograms"),
        pytest.param("1 oz", "28.349523125", id="ounce"),
        pytest.param("2 lb", "907.18474", id="pound"),
    ],
)
def test_weights_convert_exactly(printed: str, grams: str) -> None:
    assert to_grams(parse_amount(printed)) == Decimal(grams)


@pytest.mark.parametrize(
    "printed",
    ["250 ml", "1 L", "8 fl oz", "400 IU", "5 billion CFU", "6%", "400 mcg DFE", "70 kcal"],
)
def test_nothing_but_a_weight_converts_to_grams(printed: str) -> None:
    with pytest.raises(ValueError, match="not a weight"):
        to_grams(parse_amount(printed))


@given(
    number=st.decimals(min_value=0, max_value=10**15, places=10, allow_nan=False),
    unit=st.sampled_from([Unit.MILLIGRAM, Unit.MICROGRAM, Unit.OUNCE, Unit.POUND]),
)
def test_conversion_never_rounds(number: Decimal, unit: Unit) -> None:
    grams = to_grams(Amount(number, unit))
    one = to_grams(Amount(Decimal(1), unit))

    assert grams.as_integer_ratio() == _times(number, one)


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        pytest.param("5", "4.5", "5.5", id="one-digit"),
        pytest.param("5.0", "4.95", "5.05", id="a-zero-behind-the-point-counts"),
        pytest.param("0.05", "0.045", "0.055", id="below-one"),
        pytest.param("12", "11.5", "12.5", id="two-digits"),
        pytest.param("20", "19", "21", id="a-zero-at-the-end-may-be-rounded"),
        pytest.param("1700", "1650", "1750", id="two-zeros-too"),
        pytest.param("100", "95", "105", id="never-by-more-than-a-twentieth"),
        pytest.param("0", "0", "0.5", id="zero"),
    ],
)
def test_a_printed_number_stands_for_all_that_round_to_it(
    printed: str, low: str, high: str
) -> None:
    assert rounded_from(Decimal(printed)) == (Decimal(low), Decimal(high))


@given(number=st.decimals(min_value=0, max_value=10**6, places=2))
def test_a_number_lies_within_what_it_was_rounded_from(number: Decimal) -> None:
    low, high = rounded_from(number)

    assert 0 <= low <= number < high


def _times(number: Decimal, factor: Decimal) -> tuple[int, int]:
    return (Fraction(number) * Fraction(factor)).as_integer_ratio()


# --- running text ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("take 5 g daily", ["5 g"], id="in-a-sentence"),
        pytest.param("Take <1 g", ["< 1 g"], id="less-than-sign"),
        pytest.param("Less than 1 g", ["< 1 g"], id="less-than-words"),
        pytest.param("moins de 2% de", ["< 2 %"], id="less-than-in-french"),
        pytest.param("1010kJ/239kcal", ["1010 kJ", "239 kcal"], id="slash-between"),
        pytest.param("1 Scoop (5g)", ["5 g"], id="in-brackets"),
        pytest.param("630 g (1.39 lb)", ["630 g", "1.39 lb"], id="two-systems"),
        pytest.param("Calories 70 Total Fat 2 g", ["70 kcal", "2 g"], id="calories-first"),
        pytest.param("2,000 calorie diet", ["2000 kcal"], id="calories-last"),
        pytest.param("a 500-mg capsule", ["500 mg"], id="hyphenated"),
        pytest.param("5\ngrams with water", ["5 g"], id="across-a-line"),
        pytest.param("Omega 3\nL Leucine", [], id="letter-of-the-next-line-is-a-name"),
        pytest.param("Formula 3\ng force", [], id="letter-on-the-next-line"),
        pytest.param("1000,500 mg", [], id="tail-of-an-ambiguous-number"),
        pytest.param("1,00,000 mg", [], id="tail-of-an-indian-number"),
        pytest.param("500 mg ne pas", ["500 mg"], id="french-negation-is-no-unit"),
        pytest.param("< 0.05 mg/kg", [], id="concentration"),
        pytest.param("100 CFU/g", [], id="germs-per-gram"),
        pytest.param("5 g/100 g", ["5 g/100 g"], id="per-hundred-grams"),
        pytest.param("5 g/day", ["5 g"], id="per-day"),
        pytest.param("NET WT.630g(1.39 lb)e", ["630 g", "1.39 lb"], id="blanks-lost"),
        pytest.param("Vitamin B12 500 mcg", ["500 mcg"], id="digits-of-a-vitamin"),
        pytest.param("Coenzyme Q 10 100 mg", ["100 mg"], id="digits-that-end-a-name"),
        pytest.param("contient 5 000 mg de", ["5000 mg"], id="zeros-are-thousands"),
        pytest.param("dose: 5 500 mg", ["5500 mg"], id="nothing-before-the-thousands"),
        pytest.param("Protein18g", ["18 g"], id="blank-lost-before-a-number"),
        pytest.param("25mg6%", ["25 mg", "6 %"], id="blank-lost-between-amounts"),
        pytest.param("5 L-Glutamine", [], id="amino-acid-is-no-liter"),
        pytest.param("100 L Leucine", [], id="amino-acid-without-hyphen"),
        pytest.param("2 x 10^9 CFU", [], id="a-power-is-not-its-exponent"),
        pytest.param("1/3 oz", [], id="inexact-fraction-and-its-tail"),
        pytest.param("1 .5 g", [], id="point-torn-from-its-number"),
        pytest.param("leader....5 g", ["5 g"], id="leader-dots-are-no-point"),
        pytest.param("97 % wheat, 2,5 g", ["97 %", "2.5 g"], id="commas-of-both-kinds"),
    ],
)
def test_finds_the_amounts_of_a_text(text: str, found: list[str]) -> None:
    matches = list(find_amounts(text))

    assert [f"{match.bound} {match.amount}".strip() for match in matches] == found


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        pytest.param("2-5 g", "2", "5", id="hyphen"),
        pytest.param("95–99 %", "95", "99", id="dash"),
        pytest.param("2 to 5 grams", "2", "5", id="to"),
        pytest.param("de 2 à 5 g", "2", "5", id="french"),
    ],
)
def test_a_range_keeps_both_ends(text: str, low: str, high: str) -> None:
    (match,) = find_amounts(text)

    assert (match.low, match.amount.number) == (Decimal(low), Decimal(high))


def test_a_falling_pair_of_numbers_is_no_range() -> None:
    (match,) = find_amounts("phase 6-3 g")

    assert match.low is None
    assert match.amount == Amount(Decimal(3), Unit.GRAM)


def test_a_match_tells_which_characters_print_it() -> None:
    text = "Serving Size: less than 1.50 g."

    (match,) = find_amounts(text)

    assert text[match.start : match.end] == "less than 1.50 g"


@given(text=st.text(max_size=60) | label_text)
def test_matches_stand_in_order_and_inside_the_text(text: str) -> None:
    position = 0
    for match in find_amounts(text):
        assert position <= match.start < match.end <= len(text)
        assert match.amount.unit
        position = match.end


@given(number=st.integers(0, 99999), unit=st.sampled_from(["mg", "g", "mcg", "%", "IU"]))
def test_what_parses_alone_is_found_in_a_sentence(number: int, unit: str) -> None:
    printed = f"{number:,} {unit}"

    (match,) = find_amounts(f"take {printed} with water")

    assert match.amount == parse_amount(printed)


# --- cells of a table -----------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        pytest.param("25 mg", "25 mg", id="plain"),
        pytest.param("0g", "0 g", id="zero"),
        pytest.param("1,200mg", "1200 mg", id="grouped"),
        pytest.param("120", "120", id="no-unit-printed"),
        pytest.param("400IU", "400 IU", id="letter-of-the-unit-is-no-digit"),
    ],
)
def test_a_clean_cell_reads_exactly(cell: str, amount: str) -> None:
    reading = read_cell(cell)

    assert reading is not None
    assert str(reading.amount) == amount
    assert reading.exact


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        pytest.param("Og", "0 g", id="letter-o-alone"),
        pytest.param("5O0mg", "500 mg", id="letter-o-inside"),
        pytest.param("1,2OOmg", "1200 mg", id="letters-in-the-thousands"),
        pytest.param("l00 mg", "100 mg", id="letter-l"),
        pytest.param("S00mg", "500 mg", id="letter-s"),
        pytest.param("O.5g", "0.5 g", id="letter-before-the-point"),
        pytest.param("1 .5 g", "1.5 g", id="torn-decimal"),
        pytest.param("12 mq", "12 mg", id="mq"),
        pytest.param("12 rng", "12 mg", id="rng"),
        pytest.param("500 meg", "500 mcg", id="meg"),
        pytest.param("10 pg", "10 mcg", id="mu-read-as-p"),
        pytest.param("4OOlU", "400 IU", id="lU"),
        pytest.param("5gt", "5 g", id="dagger-read-as-t"),
    ],
)
def test_a_misread_cell_reads_but_says_so(cell: str, amount: str) -> None:
    reading = read_cell(cell)

    assert reading is not None
    assert str(reading.amount) == amount
    assert not reading.exact


@pytest.mark.parametrize(
    ("cell", "amount", "percent", "exact"),
    [
        pytest.param("5 g 10%", "5 g", "10", True, id="apart"),
        pytest.param("25mg6%", "25 mg", "6", False, id="run-together"),
        pytest.param("0g0%", "0 g", "0", False, id="zeros-run-together"),
        pytest.param("0%", None, "0", True, id="percent-alone"),
        pytest.param("0.55 (50%)*", "0.55", "50", True, id="unit-stands-with-the-name"),
        pytest.param("10% 5", None, "10", False, id="number-behind-the-percentage"),
        pytest.param("6 o/o", None, "6", False, id="sign-read-as-letters"),
        pytest.param("25 mg 2%*", "25 mg", "2", True, id="with-a-footnote"),
    ],
)
def test_a_cell_may_hold_amount_and_percent(
    cell: str, amount: str | None, percent: str, exact: bool
) -> None:
    reading = read_cell(cell)

    assert reading is not None
    assert (str(reading.amount) if reading.amount else None) == amount
    assert reading.percent == Decimal(percent)
    assert reading.exact is exact


def test_a_bound_belongs_to_the_number_it_stands_before() -> None:
    amount, percent = read_cell("<1g"), read_cell("<1%")

    assert amount is not None
    assert percent is not None
    assert (amount.bound, amount.percent_bound) == ("<", "")
    assert (percent.bound, percent.percent_bound) == ("", "<")


@pytest.mark.parametrize(
    ("cell", "sign", "exact"),
    [("**", "**", True), ("†", "†", True), ("t", "†", False), ("+", "†", False)],
)
def test_a_footnote_sign_alone_is_a_reading_without_numbers(
    cell: str, sign: str, exact: bool
) -> None:
    reading = read_cell(cell)

    assert reading is not None
    assert (reading.footnote, reading.exact) == (sign, exact)
    assert reading.amount is None
    assert reading.percent is None


@pytest.mark.parametrize(
    ("cell", "candidate"),
    [
        pytest.param("59", "5 g", id="g-read-as-9"),
        pytest.param("2.59", "2.5 g", id="g-read-as-9-behind-a-decimal"),
        pytest.param("<19", "1 g", id="bound-before-a-misread-gram"),
        pytest.param("396", "3 %", id="percent-read-as-96"),
        pytest.param("25 mg 6", "6 %", id="percent-sign-lost"),
        pytest.param("5 9", "5 g", id="g-read-as-9-apart"),
    ],
)
def test_what_the_ink_may_also_be_is_only_a_candidate(cell: str, candidate: str) -> None:
    reading = read_cell(cell)

    assert reading is not None
    assert candidate in [str(amount) for amount in reading.candidates]
    assert str(reading.amount) != candidate
    assert reading.exact is (cell in ("59", "2.59", "<19", "396"))
    assert reading.percent is None


def test_the_number_of_an_ambiguous_cell_stays_as_printed_and_without_a_unit() -> None:
    reading = read_cell("59")

    assert reading is not None
    assert reading.amount == Amount(Decimal(59), "")


def test_a_second_energy_is_kept_beside_the_first() -> None:
    reading = read_cell("459 kJ (110 Cal)")

    assert reading is not None
    assert reading.amount == Amount(Decimal(459), Unit.KILOJOULE)
    assert reading.further == (Amount(Decimal(110), Unit.KILOCALORIE),)


def test_a_range_in_a_cell_keeps_both_ends() -> None:
    reading = read_cell("95-99")

    assert reading is not None
    assert reading.amount == Amount(Decimal(99), "")
    assert reading.low == Decimal(95)
    assert reading.candidates == ()


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("", id="empty"),
        pytest.param("   ", id="blank"),
        pytest.param("Protein", id="name"),
        pytest.param("B12", id="vitamin"),
        pytest.param("Q10", id="coenzyme"),
        pytest.param("O", id="letter-without-unit"),
        pytest.param("Oll mg", id="nothing-but-letters"),
        pytest.param("99-95", id="falling-range"),
        pytest.param("mg9", id="unit-before-number"),
        pytest.param("Vitamin C 60 mg", id="name-and-amount"),
        pytest.param("1 2 3", id="bare-numbers"),
    ],
)
def test_what_is_no_cell_of_numbers_is_none(cell: str) -> None:
    assert read_cell(cell) is None


@given(text=label_text)
def test_a_decimal_point_is_never_invented(text: str) -> None:
    if any(sign in text for sign in ".,½/"):
        return

    reading = read_cell(text)

    if reading is not None:
        amounts = [reading.amount, *reading.further, *reading.candidates]
        numbers = [amount.number for amount in amounts if amount] + [
            number for number in (reading.low, reading.percent) if number is not None
        ]
        assert all(number == number.to_integral_value() for number in numbers)


@given(number=st.integers(0, 99999), unit=st.sampled_from(["mg", "g", "mcg", "%", "IU"]))
def test_a_clean_cell_reads_as_the_strict_parser_does(number: int, unit: str) -> None:
    printed = f"{number:,} {unit}"

    reading = read_cell(printed)

    assert reading is not None
    assert reading.exact
    if unit == "%":
        assert reading.percent == parse_percent(printed)
    else:
        assert reading.amount == parse_amount(printed)


@given(text=st.text(max_size=40))
def test_any_cell_is_read_or_none(text: str) -> None:
    reading = read_cell(text)

    assert (
        reading is None
        or reading.amount
        or reading.footnote
        or (reading.percent is not None or reading.candidates)
    )


# --- counts ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "count"),
    [
        pytest.param("2", "2", id="digits"),
        pytest.param("two", "2", id="english"),
        pytest.param("Two (2)", "2", id="word-and-digits"),
        pytest.param("2 (two)", "2", id="digits-and-word"),
        pytest.param("une", "1", id="french"),
        pytest.param("dos", "2", id="spanish"),
        pytest.param("dieciséis", "16", id="with-accent"),
        pytest.param("1 ½", "1.5", id="mixed"),
        pytest.param("one and a half", "1.5", id="words-and-a-half"),
        pytest.param("half", "0.5", id="half"),
    ],
)
def test_reads_a_count(printed: str, count: str) -> None:
    assert parse_count(printed) == Decimal(count)


@pytest.mark.parametrize(
    "printed",
    [
        pytest.param("", id="empty"),
        pytest.param("scoop", id="no-number"),
        pytest.param("two (3)", id="contradiction"),
        pytest.param("1/3", id="no-finite-decimal"),
        pytest.param("2 capsules", id="with-a-unit"),
    ],
)
def test_refuses_what_is_no_count(printed: str) -> None:
    with pytest.raises(ValueError, match=r"count|exact"):
        parse_count(printed)


# --- hostile input --------------------------------------------------------------


@pytest.mark.parametrize("piece", ["1", "1,", "1 ", "1/", "O", "l|", "5 g ", "less than "])
def test_time_grows_with_the_length_of_the_text_alone(piece: str) -> None:
    """A quadratic search would take minutes here."""
    text = piece * (100_000 // len(piece))

    def read() -> None:
        list(find_amounts(text))
        read_cell(text)

    assert cpu_seconds(read, runs=1) < 10
