"""Patterns of data files end in time, and are asked only where they may match."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import TimeLimitError
from auditor.lexicon import Certification, fold, load_lexicon
from auditor.patterns import PATIENCE_SECONDS, GuardedPattern, Sieve, SievedPattern

LEXICON = load_lexicon()

CATASTROPHIC = GuardedPattern(r"(?:a|a|aa)+$", patience_seconds=0.05)
HOSTILE = "a" * 60 + "b"


@pytest.mark.parametrize("ask", ["search", "match", "spans"])
def test_a_pattern_without_end_is_given_up_and_told(ask: str) -> None:
    with pytest.raises(TimeLimitError, match=r"took more than 0\.05 s; leave it out"):
        getattr(CATASTROPHIC, ask)(HOSTILE)


def test_every_pattern_of_the_lexicon_has_a_time() -> None:
    rules = LEXICON.qualifiers
    marks = LEXICON.certifications
    patterns = [
        *(rules.lead, rules.trail),
        *(one for mark in marks for one in (*mark.patterns, *mark.exclude)),
    ]

    assert len(patterns) > 150
    assert all(0 < one.patience_seconds <= PATIENCE_SECONDS for one in patterns)


@pytest.mark.parametrize("mark", LEXICON.certifications, ids=lambda mark: mark.id)
def test_no_pattern_of_a_mark_is_given_up(mark: Certification) -> None:
    """On its own words, again and again, and on signs that lead nowhere."""
    words = " ".join(sorted(sign for one in mark.patterns for sign in one.needs))

    for text in (f"{words} " * (20_000 // (len(words) + 1)), "a - b " * 3_000, "-" * 9_000):
        assert len(list(mark.find(text))) <= len(text)


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        pytest.param(r"abc", {"abc"}, id="plain"),
        pytest.param(r"\babc\b", {"abc"}, id="bounded"),
        pytest.param(r"ab[\s\-]*cdef", {"cdef"}, id="longest-run"),
        pytest.param(r"abcd?", {"abc"}, id="last-letter-may-be-missing"),
        pytest.param(r"abcd*e", {"abc"}, id="letter-may-be-missing"),
        pytest.param(r"abcd+", {"abcd"}, id="letter-is-there"),
        pytest.param(r"(?:abcdef)?ghi", {"ghi"}, id="optional-group"),
        pytest.param(r"(?:abc|defg)[\s]*", {"abc", "defg"}, id="one-of-a-group"),
        pytest.param(r"(?:abc|d)", set(), id="too-short-an-alternative"),
        pytest.param(r"(?:abc|defg){0,2}", set(), id="group-that-may-be-missing"),
        pytest.param(r"abc|def", set(), id="bare-alternatives"),
        pytest.param(r"(?!abc)xyz", {"xyz"}, id="looked-away-from"),
        pytest.param(r"(?<=abc)xy", {"xy"}, id="looked-behind"),
        pytest.param(r"a\.bc", {"a.bc"}, id="escaped-sign"),
        pytest.param(r"(?i)ABC", set(), id="either-case"),
        pytest.param(r"c?gmps?", {"gmp"}, id="optional-ends"),
        pytest.param(r"licen[cs]ed", {"licen"}, id="class-parts"),
    ],
)
def test_what_no_match_can_be_without(pattern: str, needs: set[str]) -> None:
    assert GuardedPattern(pattern).needs == needs


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="unterminated"):
        GuardedPattern("(abc")


def test_what_is_asked_for_by_its_letters_is_all_that_is_there() -> None:
    """The letters leave out no mark that its patterns would find."""
    text = fold(
        "NSF Certified for Sport. Made in a cGMP facility, third-party tested. "
        "USDA Organic, certified organic by Oregon Tilth. GMP certified by NSF. Kosher OU"
    )
    said = {
        (span.start(), span.end())
        for mark in LEXICON.certifications
        for one in mark.patterns
        for span in regex.finditer(one.pattern, text)
    }

    asked = {
        span
        for mark in LEXICON.certifications
        for one in mark.patterns
        for span in one.spans(text)
    }

    assert asked == said
    assert len(said) > 5


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        pytest.param(r"cats?\b|dog", "hot dogs", True, id="one-of-alternatives"),
        pytest.param(r"cats?\b|dog", "cattle", False, id="letters-alone-are-no-match"),
        pytest.param(r"cats?\b|dog", "a horse", False, id="no-letters"),
        pytest.param(r"[a-c]|dog", "cab", True, id="an-alternative-needs-none"),
    ],
)
def test_a_sieved_pattern_matches_what_it_would_without_the_sieve(
    pattern: str, text: str, matches: bool
) -> None:
    assert (SievedPattern(pattern).search(text) is not None) == matches
    assert (regex.search(pattern, text) is not None) == matches


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        pytest.param("", {"any"}, id="nothing"),
        pytest.param("certified", {"any", "cert", "certified"}, id="letters-begin-others"),
        pytest.param("a certificate", {"any", "cert"}, id="the-shorter-alone"),
        pytest.param("certifiedbio", {"any", "cert", "certified", "bio"}, id="two-at-once"),
        pytest.param("oregano", {"any", "organ"}, id="one-of-several-letters"),
        pytest.param("xyzw", {"any", "xyz", "yzw"}, id="letters-overlap-others"),
        pytest.param("xyz. bio. xyz", {"any", "xyz", "bio"}, id="said-twice"),
        pytest.param("a.c", {"any"}, id="a-sign-is-no-pattern"),
    ],
)
def test_a_sieve_passes_what_has_letters_that_it_needs(text: str, passed: set[str]) -> None:
    sieve = Sieve(
        {
            **{one: {one} for one in ("cert", "certified", "bio", "xyz", "yzw", "abc")},
            "organ": {"organ", "oregano"},
            "any": set(),
        }.items()
    )

    assert sieve.passed(text) == passed


def test_a_sieve_without_letters_passes_all() -> None:
    assert Sieve([("any", set()), ("all", {""})]).passed("text") == {"any", "all"}


printed = st.lists(
    st.sampled_from(
        [
            sign
            for mark in LEXICON.certifications
            for one in mark.patterns
            for sign in one.needs
        ]
    )
    | st.text(max_size=3)
).map("".join)


@given(text=printed)
def test_a_sieve_passes_all_that_match(text: str) -> None:
    patterns = [one for mark in LEXICON.certifications for one in mark.patterns]

    passed = Sieve((n, one.needs) for n, one in enumerate(patterns)).passed(text)

    assert {n for n, one in enumerate(patterns) if one.spans(text)} <= passed
