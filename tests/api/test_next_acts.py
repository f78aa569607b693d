"""Is it told beforehand what the next act of a year would be refused for, and is it then?"""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.api import bodies
from tests.api.asking import Api, refused
from tests.api.bodies import BUREAU
from tests.api.samples import digest_holds

pytestmark = pytest.mark.postgres
ACTS: Final = ("freeze", "publish", "close", "restate")
BODIES: Final[dict[str, Any]] = {
    "restate": {"authorised_by": "0001", "ground": "第五十六条", "reason": "表彰被撤销"},
}


def hindrances(api: Api, year: int) -> dict[str, str | None]:
    told = api.read(f"/years/{BUREAU}/{year}/next")
    assert digest_holds(told)
    for act in told["acts"]:
        assert act["refused"] == bool(act["zh"]) == bool(act["en"]) == (act["code"] is not None)
    return {act["act"]: act["code"] for act in told["acts"]}


def test_each_act_is_refused_for_what_was_told_and_done_where_nothing_was(api: Api) -> None:
    bodies.open_bureau(api)
    bodies.hire(api)
    stages = []
    for step in ("freeze", "publish", "close", "restate"):
        told = hindrances(api, 2024)
        stages.append(told)
        for act, code in told.items():
            if code is not None:
                body = BODIES.get(act, {})
                refused(api.post(f"/years/{BUREAU}/2024/{act}", body), 409, code)
        if step == "close":
            assert told["close"] == "publication-still-open"
            api.write(f"/years/{BUREAU}/2024/close", {"waived": "公示无异议"})
        else:
            assert told[step] is None
            api.write(f"/years/{BUREAU}/2024/{step}", BODIES.get(step, {}))
    assert stages[0] == {
        "freeze": None,
        "publish": "year-not-frozen",
        "close": "year-not-published",
        "restate": "year-not-closed",
    }
    assert hindrances(api, 2024)["restate"] is None, "a year may be restated again"


def test_a_year_that_is_not_over_and_a_bureau_without_rules_are_told(api: Api) -> None:
    bodies.open_bureau(api)
    year = api.service.ledger.today.year
    assert hindrances(api, year)["freeze"] == "year-not-over"
    refused(api.ask("/years/elsewhere/2024/next"), 404, "unknown-bureau")
