"""The server: pages, API, the worker beside it, and what is swept away in time.

One process answers and one reads. The worker is started anew when it dies; what it
had in hand goes back into the queue, and a file that brings it down again and again
is given up.
"""

from __future__ import annotations

import fcntl
import multiprocessing
import signal
import socket
import sys
import threading
import time
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Final

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from auditor import __version__
from auditor.errors import OutputError, UsageError
from auditor.web import api, downloads, pages
from auditor.web.asked import Site
from auditor.web.auditing import open_results
from auditor.web.desk import Desk
from auditor.web.errors import RequestError, TooOftenError
from auditor.web.guard import Guard
from auditor.web.serving import LOCAL
from auditor.web.store import Store
from auditor.web.texts import ENGLISH
from auditor.web.visitors import SESSION_SECONDS, Visitors
from auditor.web.worker import work

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from multiprocessing.context import SpawnProcess

    from auditor.web.serving import Serving

_LOOK_SECONDS: Final = 1.0
_SWEEP_SECONDS: Final = 3_600
_LEAVE_SECONDS: Final = 5.0


class Crew:
    """The worker, and whoever starts it again when it is gone."""

    def __init__(self, serving: Serving, store: Store) -> None:
        self._serving = serving
        self._store = store
        self._stop = threading.Event()
        self._worker = self._hire()
        self._watch = threading.Thread(target=self._look_after, daemon=True)
        self._watch.start()

    def _hire(self) -> SpawnProcess:
        # Spawned, since this process has threads, which a fork would not take along.
        worker = multiprocessing.get_context("spawn").Process(
            target=work, args=(self._serving.folder, self._serving.reading)
        )
        worker.start()
        return worker

    def _look_after(self) -> None:
        swept = 0.0
        while not self._stop.wait(_LOOK_SECONDS):
            if not self._worker.is_alive():
                self._worker = self._hire()
            keep = self._serving.keep_seconds
            if keep is not None and time.monotonic() - swept > _SWEEP_SECONDS:
                swept = time.monotonic()
                self._store.sweep(time.time() - keep)
        self._store.close()

    @property
    def works(self) -> bool:
        """Whether the worker is alive."""
        return self._worker.is_alive()

    def leave(self) -> None:
        """End the worker; what it had in hand waits for the next start."""
        self._stop.set()
        self._watch.join(_LEAVE_SECONDS)
        self._worker.terminate()
        self._worker.join(_LEAVE_SECONDS)
        if self._worker.is_alive():
            self._worker.kill()
            self._worker.join()
        self._worker.close()


def build_app(serving: Serving) -> FastAPI:
    """The application; its worker lives as long as it does."""
    store = Store(serving.folder)
    store.tidy(time.time() - SESSION_SECONDS)
    opened: frozenset[str] = frozenset()
    if serving.results is not None:
        opened = open_results(store, serving.results, next(iter(serving.accounts), LOCAL))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.crew = Crew(serving, store)
        yield
        app.state.crew.leave()

    app = FastAPI(
        title="auditor",
        version=__version__,
        summary="Audit supplement labels from pictures and PDFs",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.add_middleware(Guard, local=not serving.accounts, most_bytes=serving.request_bytes)
    app.state.site = Site(Desk(store, serving, opened), Visitors(store, serving))
    for part in (pages, downloads, api):
        app.include_router(part.router)

    @app.get("/healthz", include_in_schema=False)
    def health() -> Response:
        """The process answers."""
        return Response("ok\n", media_type="text/plain")

    @app.get("/readyz", include_in_schema=False)
    def ready(request: Request) -> Response:
        """The store answers and the worker works."""
        works = store.works() and request.app.state.crew.works
        text = "ready\n" if works else "the worker is starting\n"
        return Response(text, status_code=200 if works else 503, media_type="text/plain")

    def refuse(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestError)
        headers = {}
        if isinstance(error, TooOftenError):
            headers["retry-after"] = str(error.wait_seconds)
        if error.status == 401:
            headers["www-authenticate"] = "Bearer"
        if request.url.path.startswith("/api/"):
            problem = api.Problem(
                subject=error.subject,
                problem=error.problem,
                remedy=error.remedy,
                slug=error.slug,
            )
            return JSONResponse(problem.model_dump(), error.status, headers)
        response = pages.refused(request, error)
        response.headers.update(headers)
        return response

    def refuse_value(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the request"
        return refuse(request, _request_error(422, where, str(first["msg"])))

    def refuse_route(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        known = error.status_code == 404
        problem = ENGLISH["no_page"] if known else str(error.detail)
        remedy = ENGLISH["check_address"] if known else ""
        told = _request_error(error.status_code, request.url.path, problem, remedy)
        response = refuse(request, told)
        response.headers.update(error.headers or {})
        return response

    app.add_exception_handler(RequestError, refuse)
    app.add_exception_handler(RequestValidationError, refuse_value)
    app.add_exception_handler(HTTPException, refuse_route)
    return app


def _request_error(
    status: int, subject: str, problem: str, remedy: str = ""
) -> RequestError:
    error = RequestError(subject, problem, remedy)
    error.status = status
    return error


@contextmanager
def _alone(serving: Serving) -> Iterator[None]:
    """The data folder for this server only: two workers would read everything twice."""
    try:
        serving.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = open(serving.folder / "lock", "w")  # noqa: SIM115 - held as long as we run
    except OSError as error:
        raise OutputError(
            serving.folder, f"cannot be written: {error.strerror}", "choose another folder"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(
                serving.folder, "another server uses it", "end that one, or use --data"
            ) from error
        yield


def serve(serving: Serving, *, started: Callable[[str], None] | None = None) -> None:
    """Answer until the process is told to end.

    Args:
        started: Told the address once it answers.

    Raises:
        OutputError: the data folder cannot be written to.
        UsageError: another server uses the folder, or the port is taken.
    """
    with _alone(serving), _listening(serving) as listener:
        config = uvicorn.Config(
            build_app(serving),
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=5,
            limit_concurrency=500,
        )
        if started is not None:
            host = f"[{serving.host}]" if ":" in serving.host else serving.host
            started(f"listening on http://{host}:{listener.getsockname()[1]}")
        # The server ends in good order and then raises the signal once more.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        uvicorn.Server(config).run([listener])


@contextmanager
def _listening(serving: Serving) -> Iterator[socket.socket]:
    try:
        family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
        listener = socket.create_server((serving.host, serving.port), family=family)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"{serving.host}:{serving.port}",
            f"cannot listen: {reason}",
            "try another --port",
        ) from error
    with listener:
        yield listener
