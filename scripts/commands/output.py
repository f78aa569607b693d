"""How does an answer read on a terminal?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pydantic import BaseModel
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

PIPE_WIDTH = 140


def console() -> Console:
    """Standard output; wide enough when it is no terminal."""
    return Console(width=None if sys.stdout.isatty() else PIPE_WIDTH, highlight=False)


def print_json(answer: BaseModel) -> None:
    """The machine form, the same bytes as over HTTP, and nothing else."""
    sys.stdout.buffer.write(answer.model_dump_json().encode() + b"\n")


def print_table(title: str, columns: Iterable[str], rows: Iterable[Iterable[str | None]]) -> None:
    console().print(f"\n[bold]{title}[/bold]")
    table = Table()
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else cell for cell in row))
    console().print(table)


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A bar on stderr, so that stdout stays the answer's."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        bar.add_task(what, total=None)
        yield bar
