"""What has been signed, and how is a fact's place in it proved?"""

from __future__ import annotations

import re
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import telling
from api.console.asking import Asking, Refused
from api.console.pages import file, me_of, page

routes = APIRouter(prefix="/console", include_in_schema=False)
_ENTRY: Final = re.compile(r"[^/\s]+/\d{4}/[^/#\s]+[#/]\d+", re.ASCII)
_NOTES: Final = ("checkpoint", "heads")
_PROOFS: Final = {"proof": "tlog-proof", "receipts": "json"}
_PATHS: Final = {"officer": "/v1/officers", "unit": "/v1/units"}
_NOWHERE: Final = {"code": "not-found"}


@routes.get("/log")
async def show_log(request: Request) -> Response:
    """How the log stands; with `of`, a position or an entry, the way from it to the root."""
    await me_of(request)
    ask, of = Asking(request), request.query_params.get("of", "").strip()
    try:
        log = await ask.get("/v1/log")
    except Refused as refused:
        if refused.problem.get("code") != "not-sealed-yet":
            raise
        log = None
    proof, problem = await _proof(ask, of) if of else (None, None)
    return page(request, "log.html", log=log, of=of, proof=proof, problem=problem)


@routes.get("/log/{note}")
async def save_note(request: Request, note: str) -> Response:
    if note == "certificate":
        return await _certificate(request)
    if note not in _NOTES:
        raise Refused(404, _NOWHERE)
    return file(await Asking(request).fetch(f"/v1/log/{note}"), f"{note}.txt")


@routes.get("/log/{kind}/{position}")
async def save_proof(request: Request, kind: str, position: str) -> Response:
    if kind not in _PROOFS:
        raise Refused(404, _NOWHERE)
    found = await Asking(request).fetch(f"/v1/log/{kind}/{position}")
    return file(found, f"{kind}-{position}.{_PROOFS[kind]}")


async def _certificate(request: Request) -> Response:
    """Of an officer or a unit, as far as it is sealed."""
    asked = {name: said.strip() for name, said in request.query_params.items()}
    kind, _, named = asked.pop("subject", "").partition(":")
    if kind not in _PATHS or not named:
        raise Refused(404, _NOWHERE)
    found = await Asking(request).fetch(f"{_PATHS[kind]}/{named}/certificate", **asked)
    return file(found, f"certificate-{kind}-{named}-{asked.get('year', '')}.json")


async def _proof(ask: Asking, of: str) -> tuple[Any, Any]:
    """The fact and its way to the root, or in the API's own words why there is none."""
    try:
        position = of
        if _ENTRY.fullmatch(of):
            position = (await ask.get(f"/v1/entries/{of.replace('#', '/')}"))["position"]
        fact, path = await ask.all(
            ask.get(f"/v1/journal/{position}"), ask.get(f"/v1/log/path/{position}")
        )
    except Refused as refused:
        return None, refused
    words = telling.full_width(fact["words"])
    return fact | {"path": path, "words": words}, None
