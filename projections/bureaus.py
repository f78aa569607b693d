"""Which bureau stands below which on a day, and who passes from one to another?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal

import psycopg

from domain.bureaus.facts import (
    BureauPlaced,
    OfficerReceived,
    OfficerReleased,
    ReleaseWithdrawn,
    TransferFact,
)
from domain.bureaus.state import PlacedState, above_of, evolve_placed
from domain.rulebook import Above
from domain.vocabulary import grouped
from projections.cases import CaseRow, Told, Wanted, cases_told, page_of, shut
from projections.listings import Asked, Page
from projections.records import find_editions

_TRANSFERS: Final[list[type[TransferFact]]] = [OfficerReleased, ReleaseWithdrawn, OfficerReceived]
Standing = Literal["released", "withdrawn", "replaced", "received"]


class BureauRow(CaseRow):
    """Below which bureau one stands on the day asked for, and since when; null: below none."""

    bureau: str
    above: str | None
    since: date | None
    document_no: str | None
    actor: str


class TransferRow(CaseRow):
    """A release and what came of it; `taken` are the marks that went with him."""

    officer: str
    released_by: str
    to: str
    effective_on: date
    document_no: str | None
    state: Standing
    unit: str | None = None
    taken: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


def list_bureaus(conn: psycopg.Connection[Any], asked: Asked, day: date) -> Page[BureauRow]:
    """Every bureau that was ever placed, in the order in which it first was."""
    wanted = Wanted([BureauPlaced], asked.position, asked.filters.get("bureau"))
    rows = [_placed(case, day) for case in cases_told(conn, wanted, shut)]
    return page_of(BureauRow, rows, asked)


def _placed(case: Any, day: date) -> BureauRow:
    placed = {told.fact.effective_on: told for told in case}
    begun = [start for start in placed if start <= day]
    held = placed[max(begun)] if begun else None
    return BureauRow(
        position=case[0].position,
        bureau=case[0].fact.bureau,
        above=held.fact.above if held else None,
        since=held.fact.effective_on if held else None,
        document_no=held.fact.document_no if held else None,
        actor=(held or case[0]).actor,
    )


def load_placed(conn: psycopg.Connection[Any], position: int) -> Mapping[str, PlacedState]:
    found: dict[str, PlacedState] = {}
    for case in cases_told(conn, Wanted([BureauPlaced], position), shut):
        for told in case:
            assert isinstance(told.fact, BureauPlaced)
            state = found.get(told.fact.bureau, PlacedState(told.fact.bureau))
            found[told.fact.bureau] = evolve_placed(state, told.fact)
    return found


def bureaus_below(
    placed: Mapping[str, PlacedState], bureau: str, day: date
) -> Iterator[tuple[str, str]]:
    """Each bureau below with the one it stands right below; a bureau before those below it."""
    under = grouped(sorted(placed), lambda name: placed[name].on(day))
    waiting, seen = under.get(bureau, [])[::-1], {bureau}
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name, str(placed[name].on(day))
            waiting += under.get(name, [])[::-1]


def edition_above(conn: psycopg.Connection[Any], bureau: str, position: int) -> Above:
    """Finds the edition that a candidate of the bureau's is made under."""
    placed = load_placed(conn, position)
    return above_of(
        bureau,
        lambda name: placed.get(name, PlacedState(name)),
        lambda name: find_editions(conn, name, position),
    )


def list_transfers(conn: psycopg.Connection[Any], asked: Asked) -> Page[TransferRow]:
    """The releases of a bureau and those to it, each with what came of it."""
    return page_of(TransferRow, transfers_of(conn, asked.filters["bureau"], asked.position), asked)


def transfers_of(conn: psycopg.Connection[Any], bureau: str, position: int) -> list[TransferRow]:
    """In the order in which they were released."""
    cases = cases_told(conn, Wanted(_TRANSFERS, position), shut)
    rows = [row for case in cases for row in _releases(case)]
    concerned = [row for row in rows if bureau in (row.released_by, row.to)]
    return sorted(concerned, key=lambda row: row.position)


def _releases(case: Any) -> Iterator[TransferRow]:
    waiting: Told | None = None
    for told in case:
        if waiting is not None:
            yield _ended(waiting, told.fact)
        waiting = told if isinstance(told.fact, OfficerReleased) else None
    if waiting is not None:
        yield _ended(waiting, None)


def _ended(
    released: Told, end: OfficerReleased | ReleaseWithdrawn | OfficerReceived | None
) -> TransferRow:
    fact = released.fact
    assert isinstance(fact, OfficerReleased)
    state: Standing = "released"
    more: dict[str, Any] = {}
    match end:
        case OfficerReceived():
            state = "received"
            more = {"unit": end.unit, "taken": end.taken, "numbers": end.numbers}
        case ReleaseWithdrawn():
            state = "withdrawn"
        case OfficerReleased():
            state = "replaced"
    return TransferRow(
        position=released.position,
        officer=fact.officer,
        released_by=fact.bureau,
        to=fact.to,
        effective_on=fact.effective_on,
        document_no=fact.document_no,
        state=state,
        **more,
    )
