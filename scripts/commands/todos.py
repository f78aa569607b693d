"""How does one see at the command line what waits for whom, and take it into a calendar?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from api.tasks import AskedTodos, Whose, todos_of
from domain.vocabulary import Day
from projections.moments import known_position
from projections.todos.calendar import calendar_of
from projections.todos.listing import Todo
from scripts.commands.output import print_json, print_table, query_line
from scripts.commands.scores import BUREAU, Digits, Shaped
from scripts.installation import installation, local_principal
from scripts.keeping import keep


@click.command("todo")
@click.option("--for", "whose", type=Shaped("principal or officer:ID", Whose), help="default: you")
@click.option("--bureau", type=BUREAU, help="of this bureau alone")
@click.option("--as-of", type=Shaped("YYYY-MM-DD", Day), help="on that day; default: today")
@click.option("--position", type=Digits(0), help="as recorded up to there")
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
@click.option("--ics", type=click.Path(dir_okay=False, path_type=Path), help="a calendar's file")
def todo(
    whose: str | None,
    bureau: str | None,
    as_of: date | None,
    position: int | None,
    as_json: bool,
    ics: Path | None,
) -> None:
    """What waits for you or somebody, and until when / 待办事项."""
    with installation() as home, home.ledger() as ledger, home.reading() as conn:
        day, at = as_of or ledger.today, known_position(conn, position=position)
        by = local_principal()
        asked = AskedTodos(bureau, day, at)
        found = todos_of(ledger, conn, by, whose or by.actor, asked)
        keep(conn, found, bureau, **{"for": whose, "as_of": as_of, "position": position})
    if ics is not None:
        ics.write_bytes(calendar_of(found, datetime.now(UTC), "zh"))
    if as_json:
        print_json(found)
        return
    columns = ("期限 due", "事项 task", "", "对象 subject", "办理 where")
    print_table(f"todo of {found.whose} on {found.as_of}", columns, map(_cells, found.items))
    asked_for = {"for": whose, "bureau": bureau, "as_of": day, "position": found.position}
    click.echo(query_line(**asked_for))
    more = "" if not found.more else "; more wait, due later / 尚有更晚到期者"
    click.echo(f"{found.count} tasks{more} · position {found.position} · {found.digest}")


def _cells(row: Todo) -> list[str]:
    due = str(row.due or "") + (" overdue 逾期" if row.overdue else "")
    return [due, row.title["zh"], row.title["en"], row.subject or "", row.where]


COMMANDS = (todo,)
