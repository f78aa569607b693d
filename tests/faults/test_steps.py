"""Is anything lost or doubled when a process is killed at a step that is named, not at random?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

import psycopg
import pytest
from psycopg import sql

from scripts.embedded import running
from tests.commands.homes import Home
from tests.commands.served import Served, served
from tests.faults.writers import Outside
from tests.journal.facts import one
from tests.setup.users import within

pytestmark = pytest.mark.postgres

SECONDS: Final = 120
LOCK: Final = 4711
_TRAP: Final = """
CREATE OR REPLACE FUNCTION public.trap() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NEW; END $$
"""
_BEFORE: Final = (
    "CREATE TRIGGER trap BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION public.trap()"
)
_AT_COMMIT: Final = (
    "CREATE CONSTRAINT TRIGGER trap AFTER {event} ON {table} DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW EXECUTE FUNCTION public.trap()"
)
_CAUGHT: Final = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted"
)


@dataclass(frozen=True)
class Step:
    """Who is killed, and where: before a row is written, or as its transaction commits."""

    process: str
    table: str
    event: str = "INSERT"
    at_commit: bool = False

    @property
    def trap(self) -> sql.Composed:
        statement = sql.SQL(_AT_COMMIT if self.at_commit else _BEFORE)
        table = sql.Identifier(*self.table.split("."))
        return statement.format(event=sql.SQL(self.event), table=table)


STEPS: Final = {
    "api: the fact is written": Step("api", "journal.facts"),
    "api: the command's key is written": Step("api", "journal.commands"),
    "api: the append commits": Step("api", "journal.commands", at_commit=True),
    "projector: the row is folded": Step("project", "read.entries"),
    "projector: the cursor moves": Step("project", "read.cursor", "UPDATE"),
    "projector: the range commits": Step("project", "read.cursor", "UPDATE", at_commit=True),
    "notary: the leaves are written": Step("notary", "evidence.leaves"),
    "notary: the leaves commit": Step("notary", "evidence.leaves", at_commit=True),
    "notary: kept on its disk, not in the database": Step("notary", "evidence.checkpoints"),
    "notary: the signing is written": Step("notary", "evidence.signings"),
    "notary: the signing commits": Step("notary", "evidence.signings", at_commit=True),
}
QUICK: Final = (
    "api: the append commits",
    "projector: the cursor moves",
    "notary: kept on its disk, not in the database",
)


@dataclass
class Parts:
    """An API, a projector and a notary, each a process of its own."""

    home: Home
    services: dict[str, Served]
    owner: psycopg.Connection
    outside: Outside

    def settled(self) -> bool:
        said = self.services["api"].ready()
        return bool(said and said["ready"] and said["lag"] == 0 == said["journal"] - said["sealed"])

    @contextmanager
    def trapped(self, step: Step) -> Iterator[None]:
        """Whoever comes to the step stays there until the block is left."""
        with psycopg.connect(self.owner.info.dsn, password=self.owner.info.password) as holder:
            holder.execute("SELECT pg_advisory_xact_lock(4711)")
            self.owner.execute(step.trap)
            yield
            holder.rollback()
        table = sql.Identifier(*step.table.split("."))
        self.owner.execute(sql.SQL("DROP TRIGGER trap ON {}").format(table))

    def kill_at(self, step: Step) -> None:
        """Another act leads there; who is killed gets no chance to say anything."""
        api, victim = self.services["api"], self.services[step.process]
        with self.trapped(step):
            key = self.outside.another()
            hand = threading.Thread(target=self.outside.ask, args=(api.client, key))
            hand.start()
            assert within(SECONDS, lambda: one(self.owner, _CAUGHT) > 0), victim.said()
            victim.kill()
        hand.join(SECONDS)
        assert (key in self.outside.acknowledged) is (victim is not api)
        victim.begin_again()
        assert within(SECONDS, self.settled), victim.said()
        self.outside.settle(api)
        assert within(SECONDS, self.settled), victim.said()


@pytest.fixture
def parts(bureau: Home) -> Iterator[Parts]:
    with ExitStack() as stack:
        server = stack.enter_context(running(bureau.path, fast=True))
        owner = stack.enter_context(psycopg.connect(server.dsn(), autocommit=True))
        services = {
            name: stack.enter_context(served(bureau, name, wait=False))
            for name in ("project", "notary", "api")
        }
        found = Parts(bureau, services, owner, Outside())
        assert within(SECONDS, found.settled), services["api"].said()
        services["api"].admit()
        owner.execute(_TRAP)
        yield found


@pytest.mark.parametrize(
    "names", [QUICK, pytest.param(tuple(STEPS), marks=pytest.mark.long)], ids=["quick", "all"]
)
def test_who_is_killed_at_a_named_step_leaves_all_or_nothing(
    parts: Parts, names: tuple[str, ...]
) -> None:
    for name in names:
        print(name, flush=True)
        parts.kill_at(STEPS[name])
    parts.owner.execute("DROP FUNCTION public.trap")
    assert parts.services["api"].ready()["halts"] == 0
    assert "differed" not in parts.home.did("rebuild").out
    assert parts.home.did("verify", "--json").json()["verdict"] == "verified"
