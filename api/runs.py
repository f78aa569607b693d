"""How is a run asked for, compared, and tried under another rulebook?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Query
from pydantic import Field

from api.dependencies import Reading, Served
from api.errors import RESPONSES
from api.guard import Demand, Guarded
from api.questions import After, BureauNamed, KnownAt, Limit, MomentAsked, Position
from api.sight import Seen
from domain.deciding.reaching import Right
from domain.differing import Wanted
from domain.paying import Money, Yuan
from domain.rulebook import read_edition
from domain.runsheet import RunSheet
from domain.vocabulary import Day, EntryRef, Id, Subject, Value, Year
from projections.bureaus import edition_above
from projections.differences import RunDifference, get_counterfactual, get_difference
from projections.moments import known_position
from projections.pay import PayAsked, PayList, get_pay
from projections.placings import (
    EVERYBODY,
    Placings,
    RunScores,
    Sought,
    get_placings,
    get_scores,
)
from projections.rankings import Bands, Ranking, get_bands, get_ranking
from projections.records import the_bureau
from projections.rehearsals import Asked, RehearsalView, get_rehearsal
from projections.runs import get_named_run
from projections.units import UnitRanking, get_unit_ranking

routes = APIRouter(tags=["runs"], responses=RESPONSES, route_class=Guarded)
CANDIDATES_MAX = 10
YEARS_MAX = 10

RunNamed = Annotated[
    str,
    Path(
        max_length=150,
        description="`bureau:year:closed` (frozen, published, restated-1, live), or both clocks: "
        "`bureau:year:2024-12-31@1234`",
        examples=["nanyue:2024:2024-12-31@2524"],
    ),
]
Entry = Annotated[EntryRef, Query(description="The entry to leave out")]
Base = Annotated[
    Yuan | None, Query(description="Yuan that a coefficient of 1 is worth; not with `fund`")
]
Fund = Annotated[
    Yuan | None, Query(description="Yuan shared out by the coefficients, to the last fen")
]


class Rehearse(Value):
    """Candidate rulebooks, as YAML, over one or several years of a bureau."""

    bureau: Id | None = None
    years: tuple[Year, ...] = Field(min_length=1, max_length=YEARS_MAX)
    candidates: tuple[str, ...] = Field(min_length=1, max_length=CANDIDATES_MAX)
    as_of: Day | None = None
    """In the year that it lies in; the others as of 31 December."""
    position: int | None = Field(default=None, strict=True, ge=0, le=2**62)


def asked_places(
    group: Annotated[str, Query(max_length=64, description="`-`: of those in none")] = "",
    band: Annotated[str, Query(max_length=2, description="`-`: of those in none")] = "",
    find: Annotated[str, Query(max_length=100, description="In a number or a name")] = "",
    after: After = 0,
    limit: Limit = None,
) -> Sought:
    """Whom of a run; with nothing said, everybody."""
    return Sought(group, band, find.strip(), after, limit)


@routes.get("/runs/{run}")
def get_run(
    run: RunNamed,
    conn: Reading,
    served: Served,
    seen: Seen,
    without: Annotated[EntryRef | None, Query(description="Leave this entry out")] = None,
    officer: Annotated[
        Id | None, Query(description="Of the officers this one alone; the digest is the whole's")
    ] = None,
    known_at: KnownAt = None,
    position: Position = None,
) -> RunSheet:
    """A run, with the digest that was recorded of it where one was."""
    known = known_position(conn, known_at, position)
    if without is not None:
        whole = get_named_run(conn, run, known, without)
        among = (row for row in whole.officers if officer in (None, row.officer))
        return seen.sheet(whole.model_copy(update={"officers": tuple(among)}))
    found = served.runs.named(conn, run, known)
    return seen.sheet(found.sheet() if officer is None else found.sheet_of(officer))


@routes.get("/runs/{before}/diff/{after}")
def diff_runs(
    before: RunNamed,
    after: RunNamed,
    conn: Reading,
    served: Served,
    known_at: KnownAt = None,
    position: Position = None,
    subject: Annotated[Subject | None, Query(description="Of this one alone")] = None,
    causes: Annotated[bool, Query(description="False: sooner told, without `parts`")] = True,
) -> RunDifference:
    """Who reads otherwise, each change split over what caused it, without a remainder."""
    known = known_position(conn, known_at, position)
    return get_difference(conn, served.runs, (before, after, known), wanted=Wanted(subject, causes))


@routes.get("/runs/{run}/without")
def run_without(
    run: RunNamed,
    entry: Entry,
    conn: Reading,
    known_at: KnownAt = None,
    position: Position = None,
) -> RunDifference:
    """What one entry did: the run beside the run without it."""
    return get_counterfactual(conn, run, entry, known_position(conn, known_at, position))


@routes.get("/runs/{run}/placings")
def run_placings(
    run: RunNamed,
    conn: Reading,
    served: Served,
    known_at: KnownAt = None,
    position: Position = None,
    sought: Annotated[Sought, Depends(asked_places)] = EVERYBODY,
) -> Placings:
    """A run as people read it: names, reasons in words, each group's spread and its cuts."""
    known = known_position(conn, known_at, position)
    return get_placings(conn, served.runs, (run, known), served.ledger.keyring, sought)


@routes.get("/runs/{run}/scores")
def run_scores(
    run: RunNamed,
    conn: Reading,
    served: Served,
    known_at: KnownAt = None,
    position: Position = None,
) -> RunScores:
    """The score and band of everyone ranked, group by group, best first; names in small groups."""
    known = known_position(conn, known_at, position)
    return get_scores(conn, served.runs, (run, known), served.ledger.keyring)


@routes.get("/runs/{run}/pay")
def run_pay(
    run: RunNamed,
    conn: Reading,
    served: Served,
    base: Base = None,
    fund: Fund = None,
    known_at: KnownAt = None,
    position: Position = None,
    after: After = 0,
    limit: Limit = None,
) -> PayList:
    """Everyone's bonus coefficient by the run; of a restated one the delta as well. With `base` or
    `fund` what it comes to in yuan, to the fen."""
    asked = PayAsked(Money(base, fund), after, limit)
    return get_pay(conn, served.runs, (run, known_position(conn, known_at, position)), asked)


@routes.get("/rankings")
def rankings(
    conn: Reading,
    served: Served,
    seen: Seen,
    moment: MomentAsked,
    bureau: BureauNamed = None,
    group: Annotated[Id | None, Query(description="One comparison group alone")] = None,
) -> Ranking:
    """Every comparison group, best first."""
    named = the_bureau(conn, moment.position, bureau)
    at = seen.moment(conn, named, moment)
    return seen.ranking(get_ranking(conn, served.runs, named, at, group))


@routes.get("/rankings/units")
def unit_rankings(
    conn: Reading, served: Served, seen: Seen, moment: MomentAsked, bureau: BureauNamed = None
) -> UnitRanking:
    """The units beside each other, kind by kind, best first."""
    named = the_bureau(conn, moment.position, bureau)
    return get_unit_ranking(conn, served.runs, named, seen.moment(conn, named, moment))


@routes.get("/bands")
def bands(
    conn: Reading, served: Served, seen: Seen, moment: MomentAsked, bureau: BureauNamed = None
) -> Bands:
    """Every comparison group, band by band."""
    named = the_bureau(conn, moment.position, bureau)
    return seen.bands(get_bands(conn, served.runs, named, seen.moment(conn, named, moment)))


_EXAMPLE = {
    "summary": "回归推演 / a rehearsal",
    "value": {"years": [2024], "candidates": ["rulebook: nanyue\nversion: 3\n…"]},
}


@routes.post("/rehearsals")
def rehearse(
    asked: Annotated[Rehearse, Body(openapi_examples={"example": _EXAMPLE})],
    conn: Reading,
    demand: Demand,
) -> RehearsalView:
    """Candidates beside the editions in force; nothing is recorded in any account."""
    known = known_position(conn, None, asked.position)
    bureau = the_bureau(conn, known, asked.bureau)
    demand(Right("rehearse", bureau=bureau))
    above = edition_above(conn, bureau, known)
    editions = [read_edition(text, above) for text in asked.candidates]
    return get_rehearsal(conn, Asked(bureau, asked.years, asked.as_of, known), editions)
