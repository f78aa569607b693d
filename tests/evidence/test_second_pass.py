"""What exactly does the audit say of an approval that is not as it was given?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final, LiteralString

import psycopg
import pytest

from domain.access.commands import GrantRole
from domain.journal.envelope import By
from domain.ledger import Ledger
from projections.evidence.findings import TAMPERED, Audited
from projections.evidence.second_pass import FOUR_EYES, four_eyes
from tests.conftest import MASTER, OFFICE, Database
from tests.evidence.attacks import rewrite, said
from tests.evidence.narrow import Telling
from tests.evidence.sealed import Sealed
from tests.evidence.second import CHECKER, CLERK, DESK, HEAD, SOLE, approved_ledger, claimed
from tests.journal.cast import BUREAU, officer
from tests.journal.facts import one

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
Attack = Callable[[Conn, int], None]
MANY: Final = "token:many"
HIMSELF: Final = tuple(f"officer:{number:04}" for number in range(11, 17))
"""Whom his grants say that one principal is."""
OTHER_DIGEST: Final = "sha256:" + "0" * 64


@pytest.fixture(scope="module")
def made(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    made = approved_ledger(module_database, tmp_path_factory.mktemp("approved"))
    with Ledger(module_database.dsn("app"), MASTER) as ledger:
        for scope in HIMSELF:
            ledger.handle(officer(scope.removeprefix("officer:")), OFFICE)
            command = GrantRole(bureau=BUREAU, grantee=MANY, role="officer", scope=scope)
            ledger.handle(command, OFFICE)
        asked = GrantRole(bureau=BUREAU, grantee=MANY, role="recorder", scope="unit:dj")
        ledger.handle(claimed(ledger, asked, DESK)[1], By(CHECKER, ""))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("projections.evidence.second_pass._BATCH", 7)
        yield made


@pytest.fixture
def conn(made: Sealed) -> Iterator[Conn]:
    with made.attacked() as conn:
        yield conn


def head(conn: Conn) -> int:
    return int(one(conn, "SELECT max(position) FROM journal.facts"))


def found(conn: Conn, since: int = 0) -> list[tuple[int | None, str, str, str]]:
    findings = list(four_eyes(Audited(conn, head(conn), since)))
    assert {(f.check, f.code) for f in findings} <= {(FOUR_EYES, TAMPERED)}
    return [(f.position, f.what, f.expected, f.found) for f in findings]


def whats(conn: Conn, since: int = 0) -> list[str]:
    return [what for _, what, *_ in found(conn, since)]


def at(conn: Conn, topic: str, actor: str = DESK) -> int:
    """The first such fact that a second person let through."""
    query: LiteralString = (
        "SELECT min(position) FROM journal.facts"
        " WHERE topic = %s AND actor = %s AND approvals <> '[]'"
    )
    return int(one(conn, query, topic, actor))


def last_granted(conn: Conn) -> int:
    """The grant to whom many grants say that he is many."""
    query: LiteralString = (
        "SELECT max(position) FROM journal.facts WHERE topic = 'role-granted' AND approvals <> '[]'"
    )
    return int(one(conn, query))


def setting(conn: Conn, position: int, column: LiteralString, value: object) -> None:
    query: LiteralString = f"UPDATE journal.facts SET {column} = %s WHERE position = %s"
    conn.execute(query, (value, position))


def approval(conn: Conn, position: int, **but: str) -> None:
    (told,) = json.loads(one(conn, _APPROVALS, position))
    setting(conn, position, "approvals", json.dumps([told | but], sort_keys=True))


_APPROVALS: Final[LiteralString] = "SELECT approvals FROM journal.facts WHERE position = %s"


def by(conn: Conn, position: int, actor: str, role: str = "approver") -> None:
    """Another is said to have approved, and the fact of it agrees."""
    approval(conn, position, actor=actor, role=role)
    setting(conn, position + 1, "actor", actor)
    setting(conn, position + 1, "role", role)


def test_nothing_is_found_of_sound_approvals_wherever_an_audit_begins(conn: Conn) -> None:
    for since in range(head(conn) + 1):
        assert found(conn, since) == [], since


def test_how_far_the_pass_is_is_told(conn: Conn) -> None:
    telling, size = Telling(), head(conn)
    assert not list(four_eyes(Audited(conn, size, 3, telling)))
    read = [*range(3 + 7, size, 7), size, size]
    assert telling.told == [(FOUR_EYES, done, size) for done in read]


def test_a_command_that_was_begun_before_is_read_whole(conn: Conn) -> None:
    position = at(conn, "entry-reversed")
    setting(conn, position, "role", "x")
    setting(conn, position + 1, "role", "x")
    expected = [(position, "role", f"{DESK} holds x", "no such grant then")]
    for since in (0, position - 1, position):
        assert found(conn, since) == expected
    assert found(conn, position + 1) == []


def test_what_one_person_may_not_record_alone_is_found_without_its_approval(conn: Conn) -> None:
    position = at(conn, "bonus-awarded", CLERK)
    setting(conn, position, "approvals", "[]")
    expected = [(position, "approval", "a second person", f"{CLERK} (recorder) alone")]
    assert found(conn) == expected
    assert found(conn, position - 1) == expected
    rewrite(conn, position, claimed="1", points="1")
    assert found(conn) == [], "so much he may"
    rewrite(conn, position, claimed="1.01", points="1.01")
    assert found(conn) == expected


def test_who_acts_alone_must_have_held_that_role(conn: Conn) -> None:
    position = at(conn, "bonus-awarded", CLERK)
    setting(conn, position, "approvals", "[]")
    setting(conn, position, "role", "sole")
    assert whats(conn) == ["role"]
    setting(conn, position, "actor", SOLE)
    assert whats(conn) == []
    setting(conn, position, "role", "owner")
    assert whats(conn) == []


def test_without_a_bound_a_grant_needs_nobody_but_whoever_is_named_is_held(conn: Conn) -> None:
    for edition in (10, at(conn, "rulebook-published")):
        document = json.loads(said(conn, edition)["document"])
        del document["alone"]
        rewrite(conn, edition, document=json.dumps(document))
    position = at(conn, "bonus-awarded", CLERK)
    assert whats(conn) == []
    by(conn, position, "token:nobody")
    assert found(conn) == [
        (
            position,
            "approver's role",
            "token:nobody holds approver, which approves",
            "no such grant then",
        )
    ]
    setting(conn, position, "approvals", "[]")
    assert whats(conn) == []


def test_every_edition_has_its_own_bound(conn: Conn) -> None:
    """The third edition lets two points through, the second one."""
    position = at(conn, "bonus-awarded", CLERK)
    setting(conn, position, "approvals", "[]")
    rewrite(conn, position, edition="nanyue@3")
    assert whats(conn) == []
    rewrite(conn, position, edition="nanyue@1")
    assert whats(conn) == [], "it had none"


@pytest.mark.parametrize("fact", [0, 1])
def test_the_facts_of_one_command_name_one_approval(conn: Conn, fact: int) -> None:
    position = at(conn, "entry-reversed")
    whole = one(conn, _APPROVALS, position)
    setting(conn, position + fact, "approvals", "[]")
    first, other = (whole, "[]") if fact else ("[]", whole)
    told = f"{other} at {position + 1}"
    assert found(conn) == [(position, "approvals", first, told)]


def test_what_is_told_of_it_has_its_bounds(conn: Conn) -> None:
    position = at(conn, "entry-reversed")
    setting(conn, position, "approvals", "x" * 400)
    setting(conn, position + 1, "approvals", "y" * 400)
    assert found(conn) == [(position, "approvals", "x" * 300, "y" * 300)]


@pytest.mark.parametrize("change", ["two", "a part more", "a part less"])
def test_there_is_one_approval_and_it_has_four_parts(conn: Conn, change: str) -> None:
    position = at(conn, "bonus-awarded", CLERK)
    (told,) = json.loads(one(conn, _APPROVALS, position))
    text = json.dumps(
        {
            "two": [told, told],
            "a part more": [told | {"x": "y"}],
            "a part less": [{name: told[name] for name in ("actor", "claim", "digest")}],
        }[change]
    )
    setting(conn, position, "approvals", text)
    assert found(conn) == [(position, "approvals", "one approval", text[:300])]


def test_an_approver_holds_a_role_that_approves(conn: Conn) -> None:
    position = at(conn, "bonus-awarded", CLERK)
    by(conn, position, DESK, "appraiser")
    held = f"{DESK} holds appraiser, which approves"
    assert found(conn) == [(position, "approver's role", held, "no such grant then")]
    for actor, role, wrong in (
        (SOLE, "sole", []),
        (SOLE, "approver", ["approver's role"]),
        (HEAD, "approver", []),
        ("officer:9001", "owner", []),
        ("officer:0001", "owner", ["approver and beneficiary"]),
    ):
        by(conn, position, actor, role)
        assert whats(conn) == wrong, actor


def test_nobody_approves_his_own(conn: Conn) -> None:
    position = at(conn, "bonus-awarded", CLERK)
    by(conn, position, CLERK, "owner")
    assert found(conn) == [(position, "approver", f"another than {CLERK}", CLERK)]
    granted = last_granted(conn)
    for fact in (granted - 1, granted):
        setting(conn, fact, "actor", MANY)
    rewrite(conn, granted - 1, proposer=MANY)
    setting(conn, granted, "role", "owner")
    by(conn, granted, MANY, "owner")
    assert found(conn)[1] == (
        granted,
        "approver",
        f"another than {MANY}",
        ", ".join([*HIMSELF, MANY]),
    )


def test_nobody_has_a_hand_in_what_is_about_himself(conn: Conn) -> None:
    position = last_granted(conn)
    themselves = ", ".join([*HIMSELF, MANY])
    by(conn, position, MANY, "owner")
    assert found(conn) == [(position, "approver and beneficiary", "two persons", themselves)]
    by(conn, position, CHECKER)
    for fact in (position - 1, position):
        setting(conn, fact, "actor", MANY)
    rewrite(conn, position - 1, proposer=MANY)
    setting(conn, position, "role", "owner")
    assert found(conn) == [(position, "proposer and beneficiary", "two persons", themselves)]


def test_the_claim_was_made_before_by_whom_the_facts_name(conn: Conn) -> None:
    position = at(conn, "bonus-awarded", CLERK)
    claim, wanted = position - 1, f"made before by {CLERK}"
    approval(conn, position, claim="nanyue/99")
    assert found(conn)[0] == (position, "claim", "the claim nanyue/99", "no such claim")
    assert whats(conn) == ["claim"]
    approval(conn, position, claim="nanyue/1")
    setting(conn, claim, "actor", "x")
    assert found(conn) == [(position, "claim", wanted, f"at {claim} by x")]
    setting(conn, claim, "actor", CLERK)
    rewrite(conn, claim, proposer="x")
    assert found(conn) == [(position, "claim", wanted, f"at {claim} by {CLERK}")]
    rewrite(conn, claim, proposer=CLERK)
    assert found(conn) == []
    command: LiteralString = (
        "UPDATE journal.commands SET first_position = %s WHERE %s = last_position"
    )
    conn.execute(command, (claim, position))
    assert whats(conn) == ["claim"], "not before the command, but in it"
    setting(conn, claim, "position", 1000)
    conn.execute(command, (position, position))
    assert found(conn) == [(position, "claim", wanted, f"at 1000 by {CLERK}")]


def test_an_approval_is_of_what_the_claim_said(conn: Conn) -> None:
    position = at(conn, "role-revoked")
    digest = json.loads(one(conn, _APPROVALS, position))[0]["digest"]
    approval(conn, position, digest=OTHER_DIGEST)
    right = (position + 1, CHECKER, "approver", OTHER_DIGEST)
    assert found(conn) == [
        (position, "claim's digest", OTHER_DIGEST, digest),
        (position, "claim's content", OTHER_DIGEST, digest),
        (position, "claim's approval", str(right), str((*right[:3], digest))),
        (position, "command", OTHER_DIGEST, digest),
    ]
    rewrite(conn, position - 1, digest=OTHER_DIGEST)
    rewrite(conn, position + 1, digest=OTHER_DIGEST)
    assert whats(conn) == ["claim's content", "command"]
    approval(conn, position, digest=digest)
    rewrite(conn, position - 1, digest=digest)
    rewrite(conn, position + 1, digest=digest)
    assert whats(conn) == []
    content = json.loads(said(conn, position - 1)["content"])
    rewrite(conn, position - 1, content=json.dumps(content | {"number": 2}))
    assert whats(conn) == ["claim's content", "claimed number"]
    rewrite(conn, position - 1, narrative="kept apart: its digest is not of the content alone")
    assert found(conn) == [(position, "claimed number", "2", "1")]


def test_a_command_is_the_one_that_was_approved(conn: Conn) -> None:
    position = at(conn, "bonus-awarded", CLERK)
    (told,) = json.loads(one(conn, _APPROVALS, position))
    digest, where = told["digest"], "WHERE last_position = %s"
    change: LiteralString = (
        "UPDATE journal.commands SET command = sha256('') WHERE last_position = %s"
    )
    conn.execute(change, (position,))
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert found(conn) == [(position, "command", digest, f"sha256:{empty}")]
    conn.execute("DELETE FROM journal.commands " + where, (position,))  # type: ignore[arg-type]
    assert found(conn) == [(position, "command", digest, "sha256:")]


def test_the_claim_was_approved_with_the_facts(conn: Conn) -> None:
    position = at(conn, "entry-reversed")
    digest = json.loads(one(conn, _APPROVALS, position))[0]["digest"]
    end = position + 2
    right = (end, CHECKER, "approver", digest)

    def told() -> list[str]:
        ((of, what, expected, is_),) = found(conn)
        assert (of, what, expected) == (position, "claim's approval", str(right))
        return [is_]

    setting(conn, end, "actor", "x")
    assert told() == [str((end, "x", *right[2:]))]
    setting(conn, end, "actor", CHECKER)
    setting(conn, end, "role", "x")
    assert told() == [str((*right[:2], "x", digest))]
    setting(conn, end, "role", "approver")
    rewrite(conn, end, digest=OTHER_DIGEST)
    assert told() == [str((*right[:3], OTHER_DIGEST))]
    rewrite(conn, end, digest=digest)
    setting(conn, end, "position", 1000)
    assert told() == [str((1000, *right[1:]))]
    conn.execute("DELETE FROM journal.facts WHERE position = 1000")
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
    conn: Conn, topic: str, offset: int, change: dict[str, Any], wrong: str | None
) -> None:
    """What the claim left open is the fact's own to say, or another pass's to find."""
    position = at(conn, topic, CLERK if topic == "bonus-awarded" else DESK) + offset
    before = said(conn, position)
    rewrite(conn, position, **change)
    told = [f for f in found(conn) if f[1].startswith("claimed ")]
    if wrong is None:
        assert told == []
        return
    ((_, what, expected, is_),) = told
    assert what == f"claimed {wrong}"
    assert (expected, is_) == (str(before.get(wrong) or None), str(change[wrong]))
