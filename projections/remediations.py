"""What is to be put right, until when, and how far is it?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal, get_args

import psycopg

from domain import refusals as no
from domain.journal.names import NAME_OF
from domain.remediations.facts import (
    RemediationExtended,
    RemediationFact,
    RemediationOpened,
    RemediationReported,
    RemediationReturned,
    RemediationVerified,
)
from domain.remediations.state import RemediationState, evolve
from domain.remediations.vocabulary import RemediationStanding
from domain.vocabulary import case_ref
from projections.cases import CaseRow, Told, Wanted, cases_told, page_of
from projections.listings import Asked, Page
from projections.scores import Unseal, View

_KINDS: Final = get_args(RemediationFact)


class RemediationAct(View):
    """What became of it: `words` are a report, or why it was returned or put off."""

    position: int
    act: str
    actor: str
    effective_on: date
    due_on: date | None
    words: str | None
    evidence: tuple[str, ...]


class RemediationRow(CaseRow):
    """What the unit `subject` is to put right on an indicator, after a loss if one is named."""

    bureau: str
    number: int
    year: int
    subject: str
    indicator: str
    entry: str | None
    officer: str
    measures: str
    opened_on: date
    due_on: date
    evidence: Literal["required"] | None
    state: RemediationStanding
    acts: tuple[RemediationAct, ...]


def list_remediations(
    conn: psycopg.Connection[Any], asked: Asked, as_of: date, unseal: Unseal
) -> Page[RemediationRow]:
    """Those opened by the date, in the state that they had on it."""
    rows = remediations_of(conn, asked.filters["bureau"], (as_of, asked.position), unseal)
    unit, state = asked.filters.get("unit"), asked.filters.get("state")
    found = [
        row
        for row in rows
        if unit in (None, row.subject.partition(":")[2]) and state in (None, row.state)
    ]
    return page_of(RemediationRow, found, asked)


def remediations_of(
    conn: psycopg.Connection[Any], bureau: str | None, at: tuple[date, int], unseal: Unseal
) -> list[RemediationRow]:
    """All of a bureau as of a date, as known at a position."""
    as_of, position = at
    cases = cases_told(conn, Wanted(_KINDS, position, bureau), unseal)
    return [row for told in cases if (row := _row(told, as_of)) is not None]


def get_remediation(
    conn: psycopg.Connection[Any], of: tuple[str, int], at: tuple[date, int], unseal: Unseal
) -> RemediationRow:
    as_of, position = at
    stream = "remediation:{}/{}".format(*of)
    for told in cases_told(conn, Wanted(_KINDS, position, stream=stream), unseal):
        if (row := _row(told, as_of)) is not None:
            return row
    raise no.RemediationNotFound(remediation=case_ref(*of))


def _row(told: Sequence[Told], as_of: date) -> RemediationRow | None:
    state, acts = RemediationState(), []
    for one in told:
        fact = one.fact
        assert isinstance(fact, _KINDS)
        if fact.effective_on <= as_of:
            state = evolve(state, fact)
            acts.append(_act(one, fact))
    opened = state.opened
    if opened is None:
        return None
    return RemediationRow(
        **opened.model_dump(exclude={"effective_on", "due_on"}),
        position=told[0].position,
        opened_on=opened.effective_on,
        due_on=state.due_on,
        state=state.standing_on(as_of),
        acts=tuple(acts[1:]),
    )


def _act(told: Told, fact: RemediationFact) -> RemediationAct:
    words: str | None = None
    due_on: date | None = None
    evidence: tuple[str, ...] = ()
    match fact:
        case RemediationReported():
            words, evidence = fact.report, fact.evidence
        case RemediationReturned():
            words = fact.reason
        case RemediationExtended():
            words, due_on = fact.reason, fact.due_on
        case RemediationOpened() | RemediationVerified():
            pass
    return RemediationAct(
        position=told.position,
        act=NAME_OF[type(fact)],
        actor=told.actor,
        effective_on=fact.effective_on,
        due_on=due_on,
        words=words,
        evidence=evidence,
    )
