"""A product's facts as a transcription that `auditor evaluate` reads.

What a person has reviewed and corrected is what stands on the label, so a folder of
reviewed labels is an evaluation set. What the facts do not tell stays null: "not
visible on these pictures".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from auditor.model import Found
from auditor.report.record import dumps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.model import Audit, Nutrient, Page, Reading
    from auditor.report.record import Json
    from auditor.web.store import Product

T = TypeVar("T")

SUFFIX: Final = ".truth.json"

_GOOD: Final = 0.9
_MEDIUM: Final = 0.7


def render_truth(product: Product, audit: Audit, files: Sequence[str]) -> str:
    """The transcription as JSON; with the verdict where a person has accepted it.

    Args:
        files: Names of the pictures as they lie beside the transcription.
    """
    return dumps(_record(product, audit, files), indent=True)


def _record(product: Product, audit: Audit, files: Sequence[str]) -> dict[str, Json]:
    facts = audit.facts
    reviewed = product.reviewed is not None
    serving = _value(facts.serving_size)
    directions = _value(facts.directions)
    form = _value(facts.dosage_form)
    rows = _value(facts.nutrients)
    return {
        "files": list(files),
        "product_name": _value(facts.product_name),
        "brand": _value(facts.brand),
        "dosage_form": form.value if form else None,
        "net_contents": _value(facts.net_contents),
        "serving_size_text": serving.text if serving else None,
        "serving_grams": serving.grams if serving else None,
        "servings_per_container": _value(facts.servings_per_container),
        "nutrients": None if rows is None else [_row(row) for row in rows],
        "other_ingredients_text": _value(facts.other_ingredients_text),
        "additives_seen": [
            item.name for item in _value(facts.ingredients) or () if item.additive
        ],
        "protein_g": _value(facts.protein_g_per_serving),
        "glutamine_g": _value(facts.glutamine_g_per_serving),
        "front_amount_g": _value(facts.front_amount),
        "certifications": [mark.text for mark in _value(facts.certifications) or ()],
        "claims": list(dict.fromkeys(c.text for c in _value(facts.claims) or ())),
        "directions_text": directions.text if directions else None,
        "warnings_text": _value(facts.warnings),
        "allergens_text": _value(facts.allergens),
        "barcode": _value(facts.barcodes),
        "legibility": _legibility([p for source in audit.sources for p in source.pages]),
        "profile": product.profile,
        "complete": product.complete,
        **({"verdict": audit.verdict.value} if reviewed else {}),
        "reviewed": reviewed,
    }


def _value(reading: Reading[T]) -> T | None:
    return reading.value if isinstance(reading, Found) else None


def _row(row: Nutrient) -> dict[str, Json]:
    second = row.columns[0] if row.columns else None
    told: dict[str, Json] = {
        "name": row.name,
        "amount": _amount(row),
        "unit": row.unit,
        "percent_dv": row.percent_dv,
    }
    if second is not None:
        told |= {
            "amount_col2": second.amount,
            "unit_col2": second.unit,
            "percent_dv_col2": second.percent_dv,
        }
    return told


def _amount(row: Nutrient) -> Json:
    """Bounds and ranges stay texts."""
    if row.amount is None:
        return None
    if row.low is not None:
        return f"{row.low:f}-{row.amount:f}"
    return f"{row.bound} {row.amount:f}" if row.bound else row.amount


def _legibility(pages: Sequence[Page]) -> str:
    """By the worst page that was read; a text layer is as good as print gets."""
    worst = min((page.quality for page in pages if page.quality is not None), default=1.0)
    return "good" if worst >= _GOOD else "medium" if worst >= _MEDIUM else "poor"
