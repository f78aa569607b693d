"""How does one see what waits for oneself, and the office what waits for somebody?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import Calling, Reading, Served, Service
from api.errors import RESPONSES, language_of
from api.guard import Guarded, may, not_permitted
from api.questions import AsOf, BureauNamed, KnownAt, Position
from api.tasks import AskedTodos, Whose, is_himself, todos_of
from domain.deciding.reaching import Right
from domain.journal.envelope import By
from projections.moments import known_position
from projections.todos.calendar import CALENDAR, calendar_of
from projections.todos.listing import TOLD, Todos

routes = APIRouter(tags=["todos"], responses=RESPONSES, route_class=Guarded)

For = Annotated[
    Whose | None,
    Query(
        alias="for",
        description="A principal or `officer:0012`; for the office and the auditor. Default: me",
    ),
]
LIMIT_MAX: Final = 1000
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
_GIVES: Final = {CALENDAR: {"schema": {"type": "string"}}}


@routes.get("/todos")
def get_todos(
    request: Request,
    conn: Reading,
    served: Served,
    caller: Calling,
    whose: For = None,
    bureau: BureauNamed = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    position: Position = None,
    limit: Limit = TOLD,
) -> Todos:
    """What waits for me, or for somebody else, and until when: each task with where it is done.

    What is due first comes first; `more` says whether further tasks follow. A task is there as
    long as whoever asks would be let do it.
    """
    by = By(caller.actor, caller.role)
    named = whose or by.actor
    if named != by.actor and not is_himself(served.ledger, conn, by, named):
        _demand_office(request, served, conn, bureau)
    day, at = as_of or served.ledger.today, known_position(conn, known_at, position)
    return todos_of(served.ledger, conn, by, named, AskedTodos(bureau, day, at, limit))


@routes.get(
    "/todos.ics",
    response_class=Response,
    responses={200: {"description": "The tasks as an iCalendar (RFC 5545)", "content": _GIVES}},
)
def get_calendar(
    request: Request,
    conn: Reading,
    served: Served,
    caller: Calling,
    whose: For = None,
    bureau: BureauNamed = None,
) -> Response:
    """The same as of today, for a calendar: in the language that is asked for."""
    todos = get_todos(request, conn, served, caller, whose, bureau, limit=LIMIT_MAX)
    language = language_of(request)
    made = calendar_of(todos, datetime.now(UTC), "en" if language == "en" else "zh")
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    return Response(made, media_type=CALENDAR, headers=headers)


def _demand_office(request: Request, served: Service, conn: Reading, bureau: str | None) -> None:
    rights = [Right("manage", "bureau", bureau), Right("audit", "bureau", bureau)]
    if not any(may(request, served, conn, right) for right in rights):
        raise not_permitted("manage", rights[0])
