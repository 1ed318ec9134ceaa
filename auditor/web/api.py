"""The JSON API: submit, poll, fetch, correct, list, delete, by the public contract.

It asks the same desk as the pages do. Whatever it refuses it tells in the three
parts of every error: which thing, what is wrong with it, what to do now.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from auditor.facts.corrected import CORRECTABLE
from auditor.model import Verdict
from auditor.report.record import render_json
from auditor.web.asked import Asked, Program, contents
from auditor.web.auditing import on_the_page
from auditor.web.render import profile_shown
from auditor.web.store import Face, Product
from auditor.web.store import Query as Wanted
from auditor.web.truth import render_truth


class Problem(BaseModel):
    """Why a request was not carried out."""

    subject: str
    problem: str
    remedy: str
    slug: str = Field(description="Stable, for programs: limit.rate, request.unknown …")


class FaceOut(BaseModel):
    """One file of a product."""

    position: int
    file: str
    media_type: str
    bytes: int
    state: Literal["queued", "running", "read", "failed"]
    failure: Problem | None = None


class ProductOut(BaseModel):
    """One product as the list shows it."""

    id: str
    title: str
    brand: str
    name: str
    state: Literal["reading", "done"]
    pending: int = Field(description="Files that wait or are being read")
    verdict: Verdict | None
    score: float | None
    coverage: float | None
    open_questions: int
    profile: str
    complete: bool
    reviewed_by: str | None
    created: float = Field(description="Seconds since 1970, UTC")
    updated: float


class ProductWithFaces(ProductOut):
    """One product with its files."""

    faces: list[FaceOut]


class ProductList(BaseModel):
    """A part of the list, the last changed first."""

    total: int
    offset: int
    products: list[ProductOut]


class CorrectionIn(BaseModel):
    """What a person says of one fact."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["found", "absent", "unreadable"]
    text: str = Field("", max_length=20_000, description="As printed; where it is found")
    who: str = Field("", max_length=60)
    file: str | None = Field(None, description="Where the person saw it")
    page: int = Field(1, ge=1, le=10_000)


class RuleOut(BaseModel):
    """One criterion of a profile."""

    id: str
    title: str
    role: str
    weight: float


class ProfileOut(BaseModel):
    """Rules to judge by."""

    name: str
    title: str
    criteria: list[RuleOut]


_TEXTS = {
    401: "The token is missing or unknown",
    403: "The request comes from another site",
    404: "There is no such product",
    409: "It is still being read",
    413: "More than the limits allow",
    421: "The host is not this server",
    422: "A value is not what it should be",
    429: "Too many requests; Retry-After tells when",
    507: "The room for pictures is used up",
}


def _refusals(*statuses: int) -> dict[int | str, dict[str, object]]:
    return {
        status: {"model": Problem, "description": _TEXTS[status]}
        for status in (*statuses, 401, 422)
    }


router = APIRouter(prefix="/api/v1")


@router.post(
    "/products", status_code=202, tags=["products"], responses=_refusals(413, 429, 507)
)
def submit_product(
    asked: Program,
    files: Annotated[
        list[UploadFile], File(description="Pictures and PDFs of one product")
    ],
    name: Annotated[str, Form()] = "",
    profile: Annotated[str, Form()] = "",
    complete: Annotated[
        bool, Form(description="The files show every side of the package")
    ] = False,
) -> ProductWithFaces:
    """Hand in one product; it is read when its turn comes. Poll until it is done."""
    with asked.desk.intake:
        product = asked.desk.submit(
            contents(files),
            owner=asked.owner,
            who=asked.visitor.name,
            name=name,
            profile=profile,
            complete=complete,
        )
    return _with_faces(asked, product)


@router.get("/products", tags=["products"], responses=_refusals())
def list_products(
    asked: Program,
    q: str = "",
    verdict: Verdict | None = None,
    state: Literal["", "waiting", "done", "reviewed", "open"] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> ProductList:
    """Products by words of their names, by verdict and by state."""
    wanted = Wanted(text=q, verdict=verdict, state=state, limit=limit, offset=offset)
    products, total = asked.store.products(asked.owner, wanted)
    return ProductList(total=total, offset=offset, products=list(map(_told, products)))


@router.get("/products/{product_id}", tags=["products"], responses=_refusals(404))
def get_product(asked: Program, product_id: str) -> ProductWithFaces:
    """How far it is: poll this until state is done."""
    return _with_faces(asked, asked.product(product_id))


@router.get(
    "/products/{product_id}/audit", tags=["products"], responses=_refusals(404, 409)
)
def get_audit(asked: Program, product_id: str) -> Response:
    """The whole audit, as `auditor audit --format json` writes it."""
    audit = asked.desk.audit(asked.product(product_id))
    return Response(render_json(audit), media_type="application/json")


@router.get(
    "/products/{product_id}/truth", tags=["products"], responses=_refusals(404, 409)
)
def get_truth(asked: Program, product_id: str) -> Response:
    """The facts as a transcription that `auditor evaluate` reads."""
    product = asked.product(product_id)
    audit = asked.desk.audit(product)
    record = render_truth(product, audit, [source.name for source in audit.sources])
    return Response(record, media_type="application/json")


@router.put(
    "/products/{product_id}/facts/{fact}",
    tags=["corrections"],
    responses=_refusals(404, 409, 413),
)
def correct_fact(
    asked: Program, product_id: str, fact: str, correction: CorrectionIn
) -> ProductOut:
    """Correct one fact; findings and verdict follow at once."""
    product = asked.product(product_id)
    place = (correction.file, correction.page) if correction.file is not None else None
    asked.desk.correct(
        product,
        fact,
        correction.state,
        correction.text,
        who=correction.who or asked.visitor.name,
        place=place,
    )
    return _told(asked.product(product_id))


@router.delete(
    "/products/{product_id}/facts/{fact}",
    tags=["corrections"],
    responses=_refusals(404, 409),
)
def withdraw_correction(asked: Program, product_id: str, fact: str) -> ProductOut:
    """Give one fact back to the reading."""
    product = asked.product(product_id)
    asked.desk.withdraw(product, fact, who=asked.visitor.name)
    return _told(asked.product(product_id))


@router.delete(
    "/products/{product_id}",
    status_code=204,
    tags=["products"],
    responses=_refusals(404),
)
def delete_product(asked: Program, product_id: str) -> Response:
    """Delete it with its pictures, for good."""
    product = asked.product(product_id)
    asked.store.delete(product.id, asked.owner)
    return Response(status_code=204)


@router.get("/profiles", tags=["rules"], responses=_refusals())
def list_profiles(asked: Program) -> list[ProfileOut]:
    """The rules that a product can be judged by."""
    return [
        ProfileOut(
            name=shown.name,
            title=shown.title,
            criteria=[
                RuleOut(id=row.id, title=row.title, role=row.role, weight=float(row.weight))
                for row in shown.rows
            ],
        )
        for shown in map(profile_shown, asked.serving.profiles)
    ]


@router.get("/facts", tags=["corrections"], responses=_refusals())
def list_facts(asked: Program) -> list[str]:  # noqa: ARG001 - it must be somebody
    """The facts that can be corrected."""
    return list(CORRECTABLE)


def _with_faces(asked: Asked, product: Product) -> ProductWithFaces:
    faces = [_face(face) for face in asked.store.faces(product.id)]
    return ProductWithFaces(**dict(_told(product)), faces=faces)


def _told(product: Product) -> ProductOut:
    return ProductOut(
        id=product.id,
        title=product.title,
        brand=product.brand,
        name=product.name,
        state="reading" if product.pending else "done",
        pending=product.pending,
        verdict=None if product.pending else product.verdict,
        score=None if product.score is None else float(product.score),
        coverage=None if product.coverage is None else float(product.coverage),
        open_questions=product.open,
        profile=product.profile,
        complete=product.complete,
        reviewed_by=product.reviewer or None,
        created=product.created,
        updated=product.updated,
    )


def _face(face: Face) -> FaceOut:
    failure = on_the_page(face.failure) if face.failure else None
    return FaceOut(
        position=face.position,
        file=face.name,
        media_type=face.media_type,
        bytes=face.bytes,
        state=face.state,
        failure=Problem(
            subject=failure.file,
            problem=failure.problem,
            remedy=failure.remedy,
            slug=failure.slug,
        )
        if failure
        else None,
    )
