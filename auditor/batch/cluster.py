"""Shards on a Ray cluster: each is a task, done again where a worker or node died.

Ray keeps the processes that do tasks, and with them the models they loaded. Only so
many shards are handed in at a time, so that the plan of a million files does not
wait in the cluster's memory. A shard that no worker survives ends the scan, and its
name is told; the others are kept.
"""

from __future__ import annotations

import os
from contextlib import chdir
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from auditor.batch.shards import do_shard
from auditor.errors import AuditorError, DependencyError, UsageError, WorkerCrashedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.batch.shards import Receipt, Shard
    from auditor.batch.work import Terms

_TRIES: Final = 5
"""Nodes and workers that a shard may cost before it is taken for deadly."""

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
        task = ray.remote(num_cpus=1, max_retries=_TRIES)(_do_shard)
        shared = ray.put(terms)
        here = Path.cwd()
        waiting = iter(shards)
        running: dict[Any, Shard] = {}
        try:
            while True:
                room = max(1, int(ray.cluster_resources().get("CPU", 1))) * _AHEAD
                for shard in islice(waiting, max(room - len(running), 0)):
                    running[task.remote(shard, shared, output, here)] = shard
                if not running:
                    return
                done, _ = ray.wait(list(running), num_returns=1)
                for reference in done:
                    yield _receipt(ray, reference, running.pop(reference))
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


def _do_shard(
    shard: Shard, terms: Terms, output: str, here: Path
) -> Receipt | AuditorError:
    """What a node does; an error of ours is an answer, since trying again is vain.

    `here` is where relative paths begin, on a share that the node sees as well.
    """
    try:
        with chdir(here if here.is_dir() else Path()):
            return do_shard(shard, terms, output)
    except AuditorError as error:
        return error


def _receipt(ray: Any, reference: Any, shard: Shard) -> Receipt:
    try:
        answer: Receipt | AuditorError = ray.get(reference)
    except ray.exceptions.RayError as error:
        raise WorkerCrashedError(
            shard.name,
            f"no worker of the cluster finished it: {str(error).splitlines()[0]}",
            f"look at its products, from {shard.items[0].product!r} on",
        ) from error
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
