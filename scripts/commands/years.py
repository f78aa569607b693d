"""How does one take a bureau-year from open to closed on the command line?"""

from __future__ import annotations

from typing import Any

import click

from domain.legible import LegibleLine, LegibleNarrative
from domain.rulebook.edition import PUBLISHED_FOR
from domain.vocabulary import Day, DecidedGrade, Id
from domain.years import commands as years
from projections.moments import known_position
from projections.records import the_bureau
from projections.yearbooks import Yearbook, get_yearbook
from scripts.commands.output import console, print_json, print_table
from scripts.commands.scores import BUREAU, YEAR, Digits, Shaped
from scripts.installation import installation, local_principal
from scripts.keeping import keep

ID, TEXT, SHORT = Shaped("id", Id), Shaped("text", LegibleNarrative), Shaped("text", LegibleLine)
DAY = Shaped("YYYY-MM-DD", Day)
POSITION = Digits(0)


@click.group()
def year() -> None:
    """The year's way: open, freeze, publish, close, restate / 年度办理."""


def _asked(command: Any) -> Any:
    for option in (
        click.option("--year", type=YEAR, required=True),
        click.option("--bureau", type=BUREAU, help="may be left out where there is one"),
    ):
        command = option(command)
    return command


def _record(command: years.YearCommand, of: int) -> None:
    with installation() as home, home.ledger() as ledger:
        receipt = ledger.handle(command, local_principal())
        with home.reading() as conn:
            bureau = the_bureau(conn, receipt.position, command.bureau)
            _print(get_yearbook(conn, bureau, of, receipt.position, ledger.keyring.open))


@year.command("show")
@_asked
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def show(bureau: str | None, year: int, as_json: bool) -> None:
    """How far the year is, by which acts / 年度办理情况."""
    with installation() as home, home.reading() as conn, home.ledger() as ledger:
        position = known_position(conn)
        named = the_bureau(conn, position, bureau)
        book = get_yearbook(conn, named, year, position, ledger.keyring.open)
        keep(conn, book, named, year=year, position=position)
    if as_json:
        print_json(book)
    else:
        _print(book)


@year.command("open")
@_asked
@click.option("--carry-plans/--no-plans", default=True, help="begin with the last year's plans")
def open_(bureau: str | None, year: int, carry_plans: bool) -> None:
    """Open a year / 开启年度."""
    _record(years.OpenYear(bureau=bureau, year=year, carry_plans=carry_plans), year)


@year.command("freeze")
@_asked
def freeze(bureau: str | None, year: int) -> None:
    """Take the provisional results / 年度冻结."""
    _record(years.FreezeYear(bureau=bureau, year=year), year)


@year.command("publish")
@_asked
@click.option("--opens-on", type=DAY, help="default: today")
@click.option(
    "--working-days", type=Digits(PUBLISHED_FOR, 60), help="default: as the rulebook says"
)
@click.option("--position", type=POSITION, help="default: that of the freeze")
def publish(bureau: str | None, year: int, **said: Any) -> None:
    """Publish a run for objections / 公示."""
    command = years.PublishYear.model_validate({"bureau": bureau, "year": year, **said})
    _record(command, year)


@year.command("close")
@_asked
@click.option("--position", type=POSITION, help="default: the head")
@click.option("--waived", type=TEXT, help="why, where the publication's window has not ended")
def close(bureau: str | None, year: int, position: int | None, waived: str | None) -> None:
    """Fix the results / 年度封账."""
    command = years.CloseYear(bureau=bureau, year=year, position=position, waived=waived)
    _record(command, year)


@year.command("restate")
@_asked
@click.option("--authorised-by", type=ID, required=True)
@click.option("--ground", type=SHORT, required=True, help="the legal ground")
@click.option("--reason", type=TEXT, required=True)
@click.option("--position", type=POSITION, help="default: the head")
def restate(bureau: str | None, year: int, **said: Any) -> None:
    """Run a closed year again, beside the closed run / 重述."""
    _record(years.RestateYear.model_validate({"bureau": bureau, "year": year, **said}), year)


@year.command("tie")
@_asked
@click.option("--order", required=True, help="officers in order, best first, with commas")
@click.option("--minutes", type=SHORT, required=True, help="the minutes' number")
@click.option("--decided-on", type=DAY, required=True)
def tie(bureau: str | None, year: int, order: str, **said: Any) -> None:
    """Record the committee's order of officers who are tied / 并列裁定."""
    try:
        officers = tuple(ID.convert(part.strip(), None, None) for part in order.split(","))
        command = years.ResolveTie(bureau=bureau, year=year, order=officers, **said)
    except ValueError as error:
        raise click.UsageError(f"--order: two officers or more, with commas: {order}") from error
    _record(command, year)


@year.command("grade")
@_asked
@click.option("--officer", type=ID, required=True)
@click.option("--grade", type=click.Choice(DecidedGrade.__args__), required=True)  # type: ignore[attr-defined]
@click.option("--minutes", type=SHORT, required=True, help="the minutes' number")
@click.option("--decided-on", type=DAY, required=True)
@click.option("--reason", type=TEXT, required=True)
def grade(bureau: str | None, year: int, **said: Any) -> None:
    """Record the committee's decision on a grade / 等次裁定."""
    _record(years.DecideGrade.model_validate({"bureau": bureau, "year": year, **said}), year)


@click.command()
@click.option("--bureau", type=BUREAU, help="may be left out where there is one")
@click.option("--year", type=YEAR, required=True, help="the calendar year")
@click.option("--holiday", "holidays", type=DAY, multiple=True, help="free on a weekday")
@click.option("--workday", "workdays", type=DAY, multiple=True, help="worked on a weekend")
@click.option("--document-no", type=SHORT, required=True)
def calendar(bureau: str | None, year: int, **said: Any) -> None:
    """Announce a calendar year's holidays and make-up days / 放假调休安排."""
    command = years.AnnounceWorkingDays.model_validate(
        {"bureau": bureau, "calendar_year": year, **said}
    )
    with installation() as home, home.ledger() as ledger:
        receipt = ledger.handle(command, local_principal())
        home.catch_up()
    print(f"{receipt.facts} facts 事实 · position {receipt.position}")


_COLUMNS = ("位置 position", "时间 recorded", "办理 act", "经办 actor", "运行 run", "内容 said")


def _print(book: Yearbook) -> None:
    window = f"  公示 {book.opens_on} – {book.closes_on}" if book.opens_on else ""
    rows = (
        [
            str(act.position),
            f"{act.recorded_at:%Y-%m-%d %H:%M:%S}",
            act.act,
            act.actor,
            act.run,
            "; ".join(f"{k}: {_short(v)}" for k, v in act.said.items()),
        ]
        for act in book.acts
    )
    print_table(f"{book.bureau} {book.year}  {book.stage}{window}", _COLUMNS, rows)
    console().print(f"position {book.position} · {book.count} acts · {book.digest}")


def _short(said: Any) -> str:
    if isinstance(said, list):
        return f"{len(said)}"
    if isinstance(said, dict):
        return ", ".join(f"{k} {_short(v)}" for k, v in said.items())
    text = str(said)
    return text[:17] + "…" if text.startswith("sha256:") else text


COMMANDS = (year, calendar)
