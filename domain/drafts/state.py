"""What must be remembered of drafts, and of what was published, to decide?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.drafts.facts import (
    CommentAnswered,
    CommentRoundOpened,
    DraftCommented,
    DraftFact,
    DraftReplaced,
    DraftReturned,
    DraftSigned,
    IndicatorsDrafted,
    IndicatorSetPublished,
    PersonalIndicatorDrafted,
    UpperIndicatorsRegistered,
)
from domain.drafts.vocabulary import LEVELS, Level


@dataclass(frozen=True)
class UpperState:
    """What was registered from above for the year, in the order of recording."""

    registered: tuple[UpperIndicatorsRegistered, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        return frozenset(one.id for said in self.registered for one in said.indicators)


def evolve_upper(state: UpperState, fact: UpperIndicatorsRegistered) -> UpperState:
    return replace(state, registered=(*state.registered, fact))


@dataclass(frozen=True)
class DraftState:
    """A draft, what was said of it, who signed it, and how it ended."""

    drafted: IndicatorsDrafted | None = None
    personal: tuple[PersonalIndicatorDrafted, ...] = ()
    rounds: tuple[CommentRoundOpened, ...] = ()
    comments: tuple[DraftCommented, ...] = ()
    answered: frozenset[int] = frozenset()
    signed: tuple[DraftSigned, ...] = ()
    ended: DraftReplaced | DraftReturned | None = None

    @property
    def due(self) -> Mapping[Level, tuple[str, ...]]:
        """Over what each level must sign, the levels in their order."""
        assert self.drafted is not None, "asked of a draft that is there"
        indicators = self.drafted.indicators
        leaders = sorted({one.leader for one in indicators})
        units = {carrier.unit for one in indicators for carrier in one.carriers}
        units |= {one.unit for one in self.personal if one.signed_at == "unit-head"}
        over = ((self.drafted.bureau,), tuple(leaders), tuple(sorted(units)))
        return dict(zip(LEVELS, over, strict=True))

    def missing(self, level: Level) -> tuple[str, ...]:
        """Over what the level has not signed yet."""
        signed = {one.over for one in self.signed if one.level == level}
        return tuple(over for over in self.due[level] if over not in signed)

    @property
    def unanswered(self) -> tuple[int, ...]:
        return tuple(c.comment for c in self.comments if c.comment not in self.answered)


def evolve(state: DraftState, fact: DraftFact) -> DraftState:
    match fact:
        case IndicatorsDrafted():
            return replace(state, drafted=fact)
        case PersonalIndicatorDrafted():
            return replace(state, personal=(*state.personal, fact))
        case CommentRoundOpened() | DraftCommented() | CommentAnswered():
            return _commented(state, fact)
        case DraftSigned():
            return replace(state, signed=(*state.signed, fact))
        case DraftReplaced() | DraftReturned():
            return replace(state, ended=fact)
        case _:
            assert_never(fact)


def _commented(
    state: DraftState, fact: CommentRoundOpened | DraftCommented | CommentAnswered
) -> DraftState:
    match fact:
        case CommentRoundOpened():
            return replace(state, rounds=(*state.rounds, fact))
        case DraftCommented():
            return replace(state, comments=(*state.comments, fact))
        case CommentAnswered():
            return replace(state, answered=state.answered | {fact.comment})
        case _:
            assert_never(fact)


@dataclass(frozen=True)
class SetsState:
    """The sets of a bureau-year, each version as it was published."""

    published: tuple[IndicatorSetPublished, ...] = field(default=())

    def of_draft(self, number: int) -> IndicatorSetPublished | None:
        return next((one for one in self.published if one.draft == number), None)


def evolve_sets(state: SetsState, fact: IndicatorSetPublished) -> SetsState:
    return replace(state, published=(*state.published, fact))
