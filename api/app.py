"""Which routes are there, and how does the service start and stop?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any, Final

from anyio.to_thread import current_default_thread_limiter
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import (
    access,
    acknowledgements,
    bureaus,
    careers,
    claims,
    contacts,
    disputes,
    drafts,
    entries,
    errors,
    evaluations,
    files,
    finding,
    grants,
    health,
    identity,
    imports,
    journal,
    log,
    packs,
    previews,
    printing,
    quarters,
    reads,
    registers,
    remediations,
    risks,
    runs,
    scores,
    stars,
    todos,
    work_ledgers,
    years,
)
from api.asked import PLAINLY_ASKED
from api.bodies import DIGEST, EachNameOnce
from api.console import site
from api.console.pages import HOME
from api.dependencies import THREADS, Service
from api.guard import Guarded
from api.requests import Requests
from api.workbook.packages import BYTES_MAX
from domain import filekinds

FORM_BYTES_MAX: Final = BYTES_MAX + 2**20
"""The largest workbook and what a form puts around it."""
FILE_BYTES_MAX: Final = filekinds.BYTES_MAX + 2**20
"""A file of evidence, by itself or in a form."""
BODY_BYTES_MAX: Final = 4 * 2**20
"""Any other body: more than the plans of a thousand units."""
DESCRIPTION = """功过簿 / Merit Ledger: facts in, scores out, at any two points in time.

Numbers are text in JSON. A question names two clocks: `as_of` (business date) and `known_at` or
`position` (what was recorded by then). Every refusal is an RFC 9457 problem in both languages.
"""


_GUARDED: Final = (
    *(entries, scores, registers, imports, journal, years, runs, printing, log),
    *(grants, identity, claims, disputes, files, acknowledgements, reads, previews, finding),
    *(risks, quarters, remediations, contacts, drafts, bureaus, todos),
    *(packs, evaluations, stars, work_ledgers, careers),
)


def _included() -> APIRouter:
    """Once in a process: a route is worked out anew wherever it is included, at the first request;
    that takes longer than most answers, and two services of one process have the same."""
    every = APIRouter()
    for module in _GUARDED:
        assert all(isinstance(r, Guarded) for r in module.routes.routes), "each asks its rule"
        every.include_router(module.routes, prefix="/v1", dependencies=PLAINLY_ASKED)
    every.include_router(health.routes)
    return every


_ROUTES: Final = _included()


def _work_out(app: FastAPI) -> None:
    """Every route before anybody asks: the first to ask would wait for it longer than a second."""
    for route in app.routes:
        route.matches({"type": "http", "method": "GET", "path": "/-", "root_path": ""})


class Index(BaseModel):
    """What is served here."""

    name: str = "Merit Ledger 功过簿"
    openapi: str = "/openapi.json"
    console: str = HOME
    ready: str = "/readyz"


class BodyLimit:
    """Refuses a larger body while it comes in: 413 in the shape of every refusal."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if "headers" in scope else Headers()
        form = headers.get("content-type", "").lower().startswith("multipart/")
        most = FORM_BYTES_MAX if form else BODY_BYTES_MAX
        if scope.get("path") == "/v1/files":
            most = FILE_BYTES_MAX
        declared = headers.get("content-length", "")
        too_large = declared[:20].isdecimal() and int(declared[:20]) > most
        read = 0

        async def limited() -> Message:
            nonlocal read
            if too_large:
                raise HTTPException(413)
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413)
            if read:
                scope.setdefault(DIGEST, sha256()).update(message.get("body", b""))
            return message

        await self._app(scope, limited, send)


def create_app(service: Service) -> FastAPI:
    """The API over a service that its caller opened and will close."""

    @asynccontextmanager
    async def lifespan(started: FastAPI) -> AsyncIterator[None]:
        _work_out(started)
        current_default_thread_limiter().total_tokens = THREADS
        service.floods.start()
        yield
        service.stopping.set()
        await run_in_threadpool(service.floods.stop)

    app = FastAPI(
        title="Merit Ledger 功过簿",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # its page would load scripts from another host
        redoc_url=None,
    )
    app.add_middleware(EachNameOnce)
    app.add_middleware(BodyLimit)
    app.add_middleware(
        Requests,
        metrics=service.metrics,
        limits=service.limits,
        hosts=service.hosts,
        spans=service.spans,
    )
    app.state.service = service
    errors.install(app)
    app.router.routes.extend(_ROUTES.routes)
    site.install(app)

    @app.get("/", response_model=Index)
    def index(request: Request) -> Index | RedirectResponse:
        """Where to start; a browser is led to the console."""
        if "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(HOME)
        return Index()

    def openapi() -> dict[str, Any]:
        return access.secured(errors.with_problem(FastAPI.openapi(app)))

    app.openapi = openapi  # type: ignore[method-assign]
    return app
