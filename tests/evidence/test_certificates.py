"""Is a score certified at every day and position, and is a forged certificate or receipt told?"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from domain import refusals as no
from projections.evidence import OFFLINE
from projections.evidence.bundles import verifier
from projections.evidence.certifying import checkpoint_for, get_certificate, sealed_moment
from projections.evidence.offline import AUDIT_PARTS, SCORING_PARTS
from projections.evidence.offline.auditing import CANNOT_READ, HOLDS, TAMPERED_WITH, audit
from projections.evidence.offline.certificates import Doubt, check_certificate
from projections.evidence.offline.receipts import as_proof, check_receipt
from projections.evidence.proofs import verify_proof
from projections.evidence.proving import get_receipt
from projections.moments import Moment, resolve
from projections.scores import load_standing, score_of
from projections.steps import list_steps
from tests.evidence.certificates import (
    OFFICER,
    Json,
    certificate_at,
)
from tests.evidence.sealed import ERASED as ERASED_OFFICER
from tests.evidence.sealed import Sealed
from tests.evidence.test_offline import given_names
from tests.journal.cast import BUREAU, YEAR

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("who", [OFFICER, "officer:0002", ERASED_OFFICER, "unit:u1"])
def test_a_score_is_certified_at_every_step_that_it_took(
    whole: Sealed, conn: psycopg.Connection[Any], who: str
) -> None:
    moment = resolve(conn, YEAR)
    steps = [step for step in list_steps(conn, who, moment) if step.score is not None]
    assert len(steps) > 5
    for step in steps[:: len(steps) // 5]:
        at = step.fact.position
        certificate = certificate_at(conn, at, who=who)
        assert certificate["answer"]["score"] == step.score
        held = check_certificate(certificate, whole.trust).held
        assert any(f"known at position {at}, " in line for line in held)


def test_a_certificate_is_of_any_day_and_position_together(
    whole: Sealed, conn: psycopg.Connection[Any], position: int
) -> None:
    for day in (date(YEAR, 3, 14), date(YEAR, 3, 15), date(YEAR, 12, 31)):
        certificate = certificate_at(conn, position, day)
        standing = load_standing(conn, OFFICER, Moment(YEAR, day, position))
        assert certificate["answer"] == score_of(standing, OFFICER).model_dump(mode="json")
        check_certificate(certificate, whole.trust)


def test_a_certificate_of_what_was_known_at_a_time(
    whole: Sealed, conn: psycopg.Connection[Any], position: int
) -> None:
    row = conn.execute("SELECT recorded_at FROM journal.facts WHERE position = %s", (position,))
    (recorded_at,) = row.fetchone() or (None,)
    moment, checkpoint = sealed_moment(conn, YEAR, None, recorded_at, None)
    assert moment.position <= position < checkpoint.size
    certificate = get_certificate(conn, OFFICER, moment, checkpoint).model_dump(mode="json")
    check_certificate(certificate, whole.trust)


def at_later(certificate: Json) -> None:
    certificate["question"]["position"] += 50
    certificate["answer"]["position"] += 50


def without_the_last_fact(certificate: Json) -> None:
    """One recorded after the position asked for: it moves no figure, and must be there."""
    assert certificate["facts"][-1]["position"] > certificate["question"]["position"]
    del certificate["facts"][-1]


def saying(path: str, said: object) -> Callable[[Json], None]:
    def change(certificate: Json) -> None:
        *above, name = path.split(".")
        part = certificate
        for step in above:
            part = part[step]
        assert part[name] != said
        part[name] = said

    return change


FORGERIES: Final = {
    "it is said to be of later": at_later,
    "a later fact is left out": without_the_last_fact,
    "of the future": saying("question.position", 10**6),
    "of before everything": saying("question.position", 0),
    "a rank": saying("answer.rank", 1),
    "a band": saying("answer.band", 1),
    "a grade": saying("answer.grade", "excellent"),
    "a digest": saying("answer.digest", "sha256:" + "0" * 64),
    "another position of the answer": saying("answer.position", 1),
    "a count": saying("answer.count", 99),
    "a score": saying("answer.score", "100.000"),
    "another log": saying("log", "merit-ledger/other"),
    "another rulebook": saying("rulebooks", {"other@1": "sha256:" + "0" * 64}),
    "another day": saying("question.as_of", f"{YEAR}-01-31"),
    "another officer": saying("question.subject", "officer:0002"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_certificate_is_not_believed(
    whole: Sealed, conn: psycopg.Connection[Any], position: int, name: str
) -> None:
    certificate = certificate_at(conn, position)
    check_certificate(certificate, whole.trust)
    FORGERIES[name](certificate)
    with pytest.raises(Doubt):
        check_certificate(certificate, whole.trust)


def test_what_is_not_sealed_yet_is_not_certified(conn: psycopg.Connection[Any]) -> None:
    size = checkpoint_for(conn, None).size
    with pytest.raises(no.NotSealedYet):
        checkpoint_for(conn, size + 1)


def test_a_receipt_tells_in_words_who_recorded_what(
    whole: Sealed, conn: psycopg.Connection[Any], position: int
) -> None:
    receipt = get_receipt(conn, position).model_dump(mode="json")
    held = check_receipt(receipt, whole.trust).held
    assert receipt["words"]["zh"] in held
    assert receipt["words"]["en"] in held
    assert f"{BUREAU}/{YEAR}/{OFFICER}#3" in receipt["words"]["en"]
    assert "officer:9001 (所有者)" in receipt["words"]["zh"]


@pytest.mark.parametrize("part", ["words", "position", "entry", "state", "proof", "form"])
def test_a_receipt_of_two_facts_is_none(
    whole: Sealed, conn: psycopg.Connection[Any], position: int, part: str
) -> None:
    """Any one part that is another receipt's."""
    receipt = get_receipt(conn, position).model_dump(mode="json")
    other = get_receipt(conn, position - 1).model_dump(mode="json") | {"form": "receipt.9"}
    assert receipt[part] != other[part]
    with pytest.raises((Doubt, ValueError)):
        check_receipt(receipt | {part: other[part]}, whole.trust)


def test_a_receipt_is_one_proof_that_others_read_too(
    whole: Sealed, conn: psycopg.Connection[Any], position: int, trust: Path, tmp_path: Path
) -> None:
    """The form of C2SP, with the fact's bytes as the `extra` that it leaves to us."""
    receipt = get_receipt(conn, position).model_dump(mode="json")
    path = tmp_path / "r.tlog-proof"
    path.write_text(as_proof(receipt), "utf-8")
    assert audit([str(path), "--trust", str(trust)]) == HOLDS
    proof, _ = verify_proof(path.read_bytes(), receipt["entry"].encode(), whole.trust)
    assert proof.index == position - 1
    other = get_receipt(conn, position - 1).model_dump(mode="json") | {"proof": receipt["proof"]}
    path.write_text(as_proof(other), "utf-8")
    assert audit([str(path), "--trust", str(trust)]) == TAMPERED_WITH
    path.write_text(receipt["proof"], "utf-8")
    assert audit([str(path), "--trust", str(trust)]) == CANNOT_READ


def test_a_copy_of_a_certificate_in_any_other_form_is_unreadable(
    conn: psycopg.Connection[Any], position: int, trust: Path, tmp_path: Path
) -> None:
    certificate = copy.deepcopy(certificate_at(conn, position))
    forms: tuple[Any, ...] = ("certificate.2", 1, [], None)
    others = [certificate | {"form": form} for form in forms]
    spoilt: Any
    for spoilt in ([], {}, *others):
        path = tmp_path / "c.json"
        path.write_text(json.dumps(spoilt), "utf-8")
        assert audit([str(path), "--trust", str(trust)]) == CANNOT_READ


def test_no_two_parts_of_the_verifier_give_one_name() -> None:
    parts = [*OFFLINE, *(f"offline/{part}" for part in (*SCORING_PARTS, *AUDIT_PARTS))]
    names = [name for part in parts for name in given_names(part)]
    assert sorted(names) == sorted(set(names))
    compile(verifier(), "verify.py", "exec")
