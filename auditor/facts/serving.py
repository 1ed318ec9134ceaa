"""Serving size and servings per container, from the lines of a panel.

A serving is a count of household measures, a weight, or both. A weight whose unit
was misread ("5g" as "59") is taken only where another number of the label bears
it out.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from auditor import regex
from auditor.facts.text import evidence_of
from auditor.lexicon import fold
from auditor.model import NOT_SEEN, Found, ServingSize, Unreadable
from auditor.quantity import find_amounts, parse_count, read_cell, to_grams

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.facts.panel import Panel
    from auditor.facts.text import Passage
    from auditor.lexicon import Lexicon
    from auditor.model import Evidence, Reading

    Statements: TypeAlias = Sequence[tuple[str, tuple[Evidence, ...]]]
    """Lines of a panel that are no rows of it."""

SERVING_SIZE = r"(?:\bserving ?size){s<=1}"
"""The head of a serving, with a letter that was misread: "Sorving size 31 g"."""

_HEAD = regex.compile(
    rf"(?:{SERVING_SIZE}|\b(?:serving|serve|serv\.?|portion|dose|dosage) ?(?:size|unit)"
    r"|taille de (?:la )?portion"
    r"|taman[o0] (?:de la |por |de )?porcion|portionsgro(?:ss|ß)e|\bportion(?= ?[:(\d])"
    r"|\b(?:porcion|porcao|porzione|portie)(?= ?[:(\d])|tagesportion|tagesdosis"
    r"|recommended daily portion"
    r"|\bdaily dos(?:e|age)\b|dose journaliere|dosis diaria)"
    r"\s*(?:/\s*[\p{L} ]+?(?=\s*[:(\d]))?[\s:.]*"
)
_PER = regex.compile(
    r"\b(?:per|par|por|pour|pro|je|cada|chaque)\b(?!\s*100(?:\b|\s?(?:g|ml)\b))\s*"
)
"""What the amounts of a panel are of, where its columns tell: "Per 1 scoop (5 g)"."""

_PER_WORDS = 5
"""Words of such a heading before its number: "Pro empfohlener Tagesdosis (6 Kapseln)"."""

_PER_HEAD = regex.compile(
    r"(?:servings?|serves) ?per ?(?:container|pack(?:age|et)?|bottle|tub|bag|box|pouch|"
    r"jar|cont\.?)"
    r"|number of servings|servings(?=: ?\d)|servings? ?per(?! ?(?:\d|days?\b|meals?\b))"
    r"|portions? par (?:contenant|emballage|pot|boite)"
    r"|nombre de portions|(?:porciones|raciones) por envase"
    r"|numero de (?:porciones|raciones)"
    r"|porcoes (?:por|da) embalagem|porzioni per confezione|porties per verpakking"
    r"|portionen pro (?:packung|dose)|anzahl der portionen"
    r"|(?:daily )?doses? per (?:pack(?:age|et)?|container|bottle|box)"
    r"|doses par (?:boite|pot|emballage)|dosis por envase|tagesdosen pro packung"
)
_COUNT_BEFORE = regex.compile(r"(?P<count>\d{1,4})\s*(?:\W\s*)?$")
_COUNT_BEHIND = regex.compile(
    r"^[\s:.\-–—=]*(?:about|approx(?:imately|\.)?|ca\.?|environ|env\.?|aprox\.?|usually|~|±)?\s*"
    r"(?P<count>\d{1,4}(?:[.,]\d{1,2})?)(?!\d|\s*(?:g|mg|ml)\b)"
)
_LOOSE_SERVINGS = regex.compile(
    r"(?<![\d.,]|\d[/–-])(?P<count>\d{1,4})\s*"
    r"(?:total )?(?:servings?|serves|portions|porciones|portionen|doses|dosis|tomas)\b"
    r"(?!\s*(?:size|of|daily|per (?!container|pack|tub|bottle|bag)|a day|por d|par jour|"
    r"al d|diari))"
    r"(?!\s*taken)"
)
_COUNT = regex.compile(
    r"(?P<count>(?:\d+ ?[½¼¾]|[½¼¾]|\d+ ?[/⁄] ?\d+|\d+(?:[.,]\d+)?)"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|un|une|une?|deux|trois|quatre|cinq"
    r"|una?|dos|tres|cuatro|cinco|seis|ein|eine|zwei|drei)\b)(?:\s*\(\s*\d+\s*\))?"
    r"\s*(?:(?:to|-|–|or|a|à|ou)\s*\d+\s*)?"
)
_SERVINGS_ALONE = frozenset(
    {"servings", "serves", "portions", "porciones", "portionen", "raciones"}
)
_COUNTED = _SERVINGS_ALONE | {
    *("servings per container", "servings per pack", "servings per package"),
    *("number of servings", "portionen pro packung", "portions par boite"),
    *("porciones por envase", "raciones por envase"),
}
"""What forms and sheets print before the number."""

_GERMAN = {"ein": "one", "eine": "one", "zwei": "two", "drei": "three"}
_MEASURE_WORDS = 4
"""Words that may stand between a count and its measure: "2 small vegetarian capsules"."""


def find_serving_size(
    panels: Sequence[Panel], passages: Sequence[Passage], lexicon: Lexicon
) -> Reading[ServingSize]:
    """The serving size of the first panel that states one, or that a form states under
    this title: a sheet may print it apart from its table."""
    stated = _stated([panel.statements for panel in panels], lexicon)
    if stated is not None:
        return stated
    for passage in passages:
        for title, words in passage.entries:
            serving = (
                parse_serving(" ".join(word.text for word in words), lexicon)
                if _HEAD.fullmatch(_STOP.split(title)[-1])
                else None
            )
            if serving is not None:
                return Found(serving, (evidence_of(words, passage.file, passage.page),))
    if panels:
        return Unreadable("the facts panel was read, and no serving size on it")
    return NOT_SEEN


def grams_stated(statements: Statements, lexicon: Lexicon) -> Decimal | None:
    """Grams of the serving that a panel's statements define."""
    stated = _stated([statements], lexicon)
    return stated.value.grams if stated else None


def _stated(panels: Sequence[Statements], lexicon: Lexicon) -> Found[ServingSize] | None:
    for statements in panels:
        for text, evidence in _own_and_next(statements):
            match = _HEAD.search(fold(text))
            if match is None:
                continue
            printed = _up_to_servings(text[match.end() :])
            serving = parse_serving(printed, lexicon)
            if serving is not None:
                return Found(serving, evidence)
    for statements in panels:
        for text, evidence in _own_and_next(statements):
            serving = _per_what(text, lexicon)
            if serving is not None:
                return Found(serving, evidence)
    return None


def _own_and_next(statements: Statements) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """Each line, and each with the one below: the value may stand under its heading."""
    yield from statements
    for (text, evidence), (more, beside) in pairwise(statements):
        yield f"{text} {more}", (*evidence, *beside)


_OWN = (
    r"(?:\d+(?:[.,]\d+)? ?(?:g|ml)(?: ?\([^()]{1,24}\))?"
    r"|(?:serving|portion|porcion|racion|dose|dosis|scoop|sachet) ?\([^()]{1,24}\))"
)
HUNDRED_BESIDE = regex.compile(
    rf"100 ?(?:g|ml) (?P<second>{_OWN})(?: {_OWN})*"
    rf"|(?P<first>{_OWN}) (?:{_OWN} )*100 ?(?:g|ml)"
)
"""Heads that say no more than what their amounts are of."""

_BEHIND_A_SERVING = regex.compile(r"%|\s/\s|\s(?:NRV|VNR|VRN|RDA|RDI|DV)\b")
_FIRST_NUMBER = regex.compile(r"[\d½¼¾]")


def _per_what(text: str, lexicon: Lexicon) -> ServingSize | None:
    """The serving that a heading of columns names: "per 10 g portion", never 100 g."""
    folded = fold(text)
    if beside := HUNDRED_BESIDE.fullmatch(folded):
        start, end = beside.span("first") if beside["first"] else beside.span("second")
        return parse_serving(text[start:end], lexicon)
    packs = [match.span() for match in _PER_HEAD.finditer(folded)]
    heads = [
        head
        for head in _PER.finditer(folded)
        if not any(start <= head.start() < end for start, end in packs)
    ]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        own = _NEXT_HEAD.split(text[head.end() : end])[0]
        printed = _BEHIND_A_SERVING.split(own)[0].strip(" :·.-|/")
        number = _FIRST_NUMBER.search(printed)
        if number is None and (piece := _one_piece(printed, lexicon)) is not None:
            return piece
        if number is None or len(printed[: number.start()].split()) > _PER_WORDS:
            continue
        serving = parse_serving(printed, lexicon)
        if serving is not None and (
            serving.grams is not None or _is_counted(serving, lexicon)
        ):
            return serving
    return None


def _one_piece(printed: str, lexicon: Lexicon) -> ServingSize | None:
    """The serving of a heading that names the piece and no number: "per tablet"."""
    match = lexicon.dosage_forms.units.lookup(printed, tolerant=False)
    unit = lexicon.dosage_forms.serving_units[match.id] if match else None
    piece = unit and (unit.id == "drop" or (unit.form and unit.form.is_by_the_piece))
    if unit is None or not piece:
        return None
    return ServingSize(text=printed, count=Decimal(1), unit=unit.id, grams=None)


def _is_counted(serving: ServingSize, lexicon: Lexicon) -> bool:
    return serving.count is not None and serving.unit in lexicon.dosage_forms.serving_units


_NEXT_HEAD = regex.compile(
    r"\s(?:%|(?:per|por|pour|pro|je)\s100\s?(?:g|ml)\b)", regex.IGNORECASE
)
"""Of another column, behind the serving size."""


def _up_to_servings(text: str) -> str:
    cut = _PER_HEAD.search(fold(text))
    own: str = _NEXT_HEAD.split(text[: cut.start()] if cut else text)[0]
    return own.strip(" :·.-|")


_STOP = regex.compile(r"[.;] ")

_IN_BRACKETS = regex.compile(r"\([^()]*\)")


def parse_serving(text: str, lexicon: Lexicon) -> ServingSize | None:
    """One serving as printed behind its heading; None where it tells nothing.

    Of two serving sizes side by side ("1 scoop (5 g) 2 scoops (10 g)") the first.
    """
    if _IN_BRACKETS.fullmatch(text):
        text = text[1:-1]
    folded = fold(text)
    amounts = [item for item in find_amounts(text) if item.amount.unit != "%"]
    grams = None
    for item in amounts:
        try:
            grams = to_grams(item.amount)
        except ValueError:
            continue
        break
    taken = [(item.start, item.end) for item in amounts]
    count, unit = _household(folded, taken, lexicon)
    if grams is None:
        grams = _bracketed_grams(text)
    if count is None and grams is None and not amounts:
        return None
    if count is None and unit is None and grams is None:
        first = amounts[0].amount
        count, unit = first.number, first.unit
    return ServingSize(text=" ".join(text.split()), count=count, unit=unit, grams=grams)


_BRACKET = regex.compile(r"[(\[]([^()\[\]]{1,12})[)\]]")


def _bracketed_grams(text: str) -> Decimal | None:
    """The weight in brackets that only a tolerant reader makes out: "(5q)"."""
    for bracket in _BRACKET.findall(text):
        reading = read_cell(bracket.strip())
        if reading is None or reading.amount is None or not reading.amount.unit:
            continue
        try:
            return to_grams(reading.amount)
        except ValueError:
            continue
    return None


_BETWEEN_COUNTS = regex.compile(r"[\d,;)]")


def _household(
    folded: str, taken: Iterable[tuple[int, int]], lexicon: Lexicon
) -> tuple[Decimal | None, str | None]:
    """A count and the measure it counts, leaving out what is an amount."""
    taken = list(taken)
    units = [
        unit
        for unit in lexicon.dosage_forms.units.find(folded)
        # The "ml" of an amount is no measure that a number counts.
        if not any(start <= unit.start < end for start, end in taken)
    ]
    for match in _COUNT.finditer(folded):
        if any(start <= match.start() < end for start, end in taken):
            continue
        for unit in units:
            between = folded[match.end() : unit.start]
            if unit.start < match.end() or len(between.split()) > _MEASURE_WORDS:
                continue
            if _BETWEEN_COUNTS.search(between):
                break
            printed = _GERMAN.get(match["count"], match["count"])
            try:
                return parse_count(printed), unit.id
            except ValueError:
                break
    return None, units[0].id if units else None


def find_servings(panels: Sequence[Panel], passages: Sequence[Passage]) -> Reading[Decimal]:
    """Servings per container, from the panel or, failing that, from another face."""
    for panel in panels:
        for text, evidence in _own_and_next(panel.statements):
            count = parse_servings(text)
            if count is not None:
                return Found(count, evidence)
    for passage in passages:
        folded = fold(passage.text)
        for match in (*_PER_HEAD.finditer(folded),):
            start = max(folded.rfind("\n", 0, match.start()), 0)
            end = folded.find("\n", match.end())
            line = passage.text[start : end if end > 0 else None]
            count = parse_servings(line)
            if count is not None:
                return Found(
                    count, passage.evidence(start, end if end > 0 else len(folded))
                )
        for title, words in passage.entries:
            number = " ".join(word.text for word in words)
            if title.strip(" :") in _COUNTED and regex.fullmatch(r"[1-9]\d{0,3}", number):
                evidence = (evidence_of(words, passage.file, passage.page),)
                return Found(Decimal(number), evidence)
        loose = _LOOSE_SERVINGS.search(folded)
        if loose is not None and Decimal(loose["count"]) > 1:
            return Found(Decimal(loose["count"]), passage.evidence(*loose.span()))
    return _above_the_word(passages) or Unreadable(
        "no number of servings on these pictures"
    )


def _above_the_word(passages: Sequence[Passage]) -> Reading[Decimal] | None:
    """A number in large print over the lone word "servings"."""
    lines = [(passage, line) for passage in passages for line in passage.lines]
    for passage, word in lines:
        if fold(word.text).strip(" *:") not in _SERVINGS_ALONE:
            continue
        for other, number in lines:
            near = abs(number.box.bottom - word.box.top) < number.height
            over = number.box.x0 < word.box.x1 and number.box.x1 > word.box.x0
            same = other.file == passage.file and other.page == passage.page
            if same and near and over and regex.fullmatch(r"\d{1,4}", number.text.strip()):
                evidence = tuple(
                    evidence_of(line.words, passage.file, passage.page)
                    for line in (number, word)
                )
                return Found(Decimal(number.text.strip()), evidence)
    return None


def parse_servings(text: str) -> Decimal | None:
    """The count in a line such as "Servings Per Container: about 30"."""
    folded = fold(text)
    heads = [*_PER_HEAD.finditer(folded)]
    found = next(
        filter(None, (_COUNT_BEHIND.search(folded[head.end() :]) for head in heads)), None
    ) or next(
        filter(None, (_COUNT_BEFORE.search(folded[: head.start()]) for head in heads)), None
    )
    if found is None:
        return None
    count = Decimal(found["count"].replace(",", "."))
    return count if count > 0 else None
