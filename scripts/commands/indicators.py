"""How does one see at the command line which indicators there are, and who carries them?"""

from __future__ import annotations

import click

from domain.vocabulary import Id
from projections.cascades import CARRIES_MOST, get_cascade
from projections.drafts import list_drafts
from projections.listings import PAGE_MAX, Asked, list_rows
from projections.moments import known_position
from projections.rows import PlanRow
from scripts.commands.output import print_json, print_table, query_line
from scripts.commands.scores import BUREAU, YEAR, Digits, Shaped
from scripts.installation import installation

_UNIT = click.option("--unit", type=Shaped("id", Id))
_YEAR = click.option("--year", type=YEAR, required=True)
_OF_BUREAU = click.option("--bureau", type=BUREAU, help="may be left out where there is one")
_CURSOR = click.option("--cursor", help="the page after, as the page before said")
_POSITION = click.option("--position", type=Digits(0), help="as recorded up to there")
_JSON = click.option("--json", "as_json", is_flag=True, help="machine form on stdout")


@click.group()
def indicators() -> None:
    """A bureau-year's indicators, their drafts, and who carries what / 指标."""


@indicators.command("list")
@_YEAR
@_UNIT
@_OF_BUREAU
@_CURSOR
@_POSITION
@_JSON
def list_(
    year: int,
    unit: str | None,
    bureau: str | None,
    cursor: str | None,
    position: int | None,
    as_json: bool,
) -> None:
    """The lines of all plans, every adoption / 指标计划."""
    asked = {"bureau": bureau, "year": year, "unit": unit}
    with installation() as home, home.ledger() as ledger, home.reading() as conn:
        at = known_position(conn, position=position)
        found = list_rows(conn, PlanRow, Asked(at, asked, cursor, PAGE_MAX), ledger.keyring.open)
    if as_json:
        print_json(found)
        return
    rows = [
        [str(p.position), p.unit, p.indicator, p.title, str(p.base), str(p.step), p.role, p.share]
        for p in found.items
    ]
    columns = (
        *("位置 position", "单位 unit", "指标 indicator", "名称 title"),
        *("基准分 base", "颗粒度 step", "角色 role", "分担 share"),
    )
    print_table(f"indicators of {year} at position {found.position}", columns, rows)
    click.echo(query_line(**asked, position=found.position, next=found.next))
    click.echo(f"{found.count} lines · position {found.position} · {found.digest}")


@indicators.command("drafts")
@click.option("--year", type=YEAR)
@_OF_BUREAU
@_CURSOR
@_POSITION
@_JSON
def drafts(
    year: int | None, bureau: str | None, cursor: str | None, position: int | None, as_json: bool
) -> None:
    """Every draft, and over what it is still to be signed / 指标草案."""
    asked = {"bureau": bureau, "year": year}
    with installation() as home, home.reading() as conn:
        at = known_position(conn, position=position)
        found = list_drafts(conn, Asked(at, asked, cursor, PAGE_MAX), bureau, year)
    if as_json:
        print_json(found)
        return
    rows = [
        [f"{d.bureau}/{d.number}", str(d.year), d.state, d.drafter, ", ".join(d.missing), d.digest]
        for d in found.items
    ]
    columns = (
        *("草案 draft", "年度 year", "状态 state"),
        *("编制 by", "待签 to sign", "摘要 digest"),
    )
    print_table(f"drafts at position {found.position}", columns, rows)
    click.echo(query_line(**asked, position=found.position, next=found.next))
    click.echo(f"{found.count} drafts · position {found.position} · {found.digest}")


@indicators.command("cascade")
@_YEAR
@_OF_BUREAU
@click.option("--most", type=Digits(1), default=CARRIES_MOST, help="more than these overload")
@_POSITION
@_JSON
def cascade(year: int, bureau: str | None, most: int, position: int | None, as_json: bool) -> None:
    """How what was set from above is taken on / 指标分解承接."""
    with installation() as home, home.reading() as conn:
        at = known_position(conn, position=position)
        found = get_cascade(conn, year, at, bureau, most)
    if as_json:
        print_json(found)
        return
    rows = [
        [
            *(u.upper, u.title, u.line, u.document_no, u.taken, u.left),
            ", ".join(one.indicator for one in u.taken_on),
        ]
        for u in found.upper
    ]
    columns = (
        *("上级指标 upper", "名称 title", "来源 line", "文号 document"),
        *("已承接 taken", "未承接 left", "承接指标 by"),
    )
    print_table(f"cascade of {found.bureau} {year}, set {found.version}", columns, rows)
    loads = [
        [one.unit, str(one.carries), str(one.owns), one.base, "过重 !" if one.overloaded else ""]
        for one in found.loads
    ]
    load_columns = ("单位 unit", "承担 carries", "主责 owns", "基准分 base", "过重 overloaded")
    print_table("loads", load_columns, loads)
    click.echo(f"没有来源 without source: {', '.join(found.without_source) or '-'}")
    click.echo(query_line(bureau=found.bureau, year=year, most=most, position=found.position))
    click.echo(f"{found.count} upper indicators · position {found.position} · {found.digest}")


COMMANDS = (indicators,)
