"""How does one print a run, and its notices, on the command line?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from api.prints.lists import run_csv, run_json
from api.prints.notices import notices_pdf
from api.prints.spreadsheets import run_xlsx
from api.prints.tables import table_pdf
from domain.vocabulary import Id
from projections.kept_runs import Runs
from projections.phrases import Language
from projections.printouts import Printout, get_printout
from scripts.commands.output import progress_bar
from scripts.commands.scores import Shaped
from scripts.commands.workbooks import writing
from scripts.installation import installation
from scripts.keeping import keep

Make = Callable[[Printout, Language], bytes]
_MAKE: Final[dict[str, Make]] = {
    ".xlsx": run_xlsx,
    ".csv": run_csv,
    ".json": lambda printout, _: run_json(printout),
    ".pdf": table_pdf,
}
NOTICES_A_FILE: Final = 300
_TO = click.Path(dir_okay=False, path_type=Path)
_LANGUAGE = click.option(
    "--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True
)


def _suffix(path: Path, suffixes: Collection[str]) -> str:
    suffix = path.suffix.lower()
    if suffix not in suffixes:
        ends = " ".join(suffixes)
        raise click.BadParameter(
            f"ends in one of {ends} / 文件名须以 {ends} 结尾", param_hint="--to"
        )
    return suffix


@click.command("print")
@click.argument("run")
@click.option("--to", "path", type=_TO, required=True, help=f"ends in {' '.join(_MAKE)}")
@_LANGUAGE
def print_(run: str, path: Path, language: Language) -> None:
    """A run as a workbook, a list, or a table to sign / 输出年度考核结果表.

    RUN is bureau:year:live, …:frozen, …:published, …:closed, …:restated-1 or …:YYYY-MM-DD@position.
    """
    make = _MAKE[_suffix(path, _MAKE)]
    with progress_bar("appraising / 考核计算") as bar:
        task = bar.task_ids[0]
        printout = _load(run, ())
        bar.update(task, description="typesetting / 排版", completed=1, total=3)
        made = make(printout, language)
        bar.update(task, description="writing / 写入", completed=2)
        with writing(path):
            path.write_bytes(made)
        bar.update(task, description="done / 完成", completed=3)
    print(f"{path}: {printout.sheet.count} officers 人 · {printout.sheet.digest}")


@click.command()
@click.argument("run")
@click.option("--to", "path", type=_TO, required=True, help="ends in .pdf")
@click.option("--officer", type=Shaped("id", Id), help="one only; left out: everybody")
@_LANGUAGE
def notices(run: str, path: Path, officer: str | None, language: Language) -> None:
    """A notice to each officer, one file / 输出个人考核结果通知书.

    More than 300 notices go into files of 300 each, FILE-1.pdf, FILE-2.pdf and so on.
    """
    _suffix(path, [".pdf"])
    with progress_bar("appraising / 考核计算") as bar:
        task = bar.task_ids[0]
        printout = _load(run, None if officer is None else [officer])
        wanted = [row.officer for row in printout.sheet.officers if officer in (None, row.officer)]
        bar.update(task, description="typesetting / 排版", total=len(wanted))
        for file, some in _files(path, wanted):
            made = notices_pdf(printout, language, some)
            with writing(file):
                file.write_bytes(made)
            bar.update(task, advance=len(some))
        bar.update(task, description="done / 完成")
    print(f"{path}: {len(wanted)} notices 份 · {printout.sheet.digest}")


def _files(path: Path, officers: Sequence[str]) -> Iterator[tuple[Path, Sequence[str]]]:
    """Which notices go into which file: a page takes memory until its file is done."""
    if len(officers) <= NOTICES_A_FILE:
        yield path, officers
        return
    for number, start in enumerate(range(0, len(officers), NOTICES_A_FILE), start=1):
        file = path.with_name(f"{path.stem}-{number}{path.suffix}")
        yield file, officers[start : start + NOTICES_A_FILE]


def _load(run: str, officers: Collection[str] | None) -> Printout:
    with installation() as home, home.reading() as conn, home.ledger() as ledger:
        printout = get_printout(conn, Runs(), run, ledger.keyring, officers)
        told = {f"officer:{row.officer}" for row in printout.sheet.officers}
        if officers:
            told = {f"officer:{one}" for one in officers}
        keep(conn, told, printout.sheet.bureau, run=run, position=printout.sheet.position)
        return printout


COMMANDS = (print_, notices)
