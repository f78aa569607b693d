"""What do the mechanisms' tests share? A bureau in its quarters, and who works there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Database
from tests.cycle.quarters import Quarters, in_quarters
from tests.cycle.results import in_results


@pytest.fixture(scope="module")
def quarters(module_database: Database) -> Iterator[Quarters]:
    with in_quarters(module_database) as found:
        yield found


@pytest.fixture(scope="module")
def results(module_database: Database) -> Iterator[Quarters]:
    with in_results(module_database) as found:
        yield found
