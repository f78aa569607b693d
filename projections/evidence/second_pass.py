"""Did a second person let through what one may not record alone, and was he one who may?

From the facts alone, by the domain's own rules as they stood before each command.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import class_row

from domain.access.roles import OWNER, allows
from domain.claims.facts import AwardGranted
from domain.evaluations.facts import EvaluationsOpened
from domain.journal.names import NAME_OF
from domain.registers.facts import MarkGiven
from domain.second import ALWAYS, GRANTED, BoundOf, needs_second
from domain.years.facts import GradeDecided, YearClosed
from projections.evidence.approvals import (
    ROWS,
    Before,
    Difference,
    Row,
    claim_named,
    day_of,
    of_approval,
)
from projections.evidence.asked_by_rule import rules_asking
from projections.evidence.deciders import of_decision
from projections.evidence.findings import Audited, Finding
from projections.evidence.hearings import hearings_of, unheard
from projections.evidence.himself import of_themselves
from projections.evidence.staged_approvals import of_award
from projections.evidence.starring import starred_before, starred_of

FOUR_EYES: Final = "four eyes"
_A_MOMENT: Final = timedelta(minutes=10)
"""What was decided just before midnight may be recorded just after it."""
_BATCH: Final = 10_000
_BESIDE: Final = (YearClosed, EvaluationsOpened, GradeDecided)
"""What alone needs no second person, and changes what is said of those that come with it."""
_APPROVAL: Final = {"actor", "claim", "digest", "role"}

_FACTS: Final[LiteralString] = (
    f"{ROWS} WHERE f.position > %s AND f.position <= %s"
    " AND (f.topic = ANY(%s) OR f.approvals <> '[]') ORDER BY f.position"
)
_BEGUN: Final[LiteralString] = (
    "SELECT first_position - 1 FROM journal.commands"
    " WHERE first_position <= %s AND last_position > %s ORDER BY last_position LIMIT 1"
)
_EDITIONS: Final[LiteralString] = (
    "SELECT state FROM journal.facts WHERE topic = 'rulebook-published' AND position <= %s"
)


def four_eyes(audited: Audited) -> Iterator[Finding]:
    """Every command whose facts need a second person, and every fact that names one."""
    bound_of, stars = _bounds(audited), starred_before(audited.conn, audited.size)
    rules = rules_asking(audited.conn, audited.size)
    hearings = hearings_of(audited.conn, audited.size)
    every_entry = bound_of is not None or stars is not None or bool(hearings or rules.barring)
    wanted = (*(GRANTED if every_entry else ()), *((MarkGiven,) if rules.of_marks else ()))
    for rows in _commands(audited, wanted):
        first, *_ = rows
        facts = [row.fact for row in rows]
        bound = bound_of or (lambda *_: None)
        needs = needs_second(facts, bound, starred_of(stars, rows), rules.before(rows))
        if needs or any(row.approvals != "[]" for row in rows):
            yield from _of_command(audited.conn, rows)
        yield from _findings(first, unheard(audited.conn, rows, hearings))
    for row, difference in of_themselves(audited):
        yield from _findings(row, iter([difference]))
    audited.tell(FOUR_EYES, audited.size)


def _bounds(audited: Audited) -> BoundOf | None:
    """What one person may record by each edition; None where no edition has a bound."""
    found: dict[tuple[str, str], Decimal] = {}
    for (state,) in audited.conn.execute(_EDITIONS, (audited.size,)):
        said = json.loads(state)
        alone = json.loads(said["document"]).get("alone")
        if alone is not None and "points" in alone:
            found[said["bureau"], f"{said['rulebook']}@{said['version']}"] = Decimal(
                alone["points"]
            )
    return (lambda bureau, edition: found.get((bureau, edition))) if found else None


def _commands(audited: Audited, kinds: tuple[type[Any], ...]) -> Iterator[list[Row]]:
    """The facts in question, a command at a time; one that was begun before is read whole."""
    names = [NAME_OF[kind] for kind in (*ALWAYS, *_BESIDE, *kinds)]
    begun = audited.conn.execute(_BEGUN, (audited.since, audited.since)).fetchone()
    (after,) = begun or (audited.since,)
    for _, rows in groupby(_rows(audited, after, names), key=lambda row: row.of):
        yield list(rows)


def _rows(audited: Audited, after: int, names: list[str]) -> Iterator[Row]:
    for first in range(after, audited.size, _BATCH):
        upto = min(first + _BATCH, audited.size)
        with audited.conn.cursor(row_factory=class_row(Row)) as cursor:
            yield from cursor.execute(_FACTS, (first, upto, names)).fetchall()
        audited.tell(FOUR_EYES, upto)


def _of_command(conn: psycopg.Connection[Any], rows: list[Row]) -> Iterator[Finding]:
    first, *_ = rows
    if other := next((row for row in rows if row.approvals != first.approvals), None):
        found = ("approvals", f"{first.approvals} as at {first.position}", other.approvals)
        yield from _findings(other, iter([found]))
        return
    days = dict.fromkeys((day_of(first.recorded_at - _A_MOMENT), day_of(first.recorded_at)))
    before = [Before(conn, first.of, day, rows) for day in days]
    if _is_award(conn, rows):
        yield from _findings(first, of_award(conn, rows, before))
    else:
        yield from _findings(first, _of_one_approval(conn, rows, before))


def _findings(first: Row, differences: Iterator[Difference]) -> Iterator[Finding]:
    for what, expected, is_ in differences:
        yield Finding(FOUR_EYES, first.position, what, str(expected)[:300], str(is_)[:300])


def _is_award(conn: psycopg.Connection[Any], rows: list[Row]) -> bool:
    """By the claim that is named, or by the fact that says so: either may be left out."""
    first, *_ = rows
    claim = claim_named(conn, first)
    granted = any(isinstance(row.fact, AwardGranted) for row in rows)
    return granted or (claim is not None and claim.command == "ClaimAward")


def _of_one_approval(
    conn: psycopg.Connection[Any], rows: list[Row], before: list[Before]
) -> Iterator[Difference]:
    first, *_ = rows
    *_, now = before
    if first.role != OWNER and not any(one.holds(first.actor, first.role) for one in before):
        yield "role", f"{first.actor} holds {first.role}", "no such grant then"
        return
    who = (first.actor, *(said.get("actor", "") for said in first.approved))
    yield from of_decision(now.desk, [row.fact for row in rows], who)
    if not first.approved:
        if not allows(first.role, "alone"):
            yield "approval", "a second person", f"{first.actor} ({first.role}) alone"
        return
    if [said.keys() for said in first.approved] != [_APPROVAL]:
        yield "approvals", "one approval", first.approvals
        return
    (said,) = first.approved
    yield from of_approval(conn, rows, said, before)
