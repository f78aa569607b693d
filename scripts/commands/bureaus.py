"""How does one read at the command line which bureau stands where, and what they add up to?"""

from __future__ import annotations

from datetime import date

import click

from domain.vocabulary import Day
from projections.bureaus import list_bureaus
from projections.kept_runs import Runs
from projections.listings import PAGE_MAX, Asked
from projections.moments import known_day, known_position, resolve
from projections.rollups import Rollup, RollupLine, RollupTotals, UnitScore, get_rollup
from scripts.commands.output import console, print_json, print_table
from scripts.commands.scores import BUREAU, YEAR, Digits, Shaped
from scripts.installation import installation
from scripts.keeping import keep

DAY = Shaped("YYYY-MM-DD", Day)
_COLUMNS = (
    "局 bureau",
    "上级 above",
    "结果 run",
    "人数 n",
    "平均 mean",
    "各段 bands",
    "等次 grades",
    "最高单位 best",
    "最低单位 worst",
    "失分 losses",
)


@click.command("bureaus")
@click.option("--as-of", type=DAY, help="business date; default today")
@click.option("--position", type=Digits(0), help="as recorded up to there")
@click.option("--cursor", help="the page after, as the page before said")
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def bureaus(as_of: date | None, position: int | None, cursor: str | None, as_json: bool) -> None:
    """Which bureau stands below which / 上下级局."""
    day = known_day(as_of)
    with installation() as home, home.reading() as conn:
        at = known_position(conn, position=position)
        found = list_bureaus(conn, Asked(at, {"as_of": day}, cursor, PAGE_MAX), day)
    if as_json:
        print_json(found)
        return
    rows = ([r.bureau, r.above or "-", str(r.since or "-")] for r in found.items)
    print_table(f"{day}", ("局 bureau", "上级 above", "自 since"), rows)
    console().print(f"position {found.position} · {found.digest}")


@click.command("rollup")
@click.argument("bureau", type=BUREAU)
@click.option("--year", type=YEAR, required=True)
@click.option("--as-of", type=DAY, help="business date; default 31 December or today")
@click.option("--position", type=Digits(0), help="as recorded up to there")
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def rollup(bureau: str, year: int, as_of: date | None, position: int | None, as_json: bool) -> None:
    """A bureau and all below it, added up / 上级汇总."""
    with installation() as home, home.reading() as conn:
        moment = resolve(conn, year, as_of, None, position)
        found = get_rollup(conn, Runs(), bureau, moment)
        keep(conn, found, bureau, year=year, as_of=moment.as_of, position=moment.position)
    if as_json:
        print_json(found)
    else:
        print_rollup(found)


def print_rollup(found: Rollup) -> None:
    rows = [_line(line) for line in found.lines]
    rows.append(["合计 total", "", "", *_sums(found.totals), "", "", _lost(found.totals)])
    print_table(f"{found.bureau} {found.year} · {found.as_of}", _COLUMNS, rows)
    console().print(f"position {found.position} · {found.count} bureaus · {found.digest}")


def _line(line: RollupLine) -> list[str]:
    named = (line.bureau, line.above or "-", line.taken or "-")
    return [*named, *_sums(line), _units(line.best), _units(line.worst), _lost(line)]


def _sums(of: RollupLine | RollupTotals) -> list[str]:
    bands = " ".join(f"{band}:{n}" for band, n in of.bands.items())
    grades = " ".join(f"{grade}:{n}" for grade, n in of.grades.items())
    return [str(of.n), of.mean or "-", bands, grades]


def _units(units: tuple[UnitScore, ...]) -> str:
    return " ".join(f"{u.subject.partition(':')[2]} {u.score}" for u in units)


def _lost(of: RollupLine | RollupTotals) -> str:
    return " ".join(f"{indicator}:{points}" for indicator, points in of.losses.items())


COMMANDS = (bureaus, rollup)
