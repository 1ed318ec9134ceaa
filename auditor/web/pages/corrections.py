"""Correcting a fact: what was read, what the visitor says of it, and where it stands."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from auditor.facts.corrected import CORRECTABLE, LINES, typed
from auditor.model import Audit, DosageForm, Found
from auditor.report import wording
from auditor.report.texts import FACT_HEADINGS
from auditor.web.asked import Asked, Page, Sent, Text
from auditor.web.errors import RefusedValueError, RequestError, no_page
from auditor.web.pages.product import address_of
from auditor.web.store import Product
from auditor.web.texts import ENGLISH

router = APIRouter()


@router.get("/products/{product_id}/facts/{key}")
def ask_correction(asked: Page, product_id: str, key: str, then: str = "") -> Response:
    return _show_correction(asked, asked.product(product_id), key, then)


@router.post("/products/{product_id}/facts/{key}")
def correct(
    asked: Sent,
    product_id: str,
    key: str,
    state: Text = "",
    text: Text = "",
    place: Text = "",
    who: Text = "",
    then: Text = "",
) -> Response:
    desk, product = asked.desk, asked.product(product_id)
    called = asked.who(who)
    seen = _places(desk.audit(product)).get(place)
    try:
        match state:
            case "found" | "absent" | "unreadable":
                desk.correct(product, key, state, text, who=called, place=seen)
            case "reading":
                desk.withdraw(product, key, who=called)
            case _:
                raise RefusedValueError("state", "is none of the answers", "choose one")
    except RefusedValueError as error:
        return _show_correction(
            asked, product, key, then, state=state, text=text, place=place, error=error
        )
    return RedirectResponse(f"{address_of(product, then)}#correct-{key}", 303)


def _show_correction(
    asked: Asked,
    product: Product,
    key: str,
    then: str,
    *,
    state: str = "",
    text: str | None = None,
    place: str = "",
    error: RequestError | None = None,
) -> Response:
    if key not in CORRECTABLE:
        raise no_page(key)
    audit = asked.desk.audit(product)
    reading = getattr(audit.facts, key)
    said = wording.corrections_said(audit)
    now = typed(audit.facts, key) if text is None else text
    places = _places(audit)
    if not place and isinstance(reading, Found) and reading.evidence:
        seen = reading.evidence[0]
        where = (seen.file, seen.page)
        place = next((one for one in places if places[one] == where), "")
    return asked.show(
        "correct",
        status=error.status if error else 200,
        product=product,
        key=key,
        then=then,
        heading=FACT_HEADINGS[key],
        read=said.get(key) or wording.fact_of(audit.facts, key).text,
        corrected=key in said,
        state=state or reading.kind,
        text=now,
        rows=min(max(now.count("\n") + 2, len(now) // 60 + 2), 14),
        forms=tuple(DosageForm) if key == "dosage_form" else (),
        hint=_hint(key),
        places=[(one, wording.page_named(*places[one])) for one in places],
        place=place,
        problem="; ".join(filter(None, (error.problem, error.remedy))) if error else "",
    )


def _places(audit: Audit) -> dict[str, tuple[str, int]]:
    """File and number of each page by what a form calls it: by numbers, since a file may
    have a name that no page shows as it is."""
    return {
        f"{n}.{one.number}": (source.name, one.number)
        for n, source in enumerate(audit.sources)
        for one in source.pages
    }


def _hint(key: str) -> str:
    if key.endswith("_per_serving") or key == "front_amount":
        return ENGLISH["hint_grams"]
    return ENGLISH.get(f"hint_{key}", ENGLISH["hint_lines"] if key in LINES else "")
