"""Does each signature, task, set and plan of the indicators hold at every edge of the rules?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, LiteralString

import pytest

from projections.evidence.findings import Audited
from projections.evidence.signing_pass import SIGNATURES, signatures
from tests.conftest import Database
from tests.cycle.signed import (
    Conn,
    attacked,
    found,
    gone,
    granted,
    now_held_by,
    of,
    recorded,
    told,
)
from tests.cycle.tampering import OTHER, at
from tests.evidence.approvals import head
from tests.evidence.attacks import rewrite, said
from tests.evidence.narrow import Telling
from tests.journal.facts import one

pytestmark = pytest.mark.postgres


@pytest.fixture
def conn(compiled: Database) -> Iterator[Conn]:
    with attacked(compiled) as conn:
        yield conn


def test_how_far_the_pass_is_is_told(conn: Conn) -> None:
    telling, size = Telling(), head(conn)
    assert not list(signatures(Audited(conn, size, 3, telling)))
    assert telling.told == [(SIGNATURES, size, size)]


def test_a_finding_is_told_by_an_audit_that_begins_before_it(conn: Conn) -> None:
    position = of(conn, 3, "party-committee")
    rewrite(conn, position, signer="token:party", digest=OTHER)
    assert (position, "digest signed") in found(conn, position - 1)
    assert (position, "digest signed") not in found(conn, position)


def test_a_draft_is_made_once_by_whom_it_says(conn: Conn) -> None:
    position = at(conn, "indicators-drafted", number=3)
    rewrite(conn, position, number=1, drafter="token:x")
    made = at(conn, "indicators-drafted", number=1)
    assert [(what, *more) for of, what, *more in told(conn) if of == position] == [
        ("drafter", "token:office", "token:x"),
        ("drafted", "once", f"at {made}, and again"),
    ]


def test_a_task_comes_with_its_draft(conn: Conn) -> None:
    position = at(conn, "personal-indicator-drafted")
    made = at(conn, "indicators-drafted", number=2)
    rewrite(conn, position, number=2)
    late = ("task of an officer", f"drafted with the command at {made}", f"at {position - 1}")
    assert (position, *late) in told(conn)
    rewrite(conn, position, number=77)
    none = ("task of an officer", "drafted with the command at None", f"at {position - 1}")
    assert [one for one in told(conn) if one[0] == position] == [(position, *none)]


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({"start": "2024-12-31", "until": "2025-01-01"}, True),
        ({"until": "2024-12-31"}, False),
        ({"bureau": "yuhu"}, False),
        ({"post_level": "head"}, False),
        ({"unit": "dj"}, False),
    ],
)
def test_a_task_is_signed_where_its_officer_was_posted(
    conn: Conn, change: dict[str, str], holds: bool
) -> None:
    """On the day of the draft, or the nearest of its year."""
    task = at(conn, "personal-indicator-drafted")
    subject = said(conn, task)["subject"]
    rewrite(conn, at(conn, "posting-recorded", officer=subject.removeprefix("officer:")), **change)
    assert [what for of, what in found(conn) if of == task] == (
        [] if holds else [f"who signs the task of {subject}"]
    )


def test_a_task_drafted_before_the_year_is_signed_where_the_year_begins(conn: Conn) -> None:
    task = at(conn, "personal-indicator-drafted")
    officer = said(conn, task)["subject"].removeprefix("officer:")
    recorded(conn, task, datetime(2023, 12, 15, tzinfo=UTC))
    rewrite(conn, at(conn, "posting-recorded", officer=officer), start="2024-01-01")
    assert found(conn) == []
    rewrite(conn, at(conn, "posting-recorded", officer=officer), until="2024-01-02")
    assert found(conn) == []


def test_a_signature_needs_that_the_last_round_of_comments_is_over(conn: Conn) -> None:
    position = of(conn, 2, "party-committee")
    rounds = [at(conn, "comment-round-opened"), at(conn, "comment-answered")]
    conn.execute(
        "UPDATE journal.facts SET topic = 'comment-round-opened', state = (SELECT state"
        " FROM journal.facts WHERE position = %s) WHERE position = %s",
        rounds,
    )
    gone(conn, at(conn, "draft-commented"))
    recorded(conn, position, datetime(2031, 5, 5, 4, tzinfo=UTC))
    opened = (position, "a round of comments that was open")
    for *until, is_open in (
        ("2031-05-05", "2031-05-04", False),
        ("2031-05-04", "2031-05-05", True),
    ):
        for opening, day in zip(rounds, until, strict=True):
            rewrite(conn, opening, number=2, until=day)
        assert (opened in found(conn)) == is_open


def test_a_draft_that_ended_is_neither_signed_nor_published(conn: Conn) -> None:
    rewrite(conn, at(conn, "draft-replaced"), number=2)
    ended = ("a signature of a draft that ended", "None", "DraftReplaced")
    assert (of(conn, 2, "party-committee"), *ended) in told(conn)
    published = ("published", "a draft that stands", "one that had ended")
    assert (at(conn, "indicator-set-published"), *published) in told(conn)


def test_a_set_is_published_of_a_draft_that_was_not_published_before(conn: Conn) -> None:
    position = at(conn, "indicator-set-published", draft=3)
    rewrite(conn, position, **said(conn, at(conn, "indicator-set-published")))
    assert (position, "published", "a draft that stands", "one that had ended") in told(conn)
    assert (position, "version", "2", "1") in told(conn)


def test_each_signs_over_what_is_missing_at_his_level(conn: Conn) -> None:
    position = of(conn, 2, "unit-head", "zg")
    rewrite(conn, position, over="x")
    assert (position, "signed at unit-head", "over dj, zg, who had not", "x") in told(conn)
    again = of(conn, 2, "leader", "L1")
    rewrite(conn, again, **said(conn, of(conn, 2, "party-committee")))
    nobody = ("signed at party-committee", "over nobody, who had not", "nanyue")
    assert (again, *nobody) in told(conn)


@pytest.mark.parametrize(
    ("who", "role", "level", "over"),
    [
        ("token:party", "party-committee", "party-committee", "nanyue"),
        ("token:leader", "leader", "leader", "L1"),
        ("token:zg-head", "unit-head", "unit-head", "zg"),
    ],
)
def test_whoever_signs_holds_the_role_of_the_level(
    conn: Conn, who: str, role: str, level: str, over: str
) -> None:
    rewrite(conn, granted(conn, who, role), role="auditor")
    standing = ("standing", f"{who} is {level} of {over}", "no such grant then")
    assert [one for one in told(conn) if one[1] == "standing"] == [
        (of(conn, number, level, over), *standing) for number in (2, 3)
    ]


def test_a_role_that_ended_at_midnight_still_signs_and_persons_are_the_later_day_s(
    conn: Conn,
) -> None:
    position = of(conn, 2, "leader", "L1")
    recorded(conn, position, datetime(2031, 5, 4, 16, 5, tzinfo=UTC))
    rewrite(conn, granted(conn, "token:leader", "leader"), until="2031-05-05")
    assert found(conn) == []
    rewrite(conn, granted(conn, "token:leader", "officer"), until="2031-05-05")
    assert told(conn) == [(position, "persons", "token:leader", "officer:L1, token:leader")]


@pytest.mark.parametrize("earlier", ["drafted", "signed"])
def test_who_he_was_is_asked_of_what_was_recorded_too(conn: Conn, earlier: str) -> None:
    """The grant that said so has ended."""
    party = of(conn, 3, "party-committee")
    if earlier == "drafted":
        position = at(conn, "indicators-drafted", number=3)
        rewrite(conn, position, persons=["token:office", "token:party"])
        assert told(conn) == [(party, "signer", "another than who drafted", "token:party")]
    else:
        rewrite(conn, party, persons=["officer:L1", "token:party"])
        same = (of(conn, 3, "leader", "L1"), "signer", "another than at party-committee")
        assert (*same, "officer:L1") in told(conn)


def test_one_head_signs_for_each_of_his_units(conn: Conn) -> None:
    for other in ("dj", "zg"):
        both = ["token:dj-head", "token:zg-head"]
        rewrite(conn, of(conn, 3, "unit-head", other), persons=both)
    assert {what for _, what in found(conn)} == {"persons"}


def test_what_follows_a_publication_is_no_part_of_it(conn: Conn) -> None:
    """A plan that reads as in the set is adopted again, then one that does not."""
    last = head(conn)
    plan = at(conn, "plan-adopted.2", unit="zg")
    conn.execute(
        "UPDATE journal.facts AS f SET topic = g.topic, stream = g.stream, stream_name ="
        " g.stream_name, version = 99, state = (SELECT state FROM journal.facts WHERE topic ="
        " g.topic AND subject IS NOT DISTINCT FROM g.subject ORDER BY position DESC LIMIT 1)"
        " FROM journal.facts AS g WHERE g.position = %s AND f.position = %s",
        (plan, last),
    )
    of_zg = _last_plan(conn, "zg", last)
    rewrite(conn, last, **of_zg)
    assert found(conn) == []
    lines = of_zg["indicators"]
    rewrite(conn, last, indicators=[lines[0] | {"title": "改"}, *lines[1:]])
    assert found(conn) == [(last, "plan of zg")]
    rewrite(conn, last, **of_zg)
    rewrite(conn, at(conn, "indicator-set-published", draft=3), draft=77)
    assert [(what, expected) for of, what, expected, _ in told(conn) if of == last] == [
        ("plan of zg", "None")
    ]


def _last_plan(conn: Conn, unit: str, before: int) -> dict[str, Any]:
    query: LiteralString = (
        "SELECT max(position) FROM journal.facts WHERE topic = 'plan-adopted.2' AND position < %s"
        " AND convert_from(state, 'UTF8')::jsonb ->> 'unit' = %s"
    )
    return said(conn, int(one(conn, query, before, unit)))


def test_a_plan_is_compared_where_it_was_published_and_a_plan_before_any_set_is_not(
    conn: Conn,
) -> None:
    published = at(conn, "indicator-set-published")
    query: LiteralString = (
        "SELECT min(position) FROM journal.facts WHERE topic = 'plan-adopted.2' AND position > %s"
    )
    plan = int(one(conn, query, published))
    lines = said(conn, plan)["indicators"]
    unit = said(conn, plan)["unit"]
    rewrite(conn, plan, indicators=[lines[0] | {"title": "改"}, *lines[1:]])
    told_of = [published, at(conn, "indicator-set-published", draft=3)]
    assert found(conn) == [(position, f"plan of {unit}") for position in told_of]
    rewrite(conn, plan, indicators=lines)
    gone(conn, published)
    version = (at(conn, "indicator-set-published", draft=3), "version")
    assert found(conn) == [version]


def test_a_set_of_no_command_has_no_plans(conn: Conn) -> None:
    position = at(conn, "indicator-set-published", draft=3)
    conn.execute("DELETE FROM journal.commands WHERE first_position = %s", (position,))
    assert (position, "plan of zg") not in found(conn), "they read as before"


def test_a_set_holds_from_a_day_of_its_year_and_not_from_before_the_last(conn: Conn) -> None:
    position = at(conn, "indicator-set-published", draft=3)
    for day, right in (("2025-01-01", False), ("2024-01-31", False), ("2024-02-01", True)):
        rewrite(conn, position, effective_on=day)
        wrong = ("effective on", "in 2024, from 2024-02-01 on", day)
        assert told(conn) == [(position, *wrong)] * (not right)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"subject": "officer:L1", "signed_at": "leader"}, True),
        ({"subject": "officer:L1"}, False),
        ({"signed_at": "leader"}, False),
    ],
)
def test_a_leader_alone_does_not_sign_his_own_task(
    conn: Conn, change: dict[str, str], wrong: bool
) -> None:
    """Where another leader signs as well, he may."""
    rewrite(conn, at(conn, "personal-indicator-drafted"), **change)
    own = ("signer", "another than whose indicators they are", "officer:L1, token:leader")
    signature = (of(conn, 3, "leader", "L1"), *own)
    assert signature not in told(conn)
    position = at(conn, "indicators-drafted", number=3)
    lines = said(conn, position)["indicators"]
    rewrite(conn, position, indicators=[line | {"leader": "L1"} for line in lines])
    assert (signature in told(conn)) == wrong


@pytest.mark.parametrize(("unit", "wrong"), [("zg", True), ("dj", False)])
def test_a_head_does_not_sign_for_the_unit_in_which_he_has_a_task(
    conn: Conn, unit: str, wrong: bool
) -> None:
    """His other task is in another unit."""
    task = at(conn, "personal-indicator-drafted")
    subject = "token:zg-head"
    rewrite(conn, task, subject=said(conn, task)["subject"], unit=unit)
    now_held_by(conn, at(conn, "role-granted", grantee="token:one"), subject)
    assert ((of(conn, 3, "unit-head", "zg"), "signer") in found(conn)) == wrong
