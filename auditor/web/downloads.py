"""What a browser takes away as files: reports, tables and transcriptions.

A file is called after the product, and has a name of ours beside it for a browser
that cannot write the product's.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePath
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response
from PIL import Image

from auditor.model import Audit
from auditor.report import ReportFormat, render
from auditor.report.batch.table import csv_text
from auditor.report.record import render_json
from auditor.web.asked import Page
from auditor.web.pages.shelf import MOST_LISTED, wanted
from auditor.web.store import Face, Product
from auditor.web.truth import SUFFIX, render_truth

Line = tuple[str | Decimal | None, ...]


router = APIRouter(include_in_schema=False)


@router.get("/products/{product_id}/report.html")
def export_html(asked: Page, product_id: str) -> Response:
    product = asked.product(product_id)
    audit, unshown = asked.desk.audit(product), asked.desk.unshown(product)
    by_name = {face.name: face for face in asked.store.faces(product.id)}
    positions = {source.name: n for n, source in enumerate(audit.sources, 1)}

    def image(name: str, number: int) -> Image.Image | None:
        if product.record is not None:
            if name in unshown:
                return None
            picture = asked.desk.scanned_picture(product, positions[name], number)
            return Image.open(io.BytesIO(picture))
        face = by_name.get(name)
        path = asked.store.picture_of(face, number) if face else None
        return Image.open(path) if path and path.is_file() else None

    report = render(audit, ReportFormat.HTML, images=image)
    return _file(report, "text/html", product, "html")


@router.get("/products/{product_id}/audit.json")
def export_json(asked: Page, product_id: str) -> Response:
    product = asked.product(product_id)
    return _file(
        render_json(asked.desk.audit(product)), "application/json", product, "json"
    )


@router.get("/products/{product_id}/findings.csv")
def export_csv(asked: Page, product_id: str) -> Response:
    product = asked.product(product_id)
    table = csv_text(_findings(asked.desk.audit(product)))
    return _file(table, "text/csv", product, "csv")


@router.get("/products/{product_id}/truth.json")
def export_truth(asked: Page, product_id: str) -> Response:
    product = asked.product(product_id)
    audit = asked.desk.audit(product)
    record = render_truth(product, audit, [source.name for source in audit.sources])
    return _file(record, "application/json", product, SUFFIX.removeprefix("."))


@router.get("/truths.zip")
def export_set(asked: Page) -> Response:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for product in asked.store.reviewed(asked.owner):
            faces = asked.store.faces(product.id)
            if not faces:
                # What a scan read lies where the scan found it.
                continue
            names = [_plain_name(product, face) for face in faces]
            record = render_truth(product, asked.desk.audit(product), names)
            archive.writestr(f"{product.id}{SUFFIX}", record)
            for face, name in zip(faces, names, strict=True):
                archive.write(asked.store.file_of(face), name)
    headers = {"content-disposition": 'attachment; filename="labels.zip"'}
    return Response(file.getvalue(), media_type="application/zip", headers=headers)


@router.get("/products.csv")
def export_list(asked: Page, q: str = "", verdict: str = "", state: str = "") -> Response:
    query = replace(wanted(q, verdict, state, 0), limit=MOST_LISTED)
    products, _ = asked.store.products(asked.owner, query)
    headers = {"content-disposition": 'attachment; filename="products.csv"'}
    text = csv_text(_listed(products))
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _file(text: str, media_type: str, product: Product, suffix: str) -> Response:
    name = quote(f"{product.title[:60]}.{suffix}", safe=" ").replace('"', "")
    plain = f"{product.id}.{suffix}"
    headers = {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{name}"
    }
    return Response(text, media_type=f"{media_type}; charset=utf-8", headers=headers)


def _plain_name(product: Product, face: Face) -> str:
    """A name of ours, with an ending by the content."""
    kind = PurePath(face.media_type).name.removeprefix("x-")
    return f"{product.id}.{face.position}.{'jpg' if kind == 'jpeg' else kind}"


def _findings(audit: Audit) -> Iterator[Line]:
    yield (
        *("criterion", "title", "role", "weight", "outcome", "reason", "remedy"),
        "evidence",
    )
    for finding in audit.findings:
        read = " | ".join(dict.fromkeys(item.text for item in finding.evidence))
        yield (
            *(finding.id, finding.title, finding.role, finding.weight, finding.outcome),
            *(finding.reason, finding.remedy, read),
        )


def _listed(products: tuple[Product, ...]) -> Iterator[Line]:
    yield (
        *("id", "title", "brand", "name", "verdict", "score", "coverage", "open"),
        *("profile", "reviewer"),
    )
    for product in products:
        yield (
            *(product.id, product.title, product.brand, product.name, product.verdict),
            *(product.score, product.coverage, str(product.open), product.profile),
            product.reviewer,
        )
