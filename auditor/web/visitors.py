"""Who asks: a browser by its cookie, a program by its token, each with its owner.

The cookie is a secret without meaning. Forms carry a sign of it that only this
installation can make, so that no other site can fill one in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from auditor.web.errors import ForgedError, NoTokenError, TooOftenError
from auditor.web.guard import Pace
from auditor.web.serving import LOCAL
from auditor.web.texts import ENGLISH

if TYPE_CHECKING:
    from starlette.responses import Response

    from auditor.web.serving import Serving
    from auditor.web.store import Store

COOKIE: Final = "auditor_session"
SESSION_SECONDS: Final = 30 * 86_400
_TRIES_PER_MINUTE: Final = 20
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One who asks, and whose products are theirs to see."""

    owner: str
    name: str
    """Blank where nobody has said."""

    account: bool
    cookie: str = ""


class Visitors:
    """Tells visitors apart."""

    def __init__(self, store: Store, serving: Serving) -> None:
        self._store = store
        self._serving = serving
        self._secret = store.secret()
        self._tries = Pace(_TRIES_PER_MINUTE)

    def of_page(self, request: Request) -> Visitor:
        """Whoever looks at a page; NoTokenError where accounts are on and none is told."""
        cookie = request.cookies.get(COOKIE, "")
        known = None
        if cookie:
            since = time.time() - SESSION_SECONDS
            known = self._store.session(_digest(cookie), since)
        if self._serving.accounts:
            if known is None or known[0] not in self._serving.accounts:
                raise NoTokenError("this page", "asks for a token", "sign in")
            return Visitor(owner=known[0], name=known[0], account=True, cookie=cookie)
        name = known[1] if known else ""
        return Visitor(owner=LOCAL, name=name, account=False, cookie=cookie)

    def of_program(self, request: Request) -> Visitor:
        """Whoever asks the API; NoTokenError where accounts are on and none is told."""
        if not self._serving.accounts:
            return Visitor(owner=LOCAL, name="API", account=False)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        owner = self._owner_of(token.strip()) if scheme.lower() == "bearer" else None
        if owner is None:
            raise NoTokenError(
                "the request", "names no known token", "send Authorization: Bearer TOKEN"
            )
        return Visitor(owner=owner, name=owner, account=True)

    def _owner_of(self, token: str) -> str | None:
        """Every token is compared, so that time tells nothing."""
        given = token.encode("utf-8", "replace")
        owners = [
            name
            for name, known in self._serving.accounts.items()
            if hmac.compare_digest(known.encode(), given)
        ]
        return owners[0] if owners else None

    def sign_in(self, token: str) -> str:
        """The cookie of a new session; NoTokenError for a token nobody has."""
        if wait := self._tries.wait_seconds("sign in"):
            raise TooOftenError("signing in", "too many tries", wait)
        owner = self._owner_of(token)
        if owner is None:
            raise NoTokenError("the token", ENGLISH["wrong_token"])
        cookie = new_cookie()
        self._store.open_session(_digest(cookie), owner, owner, time.time())
        return cookie

    def sign_out(self, visitor: Visitor) -> None:
        """Forget the visitor's session."""
        self._store.close_session(_digest(visitor.cookie))

    def called(self, visitor: Visitor, name: str) -> str:
        """What to call whoever changes something; a name that is told is remembered."""
        if visitor.account:
            return visitor.name
        told = " ".join(name.split())[:_LONGEST_NAME]
        if told and told != visitor.name:
            now = time.time()
            self._store.open_session(_digest(visitor.cookie), LOCAL, told, now)
        return told or visitor.name or "somebody"

    def sign(self, cookie: str) -> str:
        """What a form of this browser carries."""
        return hmac.new(self._secret, cookie.encode(), hashlib.sha256).hexdigest()

    def check(self, request: Request, sign: str) -> None:
        """ForgedError unless the form is of this browser."""
        cookie = request.cookies.get(COOKIE, "")
        given = sign.encode("utf-8", "replace")
        if not cookie or not hmac.compare_digest(self.sign(cookie).encode(), given):
            raise ForgedError("the form", ENGLISH["expired"], ENGLISH["expired_remedy"])


def new_cookie() -> str:
    """A secret of 256 bits, as text."""
    return secrets.token_urlsafe(32)


def set_cookie(request: Request, response: Response, cookie: str) -> None:
    """Hand the browser its secret, out of reach of scripts and other sites."""
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def _digest(cookie: str) -> str:
    """Sessions are kept by digest, so that the database opens none."""
    return hashlib.sha256(cookie.encode()).hexdigest()
