"""Accuracy against transcriptions: what counts as right, and what nothing excuses."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from auditor.errors import CorruptInputError, MissingInputError
from auditor.evaluate import (
    Evaluation,
    Score,
    Task,
    TruthRow,
    alike,
    evaluate_dsld,
    evaluate_folder,
    evaluation_record,
    load_cases,
    match_rows,
    name_likeness,
    render_evaluation,
    same_amount,
    same_list,
)
from auditor.model import (
    Audit,
    Box,
    Certification,
    Column,
    Conflict,
    Coverage,
    Directions,
    Document,
    DosageForm,
    Evidence,
    Finding,
    Found,
    Ingredient,
    LabelFacts,
    Line,
    Nutrient,
    Outcome,
    Page,
    ProfileStamp,
    Role,
    ServingSize,
    Tier,
    Verdict,
    Word,
)
from auditor.report.record import dumps
from tests.beside import PUBLIC_LISTS, REAL_LABELS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from auditor.model import T

PUBLIC_PRODUCTS = PUBLIC_LISTS / "dsld_products_dev.csv"

INK = Evidence(file="label.png", page=1, box=Box(0, 0, 1, 1), text="ink")


def found(value: T) -> Found[T]:
    return Found(value, (INK,))


def audit_of(
    facts: LabelFacts = LabelFacts(),  # noqa: B008 - frozen
    *,
    verdict: Verdict = Verdict.INCOMPLETE,
    outcomes: dict[str, Outcome] | None = None,
    conflicts: tuple[str, ...] = (),
    words: str = "",
) -> Audit:
    lines = tuple(Line((Word(word, Box(0, 0, 1, 1)),), 1.0) for word in words.split())
    page = Page(number=1, width=9, height=9, unit="px", origin="test", lines=lines)
    return Audit(
        product="label",
        sources=(Document(name="l", sha256="0", media_type="image/png", pages=(page,)),),
        facts=facts,
        findings=tuple(
            Finding(
                id=id_,
                title=id_,
                role=Role.GATE,
                weight=Decimal(1),
                outcome=outcome,
                reason="said so",
                evidence=(INK,),
            )
            for id_, outcome in (outcomes or {}).items()
        ),
        conflicts=tuple(Conflict(what=what, reason="said so") for what in conflicts),
        failures=(),
        verdict=verdict,
        score=None,
        coverage=Decimal(0),
        profile=ProfileStamp(id="glutamine", version="1", sha256="0"),
        auditor_version="0",
    )


@pytest.fixture
def evaluated(tmp_path: Path) -> Callable[..., Evaluation]:
    """Evaluates one truth against one audit that was made by hand."""

    def evaluate(audit: Audit, **truth: object) -> Evaluation:
        (tmp_path / "label.png").write_bytes(b"")
        record = {"file": "label.png", **truth}
        (tmp_path / "label.truth.json").write_text(json.dumps(record))
        return evaluate_folder(tmp_path, lambda _: audit)

    return evaluate


def triple(score: Score) -> tuple[int, int, int]:
    return score.printed, score.found, score.right


# --- loading ----------------------------------------------------------------------


def test_a_folder_without_a_truth_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match="transcription"):
        load_cases(tmp_path)


def test_a_truth_without_its_picture_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.truth.json").write_text('{"file": "a.jpg"}')

    with pytest.raises(MissingInputError, match=r"a\.jpg") as caught:
        load_cases(tmp_path)

    assert caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{", id="no-json"),
        pytest.param("[]", id="no-object"),
        pytest.param('{"product_name": "x"}', id="no-file"),
        pytest.param('{"file": "a.jpg", "serving_grams": "five"}', id="wrong-value"),
        pytest.param('{"file": "a.jpg", "verdict": "good"}', id="unknown-verdict"),
        pytest.param('{"file": "a.jpg", "serving_gram": "5"}', id="misspelled-key"),
        pytest.param(
            '{"file": "a.jpg", "nutrients": [{"name": "x", "amont": 5}]}',
            id="misspelled-key-of-a-row",
        ),
    ],
)
def test_a_broken_truth_is_an_error_that_names_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    (tmp_path / "a.truth.json").write_text(text)

    with pytest.raises(CorruptInputError, match=r"a\.truth\.json") as caught:
        load_cases(tmp_path)

    assert caught.value.remedy


def test_a_truth_has_room_for_remarks(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    (tmp_path / "a.truth.json").write_text('{"file": "a.jpg", "remarks": "a soft five"}')

    (case,) = load_cases(tmp_path)

    assert case.truth.remarks == "a soft five"


def test_several_pictures_of_one_product_are_one_task(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"")
    truth = {"files": ["a.jpg", "b.jpg"], "profile": "any-supplement", "complete": True}
    (tmp_path / "set.truth.json").write_text(json.dumps(truth))

    (case,) = load_cases(tmp_path)

    files = (tmp_path / "a.jpg", tmp_path / "b.jpg")
    assert case.task == Task(files=files, profile="any-supplement", complete=True)


@pytest.mark.skipif(
    not REAL_LABELS.exists(), reason="the transcribed pictures are not here"
)
def test_every_transcription_of_the_real_labels_loads() -> None:
    cases = load_cases(REAL_LABELS)

    assert len(cases) == len(list(REAL_LABELS.glob("*.truth.json")))
    assert all(case.task.profile is None for case in cases)


# --- scores -----------------------------------------------------------------------


def test_precision_and_recall_of_nothing_are_not_one() -> None:
    assert (Score().precision, Score().recall, Score().f1) == (None, None, None)


def test_scores_add_up_item_by_item() -> None:
    score = Score(printed=10, found=10, right=10) + Score(printed=0, found=10, right=0)

    assert (score.precision, score.recall) == (0.5, 1.0)
    assert score.f1 == pytest.approx(2 / 3)


def test_more_right_than_found_cannot_be() -> None:
    with pytest.raises(ValueError, match="more items right"):
        Score(printed=1, found=0, right=1)


# --- amounts and names ------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "number", "bound"),
    [
        pytest.param(Decimal("5"), "5.0", "", id="as-numbers"),
        pytest.param("< 1", "1", "<", id="less-than-sign"),
        pytest.param("less than 5", "5", "<", id="less-than-words"),
        pytest.param("95-99", "95", "", id="low-end-of-a-range"),
        pytest.param("95-99", "99", "", id="high-end-of-a-range"),
    ],
)
def test_an_amount_is_compared_as_a_number(
    printed: Decimal | str, number: str, bound: str
) -> None:
    assert same_amount(printed, Decimal(number), bound)


@pytest.mark.parametrize(
    ("printed", "number", "bound"),
    [
        pytest.param(Decimal("5"), "50", "", id="other-number"),
        pytest.param(Decimal("1"), "1", "<", id="bound-that-is-not-printed"),
        pytest.param("< 1", "1", "", id="bound-lost"),
        pytest.param("95-99", "97", "", id="inside-a-range"),
        pytest.param("trace", "0", "", id="no-number-printed"),
    ],
)
def test_nothing_forgives_a_wrong_number(
    printed: Decimal | str, number: str, bound: str
) -> None:
    assert not same_amount(printed, Decimal(number), bound)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        pytest.param("Betaine HCl (from Sugar Beets)", "Betaine HCl", id="without-source"),
        pytest.param(
            "Creatine Monohydrate (micronized)", "Creatlne Monohydrale", id="misread"
        ),
        pytest.param("Includes Added Sugars", "Added Sugars", id="neutral-lead"),
        pytest.param("Carbohydrate", "Total Carbohydrate", id="total"),
        pytest.param("Fat, Total", "Total Fat", id="other-order"),
        pytest.param("L-Glutamine", "L Glutamine", id="hyphen"),
    ],
)
def test_these_names_are_one_row(printed: str, read: str) -> None:
    assert name_likeness(printed, read) >= 0.85


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        pytest.param("Fat", "Saturated Fat", id="kind-of-fat"),
        pytest.param("L-Leucine", "L-Isoleucine", id="isomer"),
        pytest.param("L-Glutamine", "L-Glutathione", id="lookalike"),
        pytest.param("L-Glutamine", "N-Acetyl-L-Glutamine", id="derivative"),
        pytest.param("Sodium", "Potassium", id="other-mineral"),
        pytest.param("(mg)", "Sodium", id="no-name"),
    ],
)
def test_these_names_are_two_rows(printed: str, read: str) -> None:
    assert name_likeness(printed, read) < 0.85


def row(name: str, amount: str | None = None, unit: str | None = "mg") -> TruthRow:
    return TruthRow(
        name=name, amount=None if amount is None else Decimal(amount), unit=unit
    )


def read_row(name: str, amount: str | None = None, unit: str | None = "mg") -> Nutrient:
    number = None if amount is None else Decimal(amount)
    return Nutrient(name=name, amount=number, unit=unit)


def test_rows_match_in_the_panels_order_and_once() -> None:
    printed = [row("Energy", "459", "kJ"), row("Energy", "110", "Cal"), row("Protein", "3")]
    read = [read_row("Energy", "110", "kcal"), read_row("Protein", "3")]

    pairs = match_rows(printed, read)

    assert [(one.amount, other.amount) for one, other in pairs] == [
        (Decimal(110), Decimal(110)),
        (Decimal(3), Decimal(3)),
    ]


def test_a_row_out_of_order_is_not_matched() -> None:
    printed = [row("Sodium", "1"), row("Potassium", "2"), row("Calcium", "3")]
    read = [read_row("Calcium", "3"), read_row("Sodium", "1"), read_row("Potassium", "2")]

    assert len(match_rows(printed, read)) == 2


# --- one field after the other ------------------------------------------------------


def test_panel_rows_count_right_wrong_missed_and_invented(
    evaluated: Callable[..., Evaluation],
) -> None:
    facts = LabelFacts(
        nutrients=found(
            (
                read_row("Sodium", "175"),
                read_row("Potassium", "60"),
                read_row("Pepsin", "1"),
            )
        )
    )

    evaluation = evaluated(
        audit_of(facts),
        nutrients=[
            {"name": "Sodium (as Sodium Chloride)", "amount": 175, "unit": "mg"},
            {"name": "Potassium", "amount": 50, "unit": "mg"},
            {"name": "Taurine", "amount": 500, "unit": "mg"},
        ],
    )

    assert triple(evaluation.scores["nutrients"]) == (3, 3, 1)
    assert triple(evaluation.scores["nutrient_names"]) == (3, 3, 2)
    assert [
        (miss.kind, miss.printed, miss.found)
        for miss in evaluation.misses
        if miss.field == "nutrients"
    ] == [
        ("wrong", "Potassium: 50 mg", "Potassium: 60 mg"),
        ("missed", "Taurine: 500 mg", ""),
        ("invented", "", "Pepsin: 1 mg"),
    ]


@pytest.mark.parametrize(
    ("unit", "read", "per"),
    [
        pytest.param("µg", "mcg", "serving", id="micro"),
        pytest.param("Cal", "kcal", "serving", id="calorie"),
        pytest.param(None, "kcal", "serving", id="calories-without-unit"),
        pytest.param("g/100 g", "g", "100 g", id="per-hundred"),
    ],
)
def test_units_are_the_same_under_either_name(
    evaluated: Callable[..., Evaluation], unit: str | None, read: str, per: str
) -> None:
    nutrient = Nutrient(name="Folate", amount=Decimal(69), unit=read, per=per)

    evaluation = evaluated(
        audit_of(LabelFacts(nutrients=found((nutrient,)))),
        nutrients=[{"name": "Folate", "amount": 69, "unit": unit}],
    )

    assert triple(evaluation.scores["nutrients"]) == (1, 1, 1)


def test_milligrams_are_not_micrograms(evaluated: Callable[..., Evaluation]) -> None:
    evaluation = evaluated(
        audit_of(LabelFacts(nutrients=found((read_row("Folate", "69", "mg"),)))),
        nutrients=[{"name": "Folate", "amount": 69, "unit": "mcg"}],
    )

    assert triple(evaluation.scores["nutrients"]) == (1, 1, 0)


def test_members_of_a_blend_inside_a_transcribed_name_are_not_inventions(
    evaluated: Callable[..., Evaluation],
) -> None:
    matrix = read_row("Hydration Matrix", "450")
    member = Nutrient(name="Sodium Chloride", blend="Hydration Matrix")
    stranger = Nutrient(name="Caffeine", blend="Hydration Matrix")
    # With an amount it is a row of its own, which the transcription does not have.
    weighed = replace(member, amount=Decimal(9), unit="mg")

    evaluation = evaluated(
        audit_of(LabelFacts(nutrients=found((matrix, member, stranger, weighed)))),
        nutrients=[
            {"name": "Hydration Matrix (Sodium Chloride)", "amount": 450, "unit": "mg"}
        ],
    )

    assert triple(evaluation.scores["nutrients"]) == (1, 3, 1)
    assert "Caffeine: None" in [miss.found for miss in evaluation.misses]


def test_daily_values_and_second_columns_are_fields_of_their_own(
    evaluated: Callable[..., Evaluation],
) -> None:
    nutrient = Nutrient(
        name="Sodium",
        amount=Decimal(175),
        unit="mg",
        percent_dv=Decimal(3),
        columns=(
            Column(
                heading="2 Scoops", amount=Decimal(350), unit="mg", percent_dv=Decimal(16)
            ),
        ),
    )

    evaluation = evaluated(
        audit_of(LabelFacts(nutrients=found((nutrient,)))),
        nutrients=[
            {
                "name": "Sodium",
                "amount": 175,
                "unit": "mg",
                "percent_dv": 8,
                "amount_col2": 350,
                "unit_col2": "mg",
                "percent_dv_col2": 16,
            }
        ],
    )

    assert triple(evaluation.scores["nutrients"]) == (1, 1, 1)
    assert triple(evaluation.scores["percent_dv"]) == (1, 1, 0)
    assert triple(evaluation.scores["second_column"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("amount", "unit", "percent"),
    [("35", "mg", "16"), ("350", "g", "16"), ("350", "mg", "6")],
)
def test_a_second_column_is_right_as_a_whole(
    evaluated: Callable[..., Evaluation], amount: str, unit: str, percent: str
) -> None:
    column = Column(
        heading="2 Scoops", amount=Decimal(amount), unit=unit, percent_dv=Decimal(percent)
    )
    nutrient = Nutrient(name="Sodium", amount=Decimal(175), unit="mg", columns=(column,))
    printed = {"name": "Sodium", "amount": 175, "unit": "mg"}
    second = {"amount_col2": 350, "unit_col2": "mg", "percent_dv_col2": 16}

    evaluation = evaluated(
        audit_of(LabelFacts(nutrients=found((nutrient,)))), nutrients=[printed | second]
    )

    assert triple(evaluation.scores["second_column"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("glutamine_g", LabelFacts(glutamine_g_per_serving=found(Decimal(5)))),
        ("protein_g", LabelFacts(protein_g_per_serving=found(Decimal(5)))),
        (
            "serving_grams",
            LabelFacts(serving_size=found(ServingSize(text="1 scoop", grams=Decimal(5)))),
        ),
        ("servings_per_container", LabelFacts(servings_per_container=found(Decimal(5)))),
        ("ingredient_list", LabelFacts(other_ingredients_text=found("Silica"))),
    ],
)
def test_a_fact_that_is_not_on_the_picture_is_an_invention(
    evaluated: Callable[..., Evaluation], field: str, facts: LabelFacts
) -> None:
    evaluation = evaluated(audit_of(facts))

    assert triple(evaluation.scores[field]) == (0, 1, 0)
    assert [miss.kind for miss in evaluation.misses] == ["invented"]


def test_servings_are_a_number_even_where_the_label_says_about(
    evaluated: Callable[..., Evaluation],
) -> None:
    facts = LabelFacts(servings_per_container=found(Decimal(100)))

    evaluation = evaluated(audit_of(facts), servings_per_container="About 100")

    assert triple(evaluation.scores["servings_per_container"]) == (1, 1, 1)


def test_a_glutamine_amount_of_the_front_counts(
    evaluated: Callable[..., Evaluation],
) -> None:
    evaluation = evaluated(
        audit_of(LabelFacts(front_amount=found(Decimal("5.0")))), glutamine_g=5
    )

    assert triple(evaluation.scores["glutamine_g"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("printed", "form"),
    [
        ("powder", DosageForm.POWDER),
        ("chewable tablet", DosageForm.CHEWABLE),
        ("capsules", DosageForm.CAPSULE),
    ],
)
def test_the_form_is_the_narrowest_word(
    evaluated: Callable[..., Evaluation], printed: str, form: DosageForm
) -> None:
    evaluation = evaluated(
        audit_of(LabelFacts(dosage_form=found(form))), dosage_form=printed
    )

    assert triple(evaluation.scores["dosage_form"]) == (1, 1, 1)


def test_a_form_that_was_not_transcribed_is_not_held_against_the_program(
    evaluated: Callable[..., Evaluation],
) -> None:
    evaluation = evaluated(audit_of(LabelFacts(dosage_form=found(DosageForm.POWDER))))

    assert triple(evaluation.scores["dosage_form"]) == (0, 0, 0)


def test_a_list_agrees_but_for_signs_and_a_slip() -> None:
    printed = "Citric Acid, Natural & Artificial Flavor, Sucralose, Calcium Silicate."

    assert same_list(printed, printed.upper().replace(",", " ,"))
    assert same_list(printed, printed.replace("Silicate", "Silicato"))
    assert not same_list(printed, printed.replace(", Calcium Silicate", ""))


def test_a_list_that_says_none_agrees_with_another_that_does(
    evaluated: Callable[..., Evaluation],
) -> None:
    facts = LabelFacts(coverage=Coverage(list_state="none", list_reason="says none"))

    evaluation = evaluated(audit_of(facts), other_ingredients_text="None. No fillers.")

    assert triple(evaluation.scores["ingredient_list"]) == (1, 1, 1)


def ingredient(name: str, additive: str | None = "x") -> Ingredient:
    return Ingredient(name=name, additive=additive)


def test_additives_match_by_name_without_their_role(
    evaluated: Callable[..., Evaluation],
) -> None:
    facts = LabelFacts(
        ingredients=found(
            (
                ingredient("Beet Root Powder"),
                ingredient("Methylcellulose Capsule"),
                ingredient("Colors Added"),
                ingredient("Carmine"),
                ingredient("Vegetable Capsule"),
                replace(ingredient("Cellulose"), within="Vegetable Capsule"),
                ingredient("Soybean Oil", None),
                ingredient("Talc"),
            )
        )
    )

    evaluation = evaluated(
        audit_of(facts),
        other_ingredients_text="all of them",
        additives_seen=[
            "beet root powder (color)",
            "methylcellulose (capsule)",
            "colors added (including carmine)",
            "cellulose (capsule shell)",
            "sucralose",
        ],
    )

    assert triple(evaluation.scores["additives"]) == (5, 5, 4)
    kinds = [(miss.kind, miss.printed or miss.found) for miss in evaluation.misses]
    assert ("missed", "sucralose") in kinds
    assert ("invented", "Talc") in kinds


def mark(text: str, tier: Tier = Tier.D) -> Certification:
    return Certification(id="mark", tier=tier, text=text)


def test_a_seal_counts_once_however_much_of_it_was_read(
    evaluated: Callable[..., Evaluation],
) -> None:
    facts = LabelFacts(
        certifications=found((mark("GMP"), mark("GMP COMPLIANT FACILITY"), mark("VEGAN")))
    )

    evaluation = evaluated(
        audit_of(facts),
        certifications=["GMP COMPLIANT FACILITY (seal)", "NON-GMO PRODUCT (seal)"],
        claims=["VEGAN"],
    )

    assert triple(evaluation.scores["certifications"]) == (2, 1, 1)


def test_a_named_certification_must_be_transcribed_as_one(
    evaluated: Callable[..., Evaluation],
) -> None:
    facts = LabelFacts(certifications=found((mark("NSF Certified for Sport", Tier.A),)))

    evaluation = evaluated(audit_of(facts), claims=["NSF Certified for Sport"])

    assert triple(evaluation.scores["certifications"]) == (0, 1, 0)


def test_gmo_is_not_gmp(evaluated: Callable[..., Evaluation]) -> None:
    evaluation = evaluated(
        audit_of(LabelFacts(certifications=found((mark("GMP"),)))),
        certifications=["NON-GMO PRODUCT (seal)"],
    )

    assert triple(evaluation.scores["certifications"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("printed", "read", "same"),
    [
        pytest.param("Mix 1 scoop with water.", "MIX 1 SCOOP WITH WATER", True, id="case"),
        pytest.param(
            "Take 1 scoop daily with cold water.",
            "Directions: Take 1 scoop daily with cold water.",
            True,
            id="heading",
        ),
        pytest.param(
            "Take 1 scoop daily with cold water or juice. Do not exceed it.",
            "Do not exceed it.",
            False,
            id="one-sentence-of-two",
        ),
        pytest.param("Take 1 scoop daily.", "Keep out of reach.", False, id="other-text"),
    ],
)
def test_statements_are_alike_when_most_of_them_agrees(
    printed: str, read: str, same: bool
) -> None:
    assert alike(printed, read) is same


def test_directions_that_nobody_transcribed_are_not_held_against_the_program(
    evaluated: Callable[..., Evaluation],
) -> None:
    facts = LabelFacts(directions=found(Directions(text="Mix it.")))

    evaluation = evaluated(audit_of(facts))

    assert triple(evaluation.scores["directions"]) == (0, 0, 0)


DISCLAIMER = (
    "These statements have not been evaluated by the Food and Drug Administration. This "
    "product is not intended to diagnose, treat, cure, or prevent any disease."
)


@pytest.mark.parametrize("read", [f"Keep out of reach. {DISCLAIMER}", "Keep out of reach."])
@pytest.mark.parametrize(
    "printed", [f"Keep out of reach. {DISCLAIMER}", "Keep out of reach."]
)
def test_the_disclaimer_may_be_counted_among_the_warnings_or_not(
    evaluated: Callable[..., Evaluation], printed: str, read: str
) -> None:
    evaluation = evaluated(
        audit_of(LabelFacts(warnings=found(read))), warnings_text=printed
    )

    assert triple(evaluation.scores["warnings"]) == (1, 1, 1)


def test_names_are_told_without_the_transcribers_remarks(
    evaluated: Callable[..., Evaluation],
) -> None:
    facts = LabelFacts(
        brand=found("NUTRICOST"),
        product_name=found("Creatine"),
        net_contents=found("500 g"),
    )

    evaluation = evaluated(
        audit_of(facts),
        brand="Nutricost (side edge only)",
        product_name="L-Glutamine Powder",
        net_contents="NET WT 17.6 OZ (500 g)",
    )

    assert triple(evaluation.scores["brand"]) == (1, 1, 1)
    assert triple(evaluation.scores["product_name"]) == (1, 1, 0)
    assert triple(evaluation.scores["net_contents"]) == (1, 1, 1)


def test_counted_net_contents_need_the_same_count(
    evaluated: Callable[..., Evaluation],
) -> None:
    right = evaluated(
        audit_of(LabelFacts(net_contents=found("60 Capsules"))),
        net_contents="60 VEGGIE CAPSULES",
    )
    wrong = evaluated(
        audit_of(LabelFacts(net_contents=found("90 Capsules"))),
        net_contents="60 VEGGIE CAPSULES",
    )

    assert triple(right.scores["net_contents"]) == (1, 1, 1)
    assert triple(wrong.scores["net_contents"]) == (1, 1, 0)


def test_words_are_read_or_not_but_for_case_and_signs(
    evaluated: Callable[..., Evaluation],
) -> None:
    evaluation = evaluated(
        audit_of(words="L-GLUTAMINE POWDER, 5g"),
        words=["L-Glutamine", "Powder", "5", "g", "One"],
    )

    assert triple(evaluation.scores["words"]) == (6, 5, 5)
    assert [miss.printed for miss in evaluation.misses] == ["one"]


def test_without_a_word_count_the_transcribed_strings_are_the_words(
    evaluated: Callable[..., Evaluation],
) -> None:
    evaluation = evaluated(
        audit_of(words="acme sodium"),
        brand="ACME™ (side edge)",
        nutrients=[{"name": "Sodium", "amount": 5, "unit": "g"}],
    )

    assert triple(evaluation.scores["words"]) == (3, 2, 2)


# --- verdicts -----------------------------------------------------------------------


def test_a_pass_where_the_truth_fails_is_a_false_pass(
    evaluated: Callable[..., Evaluation],
) -> None:
    evaluation = evaluated(audit_of(verdict=Verdict.PASS), verdict="fail")

    assert [label.name for label in evaluation.false_passes] == ["label"]
    assert triple(evaluation.scores["verdict"]) == (1, 1, 0)


def test_a_right_pass_is_no_false_pass(evaluated: Callable[..., Evaluation]) -> None:
    evaluation = evaluated(audit_of(verdict=Verdict.PASS), verdict="pass")

    assert evaluation.false_passes == ()
    assert triple(evaluation.scores["verdict"]) == (1, 1, 1)


def test_without_a_transcribed_verdict_a_pass_needs_every_reason_for_it(
    evaluated: Callable[..., Evaluation],
) -> None:
    glutamine = {"name": "L-Glutamine", "amount": 5, "unit": "g"}
    good = {
        "nutrients": [glutamine],
        "certifications": ["NSF CONTENTS CERTIFIED (seal)"],
        "other_ingredients_text": "None.",
    }
    passed = audit_of(verdict=Verdict.PASS)

    assert evaluated(passed, **good).false_passes == ()
    for key in good:
        assert evaluated(passed, **(good | {key: None})).false_passes, key
    sweet = good | {"other_ingredients_text": "Sucralose.", "additives_seen": ["sucralose"]}
    (label,) = evaluated(passed, **sweet).false_passes
    assert "sucralose" in label.false_pass


def test_findings_and_conflicts_are_compared_one_by_one(
    evaluated: Callable[..., Evaluation],
) -> None:
    audit = audit_of(
        outcomes={"form.powder": Outcome.PASS, "dose.daily-maximum": Outcome.PASS},
        conflicts=("form", "amount"),
    )

    evaluation = evaluated(
        audit,
        findings={"form.powder": "pass", "identity.l-glutamine": "fail"},
        findings_not={"dose.daily-maximum": "pass"},
        conflicts=["form", "free-from"],
    )

    assert triple(evaluation.scores["findings"]) == (3, 2, 1)
    assert triple(evaluation.scores["conflicts"]) == (2, 2, 1)


def test_further_profiles_and_completeness_are_audited_too(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    truth = {
        "file": "a.jpg",
        "verdict": "incomplete",
        "verdict_if_complete": "fail",
        "other_profiles": {"glutamine-strict": "fail"},
    }
    (tmp_path / "a.truth.json").write_text(json.dumps(truth))
    asked: list[tuple[str | None, bool]] = []

    def audit(task: Task) -> Audit:
        asked.append((task.profile, task.complete))
        strict = task.complete or task.profile is not None
        return audit_of(verdict=Verdict.FAIL if strict else Verdict.INCOMPLETE)

    evaluation = evaluate_folder(tmp_path, audit)

    assert asked == [(None, False), (None, True), ("glutamine-strict", False)]
    assert triple(evaluation.scores["verdict"]) == (3, 3, 3)


def test_a_file_that_cannot_be_read_counts_as_all_missed(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    truth = {"file": "a.jpg", "brand": "ACME", "servings_per_container": 60}
    (tmp_path / "a.truth.json").write_text(json.dumps(truth))

    def audit(task: Task) -> Audit:
        raise CorruptInputError(task.files[0], "no picture")

    evaluation = evaluate_folder(tmp_path, audit)

    (label,) = evaluation.labels
    assert "no picture" in label.failure
    assert triple(evaluation.scores["brand"]) == (1, 0, 0)
    assert triple(evaluation.scores["words"]) == (1, 0, 0)


# --- reports ------------------------------------------------------------------------


def test_the_table_shows_fields_misses_and_false_passes(
    evaluated: Callable[..., Evaluation],
) -> None:
    evaluation = evaluated(
        audit_of(LabelFacts(brand=found("ACNE\x1b[31m")), verdict=Verdict.PASS),
        brand="MUSCLE",
        verdict="fail",
    )

    text = render_evaluation(evaluation, misses=True)

    assert "false passes: 1" in text
    assert "the right verdict is fail" in text
    assert "'MUSCLE' came out as" in text
    assert "\x1b" not in text


def test_the_record_is_json_with_every_miss(evaluated: Callable[..., Evaluation]) -> None:
    evaluation = evaluated(audit_of(), brand="ACME")

    record = json.loads(dumps(evaluation_record(evaluation)))

    assert record["fields"]["brand"] == {
        "printed": 1,
        "found": 0,
        "right": 0,
        "precision": None,
        "recall": 0.0,
        "f1": 0.0,
    }
    assert record["per_label"][0]["misses"][0] == {
        "field": "brand",
        "kind": "missed",
        "printed": "ACME",
        "found": "",
    }


def test_an_evaluation_sums_over_its_labels(evaluated: Callable[..., Evaluation]) -> None:
    (label,) = evaluated(audit_of(), brand="ACME").labels

    both = Evaluation(labels=(label, replace(label, name="other")))

    assert triple(both.scores["brand"]) == (2, 0, 0)


# --- names of the Dietary Supplement Label Database ---------------------------------

PRODUCTS = """\
DSLD ID,Product Name,Serving Size Unit,LanguaL - Supplement Form
1,Glutamine Powder,Scoop(s),Powder [E0162]
2,Vitamin C,Chewable Tablet(s),Tablet (will cover pill) [E0155]
3,Vitamin C Powder,Scoop(s),Capsule [E0159]
4,Herbal Tea,Bag(s),"Supplement form, Other (e.g. tea bag) [E0172]"
"""


def test_forms_are_compared_with_the_databases_own_code(tmp_path: Path) -> None:
    (tmp_path / "dsld_products_x.csv").write_text(PRODUCTS)

    (label,) = evaluate_dsld(tmp_path)

    assert triple(label.scores["dsld_form"]) == (3, 3, 2)
    assert [miss.found for miss in label.misses] == ["powder"]


@pytest.mark.skipif(
    not PUBLIC_PRODUCTS.exists(), reason="the public product list is not here"
)
def test_forms_of_a_public_product_list_do_not_get_worse(tmp_path: Path) -> None:
    (tmp_path / PUBLIC_PRODUCTS.name).symlink_to(PUBLIC_PRODUCTS.resolve())

    evaluation = evaluate_folder(tmp_path, lambda _: audit_of())

    score = evaluation.scores["dsld_form"]
    assert (score.precision or 0) >= 0.99, evaluation.misses[:20]
    assert score.right >= 9000


def test_names_that_no_list_knows_are_misses(tmp_path: Path) -> None:
    names = {"other_ingredients": ["Magnesium Stearate", "Qwxz"], "dietary_ingredients": []}
    (tmp_path / "dsld_labels_x.jsonl").write_text(json.dumps(names) + "\n")

    (label,) = evaluate_dsld(tmp_path)

    assert triple(label.scores["dsld_ingredients"]) == (2, 1, 1)
    assert [miss.printed for miss in label.misses] == ["Qwxz"]


def test_only_what_says_glutamine_is_glutamine(tmp_path: Path) -> None:
    lines = [
        "L-Glutamine",
        "3,350 mg L-Glutamine",
        "<p>Free Form L-Glutamine</p>",
        "Glutathione",
    ]
    (tmp_path / "dsld_glutamine_lines_x.txt").write_text("\n".join(lines))

    (label,) = evaluate_dsld(tmp_path)

    assert triple(label.scores["dsld_glutamine"]) == (3, 3, 3)
    assert label.misses == ()


def test_a_folder_of_names_needs_no_pictures(tmp_path: Path) -> None:
    (tmp_path / "dsld_products_x.csv").write_text(PRODUCTS)

    def audit(task: Task) -> Audit:
        raise AssertionError(f"nothing to audit: {task}")

    evaluation = evaluate_folder(tmp_path, audit)

    assert triple(evaluation.scores["dsld_form"]) == (3, 3, 2)
