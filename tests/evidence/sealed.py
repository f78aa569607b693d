"""A ledger that was sealed several times, its notary's folder, and an attacker in its database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from domain.accounts.commands import AwardBonus, CorrectEntry, Replacement, ReverseEntry
from domain.erasures.commands import EraseSubject
from domain.journal.envelope import By
from domain.journal.migrations import function_bodies
from domain.ledger import Ledger
from domain.registers.commands import RegisterOfficer
from domain.years.commands import (
    AnnounceWorkingDays,
    CloseYear,
    FreezeYear,
    PublishYear,
    RestateYear,
)
from projections.evidence.holding import LAST
from projections.evidence.keys import SigningKey
from projections.evidence.notary import Leading, Notary
from projections.evidence.notes import Trust
from projections.evidence.signatures import CHECKS
from projections.evidence.store import LogStore
from projections.evidence.verify import Audit, Report, verify
from tests.conftest import MASTER, OFFICE, Database
from tests.journal.cast import BUREAU, YEAR
from tests.journal.loading import load_sample

ORIGIN: Final = "merit-ledger/tests"
ERASED: Final = "officer:0003"
CHIEF: Final = By(actor="officer:9002", role="owner")
_WHICH: Final[dict[str, Any]] = {"bureau": BUREAU, "year": YEAR}
_KEPT: Final = (
    "journal.facts",
    "journal.commands",
    "evidence.leaves",
    "evidence.tiles",
    "evidence.checkpoints",
    "evidence.signings",
    "evidence.witnessings",
    "keys.subject_keys",
)
_READ: Final = "SELECT 'read.' || tablename FROM pg_tables WHERE schemaname = 'read' ORDER BY 1"

Rows = dict[str, bytes]
"""A copy of every table, by its name."""


@dataclass
class Sealed:
    """The database, the notary's key and folder, and what others kept of it meanwhile."""

    database: Database
    folder: Path
    key: SigningKey = field(default_factory=lambda: SigningKey.make(ORIGIN))
    notes: list[str] = field(default_factory=list)
    older: Rows = field(default_factory=dict)
    older_folder: Path = Path()
    destroyed: tuple[Any, ...] = ()

    @property
    def notary(self) -> Notary:
        return Notary(self.database.dsn("notary"), self.key, self.folder)

    def notary_of(self, batch: int) -> Notary:
        """One that seals so many facts at once."""
        return Notary(self.database.dsn("notary"), self.key, self.folder, batch)

    @property
    def trust(self) -> Trust:
        return Trust(CHECKS, (self.key.vkey,))

    @property
    def note(self) -> str:
        """The notary's own last checkpoint."""
        return (self.folder / LAST).read_text("utf-8")

    def seal(self, *, idle: bool = False) -> int:
        with self.notary.leading() as leading:
            count = leading.seal(idle=idle)
        self.notes.append(self.note)
        return count

    def audited(
        self,
        *only: str,
        conn: psycopg.Connection[Any] | None = None,
        note: str | None = None,
        since: str | None = None,
    ) -> Report:
        """What an auditor is told; over an attacker's connection, what he would be told then."""
        audit = Audit(self.trust, note or self.note, function_bodies(), only, since=since)
        if conn is not None:
            return verify(conn, audit)
        with self.database.connect("auditor") as own:
            return verify(own, audit)

    @contextmanager
    def attacked(self) -> Iterator[psycopg.Connection[Any]]:
        """A superuser with triggers off; undone at the end, for the next attacker."""
        with self.database.connect() as conn, conn.transaction(force_rollback=True):
            conn.execute("SET LOCAL session_replication_role = replica")
            yield conn

    def sealed_by(self, conn: psycopg.Connection[Any], folder: Path) -> str:
        """The honest notary goes on after an attack it cannot see; its note."""
        shutil.copytree(self.folder, folder)
        Leading(conn, self.key, folder).seal()
        return (folder / LAST).read_text("utf-8")


def copied(conn: psycopg.Connection[Any]) -> Rows:
    """Every row of every table, as a backup holds it."""
    tables = [*_KEPT, *(row[0] for row in conn.execute(_READ))]
    found: Rows = {}
    for table in tables:
        name = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(
            sql.Identifier(*table.split("."))
        )
        with conn.cursor().copy(name) as copy:
            found[table] = b"".join(bytes(part) for part in copy)
    return found


def put_back(conn: psycopg.Connection[Any], rows: Rows) -> None:
    """What a restore leaves: those rows and no others."""
    for table in reversed(rows):
        conn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(*table.split("."))))
    for table, data in rows.items():
        name = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(
            sql.Identifier(*table.split("."))
        )
        with conn.cursor().copy(name) as copy:
            copy.write(data)


def entry_of(conn: psycopg.Connection[Any], number: int, *, topic: str = "bonus-awarded") -> str:
    row = conn.execute(
        "SELECT bureau || '/' || year || '/' || subject || '#' || number FROM journal.facts"
        " WHERE topic = %s ORDER BY position OFFSET %s LIMIT 1",
        (topic, number),
    ).fetchone()
    assert row is not None
    return str(row[0])


def sealed_ledger(database: Database, folder: Path) -> Sealed:
    """The small sample corrected, frozen, published, closed and restated; the last two unsealed."""
    made = Sealed(database, folder / "notary")
    with Ledger(database.dsn("app"), MASTER) as ledger, database.connect() as owner:
        load_sample(ledger)
        made.seal()
        _correct(ledger, owner)
        made.seal()
        database.project()
        made.older = copied(owner)
        made.older_folder = folder / "older"
        shutil.copytree(made.folder, made.older_folder)
        _close(ledger, owner, made)
        made.seal()
        restate = RestateYear(**_WHICH, authorised_by="9002", ground="复核", reason="表彰被撤销")
        ledger.handle(RegisterOfficer(bureau=BUREAU, officer="8888", name="新人"), CHIEF)
        ledger.handle(restate, CHIEF)
    database.project()
    return made


def _correct(ledger: Ledger, owner: psycopg.Connection[Any]) -> None:
    by = By(actor="officer:9001", role="owner", request="req-7", causation="minutes-7")
    change = Replacement(item="W1", points="1.3")
    entry = entry_of(owner, 2)
    ledger.handle(
        CorrectEntry(entry=entry, reason="登记有误", ground="复核", replacement=change), by
    )
    ledger.handle(ReverseEntry(entry=entry_of(owner, 3), reason="重复", ground="复核"), CHIEF)
    ledger.handle(
        AnnounceWorkingDays(
            bureau=BUREAU, calendar_year=2025, holidays=(date(2025, 1, 1),), document_no="国办1号"
        ),
        OFFICE,
    )
    ledger.handle(
        AwardBonus(
            bureau=BUREAU,
            subject="officer:0005",
            item="W1",
            points="1",
            effective_on=date(YEAR, 9, 23),
            reason="专项",
        ),
        OFFICE,
        key="told-once",
    )


def _close(ledger: Ledger, owner: psycopg.Connection[Any], made: Sealed) -> None:
    ledger.handle(FreezeYear(**_WHICH), CHIEF)
    ledger.handle(PublishYear(**_WHICH), CHIEF)
    made.seal()
    row = owner.execute("SELECT * FROM keys.subject_keys WHERE subject = %s", (ERASED,)).fetchone()
    assert row is not None
    made.destroyed = tuple(row)
    ledger.handle(
        EraseSubject(bureau=BUREAU, subject=ERASED, authorised_by="9002", ground="个保法"), CHIEF
    )
    ledger.handle(CloseYear(**_WHICH, waived="公示无异议"), CHIEF)


def size_of(conn: psycopg.Connection[Any]) -> int:
    return LogStore(conn).size
