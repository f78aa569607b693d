"""Has the demo bureau every state to look at, and may its people do what they are for?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from domain.approving import Asked
from domain.journal.envelope import By, Receipt
from domain.ledger import Ledger
from scripts.demo.people import FAMILIAR, HEADS, PEOPLE, STANDING
from scripts.demo.story import EARLIEST, tell_story
from scripts.demo.story.telling import BUREAU, StoryClock, Telling
from scripts.embedded import Server
from tests.api.askers import Headers, bearer, token
from tests.api.asking import Api, refused, serving
from tests.api.conftest import load_demo
from tests.conftest import MASTER, OFFICE, Database, new_database
from tests.evidence.sealed import Sealed

pytestmark = pytest.mark.postgres
NO_TASKS: Final = {"clerk", "auditor"}
"""Whose roles nothing waits for: the one records what comes, the other records nothing."""


@dataclass
class Lived:
    """The demo bureau on the day it was loaded, and each of its people with a token."""

    api: Api
    today: date
    through: list[str]
    who: dict[str, Headers] = field(default_factory=dict)

    @property
    def told(self) -> Telling:
        return Telling(self.api.service.ledger, StoryClock(self.today), self.today)

    def get(self, who: str, path: str, **asked: Any) -> httpx.Response:
        wait = {"Merit-Min-Position": str(self.api.head)}
        return self.api.client.get(f"/v1{path}", params=asked, headers=self.who[who] | wait)

    def read(self, who: str, path: str, **asked: Any) -> Any:
        answer = self.get(who, path, **asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rows(self, path: str, **asked: Any) -> list[Any]:
        return list(self.read("office", path, **asked)["items"])

    def post(self, who: str, path: str, **body: Any) -> httpx.Response:
        return self.api.post(path, body, **self.who[who])


@pytest.fixture(scope="module")
def lived(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    with serving(module_database) as api:
        load_demo(api, tmp_path_factory.mktemp("demo"))
        today = api.service.ledger.today
        tell(module_database, today)
        made = Lived(api, today, lived_through(module_database))
        made.who = {one.name: bearer(token(api, one.name)) for one in PEOPLE}
        yield made


def tell(database: Database, today: date) -> None:
    tell_story(lambda clock: Ledger(database.dsn("app"), MASTER, clock), today, OFFICE)


def lived_through(database: Database) -> list[str]:
    """The names of the facts, but for calendars: of some years the library knows the days."""
    with database.connect() as conn:
        rows = conn.execute("SELECT topic FROM journal.facts ORDER BY position").fetchall()
    return [topic for (topic,) in rows if topic != "working-days-announced"]


def test_awards_and_deductions_wait_at_every_step(lived: Lived) -> None:
    rows = lived.rows("/claims")
    assert {(row["command"], row["state"], row["stage"]) for row in rows} >= {
        ("ClaimAward", "approved", None),
        ("ClaimAward", "rejected", None),
        ("ClaimAward", "withdrawn", None),
        ("ClaimAward", "waiting", "check"),
        ("ClaimAward", "waiting", "verify"),
        ("ClaimAward", "waiting", "approve"),
        ("ImposeDeduction", "waiting", "hearing"),
        ("ImposeDeduction", "approved", None),
        ("ReverseEntry", "waiting", "approve"),
        ("AwardBonus", "waiting", "approve"),
    }
    linked = [row for row in rows if row["linked"]]
    assert sorted(row["subject"] for row in linked) == ["unit:f1", "unit:sb"]


def test_indicators_are_published_asked_about_and_waiting_for_signatures(lived: Lived) -> None:
    drafts = lived.rows("/drafts")
    assert [row["state"] for row in drafts] == ["published", "drafted", "signing", "drafted"]
    told = lived.read("office", f"/drafts/{BUREAU}/1")
    assert {row["answer"] for row in told["comments"]} == {"accepted", "declined"}
    year = lived.today.year
    (published,) = lived.rows("/indicators/sets", year=year)
    assert (published["version"], published["draft"]) == (1, 1)
    cascade = lived.read("office", "/indicators/cascade", year=year)
    assert cascade["orphans"] == ["QZ02", "SJ03"], "of one a part is left, the other is no one's"
    assert {row["line"] for row in lived.rows("/indicators/upper", year=year)} == {"tax", "local"}
    own = lived.read(FAMILIAR, f"/officers/{FAMILIAR}/indicators", year=year)["indicators"]
    assert {row["kind"] for row in own} == {"duty", "special_task"}


def test_disputes_are_in_every_state_and_one_has_gone_a_stage_on(lived: Lived) -> None:
    rows = lived.rows("/disputes")
    states = {row["state"] for row in rows}
    assert states == {"filed", "accepted", "declined", "withdrawn", "decided"}
    assert {row["outcome"] for row in rows} == {None, "annulled", "upheld_original"}
    assert [row["stage"] for row in rows].count("review") == 1


def test_what_is_to_be_put_right_is_in_every_state(lived: Lived) -> None:
    states = {row["state"] for row in lived.rows("/remediations")}
    assert states == {"open", "overdue", "reported", "returned", "verified"}


def test_risks_are_of_every_grade_and_one_check_is_overdue(lived: Lived) -> None:
    rows = lived.rows("/risks", year=lived.today.year)
    assert {row["grade"] for row in rows} == {"high", "medium", "low"}
    assert {row["overdue"] for row in rows} == {True, False}
    assert {row["finding"] for row in rows} == {None, "sound", "concern", "critical"}


def test_a_quarter_is_gone_through_another_half_and_the_running_one_begun(lived: Lived) -> None:
    causes = []
    for before in (2, 1):
        year, quarter = lived.told.quarter_before(before)
        rows = lived.rows(f"/quarters/{BUREAU}/{year}/{quarter}/losses")
        causes.append(sorted(row["cause"] or "-" for row in rows))
    assert causes == [["data", "deadline", "process"], ["-", "-", "deadline"]]
    year, quarter = lived.told.quarter_before(0)
    reminded = lived.rows(f"/quarters/{BUREAU}/{year}/{quarter}/reminders")
    assert {row["subject"] for row in reminded} == {f"unit:{unit}" for unit in HEADS}


def test_contacts_are_of_every_channel_and_linked(lived: Lived) -> None:
    years = {lived.told.quarter_before(2)[0], lived.today.year}
    rows = [row for year in sorted(years) for row in lived.rows("/contacts", year=year)]
    channels = {"meeting", "talk", "phone", "written", "coaching", "supervision"}
    assert {row["channel"] for row in rows} == channels
    assert {row["visibility"] for row in rows} == {"office", "subject", "unit"}
    assert {kind for row in rows for kind, about in row["about"].items() if about} == {
        *("entries", "indicators", "briefings", "remediations")
    }


def test_one_quarter_is_evaluated_and_confirmed_and_one_sealed(lived: Lived) -> None:
    states = []
    for before in (2, 1):
        year, quarter = lived.told.quarter_before(before)
        asked = {"year": year, "period": f"Q{quarter}"}
        states.append(lived.read("office", "/evaluations", **asked)["state"])
    assert states == ["confirmed", "sealed"]
    read = [row["acknowledged_on"] is not None for row in lived.rows("/packs")]
    assert read == [True, True, True, True, False, False]


def test_posts_are_starred_and_figures_cited(lived: Lived) -> None:
    assert [row["starred"] for row in lived.rows("/stars")] == [True, True, False]
    rows = lived.rows("/work-ledgers", ledger="revenue-quality")
    assert [len(row["cited_by"]) for row in rows] == [0, 0, 0, 1]


def test_entries_and_results_are_acknowledged_and_disagreed_with(lived: Lived) -> None:
    said: set[tuple[bool, bool | None]] = set()
    for state in ("acknowledged", "told"):
        for row in lived.rows("/acknowledgements", state=state, limit=1000):
            said.add((row["entry"] is not None, row["agrees"]))
    assert said == {(entry, agrees) for entry in (True, False) for agrees in (True, False, None)}


def test_one_year_is_closed_and_restated_and_the_example_stays_to_be_tried(lived: Lived) -> None:
    acts = {row["year"]: [act["act"] for act in row["acts"]] for row in lived.rows("/years")}
    assert acts.pop(2023) == [
        *("year-frozen", "year-published", "year-closed", "year-restated"),
    ]
    assert acts.pop(2024, []) == []
    assert acts == {year: ["year-opened"] for year in (lived.today.year - 1, lived.today.year)}
    score = lived.read("office", f"/officers/{FAMILIAR}/score", year=2024)
    assert score["score"] == "97.720"
    assert lived.rows(f"/years/{BUREAU}/2023/notices"), "somebody fell behind and was told"
    ranked = lived.read("0001", f"/runs/{BUREAU}:2023:restated-1")["officers"]
    assert {row["band"] for row in ranked} >= {1, 2, 3}


def test_something_waits_for_each_whose_role_is_waited_for(lived: Lived) -> None:
    idle = {one.name for one in STANDING if not lived.read(one.name, "/todos")["items"]}
    assert idle == NO_TASKS


def test_each_holds_the_roles_of_the_table_and_no_other(lived: Lived) -> None:
    for one in PEOPLE:
        answer = lived.get(one.name, "/me")
        held = {(role["role"], role["scope"]) for role in answer.json()["roles"]}
        assert held == (set(one.grants) if one.until is None else set()), one.name


def test_who_could_write_on_that_day_has_an_answer(lived: Lived) -> None:
    def held(back: int) -> set[str]:
        rows = lived.read("auditor", "/grants", as_of=str(lived.told.day(back)))
        return {row["grantee"] for row in rows["items"] if row["held"]}

    assert held(50) - held(0) == {"token:lent"}
    assert held(101) == set()


def test_each_may_do_what_he_is_for_and_no_more(lived: Lived) -> None:
    bonus = {"bureau": BUREAU, "subject": "officer:0013", "item": "W1", "points": "0.5"}
    body = {**bonus, "effective_on": str(lived.today), "reason": "专项工作"}
    assert lived.post("clerk", "/bonuses", **body).status_code == 201
    for who in ("approver", "auditor", "committee", "party", "9001", "0008", FAMILIAR, "lent"):
        refused(lived.post(who, "/bonuses", **body), 403, "not-permitted")
    checked = next(
        r
        for r in lived.rows("/claims")
        if r["subject"] == f"officer:{FAMILIAR}" and r["stage"] == "check"
    )
    step = f"/claims/{BUREAU}/{checked['number']}/check"
    for who in ("clerk", "auditor", "9001", "0016", FAMILIAR):
        refused(lived.post(who, step, digest=checked["digest"]), 403, "not-permitted")
    assert lived.post(HEADS["zg"], step, digest=checked["digest"]).status_code == 201
    assert lived.get("auditor", "/journal").status_code == 200
    refused(lived.get("office", "/journal"), 403, "not-permitted")
    refused(lived.get(FAMILIAR, "/officers/0013/score", year=2024), 403, "not-permitted")


def test_by_its_edition_more_than_a_point_waits_and_a_reprimand_is_heard_first(
    lived: Lived,
) -> None:
    task = {"item": "W1", "points": "1.1", "reason": "专项工作"}
    criticised = {"item": "X1", "level": "bureau", "reason": "通报批评"}
    about = {"bureau": BUREAU, "subject": "officer:0013", "effective_on": str(lived.today)}
    for path, body, stage in (
        ("/bonuses", task, "approve"),
        ("/reprimands", criticised, "hearing"),
    ):
        answer = lived.post("clerk", path, **about, **body)
        assert answer.status_code == 202, answer.text
        number = answer.json()["claim"].partition("/")[2]
        row = lived.read("office", f"/claims/{BUREAU}/{number}")
        assert (row["state"], row["stage"]) == ("waiting", stage)


def test_the_audit_finds_the_demo_verified(lived: Lived, tmp_path: Path) -> None:
    sealed = Sealed(lived.api.database, tmp_path / "notary")
    sealed.seal()
    report = sealed.audited()
    assert (report.verdict, report.findings, report.left_out) == ("verified", (), ())


class MachineOff(Exception):
    """The machine went off."""


class CutShort(Ledger):
    """Takes so many commands, and then the machine goes off."""

    name = "ledger"
    left = 150

    def handle(self, command: Asked, by: By, key: str | None = None) -> Receipt:
        if self.left == 0:
            raise MachineOff
        self.left -= 1
        return super().handle(command, by, key)


@pytest.mark.long
def test_a_story_cut_short_goes_on_where_it_was_on_whatever_day_it_began(
    lived: Lived, server: Server, tmp_path: Path
) -> None:
    database, new_year = new_database(server), date(2026, 1, 1)
    with serving(database) as api:
        load_demo(api, tmp_path)
        with pytest.raises(MachineOff):
            tell_story(lambda c: CutShort(database.dsn("app"), MASTER, c), new_year, OFFICE)
        for _ in range(2):
            tell(database, new_year)
            assert lived_through(database) == lived.through


def test_before_the_workbooks_are_two_years_old_there_is_no_story(database: Database) -> None:
    tell(database, EARLIEST - timedelta(days=1))
    with database.connect() as conn:
        assert conn.execute("SELECT count(*) FROM journal.facts").fetchone() == (0,)
