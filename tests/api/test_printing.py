"""Does one get a run as a file over HTTP, and every officer's notice?"""

from __future__ import annotations

import csv
import io
import re
from typing import Final

import openpyxl
import pytest

from domain.journal.keyring import ERASED
from domain.ledger import Ledger
from domain.runsheet import RunSheet
from projections.kept_runs import Runs
from projections.printouts import Printout, get_printout
from projections.words import reasons_in_words
from tests.api.asking import Api, refused
from tests.api.prints.pages import page_texts, text_of
from tests.conftest import MASTER

pytestmark = pytest.mark.postgres

LIVE: Final = "nanyue:2024:live"
TABLE: Final = f"/runs/{LIVE}/table"
CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
UNWORDED: Final = re.compile(r"restriction |no (posting|component)|across|passed over|: band")


def printout(demo: Api, ref: str = LIVE) -> Printout:
    with demo.service.pool.connection() as conn:
        return get_printout(conn, Runs(), ref, demo.service.ledger.keyring, None)


def sheet(demo: Api) -> RunSheet:
    return printout(demo).sheet


def test_the_workbook_holds_every_officer(demo: Api) -> None:
    answer = demo.ask(TABLE)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    said = answer.headers["Content-Disposition"]
    assert said == 'attachment; filename="nanyue-2024-live-table.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    found = {row[2].value: row[3].value for row in book["干部 officers"].iter_rows(min_row=2)}
    assert len(found) == sheet(demo).count
    assert found["0012"] == "周敏"


def test_the_list_holds_the_scores_to_the_last_digit(demo: Api) -> None:
    answer = demo.ask(TABLE, format="csv", language="en")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    table, _, foot = answer.content.decode("utf-8-sig").partition("\r\n\r\n")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert sheet(demo).digest in foot
    scores = {row["编号 Number"]: row["成绩 Score"] for row in rows}
    assert scores == {row.officer: row.score or "" for row in sheet(demo).officers}


def test_the_table_is_a_pdf_of_everybody(demo: Api) -> None:
    answer = demo.ask(TABLE, format="pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert "周敏" in text
    assert sheet(demo).digest in text


def test_a_notice_is_a_pdf_for_one_officer(demo: Api) -> None:
    answer = demo.ask(f"/runs/{LIVE}/notices/0012")
    assert answer.headers["Content-Type"] == "application/pdf"
    said = answer.headers["Content-Disposition"]
    assert said == 'attachment; filename="nanyue-2024-live-0012.pdf"'
    (page,) = page_texts(answer.content)
    assert "周敏（0012，征收管理股）" in page
    score = demo.read("/officers/0012/score", year=2024)
    assert score["score"] in page
    for line in score["lines"]:
        assert f"#{line['entry'].rpartition('#')[2]}{line['effective_on']}" in page


@pytest.mark.parametrize("run", ["nanyue:2024:closed", "nowhere", "nanyue:2024:live%00", "a:b"])
def test_a_run_that_is_not_there_is_refused(demo: Api, run: str) -> None:
    refused(demo.ask(f"/runs/{run}/table"), 404, "run-not-found")
    refused(demo.ask(f"/runs/{run}/notices/0012"), 404, "run-not-found")


def test_an_officer_who_is_not_in_the_run_is_refused(demo: Api) -> None:
    refused(demo.ask(f"/runs/{LIVE}/notices/nobody"), 404, "unknown-officer")


def test_a_format_that_is_not_made_is_refused(demo: Api) -> None:
    refused(demo.ask(TABLE, format="docx"), 422, "malformed")
    refused(demo.ask(TABLE, language="fr"), 422, "malformed")


@pytest.mark.parametrize("year", [2023, 2024])
def test_every_reason_of_the_demo_bureau_has_words(demo: Api, year: int) -> None:
    made = printout(demo, f"nanyue:{year}:live")
    for row in made.sheet.officers:
        zh, en = (reasons_in_words(row, language, made.titles) for language in ("zh", "en"))
        assert len(zh) == len(en) >= 2
        assert all(CHINESE.search(said) for said in zh)
        assert not [said for said in zh if UNWORDED.search(said)]


def test_names_are_those_known_at_the_position(demo: Api) -> None:
    before = printout(demo)
    demo.write("/officers", {"bureau": "nanyue", "officer": "0012", "name": "周敏敏"})
    demo.read("/officers")
    then = f"nanyue:2024:{before.sheet.as_of}@{before.sheet.position}"
    assert printout(demo).names.officer("0012") == "周敏敏"
    assert printout(demo, then).names.officer("0012") == "周敏"


def test_a_unit_is_called_as_it_was_on_the_date(demo: Api) -> None:
    body = {"bureau": "nanyue", "unit": "zg", "name": "征管和科技股", "kind": "section"}
    demo.write("/units", {**body, "effective_on": "2024-10-01"})
    demo.read("/units")
    late = printout(demo)
    early = printout(demo, f"nanyue:2024:2024-09-30@{late.sheet.position}")
    assert late.names.unit("zg") == "征管和科技股"
    assert early.names.unit("zg") == "征收管理股"


def test_who_was_erased_is_called_erased_and_no_figure_moves(demo: Api) -> None:
    before = printout(demo)
    with demo.database.connect() as owner:
        owner.execute("DELETE FROM keys.subject_keys WHERE subject = 'officer:0014'")
    with Ledger(demo.database.dsn("app"), MASTER) as ledger, demo.service.pool.connection() as conn:
        after = get_printout(conn, Runs(), LIVE, ledger.keyring)
    assert after.names.officer("0014") == ERASED
    assert after.names.officer("0015") == before.names.officer("0015")
    assert after.sheet == before.sheet
