"""Does the audit find an approval that nobody gave, before anything is sealed?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
import pytest

from projections.evidence.findings import TAMPERED, VERIFIED
from projections.evidence.log_passes import LEAVES
from projections.evidence.notes import from_base64
from projections.evidence.offline.certificates import Doubt, check_certificate
from projections.evidence.offline.receipts import check_receipt, words_of
from projections.evidence.proving import get_receipt
from projections.evidence.second_pass import FOUR_EYES
from tests.conftest import Database
from tests.evidence.attacks import rewrite
from tests.evidence.certificates import certificate_at
from tests.evidence.sealed import Sealed
from tests.evidence.second import CHECKER, CLERK, HEAD, SOLE, approved_ledger
from tests.journal.facts import one

pytestmark = pytest.mark.postgres

Conn = psycopg.Connection[Any]
Attack = Callable[[Conn, int], None]


@pytest.fixture(scope="module")
def made(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return approved_ledger(module_database, tmp_path_factory.mktemp("approved"))


@pytest.fixture(autouse=True)
def time_to_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.evidence.log_passes.SEALED_WITHIN", "1 day")


def at(conn: Conn, topic: str, actor: str) -> int:
    query: LiteralString = "SELECT min(position) FROM journal.facts WHERE topic = %s AND actor = %s"
    return int(one(conn, query, topic, actor))


def approval(conn: Conn, position: int, **but: str) -> None:
    """Other words in a fact's approval."""
    query: LiteralString = "SELECT approvals FROM journal.facts WHERE position = %s"
    (said,) = json.loads(one(conn, query, position))
    text = json.dumps([said | but], sort_keys=True, separators=(",", ":"))
    conn.execute("UPDATE journal.facts SET approvals = %s WHERE position = %s", (text, position))


def setting(change: LiteralString) -> Attack:
    def attack(conn: Conn, position: int) -> None:
        query: LiteralString = f"UPDATE journal.facts SET {change} WHERE position = %s"
        conn.execute(query, (position,))

    return attack


def _approved_by(actor: str, role: str = "approver") -> Attack:
    """Another is said to have approved, and the fact of it and its command agree."""

    def attack(conn: Conn, position: int) -> None:
        approval(conn, position, actor=actor, role=role)
        given = (actor, position + 1)
        conn.execute("UPDATE journal.facts SET actor = %s WHERE position = %s", given)
        conn.execute("UPDATE journal.commands SET actor = %s WHERE first_position = %s", given)
        conn.execute("UPDATE journal.facts SET role = %s WHERE position = %s", (role, position + 1))

    return attack


def _more_points(conn: Conn, position: int) -> None:
    rewrite(conn, position, points="2", claimed="2")
    conn.execute("UPDATE journal.facts SET points = 2 WHERE position = %s", (position,))
    conn.execute("UPDATE read.entries SET points = 2, claimed = 2 WHERE position = %s", (position,))


def _another_command(conn: Conn, position: int) -> None:
    query: LiteralString = "UPDATE journal.commands SET command = %s WHERE first_position = %s"
    conn.execute(query, (bytes(32), position))


def _another_digest(conn: Conn, position: int) -> None:
    approval(conn, position, digest="sha256:" + "0" * 64)


def _no_such_claim(conn: Conn, position: int) -> None:
    approval(conn, position, claim="nanyue/9")


def _claim_reads_otherwise(conn: Conn, position: int) -> None:
    claim = position - 1
    query: LiteralString = "SELECT state FROM journal.facts WHERE position = %s"
    said = json.loads(one(conn, query, claim))
    rewrite(conn, claim, content=said["content"].replace('"1.5"', '"0.5"'))


ATTACKS: Final[dict[str, Attack]] = {
    "strip the approval": setting("approvals = '[]'"),
    "make the recorder act alone": setting("approvals = '[]', role = 'sole'"),
    "say that he had another role": setting("role = 'appraiser'"),
    "two approvals": setting(
        "approvals = '[' || repeat(trim('[]' FROM approvals) || ',', 1)"
        " || trim('[]' FROM approvals) || ']'"
    ),
    "approve one's own": _approved_by(CLERK, "recorder"),
    "approve without a role": _approved_by("token:nobody"),
    "approve by who acts alone but holds no such role": _approved_by(SOLE, "approver"),
    "bind to another digest": _another_digest,
    "bind to a claim that is not there": _no_such_claim,
    "record another command than was approved": _another_command,
    "record more than was approved": _more_points,
    "let the claim read otherwise": _claim_reads_otherwise,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_only_this_pass_finds_it(made: Sealed, name: str, tmp_path: Path) -> None:
    with made.attacked() as conn:
        position = at(conn, "bonus-awarded", CLERK)
        ATTACKS[name](conn, position)
        note = made.sealed_by(conn, tmp_path / "notary")
        report = made.audited(conn=conn, note=note)
        found = [p.check for p in report.passes if p.findings]
        assert (found, report.code) == ([FOUR_EYES], TAMPERED), report.findings
        assert report.first == position
        since = made.audited(conn=conn, note=note, since=made.notes[0])
        assert (since.code, since.first) == (TAMPERED, position)


def test_what_a_second_person_let_through_is_sound(made: Sealed, tmp_path: Path) -> None:
    with made.attacked() as conn:
        note = made.sealed_by(conn, tmp_path / "notary")
        report = made.audited(conn=conn, note=note)
        assert (report.code, report.findings) == (VERIFIED, ())


def test_who_let_it_through_stands_in_the_leaf_and_in_the_receipt(
    made: Sealed, tmp_path: Path
) -> None:
    with made.attacked() as conn:
        made.sealed_by(conn, tmp_path / "notary")
        receipt = get_receipt(conn, at(conn, "entry-reversed", CLERK))
        (said,) = json.loads(receipt.entry)["approvals"]
        assert (said["actor"], said["role"], said["claim"]) == (HEAD, "approver", "nanyue/2")
        assert f",经 {HEAD} (审批人) 核准(事项 nanyue/2,摘要 sha256:" in receipt.words["zh"]
        assert f", approved by {HEAD} (approver) (claim nanyue/2" in receipt.words["en"]
        held = check_receipt(json.loads(receipt.model_dump_json()), made.trust).held
        assert any(HEAD in line for line in held)
        altered = json.loads(receipt.model_dump_json())
        altered["entry"] = altered["entry"].replace(HEAD, CHECKER)
        with pytest.raises(Exception, match="the proof"):
            check_receipt(altered, made.trust)


def test_an_approval_is_altered_in_no_sealed_fact(made: Sealed, tmp_path: Path) -> None:
    with made.attacked() as conn:
        note = made.sealed_by(conn, tmp_path / "notary")
        position = at(conn, "bonus-awarded", CLERK)
        approval(conn, position, actor=HEAD)
        report = made.audited(LEAVES, conn=conn, note=note)
        assert (report.code, report.first) == (TAMPERED, position)


def test_who_is_said_to_have_approved_has_not_approved(made: Sealed, tmp_path: Path) -> None:
    """And a receipt from before, which did not say so, holds as it did."""
    with made.attacked() as conn:
        made.sealed_by(conn, tmp_path / "notary")
        receipt = json.loads(get_receipt(conn, at(conn, "bonus-awarded", SOLE)).model_dump_json())
        assert "据称审批 9002" in receipt["words"]["zh"]
        assert "said to be approved by 9002" in receipt["words"]["en"]
        said = (json.loads(receipt["entry"]), json.loads(from_base64(receipt["state"])))
        words = words_of(*said, "coded")
        words = {
            "zh": words["zh"].replace("据称审批", "审批"),
            "en": words["en"].replace("said to be approved", "approved"),
        }
        assert check_receipt(receipt | {"words": words}, made.trust)
        mixed = receipt["words"] | {"zh": words["zh"]}
        with pytest.raises(Doubt, match="words"):
            check_receipt(receipt | {"words": mixed}, made.trust)


def test_a_certificate_says_how_much_of_it_two_persons_stand_for(
    made: Sealed, tmp_path: Path
) -> None:
    with made.attacked() as conn:
        made.sealed_by(conn, tmp_path / "notary")
        certificate = certificate_at(conn, at(conn, "bonus-awarded", SOLE), who="officer:0001")
        held = check_certificate(certificate, made.trust).held
        # The entry, its reversal and an edition.
        assert "approved by a second person: 3 facts" in held
