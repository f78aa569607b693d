"""How do a statement and its histories become the drawings and rows of a page?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from api.console import charts, telling

QUARTERS: Final = (1, 4, 7, 10)
_MAKE_KNOWN: Final = ("year-published", "year-closed", "year-restated")


@dataclass(frozen=True)
class Row:
    """A line of the account beside its bar; `cut` are the points kept back."""

    line: Any
    rung: charts.Rung
    cut: str
    state: str


@dataclass(frozen=True)
class Fall:
    """The waterfall with the line that each of its bars stands for."""

    drawing: charts.Waterfall
    rows: tuple[Row, ...]

    @property
    def low_words(self) -> str:
        """Where the scale begins, to the hundredth."""
        return f"{self.drawing.low:.2f}"


def fall_of(statement: Any) -> Fall | None:
    """From the base to the score; nothing where there is no base."""
    base = statement["score"]["base"]
    return None if base is None else fall_from(base, statement["lines"])


def fall_from(base: str, lines: Sequence[Any]) -> Fall:
    """From there on by those lines."""
    moved = [charts.Moved(Decimal(line["counted"]), _cut(line)) for line in lines]
    drawing = charts.waterfall(Decimal(base), moved)
    rows = (
        Row(line, rung, _plain(move.cut), _state(move))
        for line, rung, move in zip(lines, drawing.rungs, moved, strict=True)
    )
    return Fall(drawing, tuple(rows))


def working_of(terms: Sequence[Any]) -> str:
    """The base by hand; the weights of what is missing fall to the rest."""
    if not terms:
        return ""
    parts = " + ".join(f"{_plain(Decimal(term['value']))} × {term['weight']}" for term in terms)
    weights = sum(Decimal(term["weight"]) for term in terms)
    return parts if weights == 1 else f"({parts}) ÷ {_plain(Decimal(weights))}"


def _cut(line: Any) -> Decimal:
    return Decimal(line["claimed"]) - Decimal(line["counted"])


def _state(move: charts.Moved) -> str:
    if not move.cut:
        return "counted" if move.counted else "nothing"
    return "cut" if move.counted else "suppressed"


def _plain(number: Decimal) -> str:
    return format(number.normalize() if number else Decimal(0), "f")


@dataclass(frozen=True)
class Clock:
    """A history along one clock: its drawing, its turns, and where the page stands on it."""

    chart: charts.Steps
    turns: tuple[Any, ...]
    now: int
    labels: tuple[tuple[int, str], ...]


def by_date(history: Any, as_of: date, language: str) -> Clock | None:
    """Over the days of the year."""
    year = history["year"]
    first, last = date(year, 1, 1), date(year, 12, 31)
    turns = [
        charts.Turn(_day(step, first).toordinal(), _decimal(step["score"]))
        for step in history["steps"]
    ]
    until = _until(history, last)
    chart = charts.steps([*turns, *_end(turns, until, last)], first.toordinal(), last.toordinal())
    if chart is None:
        return None
    labels = tuple(
        (chart.place(date(year, one, 1).toordinal()), telling.month(one, language))
        for one in QUARTERS
    )
    return Clock(chart, tuple(history["steps"]), chart.place(as_of.toordinal()), labels)


def _day(step: Any, first: date) -> date:
    return max(first, date.fromisoformat(step["as_of"]))


def _until(history: Any, last: date) -> date:
    return min(last, date.fromisoformat(history["as_of"]))


def _end(turns: Sequence[charts.Turn], until: date, last: date) -> list[charts.Turn]:
    """In a running year the line ends today: nothing is said of days to come."""
    return [charts.Turn(until.toordinal(), None)] if turns and until < last else []


def by_knowledge(history: Any, position: int) -> Clock | None:
    """Over what was recorded, one place for each turn."""
    steps = history["steps"]
    turns = [charts.Turn(at, _decimal(step["score"])) for at, step in enumerate(steps)]
    chart = charts.steps(turns, 0, len(steps))
    if chart is None:
        return None
    known = sum(step["position"] <= position for step in steps)
    ends = sorted({0, len(steps) - 1})
    labels = tuple((chart.place(at), f"#{steps[at]['position']}") for at in ends)
    return Clock(chart, tuple(steps), chart.place(max(known - 1, 0)), labels)


def _decimal(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)


def result_of(told: Sequence[Mapping[str, Any]], position: int) -> str | None:
    """The last result of the year that was made known by then: its run's name."""
    results = [row["result"] for row in told if row["result"] and row["position"] <= position]
    return results[-1] if results else None


@dataclass(frozen=True)
class Result:
    """What an officer was told of a year: by which run, his row of it, and why in words."""

    name: str
    as_of: str
    position: int
    row: Any
    why: tuple[str, ...]


def last_result(acts: Sequence[Mapping[str, Any]], position: int) -> str | None:
    """The last act by then that made a result known: its run's name."""
    known = [act for act in acts if act["act"] in _MAKE_KNOWN and act["position"] <= position]
    return known[-1]["run"].rpartition(":")[2] if known else None


def result_in(sheet: Any, name: str, language: str) -> Result | None:
    """None where the run has no such officer."""
    if not sheet["officers"]:
        return None
    row = sheet["officers"][0]
    return Result(name, sheet["as_of"], sheet["position"], row, telling.reasons(row, language))
