"""What does an auditor take away, and a person judged keep?"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import psycopg

from domain.calendar import civil_day
from domain.disputes.vocabulary import DisputeRef
from domain.journal.looking import shut
from domain.vocabulary import Day, EntryRef, Subject, entry_key
from projections.disputes import get_dispute
from projections.evidence.bundles import Export, write_certificate, write_dispute, write_whole_log
from projections.evidence.certifying import (
    Certificate,
    checkpoint_for,
    get_certificate,
    sealed_moment,
)
from projections.evidence.holding import PastRewritten
from projections.evidence.offline.receipts import as_proof
from projections.evidence.proofs import PROOF_SUFFIX
from projections.evidence.proving import get_receipt, position_of_entry
from projections.evidence.store import Checkpoint
from projections.moments import Instant, known_position, resolve
from projections.runs import get_named_run
from projections.traces import EVERYBODY
from scripts.commands.evidence import NotaryRefused
from scripts.commands.output import console, progress_bar
from scripts.commands.scores import BUREAU, YEAR, Digits, Question, Shaped
from scripts.commands.workbooks import FileNotWritten, writing
from scripts.evidence import seal_now
from scripts.installation import Installation, installation, local_principal
from scripts.keeping import keep

ENTRY = Shaped("bureau/year/officer:ID#number", EntryRef)
CONTESTED = Shaped("bureau/year/officer:ID#number or bureau/number", EntryRef | DisputeRef)


@click.command()
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True)
@click.option("--subject", type=Shaped("officer:ID or unit:ID", Subject), help="one certificate")
@click.option("--year", type=YEAR, help="of the subject's score")
@click.option("--as-of", type=Shaped("YYYY-MM-DD", Day), help="of --subject or --dispute")
@click.option("--known-at", type=Shaped("RFC 3339 time", Instant), help="of --subject")
@click.option("--position", type=Digits(1), help="of --subject")
@click.option(
    "--dispute",
    type=CONTESTED,
    metavar="ENTRY|DISPUTE",
    help="a contested entry, or a dispute (nanyue/3), with the scores",
)
@click.option("--run", help="the whole log with this run: nanyue:2024:closed")
@click.option("--bureau", type=BUREAU, help="may be left out where there is one")
@click.option("--narrative", is_flag=True, help="the subject's names and reasons can be read")
def export(
    folder: Path, dispute: str | None, run: str | None, narrative: bool, **asked: Any
) -> None:
    """An offline evidence bundle with its verifier / 导出审计材料包.

    The whole log, one run, one subject's score, or one contested entry with the score just before
    it, just after it and now; of a dispute by its number, now is when it came in. What is not
    sealed yet is sealed first.
    """
    _one_scope(dispute, run, narrative, asked)
    if folder.exists():
        raise FileNotWritten(
            f"{folder} exists already; name a new folder", f"{folder} 已存在；请另取目录名"
        )
    with installation() as home, home.reading() as conn:
        _seal(home)
        contested = _contested(conn, dispute, asked["as_of"]) if dispute else None
        subject = contested.subject if contested else asked["subject"]
        named = asked | {"subject": None, "entry": dispute, "run": run}
        keep(conn, [subject or EVERYBODY], **named)
        taken = _export(home, folder, subject if narrative else None)
        if contested is not None:
            digests = _dispute(conn, contested, taken)
        elif subject is not None:
            digests = _certificate(conn, Question(**asked), taken)
        else:
            digests = _whole_log(conn, run, taken)
    told = " · with personal data 含个人信息" if taken.keys else ""
    console().print(
        f"{folder}: {len(digests)} files{told} · python3 {folder}/verify.py {folder} --trust KEY"
    )


def _seal(home: Installation) -> None:
    try:
        seal_now(home)
    except PastRewritten as found:
        raise NotaryRefused(str(found), f"公证拒签，记账已暂停：{found}") from None


def _one_scope(
    dispute: str | None, run: str | None, narrative: bool, asked: dict[str, Any]
) -> None:
    subject = asked["subject"]
    if (subject is None) != (asked["year"] is None):
        raise click.UsageError("--subject and --year belong together")
    if sum(one is not None for one in (subject, dispute, run)) > 1:
        raise click.UsageError("one of --subject, --dispute and --run")
    if subject is None and (asked["known_at"] or asked["position"]):
        raise click.UsageError("--known-at and --position belong to --subject")
    if subject is None and dispute is None and (asked["as_of"] or narrative):
        raise click.UsageError("--as-of and --narrative belong to --subject or --dispute")


@dataclass(frozen=True)
class _Contested:
    """Whose score is contested, by which entry if by one, as of which day and as known when."""

    bureau: str
    year: int
    subject: str
    entry: str | None
    as_of: date | None
    position: int | None = None


def _contested(conn: psycopg.Connection[Any], named: str, as_of: date | None) -> _Contested:
    """Of an entry as asked, as known now; a dispute has its own day and position."""
    if "#" in named:
        (bureau, year, subject), _ = entry_key(named)
        return _Contested(bureau, year, subject, named, as_of)
    if as_of is not None:
        raise click.UsageError("a dispute has its own day: --as-of belongs to an entry")
    bureau, _, number = named.partition("/")
    today = civil_day(datetime.now(UTC))
    row = get_dispute(conn, (bureau, int(number)), known_position(conn), today, shut)
    entries, run = row.about["entries"], row.terms["run"]
    return _Contested(
        bureau,
        row.year,
        row.subject,
        entries[0] if len(entries) == 1 else None,
        date.fromisoformat(run["as_of"]),
        run["position"],
    )


def _export(home: Installation, folder: Path, subject: str | None) -> Export:
    """Who takes it away; the key of whose words are to be read, and a warning."""
    by, at = local_principal().actor, datetime.now(UTC)
    if subject is None:
        return Export(folder, by, at)
    with home.ledger() as ledger:
        key = ledger.keyring.disclose(subject)
    if key is None:
        said = (
            f"The key of {subject} was destroyed, or none was ever made: its names and reasons"
            f" stay ciphertext.\n{subject} 的密钥已销毁或从未生成，姓名与事由仍为密文。"
        )
    else:
        said = (
            f"The bundle holds personal data of {subject}: keep it from others, and destroy it"
            f" when it has served.\n材料包含 {subject} 的个人信息：请妥善保管，用毕销毁。"
        )
    print(said, file=sys.stderr)
    return Export(folder, by, at, {subject: key})


def _certificate(conn: psycopg.Connection[Any], asked: Question, taken: Export) -> dict[str, str]:
    moment, checkpoint = sealed_moment(
        conn, asked.year, asked.as_of, asked.known_at, asked.position
    )
    certificate = get_certificate(conn, asked.subject, moment, checkpoint, asked.bureau)
    return write_certificate(taken, certificate)


def _dispute(conn: psycopg.Connection[Any], contested: _Contested, taken: Export) -> dict[str, str]:
    """The entry with the scores around it; where it is about no single one, the score alone."""
    bureau, year, subject = contested.bureau, contested.year, contested.subject

    def score(position: int, checkpoint: Checkpoint) -> Certificate:
        moment = resolve(conn, year, contested.as_of, None, position)
        return get_certificate(conn, subject, moment, checkpoint, bureau)

    if contested.entry is None:
        checkpoint = checkpoint_for(conn, contested.position)
        return write_certificate(taken, score(contested.position or checkpoint.size, checkpoint))
    _, number = entry_key(contested.entry)
    receipt = get_receipt(conn, position_of_entry(conn, (bureau, year, subject, number)))
    checkpoint = checkpoint_for(conn, max(receipt.position, contested.position or 0))
    last = contested.position or checkpoint.size
    around = (receipt.position - 1, receipt.position, last)
    return write_dispute(taken, receipt, [score(at, checkpoint) for at in around])


def _whole_log(conn: psycopg.Connection[Any], run: str | None, taken: Export) -> dict[str, str]:
    checkpoint = checkpoint_for(conn, None)
    sheet = get_named_run(conn, run, checkpoint.size) if run else None
    with progress_bar("exporting / 导出") as bar:
        task = bar.task_ids[0]
        return write_whole_log(
            conn,
            taken,
            checkpoint,
            sheet,
            lambda n, of: bar.update(task, completed=n, total=of),
        )


@click.command()
@click.argument("entry", type=ENTRY)
@click.option("--to", "path", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
def receipt(entry: str, path: Path | None) -> None:
    """That an entry is in the log as it was recorded, for whom it concerns / 分录回执.

    ENTRY is bureau/year/subject#number. FILE is JSON, or one C2SP proof where its name ends in
    .tlog-proof; it holds the fact's bytes and its log entry: verify.py of any bundle checks it.
    What is not sealed yet is sealed first.
    """
    with installation() as home, home.reading() as conn:
        _seal(home)
        (bureau, year, subject), number = entry_key(entry)
        found = get_receipt(conn, position_of_entry(conn, (bureau, year, subject, number)))
        keep(conn, [subject], bureau, entry=entry)
    print(f"{found.words['zh']}\n{found.words['en']}")
    if path is not None:
        with writing(path):
            as_json = found.model_dump_json() + "\n"
            proof = path.suffix == PROOF_SUFFIX
            path.write_text(as_proof(found.model_dump()) if proof else as_json, encoding="utf-8")
        print(f"{path}: position {found.position} · python3 verify.py {path} --trust KEY")


COMMANDS = (export, receipt)
