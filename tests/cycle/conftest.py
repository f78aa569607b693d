"""In which bureau does the management's year run in the tests?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.api.asking import serving
from tests.conftest import Database
from tests.cycle.claims import Clock, Desk, desk_of


@pytest.fixture(scope="module")
def desk(module_database: Database) -> Iterator[Desk]:
    """A bureau in September 2024, on a day that the tests choose, and all who work there."""
    clock = Clock(date(2024, 9, 2))
    with serving(module_database, clock=clock) as api:
        yield desk_of(api, clock)
