"""Can a ledger be put back from a backup, as the guide says, and is an older one refused?"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain import refusals as no
from domain.journal.filing import find_file
from tests.commands.homes import ROOT, Home, an_own_home
from tests.commands.served import served
from tests.conftest import OFFICE
from tests.journal.cast import BUREAU, OFFICERS, bonus, open_bureau

pytestmark = pytest.mark.postgres

OLD = ("notary.vkey", "last-checkpoint")
UNSEALED = """SET session_replication_role = replica; TRUNCATE evidence.leaves, evidence.tiles,
    evidence.checkpoints, evidence.signings, evidence.witnessings"""
PROOF = "表彰文件".encode()
SCORE = ("score", "officer:0001", "--year", 2024, "--json")


def printed(heading: str) -> str:
    """The commands under a heading of the guide, as printed."""
    text = (ROOT / "docs" / "backup.md").read_text("utf-8")
    found = re.search(rf"^## {heading}.*?^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found
    return found[1].replace("scripts/merit", f"{sys.executable} -m scripts.commands")


@dataclass(frozen=True)
class Shelf:
    """Three places for what is kept."""

    folder: Path

    def run(self, heading: str, home: Home) -> int:
        places = {name: str(self.folder / name) for name in ("BACKUP", "KEYS", "NOTARY")}
        for place in places.values():
            Path(place).mkdir(parents=True, exist_ok=True)
        words = ["sh", "-e", "-c", printed(heading)]
        done = subprocess.run(
            words, env=os.environ | home.variables | places, cwd=ROOT, check=False
        )
        return done.returncode


@dataclass(frozen=True)
class Kept:
    home: Home
    older: Shelf
    newer: Shelf


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A ledger that was backed up, went on, and was backed up again."""
    folder = tmp_path_factory.mktemp("shelves")
    older, newer = Shelf(folder / "older"), Shelf(folder / "newer")
    with an_own_home() as home:
        for shelf in (older, newer):
            with home.opened() as opened, opened.ledger() as ledger:
                if shelf is older:
                    open_bureau(ledger, OFFICERS)
                ledger.handle(bonus(), OFFICE)
                ledger.keep_file(BUREAU, "officer:0001", PROOF, OFFICE.actor)
            home.did("notary", "--once")
            assert shelf.run("Back up", home) == 0
        yield Kept(home, older, newer)


def test_a_ledger_put_back_as_printed_is_verified_and_goes_on(kept: Kept) -> None:
    with an_own_home(empty=True) as home:
        assert kept.newer.run("Restore", home) == 0
        assert home.did(*SCORE).out == kept.home.did(*SCORE).out
        assert home.did("statement", "officer:0001", "--year", 2024).out.count("erased") == 0
        with home.opened() as opened, opened.ledger() as ledger, opened.reading() as conn:
            ledger.handle(bonus(), OFFICE)
            digest = f"sha256:{hashlib.sha256(PROOF).hexdigest()}"
            found = find_file(conn, ledger.keyring, "officer:0001", digest)
        assert found is not None and found[1] == PROOF, "files of evidence come back with the rest"
        home.did("notary", "--once")
        assert home.did("verify", "--json").json()["verdict"] == "verified"
        assert home.did("halt", "list", "--json").json() == {"halts": []}


@pytest.mark.long
def test_an_older_backup_is_refused_until_the_newer_one_is_put_back(kept: Kept) -> None:
    last = kept.newer.folder / "NOTARY" / "notary"
    with an_own_home() as home:
        assert kept.older.run("Restore", home) == 0
        # The notary's own folder was elsewhere, and is of today.
        shutil.rmtree(home.path / "notary")
        shutil.copytree(last, home.path / "notary")
        head = max(home.facts())
        said = home.merit("verify", "--json")
        assert (said.code, said.json()["first"]) == (4, head + 1)
        with home.opened() as opened, opened.ledger() as ledger:
            with pytest.raises(no.LedgerHalted, match=f"{head} facts, fewer than"):
                ledger.handle(bonus(), OFFICE)
            assert ledger.head == head
        assert home.did(*SCORE).out  # reading goes on
        assert home.merit("verify").code == 4
        assert home.merit("notary", "--once").code == 1

        refused = home.merit("halt", "lift", 1, "--why", "无碍")
        assert refused.code == 1
        assert "fewer than" in refused.err
        assert "不能恢复" in refused.err
        assert kept.newer.run("Restore", home) == 0
        with home.opened() as opened, opened.ledger() as ledger:
            ledger.handle(bonus(), OFFICE)
        assert home.did("notary", "--once").out


def test_where_facts_are_lost_for_good_a_new_log_begins_and_says_so_for_ever(
    kept: Kept, tmp_path: Path
) -> None:
    with an_own_home() as home:
        assert kept.older.run("Restore", home) == 0
        shutil.rmtree(home.path / "notary")
        shutil.copytree(kept.newer.folder / "NOTARY" / "notary", home.path / "notary")
        old, last = ((home.path / "notary" / name).read_text() for name in OLD)
        head = max(home.facts())
        assert home.merit("notary", "--once").code == 1
        asked = ("--why", "机房失火,仅存前一日备份", "--new-log")
        assert home.merit("halt", "lift", 99, *asked).code == 1
        (halt, *_) = home.did("halt", "list", "--json").json()["halts"]
        said = home.did("halt", "lift", halt["number"], *asked)
        assert f"{head} facts kept, {head} of them vouched for by the old log, 1 lost" in said.out
        assert "遗失 1 条" in said.out

        (aside,) = (home.path / "notary" / "retired").iterdir()
        assert tuple((aside / name).read_text() for name in OLD) == (old, last)
        assert (home.path / "notary" / "notary.vkey").read_text() != old
        assert home.did("verify", "--policy", home.path / "notary" / "notary.vkey").code == 0
        with home.opened() as opened, opened.ledger() as ledger:
            ledger.handle(bonus(), OFFICE)
        home.did("notary", "--once")
        report = home.did("verify", "--json").json()
        (opening,) = report["openings"]
        assert (opening["position"], opening["kept"], opening["lost"]) == (head + 1, head, 1)
        assert (opening["checkpoint"], opening["ground"]) == (last, asked[1])
        assert opening["log"] == report["log"] != old.split("+")[0]
        assert {one["lifted_why"] for one in report["halts"]} == {asked[1]}
        assert "1 facts lost" in home.did("verify").out
        assert "启用新存证日志" in home.did("replay").out
        home.did("rebuild")
        home.did("export", "--to", tmp_path / "log")
        assert home.did("verify", "--bundle", tmp_path / "log").out
        with served(home, "api") as service:
            assert (service.ready()["logs_opened"], service.ready()["read_only"]) == (1, None)
        assert home.merit("verify", "--checkpoint", aside / "last-checkpoint").code == 1

        rewritten = home.merit("halt", "lift", 1, *asked, "--checkpoint", aside / OLD[1])
        assert rewritten.code == 1
        again = home.merit("halt", "lift", 1, *asked)
        assert (again.code, "仅在事实确已遗失时" in again.err) == (1, True)
        assert home.did("verify", "--json").json()["openings"] == [opening]


@pytest.mark.parametrize("step", [pytest.param("before", marks=pytest.mark.long), "after"])
def test_a_new_log_cut_short_goes_on_when_it_is_asked_again(kept: Kept, step: str) -> None:
    """The fact is recorded; the machine goes off before or after the new key takes its place."""
    with an_own_home() as home:
        assert kept.older.run("Restore", home) == 0
        shutil.rmtree(home.path / "notary")
        shutil.copytree(kept.newer.folder / "NOTARY" / "notary", home.path / "notary")
        files = {name: (home.path / "notary" / name).read_bytes() for name in (*OLD, "notary.key")}
        assert home.merit("notary", "--once").code == 1
        asked = ("--why", "x", "--new-log")
        home.did("halt", "lift", 1, *asked)
        (opening,) = home.did("verify", "--json").json()["openings"]

        home.did("pg", "psql", "-c", UNSEALED)
        folder = home.path / "notary"
        if step == "before":
            shutil.move(folder / "notary.key", folder / "notary.key.new")
            (folder / "notary.key").write_bytes(files["notary.key"])
            (folder / "notary.key").chmod(0o600)
            (folder / "notary.vkey").write_bytes(files["notary.vkey"])
        (folder / "last-checkpoint").write_bytes(files["last-checkpoint"])
        assert home.merit("notary", "--once").code == 1
        standing = home.did("halt", "list", "--json").json()["halts"][-1]
        home.did("halt", "lift", standing["number"], *asked)

        assert not (folder / "notary.key.new").exists()
        report = home.did("verify", "--json", "--policy", folder / "notary.vkey").json()
        assert (report["verdict"], report["log"]) == ("verified", opening["log"])
        assert report["openings"] == [opening]
        home.did("notary", "--once")


@pytest.mark.parametrize(
    ("forgery", "told"),
    [
        ("evidence.leaves SET leaf = sha256('x') WHERE index = 3", "not those that were signed"),
        ("journal.facts SET actor = 'x' WHERE position = 4", "position 4: actor is not as"),
    ],
    ids=["a leaf", "a fact"],
)
def test_what_is_no_beginning_of_what_was_signed_is_no_loss_to_be_accepted(
    kept: Kept, forgery: str, told: str
) -> None:
    """Somebody rewrote the old backup: a new log would launder it."""
    with an_own_home() as home:
        assert kept.older.run("Restore", home) == 0
        shutil.rmtree(home.path / "notary")
        shutil.copytree(kept.newer.folder / "NOTARY" / "notary", home.path / "notary")
        forged = f"SET session_replication_role = replica; UPDATE {forgery}"
        home.did("pg", "psql", "-c", forged)
        assert home.merit("notary", "--once").code == 1
        said = home.merit("halt", "lift", 1, "--why", "x", "--new-log")
        assert said.code == 1
        assert told in said.err
        assert not (home.path / "notary" / "retired").exists()


def test_where_the_notary_lost_its_checkpoint_one_kept_elsewhere_serves(
    kept: Kept, tmp_path: Path
) -> None:
    own = kept.home.path / "notary" / "last-checkpoint"
    shutil.move(own, tmp_path / "kept")
    try:
        assert kept.home.merit("notary", "--once").code == 1
        (halt,) = kept.home.did("halt", "list", "--json").json()["halts"]
        assert kept.home.merit("halt", "lift", halt["number"], "--why", "x").code == 1
        asked = ("--why", "由审计处保存的检查点", "--checkpoint", tmp_path / "kept")
        assert kept.home.merit("halt", "lift", 99, *asked).code == 1
        kept.home.did("halt", "lift", halt["number"], *asked)
    finally:
        shutil.copy(tmp_path / "kept", own)
    kept.home.did("notary", "--once")
    report = kept.home.did("verify", "--json").json()
    assert [one["lifted_why"] for one in report["halts"]] == ["由审计处保存的检查点"]
    assert "由审计处保存的检查点" in "".join(kept.home.did("verify").out.split())
    told = kept.home.did("halt", "list").out
    assert "由审计处保存的检查点" in told
    assert "missing from the notary's folder" in " ".join(told.split())


def test_a_tool_is_run_as_the_role_asked_for(kept: Kept) -> None:
    asked = ("psql", "-At", "-c", "SELECT session_user, count(*) FROM journal.facts")
    who, _, count = kept.home.did("pg", "--role", "backup", *asked).out.strip().partition("|")
    assert (who, int(count)) == ("merit_backup", len(kept.home.facts()))
    assert kept.home.merit("pg", "psql", "-c", "nonsense").code == 1
    for tool in ("sh", "../sh", "/bin/sh"):
        refused = kept.home.merit("pg", tool, "-c", "true")
        assert (refused.code, refused.out) == (1, "")
        assert "pg_dump" in refused.err
