"""How does one measure the ledger?"""

from __future__ import annotations

from pathlib import Path

import click

from scripts.bench.__main__ import main


@click.command()
@click.argument("officers", nargs=-1, type=click.IntRange(1, 50_000))
@click.option("--evidence", is_flag=True, help="the tables of the evidence alone")
@click.option("--bulk", is_flag=True, help="import, the log and a rebuild alone")
@click.option("--serving", is_flag=True, help="the tables over HTTP alone")
@click.option("--facts", type=click.IntRange(10_000), help="the largest ledger over HTTP")
@click.option("--columns", is_flag=True, help="the tables of the columnar engine alone")
@click.option("--country", is_flag=True, help="700,000 officers by columns; asks before")
@click.option("--one-in", type=click.IntRange(1, 1000), default=1, help="a part of the country")
@click.option("--yes", is_flag=True, help="do not ask")
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="an SVG of it")
def bench(
    officers: tuple[int, ...],
    *,
    evidence: bool,
    bulk: bool,
    serving: bool,
    facts: int | None,
    columns: bool,
    country: bool,
    one_in: int,
    yes: bool,
    picture: Path | None,
) -> None:
    """An appraisal, recording under seal and an audit, as ratios / 性能对照.

    OFFICERS: sizes of bureau; 120 and 5,000 where none is given.
    """
    said = {"--evidence": evidence, "--bulk": bulk, "--columns": columns}
    said |= {"--serving": serving, "--country": country, "--yes": yes}
    flags = [flag for flag, given in said.items() if given]
    drawn = [] if picture is None else ["--picture", str(picture)]
    grown = [] if facts is None else ["--facts", str(facts)]
    main([*map(str, officers), *flags, "--one-in", str(one_in), *drawn, *grown])


COMMANDS = (bench,)
