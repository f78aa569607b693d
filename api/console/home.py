"""What waits for whoever signed in, and what was last recorded of him?"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.asking import Asking
from api.console.pages import me_of, officers_of, page

routes = APIRouter(prefix="/console", include_in_schema=False)
TODOS_SHOWN: Final = 50
FACTS_SHOWN: Final = 8
_DONE_AT: Final = {
    "acknowledge_entry": "/console/officers/{officer}?year={year}#acknowledgement",
    "acknowledge_result": "/console/officers/{officer}?year={year}#acknowledgement",
    "object_to_result": "/console/officers/{officer}?year={year}#objection",
}
"""On which page a task is done; a task without one is told and done elsewhere."""


@routes.get("")
async def home(request: Request) -> Response:
    me, ask = await me_of(request), Asking(request)
    own = officers_of(me)
    todos, *answers = await ask.all(
        ask.get("/v1/todos"),
        *(ask.get("/v1/officers", officer=one) for one in own),
        *(ask.get("/v1/acknowledgements", subject=f"officer:{one}", limit=1000) for one in own),
    )
    names = [found["items"][-1]["name"] for found in answers[: len(own)] if found["items"]]
    told = [row for account in answers[len(own) :] for row in account["items"]]
    told.sort(key=lambda row: row["position"], reverse=True)
    return page(
        request,
        "home.html",
        name=", ".join(dict.fromkeys(names)) or me["actor"],
        todos=[todo | {"at": _where(todo)} for todo in todos["items"][:TODOS_SHOWN]],
        count=todos["count"],
        told=told[:FACTS_SHOWN],
    )


def _where(todo: Any) -> str | None:
    """The page, of an officer's own tasks; `nanyue/2024/officer:0012#7` or `nanyue:2024:closed`."""
    kind, _, named = (todo["subject"] or "").partition(":")
    address, parts = _DONE_AT.get(todo["kind"]), todo["ref"].replace(":", "/").split("/")
    if kind != "officer" or address is None or len(parts) < 2:  # noqa: PLR2004
        return None
    return address.format(officer=named, year=parts[1])
