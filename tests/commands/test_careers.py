"""Are an officer's years and the raters' fairness told to people and to programs alike?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.evaluations.commands import OpenEvaluations, SealEvaluation
from domain.packs.commands import AcknowledgePack, IssuePack
from domain.registers.commands import GiveMark
from domain.stars.commands import StarPost
from domain.work_ledgers.commands import RecordLedgerRow
from tests.commands.answers import BUREAU, YEAR, publish_and_import
from tests.commands.homes import Home
from tests.conftest import OFFICE

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


def test_an_audit_holds_over_evaluations_stars_and_work_ledgers_and_a_replay_tells_them(
    another_home: Callable[[], Home],
) -> None:
    home = another_home()
    publish_and_import(home, "small")
    with home.opened() as opened, opened.ledger() as ledger, opened.reading() as conn:
        posted = "SELECT officer, unit FROM read.postings WHERE %s >= start_on AND until_on IS NULL"
        (leader, _), (officer, unit) = conn.execute(posted, (f"{YEAR}-03-31",)).fetchmany(2)
        of: dict[str, Any] = {"bureau": BUREAU, "year": YEAR}
        evaluated = {"period": "Q1", "leader": leader, "officer": officer, "pack": 1}
        row: dict[str, Any] = {"ledger": "revenue", "row": 1, "effective_on": f"{YEAR}-03-31"}
        mark = {"series": "local_evaluation", "period": str(YEAR), "score": "92"}
        for command in (
            IssuePack(**of, quarter=1, unit=unit, leader=leader),
            AcknowledgePack(bureau=BUREAU, number=1),
            SealEvaluation.model_validate(
                {**of, **evaluated, "score": "61", "justification": "另有专项贡献"}
            ),
            OpenEvaluations(**of, period="Q1"),
            StarPost.model_validate(
                {"bureau": BUREAU, "unit": unit, "officer": officer, "effective_on": "2024-01-01"}
            ),
            RecordLedgerRow.model_validate(
                {"bureau": BUREAU, **row, "figures": {"税收": "1"}, "document_no": "税收5号"}
            ),
            GiveMark.model_validate(
                {**of, **mark, "subject": f"unit:{unit}"}
                | {"effective_on": f"{YEAR}-12-20", "document_no": "政办函3号"}
            ),
        ):
            ledger.handle(command, OFFICE)
    told = home.did("replay").out
    for words in ("反馈包", "分数密封", "评鉴开启", "风险标星", "台账 revenue", "政办函3号"):
        assert words in told
    home.did("notary", "--once")
    said = home.merit("verify")
    assert said.code == 0, said.out
