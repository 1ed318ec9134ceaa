"""What a call costs, whatever else the machine does and the tests before have left."""

from __future__ import annotations

import gc
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def cpu_seconds(call: Callable[[], object], *, runs: int = 3) -> float:
    """The least processor time of several runs: others only add to it.

    No garbage is collected meanwhile, as `timeit` has it: going through what thousands
    of tests before left in memory takes longer than most calls that are timed here.
    """
    collects = gc.isenabled()
    spent = []
    gc.disable()
    try:
        for _ in range(runs):
            start = process_time()
            call()
            spent.append(process_time() - start)
    finally:
        if collects:
            gc.enable()
    return min(spent)
