"""Is a bundle sound in anybody's eyes, and is one changed byte of it found by everybody?"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from domain.ledger import Ledger
from projections.evidence.bundles import verifier, write_whole_log
from projections.evidence.certifying import checkpoint_for
from projections.evidence.offline.auditing import CERTIFICATE_NAME
from projections.evidence.offline.manifests import MANIFEST_NAME
from projections.evidence.offline.wholes import FACTS_NAME
from tests.conftest import MASTER, Database
from tests.evidence.exported import NAMES, Bundle, Taken, taken_to
from tests.evidence.logs import flipped
from tests.evidence.others import (
    Files,
    Go,
    built_go,
    verified_by_pymerkle,
    verified_by_tlog_scales,
)
from tests.evidence.sealed import Sealed
from tests.journal.cast import open_bureau
from tests.laws.histories import LONG

pytestmark = pytest.mark.postgres

SIZE = 362
ALONE = """
import runpy, sys
def refuse(event, given):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn")):
        raise SystemExit(f"{event} {given}")
    if event == "open" and isinstance(given[1], str) and set(given[1]) & set("wax+"):
        raise SystemExit(f"{event} {given}")
sys.addaudithook(refuse)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="module")
def sumdb(tmp_path_factory: pytest.TempPathFactory) -> Go:
    return built_go(tmp_path_factory.mktemp("sumdb"))


def run_alone(bundle: Bundle, folder: Path) -> tuple[int, str]:
    """A process with Python alone: no environment, no network, nothing written."""
    words = map(str, [bundle.folder / "verify.py", bundle.folder, "--trust", bundle.key])
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", ALONE, *words],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout


@pytest.mark.parametrize("name", NAMES)
def test_a_bundle_is_verified_with_python_alone(
    bundles: dict[str, Bundle], name: str, tmp_path: Path
) -> None:
    code, said = run_alone(bundles[name], tmp_path)
    assert (code, said.splitlines()[-1]) == (0, "VERIFIED 核验通过")
    assert f"{SIZE} facts" in said


def test_no_name_is_given_twice_in_the_one_file() -> None:
    names = Counter(
        target.id if isinstance(target, ast.Name) else getattr(target, "name", "")
        for node in ast.parse(verifier()).body
        for target in getattr(node, "targets", [getattr(node, "target", node)])
    )
    assert [name for name, count in names.items() if name and count > 1] == []


def test_programs_by_other_hands_verify_an_export(
    exporter: Sealed, bundles: dict[str, Bundle]
) -> None:
    for name in ("log", "run"):
        assert verified_by_tlog_scales(bundles[name].log, exporter.key.vkey) == SIZE
        assert verified_by_pymerkle(bundles[name].log) == SIZE


def read_by_others(name: str, data: bytes) -> int:
    """How far: of a checkpoint, lines of other keys and the last bits of base64 say nothing."""
    return len(data) - len("A=\n") if name == "checkpoint" else len(data)


def test_go_verifies_an_export_and_finds_a_flipped_byte(
    exporter: Sealed, taken: Taken, sumdb: Go
) -> None:
    bundle = taken("log")
    words = ("verify", str(bundle.folder), exporter.key.vkey.text)
    assert sumdb(*words) == (0, str(SIZE))
    for name, data in bundle.log.items():
        whole = (bundle.folder / name).read_bytes()
        for at in bundle.flips(name, 200 if LONG else 8):
            if at < read_by_others(name, data):
                assert sumdb(*words) == (1, ""), (name, at)
        assert (bundle.folder / name).read_bytes() == whole


def wrong_to_others(files: Files, exporter: Sealed) -> bool:
    try:
        verified_by_tlog_scales(files, exporter.key.vkey)
    except Exception:  # noqa: BLE001
        return True
    return False


def test_tlog_scales_finds_a_flipped_byte_of_an_export(
    exporter: Sealed, bundles: dict[str, Bundle]
) -> None:
    files = bundles["log"].log
    for name, data in files.items():
        length = read_by_others(name, data)
        for at in range(0, length, max(1, length // (60 if LONG else 4))):
            assert wrong_to_others(files | {name: flipped(data, at, at % 8)}, exporter), (name, at)


def test_pymerkle_finds_a_flipped_byte_of_an_entry(bundles: dict[str, Bundle]) -> None:
    files = bundles["log"].log
    for name in (name for name in files if "entries" in name):
        with pytest.raises(AssertionError):
            verified_by_pymerkle(files | {name: flipped(files[name], 300)})


def test_every_flipped_byte_of_a_small_file_is_found(database: Database, tmp_path: Path) -> None:
    own = Sealed(database, tmp_path / "notary")
    with Ledger(database.dsn("app"), MASTER) as ledger:
        open_bureau(ledger)
    size = own.seal()
    with database.connect("auditor") as conn:
        write_whole_log(conn, taken_to(tmp_path / "log"), checkpoint_for(conn, size))
    bundle = Bundle(tmp_path / "log", own.trust, tmp_path / "key")
    assert not bundle.doubted()
    for file in ("checkpoint", "heads", MANIFEST_NAME, "README.txt"):
        assert [at for at in bundle.flips(file) if not bundle.doubted()] == [], file
    assert not bundle.doubted()


@pytest.mark.parametrize("name", NAMES)
def test_a_flipped_byte_of_any_file_is_found(taken: Taken, name: str) -> None:
    bundle = taken(name)
    for file in bundle.names:
        found = [bundle.read() for _ in bundle.flips(file, 100 if LONG else 5)]
        assert set(found) <= {1, 3}, file


@pytest.mark.parametrize("name", NAMES)
def test_a_flipped_byte_of_evidence_is_found_though_the_manifest_fits(
    taken: Taken, name: str
) -> None:
    bundle = taken(name)
    for file in bundle.evidence:
        for at in bundle.flips(file, 100 if LONG else 8):
            bundle.made_to_fit()
            assert bundle.doubted(), (file, at)


@pytest.mark.long
def test_every_flipped_byte_of_a_certificate_is_found(taken: Taken) -> None:
    bundle = taken("score")
    assert [at for at in bundle.flips(CERTIFICATE_NAME) if not bundle.doubted()] == []


@pytest.mark.parametrize("file", ["verify.py", FACTS_NAME, "tile/0/000"])
def test_a_process_finds_a_flipped_byte(taken: Taken, tmp_path: Path, file: str) -> None:
    bundle = taken("run")
    for _ in bundle.flips(file, 40 if LONG else 3):
        code, said = run_alone(bundle, tmp_path)
        assert code != 0
        assert "VERIFIED" not in said
