"""Warnings are kept as printed and sorted by what they speak of."""

from __future__ import annotations

import pytest
from pages import label_of

from auditor.facts.cautions import find_cautions, find_warnings
from auditor.facts.sections import split_sections
from auditor.lexicon import load_lexicon
from auditor.model import Absent, Found, Unreadable

LEXICON = load_lexicon()


def topics(*lines: str) -> dict[str, bool]:
    """What the warnings speak of, and whether the label says the opposite."""
    found = find_cautions(split_sections(label_of(*lines), LEXICON), complete=False)
    if not isinstance(found, Found):
        return {}
    return {caution.topic: caution.contradicts for caution in found.value}


def warnings(*lines: str) -> str | None:
    found = find_warnings(split_sections(label_of(*lines), LEXICON), complete=False)
    return found.value if isinstance(found, Found) else None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["WARNING: Not for minors. Store in a dry place."],
            "WARNING: Not for minors. Store in a dry place.",
            id="a-headed-paragraph-is-kept-whole",
        ),
        pytest.param(
            ["Keep out of reach of children.", "Vegan"],
            "Keep out of reach of children.",
            id="a-sentence-without-heading",
        ),
        pytest.param(
            ["Directions: Take 1 capsule daily. Do not use if the seal is broken."],
            "Do not use if the seal is broken.",
            id="a-sentence-among-directions",
        ),
        pytest.param(
            ["lost words, do not use if pregnant or nursing."],
            "lost words, do not use if pregnant or nursing.",
            id="a-sentence-whose-beginning-was-not-read",
        ),
        pytest.param(
            ["*This statement has not been evaluated by the FDA."],
            "This statement has not been evaluated by the FDA.",
            id="the-disclaimer",
        ),
        pytest.param(
            ["Mises en garde : Réservé à l'adulte."],
            "Mises en garde : Réservé à l'adulte.",
            id="french",
        ),
        pytest.param(
            ["Vegan", "Store in a cool, dry place.", "Scoop included; it may settle."],
            "Store in a cool, dry place. Scoop included; it may settle.",
            id="how-to-keep-it",
        ),
        pytest.param(
            ["NOTICE: Store dry. Contents are sold by weight, not volume."],
            "NOTICE: Store dry. Contents are sold by weight, not volume.",
            id="a-notice",
        ),
        pytest.param(
            ["Vegan", "Store in a cool, dry place.", "Scoop included. But may settle."],
            "Store in a cool, dry place. Scoop included. But may settle.",
            id="a-comma-read-as-a-period",
        ),
        pytest.param(["Vegan", "Sold by weight, not volume."], None, id="only-settled"),
        pytest.param(["Supports recovery"], None, id="none"),
    ],
)
def test_keeps_every_warning_as_printed(lines: list[str], expected: str | None) -> None:
    assert warnings(*lines) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Ask your doctor before use.", {"professional"}, id="doctor"),
        pytest.param(
            "Consult a physician if you take medication or are pregnant.",
            {"professional", "medication", "pregnancy"},
            id="three-in-one",
        ),
        pytest.param("Do not use with diabetes.", {"diabetes"}, id="diabetes"),
        pytest.param("Do not use during chemotherapy.", {"cancer"}, id="cancer"),
        pytest.param("Do not use with renal disease.", {"kidney"}, id="kidney"),
        pytest.param("Do not use with liver disease.", {"liver"}, id="liver"),
        pytest.param("Do not take if you have Reye's syndrome.", {"reye"}, id="reye"),
        pytest.param("Do not use with epilepsy.", {"seizure"}, id="seizure"),
        pytest.param("Keep out of reach of children.", {"children"}, id="children"),
        pytest.param("Consultez un médecin avant l'emploi.", {"professional"}, id="french"),
        pytest.param(
            "Demandez conseil à votre pharmacien.", {"professional"}, id="french-advice"
        ),
        pytest.param(
            "Schwangere sollten vor der Einnahme ihren Arzt befragen.",
            {"professional", "pregnancy"},
            id="german",
        ),
        pytest.param(
            "Außerhalb der Reichweite von kleinen Kindern lagern.",
            {"children"},
            id="german-children",
        ),
        pytest.param(
            "Consulte a su médico si está embarazada.",
            {"professional", "pregnancy"},
            id="spanish",
        ),
        pytest.param(
            "consultyour physician priorto use", {"professional"}, id="lost-blanks"
        ),
    ],
)
def test_tells_what_a_warning_speaks_of(text: str, expected: set[str]) -> None:
    assert topics(f"WARNING: {text}") == dict.fromkeys(expected, False)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        pytest.param("Suitable for diabetics", "diabetes", id="diabetics"),
        pytest.param("Safe for use by pregnant women", "pregnancy", id="pregnant"),
    ],
)
def test_a_claim_of_the_opposite_contradicts(text: str, topic: str) -> None:
    assert topics(text) == {topic: True}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("No need to consult a physician", id="no-need"),
        pytest.param("Supports kidney and liver health", id="a-benefit-is-no-caution"),
        pytest.param(
            "Not evaluated by the Food and Drug Administration", id="food-and-drug"
        ),
        pytest.param(
            "Directions: Take as directed by your physician daily.", id="as-directed"
        ),
    ],
)
def test_other_print_is_no_caution(line: str) -> None:
    assert topics(line) == {}


def test_a_caution_rests_on_its_own_sentence() -> None:
    sections = split_sections(
        label_of("WARNING: Not for use with alcohol.", "Do not use with diabetes."), LEXICON
    )

    found = find_cautions(sections, complete=False)

    assert isinstance(found, Found)
    assert [item.text for item in found.value[0].evidence] == ["Do not use with diabetes."]


def test_a_stray_note_on_settled_contents_goes_on_no_other() -> None:
    notes = [
        *split_sections(label_of("Sold by weight, not volume."), LEXICON),
        *split_sections(label_of("Contents may settle."), LEXICON),
    ]
    kept = split_sections(label_of("Store in a dry place."), LEXICON)

    assert isinstance(find_warnings(notes, complete=False), Unreadable)
    found = find_warnings([*notes, *kept, *notes], complete=False)
    assert isinstance(found, Found)
    assert found.value.startswith("Store in a dry place. Sold by weight")


def test_how_to_keep_a_product_warns_nobody_and_is_told_as_a_warning() -> None:
    sections = split_sections(label_of("Vegan", "Store in a dry place."), LEXICON)

    spoken = find_cautions(sections, complete=False)

    assert isinstance(find_warnings(sections, complete=False), Found)
    assert isinstance(spoken, Unreadable)
    assert "no warnings" not in spoken.reason


def test_absent_needs_a_label_that_was_read_whole() -> None:
    sections = split_sections(label_of("GLUTAMINE"), LEXICON)

    assert isinstance(find_warnings(sections, complete=True), Absent)
    assert isinstance(find_cautions(sections, complete=True), Absent)
    assert isinstance(find_warnings(sections, complete=False), Unreadable)
    assert isinstance(find_cautions(sections, complete=False), Unreadable)
