"""What changed between two runs, product by product.

Products are matched by their id. A product got worse when its verdict did: from
pass to incomplete or fail, or from incomplete to fail. Whatever else changed is
told, and counts neither way: a failing product that fails one thing more still
fails.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from auditor.errors import CorruptInputError
from auditor.model import Absent, Found, Outcome, Role, Unreadable, Verdict
from auditor.report.record import FACT_KEYS
from auditor.report.wording import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from auditor.model import Audit, Reading
    from auditor.report.batch.stored import StoredAudit

_RANKS: Final = {Verdict.PASS: 0, Verdict.INCOMPLETE: 1, Verdict.FAIL: 2}


class Direction(StrEnum):
    """What became of a product from one run to the next."""

    WORSE = "worse"
    BETTER = "better"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeChange:
    """A criterion that is answered otherwise; None where it was not asked."""

    id: str
    title: str
    role: Role
    old: Outcome | None
    new: Outcome | None

    reason: str
    """The newer run's; the older one's where the newer did not ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """What a fact lost and gained; a single value is a list of one."""

    key: str
    """A fact of the contract, or ``conflicts``, or ``unread`` for files."""

    old_state: str
    """``found``, ``absent`` or ``unreadable``, as is the new one."""

    new_state: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChange:
    """What changed about one product."""

    product: str
    direction: Direction
    old_verdict: Verdict | None
    new_verdict: Verdict | None
    old_score: Decimal | None
    new_score: Decimal | None
    outcomes: tuple[OutcomeChange, ...] = ()
    items: tuple[ItemChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed between two runs."""

    products: tuple[ProductChange, ...]
    """Those that changed: the worse, the better, the otherwise changed, the new and
    the gone, each by name."""

    same: int
    old_profiles: tuple[str, ...]
    new_profiles: tuple[str, ...]

    def count(self, direction: Direction) -> int:
        """How many products went that way."""
        return sum(change.direction is direction for change in self.products)


@dataclass(frozen=True, slots=True)
class _Told:
    """One fact: whether the label states it, and what."""

    state: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """One finding without its evidence."""

    outcome: Outcome
    title: str
    role: Role
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Essence:
    """Of an audit what two runs are compared by, a tenth of its size."""

    verdict: Verdict
    score: Decimal | None
    profile: str
    findings: Mapping[str, _Answer]
    told: Mapping[str, _Told]


def compare(old: Iterable[StoredAudit], new: Iterable[StoredAudit]) -> Comparison:
    """What changed from the older to the newer results.

    Raises:
        CorruptInputError: a product stands twice in one of them.
    """
    before, after = _essences(old), _essences(new)
    changes = [
        change
        for product in sorted(before.keys() | after.keys())
        if (change := _change(product, before.get(product), after.get(product)))
    ]
    order = list(Direction)
    changes.sort(key=lambda change: order.index(change.direction))
    return Comparison(
        products=tuple(changes),
        same=len(before.keys() | after.keys()) - len(changes),
        old_profiles=_profiles(before),
        new_profiles=_profiles(after),
    )


def _profiles(essences: Mapping[str, _Essence]) -> tuple[str, ...]:
    return tuple(sorted({essence.profile for essence in essences.values()}))


def _essences(results: Iterable[StoredAudit]) -> dict[str, _Essence]:
    essences: dict[str, _Essence] = {}
    for result in results:
        product = result.audit.product
        if product in essences:
            raise CorruptInputError(
                product,
                "the product stands twice in the same results",
                "compare results in which every product has a name of its own",
            )
        essences[product] = _essence(result.audit)
    return essences


def _essence(audit: Audit) -> _Essence:
    told = {key: _told(getattr(audit.facts, key)) for key in FACT_KEYS}
    told["conflicts"] = _listed(conflict.reason for conflict in audit.conflicts)
    told["unread"] = _listed(f"{f.file}: {f.problem}" for f in audit.failures)
    return _Essence(
        verdict=audit.verdict,
        score=audit.score,
        profile=f"{audit.profile.id} {audit.profile.version}",
        findings={
            f.id: _Answer(f.outcome, f.title, f.role, f.reason) for f in audit.findings
        },
        told=told,
    )


def _told(reading: Reading[object]) -> _Told:
    """What the label states, item by item; why it states nothing is no change."""
    match reading:
        case Found(value=(Decimal(), Decimal()) as bounds):
            return _Told(reading.kind, (said(bounds),))
        case Found(value=tuple() as values):
            return _Told(reading.kind, tuple(map(said, values)))
        case Found(value=value):
            return _Told(reading.kind, (said(value),))
        case Absent() | Unreadable():
            return _Told(reading.kind, ())


def _listed(items: Iterable[str]) -> _Told:
    listed = tuple(items)
    return _Told("found" if listed else "absent", listed)


def _change(
    product: str, old: _Essence | None, new: _Essence | None
) -> ProductChange | None:
    """None where nothing changed."""
    outcomes: tuple[OutcomeChange, ...] = ()
    items: tuple[ItemChange, ...] = ()
    if old and new:
        outcomes = tuple(_outcome_changes(old.findings, new.findings))
        items = tuple(_item_changes(old.told, new.told))
        moved = (old.verdict, old.score) != (new.verdict, new.score)
        if not (outcomes or items or moved):
            return None
    return ProductChange(
        product=product,
        direction=_direction(old, new),
        old_verdict=old.verdict if old else None,
        new_verdict=new.verdict if new else None,
        old_score=old.score if old else None,
        new_score=new.score if new else None,
        outcomes=outcomes,
        items=items,
    )


def _direction(old: _Essence | None, new: _Essence | None) -> Direction:
    if old is None:
        return Direction.NEW
    if new is None:
        return Direction.GONE
    steps = _RANKS[new.verdict] - _RANKS[old.verdict]
    if steps == 0:
        return Direction.CHANGED
    return Direction.WORSE if steps > 0 else Direction.BETTER


def _outcome_changes(
    old: Mapping[str, _Answer], new: Mapping[str, _Answer]
) -> Iterator[OutcomeChange]:
    for id_ in dict.fromkeys((*new, *old)):
        before, after = old.get(id_), new.get(id_)
        latest = after or before
        if latest is None or (before and after and before.outcome is after.outcome):
            continue
        yield OutcomeChange(
            id=id_,
            title=latest.title,
            role=latest.role,
            old=before.outcome if before else None,
            new=after.outcome if after else None,
            reason=latest.reason,
        )


def _item_changes(
    old: Mapping[str, _Told], new: Mapping[str, _Told]
) -> Iterator[ItemChange]:
    for key, before in old.items():
        after = new[key]
        gone, came = Counter(before.items), Counter(after.items)
        if before.state != after.state or gone != came:
            yield ItemChange(
                key=key,
                old_state=before.state,
                new_state=after.state,
                gone=tuple((gone - came).elements()),
                new=tuple((came - gone).elements()),
            )
