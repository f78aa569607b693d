"""What does an auditor take away, and a person judged keep?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from domain.vocabulary import Day, Subject
from projections.evidence.bundles import write_certificate, write_whole_log
from projections.evidence.certifying import checkpoint_for, get_certificate
from projections.moments import resolve
from projections.runs import get_named_run
from scripts.commands.output import console, progress_bar
from scripts.commands.scores import BUREAU, YEAR, Shaped
from scripts.commands.workbooks import FileNotWritten
from scripts.evidence import seal_now
from scripts.installation import installation


@click.command()
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True)
@click.option("--subject", type=Shaped("officer:ID or unit:ID", Subject), help="one certificate")
@click.option("--year", type=YEAR, help="of the subject's score")
@click.option("--as-of", type=Shaped("YYYY-MM-DD", Day))
@click.option("--run", help="the whole log with this run: nanyue:2024:closed")
@click.option("--bureau", type=BUREAU, help="may be left out where there is one")
def export(
    folder: Path,
    subject: str | None,
    year: int | None,
    as_of: date | None,
    run: str | None,
    bureau: str | None,
) -> None:
    """An offline evidence bundle with its verifier / 导出审计材料包.

    The whole log, one run, or one subject's score; what is not sealed yet is sealed first.
    """
    if (subject is None) != (year is None):
        raise click.UsageError("--subject and --year belong together")
    if folder.exists():
        raise FileNotWritten(f"{folder} exists already", f"{folder} 已存在")
    with installation() as home, home.reading() as conn:
        seal_now(home)
        checkpoint = checkpoint_for(conn, None)
        if subject is not None and year is not None:
            moment = resolve(conn, year, as_of, None, checkpoint.size)
            certificate = get_certificate(conn, subject, moment, checkpoint, bureau)
            digests = write_certificate(folder, certificate)
        else:
            sheet = get_named_run(conn, run, checkpoint.size) if run else None
            with progress_bar("exporting / 导出") as bar:
                task = bar.task_ids[0]
                digests = write_whole_log(
                    conn,
                    folder,
                    checkpoint,
                    sheet,
                    lambda n, of: bar.update(task, completed=n, total=of),
                )
    console().print(
        f"{folder}: {len(digests)} files · {checkpoint.size} facts"
        f" · python3 {folder}/verify.py {folder} --trust KEY"
    )


COMMANDS = (export,)
