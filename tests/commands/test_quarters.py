"""Does one read at the command line of risks, a quarter's losses, and what is put right?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.accounts.commands import ImposeLoss
from domain.quarters.commands import ExplainLoss, FreezeQuarter
from domain.remediations.commands import OpenRemediation
from domain.risks.commands import AssessRisk
from tests.commands.answers import BUREAU, YEAR, publish_and_import
from tests.commands.homes import Home
from tests.conftest import OFFICE

pytestmark = pytest.mark.postgres

OF = {"bureau": BUREAU, "year": YEAR}
QUARTER = ("quarter", BUREAU, YEAR, 1)


def managed(home: Home) -> dict[str, str]:
    """The first quarter frozen with a loss explained; a risk rated; something to put right."""
    review = home.did(*QUARTER, "--json").json()
    loss = review["items"][0]
    indicator, unit = loss["indicator"], loss["subject"].partition(":")[2]
    with home.opened() as opened, opened.ledger() as ledger, opened.reading() as conn:
        posted = "SELECT officer FROM read.postings WHERE unit = %s AND until_on IS NULL"
        row = conn.execute(posted, (unit,)).fetchone()
        assert row is not None
        ratings = dict.fromkeys(
            ("difficulty", "scoring_method", "controllability", "current_state"), 4
        )
        said: dict[str, Any] = {"indicator": indicator, "assessed_on": "2024-01-08", **ratings}
        ledger.handle(AssessRisk.model_validate(OF | said), OFFICE)
        why = {"entry": loss["entry"], "cause": "data", "explanation": "口径[旧]未更新"}
        ledger.handle(ExplainLoss.model_validate(OF | {"quarter": 1} | why), OFFICE)
        ledger.handle(FreezeQuarter.model_validate(OF | {"quarter": 1}), OFFICE)
        work = {"indicator": indicator, "responsible": row[0], "measures": "核对口径"}
        due = {"due_on": "2199-01-01"}
        ledger.handle(OpenRemediation.model_validate(OF | work | due), OFFICE)
        late = {"indicator": indicator, "points": loss["points"], "effective_on": "2024-03-30"}
        ledger.handle(ImposeLoss.model_validate({"bureau": BUREAU} | late), OFFICE)
    return {"indicator": indicator, "unit": unit, "entry": loss["entry"]}


def test_risks_a_quarter_and_remediations_are_told_to_people_and_to_programs(
    another_home: Callable[[], Home],
) -> None:
    home = another_home()
    publish_and_import(home, "small")
    made = managed(home)

    told = home.did(*QUARTER)
    assert "frozen at" in told.out and "data 数据" in told.out and "口径[旧]未更新" in told.out
    assert "recorded after the freeze 封账后登记" in told.out
    review = home.did(*QUARTER, "--json").json()
    assert review["digest"] in told.out
    assert review["items"][0]["entry"] == made["entry"]
    assert [row["indicator"] for row in review["late"]] == [made["indicator"]]
    own = home.did(*QUARTER, "--unit", made["unit"], "--json").json()
    assert {row["subject"] for row in own["items"]} == {f"unit:{made['unit']}"}
    earlier = home.did(*QUARTER, "--position", review["frozen"]["position"], "--json").json()
    assert earlier["frozen"] is None and earlier["late"] == []

    told = home.did("risks", "--year", YEAR, "--watched")
    assert "high 高 (16)" in told.out and "overdue 逾期" in told.out
    (risk,) = home.did("risks", "--year", YEAR, "--json").json()["items"]
    assert (risk["indicator"], risk["alerts"]) == (made["indicator"], ["high", "overdue", "loss"])
    then = home.did("risks", "--year", YEAR, "--as-of", "2024-01-07", "--json").json()
    assert then["items"] == []

    told = home.did("remediations")
    assert f"{BUREAU}/1" in told.out and "open 整改中" in told.out and "核对口径" in told.out
    assert home.did("remediations", "--state", "overdue", "--json").json()["items"] == []
    frozen = review["frozen"]["position"] + 1
    assert f"{YEAR} 年第 1 季度封账" in home.did("replay", "--from", frozen, "--to", frozen).out
    home.did("notary", "--once")
    assert home.merit("verify").code == 0
    unknown = home.merit("quarter", "nowhere", YEAR, 1)
    assert unknown.code == 1
    assert home.merit("quarter", BUREAU, YEAR, 5).code == 2
