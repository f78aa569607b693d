"""Does whoever asks over HTTP get receipts and certificates that verify without the service?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from projections.evidence.keys import SigningKey
from projections.evidence.notary import Notary
from projections.evidence.notes import Trust
from projections.evidence.offline.certificates import check_certificate, written_plainly
from projections.evidence.offline.receipts import check_receipt
from projections.evidence.signatures import CHECKS
from tests.api import bodies
from tests.api.asking import Api, path_of, refused

pytestmark = pytest.mark.postgres
KEY: Final = SigningKey.make("merit-ledger/api")
TRUST: Final = Trust(CHECKS, (KEY.vkey,))
SAME: Final = ("as_of", "position", "edition", "components", "base", "score", "lines")
Seal = Callable[[], int]


@pytest.fixture(scope="module")
def seal(bureau: Api, tmp_path_factory: pytest.TempPathFactory) -> Seal:
    """Seal what there is; says how many facts that are."""
    folder: Path = tmp_path_factory.mktemp("notary") / "own"

    def seal() -> int:
        with Notary(bureau.database.dsn("notary"), KEY, folder).leading() as leading:
            leading.seal()
            return leading.store.size

    return seal


def test_a_receipt_waits_until_its_fact_is_sealed(bureau: Api, number: str, seal: Seal) -> None:
    ref = bureau.entry("/bonuses", bodies.bonus(number))
    position = bureau.head
    for path in (f"{path_of(ref)}/receipt", f"/log/receipts/{position}"):
        refused(bureau.ask(path), 503, "not-sealed-yet")
    seal()
    receipt = bureau.read(f"{path_of(ref)}/receipt")
    assert receipt == bureau.read(f"/log/receipts/{position}")
    assert receipt["position"] == position
    held = check_receipt(receipt, TRUST).held
    assert receipt["words"]["zh"] in held
    assert ref in receipt["words"]["en"]
    assert "加分" in receipt["words"]["zh"]


def test_a_receipt_of_no_entry_is_refused(bureau: Api, number: str) -> None:
    path = f"/entries/nanyue/2024/officer:{number}"
    refused(bureau.ask(f"{path}/99/receipt"), 404, "entry-not-found")
    refused(bureau.ask(f"{path}/0/receipt"), 422, "malformed")


def certified(bureau: Api, path: str, **asked: Any) -> Any:
    """The certificate, after a look that it says what the service answers to the question."""
    answer = bureau.ask(f"{path}/certificate", year=2024, **asked)
    assert answer.status_code == 200
    # As it is saved: what is spelled otherwise, verify.py does not read.
    certificate = written_plainly(answer.content)
    check_certificate(certificate, TRUST)
    score = bureau.read(f"{path}/score", year=2024, **asked)
    assert {part: certificate["answer"][part] for part in SAME} == {p: score[p] for p in SAME}
    return certificate


def test_a_certificate_is_of_any_day_position_or_time(bureau: Api, number: str, seal: Seal) -> None:
    path, scores = f"/officers/{number}", []
    bureau.write("/reviews", bodies.mark(number, "90"))
    for points in ("0.5", "0.7"):
        told = bureau.write("/bonuses", bodies.bonus(number, item="W1", points=points))
        scores.append((told["position"], told["recorded_at"]))
    head = seal()
    for position, time in scores:
        by_position = certified(bureau, path, position=position)
        assert certified(bureau, path, known_at=time)["answer"] == by_position["answer"]
        early = certified(bureau, path, position=position, as_of="2024-01-31")
        assert early["question"]["as_of"] == "2024-01-31"
    whole = certified(bureau, path)
    assert whole["question"]["position"] == head
    assert whole["checkpoint"] == by_position["checkpoint"]
    assert certified(bureau, "/units/zg", position=scores[0][0])["question"]["subject"] == "unit:zg"


def test_a_certificate_of_what_is_not_sealed_is_refused(
    bureau: Api, number: str, seal: Seal
) -> None:
    head = seal()
    told = bureau.write("/bonuses", bodies.bonus(number))
    path = f"/officers/{number}/certificate"
    asked = {"year": 2024, "position": told["position"]}
    refused(bureau.ask(path, asked), 503, "not-sealed-yet")
    refused(
        bureau.ask(path, {"year": 2024, "known_at": told["recorded_at"]}), 503, "not-sealed-yet"
    )
    assert certified_now(bureau, path)["question"]["position"] == head


def certified_now(bureau: Api, path: str) -> Any:
    """Nothing asked: all that is sealed."""
    certificate = bureau.read(path, year=2024)
    check_certificate(certificate, TRUST)
    return certificate


def test_a_certificate_asks_for_one_moment_of_the_past(
    bureau: Api, number: str, seal: Seal
) -> None:
    seal()
    path = f"/officers/{number}/certificate"
    both = {"year": 2024, "position": 1, "known_at": "2025-01-01T00:00:00+08:00"}
    refused(bureau.ask(path, both), 422, "two-moments")
    refused(bureau.ask(path, year=2024, position=10**9), 409, "question-in-the-future")
    refused(bureau.ask(path, year=2024, position=0), 422, "malformed")
    refused(bureau.ask(path, year=2024, as_of="2023-12-31"), 409, "as-of-outside-year")
