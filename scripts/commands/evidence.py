"""How does one seal the journal, and how does an auditor verify it?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import psycopg

from projections.evidence.findings import (
    INCOMPLETE,
    STALE,
    TAMPERED,
    UNREADABLE,
    USAGE,
    VERIFIED,
)
from projections.evidence.holding import Halt, PastRewritten
from projections.evidence.notary import NotaryElsewhere
from projections.evidence.notes import MalformedNote
from projections.evidence.offline.auditing import judged
from projections.evidence.verify import PASSES, Audit, Report, verify
from projections.scores import View
from scripts.attending import kept
from scripts.auditing import Asked, NothingSealed, audit_of, own_policy, tell
from scripts.commands.output import console, print_json, print_table, progress_bar
from scripts.evidence import notary_of, policy_of, sealing_of, submit_now
from scripts.home import NotSetUp, home_path
from scripts.installation import Installation, installation
from scripts.listening import end_in_order
from scripts.submitting import words_of


class BundleReport(View):
    """What verifying a bundle came to."""

    verdict: str
    code: int
    said: tuple[str, ...]


VERDICTS = {
    UNREADABLE: "unreadable 无法读取",
    VERIFIED: "verified 核验通过",
    TAMPERED: "tampered 已被篡改",
    INCOMPLETE: "incomplete 核验不完整",
    STALE: "stale 陈旧或被回退",
}


@click.command()
@click.option("--once", is_flag=True, help="seal what there is and end")
@click.option("--vkey", is_flag=True, help="print the log's public key, to be published, and end")
@click.option("--attached", is_flag=True, hidden=True, help="end when standard input does")
def notary(once: bool, vkey: bool, attached: bool) -> None:
    """Seal the journal: leaves and signed checkpoints, brought to witnesses / 公证."""
    end_in_order()
    with installation() as home:
        if vkey:
            print(notary_of(home).vkey.text)
            return
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
            raise NotaryRefused(str(found), f"公证拒签，记账已暂停：{found}") from None


class NotaryBusy(NotSetUp):
    """Of two notaries one would fork the log."""


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
        raise NotaryRefused(sealing.error or "", f"公证拒签，记账已暂停：{sealing.error}")


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
    "--since",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a checkpoint up to which it was verified before: only what came after, for every day",
)
@click.option(
    "--bundle",
    type=click.Path(exists=True, path_type=Path),
    help="verify a bundle instead, as its verify.py does, by --policy or the home's own key",
)
@click.option(
    "--only", multiple=True, type=click.Choice(tuple(PASSES)), help="one pass alone; once or more"
)
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
@click.option("--told", is_flag=True, hidden=True, help="how far it is, line by line on stderr")
def verify_(bundle: Path | None, as_json: bool, told: bool, **words: Any) -> None:
    """Audit the journal and all that was made of it / 核验.

    Ends 0 verified, 1 tampered, 2 incomplete, 3 unreadable, 4 stale or rolled back.
    """
    asked = Asked(**words)
    if bundle is not None:
        sys.exit(_bundle_verified(bundle, asked.policy, as_json=as_json))
    try:
        with installation() as home:
            report = _audited(home, audit_of(home, asked), told=told)
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


def _bundle_verified(bundle: Path, policy: Path | None, *, as_json: bool) -> int:
    """As the bundle's own verify.py does it; trust comes from the home or from outside."""
    try:
        code, said = judged(bundle, policy or own_policy(home_path()))
    except NotSetUp as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    if as_json:
        print_json(BundleReport(verdict=VERDICTS[code].split()[0], code=code, said=tuple(said)))
    else:
        print("\n".join(said))
    return code


def _audited(home: Installation, audit: Audit, *, told: bool) -> Report:
    home.catch_up()
    with psycopg.connect(home.dsn("auditor"), autocommit=True) as conn, conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if told:
            return verify(conn, audit, tell)
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
    for one in report.halts:
        console().print(_of_halt(one))
    for opened in report.openings:
        console().print(
            f"new log 启用新日志 {opened.log} at position {opened.position}: {opened.lost} facts"
            f" lost 条遗失, {opened.kept} kept 条留存, {opened.vouched} vouched for 条经核验"
            f" · {opened.actor}: {opened.ground}"
        )
    since = f"since {report.since} / 自第 {report.since} 条之后 · " if report.since else ""
    console().print(
        f"{since}{report.size} of {report.head} facts sealed · {report.checkpoints} checkpoints"
        f" · {report.told} findings · {VERDICTS[report.code]} (exit {report.code})"
    )


def _of_halt(one: Halt) -> str:
    """For ever: that recording was halted, and who let it go on."""
    why = f"{one.reason} / {one.reason_zh}"
    said = f"halt {one.number} 停止记账 {one.raised_at:%Y-%m-%d %H:%M}: {why}"
    if one.lifted_at is None:
        return said
    return f"{said} · lifted 恢复 {one.lifted_at:%Y-%m-%d %H:%M} {one.lifted_by}: {one.lifted_why}"


verify_.name = "verify"
COMMANDS = (notary, verify_)
