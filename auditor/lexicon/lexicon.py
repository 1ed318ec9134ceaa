"""Every name list together, and the searches over them.

Loaded at every start: what a search needs besides is worked out when it is first
asked for, and what it answered is kept, for labels say the same again and again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from auditor.lexicon.folding import squeeze, words_of
from auditor.lexicon.index import REMEMBERED, NameIndex
from auditor.lexicon.marks import Marks
from auditor.lexicon.recognition import recognize
from auditor.model import Strictness

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from auditor.lexicon.entries import (
        DosageForms,
        Entry,
        IdentityWords,
        Qualifiers,
        Substance,
    )
    from auditor.lexicon.marks import Certification
    from auditor.lexicon.recognized import Recognized

_LIST_ORDER = (
    "additive",
    "protein",
    "amino-acid",
    "food",
    "nutrient",
    "botanical",
    "recognized",
)
_PANEL_ORDER = (
    "protein",
    "amino-acid",
    "nutrient",
    "botanical",
    "food",
    "additive",
    "recognized",
)
_LONGEST_NAME = 240

_LANGUAGES = re.compile(r"[/()\[\]|·•]")
"""What parts a name from the same in another language."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Lexicon:
    """Every name list of one folder, checked, and the searches over them.

    Equal only to itself, so that what was worked out by it can be remembered.
    """

    entries: Mapping[str, Mapping[str, Entry]]
    """By kind and id."""

    keys: Mapping[str, Mapping[str, tuple[str, str]]]
    """By kind and squeezed name: ``kind/id`` and the name."""

    certifications: tuple[Certification, ...]

    certification_frame: frozenset[str]
    """Words of sentences that claim a certification for the product itself, folded."""

    dosage_forms: DosageForms

    headings: NameIndex
    """Ids name the section that the heading opens."""

    allergens: NameIndex
    substances: Mapping[str, Substance]
    qualifiers: Qualifiers
    identity: IdentityWords
    sha256: str
    """Over all files: what an audit's fingerprint takes in."""

    def find_certifications(self, text: str) -> tuple[tuple[int, int, Certification], ...]:
        """Where a text claims each mark, as spans; marks may overlap."""
        return self._marks.find(text)

    @cached_property
    def _marks(self) -> Marks:
        return Marks(self.certifications)

    @cached_property
    def names(self) -> NameIndex:
        """All ingredient names; ids are ``kind/id``, an additive's sense first."""
        return self._index(_LIST_ORDER)

    @cached_property
    def panel_names(self) -> NameIndex:
        """The same with the sense first that the name has on a facts panel."""
        return self._index(_PANEL_ORDER)

    @cached_property
    def additives(self) -> NameIndex:
        """Additives alone; ids as in `names`."""
        return NameIndex.of_keys(self.keys["additive"])

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of every name, folded: words that are no misreading of others."""
        names = (
            name
            for entries in self.entries.values()
            for entry in entries.values()
            for name in entry.names
        )
        return frozenset(words_of("\n".join(names)))

    def may_name_additives(self, text: str) -> bool:
        """Whether any name in a list may be an additive's: a name of the lexicon's, or
        one that is put together of words for flavors, colors or capsules."""
        return bool(self.additives.find(text)) or not self._told_by_words.isdisjoint(
            words_of(text)
        )

    @cached_property
    def _told_by_words(self) -> frozenset[str]:
        return self.qualifiers.flavor | self.qualifiers.color | self.qualifiers.shell

    def is_protein_row(self, name: str) -> bool:
        """Whether a row of a panel is the number of grams of protein, no ingredient; in
        two languages, too: "Eiweiß (Protein)"."""
        told = {" ".join(words_of(part)) for part in _LANGUAGES.split(name)} - {""}
        return bool(told) and told <= self.qualifiers.protein_rows

    def begins_synthetic(self, name: str) -> bool:
        """Whether the name of a synthetic additive begins with these words and goes on,
        as "magnesium" does: the end of a list that was cut off."""
        return squeeze(name) in self._beginnings

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(
            squeeze(" ".join(words[:count]))
            for entry in self.entries["additive"].values()
            if entry.strictness in (Strictness.CORE, Strictness.NOP)
            for name in entry.names
            if (words := name.split())
            for count in range(1, len(words))
        )

    def _index(self, order: Sequence[str]) -> NameIndex:
        keys: dict[str, tuple[str, str]] = {}
        for kind in reversed(order):
            keys.update(self.keys[kind])
        return NameIndex.of_keys(keys)

    def entry(self, kind_and_id: str) -> Entry:
        """The entry of an id of `names`; KeyError when there is none."""
        kind, _, id_ = kind_and_id.partition("/")
        return self.entries[kind][id_]

    def recognize(self, name: str, *, panel: bool = False) -> Recognized | None:
        """What one name of an ingredient list stands for; None when unsure.

        `name` as printed, with or without its brackets, but without the names of
        members that stand in them. `panel`: it is a row of a facts panel, where
        ascorbic acid is a vitamin and no antioxidant.

        What is put together from known parts is recognized with its parts:
        "organic dried ginger root", "sunflower and/or soy lecithin". The answer is
        never milder than the strictest additive that the name prints.
        """
        text = name.strip(" \t\r\n.,;:*•†‡§^#|")
        if not text or len(text) > _LONGEST_NAME:
            return None
        return self._remembered(text, panel)

    @cached_property
    def _remembered(self) -> Callable[[str, bool], Recognized | None]:
        return lru_cache(maxsize=REMEMBERED)(self._recognize)

    def _recognize(self, text: str, panel: bool) -> Recognized | None:
        return recognize(self, text, panel=panel)
