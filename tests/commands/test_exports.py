"""Does a user get receipts and bundles on the command line that verify without the ledger?"""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from domain.erasures.commands import EraseSubject
from domain.registers.commands import RegisterOfficer
from projections.evidence.holding import LAST
from tests.commands.answers import BUREAU, YEAR, publish_and_import
from tests.commands.homes import Home
from tests.conftest import OFFICE as RECORDER

pytestmark = pytest.mark.postgres
OFFICER: Final = "officer:0001"
ENTRY: Final = f"{BUREAU}/{YEAR}/{OFFICER}#3"
SCORE: Final = ("--subject", OFFICER, "--year", YEAR)


def verified(home: Home, path: Path, program: Path) -> str:
    """What verify.py says, without anything of ours, once it has said that all holds."""
    key = home.path / "notary" / "notary.vkey"
    if not key.exists():
        (key,) = home.path.rglob("notary.vkey")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", str(program), str(path), "--trust", str(key)],
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    return ran.stdout


def content(path: Path) -> dict[str, Any]:
    said = json.loads(path.read_text("utf-8"))
    assert isinstance(said, dict)
    return said


def test_a_receipt_is_told_in_words_and_verifies(home: Home, tmp_path: Path) -> None:
    home.did("export", "--to", tmp_path / "c", *SCORE)
    told = home.did("receipt", ENTRY, "--to", tmp_path / "r.json")
    receipt = content(tmp_path / "r.json")
    assert told.out.splitlines()[:2] == [receipt["words"]["zh"], receipt["words"]["en"]]
    assert ENTRY in told.out
    assert receipt["proof"].startswith("c2sp.org/tlog-proof@v1\n")
    said = verified(home, tmp_path / "r.json", tmp_path / "c" / "verify.py")
    assert receipt["words"]["zh"] in said
    assert home.did("receipt", ENTRY).out.splitlines() == told.out.splitlines()[:2]


def test_a_receipt_may_be_one_proof(home: Home, tmp_path: Path) -> None:
    home.did("export", "--to", tmp_path / "c", *SCORE)
    home.did("receipt", ENTRY, "--to", tmp_path / "r.tlog-proof")
    assert (tmp_path / "r.tlog-proof").read_text("utf-8").startswith("c2sp.org/tlog-proof@v1\n")
    assert ENTRY in verified(home, tmp_path / "r.tlog-proof", tmp_path / "c" / "verify.py")


def test_a_certificate_of_an_earlier_position_time_and_day(home: Home, tmp_path: Path) -> None:
    at = content_of_receipt(home, tmp_path)["position"]
    with home.opened() as opened, psycopg.connect(opened.owner_dsn) as conn:
        row = conn.execute(
            "SELECT recorded_at FROM journal.facts WHERE position = %s", (at,)
        ).fetchone()
    assert row is not None
    known = row[0].isoformat()
    for name, words in {
        "position": ("--position", at),
        "known": ("--known-at", known),
        "day": ("--as-of", f"{YEAR}-03-31", "--position", at),
    }.items():
        folder = tmp_path / name
        home.did("export", "--to", folder, *SCORE, *words)
        found = content(folder / "certificate.json")
        score = home.did("score", OFFICER, "--year", YEAR, *words, "--json").json()
        same = ("position", "as_of", "score", "lines", "edition")
        assert [found["answer"][part] for part in same] == [score[part] for part in same]
        assert "recorded later, and not used" in verified(home, folder, folder / "verify.py")


def content_of_receipt(home: Home, folder: Path) -> dict[str, Any]:
    home.did("receipt", ENTRY, "--to", folder / "found.json")
    return content(folder / "found.json")


def test_a_dispute_holds_the_entry_and_the_score_around_it(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "dispute"
    home.did("export", "--to", folder, "--dispute", ENTRY)
    position = content(folder / "receipt.json")["position"]
    scores = []
    for name, at in (("before", position - 1), ("after", position), ("now", None)):
        words = () if at is None else ("--position", at)
        score = home.did("score", OFFICER, "--year", YEAR, *words, "--json").json()["score"]
        assert content(folder / f"{name}.json")["answer"]["score"] == score
        scores.append(score)
    before, after, now = scores
    assert before != after
    said = verified(home, folder, folder / "verify.py")
    assert f"before 之前 {before} · after 之后 {after} · now 现在 {now}" in said


def test_names_and_reasons_are_withheld_unless_asked_for(home: Home, tmp_path: Path) -> None:
    home.did("export", "--to", tmp_path / "withheld", *SCORE)
    asked = home.did("export", "--to", tmp_path / "open", *SCORE, "--narrative")
    assert "personal data" in asked.err
    assert "个人信息" in asked.err
    withheld = verified(home, tmp_path / "withheld", tmp_path / "withheld" / "verify.py")
    assert "reason:" not in withheld
    said = verified(home, tmp_path / "open", tmp_path / "open" / "verify.py")
    words = home.did("statement", OFFICER, "--year", YEAR, "--json").json()
    reasons = [line["detail"]["reason"] for line in words["lines"] if line["detail"]["reason"]]
    assert len(reasons) > 3
    for reason in reasons:
        assert f"reason: {json.dumps(reason, ensure_ascii=False)}" in said
    mode = (tmp_path / "open" / "narrative.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_manifest_says_who_took_what_away_and_when(home: Home, tmp_path: Path) -> None:
    home.did("export", "--to", tmp_path / "c", *SCORE)
    manifest = content(tmp_path / "c" / "manifest.json")
    assert manifest["exported_by"].startswith("local:")
    assert manifest["exported_at"].endswith("+00:00")
    assert (manifest["scope"], manifest["subject"]) == ("subject", OFFICER)


WRONG: Final[tuple[tuple[object, ...], ...]] = (
    (),
    ("--subject", OFFICER),
    ("--year", YEAR),
    (*SCORE, "--dispute", ENTRY),
    ("--run", "nanyue:2024:live", "--dispute", ENTRY),
    ("--dispute", "nanyue/2024/officer:0001"),
    ("--dispute", ENTRY, "--position", 5),
    ("--narrative",),
    ("--as-of", f"{YEAR}-12-31"),
    ("--known-at", "2024-06-30T12:00:00Z"),
    (*SCORE, "--position", 0),
)


@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(map(str, words)))
def test_wrong_usage_ends_with_2(home: Home, tmp_path: Path, words: tuple[object, ...]) -> None:
    folder = ("--to", tmp_path / "x") if words else ()
    said = home.merit("export", *folder, *words)
    assert (said.code, said.out) == (2, "")
    assert "Usage: merit" in said.err
    assert not (tmp_path / "x").exists()


REFUSED: Final[tuple[tuple[tuple[object, ...], str, str], ...]] = (
    (("receipt", f"{BUREAU}/{YEAR}/{OFFICER}#99"), "There is no entry", "没有分录"),
    (("export", "--dispute", f"{BUREAU}/{YEAR}/{OFFICER}#99"), "There is no entry", "没有分录"),
    (("export", *SCORE, "--position", 10**9), "lies in the future", "尚未到来"),
    (
        ("export", *SCORE, "--position", 9, "--known-at", "2025-01-01T00:00:00Z"),
        "not both",
        "只能给出其一",
    ),
    (("export", "--subject", "officer:9999", "--year", YEAR), "not registered", "未登记"),
)


@pytest.mark.parametrize(("words", "english", "chinese"), REFUSED)
def test_what_cannot_be_shown_is_refused_in_both_languages(
    home: Home, tmp_path: Path, words: tuple[object, ...], english: str, chinese: str
) -> None:
    folder = ("--to", tmp_path / "x") if words[0] == "export" else ()
    said = home.merit(*words, *folder)
    assert (said.code, said.out) == (1, "")
    assert english in said.err
    assert chinese in said.err
    assert not (tmp_path / "x").exists()


def test_nothing_is_written_over(home: Home, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    said = home.merit("export", "--to", tmp_path / "here", *SCORE)
    assert said.code == 1
    assert "name a new folder" in said.err
    assert list((tmp_path / "here").iterdir()) == []


def test_what_was_erased_and_what_the_notary_refuses_is_told(
    another_home: Callable[[], Home], tmp_path: Path
) -> None:
    home = another_home()
    publish_and_import(home, "small")
    erase = EraseSubject(bureau=BUREAU, subject=OFFICER, authorised_by="9002", ground="个保法")
    with home.opened() as opened, opened.ledger() as ledger:
        ledger.handle(erase, RECORDER)
    said = home.did("export", "--to", tmp_path / "c", *SCORE, "--narrative")
    assert "was destroyed" in said.err
    assert "已销毁" in said.err
    assert "key destroyed, words erased" in verified(home, tmp_path / "c", tmp_path / "c/verify.py")
    (kept,) = home.path.rglob(LAST)
    kept.unlink()
    with home.opened() as opened, opened.ledger() as ledger:
        ledger.handle(RegisterOfficer(bureau=BUREAU, officer="8888", name="新人"), RECORDER)
    for words in (("receipt", ENTRY), ("export", "--to", tmp_path / "d")):
        refused = home.merit(*words)
        assert (refused.code, refused.out) == (1, "")
        assert "公证拒签" in refused.err
        assert "Traceback" not in refused.err
