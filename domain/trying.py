"""Would a command be let through, if somebody gave it now? Decided as ever, and never recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, get_args

import psycopg

from domain import deciding
from domain import refusals as no
from domain.access.roles import OWNER
from domain.approving import Asked, asked_in, settle
from domain.bureaus.commands import ReceiveOfficer
from domain.claims.commands import AddEvidence, ApproveClaim, ClaimCommand, VerifyClaim
from domain.claims.decisions import submitted
from domain.deciding.permits import PERMISSION
from domain.deciding.reaching import Held, has_anywhere, held_by
from domain.deciding.speaking import refuse_stranger
from domain.deciding.steps import refuse_involved
from domain.deciding.years import refuse_act
from domain.disputes.commands import DecideDispute, FileDispute
from domain.errors import Forbidden, Refusal
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.journal.looking import Desks
from domain.journal.streams import Stream
from domain.ledger import Ledger
from domain.quarters.commands import FreezeQuarter, HoldBriefing
from domain.second import persons
from domain.waiting import COMMANDS
from domain.years.commands import CloseYear, PublishYear

KINDS: Final[dict[str, type[Asked]]] = {
    **COMMANDS,
    **{kind.__name__: kind for kind in get_args(ClaimCommand)},
}
_BY_STANDING: Final = (
    FreezeQuarter,
    PublishYear,
    CloseYear,
    FileDispute,
    DecideDispute,
    HoldBriefing,
    AddEvidence,
    ReceiveOfficer,
)
"""They take a run of the whole year, or say what cannot be known beforehand (who was there, which
file, which unit): asked is who may give them. Whoever asks knows that their case is so far."""


class Trying:
    """What would be decided on a day, by what was recorded up to a position."""

    def __init__(
        self, ledger: Ledger, conn: psycopg.Connection[Any], position: int, today: date
    ) -> None:
        log = ledger.journal.log(position)
        self._held: dict[str, tuple[Held, ...]] = {}
        self.desk = Desks(conn, today, position + 1, ledger.keyring.open, log)

    @property
    def bureaus(self) -> tuple[str, ...]:
        return self.desk().bureaus

    def held(self, actor: str) -> tuple[Held, ...]:
        """Every role that somebody holds on the day."""
        if actor not in self._held:
            self._held[actor] = held_by(self.desk(), actor)
        return self._held[actor]

    def persons(self, actor: str) -> frozenset[str]:
        """The principal, and the officer whom his own grant says he is."""
        return persons(self.desk(), actor)

    def would(self, name: str, said: Mapping[str, Any], by: By) -> bool:
        """Whether a command of this name that says so is his to give, and would be taken.

        An approval is his although what it lets through is refused by now: he may still reject it,
        and so is a verification of what was claimed before, or is not proven.
        """
        if not self._has_a_role_for(KINDS[name], by):
            return False
        command = KINDS[name].model_validate(said)
        try:
            if isinstance(command, _BY_STANDING):
                _refuse_stranger(self.desk(), command, by)
            else:
                settle(self.desk(), command, by)
        except Forbidden:
            return False
        except (no.SameClaimedAlready, no.EvidenceNotInTime):
            return isinstance(command, VerifyClaim) or self._approves(command, by)
        except Refusal:
            return self._approves(command, by)
        return True

    def ahead(self, streams: Iterable[tuple[str, str]]) -> None:
        """Read at once what is soon asked about: streams by their kind and what they are of."""
        self.desk.ahead(Stream(*one).id for one in streams)

    def _has_a_role_for(self, kind: type[Asked], by: By) -> bool:
        """Without one that allows such a command anywhere, nothing need be read of the case."""
        permission = "approve" if kind is ApproveClaim else PERMISSION[kind]
        return by.role == OWNER or has_anywhere(self.held(by.actor), permission)

    def hindrance(self, bureau: str, year: int, act: str) -> Refusal | None:
        """What freezing, publishing, closing or restating would be refused for, whoever asks."""
        try:
            refuse_act(self.desk(), bureau, year, act)
        except Refusal as refusal:
            return refusal
        return None

    def _approves(self, command: Asked, by: By) -> bool:
        if not isinstance(command, ApproveClaim):
            return False
        try:
            _refuse_approver(self.desk(), command, by)
        except Refusal:
            return False
        return True


def _refuse_stranger(desk: Desk, command: deciding.Command, by: By) -> None:
    deciding.permit(desk, command, by)
    deciding.refuse_partial(desk, command, by.actor)
    if isinstance(command, FileDispute):
        refuse_stranger(desk, desk.bureau(command.bureau), command.subject, by.actor)


def _refuse_approver(desk: Desk, command: ApproveClaim, by: By) -> None:
    """That his role reaches it was asked before anything that the claim itself is refused for."""
    state = desk.claim(command.bureau, command.number)
    claim = submitted(command, state)
    refuse_involved(desk, claim, state, by)
    if (asked := asked_in(claim)) is not None:
        deciding.refuse_partial(desk, asked, by.actor)
