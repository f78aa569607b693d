"""Is an award found that was granted although another of the same paper stood undecided?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from domain.access.commands import GrantRole
from domain.claims.commands import ApproveClaim, CheckClaim, Distinct, VerifyClaim
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.ledger import Ledger
from scripts.embedded import Server
from tests.conftest import MASTER, OFFICE, new_database
from tests.evidence.approvals import found
from tests.evidence.awarding import HIMSELF, UNIT, award
from tests.evidence.sealed import Sealed
from tests.evidence.second import CHECKER, DESK, a_staffed_bureau
from tests.journal.cast import BUREAU, DAY

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]


def _let_through(ledger: Ledger, number: int, *distinct: Distinct) -> None:
    state = Desk(ledger._facts, lambda: (), DAY).claim(BUREAU, number)
    seen: dict[str, Any] = {"bureau": BUREAU, "number": number, "digest": state.digest}
    ledger.handle(CheckClaim(**seen), By(UNIT, ""))
    ledger.handle(VerifyClaim(**seen, distinct=distinct), By(DESK, ""))
    ledger.handle(ApproveClaim(**seen), By(CHECKER, ""))


@pytest.fixture(scope="session")
def twice(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """Two awards of one paper; the second was found to be another one."""
    database = new_database(server)
    roles = ((HIMSELF, "officer", "officer:0001"), (UNIT, "unit-head", "unit:zg"))
    with Ledger(database.dsn("app"), MASTER) as ledger:
        a_staffed_bureau(ledger)
        for grantee, role, scope in roles:
            ledger.handle(GrantRole(bureau=BUREAU, grantee=grantee, role=role, scope=scope), OFFICE)
        ledger.handle(award("officer:0001"), By(HIMSELF, ""))
        _let_through(ledger, 1)
        ledger.handle(award("officer:0001", points="1"), By(HIMSELF, ""))
        entry = f"{BUREAU}/{DAY.year}/officer:0001#1"
        _let_through(ledger, 2, Distinct(entry=entry, reason="附件所列另一项工作"))
    return Sealed(database, tmp_path_factory.mktemp("twice") / "notary")


@pytest.fixture
def conn(twice: Sealed) -> Iterator[Conn]:
    with twice.attacked() as attacked:
        yield attacked


def test_what_was_found_to_be_another_award_is_sound(conn: Conn) -> None:
    assert found(conn) == []


def test_without_that_finding_the_second_award_is_one_too_many(conn: Conn) -> None:
    conn.execute("DELETE FROM journal.facts WHERE topic = 'distinct-award-held'")
    entry = f"{BUREAU}/{DAY.year}/officer:0001#1"
    told = [(what, is_) for _, what, _, is_ in found(conn)]
    assert told == [("what cites the same", entry)]


def test_a_claim_without_its_award_is_found_and_asked_no_more(conn: Conn) -> None:
    conn.execute(
        "DELETE FROM journal.facts WHERE topic = 'award-claimed' AND stream_name = 'claim:nanyue/2'"
    )
    assert "what cites the same" not in [what for _, what, *_ in found(conn)]
