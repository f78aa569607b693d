"""How does an officer see his score: what it is, how it came about, and when it changed?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.console import accounts, telling
from api.console.asking import Asking, Refused
from api.console.forms import Field, Form, Shown, send, whole, yes_or_no
from api.console.pages import file, me_of, officers_of, page, permissions_of
from api.console.words import language_for, say

routes = APIRouter(prefix="/console", include_in_schema=False)
PAGE_ROWS: Final = 50
_HEARERS: Final = frozenset(("manage", "decide", "audit"))
ROWS_MAX: Final = 1000
OBJECTION: Final = Form(
    "objection",
    "/v1/disputes",
    (
        Field("subject", "/subject", "hidden"),
        Field("bureau", "/bureau", "hidden"),
        Field("year", "/year", "hidden", read=whole),
        Field("stage", "/stage", "hidden"),
        Field("run", "/about/run", "one"),
        Field("entries", "/about/entries", "some"),
        Field("statement", "/statement", "long", required=True),
        Field("relief", "/relief", "long", required=True),
    ),
)
ACKNOWLEDGEMENT: Final = Form(
    "acknowledgement",
    "/v1/acknowledgements",
    (
        Field("entry", "/entry", "one", required=True),
        Field("agrees", "/agrees", "one", required=True, read=yes_or_no),
        Field("opinion", "/opinion", "long"),
    ),
)


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
    reads, mine = "read" in permissions_of(me), officer in officers_of(me)
    asked = {name: said for name, said in request.query_params.items() if said}
    told = await _told(ask, officer) if reads else []
    years = sorted({row["year"] for row in told})
    year = asked.get("year") or str(max(years, default=telling.today().year))
    moment = {name: asked.get(name) for name in ("bureau", "as_of", "position", "known_at")}
    if "known_on" in asked:
        moment["known_at"] = _end_of_day(asked["known_on"])
    account = await _account(ask, officer, {"year": year, **moment}, permissions_of(me))
    told = [row for row in told if str(row["year"]) == year]
    score = account["score"]
    names, units, disputes = await ask.all(
        ask.get("/v1/officers", bureau=score["bureau"], officer=officer, limit=ROWS_MAX),
        _units(ask, score),
        _disputes(ask, officer, mine or bool(permissions_of(me) & _HEARERS)),
    )
    return page(
        request,
        "officer.html",
        status=refused.status if refused else HTTPStatus.OK,
        officer=officer,
        name=names["items"][-1]["name"] if names["items"] else officer,
        unit=units["items"][-1]["name"] if units["items"] else score["unit"],
        year=int(year),
        years=years,
        asked=asked,
        result=accounts.result_of(told, score["position"]),
        disputes=[one for one in disputes if str(one["year"]) == year],
        forms=_forms(request, score, told, refused) if mine else {},
        **account,
    )


async def _told(ask: Asking, officer: str) -> list[Any]:
    """Of which entries and results he was told, in every year."""
    page_ = await ask.get("/v1/acknowledgements", subject=f"officer:{officer}", limit=ROWS_MAX)
    return list(page_["items"])


async def _units(ask: Asking, score: Any) -> Any:
    if not score["unit"]:
        return {"items": []}
    return await ask.get("/v1/units", bureau=score["bureau"], unit=score["unit"])


async def _disputes(ask: Asking, officer: str, heard: bool) -> list[Any]:
    if not heard:
        return []
    page_ = await ask.get("/v1/disputes", subject=f"officer:{officer}", limit=ROWS_MAX)
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
        "effective": accounts.by_date(effective, date.fromisoformat(as_of), ask.language),
        "known": accounts.by_knowledge(known, position),
    }


def _end_of_day(known_on: str) -> str | None:
    """The end of that day by the bureau's clock; of today, now."""
    if known_on == telling.today().isoformat():
        return None
    return f"{known_on}T23:59:59.999999+08:00"


def _forms(
    request: Request, score: Any, told: list[Any], refused: Shown | None
) -> dict[str, Shown]:
    language = language_for(request)
    entries = [(line["entry"], _words(line, language)) for line in score["lines"]]
    runs = [
        (row["result"], say(language, f"result.{row['result'].split('-')[0]}"))
        for row in told
        if row["result"]
    ]
    agreeing = [
        ("true", say(language, "agreeing.true")),
        ("false", say(language, "agreeing.false")),
    ]
    waiting = {row["entry"] for row in told if row["state"] == "told" and not row["reversed"]}
    subject = {"subject": f"officer:{score['officer']}", "bureau": score["bureau"]}
    own = {**subject, "year": score["year"], "stage": "objection"}
    shown = {
        "objection": OBJECTION.shown(own, {"run": runs, "entries": entries}),
        "acknowledgement": ACKNOWLEDGEMENT.shown(
            {}, {"entry": [one for one in entries if one[0] in waiting], "agrees": agreeing}
        ),
    }
    if refused is not None:
        refused.choices = shown[refused.form.name].choices
        shown[refused.form.name] = refused
    return shown


def _words(line: Any, language: str) -> str:
    number = line["entry"].partition("#")[2]
    named = line["item"] or line["indicator"] or ""
    on, counted = telling.day(line["effective_on"], language), telling.points(line["counted"])
    return f"#{number} · {on} · {named} · {counted}"
