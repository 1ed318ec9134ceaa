"""The records that the stages hand to each other: words, facts, findings, audit.

Frozen values from the standard library only, so that they pickle, compare and
load in no time. Numbers that are printed on a label are Decimals; coordinates
and confidences are floats. A value that makes no sense cannot be built.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

SCHEMA = 1


# --- where things stand -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle on a page, in page units, origin at the top left.

    Zero width or height is legal: text layers report such boxes for spaces.
    """

    x0: float
    top: float
    x1: float
    bottom: float

    def __post_init__(self) -> None:
        # Written so that a NaN fails too.
        if not (self.x0 <= self.x1 and self.top <= self.bottom):
            raise ValueError(f"box is inside out or not a number: {self}")

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def center(self) -> tuple[float, float]:
        """Its middle as x and y."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a point lies in the box; its sides belong to it."""
        x, y = point
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def turned(self, degrees: int, width: float, height: float) -> Box:
        """The box after its page, of this size, was turned clockwise by quarters."""
        match degrees % 360:
            case 90:
                return Box(height - self.bottom, self.x0, height - self.top, self.x1)
            case 180:
                return Box(
                    width - self.x1,
                    height - self.bottom,
                    width - self.x0,
                    height - self.top,
                )
            case 270:
                return Box(self.top, width - self.x1, self.bottom, width - self.x0)
            case _:
                return self

    def scaled(self, across: float, down: float | None = None) -> Box:
        """The box on a page so many times as wide, and as high unless told otherwise."""
        down = across if down is None else down
        return Box(self.x0 * across, self.top * down, self.x1 * across, self.bottom * down)

    def moved(self, x: float, y: float) -> Box:
        """The box so far to the right and down."""
        return Box(self.x0 + x, self.top + y, self.x1 + x, self.bottom + y)

    def shares_column(self, other: Box) -> bool:
        """Whether one would touch the other if it were moved up or down."""
        return min(self.x1, other.x1) > max(self.x0, other.x0)

    def meets(self, other: Box) -> bool:
        """Whether both have a point in common; their sides belong to them."""
        return (
            self.x0 <= other.x1
            and other.x0 <= self.x1
            and self.top <= other.bottom
            and other.top <= self.bottom
        )


def cover(boxes: Iterable[Box]) -> Box:
    """The smallest box that covers all; ValueError when there is none."""
    # One pass, one box: pages ask for the boxes of their lines again and again.
    boxes = tuple(boxes)
    if len(boxes) == 1:
        return boxes[0]
    sides = [(box.x0, box.top, box.x1, box.bottom) for box in boxes]
    if not sides:
        raise ValueError("no box to cover")
    x0, top, x1, bottom = zip(*sides, strict=True)
    return Box(min(x0), min(top), max(x1), max(bottom))


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it was read."""

    text: str
    box: Box
    confidence: float | None = None
    """The engine's own estimate in [0, 1]; None for a PDF text layer."""


@dataclass(frozen=True, slots=True)
class Line:
    """A run of words printed side by side: a table cell or a line of a column."""

    words: tuple[Word, ...]
    """At least one, in reading order."""

    height: float
    """Height of the print in page units, measured across the line even where the
    line is tilted and its box is taller."""

    row: int = 0
    """Lines with one number stand on one printed row of the page, as the cells of
    a table do; numbers grow from top to bottom."""

    block: int = 0
    """Lines with one number belong to one column or panel; numbers follow the
    reading order of the page."""

    box: Box = field(init=False, repr=False, compare=False)
    """Around its words; made once, since everything asks for it."""

    text: str = field(init=False, repr=False, compare=False)
    """Its words with blanks between them; made once, too."""

    def __post_init__(self) -> None:
        if not self.words:
            raise ValueError("a line has at least one word")
        object.__setattr__(self, "box", cover(word.box for word in self.words))
        object.__setattr__(self, "text", " ".join(word.text for word in self.words))

    @property
    def confidence(self) -> float | None:
        """The least confidence of its words; None for a text layer."""
        known = [word.confidence for word in self.words if word.confidence is not None]
        return min(known) if known else None


@dataclass(frozen=True, slots=True)
class Code:
    """One barcode as it was decoded."""

    text: str
    symbology: str
    """As in ISO/IEC 15424: EAN-13, UPC-A, QR Code."""

    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page or picture, upright, with what was read on it."""

    number: int
    """Counted from 1, as a reader of the report would."""

    width: float
    height: float

    unit: Literal["px", "pt"]

    origin: str
    """``text-layer``, or the name of the engine that read the pixels."""

    lines: tuple[Line, ...]
    """In reading order: block by block, top to bottom."""

    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise that the file's picture (after its EXIF orientation) was
    turned to stand upright. Boxes are in the upright frame."""

    quality: float | None = None
    """Share of the characters read with a confidence of at least 0.8, in [0, 1];
    None where nothing was read or the page has a text layer."""

    flat: bool = False
    """The page is artwork or a scan, not a photo of a body that has other sides."""

    hidden: tuple[str, ...] = ()
    """Text that is in the file and that nobody can see on the page, line by line."""

    unread: tuple[Box, ...] = ()
    """Where print was seen that could not be made out."""

    unread_seals: tuple[Box, ...] = ()
    """Round seals whose lettering was not read for sure."""

    codes: tuple[Code, ...] = ()
    """Barcodes."""

    legible_height: float | None = None
    """Height of the smallest print that can be read with edges as sharp as these, in
    page units; None where it was not measured: artwork, and pictures without print."""

    blurred: float = 0.0
    """Share of the characters that were badly read and whose edges run into each other,
    in [0, 1]."""

    reflected: float = 0.0
    """Share of the characters that stand at the rim of a reflection, in [0, 1]: what
    stands under it is seen by nobody."""

    @property
    def words(self) -> tuple[Word, ...]:
        """All words of its lines, in reading order."""
        return tuple(word for line in self.lines for word in line.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What reading hands over and a store keeps."""

    name: str
    """As the user gave it."""

    sha256: str
    media_type: str
    pages: tuple[Page, ...]

    skipped: tuple[str, ...] = ()
    """What was not read, in words: pages or frames beyond a limit."""

    reader: str = ""
    """Name and version of engine and models."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The stretch of label that a statement rests on, exactly as printed."""

    file: str
    page: int
    """Counted from 1, as a reader of the report would."""

    box: Box

    text: str
    """Verbatim. Never trimmed, case-folded or corrected."""

    confidence: float | None = None
    """The least of the words' confidences in [0, 1], lowered where the matcher had
    to tolerate a misreading; None for a PDF text layer."""


# --- the three answers that any fact can have ---------------------------------


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The label states the fact."""

    value: T
    evidence: tuple[Evidence, ...]
    kind: Literal["found"] = "found"


@dataclass(frozen=True, slots=True)
class Absent:
    """We read every place that could state the fact, and none does."""

    searched: tuple[str, ...]
    kind: Literal["absent"] = "absent"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The label may state the fact, but we cannot tell."""

    reason: str
    kind: Literal["unreadable"] = "unreadable"


Reading: TypeAlias = Found[T] | Absent | Unreadable

NOT_SEEN = Unreadable("not seen on these pictures")


# --- what a label states ------------------------------------------------------


class DosageForm(StrEnum):
    """What the product comes as: the words of the label, not of its container."""

    POWDER = "powder"
    CAPSULE = "capsule"
    TABLET = "tablet"
    SOFTGEL = "softgel"
    GUMMY = "gummy"
    CHEWABLE = "chewable"
    LOZENGE = "lozenge"
    LIQUID = "liquid"
    SPRAY = "spray"
    PATCH = "patch"
    BAR = "bar"
    OTHER = "other"

    @property
    def is_by_the_piece(self) -> bool:
        """It is taken by the piece, and nobody mixes it into a drink."""
        return self not in _MEASURED_OUT


_MEASURED_OUT = frozenset(
    {DosageForm.POWDER, DosageForm.LIQUID, DosageForm.SPRAY, DosageForm.OTHER}
)


class Origin(StrEnum):
    """Where an ingredient comes from, by 7 U.S.C. 6502 and 7 CFR 205.605."""

    SYNTHETIC = "synthetic"
    NONSYNTHETIC = "nonsynthetic"
    AGRICULTURAL = "agricultural"
    DEPENDS = "depends"
    NUTRIENT = "nutrient"
    UNRECOGNIZED = "unrecognized"


class Strictness(StrEnum):
    """How strictly "synthetic additive" is meant; each includes the one before."""

    CORE = "core"
    NOP = "nop"
    NOP_STRICT = "nop-strict"


class Tier(StrEnum):
    """What stands behind a certification: see `data/lexicon/certifications.toml`."""

    A = "A"
    A2 = "A2"
    B = "B"
    C = "C"
    D = "D"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and a unit as printed: exact, never converted."""

    number: Decimal
    unit: str

    def __post_init__(self) -> None:
        if not (self.number.is_finite() and self.number >= 0):
            raise ValueError(f"not an amount: {self.number}")

    def __str__(self) -> str:
        return f"{self.number} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingSize:
    """One serving as the panel defines it."""

    text: str
    """As printed, without the heading."""

    count: Decimal | None = None
    """Of `unit`: the 2 of "2 capsules"; the lower bound of a range."""

    unit: str | None = None
    """The household measure in the singular: scoop, capsule, teaspoon, stick."""

    grams: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A further column of the panel: a second serving size, or per 100 g."""

    heading: str
    amount: Decimal | None = None
    unit: str | None = None
    percent_dv: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nutrient:
    """One row of a facts panel, in the panel's order."""

    name: str
    """As printed, without footnote signs."""

    amount: Decimal | None = None
    """None where the row prints none: a heading, or a member of a blend."""

    unit: str | None = None

    bound: Literal["<", ""] = ""
    """``<`` where the panel prints "less than"; the amount is then the bound."""

    low: Decimal | None = None
    """The lower end where a range is printed; the amount is then the upper end."""

    percent_dv: Decimal | None = None
    """None where none is printed or no daily value is established."""

    blend: str | None = None
    """Name of the blend whose member this row is."""

    is_blend: bool = False
    """The row is itself a blend: its amount is the total of its members."""

    source_form: str | None = None
    """The "(as ...)" or "(from ...)" of the row, without the bracket."""

    columns: tuple[Column, ...] = ()

    per: str = "serving"
    """What the amounts are per: ``serving``, ``100 g`` or ``100 ml``. Rows of a
    typical amino acid profile are not part of the panel and are not listed."""

    as_read: str = ""
    """What was read, where the panel's other numbers decided for another reading of
    the same ink: "59" for 5 g. The amount is then an interpretation."""

    panel: int = 0
    """Which panel of the product prints it: a kit has one for each of its parts. The
    serving size is that of panel 0."""

    evidence: tuple[Evidence, ...] = ()

    @property
    def full_name(self) -> str:
        """The name with the "(as ...)" that a footnote tells of it."""
        form = self.source_form
        return self.name if not form or form in self.name else f"{self.name} ({form})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """One name of the ingredient list, members of brackets included."""

    name: str
    """As printed, without brackets, function words and percentages."""

    additive: str | None = None
    """Id of the additive's lexicon entry; None for a food, herb or nutrient."""

    classes: tuple[str, ...] = ()
    """Functional classes by the Codex names: sweetener, color, anticaking agent."""

    origin: Origin = Origin.UNRECOGNIZED

    strictness: Strictness | None = None
    """The mildest reading of "synthetic" that objects to it; None: none does.
    For origin ``depends`` this is ``nop-strict``."""

    shell: bool = False
    """It is the capsule or a member of the capsule's bracket."""

    protein: str | None = None
    """Id of the protein source it is or contains: whey, collagen, pea."""

    amino_acid: str | None = None
    """Id of the amino acid it is."""

    within: str | None = None
    """Name of the ingredient in whose bracket it stands."""

    exact: bool = True
    """False when the lexicon knew it only by tolerating a misreading."""

    evidence: tuple[Evidence, ...] = ()

    @property
    def is_function(self) -> bool:
        """It names what substances are added for, and none of them."""
        return self.additive is not None and self.additive.replace("-", " ") in self.classes


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """A seal or certification-like statement, as claimed; no registry was asked."""

    id: str
    tier: Tier
    text: str
    """As printed."""

    named: bool = False
    """An independent body or a licence number is named."""

    gmp: bool = False
    """It speaks of good manufacturing practice."""

    third_party: bool = False
    """It speaks of testing or audit by somebody else than the maker."""

    organic: bool = False

    beside: tuple[str, ...] = ()
    """Words of its sentence that may make it speak of something else than the product:
    "better than NSF certified brands"."""

    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something the label says of the product."""

    text: str
    kind: str
    """``free-from``, ``diet``, ``organic``, ``quality``, ``structure-function``,
    ``disease``, ``amount``, ``origin``, ``additive`` or ``other``."""

    negated: bool
    """The statement says what is not in the product."""

    subjects: tuple[str, ...] = ()
    """For a free-from claim what is denied, folded: ("artificial flavors",); for an
    additive claim what the statement says is in the product: ("sucralose",)."""

    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Directions:
    """How to take it, by the label."""

    text: str
    whole: bool = True
    """False where a line of it was seen to be missing."""

    servings_per_day: tuple[Decimal, Decimal] | None = None
    """Lowest and highest; None where the text does not say how often."""

    servings_at_once: tuple[Decimal, Decimal] | None = None
    """Servings taken at one time, when the text counts the serving's unit."""

    with_water: bool | None = None
    """None: it does not say. False: it says to take it with something else."""

    empty_stomach: bool | None = None
    """None: it does not say. False: it says with food."""

    divided: bool | None = None
    """True: more than once a day; False: once a day; None: it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """Until when it is good, by its print or its code."""

    text: str
    """As printed; the day by ISO 8601 where a code tells it."""

    kind: Literal["expiry", "best-before", "use-by"]

    earliest: date
    latest: date
    """The last day on which it is good. Both are one day unless the print leaves open
    which number is the day, the month or the year; the last of a month without a day."""

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError(f"ends before it begins: {self.earliest} to {self.latest}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """What a warning speaks of: ``professional``, ``diabetes``, ``cancer`` ..."""

    topic: str
    contradicts: bool = False
    """The label claims the opposite: "suitable for diabetics"."""

    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What of the label was seen, so that absence can be told from not looking."""

    complete: bool = False
    """Every printed face was read: nothing that is not here is on the label."""

    because: str = ""
    """Why `complete` is what it is, in words."""

    panel: bool = False
    """The facts panel was read, and read well."""

    list_state: Literal["whole", "partial", "none", "unseen"] = "unseen"
    """The ingredient list: read to its end; cut off or badly read; the label has
    none or says that there are none; or its place was not on these pictures."""

    list_reason: str = ""
    """Why `list_state` is what it is, in words, for the report."""

    skipped: tuple[str, ...] = ()
    """Pages, frames and files that were not read."""

    hidden: tuple[str, ...] = ()
    """Text that is in a file but cannot be seen."""

    unread_seals: tuple[Evidence, ...] = ()
    """Round seals that were seen, not read for sure, and that no certification was
    found in; with what was made out of their lettering."""


def unread() -> Reading[T]:
    return NOT_SEEN


class FaceKind(StrEnum):
    """What a picture may show of a package, in the order that a person turns it."""

    FRONT = "front"
    FACTS = "facts panel"
    INGREDIENTS = "ingredient list"
    DIRECTIONS = "directions"
    WARNINGS = "warnings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What one page shows, and how well it could be read."""

    file: str
    page: int
    shows: tuple[FaceKind, ...] = ()

    print_height: float | None = None
    """Of the usual line, in pixels; None for artwork."""

    legible_height: float | None = None
    """Of the smallest line that could be read with edges as sharp as these, in pixels;
    None for artwork."""

    reflected: float = 0.0
    """Share of the characters that stand at the rim of a reflection, in [0, 1]."""

    cut_off: tuple[str, ...] = ()
    """Edges of the picture that print runs over: left, right, top, bottom."""

    advice: tuple[str, ...] = ()
    """What would make the picture better to read."""

    packages: int = 1
    """How many packages seem to stand in the picture, or in the file whose pages are
    labels by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFacts:
    """Everything the label states, each fact with one of the three answers."""

    product_name: Reading[str] = field(default_factory=unread)
    brand: Reading[str] = field(default_factory=unread)
    net_contents: Reading[str] = field(default_factory=unread)
    dosage_form: Reading[DosageForm] = field(default_factory=unread)
    serving_size: Reading[ServingSize] = field(default_factory=unread)
    servings_per_container: Reading[Decimal] = field(default_factory=unread)
    nutrients: Reading[tuple[Nutrient, ...]] = field(default_factory=unread)
    glutamine_g_per_serving: Reading[Decimal] = field(default_factory=unread)
    protein_g_per_serving: Reading[Decimal] = field(default_factory=unread)
    ingredients: Reading[tuple[Ingredient, ...]] = field(default_factory=unread)
    other_ingredients_text: Reading[str] = field(default_factory=unread)
    certifications: Reading[tuple[Certification, ...]] = field(default_factory=unread)
    claims: Reading[tuple[Claim, ...]] = field(default_factory=unread)
    directions: Reading[Directions] = field(default_factory=unread)
    daily_glutamine_g: Reading[tuple[Decimal, Decimal]] = field(default_factory=unread)
    warnings: Reading[str] = field(default_factory=unread)
    cautions: Reading[tuple[Caution, ...]] = field(default_factory=unread)
    allergens: Reading[str] = field(default_factory=unread)
    amino_acid_profile: Reading[tuple[str, ...]] = field(default_factory=unread)
    """Names in a "typical amino acid profile": naturally occurring, not added."""

    front_amount: Reading[Decimal] = field(default_factory=unread)
    """Grams of glutamine that a face other than the panel claims for a serving."""

    barcodes: Reading[str] = field(default_factory=unread)
    lot: Reading[str] = field(default_factory=unread)
    expiry: Reading[Expiry] = field(default_factory=unread)
    faces: tuple[Face, ...] = ()
    coverage: Coverage = Coverage()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two places of the label that cannot both be right."""

    what: str
    """A slug: one of `criteria.conflicts.KINDS`."""

    reason: str
    evidence: tuple[Evidence, ...] = ()


# --- what a person says of it -------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person says of one fact after looking at the label."""

    fact: str
    """Key of `LabelFacts`."""

    state: Literal["found", "absent", "unreadable"]

    seen: Evidence | None = None
    """Where the person saw it, with the text as the person typed it."""

    who: str

    when: str
    """ISO 8601, in UTC."""

    def __post_init__(self) -> None:
        if (self.state == "found") != (self.seen is not None):
            raise ValueError(f"{self.fact}: what is found is seen, and nothing else is")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction and the reading that it stands instead of."""

    correction: Correction
    read: Reading[object]


# --- what we make of it -------------------------------------------------------


class Role(StrEnum):
    """What a criterion counts for: the verdict, the score, or neither."""

    GATE = "gate"
    PREFERENCE = "preference"
    INFO = "info"


class Outcome(StrEnum):
    """What a criterion comes to. Unknown is neither of the two before it."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class Verdict(StrEnum):
    """What the gates come to: one failed, all passed, or some are open."""

    PASS = "pass"
    FAIL = "fail"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one criterion found, and why."""

    id: str
    title: str
    role: Role
    weight: Decimal
    outcome: Outcome

    reason: str
    """One sentence that stands for itself in a report."""

    evidence: tuple[Evidence, ...] = ()

    searched: tuple[str, ...] = ()
    """For a finding by absence: the places that were read, and how well."""

    remedy: str = ""
    """For a fail or unknown: what would settle it."""

    note: str = ""
    """A reservation that does not change the outcome: "verify in the registry"."""

    def __post_init__(self) -> None:
        decided = self.outcome in (Outcome.PASS, Outcome.FAIL)
        if decided and not (self.evidence or self.searched):
            raise ValueError(f"{self.id}: a {self.outcome} that rests on nothing")
        if not self.reason:
            raise ValueError(f"{self.id}: a finding without a reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that could not be read, as a row of the report."""

    file: str
    slug: str
    problem: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileStamp:
    """Which rules judged."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """One product's report: everything in it can be told again from its parts."""

    product: str
    """An id: the file's stem, or what the manifest calls it."""

    sources: tuple[Document, ...]
    facts: LabelFacts
    findings: tuple[Finding, ...]
    conflicts: tuple[Conflict, ...]
    failures: tuple[Failure, ...]
    verdict: Verdict

    score: Decimal | None
    """0 to 100; None while less than half of the weight is decided."""

    coverage: Decimal
    """Decided share of the applicable weight, 0 to 1."""

    profile: ProfileStamp
    auditor_version: str

    corrections: tuple[Corrected, ...] = ()
    """What a person corrected; `facts` holds what is said now."""
