"""Does the audit find what somebody recorded about himself?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from domain.access.commands import GrantRole
from domain.journal.envelope import By
from domain.ledger import Ledger
from domain.registers.commands import WithdrawMark
from scripts.embedded import Server
from tests.conftest import MASTER, OFFICE, new_database
from tests.evidence.approvals import found, head, setting, whats
from tests.evidence.attacks import said
from tests.evidence.sealed import Sealed
from tests.evidence.second import CHECKER, CLERK, HEAD, ROLES, SOLE
from tests.journal.cast import BUREAU, DAY, YEAR, bonus, mark, open_bureau
from tests.journal.facts import one
from tests.journal.loading import book

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
CLERK_IS = "officer:0001"
HIMSELF = ("himself", "recorded by another", f"{CLERK_IS} by {CLERK}")
MORE = "mark-documented"
"""What tells more of the mark before it."""


def _row(number: str) -> dict[str, Any]:
    row = {"ref": f"m-{number}", "kind": "bonus", "subject": f"officer:{number}", "item": "K1"}
    return row | {"effective_on": DAY, "reason": "专项"}


@pytest.fixture(scope="session")
def clerks(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """The clerk records for 0002, and the checker for 0001, who is the clerk from then on."""
    database = new_database(server)
    with Ledger(database.dsn("app"), MASTER) as ledger:
        open_bureau(ledger, ("0001", "0002"))
        more = ((CHECKER, "recorder", "bureau"),)
        for grantee, role, scope in (*ROLES, *more):
            ledger.handle(GrantRole(bureau=BUREAU, grantee=grantee, role=role, scope=scope), OFFICE)
        ledger.handle(bonus("0001"), By(CLERK, ""))
        own = GrantRole(bureau=BUREAU, grantee=CLERK, role="officer", scope=CLERK_IS)
        ledger.handle(own, OFFICE)
        ledger.handle(bonus("0002"), By(CLERK, ""))
        ledger.handle(bonus("0001"), By(CHECKER, ""))
        ledger.handle(mark("0001"), By(CHECKER, ""))
        ledger.handle(bonus("0002"), By(CHECKER, ""))
        gone = WithdrawMark(bureau=BUREAU, year=YEAR, subject=CLERK_IS, number=1, reason="录入错误")
        ledger.handle(gone, By(SOLE, ""))
        both = {"period": "2024Q2", "document_no": "政办函3号"}
        ledger.handle(mark("0001").model_copy(update=both), By(CHECKER, ""))
        ledger.import_workbook(book({"entries": [_row("0002"), _row("0001")]}), OFFICE)
    database.project()
    return Sealed(database, tmp_path_factory.mktemp("clerks") / "notary")


@pytest.fixture
def conn(clerks: Sealed) -> Iterator[Conn]:
    with clerks.attacked() as attacked:
        yield attacked


def by_checker(conn: Conn, topic: str) -> int:
    query = "SELECT min(position) FROM journal.facts WHERE topic = %s AND actor = %s"
    return int(one(conn, query, topic, CHECKER))


def test_what_was_recorded_for_others_and_before_he_was_the_officer_holds(conn: Conn) -> None:
    assert found(conn) == []


@pytest.mark.parametrize("topic", ["bonus-awarded", "mark-given"])
def test_what_he_recorded_about_himself_is_found(conn: Conn, topic: str) -> None:
    position = by_checker(conn, topic)
    setting(conn, position, "actor", CLERK)
    assert found(conn) == [(position, *HIMSELF)]
    assert found(conn, position) == []
    assert found(conn, head(conn)) == []
    setting(conn, position, "actor", HEAD)
    assert found(conn) == []


def test_what_one_command_says_of_him_is_found_once(conn: Conn) -> None:
    position = int(one(conn, "SELECT position - 1 FROM journal.facts WHERE topic = %s", MORE))
    for fact in (position, position + 1):
        setting(conn, fact, "actor", CLERK)
    assert found(conn) == [(position, *HIMSELF)]


def test_it_is_found_where_it_is_about_him(conn: Conn) -> None:
    """A workbook begins with another's entry."""
    query = "SELECT position FROM journal.facts WHERE topic = 'workbook-imported'"
    last = int(one(conn, query))
    for fact in range(last - 2, last + 1):
        setting(conn, fact, "actor", CLERK)
        setting(conn, fact, "role", "recorder")
    assert said(conn, last - 1)["subject"] == CLERK_IS
    assert found(conn) == [(last - 1, *HIMSELF)]
    granted = {"bureau": BUREAU, "number": 1, "entries": []}
    setting(conn, last, "topic", "award-granted")
    setting(conn, last, "state", json.dumps(granted).encode())
    assert "himself" not in whats(conn), "what others let through is no judgement of his own"


def test_a_fact_that_answers_no_command_is_looked_at_alone(conn: Conn) -> None:
    position = by_checker(conn, "bonus-awarded")
    setting(conn, position, "actor", CLERK)
    conn.execute("DELETE FROM journal.commands WHERE first_position = %s", (position,))
    assert found(conn) == [(position, *HIMSELF)]


def test_whoever_holds_the_home_is_no_officer(conn: Conn) -> None:
    position = by_checker(conn, "bonus-awarded")
    setting(conn, position, "actor", CLERK)
    setting(conn, position, "role", "owner")
    assert found(conn) == []


def test_a_mark_that_one_person_withdrew_is_found(conn: Conn) -> None:
    query = "SELECT min(position) FROM journal.facts WHERE topic = 'mark-withdrawn'"
    position = int(one(conn, query))
    setting(conn, position, "actor", CHECKER)
    setting(conn, position, "role", "recorder")
    alone = (position, "approval", "a second person", f"{CHECKER} (recorder) alone")
    assert found(conn) == [alone]
