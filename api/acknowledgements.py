"""How does who is judged say that he was told, and who has not said so yet?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import Reading, Served
from api.doors import accept
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import BureauNamed, PageAsked
from domain.acknowledgements.commands import AcknowledgeEntry, AcknowledgeResult
from domain.vocabulary import Subject
from projections.acknowledgements import AcknowledgementRow, Standing, list_acknowledgements
from projections.listings import Page

routes = APIRouter(tags=["acknowledgements"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/acknowledgements", AcknowledgeEntry)
accept(routes, "/acknowledgements/results", AcknowledgeResult)


@routes.get("/acknowledgements")
def get_acknowledgements(
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: BureauNamed = None,
    subject: Annotated[Subject | None, Query()] = None,
    year: Annotated[int | None, Query(ge=1990, lt=2200)] = None,
    state: Annotated[Standing | None, Query(description="`told`: not acknowledged yet")] = None,
) -> Page[AcknowledgementRow]:
    """Each entry, result, mark and restriction of which a subject was told, and whether he
    acknowledged it: an entry or a result."""
    asked = page.asked(bureau=bureau, subject=subject, year=year, state=state)
    return list_acknowledgements(conn, asked, served.ledger.keyring.open)
