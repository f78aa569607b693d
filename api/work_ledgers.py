"""How is a row of a work ledger recorded, and which entries cite it?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import Reading
from api.doors import accept
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import BureauNamed, PageAsked
from domain.vocabulary import Id
from domain.work_ledgers.commands import RecordLedgerRow
from projections.listings import Page
from projections.work_ledgers import LedgerRow, list_ledger

routes = APIRouter(tags=["work ledgers"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/work-ledgers", RecordLedgerRow)


@routes.get("/work-ledgers")
def get_work_ledgers(
    conn: Reading,
    page: PageAsked,
    bureau: BureauNamed = None,
    ledger: Annotated[Id | None, Query(description="Left out: all of them")] = None,
) -> Page[LedgerRow]:
    """The rows, each with the entries that cite its digest as evidence."""
    return list_ledger(conn, page.asked(bureau=bureau, ledger=ledger))
