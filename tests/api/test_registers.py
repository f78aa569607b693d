"""Do the registers read as they were written, version by version?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import bodies
from tests.api.asking import Api, refused

pytestmark = pytest.mark.postgres


def rows(api: Api, path: str, **query: Any) -> list[Any]:
    items = api.read(path, limit=1000, **query)["items"]
    assert isinstance(items, list)
    return items


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: cell for name, cell in row.items() if name not in names}


def test_a_unit_reads_in_every_version(bureau: Api, number: str) -> None:
    name = f"u{number}"
    bureau.write("/units", bodies.unit(name, parent="zg"))
    moved = bodies.unit(name, parent="dj", effective_on="2024-07-01") | {"name": "新名"}
    told = bureau.write("/units", moved)
    first, second = rows(bureau, "/units", unit=name)
    assert (first["name"], first["parent"], first["effective_on"]) == (f"{name}股", "zg", None)
    assert second == moved | {"position": told["position"]}


def test_a_unit_is_closed_once(bureau: Api, number: str) -> None:
    name = f"u{number}"
    bureau.write("/units", bodies.unit(name))
    body = {"unit": name, "into": "zg", "effective_on": "2024-12-01"}
    told = bureau.write("/units/closings", body)
    assert rows(bureau, "/units/closings")[-1] == {
        **{"position": told["position"], "bureau": bodies.BUREAU, "unit": name},
        **{"into_unit": "zg", "effective_on": "2024-12-01"},
    }
    refused(bureau.post("/units/closings", body), 409, "unit-closed")
    late = bodies.posting(number, name, **{"from": "2024-12-01"})
    refused(bureau.post("/postings", late), 409, "unit-closed")


def test_an_officers_particulars_read_in_every_version(bureau: Api, number: str) -> None:
    amended = {**bodies.officer(number), "name": "欧阳·娜仁", "rank": "一级主任科员"}
    told = bureau.write("/officers", amended)
    first, second = rows(bureau, "/officers", officer=number)
    assert (first["name"], first["rank"]) == (f"干部{number}", None)
    assert second == amended | {"position": told["position"]}


def test_a_posting_and_its_end_are_two_versions_of_one(bureau: Api, number: str) -> None:
    bureau.write("/postings", bodies.posting(number, until="2024-07-01"))
    bureau.write("/postings", bodies.posting(number, "dj", **{"from": "2024-07-01"}))
    found = [
        (row["unit"], row["start_on"], row["until_on"])
        for row in rows(bureau, "/postings", officer=number)
    ]
    assert found == [
        ("zg", "2024-01-01", None),
        ("zg", "2024-01-01", "2024-07-01"),
        ("dj", "2024-07-01", None),
    ]
    early = bodies.posting(number, "dj", **{"from": "2024-06-01"})
    refused(bureau.post("/postings", early), 409, "postings-overlap")
    assert len(rows(bureau, "/postings", officer=number, unit="dj")) == 1


def test_a_plan_reads_line_by_line_in_its_order(bureau: Api, number: str) -> None:
    name = f"u{number}"
    bureau.write("/units", bodies.unit(name))
    lines = [
        {"indicator": f"{name}-{n}", "base": base, "step": "0.1", "role": "owner"}
        for n, base in enumerate(("12.5", "37.5", "50"))
    ]
    told = bureau.write(
        "/indicators", {"year": 2024, "plans": [{"unit": name, "indicators": lines}]}
    )
    found = rows(bureau, "/indicators", year=2024, unit=name)
    assert [
        without(row, "position", "bureau", "year", "unit", "title", "line") for row in found
    ] == [line | {"share": None} for line in lines]
    assert [row["line"] for row in found] == [1, 2, 3]
    assert {row["position"] for row in found} == {told["position"]}


def test_a_mark_given_again_and_one_withdrawn_stay_legible(bureau: Api, number: str) -> None:
    subject = f"officer:{number}"
    bureau.write("/reviews", bodies.mark(number, "92.5"))
    withdrawal = {"year": 2024, "subject": subject, "number": 2, "reason": "录入错误"}
    told = bureau.write("/reviews/withdrawals", withdrawal)
    found = [
        (row["number"], row["score"], row["withdrawn_at"])
        for row in rows(bureau, "/reviews", year=2024, subject=subject)
    ]
    assert found == [(1, "90", None), (2, "92.5", told["position"])]
    marks = bureau.read(f"/officers/{number}/score", year=2024)["components"]
    assert marks["regular_review"] == "90.000000"
    refused(bureau.post("/reviews/withdrawals", withdrawal), 409, "mark-already-withdrawn")


def test_a_restriction_and_its_ends_are_rows_of_their_own(bureau: Api, number: str) -> None:
    subject = f"officer:{number}"
    bureau.write("/restrictions", bodies.restriction(number, reason="诫勉", until="2025-01-01"))
    (row,) = rows(bureau, "/restrictions", subject=subject)
    assert (row["number"], row["rule"], row["reason"], row["until_on"]) == (
        *(1, "V1"),
        *("诫勉", "2025-01-01"),
    )
    for how in ("lifted", "rescinded"):
        end = {"subject": subject, "number": 1, "how": how, "effective_on": "2024-08-01"}
        bureau.write("/restrictions/ends", {**end, "reason": "期满"})
    ends = rows(bureau, "/restrictions/ends", subject=subject)
    assert [(x["number"], x["how"], x["reason"]) for x in ends] == [
        (1, "lifted", "期满"),
        (1, "rescinded", "期满"),
    ]


def test_a_restriction_never_changes_a_score(bureau: Api, number: str) -> None:
    before = bureau.read(f"/officers/{number}/score", year=2024)["score"]
    bureau.write("/restrictions", bodies.restriction(number))
    assert bureau.read(f"/officers/{number}/score", year=2024)["score"] == before


def test_an_edition_is_published_once_and_withdrawn_before_it_starts(bureau: Api) -> None:
    published = bodies.publication()
    told = bureau.write("/rulebooks", published)
    row = rows(bureau, "/rulebooks")[-1]
    assert (row["position"], row["withdrawn_at"]) == (told["position"], None)
    assert row["effective_from"] == bodies.LATER
    assert bureau.write("/rulebooks", published)["facts"] == 0
    other = {**published, "document": published["document"].replace("points: 0.5", "points: 0.6")}
    refused(bureau.post("/rulebooks", other), 409, "edition-immutable")
    withdrawal = {"version": row["version"], "reason": "尚需征求意见"}
    gone = bureau.write("/rulebooks/withdrawals", withdrawal)
    assert rows(bureau, "/rulebooks")[-1]["withdrawn_at"] == gone["position"]
    assert rows(bureau, "/rulebooks", position=told["position"])[-1]["withdrawn_at"] is None
    refused(bureau.post("/rulebooks/withdrawals", withdrawal), 404, "edition-not-found")
    refused(bureau.post("/rulebooks", published), 409, "edition-immutable")


@pytest.mark.parametrize(("language", "word"), [("zh", "考核规则"), ("en", "Rules")])
def test_an_edition_is_printed_for_people(bureau: Api, language: str, word: str) -> None:
    answer = bureau.ask("/rulebooks/nanyue/1", language=language)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/markdown")
    assert answer.text.startswith("# ")
    assert word in answer.text
    refused(bureau.ask("/rulebooks/nanyue/98"), 404, "edition-not-found")
    refused(bureau.ask("/rulebooks/elsewhere/1"), 404, "edition-not-found")


def test_an_edition_is_not_known_before_its_publication(bureau: Api) -> None:
    first = rows(bureau, "/rulebooks")[0]["position"]
    refused(bureau.ask("/rulebooks/nanyue/1", position=first - 1), 404, "edition-not-found")
    assert bureau.ask("/rulebooks/nanyue/1", position=first).status_code == 200


def test_all_faults_of_a_rulebook_are_told_at_once_by_pointer(bureau: Api) -> None:
    document = (
        bodies.edition(50)
        .replace("org_link: 0.3", "org_link: 0.4")
        .replace("points: 0.2, per: day", "points: -0.2, per: day")
        .replace("category: X, title: 警告", "category: Y, title: 警告")
        .replace("bars: [excellent]", "bars: [excelent]")
    )
    head = bureau.head
    answer = bureau.post("/rulebooks", {"bureau": bodies.BUREAU, "document": document})
    problem = refused(answer, 422, "rulebook-faulty")
    places = [error["pointer"] for error in problem["errors"]]
    assert all(place.startswith("/") for place in places)
    for part in ("/groups/0", "/items/3", "/items/5", "/restrictions/0"):
        assert any(place.startswith(part) for place in places), (part, places)
    assert bureau.head == head


@pytest.mark.parametrize(
    "document",
    ["", "\0", "a: [", "- 1\n- 2\n", "&a [*a]", "!!python/object/apply:os.system [ls]", "{" * 5000],
)
def test_text_that_is_no_rulebook_is_a_fault_of_the_text(bureau: Api, document: str) -> None:
    head = bureau.head
    answer = bureau.post("/rulebooks", {"bureau": bodies.BUREAU, "document": document})
    assert refused(answer, 422, "rulebook-faulty")["errors"]
    assert bureau.head == head


def test_the_schema_of_a_rulebook_is_json_schema(bureau: Api) -> None:
    schema = bureau.read("/rulebooks/schema")
    assert schema["$schema"].endswith("2020-12/schema")
    assert {"rulebook", "version", "items", "bands"} <= set(schema["properties"])
