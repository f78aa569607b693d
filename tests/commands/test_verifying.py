"""What does an audit say on the command line, and how does it end?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.verifier import CutShort
from projections.evidence.verify import PASSES
from scripts.auditing import NotAudited, audited_apart
from tests.commands.homes import Home, an_own_home
from tests.conftest import OFFICE
from tests.journal.cast import OFFICERS, bonus, open_bureau

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def sealed() -> Iterator[Home]:
    with an_own_home() as home:
        with home.opened() as opened, opened.ledger() as ledger:
            open_bureau(ledger, OFFICERS)
            ledger.handle(bonus(), OFFICE)
        yield home


def test_what_nobody_vouches_for_yet_is_not_verified(sealed: Home) -> None:
    said = sealed.merit("verify")
    assert (said.code, said.out) == (2, "")
    assert "尚未公证" in said.err
    assert sealed.did("notary", "--once").out
    assert sealed.merit("verify").code == 0


def test_every_pass_is_told_in_both_languages(sealed: Home) -> None:
    sealed.did("notary", "--once")
    told = sealed.did("verify").out
    for name, chinese in PASSES.items():
        assert f"{chinese} {name}" in told
    assert "verified 核验通过 (exit 0)" in told
    report = sealed.did("verify", "--json").json()
    assert [row["check"] for row in report["passes"]] == list(PASSES)
    assert (report["code"], report["left_out"]) == (0, [])


@pytest.fixture
def in_its_home(sealed: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Whose processes find the home as a service's do: by the environment."""
    for name, said in sealed.variables.items():
        monkeypatch.setenv(name, said)
    return sealed


def test_a_service_has_its_ledger_verified_by_a_process_of_its_own(in_its_home: Home) -> None:
    in_its_home.did("notary", "--once")
    told: list[tuple[str, int, int]] = []
    report = audited_apart(lambda *far: told.append(far))
    assert (report.verdict, report.left_out) == ("verified", ())
    assert list(dict.fromkeys(check for check, _, _ in told)) == list(PASSES)
    assert ("leaves", report.size, report.size) in told


def test_a_verification_that_is_cut_short_leaves_no_process_behind(in_its_home: Home) -> None:
    in_its_home.did("notary", "--once")

    def over(*_: object) -> None:
        raise CutShort

    with pytest.raises(CutShort):
        audited_apart(over)


def test_what_nobody_vouches_for_is_not_verified_by_a_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with an_own_home() as home:
        for name, said in home.variables.items():
            monkeypatch.setenv(name, said)
        with pytest.raises(NotAudited, match="尚未公证"):
            audited_apart(lambda *_: None)


def test_an_audit_with_passes_left_out_is_incomplete_and_names_them(sealed: Home) -> None:
    sealed.did("notary", "--once")
    said = sealed.merit("verify", "--only", "leaves", "--json")
    assert said.code == 2
    assert said.json()["verdict"] == "incomplete"
    assert said.json()["left_out"] == [name for name in PASSES if name != "leaves"]
    assert sealed.merit("verify", "--only", "leaves").out.count("left out") == len(PASSES) - 1


@pytest.mark.parametrize(
    "words",
    [
        ("--only", "everything"),
        ("--checkpoint", "nowhere"),
        ("--policy", "nowhere"),
        ("--quickly",),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_64(sealed: Home, words: tuple[str, ...]) -> None:
    said = sealed.merit("verify", *words)
    assert (said.code, said.out) == (64, "")


def test_a_file_that_is_no_checkpoint_accuses_nobody(sealed: Home, tmp_path: Path) -> None:
    for n, content in enumerate((b"", b"# README\n", os.urandom(99))):
        path = tmp_path / str(n)
        path.write_bytes(content)
        said = sealed.merit("verify", "--checkpoint", path)
        assert (said.code, said.out) == (3, "")
        assert "无法读取" in said.err


def test_a_database_that_cannot_be_reached_is_unreadable(tmp_path: Path) -> None:
    elsewhere = Home(tmp_path / "home", "postgresql://nobody@127.0.0.1:1/nothing")
    said = elsewhere.merit("verify")
    assert (said.code, said.out) == (3, "")
    assert "Traceback" not in said.err


def test_what_was_altered_is_told_by_its_position(sealed: Home) -> None:
    sealed.did("notary", "--once")
    change = "UPDATE journal.facts SET points = 9 WHERE topic = 'bonus-awarded' RETURNING position"
    # Opened: the home's own server runs as long as somebody uses it, and a connection is nobody.
    with sealed.opened() as opened, psycopg.connect(opened.owner_dsn) as conn:
        conn.execute("SET LOCAL session_replication_role = replica")
        ((position,),) = conn.execute(change)
        conn.commit()
        said = sealed.merit("verify", "--json")
        assert (said.code, said.json()["first"]) == (1, position)
        told = sealed.merit("verify")
        assert told.code == 1
        assert "tampered 已被篡改" in told.out
        assert f" {position} " in told.out
        conn.execute("SET LOCAL session_replication_role = replica")
        conn.execute("UPDATE journal.facts SET points = 2 WHERE position = %s", (position,))
        conn.commit()


def test_the_logs_public_key_is_printed_to_be_published(sealed: Home) -> None:
    said = sealed.did("notary", "--vkey").out
    assert said == (sealed.path / "notary" / "notary.vkey").read_text("utf-8")
