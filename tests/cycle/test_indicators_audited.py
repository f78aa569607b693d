"""What exactly does the audit say of an indicator set that was not signed as it stands?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Database
from tests.cycle.signed import Conn, attacked, found, now_held_by, of
from tests.cycle.tampering import at, by
from tests.evidence.attacks import rewrite, said
from tests.journal.facts import one

pytestmark = pytest.mark.postgres


@pytest.fixture
def conn(compiled: Database) -> Iterator[Conn]:
    with attacked(compiled) as conn:
        yield conn


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


def test_nobody_signs_for_himself(conn: Conn) -> None:
    """Whose task it is heads the unit, which has other things to do as well."""
    now_held_by(conn, at(conn, "role-granted", grantee="token:one"), "token:zg-head")
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
