"""How does one seal the journal, and how does an auditor verify it?"""

from __future__ import annotations

import sys
from pathlib import Path

import click
import psycopg

from domain.journal.migrations import function_bodies
from projections.evidence.asking import WitnessSilent, newest_checkpoint
from projections.evidence.cosigning import COSIGNED
from projections.evidence.findings import (
    INCOMPLETE,
    STALE,
    TAMPERED,
    UNREADABLE,
    USAGE,
    VERIFIED,
)
from projections.evidence.holding import LAST, PastRewritten
from projections.evidence.notary import NotaryElsewhere
from projections.evidence.notes import MalformedNote, parse_note
from projections.evidence.outside import Seen
from projections.evidence.signatures import CHECKS
from projections.evidence.trust import parse_policy
from projections.evidence.verify import PASSES, Audit, Report, verify
from scripts.attending import kept
from scripts.commands.output import console, print_json, print_table, progress_bar
from scripts.evidence import POLICY, notary_of, policy_of, sealing_of, submit_now
from scripts.home import NotSetUp, notary_folders
from scripts.installation import NOTARY_VKEY, Installation, installation
from scripts.listening import end_in_order
from scripts.submitting import words_of

VERDICTS = {
    VERIFIED: "verified 核验通过",
    TAMPERED: "tampered 已被篡改",
    INCOMPLETE: "incomplete 核验不完整",
    STALE: "stale 陈旧或被回退",
}


@click.command()
@click.option("--once", is_flag=True, help="seal what there is and end")
@click.option("--attached", is_flag=True, hidden=True, help="end when standard input does")
def notary(once: bool, attached: bool) -> None:
    """Seal the journal: leaves and signed checkpoints, brought to witnesses / 公证."""
    end_in_order()
    with installation() as home:
        if not once:
            _keep_sealing(home, attached)
            return
        trust = policy_of(home)
        try:
            with notary_of(home).leading() as leading:
                sealed = leading.seal(idle=True)
                print(f"{sealed} sealed 已封 · {leading.store.size} facts · {leading.origin}")
            for outcome in submit_now(home, trust):
                print(words_of(outcome))
        except NotaryElsewhere:
            raise NotaryBusy("another notary seals this journal", "另有公证进程正在运行") from None
        except PastRewritten as found:
            raise NotaryRefused(str(found), f"公证拒签,记账已暂停:{found}") from None


class NotaryBusy(NotSetUp):
    """Of two notaries one would fork the log."""


class NothingSealed(NotSetUp):
    """Nobody has vouched for the ledger yet: an audit of it would rest on nothing."""


class NotaryRefused(NotSetUp):
    """The past was rewritten: the notary signs nothing, and nothing more is recorded."""


def _keep_sealing(home: Installation, attached: bool) -> None:
    sealing = sealing_of(home)
    if attached:
        sealing.stop_with(sys.stdin.fileno())
    with kept(home):
        sealing.start()
        print("sealing / 正在公证 (Ctrl-C: stop / 停止)", flush=True)
        try:
            sealing.wait()
        finally:
            sealing.stop()
    if sealing.state == "refusing":
        raise NotaryRefused(sealing.error or "", f"公证拒签,记账已暂停:{sealing.error}")


class _Verify(click.Command):
    """Wrong usage ends with 64: 2 says that an audit is incomplete."""

    def make_context(self, *args: object, **kwargs: object) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)  # type: ignore[arg-type]
        except click.UsageError as error:
            error.show()
            sys.exit(USAGE)


@click.command(cls=_Verify)
@click.option(
    "--checkpoint",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="the newest checkpoint kept elsewhere; default: the notary's own folder",
)
@click.option(
    "--policy",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="whom to trust: the log's verifier key, witnesses, quorum; default: the notary's folder",
)
@click.option(
    "--witness",
    "witnesses",
    multiple=True,
    metavar="URL",
    help="ask this witness for the newest checkpoint; default: those that the policy has a URL of",
)
@click.option(
    "--only", multiple=True, type=click.Choice(tuple(PASSES)), help="one pass alone; once or more"
)
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def verify_(
    checkpoint: Path | None,
    policy: Path | None,
    witnesses: tuple[str, ...],
    only: tuple[str, ...],
    as_json: bool,
) -> None:
    """Audit the journal and all that was made of it / 核验.

    Ends 0 verified, 1 tampered, 2 incomplete, 3 unreadable, 4 stale or rolled back.
    """
    try:
        with installation() as home:
            report = _audited(home, _audit(home, checkpoint, policy, (witnesses, only)))
    except NothingSealed as error:
        print(error, file=sys.stderr)
        sys.exit(INCOMPLETE)
    except (psycopg.Error, NotSetUp, OSError, MalformedNote) as error:
        print(f"cannot be read / 无法读取: {error}", file=sys.stderr)
        sys.exit(UNREADABLE)
    if as_json:
        print_json(report)
    else:
        _print(report)
    sys.exit(report.code)


def _audit(
    home: Installation,
    checkpoint: Path | None,
    policy: Path | None,
    asked: tuple[tuple[str, ...], tuple[str, ...]],
) -> Audit:
    """By the files given, or those in the notary's folder; and by what the witnesses answer."""
    keys, state = notary_folders(home.home)
    witnesses, only = asked
    own = state / POLICY if (state / POLICY).exists() else keys / NOTARY_VKEY
    if policy is None and not own.exists():
        raise NothingSealed(
            "no notary has sealed this ledger, so there is nothing to hold it against:"
            " run merit notary --once, or name the log's key with --policy",
            "本账尚未公证,无从核验:请先运行 merit notary --once,或用 --policy 指定日志公钥",
        )
    trusted = parse_policy(_text(policy or own), CHECKS)
    if not witnesses and checkpoint is None:
        witnesses = tuple(url for _, url in trusted.urls)
    seen = tuple(_seen(url, trusted.logs[0].name) for url in witnesses)
    kept = checkpoint or state / (COSIGNED if trusted.quorum else LAST)
    given = checkpoint is not None or not seen
    note = _text(kept) if given and kept.exists() else None
    if checkpoint is not None and note is not None:
        parse_note(note)  # what is no note at all cannot be read; it accuses nobody
    return Audit(trusted, note, function_bodies(), only, seen)


def _text(path: Path) -> str:
    """What is no text is no policy and no checkpoint either, and is told as such."""
    return path.read_text(encoding="utf-8", errors="replace")


def _seen(url: str, origin: str) -> Seen:
    try:
        return Seen(url, newest_checkpoint(url, origin))
    except WitnessSilent as wrong:
        return Seen(url, None, str(wrong))


def _audited(home: Installation, audit: Audit) -> Report:
    home.catch_up()
    with psycopg.connect(home.dsn("auditor"), autocommit=True) as conn, conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with progress_bar("verify / 核验") as bar:
            task = bar.task_ids[0]
            return verify(
                conn,
                audit,
                lambda name, n, of: bar.update(task, description=name, completed=n, total=of),
            )


def _print(report: Report) -> None:
    found_by = {p.check: str(p.findings or "✓") for p in report.passes}
    rows = [[f"{zh} {name}", found_by.get(name, "— 未查 left out")] for name, zh in PASSES.items()]
    print_table(f"{report.log}  {VERDICTS[report.code]}", ("项 pass", "发现 findings"), rows)
    if report.findings:
        found = (
            [str(f.position or ""), f"{PASSES[f.check]} {f.check}", f.what, f.expected, f.found]
            for f in report.findings
        )
        columns = ("位置 position", "项 pass", "何处 what", "应为 expected", "实为 found")
        print_table("发现 findings", columns, found)
    console().print(
        f"{report.size} of {report.head} facts sealed · {report.checkpoints} checkpoints"
        f" · {report.told} findings · {VERDICTS[report.code]} (exit {report.code})"
    )


verify_.name = "verify"
COMMANDS = (notary, verify_)
