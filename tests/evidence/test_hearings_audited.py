"""Does the audit find a deduction of somebody who was not heard, where the rulebook asks for it?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, LiteralString

import psycopg
import pytest

from domain.accounts.commands import ImposeDeduction
from domain.claims.commands import ApproveClaim, WaiveHearing
from domain.claims.vocabulary import digest_text, said_of
from domain.journal.envelope import By
from domain.ledger import Ledger
from domain.registers.commands import PublishRulebook
from scripts.embedded import Server
from tests.conftest import MASTER, OFFICE, new_database
from tests.evidence.approvals import found, setting
from tests.evidence.attacks import rewrite, said
from tests.evidence.sealed import Sealed
from tests.evidence.second import CHECKER, CLERK, SOLE, a_staffed_bureau
from tests.journal.cast import BUREAU, DAY, rulebook
from tests.journal.facts import one
from tests.journal.loading import book

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
LATER = timedelta(days=30)


def late(number: str) -> ImposeDeduction:
    return ImposeDeduction(
        bureau=BUREAU, subject=f"officer:{number}", item="X1", quantity=1, effective_on=DAY
    )


def heard(ledger: Ledger, clock: list[datetime], number: str, by: str, approver: str) -> None:
    """Asked for today, let through a month later."""
    command = late(number)
    claim = ledger.handle(command, By(by, "")).details["claim"]
    approve = ApproveClaim(
        bureau=BUREAU, number=int(claim.partition("/")[2]), digest=digest_text(said_of(command))
    )
    clock[0] += LATER
    ledger.handle(approve, By(approver, ""))
    clock[0] -= LATER


@pytest.fixture(scope="session")
def audited(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    database, clock = new_database(server), [datetime.now(UTC)]
    with Ledger(database.dsn("app"), MASTER, lambda: clock[0]) as ledger:
        a_staffed_bureau(ledger)
        asking = rulebook(3).replace("per: day}", "per: day, hearing: required}")
        ledger.handle(PublishRulebook(bureau=BUREAU, document=asking), OFFICE)
        heard(ledger, clock, "0001", CLERK, CHECKER)
        heard(ledger, clock, "0002", SOLE, SOLE)
        row: dict[str, Any] = {
            "ref": "d-1",
            "kind": "deduction",
            "subject": "officer:0003",
            "item": "X1",
        }
        row |= {"quantity": 1, "effective_on": DAY}
        ledger.import_workbook(book({"entries": [row]}), OFFICE)
    return Sealed(database, tmp_path_factory.mktemp("heard") / "notary")


@pytest.fixture
def conn(audited: Sealed) -> Iterator[Conn]:
    with audited.attacked() as attacked:
        # The journal's clock is the database's: it goes on as the bureau's did.
        attacked.execute(
            "UPDATE journal.facts SET recorded_at = recorded_at + interval '30 days'"
            " WHERE topic IN ('deduction-imposed', 'claim-approved')"
        )
        yield attacked


def taken(conn: Conn, actor: str) -> int:
    query: LiteralString = (
        "SELECT min(position) FROM journal.facts WHERE topic = 'deduction-imposed' AND actor = %s"
    )
    return int(one(conn, query, actor))


def test_who_was_heard_and_what_was_imported_is_sound(conn: Conn) -> None:
    assert found(conn) == []


@pytest.mark.parametrize("actor", [CLERK, SOLE])
@pytest.mark.parametrize(
    "attack",
    [
        lambda conn, _: conn.execute("DELETE FROM journal.facts WHERE topic = 'hearing-opened'"),
        lambda conn, at: setting(conn, at, "recorded_at", datetime.now(UTC)),
    ],
    ids=["nobody was heard", "before it was over"],
)
def test_a_deduction_before_the_hearing_was_over_is_found(
    conn: Conn, actor: str, attack: Callable[[Conn, int], object]
) -> None:
    position = taken(conn, actor)
    attack(conn, position)
    assert (position, "hearing") in [(at, what) for at, what, *_ in found(conn)]


@pytest.mark.parametrize("actor", [CLERK, SOLE])
def test_the_last_day_to_answer_is_over_before_anything_is_deducted(conn: Conn, actor: str) -> None:
    position = taken(conn, actor)
    closes_on = date.fromisoformat(hearing_of(conn, position)["closes_on"])
    noon = datetime(closes_on.year, closes_on.month, closes_on.day, 4, tzinfo=UTC)
    setting(conn, position, "recorded_at", noon)
    heard_before = f"{said(conn, position)['subject']} is heard before {position}"
    assert found(conn) == [(position, "hearing", heard_before, str(closes_on))]
    setting(conn, position, "recorded_at", noon + timedelta(days=1))
    assert found(conn) == []


@pytest.mark.parametrize("actor", [CLERK, SOLE])
def test_who_was_not_heard_is_named(conn: Conn, actor: str) -> None:
    position = taken(conn, actor)
    conn.execute("DELETE FROM journal.facts WHERE topic = 'hearing-opened'")
    heard_before = f"{said(conn, position)['subject']} is heard before {position}"
    assert (position, "hearing", heard_before, "nobody was heard") in found(conn)


def test_without_its_claim_nobody_was_heard(conn: Conn) -> None:
    position = taken(conn, SOLE)
    conn.execute("DELETE FROM journal.facts WHERE topic = 'claim-approved'")
    heard_before = f"officer:0002 is heard before {position}"
    told = [(position, "hearing", heard_before, "nobody was heard")]
    assert found(conn, position - 1) == told
    conn.execute("DELETE FROM journal.commands WHERE last_position > %s", (position,))
    assert found(conn, position - 1) == told, "nor without the command"


def test_where_no_edition_has_a_bound_the_hearing_is_looked_for_all_the_same(conn: Conn) -> None:
    query = "SELECT position FROM journal.facts WHERE topic = 'rulebook-published'"
    for (edition,) in conn.execute(query).fetchall():
        document = json.loads(said(conn, edition)["document"])
        document.pop("alone", None)
        rewrite(conn, edition, document=json.dumps(document))
    assert found(conn) == []
    conn.execute("DELETE FROM journal.facts WHERE topic = 'hearing-opened'")
    assert (taken(conn, SOLE), "hearing") in [(at, what) for at, what, *_ in found(conn)]


def hearing_of(conn: Conn, position: int) -> dict[str, Any]:
    """The last one that was opened before a deduction."""
    query: LiteralString = (
        "SELECT max(position) FROM journal.facts WHERE topic = 'hearing-opened' AND position < %s"
    )
    return said(conn, int(one(conn, query, position)))


def test_a_waived_hearing_is_over_at_once(
    server: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = new_database(server)
    with Ledger(database.dsn("app"), MASTER) as ledger:
        a_staffed_bureau(ledger)
        asking = rulebook(3).replace("per: day}", "per: day, hearing: required}")
        ledger.handle(PublishRulebook(bureau=BUREAU, document=asking), OFFICE)
        command = late("0002")
        ledger.handle(command, By(CLERK, ""))
        ledger.handle(WaiveHearing(bureau=BUREAU, number=1), By("token:head", ""))
        seen = digest_text(said_of(command))
        ledger.handle(ApproveClaim(bureau=BUREAU, number=1, digest=seen), By(CHECKER, ""))
    with database.connect() as conn:
        assert found(conn) == []


def test_a_workbook_that_took_points_unheard_is_of_who_acts_alone(conn: Conn) -> None:
    query: LiteralString = (
        "SELECT position FROM journal.facts WHERE topic = 'deduction-imposed'"
        " AND stream_name LIKE %s"
    )
    position = int(one(conn, query, "%officer:0003"))
    setting(conn, position, "role", "appraiser")
    actor = one(conn, "SELECT actor FROM journal.facts WHERE position = %s", position)
    expected = "officer:0003 is heard, or imported by who acts alone"
    assert (position, "hearing", expected, f"{actor} (appraiser) alone") in found(conn)
