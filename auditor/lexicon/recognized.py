"""What a printed name stands for, alone, beside others and in the use it is put to.

Of several, the part that the strictest reader minds most speaks for the whole: what
is milder beside it must not hide it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auditor.model import Origin, Strictness

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """What one printed name stands for."""

    kind: str
    """As in `Entry`, or ``blend``: a heading whose members alone tell what it is."""

    id: str
    name: str
    """The spelling in the lexicon."""

    classes: tuple[str, ...] = ()
    origin: Origin = Origin.UNRECOGNIZED
    strictness: Strictness | None = None
    shell: bool = False
    protein: str | None = None
    amino_acid: str | None = None
    competes: bool = False
    exact: bool = True
    note: str = ""

    @property
    def additive(self) -> str | None:
        """Id of the additive's entry; None for a food, herb or nutrient."""
        return self.id if self.kind == "additive" else None

    @property
    def is_synthetic_additive(self) -> bool:
        """Made by man, and no capsule around what is taken."""
        return (
            self.kind == "additive" and self.origin is Origin.SYNTHETIC and not self.shell
        )

    @property
    def is_function(self) -> bool:
        """It names what substances are added for, and none of them."""
        return self.kind == "additive" and self.id.replace("-", " ") in self.classes


_COATING_CLASSES = frozenset({"coating", "glazing agent"})


def severity(found: Recognized) -> int:
    """How early a reader minds it, from the mildest, 0, to the worst."""
    match found.strictness:
        case Strictness.CORE:
            return 4
        case Strictness.NOP:
            return 3
        case _ if found.kind == "blend" or (found.is_function and found.id != "flavor"):
            return 2
        case Strictness.NOP_STRICT:
            return 1
        case _:
            return 0


def worst_of(parts: Sequence[Recognized]) -> Recognized:
    """The part that the strictest reader minds most, with what the others add."""
    worst = max(parts, key=lambda part: (severity(part), part.kind == "additive"))
    return replace(
        worst,
        classes=tuple(dict.fromkeys(word for part in parts for word in part.classes)),
        shell=any(part.shell for part in parts),
        protein=next((part.protein for part in parts if part.protein), None),
        amino_acid=next((part.amino_acid for part in parts if part.amino_acid), None),
        competes=any(part.competes for part in parts),
        exact=all(part.exact for part in parts),
    )


def in_shell(found: Recognized) -> Recognized:
    """The same as the capsule's material: no source of protein then."""
    return replace(found, shell=True, protein=None)  # noqa: S604 - a capsule, no command


def used_as(found: Recognized, classes: tuple[str, ...], *, shell: bool) -> Recognized:
    """The same where the label tells its function.

    A coating is no shell, though both are made of the same ethers, and is judged
    as any other synthetic.
    """
    strictness = found.strictness
    if _COATING_CLASSES.intersection(classes):
        shell = False
        if strictness is Strictness.NOP_STRICT and found.origin is Origin.SYNTHETIC:
            strictness = Strictness.NOP
    else:
        shell = shell or found.shell
    return replace(
        found,
        classes=tuple(
            dict.fromkeys((*found.classes, *(c for c in classes if c != "shell")))
        ),
        strictness=strictness,
        shell=shell,
    )
