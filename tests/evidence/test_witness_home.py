"""Is a copy of the whole home, keys and all, told from the home itself by whoever witnessed it?"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from projections.evidence.notes import parse_vkey
from tests.commands.homes import Home, an_own_home
from tests.commands.served import free_port, served
from tests.conftest import OFFICE
from tests.evidence.test_witness_log import ABSENT
from tests.evidence.witnesses import WitnessProcess, running
from tests.journal.cast import OFFICERS, bonus, open_bureau
from tests.journal.crowds import until
from tests.setup.users import stop

pytestmark = pytest.mark.postgres


@pytest.fixture
def home() -> Iterator[Home]:
    with an_own_home() as made:
        record(made, first=True)
        made.did("notary", "--once")
        yield made


def record(home: Home, *, first: bool = False) -> int:
    with home.opened() as opened, opened.ledger() as ledger:
        if first:
            open_bureau(ledger, OFFICERS)
        ledger.handle(bonus(), OFFICE)
        return int(ledger.head)


@contextmanager
def witnessed(home: Home, folder: Path) -> Iterator[WitnessProcess]:
    """A witness of the home's log, and the notary's policy: one of two, the other never there."""
    log = (home.path / "notary" / "notary.vkey").read_text().strip()
    with running(folder, parse_vkey(log)) as witness:
        lines = (
            f"log {log}",
            f"witness it {ABSENT.vkey.text} http://127.0.0.1:{free_port()}",
            f"witness audit {witness.vkey.text} {witness.url}",
            "group g 1 audit it",
            "quorum g",
        )
        (home.path / "notary" / "policy").write_text("\n".join(lines) + "\n")
        yield witness


@pytest.mark.long
def test_an_older_copy_of_the_whole_home_is_stale_to_its_witness(
    home: Home, tmp_path: Path
) -> None:
    with witnessed(home, tmp_path / "witness") as witness:
        policy = tmp_path / "policy"
        shutil.copy(home.path / "notary" / "policy", policy)
        said = home.did("notary", "--once")
        assert f"{witness.vkey.name} has cosigned" in said.out
        assert f"{ABSENT.vkey.name} does not answer" in said.out
        stop(home.path)
        shutil.copytree(home.path, tmp_path / "older", symlinks=True)
        record(home)
        assert "has cosigned" in home.did("notary", "--once").out
        assert home.merit("verify", "--policy", policy).code == 0
        own = home.path / "notary" / "notary.vkey"
        assert home.merit("verify", "--witness", witness.url).code == 0
        assert home.merit("verify", "--witness", witness.url, "--policy", own).code == 0
        stop(home.path)

        shutil.rmtree(home.path)
        shutil.copytree(tmp_path / "older", home.path, symlinks=True)
        last = home.path / "notary" / "last-checkpoint"
        # It agrees with itself: nobody within the home could tell.
        assert home.merit("verify", "--policy", own, "--checkpoint", last).code == 0
        for words in (("--policy", policy), ("--witness", witness.url), ()):
            said = home.merit("verify", "--json", *words)
            assert said.code == 4, (words, said)
            assert {f["check"] for f in said.json()["findings"]} == {"outside checkpoint"}
        said = home.did("notary", "--once")
        assert f"{witness.vkey.name} REFUSES" in said.out
        # Grown past what was witnessed, with other facts, it is no longer old but forged.
        for _ in range(3):
            record(home)
        assert f"{witness.vkey.name} REFUSES" in home.did("notary", "--once").out
        assert home.merit("verify", "--policy", policy).code == 1
    assert home.merit("verify", "--witness", witness.url, "--policy", own).code == 2


def test_a_service_has_its_log_witnessed_and_a_bundle_meets_the_policy(
    home: Home, tmp_path: Path
) -> None:
    with witnessed(home, tmp_path / "witness") as witness, served(home) as service:
        head = service.ready()["journal"]
        # The service was there before its caller was granted anything.
        until(lambda: head in [told["size"] for told in service.ready()["witnesses"]])
        (told,) = service.ready()["witnesses"]
        assert (told["witness"], told["size"], told["refuses"]) == (witness.vkey.name, head, None)
        assert witness.vkey.name in service.get("/v1/log/checkpoint").text
        home.did("export", "--to", tmp_path / "bundle")
        assert f"{witness.vkey.name} " in (tmp_path / "bundle" / "checkpoint").read_text("utf-8")
        policy = home.path / "notary" / "policy"
        assert checked(tmp_path / "bundle", policy) == 0
        shutil.copy(policy, tmp_path / "strict")
        text = (tmp_path / "strict").read_text().replace("group g 1", "group g 2")
        (tmp_path / "strict").write_text(text)
        assert checked(tmp_path / "bundle", tmp_path / "strict") == 2


def checked(bundle: Path, policy: Path) -> int:
    """By the verifier in the bundle, with Python alone."""
    words = [sys.executable, "-I", str(bundle / "verify.py"), str(bundle), "--trust", str(policy)]
    return subprocess.run(words, capture_output=True, check=False).returncode


@pytest.mark.parametrize("text", ["x", "", "another log"])
def test_a_policy_that_cannot_be_followed_is_named(home: Home, text: str) -> None:
    path = home.path / "notary" / "policy"
    path.write_text(f"log {ABSENT.named('x').vkey.text}" if text == "another log" else text)
    said = home.merit("notary", "--once")
    assert (said.code, said.out) == (1, "")
    assert "policy" in said.err
    assert "log" in said.err
    assert "见证策略" in said.err or "所列并非本账日志" in said.err


def test_what_is_no_text_is_no_policy_and_no_checkpoint(home: Home, tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    assert home.merit("verify", "--policy", tmp_path / "bytes").code == 3
    assert home.merit("verify", "--checkpoint", tmp_path / "bytes").code == 3
    for url in ("nowhere", "file:///etc/hosts", "http://127.0.0.1:1", "http://[::1"):
        assert home.merit("verify", "--witness", url).code == 2
