"""Does everybody get the right score who imports a workbook whose right answers are known?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.workbook.writing import write_workbook
from tests.commands.answers import (
    BUREAU,
    DAYS,
    SAMPLES,
    YEAR,
    agrees,
    answers,
    expected,
    publish_and_import,
    publish_editions,
    run,
    sheets,
)
from tests.commands.homes import Home
from tests.commands.served import Served, served

pytestmark = pytest.mark.postgres
SAMPLE_NAMES = ("small", "medium")


@pytest.fixture(scope="module")
def homes(another_home: Callable[[], Home]) -> dict[str, Home]:
    made = {sample: another_home() for sample in SAMPLE_NAMES}
    for sample, home in made.items():
        publish_and_import(home, sample)
    return made


@pytest.fixture(scope="module")
def small(homes: dict[str, Home]) -> Home:
    return homes["small"]


@pytest.fixture(scope="module")
def service(small: Home) -> Iterator[Served]:
    with served(small) as started:
        yield started


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("sample", SAMPLE_NAMES)
def test_every_score_and_line_is_right(homes: dict[str, Home], sample: str, as_of: str) -> None:
    found, right = answers(homes[sample], as_of), expected(sample, as_of)
    assert found.keys() == right.keys()
    assert [s for s in right if not agrees(found[s], right[s])] == []


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("sample", SAMPLE_NAMES)
def test_every_rank_band_and_grade_is_right(
    homes: dict[str, Home], sample: str, as_of: str
) -> None:
    found, right = run(homes[sample], as_of), expected(sample, as_of)
    rows = {f"officer:{row['officer']}": row for row in found["officers"]}
    rows |= {f"unit:{row['unit']}": row for row in found["units"]}
    assert rows.keys() == right.keys()
    wrong = [
        (subject, name, rows[subject][name], part)
        for subject, row in right.items()
        for name, part in row.items()
        if name != "lines" and rows[subject][name] != part
    ]
    assert wrong == []


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("subject", ["officer:0001", "unit:u2"])
def test_the_command_line_and_http_answer_the_same_bytes(
    small: Home, service: Served, subject: str, as_of: str
) -> None:
    said = small.did("score", subject, "--year", YEAR, "--as-of", as_of, "--json")
    assert agrees(said.json(), expected("small", as_of)[subject])
    kind, _, named = subject.partition(":")
    answer = service.get(f"/v1/{kind}s/{named}/score", year=YEAR, as_of=as_of)
    assert answer.content == said.out.rstrip("\n").encode()


@pytest.mark.parametrize("sample", SAMPLE_NAMES)
def test_a_workbook_imported_again_records_nothing(homes: dict[str, Home], sample: str) -> None:
    book = SAMPLES / sample / "book"
    words = ("import", book, "--bureau", BUREAU, "--year", YEAR, "--json")
    again, once_more = homes[sample].did(*words).json(), homes[sample].did(*words).json()
    assert (again["facts"], again["rows"]) == (0, 0)
    assert again["known"] == sum(len(rows) for rows in sheets(book).values())
    assert again == once_more


def test_the_same_rows_as_a_spreadsheet_score_the_same(
    another_home: Callable[[], Home], tmp_path: Path
) -> None:
    home, book = another_home(), tmp_path / "全年.xlsx"
    write_workbook(book, sheets(SAMPLES / "small" / "book"))
    publish_editions(home, "small")
    home.did("import", book, "--bureau", BUREAU, "--year", YEAR)
    for as_of in DAYS:
        found, right = answers(home, as_of), expected("small", as_of)
        assert [s for s in right if not agrees(found[s], right[s])] == []
