"""Seals and statements are found wherever they stand, and only where they hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pages import SMALL_PRINT, document_of, label_of, line_of, page_of, table_of

from auditor.facts.certifications import find_certifications
from auditor.facts.sections import split_sections
from auditor.lexicon import load_lexicon
from auditor.model import (
    Absent,
    Certification,
    DosageForm,
    Found,
    Tier,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.model import Document

LEXICON = load_lexicon()


def certifications(*lines: str) -> dict[str, Certification]:
    """By the ids of the lexicon's marks."""
    sections = split_sections(label_of(*lines), LEXICON)
    found = find_certifications(sections, LEXICON, complete=False)
    return {one.id: one for one in found.value} if isinstance(found, Found) else {}


@pytest.mark.parametrize(
    ("lines", "id_", "tier"),
    [
        pytest.param(
            ["NSF Certified for Sport®"], "nsf-certified-for-sport", Tier.A, id="nsf-sport"
        ),
        pytest.param(["USP Verified"], "usp-verified", Tier.A, id="usp"),
        pytest.param(["Informed-Sport"], "informed-sport", Tier.A2, id="informed-sport"),
        pytest.param(["NSF GMP Registered Facility"], "nsf-gmp", Tier.B, id="nsf-gmp"),
        pytest.param(["NPA GMP Certified"], "npa-gmp", Tier.B, id="npa-gmp"),
        pytest.param(["NPN 80012345"], "health-canada-npn", Tier.B, id="npn"),
        pytest.param(
            ["NPN 80012345Quorra Ltd."], "health-canada-npn", Tier.B, id="npn-run-into"
        ),
        pytest.param(
            ["MSC CERTIFIED"], "sustainable-seafood", Tier.INFO, id="sustainable-seafood"
        ),
        pytest.param(["IFOS 5 Star"], "ifos", Tier.INFO, id="fish-oil"),
        pytest.param(["Fair Trade Certified"], "fair-trade", Tier.INFO, id="fair-trade"),
        pytest.param(
            ["Glyphosate Residue Free"],
            "glyphosate-residue-free",
            Tier.INFO,
            id="glyphosate",
        ),
        pytest.param(["Keto Certified"], "diet-certified", Tier.INFO, id="keto"),
        pytest.param(
            ["GLUTENFREE", "PRODUCT"], "gluten-free-claim", Tier.INFO, id="gluten-seal"
        ),
        pytest.param(["OU-D"], "kosher", Tier.INFO, id="kosher-dairy"),
        pytest.param(["STAR-K"], "kosher", Tier.INFO, id="kosher-star"),
        pytest.param(["AUST L 123456"], "tga", Tier.B, id="aust-l"),
        pytest.param(
            ["Third-Party Tested"], "third-party-tested", Tier.C, id="third-party"
        ),
        pytest.param(
            ["Tested by an independent lab."], "third-party-tested", Tier.C, id="lab"
        ),
        pytest.param(
            ["Externally lab tested"], "third-party-tested", Tier.C, id="external"
        ),
        pytest.param(
            ["Tested by an external laboratory."],
            "third-party-tested",
            Tier.C,
            id="by-an-external-laboratory",
        ),
        pytest.param(
            ["Von einem unabhängigen Labor geprüft."],
            "third-party-tested",
            Tier.C,
            id="german-independent",
        ),
        pytest.param(
            ["Geprüft durch externes Labor"],
            "third-party-tested",
            Tier.C,
            id="german-external",
        ),
        pytest.param(
            ["Extern laborgeprüft"], "third-party-tested", Tier.C, id="german-adverb"
        ),
        pytest.param(
            ["Extern im Labor geprüft"],
            "third-party-tested",
            Tier.C,
            id="german-in-the-lab",
        ),
        pytest.param(
            ["Contrôlé par un organisme tiers."],
            "third-party-tested",
            Tier.C,
            id="french-third",
        ),
        pytest.param(
            ["Analyses effectuées par un laboratoire externe accrédité."],
            "third-party-tested",
            Tier.C,
            id="french-external",
        ),
        pytest.param(
            ["Analizado por un laboratorio externo."],
            "third-party-tested",
            Tier.C,
            id="spanish-external",
        ),
        pytest.param(["ACO Certified Organic"], "ab-organic", Tier.INFO, id="aco"),
        pytest.param(["GMP"], "gmp-claim", Tier.D, id="gmp-alone"),
        pytest.param(["Made in a cGMP facility."], "gmp-claim", Tier.D, id="cgmp-facility"),
        pytest.param(["Lab Tested"], "lab-tested-claim", Tier.D, id="lab-tested"),
        pytest.param(
            ["Banned Substance Tested"], "lab-tested-claim", Tier.D, id="banned-substances"
        ),
        pytest.param(
            ["FDA Registered Facility"], "fda-registered-facility", Tier.D, id="fda"
        ),
        pytest.param(["USDA Organic"], "usda-organic", Tier.INFO, id="usda-organic"),
        pytest.param(["NON-GMO"], "non-gmo-claim", Tier.INFO, id="non-gmo"),
        pytest.param(["No GMOs"], "non-gmo-claim", Tier.INFO, id="a-mark-that-denies"),
    ],
)
def test_knows_a_mark_and_its_tier(lines: list[str], id_: str, tier: Tier) -> None:
    found = certifications(*lines)

    assert list(found) == [id_]
    assert found[id_].tier is tier


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["NSF", "CERTIFIED", "FOR SPORT"], id="lines-of-one-block"),
        pytest.param(["NSF Certified", "for Sport"], id="a-wrapped-line"),
    ],
)
def test_the_words_of_a_seal_may_stand_on_several_lines(lines: list[str]) -> None:
    found = certifications(*lines)

    assert found["nsf-certified-for-sport"].text == " ".join(lines)
    assert [item.text for item in found["nsf-certified-for-sport"].evidence] == lines


def seal(*words: str, gap: float) -> Sequence[Document]:
    """Words of a seal below each other, each a block of its own."""
    lines = tuple(
        line_of(
            word, left=100, top=40 + number * (SMALL_PRINT + gap), row=number, block=number
        )
        for number, word in enumerate(words)
    )
    return (document_of(replace(page_of(), width=400, height=400, lines=lines)),)


def test_the_words_of_a_seal_may_be_blocks_near_each_other() -> None:
    near = split_sections(seal("NSF", "CERTIFIED", "FOR SPORT", gap=20), LEXICON)
    far = split_sections(seal("NSF", "CERTIFIED", "FOR SPORT", gap=90), LEXICON)

    found = find_certifications(near, LEXICON, complete=False)

    assert isinstance(found, Found)
    assert [one.id for one in found.value] == ["nsf-certified-for-sport"]
    assert isinstance(find_certifications(far, LEXICON, complete=False), Unreadable)


@pytest.mark.parametrize(
    ("line", "id_"),
    [
        pytest.param(
            "GMP facility as well as third-party tested.", "third-party-tested", id="and"
        ),
        pytest.param(
            "Third-party tested - available in 500 g", "third-party-tested", id="in-sizes"
        ),
        pytest.param(
            "Certificate of analysis available online.",
            "certificate-of-analysis",
            id="offered",
        ),
        pytest.param(
            "Our product and its ingredients are third-party tested.",
            "third-party-tested",
            id="product-and-ingredients",
        ),
    ],
)
def test_words_beside_a_mark_that_leave_it_in_effect(line: str, id_: str) -> None:
    assert id_ in certifications(line)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Not third-party tested", id="negated"),
        pytest.param("NON GMP", id="a-letter-misread"),
        pytest.param("GMP-free", id="denied-behind"),
        pytest.param("GMP non-certified.", id="non-behind"),
        pytest.param("Packaging NSF certified", id="packaging"),
        pytest.param("The water used is NSF certified", id="water"),
        pytest.param("Only our bars are NSF Certified for Sport.", id="only-another"),
        pytest.param("Look for NSF Certified for Sport on our bars", id="look-for"),
        pytest.param("Informed choices for your health", id="choices-one-makes"),
        pytest.param(
            "A product that is USP Verified has been tested by USP.", id="in-general"
        ),
        pytest.param("Third-party tested for allergens.", id="for-allergens"),
        pytest.param("GMO", id="gmo-is-not-gmp"),
        pytest.param(
            "Made in a GMP facility that also processes milk.", id="allergen-sentence"
        ),
        pytest.param("Packed on cGMP equipment that also handles lupin.", id="equipment"),
        pytest.param("NPN 8001234", id="a-digit-short"),
        pytest.param("NPN 800123456", id="a-digit-more"),
        pytest.param("En cas de grossesse ou d’allaitement.", id="french-or"),
        pytest.param("USP Verified: No", id="answered-no"),
        pytest.param("Labdoor has not tested this product.", id="denied-by-its-verb"),
        pytest.param("Neither USP Verified nor Informed Sport.", id="neither-nor"),
        pytest.param("We do not use third-party testing.", id="not-used"),
        pytest.param("Third-party tested? Not us.", id="a-question"),
        pytest.param("Formerly NSF certified.", id="no-longer"),
        pytest.param("No longer NSF Certified for Sport", id="not-any-more"),
        pytest.param("Our competitor is NSF Certified for Sport.", id="a-competitor"),
        pytest.param("NSF Certified for Sport (in progress)", id="not-yet"),
        pytest.param("Our goal is to be NSF Certified.", id="hoped-for"),
        pytest.param("Coming soon: Informed Sport", id="announced"),
        pytest.param("Equivalent to NSF Certified for Sport quality.", id="compared"),
        pytest.param("Made to the same rules as USP Verified bottles.", id="the-same-as"),
        pytest.param("Try our Informed Sport whey!", id="an-offer"),
        pytest.param("Designed to comply with NSF/ANSI 173.", id="designed-to"),
        pytest.param("Our raw material supplier is NSF Certified.", id="the-supplier"),
        pytest.param("Scoop made in an NSF certified facility.", id="the-scoop"),
        pytest.param("See our other products: USP Verified.", id="other-products"),
        pytest.param(
            "Informed Sport and USP Verified are trademarks of their owners.",
            id="trademark-notice",
        ),
        pytest.param("Make an informed choice.", id="a-figure-of-speech"),
        pytest.param("Certified drug free workplace", id="the-workplace"),
        pytest.param("Supports sport recovery", id="sport-alone"),
        pytest.param("Magnesium extra stark", id="strong-in-german"),
        pytest.param("If certified by NSF, a seal is on the lid.", id="on-a-condition"),
        pytest.param("To be NSF Certified for Sport", id="to-be"),
        pytest.param("Informed Choice products also available.", id="sold-elsewhere"),
        pytest.param("Informed Choice available in vanilla.", id="of-some-flavors"),
        pytest.param("In accordance with NSF/ANSI 173", id="by-its-standard"),
        pytest.param("As pure as USP Verified products", id="as-pure-as"),
        pytest.param("Source material from a facility certified by NSF.", id="material"),
        pytest.param("Ingredients third-party tested.", id="ingredients-tested"),
        pytest.param("Independently tested taste!", id="its-taste"),
        pytest.param("Learn why third-party testing matters", id="why-it-matters"),
        pytest.param("Third-party testing is so important.", id="thought-important"),
        pytest.param("Third-party testing recommended", id="recommended"),
        pytest.param("We believe in third-party testing", id="believed-in"),
        pytest.param("The importance of third-party testing", id="its-importance"),
        pytest.param("No NSF, USP or Informed Sport certification", id="none-of-several"),
        pytest.param("Nicht von unabhängigem Labor geprüft", id="german-not"),
        pytest.param("Nicht extern laborgeprüft", id="german-not-external"),
        pytest.param("GMP-Zertifizierung in Vorbereitung.", id="german-prepared"),
        pytest.param("In Anlehnung an GMP hergestellt.", id="german-after-its-model"),
        pytest.param("Certification BPF en attente", id="french-awaited"),
        pytest.param("Certificación GMP en trámite", id="spanish-in-process"),
        pytest.param("Third-party tested from 2027", id="from-then-on"),
        pytest.param("Non certifié BPF", id="french-not"),
        pytest.param("No cuenta con certificación GMP.", id="spanish-has-not"),
        pytest.param("Nicht auf der Kölner Liste", id="german-not-listed"),
        pytest.param("Exempt from GMP", id="exempt"),
        pytest.param("Neither Informed Sport nor NSF certified", id="neither-of-two"),
        pytest.param("Not part of the Informed Sport programme", id="no-part-of-it"),
        pytest.param("Third-party verified carbon neutral", id="another-scheme"),
        pytest.param("Independent lab tested flavors", id="its-flavors"),
        pytest.param("Third-party verified reviews", id="its-reviews"),
        pytest.param("N'est pas encore certifié selon les BPF", id="french-not-yet"),
        pytest.param("No certificado bajo normas GMP", id="spanish-not"),
        pytest.param("Noch nicht nach GMP zertifiziert", id="german-not-yet"),
        pytest.param("Sweetened with USDA Organic stevia", id="organic-ingredient"),
        pytest.param("Testé par des athlètes indépendants", id="french-athletes"),
        pytest.param("Von unabhängigen Sportlern getestet", id="german-athletes"),
        pytest.param("A facility whose NSF GMP registration has lapsed", id="lapsed"),
        pytest.param("Was NSF Certified for Sport.", id="it-was"),
        pytest.param("NSF Certified for Sport 2015-2018", id="in-other-years"),
        pytest.param("NSF Certified for Sport until 2020", id="until-then"),
        pytest.param("NSF Certified for Sport standards", id="its-standards"),
        pytest.param("NSF Certified for Sport-like", id="like-it"),
        pytest.param("NSF certified ingredients", id="its-ingredients"),
        pytest.param("Third-party tested ingredients", id="ingredients-behind-it"),
        pytest.param("Only GMP-grade ingredients", id="grade-of-ingredients"),
        pytest.param("GMP compliant raw materials", id="raw-materials"),
        pytest.param("USP Verified ingredients and natural flavors", id="and-more"),
        pytest.param("NSF Certified for Sport (chocolate only)", id="another-flavor"),
        pytest.param("USP verified water", id="its-water"),
        pytest.param("Tested to NSF/ANSI 173 by us", id="by-themselves"),
        pytest.param("Only batch A is NSF Certified for Sport", id="another-batch"),
        pytest.param(
            "Made with glutamine from a GMP facility certified by NSF.", id="where-from"
        ),
        pytest.param(
            "Ingredients: certified organic cane sugar, silica.", id="an-ingredient"
        ),
    ],
)
def test_the_same_words_elsewhere_do_not_count(line: str) -> None:
    assert certifications(line) == {}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Third-party certified vegan.", id="certified"),
        pytest.param("Kosher certified by a third party.", id="by-whom"),
        pytest.param("Tested in our ISO 17025 lab.", id="its-own-laboratory"),
        pytest.param("Gluten-free tested by a third party.", id="free-of-something"),
        pytest.param("Carbon neutral, third-party verified.", id="another-scheme"),
    ],
)
def test_a_third_party_may_vouch_for_another_claim(line: str) -> None:
    assert not any(mark.third_party for mark in certifications(line).values())


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Not a toy. NSF Certified for Sport.", id="another-sentence"),
        pytest.param("No fillers, NSF Certified for Sport", id="another-no"),
        pytest.param("Contents of this bottle: 100 g. USP Verified", id="the-bottle-holds"),
        pytest.param("Every bottle is USP Verified.", id="every-bottle"),
        pytest.param("1 scoop included • NSF Certified for Sport", id="behind-a-bullet"),
        pytest.param("NSF Certified for Sport: not just tested", id="more-than-that"),
        pytest.param("Tested, not guessed: Informed Sport", id="rhetoric"),
        pytest.param("NSF Certified for Sport Quality assured", id="another-line"),
        pytest.param("NSF Certified for Sport since 2015", id="since-then"),
        pytest.param("ConsumerLab.com Approved Quality", id="quality-of-its-name"),
        pytest.param("Informed Sport Non-GMO", id="another-non"),
        pytest.param("Certified in accordance with NSF/ANSI 173", id="certified-by-it"),
        pytest.param("In an NSF registered, GMP compliant facility", id="registered-gmp"),
    ],
)
def test_words_that_deny_another_thing_leave_a_mark(line: str) -> None:
    assert any(one.named for one in certifications(line).values())


@pytest.mark.parametrize(
    ("note", "claimed"),
    [
        pytest.param("*ingredients only", False, id="of-ingredients"),
        pytest.param("*certification in progress", False, id="not-yet"),
        pytest.param("*for purity and potency", True, id="what-for"),
        pytest.param("†raw materials only", True, id="to-another-sign"),
    ],
)
def test_a_note_to_a_mark_may_undo_it(note: str, *, claimed: bool) -> None:
    assert bool(certifications("Third-party tested*", "", note)) is claimed


def test_the_longer_statement_wins_over_the_words_inside_it() -> None:
    found = certifications("Made in an NSF cGMP Registered facility.")

    assert list(found) == ["nsf-gmp"]
    assert (found["nsf-gmp"].named, found["nsf-gmp"].gmp) == (True, True)


def test_a_statement_is_quoted_from_the_line_that_it_begins_on() -> None:
    found = certifications(
        "VEGAN CAPSULES OF THE SEA", "Manufactured in the", "EU in a cGMP plant"
    )

    assert found["gmp-claim"].text == "Manufactured in the EU in a cGMP plant"


def test_two_marks_of_one_sentence_both_count() -> None:
    found = certifications("Made in a cGMP facility and third-party tested.")

    assert {"gmp-claim", "third-party-tested"} <= set(found)
    assert found["third-party-tested"].third_party
    assert found["gmp-claim"].gmp


def test_good_practice_is_claimed_by_its_rules() -> None:
    found = certifications("Manufactured in accordance with cGMP.")

    assert list(found) == ["gmp-claim"]


def test_tested_for_gluten_among_other_things_is_tested() -> None:
    alone = certifications("Third-party tested for gluten.")
    among = certifications("Third-party tested for gluten, heavy metals and potency.")

    assert (list(alone), list(among)) == ([], ["third-party-tested"])


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Third-party tested for taste, purity and potency.", id="and-more"),
        pytest.param("Products and raw materials are third-party tested.", id="products"),
        pytest.param("No fillers or flavors, third-party tested.", id="no-of-fillers"),
        pytest.param(
            "Committed to purity, potency and quality: third-party tested.", id="committed"
        ),
    ],
)
def test_what_is_tested_beside_the_product_takes_nothing_from_it(line: str) -> None:
    assert "third-party-tested" in certifications(line)


def test_a_seal_without_its_body_names_none() -> None:
    found = certifications("Certified for Sport")

    assert list(found) == ["certified-for-sport-unnamed"]
    assert not found["certified-for-sport-unnamed"].named
    assert "nsf-certified-for-sport" in certifications("Certified for Sport NSF")


def test_tested_for_purity_by_a_third_party_is_no_test_of_the_makers_own() -> None:
    found = certifications("cGMP. 3rd party tested for purity and potency.")

    assert set(found) == {"gmp-claim", "third-party-tested"}


def test_a_mark_printed_twice_is_one_with_both_places() -> None:
    found = certifications(
        "Lab Tested", "", "words between", "of no matter", "", "", "Lab Tested"
    )

    assert [item.text for item in found["lab-tested-claim"].evidence] == ["Lab Tested"] * 2


def test_a_table_that_answers_no_certifies_nothing() -> None:
    sections = split_sections(table_of(("Kosher", "No"), ("Halal", "Yes")), LEXICON)

    found = find_certifications(sections, LEXICON, complete=False)

    assert isinstance(found, Found)
    assert [one.id for one in found.value] == ["halal"]


def test_a_seal_that_says_non_gmo_denies_no_seal_beside_it() -> None:
    lines = (
        line_of("NSF CONTENTS", left=100, top=100, row=0, block=0),
        line_of("CERTIFIED", left=106, top=112, row=1, block=0),
        line_of("NON", left=300, top=100, row=0, block=1),
        line_of("GMO", left=300, top=112, row=1, block=1),
    )
    label = (document_of(replace(page_of("-"), lines=lines)),)

    found = find_certifications(split_sections(label, LEXICON), LEXICON, complete=True)

    assert isinstance(found, Found)
    assert {mark.id for mark in found.value} == {"nsf-contents-certified", "non-gmo-claim"}


def test_absent_needs_a_label_that_was_read_whole() -> None:
    sections = split_sections(label_of("GLUTAMINE"), LEXICON)

    assert isinstance(find_certifications(sections, LEXICON, complete=True), Absent)
    assert isinstance(find_certifications(sections, LEXICON, complete=False), Unreadable)


def test_a_cross_in_the_column_headed_no_denies_the_row_it_answers() -> None:
    rows = (
        (("Yes", 250.0), ("No", 300.0), ("Yes", 650.0), ("No", 700.0)),
        (
            ("Kosher-certified", 40.0),
            ("X", 305.0),
            ("Halal-certified", 400.0),
            ("X", 655.0),
        ),
    )
    lines = [
        line_of(text, left=left, top=40.0 + 30 * row, row=row, block=10 * row + column)
        for row, cells in enumerate(rows)
        for column, (text, left) in enumerate(cells)
    ]
    document = document_of(replace(page_of("x"), lines=tuple(lines)))

    found = find_certifications(
        split_sections([document], LEXICON), LEXICON, complete=False
    )

    assert isinstance(found, Found)
    assert [one.id for one in found.value] == ["halal"]


@pytest.mark.parametrize(
    ("printed", "beside"),
    [
        pytest.param(
            "Better than NSF certified brands.", ("Better", "brands"), id="better"
        ),
        pytest.param(
            "Ask your retailer for NSF certified products.", ("Ask", "retailer"), id="ask"
        ),
        pytest.param("Inspired by USP verified products.", ("Inspired",), id="inspired"),
        pytest.param("Manufactured in an NSF GMP registered facility.", (), id="its-own"),
        pytest.param(
            "Made in Duluth, Minnesota, in a facility GMP certified by UL.", (), id="places"
        ),
        pytest.param("NSF CONTENTS CERTIFIED", (), id="seal"),
        pytest.param(
            "Our creatine is NSF certified.", ("creatine",), id="another-of-the-range"
        ),
        pytest.param("Our glutamine is NSF certified.", (), id="the-product"),
        pytest.param("Clean Label Project Purity Award", (), id="award"),
        pytest.param("Fabricado bajo normas GMP.", (), id="spanish"),
    ],
)
def test_a_sentence_of_other_words_may_speak_of_something_else(
    printed: str, beside: tuple[str, ...]
) -> None:
    found = find_certifications(
        split_sections(label_of(printed), LEXICON), LEXICON, complete=True
    )

    assert isinstance(found, Found)
    assert {mark.beside for mark in found.value} == {beside}


@pytest.mark.parametrize(
    ("printed", "beside"),
    [
        pytest.param("Capsules certified by NSF.", ("capsules",), id="another-form"),
        pytest.param("This powder is certified by NSF.", (), id="its-form"),
        pytest.param("Lid certified by NSF.", ("Lid",), id="three-letters"),
        pytest.param("TÜV certified tooling, GMP", ("tooling",), id="within-the-mark"),
        pytest.param("Labdoor tested", (), id="its-own-words"),
        pytest.param(
            "Certified by NSF Distributed by Candor, Salina, KS", (), id="makers-line"
        ),
        pytest.param("Our laboratory is NSF certified.", ("laboratory",), id="subject"),
        pytest.param("cGMP Certified by UL Solutions", (), id="the-name-of-the-body"),
        pytest.param(
            "Fabricado en una planta con certificación GMP.", (), id="spanish-plant"
        ),
        pytest.param(
            "In einem GMP-zertifizierten Betrieb hergestellt.", (), id="german-plant"
        ),
        pytest.param("Vitamin C certified by NSF.", ("Vitamin",), id="another-substance"),
        pytest.param("Cocoa is NSF certified.", ("Cocoa",), id="another-flavor"),
        pytest.param("Night Cherry is NSF certified.", (), id="its-own-name"),
        pytest.param("NSF certified for Blorbane.", (), id="its-maker"),
        pytest.param("NSF certified: nsf.example.com", (), id="where-to-look"),
        pytest.param("NSF certified: quorra.shop/tests", (), id="where-it-is-sold"),
    ],
)
def test_a_mark_of_another_thing_is_none_of_the_product(
    printed: str, beside: tuple[str, ...]
) -> None:
    found = find_certifications(
        split_sections(label_of(printed), LEXICON),
        LEXICON,
        complete=True,
        form=Found(DosageForm.POWDER, ()),
        name=Found("Night Cherry Glutamine", ()),
        brand=Found("Blorbane", ()),
    )

    assert isinstance(found, Found)
    assert {mark.beside for mark in found.value} == {beside}


@pytest.mark.parametrize("address", ["www.uspverified.org", "uspverified.us"])
def test_a_web_address_is_no_mark(address: str) -> None:
    found = find_certifications(
        split_sections(label_of(f"Look it up at {address}."), LEXICON),
        LEXICON,
        complete=True,
    )

    assert isinstance(found, Absent)


def test_statements_of_one_mark_are_told_apart() -> None:
    lines = "Made in a GMP facility.", "", "Meets or exceeds GMP quality standards."

    found = find_certifications(
        split_sections(label_of(*lines), LEXICON), LEXICON, complete=True
    )

    assert isinstance(found, Found)
    assert [(mark.id, mark.text) for mark in found.value] == [
        ("gmp-claim", lines[0]),
        ("gmp-claim", lines[2]),
    ]
