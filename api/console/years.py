"""How far is a bureau-year, what hinders its next step, and how is that step taken?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import telling
from api.console.asking import Asking, Refused
from api.console.forms import Field, Form, Shown, send, whole, words_of, yes_or_no
from api.console.naming import names_of
from api.console.pages import me_of, page, permissions_of
from api.console.paging import ROWS_SHOWN
from api.console.whose import options
from api.console.words import language_for

routes = APIRouter(prefix="/console", include_in_schema=False)
STEPS: Final = ("freeze", "publish", "close", "restate")
WAITING_MAX: Final = 100
_YEAR: Final = "/v1/years/{bureau}/{year}"
OPEN: Final = Form(
    "opening",
    f"{_YEAR}/open",
    (Field("carry_plans", "/carry_plans", "one", required=True, read=yes_or_no),),
)
FREEZE: Final = Form("freeze", f"{_YEAR}/freeze", ())
PUBLISH: Final = Form(
    "publish",
    f"{_YEAR}/publish",
    (
        Field("opens_on", "/opens_on", "day"),
        Field("working_days", "/working_days", read=whole),
    ),
)
CLOSE: Final = Form("close", f"{_YEAR}/close", (Field("waived", "/waived", "long"),))
RESTATE: Final = Form(
    "restate",
    f"{_YEAR}/restate",
    (
        Field("authorised_by", "/authorised_by", required=True),
        Field("ground", "/ground", required=True),
        Field("reason", "/reason", "long", required=True),
        Field("dispute", "/dispute"),
    ),
)
TIE: Final = Form(
    "tie",
    f"{_YEAR}/ties",
    (
        Field("order", "/order", required=True, read=words_of),
        Field("minutes", "/minutes", required=True),
        Field("decided_on", "/decided_on", "day", required=True),
    ),
)
GRADE: Final = Form(
    "grading",
    f"{_YEAR}/grades",
    (
        Field("officer", "/officer", "one", required=True),
        Field("grade", "/grade", "one", required=True),
        Field("minutes", "/minutes", required=True),
        Field("decided_on", "/decided_on", "day", required=True),
        Field("reason", "/reason", "long", required=True),
    ),
)
DEFERRAL: Final = Form(
    "deferral",
    f"{_YEAR}/deferrals",
    (
        Field("officer", "/officer", "one", required=True),
        Field("outcome", "/outcome", "one", required=True),
        Field("sanction", "/sanction"),
        Field("until", "/until", "day"),
        Field("decided_on", "/decided_on", "day", required=True),
        Field("document_no", "/document_no", required=True),
        Field("reason", "/reason", "long", required=True),
    ),
)
_NEEDS: Final = {
    **dict.fromkeys(("opening", "freeze", "publish", "close"), "year"),
    **dict.fromkeys(("restate", "deferral"), "restate"),
    **dict.fromkeys(("tie", "grading"), "decide"),
}
_FORMS: Final = {
    form.name: form for form in (OPEN, FREEZE, PUBLISH, CLOSE, RESTATE, DEFERRAL, TIE, GRADE)
}
_GRADES: Final = ("competent", "basically_competent", "incompetent", "ungraded")
_UNSAID: Final = dict.fromkeys(
    (
        *("run", "opens_on", "closes_on", "ground", "reason", "waived", "order", "officer"),
        *("grade", "minutes", "carried", "since_frozen", "since_closed"),
    )
)
"""What an act may say, and a page shows where it does."""
_ACT_OF: Final = {
    "opening": "year-opened",
    "freeze": "year-frozen",
    "publish": "year-published",
    "close": "year-closed",
    "restate": "year-restated",
}


@dataclass(frozen=True)
class Stage:
    """A stage of the year: the acts that reached it, and what hinders it as yet."""

    name: str
    acts: tuple[Any, ...]
    hindrance: Any
    next: bool


@routes.get("/years")
async def list_years(request: Request) -> Response:
    """With the year that each bureau may open next."""
    me = await me_of(request)
    rows = (await Asking(request).get("/v1/years"))["items"]
    last = {row["bureau"]: row["year"] for row in sorted(rows, key=lambda row: int(row["year"]))}
    following = {bureau: year + 1 for bureau, year in last.items()}
    may_open = "year" in permissions_of(me)
    return page(request, "years.html", rows=rows, following=following if may_open else {})


@routes.get("/years/{bureau}/{year}")
async def show_year(request: Request, bureau: str, year: str) -> Response:
    return await _show(request, bureau, year)


@routes.post("/years/{bureau}/{year}/{act}")
async def act_on_year(request: Request, bureau: str, year: str, act: str) -> Response:
    if act not in _FORMS:
        raise Refused(HTTPStatus.NOT_FOUND, {"code": "not-found"})
    back = request.url_for("show_year", bureau=bureau, year=year).path
    done = await send(request, _form(act, bureau, year), back)
    return await _show(request, bureau, year, done) if isinstance(done, Shown) else done


def _form(act: str, bureau: str, year: str) -> Form:
    form = _FORMS[act]
    return replace(form, path=form.path.format(bureau=bureau, year=year))


async def _show(request: Request, bureau: str, year: str, refused: Shown | None = None) -> Response:
    me, ask = await me_of(request), Asking(request)
    address = f"/v1/years/{bureau}/{year}"
    told, following = await ask.all(ask.get(address), ask.get(f"{address}/next"))
    yearbook = told | {"acts": [act | {"said": _UNSAID | act["said"]} for act in told["acts"]]}
    placings, claims, disputes = await ask.all(
        _or_none(ask, f"/v1/runs/{bureau}:{year}:live/placings", limit=ROWS_SHOWN),
        _or_none(ask, "/v1/claims", bureau=bureau, state="waiting", limit=WAITING_MAX),
        _or_none(ask, "/v1/disputes", bureau=bureau, limit=WAITING_MAX),
    )
    hindrances = {act["act"]: act for act in following["acts"]}
    held = permissions_of(me)
    return page(
        request,
        "year.html",
        status=refused.status if refused else HTTPStatus.OK,
        bureau=bureau,
        year=int(year),
        yearbook=yearbook,
        stages=_stages(yearbook, hindrances),
        hindrances=hindrances,
        forms={
            act: shown
            for act, shown in _shown(request, (bureau, year), placings, refused).items()
            if _NEEDS[act] in held and (act not in _past(yearbook) or shown.problem)
        },
        runs=_runs(bureau, year, yearbook),
        weigh=_weigh(placings, claims, disputes, year),
        names=await names_of(ask, bureau, _whose(yearbook)),
    )


async def _or_none(ask: Asking, path: str, **query: Any) -> Any:
    """What the page says besides, where whoever looks may know it and there is any."""
    try:
        return await ask.get(path, **query)
    except Refused as refused:
        if refused.status not in (HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT):
            raise
        return None


def _stages(yearbook: Any, hindrances: dict[str, Any]) -> list[Stage]:
    """Open first; each further one with what reached it. The first not reached is the next, but
    for a restatement, which nobody wishes for."""
    opened = tuple(act for act in yearbook["acts"] if act["act"] == "year-opened")
    stages, waits = [Stage("open", opened, None, False)], True
    for step in STEPS:
        acts = tuple(act for act in yearbook["acts"] if act["act"] == _ACT_OF[step])
        following = waits and not acts and step != "restate"
        stages.append(Stage(step, acts, hindrances[step], following))
        waits = waits and bool(acts)
    return stages


def _past(yearbook: Any) -> set[str]:
    """What is done once and for all, or is not yet or no longer to be done; a year may be restated
    again, and a grade withheld is settled when the year is closed."""
    acts = {act["act"] for act in yearbook["acts"]}
    done = {step for step, act in _ACT_OF.items() if step != "restate" and act in acts}
    closed = _ACT_OF["close"] in acts
    return (
        done
        | ({"opening"} if _ACT_OF["freeze"] in acts else set())
        | (set() if closed else {"deferral"})
    )


def _runs(bureau: str, year: str, yearbook: Any) -> list[dict[str, Any]]:
    """Those recorded, each with the one before it, and what would be taken now."""
    runs: list[dict[str, Any]] = []
    for act in yearbook["acts"]:
        if act["run"]:
            before = runs[-1]["run"] if runs else None
            runs.append({"run": act["run"], "told": act["said"]["run"], "before": before})
    live = f"{bureau}:{year}:live"
    return [*runs, {"run": live, "told": None, "before": runs[-1]["run"] if runs else None}]


def _weigh(placings: Any, claims: Any, disputes: Any, year: str) -> list[tuple[str, int]]:
    """What no rule refuses the step for, and what is better done before it."""
    groups = placings["groups"] if placings else []
    found = {
        "unresolved": sum(group["unresolved"] for group in groups),
        "deferred": sum(group["deferred"] for group in groups),
        "claims": claims["count"] if claims else 0,
        "disputes": sum(
            str(one["year"]) == year and one["state"] in ("filed", "accepted")
            for one in (disputes["items"] if disputes else ())
        ),
    }
    return [(name, count) for name, count in found.items() if count]


def _whose(yearbook: Any) -> list[str]:
    """Of whom the acts tell."""
    said = [act["said"] for act in yearbook["acts"]]
    named = [one for act in said for one in (act["officer"], *(act["order"] or ())) if one]
    return [f"officer:{one}" for one in named]


def _officers(placings: Any) -> list[tuple[str, str]] | None:
    """Everybody to choose from; None where they are too many for that."""
    if placings is None or placings["count"] > ROWS_SHOWN:
        return None
    rows = [row for group in placings["groups"] for row in group["officers"]]
    return sorted((row["officer"], f"{row['name']} {row['officer']}") for row in rows)


def _shown(
    request: Request, of: tuple[str, str], placings: Any, refused: Shown | None
) -> dict[str, Shown]:
    language = language_for(request)
    officers = _officers(placings)
    choices: dict[str, Sequence[tuple[str, str]]] = {
        "officer": officers or (),
        "grade": [(one, telling.code(one, language)) for one in _GRADES],
        "carry_plans": options(language, "carrying.", ("true", "false")),
        "outcome": options(language, "settled.", ("cleared", "sanctioned")),
    }
    forms = {act: _form(act, *of) for act in _FORMS}
    if officers is None:
        forms = {act: form.typing("officer") for act, form in forms.items()}
        if refused is not None:
            refused.form = refused.form.typing("officer")
    shown = {act: form.shown({}, choices) for act, form in forms.items()}
    if refused is not None:
        refused.choices = choices
        shown[refused.form.name] = refused
    return shown
