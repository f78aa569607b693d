"""How does one sign in to the console, out of it, and choose its language?"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.console.asking import Asking, Refused
from api.console.forms import demand_own
from api.console.pages import HOME, SIGN_IN, below_console, page
from api.console.words import COOKIE as LANGUAGE
from api.errors import LANGUAGES

routes = APIRouter(prefix="/console", include_in_schema=False)
_YEAR_SECONDS: Final = 365 * 86400


@routes.get("/sign-in")
async def sign_in(request: Request) -> Response:
    asked = request.query_params
    told: dict[str, Any] = {
        "next": below_console(asked.get("next", HOME)),
        "expired": "expired" in asked,
    }
    return page(request, "sign_in.html", problem=None, **told)


@routes.post("/sign-in")
async def signed_in(request: Request) -> Response:
    """The API opens its own session; the token goes no further."""
    filled = await request.form()
    demand_own(request, filled)
    back = below_console(str(filled.get("next", HOME)))
    bearer = {"authorization": f"Bearer {str(filled.get('token', '')).strip()}"}
    answer = await Asking(request).send("POST", "/v1/sessions", headers=bearer)
    try:
        answer.told()
    except Refused as refused:
        told: dict[str, Any] = {"problem": refused.problem, "next": back, "expired": False}
        return page(request, "sign_in.html", status=refused.status, **told)
    response = _to(back)
    response.headers.append("Set-Cookie", answer.headers["set-cookie"])
    return response


@routes.post("/sign-out")
async def sign_out(request: Request) -> Response:
    demand_own(request, await request.form())
    answer = await Asking(request).send("DELETE", "/v1/sessions", headers={"merit-request": "1"})
    answer.told()
    response = _to(SIGN_IN)
    response.headers.append("Set-Cookie", answer.headers["set-cookie"])
    return response


@routes.get("/language/{language}")
async def choose_language(request: Request, language: str) -> Response:
    if language not in LANGUAGES:
        raise Refused(HTTPStatus.NOT_FOUND, {"code": "not-found"})
    response = _to(below_console(request.query_params.get("next", HOME)))
    response.set_cookie(
        LANGUAGE,
        language,
        max_age=_YEAR_SECONDS,
        path=HOME,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


def _to(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
