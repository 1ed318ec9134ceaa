"""The name lists read from their files and checked before first use.

Unknown keys, names in two entries and entries without a source are errors: a skipped
entry would turn into a silent pass.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from auditor.lexicon.data_file import ONE_ENTRY, SLUG, DataFile
from auditor.lexicon.entries import (
    DosageForms,
    Entry,
    IdentityWords,
    Lookalike,
    Qualifiers,
    ServingUnit,
    Substance,
    substance_names,
)
from auditor.lexicon.folding import fold, squeeze, words_of
from auditor.lexicon.index import NameIndex, keyed
from auditor.lexicon.lexicon import Lexicon
from auditor.lexicon.marks import Certification
from auditor.model import DosageForm, Origin, Strictness, Tier
from auditor.patterns import GuardedPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER: Final = Path(__file__).resolve().parents[1] / "data" / "lexicon"

_ENTRY_FILES = {
    "additive": ("additives.toml", Origin.DEPENDS),
    "protein": ("proteins.toml", Origin.AGRICULTURAL),
    "amino-acid": ("amino_acids.toml", Origin.NUTRIENT),
    "nutrient": ("nutrients.toml", Origin.NUTRIENT),
    "botanical": ("botanicals.toml", Origin.AGRICULTURAL),
    "food": ("foods.toml", Origin.AGRICULTURAL),
    "recognized": ("recognized.toml", Origin.DEPENDS),
}
_OTHER_FILES = (
    "substances.toml",
    "certifications.toml",
    "dosage_forms.toml",
    "headings.toml",
    "allergens.toml",
    "qualifiers.toml",
    "identity.toml",
)
_ENTRY_KEYS = (
    "id", "names", "source", "note", "ins", "classes", "origin", "strictness", "shell",
    "protein", "competes", "nutrient",
)  # fmt: skip
_GROUP_KEYS = ("title", "source", "note", "classes", "origin", "strictness", "names")


def _entries(
    file: DataFile, kind: str, default: Origin
) -> tuple[dict[str, Entry], dict[str, tuple[str, str]]]:
    """Entries of one file by id: [[kind]] tables, and [[group]] tables of many names.

    And ids and names by key. A group's spellings are squeezed in one go: thousands
    of names are loaded at every start.
    """
    file.check_keys(file.table, ("source", kind, "group"), "the file")
    found: dict[str, Entry] = {}
    named: list[tuple[str, str, str]] = []

    def add(entry: Entry, spellings: str) -> None:
        if entry.id in found:
            raise file.fail(f"{entry.id}: stands twice", entry.id)
        found[entry.id] = entry
        keys = squeeze(spellings).replace(");", ";").split(";")
        kind_and_id = f"{kind}/{entry.id}"
        named.extend(zip([kind_and_id] * len(keys), entry.names, keys, strict=True))

    for table in file.tables(kind):
        id_ = file.id_of(table, kind)
        file.check_keys(table, _ENTRY_KEYS, id_)
        names = file.names(table, id_)
        add(_entry(file, table, kind, id_, names, default), ";".join(names))
    for group in file.tables("group"):
        title = file.text_of(group, "title", "group")
        file.check_keys(group, _GROUP_KEYS, f"group {title!r}")
        members = group.get("names")
        if not isinstance(members, dict):
            raise file.fail(f"group {title!r}: names is not a table", title)
        model = _entry(file, group, kind, "group", (), default)
        for id_, spellings in members.items():
            if not isinstance(spellings, str) or not SLUG.fullmatch(id_):
                raise file.fail(f"{id_}: not an id with its names", id_)
            names = tuple(spellings.split("; "))
            protein = id_ if kind == "protein" else None
            add(replace(model, id=id_, names=names, protein=protein), spellings)
    try:
        return found, keyed(named)
    except ValueError as error:
        raise file.fail(str(error), str(error).split("'")[1], ONE_ENTRY) from error


def _entry(
    file: DataFile,
    table: Mapping[str, object],
    kind: str,
    id_: str,
    names: tuple[str, ...],
    default: Origin,
) -> Entry:
    try:
        origin = Origin(file.text_of(table, "origin", id_, default))
        strict = file.text_of(table, "strictness", id_)
        strictness = Strictness(strict) if strict else None
    except ValueError as error:
        raise file.fail(f"{id_}: {error}", id_) from error
    if strictness is None:
        if origin is Origin.SYNTHETIC:
            raise file.fail(
                f"{id_}: synthetic without a strictness", id_, "core, nop or nop-strict"
            )
        if origin is Origin.DEPENDS:
            strictness = Strictness.NOP_STRICT
    protein = file.text_of(table, "protein", id_) or None
    return Entry(
        kind=kind,
        id=id_,
        names=names,
        source=file.source(table, id_),
        note=file.text_of(table, "note", id_),
        ins=file.text_of(table, "ins", id_),
        classes=file.texts(table, "classes", id_),
        origin=origin,
        strictness=strictness,
        shell=file.flag(table, "shell", id_),
        protein=protein or (id_ if kind == "protein" else None),
        competes=file.flag(table, "competes", id_),
        nutrient=file.text_of(table, "nutrient", id_),
    )


_PATTERN_BLANK = re.compile(r"(\[[^\]]*\])| (?:(?=(\\w))|\??)")


def _pattern(file: DataFile, where: str, written: str) -> GuardedPattern:
    """A blank stands for any blanks and hyphens, none included: readers lose them, and
    seals break their words over lines. Before a free word one must be there, or the
    pattern could part a word in many ways."""
    spaced = _PATTERN_BLANK.sub(
        lambda found: found[1] or (r"[\s\-]+" if found[2] else r"[\s\-]*"), written
    )
    try:
        return GuardedPattern(spaced)
    except ValueError as error:
        raise file.fail(f"{where}: {written!r} is no pattern: {error}", where) from error


_CERTIFICATION_KEYS = (
    "id", "title", "tier", "patterns", "exclude", "named", "gmp", "third_party", "organic",
    "verify", "source", "note",
)  # fmt: skip


def _certifications(file: DataFile) -> tuple[Certification, ...]:
    file.check_keys(file.table, ("source", "certification", "exclude", "frame"), "the file")
    everywhere = [
        _pattern(file, "exclude", one) for one in file.texts(file.table, "exclude", "")
    ]
    found: dict[str, Certification] = {}
    for table in file.tables("certification"):
        id_ = file.id_of(table, "certification")
        file.check_keys(table, _CERTIFICATION_KEYS, id_)
        if id_ in found:
            raise file.fail(f"{id_}: stands twice", f'"{id_}"')
        patterns = file.texts(table, "patterns", id_)
        if not patterns:
            raise file.fail(f"{id_}: has no patterns", id_)
        try:
            tier = Tier(file.text_of(table, "tier", id_))
        except ValueError as error:
            raise file.fail(f"{id_}: {error}", id_) from error
        found[id_] = Certification(
            id=id_,
            title=file.text_of(table, "title", id_),
            tier=tier,
            patterns=tuple(_pattern(file, id_, one) for one in patterns),
            exclude=(
                *everywhere,
                *(_pattern(file, id_, one) for one in file.texts(table, "exclude", id_)),
            ),
            named=file.flag(table, "named", id_),
            gmp=file.flag(table, "gmp", id_),
            third_party=file.flag(table, "third_party", id_),
            organic=file.flag(table, "organic", id_),
            verify=file.text_of(table, "verify", id_),
            source=file.source(table, id_),
        )
    return tuple(found.values())


def _frame(file: DataFile) -> frozenset[str]:
    return frozenset(fold(file.text_of(file.table, "frame", "frame")).split())


def _dosage_forms(file: DataFile) -> DosageForms:
    file.check_keys(file.table, ("source", "form", "unit"), "the file")
    words: list[tuple[str, str]] = []
    for table in file.tables("form"):
        id_ = file.id_of(table, "form")
        file.check_keys(table, ("id", "names", "source", "note"), id_)
        file.source(table, id_)
        if id_ not in set(DosageForm):
            raise file.fail(
                f"{id_}: no dosage form", id_, f"known: {', '.join(DosageForm)}"
            )
        words += [(id_, name) for name in file.names(table, id_)]
    units: dict[str, ServingUnit] = {}
    for table in file.tables("unit"):
        id_ = file.id_of(table, "unit")
        file.check_keys(table, ("id", "names", "form", "source", "note"), id_)
        file.source(table, id_)
        form = file.text_of(table, "form", id_)
        if form and form not in set(DosageForm):
            raise file.fail(f"{id_}: no dosage form: {form!r}", id_)
        units[id_] = ServingUnit(
            id=id_, names=file.names(table, id_), form=DosageForm(form) if form else None
        )
    return DosageForms(
        words=file.index(words),
        units=file.index((unit.id, name) for unit in units.values() for name in unit.names),
        serving_units=units,
    )


def _named(file: DataFile, key: str) -> NameIndex:
    """A file that only leads names to ids: headings, allergens."""
    file.check_keys(file.table, ("source", key), "the file")
    names: list[tuple[str, str]] = []
    ids: set[str] = set()
    for table in file.tables(key):
        id_ = file.id_of(table, key)
        file.check_keys(table, ("id", "names", "source", "note"), id_)
        file.source(table, id_)
        if id_ in ids:
            raise file.fail(f"{id_}: stands twice", f'"{id_}"')
        ids.add(id_)
        names += [(id_, name) for name in file.spelled_out(table, id_)]
    return file.index(names)


def _substances(file: DataFile) -> dict[str, Substance]:
    file.check_keys(file.table, ("source", "substance"), "the file")
    found: dict[str, Substance] = {}
    for table in file.tables("substance"):
        id_ = file.id_of(table, "substance")
        file.check_keys(
            table, ("id", "title", "names", "qualified", "lookalike", "source", "note"), id_
        )
        lookalikes: list[Lookalike] = []
        others = table.get("lookalike", [])
        if not isinstance(others, list):
            raise file.fail(f"{id_}: lookalike is not an array of tables", id_)
        for other in others:
            where = file.id_of(other, "lookalike")
            file.check_keys(other, ("id", "names", "reason", "source", "note"), where)
            reason = file.text_of(other, "reason", where)
            if not reason:
                raise file.fail(f"{where}: has no reason", where)
            lookalikes.append(
                Lookalike(id=where, names=file.names(other, where), reason=reason)
            )
        substance = Substance(
            id=id_,
            title=file.text_of(table, "title", id_) or id_,
            names=file.names(table, id_),
            qualified=file.texts(table, "qualified", id_),
            lookalikes=tuple(lookalikes),
            source=file.source(table, id_),
        )
        file.index(substance_names(substance))
        found[id_] = substance
    return found


_WORD_LISTS = (
    "neutral", "parts", "heads", "forms", "sources", "flavor", "color", "artificial",
    "natural", "shell", "blend", "describing", "salts", "plant", "measures",
    "protein_rows", "color_fill", "shell_fill", "source_fill",
)  # fmt: skip


def _word_lists(file: DataFile, keys: Iterable[str]) -> dict[str, frozenset[str]]:
    """Each key's words or phrases, which semicolons part, folded."""
    return {
        key: frozenset(
            " ".join(words_of(one))
            for one in file.text_of(file.table, key, key).replace("\n", " ").split(";")
            if one.strip()
        )
        for key in keys
    }


_IDENTITY_LISTS = ("makers", "firms", "purposes", "praise", "speech")


def _identity(file: DataFile) -> IdentityWords:
    file.check_keys(file.table, ("source", *_IDENTITY_LISTS), "the file")
    return IdentityWords(**_word_lists(file, _IDENTITY_LISTS))


def _qualifiers(file: DataFile) -> Qualifiers:
    file.check_keys(file.table, ("source", "lead", "trail", *_WORD_LISTS), "the file")
    lead, trail = (
        "|".join(f"(?:{one})" for one in file.texts(file.table, key, key))
        for key in ("lead", "trail")
    )
    return Qualifiers(
        lead=_pattern(file, "lead", rf"(?:{lead})[\s:\-,]*"),
        trail=_pattern(file, "trail", rf"[\s,\-(]+(?:{trail})[\s).:]*$"),
        **_word_lists(file, _WORD_LISTS),
    )


def load_lexicon(folder: Path | None = None) -> Lexicon:
    """All lexicons of a folder, by default the project's own; read once a process.

    Raises:
        LexiconError: a file is missing or broken; the message names file, line
            and entry.
    """
    return _load(folder.resolve() if folder else FOLDER)


@lru_cache(maxsize=8)
def _load(folder: Path) -> Lexicon:
    files = {
        name: DataFile(folder / name)
        for name in (*(name for name, _ in _ENTRY_FILES.values()), *_OTHER_FILES)
    }
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + files[name].bytes + b"\0")
    entries: dict[str, dict[str, Entry]] = {}
    keys: dict[str, dict[str, tuple[str, str]]] = {}
    for kind, (name, default) in _ENTRY_FILES.items():
        entries[kind], keys[kind] = _entries(files[name], kind, default)
    return Lexicon(
        entries=entries,
        keys=keys,
        certifications=_certifications(files["certifications.toml"]),
        certification_frame=_frame(files["certifications.toml"]),
        dosage_forms=_dosage_forms(files["dosage_forms.toml"]),
        headings=_named(files["headings.toml"], "heading"),
        allergens=_named(files["allergens.toml"], "allergen"),
        substances=_substances(files["substances.toml"]),
        qualifiers=_qualifiers(files["qualifiers.toml"]),
        identity=_identity(files["identity.toml"]),
        sha256=digest.hexdigest(),
    )
