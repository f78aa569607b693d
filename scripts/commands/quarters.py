"""How does one read at the command line of risks, a quarter's losses, and what is put right?"""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import click

from domain.remediations.vocabulary import RemediationStanding
from domain.vocabulary import Day, Id
from projections.listings import PAGE_MAX, Asked
from projections.moments import known_day, known_position
from projections.quarters import LossRow, QuarterNamed, QuarterReview, get_review
from projections.remediations import list_remediations
from projections.risks import list_risks
from scripts.commands.output import console, print_json, print_table, query_line
from scripts.commands.scores import BUREAU, YEAR, Digits, Shaped
from scripts.installation import installation
from scripts.keeping import keep

DAY, ID = Shaped("YYYY-MM-DD", Day), Shaped("id", Id)
_GRADES = {"high": "high 高", "medium": "medium 中", "low": "low 低"}
_STATES = {
    "open": "open 整改中",
    "reported": "reported 已报告",
    "verified": "verified 已核验",
    "returned": "returned 已退回",
    "overdue": "overdue 逾期",
}
_CAUSES = {
    "process": "process 流程",
    "data": "data 数据",
    "deadline": "deadline 时限",
    "external": "external 外部",
    "rule": "rule 规则",
    "other": "other 其他",
}
_ALERTS = {"high": "high 高风险", "overdue": "overdue 逾期", "loss": "loss 失分"}


def _listing(command: Any) -> Any:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="machine form on stdout"),
        click.option("--position", type=Digits(0), help="as recorded up to there"),
        click.option("--as-of", type=DAY, help="business date; default today"),
        click.option("--cursor", help="the page after, as the page before said"),
        click.option("--unit", type=ID, help="of this unit alone"),
        click.option("--bureau", type=BUREAU, help="may be left out where there is one"),
    ):
        command = option(command)
    return command


@click.command("risks")
@click.option("--year", type=YEAR, required=True)
@click.option("--watched", is_flag=True, help="only what is high, overdue or lost points since")
@_listing
def risks(
    year: int,
    bureau: str | None,
    unit: str | None,
    cursor: str | None,
    as_of: date | None,
    position: int | None,
    watched: bool,
    as_json: bool,
) -> None:
    """The indicators' risks and when each is to be checked / 风险分级与排查."""
    asked = {"bureau": bureau, "year": year, "unit": unit, "watched": watched or None}
    day = known_day(as_of)
    with installation() as home, home.ledger() as ledger, home.reading() as conn:
        at = known_position(conn, position=position)
        found = list_risks(conn, Asked(at, asked, cursor, PAGE_MAX), day, ledger.keyring.open)
        keep(conn, found, bureau, year=year, unit=unit, as_of=day, position=at)
    if as_json:
        print_json(found)
        return
    rows = [
        [
            r.indicator,
            r.subject,
            f"{_GRADES[r.grade]} ({r.total})",
            (r.checked_on or r.assessed_on).isoformat(),
            r.next_check.isoformat() if r.next_check else "",
            ", ".join(_ALERTS[alert] for alert in r.alerts),
        ]
        for r in found.items
    ]
    columns = (
        *("指标 indicator", "主责单位 owner", "风险 risk", "最近检查 last look"),
        *("应查日期 next check", "提醒 alerts"),
    )
    print_table(f"risks as of {day}", columns, rows)
    click.echo(query_line(**asked, as_of=day, position=found.position, next=found.next))
    click.echo(f"{found.count} indicators · position {found.position} · {found.digest}")


@click.command("remediations")
@click.option("--state", type=click.Choice(get_args(RemediationStanding)), help="default: all")
@_listing
def remediations(
    state: str | None,
    bureau: str | None,
    unit: str | None,
    cursor: str | None,
    as_of: date | None,
    position: int | None,
    as_json: bool,
) -> None:
    """What is to be put right, by whom and until when / 整改事项."""
    asked, day = {"bureau": bureau, "state": state, "unit": unit}, known_day(as_of)
    with installation() as home, home.ledger() as ledger, home.reading() as conn:
        at = known_position(conn, position=position)
        page = Asked(at, asked, cursor, PAGE_MAX)
        found = list_remediations(conn, page, day, ledger.keyring.open)
        keep(conn, found, bureau, unit=unit, as_of=day, position=at)
    if as_json:
        print_json(found)
        return
    rows = [
        [
            f"{r.bureau}/{r.number}",
            _STATES[r.state],
            r.indicator,
            r.subject,
            r.officer,
            r.due_on.isoformat(),
            r.measures,
        ]
        for r in found.items
    ]
    columns = (
        *("整改 remediation", "状态 state", "指标 indicator", "单位 unit"),
        *("责任人 officer", "期限 due", "措施 measures"),
    )
    print_table(f"remediations as of {day}", columns, rows)
    click.echo(query_line(**asked, as_of=day, position=found.position, next=found.next))
    click.echo(f"{found.count} remediations · position {found.position} · {found.digest}")


@click.command("quarter")
@click.argument("bureau", type=BUREAU)
@click.argument("year", type=YEAR)
@click.argument("quarter", type=Digits(1, 4))
@click.option("--unit", type=ID, help="of this unit alone")
@click.option("--position", type=Digits(0), help="as recorded up to there")
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def quarter(
    bureau: str, year: int, quarter: int, unit: str | None, position: int | None, as_json: bool
) -> None:
    """The loss review of a quarter, beside the year before / 季末失分复盘."""
    of = QuarterNamed(bureau, year, quarter)
    with installation() as home, home.ledger() as ledger, home.reading() as conn:
        at = known_position(conn, position=position)
        found = get_review(conn, of, at, ledger.keyring.open, unit)
        keep(conn, found, bureau, year=year, unit=unit, position=position)
    if as_json:
        print_json(found)
    else:
        _print(found)


def _print(review: QuarterReview) -> None:
    name = f"{review.bureau} {review.year}Q{review.quarter}"
    frozen = review.frozen
    stage = f"frozen at {frozen.position} 已封账" if frozen else "not frozen 未封账"
    console().print(f"{name} · {review.first} – {review.last} · {stage}", style="bold")
    _print_losses("losses 失分", review.items)
    if review.late:
        _print_losses("recorded after the freeze 封账后登记", review.late)
    rows = [
        [t.indicator, t.title, t.subject, t.points, t.last_year, t.change] for t in review.trend
    ]
    columns = (
        *("指标 indicator", "名称 title", "主责单位 owner", "本季 points"),
        *("上年同季 last year", "增减 change"),
    )
    print_table("trend 同比", columns, rows)
    causes = (f"{_CAUSES.get(name, name)} {sum_}" for name, sum_ in review.by_cause.items())
    console().print(f"合计 totals: {review.totals['points']} · " + " · ".join(causes))
    click.echo(query_line(unit=review.unit, position=review.position))
    click.echo(f"{review.count} losses · position {review.position} · {review.digest}")


def _print_losses(title: str, losses: tuple[LossRow, ...]) -> None:
    rows = [
        [
            loss.entry,
            loss.indicator,
            loss.effective_on.isoformat(),
            f"{loss.points} (annulled 已冲销)" if loss.annulled else loss.points,
            _CAUSES[loss.cause] if loss.cause else "",
            loss.explanation,
        ]
        for loss in losses
    ]
    columns = (
        *("失分 loss", "指标 indicator", "日期 on", "分值 points"),
        *("原因 cause", "说明 explanation"),
    )
    print_table(title, columns, rows)


COMMANDS = (risks, quarter, remediations)
