"""How do several bureaus stand to each other, and what do they add up to?"""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import Reading, Served
from api.doors import accept
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import DayAsked, MomentAsked, PageAsked
from domain.bureaus import commands as bureaus
from domain.vocabulary import Id
from projections.bureaus import (
    BureauRow,
    TransferRow,
    list_bureaus,
    list_transfers,
)
from projections.listings import Page
from projections.rollups import Rollup, get_rollup

routes = APIRouter(tags=["bureaus"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/bureaus", bureaus.PlaceBureau)
accept(routes, "/transfers/releases", bureaus.ReleaseOfficer)
accept(routes, "/transfers/withdrawals", bureaus.WithdrawRelease)
accept(routes, "/transfers/receptions", bureaus.ReceiveOfficer)


@routes.get("/bureaus")
def get_bureaus(conn: Reading, page: PageAsked, as_of: DayAsked) -> Page[BureauRow]:
    """Which bureau stands below which on the day, in the order in which they were first placed."""
    return list_bureaus(conn, page.asked(as_of=as_of), as_of)


@routes.get("/transfers")
def get_transfers(conn: Reading, page: PageAsked, bureau: Id) -> Page[TransferRow]:
    """Who was released by the bureau or to it, and whether he was received."""
    return list_transfers(conn, page.asked(bureau=bureau))


@routes.get("/rollups")
def get_the_rollup(conn: Reading, served: Served, moment: MomentAsked, bureau: Id) -> Rollup:
    """The bureau and all below it, each by the run that holds of it, and what they add up to."""
    return get_rollup(conn, served.runs, bureau, moment)
