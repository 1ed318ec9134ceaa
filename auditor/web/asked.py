"""A request with all that it takes to answer it: who asks, and the desk that is asked.

Routes take it by one of `Page`, `Sent` and `Program`; whoever may not ask is refused
before a route sees anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from anyio import CapacityLimiter
from fastapi import Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse

from auditor.web.desk import Desk
from auditor.web.render import page, profile_shown
from auditor.web.serving import Serving
from auditor.web.store import Product, Store
from auditor.web.visitors import COOKIE, Visitor, Visitors, new_cookie, set_cookie

_ACCEPT: Final = "image/*,.heic,.avif,application/pdf"

Upload = Annotated[list[UploadFile], File()]
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Site:
    """What one server answers with."""

    desk: Desk
    visitors: Visitors
    rendering: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))
    """Pictures that are made anew at once: pages do not wait behind them."""

    def show(
        self,
        request: Request,
        name: str,
        visitor: Visitor | None,
        *,
        told: Mapping[str, object],
        status: int = 200,
        here: str = "",
    ) -> HTMLResponse:
        """A page, with the sign that its forms carry."""
        serving = self.desk.serving
        cookie = request.cookies.get(COOKIE) or new_cookie()
        text = page(
            name,
            visitor=visitor,
            here=here,
            csrf=self.visitors.sign(cookie),
            serving=serving,
            profiles=[profile_shown(profile) for profile in serving.profiles],
            accept=_ACCEPT,
            **told,
        )
        response = HTMLResponse(text, status_code=status)
        if request.cookies.get(COOKIE) != cookie:
            set_cookie(request, response, cookie)
        return response


def site_of(request: Request) -> Site:
    """The site of the server that a request came to."""
    site: Site = request.app.state.site
    return site


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of somebody who may ask."""

    request: Request
    site: Site
    visitor: Visitor

    @property
    def desk(self) -> Desk:
        return self.site.desk

    @property
    def store(self) -> Store:
        return self.site.desk.store

    @property
    def serving(self) -> Serving:
        return self.site.desk.serving

    @property
    def owner(self) -> str:
        return self.visitor.owner

    def who(self, name: str = "") -> str:
        """What to call the visitor, who may say so, in a product's history."""
        return self.site.visitors.called(self.visitor, name)

    def product(self, product_id: str) -> Product:
        """The visitor's product; UnknownProductError where there is none."""
        return self.desk.product(product_id, self.owner)

    def show(
        self,
        name: str,
        *parts: Mapping[str, object],
        status: int = 200,
        here: str = "",
        **values: object,
    ) -> HTMLResponse:
        """A page for the visitor.

        Args:
            name: of its template, which is told `parts` and `values`.
            here: the address in the navigation that it belongs to.
        """
        told = {key: value for part in (*parts, values) for key, value in part.items()}
        return self.site.show(
            self.request, name, self.visitor, status=status, here=here, told=told
        )


def _by_browser(request: Request) -> Asked:
    site = site_of(request)
    return Asked(request, site, site.visitors.of_page(request))


def _by_form(asked: Annotated[Asked, Depends(_by_browser)], csrf: Text = "") -> Asked:
    asked.site.visitors.check(asked.request, csrf)
    return asked


def _by_program(request: Request) -> Asked:
    site = site_of(request)
    return Asked(request, site, site.visitors.of_program(request))


Page = Annotated[Asked, Depends(_by_browser)]
"""A browser asks for something."""

Sent = Annotated[Asked, Depends(_by_form)]
"""A browser sends a form that one of our pages gave it."""

Program = Annotated[Asked, Depends(_by_program)]
"""A program asks."""


def contents(files: list[UploadFile]) -> list[tuple[str, bytes]]:
    """What was handed in; a field that was left empty is no file."""
    return [(file.filename, file.file.read()) for file in files if file.filename]
