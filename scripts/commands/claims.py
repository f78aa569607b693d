"""How does one see at the command line what waits for a second person, and decide it?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import click

from domain.claims.commands import (
    ApproveClaim,
    CheckClaim,
    ClaimAward,
    ClaimCommand,
    RejectClaim,
    VerifyClaim,
    WithdrawClaim,
)
from domain.journal.looking import desk_over
from domain.legible import LegibleLine, LegibleNarrative, MeritKey
from domain.vocabulary import Day, Digest, Id, Points, Subject
from projections.claims import ClaimRow, ClaimStanding, Reader, get_claim, list_claims
from projections.listings import PAGE_MAX, Asked
from projections.moments import known_position
from scripts.acting import AS_TOKEN, PATH, acting
from scripts.commands.output import console, print_json, print_table, query_line
from scripts.commands.scores import BUREAU, Digits, Shaped
from scripts.installation import Installation, installation, local_principal

DIGEST = Shaped("sha256:…", Digest)
SUBJECT = Shaped("officer:ID or unit:ID", Subject)
DAY = Shaped("YYYY-MM-DD", Day)
_OF_BUREAU = click.option("--bureau", type=BUREAU, help="may be left out where there is one")
_JSON = click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
_SEEN = click.option("--digest", type=DIGEST, help="of what you have seen; without, it is shown")
_STATES = {
    "waiting": "waiting 待核准",
    "approved": "approved 已核准",
    "rejected": "rejected 已驳回",
    "withdrawn": "withdrawn 已撤回",
}


_STAGES = {
    "check": "check 初审",
    "verify": "verify 审核",
    "hearing": "hearing 听取陈述",
    "approve": "approve 审定",
}


def _due(found: ClaimRow) -> str:
    """Until when something may still be handed in or said."""
    if found.state != "waiting":
        return ""
    until = found.hearing_until or found.evidence_until
    return f"{until}" if until else ""


@click.command("claims")
@_OF_BUREAU
@click.option("--state", type=click.Choice(get_args(ClaimStanding)), help="default: all")
@click.option("--subject", type=SUBJECT)
@click.option("--cursor", help="the page after, as the page before said")
@click.option("--position", type=Digits(0), help="as recorded up to there")
@_JSON
def claims(
    bureau: str | None,
    state: str | None,
    subject: str | None,
    cursor: str | None,
    position: int | None,
    as_json: bool,
) -> None:
    """What waits for a second person, and what did / 待核准事项."""
    asked = {"bureau": bureau, "state": state, "subject": subject}
    with installation() as home, home.ledger() as ledger, home.reading() as conn:
        at = known_position(conn, position=position)
        reader = Reader(ledger.keyring.open, ledger.today)
        found = list_claims(conn, Asked(at, asked, cursor, PAGE_MAX), reader)
    if as_json:
        print_json(found)
        return
    rows = [
        [
            f"{c.bureau}/{c.number}",
            _STATES[c.state],
            _STAGES[c.stage] if c.stage else "",
            _due(c),
            c.command,
            c.subject or "",
            f"{c.proposer} ({c.role})",
            c.ended_by or "",
            c.digest,
        ]
        for c in found.items
    ]
    columns = (
        *("事项 claim", "状态 state", "环节 stage", "期限 due", "内容 command", "对象 subject"),
        *("提出 by", "办理 ended by", "摘要 digest"),
    )
    print_table(f"claims at position {found.position}", columns, rows)
    click.echo(query_line(**asked, position=found.position, next=found.next))
    click.echo(f"{found.count} claims · position {found.position} · {found.digest}")


@click.group()
def claim() -> None:
    """Decide what waits for a second person / 办理待核准事项."""


def _found(home: Installation, bureau: str | None, number: int) -> ClaimRow:
    with home.ledger() as ledger, home.reading() as conn:
        named = desk_over(conn, ledger.today).bureau(bureau)
        reader = Reader(ledger.keyring.open, ledger.today)
        return get_claim(conn, known_position(conn), (named, number), reader)


def _show(found: ClaimRow) -> None:
    state = _STATES[found.state]
    console().print(f"{found.bureau}/{found.number} {state} {found.proposer} ({found.role})")
    console().print(json.dumps(found.asked, ensure_ascii=False, indent=2))
    for answer in found.answers:
        console().print(f"{answer.answered_on} 陈述 heard: {answer.text}")
    if found.cited_by:
        console().print(f"同一文件 cite the same: {', '.join(found.cited_by)}")
    if not found.legible:
        console().print("names and narrative were erased / 姓名与事由已被删除")
    console().print(found.digest)


def _decide(
    kind: type[ClaimCommand | CheckClaim | VerifyClaim],
    number: int,
    bureau: str | None,
    digest: str | None,
    **said: Any,
) -> None:
    """Of what was shown here, where no digest says that it was seen elsewhere."""
    with installation() as home:
        found = _found(home, bureau, number)
        if digest is None:
            _show(found)
            click.confirm("decide so? / 确认办理？", abort=True, err=True)
        command = kind.model_validate(
            {"bureau": found.bureau, "number": number, "digest": digest or found.digest, **said}
        )
        with home.ledger() as ledger:
            receipt = ledger.handle(command, local_principal())
    entries = ", ".join(receipt.details.get("entries", ()))
    click.echo(" · ".join(filter(None, (f"position {receipt.position} 位置", entries))))


@claim.command("show")
@click.argument("number", type=Digits(1))
@_OF_BUREAU
@_JSON
def show(number: int, bureau: str | None, as_json: bool) -> None:
    """One claim with all that it says / 查看事项."""
    with installation() as home:
        found = _found(home, bureau, number)
    if as_json:
        print_json(found)
    else:
        _show(found)


@claim.command("award")
@click.argument("subject", type=SUBJECT)
@click.argument("item", type=Shaped("id", Id))
@click.option("--effective-on", type=DAY, required=True, help="the date of its document")
@click.option("--level", type=Shaped("id", Id))
@click.option("--quantity", type=Digits(1, 100_000))
@click.option("--points", type=Shaped("points", Points))
@click.option("--merit", type=Shaped("key", MeritKey), help="of the one act that is honoured")
@click.option("--document-no", type=Shaped("line", LegibleLine))
@click.option("--reason", type=Shaped("text", LegibleNarrative))
@click.option("--evidence", type=PATH, multiple=True, help="files, handed in with it")
@click.option("--received-on", type=DAY, help="a later receipt of the document")
@click.option("--receipt", type=PATH, help="the file that proves it")
@click.option("--resubmits", type=Digits(1), help="the rejected claim that this takes up")
@_OF_BUREAU
@AS_TOKEN
@_JSON
def award(
    bureau: str | None,
    token_file: Path | None,
    as_json: bool,
    evidence: tuple[Path, ...],
    receipt: Path | None,
    **said: Any,
) -> None:
    """Claim a bonus or commendation of one's own or one's unit's / 申报加分或表彰.

    What several share is claimed at POST /v1/claims.
    """
    with acting(token_file, bureau) as who:
        subject = said["subject"]
        proven = who.evidence(subject, evidence)
        received = who.hand_in(subject, receipt).digest if receipt is not None else None
        command = ClaimAward(bureau=who.bureau, evidence=proven, receipt=received, **said)
        who.does(command, as_json)


@claim.command("check")
@click.argument("number", type=Digits(1))
@_SEEN
@_OF_BUREAU
def check(number: int, digest: str | None, bureau: str | None) -> None:
    """The first check of an award's claim / 初审."""
    _decide(CheckClaim, number, bureau, digest)


@claim.command("verify")
@click.argument("number", type=Digits(1))
@_SEEN
@_OF_BUREAU
def verify(number: int, digest: str | None, bureau: str | None) -> None:
    """The second step of an award's claim / 审核."""
    _decide(VerifyClaim, number, bureau, digest)


@claim.command("approve")
@click.argument("number", type=Digits(1))
@_SEEN
@_OF_BUREAU
def approve(number: int, digest: str | None, bureau: str | None) -> None:
    """Let it through: its command is decided and recorded now / 核准."""
    _decide(ApproveClaim, number, bureau, digest)


@claim.command("reject")
@click.argument("number", type=Digits(1))
@click.option("--reason", required=True)
@_SEEN
@_OF_BUREAU
def reject(number: int, reason: str, digest: str | None, bureau: str | None) -> None:
    """Do not let it through / 驳回."""
    _decide(RejectClaim, number, bureau, digest, reason=reason)


@claim.command("withdraw")
@click.argument("number", type=Digits(1))
@_SEEN
@_OF_BUREAU
def withdraw(number: int, digest: str | None, bureau: str | None) -> None:
    """Take one's own claim back / 撤回."""
    _decide(WithdrawClaim, number, bureau, digest)


COMMANDS = (claims, claim)
