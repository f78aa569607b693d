"""Does the audit find what a rule asks a second person for, whatever the points?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import psycopg
import pytest

from domain.access.commands import GrantRole
from domain.accounts.commands import IssueReprimand
from domain.journal.envelope import By
from domain.ledger import Ledger
from domain.registers.commands import PublishRulebook
from scripts.embedded import Server
from tests.conftest import MASTER, OFFICE, new_database
from tests.evidence.approvals import at, found, setting
from tests.evidence.attacks import first, rewrite, said
from tests.evidence.quartered import DESK as ELSEWHERE
from tests.evidence.sealed import Sealed
from tests.evidence.second import CHECKER, CLERK, DESK, ROLES, claimed
from tests.journal.cast import BUREAU, DAY, bonus, mark, open_bureau, rulebook

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
_BARRING: Final = """\
  - {id: X6, kind: reprimand, category: A, title: 警告, points: 0.5, restriction: V1}
restrictions:
  - {id: V1, title: 警告, bites: during_year, max_band: 1, bars: [excellent]}
categories:
"""
_BY_TWO: Final = "alone: {marks: false}\n"


def _edition(version: int, start: str, more: str = "") -> PublishRulebook:
    document = rulebook(version, start).replace("categories:\n", _BARRING) + more
    return PublishRulebook(bureau=BUREAU, document=document)


def _reprimand() -> IssueReprimand:
    said: dict[str, Any] = {"bureau": BUREAU, "subject": "officer:0001", "item": "X6"}
    return IssueReprimand(effective_on=DAY, **said)


def _by_clerk(ledger: Ledger) -> None:
    for grantee, role, scope in ROLES:
        ledger.handle(GrantRole(bureau=BUREAU, grantee=grantee, role=role, scope=scope), OFFICE)
    ledger.handle(bonus(), By(CLERK, ""))


@pytest.fixture(scope="session")
def barred(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """An item bars from a grade, and marks are one person's to give."""
    database = new_database(server)
    with Ledger(database.dsn("app"), MASTER) as ledger:
        open_bureau(ledger, ("0001", "0002"))
        ledger.handle(_edition(2, "2024-01-02"), OFFICE)
        _by_clerk(ledger)
        ledger.handle(claimed(ledger, _reprimand())[1], By(CHECKER, ""))
        ledger.handle(mark(), By(DESK, ""))
    return Sealed(database, tmp_path_factory.mktemp("barred") / "notary")


@pytest.fixture(scope="session")
def by_two(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """Two persons give marks, by one edition and by the next."""
    database = new_database(server)
    with Ledger(database.dsn("app"), MASTER) as ledger:
        open_bureau(ledger, ("0001", "0002"))
        ledger.handle(_edition(2, "2024-01-02", _BY_TWO), OFFICE)
        ledger.handle(_edition(3, "2024-12-01", _BY_TWO), OFFICE)
        _by_clerk(ledger)
        ledger.handle(claimed(ledger, mark(), DESK)[1], By(CHECKER, ""))
    return Sealed(database, tmp_path_factory.mktemp("by-two") / "notary")


@pytest.fixture
def conn(barred: Sealed) -> Iterator[Conn]:
    with barred.attacked() as attacked:
        yield attacked


@pytest.fixture
def marked(by_two: Sealed) -> Iterator[Conn]:
    with by_two.attacked() as attacked:
        yield attacked


def alone(position: int, who: str, role: str) -> list[tuple[int | None, str, str, str]]:
    return [(position, "approval", "a second person", f"{who} ({role}) alone")]


def test_an_item_that_bars_from_a_grade_is_not_one_person_s(conn: Conn) -> None:
    assert found(conn) == []
    position = at(conn, "reprimand-issued", CLERK)
    setting(conn, position, "approvals", "[]")
    assert found(conn) == alone(position, CLERK, "recorder")


def test_where_the_rules_say_so_two_persons_give_a_mark(marked: Conn) -> None:
    assert found(marked) == []
    position = at(marked, "mark-given", DESK)
    setting(marked, position, "approvals", "[]")
    assert found(marked) == alone(position, DESK, "appraiser")


def test_two_persons_give_a_mark_where_every_edition_says_so(marked: Conn) -> None:
    published = first(marked, "rulebook-published", 0)
    document = json.loads(said(marked, published)["document"]) | {"alone": {"marks": False}}
    rewrite(marked, published, document=json.dumps(document))
    position = at(marked, "mark-given", DESK)
    setting(marked, position, "approvals", "[]")
    assert found(marked) == alone(position, DESK, "appraiser")


@pytest.mark.parametrize("edition", [0, 1, 2])
def test_a_mark_is_given_by_the_edition_of_its_day(marked: Conn, edition: int) -> None:
    position = at(marked, "mark-given", DESK)
    setting(marked, position, "approvals", "[]")
    published = first(marked, "rulebook-published", edition)
    document = json.loads(said(marked, published)["document"])
    document.pop("alone", None)
    rewrite(marked, published, document=json.dumps(document))
    assert found(marked) == ([] if edition == 1 else alone(position, DESK, "appraiser"))


def test_a_mark_in_place_of_the_leaders_is_not_one_person_s(quartered: Conn) -> None:
    assert found(quartered) == []
    *_, replaced = (first(quartered, "mark-given", n) for n in range(4))
    assert said(quartered, replaced)["effective_on"] == str(date(2024, 3, 31))
    setting(quartered, replaced, "actor", ELSEWHERE)
    setting(quartered, replaced, "role", "appraiser")
    assert found(quartered) == alone(replaced, ELSEWHERE, "appraiser")
