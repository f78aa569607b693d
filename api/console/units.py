"""How does a unit stand, who serves in it, and what did it lose for which cause?"""

from __future__ import annotations

from http import HTTPStatus
from math import inf
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import accounts, telling
from api.console.asking import Asking, Refused
from api.console.forms import Form, Shown, act
from api.console.losses import losses_of
from api.console.pages import file, me_of, page
from api.console.paging import ROWS_SHOWN, onward, part_of
from api.console.speaking import ACKNOWLEDGEMENT, OBJECTION, RESULT, spoken
from api.console.whose import over_all, sees_all, units_of

routes = APIRouter(prefix="/console", include_in_schema=False)
FULL: Final = "100"
"""What the indicators of a unit are worth together; its losses are taken from that."""
_NO_PLACE: Final = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


@routes.get("/units")
async def list_units(request: Request) -> Response:
    """Every unit as it is called now, and how it stands among its kind in the year."""
    me, ask = await me_of(request), Asking(request)
    bureau = request.query_params.get("bureau")
    year = request.query_params.get("year") or str(telling.today().year)
    units, closings = await ask.all(
        ask.many("/v1/units", bureau=bureau),
        ask.many("/v1/units/closings", bureau=bureau),
    )
    last = {(row["bureau"], row["unit"]): row for row in units["items"]}
    closed = {(row["bureau"], row["unit"]): row["effective_on"] for row in closings["items"]}
    rows = [row | {"closed_on": closed.get(key)} for key, row in last.items()]
    asked = {"bureau": bureau or (rows[0]["bureau"] if rows else None), "year": year}
    ranking = await _ranking(ask, asked)
    places = {(ranking["bureau"], one["unit"]): one for one in ranking["units"]} if ranking else {}
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    shown = [row | {"place": places.get((row["bureau"], row["unit"]))} for row in rows]
    shown.sort(key=lambda row: (kinds.index(row["kind"]), _rank(row["place"])))
    told_of, following = part_of(request, shown, ROWS_SHOWN)
    told = {"linked": sees_all(me), "mine": units_of(me), "ranking": ranking, "year": year}
    return page(
        request,
        "units.html",
        rows=told_of,
        following=following,
        asked=bureau,
        **told,
    )


@routes.get("/units/{unit}")
async def show_unit(request: Request, unit: str) -> Response:
    return await _show(request, unit)


@routes.post("/units/{unit}/objection")
async def object_for_unit(request: Request, unit: str) -> Response:
    return await _sent(request, unit, OBJECTION)


@routes.post("/units/{unit}/acknowledgement")
async def acknowledge_for_unit(request: Request, unit: str) -> Response:
    return await _sent(request, unit, ACKNOWLEDGEMENT)


@routes.post("/units/{unit}/told_result")
async def acknowledge_result_for_unit(request: Request, unit: str) -> Response:
    return await _sent(request, unit, RESULT)


@routes.get("/units/{unit}/certificate")
async def save_certificate(request: Request, unit: str) -> Response:
    asked = request.query_params
    certificate = await Asking(request).fetch(f"/v1/units/{unit}/certificate", **asked)
    return file(certificate, f"certificate-{unit}-{asked.get('year', '')}.json")


async def _sent(request: Request, unit: str, form: Form) -> Response:
    year = request.query_params.get("year", "")
    address = request.url_for("show_unit", unit=unit).path
    back = f"{address}?year={year}" if year.isdecimal() else address
    return await act(request, form, back, lambda refused: _show(request, unit, refused))


async def _show(request: Request, unit: str, refused: Shown | None = None) -> Response:
    me, ask = await me_of(request), Asking(request)
    asked = {name: said for name, said in request.query_params.items() if said}
    year = asked.get("year") or str(telling.today().year)
    moment = {name: asked.get(name) for name in ("bureau", "as_of", "position", "known_at")}
    if "known_on" in asked:
        moment["known_at"] = telling.end_of(asked["known_on"])
    reads = "read" in over_all(me) or unit in units_of(me)
    account = await _account(ask, unit, {"year": year, **moment}, reads)
    score = account["score"]
    at = {"bureau": score["bureau"], "position": score["position"]}
    subject, mine = f"unit:{unit}", unit in units_of(me)
    units, members, losses, place, told = await ask.all(
        ask.get("/v1/units", unit=unit, **at),
        ask.get(f"/v1/units/{unit}/members", year=year, as_of=score["as_of"], **at),
        losses_of(ask, score["bureau"], score["year"], unit, position=score["position"]),
        _place(ask, me, unit, score),
        _told(ask, subject, mine),
    )
    present, following = part_of(request, members["members"], ROWS_SHOWN)
    return page(
        request,
        "unit.html",
        status=refused.status if refused else HTTPStatus.OK,
        unit=unit,
        name=units["items"][-1]["name"] if units["items"] else unit,
        year=int(year),
        asked=asked,
        members=present,
        following=following,
        further=onward(request),
        losses=losses,
        place=place,
        disputes=await _disputes(ask, subject, score["year"], mine),
        forms=spoken(request, account, _of_year(told, score["year"]), refused) if mine else {},
        **account,
    )


async def _account(ask: Asking, unit: str, moment: dict[str, Any], reads: bool) -> dict[str, Any]:
    """The statement with its drawings, losses first; to whoever sees results, the bare score."""
    if not reads:
        score = await ask.get(f"/v1/units/{unit}/score", **moment)
        return {"score": score, "statement": None, "lost": None, "moved": None}
    statement = await ask.get(f"/v1/units/{unit}/statement", **moment)
    lines, score = statement["lines"], statement["score"]
    lost = [line for line in lines if line["indicator"]]
    moved = [line for line in lines if not line["indicator"]]
    return {
        "score": score,
        "statement": statement,
        "lost": accounts.fall_from(FULL, lost) if "indicators" in score["components"] else None,
        "moved": accounts.fall_from(score["base"], moved) if score["base"] else None,
    }


async def _place(ask: Asking, me: Any, unit: str, score: Any) -> Any:
    """Its rank among its kind; to whoever sees published results alone, once there are any."""
    clocks = {"as_of": score["as_of"], "position": score["position"]} if sees_all(me) else {}
    asked = {"bureau": score["bureau"], "year": score["year"], **clocks}
    ranking = await _ranking(ask, asked) or {"units": ()}
    return next((place for place in ranking["units"] if place["unit"] == unit), None)


async def _ranking(ask: Asking, asked: dict[str, Any]) -> Any:
    """None where there is none yet that whoever looks may see."""
    try:
        return await ask.get("/v1/rankings/units", **asked)
    except Refused as refused:
        if refused.status not in _NO_PLACE:
            raise
        return None


def _rank(place: Any) -> float:
    return place["rank"] if place and place["rank"] else inf


async def _told(ask: Asking, subject: str, mine: bool) -> list[Any]:
    if not mine:
        return []
    return list((await ask.most("/v1/acknowledgements", subject=subject))["items"])


def _of_year(told: list[Any], year: int) -> list[Any]:
    return [row for row in told if row["year"] == year]


async def _disputes(ask: Asking, subject: str, year: int, mine: bool) -> list[Any]:
    if not mine:
        return []
    found = await ask.most("/v1/disputes", subject=subject)
    return [row for row in found["items"] if row["year"] == year]
