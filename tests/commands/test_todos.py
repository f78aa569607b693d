"""Does one see at the command line what waits for whom, and take it into a calendar?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar

from domain.access.commands import GrantRole
from domain.remediations.commands import ReportRemediation
from tests.commands.answers import BUREAU, publish_and_import
from tests.commands.homes import Home
from tests.commands.test_quarters import managed
from tests.conftest import OFFICE

pytestmark = pytest.mark.postgres
ONE = f"{BUREAU}/1"


def test_what_waits_is_told_to_people_to_programs_and_to_a_calendar(
    another_home: Callable[[], Home], tmp_path: Path
) -> None:
    home = another_home()
    publish_and_import(home, "small")
    made = managed(home)
    with home.opened() as opened, opened.ledger() as ledger:
        head = {"role": "unit-head", "scope": f"unit:{made['unit']}"}
        ledger.handle(GrantRole(bureau=BUREAU, grantee="token:head", **head), OFFICE)

    own = home.did("todo", "--json").json()
    kinds = {task["kind"]: task for task in own["items"]}
    assert kinds["report_remediation"]["ref"] == ONE
    assert "check_risk" not in kinds, "with its year an indicator ends, and is checked no more"
    then = home.did("todo", "--as-of", "2024-12-31", "--json").json()["items"]
    assert [t["overdue"] for t in then if t["kind"] == "check_risk"] == [True]
    told = home.did("todo").out
    assert "报告整改情况" in told and own["digest"] in told
    assert "overdue 逾期" in home.did("todo", "--as-of", "2199-01-02").out

    file = tmp_path / "head.ics"
    of_head = home.did("todo", "--for", "token:head", "--json", "--ics", file).json()
    waiting = {(task["kind"], task["ref"]) for task in of_head["items"]}
    assert ("report_remediation", ONE) in waiting
    assert "check_risk" not in {kind for kind, _ in waiting}
    tasks = Calendar.from_ical(file.read_bytes()).walk("VTODO")
    uids = {str(task["uid"]) for task in tasks}
    assert uids == {f"{task['uid']}@merit-ledger" for task in of_head["items"]}
    late = home.did("todo", "--for", "token:head", "--as-of", "2199-01-02", "--json").json()
    assert [t["overdue"] for t in late["items"] if t["ref"] == ONE] == [True]

    with home.opened() as opened, opened.ledger() as ledger:
        ledger.handle(ReportRemediation(bureau=BUREAU, number=1, report="已核对"), OFFICE)
    after = home.did("todo", "--for", "token:head", "--json").json()
    assert ("report_remediation", ONE) not in {(t["kind"], t["ref"]) for t in after["items"]}
    at = ("--position", of_head["position"])
    then = home.did("todo", "--for", "token:head", *at, "--json").json()
    assert then["items"] == of_head["items"]
    assert home.did("todo", "--bureau", "elsewhere", "--json").json()["items"] == []
