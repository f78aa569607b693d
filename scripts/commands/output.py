"""How does an answer read on a terminal?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from pydantic import BaseModel
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from domain.legible import LAYOUT
from domain.vocabulary import plain

PIPE_WIDTH = 140


def console() -> Console:
    """Standard output; wide enough when it is no terminal.

    Square brackets are what somebody wrote, never markup.
    """
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False)


def shown(text: str) -> str:
    """What somebody wrote, or a file is named, may not drive the terminal."""
    return "".join(c if c.isprintable() or c in LAYOUT else "\ufffd" for c in text)


def print_json(answer: BaseModel) -> None:
    """The machine form, the same bytes as over HTTP, and nothing else."""
    sys.stdout.buffer.write(answer.model_dump_json().encode() + b"\n")


def print_table(title: str, columns: Iterable[str], rows: Iterable[Iterable[str | None]]) -> None:
    console().print(f"\n{title}", style="bold")
    table = Table()
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown(cell or "")) for cell in row))
    console().print(table)


def query_line(**asked: object) -> str:
    """What was asked, so that an auditor can ask it again."""
    said = (f"{name.rstrip('_')}={value}" for name, value in asked.items() if value is not None)
    return "查询 query: " + " ".join(said)


def totals_line(rows: Iterable[tuple[str, str | None]]) -> str:
    """Control totals: the sum of each name's figures."""
    totals: dict[str, Decimal] = {}
    for name, figure in rows:
        totals[name] = totals.get(name, Decimal(0)) + Decimal(figure or 0)
    said = " · ".join(f"{name} {plain(total)}" for name, total in sorted(totals.items()))
    return f"合计 totals: {said or '0'}"


class _Rate(ProgressColumn):
    """How many a second, of late."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}/s")


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A bar on stderr, so that stdout stays the answer's: how far, how fast, how long still."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}", markup=False),
        _Rate(),
        TimeElapsedColumn(),
        TextColumn("剩余 ETA"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        bar.add_task(shown(what), total=None)
        yield bar
