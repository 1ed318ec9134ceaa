"""Whether a scan's memory grows with its files: what its processes hold on the way.

The pictures are those of a folder made small, no two alike, so that thousands of them
are read, parsed, judged and kept in earnest before a day is over. What a process lets
go of is not seen by the most it ever held; so it is looked at again and again.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from auditor.batch.products import Group
from auditor.batch.scan import Scanner, find_products
from auditor.batch.work import Terms
from auditor.bench.result import Held
from auditor.criteria.profile import load_profile
from auditor.errors import DependencyError
from auditor.pipeline import Settings
from auditor.reading.effort import Effort

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WIDTHS: Final = (500, 700)
"""In pixels, of the pictures: the least in which a panel can be read, and quickly."""

_HEIGHT: Final = 200
"""In pixels, of the part that is kept: some lines of print, to be quick."""

_EACH_SECONDS: Final = 3.0
"""Between two looks at the processes: rare enough to cost the scan nothing."""


def measure_growth(
    pictures: Sequence[Path], count: int, each_seconds: float = _EACH_SECONDS
) -> tuple[Held, ...]:
    """So many small pictures by one worker, with a store, and what is held meanwhile.

    It is to be called in a process that does nothing else.

    Raises:
        DependencyError: this system does not tell what processes hold.
    """
    if not sys.platform.startswith("linux"):
        raise DependencyError(
            "--pictures", "asks Linux what processes hold", "measure it there"
        )
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / "pictures"
        shelf.mkdir()
        make_small_pictures(pictures, count, shelf)
        products = find_products([shelf], group=Group.NONE).products
        terms = Terms(load_profile("glutamine"), Settings(effort=Effort.FAST))
        with (
            Scanner(terms, jobs=1, store=Path(folder) / "store") as scanner,
            _Watch(each_seconds) as watch,
        ):
            for watch.done, _ in enumerate(scanner.audit(products), 1):
                pass
    return tuple(watch.held)


def make_small_pictures(pictures: Sequence[Path], count: int, folder: Path) -> None:
    """So many pictures of the given ones: of other widths, cut and lit differently."""
    from PIL import Image, ImageEnhance

    # The same pictures for everybody who measures.
    dice = random.Random(0)  # noqa: S311 # nosec B311 - no secret
    for number in range(count):
        original = pictures[number % len(pictures)]
        with Image.open(original) as opened:
            opened.draft("RGB", (2 * _WIDTHS[1], 2 * _WIDTHS[1]))
            small = opened.convert("RGB")
        width = dice.randint(*_WIDTHS)
        small = small.resize((width, max(small.height * width // small.width, 1)))
        top = dice.randint(0, max(small.height - _HEIGHT, 0))
        small = small.crop((0, top, width, min(top + _HEIGHT, small.height)))
        lit = ImageEnhance.Brightness(small).enhance(dice.uniform(0.9, 1.1))
        lit.save(folder / f"{number:06d} {original.stem}.jpg", quality=85)


class _Watch:
    """Looks at what this process and its worker hold, every few seconds."""

    def __init__(self, each_seconds: float) -> None:
        self._each_seconds = each_seconds
        self.done = 0
        """Pictures, as whoever works keeps it."""

        self.held: list[Held] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(self._each_seconds):
            if seen := _held(self.done):
                self.held.append(seen)


def _held(done: int) -> Held | None:
    """What this process, its worker and the worker's child hold; None without worker."""
    workers = list(_children("self"))
    if not workers:
        return None
    return Held(
        pictures=done,
        scan=_resident("self"),
        worker=max(map(_resident, workers)),
        # The other child is the small one that clears up.
        reading=max(
            (_resident(child) for worker in workers for child in _children(worker)),
            default=0,
        ),
    )


def _children(process: str) -> Iterator[str]:
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):
            yield from (task / "children").read_text().split()


def _resident(process: str) -> int:
    """Bytes; 0 of a process that has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    return 0
