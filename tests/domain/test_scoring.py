"""What does an entry claim, and which of several for one act stands?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rulebook import Editions
from domain.scoring import NOT_IN_EDITION, Cut, Entry, Line
from tests.domain.cast import edition
from tests.domain.lines import an_entry, counted, cuts, score

QUICK = settings(max_examples=50, deadline=None)


def test_points_are_the_levels_worth_times_the_quantity() -> None:
    assert counted(score(an_entry(1, "I1", "municipal", quantity=3))) == ["1.5"]
    assert counted(score(an_entry(1, "X3", quantity=3))) == ["-0.6"]
    assert counted(score(an_entry(1, "W1", points=Decimal("1.5")))) == ["1.5"]


def test_a_joint_award_is_rounded_half_up_to_four_decimals() -> None:
    third = an_entry(1, "C1", "municipal", share=Fraction(1, 3))
    assert counted(score(third)) == ["0.8333"]
    half = an_entry(1, "X1", "provincial", share=Fraction(1, 80000))
    assert counted(score(half)) == ["0"]
    assert counted(score(an_entry(1, "X1", "provincial", share=Fraction(1, 60000)))) == ["-0.0001"]


def test_an_item_that_the_edition_lacks_claims_nothing_and_says_so() -> None:
    scored = score(an_entry(1, "I9", "municipal"), an_entry(2, "I1", "national"))
    assert counted(scored) == ["0", "0"]
    assert [line.reason for line in scored.lines] == [NOT_IN_EDITION, NOT_IN_EDITION]


def test_an_honour_worth_nothing_is_still_a_line() -> None:
    scored = score(an_entry(1, "H0"))
    assert counted(scored) == ["0"]
    assert [line.reason for line in scored.lines] == [None]


def test_both_sides_are_summed_with_their_sign() -> None:
    scored = score(
        an_entry(1, "I1", "provincial"), an_entry(2, "X3"), an_entry(3, "X1", "municipal")
    )
    assert (scored.bonus, scored.deduction) == (Decimal(1), Decimal("-2.2"))


def test_lines_stand_in_order_of_date_then_position() -> None:
    late, early = an_entry(1, "X3", on="2024-05-01"), an_entry(2, "X3", on="2024-04-01")
    same_day = an_entry(3, "X3", on="2024-04-01")
    scored = score(late, same_day, early)
    assert [line.entry.position for line in scored.lines] == [2, 3, 1]


def test_of_one_merit_key_the_highest_stands() -> None:
    low, high = (
        an_entry(n, "C1", level, merit="m") for n, level in ((1, "district"), (2, "municipal"))
    )
    scored = score(low, high)
    assert counted(scored) == ["0", "2.5"]
    assert cuts(scored) == [(Cut("merit", Decimal("1.5"), "#2"),), ()]


def test_a_bonus_and_a_commendation_for_one_act_are_one_side() -> None:
    scored = score(
        an_entry(1, "I1", "provincial", merit="m"), an_entry(2, "C1", "district", merit="m")
    )
    assert counted(scored) == ["0", "1.5"]


def test_of_several_deductions_for_one_act_the_heaviest_stands() -> None:
    scored = score(an_entry(1, "X3", merit="m"), an_entry(2, "X1", "municipal", merit="m"))
    assert counted(scored) == ["0", "-2"]
    assert cuts(scored)[0] == (Cut("merit", Decimal("-0.2"), "#2"),)


def test_a_bonus_and_a_deduction_for_one_act_both_count() -> None:
    scored = score(an_entry(1, "I1", "provincial", merit="m"), an_entry(2, "X3", merit="m"))
    assert counted(scored) == ["1", "-0.2"]


def test_of_equals_the_earliest_stands_then_the_first_recorded() -> None:
    entries = [
        an_entry(n, "C1", "district", merit="m", on=on)
        for n, on in ((1, "2024-05-01"), (2, "2024-04-01"), (3, "2024-04-01"))
    ]
    assert [line.entry.position for line in score(*entries).lines if line.counted] == [2]


def test_another_key_and_no_key_suppress_nothing() -> None:
    scored = score(
        an_entry(1, "C1", "district", merit="m"),
        an_entry(2, "C1", "district", merit="n"),
        an_entry(3, "C1", "district"),
    )
    assert counted(scored) == ["1.5", "1.5", "1.5"]


def test_a_merit_corrected_to_the_lower_level_counts_once() -> None:
    first, second = (
        an_entry(n, "C1", level, merit="m") for n, level in ((1, "municipal"), (2, "district"))
    )
    corrected = an_entry(4, "C1", "district", merit="m")
    assert score(first, second).bonus == Decimal("2.5")
    assert score(second, corrected).bonus == Decimal("1.5")


def test_an_entry_is_in_force_from_its_date_and_position_until_its_reversal_is_known() -> None:
    entry = an_entry(5, "I1", "municipal", on="2024-03-05", reversed_at=9)
    day = date(2024, 3, 5)
    assert [entry.in_force(day, position) for position in (4, 5, 8, 9, 10)] == [
        *(False, True, True, False, False)
    ]
    assert not entry.in_force(date(2024, 3, 4), 8)
    assert entry.in_force(date(2024, 12, 31), 8)
    assert an_entry(5, "I1", "municipal", on="2024-03-05").in_force(day, 99)


ITEMS_AND_LEVELS = st.sampled_from(
    [
        ("I1", "provincial"),
        ("I1", "municipal"),
        ("C1", "national"),
        ("C1", "district"),
        ("H0", None),
        ("X3", None),
        ("X1", "provincial"),
        ("I9", None),
    ]
)
SOME = st.lists(
    st.tuples(
        ITEMS_AND_LEVELS,
        st.integers(1, 4),
        st.sampled_from([Fraction(1), Fraction(1, 3)]),
        st.sampled_from([None, None, "m", "n"]),
        st.sampled_from(["2024-02-01", "2024-06-30", "2024-07-01"]),
    ),
    max_size=12,
)
BOTH = Editions(
    (
        edition(),
        edition(
            2, "2024-07-01", items={"I1": {"cap": "1"}}, totals={"bonus": "7", "deduction": "3"}
        ),
    )
)


def drawn(some: list[Any]) -> list[Entry]:
    return [
        an_entry(n, item, level, quantity=quantity, share=share, merit=merit, on=on)
        for n, ((item, level), quantity, share, merit, on) in enumerate(some, start=1)
    ]


def conserved(line: Line) -> bool:
    parts = (line.counted, *(cut.points for cut in line.cuts))
    one_sign = all(part * line.claimed >= 0 for part in parts)
    return (
        sum(parts, Decimal(0)) == line.claimed
        and one_sign
        and 0 not in [c.points for c in line.cuts]
    )


@QUICK
@given(SOME)
def test_claimed_is_counted_plus_cuts_for_every_line(some: list[Any]) -> None:
    scored = score(*drawn(some), under=BOTH)
    assert len(scored.lines) == len(some)
    assert all(conserved(line) for line in scored.lines)
    assert scored.bonus - scored.deduction == sum(
        (abs(x.counted) for x in scored.lines), Decimal(0)
    )
    assert 0 <= scored.bonus <= 10
    assert -15 <= scored.deduction <= 0


@QUICK
@given(SOME, st.randoms(use_true_random=False))
def test_the_order_in_which_entries_are_read_changes_nothing(some: list[Any], dice: Any) -> None:
    entries = drawn(some)
    shuffled = dice.sample(entries, len(entries))
    assert score(*shuffled, under=BOTH) == score(*entries, under=BOTH)
