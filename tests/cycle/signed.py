"""Which indicator sets are there for the audit of signatures, and what is found of them?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, LiteralString

import psycopg

from projections.evidence.findings import TAMPERED, Audited
from projections.evidence.signing_pass import SIGNATURES, signatures
from tests.api.askers import grant
from tests.api.asking import serving
from tests.conftest import Database
from tests.cycle.compiling import from_above, office_of, task
from tests.cycle.tampering import at
from tests.evidence.approvals import head
from tests.evidence.attacks import rewrite

Conn = psycopg.Connection[Any]


def compile_sets(database: Database) -> Database:
    """A set without officers' tasks, then one with a task; a comment that was answered."""
    with serving(database, following=True) as api:
        office = office_of(api)
        from_above(office)
        first = office.draft()
        first.done("rounds", "office", until="2099-01-01")
        first.done("comments", "zg", unit="zg", text="意见")
        first.done("answers", "office", comment=1, answer="accepted", text="采纳")
        second = office.published(replaces=first.number)
        grant(api, "token:leader", "party-committee")
        office.published(task(office.officers["one"], indicator="T1"))
        grant(api, "token:late", "auditor")
        assert second.number == 2
    return database


@contextmanager
def attacked(compiled: Database) -> Iterator[Conn]:
    with compiled.connect() as conn, conn.transaction(force_rollback=True):
        conn.execute("SET LOCAL session_replication_role = replica")
        yield conn


def found(conn: Conn, since: int = 0) -> list[tuple[int | None, str]]:
    findings = list(signatures(Audited(conn, head(conn), since)))
    assert {(f.check, f.code) for f in findings} <= {(SIGNATURES, TAMPERED)}
    assert all(f.expected != f.found for f in findings)
    return [(f.position, f.what) for f in findings]


def of(conn: Conn, number: int, level: str, over: str | None = None) -> int:
    more = {} if over is None else {"over": over}
    return at(conn, "draft-signed", number=number, level=level, **more)


def now_held_by(conn: Conn, position: int, grantee: str) -> None:
    """A grant is given to another instead, as his second."""
    rewrite(conn, position, grantee=grantee, number=2)
    conn.execute(
        "UPDATE journal.facts SET stream = g.stream, stream_name = g.stream_name, version = 2"
        " FROM (SELECT stream, stream_name FROM journal.facts WHERE position = %s) AS g"
        " WHERE position = %s",
        (at(conn, "role-granted", grantee=grantee), position),
    )


def told(conn: Conn, since: int = 0) -> list[tuple[int | None, str, str, str]]:
    findings = signatures(Audited(conn, head(conn), since))
    return [(f.position, f.what, f.expected, f.found) for f in findings]


def granted(conn: Conn, grantee: str, role: str) -> int:
    return at(conn, "role-granted", grantee=grantee, role=role)


def recorded(conn: Conn, position: int, moment: datetime) -> None:
    query: LiteralString = "UPDATE journal.facts SET recorded_at = %s WHERE position = %s"
    conn.execute(query, (moment, position))


def gone(conn: Conn, position: int) -> None:
    conn.execute("DELETE FROM journal.facts WHERE position = %s", (position,))
