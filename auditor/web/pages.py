"""The pages: what a browser asks for, and the forms it sends back.

Every page works without scripts; htmx then swaps what changed. A form is answered
by a redirection, so that loading a page again never repeats anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import ceil
from typing import Annotated, Final
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from auditor.facts.corrected import CORRECTABLE, LINES, typed
from auditor.model import Audit, DosageForm, Found, Outcome, Role, Verdict
from auditor.report import wording
from auditor.report.html import report_parts
from auditor.report.texts import FACT_HEADINGS
from auditor.web import compare as comparing
from auditor.web.desk import Desk
from auditor.web.errors import NoTokenError, RefusedValueError, RequestError, no_page
from auditor.web.render import STATIC, Linked, page, profile_shown, static
from auditor.web.store import Product
from auditor.web.store import Query as Wanted
from auditor.web.texts import ENGLISH
from auditor.web.visitors import COOKIE, Visitor, Visitors, new_cookie, set_cookie

ACCEPT: Final = "image/*,.heic,.avif,application/pdf"
DOUBT: Final = 0.8
"""Below this confidence a fact is worth a look in the review."""

_RECENT: Final = 6
_RENDERED_AT_ONCE: Final = 2
_IN_SECONDS: Final = 90
"""Up to here a time is told in seconds."""
MOST_LISTED: Final = 100_000
"""Products of a list, whatever is asked for."""

Upload = Annotated[list[UploadFile], File()]
Text = Annotated[str, Form()]


Refuse = Callable[[Request, RequestError], Response]


def pages(desk: Desk, visitors: Visitors) -> tuple[APIRouter, Refuse]:
    """The routes of one server's pages, and the page that tells a refusal."""
    router = APIRouter(include_in_schema=False)
    serving, store = desk.serving, desk.store
    rendering = CapacityLimiter(_RENDERED_AT_ONCE)
    Asking = Annotated[Visitor, Depends(visitors.of_page)]  # noqa: N806

    def show(
        request: Request,
        name: str,
        visitor: Visitor | None,
        *,
        status: int = 200,
        here: str = "",
        report: Mapping[str, object] | None = None,
        **values: object,
    ) -> HTMLResponse:
        """A page, with the sign that its forms carry."""
        cookie = request.cookies.get(COOKIE) or new_cookie()
        text = page(
            name,
            visitor=visitor,
            here=here,
            csrf=visitors.sign(cookie),
            serving=serving,
            profiles=[profile_shown(profile) for profile in serving.profiles],
            accept=ACCEPT,
            **values,
            **(report or {}),
        )
        response = HTMLResponse(text, status_code=status)
        if request.cookies.get(COOKIE) != cookie:
            set_cookie(request, response, cookie)
        return response

    def refused(request: Request, error: RequestError) -> Response:
        if isinstance(error, NoTokenError):
            return RedirectResponse("/login", 303)
        listed = request.url.path.startswith(("/products", "/compare", "/review"))
        back = "/products" if listed else "/"
        return show(request, "refusal", None, status=error.status, error=error, back=back)

    # --- around ---------------------------------------------------------------

    @router.get("/static/{name}")
    def give_static(name: str) -> Response:
        if name not in STATIC:
            raise no_page(name)
        headers = {"cache-control": "public, max-age=31536000, immutable"}
        return Response(static(name), media_type=STATIC[name], headers=headers)

    @router.get("/login")
    def show_login(request: Request) -> Response:
        return show(request, "login", None, problem="")

    @router.post("/login")
    def log_in(request: Request, token: Text = "", csrf: Text = "") -> Response:
        visitors.check(request, csrf)
        try:
            cookie = visitors.sign_in(token)
        except NoTokenError as error:
            return show(request, "login", None, status=401, problem=error.problem)
        response = RedirectResponse("/", 303)
        set_cookie(request, response, cookie)
        return response

    @router.post("/logout")
    def log_out(request: Request, visitor: Asking, csrf: Text = "") -> Response:
        visitors.check(request, csrf)
        visitors.sign_out(visitor)
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE)
        return response

    # --- handing in -----------------------------------------------------------

    @router.get("/")
    def show_home(request: Request, visitor: Asking, profile: str = "") -> Response:
        recent, _ = store.products(visitor.owner, Wanted(limit=_RECENT))
        return show(
            request,
            "home",
            visitor,
            here="/",
            recent=recent,
            chosen=profile if profile in serving.profiles else serving.profile,
        )

    @router.post("/products")
    def submit(
        request: Request,
        visitor: Asking,
        files: Upload = [],  # noqa: B006 - FastAPI copies it
        name: Text = "",
        profile: Text = "",
        complete: Text = "",
        csrf: Text = "",
    ) -> Response:
        visitors.check(request, csrf)
        with desk.intake:
            product = desk.submit(
                contents(files),
                owner=visitor.owner,
                who=visitors.called(visitor, ""),
                name=name,
                profile=profile,
                complete=bool(complete),
            )
        return RedirectResponse(f"/products/{product.id}", 303)

    @router.post("/products/{product_id}/faces")
    def add_faces(
        request: Request,
        product_id: str,
        visitor: Asking,
        files: Upload = [],  # noqa: B006 - FastAPI copies it
        csrf: Text = "",
    ) -> Response:
        visitors.check(request, csrf)
        product = desk.product(product_id, visitor.owner)
        with desk.intake:
            desk.add(product, contents(files), who=visitors.called(visitor, ""))
        return RedirectResponse(f"/products/{product.id}", 303)

    # --- one product ----------------------------------------------------------

    @router.get("/products/{product_id}")
    def show_product(request: Request, product_id: str, visitor: Asking) -> Response:
        product = desk.product(product_id, visitor.owner)
        if product.pending:
            return show_waiting(request, visitor, product)
        return show_audit(request, visitor, product, here="/products")

    def show_waiting(request: Request, visitor: Visitor, product: Product) -> Response:
        faces = store.faces(product.id)
        return show(
            request,
            "waiting",
            visitor,
            product=product,
            faces=faces,
            done=len(faces) - product.pending,
            others=store.waiting() - product.pending,
            left=_time_left(store.waiting(), store.seconds_per_file()),
        )

    def show_audit(
        request: Request,
        visitor: Visitor,
        product: Product,
        *,
        here: str,
        review: dict[str, int] | None = None,
    ) -> Response:
        audit, unshown = desk.audit(product), desk.unshown(product)
        return show(
            request,
            "product",
            visitor,
            here=here,
            report=report_parts(audit, linked(product, audit, unshown)),
            unshown=unshown,
            product=product,
            # What a scan stored was held against the scan's day, if any.
            held_against=None if product.record else desk.day,
            review=review,
            doubtful=_doubtful(audit),
            history=store.history(product.id),
        )

    def linked(product: Product, audit: Audit, unshown: Mapping[str, str]) -> Linked:
        if product.record is None:
            kind = "pictures"
            positions = {face.name: face.position for face in store.faces(product.id)}
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

    @router.get("/products/{product_id}/pictures/{position}/{number}")
    def give_picture(
        product_id: str, position: int, number: int, visitor: Asking
    ) -> Response:
        product = desk.product(product_id, visitor.owner)
        faces = {face.position: face for face in store.faces(product.id)}
        face = faces.get(position)
        if face is None or not (path := store.picture_of(face, number)).is_file():
            raise no_page("the picture")
        headers = {"cache-control": "private, max-age=86400, immutable"}
        return FileResponse(path, media_type="image/jpeg", headers=headers)

    @router.get("/products/{product_id}/scanned/{position}/{number}")
    async def give_scanned_picture(
        product_id: str, position: int, number: int, visitor: Asking
    ) -> Response:
        def made() -> bytes:
            product = desk.product(product_id, visitor.owner)
            return desk.scanned_picture(product, position, number)

        # Made anew from the scan's file, a few at a time: pages do not wait behind them.
        picture = await to_thread.run_sync(made, limiter=rendering)
        headers = {"cache-control": "private, max-age=86400, immutable"}
        return Response(picture, media_type="image/jpeg", headers=headers)

    @router.post("/products/{product_id}/read-here")
    def read_here(
        request: Request, product_id: str, visitor: Asking, csrf: Text = ""
    ) -> Response:
        visitors.check(request, csrf)
        product = desk.product(product_id, visitor.owner)
        with desk.intake:
            taken = desk.take_in(product, who=visitors.called(visitor, ""))
        return RedirectResponse(f"/products/{taken.id}", 303)

    @router.post("/products/{product_id}/rules")
    def set_rules(
        request: Request,
        product_id: str,
        visitor: Asking,
        profile: Text = "",
        complete: Text = "",
        then: Text = "",
        csrf: Text = "",
    ) -> Response:
        visitors.check(request, csrf)
        product = desk.product(product_id, visitor.owner)
        who = visitors.called(visitor, "")
        desk.set_rules(product, profile=profile, complete=bool(complete), who=who)
        return RedirectResponse(_back(product, then), 303)

    @router.post("/products/{product_id}/delete")
    def delete(
        request: Request, product_id: str, visitor: Asking, csrf: Text = ""
    ) -> Response:
        visitors.check(request, csrf)
        product = desk.product(product_id, visitor.owner)
        store.delete(product.id, visitor.owner)
        return RedirectResponse("/products", 303)

    # --- correcting -----------------------------------------------------------

    def show_correction(
        request: Request,
        visitor: Visitor,
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
        audit = desk.audit(product)
        reading = getattr(audit.facts, key)
        said = wording.corrections_said(audit)
        now = typed(audit.facts, key) if text is None else text
        places = _places(audit)
        if not place and isinstance(reading, Found) and reading.evidence:
            seen = reading.evidence[0]
            where = (seen.file, seen.page)
            place = next((one for one in places if places[one] == where), "")
        return show(
            request,
            "correct",
            visitor,
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

    @router.get("/products/{product_id}/facts/{key}")
    def ask_correction(
        request: Request, product_id: str, key: str, visitor: Asking, then: str = ""
    ) -> Response:
        product = desk.product(product_id, visitor.owner)
        return show_correction(request, visitor, product, key, then)

    @router.post("/products/{product_id}/facts/{key}")
    def correct(
        request: Request,
        product_id: str,
        key: str,
        visitor: Asking,
        state: Text = "",
        text: Text = "",
        place: Text = "",
        who: Text = "",
        then: Text = "",
        csrf: Text = "",
    ) -> Response:
        visitors.check(request, csrf)
        product = desk.product(product_id, visitor.owner)
        called = visitors.called(visitor, who)
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
            return show_correction(
                request,
                visitor,
                product,
                key,
                then,
                state=state,
                text=text,
                place=place,
                error=error,
            )
        return RedirectResponse(f"{_back(product, then)}#correct-{key}", 303)

    # --- many products --------------------------------------------------------

    @router.get("/products")
    def list_products(
        request: Request,
        visitor: Asking,
        q: str = "",
        verdict: str = "",
        state: str = "",
        offset: int = 0,
    ) -> Response:
        query = wanted(q, verdict, state, offset)
        products, total = store.products(visitor.owner, query)
        terms = {"q": q, "verdict": verdict, "state": state}
        return show(
            request,
            "products",
            visitor,
            here="/products",
            query=query,
            products=products,
            total=total,
            terms=urlencode({key: value for key, value in terms.items() if value}),
            searched=any(terms.values()),
        )

    @router.get("/compare")
    def show_comparison(
        request: Request,
        visitor: Asking,
        id: Annotated[list[str], Query()] = [],  # noqa: A002, B006
    ) -> Response:
        ids = list(dict.fromkeys(id))
        if not 2 <= len(ids) <= comparing.MOST:
            count = ENGLISH["compare_count"].format(count=len(ids))
            raise RefusedValueError(
                ENGLISH["compare"],
                count,
                ENGLISH["compare_few"].format(most=comparing.MOST),
            )
        products = [desk.product(one, visitor.owner) for one in ids]
        columns = [
            comparing.Column(product=product, audit=desk.audit(product))
            for product in products
        ]
        table = comparing.compare(columns, ENGLISH)
        return show(request, "compare", visitor, here="/products", table=table)

    @router.get("/review")
    def review(
        request: Request, visitor: Asking, after: str = "", at: str = ""
    ) -> Response:
        done, total = store.review_progress(visitor.owner)
        product = store.product(at, visitor.owner) if at else None
        if product is None or product.pending:
            product = store.to_review(visitor.owner, after or None)
        if product is None:
            return show(request, "review", visitor, here="/review", done=done, total=total)
        progress = {"done": done, "total": total}
        return show_audit(request, visitor, product, here="/review", review=progress)

    @router.post("/products/{product_id}/accept")
    def accept(
        request: Request, product_id: str, visitor: Asking, then: Text = "", csrf: Text = ""
    ) -> Response:
        visitors.check(request, csrf)
        product = desk.product(product_id, visitor.owner)
        desk.accept(product, who=visitors.called(visitor, ""))
        return RedirectResponse("/review" if then else f"/products/{product.id}", 303)

    @router.get("/profiles")
    def list_profiles(request: Request, visitor: Asking) -> Response:
        return show(request, "profiles", visitor, here="/profiles", shown=serving.profile)

    return router, refused


def contents(files: list[UploadFile]) -> list[tuple[str, bytes]]:
    """What was handed in; a field that was left empty is no file."""
    return [(file.filename, file.file.read()) for file in files if file.filename]


def _time_left(files: int, seconds_per_file: float | None) -> str:
    """How long the files that wait will take at most; blank where nothing tells."""
    if seconds_per_file is None:
        return ""
    seconds = ceil(files * seconds_per_file)
    if seconds < _IN_SECONDS:
        return ENGLISH["seconds_left"].format(count=seconds)
    return ENGLISH["minutes_left"].format(count=ceil(seconds / 60))


def _back(product: Product, then: str) -> str:
    return f"/review?at={product.id}" if then else f"/products/{product.id}"


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


def wanted(q: str, verdict: str, state: str, offset: int) -> Wanted:
    """What the list was asked for; what no form of ours sends counts as not said."""
    match state:
        case "waiting" | "done" | "reviewed" | "open":
            chosen = Wanted(text=q, state=state)
        case _:
            chosen = Wanted(text=q)
    known = Verdict(verdict) if verdict in tuple(Verdict) else None
    return replace(chosen, verdict=known, offset=min(max(offset, 0), MOST_LISTED))
