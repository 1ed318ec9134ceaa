"""Where tests find what is not ours to keep in the project: labels from the market,
public product lists, malformed files, the article that the criteria rest on.

By default a folder `shared` beside the checkout; AUDITOR_LABELS names another one.
Tests that need what is not there are skipped.
"""

from __future__ import annotations

import os
from pathlib import Path

_FOLDER = Path(os.environ.get("AUDITOR_LABELS") or Path(__file__).parents[2] / "shared")

REAL_LABELS = _FOLDER / "labels" / "dev"
"""Pictures with their transcriptions."""

PUBLIC_LISTS = _FOLDER / "data"
MALFORMED = _FOLDER / "hostile" / "files"
ARTICLE = _FOLDER / "article.txt"
