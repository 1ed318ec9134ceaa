"""Print the oldest versions that pyproject.toml admits, as constraints for pip.

What is said to be enough is installed and tried, so that no lower bound is a guess.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))[
    "project"
]
for requirement in (
    *project["dependencies"],
    *project["optional-dependencies"]["web"],
    *project["optional-dependencies"]["parquet"],
):
    bound = re.match(r"([\w.-]+)[>=]=([\w.]+)", requirement)
    if bound is None:
        sys.exit(f"pyproject.toml: {requirement!r} has no lower bound; name>=version")
    sys.stdout.write(f"{bound[1]}=={bound[2]}\n")
