"""Who read of whom, and which commands were refused: how does one ask?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import Reading
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import BureauNamed
from domain.vocabulary import Day, ShortText, Subject
from projections.traces import PAGE_MAX, Reads, Refusals, Wanted, list_reads, list_refusals

routes = APIRouter(tags=["access"], responses=RESPONSES, route_class=Guarded)

From = Annotated[Day | None, Query(alias="from", description="On or after, by the bureau's day")]
To = Annotated[Day | None, Query(description="On or before, by the bureau's day")]
Cursor = Annotated[int | None, Query(ge=1, le=2**62, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
Of = Annotated[Subject | None, Query()]
Actor = Annotated[ShortText | None, Query()]


@routes.get("/reads")
def get_reads(
    conn: Reading,
    subject: Of = None,
    bureau: BureauNamed = None,
    actor: Actor = None,
    from_: From = None,
    to: To = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Reads:
    """Who was told of whom, newest first. An officer may ask this of his own account."""
    return list_reads(conn, Wanted(subject, bureau, actor, from_, to, cursor, limit))


@routes.get("/refusals")
def get_refusals(
    conn: Reading,
    subject: Of = None,
    actor: Actor = None,
    from_: From = None,
    to: To = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Refusals:
    """Which commands were refused to whom, newest first, a moment after the refusal."""
    return list_refusals(conn, Wanted(subject, None, actor, from_, to, cursor, limit))
