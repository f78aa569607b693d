"""How does one ask for a score on the command line?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import click
import psycopg
from pydantic import TypeAdapter, ValidationError

from domain.vocabulary import Day, Id, Subject
from projections.histories import Axis, History, get_history
from projections.moments import Instant, Moment, resolve
from projections.scores import Score, get_score
from projections.statements import Reader, Statement, StatementLine, StruckLine, get_statement
from scripts.commands.output import console, print_json, print_table, query_line, totals_line
from scripts.installation import installation
from scripts.keeping import keep


class Digits(click.IntRange):
    """A whole number in plain digits: `2_024`, `+5` and wide digits are slips."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and not re.fullmatch("-?[0-9]{1,1000}", value):
            return self.fail(
                "write a whole number in plain digits / 请用阿拉伯数字书写整数", param, ctx
            )
        return super().convert(value, param, ctx)


class Shaped(click.ParamType[Any]):
    """A parameter in the ledger's own shape; wrong: usage, exit 2."""

    def __init__(self, name: str, shape: Any) -> None:
        self.name = name
        self._adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return self._adapter.validate_python(value)
        except ValidationError as error:
            return self.fail(str(error.errors()[0]["msg"]), param, ctx)


YEAR = Digits(1990, 2199)
BUREAU = Shaped("id", Id)


@dataclass(frozen=True)
class Question:
    """Both clocks, the subject and its bureau, as asked."""

    subject: str
    year: int
    as_of: date | None
    known_at: datetime | None
    position: int | None
    bureau: str | None

    def moment(self, conn: psycopg.Connection[Any]) -> Moment:
        return resolve(conn, self.year, self.as_of, self.known_at, self.position)

    def keep(self, conn: psycopg.Connection[Any]) -> None:
        asked = vars(self) | {"subject": None}
        keep(conn, [self.subject], **asked)


def question(command: Callable[..., None]) -> Callable[..., None]:
    """The argument and options of every question; the command gets them as one Question."""

    def ask(as_json: bool, **given: Any) -> None:
        asked = Question(**{name: given.pop(name) for name in Question.__dataclass_fields__})
        command(asked, as_json=as_json, **given)

    ask.__doc__ = command.__doc__
    ask.__name__ = command.__name__
    day, time = Shaped("YYYY-MM-DD", Day), Shaped("RFC 3339 time", Instant)
    asked: Callable[..., None] = ask
    for option in (
        click.option("--json", "as_json", is_flag=True, help="machine form on stdout"),
        click.option("--bureau", type=BUREAU, help="may be left out where there is one"),
        click.option("--position", type=Digits(0), help="as known at this position"),
        click.option("--known-at", type=time, help="as known at this time"),
        click.option("--as-of", type=day, help="business date; default 31 December"),
        click.option("--year", type=YEAR, required=True),
        click.argument("subject", type=Shaped("officer:ID or unit:ID", Subject)),
    ):
        asked = option(asked)
    return asked


@click.command()
@question
def score(asked: Question, *, as_json: bool) -> None:
    """A subject's score with its lines / 查询成绩与逐条明细."""
    with installation() as home, home.reading() as conn:
        answer = get_score(conn, asked.subject, asked.moment(conn), asked.bureau)
        asked.keep(conn)
    if as_json:
        print_json(answer)
        return
    _print_score(answer)
    _print_lines(answer)
    _print_foot(answer, asked)


@click.command()
@question
def statement(asked: Question, *, as_json: bool) -> None:
    """A score that adds up by hand, every line in words / 可手工核算的成绩单."""
    with installation() as home, home.reading() as conn, home.ledger() as ledger:
        reader = Reader(ledger.keyring.open, asked.bureau)
        answer = get_statement(conn, asked.subject, asked.moment(conn), reader)
        asked.keep(conn)
    if as_json:
        print_json(answer)
        return
    _print_score(answer.score)
    _print_workings(answer)
    own = _account_of(answer.score)
    lines = (_statement_row(line, own) for line in answer.lines)
    print_table("明细 lines", _STATEMENT_COLUMNS, lines)
    if answer.struck:
        struck = (_struck_row(line, own) for line in answer.struck)
        print_table("已冲销 struck", _STRUCK_COLUMNS, struck)
    console().print(f"  {answer.sum}")
    _print_foot(answer, asked)


@click.command()
@click.option("--axis", type=click.Choice(["effective", "known"]), default="effective")
@question
def history(asked: Question, *, axis: Axis, as_json: bool) -> None:
    """When the score changed, and by what / 成绩变化过程."""
    with installation() as home, home.reading() as conn:
        answer = get_history(conn, asked.subject, asked.moment(conn), axis, asked.bureau)
        asked.keep(conn)
    if as_json:
        print_json(answer)
        return
    rows = (
        [s.as_of, str(s.position), s.base, s.bonus, s.deduction, s.score, ", ".join(s.causes)]
        for s in answer.steps
    )
    columns = ("日期 as of", "位置 position", "基础 base", "加 bonus", "减 deduction", "成绩 score")
    print_table(f"{asked.subject} {asked.year}", (*columns, "原因 causes"), rows)
    _print_foot(answer, asked)


def _print_score(answer: Score) -> None:
    title = f"{_subject_of(answer)}  {answer.year}  成绩 score {answer.score or '—'}"
    rows: list[list[str | None]] = [[name, value] for name, value in answer.components.items()]
    rows += [["base", answer.base], ["bonus", answer.bonus], ["deduction", answer.deduction]]
    rows.append(["score", answer.score])
    rows += [["reason", reason] for reason in answer.reasons]
    print_table(title, ("项目 part", "分值 value"), rows)


def _print_lines(answer: Score) -> None:
    rows = (
        [
            line.entry,
            line.item or line.indicator,
            line.effective_on,
            line.claimed,
            line.counted,
            "; ".join(f"{c.stage} {c.of} {c.points}" for c in line.cuts) or line.reason,
        ]
        for line in answer.lines
    )
    columns = ("分录 entry", "项目 item", "生效 date", "申报 claimed", "计入 counted", "核减 cuts")
    print_table("明细 lines", columns, rows)


def _print_workings(answer: Statement) -> None:
    terms = ([t.component, t.value, t.weight] for t in answer.terms)
    print_table("基础分 base", ("项目 component", "分值 value", "权重 weight"), terms)
    if answer.stays:
        stays = ([s.unit, str(s.days), s.score] for s in answer.stays)
        print_table("组织绩效挂钩 org link", ("单位 unit", "天数 days", "得分 score"), stays)


_STATEMENT_COLUMNS = (
    "分录 entry",
    "项目 item",
    "生效 date",
    "文号 document",
    "事由 reason",
    "申报 claimed",
    "计入 counted",
    "说明 why",
)
_STRUCK_COLUMNS = (
    "分录 entry",
    "项目 item",
    "生效 date",
    "分值 points",
    "依据 ground",
    "原因 reason",
)


def _subject_of(answer: Score) -> str:
    return f"officer:{answer.officer}" if answer.officer else f"unit:{answer.unit}"


def _account_of(answer: Score) -> str:
    return f"{answer.bureau}/{answer.year}/{_subject_of(answer)}"


def _statement_row(line: StatementLine, own: str) -> list[str | None]:
    """A number alone names an entry of the subject's own account; a shared loss is another's."""
    return [
        line.entry.removeprefix(own),
        line.detail.title["zh"],
        line.effective_on,
        line.detail.document_no,
        line.detail.reason,
        line.claimed,
        line.counted,
        f"{line.why['zh']}\n{line.why['en']}",
    ]


def _struck_row(line: StruckLine, own: str) -> list[str | None]:
    reversal = line.detail.reversal
    return [
        line.entry.removeprefix(own),
        line.detail.title["zh"],
        line.effective_on,
        line.claimed,
        reversal.ground if reversal else None,
        reversal.reason if reversal else None,
    ]


def _print_foot(answer: Score | Statement | History, asked: Question) -> None:
    lines = () if isinstance(answer, History) else answer.lines
    bureau = answer.score.bureau if isinstance(answer, Statement) else answer.bureau
    console().print(
        query_line(
            subject=asked.subject,
            bureau=bureau,
            year=asked.year,
            as_of=answer.as_of,
            position=answer.position,
        )
    )
    if lines:
        totals = [(f"申报 claimed {line.kind}", line.claimed) for line in lines]
        totals += [(f"计入 counted {line.kind}", line.counted) for line in lines]
        console().print(totals_line(totals))
    console().print(
        f"as of {answer.as_of} · position {answer.position} · edition {answer.edition}"
        f" · {answer.count} lines · {answer.digest}"
    )


COMMANDS = (score, statement, history)
