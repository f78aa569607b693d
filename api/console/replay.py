"""How did the ledger stand at each step: what was recorded, and what did it change?"""

from __future__ import annotations

import json
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import telling
from api.console.asking import Asking, Refused
from api.console.naming import names_of
from api.console.pages import me_of, page
from api.console.whose import subject_of

routes = APIRouter(prefix="/console", include_in_schema=False)
ROWS_SHOWN: Final = 150
_PATHS: Final = {"officer": "/v1/officers", "unit": "/v1/units"}


@routes.get("/replay")
async def show_replay(request: Request) -> Response:
    await me_of(request)
    ask = Asking(request)
    asked = {name: said.strip() for name, said in request.query_params.items() if said.strip()}
    position = await _position(ask, asked)
    if position == 0:
        return page(request, "replay.html", shown=None, asked=asked)
    shown = await ask.get(f"/v1/journal/{position}")
    subject = subject_of(asked.get("subject", "")) or shown["subject"] or ""
    year = asked.get("in_year") or str(shown["year"] or "")
    changed, state = await ask.all(
        _changed(ask, shown, year), _state(ask, (subject, shown["bureau"]), year, position)
    )
    rows = changed["changes"][:ROWS_SHOWN] if changed else []
    return page(
        request,
        "replay.html",
        shown=shown,
        words=telling.full_width(shown["words"]),
        asked=asked,
        raw=json.dumps(shown["fact"]["fact"], ensure_ascii=False, indent=2),
        subject=subject,
        year=year,
        changed=changed,
        rows=rows,
        names=await names_of(ask, shown["bureau"], _whose(subject, rows)),
        state=state,
    )


async def _position(ask: Asking, asked: dict[str, str]) -> str | int:
    """As asked; of a day the last one that was recorded by its end, else the last of all."""
    if "position" in asked:
        return asked["position"]
    on = asked.get("on")
    until = None if on in (None, telling.today().isoformat()) else f"{on}T23:59:59.999999+08:00"
    journal = await ask.get("/v1/journal", limit=1, known_at=until)
    return int(journal["head"])


async def _changed(ask: Asking, shown: Any, year: str) -> Any:
    """Who reads otherwise by this one fact; None where there was no ranking to change yet."""
    bureau, position = shown["bureau"], shown["fact"]["position"]
    if not (bureau and year.isdecimal()):
        return None
    last = f"{year}-12-31"
    as_of = min(last, telling.today().isoformat())
    runs = [f"{bureau}:{year}:{as_of}@{known}" for known in (position - 1, position)]
    try:
        return await ask.get(f"/v1/runs/{runs[0]}/diff/{runs[1]}")
    except Refused:
        return None


async def _state(ask: Asking, whose: tuple[str, str | None], year: str, position: Any) -> Any:
    """The account then, or in the API's own words why there was none."""
    kind, _, named = whose[0].partition(":")
    if kind not in _PATHS or not named or not year:
        return None
    moment = {"bureau": whose[1], "year": year, "position": position}
    try:
        return await ask.get(f"{_PATHS[kind]}/{named}/statement", **moment)
    except Refused as refused:
        return {"score": None, "problem": refused.problem}


def _whose(subject: str, rows: list[Any]) -> list[str]:
    """Of whom the page speaks, the account that is looked at first."""
    return [one for one in (subject, *(row["subject"] for row in rows)) if ":" in one]
