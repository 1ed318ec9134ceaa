"""All faces of one product to one set of facts.

Each face is read for itself, and what faces state twice is held against each
other: where they disagree, that is a conflict on the report and never a silent
choice. What no face shows stays unread; only a label that was seen whole can be
said not to state something.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from auditor import regex
from auditor.facts.allergens import find_allergens
from auditor.facts.barcodes import find_barcodes
from auditor.facts.cautions import find_cautions, find_warnings
from auditor.facts.certifications import find_certifications, unread_seals
from auditor.facts.claims import denied, excepts, find_claims
from auditor.facts.directions import find_directions
from auditor.facts.dosage_form import find_dosage_form
from auditor.facts.expiry import find_expiry, find_lot
from auditor.facts.faces import find_faces
from auditor.facts.fronts import find_fronts
from auditor.facts.identity import find_identity
from auditor.facts.ingredients import (
    LISTS,
    IngredientList,
    find_ingredients,
    runs_into_edge,
    with_sources,
)
from auditor.facts.languages import in_one_language
from auditor.facts.net_contents import find_net_contents
from auditor.facts.openings import SectionKind
from auditor.facts.panel import Panel, find_panels, rows_of
from auditor.facts.places import Shelves
from auditor.facts.sections import (
    answered_no,
    denied_by_its_row,
    sentences,
    split_sections,
)
from auditor.facts.serving import find_serving_size, find_servings
from auditor.facts.text import evidence_of, passages
from auditor.lexicon import fold
from auditor.model import (
    NOT_SEEN,
    Absent,
    Amount,
    Conflict,
    Coverage,
    Found,
    Ingredient,
    LabelFacts,
    Nutrient,
    Origin,
    Unreadable,
)
from auditor.quantity import Unit, find_amounts, to_grams
from auditor.substance import identify

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Collection,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )

    from auditor.facts.sections import Section
    from auditor.facts.text import Passage
    from auditor.lexicon import Lexicon, Recognized
    from auditor.model import Box, Directions, Document, Face, Line, Page, Reading

READABLE = 0.6
"""Confidence that the words of a panel must reach on the average to be relied on."""


def facts_of(
    documents: Sequence[Document], lexicon: Lexicon, *, complete: bool = False
) -> LabelFacts:
    """What the faces of one product state together.

    Args:
        complete: the user says that these documents show the whole label.
    """
    sections = split_sections(documents, lexicon)
    pages = tuple(
        (document.name, page) for document in documents for page in document.pages
    )
    blocks = tuple(passage for document in documents for passage in passages(document))
    found = tuple(
        panel for name, page in pages for panel in find_panels(name, page, lexicon)
    )
    panels = _ranked(tuple(panel for panel in found if not panel.profile))
    listed = find_ingredients(sections, pages, lexicon)
    coverage = _coverage(documents, panels, listed, sections, told=complete)
    listed = _lawfully_none(listed, coverage, sections, pages, lexicon)
    listed = _going_on(listed, panels, sections, lexicon)
    certifications = find_certifications(sections, lexicon, complete=coverage.complete)
    seals = tuple(unread_seals(documents, certifications))
    fronts = find_fronts(documents, sections, found, lexicon)
    labels = _labels(documents, panels, sections, lexicon)
    faces = tuple(
        replace(face, packages=max(face.packages, labels.get(face.file, 1)))
        for face in find_faces(documents, sections, found, fronts, seals)
    )
    coverage = replace(
        coverage,
        list_state=listed.state,
        list_reason=listed.reason,
        unread_seals=seals,
    )
    whole = coverage.complete
    nutrients = _nutrients(panels, tuple(panel for panel in found if panel.profile), whole)
    if isinstance(nutrients, Found):
        listed = with_sources(listed, nutrients.value, lexicon)
    serving = find_serving_size(panels, lexicon)
    form, form_conflicts = find_dosage_form(
        sections, serving, listed.ingredients, lexicon, complete=whole
    )
    spoken = in_one_language(sections)
    first_said = frozenset(spoken)
    directions = find_directions(
        spoken,
        serving.value if isinstance(serving, Found) else None,
        lexicon,
        complete=whole,
        repeated=[section for section in sections if section not in first_said],
    )
    directions = _cut_off(directions, pages)
    identity = find_identity(fronts, documents, sections, lexicon)
    substance = lexicon.substances["l-glutamine"]
    claimed = _front_amount(
        blocks,
        panels,
        lambda text: identify(text, substance).is_active,
        identity.product_name,
    )
    glutamine = _glutamine(panels, blocks, lexicon)
    protein = _protein(panels)
    if not panels:
        # No panel, no row: what another face claims is all that is told, and a
        # criterion that wants the panel asks whether there is one.
        glutamine = claimed if isinstance(claimed, Found) else glutamine
        told = _front_amount(blocks, panels, lambda text: fold(text) in _PROTEIN, NOT_SEEN)
        protein = told if isinstance(told, Found) else protein
    expiry, expiry_conflicts = find_expiry(documents, blocks, lexicon)
    return LabelFacts(
        product_name=identity.product_name,
        brand=identity.brand,
        net_contents=find_net_contents(sections, lexicon, complete=whole),
        dosage_form=form,
        serving_size=serving,
        servings_per_container=find_servings(panels, blocks),
        nutrients=nutrients,
        glutamine_g_per_serving=glutamine,
        protein_g_per_serving=protein,
        ingredients=listed.ingredients,
        other_ingredients_text=listed.text,
        certifications=certifications,
        claims=find_claims(sections, lexicon, complete=whole),
        directions=directions,
        daily_glutamine_g=daily_glutamine(glutamine, directions),
        warnings=find_warnings(spoken, complete=whole),
        cautions=find_cautions(sections, complete=whole),
        allergens=find_allergens(sections, lexicon, complete=whole),
        amino_acid_profile=_profile(found),
        front_amount=claimed,
        barcodes=find_barcodes(documents),
        lot=find_lot(documents, blocks, lexicon),
        expiry=expiry,
        faces=faces,
        coverage=coverage,
        conflicts=(
            *form_conflicts,
            *_panel_conflicts(panels),
            *_several(faces),
            *expiry_conflicts,
        ),
    )


def _cut_off(
    directions: Reading[Directions], pages: Sequence[tuple[str, Page]]
) -> Reading[Directions]:
    """The same, not whole where the edge of a picture cuts through them."""
    if not isinstance(directions, Found):
        return directions
    for name, page in pages:
        there = [e for e in directions.evidence if (e.file, e.page) == (name, page.number)]
        if there and runs_into_edge(there, page):
            return replace(directions, value=replace(directions.value, whole=False))
    return directions


def _several(faces: Sequence[Face]) -> Iterator[Conflict]:
    shown = dict.fromkeys((face.file, face.packages) for face in faces)
    for file, packages in shown:
        if packages > 1:
            yield Conflict(
                what="packages",
                reason=f"{file} seems to show {packages} packages, and what "
                "stands on one of them is not said of the other",
            )


def _labels(
    documents: Sequence[Document],
    panels: Sequence[Panel],
    sections: Sequence[Section],
    lexicon: Lexicon,
) -> Mapping[str, int]:
    """How many labels a file holds whose pages are whole labels by themselves.

    Nobody says that they are of one product, and a pack of artwork is of many. Two
    pages are one label only where nothing that both of them tell differs.
    """
    whole = _whole_sheets(documents, panels, sections)
    counts = {}
    for document in documents:
        pages = [page for page in document.pages if (document.name, page.number) in whole]
        if len(pages) < 2:
            continue
        labels: list[tuple[str, ...]] = []
        for page in pages:
            told = _marks_of_label(document, page, panels, sections, lexicon)
            if not any(_agree(told, label) for label in labels):
                labels.append(told)
        counts[document.name] = len(labels)
    return counts


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(a == b or not (a and b) for a, b in zip(one, other, strict=True))


def _marks_of_label(
    document: Document,
    page: Page,
    panels: Sequence[Panel],
    sections: Sequence[Section],
    lexicon: Lexicon,
) -> tuple[str, ...]:
    """What tells a label from another one, folded; blank where the page does not say."""
    place = (document.name, page.number)
    alone = (replace(document, pages=(page,)),)
    there = [s for s in sections if (s.passage.file, s.passage.page) == place]
    here = [panel for panel in panels if (panel.file, panel.page) == place]
    identity = find_identity(
        find_fronts(alone, there, here, lexicon), alone, there, lexicon
    )
    readings = (
        identity.brand,
        identity.product_name,
        find_ingredients(there, ((document.name, page),), lexicon).text,
    )
    rows = sorted(
        f"{fold(row.name)} {row.amount} {row.unit}" for panel in here for row in panel.rows
    )
    said = (fold(r.value) if isinstance(r, Found) else "" for r in readings)
    return (*said, "; ".join(rows))


# --- what was seen ------------------------------------------------------------


def _coverage(
    documents: Sequence[Document],
    panels: Sequence[Panel],
    listed: IngredientList,
    sections: Sequence[Section],
    *,
    told: bool,
) -> Coverage:
    skipped = tuple(f"{d.name}: {text}" for d in documents for text in d.skipped)
    hidden = tuple(text for d in documents for page in d.pages for text in page.hidden)
    complete, because = _completeness(documents, panels, sections, told=told)
    if complete and skipped:
        complete, because = False, f"not everything was read: {skipped[0]}"
    return Coverage(
        complete=complete,
        because=because,
        panel=bool(panels) and panels[0].ended and _reads_well(panels[0]),
        list_state=listed.state,
        list_reason=listed.reason,
        skipped=skipped,
        hidden=hidden,
    )


_STATEMENTS = frozenset(
    {
        SectionKind.DIRECTIONS,
        SectionKind.WARNINGS,
        SectionKind.MANUFACTURER,
        SectionKind.DISCLAIMER,
    }
)


def _completeness(
    documents: Sequence[Document],
    panels: Sequence[Panel],
    sections: Sequence[Section],
    *,
    told: bool,
) -> tuple[bool, str]:
    """Whether every printed face was read, and why that is known or not.

    A flat label is printed on one sheet: if panel and statements stand on it,
    there is nothing behind it. A photo always has another side.
    """
    if told:
        return True, "the user says that these files show the whole label"
    sheets = {
        (document.name, page.number)
        for document in documents
        for page in document.pages
        if page.flat
    }
    if not sheets:
        return False, "a photo shows only some of the label's sides"
    if not sheets & {(panel.file, panel.page) for panel in panels}:
        return False, "the artwork has no facts panel, so it is not the whole label"
    if _whole_sheets(documents, panels, sections):
        return True, "the label's artwork holds panel and statements on one sheet"
    return False, "the sheet with the facts panel has hardly any statements"


def _whole_sheets(
    documents: Sequence[Document], panels: Sequence[Panel], sections: Sequence[Section]
) -> frozenset[tuple[str, int]]:
    """The flat pages that hold a panel and statements, by file and number."""
    stated: dict[tuple[str, int], set[SectionKind]] = {}
    for section in sections:
        place = (section.passage.file, section.passage.page)
        stated.setdefault(place, set()).add(section.kind)
    with_panel = {(panel.file, panel.page) for panel in panels}
    return frozenset(
        place
        for document in documents
        for page in document.pages
        if page.flat
        and (place := (document.name, page.number)) in with_panel
        and len(stated.get(place, set()) & _STATEMENTS) >= 2
    )


def _lawfully_none(
    listed: IngredientList,
    coverage: Coverage,
    sections: Sequence[Section],
    pages: Sequence[tuple[str, Page]],
    lexicon: Lexicon,
) -> IngredientList:
    """A whole label without a list has nothing to list (21 CFR 101.4(g)).

    Not where some print could not be made out, nor where an additive is named outside
    of every list: that is a list whose heading was not read.
    """
    if listed.state != "unseen" or any(page.unread for _, page in pages):
        return listed
    stray = next(_strays(sections, lexicon), None)
    if stray is not None:
        return replace(listed, reason=f"{stray[:60]!r} may be part of an ingredient list")
    if coverage.complete and coverage.panel:
        return replace(
            listed,
            state="none",
            reason="the label was read whole and has no ingredient list, "
            "which it need not have when there is nothing to list",
            ingredients=Absent(("the places below and beside the facts panel",)),
            text=Absent(("the places below and beside the facts panel",)),
        )
    return listed


def _going_on(
    listed: IngredientList,
    panels: Sequence[Panel],
    sections: Sequence[Section],
    lexicon: Lexicon,
) -> IngredientList:
    """The same where it may go on in another place: a synthetic additive or a protein
    that neither it nor the panel names stands there as it would in a list."""
    if listed.state not in ("whole", "none"):
        return listed
    names = [item.name for item in _found(listed.ingredients)]
    names += [row.name for panel in panels for row in panel.rows]
    known = {one.id for one in map(lexicon.recognize, names) if one is not None}
    text = listed.text.value if isinstance(listed.text, Found) else ""
    open_ended = listed.state == "whole" and not text.rstrip().endswith((".", "!"))
    noes = answered_no(sections)
    held = _Panels(panels)
    for before, section in pairwise((None, *sections)):
        if section is None or section.kind in _LISTED_APART:
            continue
        if denied_by_its_row(section.passage, section.start, noes):
            continue
        said = section.text
        if (
            open_ended
            and section.kind is SectionKind.CLAIMS
            and len(said) <= _LONGEST_REST
            and said not in names
            and _names_an_additive(said, lexicon, synthetic=True)
        ):
            reason = f"it has no full stop, and {said[:60]!r} may go on with it"
            return replace(listed, state="partial", reason=reason)
        if before is not None and _heads_denials(before):
            continue
        for more in _listed_more(section, held, known, lexicon):
            reason = f"{more[:60]!r} stands apart from it, and may be of a list too"
            return replace(listed, state="partial", reason=reason)
    return listed


_LONGEST_REST = 240
"""Characters of the rest of a list; a longer text is another one."""


def _heads_denials(section: Section) -> bool:
    """Whether a section says of what stands below it that it is not in the product:
    "Free from"."""
    text = section.whole.rstrip()
    return not text.endswith(".") and _DENIES.search(fold(text)) is not None


def _listed_more(
    section: Section, held: _Panels, known: Collection[str], lexicon: Lexicon
) -> Iterator[str]:
    """Sentences that list what matters beyond the names that are known: by itself
    with a full stop, behind what it is for, or among other names. Rows of a panel are
    no such sentences."""
    text = section.passage.text
    finished = text.rfind(".", 0, section.start) + 1
    for start, end in sentences(section.passage, section.start, section.end):
        if held.hold(section.passage.line_at(start), section.passage):
            continue
        said = " ".join(text[start:end].split())
        items = [item for item in (i.strip(" .*†‡") for i in _APART.split(said)) if item]
        # Names are short, and prose is not.
        brief = all(len(item.split()) <= _WORDS_OF_A_NAME for item in items)
        stated = brief and (said.endswith(".") or len(items) > 1)
        if (
            stated
            and not _DENIES.search(fold(text[finished:end]))
            and not _BESIDE.search(fold(said))
        ):
            for item in items:
                name = _LEADS_TO_NAMES.sub("", item)
                more = lexicon.recognize(name) if lexicon.names.get(name) else None
                if more is not None and more.id not in known and _matters(more, section):
                    yield said
        if said.endswith("."):
            finished = end


def _matters(named: Recognized, section: Section) -> bool:
    """Whether a product may fail for it. Directions name milk to drink it with."""
    if named.protein is not None:
        return section.kind is not SectionKind.DIRECTIONS
    return named.kind == "additive" and named.origin is Origin.SYNTHETIC and not named.shell


_DENIES = regex.compile(
    r"\b(?:no|not|never|without|free|zero|0 ?m?c?g|0|nor|none|neither|unlike|avoid|others"
    r"|brands?|sans|sin|ohne|keine?n?|pas|aucune?)\b|n't\b|\?"
)

_WORDS_OF_A_NAME = 7
"""With what leads to it: "contains less than 2% of hydrolyzed milk protein"."""

_APART = regex.compile(r"[,;:()\[\]•|]\s*|\s(?:and|&)\s")
_LEADS_TO_NAMES = regex.compile(
    r"^(?:other |added |also )*(?:(?:ingredients?|contains?|includes?|including|with|plus"
    r"|are|also|less|than|of|made|\d+ ?%|or|and)\s+)+",
    regex.IGNORECASE,
)
"""Words in front of the first name of a list."""

_BESIDE = regex.compile(
    r"\bpackets?\b|\bsachets?\b|\bdesiccant|\bgel\b"
    r"|\b(?:stacks?|pairs?|combines?|mix|try|available)\b"
)
"""What lies in a package, or is to be bought or taken with it, is not in the product."""


def _found(ingredients: Reading[tuple[Ingredient, ...]]) -> tuple[Ingredient, ...]:
    return ingredients.value if isinstance(ingredients, Found) else ()


_PANELS = frozenset({SectionKind.FACTS, SectionKind.AMINO_ACID_PROFILE})
_LISTED_APART = _PANELS | {*LISTS, SectionKind.ALLERGENS}
"""Kinds of section whose additives are looked at by themselves."""


def _strays(sections: Sequence[Section], lexicon: Lexicon) -> Iterator[str]:
    """Texts outside of every list that name an additive as a list does.

    The paragraph of a list may stand below any statement. Directions name water and
    honey, too: there only a synthetic name tells a list.
    """
    for section in sections:
        if section.kind is SectionKind.CLAIMS and _names_an_additive(section.text, lexicon):
            yield section.text
        if section.kind in _PANELS:
            # Rows and their forms may be additives elsewhere; a list names several.
            if _lists_synthetics(section.text, lexicon):
                yield section.text
            continue
        for start, end in sentences(section.passage, section.start, section.end):
            said = " ".join(section.passage.text[start:end].split())
            if _names_an_additive(said, lexicon, synthetic=True):
                yield said


def _lists_synthetics(text: str, lexicon: Lexicon) -> bool:
    """Whether two names in a row, parted as in a list, are synthetic additives."""
    return any(
        all(_names_an_additive(name, lexicon, synthetic=True) for name in pair)
        for pair in pairwise(_ITEMS.split(text))
    )


_ITEMS = regex.compile(r"[,;:]\s*")


def _names_an_additive(text: str, lexicon: Lexicon, *, synthetic: bool = False) -> bool:
    """Whether a text lists an additive, alone or among others, and denies it not, or
    denies the others only: "no additives except sucralose"."""
    named = lexicon.additives.find(text)
    if not named:
        return False
    if excepts(text):
        names = [match.name for match in named]
    elif denied(text):
        return False
    else:
        names = [item.strip(" .()") for item in _ITEMS.split(text)]
        if not synthetic:
            names = [item for item in names if lexicon.additives.get(item)]
    known = (lexicon.recognize(name) for name in names)
    return any(
        item is not None
        and item.kind == "additive"
        and (not synthetic or (item.origin is Origin.SYNTHETIC and not item.shell))
        for item in known
    )


def _reads_well(panel: Panel) -> bool:
    known = [
        item.confidence
        for row in panel.rows
        for item in row.evidence
        if item.confidence is not None
    ]
    return not known or sum(known) / len(known) >= READABLE


# --- the panel ----------------------------------------------------------------


def _ranked(panels: Sequence[Panel]) -> tuple[Panel, ...]:
    """The panel that tells most first; the others are other photos or languages."""

    def told(panel: Panel) -> tuple[bool, int, bool]:
        amounts = sum(row.amount is not None for row in panel.rows)
        return bool(panel.title) or amounts > 1, amounts, panel.ended

    return tuple(sorted(panels, key=told, reverse=True))


def _nutrients(
    panels: Sequence[Panel], profiles: Sequence[Panel], complete: bool
) -> Reading[tuple[Nutrient, ...]]:
    if panels and panels[0].rows[0].per != "serving":
        # A specification sheet: its tables together describe 100 g of the product.
        more = tuple(row for panel in profiles for row in panel.rows)
        return Found((*panels[0].rows, *more), panels[0].evidence)
    if panels:
        return Found(rows_of(panels), panels[0].evidence)
    if complete:
        return Absent(("every printed face, for a facts panel",))
    return Unreadable("no facts panel on these pictures")


def _grams(row: Nutrient) -> Decimal | None:
    if row.amount is None or row.unit is None or row.bound or row.per != "serving":
        return None
    try:
        return to_grams(Amount(row.amount, row.unit))
    except ValueError:
        return None


def _glutamine(
    panels: Sequence[Panel], blocks: Sequence[Passage], lexicon: Lexicon
) -> Reading[Decimal]:
    """Free L-glutamine per serving by the panel; rows that are only it, summed.

    A second panel of the page is looked at where the first has none: a pack may
    print one for each of its parts.
    """
    if not panels:
        return Unreadable("no facts panel on these pictures")
    first = panels[0]
    beside = [p for p in panels[1:] if (p.file, p.page) == (first.file, first.page)]
    lines = _Lines(blocks)
    readings = [_glutamine_of(panel, lines, lexicon) for panel in (first, *beside)]
    told = next((reading for reading in readings if isinstance(reading, Found)), None)
    open_ = next((reading for reading in readings if isinstance(reading, Unreadable)), None)
    return told or open_ or readings[0]


def _glutamine_of(panel: Panel, lines: _Lines, lexicon: Lexicon) -> Reading[Decimal]:
    told = glutamine_of(panel.rows, lexicon)
    if told is not None:
        return told
    substance = lexicon.substances["l-glutamine"]
    if any(identify(line.text, substance).is_active for line in lines.of(panel)):
        return Unreadable("the panel names glutamine in a line that is no row of it")
    if panel.ended and _reads_well(panel):
        return Absent(("every row of the facts panel",))
    return Unreadable("the facts panel was not read to its end")


def glutamine_of(rows: Sequence[Nutrient], lexicon: Lexicon) -> Reading[Decimal] | None:
    """Free L-glutamine by the rows of a panel; None where no row names it."""
    substance = lexicon.substances["l-glutamine"]
    amounts: dict[Decimal, Nutrient] = {}
    hidden: Nutrient | None = None
    for row in rows:
        identity = identify(_full_name(row), substance)
        if not identity.is_active:
            continue
        grams = _grams(row)
        if not identity.whole or row.is_blend or grams is None:
            hidden = hidden or row
        else:
            # A panel in two languages prints a row twice, with one amount.
            amounts.setdefault(grams, row)
    if amounts:
        evidence = tuple(item for row in amounts.values() for item in row.evidence)
        return Found(sum(amounts, Decimal(0)), evidence)
    if hidden is not None:
        return Unreadable(f"the panel lists {hidden.name} without an amount of its own")
    return None


def _full_name(row: Nutrient) -> str:
    """The name with the "(as ...)" that a footnote tells of it."""
    form = row.source_form
    return row.name if not form or form in row.name else f"{row.name} ({form})"


_PROTEIN = frozenset(
    {
        *("protein", "proteins", "total protein", "proteine", "proteines"),
        *("proteina", "proteinas", "eiweiß"),
    }
)


def _protein(panels: Sequence[Panel]) -> Reading[Decimal]:
    if not panels:
        return Unreadable("no facts panel on these pictures")
    told = protein_of(panels[0].rows)
    if told is not None:
        return told
    if panels[0].ended and _reads_well(panels[0]):
        return Absent(("every row of the facts panel",))
    return Unreadable("the facts panel was not read to its end")


_BRACKET_OR_SLASH = regex.compile(r"[(/]")


def protein_of(rows: Sequence[Nutrient]) -> Reading[Decimal] | None:
    """Protein by the rows of a panel; None where no row names it."""
    for row in rows:
        if _BRACKET_OR_SLASH.split(fold(row.name))[0].strip() in _PROTEIN:
            # "Less than 1 g" tells the most there can be, which is what matters here.
            grams = _grams(replace(row, bound=""))
            if grams is not None:
                return Found(grams, row.evidence)
            return Unreadable("the protein row has no amount that could be read")
    return None


def _profile(panels: Sequence[Panel]) -> Reading[tuple[str, ...]]:
    for panel in panels:
        if panel.profile:
            return Found(tuple(row.name for row in panel.rows), panel.evidence)
    return NOT_SEEN


def daily_glutamine(
    grams: Reading[Decimal], directions: Reading[Directions]
) -> Reading[tuple[Decimal, Decimal]]:
    """Grams of glutamine a day by the directions."""
    if not isinstance(grams, Found):
        return Unreadable("the grams of glutamine per serving are not known")
    if not isinstance(directions, Found):
        return Unreadable("no directions were read")
    if not directions.value.whole:
        return Unreadable("a line of the directions could not be read")
    often = directions.value.servings_per_day
    if often is None:
        return Unreadable("the directions do not say how often")
    low, high = often
    return Found(
        (grams.value * low, grams.value * high), (*grams.evidence, *directions.evidence)
    )


def _front_amount(
    blocks: Sequence[Passage],
    panels: Sequence[Panel],
    is_named: Callable[[str], bool],
    product: Reading[str],
) -> Reading[Decimal]:
    """Grams a serving that print outside the panel claims of a named substance.

    "5 g per serving" is of the product's own substance where its name is that.
    """
    own = isinstance(product, Found) and is_named(product.value)
    for words, file, page in _callouts(blocks, panels):
        if sum(len(line.words) for line in words) > _CLAIM_WORDS:
            continue
        text = " ".join(line.text for line in words)
        amounts = [item for item in find_amounts(text) if not item.bound]
        if len(amounts) != 1 or amounts[0].low:
            continue
        rest = f"{text[: amounts[0].start]} {text[amounts[0].end :]}".strip()
        per_serving = bool(_PER_SERVING.search(fold(rest)))
        if amounts[0].amount.unit != Unit.GRAM and not per_serving:
            # Milligrams on a front are of one capsule as often as of a serving.
            continue
        if not (is_named(rest) or (own and per_serving)):
            continue
        try:
            grams = to_grams(amounts[0].amount)
        except ValueError:
            continue
        if grams > 0:
            evidence = tuple(evidence_of(line.words, file, page) for line in words)
            return Found(grams, evidence)
    return NOT_SEEN


def _callouts(
    blocks: Sequence[Passage], panels: Sequence[Panel]
) -> Iterator[tuple[tuple[Line, ...], str, int]]:
    """Lines outside of panels, alone and with the one below: a callout prints its
    number large over the small name of what it counts."""
    held = _Panels(panels)
    pages: dict[tuple[str, int], list[tuple[int, Line]]] = {}
    lines: list[tuple[Line, tuple[str, int]]] = []
    for block in blocks:
        for line in block.lines:
            if not held.hold(line, block):
                place = (block.file, block.page)
                pages.setdefault(place, []).append((len(lines), line))
                lines.append((line, place))
    # What reaches up to a line: it may be as far above as both are high.
    reaching = {
        place: Shelves(
            (y - 1.2 * line.height, y, (number, line))
            for number, line in there
            for y in (line.box.center[1],)
        )
        for place, there in pages.items()
    }
    for line, place in lines:
        yield (line,), *place
        box = line.box
        y = box.center[1]
        below = [
            (other.box.top, number)
            for number, other in reaching[place].meeting(y, y + 1.2 * line.height)
            if box.x0 < other.box.x1
            and box.x1 > other.box.x0
            and 0 < other.box.center[1] - y < 1.2 * (line.height + other.height)
        ]
        if below:
            yield (line, lines[min(below)[1]][0]), *place


_PER_SERVING = regex.compile(
    r"(?:per|par|por|pro) (?:serving|scoop|portion|porcion|dose|dosis)\b"
)

_CLAIM_WORDS = 8
"""More words than "5 g micronized L-glutamine per serving" are a sentence, in which
an amount may be of anything."""


class _Lines:
    """The lines of all pages by their places."""

    def __init__(self, blocks: Iterable[Passage]) -> None:
        pages: dict[tuple[str, int], list[tuple[float, float, Line]]] = {}
        for block in blocks:
            there = pages.setdefault((block.file, block.page), [])
            there += ((line.box.top, line.box.bottom, line) for line in block.lines)
        self._pages = {place: Shelves(lines) for place, lines in pages.items()}

    def of(self, panel: Panel) -> Iterator[Line]:
        """Those whose middle lies in the panel."""
        lines = self._pages[panel.file, panel.page]
        for line in lines.meeting(panel.box.top, panel.box.bottom):
            if panel.box.holds(line.box.center):
                yield line


class _Panels:
    """The places that panels take, to tell what stands in one of them."""

    def __init__(self, panels: Iterable[Panel]) -> None:
        pages: dict[tuple[str, int], list[Box]] = {}
        for panel in panels:
            pages.setdefault((panel.file, panel.page), []).append(panel.box)
        self._pages = {
            place: Shelves((box.top, box.bottom, box) for box in boxes)
            for place, boxes in pages.items()
        }

    def hold(self, line: Line, block: Passage) -> bool:
        """Whether a line of a block stands in one of them."""
        places = self._pages.get((block.file, block.page))
        if places is None:
            return False
        center = line.box.center
        return any(box.holds(center) for box in places.meeting(center[1], center[1]))


# --- faces against each other -------------------------------------------------


def _panel_conflicts(panels: Sequence[Panel]) -> tuple[Conflict, ...]:
    """Rows of one name with other amounts on two photos of the panel."""
    found = []
    for one, other in combinations(panels, 2):
        if one.file == other.file and one.page == other.page:
            continue
        amounts = {fold(row.name): row for row in other.rows if row.amount is not None}
        for row in one.rows:
            twin = amounts.get(fold(row.name))
            if twin is None or row.amount is None or row.unit != twin.unit:
                continue
            if row.amount != twin.amount and row.per == twin.per:
                found.append(
                    Conflict(
                        what="panel",
                        reason=f"{row.name} is {row.amount} {row.unit} on one picture and "
                        f"{twin.amount} {twin.unit} on another",
                        evidence=(*row.evidence, *twin.evidence),
                    )
                )
    return tuple(found)
