"""Does whoever asks over HTTP get receipts and certificates that verify without the service?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest

from api.verifier import Verifier
from projections.evidence.findings import Progress
from projections.evidence.keys import SigningKey
from projections.evidence.notes import Trust, open_checkpoint
from projections.evidence.offline.auditing import judged
from projections.evidence.offline.certificates import check_certificate, written_plainly
from projections.evidence.offline.receipts import check_receipt
from projections.evidence.signatures import CHECKS
from projections.evidence.verify import PASSES, Report
from tests.api import bodies, verifying
from tests.api.asking import Api, path_of, refused
from tests.api.verifying import give_verifier
from tests.conftest import OFFICE

pytestmark = pytest.mark.postgres
KEY: Final = SigningKey.make("merit-ledger/api")
TRUST: Final = Trust(CHECKS, (KEY.vkey,))
SAME: Final = ("as_of", "position", "edition", "components", "base", "score", "lines")
Seal = Callable[[], int]


@pytest.fixture(scope="module")
def seal(bureau: Api, tmp_path_factory: pytest.TempPathFactory) -> Seal:
    """Seal what there is; says how many facts that are."""
    folder: Path = tmp_path_factory.mktemp("notary") / "own"

    give_verifier(bureau, KEY, folder)
    return lambda: verifying.seal(bureau.database, KEY, folder)


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


def test_the_log_tells_its_checkpoint_and_what_waits(bureau: Api, number: str, seal: Seal) -> None:
    size = seal()
    bureau.entry("/bonuses", bodies.bonus(number))
    log = bureau.read("/log")
    opened = open_checkpoint(bureau.read_text("/log/checkpoint"), TRUST)
    assert log["size"] == opened.checkpoint.size == size
    assert log["root"] == opened.checkpoint.root.hex()
    assert (log["log"], log["head"], log["unsealed"]) == (KEY.vkey.name, bureau.head, 1)
    assert [one["name"] for one in log["signatures"]] == [KEY.vkey.name, KEY.vkey.clock.name]
    assert [one["at"] is not None for one in log["signatures"]] == [False, True]
    assert (log["halts"], log["openings"], log["witnesses"]) == ([], [], [])


def test_the_whole_log_is_taken_away_and_verifies_without_the_service(
    bureau: Api, seal: Seal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size, between = seal(), tmp_path / "between"
    between.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(between))
    answer = bureau.ask("/log/bundle")
    assert answer.headers["Content-Type"] == "application/zip"
    assert f"merit-ledger-{size}.zip" in answer.headers["Content-Disposition"]
    (tmp_path / "key").write_text(f"{KEY.vkey.text}\n", "utf-8")
    with ZipFile(BytesIO(answer.content)) as packed:
        packed.extractall(tmp_path)
    code, said = judged(tmp_path / "bundle", tmp_path / "key")
    assert code == 0, said
    assert list(between.iterdir()) == [], "nothing stays behind"


def test_the_way_to_the_root_is_shown_step_by_step(bureau: Api, seal: Seal) -> None:
    size = seal()
    for position in (1, 2, size // 2, size):
        path = bureau.read(f"/log/path/{position}")
        made = path["leaf"]
        for step in path["steps"]:
            pair = (step["beside"], made) if step["side"] == "left" else (made, step["beside"])
            made = sha256(b"\x01" + b"".join(map(bytes.fromhex, pair))).hexdigest()
            assert step["made"] == made
        assert (made, path["holds"], path["size"]) == (path["root"], True, size)
        assert path["leaf"] == bureau.read(f"/journal/{position}")["leaf"]
    refused(bureau.ask("/log/path/0"), 404, "fact-not-found")
    refused(bureau.ask(f"/log/path/{10**9}"), 404, "fact-not-found")


def test_the_service_verifies_itself_one_at_a_time_and_says_how_far(
    bureau: Api, seal: Seal
) -> None:
    size = seal()
    verifier = bureau.service.verifier
    assert verifier is not None
    assert bureau.read("/log/verification")["state"] in ("none", "ended")
    begun = bureau.post("/log/verification", {})
    assert begun.status_code == 200, begun.text
    assert [one["check"] for one in begun.json()["passes"]] == list(PASSES)
    verifier.wait(60)
    ended = bureau.read("/log/verification")
    assert (ended["state"], ended["report"]["verdict"]) == ("ended", "verified"), ended
    assert ended["begun_by"] == OFFICE.actor
    assert {one["state"] for one in ended["passes"]} == {"ended"}
    assert {one["findings"] for one in ended["passes"]} == {0}
    read = {one["check"]: (one["read"], one["of"]) for one in ended["passes"]}
    assert read["leaves"] == (size, size)


def test_a_second_verification_waits_and_a_late_one_says_nothing(bureau: Api, seal: Seal) -> None:
    seal()
    begun, go_on = threading.Event(), threading.Event()

    def slow(progress: Progress) -> Report:
        progress("leaves", 3, 9)
        begun.set()
        assert go_on.wait(20)
        progress("leaves", 4, 9)
        raise AssertionError("cut short before")

    own = bureau.service.verifier
    bureau.service.verifier = late = Verifier(slow)
    try:
        assert bureau.post("/log/verification", {}).status_code == 200
        assert begun.wait(20)
        refused(bureau.post("/log/verification", {}), 409, "verification-under-way")
        far = {one["check"]: one for one in bureau.read("/log/verification")["passes"]}
        assert (far["leaves"]["state"], far["leaves"]["read"], far["leaves"]["of"]) == (
            *("running", 3, 9),
        )
        assert far["completeness"]["state"] == "waiting"
        late.stop()
        go_on.set()
        late.wait(20)
        ended = bureau.read("/log/verification")
        assert (ended["state"], ended["report"]) == ("cut-short", None)
    finally:
        bureau.service.verifier = own


def test_a_verification_that_breaks_off_has_no_verdict(bureau: Api) -> None:
    def broken(_: Progress) -> Report:
        raise OSError("the notary's folder is gone")

    own = bureau.service.verifier
    bureau.service.verifier = late = Verifier(broken)
    try:
        bureau.post("/log/verification", {})
        late.wait(20)
        ended = bureau.read("/log/verification")
        assert (ended["state"], ended["report"], ended["trouble"]) == ("failed", None, "OSError")
        bureau.service.verifier = None
        refused(bureau.post("/log/verification", {}), 503, "no-verification")
    finally:
        bureau.service.verifier = own


def test_a_log_that_was_altered_is_told_as_such_and_fails_nobody(api: Api, tmp_path: Path) -> None:
    bodies.open_bureau(api)
    verifying.seal(api.database, KEY, tmp_path / "own")
    with api.database.connect() as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("DELETE FROM evidence.leaves WHERE index = 0")
    refused(api.ask("/log/path/2"), 503, "log-torn")
    with api.database.connect() as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("UPDATE evidence.signings SET note = 'nothing that was signed'")
    refused(api.ask("/log"), 503, "log-torn")
