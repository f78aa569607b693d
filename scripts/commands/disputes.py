"""How does one see at the command line who disputes what, and until when it is to be decided?"""

from __future__ import annotations

import json
from datetime import date
from typing import Final, get_args

import click

from domain.disputes.vocabulary import StageName
from domain.journal.looking import desk_over
from domain.vocabulary import Day, Subject
from projections.disputes import DisputeRow, DisputeStanding, get_dispute, list_disputes
from projections.listings import PAGE_MAX, Asked
from projections.moments import known_position
from scripts.commands.output import console, print_json, print_table, query_line
from scripts.commands.scores import BUREAU, Digits, Shaped
from scripts.installation import installation
from scripts.keeping import keep

SUBJECT = Shaped("officer:ID or unit:ID", Subject)
_STATES: Final = {
    "filed": "filed 已提出",
    "accepted": "accepted 已受理",
    "declined": "declined 不予受理",
    "withdrawn": "withdrawn 已撤回",
    "decided": "decided 已决定",
}
_STAGES: Final = {
    "objection": "objection 异议",
    "review": "review 复核",
    "appeal": "appeal 申诉",
    "statutory_review": "statutory review 法定复核",
    "statutory_appeal": "statutory appeal 法定申诉",
}
_OUTCOMES: Final = {
    None: "",
    "upheld_original": "upheld 维持",
    "varied": "varied 变更",
    "annulled": "annulled 撤销",
}


@click.command("disputes")
@click.argument("number", type=Digits(1), required=False)
@click.option("--bureau", type=BUREAU, help="may be left out where there is one")
@click.option("--state", type=click.Choice(get_args(DisputeStanding)), help="default: all")
@click.option("--stage", type=click.Choice(get_args(StageName)), help="default: all")
@click.option("--subject", type=SUBJECT)
@click.option("--as-of", type=Shaped("YYYY-MM-DD", Day), help="overdue on that day; default: today")
@click.option("--cursor", help="the page after, as the page before said")
@click.option("--position", type=Digits(0), help="as recorded up to there")
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def disputes(
    number: int | None,
    bureau: str | None,
    state: str | None,
    stage: str | None,
    subject: str | None,
    as_of: date | None,
    cursor: str | None,
    position: int | None,
    as_json: bool,
) -> None:
    """Objections, reviews and appeals with their deadlines, or one of them / 异议、复核与申诉."""
    filters = {"bureau": bureau, "state": state, "stage": stage, "subject": subject}
    if number is not None and any((state, stage, subject, cursor)):
        raise click.UsageError("NUMBER names one dispute; the filters list several")
    with installation() as home, home.ledger() as ledger, home.reading() as conn:
        day, at = as_of or ledger.today, known_position(conn, position=position)
        if number is not None:
            key = (desk_over(conn, day).bureau(bureau), number)
            one = get_dispute(conn, key, at, day, ledger.keyring.open)
            keep(conn, [one.subject], key[0], number=number)
        else:
            asked = Asked(at, filters, cursor, PAGE_MAX)
            found = list_disputes(conn, asked, day, ledger.keyring.open)
            keep(conn, [row.subject for row in found.items], **filters)
    if as_json:
        print_json(found if number is None else one)
        return
    if number is not None:
        _show(one)
        return
    columns = (
        *("争议 dispute", "环节 stage", "对象 subject", "年度 year", "状态 state"),
        *("提出 filed", "办结期限 decide by", "结果 outcome"),
    )
    print_table(f"disputes at position {found.position}", columns, map(_cells, found.items))
    click.echo(query_line(**filters, position=found.position, next=found.next))
    click.echo(f"{found.count} disputes · position {found.position} · {found.digest}")


def _cells(row: DisputeRow) -> list[str]:
    due = f"{row.decide_by}{' overdue 逾期' if row.overdue else ''}"
    return [
        f"{row.bureau}/{row.number}",
        _STAGES[row.stage],
        row.subject,
        str(row.year),
        _STATES[row.state],
        str(row.filed_on),
        due,
        _OUTCOMES[row.outcome],
    ]


def _show(row: DisputeRow) -> None:
    console().print(" · ".join(filter(None, _cells(row))))
    shown = row.model_dump(mode="json", exclude={"acts", "effects"}, exclude_none=True)
    console().print(json.dumps(shown, ensure_ascii=False, indent=2))
    for act in row.acts:
        said = json.dumps(act.said, ensure_ascii=False)
        console().print(f"{act.position} {act.recorded_at} {act.act} {act.actor} {said}")
    for effect in row.effects:
        console().print(f"{effect.position} {effect.fact} {effect.of}")


COMMANDS = (disputes,)
