"""Where does each bar and step of a chart lie?

Points stay decimals to the last: a place in the drawing is an integer, cut from an exact quotient.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

WIDE: Final = 1000
"""The width of a waterfall's bars."""
WIDTH, HEIGHT = 4800, 1800
LEFT, RIGHT, TOP, BOTTOM = 560, 120, 120, 300
"""The drawing of a step chart and its margins, in tenths of a pixel."""
_TICKS: Final = 5


@dataclass(frozen=True)
class Moved:
    """What a line counted, and what of its claim was kept back."""

    counted: Decimal
    cut: Decimal = Decimal(0)


@dataclass(frozen=True)
class Rung:
    """One bar: the points counted, hatched what was kept back, and where the sum stands then."""

    start: int
    width: int
    cut_start: int
    cut_width: int
    after: int
    total: Decimal
    way: str


@dataclass(frozen=True)
class Waterfall:
    """From base to final; the scale begins at `low` and not at nought."""

    low: Decimal
    high: Decimal
    base: int
    final: int
    rungs: tuple[Rung, ...]


def waterfall(base: Decimal, lines: Sequence[Moved]) -> Waterfall:
    """Each line's bar, beginning where the one before ended."""
    totals, reached = [base], [base]
    for line in lines:
        totals.append(totals[-1] + line.counted)
        reached += [totals[-1], totals[-1] + line.cut]
    low, high = _padded(min(reached), max(reached))
    rungs = [_rung(line, before, (low, high)) for line, before in zip(lines, totals, strict=False)]
    first, last = (_scaled(one, low, high, WIDE) for one in (base, totals[-1]))
    return Waterfall(low, high, first, last, tuple(rungs))


def _rung(line: Moved, before: Decimal, scale: tuple[Decimal, Decimal]) -> Rung:
    low, high = scale
    after = before + line.counted
    at, to, cut_to = (_scaled(one, low, high, WIDE) for one in (before, after, after + line.cut))
    way = "plus" if line.counted > 0 else "minus" if line.counted < 0 else "none"
    return Rung(
        start=min(at, to),
        width=abs(to - at),
        cut_start=min(to, cut_to),
        cut_width=abs(cut_to - to),
        after=to,
        total=after,
        way=way,
    )


@dataclass(frozen=True)
class Turn:
    """From this place on the clock on the value reads so; None: there is none."""

    at: int
    value: Decimal | None


@dataclass(frozen=True)
class Tick:
    """A mark at an axis."""

    place: int
    value: Decimal


@dataclass(frozen=True)
class Steps:
    """A step chart: `path` is the line, `dots` are the turns, `ticks` the marks of the values."""

    path: str
    dots: tuple[tuple[int, int], ...]
    ticks: tuple[Tick, ...]
    first: int
    last: int

    def place(self, at: int) -> int:
        """Where that place on the clock lies in the drawing."""
        return _along(at, self.first, self.last)


def steps(turns: Sequence[Turn], first: int, last: int) -> Steps | None:
    """A line that is level until it turns; it is broken where there is no value."""
    values = [turn.value for turn in turns if turn.value is not None]
    if not values:
        return None
    low, high = _padded(min(values), max(values))
    path, dots = [], []
    drawing = False
    for turn in turns:
        x = _along(turn.at, first, last)
        if turn.value is None:
            path += [f"H{x}"] if drawing else []
            drawing = False
            continue
        y = _up(turn.value, low, high)
        path.append(f"H{x}V{y}" if drawing else f"M{x} {y}")
        dots.append((x, y))
        drawing = True
    path += [f"H{_along(last, first, last)}"] if drawing else []
    ticks = tuple(Tick(_up(value, low, high), value) for value in _marks(low, high))
    return Steps("".join(path), tuple(dots), ticks, first, last)


def _along(at: int, first: int, last: int) -> int:
    return LEFT + (min(max(at, first), last) - first) * (WIDTH - LEFT - RIGHT) // max(
        1, last - first
    )


def _up(value: Decimal, low: Decimal, high: Decimal) -> int:
    return HEIGHT - BOTTOM - _scaled(value, low, high, HEIGHT - TOP - BOTTOM)


def _scaled(value: Decimal, low: Decimal, high: Decimal, width: int) -> int:
    return int((value - low) * width / (high - low))


def _padded(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """A little room at both ends; where all is level, half a point."""
    room = (high - low) / 12 or Decimal("0.5")
    return low - room, high + room


def _marks(low: Decimal, high: Decimal) -> list[Decimal]:
    """A few round values between both."""
    step = Decimal(10) ** ((high - low).adjusted() - 1)
    for factor in (1, 2, 5, 10, 20, 50):
        if (high - low) / (step * factor) <= _TICKS:
            step *= factor
            break
    first = int((low / step).to_integral_value(ROUND_CEILING))
    last = int((high / step).to_integral_value(ROUND_FLOOR))
    return [step * n for n in range(first, last + 1)]


def bars(values: Sequence[Decimal]) -> list[int]:
    """How long each bar is beside the longest; nothing has none, however little has one."""
    most = max(map(abs, values), default=Decimal(0))
    return [max(int(abs(one) * WIDE / most), 2) if one else 0 for one in values]


DOTS_MAX: Final = 500
DOT: Final = 60
"""How wide a column of dots is, in tenths of a pixel; dots that share one are stacked."""
STRIP_LEFT, STRIP_RIGHT = 120, 120


@dataclass(frozen=True)
class Scored:
    """Somebody's score, and the band that he is in."""

    value: Decimal
    band: int | None
    name: str


@dataclass(frozen=True)
class Dot:
    """One of those scored in the drawing, or several of a band who stand side by side."""

    x: int
    y: int
    people: tuple[Scored, ...]

    @property
    def band(self) -> int | None:
        return self.people[0].band

    @property
    def name(self) -> str:
        first, last = self.people[0], self.people[-1]
        return first.name if first is last else f"{first.name} – {last.name} ({len(self.people)})"


@dataclass(frozen=True)
class Strip:
    """Every score as a dot over one axis, best to the right; `cuts` are where bands end.

    `count` were scored; of many a dot is several, at most `each`.
    """

    count: int
    each: int
    dots: tuple[Dot, ...]
    cuts: tuple[tuple[int, int], ...]
    ticks: tuple[Tick, ...]
    height: int


def strip(
    scored: Sequence[Scored],
    cuts: Sequence[tuple[int, Decimal]],
    within: tuple[Decimal, Decimal] | None = None,
) -> Strip | None:
    """`cuts` are bands with the score that each ends at; `within` sets the axis."""
    if not scored:
        return None
    values = [one.value for one in scored]
    low, high = _padded(*(within or (min(values), max(values))))
    each = -(-len(scored) // DOTS_MAX)
    columns: dict[int, list[Scored]] = {}
    for one in sorted(scored, key=lambda one: one.value):
        columns.setdefault(_over(one.value, low, high) // DOT, []).append(one)
    dots = [
        Dot(column * DOT + DOT // 2, up, few)
        for column, people in columns.items()
        for up, few in enumerate(_few(people, each), start=1)
    ]
    height = max(4, *(dot.y for dot in dots)) * DOT
    marks = tuple(Tick(_over(value, low, high), value) for value in _marks(low, high))
    return Strip(
        len(scored),
        each,
        tuple(Dot(dot.x, height - dot.y * DOT + DOT // 2, dot.people) for dot in dots),
        tuple((band, _over(value, low, high)) for band, value in cuts),
        marks,
        height,
    )


def _few(people: Sequence[Scored], each: int) -> Iterator[tuple[Scored, ...]]:
    """Those of a column, so many to a dot, none with another band's."""
    if each == 1:
        yield from ((one,) for one in people)
        return
    for band in dict.fromkeys(one.band for one in people):
        own = [one for one in people if one.band == band]
        yield from (tuple(own[at : at + each]) for at in range(0, len(own), each))


def _over(value: Decimal, low: Decimal, high: Decimal) -> int:
    return STRIP_LEFT + _scaled(value, low, high, WIDTH - STRIP_LEFT - STRIP_RIGHT)
