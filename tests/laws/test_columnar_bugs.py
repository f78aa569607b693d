"""Is any bug that is planted in the SQL of the columnar engine noticed?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from domain.record import Record
from domain.runsheet import RunSheet
from projections.columns.engine import Question
from tests.laws.bureau_years import product, record
from tests.laws.columnar import LOWER_CAPS, as_read, bucket_of, by_columns, named, twisted
from tests.laws.columnar_bugs import BUGS, plant
from tests.laws.product import Product

SEEDS = range(60)
FIXED_YEAR = 2024
HEAD = 10**9


@cache
def of_year(year: int) -> list[Record]:
    own = [seed for seed in SEEDS if product(seed).case.year == year]
    plain = [named(record(seed), f"b{seed}") for seed in own]
    if year == FIXED_YEAR:
        plain.append(named(Product(LOWER_CAPS).record, "lower"))
    return [*plain, *(named(twisted(record(seed), seed), f"t{seed}") for seed in own)]


def questions(year: int) -> Iterator[Question]:
    for position in (HEAD, 60):
        for day in (date(year, 12, 31), date(year, 7, 1)):
            yield Question(year, day, position)


@cache
def right(year: int) -> list[dict[str, RunSheet | None]]:
    return [as_read(of_year(year), asked) for asked in questions(year)]


def noticed() -> bool:
    """Does any run of many bureaus now differ, or fail?"""
    try:
        for year in (2023, 2024, 2025):
            with bucket_of(of_year(year)) as conn:
                for asked, expected in zip(questions(year), right(year), strict=True):
                    if by_columns(conn, of_year(year), asked) != expected:
                        return True
    except Exception:  # noqa: BLE001 - a planted bug may do anything; it was noticed
        return True
    return False


def test_without_a_bug_nothing_is_noticed() -> None:
    assert not noticed()


PLANTED = [
    pytest.param(name, marks=() if n % 6 == 0 else pytest.mark.long) for n, name in enumerate(BUGS)
]
"""One in six; all of them in `--long`."""


@pytest.mark.parametrize("name", PLANTED)
def test_a_bug_planted_in_the_columns_is_noticed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(name, monkeypatch)
    assert noticed()
