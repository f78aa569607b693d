"""Of which pages is the console made, and what does it serve beside them?"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from api.console import (
    awards,
    claims,
    differences,
    disputes,
    entries,
    evaluations,
    home,
    imports,
    indicators,
    log,
    officers,
    quarters,
    recording,
    rehearsals,
    remediations,
    replay,
    risks,
    rulebooks,
    runs,
    selections,
    sessions,
    timeline,
    todos,
    traces,
    units,
    verification,
    years,
)
from api.console.asking import Refused
from api.console.pages import STATIC, htmx_folder, refused

PAGES: Final = (
    *(home, todos, officers, units, indicators, risks, remediations, quarters),
    *(recording, timeline, claims, imports),
    *(awards, disputes, evaluations, entries, sessions),
    *(years, runs, rehearsals, rulebooks, selections),
    *(replay, verification, log, traces, differences),
)


def _included() -> APIRouter:
    every = APIRouter()
    for module in PAGES:
        every.include_router(module.routes)
    return every


_ROUTES: Final = _included()
"""Once in a process, as those of the API."""


def install(app: FastAPI) -> None:
    """The pages, their one stylesheet and script, and htmx out of its wheel."""
    app.mount("/console/static", StaticFiles(directory=STATIC))
    app.mount("/console/htmx", StaticFiles(directory=htmx_folder()))
    app.router.routes.extend(_ROUTES.routes)
    app.add_api_route("/console/{rest:path}", nowhere, include_in_schema=False)
    app.add_exception_handler(Refused, refused)


async def nowhere(request: Request) -> Response:
    raise Refused(HTTPStatus.NOT_FOUND, {"code": "not-found"})
