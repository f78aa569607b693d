"""What was recorded in a bureau, the last first, as somebody narrows it down?"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.asking import Asking
from api.console.naming import names_of, titles_of
from api.console.pages import me_of, page
from api.console.whose import actor_of, subject_of

routes = APIRouter(prefix="/console", include_in_schema=False)
HERE: Final = "/console/timeline"
PAGE_ROWS: Final = 50
FILTERS: Final = ("bureau", "kind", "item", "indicator", "subject", "unit", "from", "to", "actor")


@routes.get("/timeline")
async def show_timeline(request: Request) -> Response:
    me, given, ask = await me_of(request), request.query_params, Asking(request)
    asked = {name: given.get(name, "").strip() for name in FILTERS}
    if not any(asked.values()):
        asked["unit"] = _own_unit(me)
    whose = {"subject": subject_of(asked["subject"]), "actor": actor_of(asked["actor"])}
    query = {**asked, **whose, "cursor": given.get("cursor"), "limit": PAGE_ROWS, "newest": "true"}
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


def _own_unit(me: Any) -> str:
    """Of whoever reads a unit alone: nothing of the whole bureau is for him."""
    scopes = [role["scope"] for role in me["roles"] if "read" in role["permissions"]]
    units = [one[len("unit:") :] for one in scopes if one.startswith("unit:")]
    whole = "bureau" in scopes or "installation" in scopes
    return "" if whole or not units else units[0]
