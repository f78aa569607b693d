"""Is the ledger what it was, and what exactly was looked at to say so?"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.console.asking import Asking, Refused
from api.console.forms import demand_own
from api.console.pages import me_of, page

routes = APIRouter(prefix="/console", include_in_schema=False)
WAYS: Final = {
    "shell": "merit verify --policy POLICY --checkpoint CHECKPOINT",
    "bundle": "merit export --to BUNDLE\ncd BUNDLE\npython3 verify.py . --trust KEY",
}
"""What whoever doubts the service types instead of asking it."""


@routes.get("/verification")
async def show_verification(request: Request) -> Response:
    await me_of(request)
    told = await Asking(request).get("/v1/log/verification")
    return page(request, "verification.html", told=told, report=told["report"], ways=WAYS)


@routes.post("/verification")
async def begin_verification(request: Request) -> Response:
    """Another that is under way already is shown as well as one that was just begun."""
    demand_own(request, await request.form())
    try:
        await Asking(request).post("/v1/log/verification", {}, str(uuid4()))
    except Refused as refused:
        if refused.status != HTTPStatus.CONFLICT:
            raise
    return RedirectResponse(request.url_for("show_verification").path, HTTPStatus.SEE_OTHER)
