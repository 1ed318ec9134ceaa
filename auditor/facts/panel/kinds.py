"""What a line of a panel is: a row, a head of columns, a statement or a footnote.

A footnote may say what a row's substance is, by the sign behind the row's name or
by naming the same; a note on daily values never does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.names import misread
from auditor.facts.panel.titles import LEADING_UP, SERVING_HEADINGS
from auditor.facts.serving import HUNDRED_BESIDE, SERVING_SIZE
from auditor.lexicon import fold

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from auditor.facts.panel.placed import Entry, Placed
    from auditor.lexicon import Lexicon


DAILY_VALUE = regex.compile(
    r"%\s*(?:d\.?\s?v|daily|nrv|vnr|vrn|(?:u\.? ?s\.? ?)?rda|rdi|cdr|ar|vq|dv)"
    r"|daily value|nrv\b|% ?ri\b"
)


def continues_note(statements: Sequence[Sequence[Placed]], row: Sequence[Placed]) -> bool:
    """Whether a line goes on with the sentence of the footnote above it."""
    last = statements[-1]
    gap = min(item.word.box.top for item in row) - max(
        item.word.box.bottom for item in last
    )
    first = row[0].word.text
    unfinished = not last[-1].word.text.endswith((".", "established"))
    return gap < 0.8 * row[0].height and (unfinished or first[0].islower())


NOTE = regex.compile(
    r"\s*(?P<sign>[*†‡§¶^#¹²³⁴⁵]{0,3}|[1-5tTiIl'](?= ?\p{L}{2}))\s*(?P<text>\p{L}.*)"
)
SOURCE_WORD = regex.compile(
    r"(?:as|from|providing|provided|supplied|supplying|sourced|in the form of|sous forme"
    r"|naturally (?:occurring|present|contained|found)|occurring|inherent|derived|obtained"
    r"|extracted|(?:protein|chemically)?[ -]?(?:bound|bonded)"
    r"|en tant que|comme|provenant|issue?s?|als|aus|in form von|como|en forma de|procedente"
    r"|proveniente)\b"
)
ROW_SIGN = regex.compile(r"(?:[*†‡§¶^#¹²³⁴⁵]+|(?<=\p{Ll}{2})(?:[{(\[|]?[1-5]|['’]))$")
"""At the end of a row's name. In small print a raised one is read as an apostrophe."""


def is_note(
    text: str, parts: Sequence[Entry], signs: Container[str], *, noted: bool
) -> bool:
    """Whether a line below the rows is a note to one of them: "¹ as L-alanyl-...".

    Its sign stands behind a row's name, or it tells a source. The sign is small and
    may be lost on a photo; then it must stand among notes.

    Args:
        signs: Those behind the rows' names.
    """
    note = NOTE.fullmatch(text)
    if note is None or any(part.cells for part in parts):
        return False
    sign = note["sign"]
    source = SOURCE_WORD.match(fold(note["text"])) is not None
    return sign in signs or (source and bool(sign or noted))


def source_notes(statements: Sequence[Sequence[Placed]]) -> list[tuple[str, str]]:
    """Sign and text of the notes that may tell what a row is, not its daily value."""
    notes = []
    for statement in statements:
        text = " ".join(item.word.text for item in statement)
        note = NOTE.fullmatch(text)
        if (
            note
            and not _FOOTNOTE.search(fold(text))
            and not _SERVINGS_PER.search(fold(text))
        ):
            notes.append((note["sign"], note["text"].strip(" .")))
    return notes


_NUMBERS = frozenset("¹²³⁴⁵12345")
_NUMBERED = regex.compile(
    r"(?<=\p{Ll}{2}|[)\]®™])[¹²³⁴⁵]|(?<=\p{Ll}{2}[{(\[|]?)[1-5]$|(?<=\p{Ll}{2})['’]$"
)


def note_missing(
    entries: Sequence[Entry],
    statements: Sequence[Sequence[Placed]],
    notes: Sequence[tuple[str, str]],
    lexicon: Lexicon,
) -> bool:
    """Whether a row bears the number of a note that was not read, or a note was read in
    doubt that names its substance: it may say that the row is something else. A name
    may end with a number of its own: "Omega3"."""
    if any(_may_speak_of(statement, entries) for statement in statements):
        return True
    if any(not sign and SOURCE_WORD.match(fold(text)) for sign, text in notes):
        # A note whose own sign was lost may be the one.
        return False
    told = {sign for sign, _ in notes}
    told |= {statement[0].word.text[:1] for statement in statements}
    told = {sign.translate(_LOWERED) for sign in told}
    return any(
        sign is not None
        and sign[0].translate(_LOWERED) not in told
        # A number may be the name's own; an apostrophe ends none.
        and (not sign[0].isdigit() or lexicon.names.get(entry.text) is None)
        for entry in entries
        for sign in (_NUMBERED.search(entry.text),)
    )


_LOWERED = str.maketrans("¹²³⁴⁵", "12345")

_SURE = 0.9
"""Confidence of a word under which a letter of it may be another one."""

_WORD = regex.compile(r"\p{L}{5,}")


def _may_speak_of(statement: Sequence[Placed], entries: Sequence[Entry]) -> bool:
    """Whether a line that was read in doubt has the name of a row's substance, or what
    may have been that: what else it says of it is not known."""
    known = [item.printed.confidence for item in statement]
    if all(confidence is None or confidence >= _SURE for confidence in known):
        return False
    text = " ".join(item.word.text for item in statement)
    note = NOTE.fullmatch(text)
    if (
        note is None
        or SOURCE_WORD.match(fold(note["text"]))
        or _FOOTNOTE.search(fold(text))
    ):
        return False
    names = {last_word(entry.text) for entry in entries if entry.cells}
    return any(
        word == name or misread(word, name)
        for word in _WORD.findall(fold(text))
        for name in names
    )


def last_word(name: str) -> str:
    words = ROW_SIGN.sub("", fold(name)).split()
    return words[-1].removeprefix("l-") if words else ""


def note_on(entry: Entry, name: str, notes: Sequence[tuple[str, str]]) -> str | None:
    """The note that tells what a row is: by its sign, or because it names the same.

    "as ..." behind the row's own sign is of that row, and so is whatever stands
    behind its number; any other note must speak of the substance that the row names.
    """
    signs = {cell.reading.footnote for cell in entry.cells}
    if printed := ROW_SIGN.search(entry.text):
        signs.add(printed[0])
    signs.discard("")
    # Raised in the row, and set as any other number in front of the note.
    signs |= {sign.translate(_LOWERED) for sign in signs}
    last = last_word(name)
    for sign, text in notes:
        folded = fold(text)
        same = len(last) > 3 and last in folded
        source = SOURCE_WORD.match(folded) is not None
        if (source and sign in signs) or (same and (source or sign in signs)):
            return text
        if sign in signs and sign in _NUMBERS:
            return text
    return None


DAILY_DOSE = regex.compile(
    r"(?:(?:recommended )?daily (?:dose|dosage|amount)|dosis diaria|dose journaliere"
    r"|(?:empfohlene )?tages(?:dosis|portion))[: ]*\d+ \p{L}+\W*"
    r"(?:(?:per|pour|por|pro|je) 100 ?(?:g|ml)\W*)?$"
)
"""Above the rows it is the serving, although elsewhere it opens the directions."""


_FOOTNOTE = regex.compile(
    r"^\s*[*†‡§^\"“'+t]{0,4}\s*"
    r"(?:(?:(?:percent |(?:the ?)?% ?)?daily value|a \d,?\d00 calorie diet){e<=2}"
    r"|percentage daily|the ?% ?daily"
    r"|%? ?\(?dv\)? daily|no daily value|not a significant"
    r"|valeur quotidienne|vn?r\b|vrn\b|valeurs? nutritionnelles? de reference"
    r"|valores? de referencia|valori nutritivi di riferimento|nahrstoffbezugswert"
    r"|referenzmenge|referentie-? ?inname|apports? (?:quotidiens? )?de reference"
    r"|valores? diarios?|\(?dv\)? not|% ?dv|nrv|reference intake|les pourcentages"
    r"|\d+ ?% (?:or less|ou moins)|less than \d"
    r"|percentages? (?:of )?daily|nutrient reference)"
    r"|\bbased on .{0,4}\d[,. ]?\d00 ?(?:k?cal|calorie)"
)
_PER_ROW = regex.compile(
    r"(?:per|par|por|pro|je|pour|chaque|cada|each) (?:\d+ |an? |une? |eine )?\p{L}+ ?\("
)
_SERVINGS_BESIDE = regex.compile(
    r"(?:(?:per )?(?:\d|one|two) \p{L}{4,}(?: ?\([^()]*\))? ?)+"
)


def _heads_only(folded: str, parts: Sequence[Entry]) -> bool:
    """Whether a line above the rows only says what the amounts below it are of."""
    if _SERVINGS_BESIDE.fullmatch(folded) or HUNDRED_BESIDE.fullmatch(folded):
        return True
    return not any(part.cells for part in parts) and bool(_PER_COUNT.search(folded))


_PER_COUNT = regex.compile(r"\b(?:per|pour|par|por|pro|je) \d+ \p{L}{3,}")
_SERVINGS_PER = regex.compile(
    # "Per serving  Per 100 g" are two heads.
    r"(?:servings? ?per|portions? par|porciones por|raciones por)(?! ?\d)"
)
COLUMN_HEAD = regex.compile(
    r"amount|per ?(?:serv|sachet|packet|stick)|par portion|por porci|per daily|daily value"
    r"|(?:per|pour|por|pro|je) ?(?:100|\d+ ?(?:g|ml)\b)"
    r"|% ?dv|% ?nrv|cantidad|quantit|teneur|per ?scoop|per ?capsule|average|avg|per ?dose"
    r"|pro portion|% ?rdi|% ?ri\b|valeur quotidienne|% ?vd|per ?tablet"
    r"|(?:pro|je) tages|por dosis|par dose"
    r"|per (?:bar|biscuit|slice|piece|gel|bottle|can|softgel|gumm(?:y|ies)|cup|shot|"
    r"(?:tea|table) ?spoon)\b|(?:pro|je) (?:riegel|kapsel|tablette|stuck)\b"
    r"|(?:par|pour)(?: \d| une?)? (?:barre|gelule|comprime|capsule|biscuit)s?\b"
    r"|por(?: \d)? (?:barrita|capsula|comprimido|pieza)s?\b"
)


_SERVING_SIZE = regex.compile(SERVING_SIZE)


def kind_of(text: str, heading: str | None, parts: Sequence[Entry], begun: bool) -> str:
    """What a line is: "row", "header", "statement" or "footnote".

    Args:
        heading: Id of the heading that it opens with.
        parts: Its words as names and cells.
        begun: Rows stand above it.
    """
    folded = fold(text)
    if heading in SERVING_HEADINGS or _SERVINGS_PER.search(folded):
        return "statement"
    if heading is None and _SERVING_SIZE.match(folded):
        return "statement"
    if _FOOTNOTE.search(folded) and (begun or not any(part.cells for part in parts)):
        if not begun and DAILY_VALUE.search(folded) and "based" not in folded:
            return "header"
        bare = folded.strip(" *†‡%dv()s+")
        if begun and len(bare) > 14:
            return "footnote"
        return "header"
    if heading in ("amount-per-serving", "daily-value"):
        return "header"
    if heading == "medicinal-ingredients" and not begun and _ANNOUNCES.search(folded):
        return "header"
    if (
        heading in ("medicinal-ingredients", "composition")
        and not begun
        and (PER_SERVING.search(folded) or " " not in folded)
        and not any(cell.reading.amount for part in parts for cell in part.cells)
    ):
        return "header"
    if _PER_ROW.match(folded) or (not begun and _heads_only(folded, parts)):
        return "header"
    if COLUMN_HEAD.search(folded):
        named = [
            part
            for part in parts
            if part.cells
            and COLUMN_HEAD.search(fold(part.text)) is None
            and not (_is_a_weight(part) and not begun)
        ]
        if not named:
            return "header"
    return "row"


def _is_a_weight(part: Entry) -> bool:
    """Whether nothing names an amount in grams or milliliters: above the rows, beside
    the head of the daily values, it is what they are of, "5 g  %VD"."""
    return not part.name and all(
        cell.reading.amount is not None and cell.reading.amount.unit in ("g", "ml")
        for cell in part.cells
    )


_ANNOUNCES = regex.compile(rf"{LEADING_UP}\W*$")
"""How a line ends that leads up to rows, though it may tell what they are of: "Each 5 g
scoop contains:"."""

PER_SERVING = regex.compile(
    r"serv|portion|porci|racion|dose|dosis|scoop|capsul|tablet|gelule|kapsel|daily|journali|diari|messl|serve|comprim"
)
