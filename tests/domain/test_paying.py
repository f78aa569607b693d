"""Does money follow the coefficients exactly, to the last fen?"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain import refusals as no
from domain.paying import Money, Yuan

FEN = Fraction(1, 100)
SUMS = st.integers(1, 10**12).map(lambda fens: Decimal(fens) / 100)
COEFFICIENTS = st.dictionaries(
    st.text("0123456789", min_size=4, max_size=4),
    st.integers(0, 30).map(lambda tenths: Decimal(tenths) / 10),
    min_size=1,
    max_size=40,
)


def test_a_base_is_what_a_coefficient_of_one_is_worth_half_a_fen_up() -> None:
    paid = Money(base=Decimal("1000.05")).amounts({"a": Decimal("1.1"), "b": Decimal("0.5")})
    assert paid == {"a": Decimal("1100.06"), "b": Decimal("500.03")}


@given(SUMS, COEFFICIENTS)
def test_a_fund_is_shared_out_wholly_and_nobody_is_a_fen_from_his_part(
    fund: Decimal, coefficients: dict[str, Decimal]
) -> None:
    whole = sum(map(Fraction, coefficients.values()))
    if not whole:
        with pytest.raises(no.FundWithoutShares):
            Money(fund=fund).amounts(coefficients)
        return
    paid = Money(fund=fund).amounts(coefficients)
    assert sum(paid.values()) == fund
    for officer, amount in paid.items():
        part = Fraction(fund) * Fraction(coefficients[officer]) / whole
        assert abs(Fraction(amount) - part) < FEN


def test_a_fen_that_is_left_goes_to_whose_part_lost_most_then_to_the_higher_coefficient() -> None:
    one = Decimal(1)
    third = Money(fund=Decimal("100")).amounts({"c": one, "b": one, "a": one})
    assert third == {"c": Decimal("33.33"), "b": Decimal("33.33"), "a": Decimal("33.34")}
    # 0.05 by 1.5 and 0.5: 3.75 and 1.25 fens; by 1.5, 0.5 and 0.5 of 0.02: 1.2, 0.4, 0.4.
    two = {"x": Decimal("0.5"), "y": Decimal("1.5")}
    assert Money(fund=Decimal("0.05")).amounts(two) == {"x": Decimal("0.01"), "y": Decimal("0.04")}
    # 0.01 by 1 and 3 of 0.02: half a fen and one and a half, the same remainder.
    even = {"x": one, "y": Decimal(3)}
    assert Money(fund=Decimal("0.02")).amounts(even) == {"x": Decimal(0), "y": Decimal("0.02")}


def test_base_and_fund_at_once_are_two_answers() -> None:
    with pytest.raises(no.TwoSums):
        Money(Decimal(1), Decimal(1))


@pytest.mark.parametrize("given", ["0", "-1", "1.005", "1e3", "NaN", 1.5, True, "", "1 000"])
def test_money_is_more_than_nothing_to_the_fen_and_plainly_written(given: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Yuan).validate_python(given)
