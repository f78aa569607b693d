"""How does one measure the ledger?"""

from __future__ import annotations

import click

from scripts.bench.__main__ import main


@click.command()
@click.argument("officers", nargs=-1, type=click.IntRange(1, 50_000))
def bench(officers: tuple[int, ...]) -> None:
    """An appraisal beside a bare reading of its rows, as ratios / 性能对照.

    OFFICERS: sizes of bureau; 120 and 5,000 where none is given.
    """
    main([str(n) for n in officers])


COMMANDS = (bench,)
