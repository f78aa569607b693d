"""What exactly does the audit say of a claim that is not what was recorded and approved?"""

from __future__ import annotations

import json
from typing import Any, LiteralString

import psycopg
import pytest

from tests.evidence.approvals import (
    OTHER_DIGEST,
    approval,
    approvals,
    at,
    found,
    setting,
    whats,
)
from tests.evidence.attacks import rewrite, said
from tests.evidence.second import CHECKER, CLERK, DESK

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]


def test_the_claim_was_made_before_by_whom_the_facts_name(approved: Conn) -> None:
    position = at(approved, "bonus-awarded", CLERK)
    claim, wanted = position - 1, f"made before by {CLERK}"
    approval(approved, position, claim="nanyue/99")
    assert found(approved)[0] == (position, "claim", "the claim nanyue/99", "no such claim")
    assert whats(approved) == ["claim"]
    approval(approved, position, claim="nanyue/1")
    setting(approved, claim, "actor", "x")
    assert found(approved) == [(position, "claim", wanted, f"at {claim} by x")]
    setting(approved, claim, "actor", CLERK)
    rewrite(approved, claim, proposer="x")
    assert found(approved) == [(position, "claim", wanted, f"at {claim} by {CLERK}")]
    rewrite(approved, claim, proposer=CLERK)
    assert found(approved) == []
    command: LiteralString = (
        "UPDATE journal.commands SET first_position = %s WHERE %s = last_position"
    )
    approved.execute(command, (claim, position))
    assert whats(approved) == ["claim"], "not before the command, but in it"
    setting(approved, claim, "position", 1000)
    approved.execute(command, (position, position))
    assert found(approved) == [(position, "claim", wanted, f"at 1000 by {CLERK}")]


def test_an_approval_is_of_what_the_claim_said(approved: Conn) -> None:
    position = at(approved, "role-revoked")
    digest = json.loads(approvals(approved, position))[0]["digest"]
    approval(approved, position, digest=OTHER_DIGEST)
    right = (position + 1, CHECKER, "approver", OTHER_DIGEST)
    assert found(approved) == [
        (position, "claim's digest", OTHER_DIGEST, digest),
        (position, "claim's content", OTHER_DIGEST, digest),
        (position, "claim's approval", str(right), str((*right[:3], digest))),
        (position, "command", OTHER_DIGEST, digest),
    ]
    rewrite(approved, position - 1, digest=OTHER_DIGEST)
    rewrite(approved, position + 1, digest=OTHER_DIGEST)
    assert whats(approved) == ["claim's content", "command"]
    approval(approved, position, digest=digest)
    rewrite(approved, position - 1, digest=digest)
    rewrite(approved, position + 1, digest=digest)
    assert whats(approved) == []
    content = json.loads(said(approved, position - 1)["content"])
    rewrite(approved, position - 1, content=json.dumps(content | {"number": 2}))
    assert whats(approved) == ["claim's content", "claimed number"]
    rewrite(approved, position - 1, narrative="kept apart: its digest is not of the content alone")
    assert found(approved) == [(position, "claimed number", "2", "1")]


def test_a_command_is_the_one_that_was_approved(approved: Conn) -> None:
    position = at(approved, "bonus-awarded", CLERK)
    (told,) = json.loads(approvals(approved, position))
    digest, where = told["digest"], "WHERE last_position = %s"
    change: LiteralString = (
        "UPDATE journal.commands SET command = sha256('') WHERE last_position = %s"
    )
    approved.execute(change, (position,))
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert found(approved) == [(position, "command", digest, f"sha256:{empty}")]
    approved.execute("DELETE FROM journal.commands " + where, (position,))
    assert found(approved) == [(position, "command", digest, "sha256:")]


def test_the_claim_was_approved_with_the_facts(approved: Conn) -> None:
    position = at(approved, "entry-reversed")
    digest = json.loads(approvals(approved, position))[0]["digest"]
    end = position + 2
    right = (end, CHECKER, "approver", digest)

    def told() -> list[str]:
        ((of, what, expected, is_),) = found(approved)
        assert (of, what, expected) == (position, "claim's approval", str(right))
        return [is_]

    setting(approved, end, "actor", "x")
    assert told() == [str((end, "x", *right[2:]))]
    setting(approved, end, "actor", CHECKER)
    setting(approved, end, "role", "x")
    assert told() == [str((*right[:2], "x", digest))]
    setting(approved, end, "role", "approver")
    rewrite(approved, end, digest=OTHER_DIGEST)
    assert told() == [str((*right[:3], OTHER_DIGEST))]
    rewrite(approved, end, digest=digest)
    setting(approved, end, "position", 1000)
    assert told() == [str((1000, *right[1:]))]
    approved.execute("DELETE FROM journal.facts WHERE position = 1000")
    assert told() == ["None"]


@pytest.mark.parametrize(
    ("topic", "offset", "change", "wrong"),
    [
        ("bonus-awarded", 0, {"points": "2"}, "points"),
        ("bonus-awarded", 0, {"points": None}, "points"),
        ("bonus-awarded", 0, {"share": "1/3"}, "share"),
        ("bonus-awarded", 0, {"approved_by": "9002"}, "approved_by"),
        ("bonus-awarded", 0, {"evidence": ["sha256:" + "1" * 64]}, "evidence"),
        ("bonus-awarded", 0, {"reason": "sealed by another key"}, None),
        ("bonus-awarded", 0, {"bureau": "x"}, None),
        ("entry-reversed", 0, {"ground": "x"}, "ground"),
        ("entry-reversed", 1, {"points": "1.2", "claimed": "1.2"}, "points"),
        ("entry-reversed", 1, {"document_no": "x"}, "document_no"),
        ("entry-reversed", 1, {"item": "K1"}, None),
        ("import-reversed", 0, {"ground": "x"}, "ground"),
        ("import-reversed", 0, {"batch": 2}, "batch"),
        ("import-reversed", -1, {"ground": "x"}, None),
        ("import-reversed", -2, {"ground": "x"}, None),
        ("subject-erased", 0, {"subject": "officer:0002"}, "subject"),
    ],
)
def test_a_fact_says_what_was_claimed(
    approved: Conn, topic: str, offset: int, change: dict[str, Any], wrong: str | None
) -> None:
    """What the claim left open is the fact's own to say, or another pass's to find."""
    position = at(approved, topic, CLERK if topic == "bonus-awarded" else DESK) + offset
    before = said(approved, position)
    rewrite(approved, position, **change)
    told = [f for f in found(approved) if f[1].startswith("claimed ")]
    if wrong is None:
        assert told == []
        return
    ((_, what, expected, is_),) = told
    assert what == f"claimed {wrong}"
    assert (expected, is_) == (str(before.get(wrong) or None), str(change[wrong]))


def test_what_a_fact_says_otherwise_is_told_in_one_order(approved: Conn) -> None:
    position = at(approved, "bonus-awarded", CLERK)
    other = dict.fromkeys(
        ("recorded_by", "merit", "level", "item", "document_no", "approved_by"), "x"
    )
    rewrite(approved, position, **other)
    assert whats(approved) == [f"claimed {name}" for name in sorted(other)]
