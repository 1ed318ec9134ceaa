"""What every request passes, whatever it asks for: host, origin, size, headers.

A page of another site can send requests to a server on this machine, and a name
that another site controls can lead to it. So the host must be ours, what changes
anything must come from our own pages, and no answer may run a script that is not
ours or be shown in another's frame.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Pictures of a file that is about to be handed in are shown from memory: blob."""

_HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(), microphone=(), payment=()"),
)
_LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Turns away what no page of ours sends, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, *, local: bool, most_bytes: int) -> None:
        self._app = app
        self._local = local
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((name, value) for name, value in _HEADERS if name not in named),
                ]
                if b"cache-control" not in named:
                    message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        refusal = self._refusal(scope["method"], headers)
        if refusal is not None:
            await _refuse(answer, *refusal)
            return
        await self._app(scope, self._counted(receive), answer)

    def _refusal(
        self, method: str, headers: dict[bytes, str]
    ) -> tuple[int, str, str] | None:
        host = headers.get(b"host", "")
        if self._local and _hostname(host) not in _LOCAL_NAMES:
            return 421, "this server answers to localhost only", "request.host"
        if method not in _READS:
            site = headers.get(b"sec-fetch-site", "same-origin")
            origin = headers.get(b"origin")
            if site not in ("same-origin", "none") or (
                origin is not None and urlsplit(origin).netloc != host
            ):
                return 403, "the request comes from another site", "request.origin"
        length = headers.get(b"content-length", "0")
        if not length.isdecimal() or int(length) > self._most_bytes:
            return 413, self._too_much, "limit.request"
        return None

    @property
    def _too_much(self) -> str:
        return f"a request may have {self._most_bytes // 1_000_000} MB at most"

    def _counted(self, receive: Receive) -> Receive:
        """The body as it comes; one that never said how long it is ends at the limit."""
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._most_bytes:
                return {"type": "http.disconnect"}
            return message

        return counted


def _hostname(host: str) -> str:
    """A host header without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() and name else host


async def _refuse(send: Send, status: int, problem: str, slug: str) -> None:
    body = f"{problem} [{slug}]\n".encode()
    start = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})


class Pace:
    """Counts what somebody did in the last minute."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._seen: dict[str, deque[float]] = {}

    def wait_seconds(self, who: str) -> int:
        """0 and one more counted, or how long to wait until one may be."""
        now = time.monotonic()
        seen = self._seen.setdefault(who, deque())
        while seen and seen[0] <= now - 60:
            seen.popleft()
        if len(seen) >= self._per_minute:
            return int(seen[0] + 60 - now) + 1
        seen.append(now)
        return 0
