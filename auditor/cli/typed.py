"""Values of the command line that are what they should be, just as they were typed.

typer hands every value to pydantic, which takes a tenth of auditing a PDF to be loaded.
Texts, choices, days, and paths that may be read need no such look: only what is not plainly
right is left to typer, which finds the words for it. The help and the mistakes that are
made most are told here, for people who know files and not Python's types.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable


class _Plain:
    """What takes plain values as they are, and has commands to copy below its help."""

    epilog: str | None

    def get_params(self, ctx: Any) -> list[Any]:
        # typer's own class stands behind this one.
        return _taking_plain_values(super().get_params(ctx))  # type: ignore[misc]

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - as typer asks
        """Line by line as they stand: a command that is wrapped cannot be copied."""
        if self.epilog:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in self.epilog.splitlines()))


class Command(_Plain, TyperCommand):
    """A command."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        # Braces around what is required are nobody's custom.
        return [re.sub("[{}]", "", piece) for piece in super().collect_usage_pieces(ctx)]


class Group(_Plain, TyperGroup):
    """A command that has others below it."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if self.get_command(ctx, name) is None and os.path.exists(name):
            command = "scan" if os.path.isdir(name) else "audit"
            raise UsageError(
                name, "is no command", f"to audit it: {ctx.command_path} {command} {name}"
            )
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            option = getattr(error, "option_name", None)
            if option is None or not any(name in self.commands for name in args):
                raise
            raise UsageError(
                option,
                "is no option of all commands",
                f"put it after the command, as in: {ctx.command_path} COMMAND {option}",
            ) from error


def _taking_plain_values(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        # Of a typer that asks for its converters in another way, nothing changes.
        asked = getattr(parameter, "get_runtime_param", None)
        if asked is not None and not isinstance(asked, _Converter):
            parameter.get_runtime_param = _Converter(asked)
        if parameter.param_type_name == "argument":
            # Its name in capitals says what it is, and "list[Path]" does not.
            parameter.display_type_rich = _no_type
    return parameters


def _no_type(ctx: Any) -> None:
    """What an argument's help says about its type."""


@dataclass(frozen=True)
class _Converter:
    """What typer asks for a parameter's converter, and that converter itself."""

    of_typer: Callable[[], Any]

    def __call__(self) -> _Converter:
        return self

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        try:
            return _plain(value, param)
        except _NotPlainError:
            return self.of_typer().coerce(value, param=param, ctx=ctx)


class _NotPlainError(Exception):
    """typer has to look at it."""


def _plain(value: Any, param: Any) -> Any:
    told = param.type_descriptor
    if value is None:
        return () if param.multiple or param.nargs == -1 else None
    if told.parameter_info.parser is not None:
        raise _NotPlainError
    if get_origin(told.annotation) is list and isinstance(value, (list, tuple)):
        (annotation,) = get_args(told.annotation)
        return [_one(item, annotation, told.parameter_info) for item in value]
    return _one(value, told.annotation, told.parameter_info)


def _one(value: Any, annotation: Any, rules: Any) -> Any:
    if not isinstance(annotation, type):
        raise _NotPlainError
    if issubclass(annotation, Enum):
        choices = [str(choice.value) for choice in annotation]
        if value in choices:
            return annotation(value)
        raise typer.BadParameter(_not_among(str(value), choices))
    if issubclass(annotation, Path):
        if _is_plain_path(value, rules):
            return Path(value)
    elif annotation is datetime:
        for form in rules.formats or ():
            with suppress(ValueError):
                return datetime.strptime(value, form)
    elif type(value) is annotation and rules.min is None and rules.max is None:
        return value
    raise _NotPlainError


def _not_among(value: str, choices: list[str]) -> str:
    nearest = get_close_matches(value, choices, n=1)
    meant = f"did you mean {nearest[0]!r}? Else " if nearest else ""
    return f"there is no {value!r}; {meant}use one of {', '.join(choices)}"


def _is_plain_path(value: Any, rules: Any) -> bool:
    asks_more = rules.exists or rules.writable or rules.resolve_path or rules.path_type
    takes_any = rules.file_okay and rules.dir_okay
    # Whether it may be read is for the command to find out: one file of many that may
    # not is a row of the report and no wrong usage.
    return isinstance(value, str | Path) and takes_any and not asks_more
