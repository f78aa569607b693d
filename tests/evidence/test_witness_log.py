"""Do the witnesses' cosignatures reach whoever is shown the log, and is a fork told?"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest

from domain.journal.migrations import function_bodies
from domain.ledger import Ledger
from projections.evidence.asking import newest_checkpoint
from projections.evidence.certifying import checkpoint_for
from projections.evidence.cosigning import COSIGNED, Outcome, Submission
from projections.evidence.findings import INCOMPLETE, STALE, TAMPERED, VERIFIED
from projections.evidence.keys import SigningKey
from projections.evidence.log_passes import CHECKPOINTS
from projections.evidence.merkle import EMPTY_ROOT
from projections.evidence.notes import (
    COSIGNATURE,
    Checkpoint,
    Note,
    Signed,
    Trust,
    Vkey,
    open_checkpoint,
)
from projections.evidence.outside import OUTSIDE, Seen
from projections.evidence.proofs import verify_proof
from projections.evidence.signatures import CHECKS
from projections.evidence.verify import Audit, Report, verify
from scripts.embedded import Server
from scripts.sealing import Sealing
from scripts.submitting import Submitting
from tests.api.asking import serving
from tests.commands.served import free_port
from tests.conftest import OFFICE, Database
from tests.evidence.sealed import Sealed
from tests.evidence.witnesses import WitnessProcess, running
from tests.journal.cast import OFFICERS, bonus, open_bureau
from tests.journal.crowds import until
from tests.journal.databases import another_database
from tests.journal.facts import one

pytestmark = pytest.mark.postgres

KEY: Final = SigningKey.make("merit-ledger/witnessed")
ABSENT: Final = SigningKey.make("it.example/absent", COSIGNATURE)


@pytest.fixture(scope="module")
def witness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WitnessProcess]:
    """One process that every log of this file is brought to, each under a name of its own."""
    with running(tmp_path_factory.mktemp("witness"), KEY.vkey) as made:
        yield made


@pytest.fixture
def begun(ledger: Ledger, database: Database, tmp_path: Path) -> Sealed:
    open_bureau(ledger, OFFICERS)
    made = Sealed(database, tmp_path / "notary", KEY)
    made.seal()
    return made


@pytest.fixture
def fresh(witness: WitnessProcess) -> WitnessProcess:
    """The same witness with nothing cosigned: its folder is put back as it began."""
    (record,) = (witness.folder / "state").glob("*.checkpoint")
    record.write_text(Checkpoint(KEY.vkey.name, 0, EMPTY_ROOT).body)
    return witness


def trusting(*witnesses: WitnessProcess | tuple[Vkey, str], quorum: int = 1) -> Trust:
    named = tuple(
        (one.vkey, one.url) if isinstance(one, WitnessProcess) else one for one in witnesses
    )
    return Trust(CHECKS, (KEY.vkey,), tuple(key for key, _ in named), quorum, named)


def submitted(made: Sealed, trust: Trust) -> list[Outcome | None]:
    with made.database.connect("notary") as conn:
        return [Submission(conn, trust, one, made.folder).submit() for one in trust.urls]


def audited(made: Sealed, trust: Trust, *seen: Seen, note: str | None = None) -> Report:
    made.database.project()
    with made.database.connect("auditor") as conn:
        return verify(conn, Audit(trust, note, function_bodies(), (), seen))


def asked(witness: WitnessProcess) -> Seen:
    return Seen(witness.url, newest_checkpoint(witness.url, KEY.vkey.name))


def test_a_cosignature_goes_wherever_the_checkpoint_goes(
    begun: Sealed, fresh: WitnessProcess
) -> None:
    trust = trusting(fresh, (ABSENT.vkey, f"http://127.0.0.1:{free_port()}"))
    with serving(begun.database) as api:
        assert not open_checkpoint(api.read_text("/log/checkpoint"), begun.trust).witnesses
        first, second = submitted(begun, trust)
        assert first == Outcome(fresh.vkey.name, "cosigned", api.head)
        assert second is not None
        assert (second.state, second.witness) == ("silent", ABSENT.vkey.name)
        for path in ("/log/checkpoint", "/log/proof/1"):
            found = verified(api.read_text(path), trust)
            assert [one.by for one in found] == [fresh.vkey]
        receipt = api.read("/log/receipts/3")
        verify_proof(receipt["proof"], receipt["entry"].encode(), trust)
        certificate = api.read(f"/officers/{OFFICERS[0]}/certificate", year=2024)
        assert verified(certificate["checkpoint"], trust)
        (told,) = api.client.get("/readyz").json()["witnesses"]
        assert (told["witness"], told["size"], told["refuses"]) == (first.witness, api.head, None)
    kept = (begun.folder / COSIGNED).read_text("utf-8")
    assert verified(kept, trust)
    with begun.database.connect("app") as conn:
        assert checkpoint_for(conn, None).note == kept
    assert audited(begun, trust, asked(fresh)).code == VERIFIED
    assert audited(begun, trust, note=kept).code == VERIFIED
    assert audited(begun, trust, note=begun.note).code == INCOMPLETE


def verified(text: str, trust: Trust) -> tuple[Signed, ...]:
    """Of a checkpoint, or of one at the end of a proof: who has cosigned it."""
    return open_checkpoint(text[text.index(KEY.vkey.name) :], trust).witnesses


def test_a_witness_cosigns_what_follows_and_is_asked_once_for_each(
    begun: Sealed, ledger: Ledger, fresh: WitnessProcess
) -> None:
    trust = trusting(fresh)
    with begun.database.connect("notary") as conn:
        submission = Submission(conn, trust, trust.urls[0], begun.folder)
        for _ in range(3):
            ledger.handle(bonus(), OFFICE)
            begun.seal()
            assert submission.submit() == Outcome(fresh.vkey.name, "cosigned", ledger.head)
            assert submission.submit() is None
        begun.seal(idle=True)
        assert submission.submit() == Outcome(fresh.vkey.name, "cosigned", ledger.head)
        assert one(conn, "SELECT count(*) FROM evidence.witnessings") == 4
    # Whoever begins anew learns the size from the witness.
    with begun.database.connect("notary") as conn:
        ledger.handle(bonus(), OFFICE)
        begun.seal()
        ahead = Submission(conn, trust, trust.urls[0], begun.folder)
        assert submitted(begun, trust) == [Outcome(fresh.vkey.name, "cosigned", ledger.head)]
        assert ahead.submit() == Outcome(fresh.vkey.name, "cosigned", ledger.head)


def test_a_witness_that_is_down_stops_nobody(
    begun: Sealed, ledger: Ledger, fresh: WitnessProcess, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "merit.witnesses")
    trust = trusting((ABSENT.vkey, f"http://127.0.0.1:{free_port()}"), fresh)
    service = Sealing(begun.notary, Submitting(begun.database.dsn("notary"), trust, begun.folder))
    service.start()
    try:
        with begun.database.connect() as conn:
            for _ in range(2):
                ledger.handle(bonus(), OFFICE)
                until(lambda: cosigned_size(conn) == ledger.head)
        assert (service.state, service.error) == ("leading", None)
    finally:
        service.stop()
    said = [record.getMessage() for record in caplog.records]
    assert [text for text in said if f"{ABSENT.vkey.name} does not answer" in text]
    assert verified((begun.folder / COSIGNED).read_text("utf-8"), trust)


def cosigned_size(conn: psycopg.Connection[object]) -> int:
    return int(one(conn, "SELECT coalesce(max(size), 0) FROM evidence.witnessings"))


def test_a_fork_is_refused_told_and_found(
    begun: Sealed, ledger: Ledger, server: Server, fresh: WitnessProcess, tmp_path: Path
) -> None:
    """The same key signs a second history: shorter, as long, and longer than the witness's."""
    trust = trusting(fresh)
    ledger.handle(bonus(), OFFICE)
    begun.seal()
    assert submitted(begun, trust) == [Outcome(fresh.vkey.name, "cosigned", ledger.head)]
    forked = Sealed(another_database(server), tmp_path / "forked", KEY)
    with serving(forked.database) as api:
        open_bureau(api.service.ledger, OFFICERS)
        for code, what in (
            (STALE, "409"),
            (TAMPERED, "422"),
            (TAMPERED, "422"),
        ):
            forked.seal()
            for _ in range(2):
                (outcome,) = submitted(forked, trust)
                assert outcome
                assert (outcome.state, outcome.why[:3]) == ("refused", what), outcome
            (told,) = api.client.get("/readyz").json()["witnesses"]
            assert (told["size"], told["refuses"][:3]) == (None, what)
            report = audited(forked, trust, asked(fresh))
            assert (report.code, {f.check for f in report.findings}) == (code, {OUTSIDE})
            api.service.ledger.handle(bonus(OFFICERS[3]), OFFICE)
    with forked.database.connect() as conn:
        kept = conn.execute("SELECT refusal FROM evidence.witnessings ORDER BY number").fetchall()
    assert [text[:3] for (text,) in kept] == ["409", "422"]
    assert not (forked.folder / COSIGNED).exists()
    assert audited(begun, trust, asked(fresh)).code == VERIFIED
    assert submitted(begun, trust) == [Outcome(fresh.vkey.name, "cosigned", ledger.head)]


def test_the_newest_cosigned_checkpoint_is_kept_and_no_older_one(
    begun: Sealed, fresh: WitnessProcess
) -> None:
    trust, path = trusting(fresh), begun.folder / COSIGNED
    path.write_bytes("半个".encode())
    submitted(begun, trust)
    first = path.read_text("utf-8")
    assert verified(first, trust)
    body = Checkpoint(KEY.vkey.name, 1000, bytes(32)).body
    cosigner = SigningKey.load(fresh.folder / "key")
    newer = Note(body, (KEY.sign(body), cosigner.cosign(body, 1))).text
    path.write_text(newer)
    submitted(begun, trust)
    assert path.read_text("utf-8") == newer
    demanding = trusting(fresh, (ABSENT.vkey, fresh.url), quorum=2)
    path.unlink()
    submitted(begun, demanding)
    assert not path.exists()


FORGERIES: Final = {
    "another time": "overlay(cosignature PLACING 'AAAA' FROM length(cosignature) - 92)",
    "no line": "'x'",
    "a line without its end": "rtrim(cosignature, chr(10))",
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_cosignature_is_found(begun: Sealed, fresh: WitnessProcess, name: str) -> None:
    trust = trusting(fresh)
    submitted(begun, trust)
    seen = asked(fresh)
    begun.database.project()
    with begun.attacked() as conn:
        changed = f"UPDATE evidence.witnessings SET cosignature = {FORGERIES[name]}"
        conn.execute(changed.encode())
        found = verify(conn, Audit(trust, None, function_bodies(), (), (seen,)))
    assert found.code == TAMPERED
    assert CHECKPOINTS in {f.check for f in found.findings}
