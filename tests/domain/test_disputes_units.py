"""Disputes between departments: one honour or two, and what hung on a loss that fell?"""

from __future__ import annotations

from typing import Any, Final

from domain.accounts.facts import Granted
from domain.vocabulary import plain
from tests.domain.bureau_years import BureauYear, bands, counted, place, ranks, score
from tests.domain.cast import (
    commend,
    correct,
    lose,
    reprimand,
    reverse,
)

# D7, one honour claimed by two departments: 1.5 for a joint project, split 70/30.

JOINT: Final[dict[str, Any]] = {"item": "C3", "level": "provincial", "merit": "湘税函〔2024〕88号"}


def two_departments() -> BureauYear:
    book = BureauYear()
    for unit, kind in (("zg", "section"), ("y1", "branch"), ("y2", "branch")):
        book.unit(unit, kind, score="90")
    return book


def unit_scores(book: BureauYear, *units: str) -> list[str]:
    found = {u.unit: str(u.score) for u in book.run().units}
    return [found[unit] for unit in units]


def test_d7_a_joint_honour_is_split_and_counts_once() -> None:
    book = two_departments()
    book.does(commend(subject="unit:zg", share="7/10", **JOINT))
    book.does(commend(subject="unit:y1", share="3/10", **JOINT))
    assert unit_scores(book, "zg", "y1") == ["91.050", "90.450"]
    assert unit_scores(book, "zg", "y1") != ["91.500", "91.500"], "1.5 twice"


def test_d7_who_is_named_in_both_claims_gets_one() -> None:
    book = two_departments()
    book.officer("0012", "90 90")
    book.does(commend(subject="officer:0012", **JOINT))
    book.does(commend(subject="officer:0012", **JOINT))
    assert counted(book.run(), "0012") == ["1.5", "0"]


def test_d7_the_second_claim_still_stands_when_the_first_is_rejected() -> None:
    book = two_departments()
    book.officer("0012", "90 90")
    first = book.grants(commend(subject="officer:0012", **JOINT))
    book.does(commend(subject="officer:0012", **JOINT))
    book.does(reverse(first))
    assert counted(book.run(), "0012") == ["1.5"]


def test_d7_two_awards_in_one_document_are_two() -> None:
    book = two_departments()
    book.officer("0012", "90 90")
    for merit in ("湘税函〔2024〕88号/一", "湘税函〔2024〕88号/二"):
        book.does(commend(subject="officer:0012", **JOINT | {"merit": merit}))
    assert counted(book.run(), "0012") == ["1.5", "1.5"]


def test_d7_a_third_claim_opens_the_split_again() -> None:
    book = two_departments()
    zg = book.grants(commend(subject="unit:zg", share="7/10", **JOINT))
    y1 = book.grants(commend(subject="unit:y1", share="3/10", **JOINT))
    book.does(correct(zg, share="5/10"))
    book.does(correct(y1, share="3/10"))
    book.does(commend(subject="unit:y2", share="2/10", **JOINT))
    assert unit_scores(book, "zg", "y1", "y2") == ["90.750", "90.450", "90.300"]


# D9, an appeal upheld: a reprimand of 1.0 and the loss of 0.6 that hung on it fall after the close.


def reprimanded() -> tuple[BureauYear, Granted, Granted]:
    """Zg has a head (0020), the officer (0012), a colleague (0013) and one who came in July."""
    book = BureauYear()
    book.unit("zg", score="98.40")
    book.unit("fa", score="95.00")
    book.officer("0020", "92 90 93 91", leader="92", peers="95", post_level="head")
    for officer in ("0012", "0013"):
        book.officer(officer, "92 90 93 91", leader="92", peers="95")
    book.officer("0014", "92 90 93 91", leader="92", peers="95", start="2024-07-01")
    book.officer("0015", "92 90 93 91", leader="92", peers="95", unit="fa")
    day = "2024-06-12"
    loss = book.grants(lose(indicator="T-zg", points="0.6", effective_on=day))
    return book, book.grants(reprimand(level="district", effective_on=day)), loss


EVERYONE: Final = ("0012", "0013", "0014", "0015", "0020")


def test_d9_the_appellant_and_each_member_get_back_what_hung_on_it() -> None:
    book, wrong, loss = reprimanded()
    closed = book.close()
    book.does(reverse(wrong), on="2025-02-20")
    reprimand_fell = book.run()
    book.does(reverse(loss), on="2025-02-20")
    restated = book.restate()

    def risen(before: Any, after: Any) -> list[str]:
        return [
            str(place(after, o).standing.score - place(before, o).standing.score)  # type: ignore[operator]
            for o in EVERYONE
        ]

    assert risen(closed, reprimand_fell) == ["1.000", "0.000", "0.000", "0.000", "0.000"]
    assert risen(reprimand_fell, restated) == ["0.180", "0.180", "0.180", "0.000", "0.300"]


def test_d9_the_closed_run_was_right_as_known_then() -> None:
    book, wrong, loss = reprimanded()
    closed, known = book.close(), book.head
    book.does(reverse(wrong), on="2025-02-20")
    book.does(reverse(loss), on="2025-02-20")
    assert score(book.run(known), "0012") == score(closed, "0012") == "92.640"
    assert score(book.run(), "0012") == "93.820"


def test_d9_nobody_stands_lower_in_points_for_an_appeal_upheld() -> None:
    book, wrong, loss = reprimanded()
    closed = book.close()
    book.does(reverse(wrong), on="2025-02-20")
    book.does(reverse(loss), on="2025-02-20")
    restated = book.restate()
    assert all(score(restated, o) >= score(closed, o) for o in EVERYONE)


def test_d9_ranks_and_pay_follow_in_the_restated_run_alone() -> None:
    book, wrong, loss = reprimanded()
    closed = book.close()
    assert (ranks(closed, "0012"), bands(closed, "0012")) == ([4], [3])
    for entry in (wrong, loss):
        book.does(reverse(entry), on="2025-02-20")
    restated = book.restate()
    assert (ranks(restated, "0012"), bands(restated, "0012")) == ([1], [2])
    before, after = closed.pay["0012"], restated.pay["0012"]
    assert (plain(before), plain(after), plain(after - before)) == ("0.8", "1", "0.2")
