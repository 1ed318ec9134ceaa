"""Shards on a Ray cluster: each is a task, done again where a worker or node died.

Ray keeps the processes that do tasks, and with them the models they loaded. Only so
many shards are handed in at a time, so that the plan of a million files does not
wait in the cluster's memory. The products of a shard that no worker survives are
done one by one, so that only the one that kills its worker is given up, as a row.
"""

from __future__ import annotations

import os
from contextlib import chdir
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from auditor.batch.pool import settle
from auditor.batch.shards import deadly_item, do_shard, judge_item, write_shard
from auditor.errors import AuditorError, DependencyError, UsageError
from auditor.process import run_lean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from auditor.batch.shards import Item, Receipt, Shard
    from auditor.batch.work import Terms, WasJudged

T = TypeVar("T")

_TRIES: Final = 3
"""Times that a shard is done again after its worker or node died."""

_AHEAD: Final = 3
"""Shards handed in for each processor: one is done, the others wait for it."""


class OnRay:
    """Does shards on the Ray cluster at an address.

    Args:
        address: ``ray`` for the cluster that this machine is part of, else one of this
            machine alone; ``ray://HEAD:10001`` for another.
    """

    def __init__(self, address: str = "ray") -> None:
        if address != "ray" and not address.startswith("ray://"):
            raise UsageError("--on", f"{address!r} is no cluster", "write ray://HEAD:10001")
        self._address = address

    def run(self, shards: Iterable[Shard], terms: Terms, output: str) -> Iterator[Receipt]:
        """Do each shard and give its receipt."""
        ray = _ray()
        self._join(ray)
        here = Path.cwd()
        once, again = (
            ray.remote(num_cpus=1, max_retries=tries)(_there) for tries in (_TRIES, 1)
        )
        shared = ray.put(terms)
        waiting = iter(shards)
        running: dict[Any, Shard] = {}
        try:
            while True:
                room = max(1, int(ray.cluster_resources().get("CPU", 1))) * _AHEAD
                for shard in islice(waiting, max(room - len(running), 0)):
                    running[once.remote(do_shard, here, shard, shared, output)] = shard
                if not running:
                    return
                for reference in ray.wait(list(running), num_returns=1)[0]:
                    shard = running.pop(reference)
                    try:
                        yield _answer(ray.get(reference))
                    except ray.exceptions.RayError:
                        yield write_shard(
                            shard,
                            [
                                _alone(ray, again, here, item, shared, terms)
                                for item in shard.items
                            ],
                            output,
                        )
        finally:
            for reference in running:
                ray.cancel(reference, force=True)

    def _join(self, ray: Any) -> None:
        if ray.is_initialized():
            return
        options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
        if self._address != "ray":
            ray.init(self._address, **options)
        elif os.environ.get("RAY_ADDRESS"):
            ray.init(**options)
        else:
            ray.init(include_dashboard=False, **options)


def _alone(
    ray: Any, task: Any, here: Path, item: Item, shared: Any, terms: Terms
) -> WasJudged:
    try:
        judged: WasJudged = _answer(ray.get(task.remote(judge_item, here, item, shared)))
    except ray.exceptions.RayError:
        return deadly_item(item, terms)
    return judged


def _there(work: Callable[..., T], here: Path, *arguments: object) -> T | AuditorError:
    """What a node does; an error of ours is an answer, since trying again is vain.

    `here` is where relative paths begin, on a share that the node sees as well.
    """
    run_lean()
    try:
        with chdir(here if here.is_dir() else Path()):
            answer = work(*arguments)
    except AuditorError as error:
        return error
    _settle_once()
    return answer


_settle_once = cache(settle)
"""Behind its first shard a process has loaded what all the others need."""


def _answer(answer: T | AuditorError) -> T:
    if isinstance(answer, AuditorError):
        raise answer
    return answer


def _ray() -> Any:
    try:
        import ray
    except ImportError as error:
        raise DependencyError(
            "ray", "is not installed", "install it with: pip install 'auditor[ray]'"
        ) from error
    return ray
