"""What waits for whoever signed in, and what was last recorded of him?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.asking import Asking, Refused
from api.console.doing import page_of, what_of
from api.console.naming import titles_of
from api.console.pages import me_of, officers_of, page
from api.console.whose import called, units_of

routes = APIRouter(prefix="/console", include_in_schema=False)
TODOS_SHOWN: Final = 50
FACTS_SHOWN: Final = 8
ENTRIES_MAX: Final = 200
_YEAR: Final = re.compile(r"/((?:19|20|21)\d\d)(?:/|$)")


@routes.get("")
async def home(request: Request) -> Response:
    me, ask = await me_of(request), Asking(request)
    own = officers_of(me)
    todos, *answers = await ask.all(
        ask.get("/v1/todos", limit=TODOS_SHOWN),
        *(ask.get("/v1/acknowledgements", subject=f"officer:{one}", limit=1000) for one in own),
    )
    told = [row for account in answers for row in account["items"]]
    told.sort(key=lambda row: row["position"], reverse=True)
    told, shown = told[:FACTS_SHOWN], todos["items"][:TODOS_SHOWN]
    subjects = {todo["subject"] for todo in shown if todo["subject"]}
    names, entries, titles = await ask.all(
        called(ask, me, officers=[*own, *_officers(subjects)]),
        _entries(ask, [f"officer:{one}" for one in own] + [f"unit:{one}" for one in units_of(me)]),
        titles_of(ask, None, _years(shown, told)),
    )
    return page(
        request,
        "home.html",
        name=", ".join(names.officer(one) for one in own) or me["actor"],
        todos=[todo | {"at": page_of(todo), "what": what_of(todo)} for todo in shown],
        count=todos["count"],
        more=todos["more"],
        told=told,
        called=names,
        entries=entries,
        titles=titles,
    )


def _officers(subjects: Iterable[str]) -> list[str]:
    return [one.removeprefix("officer:") for one in subjects if one.startswith("officer:")]


def _years(todos: Sequence[Any], told: Sequence[Any]) -> set[int]:
    found = (_YEAR.search(str(todo["ref"])) for todo in todos)
    return {int(one[1]) for one in found if one} | {row["year"] for row in told}


async def _entries(ask: Asking, subjects: Sequence[str]) -> dict[str, str]:
    """For what the last entries of these were recorded, by their refs; of whom he may not read
    them, none."""
    found = await ask.all(*(_of_one(ask, one) for one in subjects))
    return {
        f"{e['bureau']}/{e['year']}/{e['subject']}#{e['number']}": e["item"] or e["indicator"]
        for rows in found
        for e in rows
    }


async def _of_one(ask: Asking, subject: str) -> list[Any]:
    try:
        rows = await ask.get("/v1/entries", subject=subject, newest="true", limit=ENTRIES_MAX)
    except Refused as refused:
        if refused.status not in (HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND):
            raise
        return []
    return list(rows["items"])
