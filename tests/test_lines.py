"""Kernels of a probability map become spines with the right place, bend and height."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from auditor.reading.lines import Spine, find_spines


def drawn(
    points: np.ndarray, thickness: int = 6, size: tuple[int, int] = (400, 800)
) -> np.ndarray:
    """A map with one kernel along a curve."""
    canvas = np.zeros(size, np.float32)
    cv2.polylines(canvas, [points.round().astype(np.int32)], False, 0.9, thickness)
    return canvas


def test_a_blank_map_has_no_lines() -> None:
    assert find_spines(np.zeros((64, 64), np.float32)) == []


def test_a_doubtful_kernel_is_no_print() -> None:
    assert find_spines(drawn(np.array([[100, 50], [300, 50]])) * 0.4) == []


def test_a_straight_line_runs_left_to_right_through_the_middle() -> None:
    (spine,) = find_spines(drawn(np.array([[600, 120], [200, 120]])))

    assert spine.straight
    assert spine.points[0][0] < spine.points[1][0]
    assert spine.points[:, 1] == pytest.approx([120.5, 120.5], abs=1.5)
    assert spine.height > 6


@pytest.mark.parametrize("degrees", [-20, -5, 5, 20])
def test_a_tilted_line_keeps_its_angle(degrees: float) -> None:
    step = np.array([np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))])
    middle = np.array([400, 200])

    (spine,) = find_spines(drawn(np.array([middle - 200 * step, middle + 200 * step])))

    assert np.rad2deg(np.arctan2(*spine.direction[::-1])) == pytest.approx(degrees, abs=1)


def test_a_bent_line_is_followed() -> None:
    x = np.linspace(100, 700, 60)
    y = 100 + 60 * (1 - ((x - 400) / 300) ** 2)

    (spine,) = find_spines(drawn(np.column_stack([x, y])))

    assert not spine.straight
    assert np.interp(400, *spine.points.T) == pytest.approx(160, abs=3)
    assert np.interp(150, *spine.points.T) == pytest.approx(118, abs=4)


def test_a_steep_line_runs_from_top_to_bottom() -> None:
    (spine,) = find_spines(drawn(np.array([[50, 350], [50, 60]])))

    assert spine.points[0][1] < spine.points[1][1]


UPWARD = Spine(np.array([[50.0, 100.0], [50.0, 200.0]]), 20.0)


@pytest.mark.parametrize(
    "letter",
    [
        pytest.param(Spine(np.array([[50.0, 205.0], [50.0, 230.0]]), 18.0), id="steep"),
        pytest.param(Spine(np.array([[41.0, 217.5], [59.0, 217.5]]), 25.0), id="level"),
    ],
)
def test_a_letter_behind_the_end_belongs_to_the_line(letter: Spine) -> None:
    joined = UPWARD.joined(letter)

    assert joined is not None
    assert joined.points.tolist() == [[50.0, 100.0], [50.0, 230.0]]
    assert joined.height == UPWARD.height


@pytest.mark.parametrize(
    ("middle", "size"),
    [
        pytest.param((50.0, 235.0), 20.0, id="away"),
        pytest.param((60.0, 215.0), 20.0, id="beside"),
        pytest.param((50.0, 215.0), 45.0, id="larger"),
        pytest.param((50.0, 205.0), 8.0, id="smaller"),
    ],
)
def test_what_stands_near_a_line_is_no_part_of_it(
    middle: tuple[float, float], size: float
) -> None:
    x, y = middle
    other = Spine(np.array([[x, y - size / 2], [x, y + size / 2]]), size)

    assert UPWARD.joined(other) is None


def test_the_rim_of_a_seal_is_no_part_of_a_line() -> None:
    rim = Spine(np.array([[50.0, 205.0], [50.0, 230.0]]), 20.0, seal=1)

    assert UPWARD.joined(rim) is None
