"""Are the tasks a calendar that any program takes? Read by a library, and by the RFC itself."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any, Final

import httpx
import pytest
from icalendar import Calendar

from projections.todos.calendar import calendar_of
from projections.todos.listing import Todos
from projections.traces import Wanted, list_reads
from tests.api.askers import Headers, asker
from tests.cycle.claims import ADA, Desk

pytestmark = pytest.mark.postgres
LINE: Final = re.compile(rb"[A-Z0-9-]+(;[A-Z0-9-]+=[^;:\r\n]+)*:[^\r\n]*")
OCTETS: Final = 75


def calendar(desk: Desk, who: Headers, language: str = "zh", **query: Any) -> httpx.Response:
    answer = desk.ask("/todos.ics", who | {"Accept-Language": language}, **query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Language"] == language
    return answer


@pytest.fixture(scope="module")
def claims(desk: Desk) -> tuple[str, str]:
    """One that lacks its evidence, and one that waits for its check."""
    desk.on("2024-09-03")
    said = {"item": "I1", "level": "district", "effective_on": "2024-09-02"}
    return desk.claim(desk.ada, ADA, **said, evidence=[]), desk.claim(desk.ada, ADA, **said)


def test_a_library_reads_each_task_with_its_day_and_words(
    desk: Desk, claims: tuple[str, str]
) -> None:
    told = desk.read("/todos", desk.ada)["items"]
    for language in ("zh", "en"):
        read = Calendar.from_ical(calendar(desk, desk.ada, language).content)
        assert (str(read["version"]), bool(read["prodid"])) == ("2.0", True)
        tasks = {str(t["uid"]): t for t in read.walk("VTODO")}
        assert set(tasks) == {f"{t['uid']}@merit-ledger" for t in told} and told
        for one in told:
            task = tasks[f"{one['uid']}@merit-ledger"]
            assert str(task["summary"]) == one["title"][language]
            due = task.decoded("due", None)
            assert due == (date.fromisoformat(one["due"]) if one["due"] else None)
            assert str(task["description"]) == f"POST {one['where']}"
            assert abs((datetime.now(UTC) - task.decoded("dtstamp")).total_seconds()) < 600
    assert claims[0] in {t["ref"] for t in told if t["kind"] == "add_evidence"}


def unfolded(data: bytes) -> list[bytes]:
    """The content lines, after a look at how they are broken (RFC 5545, 3.1)."""
    assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    lines = data.split(b"\r\n")[:-1]
    assert max(map(len, lines)) <= OCTETS
    for line in lines:
        line.decode()  # a character is broken nowhere
    whole = data.replace(b"\r\n ", b"").split(b"\r\n")[:-1]
    assert all(LINE.fullmatch(line) for line in whole)
    assert (whole[0], whole[-1]) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR")
    assert whole.count(b"BEGIN:VTODO") == whole.count(b"END:VTODO")
    return whole


def test_by_the_rfc_days_are_days_and_stamps_are_utc(desk: Desk, claims: tuple[str, str]) -> None:
    whole = unfolded(calendar(desk, desk.ada).content)
    tasks = whole.count(b"BEGIN:VTODO")
    assert tasks == len(desk.read("/todos", desk.ada)["items"])
    named = [line.partition(b":") for line in whole]
    stamps = [value for name, _, value in named if name == b"DTSTAMP"]
    assert len(stamps) == tasks
    assert all(re.fullmatch(rb"\d{8}T\d{6}Z", stamp) for stamp in stamps)
    last = desk.look(claims[0])["evidence_until"].replace("-", "").encode()
    assert b"DUE;VALUE=DATE:" + last in whole
    assert not [name for name, _, _ in named if name.startswith(b"DUE") and b"DATE" not in name]


def test_a_long_title_is_folded_and_breaks_out_of_no_line(
    desk: Desk, claims: tuple[str, str]
) -> None:
    found = Todos.model_validate(desk.read("/todos", desk.ada))
    title = "核准事项;加分,\\BEGIN:VEVENT\n" + "第一季度" * 30
    long = found.items[0].model_copy(update={"title": {"zh": title, "en": "x"}})
    many = found.model_copy(update={"items": (long,)})
    data = calendar_of(many, datetime(2024, 9, 3, 2, tzinfo=UTC), "zh")
    assert b"\r\n " in data and claims
    whole = unfolded(data)
    escaped = (
        title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    )
    assert f"SUMMARY:{escaped}".encode() in whole
    assert b"DTSTAMP:20240903T020000Z" in whole
    (task,) = Calendar.from_ical(data).walk("VTODO")
    assert str(task["summary"]) == title


def test_a_calendar_without_tasks_has_a_component_as_the_rfc_wants(
    desk: Desk, claims: tuple[str, str]
) -> None:
    found = Todos.model_validate(desk.read("/todos", desk.ada)).model_copy(update={"items": ()})
    data = calendar_of(found, datetime(2024, 9, 3, 2, tzinfo=UTC), "zh")
    whole = unfolded(data)
    assert b"BEGIN:VTODO" not in whole and claims
    assert whole.count(b"BEGIN:VTIMEZONE") == whole.count(b"END:VTIMEZONE") == 1
    assert {b"TZID:Asia/Shanghai", b"DTSTART:19700101T000000", b"TZOFFSETTO:+0800"} <= {*whole}
    assert Calendar.from_ical(data).walk("VTIMEZONE")


def test_a_task_keeps_its_uid_and_goes_with_its_act(desk: Desk, claims: tuple[str, str]) -> None:
    def uids(who: Headers) -> set[str]:
        read = Calendar.from_ical(calendar(desk, who).content)
        return {str(task["uid"]) for task in read.walk("VTODO")}

    before = uids(desk.zg_head)
    assert uids(desk.zg_head) == before
    (gone,) = (
        t["uid"]
        for t in desk.read("/todos", desk.zg_head)["items"]
        if (t["kind"], t["ref"]) == ("check_claim", claims[1])
    )
    desk.done(claims[1], "check", desk.zg_head)
    assert before - uids(desk.zg_head) == {f"{gone}@merit-ledger"}


def test_it_is_kept_of_whom_a_calendar_tells_and_not_of_oneself(
    desk: Desk, claims: tuple[str, str]
) -> None:
    def kept() -> list[Any]:
        with desk.api.database.connect("auditor") as conn:
            return [r for r in list_reads(conn, Wanted(limit=1000)).items if "todos" in r.route]

    assert claims
    auditor, before = asker(desk.api, "auditor", "auditor"), len(kept())
    calendar(desk, desk.ada)
    desk.read("/todos", desk.ada)
    assert len(kept()) == before
    calendar(desk, auditor, **{"for": "token:office"})
    newest = max(kept(), key=lambda row: row.number)
    assert (newest.route, newest.actor) == ("GET /todos.ics", "token:auditor")
    assert newest.subjects == (ADA,) and newest.asked == {"for": "token:office"}
