"""How does a leader read a unit's pack, evaluate its officers, and does each rate fairly?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import telling
from api.console.asking import Asking, Refused
from api.console.forms import Field, Form, Shown, act, whole, with_refused
from api.console.pages import me_of, officers_of, page, permissions_of
from api.console.paging import ROWS_SHOWN, part_of
from api.console.whose import NAMES_MAX, Called, called, officers_among, over_all

routes = APIRouter(prefix="/console", include_in_schema=False)
PERIODS: Final = ("Q1", "Q2", "Q3", "Q4", "year")
_PERIOD: Final = (
    Field("bureau", "/bureau", "hidden"),
    Field("year", "/year", "hidden", read=whole),
    Field("period", "/period", "hidden"),
)
OPENING: Final = Form("evaluation_open", "/v1/evaluations/openings", _PERIOD)
CONFIRMATION: Final = Form("evaluation_confirm", "/v1/evaluations/confirmations", _PERIOD)
ISSUE: Final = Form(
    "pack_issue",
    "/v1/packs",
    (
        Field("bureau", "/bureau", "hidden"),
        Field("year", "/year", "hidden", read=whole),
        Field("quarter", "/quarter", "one", required=True, read=whole),
        Field("unit", "/unit", "one", required=True),
        Field("leader", "/leader", required=True),
    ),
)
ACKNOWLEDGED: Final = Form("pack_acknowledge", "/v1/packs/{bureau}/{number}/acknowledge", ())
EVALUATION: Final = Form(
    "evaluation",
    "/v1/evaluations",
    (
        Field("bureau", "/bureau", "hidden"),
        Field("year", "/year", "hidden", read=whole),
        Field("pack", "/pack", "hidden", read=whole),
        Field("leader", "/leader", "hidden"),
        Field("period", "/period", "one", required=True),
        Field("officer", "/officer", "one", required=True),
        Field("score", "/score", required=True),
        Field("justification", "/justification", "long"),
    ),
)
OF_PERIOD: Final = {"open": OPENING, "confirm": CONFIRMATION, "issue": ISSUE}
OF_PACK: Final = {"acknowledge": ACKNOWLEDGED, "evaluate": EVALUATION}


@routes.get("/evaluations")
async def show_evaluations(request: Request) -> Response:
    return await _show(request)


@routes.post("/evaluations/{step}")
async def act_on_evaluations(request: Request, step: str) -> Response:
    form = _step(OF_PERIOD, step)
    asked = _asked(request)
    back = f"/console/evaluations?year={asked['year']}&period={asked['period']}"
    return await act(request, form, back, lambda said: _show(request, said))


@routes.get("/packs/{bureau}/{number}")
async def show_pack(request: Request, bureau: str, number: str) -> Response:
    return await _show_pack(request, bureau, number)


@routes.post("/packs/{bureau}/{number}/{step}")
async def act_on_pack(request: Request, bureau: str, number: str, step: str) -> Response:
    form = _step(OF_PACK, step).at(bureau=bureau, number=number)
    back = request.url_for("show_pack", bureau=bureau, number=number).path
    return await act(request, form, back, lambda said: _show_pack(request, bureau, number, said))


def _step(forms: dict[str, Form], step: str) -> Form:
    if step not in forms:
        raise Refused(HTTPStatus.NOT_FOUND, {"code": "not-found"})
    return forms[step]


def _asked(request: Request) -> dict[str, str]:
    """The year and the period; left out, the last quarter that is over."""
    year, quarter = divmod(4 * telling.today().year + (telling.today().month - 1) // 3 - 1, 4)
    asked = request.query_params
    period = asked.get("period", "")
    return {
        "year": asked.get("year") or str(year),
        "period": period if period in PERIODS else f"Q{quarter + 1}",
    }


async def _show(request: Request, refused: Shown | None = None) -> Response:
    me, ask = await me_of(request), Asking(request)
    asked, bureau, wide = _asked(request), request.query_params.get("bureau"), over_all(me)
    found, packs, fairness = await ask.all(
        _evaluations(ask, asked, bureau),
        _if("results" in wide, ask.most, "/v1/packs", bureau=bureau, year=asked["year"]),
        _if("results" in wide, ask.get, "/v1/fairness", bureau=bureau, year=asked["year"]),
    )
    packs_shown = packs["items"] if packs else []
    rows, following = part_of(request, found["evaluations"] if found else [], ROWS_SHOWN)
    people = [one for row in rows for one in (row["leader"], row["officer"])]
    people += [row["leader"] for row in packs_shown]
    people += officers_among(row["rater"] for row in fairness["raters"]) if fairness else []
    names = await called(ask, me, bureau, people)
    forms = _forms(found, names, asked) if "manage" in wide else {}
    return page(
        request,
        "evaluations.html",
        status=refused.status if refused else HTTPStatus.OK,
        asked=asked,
        periods=PERIODS,
        found=found,
        rows=rows,
        following=following,
        packs=packs_shown,
        fairness=fairness,
        called=names,
        mine=officers_of(me),
        forms=with_refused(forms, refused),
    )


async def _evaluations(ask: Asking, asked: dict[str, str], bureau: str | None) -> Any:
    """Before they are opened those who see published results alone are told of none."""
    try:
        return await ask.get("/v1/evaluations", bureau=bureau, **asked)
    except Refused as refused:
        if refused.status != HTTPStatus.CONFLICT:
            raise
        return None


async def _if(sees: bool, read: Callable[..., Awaitable[Any]], path: str, **query: Any) -> Any:
    return await read(path, **query) if sees else None


def _forms(found: Any, names: Called, asked: dict[str, str]) -> dict[str, Shown]:
    period = {"bureau": names.bureau, **asked}
    quarters = [(str(one), f"Q{one}") for one in range(1, 5)]
    issue = ISSUE.shown(period, {"quarter": quarters, "unit": names.choices_of_units()})
    forms = {ISSUE.name: issue}
    if found and found["state"] == "sealed" and found["evaluations"]:
        forms[OPENING.name] = OPENING.shown(period)
    if found and found["state"] == "opened":
        forms[CONFIRMATION.name] = CONFIRMATION.shown(period)
    return forms


async def _show_pack(
    request: Request, bureau: str, number: str, refused: Shown | None = None
) -> Response:
    me, ask = await me_of(request), Asking(request)
    found = await ask.get(f"/v1/packs/{bureau}/{number}")
    pack, sheet = found["pack"], found["sheet"]
    officers = [row["officer"] for row in sheet["officers"]][: NAMES_MAX - 1]
    names, given = await ask.all(
        called(ask, me, bureau, [pack["leader"], *officers], (pack["year"], None)),
        ask.get("/v1/evaluations", bureau=bureau, year=pack["year"], period=f"Q{pack['quarter']}"),
    )
    rows = {row["officer"]: row for row in given["evaluations"] if row["leader"] == pack["leader"]}
    reads = pack["leader"] in officers_of(me) and "evaluate" in permissions_of(me)
    forms = _forms_of_pack(names, found, given["state"]) if reads else {}
    return page(
        request,
        "pack.html",
        status=refused.status if refused else HTTPStatus.OK,
        pack=pack,
        sheet=sheet,
        given=rows,
        state=given["state"],
        path=f"/console/packs/{bureau}/{number}",
        called=names,
        forms=with_refused(forms, refused),
    )


def _forms_of_pack(names: Called, found: Any, state: str) -> dict[str, Shown]:
    """First it is read, then its officers are evaluated, until the period is opened."""
    pack = found["pack"]
    if not pack["acknowledged_on"]:
        return {ACKNOWLEDGED.name: ACKNOWLEDGED.shown()}
    if state != "sealed":
        return {}
    officers = [row["officer"] for row in found["sheet"]["officers"]]
    own = {name: pack[name] for name in ("bureau", "year", "leader")}
    values = {**own, "pack": pack["number"], "period": f"Q{pack['quarter']}"}
    choices = {
        "officer": names.choices(one for one in officers if one != pack["leader"]),
        "period": [(f"Q{pack['quarter']}", f"Q{pack['quarter']}")],
    }
    return {EVALUATION.name: EVALUATION.shown(values, choices)}
