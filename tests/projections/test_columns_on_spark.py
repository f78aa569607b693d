"""Does a Spark job give the digests that one machine gives, bureau by bureau?"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from projections.columns.engine import Question
from projections.columns.packing import packed
from projections.columns.spark import in_spark, run_on_spark, session
from projections.columns.store import Store, write_rows
from scripts.bench.bureau import LAST, YEAR, candidate
from tests.laws.bureau_years import product, record
from tests.laws.columnar import named, twisted
from tests.projections.test_columns import ASKED, bureaus, read

HEAD = 10**9


def test_the_dialects_differ_in_two_words() -> None:
    assert in_spark("CAST(a AS HUGEINT) // b") == "CAST(a AS DECIMAL(38, 0)) div b"


def test_without_spark_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(ImportError):
        session("local[1]")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Where pyspark and a JDK are installed."""
    pytest.importorskip("pyspark")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = session("local[2]")
    yield made
    made.stop()


def stored(folder: Path, buckets: list[list[Any]], year: int) -> Store:
    store = Store(folder, year, HEAD, tuple(tuple(r.bureau for r in own) for own in buckets))
    for n, own in enumerate(buckets):
        write_rows(store.bucket(n), (table for made in own for table in packed(made)))
    store.close()
    return store


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_a_run_and_a_rehearsal_by_spark_agree(spark: Any, tmp_path: Path) -> None:
    records = bureaus()
    store = stored(tmp_path, [records[:2], records[2:]], YEAR)
    for asked in (ASKED, replace(ASKED, as_of=date(YEAR, 9, 30), candidate=candidate())):
        job = run_on_spark(spark, store, asked)
        assert job.digests == read(records, asked)
        # By the candidate's own shares there is nothing that the sums do not answer.
        odd = {} if asked.candidate else {"b3": "an owner's part of a loss below nought"}
        assert job.read == odd


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_generated_histories_by_spark_agree(spark: Any, tmp_path: Path) -> None:
    own = [seed for seed in range(60) if product(seed).case.year == YEAR]
    plain = [named(record(seed), f"b{seed}") for seed in own]
    odd = [named(twisted(record(seed), seed), f"t{seed}") for seed in own]
    store = stored(tmp_path, [plain, odd], YEAR)
    asked = Question(YEAR, LAST, HEAD)
    job = run_on_spark(spark, store, asked)
    assert job.digests == read([*plain, *odd], asked)
    assert job.read == {}
