"""How does a workbook come in over HTTP: all of it or nothing, once, and how is it undone?"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api import bodies
from tests.api.asking import Api, path_of, pointers, refused
from tests.api.files import Sheets, xlsx, zipped

pytestmark = pytest.mark.postgres

PACKED = pytest.mark.parametrize("pack", [xlsx, zipped])


def send(
    api: Api,
    content: bytes,
    key: str | None = None,
    language: str = "zh",
    name: str = "2024.xlsx",
    **form: str,
) -> httpx.Response:
    headers = {"Accept-Language": language} | ({"Idempotency-Key": key} if key else {})
    return api.client.post(
        "/v1/imports",
        data={"bureau": bodies.BUREAU, "year": "2024", **form},
        files={"workbook": (name, content)},
        headers=headers,
    )


def a_book(number: str) -> dict[str, list[dict[str, Any]]]:
    """A row of every sheet, about a new officer in a new unit."""
    subject, unit = f"officer:h{number}", f"n{number}"
    day = {"effective_on": bodies.DAY}
    entry = {"subject": subject, "kind": "bonus", "item": "K1", **day}
    indicator = {"unit_id": unit, "step": "0.1", "role": "owner"}
    return {
        "units": [{"unit_id": unit, "name": "新股", "kind": "section"}],
        "officers": [{"officer_id": f"h{number}", "name": "王五"}],
        "postings": [
            {
                **{"officer_id": f"h{number}", "unit_id": unit},
                **{"post_level": "staff", "from": "2024-01-01"},
            }
        ],
        "indicators": [{**indicator, "indicator_id": unit, "base": "100"}],
        "reviews": [
            {
                **{"ref": f"p{number}", "subject": subject, "series": "regular_review"},
                **{"period": "2024Q1", "score": "91.5", **day},
            }
        ],
        "entries": [
            {"ref": f"e{number}", **entry, "reason": "牵头完成"},
            {"ref": f"f{number}", **entry, "kind": "commendation", "item": "C1", "level": "city"},
        ],
        "losses": [{"ref": f"l{number}", "indicator_id": unit, "points": "0.3", **day}],
        "reversals": [
            {"ref": f"x{number}", "entry_ref": f"f{number}", "reason": "重复", "ground": "核对"}
        ],
        "restrictions": [
            {"ref": f"z{number}", "subject": subject, "restriction": "V1", **day},
        ],
        "lifts": [
            {
                **{"ref": f"j{number}", "restriction_ref": f"z{number}"},
                **{"how": "lifted", "effective_on": "2024-09-01"},
            }
        ],
    }


@PACKED
def test_a_workbook_is_recorded_whole(
    bureau: Api, number: str, pack: Any, request: pytest.FixtureRequest
) -> None:
    book = a_book(f"{number}{request.node.callspec.id}")
    (hired,) = [row["officer_id"] for row in book["officers"]]
    rows = sum(len(lines) for lines in book.values())
    before = bureau.head
    answer = send(bureau, pack(book), approved_by="9004", name="考核.xlsx")
    assert answer.status_code == 201, answer.text
    assert answer.json()["position"] == bureau.head == before + rows + 1
    assert (answer.json()["rows"], answer.json()["known"]) == (rows, 0)
    score = bureau.read(f"/officers/{hired}/score", year=2024)
    assert score["components"] == {"org_link": "99.700000", "regular_review": "91.500000"}
    assert [(x["ref"], x["counted"]) for x in score["lines"]] == [(f"e{hired[1:]}", "0.5")]
    batch = bureau.read("/imports", limit=1000)["items"][-1]
    assert (batch["name"], batch["row_count"], batch["approved_by"], batch["reversed_at"]) == (
        *("考核.xlsx", rows),
        *("9004", None),
    )
    (entry,) = [
        row
        for row in bureau.read("/entries", subject=f"officer:{hired}")["items"]
        if row["kind"] == "commendation"
    ]
    # The file is the evidence of what it brings.
    assert entry["evidence"] == [batch["digest"]]
    assert entry["source"]["ref"] == f"f{hired[1:]}"
    assert entry["reversal"]["reason"] == "重复"


def test_a_check_records_nothing_and_tells_what_an_import_would(bureau: Api, number: str) -> None:
    content, before = zipped(a_book(number)), bureau.head
    checked = send(bureau, content, check_only="true", key=f"check/{number}")
    assert checked.status_code == 200, checked.text
    assert checked.json()["facts"] == 0
    assert checked.json()["rows"] > 0
    assert bureau.head == before
    assert send(bureau, content, key=f"check/{number}").status_code == 201
    assert bureau.head > before


@PACKED
def test_the_same_workbook_again_is_no_second_fact(
    bureau: Api, number: str, pack: Any, request: pytest.FixtureRequest
) -> None:
    content = pack(a_book(f"{number}{request.node.callspec.id}"))
    assert send(bureau, content).status_code == 201
    head = bureau.head
    again = send(bureau, content, name="renamed.xlsx")
    assert again.status_code == 201
    told = again.json()
    assert (told["facts"], told["rows"]) == (0, 0)
    assert told["known"] > 0
    assert again.headers["Merit-Position"] == str(head) == str(bureau.head)


def test_the_bureau_may_be_left_out_where_there_is_one(bureau: Api, number: str) -> None:
    file = {"workbook": ("book.zip", zipped(a_book(number)))}
    before = bureau.head
    answer = bureau.client.post("/v1/imports", data={"year": "2024"}, files=file)
    assert answer.status_code == 201, answer.text
    assert bureau.head == before + answer.json()["facts"] > before
    assert bureau.read("/imports", limit=1000)["items"][-1]["bureau"] == bodies.BUREAU


def test_new_rows_beside_known_ones_are_all_that_is_recorded(bureau: Api, number: str) -> None:
    book = a_book(number)
    assert send(bureau, xlsx(book)).status_code == 201
    head = bureau.head
    more = {**book["entries"][0], "ref": f"g{number}"}
    book["entries"].append(more)
    assert send(bureau, zipped(book)).json()["facts"] == 2
    facts = bureau.read("/journal", after=head)["items"]
    assert [f["name"] for f in facts] == ["bonus-awarded", "workbook-imported"]


def test_an_upload_with_a_key_is_answered_once(bureau: Api, number: str) -> None:
    content = zipped(a_book(number))
    first = send(bureau, content, key=f"upload/{number}")
    head = bureau.head
    again = send(bureau, content, key=f"upload/{number}")
    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"
    other = send(bureau, zipped(a_book(f"{number}b")), key=f"upload/{number}")
    refused(other, 409, "key-reused-for-another-command")
    assert bureau.head == head


FAULTY: Sheets = {
    "units": [{"unit_id": "zg/1", "name": "股", "kind": "section"}],
    "entries": [
        {"ref": "1", "subject": "officer:none", "kind": "bonus", "item": "K9"},
        {"ref": "2", "subject": "unit:zg", "kind": "bonus", "item": "K1", "points": "0.5"},
        {"ref": "3", "subject": "unit:zg", "kind": "gift", "item": "K1"},
        {"ref": "4", "subject": "unit:zg", "kind": "bonus", "item": "K1"},
    ],
    "losses": [{"ref": "5", "indicator_id": "a", "points": "0.05"}],
    "reversals": [{"ref": "6", "entry_ref": "none", "reason": "无", "ground": "无"}],
}


def faulty() -> Sheets:
    dated = {
        sheet: [
            {**row, "effective_on": bodies.DAY} if sheet in ("entries", "losses") else {**row}
            for row in rows
        ]
        for sheet, rows in FAULTY.items()
    }
    dated["entries"][3]["effective_on"] = "2023-06-12"
    return dated


@PACKED
@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_faults_of_a_workbook_are_told_at_once_by_place(
    bureau: Api, pack: Any, language: str
) -> None:
    head = bureau.head
    problem = refused(send(bureau, pack(faulty()), language=language), 422, "workbook-faulty")
    assert {(e["pointer"], e["code"]) for e in problem["errors"]} == {
        ("units!A2", "id-malformed"),
        ("entries!B2", "unknown-officer"),
        ("entries!D2", "item-not-in-edition"),
        ("entries!G3", "points-not-wanted"),
        ("entries!C4", "choice-unknown"),
        ("entries!J5", "date-outside-year"),
        ("losses!C2", "points-off-step"),
        ("reversals!B2", "ref-unknown"),
    }
    assert str(len(problem["errors"])) in problem["title"]
    assert bureau.head == head
    refused(send(bureau, pack(faulty()), check_only="true"), 422, "workbook-faulty")


def test_a_ref_with_other_content_is_refused(bureau: Api, number: str) -> None:
    book = a_book(number)
    assert send(bureau, zipped(book)).status_code == 201
    head = bureau.head
    book["entries"][0] |= {"kind": "deduction", "item": "X1"}
    problem = refused(send(bureau, zipped(book)), 422, "workbook-faulty")
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("entries!A2", "ref-with-other-content")
    ]
    assert bureau.head == head


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"ref,subject\n1,officer:1\n", "not-a-workbook"),
        (b"PK\x03\x04 no zip at all", "workbook-damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "workbook-locked"),
        (zipped({}), "no-sheets"),
    ],
    ids=["empty", "text", "damaged", "locked", "no sheets"],
)
def test_a_file_that_is_no_workbook_is_a_fault_of_the_file(
    bureau: Api, content: bytes, code: str
) -> None:
    head = bureau.head
    problem = refused(send(bureau, content), 422, "workbook-faulty")
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [("2024.xlsx", code)]
    assert bureau.head == head


def test_a_form_that_lacks_something_is_told_what(bureau: Api) -> None:
    problem = refused(bureau.client.post("/v1/imports"), 422, "malformed")
    assert pointers(problem) == {"/year", "/workbook"}
    problem = refused(send(bureau, b"", year="1066", approved_by="a b"), 422, "malformed")
    assert pointers(problem) == {"/year", "/approved_by"}


def test_a_batch_is_reversed_whole_and_its_registers_stay(bureau: Api, number: str) -> None:
    book = a_book(number)
    hired = f"h{number}"
    assert send(bureau, zipped(book)).status_code == 201
    before = bureau.read(f"/officers/{hired}/score", year=2024)
    batch = bureau.read("/imports", limit=1000)["items"][-1]["batch"]
    body = {"year": 2024, "batch": batch, "reason": "误导入", "ground": "绩效办决定"}
    told = bureau.write("/imports/reversals", body)
    # The bonus and the loss, the mark, the restriction, and the batch; one entry was reversed.
    assert told["facts"] == 5
    after = bureau.read(f"/officers/{hired}/score", year=2024)
    assert after["components"] == {"org_link": "100.000000"}
    assert after["lines"] == []
    rows = bureau.read("/entries", subject=f"officer:{hired}")["items"]
    assert {row["reversal"]["reason"] for row in rows} == {"误导入", "重复"}
    (end,) = [
        row
        for row in bureau.read("/restrictions/ends", subject=f"officer:{hired}")["items"]
        if row["how"] == "rescinded"
    ]
    assert end["number"] == 1
    assert bureau.read("/imports", limit=1000)["items"][-1]["reversed_at"] == told["position"]
    same = bureau.read(f"/officers/{hired}/score", year=2024, position=before["position"])
    assert same == before
    refused(bureau.post("/imports/reversals", body), 409, "batch-already-reversed")


def test_what_an_import_names_is_found_by_its_position(bureau: Api, number: str) -> None:
    answer = send(bureau, zipped(a_book(number)))
    wait = {"Merit-Min-Position": answer.headers["Merit-Position"]}
    (first, *_) = answer.json()["entries"]
    assert answer.headers["Location"] == "/v1" + path_of(first)
    found = bureau.client.get(answer.headers["Location"], headers=wait).json()
    assert found["source"]["ref"] == f"e{number}"
