"""Rules and leaders are seen where they run, and leaders are no part of print."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from auditor.reading.lines import Spine
from auditor.reading.rules import Rule, find_rules, part_at_leaders
from tests.drawing import on_a_bottle, picture_of

HEIGHT = 46.0
"""Of a line of type of 28 px, with its air."""

NAME, AMOUNT = (60.0, 250.0), (680.0, 790.0)
"""Where the name and the amount of the row begin and end."""

DOTS = range(212, 684, 10)


def row_of(marks: str = "dots", *, dark: bool = False) -> np.ndarray:
    """A row at a height of 200, its name and amount with what stands between them."""
    ink, paper = ((240, 240, 240), (30, 30, 60)) if dark else ((20,) * 3, (250,) * 3)
    texts = [(60, 185, "Vitamin C"), (690, 185, "60 mg")]
    pixels = picture_of(texts, ink=ink, paper=paper).copy()
    match marks:
        case "dots":
            for x in DOTS:
                cv2.circle(pixels, (x, 213), 2, ink, -1)
        case "dashes":
            for x in DOTS[::2]:
                cv2.line(pixels, (x, 204), (x + 9, 204), ink, 3)
        case "line":
            cv2.line(pixels, (212, 215), (680, 215), ink, 2)
        case "hairline":
            cv2.line(pixels, (60, 226), (790, 226), ink, 2)
        case "underline":
            cv2.line(pixels, (60, 216), (200, 216), ink, 2)
    return pixels


def spine_of(x0: float, x1: float, y: float = 202.0) -> Spine:
    return Spine(np.array([(x0, y), (x1, y)]), HEIGHT)


def between(rules: list[Rule], x: float) -> list[Rule]:
    return [rule for rule in rules if rule.x0 < x < rule.x1]


@pytest.mark.parametrize("marks", ["dots", "dashes", "line"])
@pytest.mark.parametrize("dark", [False, True], ids=["dark-on-light", "light-on-dark"])
def test_a_leader_is_seen_from_the_name_to_the_amount(marks: str, dark: bool) -> None:
    rules = find_rules(row_of(marks, dark=dark), HEIGHT, 1.0)

    (rule,) = between(rules, 450)
    assert rule.x0 == pytest.approx(212, abs=0.5 * HEIGHT)
    assert rule.x1 == pytest.approx(684, abs=0.5 * HEIGHT)
    assert rule.y_at(450) == pytest.approx(204 if marks == "dashes" else 214, abs=2)


def test_a_leader_around_a_bottle_is_seen_as_it_bends() -> None:
    rules = find_rules(on_a_bottle(row_of(), 60), HEIGHT, 1.0)

    (rule,) = between(rules, 450)
    assert rule.y_at(450) == pytest.approx(213 + 60, abs=2)
    assert rule.y_at(650) == pytest.approx(213 + 60 * (1 - (200 / 450) ** 2), abs=2)


def test_lines_of_print_are_no_rules() -> None:
    text = "Keep out of reach of children; do not exceed the dose."
    lines = [(40, 100 + 34 * n, text) for n in range(8)]
    pixels = picture_of(lines, ink=(20,) * 3, size=(1000, 500))
    spines = [
        Spine(np.array([(30, y + 17.0), (950, y + 17.0)]), HEIGHT) for _, y, _ in lines
    ]

    rules = find_rules(pixels, HEIGHT, 1.0)

    same, parted = part_at_leaders(pixels, spines, rules)
    assert same is pixels
    assert parted == spines


def test_a_name_and_an_amount_lose_the_dots_they_were_found_with() -> None:
    pixels = row_of()
    spines = [spine_of(50, 320), spine_of(600, 800)]

    painted, (name, amount) = part_at_leaders(
        pixels, spines, find_rules(pixels, HEIGHT, 1.0)
    )

    assert name.points[-1, 0] < NAME[1]
    assert amount.points[0, 0] > AMOUNT[0] - 0.8 * HEIGHT
    # Nothing is left of the leader, and nothing is lost of the letters.
    assert painted[190:225, 215:680].min() > 200
    rest = np.r_[50:194, 690:800]
    assert np.array_equal(painted[:, rest], pixels[:, rest])


def test_a_line_with_a_leader_within_becomes_two() -> None:
    pixels = row_of()

    _, parted = part_at_leaders(
        pixels, [spine_of(50, 800)], find_rules(pixels, HEIGHT, 1.0)
    )

    name, amount = parted
    assert name.points[-1, 0] < NAME[1]
    assert amount.points[0, 0] > AMOUNT[0] - 0.8 * HEIGHT


@pytest.mark.parametrize("marks", ["hairline", "underline"])
def test_what_is_drawn_under_print_is_no_leader(marks: str) -> None:
    pixels = row_of(marks)
    spines = [spine_of(50, 210), spine_of(670, 800)]

    same, parted = part_at_leaders(pixels, spines, find_rules(pixels, HEIGHT, 1.0))

    assert same is pixels
    assert parted == spines


def test_a_picture_lower_than_a_line_has_no_rules() -> None:
    assert find_rules(np.zeros((8, 400, 3), np.uint8), HEIGHT, 1.0) == []


@pytest.mark.parametrize("marks", ["dots", "line"])
def test_the_point_of_an_amount_is_no_part_of_its_leader(marks: str) -> None:
    pixels = row_of(marks).copy()
    # Two word spaces behind the last dot, and right before the first digit.
    pixels[209:217, 665:690] = 250
    cv2.circle(pixels, (687, 213), 2, (20, 20, 20), -1)

    painted, _ = part_at_leaders(
        pixels, [spine_of(670, 800)], find_rules(pixels, HEIGHT, 1.0)
    )

    assert painted[190:225, 300:660].min() > 200
    assert painted[213, 687].max() < 50


def test_dashes_take_no_stroke_from_the_letter_beside_them() -> None:
    texts = [(60, 185, "Zinc"), (690, 185, "60 mg")]
    plain = picture_of(texts, ink=(20,) * 3, paper=(250,) * 3)
    pixels = plain.copy()
    end = int(np.flatnonzero(plain[185:225, :400, 1].min(axis=0) < 128)[-1])
    # Where letters without ascenders hardly reach above.
    for x in range(end + 6, 684, 20):
        cv2.line(pixels, (x, 202), (x + 9, 202), (20, 20, 20), 3)

    painted, _ = part_at_leaders(
        pixels, [spine_of(50, 800)], find_rules(pixels, HEIGHT, 1.0)
    )

    assert painted[190:225, 300:660].min() > 200
    assert np.array_equal(painted[:, : end + 1], plain[:, : end + 1])
