"""How does whoever is judged hand in a file, acknowledge what he is told, and dispute it?"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import BaseModel

from domain.acknowledgements.commands import AcknowledgeEntry, AcknowledgeResult, ResultName
from domain.disputes.commands import FileDispute, WithdrawDispute
from domain.disputes.vocabulary import Disputed, RunName, StageName
from domain.legible import LegibleNarrative
from domain.vocabulary import Day, EntryRef, Subject, entry_key
from scripts.acting import AS_TOKEN, PATH, acting
from scripts.commands.output import print_json
from scripts.commands.scores import BUREAU, YEAR, Digits, Shaped

SUBJECT = Shaped("officer:ID or unit:ID", Subject)
ENTRY = Shaped("entry", EntryRef)
WORDS = Shaped("text", LegibleNarrative)
DAY = Shaped("YYYY-MM-DD", Day)
_OF_BUREAU = click.option("--bureau", type=BUREAU, help="may be left out where there is one")
_JSON = click.option("--json", "as_json", is_flag=True, help="machine form on stdout")


class Filed(BaseModel):
    """A file that is kept: it is cited by its digest."""

    subject: str
    digest: str
    kind: str
    size: int


@click.command("file")
@click.argument("subject", type=SUBJECT)
@click.argument("path", type=PATH)
@_OF_BUREAU
@AS_TOKEN
@_JSON
def file(
    subject: str, path: Path, bureau: str | None, token_file: Path | None, as_json: bool
) -> None:
    """Hand in a file that proves something of a subject / 上传佐证材料."""
    with acting(token_file, bureau) as who:
        kept = who.hand_in(subject, path)
    if as_json:
        print_json(Filed(subject=subject, digest=kept.digest, kind=kept.kind, size=kept.size))
    else:
        click.echo(f"{kept.subject} · {kept.kind} · {kept.size} bytes · {kept.digest}")


@click.group()
def acknowledge() -> None:
    """Say that you were told of an entry or a result / 本人确认."""


_AGREES = click.option("--agrees/--disagrees", required=True, help="whether you agree with it")
_OPINION = click.option("--opinion", type=WORDS, help="what you think of it")


@acknowledge.command("entry")
@click.argument("entry", type=ENTRY)
@_AGREES
@_OPINION
@AS_TOKEN
@_JSON
def entry_(
    entry: str, agrees: bool, opinion: str | None, token_file: Path | None, as_json: bool
) -> None:
    """An entry, as nanyue/2024/officer:0012#3 / 确认分录."""
    with acting(token_file, entry_key(entry)[0].bureau) as who:
        who.does(AcknowledgeEntry(entry=entry, agrees=agrees, opinion=opinion), as_json)


@acknowledge.command("result")
@click.argument("subject", type=SUBJECT)
@click.argument("result", type=Shaped("published, closed or restated-N", ResultName))
@click.option("--year", type=YEAR, required=True)
@_AGREES
@_OPINION
@_OF_BUREAU
@AS_TOKEN
@_JSON
def result_(bureau: str | None, token_file: Path | None, as_json: bool, **said: Any) -> None:
    """The year's result as it was told / 确认年度结果."""
    with acting(token_file, bureau) as who:
        who.does(AcknowledgeResult(bureau=who.bureau, **said), as_json)


@click.group()
def dispute() -> None:
    """Contest a result of your own, or take it back / 提出或撤回争议.

    It is whose it is that disputes: show his token; nobody else may, not even the home's owner.
    """


@dispute.command("file")
@click.argument("subject", type=SUBJECT)
@click.option("--year", type=YEAR, required=True)
@click.option("--stage", type=click.Choice(get_args(StageName)), required=True)
@click.option("--entry", "entries", type=ENTRY, multiple=True, help="your own; once or more")
@click.option("--run", type=Shaped("published, closed or restated-N", RunName))
@click.option("--mark", "marks", type=Digits(1), multiple=True, help="of the year, by its number")
@click.option("--restriction", "restrictions", type=Digits(1), multiple=True)
@click.option("--cite", "cites", type=ENTRY, multiple=True, help="an entry of others")
@click.option("--against", type=Digits(1), help="the dispute whose decision is contested")
@click.option("--statement", type=WORDS, required=True, help="what is wrong")
@click.option("--relief", type=WORDS, required=True, help="what you ask for")
@click.option("--evidence", type=PATH, multiple=True, help="files, handed in with it")
@click.option("--known-on", type=DAY, help="a later day on which you came to know of it")
@click.option("--known-reason", type=WORDS)
@click.option("--known-evidence", type=PATH, multiple=True)
@_OF_BUREAU
@AS_TOKEN
@_JSON
def file_dispute(
    bureau: str | None,
    token_file: Path | None,
    as_json: bool,
    evidence: tuple[Path, ...],
    known_evidence: tuple[Path, ...],
    known_on: date | None,
    **said: Any,
) -> None:
    """Object, ask for a review, or appeal / 提出异议、复核、申诉."""
    named = {name: said.pop(name) for name in Disputed.model_fields}
    about = Disputed(**named) if any(named.values()) else None
    with acting(token_file, bureau) as who:
        subject = said["subject"]
        command = FileDispute(
            bureau=who.bureau,
            about=about,
            evidence=who.evidence(subject, evidence),
            known_on=known_on,
            known_evidence=who.evidence(subject, known_evidence),
            **said,
        )
        who.does(command, as_json)


@dispute.command("withdraw")
@click.argument("number", type=Digits(1))
@_OF_BUREAU
@AS_TOKEN
@_JSON
def withdraw(number: int, bureau: str | None, token_file: Path | None, as_json: bool) -> None:
    """Take your own dispute back / 撤回争议."""
    with acting(token_file, bureau) as who:
        who.does(WithdrawDispute(bureau=who.bureau, number=number), as_json)


COMMANDS = (file, acknowledge, dispute)
