"""How does a workbook come in and go out on the command line?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from xlsxwriter.exceptions import XlsxWriterException

from api.workbook.importing import command_of
from api.workbook.reading import read_workbook
from api.workbook.writing import write_template, write_workbook
from domain.imports.commands import ReverseImport
from domain.journal.envelope import Receipt
from domain.ledger import Ledger
from domain.legible import LegibleLine, LegibleNarrative
from domain.vocabulary import Id
from projections.traces import EVERYBODY
from projections.workbooks import get_workbook
from scripts.commands.output import progress_bar
from scripts.commands.scores import BUREAU, YEAR, Digits, Shaped
from scripts.home import NotSetUp
from scripts.installation import installation, local_principal
from scripts.keeping import keep


class FileNotWritten(NotSetUp):
    """The file or folder cannot be made there."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say where and why nothing could be written."""
    try:
        yield
    except (OSError, XlsxWriterException) as error:
        reason = " ".join(str(error).split())
        raise FileNotWritten(
            f"{path} cannot be written: {reason}", f"无法写入 {path}:{reason}"
        ) from error


@click.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--bureau", type=BUREAU, help="may be left out where there is one")
@click.option("--year", type=YEAR, required=True)
@click.option("--approved-by", type=Shaped("id", Id), help="shown as asserted, not as an approval")
@click.option("--check", "check_only", is_flag=True, help="find the faults, record nothing")
@click.option("--json", "as_json", is_flag=True)
def import_(
    path: Path,
    bureau: str | None,
    year: int,
    approved_by: str | None,
    check_only: bool,
    as_json: bool,
) -> None:
    """Import a workbook (.xlsx, .zip or a folder of CSV), all of it or nothing / 导入工作簿."""
    with installation() as home, home.ledger() as ledger:
        receipt = import_path(ledger, path, bureau, year, approved_by, check_only=check_only)
        home.catch_up()
    told = {"position": receipt.position, "facts": receipt.facts, **receipt.details}
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    checked = "checked, nothing recorded 仅检查，未记账 · " if check_only else ""
    print(
        f"{checked}{told['rows']} new rows 新行 · {told['known']} known 已有"
        f" · {receipt.facts} facts 事实 · position {receipt.position}"
    )


def import_path(
    ledger: Ledger,
    path: Path,
    bureau: str | None,
    year: int,
    approved_by: str | None = None,
    *,
    check_only: bool = False,
) -> Receipt:
    """Read, check and record a workbook, with a progress bar."""
    words = {"check": "checking / 检查", "append": "recording / 记账"}
    with progress_bar(f"{path.name} {year}") as bar:
        task = bar.task_ids[0]
        read = read_workbook(path)
        command = command_of(read, bureau, year, approved_by, check_only=check_only)
        total = len(command.rows)

        def progress(stage: str, done: int) -> None:
            if bar.tasks[0].description != words[stage]:
                bar.reset(task)  # the rate is that of what is done now
            bar.update(task, description=words[stage], completed=min(done, total), total=total)

        receipt = ledger.import_workbook(command, local_principal(), progress=progress)
        bar.update(task, description="done / 完成", completed=total, total=total)
    return receipt


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
def template(path: Path) -> None:
    """An empty workbook with drop-downs / 空白工作簿模板."""
    with writing(path):
        write_template(path)
    print(path)


@click.command()
@click.option("--bureau", type=BUREAU, help="may be left out where there is one")
@click.option("--year", type=YEAR, required=True)
@click.option("--to", "path", type=click.Path(path_type=Path), required=True)
def workbook(bureau: str | None, year: int, path: Path) -> None:
    """Write a bureau-year in the form it is imported in / 导出工作簿.

    An .xlsx file, or without that suffix a folder of CSV.
    """
    with installation() as home, home.reading() as conn, home.ledger() as ledger:
        found = get_workbook(conn, bureau, year, ledger.keyring.open)
        keep(conn, [EVERYBODY], bureau, year=year, position=found.position)
    with writing(path):
        write_workbook(path, found.sheets)
    print(f"{path}: " + ", ".join(f"{sheet} {len(rows)}" for sheet, rows in found.sheets.items()))
    print(f"position {found.position} · {found.count} rows 行 · {found.digest}")


@click.command("reverse-import")
@click.argument("batch", type=Digits(1))
@click.option("--bureau", type=BUREAU)
@click.option("--year", type=YEAR, required=True)
@click.option("--reason", type=Shaped("text", LegibleNarrative), required=True)
@click.option("--ground", type=Shaped("text", LegibleLine), required=True)
def reverse_import(batch: int, bureau: str | None, year: int, reason: str, ground: str) -> None:
    """Reverse a whole batch / 整批冲销.

    Its entries, losses, marks and restrictions; registers are corrected by importing right rows.
    """
    command = ReverseImport(bureau=bureau, year=year, batch=batch, reason=reason, ground=ground)
    with installation() as home, home.ledger() as ledger:
        receipt = ledger.handle(command, local_principal())
        home.catch_up()
    print(f"{receipt.facts} facts 事实 · position {receipt.position}")


COMMANDS = (import_, template, workbook, reverse_import)
