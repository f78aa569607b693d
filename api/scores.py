"""What was the score then, as known then, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.dependencies import Reading, Served
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import BureauNamed, MomentAsked
from api.sight import Places, placeless, statement_without_place
from domain.vocabulary import Id
from projections.histories import Axis, History, get_history
from projections.scores import Score, get_score
from projections.statements import Reader, Statement, get_statement
from projections.units import Members, get_members

routes = APIRouter(tags=["scores"], responses=RESPONSES, route_class=Guarded)


@dataclass(frozen=True)
class _Officer:
    """Whose account, in which bureau."""

    subject: str
    bureau: str | None


async def _officer(officer: Id, bureau: BureauNamed = None) -> _Officer:
    return _Officer(f"officer:{officer}", bureau)


OfOfficer = Annotated[_Officer, Depends(_officer)]
Along = Annotated[
    Axis, Query(description="`effective`: over business dates; `known`: over what was recorded")
]


@routes.get("/officers/{officer}/score")
def officer_score(
    asked: OfOfficer, conn: Reading, served: Served, moment: MomentAsked, *, places: Places
) -> Score:
    """An officer's score with its lines; rank, band and grade for whoever may see all results."""
    score = get_score(conn, asked.subject, moment, asked.bureau, served.runs)
    return score if places() else placeless(score)


@routes.get("/units/{unit}/score")
def unit_score(unit: Id, conn: Reading, moment: MomentAsked, bureau: BureauNamed = None) -> Score:
    """A unit's score with its lines, its shares of losses first."""
    return get_score(conn, f"unit:{unit}", moment, bureau)


@routes.get("/officers/{officer}/statement")
def officer_statement(
    asked: OfOfficer, conn: Reading, served: Served, moment: MomentAsked, *, places: Places
) -> Statement:
    """An officer's score, every line in words, and what was struck."""
    reader = Reader(served.ledger.keyring.open, asked.bureau, served.runs)
    statement = get_statement(conn, asked.subject, moment, reader)
    return statement if places() else statement_without_place(statement)


@routes.get("/units/{unit}/statement")
def unit_statement(
    unit: Id, conn: Reading, served: Served, moment: MomentAsked, bureau: BureauNamed = None
) -> Statement:
    """A unit's score, every line in words, and what was struck."""
    reader = Reader(served.ledger.keyring.open, bureau)
    return get_statement(conn, f"unit:{unit}", moment, reader)


@routes.get("/officers/{officer}/history")
def officer_history(
    officer: Id,
    conn: Reading,
    moment: MomentAsked,
    axis: Along = "effective",
    bureau: BureauNamed = None,
) -> History:
    """Each moment at which an officer's score changed, and by what."""
    return get_history(conn, f"officer:{officer}", moment, axis, bureau)


@routes.get("/units/{unit}/history")
def unit_history(
    unit: Id,
    conn: Reading,
    moment: MomentAsked,
    axis: Along = "effective",
    bureau: BureauNamed = None,
) -> History:
    """Each moment at which a unit's score changed, and by what."""
    return get_history(conn, f"unit:{unit}", moment, axis, bureau)


@routes.get("/units/{unit}/members")
def unit_members(
    unit: Id, conn: Reading, served: Served, moment: MomentAsked, bureau: BureauNamed = None
) -> Members:
    """Who serves in a unit on the day, by name and level of post."""
    return get_members(conn, unit, moment, served.ledger.keyring, bureau)
