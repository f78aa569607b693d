"""How does a bureau go through a quarter: reminders, losses and their causes, the briefing?"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.console import telling
from api.console.asking import Asking, Refused
from api.console.forms import Field, Form, Shown, act, with_refused
from api.console.pages import NO_BUREAU, me_of, page, permissions_of
from api.console.whose import Called, called, options, over_all, sees_all, unit_asked, units_of

routes = APIRouter(prefix="/console", include_in_schema=False)
CAUSES: Final = ("process", "data", "deadline", "external", "rule", "other")
_NOT_YET: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
_QUARTER: Final = "/v1/quarters/{bureau}/{year}/{quarter}"


def _each(said: str) -> list[str]:
    """Numbers written one after another."""
    return said.replace(",", " ").replace("\N{FULLWIDTH COMMA}", " ").split()


def _decided(body: dict[str, Any]) -> dict[str, Any]:
    """What was decided of one loss of the quarter, if anything was."""
    decision = body.pop("decided", {})
    return body | {"decisions": [decision]} if decision else body


OPENING: Final = Form("quarter_open", f"{_QUARTER}/open", ())
FREEZING: Final = Form("quarter_freeze", f"{_QUARTER}/freeze", ())
EXPLANATION: Final = Form(
    "quarter_explain",
    f"{_QUARTER}/explanations",
    (
        Field("entry", "/entry", "one", required=True),
        Field("cause", "/cause", "one", required=True),
        Field("explanation", "/explanation", "long", required=True),
    ),
)
BRIEFING: Final = Form(
    "quarter_briefing",
    f"{_QUARTER}/briefing",
    (
        Field("held_on", "/held_on", "day", required=True),
        Field("document_no", "/document_no", required=True),
        Field("attendees", "/attendees", required=True, read=_each),
        Field("entry", "/decided/entry", "one"),
        Field("decision", "/decided/decision", "long"),
    ),
    _decided,
)
FORMS: Final = {
    "open": OPENING,
    "freeze": FREEZING,
    "explanations": EXPLANATION,
    "briefing": BRIEFING,
}


@routes.get("/quarters")
async def find_quarter(request: Request) -> Response:
    """The one that today lies in, or another that is asked for."""
    me, today = await me_of(request), telling.today()
    asked = request.query_params
    bureau = asked.get("bureau") or (await called(Asking(request), me)).bureau
    if not bureau:
        raise Refused(HTTPStatus.CONFLICT, {"code": NO_BUREAU})
    year = asked.get("year") or today.year
    quarter = asked.get("quarter") or (today.month + 2) // 3
    address = request.url_for("show_quarter", bureau=bureau, year=year, quarter=quarter).path
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


@routes.get("/quarters/{bureau}/{year}/{quarter}")
async def show_quarter(request: Request, bureau: str, year: str, quarter: str) -> Response:
    return await _show(request, (bureau, year, quarter))


@routes.post("/quarters/{bureau}/{year}/{quarter}/{step}")
async def act_on_quarter(
    request: Request, bureau: str, year: str, quarter: str, step: str
) -> Response:
    if step not in FORMS:
        raise Refused(HTTPStatus.NOT_FOUND, {"code": "not-found"})
    named = {"bureau": bureau, "year": year, "quarter": quarter}
    back = request.url_for("show_quarter", **named).path
    of = (bureau, year, quarter)
    return await act(request, FORMS[step].at(**named), back, lambda said: _show(request, of, said))


async def _show(
    request: Request, of: tuple[str, str, str], refused: Shown | None = None
) -> Response:
    me, ask = await me_of(request), Asking(request)
    bureau, year, quarter = of
    path, unit = f"/v1/quarters/{bureau}/{year}/{quarter}", unit_asked(request, me)
    review = await ask.get(f"{path}/losses", unit=unit)
    reminders, agenda, names = await ask.all(
        _if_begun(ask, f"{path}/reminders", review["opened_on"], unit=unit),
        _if_begun(ask, f"{path}/agenda", review["frozen"] and sees_all(me)),
        called(ask, me, bureau, _attended(review), (year, unit)),
    )
    return page(
        request,
        "quarter.html",
        status=refused.status if refused else HTTPStatus.OK,
        path=f"/console/quarters/{bureau}/{year}/{quarter}",
        review=review,
        unit=unit,
        whole=sees_all(me),
        reminders=reminders,
        agenda=agenda,
        called=names,
        near=_near(bureau, review["year"], review["quarter"]),
        forms=with_refused(_forms(ask.language, me, review, names), refused),
    )


async def _if_begun(ask: Asking, path: str, begun: Any, **query: Any) -> Any:
    if not begun:
        return None
    try:
        return await ask.get(path, **query)
    except Refused as refused:
        if refused.status not in _NOT_YET:
            raise
        return None


def _attended(review: Any) -> Sequence[str]:
    return review["briefing"]["officers"] if review["briefing"] else ()


def _near(bureau: str, year: int, quarter: int) -> list[tuple[str, int, int]]:
    """The quarter before and the one after, with their addresses."""
    near = [divmod(4 * year + quarter - 1 + step, 4) for step in (-1, 1)]
    return [(f"/console/quarters/{bureau}/{y}/{q + 1}", y, q + 1) for y, q in near]


def _forms(language: str, me: Any, review: Any, names: Called) -> dict[str, Shown]:
    """Those of the steps that come next; the API decides whether he may."""
    forms: list[Shown] = []
    losses = [(row["entry"], _words(row, names)) for row in review["items"] if not row["annulled"]]
    if "manage" in over_all(me):
        if not review["opened_on"]:
            forms.append(OPENING.shown())
        elif not review["frozen"]:
            forms.append(FREEZING.shown())
        elif not review["briefing"]:
            today = {"held_on": telling.today().isoformat()}
            forms.append(BRIEFING.shown(today, {"entry": losses}))
    mine = {f"unit:{unit}" for unit in units_of(me)}
    own = [row for row in review["items"] if row["subject"] in mine and not row["cause"]]
    if own and review["frozen"] and not review["briefing"] and "own" in permissions_of(me):
        waiting = [(row["entry"], _words(row, names)) for row in own]
        choices = {"entry": waiting, "cause": options(language, "cause.", CAUSES)}
        forms.insert(0, EXPLANATION.shown({}, choices))
    return {one.form.name: one for one in forms}


def _words(row: Any, names: Called) -> str:
    title = names.indicator(row["indicator"])
    return f"{names.subject(row['subject'])} · {row['indicator']} {title} · {row['points']}"
