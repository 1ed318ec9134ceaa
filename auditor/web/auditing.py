"""A stored product's audit: the same pipeline as the command line's.

What was read is kept, so an audit takes milliseconds and is made whenever it is
asked for; nothing that a lexicon or a profile could outdate is stored but the line
that the lists show.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from auditor import pipeline
from auditor.criteria.profile import load_profile
from auditor.model import Found, Outcome, Role
from auditor.report.html import title_of
from auditor.web.store import Summary

if TYPE_CHECKING:
    from auditor.criteria.profile import Profile
    from auditor.model import Audit, Correction
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
    faces = store.faces(product.id)
    return pipeline.audit_documents(
        store.documents(product.id),
        profile=_profile(product.profile),
        settings=replace(settings, complete=product.complete),
        product=product.name or PurePath(faces[0].name).stem,
        failures=[face.failure for face in faces if face.failure],
        corrections=(*corrections, also) if also else corrections,
    )


@lru_cache(maxsize=16)
def _profile(name: str) -> Profile:
    return load_profile(name)


def summarize(store: Store, product: Product, settings: Settings) -> Audit:
    """Bring what the lists show up to date."""
    audit = audit_of(store, product, settings)
    store.summarize(product, summary_of(audit, fallback=product.title))
    return audit


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
        title=title_of(audit) if isinstance(audit.facts.product_name, Found) else fallback,
        brand=brand.value if isinstance(brand, Found) else "",
        verdict=audit.verdict,
        score=audit.score,
        coverage=audit.coverage,
        doubt=min(sure, default=1.0),
        open=sum(
            finding.outcome is Outcome.UNKNOWN and finding.role is not Role.INFO
            for finding in audit.findings
        ),
    )
