"""Which bureaus do the tests of the API ask? A small one, and the demo bureau."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.workbook.importing import command_of
from api.workbook.reading import read_workbook
from domain.registers.commands import PublishRulebook
from scripts.demo import write_demo
from scripts.embedded import Server
from tests.api.asking import Api, serving
from tests.api.bodies import hire, open_bureau
from tests.api.copies import Rows, begin_with, rows_of
from tests.conftest import OFFICE, Database, new_database


@pytest.fixture
def api(database: Database) -> Iterator[Api]:
    """An empty ledger of this test's own."""
    with serving(database) as api:
        yield api


@pytest.fixture(scope="module")
def bureau(module_database: Database) -> Iterator[Api]:
    """A small bureau that the tests of one file share; each hires its own officers."""
    with serving(module_database) as api:
        open_bureau(api)
        yield api


@pytest.fixture
def number(bureau: Api) -> str:
    """An officer of this test's own."""
    return hire(bureau)


@pytest.fixture(scope="session")
def loaded(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """What is recorded of the demo bureau, loaded once."""
    database = new_database(server)
    with serving(database) as api:
        load_demo(api, tmp_path_factory.mktemp("demo"))
    return rows_of(database)


@pytest.fixture(scope="module")
def demo(module_database: Database, loaded: Rows) -> Iterator[Api]:
    """The demo bureau, both years; tests of one file share it."""
    begin_with(module_database, loaded)
    with serving(module_database) as api:
        yield api


def load_demo(api: Api, folder: Path) -> None:
    book = write_demo(folder)
    for path in book.rulebooks:
        command = PublishRulebook(bureau=book.bureau, document=path.read_text("utf-8"))
        api.service.ledger.handle(command, OFFICE)
    for year in book.years:
        rows = command_of(read_workbook(book.books[year]), book.bureau, year)
        api.service.ledger.import_workbook(rows, OFFICE)
    api.read("/imports")
