"""What a person corrects, laid over what was read: facts and corrections to facts.

What is typed is read by the same parsers as print, so that a correction cannot say
more than a label could. A text that is not the fact it corrects is refused; what
follows from a corrected fact follows anew. The reading is never changed: it is kept
beside, and taking a correction away brings it back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from auditor import regex
from auditor.facts.cautions import find_cautions
from auditor.facts.certifications import find_certifications
from auditor.facts.claims import find_claims
from auditor.facts.declared import daily_glutamine, glutamine_of, protein_of
from auditor.facts.directions import read_directions
from auditor.facts.expiry import parse_expiry
from auditor.facts.ingredients import find_ingredients
from auditor.facts.openings import SectionKind
from auditor.facts.sections import Section
from auditor.facts.serving import parse_serving
from auditor.facts.text import passage_of
from auditor.model import (
    Absent,
    Certification,
    Claim,
    Corrected,
    DosageForm,
    Found,
    Line,
    Nutrient,
    Page,
    Tier,
    Unreadable,
    Word,
)
from auditor.quantity import (
    find_amounts,
    parse_amount,
    parse_count,
    parse_percent,
    to_grams,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from decimal import Decimal

    from auditor.lexicon import Lexicon
    from auditor.model import (
        Caution,
        Conflict,
        Correction,
        Directions,
        Evidence,
        LabelFacts,
        Reading,
        ServingSize,
    )

NAMES: Final = ("product_name", "brand", "net_contents")
CORRECTABLE: Final = (
    *NAMES,
    "dosage_form",
    "serving_size",
    "servings_per_container",
    "nutrients",
    "glutamine_g_per_serving",
    "front_amount",
    "protein_g_per_serving",
    "other_ingredients_text",
    "directions",
    "daily_glutamine_g",
    "certifications",
    "claims",
    "warnings",
    "allergens",
    "amino_acid_profile",
    "barcodes",
    "lot",
    "expiry",
)
"""Keys of the facts that a person can correct, each behind those that it follows from.
The ingredients and the cautions are read from what is corrected here."""

LINES: Final = frozenset({"nutrients", "certifications", "claims", "amino_acid_profile"})
"""Facts of which each line is an item."""


def correct(
    facts: LabelFacts, corrections: Iterable[Correction], lexicon: Lexicon
) -> tuple[LabelFacts, tuple[Corrected, ...]]:
    """The facts as corrected, and each correction with the reading it replaced.

    Of several corrections of one fact the last counts.

    Raises:
        ValueError: a text is not the fact that it corrects; the message says why.
    """
    last = {correction.fact: correction for correction in corrections}
    if unknown := sorted(set(last) - set(CORRECTABLE)):
        raise ValueError(f"no fact that can be corrected: {', '.join(unknown)}")
    now = facts
    for key in CORRECTABLE:
        now = _follow(now, key, last.keys(), lexicon)
        if key in last:
            now = _corrected(now, last[key], lexicon)
    made = tuple(
        Corrected(last[key], getattr(facts, key)) for key in CORRECTABLE if key in last
    )
    return now, made


def typed(facts: LabelFacts, key: str) -> str:
    """A fact the way a person would type it; blank where it was not found.

    What `correct` reads back is the same fact.
    """
    reading = getattr(facts, key)
    if not isinstance(reading, Found):
        return ""
    value = reading.value
    match key:
        case "nutrients":
            return "\n".join(map(_typed_row, value))
        case "certifications" | "claims":
            return "\n".join(dict.fromkeys(item.text for item in value))
        case "amino_acid_profile":
            return "\n".join(value)
        case "serving_size" | "directions" | "expiry":
            return str(value.text)
        case "daily_glutamine_g":
            low, high = value
            return f"{low:f}" if low == high else f"{low:f} to {high:f}"
        case (
            "servings_per_container"
            | "glutamine_g_per_serving"
            | "front_amount"
            | "protein_g_per_serving"
        ):
            return f"{value:f}"
        case _:
            return str(value)


# --- one correction -----------------------------------------------------------


def _corrected(facts: LabelFacts, correction: Correction, lexicon: Lexicon) -> LabelFacts:
    key, who = correction.fact, correction.who
    match correction.state:
        case "absent":
            reading: Reading[object] = Absent((f"the label, by {who}",))
        case "unreadable":
            reading = Unreadable(f"{who} says that it cannot be read on these pictures")
        case "found":
            assert correction.seen is not None
            text = correction.seen.text.strip()
            if not text:
                raise ValueError("nothing was typed")
            value = _read(key, text, correction.seen, facts, lexicon)
            reading = Found(value, (correction.seen,))
    # The parser of a key gives what the field of that name holds.
    now = replace(facts, **{key: reading})  # type: ignore[arg-type]
    match key:
        case "other_ingredients_text":
            return _with_list(now, correction, lexicon)
        case "nutrients":
            coverage = replace(now.coverage, panel=not isinstance(reading, Unreadable))
            return replace(now, coverage=coverage, conflicts=_without(now, "panel"))
        case "dosage_form":
            return replace(now, conflicts=_without(now, "form"))
        case "warnings":
            return replace(now, cautions=_cautions(facts, correction))
        case _:
            return now


def _without(facts: LabelFacts, what: str) -> tuple[Conflict, ...]:
    """The conflicts between faces that the correction has not settled."""
    return tuple(conflict for conflict in facts.conflicts if conflict.what != what)


def _follow(
    facts: LabelFacts, key: str, corrected: Collection[str], lexicon: Lexicon
) -> LabelFacts:
    """A fact that follows from corrected ones, told anew."""
    match key:
        case "glutamine_g_per_serving" if "nutrients" in corrected:
            grams = _of_rows(facts, lambda rows: glutamine_of(rows, lexicon))
            return replace(facts, glutamine_g_per_serving=grams)
        case "protein_g_per_serving" if "nutrients" in corrected:
            grams = _of_rows(facts, lambda rows: protein_of(rows, lexicon))
            return replace(facts, protein_g_per_serving=grams)
        case "directions" if "serving_size" in corrected:
            return _directions_again(facts, lexicon)
        case "daily_glutamine_g" if not _OF_A_DAY.isdisjoint(corrected):
            daily = daily_glutamine(facts.glutamine_g_per_serving, facts.directions)
            return replace(facts, daily_glutamine_g=daily)
        case _:
            return facts


_OF_A_DAY: Final = frozenset(
    {"nutrients", "glutamine_g_per_serving", "serving_size", "directions"}
)


def _of_rows(
    facts: LabelFacts, told: Callable[[Sequence[Nutrient]], Reading[Decimal] | None]
) -> Reading[Decimal]:
    match facts.nutrients:
        case Found(value=rows):
            return told(rows) or Absent(("every row of the facts panel",))
        case Absent() | Unreadable() as reading:
            return reading


def _directions_again(facts: LabelFacts, lexicon: Lexicon) -> LabelFacts:
    """The same words, counted in the corrected serving."""
    match facts.directions:
        case Found(value=directions, evidence=where):
            again = replace(
                _directions(directions.text, facts, lexicon), whole=directions.whole
            )
            return replace(facts, directions=Found(again, where))
        case Absent() | Unreadable():
            return facts


# --- texts --------------------------------------------------------------------


def _read(
    key: str, text: str, seen: Evidence, facts: LabelFacts, lexicon: Lexicon
) -> object:
    """The value of a fact by what was typed for it."""
    line = " ".join(text.split())
    match key:
        case "dosage_form":
            return _form(line)
        case "serving_size":
            return _serving(line, lexicon)
        case "servings_per_container":
            return parse_count(line)
        case "glutamine_g_per_serving" | "front_amount" | "protein_g_per_serving":
            return _grams(line)
        case "daily_glutamine_g":
            return _range(line)
        case "directions":
            return _directions(line, facts, lexicon)
        case "nutrients":
            return _rows(text, seen, facts)
        case "certifications":
            return _certifications(text, seen, facts, lexicon)
        case "claims":
            return _claims(text, seen, facts, lexicon)
        case "amino_acid_profile":
            return tuple(_lines(text))
        case "expiry":
            kind = facts.expiry.value.kind if isinstance(facts.expiry, Found) else "expiry"
            return parse_expiry(line, kind)
        case _:
            return line


def _form(text: str) -> DosageForm:
    try:
        return DosageForm(text.casefold())
    except ValueError as error:
        known = ", ".join(DosageForm)
        raise ValueError(f"not a dosage form: {text!r}; known: {known}") from error


def _serving(text: str, lexicon: Lexicon) -> ServingSize:
    serving = parse_serving(text, lexicon)
    if serving is None:
        raise ValueError(f"not a serving: {text!r}; write it as in 1 scoop (5 g)")
    return serving


def _grams(text: str) -> Decimal:
    return to_grams(parse_amount(text if regex.search(r"\p{L}", text) else f"{text} g"))


def _range(text: str) -> tuple[Decimal, Decimal]:
    ends = [_grams(end) for end in regex.split(r"\s*(?:\bto\b|-|–)\s*", text)]
    if len(ends) > 2 or ends[0] > ends[-1]:
        raise ValueError(f"not a range: {text!r}; write it as in 5 to 15")
    return ends[0], ends[-1]


def _directions(text: str, facts: LabelFacts, lexicon: Lexicon) -> Directions:
    serving = facts.serving_size.value if isinstance(facts.serving_size, Found) else None
    return read_directions(text, serving, lexicon)


def _claims(
    text: str, seen: Evidence, facts: LabelFacts, lexicon: Lexicon
) -> tuple[Claim, ...]:
    read = facts.claims.value if isinstance(facts.claims, Found) else ()
    claims: list[Claim] = []
    for line in _lines(text):
        if kept := [claim for claim in read if claim.text == line]:
            claims += kept
            continue
        section = _section(SectionKind.CLAIMS, line, seen)
        match find_claims((section,), lexicon, complete=True):
            case Found(value=found):
                claims += found
            case Absent() | Unreadable():
                claims.append(
                    Claim(
                        text=line, kind="other", negated=False, evidence=section.evidence()
                    )
                )
    return tuple(claims)


_UNKNOWN: Final = "unknown"


def _certifications(
    text: str, seen: Evidence, facts: LabelFacts, lexicon: Lexicon
) -> tuple[Certification, ...]:
    read = facts.certifications.value if isinstance(facts.certifications, Found) else ()
    marks: list[Certification] = []
    for line in _lines(text):
        if kept := [mark for mark in read if mark.text == line]:
            marks += kept
            continue
        section = _section(SectionKind.CLAIMS, line, seen)
        match find_certifications(
            (section,),
            lexicon,
            complete=True,
            form=facts.dosage_form,
            name=facts.product_name,
        ):
            case Found(value=found):
                marks += found
            case Absent() | Unreadable():
                # A seal that no list knows vouches for nothing, and is still told.
                marks.append(
                    Certification(
                        id=_UNKNOWN, tier=Tier.INFO, text=line, evidence=section.evidence()
                    )
                )
    return tuple({(mark.id, mark.text): mark for mark in marks}.values())


def _stands_in(item: Evidence, places: Iterable[Evidence]) -> bool:
    return any(
        (item.file, item.page) == (place.file, place.page)
        and place.box.holds(item.box.center)
        for place in places
    )


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _section(kind: SectionKind, text: str, seen: Evidence) -> Section:
    """What was typed as one printed line that stands where the person saw it."""
    words = tuple(Word(word, seen.box) for word in text.split())
    passage = passage_of(seen.file, seen.page, [Line(words, seen.box.height)])
    return Section(kind=kind, passage=passage, start=0, body=0, end=len(passage.text))


# --- the panel ----------------------------------------------------------------

_MEMBER: Final = "- "


def _typed_row(row: Nutrient) -> str:
    """``L-Glutamine | 5 g | 10%``; a member of a blend stands behind a dash."""
    name = f"{_MEMBER}{row.name}" if row.blend else row.name
    low = "" if row.low is None else f"{row.low:f}-"
    amount = (
        "" if row.amount is None else f"{row.bound}{low}{row.amount:f} {row.unit or ''}"
    )
    share = "" if row.percent_dv is None else f"{row.percent_dv:f}%"
    return " | ".join((name, amount.strip(), share)).rstrip(" |")


def _rows(text: str, seen: Evidence, facts: LabelFacts) -> tuple[Nutrient, ...]:
    known = facts.nutrients.value if isinstance(facts.nutrients, Found) else ()
    per = known[0].per if known else "serving"
    by_name = {row.name: row for row in reversed(known)}
    rows: list[Nutrient] = []
    blend: str | None = None
    for line in _lines(text):
        member = line.startswith(_MEMBER)
        name, amount, share = _cells(line.removeprefix(_MEMBER))
        if member and blend is None:
            raise ValueError(f"a member of no blend: {line!r}; the blend's row goes first")
        if member and not rows[-1].blend:
            rows[-1] = replace(rows[-1], is_blend=True)
        blend = blend if member else name
        before = by_name.get(name, Nutrient(name=name, per=per))
        row = replace(
            _with_amount(before, amount),
            percent_dv=parse_percent(share) if share else None,
            blend=blend if member else None,
            is_blend=False,
        )
        if not before.evidence or _typed_row(row) != _typed_row(before):
            where = before.evidence[0] if before.evidence else seen
            row = replace(row, evidence=(replace(where, text=line, confidence=None),))
        rows.append(row)
    return tuple(rows)


def _cells(line: str) -> tuple[str, str, str]:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) > 3 or not cells[0]:
        raise ValueError(f"not a row: {line!r}; write it as in L-Glutamine | 5 g | 10%")
    name, amount, share = (*cells, "", "")[:3]
    return name, amount, share


def _with_amount(row: Nutrient, text: str) -> Nutrient:
    if not text:
        return replace(row, amount=None, unit=None, bound="", low=None)
    if text.replace(".", "").isdecimal():
        # Calories are printed without a unit.
        return replace(row, amount=parse_count(text), unit=None, bound="", low=None)
    found = list(find_amounts(text))
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(text)):
        raise ValueError(f"not an amount: {text!r}; write it as in 500 mg")
    (item,) = found
    return replace(
        row,
        amount=item.amount.number,
        unit=item.amount.unit,
        bound=item.bound,
        low=item.low,
    )


# --- the ingredient list ------------------------------------------------------


def _with_list(facts: LabelFacts, correction: Correction, lexicon: Lexicon) -> LabelFacts:
    """The list's names, and whether all of them are known now."""
    who, seen = correction.who, correction.seen
    match facts.other_ingredients_text:
        case Found(value=text) if seen is not None:
            section = _section(SectionKind.OTHER_INGREDIENTS, text, seen)
            page = Page(
                number=seen.page, width=1, height=1, unit="pt", origin=who, lines=()
            )
            listed = find_ingredients((section,), ((seen.file, page),), lexicon)
            none = listed.state == "none"
            coverage = replace(
                facts.coverage,
                list_state="none" if none else "whole",
                list_reason=listed.reason if none else f"typed to its end by {who}",
            )
            return replace(facts, ingredients=listed.ingredients, coverage=coverage)
        case Absent() as reading:
            coverage = replace(
                facts.coverage,
                list_state="none",
                list_reason=f"{who} says that the label has none",
            )
            return replace(facts, ingredients=reading, coverage=coverage)
        case _:
            reason = f"{who} says that it cannot be read"
            coverage = replace(facts.coverage, list_state="partial", list_reason=reason)
            return replace(facts, ingredients=Unreadable(reason), coverage=coverage)


# --- cautions -----------------------------------------------------------------


def _cautions(facts: LabelFacts, correction: Correction) -> Reading[tuple[Caution, ...]]:
    """What other places of the label warn of, and what the corrected warnings do."""
    read = facts.warnings.evidence if isinstance(facts.warnings, Found) else ()
    before = facts.cautions.value if isinstance(facts.cautions, Found) else ()
    cautions = [
        caution
        for caution in before
        if not all(_stands_in(item, read) for item in caution.evidence)
    ]
    if correction.seen is not None:
        section = _section(
            SectionKind.WARNINGS, " ".join(correction.seen.text.split()), correction.seen
        )
        match find_cautions((section,), complete=True):
            case Found(value=found):
                cautions += found
            case Absent() | Unreadable():
                pass
    if cautions:
        return Found(
            tuple(cautions), tuple(item for one in cautions for item in one.evidence)
        )
    if correction.state == "unreadable" or not facts.coverage.complete:
        return Unreadable("the warnings are not known to be all that the label says")
    return Absent((f"the warnings, by {correction.who}",))
