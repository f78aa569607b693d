"""Does one appraise every bureau of a year at once, and get what each one's own run says?"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from projections.columns.store import Store
from scripts.commands import merit
from scripts.commands.columns import SparkNotInstalled
from scripts.demo.rulebooks import editions
from tests.commands.answers import BUREAU, YEAR
from tests.commands.homes import Home

pytestmark = pytest.mark.postgres


def test_the_runs_of_a_store_have_the_digests_of_the_bureaus_own(
    home: Home, tmp_path: Path
) -> None:
    store, runs = tmp_path / "store", tmp_path / "runs"
    told = home.did("columns", "export", "--year", YEAR, "--to", store)
    assert told.out.startswith(f"1 bureaus of {YEAR} at position ")
    candidate = tmp_path / "candidate.yaml"
    candidate.write_text(editions()[-1].replace("cap: 10", "cap: 4"), "utf-8")
    digests = set()
    for words in ((), ("--as-of", "2024-09-15"), ("--position", 300), ("--rulebook", candidate)):
        own = home.did("appraise", "--bureau", BUREAU, "--year", YEAR, *words, "--json").json()
        found = home.did("columns", "run", store, *words, "--to", runs).out
        assert found.split() == [BUREAU, own["digest"]]
        (line,) = [x for f in runs.iterdir() for x in f.read_text("utf-8").splitlines()]
        assert json.loads(line)["officers"] == own["officers"]
        digests.add(own["digest"])
    assert len(digests) == 4


def test_what_is_no_store_or_lies_beyond_it_is_refused(home: Home, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert "no store" in home.merit("columns", "run", tmp_path).err
    home.did("columns", "export", "--year", YEAR, "--position", 300, "--to", store)
    again = home.merit("columns", "export", "--year", YEAR, "--to", store)
    assert again.code == 1 and "holds a store already" in again.err
    for words in (("--as-of", "2025-01-01"), ("--position", 301)):
        beyond = home.merit("columns", "run", store, *words)
        assert beyond.code == 1 and "up to position 300" in beyond.err


def test_without_spark_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store(tmp_path, int(YEAR), 300, ()).close()
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(SparkNotInstalled, match="pyspark is not installed"):
        merit.main(["columns", "run", str(tmp_path), "--spark", "local[1]"], standalone_mode=False)
