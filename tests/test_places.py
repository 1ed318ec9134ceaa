"""What stands near is found wherever it stands, and in the order given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditor.facts.places import Shelves

ends = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False, width=32)
stretches = st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair)))


@given(things=st.lists(stretches, max_size=40), asked=stretches)
def test_all_that_meets_a_stretch_is_found(
    things: list[tuple[float, float]], asked: tuple[float, float]
) -> None:
    shelves = Shelves((low, high, number) for number, (low, high) in enumerate(things))

    found = shelves.meeting(*asked)

    low, high = asked
    assert found == [n for n, (a, b) in enumerate(things) if a <= high and low <= b]


def test_what_has_no_end_is_near_to_everything() -> None:
    endless = (float("-inf"), float("inf"), "endless")
    shelves = Shelves([(0.0, 1.0, "near"), endless, (9.0, 9.5, "far")])

    assert shelves.meeting(0.5, 0.6) == ["near", "endless"]
    assert shelves.meeting(2.0, float("inf")) == ["endless", "far"]
