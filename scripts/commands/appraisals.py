"""How does one appraise a bureau-year on the command line?"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from domain.rulebook import read_edition
from domain.runsheet import RunSheet
from domain.vocabulary import Day
from projections.bureaus import edition_above
from projections.evidence.plain_files import read_file
from projections.moments import Instant, resolve
from projections.records import the_bureau
from projections.rehearsals import Asked, get_rehearsal
from projections.runs import get_run
from scripts.commands.output import console, print_json, print_table, query_line, totals_line
from scripts.commands.runs import print_rehearsal
from scripts.commands.scores import BUREAU, YEAR, Digits, Shaped
from scripts.installation import installation
from scripts.keeping import keep


@click.command()
@click.option("--bureau", type=BUREAU, help="may be left out where there is one")
@click.option("--year", type=YEAR, required=True)
@click.option("--as-of", type=Shaped("YYYY-MM-DD", Day), help="default 31 December")
@click.option("--known-at", type=Shaped("RFC 3339 time", Instant))
@click.option("--position", type=Digits(0))
@click.option(
    "--rulebook",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a candidate: a rehearsal, beside the edition in force; nothing is recorded",
)
@click.option("--json", "as_json", is_flag=True)
def appraise(
    bureau: str | None,
    year: int,
    as_of: date | None,
    known_at: datetime | None,
    position: int | None,
    rulebook: Path | None,
    as_json: bool,
) -> None:
    """Every unit and officer: score, rank, band, grade / 年度考核."""
    text = read_file(rulebook, followed=True) if rulebook else None
    with installation() as home, home.reading() as conn:
        moment = resolve(conn, year, as_of, known_at, position)
        named = the_bureau(conn, moment.position, bureau)
        above = edition_above(conn, named, moment.position)
        candidate = None if text is None else read_edition(text, above)
        if candidate is not None and not as_json:
            asked = Asked(named, (year,), moment.as_of, moment.position)
            print_rehearsal(get_rehearsal(conn, asked, [candidate]))
        run = get_run(conn, named, moment, candidate)
        keep(conn, run, named, year=year, as_of=moment.as_of, position=moment.position)
    if as_json:
        print_json(run)
    else:
        _print_run(run)


_ADDED = ("bonus", "deduction", "score")


def _print_run(run: RunSheet) -> None:
    units = (
        [u.unit, u.components.get("indicators"), u.bonus, u.deduction, u.score] for u in run.units
    )
    heads = ("单位 unit", "指标 indicators", "加 bonus", "减 deduction", "得分 score")
    print_table("单位 units", heads, units)
    for group in run.groups:
        rows = sorted(
            (o for o in run.officers if o.group == group.group),
            key=lambda o: (o.rank is None, o.rank or 0, o.officer),
        )
        seats = ", ".join(f"{band}: {n}" for band, n in group.seats.items())
        title = f"{group.group}  n={group.n}  seats {seats}  excellent {group.excellent}"
        columns = (
            "名次 rank",
            "干部 officer",
            "成绩 score",
            "段 band",
            "等次 grade",
            "说明 reasons",
        )
        table = (
            [
                str(o.rank or ""),
                o.officer,
                o.score,
                str(o.band or ""),
                o.grade,
                "; ".join(o.reasons),
            ]
            for o in rows
        )
        print_table(title, columns, table)
    groups = {group.group for group in run.groups}
    rest = [[o.officer, "; ".join(o.reasons)] for o in run.officers if o.group not in groups]
    if rest:
        title = f"未编入比较组 in no comparison group  n={len(rest)}"
        print_table(title, ("干部 officer", "说明 reasons"), rest)
    asked = {"bureau": run.bureau, "year": run.year, "as_of": run.as_of}
    console().print(query_line(**asked, position=run.position, rulebook=run.candidate))
    figures = [(name, getattr(o, name)) for o in run.officers for name in _ADDED]
    console().print(totals_line(figures))
    console().print(
        f"as of {run.as_of} · position {run.position} · edition {run.edition}"
        f" · {run.count} officers · {run.digest}"
    )


COMMANDS = (appraise,)
