"""Profiles that come with the program, users' own, and how their mistakes are told."""

# ruff: noqa: E501 - a row of a table of cases stays on one line

from __future__ import annotations

import hashlib
import json
import pickle
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.criteria import (
    Profile,
    criteria_table,
    explain,
    known_profiles,
    load_profile,
    registered,
)
from auditor.criteria.profile import FOLDER
from auditor.errors import ProfileError, UsageError
from auditor.model import Role, Strictness
from tests.beside import ARTICLE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def write(tmp_path: Path):
    """Write a profile of the user's own and give its path."""

    def write(text: str, name: str = "mine.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def role_of(profile: Profile, id_: str) -> tuple[str, Decimal] | None:
    return next(((r.role.value, r.weight) for r in profile.rules if r.id == id_), None)


# --- what comes with the program ------------------------------------------------


def test_three_profiles_come_with_the_program() -> None:
    assert known_profiles() == ("any-supplement", "glutamine", "glutamine-strict")
    assert all(load_profile(name).id == name for name in known_profiles())


def test_every_criterion_has_a_rule_in_the_default_profile() -> None:
    assert {rule.id for rule in load_profile().rules} == set(registered())


# Role and weight of every criterion as the criteria page decides them.
DECIDED = {
    "identity.l-glutamine": ("gate", 0),
    "composition.protein-source": ("gate", 0),
    "composition.synthetic-additives": ("gate", 0),
    "assurance.gmp-third-party": ("gate", 0),
    "dose.declared-amount": ("gate", 0),
    "dose.daily-maximum": ("gate", 0),
    "form.powder": ("preference", 10),
    "form.units-per-dose": ("preference", 5),
    "composition.capsule-excipients": ("preference", 5),
    "composition.competing-amino-acids": ("preference", 5),
    "composition.single-active": ("preference", 3),
    "dose.daily-amount": ("preference", 7),
    "assurance.organic": ("preference", 3),
    "caution.professional-advice": ("preference", 2),
    "use.water": ("info", 0),
    "use.empty-stomach": ("info", 0),
    "use.divided-doses": ("info", 0),
    "caution.diabetes": ("info", 0),
    "caution.cancer": ("info", 0),
    "caution.kidney": ("info", 0),
    "caution.reye": ("info", 0),
    "nutrient.b-vitamins": ("info", 0),
}


def test_the_default_profile_has_the_roles_and_weights_that_were_decided() -> None:
    profile = load_profile("glutamine")

    assert {rule.id: (rule.role.value, rule.weight) for rule in profile.rules} == DECIDED
    assert profile.unknown_gate == "incomplete"
    assert profile.terms.strictness is Strictness.NOP
    assert not profile.terms.named_body


def test_the_default_profile_has_the_doses_of_the_article() -> None:
    active = load_profile("glutamine").terms.active

    assert active.substance.id == "l-glutamine"
    assert active.serving_g == (2, 5)
    assert active.daily_g == (4, 10)
    assert (active.daily_maximum_g, active.short_term_maximum_g) == (20, 30)
    assert active.units_per_dose == 3


def test_the_strict_profile_takes_nothing_on_trust() -> None:
    profile = load_profile("glutamine-strict")

    assert profile.unknown_gate == "fail"
    assert profile.terms.strictness is Strictness.NOP_STRICT
    assert profile.terms.named_body
    assert role_of(profile, "form.powder") == ("gate", 0)
    others = {rule.id: (rule.role.value, rule.weight) for rule in profile.rules}
    assert others == DECIDED | {"form.powder": ("gate", 0)}


def test_the_general_profile_asks_for_no_substance_and_no_dose() -> None:
    profile = load_profile("any-supplement")

    assert profile.terms.wanted is None
    themes = {rule.id.partition(".")[0] for rule in profile.rules}
    assert themes == {"composition", "assurance", "form", "caution"}
    assert role_of(profile, "composition.competing-amino-acids") is None
    assert [rule.id for rule in profile.rules if rule.role is Role.GATE] == [
        "composition.protein-source",
        "composition.synthetic-additives",
        "assurance.gmp-third-party",
    ]


def test_a_profile_crosses_processes() -> None:
    profile = load_profile("glutamine-strict")

    assert pickle.loads(pickle.dumps(profile)) == profile


def test_the_stamp_covers_every_file_that_a_profile_is_made_of(write) -> None:
    strict = load_profile("glutamine-strict")
    digest = hashlib.sha256()
    for name in ("glutamine", "glutamine-strict"):
        content = (FOLDER / f"{name}.toml").read_bytes()
        digest.update(len(content).to_bytes(8, "big") + content)
    mine = load_profile(write('extends = "glutamine"\n'))
    commented = load_profile(write('extends = "glutamine"\n# changed\n', "other.toml"))

    assert strict.stamp.sha256 == digest.hexdigest()
    assert len({strict.sha256, mine.sha256, commented.sha256}) == 3


# --- a user's own ---------------------------------------------------------------


def test_an_own_profile_changes_what_it_names_and_keeps_the_rest(write) -> None:
    path = write(
        """
extends = "glutamine"
version = "2026-1"
title = "House rules"
unknown_gate = "fail"
strictness = "core"
named_body = true

[thresholds]
daily_g = [5, 7.5]
units_per_dose = 4

[criteria]
"form.powder" = { role = "gate" }
"assurance.organic" = { weight = 0.5 }
"use.water" = { role = "preference", weight = 1 }
"caution.reye" = { role = "off" }
"""
    )

    profile = load_profile(path)

    assert (profile.id, profile.version, profile.title) == ("mine", "2026-1", "House rules")
    assert profile.unknown_gate == "fail"
    assert profile.terms.strictness is Strictness.CORE
    assert profile.terms.named_body
    assert profile.terms.active.daily_g == (5, Decimal("7.5"))
    assert profile.terms.active.serving_g == (2, 5)
    assert profile.terms.active.units_per_dose == 4
    assert role_of(profile, "form.powder") == ("gate", 0)
    assert role_of(profile, "assurance.organic") == ("preference", Decimal("0.5"))
    assert role_of(profile, "use.water") == ("preference", 1)
    assert role_of(profile, "caution.reye") is None
    assert role_of(profile, "dose.daily-amount") == ("preference", 7)


def test_an_own_profile_may_ask_for_another_substance(write) -> None:
    path = write(
        """
extends = "glutamine"

[substance]
id = "taurine"
names = ["taurine", "L-taurine"]
qualified = ["taurin base"]

[[substance.lookalike]]
id = "taurate"
names = ["magnesium taurate"]
reason = "magnesium taurate is a source of magnesium"

[thresholds]
serving_g = [0.5, 2]
"""
    )

    active = load_profile(path).terms.active

    assert active.name == "taurine"
    assert active.substance.names == ("taurine", "L-taurine")
    assert active.substance.qualified == ("taurin base",)
    assert active.substance.lookalikes[0].reason.startswith("magnesium taurate is")
    assert active.serving_g == (Decimal("0.5"), 2)


def test_a_known_substance_is_asked_for_by_its_id(write) -> None:
    path = write('extends = "glutamine"\nsubstance = "creatine"\n')

    assert load_profile(path).terms.active.substance.id == "creatine"


def test_profiles_extend_each_other_by_paths_beside_them(write) -> None:
    write('extends = "glutamine"\nnamed_body = true\n', "base.toml")
    path = write('extends = "base.toml"\nstrictness = "core"\n')

    profile = load_profile(str(path))

    assert profile.terms.named_body
    assert profile.terms.strictness is Strictness.CORE


# --- mistakes -------------------------------------------------------------------


MISTAKES = [
    ("unknown_key", 'extends = "glutamine"\nstrictnes = "core"', 2, "strictnes", "strictness"),
    ("no-such-role", '[criteria]\n"form.powder" = { role = "gat" }', 2, '"form.powder".role', "gate"),
    ("criterion", '[criteria]\n"form.powdr" = { role = "gate" }', 2, '"form.powdr"', "form.powder"),
    ("rule-key", '[criteria]\n"form.powder" = { wait = 3 }', 2, '"form.powder".wait', "weight"),
    ("no-table", '[criteria]\n\n"form.powder" = "gate"', 3, '"form.powder"', "role ="),
    ("own-table", '[criteria."form.powder"]\nrole = "gate"\nweight = 3', 3, "weight", "preference"),
    ("gate-weight", '[criteria]\n"form.powder" = { role = "gate", weight = 3 }', 2, "weight", "preference"),
    ("no-weight", '[criteria]\n"use.water" = { role = "preference" }', 2, "weight", "above 0"),
    ("weight-zero", '[criteria]\n"form.powder" = { weight = 0 }', 2, "weight", "above 0"),
    ("weight-true", '[criteria]\n"form.powder" = { weight = true }', 2, "weight", "above 0"),
    ("weight-nan", '[criteria]\n"form.powder" = { weight = nan }', 2, "weight", "above 0"),
    ("weight-huge", '[criteria]\n"form.powder" = { weight = 1e9 }', 2, "weight", "up to 1000"),
    ("strictness", '# one\nstrictness = "nop-strickt"', 2, "strictness", "nop-strict"),
    ("policy", 'unknown_gate = "pass"', 1, "unknown_gate", "incomplete"),
    ("flag", 'named_body = "true"', 1, "named_body", "true"),
    ("text-is-no-flag", "strictness = true", 1, "strictness", "nop"),
    ("threshold", "[thresholds]\ndayly_g = [1, 2]", 2, "thresholds.dayly_g", "daily_g"),
    ("range-order", "[thresholds]\ndaily_g = [10, 4]", 2, "thresholds.daily_g", "[low, high]"),
    ("range-one", "[thresholds]\ndaily_g = [4]", 2, "thresholds.daily_g", "[low, high]"),
    ("range-text", '[thresholds]\ndaily_g = ["4", 10]', 2, "thresholds.daily_g", "[low, high]"),
    ("amount", "[thresholds]\ndaily_maximum_g = -1", 2, "daily_maximum_g", "above 0"),
    ("count", "[thresholds]\nunits_per_dose = 2.5", 2, "units_per_dose", "whole number"),
    ("maxima", "[thresholds]\n\ndaily_maximum_g = 40", 3, "daily_maximum_g", "lower it"),
    ("thresholds-no-table", "thresholds = 5", 1, "thresholds", "[thresholds]"),
    ("substance", 'substance = "creatin"', 1, "substance", "creatine"),
    ("substance-number", "substance = 5", 1, "substance", "creatine"),
    ("substance-names", '[substance]\nid = "x"', 1, "substance.names", "another name"),
    ("substance-id", '[substance]\nid = "X Y"\nnames = ["x"]', 2, "substance.id", "slug"),
    ("substance-key", '[substance]\nid = "x"\nnames = ["x"]\nname = "x"', 4, "substance.name", "names"),
    (
        "second-lookalike",
        '[substance]\nid = "x"\nnames = ["x"]\n'
        '[[substance.lookalike]]\nid = "y"\nnames = ["y"]\nreason = "is y"\n'
        '[[substance.lookalike]]\nid = "z"\nnames = []\nreason = "is z"',
        10,
        "substance.lookalike.1.names",
        "another name",
    ),
    (
        "one-name-two-things",
        '[substance]\nid = "x"\nnames = ["x"]\n'
        '[[substance.lookalike]]\nid = "y"\nnames = ["X"]\nreason = "is y"',
        1,
        "substance",
        "one place",
    ),
    ("id", 'id = "My Profile"', 1, "id", "slug"),
    ("title", "title = 5", 1, "title", "quotes"),
    ("extends", '# one\nextends = "glutamin"', 2, "extends", "glutamine"),
    ("extends-number", "extends = 5", 1, "extends", "any-supplement"),
    ("lines-of-a-text", 'title = """\nid = "x"\n"""\nweight = 3', 4, "weight", "known keys"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "key", "remedy"),
    [pytest.param(*row, id=name) for name, *row in MISTAKES],
)
def test_a_mistake_is_told_with_file_line_and_key(
    write, text: str, line: int, key: str, remedy: str
) -> None:
    if "extends" not in text:
        # On the first line, so that the numbers of the lines stay.
        text = f'extends = "glutamine"; {text}'.replace("; ", "\n", 1)
        line += 1
    path = write(text)

    with pytest.raises(ProfileError) as error:
        load_profile(path)

    assert error.value.subject == f"{path}, line {line}"
    assert key in error.value.problem
    assert remedy in error.value.remedy


def test_all_mistakes_are_told_at_once_in_the_order_of_lines(write) -> None:
    path = write(
        'extends = "glutamine"\n\n[criteria]\n"form.powdr" = {}\n'
        '"use.water" = { role = "gat" }\n\n[thresholds]\ndaily_g = 4\n'
    )

    with pytest.raises(ProfileError) as error:
        load_profile(path)

    lines = [line.strip() for line in error.value.problem.splitlines()]
    assert lines[0] == "3 mistakes"
    assert [line.split(",")[0] for line in lines[1:4]] == ["line 4", "line 5", "line 8"]
    assert "'form.powder'" in lines[1]


def test_a_mistake_in_the_extended_file_is_told_of_that_file(write) -> None:
    base = write('extends = "glutamine"\nstrictness = "hard"\n', "base.toml")
    path = write('extends = "base.toml"\n')

    with pytest.raises(ProfileError) as error:
        load_profile(path)

    assert error.value.subject == f"{base}, line 2"


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        pytest.param(
            'strictness = "nop"\nnamed_body = false\nunknown_gate = "fail"\n'
            '[criteria]\n"use.water" = { role = "info" }',
            "criteria",
            "no criterion is a gate",
            id="no-gate",
        ),
        pytest.param(
            'strictness = "nop"\nnamed_body = false\nunknown_gate = "fail"\n'
            '[criteria]\n"dose.daily-maximum" = { role = "gate" }',
            "dose.daily-maximum",
            "active substance",
            id="no-substance",
        ),
        pytest.param(
            'strictness = "nop"\nnamed_body = false\n'
            '[criteria]\n"form.powder" = { role = "gate" }',
            "unknown_gate",
            "missing",
            id="no-policy",
        ),
        pytest.param(
            '[criteria]\n"form.powder" = { weight = 5 }',
            "form.powder",
            "no role",
            id="no-role",
        ),
    ],
)
def test_a_profile_of_its_own_must_say_everything(
    write, text: str, key: str, said: str
) -> None:
    with pytest.raises(ProfileError) as error:
        load_profile(write(text))

    assert key in error.value.problem
    assert said in error.value.problem


def test_a_substance_of_its_own_needs_its_doses(write) -> None:
    path = write('extends = "any-supplement"\nsubstance = "creatine"\n')

    with pytest.raises(ProfileError) as error:
        load_profile(path)

    assert "thresholds.serving_g: missing" in error.value.problem
    assert "thresholds.units_per_dose: missing" in error.value.problem


def test_an_unknown_profile_lists_the_known_ones() -> None:
    with pytest.raises(ProfileError) as error:
        load_profile("keto")

    assert all(name in error.value.remedy for name in known_profiles())


def test_a_misspelled_profile_gets_the_nearest_one() -> None:
    with pytest.raises(ProfileError, match="did you mean 'glutamine-strict'"):
        load_profile("glutamine-strikt")


def test_a_missing_file_is_no_unknown_name(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no such profile file"):
        load_profile(tmp_path / "none.toml")


def test_broken_toml_names_the_line(write) -> None:
    with pytest.raises(ProfileError, match=r"line 2"):
        load_profile(write('extends = "glutamine"\nstrictness = \n'))


def test_a_file_that_is_no_text_is_a_profile_error(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(path)


def test_profiles_that_extend_each_other_are_told(write) -> None:
    write('extends = "mine.toml"\n', "base.toml")
    path = write('extends = "base.toml"\n')

    with pytest.raises(ProfileError, match="extends itself"):
        load_profile(path)


# --- the rules, printed from themselves -----------------------------------------


def test_the_table_of_rules_follows_the_profile() -> None:
    rows = criteria_table()

    assert {row.id: (row.role.value, row.weight) for row in rows} == DECIDED
    assert all(row.title and row.because and row.article_section for row in rows)
    assert all(row.details.endswith((".", '"')) for row in rows), "one whole sentence"
    assert not any("{" in row.title for row in rows)
    assert "L-glutamine" in rows[0].title


def test_the_table_names_the_substance_of_the_profile(write) -> None:
    path = write('extends = "glutamine"\nsubstance = "creatine"\n')

    rows = criteria_table(load_profile(path))

    assert rows[0].title == "creatine monohydrate is declared with its own amount"


def test_a_criterion_is_explained_by_its_id() -> None:
    criterion = explain("composition.synthetic-additives")

    assert criterion.why.rules
    assert "free-from claims" in criterion.details


def test_an_unknown_criterion_gets_the_nearest_ones() -> None:
    with pytest.raises(UsageError, match="form\\.powder"):
        explain("form.powdr")


@pytest.mark.skipif(
    not ARTICLE.exists(), reason="the article does not lie beside the project"
)
def test_every_rationale_names_a_heading_of_the_article() -> None:
    lines = {line.strip() for line in ARTICLE.read_text(encoding="utf-8").splitlines()}

    named = {id_: one.why.article_section for id_, one in registered().items()}

    assert {id_: section for id_, section in named.items() if section not in lines} == {}


# --- whatever is written --------------------------------------------------------


def mistake(path: Path) -> ProfileError | None:
    """What is wrong with a profile; None where nothing is."""
    try:
        load_profile(path)
    except ProfileError as error:
        return error
    return None


keys = st.sampled_from(
    ["id", "title", "version", "extends", "strictness", "unknown_gate", "named_body",
     "substance", "thresholds", "rules", "serving_g", "role", "weight", "form.powder"]
)  # fmt: skip
scalars = (
    st.integers()
    | st.booleans()
    | st.sampled_from(
        ['"gate"', '"glutamine"', '"nop"', '"\\u0000"', "nan", "inf", "1e999"]
    )
    | st.text(max_size=8).map(lambda text: json.dumps(text))
)
values = scalars | st.lists(scalars, max_size=3).map(
    lambda each: f"[{', '.join(map(str, each))}]"
)


@given(
    rows=st.lists(st.tuples(keys, values), max_size=8),
    table=st.sampled_from(
        ["", "[thresholds]", "[rules]", '[rules."form.powder"]', "[[rules]]"]
    ),
)
def test_any_table_of_known_keys_is_a_profile_or_an_error_that_names_the_file(
    rows: list[tuple[str, object]], table: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    half = len(rows) // 2
    lines = [
        f'"{key}" = {str(value).lower() if isinstance(value, bool) else value}'
        for key, value in rows
    ]
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text("\n".join((*lines[:half], table, *lines[half:])), encoding="utf-8")

    assert mistake(path) is None or "any.toml" in str(mistake(path))


@given(content=st.binary(max_size=60))
def test_any_bytes_are_a_profile_or_an_error(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.toml"
    path.write_bytes(b'extends = "glutamine"\n' + content)

    assert mistake(path) is None or "bytes.toml" in str(mistake(path))
