"""Rendered seals are read: a few of those that ``python -m tests.seals`` measures."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest

from auditor.criteria.profile import load_profile
from auditor.model import Outcome
from auditor.pipeline import Settings, audit_documents
from auditor.reading.document import Reader
from auditor.reading.source import Limits, source_of
from tests.seals import ARCHES, RINGS, Score, label_with, pictures, score


@lru_cache(maxsize=1)
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize(
    ("size", "face", "least"),
    [
        pytest.param(100, "sans-bold", 0.8, id="small"),
        pytest.param(200, "serif-bold", 1.0, id="usual"),
        pytest.param(400, "typewriter-bold", 1.0, id="large"),
    ],
)
def test_seals_of_a_size_are_read(size: int, face: str, least: float) -> None:
    total, missed = Score(), []
    for _, _, seals, data in pictures((size,), (face,)):
        document = reader().read(source_of("label.jpg", data, Limits()))
        one, notes = score(seals, document)
        total, missed = total + one, missed + notes

    assert total.f1 >= least, missed


def test_a_seal_that_was_seen_and_not_read_leaves_open_who_vouches() -> None:
    data = label_with([RINGS[0], ARCHES[0]], "serif", 300, 0)
    document = reader().read(source_of("label.jpg", data, Limits()))
    # What a reader makes of a rim that is too small for it.
    page = document.pages[0]
    seal = page.lines[-1].box
    nothing = tuple(line for line in page.lines if "SPORT" not in line.text.upper())
    blind = replace(
        document,
        pages=(replace(page, lines=nothing[:5], unread_seals=(seal,)),),
    )

    audit = audit_documents(
        [blind],
        profile=load_profile("glutamine"),
        settings=Settings(complete=True),
        product="blind",
    )

    finding = next(f for f in audit.findings if f.id == "assurance.gmp-third-party")
    assert finding.outcome is Outcome.UNKNOWN
    assert "seal" in finding.reason
    assert "closer" in finding.remedy
    assert any("seal" in advice for face in audit.facts.faces for advice in face.advice)


def test_a_reader_that_doubts_a_rim_says_so() -> None:
    data = label_with([RINGS[3], ARCHES[1]], "typewriter-bold", 50, 2)

    page = reader().read(source_of("label.jpg", data, Limits())).pages[0]

    assert page.unread_seals
