"""How does one do the bulk of the work with the event store library alone, as it is documented?

An application of aggregates that saves them, its subscription, a projection into a table of
PostgreSQL run by a ProjectionRunner, and a repository.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import ApplicationSubscription, Projection, ProjectionRunner
from psycopg.sql import SQL, Identifier

from scripts.bench.appending import OFFICERS
from scripts.bench.recording import Account, library_env

WAIT_SECONDS: Final = 60.0
AT_ONCE: Final = 1000
"""How many events one save takes: of some four thousand on, its pipeline stands still for ever."""
_OPENED, _AWARDED = Account.Opened, Account.Awarded  # type: ignore[attr-defined]


class Accounts(Application[UUID]):
    """The library's recorder, as it comes."""

    name = "accounts"


class EntriesView(PostgresTrackingRecorder):
    """One row an entry, inserted with its tracking in one transaction."""

    def __init__(
        self, datastore: PostgresDatastore, *, tracking_table_name: str, **given: Any
    ) -> None:
        super().__init__(datastore, tracking_table_name=tracking_table_name, **given)
        names = map(Identifier, (datastore.schema, "entries_view"))
        self._table = SQL("{}.{}").format(*names)
        self.sql_create_statements.append(
            SQL(
                "CREATE TABLE IF NOT EXISTS {} (position bigint PRIMARY KEY, account uuid,"
                " item text, points text, reason text, UNIQUE (account, position))"
            ).format(self._table)
        )

    def take(self, entry: tuple[Any, ...], tracking: Tracking) -> None:
        insert = SQL("INSERT INTO {} VALUES (%s, %s, %s, %s, %s)").format(self._table)
        with self.datastore.transaction(commit=True) as curs:
            self._insert_tracking(curs, tracking)
            curs.execute(insert, (tracking.notification_id, *entry), prepare=True)

    def pass_by(self, tracking: Tracking) -> None:
        self.insert_tracking(tracking)


class EntriesProjection(Projection[EntriesView]):
    """The entries as a table."""

    name = "entries"

    @singledispatchmethod
    def process_event(self, _: Any, tracking: Tracking) -> None:
        self.view.pass_by(tracking)

    @process_event.register
    def awarded(self, event: _AWARDED, tracking: Tracking) -> None:  # type: ignore[valid-type]
        told: Any = event
        entry = (told.originator_id, told.item, told.points, told.reason)
        self.view.take(entry, tracking)


@contextmanager
def accounts(dsn: str) -> Iterator[Accounts]:
    """An empty store of the library's own, in the schema `bench`."""
    with Accounts(env=library_env(dsn)) as app:
        yield app


def save_entries(app: Accounts, count: int) -> None:
    """So many awards, in as few saves as there can be."""
    opened = [Account(officer) for officer in OFFICERS]
    for n in range(count):
        opened[n % len(opened)].award("W1", "0.5", "完成重点工作")
        if (n + 1) % AT_ONCE == 0:
            app.save(*opened)
    app.save(*opened)


def read_all(app: Accounts) -> int:
    """Every event, decoded, by the application's subscription."""
    last, count = app.recorder.max_notification_id() or 0, 0
    with ApplicationSubscription(app, gt=0) as subscription:
        for _, tracking in subscription:
            count += 1
            if tracking.notification_id >= last:
                break
    return count


def project_all(dsn: str, last: int) -> None:
    """Every event into the view, by the library's runner."""
    with ProjectionRunner(
        application_class=Accounts,
        projection_class=EntriesProjection,
        view_class=EntriesView,
        env=library_env(dsn),
    ) as runner:
        runner.wait(last, timeout=WAIT_SECONDS)


def read_account(app: Accounts) -> None:
    """One officer's account, from its events."""
    app.repository.get(Account.create_id(OFFICERS[0]))
