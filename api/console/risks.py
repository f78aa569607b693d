"""Which indicators are at risk, which is to be looked at when, and which is watched?"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import telling
from api.console.asking import Asking
from api.console.forms import Field, Form, Shown, act, whole, with_refused
from api.console.pages import me_of, page, permissions_of
from api.console.paging import onward, part_of
from api.console.whose import Called, called, options, sees_all, unit_asked

routes = APIRouter(prefix="/console", include_in_schema=False)
UNITS_SHOWN: Final = 50
DUE_SHOWN: Final = 200
GRADES: Final = ("high", "medium", "low")
RATINGS: Final = tuple((str(one), str(one)) for one in range(1, 6))
_OF_YEAR: Final = (
    Field("bureau", "/bureau", "hidden"),
    Field("year", "/year", "hidden", read=whole),
    Field("indicator", "/indicator", "one", required=True),
)
CHECK: Final = Form(
    "risk_check",
    "/v1/risks/checks",
    (
        *_OF_YEAR,
        Field("checked_on", "/checked_on", "day", required=True),
        Field("finding", "/finding", "one", required=True),
        Field("note", "/note", "long"),
    ),
)
ASSESSMENT: Final = Form(
    "risk_assessment",
    "/v1/risks",
    (
        *_OF_YEAR,
        *(
            Field(name, f"/{name}", "one", required=True, read=whole)
            for name in ("difficulty", "scoring_method", "controllability", "current_state")
        ),
        Field("assessed_on", "/assessed_on", "day", required=True),
        Field("note", "/note", "long"),
    ),
)
FORMS: Final = {"check": CHECK, "assessment": ASSESSMENT}


@routes.get("/risks")
async def show_risks(request: Request) -> Response:
    return await _show(request)


@routes.post("/risks/check")
async def check_risk(request: Request) -> Response:
    return await act(request, CHECK, _back(request), lambda said: _show(request, said))


@routes.post("/risks/assessment")
async def assess_risk(request: Request) -> Response:
    return await act(request, ASSESSMENT, _back(request), lambda said: _show(request, said))


def _back(request: Request) -> str:
    year = request.query_params.get("year", "")
    return f"/console/risks?year={year}" if year.isdecimal() else "/console/risks"


async def _show(request: Request, refused: Shown | None = None) -> Response:
    me, ask = await me_of(request), Asking(request)
    bureau = request.query_params.get("bureau")
    year = request.query_params.get("year") or str(telling.today().year)
    unit, watched = unit_asked(request, me), request.query_params.get("watched")
    asked = {"bureau": bureau, "year": year, "unit": unit}
    found, names = await ask.all(
        ask.many("/v1/risks", watched=watched, **asked),
        called(ask, me, bureau, (), (year, unit)),
    )
    rows = found["items"]
    board, following = part_of(request, list(_board(rows).items()), UNITS_SHOWN)
    due = sorted((row for row in rows if row["next_check"]), key=lambda row: row["next_check"])
    forms = _forms(ask.language, names, year) if "manage" in permissions_of(me) else {}
    return page(
        request,
        "risks.html",
        status=refused.status if refused else HTTPStatus.OK,
        year=year,
        unit=unit,
        watched=watched,
        whole=sees_all(me),
        rows=rows,
        board=dict(board),
        following=following,
        further="/console/risks" + onward(request),
        due=due[:DUE_SHOWN],
        count=len(due),
        called=names,
        forms=with_refused(forms, refused),
    )


def _board(rows: list[Any]) -> dict[str, dict[str, list[Any]]]:
    """Of each unit its indicators by their grade."""
    board: dict[str, dict[str, list[Any]]] = {}
    for row in rows:
        of_unit = board.setdefault(row["subject"], {grade: [] for grade in GRADES})
        of_unit[row["grade"]].append(row)
    return dict(sorted(board.items()))


def _forms(language: str, names: Called, year: str) -> dict[str, Shown]:
    indicators = [(one, f"{one} {title}") for one, title in sorted(names.indicators.items())]
    today = telling.today().isoformat()
    of_year = {"bureau": names.bureau, "year": year, "checked_on": today, "assessed_on": today}
    found = options(language, "finding.", ("sound", "concern", "critical"))
    ratings = dict.fromkeys((one.name for one in ASSESSMENT.fields if one.read is whole), RATINGS)
    return {
        "risk_check": CHECK.shown(of_year, {"indicator": indicators, "finding": found}),
        "risk_assessment": ASSESSMENT.shown(of_year, {**ratings, "indicator": indicators}),
    }
