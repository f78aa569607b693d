"""Are an officer's years and the raters' fairness told to people and to programs alike?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.commands.answers import BUREAU, YEAR, publish_and_import
from tests.commands.homes import Home

pytestmark = pytest.mark.postgres


def test_growth_and_fairness_are_told_to_people_and_to_programs(
    another_home: Callable[[], Home],
) -> None:
    home = another_home()
    publish_and_import(home, "small")
    fair = home.did("fairness", "--year", YEAR, "--json").json()
    told = home.did("fairness", "--year", YEAR)
    assert fair["digest"] in told.out
    rater = fair["raters"][0]
    assert rater["rater"] in told.out and rater["mean"] in told.out
    assert rater["lowest"] <= rater["highest"] and rater["count"] == len(rater["subjects"])

    officer = rater["subjects"][0].partition(":")[2]
    year_before = str(int(YEAR) - 1)
    for act, *words in (("freeze",), ("publish",), ("close", "--waived", "公示无异议")):
        home.did("year", act, "--year", YEAR, *words)
    account = home.did("growth", officer, "--json").json()
    told = home.did("growth", officer)
    assert account["digest"] in told.out
    (year,) = account["years"]
    assert year["run"] == f"{BUREAU}:{YEAR}:closed"
    assert year["grade"] in told.out and year["score"] in told.out
    before = home.did("growth", officer, "--position", account["position"] - 1, "--json").json()
    assert [y["run"] for y in before["years"]] == [None]
    assert home.did("growth", officer, "--until", year_before, "--json").json()["years"] == []
    assert home.merit("growth", "nobody").code == 1
    assert home.merit("growth", officer, "--years", "11").code == 2
