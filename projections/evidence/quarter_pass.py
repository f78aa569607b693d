"""Does each quarter that was frozen come out again of the facts, as they were known then?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, LiteralString

from domain.journal.looking import desk_over
from domain.quarters.facts import QuarterFrozen
from domain.quarters.vocabulary import days_of, losses_digest, losses_in
from domain.recall import record_of
from domain.record import Record
from domain.run import appraise
from domain.runsheet import run_sheet
from domain.scoring import Entry
from domain.years.facts import RunTaken
from projections.evidence.acts import acts, found_of, left_out
from projections.evidence.approvals import Difference, Row, day_of
from projections.evidence.findings import Audited, Finding
from projections.evidence.reading_passes import stored_facts

QUARTERS: Final = "quarters"
_YEARS: Final[LiteralString] = (
    "SELECT DISTINCT year FROM journal.facts"
    " WHERE bureau = %s AND year >= %s AND position <= %s ORDER BY 1"
)


def quarters(audited: Audited) -> Iterator[Finding]:
    """Each once, after its end: its run, its losses and what each says, the day it closes."""
    records: dict[tuple[str, int], Record] = {}
    before: set[tuple[str, int, int]] = set()
    for row in acts(audited, (QuarterFrozen,)):
        fact = row.fact
        assert isinstance(fact, QuarterFrozen)
        key = (fact.bureau, fact.year, fact.quarter)
        if row.position > audited.since:
            if key in before:
                yield from found_of(QUARTERS, row, [("frozen", "once", "again")])
            yield from found_of(QUARTERS, row, _of_frozen(audited, row, fact, records))
        before.add(key)
    audited.tell(QUARTERS, audited.size)


def _of_frozen(
    audited: Audited, row: Row, fact: QuarterFrozen, records: dict[tuple[str, int], Record]
) -> Iterator[Difference]:
    first, last = days_of(fact.year, fact.quarter)
    if day_of(row.recorded_at) <= last:
        yield "recorded", f"after {last}", day_of(row.recorded_at)
    if fact.run.position >= row.position:
        yield "position", f"before {row.position}", fact.run.position
        return
    yield from left_out(audited.conn, row, fact.bureau, fact.run.position)
    sheet = run_sheet(appraise(_record(audited, records, fact, fact.year), last, fact.run.position))
    run = RunTaken(position=sheet.position, as_of=last, edition=sheet.edition, digest=sheet.digest)
    if run != fact.run:
        yield "run", run, fact.run
    losses = losses_in(_losses(audited, records, fact), first, last, fact.run.position)
    refs = tuple(loss.ref for loss in losses)
    if refs != fact.losses:
        yield "losses", ", ".join(refs), ", ".join(fact.losses)
    if (digest := losses_digest(losses)) != fact.losses_digest:
        yield "losses' digest", digest, fact.losses_digest
    closes_on = _closes_on(audited, row, fact, last)
    if closes_on != fact.closes_on:
        yield "closes on", closes_on, fact.closes_on


def _record(
    audited: Audited, records: dict[tuple[str, int], Record], fact: QuarterFrozen, year: int
) -> Record:
    key = (fact.bureau, year)
    if key not in records:
        records[key] = record_of(stored_facts(audited, *key), *key)
    return records[key]


def _losses(
    audited: Audited, records: dict[tuple[str, int], Record], fact: QuarterFrozen
) -> Iterator[Entry]:
    """Of a closed year they stand in the accounts of later ones."""
    asked = (fact.bureau, fact.year, fact.run.position)
    for (year,) in audited.conn.execute(_YEARS, asked).fetchall():
        yield from _record(audited, records, fact, year).losses


def _closes_on(audited: Audited, row: Row, fact: QuarterFrozen, last: date) -> date:
    """By the rules of its last day and the working days as they were announced then."""
    desk = desk_over(audited.conn, day_of(row.recorded_at), row.of)
    days = desk.editions(fact.bureau).on(last).windows.closes
    return desk.working_days(fact.bureau).last_of(last + timedelta(1), days)
