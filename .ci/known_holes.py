"""Ask for known vulnerabilities of what the lock file names; one found is an error.

A service that does not answer, or knows no package, is a warning: whether somebody
has found something is not to be known offline, and no property of a change.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

LOCK = Path(__file__).with_name("requirements.txt")

done = subprocess.run(
    [
        Path(sysconfig.get_path("scripts")) / "pip-audit",
        *("--requirement", LOCK, "--require-hashes", "--disable-pip"),
        *("--format", "json", "--progress-spinner", "off", "--timeout", "10"),
    ],
    capture_output=True,
    text=True,
    check=False,
)
try:
    packages = json.loads(done.stdout)["dependencies"]
except ValueError:
    remark = done.stderr.strip().rpartition("\n")[2]
    sys.stdout.write(f"warning: nobody could be asked for known holes: {remark}\n")
    sys.exit()
unknown = [package for package in packages if "skip_reason" in package]
if unknown:
    sys.stdout.write(
        f"warning: of {len(unknown)} of {len(packages)} packages no known holes are told\n"
    )
found = [
    f"{package['name']} {package['version']}: {hole['id']}, mended in "
    + (", ".join(hole["fix_versions"]) or "none yet")
    for package in packages
    for hole in package.get("vulns", ())
]
sys.exit("\n".join(found) or None)
