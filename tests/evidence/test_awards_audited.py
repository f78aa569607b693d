"""What exactly does the audit say of an award that was not let through as the facts have it?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final, LiteralString

import psycopg
import pytest

from tests.evidence.approvals import OTHER_DIGEST, approvals, found, setting, whats
from tests.evidence.attacks import rewrite, said
from tests.evidence.awarding import HIMSELF, UNIT
from tests.evidence.sealed import Sealed
from tests.evidence.second import CHECKER, CLERK, DESK
from tests.journal.facts import one

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]


@pytest.fixture
def conn(awarded: Sealed) -> Iterator[Conn]:
    with awarded.attacked() as attacked:
        yield attacked


_STEPS: Final = ("claim-checked", "claim-verified")


def grant_of(conn: Conn, grantee: str) -> int:
    query: LiteralString = (
        "SELECT min(position) FROM journal.facts"
        " WHERE topic = 'role-granted' AND stream_name LIKE %s"
    )
    return int(one(conn, query, f"%{grantee}%"))


def first(conn: Conn, topic: str = "bonus-awarded") -> int:
    return int(one(conn, "SELECT min(position) FROM journal.facts WHERE topic = %s", topic))


def joint(conn: Conn) -> range:
    """The facts of the joint award: three entries, and that it was granted."""
    position = first(conn)
    return range(position, position + 4)


def approving(conn: Conn, told: list[Any]) -> str:
    """Other approvals in each of them."""
    text = json.dumps(told, sort_keys=True)
    for fact in joint(conn):
        setting(conn, fact, "approvals", text)
    return text


def forge(conn: Conn, stage: int, **but: str) -> None:
    """One of the three approvals."""
    told = json.loads(approvals(conn, first(conn)))
    told[stage] |= but
    approving(conn, told)


def stepping(conn: Conn, stage: int, actor: str, role: str) -> list[tuple[str, str]]:
    """Another took a step, and all agree: what is found of that step."""
    setting(conn, first(conn, _STEPS[stage]), "actor", actor)
    setting(conn, first(conn, _STEPS[stage]), "role", role)
    forge(conn, stage, actor=actor, role=role)
    return [(expected, is_) for _, what, expected, is_ in found(conn) if what.startswith("the st")]


def of(conn: Conn, wanted: str) -> list[tuple[str, str]]:
    return [(expected, is_) for _, what, expected, is_ in found(conn) if what == wanted]


def test_nothing_is_found_of_awards_that_three_others_let_through(conn: Conn) -> None:
    assert found(conn) == []
    told = json.loads(approvals(conn, first(conn)))
    assert [(one["stage"], one["actor"]) for one in told] == [
        ("check", UNIT),
        ("verify", DESK),
        ("approve", CHECKER),
    ]
    assert said(conn, first(conn, "entry-reversed"))["subject"] == "officer:0001"


@pytest.mark.parametrize("kept", [[], [2], [0, 2], [2, 1, 0], [0, 1, 2, 2]])
def test_an_award_has_three_approvals_in_their_order(conn: Conn, kept: list[int]) -> None:
    whole = json.loads(approvals(conn, first(conn)))
    text = approving(conn, [whole[n] for n in kept])
    assert found(conn) == [(first(conn), "approvals", "check, verify, approve", text[:300])]


@pytest.mark.parametrize("change", ["a part less", "a part more", "another kind", "one beside"])
def test_each_of_the_three_has_five_parts_and_nothing_stands_beside(
    conn: Conn, change: str
) -> None:
    check, *others = json.loads(approvals(conn, first(conn)))
    told: list[Any] = {
        "a part less": [{name: check[name] for name in check if name != "stage"}, *others],
        "a part more": [check | {"x": "y"}, *others],
        "another kind": [1, *others],
        "one beside": [check, *others, {"x": "y"}],
    }[change]
    text = approving(conn, told)
    assert found(conn) == [(first(conn), "approvals", "check, verify, approve", text[:300])]


def test_the_three_approved_one_claim_as_it_was(conn: Conn) -> None:
    whole = json.loads(approvals(conn, first(conn)))
    text = approving(conn, [told | {"claim": "nanyue/99"} for told in whole])
    assert found(conn) == [(first(conn), "approvals", "check, verify, approve", text[:300])]
    approving(conn, whole)
    forge(conn, 0, digest=OTHER_DIGEST)
    text = approvals(conn, first(conn))
    assert found(conn) == [(first(conn), "approvals", "of one claim", text[:300])]
    approving(conn, whole)
    end = joint(conn).stop
    setting(conn, end, "actor", "x")
    assert whats(conn) == ["claim's approval"]
    setting(conn, end, "actor", CHECKER)
    conn.execute(
        "UPDATE journal.commands SET command = sha256('') WHERE last_position = %s", (end - 1,)
    )
    assert whats(conn) == ["command"]


def test_one_approval_of_the_old_kind_is_not_enough_for_an_award(conn: Conn) -> None:
    """Though its fact of having been granted was taken away as well."""
    position = first(conn)
    last = json.loads(approvals(conn, position))[2]
    del last["stage"]
    text = approving(conn, [last])
    conn.execute("DELETE FROM journal.facts WHERE position = %s", (position + 3,))
    assert (position, "approvals", "check, verify, approve", text) in found(conn)


_WHO: Final = ((UNIT, "unit-head", "check"), (DESK, "appraiser", "verify"))


@pytest.mark.parametrize("stage", [0, 1])
def test_a_step_was_taken_before_by_who_is_named(conn: Conn, stage: int) -> None:
    actor, role, name = _WHO[stage]
    forge(conn, stage, actor=CLERK)
    told = (first(conn), f"the step {name}", f"by {CLERK} ({role})", "no such step")
    assert told in found(conn)
    forge(conn, stage, actor=actor, role="x")
    assert of(conn, f"the step {name}") == [(f"by {actor} (x)", "no such step")]
    forge(conn, stage, role=role)
    assert whats(conn) == []
    setting(conn, first(conn, _STEPS[stage]), "position", 1000)
    assert of(conn, f"the step {name}") == [(f"by {actor} ({role})", "no such step")]


@pytest.mark.parametrize("stage", [0, 1])
def test_whoever_took_a_step_held_a_role_for_it(conn: Conn, stage: int) -> None:
    actor, role, name = _WHO[stage]
    assert stepping(conn, stage, actor, role) == []
    for other, his in ((CHECKER, "approver"), (CHECKER, role), (actor, "approver")):
        held = f"{other} holds {his}, which may {name}"
        assert stepping(conn, stage, other, his) == [(held, "no such grant then")]
    assert stepping(conn, stage, "token:x", "owner") == []


def test_who_took_a_step_held_his_role_on_the_day_of_it(conn: Conn) -> None:
    step = first(conn, "claim-checked")
    setting(conn, step, "recorded_at", datetime(2031, 5, 5, 4, tzinfo=UTC))
    assert whats(conn) == []
    rewrite(conn, grant_of(conn, UNIT), until="2031-05-06")
    assert whats(conn) == []
    rewrite(conn, grant_of(conn, UNIT), until="2031-05-05")
    assert whats(conn) == ["the step check"]


def test_each_step_is_another_persons_and_none_is_his_whom_it_is_for(conn: Conn) -> None:
    forge(conn, 1, actor=UNIT, role="unit-head")
    assert of(conn, "check and verify") == [("two persons", UNIT)]
    assert whats(conn) == ["the step verify", "check and verify"]
    forge(conn, 1, actor=HIMSELF, role="officer")
    himself = ("two persons", f"officer:0001, {HIMSELF}")
    assert of(conn, "proposer and verify") == [himself]
    assert of(conn, "verify and beneficiary") == [("two persons", "officer:0001")]
    assert whats(conn) == ["the step verify", "proposer and verify", "verify and beneficiary"]


def test_whoever_approves_might_approve_for_all_who_are_named(conn: Conn) -> None:
    for actor, role in ((CLERK, "recorder"), (CLERK, "approver"), (CHECKER, "recorder")):
        forge(conn, 2, actor=actor, role=role)
        held = f"{actor} holds {role}, which approves"
        assert of(conn, "approver's role") == [(held, "no such grant then")]
    forge(conn, 2, actor="token:x", role="owner")
    assert whats(conn) == ["claim's approval"]


def test_whoever_claimed_spoke_for_the_subject(conn: Conn) -> None:
    for actor, role in ((HIMSELF, "recorder"), (CLERK, "recorder"), (CLERK, "officer")):
        for fact in joint(conn):
            setting(conn, fact, "actor", actor)
            setting(conn, fact, "role", role)
        assert of(conn, "role") == [(f"{actor} holds {role}", "no such grant then")]
    for fact in joint(conn):
        setting(conn, fact, "role", "owner")
    assert whats(conn) == ["claim"]


@pytest.mark.parametrize(("who", "wrong"), [(HIMSELF, "role"), (CHECKER, "approver's role")])
def test_a_role_that_ended_at_midnight_still_stands_for_a_moment(
    conn: Conn, who: str, wrong: str
) -> None:
    midnight = datetime(2031, 5, 5, tzinfo=UTC) - timedelta(hours=8)
    setting(conn, first(conn), "recorded_at", midnight + timedelta(minutes=5))
    rewrite(conn, grant_of(conn, who), until="2031-05-05")
    assert whats(conn) == []
    rewrite(conn, grant_of(conn, who), until="2031-05-04")
    assert whats(conn) == [wrong]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"points": "1.9"}, "claimed points"),
        ({"share": "2/3"}, "claimed share"),
        ({"merit": "x"}, "claimed merit"),
        ({"item": "K1"}, "claimed item"),
        ({"evidence": ["sha256:" + "1" * 64]}, "claimed evidence"),
        ({"subject": "officer:0003"}, "awarded"),
    ],
)
def test_an_entry_says_what_was_claimed(conn: Conn, change: dict[str, Any], wrong: str) -> None:
    before = said(conn, first(conn)) | {"evidence": [], "merit": None}
    rewrite(conn, first(conn), **change)
    told = [one for one in found(conn) if one[0] == first(conn)]
    (name,) = change
    expected = (str(before[name]), str(change[name]))
    if name == "subject":
        expected = (
            "officer:0001, officer:0002, officer:0004",
            "officer:0002, officer:0003, officer:0004",
        )
    assert told == [(first(conn), wrong, *expected)]


def test_what_an_entry_says_otherwise_is_told_in_one_order(conn: Conn) -> None:
    other = dict.fromkeys(("merit", "level", "item", "document_no"), "x")
    rewrite(conn, first(conn), **other)
    assert whats(conn) == [f"claimed {name}" for name in sorted(other)]


def test_what_is_empty_and_what_is_left_out_are_the_same(conn: Conn) -> None:
    rewrite(conn, first(conn), evidence=[])
    assert found(conn) == []
