"""What waits for whoever signed in, and what was last recorded of him?"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.asking import Asking
from api.console.doing import page_of
from api.console.pages import me_of, officers_of, page

routes = APIRouter(prefix="/console", include_in_schema=False)
TODOS_SHOWN: Final = 50
FACTS_SHOWN: Final = 8


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
        todos=[todo | {"at": page_of(todo)} for todo in todos["items"][:TODOS_SHOWN]],
        count=todos["count"],
        told=told[:FACTS_SHOWN],
    )
