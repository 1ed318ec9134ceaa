"""One product: its report with the pictures, or how long it waits, and what to do to it."""

from collections.abc import Mapping
from math import ceil
from typing import Final

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import FileResponse, RedirectResponse, Response

from auditor.facts.corrected import CORRECTABLE
from auditor.model import Audit, Found, Outcome, Role
from auditor.report.html import report_parts
from auditor.web.asked import Asked, Page, Sent, Text, Upload, contents
from auditor.web.errors import no_page
from auditor.web.render import Linked
from auditor.web.store import Product
from auditor.web.texts import ENGLISH

DOUBT: Final = 0.8
"""Below this confidence a fact is worth a look in the review."""

_IN_SECONDS: Final = 90
"""Up to here a time is told in seconds."""

_PRIVATE: Final = {"cache-control": "private, max-age=86400, immutable"}

router = APIRouter()


@router.get("/products/{product_id}")
def show_product(asked: Page, product_id: str) -> Response:
    product = asked.product(product_id)
    if product.pending:
        return _show_waiting(asked, product)
    return show_audit(asked, product, here="/products")


def _show_waiting(asked: Asked, product: Product) -> Response:
    store = asked.store
    faces = store.faces(product.id)
    return asked.show(
        "waiting",
        product=product,
        faces=faces,
        done=len(faces) - product.pending,
        others=store.waiting() - product.pending,
        left=_time_left(store.waiting(), store.seconds_per_file()),
    )


def _time_left(files: int, seconds_per_file: float | None) -> str:
    """How long the files that wait will take at most; blank where nothing tells."""
    if seconds_per_file is None:
        return ""
    seconds = ceil(files * seconds_per_file)
    if seconds < _IN_SECONDS:
        return ENGLISH["seconds_left"].format(count=seconds)
    return ENGLISH["minutes_left"].format(count=ceil(seconds / 60))


def show_audit(
    asked: Asked, product: Product, *, here: str, review: dict[str, int] | None = None
) -> Response:
    """The report, with all that can be done to it."""
    desk = asked.desk
    audit, unshown = desk.audit(product), desk.unshown(product)
    return asked.show(
        "product",
        report_parts(audit, _linked(asked, product, audit, unshown)),
        here=here,
        unshown=unshown,
        product=product,
        # What a scan stored was held against the scan's day, if any.
        held_against=None if product.record else desk.day,
        review=review,
        doubtful=_doubtful(audit),
        history=asked.store.history(product.id),
    )


def _linked(
    asked: Asked, product: Product, audit: Audit, unshown: Mapping[str, str]
) -> Linked:
    if product.record is None:
        kind = "pictures"
        positions = {face.name: face.position for face in asked.store.faces(product.id)}
    else:
        kind = "scanned"
        names = enumerate((source.name for source in audit.sources), 1)
        positions = {name: n for n, name in names if name not in unshown}
    return Linked(
        {
            (source.name, one.number): f"/products/{product.id}/{kind}/"
            f"{positions[source.name]}/{one.number}"
            for source in audit.sources
            for one in source.pages
            if source.name in positions
        }
    )


def _doubtful(audit: Audit) -> frozenset[str]:
    """Facts worth a look: read with doubt, or not at all where a finding is open."""
    open_ = any(
        finding.outcome is Outcome.UNKNOWN and finding.role is not Role.INFO
        for finding in audit.findings
    )
    keys = set()
    for key in CORRECTABLE:
        reading = getattr(audit.facts, key)
        if isinstance(reading, Found):
            sure = [e.confidence for e in reading.evidence if e.confidence is not None]
            if min(sure, default=1.0) < DOUBT:
                keys.add(key)
        elif open_ and reading.kind == "unreadable":
            keys.add(key)
    return frozenset(keys)


@router.get("/products/{product_id}/pictures/{position}/{number}")
def give_picture(asked: Page, product_id: str, position: int, number: int) -> Response:
    store = asked.store
    faces = {face.position: face for face in store.faces(asked.product(product_id).id)}
    face = faces.get(position)
    if face is None or not (path := store.picture_of(face, number)).is_file():
        raise no_page("the picture")
    return FileResponse(path, media_type="image/jpeg", headers=_PRIVATE)


@router.get("/products/{product_id}/scanned/{position}/{number}")
async def give_scanned_picture(
    asked: Page, product_id: str, position: int, number: int
) -> Response:
    def made() -> bytes:
        return asked.desk.scanned_picture(asked.product(product_id), position, number)

    picture = await to_thread.run_sync(made, limiter=asked.site.rendering)
    return Response(picture, media_type="image/jpeg", headers=_PRIVATE)


@router.post("/products/{product_id}/faces")
def add_faces(
    asked: Sent,
    product_id: str,
    files: Upload = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    product = asked.product(product_id)
    with asked.desk.intake:
        asked.desk.add(product, contents(files), who=asked.who())
    return RedirectResponse(f"/products/{product.id}", 303)


@router.post("/products/{product_id}/read-here")
def read_here(asked: Sent, product_id: str) -> Response:
    product = asked.product(product_id)
    with asked.desk.intake:
        taken = asked.desk.take_in(product, who=asked.who())
    return RedirectResponse(f"/products/{taken.id}", 303)


@router.post("/products/{product_id}/rules")
def set_rules(
    asked: Sent, product_id: str, profile: Text = "", complete: Text = "", then: Text = ""
) -> Response:
    product = asked.product(product_id)
    asked.desk.set_rules(product, profile=profile, complete=bool(complete), who=asked.who())
    return RedirectResponse(address_of(product, then), 303)


@router.post("/products/{product_id}/delete")
def delete(asked: Sent, product_id: str) -> Response:
    asked.store.delete(asked.product(product_id).id, asked.owner)
    return RedirectResponse("/products", 303)


@router.post("/products/{product_id}/accept")
def accept(asked: Sent, product_id: str, then: Text = "") -> Response:
    product = asked.product(product_id)
    asked.desk.accept(product, who=asked.who())
    return RedirectResponse("/review" if then else f"/products/{product.id}", 303)


def address_of(product: Product, then: str) -> str:
    """Where a product is looked at, in the review if that is where it was."""
    return f"/review?at={product.id}" if then else f"/products/{product.id}"
