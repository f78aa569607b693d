"""Where are the facts kept, and how are they reached?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final, cast
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, Mapper, TrackingRecorder
from eventsourcing.utils import Environment
from psycopg.conninfo import conninfo_to_dict

from domain.calendar import civil_day
from domain.journal.desk import Desk
from domain.journal.envelope import Recorded
from domain.journal.keyring import Keyring
from domain.journal.mapper import FactMapper
from domain.journal.memory import Look, Memory
from domain.journal.recorder import JournalFactory, JournalRecorder, end_all
from domain.journal.times import JournalTime
from domain.journal.waits import bounded

CONNECTION_SECONDS: Final = 2
CONNECTIONS_MAX: Final = 10
"""More writers at once than these would wait for each other's connections."""


class Store(Application[UUID]):
    """The library's application over the journal. `dsn` logs in as the application role."""

    name = "ledger"

    def __init__(
        self, dsn: str, master: bytes, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._dsn, self._master, self._time = dsn, master, JournalTime(clock)
        self._memory = Memory(lambda subjects: self.keyring.check(subjects))
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
        self.keyring.changed = self._memory.forget
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

    def _look(self) -> Look:
        look = self._memory.look(self.journal.datastore)
        assert look.now is not None, "the journal was asked"
        self._time.told(look.now)
        return look

    def _desk(self, look: Look) -> Desk:
        """At a glance there is no log: who wants to know of it asks first."""
        journal, today = self.journal, civil_day(self._time.now())
        log = None if look.now is None else journal.log(look.head)
        desk = Desk(self._facts, journal.bureaus, today, log, journal.keeping)
        desk.look = look
        return desk

    def _facts(self, stream: UUID) -> Iterable[Recorded]:
        for recorded in self.events.get(stream):
            assert isinstance(recorded, Recorded)
            yield recorded
