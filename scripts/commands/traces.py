"""Who read of whom, and which commands were refused, on the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click
import psycopg

from domain.vocabulary import Day, ShortText, Subject
from projections.moments import BUREAU_ZONE
from projections.traces import PAGE_MAX, Wanted, list_reads, list_refusals
from scripts.commands.output import console, print_json, print_table
from scripts.commands.scores import BUREAU, Digits, Shaped
from scripts.installation import installation
from scripts.keeping import keep

_SUBJECT = Shaped("officer:ID or unit:ID", Subject)
_DAY = Shaped("YYYY-MM-DD", Day)


def _asked(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="machine form on stdout"),
        click.option("--limit", type=Digits(1, PAGE_MAX), default=100, show_default=True),
        click.option("--cursor", type=Digits(1), help="`next` of the page before"),
        click.option("--to", "end", type=_DAY, help="the last day"),
        click.option("--from", "start", type=_DAY, help="the first day"),
        click.option("--actor", type=Shaped("text", ShortText), help="by whom"),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("subject", type=_SUBJECT)
@click.option("--bureau", type=BUREAU, help="may be left out where there is one")
@_asked
def reads(
    subject: str, bureau: str | None, start: date | None, end: date | None, as_json: bool, **of: Any
) -> None:
    """Who was told of a subject, newest first / 查阅记录."""
    with installation() as home, psycopg.connect(home.dsn("app"), autocommit=True) as conn:
        found = list_reads(conn, Wanted(subject, bureau, start=start, end=end, **of))
        keep(conn, [subject], bureau, start=start, end=end, **of)
    if as_json:
        print_json(found)
        return
    rows = (
        [
            f"{r.at.astimezone(BUREAU_ZONE):%Y-%m-%d %H:%M:%S}",
            f"{r.actor} ({r.role})",
            r.route,
            " ".join(f"{name}={said}" for name, said in r.asked.items()),
            "" if r.subjects == (subject,) else "随全体 among all",
        ]
        for r in found.items
    )
    columns = ("时间 at", "查阅人 who", "途径 by", "条件 asked", "")
    print_table(f"{subject} 查阅记录 reads", columns, rows)
    _print_foot(len(found.items), found.next)


@click.command()
@click.option("--subject", type=_SUBJECT)
@_asked
def refusals(
    subject: str | None, start: date | None, end: date | None, as_json: bool, **of: Any
) -> None:
    """Which commands were refused to whom, newest first / 被拒命令."""
    with installation() as home, psycopg.connect(home.dsn("app"), autocommit=True) as conn:
        found = list_refusals(conn, Wanted(subject, start=start, end=end, **of))
        keep(conn, found, start=start, end=end, **of)
    if as_json:
        print_json(found)
        return
    rows = (
        [
            f"{r.at.astimezone(BUREAU_ZONE):%Y-%m-%d %H:%M:%S}",
            r.actor or r.peer,
            r.command,
            r.code,
            r.subject,
            str(r.count),
        ]
        for r in found.items
    )
    columns = ("时间 at", "谁 who", "命令 command", "原因 code", "对象 subject", "次数 count")
    print_table("被拒命令 refusals", columns, rows)
    _print_foot(len(found.items), found.next)


def _print_foot(count: int, following: int | None) -> None:
    more = "" if following is None else f" · --cursor {following} asks on / 续查"
    console().print(f"{count} rows 行{more}")


COMMANDS = (reads, refusals)
