"""Is a dispute in time, may it go on, and how does it end?"""

from __future__ import annotations

from datetime import date
from typing import Final

from domain import refusals as no
from domain.disputes.commands import (
    AcceptDispute,
    ActOnDispute,
    DecideDispute,
    DeclineDispute,
    ExtendDispute,
    HearDispute,
    WithdrawDispute,
)
from domain.disputes.facts import (
    DisputeAccepted,
    DisputeDecided,
    DisputeDeclined,
    DisputeExtended,
    DisputeFiled,
    DisputeHearingHeld,
    DisputeWithdrawn,
)
from domain.disputes.state import DisputeState
from domain.disputes.vocabulary import LastOf, window_ends
from domain.rulebook.edition import Stage
from domain.titles import STAGES, titled
from domain.vocabulary import case_ref

_HOW: Final[dict[type, tuple[str, str]]] = {
    DisputeDeclined: ("declined", "不予受理"),
    DisputeWithdrawn: ("withdrawn", "撤回"),
    DisputeDecided: ("decided", "作出决定"),
}


def filed_of(command: ActOnDispute, state: DisputeState) -> DisputeFiled:
    """The dispute that the command is about, which must not have ended."""
    ref = case_ref(command.bureau, command.number)
    if state.filed is None:
        raise no.DisputeNotFound(dispute=ref)
    if state.ended is not None:
        how_en, how_zh = _HOW[type(state.ended)]
        raise no.DisputeEnded(dispute=ref, how_en=how_en, how_zh=how_zh)
    return state.filed


def named(filed: DisputeFiled) -> dict[str, object]:
    return {"bureau": filed.bureau, "number": filed.number, "subject": filed.subject}


def _not_taken_up_yet(state: DisputeState, filed: DisputeFiled) -> None:
    if state.accepted:
        raise no.DisputeAlreadyAccepted(dispute=case_ref(filed.bureau, filed.number))


def accept_dispute(command: AcceptDispute, state: DisputeState) -> DisputeAccepted:
    filed = filed_of(command, state)
    _not_taken_up_yet(state, filed)
    return DisputeAccepted.model_validate(named(filed))


def decline_dispute(command: DeclineDispute, state: DisputeState) -> DisputeDeclined:
    """The ledger refuses what is late by its own record; what is left to judge is an assertion."""
    filed = filed_of(command, state)
    _not_taken_up_yet(state, filed)
    if command.ground == "out_of_time" and filed.asserted_on is None:
        raise no.FiledInTime(dispute=case_ref(filed.bureau, filed.number), last_day=filed.last_day)
    said = {"ground": command.ground, "reason": command.reason}
    return DisputeDeclined.model_validate(named(filed) | said)


def hear_dispute(command: HearDispute, state: DisputeState, today: date) -> DisputeHearingHeld:
    filed = filed_of(command, state)
    if command.held_on > today:
        raise no.DateInFuture(day=command.held_on, today=today)
    if command.held_on < filed.filed_on:
        ref = case_ref(filed.bureau, filed.number)
        raise no.HearingBeforeDispute(dispute=ref, day=command.held_on, filed_on=filed.filed_on)
    said = command.model_dump(exclude={"heard", "bureau"}) | {"subject": command.heard}
    return DisputeHearingHeld.model_validate(named(filed) | said)


def extend_dispute(
    command: ExtendDispute, state: DisputeState, stage: Stage, today: date, last_of: LastOf
) -> DisputeExtended:
    filed = filed_of(command, state)
    ref = case_ref(filed.bureau, filed.number)
    if stage.extension is None:
        raise no.StageNotExtended(stage=titled(STAGES, stage.stage), edition=filed.edition)
    if state.extended is not None:
        raise no.DisputeAlreadyExtended(dispute=ref, decide_by=state.extended.decide_by)
    if today > filed.decide_by:
        raise no.ExtensionTooLate(dispute=ref, decide_by=filed.decide_by)
    decide_by = window_ends(stage, filed.decide_by, stage.extension, last_of)
    said = {"decide_by": decide_by, "reason": command.reason}
    return DisputeExtended.model_validate(named(filed) | said)


def withdraw_dispute(command: WithdrawDispute, state: DisputeState) -> DisputeWithdrawn:
    return DisputeWithdrawn.model_validate(named(filed_of(command, state)))


def decide_dispute(
    command: DecideDispute, state: DisputeState, by: str, today: date, remedied: tuple[str, ...]
) -> DisputeDecided:
    """An original that is upheld stays as it is. One that does not stand is put right by what is
    remedied; only a result as a whole may have been put right elsewhere, as by a late posting."""
    filed = filed_of(command, state)
    ref = case_ref(filed.bureau, filed.number)
    if not state.accepted:
        raise no.DisputeNotAccepted(dispute=ref)
    if command.outcome == "upheld_original" and remedied:
        raise no.RemedyNotWanted(dispute=ref)
    if command.outcome != "upheld_original" and not remedied and filed.about.run is None:
        raise no.RemedyMissing(dispute=ref)
    said = {name: getattr(command, name) for name in ("outcome", "ground", "document_no", "reason")}
    said |= {"decided_by": by, "decided_on": today, "remedied": remedied}
    return DisputeDecided.model_validate(named(filed) | said)
