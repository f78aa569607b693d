"""Does the claim still wait, and is it what whoever decides has seen?"""

from __future__ import annotations

from typing import Final

from domain import refusals as no
from domain.claims.commands import (
    CheckClaim,
    ClaimCommand,
    StepCommand,
    VerifyClaim,
)
from domain.claims.facts import ClaimApproved, ClaimRejected, ClaimSubmitted, ClaimWithdrawn
from domain.claims.state import ClaimState
from domain.vocabulary import case_ref

_HOW: Final[dict[type, tuple[str, str]]] = {
    ClaimApproved: ("approved", "核准"),
    ClaimRejected: ("rejected", "驳回"),
    ClaimWithdrawn: ("withdrawn", "撤回"),
}


def submitted(command: ClaimCommand | StepCommand, state: ClaimState) -> ClaimSubmitted:
    """The claim that the command is about."""
    if state.submitted is None:
        raise no.ClaimNotFound(claim=case_ref(command.bureau, command.number))
    return state.submitted


def refuse_ended(command: ClaimCommand | StepCommand, state: ClaimState) -> None:
    if state.ended is not None:
        how_en, how_zh = _HOW[type(state.ended)]
        ref = case_ref(command.bureau, command.number)
        raise no.ClaimEnded(claim=ref, how_en=how_en, how_zh=how_zh)


def refuse_another(command: ClaimCommand | CheckClaim | VerifyClaim, state: ClaimState) -> None:
    """One that has ended, or that reads otherwise than what was seen: it may have been linked."""
    claim = submitted(command, state)
    refuse_ended(command, state)
    if command.digest != state.digest:
        ref = case_ref(claim.bureau, claim.number)
        raise no.ClaimReadsOtherwise(claim=ref, digest=state.digest)
