"""Is the store of many bureaus what was recorded, and its runs theirs, whoever makes them?"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from domain import refusals as no
from domain.record import Record
from domain.run import appraise
from domain.runsheet import canonical, digest_of, run_sheet
from projections.columns.country import BeyondTheStore, Filed, run_store
from projections.columns.engine import Question
from projections.columns.exporting import export
from projections.columns.library import connect
from projections.columns.packing import NotWhole, packed
from projections.columns.store import Store, write_rows
from scripts.bench.bureau import LAST, YEAR, bureau, candidate
from scripts.bench.tables import fill
from tests.conftest import Database
from tests.laws.columnar import named, with_a_share_below_nought

ASKED = Question(YEAR, LAST, 10**9)


def bureaus() -> list[Record]:
    """Four of different sizes, one of which the sums do not answer."""
    made = [named(bureau(size, seed), f"b{seed}") for seed, size in enumerate((40, 7, 60, 25))]
    return [*made[:3], with_a_share_below_nought(made[3])]


def read(records: list[Record], asked: Question) -> dict[str, str]:
    return {
        r.bureau: run_sheet(appraise(r, asked.as_of, asked.position, asked.candidate)).digest
        for r in records
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder, records = tmp_path_factory.mktemp("store"), bureaus()
    made = Store(folder, YEAR, 10**9, (("b0", "b1"), ("b2", "b3")))
    for n, own in enumerate((records[:2], records[2:])):
        write_rows(made.bucket(n), (table for record in own for table in packed(record)))
    made.close()
    return Store.open(folder)


@pytest.mark.parametrize("cores", [1, 2])
def test_every_bureau_has_its_run_and_a_reason_where_it_was_read(
    store: Store, cores: int, tmp_path: Path
) -> None:
    filed = run_store(store, ASKED, tmp_path / "runs", cores)
    assert filed.digests == read(bureaus(), ASKED)
    assert filed.officers == 132
    assert filed.read == {"b3": "an owner's part of a loss below nought"}
    assert filed.reasons == {"an owner's part of a loss below nought": 1}
    lines = [
        line
        for file in sorted((tmp_path / "runs").iterdir())
        for line in file.read_bytes().splitlines()
    ]
    assert {json.loads(line)["bureau"]: digest_of(line) for line in lines} == filed.digests
    assert [canonical(json.loads(line)) for line in lines] == lines


def test_a_rehearsal_of_every_bureau_agrees(store: Store) -> None:
    asked = replace(ASKED, as_of=date(YEAR, 9, 30), candidate=candidate())
    assert run_store(store, asked, cores=1).digests == read(bureaus(), asked)


def test_a_store_answers_for_its_year_up_to_its_position(store: Store) -> None:
    for beyond in (replace(ASKED, year=YEAR + 1), replace(ASKED, position=10**9 + 1)):
        with pytest.raises(BeyondTheStore):
            run_store(store, beyond)


def test_a_year_before_any_rulebook_has_no_run(store: Store) -> None:
    assert run_store(store, replace(ASKED, position=1), cores=1) == Filed(
        digests=read([replace(r, officers=()) for r in bureaus()], replace(ASKED, position=1)),
    )
    assert run_store(store, replace(ASKED, position=0), cores=1) == Filed()


def test_without_the_library_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(no.ColumnsNotInstalled):
        connect()


@pytest.mark.postgres
def test_what_is_exported_is_what_was_recorded(database: Database, tmp_path: Path) -> None:
    made = bureau(60)
    with database.connect() as conn:
        fill(conn, made)
        done: list[tuple[int, int]] = []
        store = export(conn, tmp_path, (YEAR, 10**9), progress=lambda *at: done.append(at))
    assert store == Store.open(tmp_path)
    assert done == [(1, 1)]
    assert run_store(store, ASKED).digests == read([made], ASKED)


@pytest.mark.postgres
def test_a_number_finer_than_a_whole_is_refused(database: Database, tmp_path: Path) -> None:
    made = bureau(7)
    fine = replace(made.marks[0], score=Decimal("90.00000051"))
    with database.connect() as conn:
        fill(conn, replace(made, marks=(fine, *made.marks[1:])))
        with pytest.raises(NotWhole):
            export(conn, tmp_path, (YEAR, 10**9))
    with pytest.raises(NotWhole):
        list(dict(packed(replace(made, marks=(fine,))))["marks"])
