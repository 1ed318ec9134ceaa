"""What the data files hold, as records: the things that labels name, and the words
that stand beside names.

Nothing here searches or loads, so that whoever only passes an entry on needs to know
no more than what it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from auditor.lexicon.index import NameIndex
    from auditor.model import DosageForm, Origin, Strictness
    from auditor.patterns import GuardedPattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that ingredient lists and panels name."""

    kind: str
    """``additive``, ``protein``, ``amino-acid``, ``nutrient``, ``food``,
    ``botanical`` or ``recognized``."""

    id: str
    names: tuple[str, ...]
    source: str
    note: str = ""
    ins: str = ""
    """Codex number without the E."""

    classes: tuple[str, ...] = ()
    origin: Origin
    strictness: Strictness | None = None
    """The mildest reading of "synthetic" that objects to it."""

    shell: bool = False
    """It is a material of capsule shells."""

    protein: str | None = None
    """Id of the protein source that it is."""

    competes: bool = False
    """An amino acid that competes with glutamine for uptake."""

    nutrient: str = ""
    """Id of the vitamin or mineral that the additive is a permitted source of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingUnit:
    """A household measure of servings and the form that it implies."""

    id: str
    """In the singular: scoop, capsule, teaspoon, stick."""

    names: tuple[str, ...]
    form: DosageForm | None
    """None where the unit fits several forms: serving, piece, gram."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DosageForms:
    """Words that tell the form of a product."""

    words: NameIndex
    """Ids are values of `DosageForm`. Traps are longer names of the right form."""

    units: NameIndex
    """Ids are those of `serving_units`."""

    serving_units: Mapping[str, ServingUnit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """Another substance whose name reads like the one that is asked for."""

    id: str
    names: tuple[str, ...]
    reason: str
    """Neutral, complete sentence about what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Substance:
    """An active that a profile asks for."""

    id: str
    title: str
    names: tuple[str, ...]
    qualified: tuple[str, ...] = ()
    """Names that say less than they should and count with a note."""

    lookalikes: tuple[Lookalike, ...] = ()
    source: str = ""

    def __hash__(self) -> int:
        """By its id, which few of them share: all its names take long to hash."""
        return hash(self.id)


def substance_names(substance: Substance) -> Iterator[tuple[str, str]]:
    """Pairs for an index: ``active``, ``qualified`` or the lookalike's id, and name."""
    yield from (("active", name) for name in substance.names)
    yield from (("qualified", name) for name in substance.qualified)
    for other in substance.lookalikes:
        yield from ((other.id, name) for name in other.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualifiers:
    """Words that stand beside a name without making it another thing."""

    neutral: frozenset[str]
    parts: frozenset[str]
    heads: frozenset[str]
    """Last words of German compounds, behind the name of the thing: pulver, aroma."""

    forms: frozenset[str]
    lead: GuardedPattern
    trail: GuardedPattern
    sources: frozenset[str]
    flavor: frozenset[str]
    color: frozenset[str]
    artificial: frozenset[str]
    natural: frozenset[str]
    shell: frozenset[str]
    blend: frozenset[str]
    describing: frozenset[str]
    """Words of flavor names that are no food: creamy, fruity, punch."""

    salts: frozenset[str]
    """Words that stand for a form of a mineral in its own row: citrate, chelate."""

    plant: frozenset[str]
    """Words that say a capsule is not of gelatin: vegetable, vegan, plant."""

    measures: frozenset[str]

    protein_rows: frozenset[str]
    """Names of the row that gives the protein in the product; no ingredient's."""

    color_fill: frozenset[str]
    shell_fill: frozenset[str]
    source_fill: frozenset[str]
    """Small words beside colors, capsules and sources that say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityWords:
    """Words by which a front tells what the product is from whose it is."""

    makers: frozenset[str]
    """The last words of brands: nutrition, labs, naturals."""

    firms: frozenset[str]
    """Forms of firms, which are no part of a brand: inc, gmbh."""

    purposes: frozenset[str]
    """What a product is or is for, beside substances: multivitamin, hydration."""

    speech: frozenset[str]
    """Words of sentences and slogans, which hardly any name has: your, feel, every."""

    praise: frozenset[str]
    """What names neither product nor maker: ultra, pure, new."""
