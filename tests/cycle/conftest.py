"""What do the mechanisms' tests share? Bureaux at work, on days that the tests choose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from scripts.embedded import Server
from tests.api.asking import serving
from tests.conftest import Database, new_database
from tests.cycle.claims import Clock, Desk, desk_of
from tests.cycle.quarters import Quarters, in_quarters
from tests.cycle.results import in_results
from tests.cycle.signed import compile_sets
from tests.cycle.year.course import living
from tests.cycle.year.evidence import Lived


@pytest.fixture(scope="module")
def quarters(module_database: Database) -> Iterator[Quarters]:
    with in_quarters(module_database) as found:
        yield found


@pytest.fixture(scope="module")
def results(module_database: Database) -> Iterator[Quarters]:
    with in_results(module_database) as found:
        yield found


@pytest.fixture(scope="module")
def desk(module_database: Database) -> Iterator[Desk]:
    """A bureau in September 2024, on a day that the tests choose, and all who work there."""
    clock = Clock(date(2024, 9, 2))
    with serving(module_database, clock=clock) as api:
        yield desk_of(api, clock)


@pytest.fixture(scope="session")
def lived(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """The source bureau's whole year."""
    with living(new_database(server), tmp_path_factory.mktemp("year")) as found:
        yield found


@pytest.fixture(scope="session")
def compiled(server: Server) -> Database:
    """Indicator sets, signed at three levels."""
    return compile_sets(new_database(server))
