"""Does the audit find an entry of a starred post that nobody else let through, or a mark's document
that reads otherwise?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from domain.access.commands import GrantRole
from domain.journal.envelope import By
from domain.ledger import Ledger
from domain.stars.commands import StarPost, UnstarPost
from projections.evidence.findings import Audited
from projections.evidence.row_passes import rows
from scripts.embedded import Server
from tests.conftest import MASTER, OFFICE, new_database
from tests.evidence.approvals import at, found, head, setting
from tests.evidence.sealed import Sealed
from tests.evidence.second import CHECKER, CLERK, DESK, ROLES, claimed
from tests.journal.cast import BUREAU, DAY, bonus, mark, open_bureau
from tests.journal.facts import one

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]


@pytest.fixture(scope="session")
def starred(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """No edition bounds what one records alone: 0001's post alone is starred, and not at first."""
    database = new_database(server)
    with Ledger(database.dsn("app"), MASTER) as ledger:
        open_bureau(ledger, ("0001", "0002"))
        for grantee, role, scope in ROLES:
            ledger.handle(GrantRole(bureau=BUREAU, grantee=grantee, role=role, scope=scope), OFFICE)
        ledger.handle(bonus(), By(CLERK, ""))
        star = StarPost(bureau=BUREAU, unit="zg", officer="0001", effective_on=DAY)
        ledger.handle(star, By(DESK, ""))
        ledger.handle(bonus("0002"), By(CLERK, ""))
        _, approve = claimed(ledger, bonus())
        ledger.handle(approve, By(CHECKER, ""))
        end = UnstarPost(bureau=BUREAU, number=1, effective_on=DAY.replace(day=13))
        _, approve = claimed(ledger, end, DESK)
        ledger.handle(approve, By(CHECKER, ""))
        ledger.handle(mark().model_copy(update={"document_no": "政办函3号"}), By(DESK, ""))
    database.project()
    return Sealed(database, tmp_path_factory.mktemp("starred") / "notary")


@pytest.fixture
def conn(starred: Sealed) -> Iterator[Conn]:
    with starred.attacked() as attacked:
        yield attacked


def test_what_was_let_through_and_what_was_recorded_before_the_star_holds(conn: Conn) -> None:
    assert found(conn) == []


def test_an_entry_of_the_holder_recorded_alone_is_found(conn: Conn) -> None:
    position = at(conn, "bonus-awarded", CLERK)
    setting(conn, position, "approvals", "[]")
    alone = (position, "approval", "a second person", f"{CLERK} (recorder) alone")
    assert found(conn) == [alone]


def test_a_star_taken_away_by_one_is_found(conn: Conn) -> None:
    position = at(conn, "post-unstarred")
    setting(conn, position, "approvals", "[]")
    alone = (position, "approval", "a second person", f"{DESK} (appraiser) alone")
    assert found(conn) == [alone]
    assert one(conn, "SELECT count(*) FROM journal.facts WHERE topic = 'post-starred'") == 1


def test_a_mark_s_document_reads_as_the_fact_beside_it_says(conn: Conn) -> None:
    last = head(conn)
    assert list(rows(Audited(conn, last, 0))) == []
    # An audit that ends between the two leaves the document to the next one.
    assert list(rows(Audited(conn, last - 1, 0))) == []
    conn.execute("UPDATE read.marks SET document_no = '别号'")
    assert list(rows(Audited(conn, last, 0))) == [
        (last - 1, "marks.document_no", "政办函3号", "别号")
    ]
    conn.execute("UPDATE read.marks SET document_no = NULL")
    assert [what for _, what, *_ in rows(Audited(conn, last, 0))] == ["marks.document_no"]
    assert list(rows(Audited(conn, last - 1, 0))) == []
