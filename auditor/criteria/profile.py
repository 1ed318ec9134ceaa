"""Profiles: which criteria count, in what role, with what weight, on what terms.

A profile is a TOML file that a buyer may write, so a mistake in it is told with the
file, the line and the key, all mistakes at once, with what would be allowed. A key
that nobody knows is a mistake too: a misspelled threshold must not leave the old
one in force without a word.
"""

from __future__ import annotations

import hashlib
import re
import stat
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import tomli

from auditor.criteria.criterion import registered
from auditor.criteria.terms import Active, Terms
from auditor.errors import ProfileError, reason_of
from auditor.lexicon import Lookalike, NameIndex, Substance, load_lexicon, substance_names
from auditor.model import ProfileStamp, Role, Strictness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FOLDER: Final = Path(__file__).parent.parent / "data" / "profiles"

UnknownGate: TypeAlias = Literal["incomplete", "fail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One criterion as a profile uses it."""

    id: str
    role: Role

    weight: Decimal
    """0 for gates and info, which are not scored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The rules by which products are judged."""

    id: str
    version: str
    title: str

    rules: tuple[Rule, ...]
    """In the order in which findings are told."""

    terms: Terms
    unknown_gate: UnknownGate

    sha256: str
    """Over the bytes of the file and of all that it extends."""

    @property
    def stamp(self) -> ProfileStamp:
        return ProfileStamp(id=self.id, version=self.version, sha256=self.sha256)


def known_profiles() -> tuple[str, ...]:
    """The names of the profiles that come with the program."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load_profile(name_or_path: str | Path = "glutamine") -> Profile:
    """The profile of a known name, or of a TOML file.

    A text that is a known name is one; anything else is a path. A file may extend a
    known profile or another file, whose path is relative to its own folder.

    Raises:
        ProfileError: there is no such profile, or the file is wrong; the message
            names file, line and key of every mistake.
    """
    files = list(_chain(name_or_path))
    draft = _Draft()
    for file in files:
        _apply(file, draft)
    last = files[-1]
    return _finish(last, draft, _sha256(files))


def _sha256(files: Iterable[_File]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(len(file.content).to_bytes(8, "big") + file.content)
    return digest.hexdigest()


# --- files ----------------------------------------------------------------------

_PATH_SIGNS = ("/", "\\", ".toml")


def _chain(name_or_path: str | Path) -> Iterator[_File]:
    """The files of a profile, the one that extends nothing first."""
    found: list[_File] = []
    path = _path(str(name_or_path), Path())
    while True:
        if any(file.path == path for file in found):
            raise found[-1].error(
                ("extends",), "the profile extends itself", "extend another"
            )
        file = _File(path)
        found.append(file)
        base = file.table.get("extends")
        if base is None:
            break
        if not isinstance(base, str) or not base:
            raise file.error(
                ("extends",),
                f"not a profile: {base!r}",
                f"known: {_list(known_profiles())}",
            )
        try:
            path = _path(base, path.parent)
        except ProfileError as cause:
            raise file.error(("extends",), cause.problem, cause.remedy) from cause
    yield from reversed(found)


def _path(name: str, folder: Path) -> Path:
    if name in known_profiles():
        return FOLDER / f"{name}.toml"
    path = folder / name
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        is_file = False
    except OSError as error:
        raise ProfileError(name, f"cannot be read: {reason_of(error)}") from error
    if is_file:
        return path.resolve()
    known = f"known profiles: {_list(known_profiles())}; or give the path of a TOML file"
    if any(sign in name for sign in _PATH_SIGNS):
        raise ProfileError(name, "there is no such profile file", known)
    raise ProfileError(
        name, "there is no such profile", _suggest(name, known_profiles(), known)
    )


_Keys: TypeAlias = tuple[str, ...]


class _File:
    """One profile file while it is checked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mistakes: list[tuple[int, str, str, str]] = []
        try:
            self.content = path.read_bytes()
            text = self.content.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ProfileError(
                path, f"cannot be read: {reason_of(error)}", "save it as UTF-8"
            ) from error
        try:
            # TOML knows no carriage return alone, and its message names line and column.
            self.table: dict[str, object] = tomli.loads(text, parse_float=Decimal)
        except tomli.TOMLDecodeError as error:
            raise ProfileError(path, f"not TOML: {error}", "correct the line") from error
        self._lines = dict(_key_lines(text))

    def line(self, keys: _Keys) -> int:
        """Where a key stands, counted from 1; that of its table when it is missing."""
        for length in range(len(keys), 0, -1):
            if keys[:length] in self._lines:
                return self._lines[keys[:length]]
        return 1

    def error(self, keys: _Keys, problem: str, remedy: str) -> ProfileError:
        return ProfileError(
            f"{self.path}, line {self.line(keys)}", f"{_dotted(keys)}: {problem}", remedy
        )

    def mistake(self, keys: _Keys, problem: str, remedy: str) -> None:
        self.mistakes.append((self.line(keys), _dotted(keys), problem, remedy))

    def raise_mistakes(self) -> None:
        """Raises ProfileError when there are any: alone, or all in the order of lines."""
        if not self.mistakes:
            return
        if len(self.mistakes) == 1:
            line, key, problem, remedy = self.mistakes[0]
            raise ProfileError(f"{self.path}, line {line}", f"{key}: {problem}", remedy)
        told = [
            f"line {line}, {key}: {problem}; {remedy}"
            for line, key, problem, remedy in sorted(self.mistakes)
        ]
        raise ProfileError(
            self.path,
            f"{len(told)} mistakes\n  " + "\n  ".join(told) + "\n",
            "start from auditor/data/profiles/glutamine.toml, which works",
        )


_KEY = r'(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|\'[^\']*\')'
_DOTTED_KEY = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER_LINE = re.compile(rf"\s*(?P<open>\[\[?)\s*(?P<key>{_DOTTED_KEY})\s*\]")
_KEY_LINE = re.compile(rf"\s*(?P<key>{_DOTTED_KEY})\s*=")
_ONE_KEY = re.compile(_KEY)
_LONG_TEXT = re.compile(r'"""|\'\'\'')


def _key_lines(text: str) -> Iterator[tuple[_Keys, int]]:
    """Every key that starts a line, with the number of the line.

    The parser that reads TOML tells no lines. Members of arrays of tables are told
    by their number, counted from 0, as in `keys`.
    """
    table: _Keys = ()
    counts: dict[_Keys, int] = {}
    within_text = ""
    for number, line in enumerate(text.splitlines(), start=1):
        quotes = _LONG_TEXT.findall(line)
        was_within = bool(within_text)
        for quote in quotes:
            if not within_text:
                within_text = quote
            elif quote == within_text:
                within_text = ""
        if was_within:
            continue
        if header := _HEADER_LINE.match(line):
            table = _keys(header["key"])
            if header["open"] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, str(counts[table]))
            yield table, number
        elif found := _KEY_LINE.match(line):
            keys = _keys(found["key"])
            for length in range(1, len(keys) + 1):
                yield (*table, *keys[:length]), number


def _keys(dotted: str) -> _Keys:
    return tuple(key.strip("\"'") for key in _ONE_KEY.findall(dotted))


def _dotted(keys: _Keys) -> str:
    return ".".join(f'"{key}"' if "." in key else key for key in keys)


# --- what the files say ---------------------------------------------------------


@dataclass(slots=True)
class _Draft:
    """A profile while its files are laid over each other."""

    texts: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    substance: Substance | None = None
    ranges: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    doses: dict[str, Decimal] = field(default_factory=dict)
    units_per_dose: int = 0
    rules: dict[str, Rule] = field(default_factory=dict)


_RANGES: Final = ("serving_g", "daily_g")
_DOSES: Final = ("daily_maximum_g", "short_term_maximum_g")
_COUNT: Final = "units_per_dose"
_SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "unknown_gate": get_args(UnknownGate),
    "strictness": tuple(level.value for level in Strictness),
    "named_body": ("true", "false"),
}
_TOP: Final = (
    "id", "version", "title", "extends", *_SETTINGS, "substance", "thresholds", "criteria",
)  # fmt: skip
_SLUG: Final = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_OFF: Final = "off"
_ROLES: Final = (*(role.value for role in Role), _OFF)
_HEAVIEST: Final = 1000


def _apply(file: _File, draft: _Draft) -> None:
    """Lay one file over what the files before it said.

    Raises ProfileError for its mistakes, so that a later file is never blamed.
    """
    table = file.table
    _check_keys(file, (), table, _TOP)
    draft.texts = {"id": file.path.stem, "version": "1", "title": file.path.stem}
    for key, read in (("id", _slug), ("version", _text), ("title", _text)):
        if key in table and (text := read(file, (key,), table[key])):
            draft.texts[key] = text
    for key, allowed in _SETTINGS.items():
        if key in table and (setting := _setting(file, key, table[key], allowed)):
            draft.settings[key] = setting
    if "substance" in table:
        draft.substance = _substance(file, ("substance",), table["substance"])
    for key, value in _table(file, "thresholds").items():
        _threshold(file, draft, key, value)
    for id_, value in _table(file, "criteria").items():
        _rule(file, draft, id_, value)
    file.raise_mistakes()


def _setting(file: _File, key: str, value: object, allowed: tuple[str, ...]) -> str | None:
    written = str(value).lower() if isinstance(value, bool) else value
    is_flag = allowed == _SETTINGS["named_body"]
    if isinstance(value, bool) is is_flag and written in allowed:
        return str(written)
    file.mistake((key,), f"not allowed: {value!r}", _suggest(value, allowed))
    return None


def _table(file: _File, key: str) -> Mapping[str, object]:
    value = file.table.get(key, {})
    if isinstance(value, dict):
        return value
    file.mistake((key,), f"not a table: {value!r}", f"write [{key}] on a line of its own")
    return {}


def _check_keys(
    file: _File, keys: _Keys, table: Mapping[str, object], allowed: Iterable[str]
) -> None:
    for key in table:
        if key not in allowed:
            remedy = _suggest(key, allowed, f"known keys: {_list(allowed)}")
            file.mistake((*keys, key), "unknown key", remedy)


def _text(file: _File, keys: _Keys, value: object) -> str | None:
    if isinstance(value, str) and value.strip():
        return value
    file.mistake(keys, f"not a text: {value!r}", "write it in quotes")
    return None


def _slug(file: _File, keys: _Keys, value: object) -> str | None:
    if isinstance(value, str) and _SLUG.fullmatch(value):
        return value
    file.mistake(keys, f"not an id: {value!r}", 'an id is a lower-case slug: "my-profile"')
    return None


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() and number > 0 else None


def _threshold(file: _File, draft: _Draft, key: str, value: object) -> None:
    keys = ("thresholds", key)
    if key in _RANGES:
        match [_number(item) for item in value] if isinstance(value, list) else []:
            case [Decimal() as low, Decimal() as high] if low <= high:
                draft.ranges[key] = (low, high)
            case _:
                file.mistake(keys, f"not a range: {value!r}", "write [low, high] in grams")
    elif key in _DOSES:
        number = _number(value)
        if number is None:
            file.mistake(keys, f"not an amount: {value!r}", "write grams, a number above 0")
        else:
            draft.doses[key] = number
    elif key == _COUNT:
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            draft.units_per_dose = value
        else:
            file.mistake(keys, f"not a count: {value!r}", "write a whole number above 0")
    else:
        file.mistake(keys, "unknown key", _suggest(key, (*_RANGES, *_DOSES, _COUNT)))


def _rule(file: _File, draft: _Draft, id_: str, value: object) -> None:
    """One entry of [criteria]: a role, a weight, or both."""
    keys = ("criteria", id_)
    if id_ not in registered():
        near = _suggest(id_, registered(), "auditor criteria lists them")
        file.mistake(keys, "no such criterion", near)
        return
    if not isinstance(value, dict):
        file.mistake(keys, f"not a table: {value!r}", 'write { role = "gate" }')
        return
    _check_keys(file, keys, value, ("role", "weight"))
    before = draft.rules.get(id_)
    role = value.get("role", before.role.value if before else None)
    if role is None:
        file.mistake(keys, "has no role", f"role is one of {_list(_ROLES)}")
        return
    if role not in _ROLES:
        file.mistake((*keys, "role"), f"unknown: {role!r}", _suggest(role, _ROLES))
        return
    if role == _OFF:
        draft.rules.pop(id_, None)
        return
    weight = Decimal(0)
    if role == Role.PREFERENCE:
        given = value.get("weight", before.weight if before and before.weight else None)
        number = _number(given)
        if number is None or number > _HEAVIEST:
            problem = (
                "a preference has no weight" if given is None else f"not one: {given!r}"
            )
            remedy = f"write a number above 0 and up to {_HEAVIEST}"
            file.mistake((*keys, "weight"), problem, remedy)
            return
        weight = number
    elif "weight" in value:
        remedy = 'leave the weight out, or write role = "preference"'
        file.mistake((*keys, "weight"), f"{role} is not scored", remedy)
        return
    draft.rules[id_] = Rule(id=id_, role=Role(role), weight=weight)


# --- the active substance -------------------------------------------------------

_SUBSTANCE_KEYS: Final = ("id", "title", "names", "qualified", "lookalike", "source")
_LOOKALIKE_KEYS: Final = ("id", "names", "reason", "source")


def _substance(file: _File, keys: _Keys, value: object) -> Substance | None:
    """The id of a known substance, or a table that describes one."""
    known = load_lexicon().substances
    if isinstance(value, str):
        if value in known:
            return known[value]
        file.mistake(keys, f"no known substance: {value!r}", _suggest(value, known))
        return None
    if not isinstance(value, dict):
        file.mistake(
            keys, f"not a substance: {value!r}", f"known: {_list(known)}, or a table"
        )
        return None
    before = len(file.mistakes)
    _check_keys(file, keys, value, _SUBSTANCE_KEYS)
    id_ = _slug(file, (*keys, "id"), value.get("id"))
    names = _names(file, (*keys, "names"), value.get("names"))
    qualified = (
        _names(file, (*keys, "qualified"), value["qualified"])
        if "qualified" in value
        else ()
    )
    title = _text(file, (*keys, "title"), value.get("title", id_ or "?"))
    lookalikes = tuple(_lookalikes(file, (*keys, "lookalike"), value.get("lookalike", [])))
    if len(file.mistakes) > before or not (id_ and title):
        return None
    substance = Substance(
        id=id_, title=title, names=names, qualified=qualified, lookalikes=lookalikes
    )
    try:
        NameIndex(substance_names(substance))
    except ValueError as error:
        file.mistake(keys, str(error), "keep each name in one place")
        return None
    return substance


def _names(file: _File, keys: _Keys, value: object) -> tuple[str, ...]:
    if (
        isinstance(value, list)
        and value
        and all(isinstance(n, str) and n.strip() for n in value)
    ):
        return tuple(value)
    problem = "missing" if value is None else f"not a list of names: {value!r}"
    file.mistake(keys, problem, 'write ["name", "another name"]')
    return ()


def _lookalikes(file: _File, keys: _Keys, value: object) -> Iterator[Lookalike]:
    if not isinstance(value, list):
        file.mistake(keys, f"not tables: {value!r}", f"write [[{_dotted(keys)}]]")
        return
    for number, item in enumerate(value):
        where = (*keys, str(number))
        if not isinstance(item, dict):
            file.mistake(where, f"not a table: {item!r}", f"write [[{_dotted(keys)}]]")
            continue
        _check_keys(file, where, item, _LOOKALIKE_KEYS)
        id_ = _slug(file, (*where, "id"), item.get("id"))
        names = _names(file, (*where, "names"), item.get("names"))
        reason = _text(file, (*where, "reason"), item.get("reason"))
        if id_ and names and reason:
            yield Lookalike(id=id_, names=names, reason=reason)


# --- the whole ------------------------------------------------------------------


def _finish(file: _File, draft: _Draft, sha256: str) -> Profile:
    """The profile that all files make together; mistakes are told by the last file."""
    every = registered()
    needy = [id_ for id_ in draft.rules if every[id_].needs_substance]
    if draft.substance is None and needy:
        file.mistake(
            ("criteria", needy[0]),
            "asks for an active substance, and the profile names none",
            f'write substance = "{next(iter(load_lexicon().substances))}", or role = "off"',
        )
    if not any(rule.role is Role.GATE for rule in draft.rules.values()):
        file.mistake(("criteria",), "no criterion is a gate", 'write role = "gate" for one')
    doses = draft.doses
    if doses.keys() >= {"daily_maximum_g", "short_term_maximum_g"} and (
        doses["daily_maximum_g"] > doses["short_term_maximum_g"]
    ):
        file.mistake(
            ("thresholds", "daily_maximum_g"),
            f"above short_term_maximum_g, which is {doses['short_term_maximum_g']}",
            "lower it or raise the other",
        )
    missing = [key for key in _SETTINGS if key not in draft.settings]
    if draft.substance is not None:
        expected = (*_RANGES, *_DOSES, _COUNT)
        given = {*draft.ranges, *doses, *((_COUNT,) if draft.units_per_dose else ())}
        missing += [f"thresholds.{key}" for key in expected if key not in given]
    for key in missing:
        file.mistake(tuple(key.split(".")), "missing", 'write it, or extends = "glutamine"')
    file.raise_mistakes()
    wanted = None
    if draft.substance is not None:
        wanted = Active(
            substance=draft.substance,
            serving_g=draft.ranges["serving_g"],
            daily_g=draft.ranges["daily_g"],
            daily_maximum_g=doses["daily_maximum_g"],
            short_term_maximum_g=doses["short_term_maximum_g"],
            units_per_dose=draft.units_per_dose,
        )
    return Profile(
        id=draft.texts["id"],
        version=draft.texts["version"],
        title=draft.texts["title"],
        rules=tuple(draft.rules.values()),
        terms=Terms(
            wanted=wanted,
            strictness=Strictness(draft.settings["strictness"]),
            named_body=draft.settings["named_body"] == "true",
        ),
        unknown_gate="fail" if draft.settings["unknown_gate"] == "fail" else "incomplete",
        sha256=sha256,
    )


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


def _suggest(given: object, allowed: Iterable[str], otherwise: str = "") -> str:
    """The nearest of what is allowed; all of it when nothing is near."""
    allowed = tuple(allowed)
    near = get_close_matches(str(given), allowed, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return otherwise or f"it is one of {_list(allowed)}"
