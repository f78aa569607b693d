"""How does one read at the command line of an officer's years, and of who rates how?"""

from __future__ import annotations

from datetime import date

import click

from domain.vocabulary import Day, Id
from projections.careers import get_growth
from projections.fairness import get_fairness
from projections.kept_runs import Runs
from projections.moments import known_day, known_position, resolve
from projections.records import the_bureau
from scripts.commands.output import console, print_json, print_table
from scripts.commands.scores import BUREAU, YEAR, Digits, Shaped
from scripts.installation import installation
from scripts.keeping import keep

DAY, OFFICER = Shaped("YYYY-MM-DD", Day), Shaped("id", Id)
YEARS_MAX = 10


@click.command("growth")
@click.argument("officer", type=OFFICER)
@click.option("--years", type=Digits(1, YEARS_MAX), default=5, show_default=True)
@click.option("--until", type=YEAR, help="the last year; default this one")
@click.option("--position", type=Digits(0), help="as recorded up to there")
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def growth(
    officer: str, years: int, until: int | None, position: int | None, as_json: bool
) -> None:
    """An officer's results year by year, as known then / 个人成长账户."""
    today = known_day(None)
    last = until or today.year
    with installation() as home, home.reading() as conn:
        at = known_position(conn, position=position)
        found = get_growth(conn, Runs(), officer, range(last - years + 1, last + 1), (today, at))
        keep(conn, found, None, officer=officer, position=at)
    if as_json:
        print_json(found)
        return
    rows = [
        [
            str(y.year),
            y.bureau,
            y.unit or "",
            y.score or "",
            str(y.rank or ""),
            str(y.band or ""),
            y.grade or "",
            ", ".join(f"{item}×{count}" for item, count in y.commendations.items()),
            y.run or "not closed 未封账",
        ]
        for y in found.years
    ]
    columns = (
        *("年度 year", "局 bureau", "单位 unit", "得分 score", "名次 rank", "段 band"),
        *("等次 grade", "表彰 commendations", "依据 run"),
    )
    print_table(f"growth account of officer {officer} 个人成长账户", columns, rows)
    held = [[r.bureau, r.rule, str(r.effective_on), str(r.until or "")] for r in found.restrictions]
    if held:
        print_table(
            "restrictions 限制情形", ("局 bureau", "规则 rule", "自 from", "至 until"), held
        )
    click.echo(f"{found.count} years · position {found.position} · {found.digest}")


@click.command("fairness")
@click.option("--year", type=YEAR, required=True)
@click.option("--bureau", type=BUREAU, help="may be left out where there is one")
@click.option("--as-of", type=DAY, help="business date; default 31 December, or today")
@click.option("--position", type=Digits(0), help="as recorded up to there")
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def fairness(
    year: int, bureau: str | None, as_of: date | None, position: int | None, as_json: bool
) -> None:
    """How far apart each rater's marks lie, and what is warned of / 评分离散度."""
    with installation() as home, home.reading() as conn:
        moment = resolve(conn, year, as_of, position=position)
        named = the_bureau(conn, moment.position, bureau)
        found = get_fairness(conn, Runs(), named, moment)
        keep(conn, found, named, year=year, as_of=moment.as_of, position=moment.position)
    if as_json:
        print_json(found)
        return
    rows = [
        [
            r.rater,
            r.series,
            str(r.count),
            r.mean,
            f"{r.lowest} - {r.highest}",
            r.deviation,
            "; ".join(f"{w.en} {w.zh}" for w in r.warnings),
        ]
        for r in found.raters
    ]
    columns = (
        *("评分人 rater", "项目 series", "次数 count", "平均 mean", "范围 range"),
        *("离散度 deviation", "提示 warnings"),
    )
    print_table(f"marks of {found.year} by rater, as of {found.as_of}", columns, rows)
    for g in found.groups:
        for warned in g.warnings:
            years = "-".join(map(str, g.years))
            console().print(f"{g.group} {years}: {warned.en} {warned.zh}")
    click.echo(f"{found.count} raters · position {found.position} · {found.digest}")


COMMANDS = (growth, fairness)
