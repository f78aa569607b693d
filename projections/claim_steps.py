"""What happened to a claim while it waited, up to a position?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, LiteralString
from uuid import UUID

import psycopg

from domain.claims.facts import AwardClaimed, ClaimChecked, ClaimVerified, EvidenceAdded
from domain.claims.state import ClaimState, evolve
from domain.claims.vocabulary import document_key
from domain.journal.citing import (
    ENTRIES,
    OF_CLAIMS,
    Citation,
    Cited,
    citations,
    citing,
    for_whoever,
)
from domain.journal.mapper import decode
from domain.journal.names import Fact
from domain.vocabulary import case_ref
from projections.scores import Unseal, View

_FACTS: Final[LiteralString] = """
SELECT stream, position, recorded_at, topic, state FROM journal.facts
 WHERE stream = ANY(%s) AND position <= %s ORDER BY position
"""
# Of a hundred thousand entries only those are read that may cite the same.
_DOCUMENTS: Final[LiteralString] = """
SELECT DISTINCT document_no FROM read.entries
 WHERE bureau = %s AND position <= %s AND document_no IS NOT NULL
"""
_CITING: Final[LiteralString] = """
SELECT position, topic, state FROM journal.facts
 WHERE bureau = %(bureau)s AND position <= %(position)s AND topic = ANY(%(claims)s)
UNION ALL
SELECT position, f.topic, f.state FROM read.entries AS e JOIN journal.facts AS f USING (position)
 WHERE e.bureau = %(bureau)s AND e.position <= %(position)s AND f.topic = ANY(%(entries)s)
   AND (e.document_no = ANY(%(documents)s) OR e.evidence ?| %(evidence)s)
 ORDER BY position
"""


class StepRow(View):
    """A step that somebody took."""

    step: Literal["check", "verify"]
    actor: str
    role: str
    position: int
    recorded_at: datetime


class EvidenceRow(View):
    """A piece of evidence, when it came, and whether that was late."""

    digest: str
    added_on: date
    late: bool


class AnswerRow(View):
    """What was said for the subject of a deduction."""

    answered_on: date
    text: str
    evidence: tuple[str, ...]


class LinkRow(View):
    """The claims that are one merit, and the part of it that this one has."""

    claims: tuple[str, ...]
    merit: str
    share: str | None
    reason: str


class DistinctRow(View):
    """What cites the same, and was found to be another award."""

    other: str
    reason: str


@dataclass(frozen=True)
class Way:
    """A claim's state, the steps with their moments, and what else cites the same."""

    state: ClaimState
    steps: tuple[StepRow, ...]
    cited_by: tuple[str, ...]

    def told(self, today: date, *, of_all: bool) -> dict[str, Any]:
        """The parts of a claim's row that come of it; `of_all`: with the entries of others."""
        state, award = self.state, self.state.award
        whose = None if of_all or not award else award.subject
        cited = self.cited_by if whose is None else for_whoever(self.cited_by, whose)
        resubmits = award.resubmits if award else None
        return {
            "stage": state.stage(today),
            "claim_until": award and award.claim_until,
            "evidence_until": state.evidence_until,
            "hearing_until": state.hearing and state.hearing.closes_on,
            "steps": self.steps,
            "evidence": _evidence(state),
            "answers": tuple(
                AnswerRow(answered_on=a.answered_on, text=a.text, evidence=a.evidence)
                for a in state.answers
            ),
            "waived_on": state.waived and state.waived.waived_on,
            "linked": _linked(state),
            "distinct": tuple(
                DistinctRow(other=one.other, reason=one.reason)
                for one in state.distinct
                if whose is None or for_whoever((one.other,), whose)
            ),
            "resubmits": case_ref(award.bureau, resubmits) if award and resubmits else None,
            "entries": state.entries,
            "cited_by": cited,
        }


def _evidence(state: ClaimState) -> tuple[EvidenceRow, ...]:
    if state.award is None:
        return ()
    first = [(digest, state.award.claimed_on, False) for digest in state.award.evidence]
    later = [(digest, e.added_on, e.late) for e in state.added for digest in e.evidence]
    return tuple(EvidenceRow(digest=d, added_on=on, late=late) for d, on, late in first + later)


def _linked(state: ClaimState) -> LinkRow | None:
    link = state.link
    if link is None:
        return None
    claims = tuple(case_ref(link.bureau, number) for number in link.claims)
    return LinkRow(claims=claims, merit=link.merit, share=link.share, reason=link.reason)


def ways_of(
    conn: psycopg.Connection[Any], streams: Sequence[UUID], position: int, unseal: Unseal
) -> Mapping[UUID, Way]:
    """Of each of the claims, by its stream."""
    states = dict.fromkeys(streams, ClaimState())
    steps: dict[UUID, list[StepRow]] = {stream: [] for stream in streams}
    rows = conn.execute(_FACTS, (list(streams), position)).fetchall()
    for stream, at, recorded_at, topic, state in rows:
        fact = decode(topic, bytes(state), unseal)
        states[stream] = _evolved(states[stream], fact)
        if isinstance(fact, ClaimChecked | ClaimVerified):
            steps[stream].append(_step(fact, at, recorded_at))
    cited = _cited(conn, states, position)
    return {s: Way(states[s], tuple(steps[s]), cited.get(s, ())) for s in streams}


def _evolved(state: ClaimState, fact: Fact) -> ClaimState:
    return evolve(state, fact)  # type: ignore[arg-type]


def _step(fact: ClaimChecked | ClaimVerified, position: int, recorded_at: datetime) -> StepRow:
    return StepRow(
        step="check" if isinstance(fact, ClaimChecked) else "verify",
        actor=fact.actor,
        role=fact.role,
        position=position,
        recorded_at=recorded_at,
    )


def _cited(
    conn: psycopg.Connection[Any], states: Mapping[UUID, ClaimState], position: int
) -> dict[UUID, tuple[str, ...]]:
    """What cites the same document or evidence as each award; a bureau is asked once."""
    wanted: dict[str, dict[UUID, Cited]] = {}
    for stream, state in states.items():
        if state.award is not None:
            cited = _what_is_cited(state, state.award)
            wanted.setdefault(cited.bureau, {})[stream] = cited
    found: dict[UUID, tuple[str, ...]] = {}
    for bureau, asked in wanted.items():
        told = _citations(conn, bureau, tuple(asked.values()), position)
        found |= {stream: citing(told, cited) for stream, cited in asked.items()}
    return found


def _citations(
    conn: psycopg.Connection[Any], bureau: str, asked: Sequence[Cited], position: int
) -> list[Citation]:
    """Of every claim, and of the entries that may cite the same as one of those."""
    keys = {document_key(one.document_no) for one in asked if one.document_no}
    known = [row[0] for row in conn.execute(_DOCUMENTS, (bureau, position))]
    given = {
        "bureau": bureau,
        "position": position,
        "entries": ENTRIES,
        "claims": OF_CLAIMS,
        "documents": [one for one in known if document_key(one) in keys],
        "evidence": sorted({digest for one in asked for digest in one.evidence}),
    }
    rows = conn.execute(_CITING, given).fetchall()
    return list(citations((topic, bytes(state)) for _, topic, state in rows))


def _what_is_cited(state: ClaimState, award: AwardClaimed) -> Cited:
    added = (digest for e in state.added if isinstance(e, EvidenceAdded) for digest in e.evidence)
    own = {case_ref(award.bureau, award.number), *state.entries}
    evidence = (*award.evidence, *added)
    return Cited(award.bureau, award.document_no, evidence, frozenset(own))
