"""Who comes into question for what, by the results of several years?"""

from __future__ import annotations

from functools import partial
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.asking import Asking
from api.console.naming import names_of
from api.console.pages import me_of, page
from api.console.paging import ROWS_SHOWN, onward, told_in_part

routes = APIRouter(prefix="/console", include_in_schema=False)
READY_MADE: Final = ("rank_promotion", "merit_3", "pay_step", "level", "training")


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
    shown = asked.get("show", "selected")
    among = ("count", "false") if shown == "all" else ("selected", "true")
    read = partial(ask.get, "/v1/selections", bureau=bureau, **wanted, selected=among[1])
    selection, following = await told_in_part(request, read, ROWS_SHOWN, among[0])
    told = selection["officers"]
    return page(
        request,
        "selections.html",
        selection=selection,
        asked=asked,
        names=await names_of(ask, bureau, (f"officer:{row['officer']}" for row in told)),
        years=sorted({one["year"] for one in years}, reverse=True),
        rows=told,
        following=following,
        further="/console/selections" + onward(request),
        show=shown,
    )
