"""What was recorded in a bureau, the last first, as somebody narrows it down?"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.asking import Asking
from api.console.naming import names_of, titles_of
from api.console.pages import me_of, page

routes = APIRouter(prefix="/console", include_in_schema=False)
HERE: Final = "/console/timeline"
PAGE_ROWS: Final = 50
FILTERS: Final = ("bureau", "kind", "item", "indicator", "subject", "unit", "from", "to", "actor")


@routes.get("/timeline")
async def show_timeline(request: Request) -> Response:
    await me_of(request)
    ask, given = Asking(request), request.query_params
    asked = {name: given.get(name, "").strip() for name in FILTERS}
    query = {**asked, "cursor": given.get("cursor"), "limit": PAGE_ROWS, "newest": "true"}
    rows = await ask.get("/v1/entries", **query)
    bureau, kept = asked["bureau"], {name: said for name, said in asked.items() if said}
    titles, names = await ask.all(
        titles_of(ask, bureau, (row["year"] for row in rows["items"])),
        names_of(ask, bureau, (row["subject"] for row in rows["items"])),
    )
    return page(
        request,
        "timeline.html",
        rows=rows,
        asked=asked,
        titles=titles,
        names=names,
        path=f"{HERE}?{urlencode(kept)}" if kept else HERE,
    )
