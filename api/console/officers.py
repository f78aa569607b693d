"""How does an officer see his score: what it is, how it came about, and when it changed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.console import accounts, telling
from api.console.asking import Asking, Refused
from api.console.forms import Form, Shown, send
from api.console.pages import file, me_of, officers_of, page, permissions_of
from api.console.speaking import ACKNOWLEDGEMENT, OBJECTION, RESULT, spoken
from api.console.whose import over_all, units_of

routes = APIRouter(prefix="/console", include_in_schema=False)
PAGE_ROWS: Final = 50
_HEARERS: Final = frozenset(("manage", "decide", "audit"))


@routes.get("/officers")
async def list_officers(request: Request) -> Response:
    """The register, page by page; with a number, straight to the officer."""
    await me_of(request)
    if named := request.query_params.get("officer", "").strip():
        return RedirectResponse(f"/console/officers/{quote(named, safe='')}", 303)
    cursor = request.query_params.get("cursor")
    rows = await Asking(request).get("/v1/officers", limit=PAGE_ROWS, cursor=cursor)
    return page(request, "officers.html", rows=rows)


@routes.get("/officers/{officer}")
async def show_officer(request: Request, officer: str) -> Response:
    return await _show(request, officer)


@routes.post("/officers/{officer}/objection")
async def object_to_result(request: Request, officer: str) -> Response:
    return await _sent(request, officer, OBJECTION)


@routes.post("/officers/{officer}/acknowledgement")
async def acknowledge(request: Request, officer: str) -> Response:
    return await _sent(request, officer, ACKNOWLEDGEMENT)


@routes.post("/officers/{officer}/told_result")
async def acknowledge_result(request: Request, officer: str) -> Response:
    return await _sent(request, officer, RESULT)


@routes.get("/officers/{officer}/certificate")
async def save_certificate(request: Request, officer: str) -> Response:
    asked = request.query_params
    certificate = await Asking(request).fetch(f"/v1/officers/{officer}/certificate", **asked)
    return file(certificate, f"certificate-{officer}-{asked.get('year', '')}.json")


@routes.get("/officers/{officer}/notice")
async def save_notice(request: Request, officer: str) -> Response:
    asked, ask = request.query_params, Asking(request)
    run = ":".join(asked.get(name, "") for name in ("bureau", "year", "result"))
    notice = await ask.fetch(f"/v1/runs/{run}/notices/{officer}", language=ask.language)
    return file(notice, f"notice-{run}-{officer}.pdf")


async def _sent(request: Request, officer: str, form: Form) -> Response:
    year = request.query_params.get("year", "")
    address = request.url_for("show_officer", officer=officer).path
    done = await send(request, form, f"{address}?year={year}" if year.isdecimal() else address)
    return await _show(request, officer, done) if isinstance(done, Shown) else done


async def _show(request: Request, officer: str, refused: Shown | None = None) -> Response:
    me, ask = await me_of(request), Asking(request)
    mine = officer in officers_of(me)
    # Whoever reads his own account alone is not to be refused what he may see of another.
    held = permissions_of(me) if mine or units_of(me) else over_all(me)
    asked = {name: said for name, said in request.query_params.items() if said}
    told = await _told(ask, officer) if "read" in held else []
    years = sorted({row["year"] for row in told})
    year = asked.get("year") or str(max(years, default=telling.today().year))
    moment = {name: asked.get(name) for name in ("bureau", "as_of", "position", "known_at")}
    if "known_on" in asked:
        moment["known_at"] = telling.end_of(asked["known_on"])
    account = await _account(ask, officer, {"year": year, **moment}, held)
    told = [row for row in told if str(row["year"]) == year]
    score = account["score"]
    names, units, disputes, result = await ask.all(
        ask.most("/v1/officers", bureau=score["bureau"], officer=officer),
        _units(ask, score),
        _disputes(ask, officer, mine or bool(permissions_of(me) & _HEARERS)),
        _result(ask, score, told, held),
    )
    return page(
        request,
        "officer.html",
        status=refused.status if refused else HTTPStatus.OK,
        officer=officer,
        name=names["items"][-1]["name"] if names["items"] else officer,
        unit=units.get(score["unit"], score["unit"]),
        units=units,
        year=int(year),
        years=years,
        asked=asked,
        result=result,
        disputes=[one for one in disputes if str(one["year"]) == year],
        forms=spoken(request, account, told, refused) if mine else {},
        **account,
    )


async def _told(ask: Asking, officer: str) -> list[Any]:
    """Of which entries and results he was told, in every year."""
    page_ = await ask.most("/v1/acknowledgements", subject=f"officer:{officer}")
    return list(page_["items"])


async def _result(
    ask: Asking, score: Any, told: Sequence[Any], held: frozenset[str]
) -> accounts.Result | None:
    """The last that was made known by then, as it was made known: the score beside it may be of
    another day, or of facts that no result counts yet."""
    name = accounts.result_of(told, score["position"])
    if name is None and "results" in held:
        # Of whose account he reads nothing he is told by the year's own acts.
        year = await ask.get(f"/v1/years/{score['bureau']}/{score['year']}")
        name = accounts.last_result(year["acts"], score["position"])
    if name is None:
        return None
    run = f"{score['bureau']}:{score['year']}:{name}"
    sheet = await ask.get(f"/v1/runs/{run}", officer=score["officer"])
    return accounts.result_in(sheet, name, ask.language)


async def _units(ask: Asking, score: Any) -> dict[str, str]:
    """The bureau's units as they are called now."""
    found = await ask.many("/v1/units", bureau=score["bureau"])
    return {row["unit"]: row["name"] for row in found["items"]}


async def _disputes(ask: Asking, officer: str, heard: bool) -> list[Any]:
    if not heard:
        return []
    page_ = await ask.most("/v1/disputes", subject=f"officer:{officer}")
    return list(page_["items"])


async def _account(
    ask: Asking, officer: str, moment: Mapping[str, Any], held: frozenset[str]
) -> dict[str, Any]:
    """The statement and its drawings; the bare score for whoever may see results alone."""
    address = f"/v1/officers/{officer}"
    try:
        statement = await ask.get(f"{address}/statement", **moment) if "read" in held else None
    except Refused as refused:
        if refused.status != HTTPStatus.FORBIDDEN or "results" not in held:
            raise
        statement = None
    if statement is None:
        score = await ask.get(f"{address}/score", **moment)
        return {"score": score, "statement": None, "fall": None, "effective": None, "known": None}
    score = statement["score"]
    bureau, year = score["bureau"], score["year"]
    as_of, position = score["as_of"], score["position"]
    effective, known = await ask.all(
        ask.get(f"{address}/history", bureau=bureau, year=year, position=position),
        ask.get(f"{address}/history", bureau=bureau, year=year, as_of=as_of, axis="known"),
    )
    return {
        "score": score,
        "statement": statement,
        "fall": accounts.fall_of(statement),
        "working": accounts.working_of(statement["terms"]),
        "effective": accounts.by_date(effective, date.fromisoformat(as_of), ask.language),
        "known": accounts.by_knowledge(known, position),
    }
