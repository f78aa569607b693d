"""How is a feedback pack given to a leader, read and acknowledged?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import Reading
from api.doors import CaseNumber, accept, accept_of_case
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import BureauNamed, KnownAt, PageAsked, Position
from domain.packs.commands import AcknowledgePack, IssuePack
from domain.vocabulary import Id
from projections.listings import Page
from projections.moments import known_position
from projections.packs import PackRow, PackView, get_pack, list_packs

routes = APIRouter(tags=["evaluations"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/packs", IssuePack)
accept_of_case(routes, "/packs/{bureau}/{number}/acknowledge", AcknowledgePack)


@routes.get("/packs")
def get_packs(
    conn: Reading,
    page: PageAsked,
    bureau: BureauNamed = None,
    year: Annotated[int | None, Query(ge=1990, lt=2200)] = None,
    quarter: Annotated[int | None, Query(ge=1, le=4)] = None,
    unit: Annotated[Id | None, Query()] = None,
    leader: Annotated[Id | None, Query()] = None,
    unacknowledged: Annotated[bool, Query(description="Only what nobody said he has read")] = False,
) -> Page[PackRow]:
    """The packs that were issued, and who has not acknowledged his yet."""
    said = {"year": year, "quarter": quarter, "unit": unit, "leader": leader}
    return list_packs(
        conn, page.asked(bureau=bureau, unacknowledged=unacknowledged or None, **said)
    )


@routes.get("/packs/{bureau}/{number}")
def get_one_pack(
    conn: Reading,
    bureau: Id,
    number: CaseNumber,
    known_at: KnownAt = None,
    position: Position = None,
) -> PackView:
    """A pack, the same bytes as when it was issued, whatever was recorded since."""
    return get_pack(conn, (bureau, number), known_position(conn, known_at, position))
