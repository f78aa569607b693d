"""Whose checkpoints does an audit go by, where some witnesses are silent, slow or fooled?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from domain.ledger import Ledger
from projections.evidence.findings import INCOMPLETE, STALE, TAMPERED, Audited
from projections.evidence.keys import SigningKey
from projections.evidence.notes import COSIGNATURE, Checkpoint, Note, Trust, parse_note
from projections.evidence.outside import OUTSIDE, Seen, seen_outside
from projections.evidence.signatures import CHECKS
from tests.conftest import MASTER, Database
from tests.evidence.sealed import Sealed
from tests.journal.cast import OFFICERS, open_bureau

pytestmark = pytest.mark.postgres

A, B, C = (SigningKey.make(f"{name}.example/witness", COSIGNATURE) for name in "abc")
NOW: Final = datetime.now(UTC)
YESTERDAY: Final = NOW - timedelta(hours=25)
SILENT: Final = Seen("http://silent", None, "refused")


@pytest.fixture(scope="module")
def made(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    sealed = Sealed(module_database, tmp_path_factory.mktemp("seen") / "notary")
    with Ledger(module_database.dsn("app"), MASTER) as ledger:
        open_bureau(ledger, OFFICERS)
        sealed.seal()
    return sealed


def by(made: Sealed, key: SigningKey, at: datetime = NOW, note: Note | None = None) -> Seen:
    """What a witness that cosigned then would show: the log's own line and its cosignature."""
    own = note or parse_note(made.note)
    body, log = own.body, own.signatures[0]
    return Seen(
        f"http://{key.vkey.name}",
        Note(body, (log, key.cosign(body, int(at.timestamp())))).text,
    )


def another(made: Sealed, size: int) -> Note:
    """What the log's key signed of another history."""
    return made.key.note(Checkpoint(made.key.vkey.name, size, bytes(32)).body)


def found(made: Sealed, quorum: int, *seen: Seen) -> Sequence[int]:
    """How the findings of an audit by these would end, each."""
    keys = (A.vkey, B.vkey, C.vkey) if quorum else ()
    trust = Trust(CHECKS, (made.key.vkey,), keys, quorum)
    with made.database.connect("auditor") as conn:
        told = list(seen_outside(Audited(conn, 1), seen, trust, NOW))
    assert all(one.check == OUTSIDE for one in told)
    return sorted(one.code for one in told)


def test_as_many_as_the_policy_demands_are_enough(made: Sealed) -> None:
    assert found(made, 1, by(made, A)) == []
    assert found(made, 1, SILENT, by(made, B)) == []
    assert found(made, 1, by(made, A, YESTERDAY), by(made, B)) == []
    assert found(made, 2, by(made, A), SILENT, by(made, C)) == []


def test_too_few_are_not_passed_over(made: Sealed) -> None:
    assert found(made, 1, SILENT) == [INCOMPLETE] * 2
    assert found(made, 1, by(made, A, YESTERDAY)) == [INCOMPLETE, STALE]
    assert found(made, 2, by(made, A), by(made, A)) == [INCOMPLETE]
    assert found(made, 2, by(made, A), SILENT) == [INCOMPLETE] * 2
    stranger = SigningKey.make("d.example/witness", COSIGNATURE)
    assert INCOMPLETE in found(made, 1, by(made, stranger))


def test_without_a_policy_everybody_asked_must_answer(made: Sealed) -> None:
    own = Seen("http://a", made.note)
    assert found(made, 0, own) == []
    assert found(made, 0, own, SILENT) == [INCOMPLETE]


@pytest.mark.parametrize("text", ["", "<html>", "a\n1\nb\n\n— x y\n", "\x00", "\ufffd" * 70_000])
def test_what_is_no_checkpoint_is_no_answer(made: Sealed, text: str) -> None:
    assert found(made, 1, Seen("http://a", text)) == [INCOMPLETE] * 2
    assert found(made, 1, Seen("http://a", text), by(made, B)) == []


def test_a_false_signature_is_no_answer(made: Sealed) -> None:
    seen = by(made, A)
    assert seen.note
    size, _, rest = seen.note.partition("\n")[2].partition("\n")
    changed = f"{made.key.vkey.name}\n{int(size) + 1}\n{rest}"
    assert found(made, 1, Seen("http://a", changed)) == [INCOMPLETE] * 2


def test_one_who_saw_another_log_is_heard_whatever_the_others_say(
    made: Sealed, tmp_path: Path
) -> None:
    others = by(made, B), by(made, C)
    assert found(made, 2, by(made, A, note=another(made, 5)), *others) == [TAMPERED]
    assert found(made, 2, by(made, A, note=another(made, 1000)), *others) == [STALE]
    assert found(made, 0, by(made, A, note=another(made, 5))) == [TAMPERED, STALE]
