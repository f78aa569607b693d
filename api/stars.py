"""How is a post starred for its risk, and which are?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import Reading
from api.doors import accept
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import BureauNamed, DayAsked, PageAsked
from domain.stars.commands import StarPost, UnstarPost
from domain.vocabulary import Id
from projections.listings import Page
from projections.stars import StarRow, list_stars

routes = APIRouter(tags=["stars"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/stars", StarPost)
accept(routes, "/stars/ends", UnstarPost)


@routes.get("/stars")
def get_stars(
    conn: Reading,
    page: PageAsked,
    as_of: DayAsked,
    bureau: BureauNamed = None,
    unit: Annotated[Id | None, Query()] = None,
) -> Page[StarRow]:
    """Starred posts: every entry of whoever holds one needs a second person."""
    return list_stars(conn, page.asked(bureau=bureau, unit=unit), as_of)
