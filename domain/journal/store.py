"""Where are the facts kept, and how are they reached?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Final, LiteralString, cast
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, Mapper, TrackingRecorder
from eventsourcing.utils import Environment
from psycopg.conninfo import conninfo_to_dict

from domain.calendar import civil_day
from domain.errors import Refusal
from domain.journal.desk import Desk
from domain.journal.envelope import Recorded
from domain.journal.folding import Folded, folded_from
from domain.journal.keyring import Keyring
from domain.journal.mapper import FactMapper
from domain.journal.mapper import recorded as read
from domain.journal.memory import Look, Memory
from domain.journal.recorder import JournalFactory, JournalRecorder, end_all
from domain.journal.streams import Stream
from domain.journal.times import JournalTime
from domain.journal.waits import bounded
from domain.vocabulary import grouped

CONNECTION_SECONDS: Final = 2
MANY: Final = 500
"""Streams read in one question: all their facts are at hand at once."""
_MANY: Final[LiteralString] = (
    "SELECT stream, version, topic, state FROM journal.facts WHERE stream = ANY(%s)"
    " ORDER BY stream, version"
)
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
        bureaus = partial(look.bureaus, journal.bureaus)
        desk = Desk(self._facts, bureaus, today, log, journal.keeping)
        desk.look, desk.many = look, partial(self._many, look)
        return desk

    def _many(self, look: Look, streams: Sequence[Stream]) -> Iterator[tuple[Stream, Folded]]:
        """Many streams in one question, and the keys of whom they are about in another."""
        known = {s: folded for s in streams if (folded := look.of(s.id))}
        yield from known.items()
        asked = [s for s in streams if s not in known]
        for start in range(0, len(asked), MANY):
            yield from self._asked_for(look, asked[start : start + MANY])

    def _asked_for(self, look: Look, asked: Sequence[Stream]) -> Iterator[tuple[Stream, Folded]]:
        self.keyring.check(stream.subject for stream in asked)
        with self.journal.datastore.get_connection() as conn:
            rows = conn.execute(_MANY, ([stream.id for stream in asked],)).fetchall()
        facts = grouped(rows, lambda row: row["stream"])
        for stream in asked:
            with suppress(Refusal):  # a torn one is told of where it is wanted
                folded = folded_from(stream, lambda of: map(self._recorded, facts.get(of, ())))
                look.keep(stream.id, folded)
                yield stream, folded

    def _recorded(self, row: Mapping[str, Any]) -> Recorded:
        at = row["stream"], row["version"]
        return read(at, row["topic"], bytes(row["state"]), self.keyring.open)

    def _facts(self, stream: UUID) -> Iterable[Recorded]:
        for recorded in self.events.get(stream):
            assert isinstance(recorded, Recorded)
            yield recorded
