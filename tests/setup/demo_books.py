"""What does the demo bureau's workbook hold, and under which edition does a row stand?"""

import csv
from typing import Any

import pytest
import yaml

from scripts.demo import Demo, write_demo
from scripts.demo.shape import COLUMNS

YEARS = (2023, 2024)
Rows = list[dict[str, str]]
Books = dict[int, dict[str, Rows]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return write_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def books(demo: Demo) -> Books:
    books: Books = {}
    for year, folder in demo.books.items():
        books[year] = {}
        for sheet, columns in COLUMNS.items():
            with (folder / f"{sheet}.csv").open(encoding="utf-8", newline="") as lines:
                reader = csv.DictReader(lines)
                books[year][sheet] = list(reader)
                assert tuple(reader.fieldnames or ()) == columns
    return books


@pytest.fixture(scope="module")
def rules(demo: Demo) -> list[dict[str, Any]]:
    texts = (path.read_text(encoding="utf-8") for path in demo.rulebooks)
    return [yaml.load(text, yaml.BaseLoader) for text in texts]


def in_force(rules: list[dict[str, Any]], day: str) -> dict[str, Any]:
    return [edition for edition in rules if edition["effective_from"] <= day][-1]


def item_of(rules: list[dict[str, Any]], row: dict[str, str]) -> dict[str, Any]:
    items = {item["id"]: item for item in in_force(rules, row["effective_on"])["items"]}
    found: dict[str, Any] = items[row["item"]]
    return found


def covers(posting: dict[str, str], day: str) -> bool:
    return posting["from"] <= day and (not posting["until"] or day < posting["until"])
