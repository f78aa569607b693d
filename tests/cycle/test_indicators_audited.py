"""What exactly does the audit say of an indicator set that was not signed as it stands?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from projections.evidence.findings import TAMPERED, Audited
from projections.evidence.signing_pass import SIGNATURES, signatures
from scripts.embedded import Server
from tests.api.askers import grant
from tests.api.asking import serving
from tests.conftest import Database, new_database
from tests.cycle.compiling import from_above, office_of, task
from tests.cycle.tampering import at, by
from tests.evidence.approvals import head
from tests.evidence.attacks import rewrite, said
from tests.journal.facts import one

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def compiled(server: Server) -> Database:
    """A set without officers' tasks, then one with a task; a comment that was answered."""
    database = new_database(server)
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
        assert second.number == 2
    return database


@pytest.fixture
def conn(compiled: Database) -> Iterator[Conn]:
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


def test_nothing_is_found_of_what_three_levels_signed(conn: Conn) -> None:
    assert found(conn) == []
    assert one(conn, "SELECT count(*) FROM journal.facts WHERE topic = 'draft-signed'") == 10


def test_what_the_draft_says_is_what_its_digest_is_of(conn: Conn) -> None:
    """A word of it that no plan repeats."""
    position = at(conn, "indicators-drafted", number=2)
    indicators = said(conn, position)["indicators"]
    rewrite(conn, position, indicators=[indicators[0] | {"standard": "另一标准"}, *indicators[1:]])
    assert found(conn) == [(at(conn, "indicator-set-published", draft=2), "digest")]


def test_where_officers_have_tasks_the_plans_alone_tell_of_the_draft(conn: Conn) -> None:
    """Their words are sealed: the digest of all cannot be made again from the facts."""
    position = at(conn, "indicators-drafted", number=3)
    indicators = said(conn, position)["indicators"]
    rewrite(conn, position, indicators=[indicators[0] | {"step": "0.7"}, *indicators[1:]])
    published = at(conn, "indicator-set-published", draft=3)
    assert found(conn) == [(published, "plan of zg"), (published, "plan of dj")]


def test_a_set_is_signed_by_all(conn: Conn) -> None:
    """A signature of the other draft, where one of this is missing."""
    position = of(conn, 2, "unit-head", "dj")
    rewrite(conn, position, over="zg")
    assert found(conn) == [
        (position, "signed at unit-head"),
        (position, "standing"),
        (at(conn, "indicator-set-published", draft=2), "signatures"),
    ]


def test_one_man_does_not_sign_at_two_levels(conn: Conn) -> None:
    """He holds both roles by now; two principals are one where their grants say so."""
    position = of(conn, 3, "party-committee")
    by(conn, position, "token:leader")
    rewrite(conn, position, signer="token:leader", persons=["officer:L1", "token:leader"])
    assert found(conn) == [(of(conn, 3, "leader", "L1"), "signer")]


def test_nobody_signs_what_he_drafted(conn: Conn) -> None:
    position = at(conn, "indicators-drafted", number=3)
    by(conn, position, "token:party")
    rewrite(conn, position, drafter="token:party", persons=["token:party"])
    assert found(conn) == [(of(conn, 3, "party-committee"), "signer")]


def _now_held_by(conn: Conn, position: int, grantee: str) -> None:
    """A grant is given to another instead, as his second."""
    rewrite(conn, position, grantee=grantee, number=2)
    conn.execute(
        "UPDATE journal.facts SET stream = g.stream, stream_name = g.stream_name, version = 2"
        " FROM (SELECT stream, stream_name FROM journal.facts WHERE position = %s) AS g"
        " WHERE position = %s",
        (at(conn, "role-granted", grantee=grantee), position),
    )


def test_nobody_signs_for_himself(conn: Conn) -> None:
    """Whose task it is heads the unit, which has other things to do as well."""
    _now_held_by(conn, at(conn, "role-granted", grantee="token:one"), "token:zg-head")
    assert (of(conn, 3, "unit-head", "zg"), "signer") in found(conn)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (
            lambda c: rewrite(c, at(c, "draft-commented"), number=2),
            "comments without an answer",
        ),
        (
            lambda c: rewrite(c, at(c, "comment-round-opened"), number=2),
            "a round of comments that was open",
        ),
        (
            lambda c: rewrite(c, at(c, "draft-replaced"), number=2),
            "a signature of a draft that ended",
        ),
        (lambda c: rewrite(c, at(c, "indicators-drafted", number=3), number=2), "drafted"),
        (
            lambda c: rewrite(c, of(c, 2, "leader", "L1"), persons=["token:leader"]),
            "persons",
        ),
        (
            lambda c: rewrite(
                c, at(c, "indicator-set-published", draft=3), effective_on="2024-01-31"
            ),
            "effective on",
        ),
        (lambda c: rewrite(c, at(c, "indicator-set-published", draft=3), draft=2), "set"),
        (lambda c: rewrite(c, at(c, "indicator-set-published"), draft=77), "draft"),
        (lambda c: rewrite(c, of(c, 3, "party-committee"), number=77), "draft"),
    ],
)
def test_what_does_not_hold_of_a_set_is_named(
    conn: Conn, change: Callable[[Conn], None], what: str
) -> None:
    change(conn)
    assert what in {told for _, told in found(conn)}


def test_what_came_before_a_checkpoint_is_read_and_not_told(conn: Conn) -> None:
    position = of(conn, 2, "party-committee")
    rewrite(conn, position, signer="token:x")
    assert (position, "signer") in found(conn)
    assert found(conn, since=at(conn, "indicator-set-published", draft=2)) == []
