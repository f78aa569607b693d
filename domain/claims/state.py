"""What must be remembered of a claim?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, assert_never, get_args

from domain.claims.facts import (
    AwardClaimed,
    AwardGranted,
    AwardStep,
    ClaimApproved,
    ClaimChecked,
    ClaimEnd,
    ClaimFact,
    ClaimLinked,
    ClaimRejected,
    ClaimSubmitted,
    ClaimVerified,
    ClaimWithdrawn,
    DistinctAwardHeld,
    EvidenceAdded,
    EvidenceExtended,
    HearingAnswered,
    HearingOpened,
    HearingStep,
    HearingWaived,
)
from domain.claims.vocabulary import digest_linked, said_in_clear

Stage = Literal["check", "verify", "hearing", "approve"]
"""What a claim waits for."""


@dataclass(frozen=True)
class ClaimState:
    """The claim as it was submitted, what happened to it since, and how it ended."""

    submitted: ClaimSubmitted | None = None
    digest: str = ""
    """Of all that whoever decides it must have seen: what is claimed, and how it was linked."""
    ended: ClaimEnd | None = None
    award: AwardClaimed | None = None
    checked: ClaimChecked | None = None
    verified: ClaimVerified | None = None
    added: tuple[EvidenceAdded, ...] = ()
    extended: EvidenceExtended | None = None
    link: ClaimLinked | None = None
    distinct: tuple[DistinctAwardHeld, ...] = ()
    """What was found to be another award although it cites the same."""
    entries: tuple[str, ...] = ()
    hearing: HearingOpened | None = None
    answers: tuple[HearingAnswered, ...] = ()
    waived: HearingWaived | None = None

    @property
    def role(self) -> str:
        """By which it was made, where that is remembered."""
        opened = self.award or self.hearing
        return opened.role if opened else ""

    @property
    def evidence_until(self) -> date | None:
        """The last day on which evidence is in time."""
        if self.award is None:
            return None
        return max(self.award.evidence_until, self.extended.until if self.extended else date.min)

    @property
    def evidence(self) -> tuple[str, ...]:
        """What came in time, each piece once; more time given later heals what was late."""
        if self.award is None or self.evidence_until is None:
            return ()
        added = [e for e in self.added if e.added_on <= self.evidence_until]
        pieces = (*self.award.evidence, *(digest for e in added for digest in e.evidence))
        return tuple(dict.fromkeys(pieces))

    def stage(self, today: date) -> Stage | None:
        """What it waits for; None: it has ended."""
        if self.submitted is None or self.ended is not None:
            return None
        if self.hearing is not None and self.waived is None and today <= self.hearing.closes_on:
            return "hearing"
        if self.award is not None and self.checked is None:
            return "check"
        return "verify" if self.award is not None and self.verified is None else "approve"


def linked_alike(one: ClaimLinked | None, other: ClaimLinked | None) -> bool:
    """Are two claims parts of one merit by the same link?"""
    return one is not None and other is not None and _link(one) == _link(other)


def _link(fact: ClaimLinked) -> tuple[tuple[int, ...], str]:
    return fact.claims, fact.merit


def evolve(state: ClaimState, fact: ClaimFact) -> ClaimState:
    match fact:
        case ClaimSubmitted():
            return replace(state, submitted=fact, digest=fact.digest)
        case ClaimApproved() | ClaimRejected() | ClaimWithdrawn():
            return replace(state, ended=fact)
        case HearingOpened() | HearingAnswered() | HearingWaived():
            return _heard(state, fact)
        case _:
            assert isinstance(fact, get_args(AwardStep))
            return _stepped(state, fact)


def _stepped(state: ClaimState, fact: AwardStep) -> ClaimState:
    match fact:
        case AwardClaimed():
            return replace(state, award=fact)
        case ClaimChecked() | ClaimVerified() | ClaimLinked():
            return _passed(state, fact)
        case DistinctAwardHeld():
            return replace(state, distinct=(*state.distinct, fact))
        case EvidenceAdded():
            return replace(state, added=(*state.added, fact))
        case EvidenceExtended():
            return replace(state, extended=fact)
        case AwardGranted():
            return replace(state, entries=fact.entries)
        case _:
            assert_never(fact)


def _passed(state: ClaimState, fact: ClaimChecked | ClaimVerified | ClaimLinked) -> ClaimState:
    """Whoever links a claim makes something else of it: it is verified after that, or again."""
    if isinstance(fact, ClaimChecked):
        return replace(state, checked=fact)
    if isinstance(fact, ClaimVerified):
        return replace(state, verified=fact)
    if state.ended is not None:
        return replace(state, link=fact)
    digest = digest_linked(state.digest, fact.claims, fact.merit, fact.share)
    return replace(state, link=fact, verified=None, digest=digest)


def _heard(state: ClaimState, fact: HearingStep) -> ClaimState:
    match fact:
        case HearingOpened():
            return replace(state, hearing=fact)
        case HearingAnswered():
            return replace(state, answers=(*state.answers, fact))
        case HearingWaived():
            return replace(state, waived=fact)
        case _:
            assert_never(fact)


def named_in(claim: ClaimSubmitted) -> frozenset[str]:
    """Whom a claim is about, by what of it stands in clear."""
    said = said_in_clear(claim.content)
    others = [str(other["subject"]) for other in said.get("others") or ()]
    moved = (said.get("replacement") or {}).get("subject")
    return frozenset(subject for subject in (claim.subject, moved, *others) if subject)
