"""Who stands where in a run and why, how do its scores lie, and what moved since another?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.console import charts, naming
from api.console.asking import Asking, Refused
from api.console.pages import file, me_of, page
from api.console.paging import ROWS_SHOWN, part_of, told_in_part

routes = APIRouter(prefix="/console", include_in_schema=False)
_FORMATS: Final = ("xlsx", "csv", "pdf")
_UNSAID: Final = dict.fromkeys(("score", "rank", "band", "grade"))


@dataclass(frozen=True)
class GroupShown:
    """A comparison group with its scores drawn."""

    told: Any
    strip: charts.Strip | None


@routes.get("/runs")
async def choose_runs(request: Request) -> Response:
    """Two runs named in a form, straight to what moved between them."""
    named = [quote(request.query_params.get(side, ""), safe=":@") for side in ("before", "after")]
    address = f"/console/runs/{named[0]}/diff/{named[1]}" if all(named) else "/console/years"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


@routes.get("/runs/{run}")
async def show_run(request: Request, run: str) -> Response:
    """Rankings and bands, group by group, with filter and search."""
    await me_of(request)
    return page(request, "run.html", run=run, **await _placings(request, run))


@routes.get("/runs/{run}/distribution")
async def show_distribution(request: Request, run: str) -> Response:
    """How the scores of each group lie, where bands are cut, and how each rater rated."""
    await me_of(request)
    ask = Asking(request)
    placings = await ask.get(f"/v1/runs/{run}/placings", limit=0)
    moment = {name: placings[name] for name in ("bureau", "year", "as_of", "position")}
    fairness, scores = await ask.all(
        ask.get("/v1/fairness", **moment),
        ask.get(f"/v1/runs/{run}/scores"),
    )
    raters = fairness["raters"][:ROWS_SHOWN]
    groups = [
        GroupShown(group, strip_of(drawn["scores"], group["bands"]))
        for group, drawn in zip(placings["groups"], scores["groups"], strict=False)
    ]
    return page(
        request,
        "distribution.html",
        run=run,
        placings=placings,
        groups=groups,
        fairness=fairness,
        raters=raters,
        names=await naming.names_of(ask, placings["bureau"], _officers(raters)),
    )


def _officers(raters: Sequence[Any]) -> list[str]:
    return [row["rater"] for row in raters if row["rater"].startswith("officer:")]


@routes.get("/runs/{before}/diff/{after}")
async def show_run_difference(request: Request, before: str, after: str) -> Response:
    """Who reads otherwise; by which causes, of the one that is opened: of all they take long."""
    await me_of(request)
    ask, subject = Asking(request), request.query_params.get("subject", "").strip()
    asked = {"subject": subject, "causes": "true" if subject else "false"}
    difference = await ask.get(f"/v1/runs/{before}/diff/{after}", **asked)
    rows = sorted(difference["changes"], key=_moves_most)
    part, next_row = part_of(request, rows, ROWS_SHOWN)
    shown = [_whole(row) for row in part]
    return page(
        request,
        "difference.html",
        difference=difference,
        rows=shown,
        following=next_row,
        subject=subject,
        path=f"/console/runs/{before}/diff/{after}",
        names=await naming.names_of(ask, difference["bureau"], (row["subject"] for row in shown)),
    )


@routes.get("/runs/{run}/pay")
async def show_pay(request: Request, run: str) -> Response:
    """Everyone's bonus coefficient, and what it comes to of the money that was named."""
    await me_of(request)
    ask = Asking(request)
    money = {name: request.query_params.get(name, "").strip() for name in ("base", "fund")}
    read = partial(ask.get, f"/v1/runs/{run}/pay", **money)
    pay, next_row = await told_in_part(request, read, ROWS_SHOWN)
    people, units = (
        [f"{kind}:{row[kind]}" for row in pay["lines"] if row[kind]] for kind in ("officer", "unit")
    )
    called = await ask.all(*(naming.names_of(ask, pay["bureau"], of) for of in (people, units)))
    return page(
        request,
        "pay.html",
        run=run,
        pay=pay,
        money=money,
        rows=pay["lines"],
        following=next_row,
        names=called[0] | called[1],
    )


@routes.get("/runs/{run}/table")
async def save_table(request: Request, run: str) -> Response:
    ask, made = Asking(request), request.query_params.get("format", "xlsx")
    table = await ask.fetch(f"/v1/runs/{run}/table", format=made, language=ask.language)
    return file(table, f"{run}.{made if made in _FORMATS else 'bin'}")


@routes.get("/runs/{run}/notices")
async def list_notices(request: Request, run: str) -> Response:
    """Everybody's notice, to save or print; of a restated run, who is to be told that he fell."""
    await me_of(request)
    ask = Asking(request)
    told = await _placings(request, run)
    bureau, act, falls = told["placings"]["bureau"], run.rpartition(":")[2], None
    if act.startswith("restated-"):
        falls = await _falls(ask, told["placings"], act)
    fell = [f"officer:{row['officer']}" for row in falls["items"][:ROWS_SHOWN]] if falls else []
    names = await naming.names_of(ask, bureau, fell)
    return page(request, "notices.html", run=run, falls=falls, names=names, most=ROWS_SHOWN, **told)


@routes.get("/runs/{run}/notices/{officer}")
async def save_run_notice(request: Request, run: str, officer: str) -> Response:
    ask = Asking(request)
    notice = await ask.fetch(f"/v1/runs/{run}/notices/{officer}", language=ask.language)
    return file(notice, f"notice-{run}-{officer}.pdf")


async def _falls(ask: Asking, placings: Any, act: str) -> Any:
    try:
        address = f"/v1/years/{placings['bureau']}/{placings['year']}/notices"
        return await ask.get(address, run=act)
    except Refused as refused:
        if refused.status != HTTPStatus.FORBIDDEN:
            raise
        return None


def _moves_most(row: Any) -> tuple[bool, Decimal]:
    """Those whose band or grade is another first."""
    before, after = row["before"], row["after"]
    stays = all(before.get(what) == after.get(what) for what in ("band", "grade"))
    return stays, -abs(Decimal(row["points"]))


def _whole(row: Any) -> Any:
    """A unit has a score alone."""
    return row | {side: _UNSAID | row[side] for side in ("before", "after")}


async def _placings(request: Request, run: str) -> dict[str, Any]:
    """Of the groups and people that are asked for one page, and how many there are."""
    params = request.query_params
    asked = {name: params.get(name, "").strip() for name in ("group", "band", "find")}
    read = partial(Asking(request).get, f"/v1/runs/{run}/placings", **asked)
    placings, next_row = await told_in_part(request, read, ROWS_SHOWN)
    return {
        "placings": placings,
        "groups": [group for group in placings["groups"] if group["officers"]],
        "asked": asked,
        "count": placings["count"],
        "following": next_row,
    }


def strip_of(
    rows: Sequence[Any], bands: Sequence[Any], within: tuple[Decimal, Decimal] | None = None
) -> charts.Strip | None:
    """The scores of those ranked, and a line half way between who entered a band and who did
    not."""
    scored = [
        charts.Scored(
            Decimal(row["score"]), row["band"], f"{row['name'] or row['officer']} {row['score']}"
        )
        for row in rows
    ]
    return charts.strip(scored, list(_cuts(bands)), within)


def _cuts(bands: Sequence[Any]) -> Sequence[tuple[int, Decimal]]:
    cuts = []
    for band in bands:
        if band["last_in"] is None or band["first_out"] is None:
            continue
        last, first = Decimal(band["last_in"]), Decimal(band["first_out"])
        # Whoever is barred stands behind the line with a better score: the line is the last's.
        cuts.append((band["band"], (last + first) / 2 if first < last else last))
    return cuts
