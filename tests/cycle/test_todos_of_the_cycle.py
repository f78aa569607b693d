"""Is each told what waits for him in drafts, risks, quarters, remediations, disputes, years?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.api.askers import grant
from tests.api.asking import Api
from tests.api.conftest import api
from tests.conftest import Database
from tests.cycle.bureaus import hire, serving_bureaus
from tests.cycle.compiling import LEVELS, Office, from_above, office_of, on_day
from tests.cycle.disputing import Bureau, decision, living
from tests.cycle.quarters import Quarters, of
from tests.cycle.results import edition
from tests.cycle.tasks import Read, task, waits_for
from tests.domain.cast import NANYUE, deduct

pytestmark = pytest.mark.postgres
__all__ = ["api"]
RESULT = f"{NANYUE}:2024:published"


def of_office(office: Office) -> Read:
    return lambda who: office.read("/todos", who)


def test_a_draft_waits_for_the_next_level_alone_and_then_to_be_published(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    case, read = office.draft(), of_office(office)
    ref = f"{NANYUE}/{case.number}"
    for who, level, unit in LEVELS:
        # Within a level nobody waits for another: both leaders, both heads.
        same = [name for name, other, _ in LEVELS if other == level]
        waiting = [name for name in same if name == who or same.index(name) > same.index(who)]
        assert waits_for(read, office.people, "sign_draft", ref) == waiting
        assert not waits_for(read, office.people, "publish_draft", ref)
        assert case.sign(who, level, unit).status_code == 201
    assert not waits_for(read, office.people, "sign_draft", ref)
    assert waits_for(read, office.people, "publish_draft", ref) == ["office"]
    case.publish()
    assert not waits_for(read, office.people, "publish_draft", ref)


def test_a_round_waits_for_each_head_until_its_last_day_and_a_comment_for_its_answer(
    api: Api,
) -> None:
    office = office_of(api)
    from_above(office)
    case, today = office.draft(), office.api.service.ledger.today
    ref, last = f"{NANYUE}/{case.number}", today + timedelta(days=2)
    case.done("rounds", "office", until=str(last))
    read = of_office(office)
    assert waits_for(read, office.people, "comment_on_draft", ref) == ["zg", "dj"]
    assert task(read, "zg", "comment_on_draft", ref)["due"] == str(last)
    assert not waits_for(read, office.people, "sign_draft", ref)
    case.done("comments", "zg", unit="zg", text="建议党建股牵头")
    assert waits_for(read, office.people, "comment_on_draft", ref) == ["dj"]
    assert waits_for(read, office.people, "answer_comment", ref) == ["office"]
    with on_day(office, last + timedelta(days=1)) as there:
        assert not waits_for(of_office(there), office.people, "comment_on_draft", ref)
        answered = replace(case, office=there)
        answered.done("answers", "office", comment=1, answer="declined", text="已研究")
        assert not waits_for(of_office(there), office.people, "answer_comment", ref)
        assert waits_for(of_office(there), office.people, "sign_draft", ref) == ["party"]


def test_a_risk_waits_to_be_checked_by_the_day_and_then_for_the_next(quarters: Quarters) -> None:
    names, ref = quarters.askers, f"{NANYUE}/2025/a"

    def read(who: str, **query: Any) -> Any:
        return quarters.read(who, "/todos", **query)

    quarters.on("2025-01-06")
    ratings = ("difficulty", "scoring_method", "controllability", "current_state")
    said = dict.fromkeys(ratings, 5) | {"year": 2025, "indicator": "a"}
    quarters.done("office", "/risks", **said, assessed_on="2025-01-06")
    assert waits_for(read, names, "check_risk", ref) == ["office"]
    first = task(read, "office", "check_risk", ref)
    assert first["subject"] == "unit:zg" and not first["overdue"]
    later = quarters.read("office", "/todos", as_of="2025-12-01")["items"]
    assert [t["overdue"] for t in later if t["ref"] == ref] == [True]
    quarters.on("2025-01-08")
    checked = {"year": 2025, "indicator": "a", "checked_on": "2025-01-08", "finding": "sound"}
    quarters.done("office", "/risks/checks", **checked)
    again = task(read, "office", "check_risk", ref)
    assert again["due"] > first["due"] and again["uid"] != first["uid"]


def test_a_quarter_waits_to_be_frozen_explained_and_gone_through(quarters: Quarters) -> None:
    names, ref = quarters.askers, f"{NANYUE}/2025Q1"

    def read(who: str) -> Any:
        return quarters.read(who, "/todos")

    dated = ("procedure:\n", "procedure:\n  quarter_opens: 3\n  explained_within: 2\n")
    quarters.api.write("/rulebooks", edition(2, "2025-01-01", dated))
    quarters.on("2025-01-09")
    assert waits_for(read, names, "open_quarter", ref) == ["office"]
    opening = task(read, "office", "open_quarter", ref)
    assert (opening["due"], opening["overdue"]) == ("2025-01-06", True)
    quarters.done("office", f"{of(2025, 1)}/open")
    assert not waits_for(read, names, "open_quarter", ref)
    loss = quarters.lose("a", "1.2", "2025-01-08")
    assert not waits_for(read, names, "freeze_quarter", ref)
    quarters.on("2025-04-01")
    assert waits_for(read, names, "freeze_quarter", ref) == ["office"]
    assert task(read, "office", "freeze_quarter", ref)["due"] == "2025-04-08"
    quarters.done("office", f"{of(2025, 1)}/freeze")
    assert not waits_for(read, names, "freeze_quarter", ref)
    assert waits_for(read, names, "explain_loss", loss) == ["zg_head"]
    assert task(read, "zg_head", "explain_loss", loss)["due"] == "2025-04-10"
    assert not waits_for(read, names, "hold_briefing", ref)
    why = {"entry": loss, "cause": "deadline", "explanation": "逾期一天"}
    quarters.done("zg_head", f"{of(2025, 1)}/explanations", **why)
    assert not waits_for(read, names, "explain_loss", loss)
    assert waits_for(read, names, "hold_briefing", ref) == ["office"]
    held = {"held_on": "2025-04-01", "document_no": "讲评〔2025〕1号", "attendees": ["0012"]}
    quarters.done("office", f"{of(2025, 1)}/briefing", **held)
    assert not waits_for(read, names, "hold_briefing", ref)


def test_a_quarter_that_nobody_opened_still_waits_to_be_frozen(quarters: Quarters) -> None:
    def read(who: str) -> Any:
        return quarters.read(who, "/todos")

    quarters.on("2025-10-08")
    third, fourth = f"{NANYUE}/2025Q3", f"{NANYUE}/2025Q4"
    assert waits_for(read, quarters.askers, "freeze_quarter", third) == ["office"]
    assert not waits_for(read, quarters.askers, "open_quarter", third)
    assert waits_for(read, quarters.askers, "open_quarter", fourth) == ["office"]
    quarters.on("2026-02-02")
    later = quarters.read("office", "/todos")["items"]
    assert not [t for t in later if t["kind"] == "open_quarter"], "nothing is planned for 2026"


def test_a_remediation_waits_for_its_report_and_then_for_another_to_verify(
    quarters: Quarters,
) -> None:
    def read(who: str, **query: Any) -> Any:
        return quarters.read(who, "/todos", **query)

    quarters.on("2025-04-14")
    said = {"year": 2025, "indicator": "a", "responsible": "0012", "measures": "建立台账"}
    quarters.done("office", "/remediations", **said, due_on="2025-05-16")
    one, names = f"{NANYUE}/1", quarters.askers
    assert waits_for(read, names, "report_remediation", one) == ["zg_head", "ada"]
    late = quarters.read("ada", "/todos", as_of="2025-05-17")["items"]
    assert [t["overdue"] for t in late if t["kind"] == "report_remediation"] == [True]
    quarters.done("ada", f"/remediations/{one}/report", report="台账已建立")
    assert not waits_for(read, names, "report_remediation", one)
    assert waits_for(read, names, "verify_remediation", one) == ["office"]
    quarters.done("office", f"/remediations/{one}/verify", outcome="returned", reason="缺佐证")
    assert waits_for(read, names, "report_remediation", one) == ["zg_head", "ada"]
    quarters.done("zg_head", f"/remediations/{one}/report", report="已补")
    quarters.done("office", f"/remediations/{one}/verify", outcome="done")
    assert not waits_for(read, names, "verify_remediation", one)


@pytest.fixture
def bureau(database: Database) -> Iterator[Bureau]:
    with living(database) as bureau:
        bureau.unit("zg", score="99")
        bureau.officer("0012", "90 90 90 90")
        bureau.officer("0013", "91 91 91 91")
        bureau.oneself("0012")
        bureau.oneself("0013")
        yield bureau


def of_bureau(bureau: Bureau) -> Read:
    return lambda who: bureau.read("/todos", who)


def test_a_frozen_year_waits_to_be_published_acknowledged_and_closed(bureau: Bureau) -> None:
    read, names, year = of_bureau(bureau), tuple(bureau.who), f"{NANYUE}/2024"
    bureau.year_act("freeze")
    assert waits_for(read, names, "publish_year", year) == ["office"]
    bureau.year_act("publish")
    assert not waits_for(read, names, "publish_year", year)
    assert not waits_for(read, names, "close_year", year)
    closes_on = bureau.read(f"/years/{NANYUE}/2024")["closes_on"]
    for kind, due in (("acknowledge_result", None), ("object_to_result", closes_on)):
        assert waits_for(read, names, kind, RESULT) == ["0012", "0013"]
        assert task(read, "0012", kind, RESULT)["due"] == due
    about = {"bureau": NANYUE, "year": 2024, "subject": "officer:0012", "result": "published"}
    bureau.does("/acknowledgements/results", "0012", **about, agrees=True)
    assert waits_for(read, names, "acknowledge_result", RESULT) == ["0013"]
    bureau.files("0013", subject="officer:0013", about={"run": "published"})
    assert waits_for(read, names, "object_to_result", RESULT) == ["0012"]
    bureau.clock.go_to(bureau.clock.today + timedelta(days=30))
    assert not waits_for(read, names, "object_to_result", RESULT)
    assert waits_for(read, names, "close_year", year) == ["office"]
    bureau.year_act("close")
    assert not waits_for(read, names, "close_year", year)
    closed = f"{NANYUE}:2024:closed"
    assert waits_for(read, names, "acknowledge_result", closed) == ["0012", "0013"]
    assert not waits_for(read, names, "acknowledge_result", RESULT), "the newest alone"
    bureau.does("/acknowledgements/results", "0012", **about | {"result": "closed"}, agrees=True)
    assert waits_for(read, names, "acknowledge_result", closed) == ["0013"]


def test_a_dispute_waits_to_be_taken_up_heard_decided_let_through_and_contested(
    bureau: Bureau,
) -> None:
    read, names = of_bureau(bureau), tuple(bureau.who)
    entry = bureau.entry(deduct(subject="officer:0012", evidence=[]))
    number = bureau.files("0012", subject="officer:0012", about={"entries": [entry]})
    one = f"{NANYUE}/{number}"
    decide_by = bureau.dispute(number)["decide_by"]
    assert waits_for(read, names, "accept_dispute", one) == ["office"]
    assert task(read, "office", "accept_dispute", one)["due"] == decide_by
    assert not waits_for(read, names, "decide_dispute", one)
    bureau.accepts(number)
    assert not waits_for(read, names, "accept_dispute", one)
    assert waits_for(read, names, "hear_dispute", one) == ["office"]
    bureau.hears(number, "officer:0012")
    assert not waits_for(read, names, "hear_dispute", one)
    assert waits_for(read, names, "decide_dispute", one) == ["committee", "another committee"]
    asked = bureau.act(number, "decide", "committee", **decision("upheld_original"))
    claim = asked.json()["claim"]
    assert not waits_for(read, names, "decide_dispute", one)
    assert waits_for(read, names, "approve_claim", claim) == ["approver", "another approver"]
    digest = bureau.read(f"/claims/{claim}", "approver")["digest"]
    bureau.does(f"/claims/{claim}/approve", "approver", digest=digest)
    assert not waits_for(read, names, "approve_claim", claim)
    assert waits_for(read, names, "contest_decision", one) == ["0012"]
    bureau.files("0012", subject="officer:0012", stage="review", against=number)
    assert not waits_for(read, names, "contest_decision", one)


def test_nobody_is_told_to_decide_his_own_dispute_or_about_what_he_did(bureau: Bureau) -> None:
    read, names = of_bureau(bureau), tuple(bureau.who)
    grant(bureau.api, "token:another-committee", "recorder")
    said = deduct(subject="officer:0012", evidence=[]).model_dump(mode="json", exclude_none=True)
    (entry,) = bureau.does("/deductions", "another committee", **said)["entries"]
    number = bureau.files("0012", subject="officer:0012", about={"entries": [entry]})
    for role in ("appraiser", "committee"):
        grant(bureau.api, "token:0012", role)
    assert waits_for(read, names, "accept_dispute", f"{NANYUE}/{number}") == ["office"]
    bureau.accepts(number)
    assert waits_for(read, names, "decide_dispute", f"{NANYUE}/{number}") == ["committee"]


def test_whoever_was_released_waits_to_be_received_where_he_goes_and_nowhere_else(
    database: Database,
) -> None:
    with serving_bureaus(database) as bureaus:

        def read(who: str, **query: Any) -> Any:
            return bureaus.read(who, "/todos", **query)

        def of_him(who: str, **query: Any) -> Any:
            return [t for t in read(who, **query)["items"] if t["subject"] is not None]

        bureaus.on("2024-06-30")
        hire(bureaus.api, "nanyue", "zg", {"0012": (92, 94)})
        go = {"bureau": "nanyue", "officer": "0012", "to": "zhuhui", "on": "2024-07-01"}
        bureaus.done("nanyue_office", "/transfers/releases", **go)
        ref = "nanyue/officer:0012"
        assert waits_for(read, bureaus.askers, "receive_officer", ref) == ["zhuhui_office", "both"]
        told = task(read, "both", "receive_officer", ref)
        assert (told["bureau"], told["due"]) == ("zhuhui", "2024-07-01")
        assert not of_him("both", bureau="nanyue")
        # The office of one bureau asks for somebody within it, and sees no more of him.
        whose = {"for": "token:both"}
        bureaus.denied("nanyue_office", "/todos", 403, "not-permitted", **whose)
        assert not of_him("nanyue_office", bureau="nanyue", **whose)
        assert of_him("zhuhui_office", bureau="zhuhui", **whose) == [told]
        come = {"bureau": "zhuhui", "officer": "0012", "unit": "zh", "post_level": "staff"}
        bureaus.on("2024-07-02")
        assert task(read, "both", "receive_officer", ref)["overdue"] is True
        bureaus.done("zhuhui_office", "/transfers/receptions", **come)
        assert not waits_for(read, bureaus.askers, "receive_officer", ref)
