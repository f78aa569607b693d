"""Which disputes are there, how far is each, until when, and what came of it?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, Literal, LiteralString, get_args

import psycopg
from psycopg.rows import dict_row

from domain import refusals as no
from domain.disputes.facts import (
    DisputeDecided,
    DisputeDeclined,
    DisputeEnd,
    DisputeExtended,
    DisputeFact,
    DisputeFiled,
    DisputeHearingHeld,
)
from domain.disputes.state import DisputeState, evolve
from domain.vocabulary import case_ref
from projections.cases import CaseRow, Told, Wanted, cases_told, page_of, shut
from projections.listings import Asked, Page, page_after
from projections.scores import Unseal, View

DisputeStanding = Literal["filed", "accepted", "declined", "withdrawn", "decided"]
_KINDS: Final = get_args(DisputeFact)

_EFFECTS: Final[LiteralString] = """
SELECT position, topic, year, subject, number, state FROM journal.facts
 WHERE bureau = %(bureau)s AND position BETWEEN %(first)s AND %(last)s
   AND causation = %(causation)s AND stream_name <> %(stream)s
 ORDER BY position
"""


class ActView(View):
    """What was done with the dispute, by whom and when; what it said."""

    position: int
    recorded_at: datetime
    act: str
    actor: str
    role: str
    said: dict[str, Any]


class EffectView(View):
    """A fact that carried the decision out; `of` is what it is about."""

    position: int
    fact: str
    of: str


class DisputeRow(CaseRow):
    """A dispute as it stands on a day.

    `asserted_on` is a later day of knowledge that the appellant alone states. `certificate` is
    where the signed certificate is asked for that belongs to `terms`: the score as it was when the
    dispute came in. `overdue` is derived from the day that is asked about.
    """

    recorded_at: datetime
    bureau: str
    number: int
    subject: str
    year: int
    stage: str
    about: dict[str, Any]
    against: int | None
    filed_by: str
    filed_on: date
    known_on: date
    asserted_on: date | None
    known_reason: str | None
    known_evidence: tuple[str, ...]
    last_day: date
    statement: str
    relief: str
    evidence: tuple[str, ...]
    edition: str
    terms: dict[str, Any]
    certificate: str
    state: DisputeStanding
    decide_by: date
    overdue: bool
    outcome: str | None
    acts: tuple[ActView, ...]
    effects: tuple[EffectView, ...] = ()


def list_disputes(
    conn: psycopg.Connection[Any], asked: Asked, today: date, unseal: Unseal
) -> Page[DisputeRow]:
    """Those raised up to the position, oldest first, in the state that they had there."""
    position, _ = page_after(asked.cursor, asked.position)
    rows = rows_of(conn, asked.filters.get("bureau"), (today, position), unseal)
    by = {name: asked.filters.get(name) for name in ("state", "stage", "subject")}
    wanted = [r for r in rows if all(v in (None, getattr(r, name)) for name, v in by.items())]
    return page_of(DisputeRow, wanted, asked)


def rows_of(
    conn: psycopg.Connection[Any], bureau: str | None, at: tuple[date, int], unseal: Unseal
) -> list[DisputeRow]:
    """All of a bureau as of a date, as known at a position."""
    return _rows(conn, Wanted(_KINDS, at[1], bureau), at[0], unseal)


def rows_that_go_on(
    conn: psycopg.Connection[Any], bureau: str, at: tuple[date, int], own: frozenset[str]
) -> list[DisputeRow]:
    """The same of those that have not ended, and of all that are about one of his own."""
    wanted = Wanted(_KINDS, at[1], bureau, ends=get_args(DisputeEnd), even_of=own)
    return _rows(conn, wanted, at[0], shut)


def _rows(
    conn: psycopg.Connection[Any], wanted: Wanted, today: date, unseal: Unseal
) -> list[DisputeRow]:
    return [_row(case, today) for case in cases_told(conn, wanted, unseal)]


def get_dispute(
    conn: psycopg.Connection[Any],
    key: tuple[str, int],
    position: int,
    today: date,
    unseal: Unseal,
) -> DisputeRow:
    """One dispute with the facts that carried its decision out; raises DisputeNotFound."""
    ref = case_ref(*key)
    wanted = Wanted(_KINDS, position, key[0], f"dispute:{ref}")
    cases = cases_told(conn, wanted, unseal)
    if not cases:
        raise no.DisputeNotFound(dispute=ref)
    row = _row(cases[0], today)
    return row.model_copy(update={"effects": _effects(conn, row, position)})


def _row(case: Sequence[Told], today: date) -> DisputeRow:
    state = DisputeState()
    for told in case:
        state = evolve(state, told.fact)  # type: ignore[arg-type]
    filed = state.filed
    assert filed is not None, "a case begins with what opened it"
    decide_by = state.extended.decide_by if state.extended else filed.decide_by
    standing = _standing(state)
    said = filed.model_dump(mode="json")
    return DisputeRow.model_validate(
        {
            **said,
            "position": case[0].position,
            "recorded_at": case[0].recorded_at,
            "certificate": _certificate(filed),
            "state": standing,
            "decide_by": decide_by,
            "overdue": standing in ("filed", "accepted") and today > decide_by,
            "outcome": state.ended.outcome if isinstance(state.ended, DisputeDecided) else None,
            "acts": [_act(told) for told in case[1:]],
        }
    )


def _standing(state: DisputeState) -> DisputeStanding:
    match state.ended:
        case None:
            return "accepted" if state.accepted else "filed"
        case DisputeDecided():
            return "decided"
        case DisputeDeclined():
            return "declined"
        case _:
            return "withdrawn"


def _certificate(filed: DisputeFiled) -> str:
    kind, _, named = filed.subject.partition(":")
    run = filed.terms.run
    asked = f"bureau={filed.bureau}&year={filed.year}&as_of={run.as_of}&position={run.position}"
    return f"/v1/{kind}s/{named}/certificate?{asked}"


_TOLD_APART: Final = {"bureau", "number"}


def _act(told: Told) -> ActView:
    kind = type(told.fact).__name__.removeprefix("Dispute")
    heard = isinstance(told.fact, DisputeHearingHeld | DisputeExtended)
    apart = _TOLD_APART if heard else {*_TOLD_APART, "subject"}
    return ActView(
        position=told.position,
        recorded_at=told.recorded_at,
        act="hearing" if kind == "HearingHeld" else kind.lower(),
        actor=told.actor,
        role=told.role,
        said=told.fact.model_dump(mode="json", exclude_none=True, exclude=apart),
    )


def _effects(
    conn: psycopg.Connection[Any], row: DisputeRow, position: int
) -> tuple[EffectView, ...]:
    ref = case_ref(row.bureau, row.number)
    given = {
        "bureau": row.bureau,
        "first": row.position,
        "last": position,
        "causation": f"dispute:{ref}",
        "stream": f"dispute:{ref}",
    }
    with conn.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(_EFFECTS, given).fetchall()
    return tuple(
        EffectView(position=r["position"], fact=r["topic"], of=_about(row.bureau, r)) for r in found
    )


_OF: Final = {
    "mark-withdrawn": "/marks",
    "restriction-lifted": "/restrictions",
    "restriction-rescinded": "/restrictions",
}


def _about(bureau: str, fact: dict[str, Any]) -> str:
    """An entry, a mark or a restriction by its number; a run or a grade by its year."""
    if fact["topic"] == "year-restated":
        return f"{bureau}:{fact['year']}:restated-{fact['number']}"
    if fact["topic"] == "grade-decided":
        return f"{bureau}/{fact['year']}/officer:{json.loads(fact['state'])['officer']}"
    parts = (bureau, str(fact["year"]) if fact["year"] else None, fact["subject"])
    whose = "/".join(part for part in parts if part)
    return f"{whose}{_OF.get(fact['topic'], '')}#{fact['number']}"
