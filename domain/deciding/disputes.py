"""Which states does a command about a dispute read?"""

from __future__ import annotations

from typing import assert_never

from domain import refusals as no
from domain.deciding.disputing import file_dispute
from domain.deciding.proving import refuse_unstored
from domain.deciding.remedying import (
    as_it_stands,
    execute,
    refuse_outside,
    refuse_worse,
    remedied_by,
)
from domain.deciding.speaking import refuse_stranger
from domain.deciding.subjects import known_subject
from domain.disputes import commands as disputes
from domain.disputes.decisions import (
    accept_dispute,
    decide_dispute,
    decline_dispute,
    extend_dispute,
    filed_of,
    hear_dispute,
    withdraw_dispute,
)
from domain.disputes.state import DisputeState
from domain.disputes.vocabulary import stage_of
from domain.hands import appellants, hands_in
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.second import persons
from domain.vocabulary import Value, case_ref
from domain.years.commands import RestateYear


def dispute(desk: Desk, command: disputes.DisputeCommand, by: By) -> None:
    if isinstance(command, disputes.FileDispute):
        desk.write(file_dispute(desk, command, by))
        return
    state = desk.dispute(command.bureau, command.number)
    filed = filed_of(command, state)
    if isinstance(command, disputes.WithdrawDispute):
        refuse_stranger(desk, filed.bureau, filed.subject, by.actor)
        desk.write(withdraw_dispute(command, state))
        return
    refuse_partial(desk, command, by.actor)
    if isinstance(command, disputes.DecideDispute):
        _decide(desk, command, state, by)
    else:
        _proceed(desk, command, state)


def _proceed(
    desk: Desk,
    command: (
        disputes.AcceptDispute
        | disputes.DeclineDispute
        | disputes.HearDispute
        | disputes.ExtendDispute
    ),
    state: DisputeState,
) -> None:
    match command:
        case disputes.AcceptDispute():
            desk.write(accept_dispute(command, state))
        case disputes.DeclineDispute():
            desk.write(decline_dispute(command, state))
        case disputes.HearDispute():
            known_subject(desk, command.bureau, command.heard)
            heard = hear_dispute(command, state, desk.today)
            whose = [command.heard, filed_of(command, state).subject]
            refuse_unstored(desk, whose, command.evidence)
            desk.write(heard)
        case disputes.ExtendDispute():
            filed = filed_of(command, state)
            edition = desk.editions(filed.bureau).get(filed.edition)
            last_of = desk.working_days(filed.bureau).last_of
            stage = stage_of(edition, filed.stage)
            desk.write(extend_dispute(command, state, stage, desk.today, last_of))
        case _:
            assert_never(command)


def refuse_partial(desk: Desk, command: Value, actor: str) -> None:
    """Nobody acts on his own dispute, nor decides about what he had a hand in: neither whoever
    decides it nor whoever lets the decision through."""
    if not isinstance(command, disputes.ActOnDispute):
        return
    filed = desk.dispute(command.bureau, command.number).filed
    if filed is None:
        return
    ref, own = case_ref(filed.bureau, filed.number), persons(desk, actor)
    if own & appellants(desk, filed):
        raise no.DisputeOfOneself(dispute=ref, subject=filed.subject)
    if isinstance(command, disputes.DecideDispute) and own & hands_in(desk, filed):
        raise no.DecidesOwnAct(dispute=ref, actor=actor)


def _decide(desk: Desk, command: disputes.DecideDispute, state: DisputeState, by: By) -> None:
    filed, remedies = filed_of(command, state), command.remedies
    remedied = remedied_by(remedies)
    decided = decide_dispute(command, state, by.actor, desk.today, remedied)
    refuse_outside(desk, state, remedies)
    before = as_it_stands(desk, filed, remedies)
    desk.write(decided)
    execute(desk, filed.bureau, remedies)
    refuse_worse(filed, before, as_it_stands(desk, filed, remedies))
    # What comes in meanwhile may be what makes it worse for him.
    desk.be_quiet(filed.bureau, filed.year)


def caused_by(command: Value) -> str | None:
    """The case whose decision the facts of a command carry out."""
    if isinstance(command, disputes.DecideDispute):
        return f"dispute:{case_ref(command.bureau, command.number)}"
    if isinstance(command, RestateYear) and command.dispute is not None:
        return f"dispute:{command.dispute}"
    return None
