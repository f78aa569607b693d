"""May this person sign the draft here, or return it?

The levels sign in their order, each over all that it is asked about; nobody signs at two of them,
nor what he drafted, nor for himself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from domain import refusals as no
from domain.access.roles import ROLES
from domain.drafts.commands import ReturnDraft, SignDraft
from domain.drafts.decisions.rounds import refuse_open_round
from domain.drafts.decisions.standing import current, refuse_another
from domain.drafts.facts import DraftReturned, DraftSigned, IndicatorsDrafted
from domain.drafts.state import DraftState, SetsState
from domain.drafts.vocabulary import LEVELS
from domain.titles import listed
from domain.vocabulary import case_ref


@dataclass(frozen=True)
class Signer:
    """Who signs: his principal and whom his grants say he is; over what he stands at the level.

    `known_as`: whom the grants of those who drafted and signed before say that they are by now.
    """

    actor: str
    persons: frozenset[str]
    stands_over: frozenset[str]
    known_as: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def is_one_with(self, principal: str, persons: Iterable[str]) -> bool:
        """Two principals are one man where the grants of either, then or now, say so."""
        return bool(self.persons & {*persons, *self.known_as.get(principal, ())})


def sign_draft(
    command: SignDraft, state: DraftState, sets: SetsState, signer: Signer, today: date
) -> DraftSigned:
    ref = case_ref(command.bureau, command.number)
    drafted = current(ref, state, sets)
    over = _over(command, state, signer)
    refuse_another(command.digest, drafted)
    refuse_open_round(ref, state, today)
    if state.unanswered:
        said = ", ".join(map(str, state.unanswered))
        raise no.CommentsUnanswered(draft=ref, comments=said)
    _refuse_disorder(command, state, over)
    _refuse_person(command, state, drafted, signer)
    return DraftSigned(
        bureau=command.bureau,
        number=command.number,
        level=command.level,
        over=over,
        signer=signer.actor,
        persons=tuple(sorted(signer.persons)),
        digest=command.digest,
    )


def return_draft(
    command: ReturnDraft, state: DraftState, sets: SetsState, signer: Signer
) -> DraftReturned:
    """Whoever is to sign may do so at any time before the set is published."""
    drafted = current(case_ref(command.bureau, command.number), state, sets)
    over = _over(command, state, signer)
    refuse_another(command.digest, drafted)
    return DraftReturned(
        bureau=command.bureau,
        number=command.number,
        level=command.level,
        over=over,
        signer=signer.actor,
        digest=command.digest,
        reason=command.reason,
    )


def _over(command: SignDraft | ReturnDraft, state: DraftState, signer: Signer) -> str:
    """What he signs for; a leader known by two numbers, for the one that is still to sign."""
    due = [over for over in state.due[command.level] if over in signer.stands_over]
    if not due:
        ref = case_ref(command.bureau, command.number)
        raise no.NotASigner(draft=ref, level=ROLES[command.level].title)
    return next((over for over in due if over in state.missing(command.level)), due[0])


def _refuse_disorder(command: SignDraft, state: DraftState, over: str) -> None:
    ref, level = case_ref(command.bureau, command.number), command.level
    named = ROLES[level].title
    if over not in state.missing(level):
        raise no.DraftAlreadySigned(draft=ref, level=named, over=over)
    for before in LEVELS[: LEVELS.index(level)]:
        if missing := state.missing(before):
            still = listed(ROLES[before].title.of(one) for one in missing)
            raise no.SignedOutOfOrder(draft=ref, level=named, missing=still)


def _refuse_person(
    command: SignDraft, state: DraftState, drafted: IndicatorsDrafted, signer: Signer
) -> None:
    if signer.is_one_with(drafted.drafter, drafted.persons):
        raise no.SignerIsDrafter(drafter=drafted.drafter)
    for other in state.signed:
        if other.level != command.level and signer.is_one_with(other.signer, other.persons):
            raise no.SignedAtAnotherLevel(level=ROLES[other.level].title)
    if _has_his_own(command, state, signer):
        raise no.OwnIndicatorsAmong(unit=command.unit or "-")


def _has_his_own(command: SignDraft, state: DraftState, signer: Signer) -> bool:
    """Would he sign a task of his own, and nobody else of his level with him?"""
    own = [
        one
        for one in state.personal
        if one.signed_at == command.level and one.subject in signer.persons
    ]
    if command.level == "unit-head":
        return any(one.unit == command.unit for one in own)
    others = {f"officer:{leader}" for leader in state.due["leader"]} - signer.persons
    return bool(own) and not others
