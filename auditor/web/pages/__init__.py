"""The pages: what a browser asks for, and the forms it sends back.

Every page works without scripts; htmx then swaps what changed. A form is answered
by a redirection, so that loading a page again never repeats anything.
"""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from auditor.web.asked import site_of
from auditor.web.errors import NoTokenError, RequestError
from auditor.web.pages import corrections, entrance, product, shelf

router = APIRouter(include_in_schema=False)
for part in (entrance, shelf, product, corrections):
    router.include_router(part.router)


def refused(request: Request, error: RequestError) -> Response:
    """The page that tells why a request was not carried out."""
    if isinstance(error, NoTokenError):
        return RedirectResponse("/login", 303)
    listed = request.url.path.startswith(("/products", "/compare", "/review"))
    back = "/products" if listed else "/"
    told = {"error": error, "back": back}
    return site_of(request).show(request, "refusal", None, told=told, status=error.status)
