"""Claims keep their words; what they deny keeps its scope."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import label_of, table_of

from auditor.facts.claims import denied, find_claims
from auditor.facts.sections import split_sections
from auditor.lexicon import load_lexicon
from auditor.model import Absent, Claim, Found, Unreadable

LEXICON = load_lexicon()


def claims(*lines: str) -> tuple[Claim, ...]:
    found = find_claims(split_sections(label_of(*lines), LEXICON), LEXICON, complete=False)
    return found.value if isinstance(found, Found) else ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Gluten Free", ("gluten",), id="suffix"),
        pytest.param("Gluten-Free", ("gluten",), id="suffix-hyphen"),
        pytest.param(
            "Gluten, Dairy & Soy Free", ("gluten", "dairy", "soy"), id="suffix-list"
        ),
        pytest.param("Non-GMO", ("gmo",), id="non"),
        pytest.param("No sugar", ("sugar",), id="no"),
        pytest.param("NO: milk, egg, wheat", ("milk", "egg", "wheat"), id="no-with-colon"),
        pytest.param("0g sugar", ("sugar",), id="zero-grams"),
        pytest.param("Zero sugar", ("sugar",), id="zero"),
        pytest.param(
            "Free from dairy, soy and nuts", ("dairy", "soy", "nuts"), id="free-from"
        ),
        pytest.param(
            "Does not contain gluten or lactose", ("gluten", "lactose"), id="does-not"
        ),
        pytest.param(
            "Contains no artificial colors, flavors or sweeteners.",
            ("artificial colors", "artificial flavors", "artificial sweeteners"),
            id="the-adjective-is-shared",
        ),
        pytest.param(
            "No artificial colors, no preservatives",
            ("artificial colors", "preservatives"),
            id="a-second-no-begins-anew",
        ),
        pytest.param(
            "No fillers, yeast free, no soy", ("fillers", "yeast", "soy"), id="mixed-list"
        ),
        pytest.param(
            "Made without nuts in the USA", ("nuts",), id="the-scope-ends-at-a-preposition"
        ),
        pytest.param("Sans gluten ni lactose", ("gluten", "lactose"), id="french"),
        pytest.param("Sin gluten, sin lactosa", ("gluten", "lactosa"), id="spanish"),
        pytest.param("Glutenfrei und laktosefrei", ("gluten", "laktose"), id="german"),
    ],
)
def test_denies_what_is_in_its_scope(text: str, expected: tuple[str, ...]) -> None:
    assert denied(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Red No. 40", id="number"),
        pytest.param("Free-form L-glutamine", id="free-form"),
        pytest.param("Call toll-free", id="toll-free"),
        pytest.param("No more than 2 scoops", id="no-more-than"),
        pytest.param("With or without food", id="with-or-without"),
        pytest.param("Contains milk and soy", id="contains"),
        pytest.param("Sucralose, artificial flavor", id="a-list-of-names"),
    ],
)
def test_denies_nothing_elsewhere(text: str) -> None:
    assert denied(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("Vegan", "diet", id="diet"),
        pytest.param("Suitable for diabetics", "diet", id="diabetics"),
        pytest.param("Certified Organic", "organic", id="organic"),
        pytest.param("Tested for purity", "quality", id="quality"),
        pytest.param("Supports immune health*", "structure-function", id="function"),
        pytest.param("Heals leaky gut", "disease", id="disease"),
        pytest.param("5 g glutamine per serving", "amount", id="amount"),
        pytest.param("Made in Canada", "origin", id="origin"),
        pytest.param("Unflavored", "other", id="other"),
    ],
)
def test_sorts_by_kind(text: str, kind: str) -> None:
    assert [claim.kind for claim in claims(text)] == [kind]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        pytest.param("Sweetened with sucralose", ("sucralose",), id="sweetened-with"),
        pytest.param("Artificially flavored", ("artificial flavor",), id="artificially"),
        pytest.param(
            "Artificially sweetened", ("artificial sweetener",), id="artificial-sweetener"
        ),
        pytest.param(
            "Silicon dioxide added for flow.", ("silicon dioxide",), id="before-its-verb"
        ),
        pytest.param(
            "No sugar, but sweetened with aspartame.", ("aspartame",), id="another-clause"
        ),
        pytest.param(
            "Warning: Phenylketonurics: contains aspartame.", ("aspartame",), id="warning"
        ),
        pytest.param("Contains FD&C Red No. 40", ("fd&c red no. 40",), id="a-number"),
        pytest.param(
            "1. L-Glutamine 2. Sucralose 3. Silica", ("sucralose", "silica"), id="bare-list"
        ),
        pytest.param(
            "Anti-caking agent: silicon dioxide. Sweetener: sucralose.",
            ("anti-caking agent", "silicon dioxide", "sucralose"),
            id="by-their-functions",
        ),
        pytest.param(
            "Flavor packet ingredients: maltodextrin, sucralose.",
            ("maltodextrin", "sucralose"),
            id="an-unusual-heading",
        ),
        pytest.param("Sweetened with Splenda® brand.", ("splenda",), id="brand"),
        pytest.param("With a touch of acesulfame-K", ("acesulfame-k",), id="a-touch-of"),
        pytest.param(
            "An anti-caking agent is added to keep it free flowing (E551).",
            ("anticaking agent", "e551"),
            id="free-flowing",
        ),
        pytest.param(
            "Natural & artificial flavors", ("artificial flavor",), id="in-so-many-words"
        ),
        pytest.param("Artificial Orange Flavor", ("artificial flavor",), id="of-a-food"),
        pytest.param(
            "PHENYLKETONURICS: CONTAINS PHENYLALANINE", ("aspartame",), id="phenylalanine"
        ),
        pytest.param("Contient une source de phénylalanine.", ("aspartame",), id="fr"),
        pytest.param("Mit Süßungsmitteln.", ("sweetener",), id="with-sweeteners"),
        pytest.param(
            "CONTIENE EDULCORANTES, NO RECOMENDABLE EN NIÑOS",
            ("sweetener", "edulcorantes"),
            id="not-for-children",
        ),
        pytest.param(
            "Excessive consumption may produce laxative effects.",
            ("sugar alcohol",),
            id="laxative",
        ),
        pytest.param(
            "Mit künstlichen Aromen.", ("artificial flavor", "aromen"), id="german-flavor"
        ),
        pytest.param("Künstlich gesüßt", ("artificial sweetener",), id="german-sweetener"),
        pytest.param(
            "Aromatisé artificiellement", ("artificial flavor",), id="french-flavor"
        ),
        pytest.param(
            "Polvo con colorantes artificiales", ("artificial color",), id="spanish-color"
        ),
        pytest.param("Nicht künstlich gesüßt", (), id="german-not"),
        pytest.param("Sans arômes artificiels", (), id="french-without"),
        pytest.param("Ni saborizado artificialmente", (), id="spanish-neither"),
        pytest.param(
            "Ein Pulver mit Zucker und Süßungsmittel", ("sweetener",), id="with-sugar"
        ),
        pytest.param("Zero Sugar – with Sucralose", ("sucralose",), id="behind-a-dash"),
        pytest.param("Zero Sugar, with no sucralose", (), id="denied-behind-a-comma"),
        pytest.param("Contains no phenylalanine.", (), id="no-phenylalanine"),
        pytest.param("Ohne Süßungsmittel.", (), id="without-sweeteners"),
        pytest.param("Artificial colors, artificial flavors", (), id="classes-alone"),
        pytest.param("NO • Sucralose • Silica", (), id="a-denied-list"),
        pytest.param("Contains no sucralose.", (), id="denied"),
        pytest.param("Nothing artificial. No artificial flavors added.", (), id="no-added"),
        pytest.param("Other brands contain magnesium stearate.", (), id="other-brands"),
        pytest.param("Contains a silica gel packet. Do not eat.", (), id="desiccant"),
        pytest.param("Contains a sucralose packet.", ("sucralose",), id="to-be-eaten"),
        pytest.param("Is it sweetened with sucralose?", (), id="a-question"),
        pytest.param("Sucralose has been studied for years.", (), id="a-name-alone"),
        pytest.param("May contain silica.", (), id="may-contain"),
        pytest.param("Includes 0g Added Sugars", (), id="nothing-added"),
    ],
)
def test_says_which_additives_a_statement_puts_in_the_product(
    line: str, named: tuple[str, ...]
) -> None:
    said = tuple(
        subject
        for one in claims(line)
        if one.kind == "additive"
        for subject in one.subjects
    )

    assert said == named


def test_a_list_without_full_stops_is_one_claim_a_line() -> None:
    found = claims("GLUTEN FREE", "NON-GMO", "VEGAN")

    assert [(claim.text, claim.subjects) for claim in found] == [
        ("GLUTEN FREE", ("gluten",)),
        ("NON-GMO", ("gmo",)),
        ("VEGAN", ()),
    ]
    assert [claim.negated for claim in found] == [True, True, False]


def test_a_denial_goes_on_in_the_next_line() -> None:
    found = claims("Contains no artificial", "colors or flavors")

    assert [claim.subjects for claim in found] == [
        ("artificial colors", "artificial flavors")
    ]
    assert [item.text for item in found[0].evidence] == [
        "Contains no artificial",
        "colors or flavors",
    ]


def test_a_claim_printed_twice_rests_on_both_places() -> None:
    found = claims("Gluten Free", "", "Supports recovery daily", "", "Gluten Free")

    assert [claim.text for claim in found] == ["Gluten Free", "Supports recovery daily"]
    assert len(found[0].evidence) == 2


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Directions: mix without heating", id="directions"),
        pytest.param("Ingredients: sugar-free chocolate", id="ingredients"),
        pytest.param("Dietary Supplement", id="statement-of-identity"),
        pytest.param("NET WT 300 g", id="net-contents"),
        pytest.param("Serving Size 1 Scoop", id="serving-size"),
    ],
)
def test_other_print_is_no_claim(line: str) -> None:
    assert claims(line) == ()


def test_a_table_that_answers_no_claims_nothing() -> None:
    documents = table_of(("Suitable for vegans", "No"), ("Suitable for vegetarians", "Yes"))

    found = find_claims(split_sections(documents, LEXICON), LEXICON, complete=False)

    assert isinstance(found, Found)
    assert [claim.text for claim in found.value] == ["Suitable for vegetarians"]


def test_absent_needs_a_label_that_was_read_whole() -> None:
    sections = split_sections(label_of("NET WT 300 g"), LEXICON)

    assert isinstance(find_claims(sections, LEXICON, complete=True), Absent)
    assert isinstance(find_claims(sections, LEXICON, complete=False), Unreadable)


@given(text=st.text(max_size=80))
def test_no_text_breaks_the_scope(text: str) -> None:
    assert all(subject == subject.strip() and subject for subject in denied(text))


@pytest.mark.parametrize(
    ("behind", "named"),
    [
        pytest.param("Contains: Milk. Sucralose.", ("sucralose",), id="one-name"),
        pytest.param(
            "May contain traces of milk. Talc, sucralose.",
            ("talc", "sucralose"),
            id="several",
        ),
        pytest.param("Contains: Milk. No sucralose, no silica.", (), id="denied"),
    ],
)
def test_a_list_that_goes_on_behind_its_allergens_is_said(
    behind: str, named: tuple[str, ...]
) -> None:
    found = claims(f"Other ingredients: Citric acid. {behind}")

    said = [claim.subjects for claim in found if claim.kind == "additive"]
    assert said == ([named] if named else [])
