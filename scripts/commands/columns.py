"""How does one appraise every bureau of a year at once?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from domain.rulebook import read_edition
from domain.vocabulary import Day
from projections.columns.country import Filed, run_store
from projections.columns.engine import Question
from projections.columns.exporting import export
from projections.columns.packing import NotWhole
from projections.columns.spark import Job, run_on_spark, session
from projections.columns.store import Store
from projections.evidence.plain_files import read_file
from projections.moments import resolve
from scripts.commands.output import console, progress_bar
from scripts.commands.scores import YEAR, Digits, Shaped
from scripts.home import NotSetUp
from scripts.installation import installation


class StoreUnfit(NotSetUp):
    """The folder holds no store, or a store of another year or of less."""


class SparkNotInstalled(NotSetUp):
    """The distributed engine is not among what is installed."""


@click.group()
def columns() -> None:
    """Every bureau's run of a year at once / 全域年度测算."""


@columns.command("export")
@click.option("--year", type=YEAR, required=True)
@click.option("--position", type=Digits(1), help="left out: the head")
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True)
def export_(year: int, position: int | None, folder: Path) -> None:
    """Write the year of all bureaus as Parquet / 导出列式数据.

    As of one position of the log: it answers for every earlier one.
    """
    if (folder / "store.json").exists():
        raise StoreUnfit(
            f"{folder} holds a store already; name a new folder",
            f"{folder} 已有导出数据；请另指定目录",
        )
    with installation() as home, home.reading() as conn:
        moment = resolve(conn, year, position=position)
        with progress_bar("export") as bar:

            def tell(done: int, of: int) -> None:
                bar.update(bar.task_ids[0], completed=done, total=of)

            try:
                store = export(conn, folder, (year, moment.position), progress=tell)
            except NotWhole as bureau:
                raise StoreUnfit(
                    f"{bureau} has a number finer than the columns hold; appraise it by itself",
                    f"{bureau} 有数值超出列式精度；请单独测算该局",
                ) from None
    bureaus = sum(map(len, store.buckets))
    console().print(f"{bureaus} bureaus of {year} at position {store.position} in {folder}")


@columns.command("run")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--as-of", type=Shaped("YYYY-MM-DD", Day), help="left out: 31 December")
@click.option("--position", type=Digits(1), help="left out: the store's")
@click.option(
    "--rulebook",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a candidate in place of every bureau's editions: a rehearsal",
)
@click.option("--to", type=click.Path(path_type=Path), help="a folder for the runs' JSON, by line")
@click.option("--spark", metavar="MASTER", help="by Spark: local[2], or a cluster's address")
def run_(
    folder: Path,
    as_of: date | None,
    position: int | None,
    rulebook: Path | None,
    to: Path | None,
    spark: str | None,
) -> None:
    """The digest of every bureau's run, on all cores / 逐局测算并给出摘要."""
    try:
        store = Store.open(folder)
    except (OSError, ValueError, KeyError):
        raise StoreUnfit(
            f"{folder} holds no store; make one by merit columns export",
            f"{folder} 没有导出数据；请先执行 merit columns export",
        ) from None
    day = as_of or date(store.year, 12, 31)
    candidate = read_edition(read_file(rulebook, followed=True)) if rulebook else None
    asked = Question(store.year, day, position or store.position, candidate)
    if day.year != store.year or asked.position > store.position:
        raise StoreUnfit(
            f"the store holds {store.year} up to position {store.position}",
            f"该数据只含 {store.year} 年度、截至位置 {store.position}",
        )
    filed: Filed | Job = run_store(store, asked, to) if spark is None else _by(spark, store, asked)
    for bureau, digest in sorted(filed.digests.items()):
        print(bureau, digest, filed.read.get(bureau, ""), sep="\t")


def _by(master: str, store: Store, asked: Question) -> Job:
    try:
        started = session(master)
    except ImportError:
        raise SparkNotInstalled(
            "pyspark is not installed in this environment; install it, or leave --spark out",
            "此环境未安装 pyspark；请安装，或去掉 --spark",
        ) from None
    try:
        return run_on_spark(started, store, asked)
    finally:
        started.stop()


COMMANDS = (columns,)
