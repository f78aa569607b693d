"""How does a bureau-year go its way over HTTP, and what does each act say no to?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import httpx
import pytest

from tests.api import bodies
from tests.api.asking import PROBLEM, Api, pointers, refused
from tests.api.bodies import BUREAU, Body, hire
from tests.api.samples import digest_holds

pytestmark = pytest.mark.postgres

WAIVED: Final = {"waived": "公示无异议"}
AUTHORITY: Final = {"authorised_by": "0001", "ground": "第五十六条", "reason": "表彰被撤销"}
MINUTES: Final = {"minutes": "考评委〔2025〕2号", "decided_on": "2025-01-09"}
GRADE: Final = {**MINUTES, "grade": "basically_competent", "reason": "平时考核一般"}
WAY: Final[dict[str, Body]] = {
    "open": {},
    "freeze": {},
    "publish": {},
    "close": WAIVED,
    "restate": AUTHORITY,
}
STAGES: Final = ("opened", "frozen", "published", "closed", "closed")
_YEARS: Iterator[int] = itertools.count(1991)


def path(year: int, act: str = "", bureau: str = BUREAU) -> str:
    return f"/years/{bureau}/{year}" + (f"/{act}" if act else "")


@pytest.fixture
def year() -> int:
    """A bureau-year of this test's own, long over."""
    return next(_YEARS)


def take(api: Api, year: int, *acts: str) -> None:
    for act in acts:
        api.write(path(year, act), WAY[act])


def test_a_year_goes_from_open_to_closed_and_is_restated(bureau: Api, year: int) -> None:
    assert bureau.read(path(year))["stage"] == "open"
    for n, act in enumerate(WAY):
        told = bureau.write(path(year, act), WAY[act])
        book = bureau.read(path(year))
        assert (book["stage"], book["count"]) == (STAGES[n], n + 1)
        assert book["acts"][-1]["position"] == told["position"]
        assert digest_holds(book)
    assert [act["run"] for act in book["acts"]] == [
        None,
        *(f"{BUREAU}:{year}:{name}" for name in ("frozen", "published", "closed", "restated-1")),
    ]
    assert book["acts"][3]["said"]["waived"] == WAIVED["waived"]
    assert book["acts"][4]["said"]["reason"] == AUTHORITY["reason"]


def test_a_year_reads_as_it_was_at_any_position(bureau: Api, year: int) -> None:
    before = bureau.head
    take(bureau, year, "freeze", "publish")
    stages = [bureau.read(path(year), position=before + n)["stage"] for n in range(3)]
    assert stages == ["open", "frozen", "published"]


def test_an_act_without_a_body_is_taken_where_nothing_more_need_be_said(
    bureau: Api, year: int
) -> None:
    for act in ("open", "freeze", "publish"):
        assert bureau.client.post(f"/v1{path(year, act)}").status_code == 201


@pytest.mark.parametrize("act", ["restate", "ties", "grades"])
def test_an_act_that_must_say_more_is_refused_without_a_body(bureau: Api, act: str) -> None:
    problem = refused(bureau.client.post(f"/v1{path(1990, act)}"), 422, "malformed")
    assert pointers(problem) == {""}


def test_all_years_that_hold_anything_are_listed_once(bureau: Api, year: int, number: str) -> None:
    take(bureau, year, "freeze")
    listed = bureau.read("/years")
    years = [(item["bureau"], item["year"]) for item in listed["items"]]
    assert {(BUREAU, year), (BUREAU, 2024)} <= set(years)
    assert len(set(years)) == len(years) == listed["count"]
    assert digest_holds(listed)
    for item in listed["items"]:
        assert item == bureau.read(path(item["year"]), position=listed["position"])
    assert bureau.read("/years", bureau="elsewhere")["items"] == []


REFUSED: Final[dict[str, tuple[tuple[str, ...], str, Body, str]]] = {
    "opened again": (("open",), "open", {}, "year-already-opened"),
    "opened behind its freeze": (("freeze",), "open", {}, "year-already-opened"),
    "frozen again": (("freeze",), "freeze", {}, "year-already-frozen"),
    "published before it is frozen": ((), "publish", {}, "year-not-frozen"),
    "published again": (("freeze", "publish"), "publish", {}, "year-already-published"),
    "published from a day gone by": (
        *(("freeze",), "publish", {"opens_on": "2025-01-13"}, "publication-starts-early"),
    ),
    "published beyond the calendar": (
        *(("freeze",), "publish", {"opens_on": "2160-01-04"}, "calendar-ends"),
    ),
    "published at a position before its freeze": (
        *(("freeze",), "publish", {"position": 1}, "position-outside-year"),
    ),
    "closed before it is published": (("freeze",), "close", WAIVED, "year-not-published"),
    "closed while objections are taken": (
        *(("freeze", "publish"), "close", {}, "publication-still-open"),
    ),
    "closed at a position before its freeze": (
        *(("freeze", "publish"), "close", WAIVED | {"position": 1}, "position-outside-year"),
    ),
    "closed at a position to come": (
        *(("freeze", "publish"), "close", WAIVED | {"position": 10**9}, "position-outside-year"),
    ),
    "closed again": (("freeze", "publish", "close"), "close", WAIVED, "year-already-closed"),
    "restated before it is closed": (
        *(("freeze", "publish"), "restate", AUTHORITY, "year-not-closed"),
    ),
    "restated at a position before its close": (
        ("freeze", "publish", "close"),
        *("restate", AUTHORITY | {"position": 1}, "position-outside-year"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_act_out_of_turn_is_refused_and_records_nothing(
    bureau: Api, year: int, case: str
) -> None:
    before, act, body, code = REFUSED[case]
    take(bureau, year, *before)
    head = bureau.head
    refused(bureau.post(path(year, act), body), 409, code)
    assert bureau.head == head


def test_a_year_that_runs_or_is_to_come_is_not_frozen_nor_opened_early(bureau: Api) -> None:
    refused(bureau.post(path(2198, "freeze"), {}), 409, "year-not-over")
    refused(bureau.post(path(2198, "open"), {}), 409, "year-too-far-ahead")


@pytest.mark.parametrize("act", ["open", "freeze", "publish", "ties"])
def test_a_year_of_a_bureau_that_there_is_not_takes_no_act(bureau: Api, act: str) -> None:
    body = {**MINUTES, "order": ["0001", "0002"]} if act == "ties" else {}
    refused(bureau.post(path(2024, act, "elsewhere"), body), 404, "bureau-not-founded")
    calendar = {"calendar_year": 2152, "holidays": ["2152-05-01"], "document_no": "国办"}
    elsewhere = bureau.post("/calendars", calendar | {"bureau": "elsewhere"})
    refused(elsewhere, 404, "bureau-not-founded")


SHAPES: Final[dict[str, tuple[str, Body, set[str]]]] = {
    "a window too short": ("publish", {"working_days": 4}, {"/working_days"}),
    "a window too long": ("publish", {"working_days": 61}, {"/working_days"}),
    "no day": ("publish", {"opens_on": "13.1.2025"}, {"/opens_on"}),
    "a position below nought": ("close", {"position": -1}, {"/position"}),
    "a position as text": ("close", {"position": "9"}, {"/position"}),
    "an authority left out": ("restate", {}, {"/authorised_by", "/ground", "/reason"}),
    "a word too many": ("freeze", {"why": "x"}, {"/why"}),
    "the year said twice": ("freeze", {"year": 2024}, {"/year"}),
    "one alone in order": ("ties", {**MINUTES, "order": ["0001"]}, {"/order"}),
    "no minutes": ("ties", {"order": ["0001", "0002"]}, {"/minutes", "/decided_on"}),
    "a grade that the run alone gives": (
        *("grades", {**GRADE, "officer": "0001", "grade": "excellent"}, {"/grade"}),
    ),
}


@pytest.mark.parametrize("case", SHAPES)
def test_a_body_of_a_wrong_shape_is_refused_by_its_place(bureau: Api, case: str) -> None:
    act, body, places = SHAPES[case]
    assert pointers(refused(bureau.post(path(1990, act), body), 422, "malformed")) == places


@pytest.mark.parametrize("when", ["1989", "2200", "12", "two"])
def test_a_year_that_is_none_is_refused(bureau: Api, when: str) -> None:
    refused(bureau.post(f"/years/{BUREAU}/{when}/freeze", {}), 422, "malformed")
    refused(bureau.ask(f"/years/{BUREAU}/{when}"), 422, "malformed")


def test_a_tie_is_decided_of_known_officers_each_once_on_a_day_gone_by(
    bureau: Api, number: str
) -> None:
    other = hire(bureau)
    ties = path(2024, "ties")
    said = {**MINUTES, "order": [number, other]}
    told = bureau.write(ties, said)
    act = bureau.read(path(2024))["acts"][-1]
    assert (act["act"], act["position"]) == ("tie-resolved", told["position"])
    assert act["said"] == {**said, "number": act["said"]["number"]}
    refused(bureau.post(ties, said | {"order": [number, number]}), 409, "officer-twice")
    refused(bureau.post(ties, said | {"order": [number, "nobody"]}), 404, "unknown-officer")
    refused(bureau.post(ties, said | {"decided_on": "2199-01-09"}), 409, "date-in-future")
    refused(bureau.post(path(2001, "ties"), said), 409, "no-posting")


def test_a_grade_is_decided_of_a_known_officer_and_shows_in_the_ranking(
    bureau: Api, number: str
) -> None:
    grades, said = path(2024, "grades"), GRADE | {"officer": number}
    bureau.write(grades, said)
    act = bureau.read(path(2024))["acts"][-1]
    assert (act["act"], act["said"]) == ("grade-decided", said)
    score = bureau.read(f"/officers/{number}/score", year=2024)
    assert score["grade"] == "basically_competent"
    refused(bureau.post(grades, said | {"officer": "nobody"}), 404, "unknown-officer")
    refused(bureau.post(grades, said | {"decided_on": "2199-01-09"}), 409, "date-in-future")


def test_working_days_announced_are_listed_and_count_for_the_window(bureau: Api, year: int) -> None:
    said: Any = {"calendar_year": 2150, "holidays": ["2150-01-05"], "workdays": ["2150-01-10"]}
    bureau.write("/calendars", {**said, "document_no": "国办发明电"})
    (row,) = bureau.read("/calendars", bureau=BUREAU)["items"]
    assert {name: row[name] for name in said} == said
    bureau.write(path(year, "freeze"), {})
    # Monday 5 January is free, Saturday 10 January is worked.
    bureau.write(path(year, "publish"), {"opens_on": "2150-01-05", "working_days": 5})
    book = bureau.read(path(year))
    assert (book["opens_on"], book["closes_on"]) == ("2150-01-05", "2150-01-10")


def test_a_calendar_that_contradicts_itself_is_refused(bureau: Api) -> None:
    said: Any = {"calendar_year": 2151, "holidays": ["2151-05-01"], "document_no": "国办"}
    other = said | {"holidays": ["2150-05-01"]}
    refused(bureau.post("/calendars", other), 409, "day-outside-calendar-year")
    both = said | {"workdays": ["2151-05-01"]}
    refused(bureau.post("/calendars", both), 409, "holiday-and-workday")


def test_the_same_act_with_the_same_key_is_done_once(bureau: Api, year: int) -> None:
    first = bureau.post(path(year, "freeze"), {}, key=f"freeze-{year}")
    again = bureau.post(path(year, "freeze"), {}, key=f"freeze-{year}")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    # The path is part of what is asked.
    other = bureau.post(path(next(_YEARS), "freeze"), {}, key=f"freeze-{year}")
    refused(other, 409, "key-reused-for-another-command")


def test_of_two_closes_at_once_one_wins_and_the_other_is_refused(bureau: Api, year: int) -> None:
    take(bureau, year, "freeze", "publish")

    def close(_: int) -> httpx.Response:
        return bureau.post(path(year, "close"), WAIVED)

    with ThreadPoolExecutor(3) as pool:
        answers = sorted(pool.map(close, range(3)), key=lambda a: a.status_code)
    assert [a.status_code for a in answers] == [201, 409, 409]
    for answer in answers[1:]:
        assert answer.headers["Content-Type"] == PROBLEM
        assert answer.json()["code"] == "year-already-closed"
    assert bureau.read(path(year))["stage"] == "closed"


def test_an_award_after_the_close_stands_in_the_next_year(
    bureau: Api, year: int, number: str
) -> None:
    bureau.write(
        "/postings", bodies.posting(number, **{"from": f"{year}-01-01"}, until="2024-01-01")
    )
    take(bureau, year, "freeze", "publish", "close")
    ref = bureau.entry("/bonuses", bodies.bonus(number, effective_on=f"{year}-12-20"))
    assert ref.startswith(f"{BUREAU}/{year + 1}/officer:{number}#")
    assert bureau.read("/entries", subject=f"officer:{number}")["items"][0]["carried_from"] == year
    recorded = [a["said"]["run"]["digest"] for a in bureau.read(path(year))["acts"] if a["run"]]
    assert bureau.read(f"/runs/{BUREAU}:{year}:closed")["digest"] == recorded[-1]


def test_a_year_of_a_bureau_that_nobody_founded_is_not_shown_as_open(bureau: Api) -> None:
    refused(bureau.ask(path(2024, bureau="nanyeu")), 404, "unknown-bureau")
