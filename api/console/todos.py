"""What waits for me, until when, and where is it done?"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.asking import Asking
from api.console.doing import page_of
from api.console.naming import names_of
from api.console.pages import file, me_of, officers_of, page
from api.console.whose import called, sees_all

routes = APIRouter(prefix="/console", include_in_schema=False)
SHOWN: Final = 500


@routes.get("/todos")
async def list_todos(request: Request) -> Response:
    """As the API has them: what is due first comes first."""
    me, ask = await me_of(request), Asking(request)
    asked = {name: request.query_params.get(name) for name in ("for", "bureau", "as_of")}
    todos, names = await ask.all(
        ask.get("/v1/todos", limit=SHOWN, **asked),
        called(ask, me, asked["bureau"], officers_of(me)),
    )
    rows = [todo | {"at": page_of(todo)} for todo in todos["items"]]
    people = [row["subject"] for row in rows if (row["subject"] or "").startswith("officer:")]
    return page(
        request,
        "todos.html",
        todos=rows,
        count=todos["count"],
        more=todos["more"],
        as_of=todos["as_of"],
        called=names,
        names=await names_of(ask, asked["bureau"], people if sees_all(me) else ()),
    )


@routes.get("/todos/calendar")
async def save_calendar(request: Request) -> Response:
    return file(await Asking(request).fetch("/v1/todos.ics"), "todos.ics")
