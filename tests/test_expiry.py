"""Until when a product is good: dates in every order, never guessed, and lots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import document_of, page_of

from auditor.criteria.conflicts import find_conflicts
from auditor.facts.expiry import find_expiry, find_lot, parse_expiry
from auditor.facts.text import passages
from auditor.lexicon import load_lexicon
from auditor.model import Box, Code, Document, Found, LabelFacts, Reading, Unreadable


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("printed", "earliest", "latest"),
    [
        pytest.param("2025-03-31", "2025-03-31", "2025-03-31", id="iso"),
        pytest.param("2025/03", "2025-03-31", "2025-03-31", id="year-and-month"),
        pytest.param("03/2025", "2025-03-31", "2025-03-31", id="month-and-year"),
        pytest.param("02.2024", "2024-02-29", "2024-02-29", id="a-leap-year"),
        pytest.param("31.12.2026", "2026-12-31", "2026-12-31", id="day-first-for-sure"),
        pytest.param("12/31/26", "2026-12-31", "2026-12-31", id="month-first-for-sure"),
        pytest.param("03/04/2025", "2025-03-04", "2025-04-03", id="two-days"),
        pytest.param("05/05/2025", "2025-05-05", "2025-05-05", id="one-day-either-way"),
        pytest.param("03/25", "2025-03-31", "2025-03-31", id="no-month-25"),
        pytest.param("11/12", "2011-12-31", "2012-11-30", id="month-or-year"),
        pytest.param("MAR 2025", "2025-03-31", "2025-03-31", id="a-month-by-name"),
        pytest.param("15 mars 2025", "2025-03-15", "2025-03-15", id="french"),
        pytest.param("DIC 2026", "2026-12-31", "2026-12-31", id="spanish"),
        pytest.param("Okt. 2026", "2026-10-31", "2026-10-31", id="german"),
        pytest.param("March 15, 2025", "2025-03-15", "2025-03-15", id="american"),
        pytest.param("15MAR25", "2015-03-25", "2025-03-15", id="day-or-year"),
        pytest.param("20250315", "2025-03-15", "2025-03-15", id="eight-digits"),
        pytest.param("032027", "2027-03-20", "2027-03-31", id="six-digits"),
        pytest.param("311226", "2026-12-31", "2031-12-26", id="six-digits-either-way"),
    ],
)
def test_a_date_is_what_its_print_leaves_open(
    printed: str, earliest: str, latest: str
) -> None:
    read = parse_expiry(printed, "expiry")

    assert (read.earliest, read.latest) == (day(earliest), day(latest))


@pytest.mark.parametrize(
    "printed",
    [
        pytest.param("", id="empty"),
        pytest.param("13/13/2025", id="no-such-month"),
        pytest.param("30/02/2025", id="no-such-day"),
        pytest.param("1/2/3/4", id="four-numbers"),
        pytest.param("03/1850", id="another-century"),
        pytest.param("see cap", id="words"),
    ],
)
def test_what_is_no_date_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        parse_expiry(printed, "expiry")


@given(st.dates(min_value=day("2000-01-01"), max_value=day("2099-12-31")))
def test_whatever_the_order_the_day_that_was_meant_is_among_what_it_may_be(
    meant: date,
) -> None:
    for form in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%Y-%m-%d", "%y%m%d", "%d %b %Y"):
        read = parse_expiry(meant.strftime(form), "expiry")

        assert read.earliest <= meant <= read.latest


def told(*documents: Document) -> tuple[Reading, Reading[str], tuple]:  # type: ignore[type-arg]
    blocks = [passage for document in documents for passage in passages(document)]
    expiry, conflicts = find_expiry(documents, blocks, load_lexicon())
    return expiry, find_lot(documents, blocks, load_lexicon()), conflicts


@pytest.mark.parametrize(
    ("printed", "kind", "latest"),
    [
        pytest.param("LOT 4411 EXP 03/2025", "expiry", "2025-03-31", id="exp"),
        pytest.param("EXP: MAR 2025", "expiry", "2025-03-31", id="a-colon"),
        pytest.param("Best by 06/2026", "best-before", "2026-06-30", id="best-by"),
        pytest.param("BBE 06/2026", "best-before", "2026-06-30", id="bbe"),
        pytest.param("Best before end: 06/2026", "best-before", "2026-06-30", id="end"),
        pytest.param("Use by 31/12/2026", "use-by", "2026-12-31", id="use-by"),
        pytest.param(
            "À consommer de préférence avant fin 12/2026", "best-before", "2026-12-31",
            id="french",
        ),
        pytest.param("Consumir antes de 12/2026", "use-by", "2026-12-31", id="spanish"),
        pytest.param(
            "Mindestens haltbar bis Ende 12/2026", "best-before", "2026-12-31", id="german"
        ),
        pytest.param("EXP\n03/2025", "expiry", "2025-03-31", id="on-the-next-line"),
    ],
)  # fmt: skip
def test_words_tell_which_date_it_is(printed: str, kind: str, latest: str) -> None:
    expiry, _, _ = told(document_of(page_of(*printed.split("\n"))))

    assert isinstance(expiry, Found)
    assert (expiry.value.kind, expiry.value.latest) == (kind, day(latest))
    assert expiry.evidence


@pytest.mark.parametrize(
    "printed",
    [
        pytest.param("Established 03/2025", id="no-words-of-a-date"),
        pytest.param("Best before a workout. 03/2025", id="a-sentence"),
        pytest.param("Do not use after the printed date", id="no-date"),
        pytest.param("Use by adults 18 and older", id="use-by-somebody"),
    ],
)
def test_other_print_is_no_date(printed: str) -> None:
    expiry, _, _ = told(document_of(page_of(printed)))

    assert not isinstance(expiry, Found)


def test_a_date_that_no_order_makes_is_told_as_unreadable() -> None:
    expiry, _, _ = told(document_of(page_of("EXP 13/32/2025")))

    assert isinstance(expiry, Unreadable)
    assert "13/32/2025" in expiry.reason


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        pytest.param("LOT 4411 EXP 03/2025", "4411", id="digits"),
        pytest.param("Batch No: AB-1203", "AB-1203", id="letters"),
        pytest.param("Lote 22K17", "22K17", id="spanish"),
        pytest.param("Numéro de lot 7781", "7781", id="french"),
    ],
)
def test_a_lot_is_its_code(printed: str, code: str) -> None:
    _, lot, _ = told(document_of(page_of(printed)))

    assert isinstance(lot, Found)
    assert lot.value == code


@pytest.mark.parametrize(
    "printed",
    [
        pytest.param("See bottom for lot and date", id="elsewhere"),
        pytest.param("A lot of 5 grams", id="much"),
        pytest.param("Every lot is third-party tested", id="a-sentence"),
    ],
)
def test_a_word_without_a_code_is_no_lot(printed: str) -> None:
    _, lot, _ = told(document_of(page_of(printed)))

    assert not isinstance(lot, Found)


GTIN = "0109506000134352"
"""A product's number with its application identifier."""


def coded(text: str) -> Document:
    document = document_of(page_of("L-Glutamine"))
    code = Code(text, "DataMatrix", Box(0, 0, 20, 20))
    return replace(document, pages=(replace(document.pages[0], codes=(code,)),))


@pytest.mark.parametrize(
    ("text", "latest", "lot"),
    [
        pytest.param(f"(01){GTIN[2:]}(17)250331(10)A1", "2025-03-31", "A1", id="hri"),
        pytest.param(f"{GTIN}172503311012AB", "2025-03-31", "12AB", id="plain"),
        pytest.param(f"{GTIN}10A1\x1d17250331", "2025-03-31", "A1", id="separated"),
        pytest.param(f"({GTIN[:2]}){GTIN[2:]}(15)250200", "2025-02-28", None, id="day-00"),
        pytest.param(
            f"https://id.gs1.org/01/{GTIN[2:]}/10/A1?17=250331", "2025-03-31", "A1",
            id="digital-link",
        ),
    ],
)  # fmt: skip
def test_a_code_tells_lot_and_date(text: str, latest: str, lot: str | None) -> None:
    expiry, found, _ = told(coded(text))

    assert isinstance(expiry, Found)
    assert (expiry.value.earliest, expiry.value.latest) == (day(latest), day(latest))
    assert (found.value if isinstance(found, Found) else None) == lot


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("https://example.com/lot/10/17/250331", id="some-address"),
        pytest.param("17250331", id="no-product"),
        pytest.param("(17)250331", id="no-product-in-brackets"),
        pytest.param("0109506000134352172513", id="cut-off"),
        pytest.param("(01)09506000134352(17)251331", id="no-such-month"),
    ],
)
def test_what_is_no_gs1_code_tells_no_date(text: str) -> None:
    expiry, _, _ = told(coded(text))

    assert not isinstance(expiry, Found)


def test_print_and_code_that_tell_other_days_are_a_conflict() -> None:
    printed = document_of(page_of("EXP 04/2026"))

    expiry, _, conflicts = told(printed, coded("(01)09506000134352(17)250331"))

    assert isinstance(expiry, Unreadable)
    assert [conflict.what for conflict in conflicts] == ["expiry"]


def test_a_code_tells_the_day_of_a_printed_month() -> None:
    printed = document_of(page_of("EXP 03/2025"))

    expiry, _, conflicts = told(printed, coded("(01)09506000134352(17)250331"))

    assert isinstance(expiry, Found)
    assert conflicts == ()


@pytest.mark.parametrize(
    ("printed", "audited", "expired"),
    [
        pytest.param("EXP 03/2025", "2025-04-01", True, id="passed"),
        pytest.param("EXP 03/2025", "2025-03-31", False, id="its-last-day"),
        pytest.param("EXP 03/04/2025", "2025-03-20", False, id="perhaps"),
        pytest.param("EXP 03/04/2025", "2025-04-04", True, id="either-way"),
    ],
)
def test_what_has_passed_by_all_it_may_mean_is_a_conflict(
    printed: str, audited: str, expired: bool
) -> None:
    expiry, _, _ = told(document_of(page_of(printed)))
    facts = LabelFacts(expiry=expiry)

    assert [c.what for c in find_conflicts(facts, day(audited))] == ["expired"] * expired
    assert find_conflicts(facts) == ()
