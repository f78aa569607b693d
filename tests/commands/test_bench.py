"""Does the bench draw what it measured, each where it belongs?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.bench.__main__ import main
from scripts.bench.picture import Row, Shares, draw


def _places(path: Path) -> list[tuple[int, int, str]]:
    """The dots: across, down, colour; without the legend's."""
    found = re.findall(r'cx="(\d+)" cy="(\d+)" r="5" fill="(#\w+)"', path.read_text("utf-8"))
    return [(int(x), int(y), colour) for x, y, colour in found[2:]]


def test_each_stands_at_its_share_of_the_limit(tmp_path: Path) -> None:
    rows = [
        Row("a", "as fast as can be", Shares((1, 1, 1))),
        Row("a", "a tenth", Shares.of_times((10, 20, 5), (1, 1, 1))),
        Row("b", "<a hundredth>", Shares((0.01,)), Shares((0.003,))),
        Row("b", "out of sight", Shares((1e-9,))),
        Row("b", "faster than its limit", Shares((3,))),
    ]
    draw(rows, tmp_path / "drawn.svg")
    dots = _places(tmp_path / "drawn.svg")
    across = [x for x, *_ in dots]
    assert len({y for _, y, _ in dots}) == len(rows) and len(dots) == 6
    best, tenth, stock, hundredth, least, beyond = across
    assert least < stock < hundredth < tenth < best == beyond
    assert best - tenth == pytest.approx(tenth - hundredth, abs=1), "a scale of powers"
    assert len({colour for *_, colour in dots}) == 2
    told = (tmp_path / "drawn.svg").read_text("utf-8")
    assert "&lt;a hundredth&gt;" in told and told.count("font-weight") == 3


def test_rates_and_times_are_shares_of_the_limits_speed() -> None:
    rounds = [{"ours": 50.0, "limit": 100.0, "stock": 5.0}, {"ours": 30.0, "limit": 120.0}]
    row = Row.of_rates("t", "n", rounds[:1])
    assert (row.ours, row.stock) == (Shares((0.5,)), Shares((0.05,)))
    assert Row.of_rates("t", "n", rounds[1:]).stock is None
    assert Shares.of_times((4, 2), (1, 1)) == Shares((0.25, 0.5))


@pytest.mark.long
def test_the_bench_of_a_small_bureau_goes_through(tmp_path: Path) -> None:
    drawn = tmp_path / "drawn.svg"
    assert main(["40", "--columns", "--picture", str(drawn)]) == 0
    assert len(_places(drawn)) == 4
