"""How does one find an item, an indicator, an officer or a unit by a few letters?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.dependencies import Reading, Served
from api.errors import RESPONSES
from api.guard import Guarded, may
from api.questions import BureauNamed, DayAsked
from domain.deciding.reaching import Right
from projections.finding import Items, Subjects, find_items, find_subjects
from projections.moments import Moment, known_position
from projections.names import get_names
from projections.records import the_bureau

routes = APIRouter(tags=["finding"], responses=RESPONSES, route_class=Guarded)
Find = Annotated[
    str,
    Query(
        max_length=50,
        pattern=r"^[^\x00]*$",
        description="Its id's beginning, a part of its name, pinyin or initials (`zdgz`); "
        "left out: all",
    ),
]


@routes.get("/items")
def get_items(
    request: Request,
    conn: Reading,
    served: Served,
    as_of: DayAsked,
    bureau: BureauNamed = None,
    find: Find = "",
) -> Items:
    """For what an entry may be recorded on the day, with its points and limits: the items of the
    edition in force and, for whoever sees the plans, the year's indicators."""
    position = known_position(conn)
    named = the_bureau(conn, position, bureau)
    plans = [Right(permission, "bureau", named) for permission in ("read", "results")]
    losses = any(may(request, served, conn, right) for right in plans)
    return find_items(conn, named, Moment(as_of.year, as_of, position), find, losses=losses)


@routes.get("/subjects")
def get_subjects(
    conn: Reading,
    served: Served,
    bureau: BureauNamed = None,
    find: Find = "",
    among: Annotated[
        str | None,
        Query(
            max_length=2000,
            pattern=r"^[0-9A-Za-z:,._-]*$",
            description="Of these alone: `officer:0012,unit:zg`",
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> Subjects:
    """Officers and units that fit, by their present names."""
    position, today = known_position(conn), served.ledger.today
    named = the_bureau(conn, position, bureau)
    moment, wanted = Moment(today.year, today, position), _parted(among)
    # A name is opened with its own key: of a hundred thousand only those that are asked for.
    officers = None if wanted is None else [one.removeprefix("officer:") for one in wanted]
    names = get_names(conn, named, moment, served.ledger.keyring, officers)
    return find_subjects(names, (named, position), find, limit, wanted)


def _parted(among: str | None) -> frozenset[str] | None:
    return None if among is None else frozenset(among.split(","))
