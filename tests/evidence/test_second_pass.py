"""What exactly does the audit say of who did and who approved what one may not do alone?"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, LiteralString

import psycopg
import pytest

from projections.evidence.findings import Audited
from projections.evidence.second_pass import FOUR_EYES, four_eyes
from tests.evidence.approvals import (
    HIMSELF,
    MANY,
    approvals,
    at,
    by,
    found,
    head,
    last_granted,
    setting,
    whats,
)
from tests.evidence.attacks import rewrite, said
from tests.evidence.narrow import Telling
from tests.evidence.second import CHECKER, CLERK, DESK, HEAD, SOLE
from tests.journal.facts import one

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]


def test_nothing_is_found_of_sound_approvals_wherever_an_audit_begins(approved: Conn) -> None:
    for since in (0, 6, 7, 8, 19, 29, 30, head(approved)):
        assert found(approved, since) == [], since


def test_how_far_the_pass_is_is_told(approved: Conn) -> None:
    telling, size = Telling(), head(approved)
    assert not list(four_eyes(Audited(approved, size, 3, telling)))
    read = [*range(3 + 7, size, 7), size, size]
    assert telling.told == [(FOUR_EYES, done, size) for done in read]


def test_a_command_that_was_begun_before_is_read_whole(approved: Conn) -> None:
    position = at(approved, "entry-reversed")
    setting(approved, position, "role", "x")
    setting(approved, position + 1, "role", "x")
    expected = [(position, "role", f"{DESK} holds x", "no such grant then")]
    for since in (0, position - 1, position):
        assert found(approved, since) == expected
    assert found(approved, position + 1) == []


def test_what_one_person_may_not_record_alone_is_found_without_its_approval(approved: Conn) -> None:
    position = at(approved, "bonus-awarded", CLERK)
    setting(approved, position, "approvals", "[]")
    expected = [(position, "approval", "a second person", f"{CLERK} (recorder) alone")]
    assert found(approved) == expected
    assert found(approved, position - 1) == expected
    rewrite(approved, position, claimed="1", points="1")
    assert found(approved) == [], "so much he may"
    rewrite(approved, position, claimed="1.01", points="1.01")
    assert found(approved) == expected


def test_who_acts_alone_must_have_held_that_role(approved: Conn) -> None:
    position = at(approved, "bonus-awarded", CLERK)
    setting(approved, position, "approvals", "[]")
    setting(approved, position, "role", "appraiser")
    assert whats(approved) == ["role"], "whoever held none need not be told that he was alone"
    setting(approved, position, "role", "sole")
    assert whats(approved) == ["role"]
    setting(approved, position, "actor", SOLE)
    assert whats(approved) == []
    setting(approved, position, "role", "owner")
    assert whats(approved) == []


def test_without_a_bound_a_grant_needs_nobody_but_whoever_is_named_is_held(approved: Conn) -> None:
    for edition in (10, at(approved, "rulebook-published")):
        document = json.loads(said(approved, edition)["document"])
        del document["alone"]
        rewrite(approved, edition, document=json.dumps(document))
    position = at(approved, "bonus-awarded", CLERK)
    assert whats(approved) == []
    by(approved, position, "token:nobody")
    assert found(approved) == [
        (
            position,
            "approver's role",
            "token:nobody holds approver, which approves",
            "no such grant then",
        )
    ]
    setting(approved, position, "approvals", "[]")
    assert whats(approved) == []


def test_every_edition_has_its_own_bound(approved: Conn) -> None:
    """The third edition lets two points through, the second one."""
    position = at(approved, "bonus-awarded", CLERK)
    setting(approved, position, "approvals", "[]")
    rewrite(approved, position, edition="nanyue@3")
    assert whats(approved) == []
    rewrite(approved, position, edition="nanyue@1")
    assert whats(approved) == [], "it had none"


@pytest.mark.parametrize("fact", [0, 1])
def test_the_facts_of_one_command_name_one_approval(approved: Conn, fact: int) -> None:
    position = at(approved, "entry-reversed")
    whole = approvals(approved, position)
    setting(approved, position + fact, "approvals", "[]")
    first, other = (whole, "[]") if fact else ("[]", whole)
    assert found(approved) == [(position + 1, "approvals", f"{first} as at {position}", other)]


def test_what_is_told_of_it_has_its_bounds(approved: Conn) -> None:
    position = at(approved, "entry-reversed")
    setting(approved, position, "approvals", "x" * 400)
    setting(approved, position + 1, "approvals", "y" * 400)
    assert found(approved) == [(position + 1, "approvals", "x" * 300, "y" * 300)]


@pytest.mark.parametrize("change", ["two", "a part more", "a part less"])
def test_there_is_one_approval_and_it_has_four_parts(approved: Conn, change: str) -> None:
    position = at(approved, "bonus-awarded", CLERK)
    (told,) = json.loads(approvals(approved, position))
    text = json.dumps(
        {
            "two": [told, told],
            "a part more": [told | {"x": "y"}],
            "a part less": [{name: told[name] for name in ("actor", "claim", "digest")}],
        }[change]
    )
    setting(approved, position, "approvals", text)
    assert found(approved) == [(position, "approvals", "one approval", text[:300])]


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "1",
        '"x"',
        "[1]",
        '["x"]',
        "{}",
        '[{"actor": "x", "claim": "nanyue/1", "digest": "x", "role": 1}]',
        r'[{"actor": "x", "claim": "\u0000", "digest": "x", "role": "approver"}]',
        r'[{"actor": "x", "claim": "\ud800", "digest": "x", "role": "approver"}]',
    ],
)
def test_what_is_no_approval_is_found_and_the_rest_is_audited(approved: Conn, text: str) -> None:
    position, later = at(approved, "bonus-awarded", CLERK), at(approved, "entry-reversed")
    setting(approved, position, "approvals", text)
    setting(approved, later, "role", "x")
    setting(approved, later + 1, "role", "x")
    assert found(approved) == [
        (position, "approvals", "one approval", text),
        (later, "role", f"{DESK} holds x", "no such grant then"),
    ]


def test_an_approver_holds_a_role_that_approves(approved: Conn) -> None:
    position = at(approved, "bonus-awarded", CLERK)
    by(approved, position, DESK, "appraiser")
    held = f"{DESK} holds appraiser, which approves"
    assert found(approved) == [(position, "approver's role", held, "no such grant then")]
    for actor, role, wrong in (
        (SOLE, "sole", []),
        (SOLE, "approver", ["approver's role"]),
        (HEAD, "approver", []),
        ("officer:9001", "owner", []),
        ("officer:0001", "owner", ["approver and beneficiary"]),
    ):
        by(approved, position, actor, role)
        assert whats(approved) == wrong, actor


def test_nobody_approves_his_own(approved: Conn) -> None:
    position = at(approved, "bonus-awarded", CLERK)
    by(approved, position, CLERK, "owner")
    assert found(approved) == [(position, "approver", f"another than {CLERK}", CLERK)]
    granted = last_granted(approved)
    for fact in (granted - 1, granted):
        setting(approved, fact, "actor", MANY)
    rewrite(approved, granted - 1, proposer=MANY)
    setting(approved, granted, "role", "owner")
    by(approved, granted, MANY, "owner")
    assert found(approved)[1] == (
        granted,
        "approver",
        f"another than {MANY}",
        ", ".join([*HIMSELF, MANY]),
    )


def test_nobody_has_a_hand_in_what_is_about_himself(approved: Conn) -> None:
    position = last_granted(approved)
    themselves = ", ".join([*HIMSELF, MANY])
    by(approved, position, MANY, "owner")
    assert found(approved) == [(position, "approver and beneficiary", "two persons", themselves)]
    by(approved, position, CHECKER)
    for fact in (position - 1, position):
        setting(approved, fact, "actor", MANY)
    rewrite(approved, position - 1, proposer=MANY)
    setting(approved, position, "role", "owner")
    assert found(approved) == [(position, "proposer and beneficiary", "two persons", themselves)]


def test_one_fact_of_a_command_that_names_a_second_person_is_enough(approved: Conn) -> None:
    """Nobody is needed for so few points, but whoever is named is named by all."""
    query: LiteralString = "SELECT position FROM journal.facts WHERE topic = 'workbook-imported'"
    position = int(one(approved, query)) - 1
    setting(approved, position, "approvals", "[1]")
    assert found(approved) == [(position, "approvals", f"[] as at {position - 1}", "[1]")]


SHANGHAI: Final = timedelta(hours=8)


@pytest.mark.parametrize(
    ("minutes", "ended", "wrong"), [(5, 0, []), (9, 0, []), (11, 0, ["role"]), (5, 1, ["role"])]
)
def test_what_was_decided_just_before_midnight_may_be_recorded_just_after(
    approved: Conn, minutes: int, ended: int, wrong: list[str]
) -> None:
    """A grant that ended with the day still stands for a moment, one that ended before does not."""
    position = at(approved, "bonus-awarded", CLERK)
    day = date(2031, 5, 5)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - SHANGHAI
    setting(approved, position, "recorded_at", midnight + timedelta(minutes=minutes))
    assert whats(approved) == []
    (grant,) = _grants(approved, CLERK)
    rewrite(approved, grant, until=str(day - timedelta(days=ended)))
    assert whats(approved) == wrong
    rewrite(approved, grant, until=None)
    (grant, *_) = _grants(approved, CHECKER)
    rewrite(approved, grant, until=str(day - timedelta(days=ended)))
    assert whats(approved) == [f"approver's {what}" for what in wrong]


def test_who_is_one_man_is_asked_of_the_later_day(approved: Conn) -> None:
    position = at(approved, "bonus-awarded", CLERK)
    day = date(2031, 5, 5)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - SHANGHAI
    setting(approved, position, "recorded_at", midnight + timedelta(minutes=5))
    by(approved, position, HEAD)
    assert whats(approved) == []
    _, himself = _grants(approved, HEAD)
    rewrite(approved, himself, start=str(day), scope="officer:0001")
    assert whats(approved) == ["approver and beneficiary"]
    rewrite(approved, himself, until=str(day), start=str(day - timedelta(days=9)))
    assert whats(approved) == []


def _grants(approved: Conn, grantee: str) -> list[int]:
    query: LiteralString = (
        "SELECT position FROM journal.facts"
        " WHERE topic = 'role-granted' AND stream_name LIKE %s ORDER BY 1"
    )
    return [row[0] for row in approved.execute(query, (f"%{grantee}%",)).fetchall()]
