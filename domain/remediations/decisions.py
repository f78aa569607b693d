"""May a remediation be opened, reported, verified, put off?"""

from __future__ import annotations

from datetime import date
from typing import Any

from domain import refusals as no
from domain.remediations.commands import (
    ExtendRemediation,
    ReportRemediation,
    VerifyRemediation,
)
from domain.remediations.facts import (
    RemediationExtended,
    RemediationOpened,
    RemediationReported,
    RemediationReturned,
    RemediationVerified,
)
from domain.remediations.state import RemediationState
from domain.titles import STANDINGS
from domain.vocabulary import case_ref

Act = ReportRemediation | VerifyRemediation | ExtendRemediation


def refuse_due(due_on: date, after: date) -> None:
    if due_on <= after:
        raise no.DueTooEarly(due_on=due_on, after=after)


def opened_of(command: Act, state: RemediationState) -> RemediationOpened:
    """The remediation that the command is about."""
    if state.opened is None:
        raise no.RemediationNotFound(remediation=_ref(command))
    return state.opened


def report_remediation(
    command: ReportRemediation, state: RemediationState, reporter: str, today: date
) -> RemediationReported:
    """Late is better than never: the row says that it was overdue."""
    if state.standing not in ("open", "returned"):
        raise no.RemediationNotWaiting(
            remediation=_ref(command), standing=STANDINGS[state.standing]
        )
    if opened_of(command, state).evidence and not command.evidence:
        raise no.RemediationUnproven(remediation=_ref(command))
    said = {"reporter": reporter, "report": command.report, "evidence": command.evidence}
    return RemediationReported(**_known(state, today), **said)


def verify_remediation(
    command: VerifyRemediation, state: RemediationState, today: date
) -> RemediationVerified | RemediationReturned:
    if state.standing != "reported":
        raise no.RemediationNotReported(
            remediation=_ref(command), standing=STANDINGS[state.standing]
        )
    if command.outcome == "done":
        return RemediationVerified(**_known(state, today))
    if command.reason is None:
        raise no.ReturnWithoutReason(remediation=_ref(command))
    return RemediationReturned(**_known(state, today), reason=command.reason)


def extend_remediation(
    command: ExtendRemediation, state: RemediationState, today: date
) -> RemediationExtended:
    if state.standing not in ("open", "returned"):
        raise no.RemediationNotWaiting(
            remediation=_ref(command), standing=STANDINGS[state.standing]
        )
    if state.standing_on(today) == "overdue":
        raise no.RemediationOverdue(remediation=_ref(command), due_on=state.due_on)
    refuse_due(command.due_on, state.due_on)
    said = {"due_on": command.due_on, "reason": command.reason}
    return RemediationExtended(**_known(state, today), **said)


def _ref(command: Act) -> str:
    return case_ref(command.bureau, command.number)


def _known(state: RemediationState, today: date) -> dict[str, Any]:
    assert state.opened is not None, "opened_of was asked"
    said = state.opened
    return {
        "bureau": said.bureau,
        "number": said.number,
        "subject": said.subject,
        "effective_on": today,
    }
