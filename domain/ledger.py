"""How does a command become facts? Load, decide, append: the one door for writing."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final, TypeVar, get_args
from uuid import uuid4

from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    OperationalError,
)

from domain import approving, deciding, importing
from domain import refusals as no
from domain.access.roles import OWNER
from domain.accounts.commands import AccountCommand, CorrectEntry, ImposeLoss, ReverseEntry
from domain.approving import Asked, Settled
from domain.calendar import civil_day
from domain.claims.vocabulary import digest_of, said_of
from domain.deciding.subjects import known_subject
from domain.errors import Refusal
from domain.evaluations.commands import SealEvaluation
from domain.filekinds import kind_of
from domain.imports.commands import ImportWorkbook
from domain.journal.desk import Desk
from domain.journal.envelope import By, Receipt
from domain.journal.filing import FileKept, keep_file
from domain.journal.naming import named_outage
from domain.journal.recorder import AnswerLost
from domain.second import persons
from domain.vocabulary import Value, entry_key
from domain.writer import Wanted, Writer

Answer = TypeVar("Answer")
ATTEMPTS_MAX: Final = 10
BACKOFF_SECONDS: Final = 0.01
TOGETHER: Final = get_args(AccountCommand)
"""What many record at once, and is soon decided: those who wait are written together."""
PATIENCE_SECONDS: Final = 4
"""How long a command tries on once its database is away: longer than a restart takes."""


class Ledger(Writer):
    """The ledger of one installation. `dsn` logs in as the application role."""

    @property
    def today(self) -> date:
        """The bureau's civil date, by the journal's clock and not this machine's."""
        if not self._time.is_known:
            _ = self.head
        return civil_day(self._time.now())

    def handle(self, command: Asked, by: By, key: str | None = None) -> Receipt:
        """Decide a command and append its facts; the same key and command get the same receipt.

        What needs a second person becomes a claim, which the receipt's details name. Raises a
        Refusal: nothing is half-done.
        """
        settled = self._settle(lambda desk: approving.settle(desk, command, by), command, by, key)
        if subject := approving.erased_by(command, settled):
            self.keyring.destroy(subject)
        return settled

    def import_workbook(
        self,
        command: ImportWorkbook,
        by: By,
        key: str | None = None,
        progress: Callable[[str, int], None] | None = None,
    ) -> Receipt:
        """Record a workbook's new rows in one append; raises WorkbookFaulty with all its faults."""

        def decide(desk: Desk) -> Settled:
            role = deciding.permit(desk, command, by)
            checked = (lambda n: progress("check", n)) if progress else None
            own = frozenset() if role == OWNER else persons(desk, by.actor)
            rows = importing.import_workbook(desk, command, checked, own)
            role = deciding.permit_registering(desk, command, by, role)
            approving.refuse_alone(desk, role)
            return Settled(role, {"rows": len(rows), "known": len(command.rows) - len(rows)})

        if command.check_only:
            return self._patiently(lambda _: self._checked(decide))
        appended = (lambda n: progress("append", n)) if progress else None
        return self._settle(decide, command, by, key, appended)

    def keep_file(self, bureau: str | None, subject: str, data: bytes, actor: str) -> FileKept:
        """Keep a file that is to prove something of a subject there is."""
        kind = kind_of(data)

        def act(_: int) -> FileKept:
            desk = self._desk(self._look())
            known_subject(desk, desk.bureau(bureau), subject)
            return keep_file(self.keyring, actor, subject, kind, data)

        return self._patiently(act)

    def _checked(self, decide: Callable[[Desk], Settled]) -> Receipt:
        look = self._look()
        return Receipt(look.head, None, 0, details=decide(self._desk(look)).details)

    @property
    def head(self) -> int:
        """The position of the last fact."""
        return self._patiently(lambda _: self._look()).head

    def _settle(
        self,
        decide: Callable[[Desk], Settled],
        command: Value,
        by: By,
        key: str | None,
        progress: Callable[[int], None] | None = None,
    ) -> Receipt:
        """Every command has a key, its own or one made here: after a lost connection the key
        says whether the facts were committed, and nothing is written twice."""
        digest, own_key = command_digest(command), key or f"once-{uuid4()}"
        if isinstance(command, SealEvaluation):  # a score is guessed from its plain hash
            digest = self.keyring.veil(digest)
        wanted = Wanted(decide, by, own_key, digest, progress)
        append = self._append
        if isinstance(command, TOGETHER):
            append = partial(self._together.do, whose=_whose(command))

        def act(attempt: int) -> Receipt:
            may_be_known = bool(key or attempt)
            if may_be_known and (known := self._before(by, own_key, digest)):
                return known
            try:
                return append(replace(wanted, again=True) if attempt else wanted)
            except Refusal:
                # What forbids it may be the very facts of the same command, sent at once.
                if may_be_known and (known := self._before(by, own_key, digest)):
                    return known
                raise

        return self._patiently(act)

    def _patiently(self, act: Callable[[int], Answer]) -> Answer:
        """Try again where others were faster, and for a while where the database is away."""
        until, lost = None, False
        for attempt in range(ATTEMPTS_MAX):
            try:
                return act(attempt)
            except IntegrityError:
                time.sleep(random.uniform(0, BACKOFF_SECONDS * 2**attempt))
            except (OperationalError, InterfaceError) as error:
                # From the first loss on: the key must still decide after a long import.
                until = until or time.monotonic() + PATIENCE_SECONDS
                left = until - time.monotonic()
                lost = lost or isinstance(error, AnswerLost)
                if named := named_outage(error):
                    raise (no.OutcomeNotKnown() if lost else named) from error
                if attempt == ATTEMPTS_MAX - 1 or left <= 0:
                    raise (no.OutcomeNotKnown() if lost else no.JournalUnavailable()) from error
                self.journal.discard_broken()
                self._memory.forget()
                time.sleep(min(left, BACKOFF_SECONDS * 2**attempt))
        raise no.OutcomeNotKnown() if lost else no.AccountContended()

    def _before(self, by: By, key: str, digest: bytes) -> Receipt | None:
        row = self.journal.command_before(by.actor, key)
        if row is None:
            return None
        if bytes(row["command"]) != digest:
            raise no.KeyReusedForAnotherCommand(key=key)
        answer = row["answer"]
        return Receipt(
            position=row["last_position"] or answer["position"],
            recorded_at=row["recorded_at"],
            facts=answer["facts"],
            entries=tuple(answer["entries"]),
            replayed=True,
            details=answer["details"],
        )


def command_digest(command: Value) -> bytes:
    """The hash that an idempotency key is bound to."""
    return digest_of(said_of(command))


def _whose(command: AccountCommand) -> str:
    """Whom it is about: of two about the same one, the later rests on what became of the first."""
    if isinstance(command, ReverseEntry | CorrectEntry):
        account, _ = entry_key(command.entry)
        return account.subject
    return "" if isinstance(command, ImposeLoss) else command.subject
