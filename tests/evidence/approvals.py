"""What does the audit of approvals say of a ledger, and how is an approval altered in it?"""

from __future__ import annotations

import json
from typing import Any, Final, LiteralString

import psycopg

from projections.evidence.findings import TAMPERED, Audited
from projections.evidence.second_pass import FOUR_EYES, four_eyes
from tests.evidence.second import DESK
from tests.journal.facts import one

Conn = psycopg.Connection[Any]
MANY: Final = "token:many"
HIMSELF: Final = tuple(f"officer:{number:04}" for number in range(11, 17))
"""Whom his grants say that one principal is."""
OTHER_DIGEST: Final = "sha256:" + "0" * 64
_APPROVALS: Final[LiteralString] = "SELECT approvals FROM journal.facts WHERE position = %s"


def head(conn: Conn) -> int:
    return int(one(conn, "SELECT max(position) FROM journal.facts"))


def found(conn: Conn, since: int = 0) -> list[tuple[int | None, str, str, str]]:
    findings = list(four_eyes(Audited(conn, head(conn), since)))
    assert {(f.check, f.code) for f in findings} <= {(FOUR_EYES, TAMPERED)}
    return [(f.position, f.what, f.expected, f.found) for f in findings]


def whats(conn: Conn, since: int = 0) -> list[str]:
    return [what for _, what, *_ in found(conn, since)]


def at(conn: Conn, topic: str, actor: str = DESK) -> int:
    """The first such fact that a second person let through."""
    query: LiteralString = (
        "SELECT min(position) FROM journal.facts"
        " WHERE topic = %s AND actor = %s AND approvals <> '[]'"
    )
    return int(one(conn, query, topic, actor))


def last_granted(conn: Conn) -> int:
    """The grant to whom many grants say that he is many."""
    query: LiteralString = (
        "SELECT max(position) FROM journal.facts WHERE topic = 'role-granted' AND approvals <> '[]'"
    )
    return int(one(conn, query))


def setting(conn: Conn, position: int, column: LiteralString, value: object) -> None:
    query: LiteralString = f"UPDATE journal.facts SET {column} = %s WHERE position = %s"
    conn.execute(query, (value, position))


def approval(conn: Conn, position: int, **but: str) -> None:
    (told,) = json.loads(approvals(conn, position))
    setting(conn, position, "approvals", json.dumps([told | but], sort_keys=True))


def by(conn: Conn, position: int, actor: str, role: str = "approver") -> None:
    """Another is said to have approved, and the fact of it agrees."""
    approval(conn, position, actor=actor, role=role)
    setting(conn, position + 1, "actor", actor)
    setting(conn, position + 1, "role", role)


def approvals(conn: Conn, position: int) -> str:
    return str(one(conn, _APPROVALS, position))
