"""The README and the pages it leads to tell the truth: their commands run, and print
what is shown."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from auditor import cli, errors

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")])
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
README = TEXTS[ROOT / "README.md"]
GUIDE = README + "".join(
    TEXTS[ROOT / "docs" / f"{page}.md"]
    for page in ("reports", "web", "profiles", "engines")
)
"""What is shown with commands to copy."""

CUT = "…"
"""Stands for any number of lines, or for the rest of one."""


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block of the guide."""

    language: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def blocks(language: str, text: str = GUIDE) -> list[Block]:
    fences = re.findall(r"^ *```(\w+)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [
        Block(name, tuple(text.splitlines())) for name, text in fences if name == language
    ]


def programs() -> list[tuple[str, ...]]:
    """Every call of the program that a page shows, without redirections."""
    shown = [
        line.removeprefix("$ ")
        for text in TEXTS.values()
        for language in ("sh", "text", "console")
        for block in blocks(language, text)
        for line in block.lines
        if language != "console" or line.startswith("$ ")
    ]
    calls = []
    for line in shown:
        if "auditor " not in line:
            continue
        for part in re.split(r"\s(?:&&|[<>])\s", line):
            words = shlex.split(part, comments=True)
            if words and Path(words[0]).name == "auditor":
                calls.append(tuple(words[1:]))
    return sorted(set(calls))


def told(run: Callable[[], object], capsys: pytest.CaptureFixture[str]) -> str:
    """Everything that a command prints, errors first."""
    capsys.readouterr()
    with pytest.raises(SystemExit):
        run()
    printed = capsys.readouterr()
    return printed.err + printed.out


def not_shown(shown: tuple[str, ...], printed: list[str]) -> str | None:
    """The first line shown that is not printed where it should stand."""
    at = 0
    gap = False
    for line in shown:
        if line == CUT:
            gap = True
            continue
        start = line.removesuffix(CUT)
        fits = [
            n
            for n, other in enumerate(printed[at:], at)
            if (other.startswith(start) if line.endswith(CUT) else other == line)
        ]
        if not fits or (fits[0] != at and not gap):
            return line
        at, gap = fits[0] + 1, False
    return None if gap or at == len(printed) else printed[at]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the fixtures, the pages and the profiles that the guide writes."""
    for folder in ("docs", "fixtures"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    for block in blocks("toml"):
        name = block.lines[0].removeprefix("# ")
        (tmp_path / name).write_text(block.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- what it shows ------------------------------------------------------------


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.lines[0][2:])
@pytest.mark.usefixtures("checkout")
def test_an_example_prints_what_is_shown(
    block: Block, capsys: pytest.CaptureFixture[str]
) -> None:
    command, *shown = block.lines
    program, *arguments = shlex.split(command.removeprefix("$ "))

    printed = told(lambda: cli.main(arguments), capsys)

    assert program == "auditor"
    assert not_shown(tuple(shown), printed.splitlines()) is None, printed


@pytest.mark.usefixtures("checkout")
def test_the_python_example_gives_what_is_shown() -> None:
    (block,) = blocks("python")
    example = doctest.DocTestParser().get_doctest(block.text, {}, "README", None, 0)

    result = doctest.DocTestRunner(verbose=False).run(example)

    assert result.attempted > 3
    assert result.failed == 0


@pytest.mark.parametrize(
    ("shown", "printed", "missing"),
    [
        pytest.param(("a", "b"), ["a", "b"], None, id="whole"),
        pytest.param(("a",), ["a", "b"], "b", id="more-is-printed"),
        pytest.param(("b",), ["a", "b"], "b", id="the-beginning-is-left-out"),
        pytest.param((CUT, "b"), ["a", "b"], None, id="cut-beginning"),
        pytest.param(("a", CUT), ["a", "b"], None, id="cut-end"),
        pytest.param((CUT, "b", "a"), ["a", "b"], "a", id="wrong-order"),
        pytest.param((f"a{CUT}",), ["abc"], None, id="cut-line"),
        pytest.param((f"b{CUT}",), ["abc"], f"b{CUT}", id="cut-line-begins-otherwise"),
    ],
)
def test_shown_lines_are_found_in_order(
    shown: tuple[str, ...], printed: list[str], missing: str | None
) -> None:
    assert not_shown(shown, printed) == missing


# --- commands that would take too long here -----------------------------------


EXAMPLES = [
    line
    for block in blocks("sh")
    for line in block.lines
    if line.startswith("auditor ")
    # These go on until they are interrupted, or need a cluster; they have tests of
    # their own.
    and not line.startswith("auditor serve")
    and "--watch" not in line
    and "://" not in line
]


def test_the_examples_run_one_after_the_other_as_they_stand(checkout: Path) -> None:
    program = checkout / "bin" / "auditor"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m auditor "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    state = str(checkout / "state")

    for line in EXAMPLES:
        ended = subprocess.run(
            ["sh", "-c", line],
            cwd=checkout,
            env={**os.environ, "PATH": path, "AUDITOR_STATE": state},
            capture_output=True,
            text=True,
            check=False,
        )

        assert ended.returncode in (0, 1, 3), f"{line}: {ended.stderr}"
        named = re.findall(r"[\w./-]+\.(?:jpg|pdf|png|html|jsonl?|csv|md)\b", line)
        assert [name for name in named if not (checkout / name).is_file()] == [], line


@pytest.mark.parametrize("call", programs(), ids=" ".join)
def test_a_command_and_its_options_exist(
    call: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    groups = {group.name for group in cli.app.registered_groups}
    names = call[: 2 if call[0] in groups else 1]

    usage = told(lambda: cli.main([*names, "--help"]), capsys)

    known = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", usage))
    assert f"auditor {' '.join(names)} " in usage
    assert {word for word in call if re.match("--?[a-z]", word)} <= known


def test_the_first_two_commands_name_what_there_is() -> None:
    audit, test = (block.lines[0] for block in blocks("sh")[:2])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    sample = re.search(r"fixtures/\S+", audit)
    extra = re.search(r"\.\[(\w+)\]", test)

    assert sample is not None
    assert (ROOT / sample[0]).is_file()
    assert "auditor" in project["scripts"]
    assert extra is not None
    assert any(
        "pytest-xdist" in need for need in project["optional-dependencies"][extra[1]]
    )


def test_all_commands_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    names = {
        command.name or command.callback.__name__ for command in cli.app.registered_commands
    } | {group.name for group in cli.app.registered_groups}
    shown = {shlex.split(block.lines[0])[2] for block in blocks("console")}

    assert names == shown | {call[0] for call in programs()}


# --- tables and links ---------------------------------------------------------


def test_the_criteria_are_those_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    printed = told(lambda: cli.main(["criteria", "--format", "markdown"]), capsys)

    shown = re.search(
        r"<!-- criteria: .*? -->\n+(.*?)\n+<!-- end of criteria -->", README, re.DOTALL
    )

    assert shown is not None
    assert shown[1] + "\n" == printed, "print it anew: auditor criteria --format markdown"


def test_every_exit_status_is_told() -> None:
    kinds: list[type[errors.AuditorError]] = [errors.AuditorError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    verdicts = {0, 1, 3}

    shown = {int(row) for row in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}

    assert shown == {kind.exit_code for kind in kinds} | verdicts | {cli.INTERRUPTED}


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", TEXTS[page], re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)", TEXTS[page])
    local = [link for link in links if not link[0].startswith("https://")]

    lost = [
        (target, anchor)
        for target, anchor in local
        if not (leads_to := (page.parent / target).resolve() if target else page).exists()
        or (anchor and anchor not in anchors_of(leads_to))
    ]
    assert lost == []
