"""A stored product's audit: the same pipeline as the command line's.

What was read is kept, so an audit takes milliseconds and is made whenever it is
asked for; nothing that a lexicon or a profile could outdate is stored but the line
that the lists show.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from auditor import pipeline
from auditor.batch.results import results_at
from auditor.criteria.profile import load_profile
from auditor.model import Found, Outcome, Role
from auditor.report.batch.stored import parse_result
from auditor.report.html import title_of
from auditor.report.printable import printable
from auditor.web.store import Summary
from auditor.web.texts import REMEDIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from auditor.criteria.profile import Profile
    from auditor.model import Audit, Correction, Failure
    from auditor.pipeline import Settings
    from auditor.web.store import Product, Store


def audit_of(
    store: Store,
    product: Product,
    settings: Settings,
    *,
    also: Correction | None = None,
) -> Audit:
    """The audit of what is read so far, corrections and failures included.

    `also` tries a correction that is not kept yet.

    Raises:
        ValueError: the text of `also` is not the fact that it corrects.
    """
    corrections = store.corrections(product.id)
    if also is not None:
        corrections = (*corrections, also)
    if product.record is not None:
        return _of_record(product, product.record, corrections)
    faces = store.faces(product.id)
    audit = pipeline.audit_documents(
        store.documents(product.id),
        profile=_profile(product.profile),
        settings=replace(settings, complete=product.complete),
        product=product.name or PurePath(faces[0].name).stem,
        failures=[face.failure for face in faces if face.failure],
        corrections=corrections,
    )
    return replace(audit, failures=tuple(map(on_the_page, audit.failures)))


def on_the_page(failure: Failure) -> Failure:
    """The failure with a remedy for whoever looks at a page."""
    return replace(failure, remedy=REMEDIES.get(failure.slug, failure.remedy))


def _of_record(product: Product, record: str, corrections: Sequence[Correction]) -> Audit:
    """What a scan stored, judged anew where somebody has changed anything."""
    stored = parse_result(record, product.title).audit
    if not corrections and product.profile == stored.profile.id:
        return stored
    audit = pipeline.audit_facts(
        stored.facts,
        stored.sources,
        profile=_profile(product.profile),
        product=stored.product,
        corrections=corrections,
    )
    # What could not be read is told in the stored facts already.
    return replace(audit, failures=stored.failures)


def open_results(store: Store, path: Path, owner: str) -> frozenset[str]:
    """Take in what a scan kept or wrote: the folder of its store, or a file or folder
    of JSON lines; the ids of its products.

    Raises:
        InputError: one of its kinds says what is wrong, and in which line.
    """
    results = (
        (one.audit.profile.id, one.line, summary_of(one.audit, fallback=one.audit.product))
        for one in results_at(path)
    )
    return store.add_results(results, owner=owner, now=time.time())


@lru_cache(maxsize=16)
def _profile(name: str) -> Profile:
    return load_profile(name)


def summarize(store: Store, product: Product, settings: Settings) -> None:
    """Bring what the lists show up to date."""
    audit = audit_of(store, product, settings)
    store.summarize(product, summary_of(audit, fallback=product.title))


def summary_of(audit: Audit, fallback: str) -> Summary:
    """The line of the lists; `fallback` where the label shows no name."""
    brand = audit.facts.brand
    sure = [
        item.confidence
        for finding in audit.findings
        for item in finding.evidence
        if item.confidence is not None
    ]
    return Summary(
        # Half of a surrogate pair, which some PDFs hold, cannot be stored as it is.
        name=printable(audit.product),
        title=printable(
            title_of(audit) if isinstance(audit.facts.product_name, Found) else fallback
        ),
        brand=printable(brand.value) if isinstance(brand, Found) else "",
        verdict=audit.verdict,
        score=audit.score,
        coverage=audit.coverage,
        doubt=min(sure, default=1.0),
        open=sum(
            finding.outcome is Outcome.UNKNOWN and finding.role is not Role.INFO
            for finding in audit.findings
        ),
    )
