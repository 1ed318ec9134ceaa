"""The names labels use, loaded from data files and checked before first use.

A lexicon grows with the market, so it is data: adding an additive must not need
a programmer. A broken lexicon stops the program; a skipped entry would turn
into a silent pass. Only this package builds patterns from names. An unknown name
stays unknown: nothing here guesses what a name might have meant, and a
misreading is tolerated only where no other name is near.
"""

from __future__ import annotations

from auditor.lexicon.entries import (
    Entry,
    IdentityWords,
    Lookalike,
    Substance,
    substance_names,
)
from auditor.lexicon.folding import fold, squeeze
from auditor.lexicon.index import Match, NameIndex
from auditor.lexicon.lexicon import Lexicon
from auditor.lexicon.loading import FOLDER, load_lexicon
from auditor.lexicon.marks import Certification
from auditor.lexicon.recognized import Recognized

__all__ = [
    "FOLDER",
    "Certification",
    "Entry",
    "IdentityWords",
    "Lexicon",
    "Lookalike",
    "Match",
    "NameIndex",
    "Recognized",
    "Substance",
    "fold",
    "load_lexicon",
    "squeeze",
    "substance_names",
]
