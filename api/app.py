"""Which routes are there, and how does the service start and stop?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from pydantic import BaseModel

from api import entries, errors, health, imports, journal, registers, scores
from api.service import Service

DESCRIPTION = """功过簿 / Merit Ledger: facts in, scores out, at any two points in time.

Numbers are text in JSON. A question names two clocks: `as_of` (business date) and `known_at` or
`position` (what was recorded by then). Every refusal is an RFC 9457 problem in both languages.
"""


class Index(BaseModel):
    """What is served here."""

    name: str = "Merit Ledger 功过簿"
    openapi: str = "/openapi.json"
    ready: str = "/readyz"


def create_app(service: Service) -> FastAPI:
    """The API over a service that its caller opened and will close."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        service.stopping.set()

    app = FastAPI(
        title="Merit Ledger 功过簿",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # its page would load scripts from another host
        redoc_url=None,
    )
    app.state.service = service
    errors.install(app)
    for module in (entries, scores, registers, imports, journal):
        app.include_router(module.routes, prefix="/v1")
    app.include_router(health.routes)

    @app.get("/")
    def index() -> Index:
        """Where to start."""
        return Index()

    return app
