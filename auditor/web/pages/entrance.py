"""Coming in and handing in: what every page is drawn with, signing in, the first page."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from auditor.web.asked import Page, Sent, Text, Upload, contents, site_of
from auditor.web.errors import NoTokenError, no_page
from auditor.web.render import STATIC, static
from auditor.web.store import Query
from auditor.web.visitors import COOKIE, set_cookie

_RECENT: Final = 6
"""Products that the first page shows."""

router = APIRouter()


@router.get("/static/{name}")
def give_static(name: str) -> Response:
    if name not in STATIC:
        raise no_page(name)
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(static(name), media_type=STATIC[name], headers=headers)


@router.get("/login")
def show_login(request: Request) -> Response:
    return site_of(request).show(request, "login", None, told={"problem": ""})


@router.post("/login")
def log_in(request: Request, token: Text = "", csrf: Text = "") -> Response:
    site = site_of(request)
    site.visitors.check(request, csrf)
    try:
        cookie = site.visitors.sign_in(token)
    except NoTokenError as error:
        told = {"problem": error.problem}
        return site.show(request, "login", None, told=told, status=401)
    response = RedirectResponse("/", 303)
    set_cookie(request, response, cookie)
    return response


@router.post("/logout")
def log_out(asked: Sent) -> Response:
    asked.site.visitors.sign_out(asked.visitor)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/")
def show_home(asked: Page, profile: str = "") -> Response:
    recent, _ = asked.store.products(asked.owner, Query(limit=_RECENT))
    known = profile in asked.serving.profiles
    return asked.show(
        "home",
        here="/",
        recent=recent,
        chosen=profile if known else asked.serving.profile,
    )


@router.post("/products")
def submit(
    asked: Sent,
    files: Upload = [],  # noqa: B006 - FastAPI copies it
    name: Text = "",
    profile: Text = "",
    complete: Text = "",
) -> Response:
    with asked.desk.intake:
        product = asked.desk.submit(
            contents(files),
            owner=asked.owner,
            who=asked.who(),
            name=name,
            profile=profile,
            complete=bool(complete),
        )
    return RedirectResponse(f"/products/{product.id}", 303)
