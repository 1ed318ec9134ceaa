"""Many products: the list, a comparison, the review one after the other, the profiles."""

from dataclasses import replace
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi import Query as Asking
from fastapi.responses import Response

from auditor.model import Verdict
from auditor.web import compare as comparing
from auditor.web.asked import Page
from auditor.web.errors import RefusedValueError
from auditor.web.pages.product import show_audit
from auditor.web.store import Query
from auditor.web.texts import ENGLISH

MOST_LISTED: Final = 100_000
"""Products of a list, whatever is asked for."""

router = APIRouter()


@router.get("/products")
def list_products(
    asked: Page, q: str = "", verdict: str = "", state: str = "", offset: int = 0
) -> Response:
    query = wanted(q, verdict, state, offset)
    products, total = asked.store.products(asked.owner, query)
    terms = {"q": q, "verdict": verdict, "state": state}
    return asked.show(
        "products",
        here="/products",
        query=query,
        products=products,
        total=total,
        terms=urlencode({key: value for key, value in terms.items() if value}),
        searched=any(terms.values()),
    )


def wanted(q: str, verdict: str, state: str, offset: int) -> Query:
    """What the list was asked for; what no form of ours sends counts as not said."""
    match state:
        case "waiting" | "done" | "reviewed" | "open":
            chosen = Query(text=q, state=state)
        case _:
            chosen = Query(text=q)
    known = Verdict(verdict) if verdict in tuple(Verdict) else None
    return replace(chosen, verdict=known, offset=min(max(offset, 0), MOST_LISTED))


@router.get("/compare")
def show_comparison(
    asked: Page,
    id: Annotated[list[str], Asking()] = [],  # noqa: A002, B006
) -> Response:
    ids = list(dict.fromkeys(id))
    if not 2 <= len(ids) <= comparing.MOST:
        raise RefusedValueError(
            ENGLISH["compare"],
            ENGLISH["compare_count"].format(count=len(ids)),
            ENGLISH["compare_few"].format(most=comparing.MOST),
        )
    columns = [
        comparing.Column(product=product, audit=asked.desk.audit(product))
        for product in map(asked.product, ids)
    ]
    table = comparing.compare(columns, ENGLISH)
    return asked.show("compare", here="/products", table=table)


@router.get("/review")
def review(asked: Page, after: str = "", at: str = "") -> Response:
    store = asked.store
    done, total = store.review_progress(asked.owner)
    product = store.product(at, asked.owner) if at else None
    if product is None or product.pending:
        product = store.to_review(asked.owner, after or None)
    if product is None:
        return asked.show("review", here="/review", done=done, total=total)
    progress = {"done": done, "total": total}
    return show_audit(asked, product, here="/review", review=progress)


@router.get("/profiles")
def list_profiles(asked: Page) -> Response:
    return asked.show("profiles", here="/profiles", shown=asked.serving.profile)
