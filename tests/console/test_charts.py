"""Does each bar lie where plain numbers say?"""

from __future__ import annotations

from decimal import Decimal

from api.console.charts import (
    DOT,
    DOTS_MAX,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDE,
    WIDTH,
    Moved,
    Scored,
    Turn,
    bars,
    steps,
    strip,
    waterfall,
)

D = Decimal


def test_each_bar_begins_where_the_one_before_ended() -> None:
    fall = waterfall(D("90"), [Moved(D("4")), Moved(D("-2")), Moved(D("0"), D("3"))])
    plus, minus, kept = fall.rungs
    # From 90 to 95 there is a twelfth of room at both ends: 89.583… to 95.416…, 171.4 a point.
    assert (fall.base, plus.start, plus.width) == (71, 71, 686)
    assert (minus.start, minus.start + minus.width) == (414, 757)
    assert (kept.width, kept.cut_start, kept.cut_width) == (0, 414, 514)
    assert [rung.total for rung in fall.rungs] == [D(94), D(92), D(92)]
    assert fall.final == 414
    assert [rung.way for rung in fall.rungs] == ["plus", "minus", "none"]


def test_a_level_account_has_a_scale_as_well() -> None:
    fall = waterfall(D("91.5"), [])
    assert (fall.low, fall.high, fall.base, fall.final) == (D("91.0"), D("92.0"), 500, 500)


def test_nothing_lies_outside_of_the_drawing() -> None:
    fall = waterfall(D("0.1"), [Moved(D("-7.77"), D("-1")), Moved(D("12.345678"), D("2"))])
    for rung in fall.rungs:
        assert 0 <= rung.start <= rung.start + rung.width <= WIDE
        assert 0 <= rung.cut_start <= rung.cut_start + rung.cut_width <= WIDE


def test_a_step_chart_is_level_until_it_turns() -> None:
    chart = steps([Turn(0, D(90)), Turn(50, D(92)), Turn(100, D(91))], 0, 100)
    assert chart is not None
    half = LEFT + (WIDTH - LEFT - RIGHT) // 2
    (x1, y1), (x2, y2), (x3, y3) = chart.dots
    assert (x1, x2, x3) == (LEFT, half, WIDTH - RIGHT)
    assert y2 < y3 < y1 < HEIGHT
    assert chart.path == f"M{x1} {y1}H{x2}V{y2}H{x3}V{y3}H{x3}"
    assert [tick.value for tick in chart.ticks] == [D(90), D("90.5"), D(91), D("91.5"), D(92)]


def test_a_step_chart_is_broken_where_there_is_no_value() -> None:
    chart = steps([Turn(0, D(90)), Turn(10, None), Turn(20, D(90))], 0, 40)
    assert chart is not None
    assert chart.path.count("M") == 2
    assert steps([Turn(0, None)], 0, 40) is None


def test_ticks_are_exact_however_small_the_step() -> None:
    chart = steps([Turn(0, D("91.0001")), Turn(1, D("91.0004"))], 0, 1)
    assert chart is not None
    assert all(str(tick.value).startswith("91.000") for tick in chart.ticks)
    assert 2 <= len(chart.ticks) <= 6


def test_bars_are_as_long_as_their_values_beside_the_longest() -> None:
    values = [Decimal(one) for one in ("0.5", "0", "0.25", "0.0001")]
    assert bars(values) == [1000, 0, 500, 2]
    assert bars([]) == [] and bars([Decimal(0)]) == [0]


def scored(*values: str) -> list[Scored]:
    return [Scored(D(value), 1, value) for value in values]


def test_every_score_is_a_dot_and_dots_of_one_place_are_stacked() -> None:
    drawn = strip(scored("90", "90", "100"), [(1, D(95))])
    assert drawn is not None
    places = [(dot.x, dot.name) for dot in drawn.dots]
    assert places[0][0] == places[1][0] < places[2][0]
    heights = [dot.y for dot in drawn.dots]
    assert heights[0] - heights[1] == DOT, "the second stands on the first"
    ((band, cut),) = drawn.cuts
    assert band == 1 and places[0][0] < cut < places[2][0]
    assert strip([], []) is None


def test_of_many_a_dot_is_several_of_one_band() -> None:
    """Nobody is left out, and nobody hidden behind another's band."""
    many = [Scored(D(90), 1 + n % 2, str(n)) for n in range(3 * DOTS_MAX)]
    many += scored("100", "80")
    drawn = strip(many, [])
    assert drawn is not None
    assert (drawn.count, drawn.each) == (len(many), 4)
    assert len(drawn.dots) <= DOTS_MAX
    assert sum(len(dot.people) for dot in drawn.dots) == len(many)
    assert all(len({one.band for one in dot.people}) == 1 for dot in drawn.dots)
    assert any(dot.name == "0 – 6 (4)" for dot in drawn.dots)
    few = strip(many[:DOTS_MAX], [])
    assert few is not None and (few.each, len(few.dots)) == (1, DOTS_MAX)


def test_strips_within_one_range_are_drawn_to_one_scale() -> None:
    within = (D(80), D(100))
    first = strip(scored("90"), [], within)
    second = strip(scored("90", "99"), [], within)
    assert first is not None and second is not None
    assert first.dots[0].x == second.dots[0].x
    assert first.ticks == second.ticks
