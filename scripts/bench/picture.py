"""How near to its limit is each thing measured, in one picture?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from statistics import median
from typing import Final

LEAST: Final = 1e-3
"""Of the limit's speed: where the scale begins."""
WIDTH, LEFT, RIGHT, STEP, TOP = 960, 330, 40, 22, 64
INK, OURS, STOCK, GRID = "#1f2933", "#1f6feb", "#b45309", "#d9dee4"


@dataclass(frozen=True)
class Shares:
    """Of the limit's speed, round by round: 1 is as fast as it can be."""

    rounds: tuple[float, ...]

    @classmethod
    def of_times(cls, taken: Iterable[float], limit: Iterable[float]) -> Shares:
        return cls(tuple(b / a for a, b in zip(taken, limit, strict=True)))

    @classmethod
    def of_rates(cls, rates: Iterable[float], limit: Iterable[float]) -> Shares:
        return cls(tuple(a / b for a, b in zip(rates, limit, strict=True)))


@dataclass(frozen=True)
class Row:
    """What was measured, beside its limit; `stock` is the library's own way, where there is one."""

    table: str
    name: str
    ours: Shares
    stock: Shares | None = None

    @classmethod
    def of_rates(cls, table: str, name: str, rounds: Sequence[Mapping[str, float]]) -> Row:
        """Of rounds that each say how many a second `ours`, `limit` and perhaps `stock` did."""
        limit = [one["limit"] for one in rounds]
        stock = [one["stock"] for one in rounds if "stock" in one]
        ours = Shares.of_rates((one["ours"] for one in rounds), limit)
        return cls(table, name, ours, Shares.of_rates(stock, limit) if stock else None)


def draw(rows: Sequence[Row], path: Path) -> None:
    """An SVG: a dot for the median, a line for the range of the rounds, on a scale of powers."""
    height = TOP + STEP * (len(rows) + len({row.table for row in rows})) + 36
    parts = [*_scale(height)]
    at, table = TOP, ""
    for row in rows:
        if row.table != table:
            table = row.table
            at += STEP
            parts.append(_text(10, at, table, "start", bold=True))
        at += STEP
        parts.append(_text(LEFT - 14, at, row.name, "end"))
        if row.stock is not None:
            parts += _mark(row.stock, at, STOCK)
        parts += _mark(row.ours, at, OURS)
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">'
    ground = f'<rect width="{WIDTH}" height="{height}" fill="white"/>'
    path.write_text("\n".join([head, ground, *parts, "</svg>", ""]), "utf-8")


def _scale(height: int) -> Iterable[str]:
    title = "Share of the limit's speed (1 = as fast as can be) / 达到极限速度的比例"
    yield _text(10, 22, title, "start", bold=True)
    yield from _legend(10, OURS, "ours 本系统")
    yield from _legend(130, STOCK, "the library's own way 库的标准做法")
    for power in range(round(math.log10(LEAST)), 1):
        x = _x(10.0**power)
        yield f'<line x1="{x}" x2="{x}" y1="{TOP}" y2="{height - 20}" stroke="{GRID}"/>'
        yield _text(x, height - 6, f"{10.0**power:g}", "middle")


def _legend(x: int, colour: str, said: str) -> Iterable[str]:
    yield f'<circle cx="{x + 5}" cy="42" r="5" fill="{colour}"/>'
    yield _text(x + 16, 46, said, "start")


def _mark(shares: Shares, at: int, colour: str) -> Iterable[str]:
    low, middle, high = (_x(f(shares.rounds)) for f in (min, median, max))
    yield f'<line x1="{low}" x2="{high}" y1="{at - 4}" y2="{at - 4}" stroke="{colour}" />'
    yield f'<circle cx="{middle}" cy="{at - 4}" r="5" fill="{colour}"/>'


def _x(share: float) -> int:
    """A share below the scale's beginning, or above one, stands at its end."""
    reached = 1 - math.log10(min(1, max(LEAST, share))) / math.log10(LEAST)
    return round(LEFT + reached * (WIDTH - LEFT - RIGHT))


def _text(x: int, y: int, said: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    style = f'font-size="13" fill="{INK}" text-anchor="{anchor}"{weight}'
    return f'<text x="{x}" y="{y}" {style}>{escape(said)}</text>'
