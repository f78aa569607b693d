"""Does whoever is judged prove an entry, his score around it and its words, and nothing else?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from domain.journal.keyring import ERASED, Keyring
from projections.evidence.bundles import write_certificate
from projections.evidence.certifying import checkpoint_for, get_certificate, sealed_moment
from projections.evidence.offline.auditing import CANNOT_READ, HOLDS, TAMPERED_WITH, audit
from projections.evidence.offline.certificates import check_certificate
from projections.evidence.offline.sealed_words import opened_words
from projections.evidence.proving import get_receipt, position_of_entry
from projections.moments import resolve
from projections.scores import load_standing, score_of
from tests.evidence.certificates import (
    OFFICER,
    certificate_at,
    dispute_in,
    narrative,
)
from tests.evidence.exported import taken_to
from tests.evidence.sealed import ERASED as ERASED_OFFICER
from tests.evidence.sealed import Sealed
from tests.journal.cast import BUREAU, YEAR

pytestmark = pytest.mark.postgres


def test_a_dispute_shows_the_score_before_the_entry_after_it_and_now(
    conn: psycopg.Connection[Any],
    position: int,
    trust: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = dispute_in(conn, tmp_path / "d", position)
    scores = [certificate_at(conn, at)["answer"]["score"] for at in (position - 1, position)]
    scores.append(score_of(load_standing(conn, OFFICER, resolve(conn, YEAR)), OFFICER).score)
    assert len(set(scores)) == 3
    assert audit([str(folder), "--trust", str(trust)]) == HOLDS
    before, after, now = scores
    assert f"before 之前 {before} · after 之后 {after} · now 现在 {now}" in capsys.readouterr().out
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["exported_by"] == "local:auditor"
    assert manifest["exported_at"] == "2025-01-20T00:00:00+00:00"
    assert set(manifest["files"]) == {p.name for p in folder.iterdir()} - {"manifest.json"}


def swapped(folder: Path) -> None:
    before, after = (folder / f"{name}.json" for name in ("before", "after"))
    kept = before.read_text("utf-8")
    before.write_text(after.read_text("utf-8"), "utf-8")
    after.write_text(kept, "utf-8")


def lost(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def repeated(folder: Path) -> None:
    """The score now is said to be that just before."""
    text = (folder / "before.json").read_text("utf-8")
    (folder / "now.json").write_text(text, "utf-8")


SPOILT: Final = {
    "the scores swapped": (swapped, TAMPERED_WITH),
    "the score before told as now": (repeated, TAMPERED_WITH),
    "no score before": (lost("before.json"), CANNOT_READ),
    "no score after": (lost("after.json"), CANNOT_READ),
    "no score now": (lost("now.json"), CANNOT_READ),
    "no receipt": (lost("receipt.json"), CANNOT_READ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_dispute_is_told(
    conn: psycopg.Connection[Any], position: int, trust: Path, tmp_path: Path, name: str
) -> None:
    folder = dispute_in(conn, tmp_path / "d", position)
    spoil, code = SPOILT[name]
    spoil(folder)
    assert audit([str(folder), "--trust", str(trust)]) == code


@pytest.mark.parametrize("which", ["another of his entries", "another officer's entry"])
def test_a_dispute_with_the_receipt_of_another_entry_is_none(
    conn: psycopg.Connection[Any], position: int, trust: Path, tmp_path: Path, which: str
) -> None:
    folder = dispute_in(conn, tmp_path / "d", position)
    own = which == "another of his entries"
    other = position_of_entry(conn, (BUREAU, YEAR, OFFICER if own else "officer:0002", 1))
    text = get_receipt(conn, other).model_dump_json()
    (folder / "receipt.json").write_text(text, "utf-8")
    assert audit([str(folder), "--trust", str(trust)]) == TAMPERED_WITH


def test_a_key_opens_the_words_of_its_subject_alone(
    whole: Sealed, conn: psycopg.Connection[Any], keyring: Keyring
) -> None:
    """Every name and reason in the proven facts, as the service itself reads them."""
    facts = check_certificate(
        certificate_at(conn, checkpoint_for(conn, None).size), whole.trust
    ).facts
    key = keyring.disclose(OFFICER)
    assert key is not None
    told = list(opened_words(narrative({OFFICER: key}), facts))
    wanted = []
    for position, _, state in facts:
        whose = state.get("subject") or f"officer:{state.get('officer')}"
        for name in ("name", "reason"):
            if whose == OFFICER and state.get(name):
                said = keyring.open(OFFICER, state[name])
                assert said != ERASED
                wanted.append(f"position {position} {name}: {json.dumps(said, ensure_ascii=False)}")
    assert len(wanted) > 3
    assert told == wanted


def test_another_key_opens_nothing(
    whole: Sealed, conn: psycopg.Connection[Any], position: int
) -> None:
    facts = check_certificate(certificate_at(conn, position), whole.trust).facts
    told = list(opened_words(narrative({OFFICER: bytes(32)}), facts))
    assert len(told) > 3
    assert all("does not open" in line for line in told)


def test_after_an_erasure_the_bundle_says_so(
    conn: psycopg.Connection[Any],
    keyring: Keyring,
    trust: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert keyring.disclose(ERASED_OFFICER) is None
    moment, checkpoint = sealed_moment(conn, YEAR, None, None, None)
    certificate = get_certificate(conn, ERASED_OFFICER, moment, checkpoint)
    write_certificate(taken_to(tmp_path / "c", {"officer:0003": None}), certificate)
    assert audit([str(tmp_path / "c"), "--trust", str(trust)]) == HOLDS
    assert f"{ERASED_OFFICER}: key destroyed, words erased" in capsys.readouterr().out


def test_the_file_of_narrative_is_for_its_owner_alone(
    conn: psycopg.Connection[Any], keyring: Keyring, position: int, tmp_path: Path
) -> None:
    moment, checkpoint = sealed_moment(conn, YEAR, None, None, position)
    certificate = get_certificate(conn, OFFICER, moment, checkpoint)
    export = taken_to(tmp_path / "c", {OFFICER: keyring.disclose(OFFICER)})
    write_certificate(export, certificate)
    assert (tmp_path / "c" / "narrative.json").stat().st_mode & 0o077 == 0
    write_certificate(taken_to(tmp_path / "withheld"), certificate)
    assert not (tmp_path / "withheld" / "narrative.json").exists()


def test_the_verifier_runs_with_python_alone_on_each_of_them(
    conn: psycopg.Connection[Any], keyring: Keyring, position: int, trust: Path, tmp_path: Path
) -> None:
    folder = dispute_in(conn, tmp_path / "d", position, {OFFICER: keyring.disclose(OFFICER)})
    for path in (folder, folder / "receipt.json", folder / "before.json"):
        words = [folder / "verify.py", path, "--trust", trust]
        ran = subprocess.run(
            [sys.executable, "-I", "-S", "-X", "utf8", *map(str, words)],
            env={},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (HOLDS, ""), ran.stdout
        assert ran.stdout.endswith("VERIFIED 核验通过\n")
        assert ('reason: "' in ran.stdout) == (path == folder)
