"""How does one measure the ledger?"""

from __future__ import annotations

import click

from scripts.bench.__main__ import main


@click.command()
@click.argument("officers", nargs=-1, type=click.IntRange(1, 50_000))
@click.option("--evidence", is_flag=True, help="the tables of the evidence alone")
def bench(officers: tuple[int, ...], *, evidence: bool) -> None:
    """An appraisal, recording under seal and an audit, as ratios / 性能对照.

    OFFICERS: sizes of bureau; 120 and 5,000 where none is given.
    """
    main([*map(str, officers), *["--evidence"][: int(evidence)]])


COMMANDS = (bench,)
