"""How does one read the journal, rebuild what it means, and reach its database?"""

from __future__ import annotations

import click
from psycopg.conninfo import make_conninfo

from domain.journal.migrations import ROLES
from projections.facts import JournalFact, Tally, replay
from projections.moments import known_position
from projections.projector import rebuild
from scripts.commands.output import console, print_table, progress_bar
from scripts.installation import installation


@click.command("replay")
@click.option("--to", "upto", type=click.IntRange(0), help="the last position to read")
@click.option("--json", "as_json", is_flag=True, help="one fact a line")
def replay_(upto: int | None, as_json: bool) -> None:
    """Read the facts in order / 按序重放事实."""
    with installation() as home, home.reading() as conn:
        tally, last = Tally(), known_position(conn, position=upto)
        for fact in replay(conn, last):
            tally.take(fact)
            print(fact.model_dump_json() if as_json else _line(fact))
    if not as_json:
        print(f"{tally.count} facts · position {last} · {tally.digest}")


def _line(fact: JournalFact) -> str:
    when = fact.recorded_at.isoformat(timespec="seconds")
    points = fact.fact.get("claimed", "")
    return (
        f"{fact.position:>8}  {when}  {fact.stream:<44} {fact.name:<28} {points:>6}  {fact.actor}"
    )


@click.command("rebuild")
def rebuild_() -> None:
    """Rebuild every read model beside the live one and swap / 重建查询库."""
    with installation() as home, progress_bar("rebuild / 重建") as bar:
        task = bar.task_ids[0]
        done = rebuild(
            home.dsn("projector"), lambda at, total: bar.update(task, completed=at, total=total)
        )
    rows = ([table, str(n)] for table, n in done.rows.items())
    print_table(f"position {done.position}", ("表 table", "行 rows"), rows)
    if done.differed:
        console().print(f"与旧表不同 differed from the live tables: {', '.join(done.differed)}")


@click.command()
@click.option("--role", type=click.Choice(["owner", *ROLES]), default="owner", show_default=True)
def dsn(role: str) -> None:
    """The connection string of the home's database / 数据库连接串.

    The embedded server runs as long as a merit command or the service uses it.
    """
    with installation() as home:
        print(make_conninfo(home.dsn(role)))


COMMANDS = (replay_, rebuild_, dsn)
