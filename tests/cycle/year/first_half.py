"""What happens in the first half: a risk, a loss and an award in each quarter, a hearing?"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tests.cycle.year.bureau import BUREAU, YEAR, Body, Bureau
from tests.cycle.year.quarterly import (
    Lost,
    briefs,
    imposes,
    marks,
    opens,
    puts_right,
    reminded,
    reviews,
)

FIRST: Final = Lost("T1", "zg", "T1", "1", "deadline", "0011")
SECOND: Final = Lost("T4", "dj", "T4", "2", "process", "0015")


def first_quarter(bureau: Bureau) -> None:
    opens(bureau, 1)
    _risk(bureau)
    bureau.on("2024-02-20")
    imposes(bureau, FIRST, "2024-02-20")
    # T1 is shared 3/5 and 2/5 by its set.
    assert _unit_score(bureau, "zg") == Decimal(100) - Decimal("0.6")
    assert _unit_score(bureau, "sz") == Decimal(100) - Decimal("0.4")
    _instruction(bureau)
    bureau.on("2024-04-02")
    marks(bureau, 1)
    opens(bureau, 2)
    reviews(bureau, 1, FIRST, "2024-04-08")
    briefs(bureau, 1, FIRST, "2024-04-10")
    puts_right(bureau, 1, FIRST, ("2024-04-11", "2024-05-10"))


def second_quarter(bureau: Bureau) -> None:
    bureau.on("2024-05-15")
    imposes(bureau, SECOND, "2024-05-15")
    assert _unit_score(bureau, "dj") == Decimal(98)
    _commendation(bureau)
    _heard(bureau)
    bureau.on("2024-07-02")
    marks(bureau, 2)
    reviews(bureau, 2, SECOND, "2024-07-05")
    _half_year(bureau)
    briefs(bureau, 2, SECOND, "2024-07-08")
    puts_right(bureau, 2, SECOND, ("2024-07-09", "2024-08-09"))


def _unit_score(bureau: Bureau, unit: str) -> Decimal:
    score = bureau.remembers("0001", f"/units/{unit}/score", year=YEAR, bureau=BUREAU)
    return Decimal(score["score"])


def _risk(bureau: Bureau) -> None:
    """风险分级: rated 14 of 20 it is high, and looked at every five working days."""
    bureau.on("2024-02-01")
    ratings = {"difficulty": 4, "scoring_method": 4, "controllability": 3, "current_state": 3}
    said = {"bureau": BUREAU, "year": YEAR, "indicator": "T1", "assessed_on": "2024-02-01"}
    bureau.refuses("0101", "/risks", 403, "not-permitted", **said, **ratings)
    bureau.does("desk", "/risks", **said, **ratings)
    # 4 February is a Sunday that is worked before the Spring Festival.
    (due,) = reminded(bureau, 1, "zg")["due"]
    assert (due["what"], due["due_on"], due["overdue"]) == ("risk-check", "2024-02-07", False)
    bureau.on("2024-02-07")
    checked = {"checked_on": "2024-02-07", "finding": "sound"}
    unrated = {"bureau": BUREAU, "year": YEAR, "indicator": "T2", **checked}
    bureau.refuses("desk", "/risks/checks", 409, "risk-not-assessed", **unrated)
    bureau.does("desk", "/risks/checks", **{**unrated, "indicator": "T1"})
    # Free until the 17th; the 18th, a Sunday, is worked: 8, 9, 18, 19, 20.
    (due,) = reminded(bureau, 1, "zg")["due"]
    assert due["due_on"] == "2024-02-20"


def _instruction(bureau: Bureau) -> None:
    """领导批示: claimed with evidence, and checked, verified, approved by three others."""
    bureau.on("2024-03-08")
    ada = "officer:0011"
    said = {"level": "municipal", "effective_on": "2024-03-04", "document_no": "衡税批〔2024〕3号"}
    body = {"bureau": BUREAU, "subject": ada, "item": "I1", **said}
    bureau.refuses("0013", "/claims", 403, "not-permitted", **body)
    claim = bureau.claims("0011", ada, "I1", **said)
    bureau.refuses_step(claim, "approve", "approver", "claim-at-another-stage")
    bureau.refuses_step(claim, "check", "0102", "not-permitted", 403)
    bureau.step(claim, "check", "0101")
    bureau.refuses_step(claim, "verify", "0101", "not-permitted", 403)
    bureau.step(claim, "verify", "desk")
    bureau.refuses_step(claim, "approve", "desk", "not-permitted", 403)
    (bureau.entries["instruction"],) = bureau.approves(claim)
    score = bureau.remembers("0011", "/officers/0011/score", year=YEAR, bureau=BUREAU)
    assert (score["bonus"], score["deduction"]) == ("0.5", "0")


def _commendation(bureau: Bureau) -> None:
    """部门表彰, which is annulled in the May after; out of its window it is not claimed."""
    bureau.on("2024-05-24")
    said = {"level": "municipal", "document_no": "衡税发〔2024〕20号"}
    late: Body = {"bureau": BUREAU, "subject": "officer:0013", "item": "C2", **said}
    late |= {"effective_on": "2024-04-08"}
    bureau.refuses("0013", "/claims", 409, "claim-too-late", **late)
    claim = bureau.claims("0013", "officer:0013", "C2", **said, effective_on="2024-05-20")
    bureau.step(claim, "check", "office")
    bureau.refuses_step(claim, "verify", "office", "steps-by-same-person", 403)
    bureau.step(claim, "verify", "desk")
    (bureau.entries["commendation"],) = bureau.approves(claim)


def _heard(bureau: Bureau) -> None:
    """扣分前听取陈述: one takes effect after the hearing, one is rejected by what was said."""
    bureau.on("2024-06-03")
    said = {"bureau": BUREAU, "item": "X2", "effective_on": "2024-06-03", "reason": "无故缺会"}
    taken = bureau.waits("clerk", "/deductions", subject="officer:0016", **said)
    convinced = bureau.waits("clerk", "/deductions", subject="officer:0018", **said)
    bureau.on("2024-06-05")
    bureau.refuses_step(taken, "answer", "0103", "not-permitted", 403, text="代为陈述")
    bureau.step(taken, "answer", "0016", text="堵车迟到")
    bureau.step(convinced, "answer", "0018", text="当日出差,有派遣单")
    bureau.refuses_step(taken, "approve", "approver", "hearing-still-open")
    bureau.on("2024-06-07")
    (bureau.entries["absence"],) = bureau.approves(taken)
    bureau.step(convinced, "reject", "approver", reason="经核实属因公出差")
    for officer, deduction in (("0016", "-0.3"), ("0018", "0")):
        asked = {"year": YEAR, "bureau": BUREAU, "as_of": "2024-06-30"}
        score = bureau.remembers(officer, f"/officers/{officer}/score", **asked)
        assert score["deduction"] == deduction


def _half_year(bureau: Bureau) -> None:
    """0013 at the half-year: sz lost 0.4, his marks are 91 and 91, nobody has evaluated him yet,
    so that 0.30 and 0.55 are renormalised; and 1.5 for the commendation."""
    position = bureau.here("half-year")
    asked = {"year": YEAR, "bureau": BUREAU, "as_of": "2024-06-30"}
    score = bureau.remembers("0013", "/officers/0013/score", **asked)
    by_hand = (Decimal("0.30") * Decimal("99.6") + Decimal("0.55") * 91) / Decimal("0.85")
    assert round(by_hand, 6) == Decimal("94.035294")
    assert (score["base"], score["bonus"], score["score"]) == ("94.035294", "1.5", "95.535")
    bureau.remembers("0013", "/officers/0013/statement", **asked)
    bureau.remembers("0001", f"/runs/{BUREAU}:{YEAR}:2024-06-30@{position}")
