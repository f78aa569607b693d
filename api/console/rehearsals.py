"""How does the office try candidate rules, and see at once who would move?

The candidates are in the form itself: nothing is kept between two questions, and nothing recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from api.console import comparing, telling
from api.console.asking import Asking, Refused
from api.console.candidates import Knob, changed, knobs, normal
from api.console.forms import demand_own
from api.console.naming import names_of
from api.console.pages import me_of, page, permissions_of
from api.console.rulebooks import PUBLICATION, show_publication, steps_words

routes = APIRouter(prefix="/console", include_in_schema=False)
CANDIDATES_MAX: Final = 3
ROWS_SHOWN: Final = 150
LABELS: Final = "ABC"
_OWN: Final = "/v1/rehearsals"
_TOLD_AT_CANDIDATE: Final = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT)


@dataclass
class Bench:
    """What is being tried: of which bureau and year, the candidates, which of them is open."""

    bureau: str
    year: str
    texts: list[str]
    on: int = 0

    @property
    def knobs(self) -> list[Knob]:
        return knobs(self.texts[self.on])


@dataclass(frozen=True)
class Tried:
    """One candidate after it was asked about: its year, or what is wrong with it."""

    label: str
    told: Any = None
    faults: Sequence[Any] = ()
    problem: Any = None


@routes.get("/rehearsals")
async def open_studio(request: Request) -> Response:
    """With the edition in force as the first candidate."""
    await me_of(request)
    ask = Asking(request)
    years, editions = await ask.all(ask.get("/v1/years"), ask.get("/v1/rulebooks", limit=1))
    known = [*years["items"], *editions["items"]]
    bureau = request.query_params.get("bureau") or (known[0]["bureau"] if known else "")
    own = [one["year"] for one in years["items"] if one["bureau"] == bureau]
    year = request.query_params.get("year") or str(max(own, default=telling.today().year))
    return await _show(request, Bench(bureau, year, [await _in_force(ask, bureau, year)]), [])


@routes.post("/rehearsals")
async def work_in_studio(request: Request) -> Response:
    await me_of(request)
    filled = await request.form()
    demand_own(request, filled)
    bench, act = _bench(filled), str(filled.get("act", "ask"))
    if act == "publish":
        values = {"bureau": bench.bureau, "document": bench.texts[bench.on]}
        return await show_publication(request, PUBLICATION.shown(values))
    tried = []
    if act == "ask":
        tried = await Asking(request).all(*(_try(request, bench, n) for n in _all(bench)))
    elif act == "restore":
        bench.texts[bench.on] = await _in_force(Asking(request), bench.bureau, bench.year)
    else:
        _rearrange(bench, act)
    return await _show(request, bench, tried)


def _all(bench: Bench) -> range:
    return range(len(bench.texts))


def _bench(filled: FormData) -> Bench:
    """As it was filled in: the fields that were changed go into the text of the open one."""
    said_ = {name: str(value) for name, value in filled.multi_items()}
    texts = [normal(said_[f"text-{n}"]) for n in range(CANDIDATES_MAX) if f"text-{n}" in said_] or [
        ""
    ]
    on = _at(said_.get("on", ""), len(texts))
    allowed = {knob.pointer for knob in knobs(texts[on])}
    values = {
        pointer: value
        for name, value in said_.items()
        if name.startswith("knob:")
        and (pointer := name.removeprefix("knob:")) in allowed
        and value.strip() != said_.get(f"was:{pointer}", "")
    }
    texts[on] = changed(texts[on], values)
    return Bench(said_.get("bureau", ""), said_.get("year", ""), texts, on)


def _at(number: str, count: int) -> int:
    return min(int(number), count - 1) if number.isascii() and number.isdecimal() else 0


def _rearrange(bench: Bench, act: str) -> None:
    """Another candidate beside them, one less, or another one open."""
    what, _, number = act.partition("-")
    at = _at(number, len(bench.texts))
    if what == "add" and len(bench.texts) < CANDIDATES_MAX:
        bench.texts.append(bench.texts[bench.on])
        bench.on = len(bench.texts) - 1
    elif what == "drop" and len(bench.texts) > 1:
        del bench.texts[at]
        bench.on = min(bench.on, len(bench.texts) - 1)
    elif what == "open":
        bench.on = at


async def _in_force(ask: Asking, bureau: str, year: str) -> str:
    """The last edition that was in force in the year, as YAML; empty where there is none."""
    rows = (await ask.get("/v1/rulebooks", bureau=bureau, limit=1000))["items"]
    standing = [row for row in rows if row["withdrawn_at"] is None]
    then = [row for row in standing if row["effective_from"] <= f"{year}-12-31"] or standing
    if not then:
        return ""
    version = max(row["version"] for row in then)
    return (await ask.fetch(f"/v1/rulebooks/{bureau}/{version}/document")).body.decode()


async def _try(request: Request, bench: Bench, n: int) -> Tried:
    """Each is asked about alone, so that a fault is told at the candidate that has it."""
    year = int(bench.year) if bench.year.isascii() and bench.year.isdecimal() else bench.year
    body = {"bureau": bench.bureau, "years": [year], "candidates": [bench.texts[n]]}
    try:
        told = await Asking(request).post(_OWN, body, "")
    except Refused as refused:
        if refused.status not in _TOLD_AT_CANDIDATE:
            raise
        return Tried(LABELS[n], faults=refused.errors, problem=refused.problem)
    return Tried(LABELS[n], told["years"][0])


async def _show(request: Request, bench: Bench, tried: Sequence[Tried]) -> Response:
    found = [one for one in tried if one.told is not None]
    faulty = any(one.problem for one in tried)
    return page(
        request,
        "rehearsals.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faulty else HTTPStatus.OK,
        bench=bench,
        labels=LABELS,
        tried=tried,
        held=permissions_of(await me_of(request)),
        room=len(bench.texts) < CANDIDATES_MAX,
        **await _compared(request, bench, found),
    )


async def _compared(request: Request, bench: Bench, found: Sequence[Tried]) -> dict[str, Any]:
    """Everybody who moves, under all that could be tried."""
    if not found:
        return {"moves": [], "found": [], "names": {}, "groups": [], "shown": ROWS_SHOWN}
    year = found[0].told
    candidates = [one.told["candidates"][0] for one in found]
    run = f"{bench.bureau}:{bench.year}:{year['as_of']}"
    ask, moves = Asking(request), comparing.moved(year["in_force"], candidates)
    scores, names = await ask.all(
        ask.get(f"/v1/runs/{run}/scores"),
        names_of(ask, bench.bureau, (row.subject for row in moves[:ROWS_SHOWN])),
    )
    ranked = (row for group in scores["groups"] for row in group["scores"])
    names |= {f"officer:{row['officer']}": row["name"] for row in ranked if row["name"]}
    return {
        "moves": moves,
        "found": [
            {
                "label": one.label,
                "counted": comparing.counted(candidate),
                "rules": [steps_words(step) for step in candidate["rules"]],
                "run": candidate["run"],
            }
            for one, candidate in zip(found, candidates, strict=True)
        ],
        "names": names,
        "groups": comparing.groups_of(year, candidates, names),
        "shown": ROWS_SHOWN,
    }
