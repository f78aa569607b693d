"""What happens in the second half: a transfer, one honour claimed twice, a rehearsal?"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tests.cycle.year.bureau import BUREAU, MOVED, RULEBOOK, YEAR, Bureau, posting
from tests.cycle.year.evaluations import evaluated
from tests.cycle.year.quarterly import (
    Lost,
    briefs,
    imposes,
    marks,
    opens,
    puts_right,
    reviews,
)

THIRD: Final = Lost("T6", "fj", "T6", "1.5", "data", "0019")
FOURTH: Final = Lost("T2", "zg", "T2", "0.8", "rule", "0011")


def third_quarter(bureau: Bureau) -> None:
    opens(bureau, 3)
    _transferred(bureau)
    bureau.on("2024-08-15")
    imposes(bureau, THIRD, "2024-08-15")
    _one_honour_twice(bureau)
    _contest(bureau)
    bureau.on("2024-10-08")
    marks(bureau, 3)
    opens(bureau, 4)
    # Free until the 7th; the 12th, a Saturday, is worked: 8, 9, 10, 11, 12.
    reviews(bureau, 3, THIRD, "2024-10-12")
    briefs(bureau, 3, THIRD, "2024-10-14")
    puts_right(bureau, 3, THIRD, ("2024-10-15", "2024-11-08"))


def fourth_quarter(bureau: Bureau) -> None:
    _overdue(bureau)
    bureau.on("2024-11-20")
    imposes(bureau, FOURTH, "2024-11-20")
    _key_work(bureau)
    _rehearsed(bureau)
    bureau.on("2025-01-02")
    marks(bureau, 4)
    reviews(bureau, 4, FOURTH, "2025-01-08")
    evaluated(bureau)
    briefs(bureau, 4, FOURTH, "2025-01-09")
    puts_right(bureau, 4, FOURTH, ("2025-01-09", "2025-01-10"))


def _transferred(bureau: Bureau) -> None:
    """From zg to the branch on 1 July, whose head has him in sight from then on."""
    bureau.on("2024-08-12")
    moved = posting(MOVED, "fj", "staff", **{"from": "2024-07-01"})
    bureau.refuses("office", "/postings", 409, "postings-overlap", **moved)
    bureau.does("office", "/postings", **posting(MOVED, "zg", "staff", until="2024-07-01"))
    bureau.refuses("0105", "/postings", 403, "not-permitted", **moved)
    bureau.does("office", "/postings", **moved)
    path, asked = f"/officers/{MOVED}/statement", {"year": YEAR, "bureau": BUREAU}
    bureau.denied("0101", path, 403, "not-permitted", **asked, as_of="2024-07-01")
    bureau.remembers("0101", path, **asked, as_of="2024-06-30")
    bureau.remembers("0105", path, **asked, as_of="2024-07-01")


def _one_honour_twice(bureau: Bureau) -> None:
    """D7: two units claim the same notice, which is one merit of seven and three tenths."""
    bureau.on("2024-09-06")
    said = {"level": "provincial", "effective_on": "2024-09-02"}
    first = bureau.claims("0101", "unit:zg", "C3", **said, document_no="湘税函〔2024〕88号")
    second = bureau.claims("0102", "unit:sz", "C3", **said, document_no="湘税函[2024]88 号")
    told = bureau.read("office", f"/claims/{second}")
    assert told["cited_by"] == [first], "told at once, whatever brackets it was written with"
    parts = [
        {"number": int(claim.partition("/")[2]), "share": share}
        for claim, share in ((first, "7/10"), (second, "3/10"))
    ]
    link = {"bureau": BUREAU, "claims": parts, "merit": "湘税函88", "reason": "联合项目"}
    bureau.refuses("0101", "/claims/links", 403, "not-permitted", **link)
    bureau.does("office", "/claims/links", **link)
    # Whoever claims for a unit does not check the claim.
    bureau.refuses_step(first, "check", "0101", "approver-is-proposer", 403)
    for claim in (first, second):
        bureau.step(claim, "check", "office")
        bureau.step(claim, "verify", "desk")
        bureau.approves(claim)
    for unit, by_hand in (
        ("zg", Decimal("1.5") * 7 / 10),
        ("sz", Decimal("1.5") * 3 / 10),
    ):
        score = bureau.remembers("0001", f"/units/{unit}/score", year=YEAR, bureau=BUREAU)
        assert Decimal(score["bonus"]) == by_hand


def _contest(bureau: Bureau) -> None:
    bureau.on("2024-09-20")
    claim = bureau.claims("0019", "officer:0019", "K1", level="first", effective_on="2024-09-12")
    bureau.step(claim, "check", "0105")
    bureau.refuses_step(claim, "check", "office", "claim-at-another-stage")
    bureau.step(claim, "verify", "office")
    bureau.approves(claim)


def _overdue(bureau: Bureau) -> None:
    """Three days late, of which two are left in January: too little to need a second person."""
    bureau.on("2024-11-11")
    said = {"bureau": BUREAU, "subject": "officer:0017", "item": "X3", "quantity": 3}
    late = {**said, "effective_on": "2024-11-08", "reason": "重点工作逾期三天"}
    bureau.refuses("0104", "/deductions", 403, "not-permitted", **late)
    (bureau.entries["overdue"],) = bureau.does("clerk", "/deductions", **late)["entries"]
    entry = {"entry": bureau.entries["overdue"], "agrees": False, "opinion": "逾期应为两天"}
    bureau.refuses("0104", "/acknowledgements", 403, "not-permitted", **entry)
    bureau.does("0017", "/acknowledgements", **entry)


def _key_work(bureau: Bureau) -> None:
    """1.2 points are more than one person records alone."""
    bureau.on("2024-12-05")
    said = {"bureau": BUREAU, "subject": "officer:0020", "item": "W1", "points": "1.2"}
    claim = bureau.waits("clerk", "/bonuses", **said, effective_on="2024-12-02", reason="专项攻坚")
    bureau.refuses_step(claim, "approve", "0105", "not-permitted", 403)
    bureau.approves(claim)


def _rehearsed(bureau: Bureau) -> None:
    """回归推演 of next year's rules, by which three of ten are in the first band: nothing moves."""
    bureau.on("2024-12-16")
    candidate = (
        RULEBOOK.replace("version: 1", "version: 2")
        .replace("2024-01-01", "2025-01-01")
        .replace("through: 40/100", "through: 30/100")
    )
    head = bureau.api.head
    asked = {"bureau": BUREAU, "years": [YEAR], "candidates": [candidate]}
    bureau.refuses("0101", "/rehearsals", 403, "not-permitted", **asked)
    answer = bureau.post("committee", "/rehearsals", **asked)
    assert answer.status_code == 200, answer.text
    (year,) = answer.json()["years"]
    seats = [
        [sum(row["band"] == 1 for row in run["officers"]) for run in (year["in_force"], one["run"])]
        for one in year["candidates"]
    ]
    # Of ten staff and five heads: 4 + 2, and 3 + 1.
    assert seats == [[6, 4]]
    assert bureau.api.head == head
