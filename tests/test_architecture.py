"""The sources keep the order of imports that the architecture promises."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import auditor
from auditor.pipeline import parsing_sources

ROOT = Path(auditor.__file__).parent

STEPS = (
    {"model", "errors", "process", "cache"},
    {"regex"},
    {"patterns"},
    {"quantity", "lexicon"},
    {"substance", "daily_values"},
    {"reading", "facts", "criteria"},
    {"sandbox"},
    {"limits"},
    {"pipeline"},
    {"report", "readings"},
    {"batch"},
    {"evaluate"},
    {"bench"},
    {"web"},
    {"doctor"},
    {"cli"},
    {"__init__", "__main__"},
)
"""Each step may import from the steps before it, and from its own package."""


def part_of(module: str) -> str:
    """The part of the house that a dotted module name belongs to."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports(path: Path) -> list[tuple[int, str]]:
    """The modules of ours that a source imports, with their lines."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "auditor":
            found += [
                (node.lineno, f"auditor.{alias.name}")
                for alias in node.names
                if alias.name != "__version__"
            ]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "auditor."
        ):
            found.append((node.lineno, str(node.module)))
        elif isinstance(node, ast.Import):
            found += [
                (node.lineno, alias.name)
                for alias in node.names
                if alias.name.split(".")[0] == "auditor"
            ]
    return found


SOURCES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_from_earlier_steps_only(path: Path) -> None:
    own = path.relative_to(ROOT).with_suffix("").parts[0]
    step = next(n for n, names in enumerate(STEPS) if own in names)

    wrong = [
        f"line {line}: {module}"
        for line, module in imports(path)
        if part_of(module) != own and part_of(module) not in set().union(*STEPS[:step])
    ]

    assert not wrong


def test_every_part_of_the_house_has_its_step() -> None:
    parts = {path.relative_to(ROOT).with_suffix("").parts[0] for path in SOURCES}

    assert parts == set().union(*STEPS)


def source_of(module: str) -> Path:
    """The file of a dotted module name, or of the package that it is."""
    path = ROOT.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def test_whatever_parses_or_judges_is_in_the_fingerprint_of_facts() -> None:
    """Else the store answers with what an older parser made of the words."""
    parsing = {
        path
        for path in SOURCES
        if path.relative_to(ROOT).with_suffix("").parts[0] in {"facts", "criteria"}
    }
    while (
        more := {source_of(module) for path in parsing for _, module in imports(path)}
        - parsing
    ):
        parsing |= more

    # What an error says when it stops the program is part of no fact.
    assert parsing - set(parsing_sources()) <= {ROOT / "errors.py"}
