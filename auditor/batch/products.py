"""Files to products: which pictures show the same thing.

A wrong join is worse than none, since one label's panel and another's seal could
pass together. So a suffix counts as a picture's number only where its siblings say
so (omega-3 stays omega-3), camera names join only inside a folder of their own, and
a dry run shows the result before anything is read.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from auditor.errors import MissingInputError, UsageError, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from auditor.batch.files import Place

_WORDS: Final = Path(__file__).parents[1] / "data" / "file_names.toml"

_MOST_PICTURES: Final = 20
"""Of one product. A shop shows up to about ten; a longer series is many products."""


class Group(StrEnum):
    """How files become products."""

    AUTO = "auto"
    FOLDER = "folder"
    NAME = "name"
    BARCODE = "barcode"
    NONE = "none"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What is audited as one: an id and its files, in order."""

    id: str
    files: tuple[Path, ...]

    complete: bool = False
    """A manifest says that these files show the whole label."""

    page: int | None = None
    """The one page of its one file that shows it; None where all of them do."""

    def __post_init__(self) -> None:
        if not self.files:
            raise ValueError(f"a product without a file: {self.id!r}")
        if self.page is not None and len(self.files) > 1:
            raise ValueError(f"a page of which of the files? {self.id!r}")


def group_files(places: Sequence[Place], how: Group) -> tuple[Product, ...]:
    """The products that some files show, sorted by id; ids are unique.

    Barcodes are known only once the files are read: for `Group.BARCODE` the files
    are grouped by name, and the scan joins what bears the same number. For
    `Group.PAGE` every file is a product, of which `each_page` makes more.
    """
    folders: dict[tuple[Path, PurePath], list[Place]] = defaultdict(list)
    for place in places:
        folders[place.root, place.inside.parent].append(place)
    groups: dict[tuple[Path, PurePath], list[Path]] = {}
    for (root, folder), members in folders.items():
        for name, files in _grouped(folder, members, how):
            groups.setdefault((root, folder / name), []).extend(files)
    return _named(groups)


def each_page(
    products: Iterable[Product], page_count: Callable[[Path], int]
) -> Iterator[Product]:
    """The products of one file each, and of a file with several pages each page."""
    for product in products:
        (file,) = product.files
        count = page_count(file)
        if count == 1:
            yield product
            continue
        digits = len(str(count))
        for number in range(1, count + 1):
            # By as many digits, so that the ids sort as the pages follow each other.
            id_ = f"{product.id}, page {number:0{digits}d}"
            yield Product(id=id_, files=(file,), page=number)


def join_by_number(
    products: Iterable[Product], numbers: Mapping[Path, str]
) -> tuple[Product, ...]:
    """The products anew, files with the same product number together.

    Args:
        numbers: The number that a file shows; a file without one goes with its group
            where that shows one number only, and else stays by itself.
    """
    joined: dict[str, list[Path]] = defaultdict(list)
    for product in products:
        shown = {numbers[file] for file in product.files if file in numbers}
        for file in product.files:
            if file in numbers:
                joined[numbers[file]].append(file)
            elif len(shown) == 1:
                joined[min(shown)].append(file)
            elif shown:
                joined[file.with_suffix("").as_posix()].append(file)
            else:
                joined[product.id].append(file)
    return tuple(
        Product(id=id_, files=_sorted(files)) for id_, files in sorted(joined.items())
    )


def read_manifest(path: Path, urls: dict[Path, str] | None = None) -> tuple[Product, ...]:
    """The products of a CSV with the columns ``file``, ``product`` and, if given,
    ``complete`` (yes or no); paths are relative to the CSV's own folder.

    Args:
        urls: Takes the URL of each file that is named by one; None where files lie on
            this machine only.

    Raises:
        MissingInputError: there is no such file.
        UsageError: it is not such a table; the message names the line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise MissingInputError(
            path, "there is no such manifest", "check its name"
        ) from error
    except (OSError, ValueError) as error:
        raise UsageError(
            path,
            f"the manifest cannot be read: {reason_of(error)}",
            "save it as CSV in UTF-8",
        ) from error
    files: dict[str, list[Path]] = defaultdict(list)
    whole: dict[str, bool] = {}
    for line, row in _rows(path, text):
        product = row["product"]
        complete = _yes(path, line, row.get("complete", ""))
        if whole.setdefault(product, complete) != complete:
            raise UsageError(
                path, f"line {line}: {product!r} is both complete and not", "say one"
            )
        file = path.parent / row["file"]
        if "://" in row["file"]:
            if urls is None:
                raise UsageError(
                    path,
                    f"line {line}: {row['file']!r} is a URL",
                    "scan with --on ray, or fetch it and name the file",
                )
            file = Path(row["file"].partition("://")[2])
            urls[file] = row["file"]
        if file not in files[product]:
            files[product].append(file)
    if not files:
        raise UsageError(path, "the manifest names no file", "write one file in each line")
    return tuple(
        Product(id=id_, files=_sorted(members), complete=whole[id_])
        for id_, members in sorted(files.items())
    )


def named_among(
    products: Iterable[Product], files: Iterable[Path]
) -> tuple[tuple[Product, ...], tuple[Path, ...]]:
    """A manifest's products as far as some files show them, and the files that it does
    not name."""
    there = {os.path.abspath(file): file for file in files}
    chosen = []
    for product in products:
        shown = tuple(file for file in product.files if os.path.abspath(file) in there)
        if shown:
            chosen.append(replace(product, files=shown))
    named = {os.path.abspath(file) for product in chosen for file in product.files}
    unnamed = tuple(file for path, file in there.items() if path not in named)
    return tuple(chosen), unnamed


def _rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    from csv import DictReader

    dialect = ";" if ";" in text.partition("\n")[0] else ","
    reader = DictReader(text.splitlines(), delimiter=dialect)
    columns = [name.strip().casefold() for name in reader.fieldnames or ()]
    reader.fieldnames = columns
    missing = [name for name in ("file", "product") if name not in columns]
    if missing:
        raise UsageError(
            path,
            f"line 1: no column {' and '.join(missing)}",
            "begin with the line: file,product",
        )
    for row in reader:
        told = {key: (value or "").strip() for key, value in row.items() if key}
        if not any(told.values()):
            continue
        if not (told["file"] and told["product"]):
            raise UsageError(
                path, f"line {reader.line_num}: file or product is blank", "fill it in"
            )
        yield reader.line_num, told


def _yes(path: Path, line: int, text: str) -> bool:
    match text.casefold():
        case "" | "no" | "false" | "0":
            return False
        case "yes" | "true" | "1":
            return True
        case _:
            raise UsageError(
                path, f"line {line}: complete is {text!r}", "write yes or no there"
            )


# --- one folder -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Name:
    """A file's name taken apart."""

    base: str
    """Without the words for a side; folded."""

    kind: str
    """``named``, ``side`` (nothing but words for sides) or ``camera``."""


def _grouped(
    folder: PurePath, members: Sequence[Place], how: Group
) -> Iterator[tuple[str, list[Path]]]:
    """Names, blank for the folder itself, and the files that go together."""
    paths = [place.path for place in members]
    match how:
        case Group.NONE | Group.PAGE:
            stems = Counter(path.stem for path in paths)
            for path in paths:
                yield path.stem if stems[path.stem] == 1 else path.name, [path]
        case Group.FOLDER:
            yield "", paths
        case Group.NAME | Group.BARCODE:
            yield from _by_name(paths).items()
        case Group.AUTO:
            yield from _automatic(paths, below_root=folder != PurePath())


def _automatic(
    paths: Sequence[Path], *, below_root: bool
) -> Iterator[tuple[str, list[Path]]]:
    """By name; a folder whose names tell no products apart is one product.

    The folder that was named itself is one only where nothing but sides are named in
    it: camera names there are what a day's work looks like.
    """
    kinds = {path: _taken_apart(path.stem).kind for path in paths}
    named = [path for path in paths if kinds[path] == "named"]
    sides = [path for path in paths if kinds[path] == "side"]
    cameras = [path for path in paths if kinds[path] == "camera"]
    few = len(paths) <= _MOST_PICTURES
    if few and not named and (below_root or not cameras):
        yield "", list(paths)
        return
    groups = _by_name(named)
    if few and below_root and len(groups) == 1:
        for files in groups.values():
            files += sides
    else:
        groups |= _by_name(sides)
    yield from (groups | _by_name(cameras)).items()


def _by_name(paths: Sequence[Path]) -> dict[str, list[Path]]:
    """The files of one folder by the name they share."""
    names = {path: _taken_apart(path.stem) for path in paths}
    counted = _counted({name.base for name in names.values() if name.kind == "named"})
    groups: dict[str, list[Path]] = defaultdict(list)
    for path, name in names.items():
        if name.kind == "named":
            groups[counted.get(name.base, name.base)].append(path)
        else:
            groups[_folded(path.stem)].append(path)
    return {_shown(key, files): files for key, files in groups.items()}


def _shown(key: str, files: Sequence[Path]) -> str:
    """The key as the files spell it, where one of them begins with it."""
    spelled = sorted(file.stem[: len(key)] for file in files)
    return next((text for text in spelled if _folded(text) == key), key)


_SEPARATORS: Final = r"[\s_.\-–+,;()\[\]]"
_LAST: Final = re.compile(rf"(?P<rest>.*?){_SEPARATORS}*(?P<word>[^\W\d_]+)$")
_NUMBER_OF_SIDE: Final = re.compile(rf"{_SEPARATORS}*\d{{1,2}}$")
_COUNTER: Final = re.compile(
    rf"(?P<base>.*?[^\s_.\-–+,;()\[\]])(?:(?P<gap>{_SEPARATORS}+)|(?<=[^\W\d_]))"
    rf"(?P<number>\d{{1,3}})\)?$"
)
_ITEM_NUMBER: Final = re.compile(
    rf"(?!(?:19|20)\d{{6}}(?!\d))\d{{5,14}}(?:{_SEPARATORS}+\d{{1,2}}\)?)?"
)
"""Digits that name an item, as shops do; eight that look like a date do not."""


def _taken_apart(stem: str) -> _Name:
    folded = _folded(stem)
    base = _without_sides(folded)
    words = re.findall(r"[^\W\d_]+", base)
    counted = any(character.isdigit() for character in base)
    if not base:
        kind = "side"
    elif words:
        # One letter beside a number is a vitamin, and alone it is a series: a, b, c.
        told = [w for w in words if w not in _words("generic") and (counted or len(w) > 1)]
        kind = "named" if told else "camera"
    else:
        kind = "named" if _ITEM_NUMBER.fullmatch(base) else "camera"
    return _Name(base, kind)


def _without_sides(folded: str) -> str:
    """The name without the words for a side at its end, and without their numbers."""
    base = folded
    while True:
        bare = _NUMBER_OF_SIDE.sub("", base)
        for text in (base, bare):
            match = _LAST.fullmatch(text)
            if match and match["word"] in _words("faces"):
                base = match["rest"].rstrip(" _.-–+,;()[]")
                break
        else:
            return base
        if not base:
            return ""


def _counted(bases: set[str]) -> dict[str, str]:
    """The bases that end in a picture's number, and what they are without it."""
    series: dict[str, dict[int, str]] = defaultdict(dict)
    for base in bases:
        match = _COUNTER.fullmatch(base)
        if match and not _is_part_of_the_name(match, bases):
            series[match["base"]][int(match["number"])] = base
    return {
        whole: base
        for base, numbers in series.items()
        if _is_series(sorted(numbers), bare=base in bases)
        for whole in numbers.values()
    }


def _is_part_of_the_name(match: re.Match[str], bases: set[str]) -> bool:
    """Whether a number at the end names the product and not the picture."""
    last = re.search(r"[^\W\d_]+$", match["base"])
    if last and last[0] in _words("numbered"):
        return "(" not in (match["gap"] or "")
    # Glued to the name it is a counter only beside the name itself: whey2 beside whey.
    return not match["gap"] and match["base"] not in bases


def _is_series(numbers: Sequence[int], *, bare: bool) -> bool:
    """Whether numbers count pictures: from the beginning, with hardly a gap, and few.

    `bare` says that there is a picture without a number, which is then the first.
    """
    if numbers[-1] > _MOST_PICTURES:
        return False
    if bare:
        return numbers[0] <= 2 and numbers[-1] <= len(numbers) + 2
    return len(numbers) > 1 and numbers[0] <= 1 and numbers[-1] <= len(numbers) + 1


def _folded(text: str) -> str:
    """Lower case without accents, so that sides are known however they are spelled.

    Letters stay one for one, so that a folded beginning leads back to the name's own.
    """
    return "".join(
        (unicodedata.normalize("NFD", character)[0]).casefold()[:1] or character
        for character in unicodedata.normalize("NFC", text)
    )


@cache
def _words(section: str) -> frozenset[str]:
    import tomli

    table = tomli.loads(_WORDS.read_text("utf-8"))[section]
    return frozenset(word for words in table.values() for word in words)


# --- ids ------------------------------------------------------------------------


def _named(groups: Mapping[tuple[Path, PurePath], list[Path]]) -> tuple[Product, ...]:
    """Products under ids: the path below the root, with the root where two agree."""
    short = {key: _id(*key) for key in groups}
    taken = Counter(short.values())
    products = [
        Product(
            id=short[key] if taken[short[key]] == 1 else (key[0] / key[1]).as_posix(),
            files=_sorted(files),
        )
        for key, files in groups.items()
    ]
    return tuple(sorted(products, key=lambda product: product.id))


def _id(root: Path, name: PurePath) -> str:
    if name == PurePath():
        return root.resolve().name or "product"
    return name.as_posix()


def _sorted(files: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(sorted(files, key=os.fsencode))
