"""How does a command become facts? Load, decide, append: the one door for writing."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final, TypeVar, cast
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.persistence import (
    InfrastructureFactory,
    IntegrityError,
    InterfaceError,
    Mapper,
    OperationalError,
    TrackingRecorder,
)
from eventsourcing.utils import Environment
from psycopg.conninfo import conninfo_to_dict

from domain import approving, deciding, importing
from domain import refusals as no
from domain.access.roles import OWNER
from domain.approving import Asked, Settled
from domain.calendar import civil_day
from domain.claims.vocabulary import digest_of, said_of
from domain.deciding.subjects import known_subject
from domain.errors import Refusal
from domain.evaluations.commands import SealEvaluation
from domain.filekinds import kind_of
from domain.imports.commands import ImportWorkbook
from domain.journal.desk import Desk
from domain.journal.envelope import By, Receipt, Recorded, told_of
from domain.journal.filing import FileKept, keep_file
from domain.journal.keyring import Keyring
from domain.journal.mapper import FactMapper, sealed_fields
from domain.journal.naming import named_outage
from domain.journal.recorder import (
    AnswerLost,
    Appending,
    JournalFactory,
    JournalRecorder,
    end_all,
)
from domain.journal.streams import seal_subject
from domain.journal.times import JournalTime
from domain.journal.waits import bounded
from domain.second import persons
from domain.vocabulary import Value

Answer = TypeVar("Answer")
ATTEMPTS_MAX: Final = 10
BACKOFF_SECONDS: Final = 0.01
PATIENCE_SECONDS: Final = 4
"""How long a command tries on once its database is away: longer than a restart takes."""
CONNECTION_SECONDS: Final = 2
CONNECTIONS_MAX: Final = 10
"""More writers at once than these would wait for each other's connections."""


class Ledger(Application[UUID]):
    """The ledger of one installation. `dsn` logs in as the application role."""

    name = "ledger"

    def __init__(
        self, dsn: str, master: bytes, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._dsn, self._master, self._time = dsn, master, JournalTime(clock)
        super().__init__()

    def construct_env(self, name: str, env: Mapping[str, str] | None = None) -> Environment:
        """From the DSN alone: no variable of the process may turn a setting of the store."""
        given = conninfo_to_dict(self._dsn)
        settings = {
            "POSTGRES_DBNAME": str(given.pop("dbname", "")),
            "POSTGRES_HOST": str(given.pop("host", "")),
            "POSTGRES_PORT": str(given.pop("port", "5432")),
            "POSTGRES_USER": str(given.pop("user", "")),
            "POSTGRES_PASSWORD": str(given.pop("password", "")),
            "POSTGRES_SCHEMA": "journal",
            "POSTGRES_POOL_SIZE": "1",
            "POSTGRES_MAX_OVERFLOW": str(CONNECTIONS_MAX - 1),
            "POSTGRES_CONNECT_TIMEOUT": str(CONNECTION_SECONDS),
            "POSTGRES_ENABLE_DB_FUNCTIONS": "n",
            "CREATE_TABLE": "n",
        }
        self._extra = bounded(**given)
        return Environment(name, settings)

    def construct_factory(self, env: Environment) -> InfrastructureFactory[TrackingRecorder]:
        factory = JournalFactory(env)
        pool = factory.datastore.pool
        assert isinstance(pool.kwargs, dict)
        self._mark = f"merit {uuid4()}"
        pool.kwargs.update({**self._extra, "application_name": self._mark})
        # After an outage it connects anew when it is asked, not at its own growing intervals.
        pool.reconnect_timeout = CONNECTION_SECONDS
        self.keyring = Keyring(factory.datastore, self._master)
        return cast(InfrastructureFactory[TrackingRecorder], factory)

    def construct_mapper(self) -> Mapper[UUID]:
        return FactMapper(self.keyring)

    @property
    def journal(self) -> JournalRecorder:
        assert isinstance(self.recorder, JournalRecorder)
        return self.recorder

    def abandon(self) -> None:
        """End what is still being appended, that it leaves no trace; then nothing is appended."""
        self.close()
        end_all(self._dsn, self._mark)

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
            desk = self._desk(self._head())
            known_subject(desk, desk.bureau(bureau), subject)
            return keep_file(self.keyring, actor, subject, kind, data)

        return self._patiently(act)

    def _checked(self, decide: Callable[[Desk], Settled]) -> Receipt:
        head = self._head()
        return Receipt(head, None, 0, details=decide(self._desk(head)).details)

    @property
    def head(self) -> int:
        """The position of the last fact."""
        return self._patiently(lambda _: self._head())

    def _head(self) -> int:
        return self._time.head(self.journal.datastore)

    def _desk(self, head: int) -> Desk:
        journal = self.journal
        log = journal.log(head)
        return Desk(self._facts, journal.bureaus, self.today, log, journal.keeping)

    def _facts(self, stream: UUID) -> Iterable[Recorded]:
        for recorded in self.events.get(stream):
            assert isinstance(recorded, Recorded)
            yield recorded

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

        def act(attempt: int) -> Receipt:
            may_be_known = bool(key or attempt)
            if may_be_known and (known := self._before(by, own_key, digest)):
                return known
            try:
                return self._append(decide, by, own_key, digest, progress)
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

    def _append(
        self,
        decide: Callable[[Desk], Settled],
        by: By,
        key: str,
        digest: bytes,
        progress: Callable[[int], None] | None,
    ) -> Receipt:
        head = self._head()
        desk = self._desk(head)
        settled = decide(desk)
        facts = desk.pending
        own = facts if settled.proposed is None else facts[-1:]
        told = told_of(head, own, settled.details)
        self.keyring.prepare(
            seal_subject(r.fact.__dict__) for r in facts if sealed_fields(type(r.fact))
        )
        by = replace(by, role=settled.role, causation=settled.causation or by.causation)
        reads, quiet = desk.reads, desk.quiet
        appending = settled.appending(
            facts,
            Appending(by, desk.names, reads, key, digest, told, progress, quiet=quiet),
        )
        recordings = self.save(*facts, appending=appending)
        return Receipt(
            position=recordings[-1].notification.id if recordings else head,
            recorded_at=appending.recorded_at[-1],
            facts=told["facts"],
            entries=tuple(told["entries"]),
            details=told["details"],
        )


def command_digest(command: Value) -> bytes:
    """The hash that an idempotency key is bound to."""
    return digest_of(said_of(command))
