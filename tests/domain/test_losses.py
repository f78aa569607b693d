"""What does a loss cost each unit that carries the indicator?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rulebook import Edition, Editions
from domain.scoring import AccountScore, Cut, Entry, PlanLine, share_losses
from tests.domain.cast import edition
from tests.domain.lines import RULES

YEAR_END = date(2024, 12, 31)

QUICK = settings(max_examples=50, deadline=None)


def a_loss(position: int, points: str, indicator: str = "T1", on: str = "2024-03-05") -> Entry:
    return Entry(
        ref=f"#{position}",
        position=position,
        subject="unit:zg",
        kind="deduction",
        effective_on=date.fromisoformat(on),
        indicator=indicator,
        points=Decimal(points),
    )


def carried(indicator: str, owner: str, *supports: str, base: str = "100") -> list[PlanLine]:
    units = [(owner, True), *((unit, False) for unit in supports)]
    return [PlanLine(unit, indicator, Decimal(base), own) for unit, own in units]


def cost(
    unit: str, losses: list[Entry], plan: list[PlanLine], under: Edition | None = None
) -> AccountScore:
    return share_losses(unit, losses, plan, Editions.only(under or RULES), YEAR_END)


def test_a_sole_carrier_bears_the_whole_loss() -> None:
    alone = cost("zg", [a_loss(1, "0.6")], carried("T1", "zg"))
    assert alone.deduction == Decimal("-0.6")
    assert alone.bonus == 0


def test_the_owner_bears_sixty_parts_in_a_hundred_and_one_support_the_rest() -> None:
    plan = carried("T1", "zg", "fa")
    assert cost("zg", [a_loss(1, "0.6")], plan).deduction == Decimal("-0.36")
    assert cost("fa", [a_loss(1, "0.6")], plan).deduction == Decimal("-0.24")
    assert cost("xh", [a_loss(1, "0.6")], plan).lines == ()


def test_whose_account_a_loss_stands_in_says_not_who_bears_it() -> None:
    plan = carried("T1", "fa", "xh") + carried("T2", "zg")
    losses = [a_loss(1, "0.6"), a_loss(2, "0.2", "T2")]
    assert [line.entry.position for line in cost("zg", losses, plan).lines] == [2]


def test_supports_share_alike_and_the_owner_takes_what_rounding_leaves() -> None:
    plan = carried("T1", "zg", "a", "b", "c")
    shares = [cost(unit, [a_loss(1, "0.1")], plan).deduction for unit in ("zg", "a", "b", "c")]
    assert shares == [Decimal("-0.0601"), *[Decimal("-0.0133")] * 3]
    assert sum(shares) == Decimal("-0.1")


def test_a_support_part_is_rounded_half_up() -> None:
    plan = carried("T1", "zg", "a", "b", "c", "d")
    assert cost("a", [a_loss(1, "0.0005")], plan).deduction == Decimal("-0.0001")
    assert cost("zg", [a_loss(1, "0.0005")], plan).deduction == Decimal("-0.0001")


def test_the_rulebook_says_what_the_owner_bears() -> None:
    plan, half = carried("T1", "zg", "fa"), edition(unit={"owner_share": "1/2"})
    assert cost("fa", [a_loss(1, "0.6")], plan, half).deduction == Decimal("-0.3")


def shared_out(*shares: str | None) -> list[PlanLine]:
    """T1 of zg, a and b, by the shares of a published plan."""
    parts = [Fraction(share) if share else None for share in shares]
    units = ("zg", "a", "b")
    return [
        PlanLine(unit, "T1", Decimal(100), unit == "zg", part)
        for unit, part in zip(units, parts, strict=False)
    ]


def test_a_plan_that_shares_an_indicator_out_says_what_each_bears() -> None:
    plan = shared_out("1/2", "1/3", "1/6")
    shares = [cost(unit, [a_loss(1, "0.1")], plan).deduction for unit in ("zg", "a", "b")]
    assert shares == [Decimal("-0.05"), Decimal("-0.0333"), Decimal("-0.0167")]


@pytest.mark.parametrize(
    "shares", [("1/2", "1/3", None), ("1/2", "1/2", None), ("1/2", "1/2", "1/2")]
)
def test_shares_that_make_no_whole_are_not_looked_at(shares: tuple[str | None, ...]) -> None:
    """As between the plans of two units that are adopted together."""
    plan = shared_out(*shares)
    assert cost("zg", [a_loss(1, "0.6")], plan).deduction == Decimal("-0.36")
    assert cost("b", [a_loss(1, "0.6")], plan).deduction == Decimal("-0.12")


def test_losses_on_an_indicator_stop_at_its_base() -> None:
    plan = carried("T1", "zg", base="5")
    scored = cost("zg", [a_loss(2, "3", on="2024-05-01"), a_loss(1, "4")], plan)
    assert [(line.entry.position, str(line.counted)) for line in scored.lines] == [
        (1, "-4"),
        (2, "-1"),
    ]
    assert scored.lines[1].cuts == (Cut("item cap", Decimal(-2), "T1", Decimal(5)),)
    assert scored.deduction == -5


def test_each_indicator_has_a_base_of_its_own() -> None:
    plan = carried("T1", "zg", base="5") + carried("T2", "zg", base="95")
    scored = cost("zg", [a_loss(1, "9"), a_loss(2, "9", "T2")], plan)
    assert scored.deduction == -14


def test_each_carrier_stops_at_its_own_base() -> None:
    plan = [
        PlanLine("zg", "T1", Decimal(1), owner=True),
        PlanLine("fa", "T1", Decimal(50), owner=False),
    ]
    assert cost("zg", [a_loss(1, "10")], plan).deduction == -1
    assert cost("fa", [a_loss(1, "10")], plan).deduction == -4


def test_a_loss_whose_indicator_no_plan_carries_any_more_costs_nothing_and_is_shown() -> None:
    plan = carried("T2", "zg")
    (line,) = cost("zg", [a_loss(1, "0.6")], plan).lines
    assert (str(line.claimed), str(line.counted)) == ("-0.6", "0")
    assert [cut.points for cut in line.cuts] == [Decimal("-0.6")]
    assert cost("fa", [a_loss(1, "0.6")], plan).lines == ()


@pytest.mark.parametrize("on", ["2024-03-05", "2024-11-30"])
def test_the_owners_share_is_that_of_the_edition_in_force_on_as_of(on: str) -> None:
    spring, autumn = edition(), edition(2, "2024-07-01", unit={"owner_share": "1/2"})
    plan, loss = carried("T1", "zg", "fa"), [a_loss(1, "1", on=on)]
    editions = Editions((spring, autumn))
    at_year_end = share_losses("zg", loss, plan, editions, YEAR_END)
    in_june = share_losses("zg", loss, plan, editions, date(2024, 6, 30))
    assert (at_year_end.deduction, in_june.deduction) == (Decimal("-0.5"), Decimal("-0.6"))


@QUICK
@given(st.decimals(min_value="0.0001", max_value=100, places=4), st.integers(0, 7))
def test_the_shares_of_a_loss_sum_to_the_loss(points: Decimal, supports: int) -> None:
    units = [f"s{n}" for n in range(supports)]
    plan = carried("T1", "zg", *units)
    shares = [cost(unit, [a_loss(1, str(points))], plan).deduction for unit in ("zg", *units)]
    assert sum(shares) == -points
    assert len(set(shares[1:])) <= 1


@QUICK
@given(st.lists(st.decimals(min_value="0.1", max_value=40, places=1), max_size=8))
def test_claimed_is_counted_plus_cuts_for_every_loss(losses: list[Decimal]) -> None:
    scored = cost("zg", [a_loss(n, str(p)) for n, p in enumerate(losses)], carried("T1", "zg"))
    for line in scored.lines:
        assert line.claimed == line.counted + sum(cut.points for cut in line.cuts)
        assert all(cut.points < 0 for cut in line.cuts)
    assert scored.deduction == -min(sum(losses), 100)
