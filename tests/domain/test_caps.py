"""Up to which cap does an entry count, and what is cut at which stage?"""

from __future__ import annotations

from decimal import Decimal

from domain.rulebook import Editions
from domain.scoring import Cut
from tests.domain.cast import edition
from tests.domain.lines import BONUS_8, an_entry, counted, cuts, score


def test_an_item_counts_up_to_its_cap_in_order_of_date() -> None:
    scored = score(*(an_entry(n, "X3", quantity=6, on=f"2024-0{n}-01") for n in (2, 1)))
    assert [(line.entry.position, str(line.counted)) for line in scored.lines] == [
        (1, "-1.2000"),
        (2, "-0.8000"),
    ]
    assert cuts(scored)[1] == (Cut("item cap", Decimal("-0.4"), "X3", Decimal(2)),)


def test_a_category_counts_up_to_its_cap_over_its_items() -> None:
    items = {"C2": {"kind": "commendation", "category": "C", "points": "5"}}
    scored = score(an_entry(1, "C1", "provincial"), an_entry(2, "C2"), under=edition(items=items))
    assert counted(scored) == ["4", "2"]
    assert cuts(scored)[1] == (Cut("category cap", Decimal(3), "C", Decimal(6)),)


def test_a_side_counts_up_to_its_total_cap() -> None:
    scored = score(*(an_entry(n, "B8") for n in (1, 2)), under=edition(items=BONUS_8))
    assert counted(scored) == ["8", "2"]
    assert cuts(scored)[1] == (Cut("total cap", Decimal(6), "bonus", Decimal(10)),)
    assert scored.bonus == 10


def test_what_a_reversal_frees_revives_by_itself() -> None:
    assert score(an_entry(2, "B8"), under=edition(items=BONUS_8)).bonus == 8


def test_a_rehearsal_with_a_higher_cap_counts_more() -> None:
    candidate = edition(items=BONUS_8, totals={"bonus": "20"})
    assert score(*(an_entry(n, "B8") for n in (1, 2)), under=candidate).bonus == 16


def test_a_unit_has_total_caps_of_its_own() -> None:
    rules = edition(items=BONUS_8, unit={"totals": {"bonus": "9"}})
    entries = [an_entry(n, "B8", subject="unit:zg") for n in (1, 2)]
    assert score(*entries, under=rules, unit=True).bonus == 9
    assert score(*entries, under=rules, unit=False).bonus == 10


def test_a_cap_that_is_absent_does_not_cut() -> None:
    rules = edition(
        items={"X3": {"cap": None}} | BONUS_8, totals={}, categories=[{"id": c} for c in "CIWX"]
    )
    scored = score(an_entry(1, "B8", quantity=100), an_entry(2, "X3", quantity=100), under=rules)
    assert counted(scored) == ["800", "-20"]


def test_a_category_of_both_signs_caps_each_side_apart() -> None:
    items = {"X9": {"kind": "bonus", "category": "X", "points": "3"}}
    rules = edition(items=items, categories=[{"id": c, "cap": "2"} for c in "CIWX"])
    scored = score(an_entry(1, "X9", kind="bonus"), an_entry(2, "X1", "provincial"), under=rules)
    assert counted(scored) == ["2", "-2"]


def test_each_stage_is_a_pass_over_all_entries() -> None:
    """What a later stage cuts still fills the cap of an earlier one."""
    items = {"C2": {"kind": "commendation", "category": "C", "points": "6", "cap": "6"}} | BONUS_8
    rules = edition(
        items=items, categories=[{"id": "C", "cap": "5"}, {"id": "I"}, {"id": "W"}, {"id": "X"}]
    )
    entries = (
        an_entry(1, "B8"),
        an_entry(2, "C2"),
        an_entry(3, "C2"),
        an_entry(4, "C1", "provincial"),
    )
    scored = score(*entries, under=rules)
    assert counted(scored) == ["8", "2", "0", "0"]
    assert [[(cut.stage, str(cut.points)) for cut in line] for line in cuts(scored)] == [
        [],
        [("category cap", "1.0000"), ("total cap", "3.0000")],
        [("item cap", "6.0000")],
        [("category cap", "4.0000")],
    ]


def test_the_cap_is_that_of_the_entrys_date_and_what_counted_stays_counted() -> None:
    spring = edition(items={"I1": {"levels": None, "points": "0.5", "cap": "3"}})
    autumn = edition(2, "2024-07-01", items={"I1": {"levels": None, "points": "0.3", "cap": "2"}})
    first = [an_entry(n, "I1", on=f"2024-0{n}-01") for n in range(1, 6)]
    second = [an_entry(n, "I1", on=f"2024-0{n}-01") for n in (8, 9)]
    scored = score(*first, *second, under=Editions((spring, autumn)))
    assert scored.bonus == Decimal("2.5")
    assert counted(scored) == ["0.5"] * 5 + ["0", "0"]
    assert [line.edition for line in scored.lines] == ["nanyue@1"] * 5 + ["nanyue@2"] * 2
