"""Is a caller told what is wrong, whatever stands in a text, a number, a date or a question?"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import pytest

from tests.api import bodies
from tests.api.asking import Api, pointers, refused

pytestmark = pytest.mark.postgres

HIDDEN: Final = {
    "NUL": "\0",
    "escape": "\x1b",
    "next line": "\x85",
    "a lone surrogate": "\ud800",
    "right-to-left override": "\u202e",
    "an isolate": "\u2066",
    "a zero-width space": "\u200b",
    "a zero-width joiner": "\u200d",
    "a soft hyphen": "\xad",
    "a byte order mark": "\ufeff",
    "a tag": "\U000e0041",
    "a line separator": "\u2028",
    "a filler": "\u3164",
    "no character": "\ufffe",
}
SQL: Final = ("' OR 1=1 --", "1; DROP TABLE journal.facts", "%s", "{}", "\\", '"', "x'y", "../..")
NUMBERS: Final = (
    *("1e400", "1E2", "NaN", "-NaN", "Infinity", "-inf", "0x10", "1_000", "١٢", "１２", " ", ""),
    *("1" * 5000, "-" + "9" * 400, "1.23456", "0." + "1" * 300, "1,5", "1.", ".5", "--1"),
)
DAYS: Final = (
    *("0000-01-01", "0001-01-01", "1989-12-31", "2200-01-01", "9999-12-31", "10000-01-01"),
    *("2023-02-29", "2024-02-30", "2024-13-01", "2024-W10-1", "2024-060", "20240101", "2024-1-1"),
    *("2024-01-01T00:00:00", "1704067200", "２０２４-01-01", "-2024-01-01", "infinity", "today"),
)
MOMENTS: Final = (
    *("2024-01-01", "2024-01-01T00:00:00", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z"),
    *("2024-02-30T00:00:00Z", "2024-01-01T25:00:00Z", "2024-01-01T00:00:00+99:00", "now"),
    *("1704067200", "2024-W01-1T00:00:00Z", "2024-01-01T00:00:00Z; DROP", "\0", "infinity"),
)


@pytest.mark.parametrize("case", HIDDEN)
@pytest.mark.parametrize("field", ["reason", "document_no", "merit"])
def test_a_hidden_character_is_refused_by_its_place(
    bureau: Api, number: str, field: str, case: str
) -> None:
    head = bureau.head
    text = f"奖励{HIDDEN[case]}决定"
    body = b'{"subject": "officer:%s", "item": "K1", "effective_on": "2024-06-12", "%s": "%s"}' % (
        number.encode(),
        field.encode(),
        text.encode("unicode_escape").replace(b"\\x", b"\\u00")
        if case != "a tag"
        else rb"\u5956\u52b1\udb40\udc41\u51b3",
    )
    problem = refused(bureau.raw(body), 422, "malformed")
    assert pointers(problem) == {f"/{field}"}
    (error,) = problem["errors"]
    if case != "a lone surrogate":
        assert error["code"] == "hidden_character"
        assert f"U+{ord(HIDDEN[case]):04X}" in error["messages"]["en"]
        assert "3" in error["messages"]["zh"]
    assert bureau.head == head


@pytest.mark.parametrize("case", ["\n", "\t", "\r"])
def test_a_narrative_has_lines_and_a_name_has_none(bureau: Api, number: str, case: str) -> None:
    laid_out = bodies.bonus(number, reason=f"一{case}二")
    assert bureau.post("/bonuses", laid_out).status_code == (422 if case == "\r" else 201)
    refused(bureau.post("/bonuses", bodies.bonus(number, merit=f"a{case}b")), 422, "malformed")
    named = {**bodies.officer("7000"), "name": f"张{case}三"}
    assert pointers(refused(bureau.post("/officers", named), 422, "malformed")) == {"/name"}


def test_a_title_within_a_plan_is_a_text_like_any_other(bureau: Api) -> None:
    plan = bodies.plan(2024, *bodies.UNITS)
    plan["plans"][0]["indicators"][1]["title"] = "任务\u202e一"
    problem = refused(bureau.post("/indicators", plan), 422, "malformed")
    assert pointers(problem) == {"/plans/0/indicators/1"}


@pytest.mark.parametrize("name", ["𠮷野", "㐱", "\U00031350", "葛\U000e0100", "\ue000", "Ä"])
def test_a_rare_character_of_a_name_is_taken(bureau: Api, name: str) -> None:
    """Also one newer than this Python's tables, one of a font's own, a variant form."""
    number = bodies.hire(bureau)
    bureau.write("/officers", {**bodies.officer(number), "name": name})
    rows = bureau.read("/officers", limit=1000)["items"]
    assert [row["name"] for row in rows if row["officer"] == number][-1:] == [name]


def test_one_act_has_one_spelling(bureau: Api, number: str) -> None:
    problem = refused(
        bureau.post("/bonuses", bodies.bonus(number, merit="Cafe\u0301")), 422, "malformed"
    )
    assert [error["code"] for error in problem["errors"]] == ["key_not_composed"]
    bureau.write("/bonuses", bodies.bonus(number, merit="Caf\u00e9", reason="Cafe\u0301"))


@pytest.mark.parametrize("text", [*HIDDEN.values(), *SQL, "a\n", "é", "·", "x" * 65, "", " "])
def test_an_id_in_a_path_a_query_or_a_body_is_refused_by_name(bureau: Api, text: str) -> None:
    head = bureau.head
    said = quote(text.encode("utf-8", "surrogatepass"), safe="")
    for path in (f"/officers/{said}/score?year=2024", f"/entries/{said}/2024/officer:1/1"):
        answer = bureau.client.get(f"/v1{path}")
        assert answer.status_code in (404, 422), (path, answer.text)
    for path in ("/entries?subject=", "/entries?item=", "/units?bureau=", "/entries?cursor="):
        if text or "cursor" not in path:
            refused_or_malformed(bureau, f"{path}{said}")
    if text.isprintable():
        body = bodies.bonus("0001", item=text)
        assert pointers(refused(bureau.post("/bonuses", body), 422, "malformed")) == {"/item"}
    assert bureau.head == head


def refused_or_malformed(bureau: Api, path: str) -> None:
    answer = bureau.client.get(f"/v1{path}")
    assert answer.status_code == 422, (path, answer.text)
    refused(answer, 422, answer.json()["code"])


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_is_none_is_refused(bureau: Api, number: str) -> None:
    body = bodies.loss(points=number)
    assert pointers(refused(bureau.post("/losses", body), 422, "malformed")) == {"/points"}
    for path in ("/entries?limit=", "/entries?position=", "/officers/0001/score?year="):
        refused_or_malformed(bureau, f"{path}{quote(number, safe='')}")
    entry = f"/v1/entries/nanyue/{quote(number, safe='') or '_'}/officer:1/1"
    assert bureau.client.get(entry).status_code in (404, 422), number


@pytest.mark.parametrize("number", ["-0", "0", "-0.0000"])
def test_no_points_are_no_loss(bureau: Api, number: str) -> None:
    refused(bureau.post("/losses", bodies.loss(points=number)), 409, "loss-not-positive")


@pytest.mark.parametrize("position", [2**62 + 1, 2**63, 2**64, -1, 10**400])
def test_a_position_beyond_all_numbers_is_refused(bureau: Api, position: int) -> None:
    for path in ("/v1/entries?position=", "/v1/journal?after=", "/v1/journal/stream?after="):
        refused(bureau.client.get(f"{path}{position}"), 422, "malformed")
    ahead = {"Merit-Min-Position": str(position)}
    refused(bureau.client.get("/v1/entries", headers=ahead), 422, "malformed")


@pytest.mark.parametrize("day", DAYS)
def test_a_day_that_is_none_is_refused(bureau: Api, day: str) -> None:
    body = bodies.bonus("0001", effective_on=day)
    said = pointers(refused(bureau.post("/bonuses", body), 422, "malformed"))
    assert said == {"/effective_on"}
    refused_or_malformed(bureau, f"/units/zg/score?year=2024&as_of={quote(day, safe='')}")


def test_a_leap_day_is_a_day(bureau: Api, number: str) -> None:
    bureau.write("/bonuses", bodies.bonus(number, effective_on="2024-02-29"))


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_without_its_offset_or_out_of_all_calendars_is_refused(
    bureau: Api, moment: str
) -> None:
    refused_or_malformed(bureau, f"/units?known_at={quote(moment, safe='')}")


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("0001-01-01T00:00:00+14:00", 200),
        ("0001-01-01T00:00:00-14:00", 200),
        ("9999-12-31T23:59:59-14:00", 409),
        ("9999-12-31T23:59:59.999999999Z", 409),
    ],
)
def test_a_moment_at_the_edge_of_all_calendars_is_answered(
    bureau: Api, moment: str, status: int
) -> None:
    answer = bureau.client.get("/v1/units", params={"known_at": moment})
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("year=2024&year=2023", "/query/year", "named_twice"),
        ("year=2024&year=2024", "/query/year", "named_twice"),
        ("year=2024&asof=2024-06-30", "/query/asof", "parameter_unknown"),
        ("year=2024&AS_OF=2024-06-30", "/query/AS_OF", "parameter_unknown"),
        ("year=2024&as_of =2024-06-30", "/query/as_of ", "parameter_unknown"),
        ("year=2024&as_of%00=1", "/query/as_of\0", "parameter_unknown"),
        ("year=2024&=1", "/query/", "parameter_unknown"),
    ],
)
@pytest.mark.parametrize("kind", ["score", "statement", "history"])
def test_a_doubled_or_misspelt_parameter_is_refused_by_name(
    bureau: Api, kind: str, query: str, pointer: str, code: str
) -> None:
    """A misspelt clock would silently be answered for today."""
    problem = refused(bureau.client.get(f"/v1/units/zg/{kind}?{query}"), 422, "malformed")
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [(pointer, code)]
    if "as" in query.lower():
        assert "as_of" in problem["errors"][0]["messages"]["en"]
        assert "as_of" in problem["errors"][0]["messages"]["zh"]


def test_no_address_takes_a_parameter_that_it_does_not_know(bureau: Api) -> None:
    head = bureau.head
    asked: list[tuple[str, str]] = [
        (method, path)
        for path, operations in bureau.client.get("/openapi.json").json()["paths"].items()
        for method in operations
        if path.startswith("/v1")
    ]
    assert len(asked) > 60
    for method, path in asked:
        filled = path.replace("{year}", "2024").replace("{bureau}", "nanyue")
        answer = bureau.client.request(method, f"{filled}?no_such_word=1", json=None)
        problem = refused(answer, 422, "malformed")
        assert "/query/no_such_word" in pointers(problem), path
    assert bureau.head == head


@pytest.mark.parametrize("name", ["Idempotency-Key", "Merit-Min-Position"])
def test_a_header_that_stands_twice_is_refused(bureau: Api, number: str, name: str) -> None:
    twice = [(name, "1"), (name.lower(), "2")]
    if name == "Idempotency-Key":
        answer = bureau.client.post("/v1/bonuses", json=bodies.bonus(number), headers=twice)
    else:
        answer = bureau.client.get("/v1/units", headers=twice)
    assert pointers(refused(answer, 422, "malformed")) == {f"/header/{name.lower()}"}


@pytest.mark.parametrize("key", ["\0", "a b", "a\u200b", "é", "x" * 201, "", "键"])
def test_a_key_is_plain(bureau: Api, number: str, key: str) -> None:
    headers: Any = [(b"Idempotency-Key", key.encode())]
    answer = bureau.client.post("/v1/bonuses", json=bodies.bonus(number), headers=headers)
    assert pointers(refused(answer, 422, "malformed")) == {"/header/Idempotency-Key"}
