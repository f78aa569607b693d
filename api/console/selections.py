"""Who comes into question for what, by the results of several years?"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.asking import Asking
from api.console.pages import me_of, page

routes = APIRouter(prefix="/console", include_in_schema=False)
READY_MADE: Final = ("rank_promotion", "merit_3", "pay_step", "level", "training")
ROWS_MAX: Final = 1000


@routes.get("/selections")
async def show_selection(request: Request) -> Response:
    await me_of(request)
    ask = Asking(request)
    asked = {name: said for name, said in request.query_params.items() if said}
    years = (await ask.get("/v1/years"))["items"]
    bureaus = list(dict.fromkeys(one["bureau"] for one in years))
    bureau = asked.get("bureau") or (bureaus[0] if bureaus else None)
    wanted = {
        "selection": asked.get("selection", READY_MADE[0]),
        "until": asked.get("until"),
        "as_of": asked.get("as_of"),
    }
    selection, officers = await ask.all(
        ask.get("/v1/selections", bureau=bureau, **wanted),
        ask.get("/v1/officers", bureau=bureau, limit=ROWS_MAX),
    )
    shown = asked.get("show", "selected")
    return page(
        request,
        "selections.html",
        selection=selection,
        asked=asked,
        names={row["officer"]: row["name"] for row in officers["items"]},
        years=sorted({one["year"] for one in years}, reverse=True),
        rows=[row for row in selection["officers"] if shown == "all" or row["selected"]],
        show=shown,
    )
