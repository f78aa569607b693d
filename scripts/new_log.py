"""How does a new log begin where facts are lost for good, so that nobody can hide the loss?"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import psycopg

from domain.ledger import Ledger
from domain.logs.commands import OpenLog
from projections import projector
from projections.evidence.cosigning import COSIGNED
from projections.evidence.findings import TAMPERED
from projections.evidence.holding import (
    DOUBTS,
    LAST,
    PastRewritten,
    end_log,
    hold,
    lift,
    list_halts,
    list_openings,
)
from projections.evidence.keeping import keep
from projections.evidence.keys import DamagedKey, SigningKey
from projections.evidence.log_passes import CHECKPOINTS, COMPLETENESS, LEAVES
from projections.evidence.notary import Notary, NotaryElsewhere
from projections.evidence.notes import Trust, Vkey, open_checkpoint
from projections.evidence.signatures import CHECKS
from projections.evidence.store import LogStore
from projections.evidence.verify import Audit, verify
from scripts.evidence import POLICY, new_key, notary_key, seal_now
from scripts.home import NotSetUp, notary_folders
from scripts.installation import NOTARY_VKEY, Installation, local_principal

RETIRED: Final = "retired"
_KEY: Final = "notary.key"
_NEXT_KEY: Final = "notary.key.new"


class NothingLost(NotSetUp):
    """What is there is no beginning of what was signed, or it is all of it."""


class NotaryRuns(NotSetUp):
    """A notary is at work on the log that is to end."""


class NoSuchHalt(NotSetUp):
    """There is no halt of this number that nobody has lifted."""


def no_such_halt(number: int) -> NoSuchHalt:
    return NoSuchHalt(
        f"no halt {number} is in force; see merit halt list",
        f"没有生效中的第 {number} 号停止记账；请见 merit halt list",
    )


def open_new_log(
    home: Installation, number: int, why: str, checkpoint: Path | None = None
) -> OpenLog:
    """End the log whose facts are lost, on record, and seal what is left in a new one.

    The old name never signs again: its key, its last checkpoint and its policy are put aside.
    Where this is cut short, the old checkpoint halts the ledger anew; asked again, it goes on.
    """
    keys, state = notary_folders(home.home)
    old = notary_key(keys, home)
    made = _next_key(keys)
    try:
        with Notary(home.dsn("notary"), old, state).leading():
            with psycopg.connect(home.dsn("owner")) as conn:
                opened = _cut_short(conn, state / LAST, (old, made))
                begun = opened is not None
                opened = opened or _opened(conn, old.vkey, checkpoint or state / LAST, made, why)
                _lift_all(conn, number, why)
            if not begun:
                with Ledger(home.dsn("app"), home.master) as ledger:
                    ledger.handle(opened, local_principal())
            with psycopg.connect(home.dsn("owner")) as conn:
                end_log(conn)
            if old.vkey.name != opened.log:
                _put_aside(keys, state, old.vkey.name)
            _take_up(keys, state, opened.log)
    except NotaryElsewhere:
        raise NotaryRuns("stop the notary first", "请先停止公证进程") from None
    seal_now(home)
    return opened


def _next_key(keys: Path) -> SigningKey:
    """The new log's key, on disk before a fact names it."""
    beside = keys / _NEXT_KEY
    with suppress(FileNotFoundError, DamagedKey):  # a torn one was never named
        return SigningKey.load(beside)
    beside.unlink(missing_ok=True)
    new_key().save(beside)
    return SigningKey.load(beside)


def _cut_short(
    conn: psycopg.Connection[Any], last: Path, keys: tuple[SigningKey, SigningKey]
) -> OpenLog | None:
    """The opening that is on record already, while the old log's files still stand."""
    openings = list_openings(conn)
    if not openings or openings[-1].log not in [key.vkey.name for key in keys]:
        return None
    sealed = LogStore(conn).last_checkpoint()
    notes = [sealed.note if sealed else "", last.read_text("utf-8") if last.exists() else ""]
    if openings[-1].log in [note.split("\n", 1)[0] for note in notes]:
        return None
    return OpenLog(**openings[-1].model_dump(include=set(OpenLog.model_fields)))


def _opened(
    conn: psycopg.Connection[Any], key: Vkey, path: Path, made: SigningKey, why: str
) -> OpenLog:
    """What is lost: facts that the old log's last checkpoint covers and that are not here."""
    store = LogStore(conn)
    try:
        note = path.read_bytes().decode()
        signed = open_checkpoint(note, Trust(CHECKS, (key,))).checkpoint
        vouched = _vouched(conn, store, key)
        kept = projector.head(conn)
        if signed.size <= kept:
            raise PastRewritten(f"{signed.size} facts were signed, and {kept} are here")
    except (OSError, *DOUBTS) as doubt:
        raise NothingLost(
            f"a new log begins only where facts are lost: {doubt}. Without --new-log the halt is"
            " lifted once the log goes on from what was signed",
            f"仅在事实确已遗失时启用新日志：{doubt}。"
            "不带 --new-log 时，日志与已签检查点相接即可恢复",
        ) from doubt
    return OpenLog(
        log=made.vkey.name,
        checkpoint=note,
        kept=kept,
        vouched=vouched,
        lost=signed.size - kept,
        ground=why,
    )


def _vouched(conn: psycopg.Connection[Any], store: LogStore, key: Vkey) -> int:
    """How many facts are as the old log signed them; a new one must not launder any other."""
    last = store.last_checkpoint()
    if last is None:
        return 0
    hold(store, key, last.note.encode())
    trust = Trust(CHECKS, (key,))
    report = verify(conn, Audit(trust, last.note, {}, (CHECKPOINTS, LEAVES, COMPLETENESS)))
    if report.code == TAMPERED:
        found = report.findings[0]
        raise PastRewritten(f"position {report.first}: {found.what} is not as it was signed")
    return last.size


def _lift_all(conn: psycopg.Connection[Any], number: int, why: str) -> None:
    """Every halt that stands is a doubt about the log that ends."""
    standing = [one.number for one in list_halts(conn).halts if one.lifted_at is None]
    if number not in standing:
        raise no_such_halt(number)
    for one in standing:
        lift(conn, one, local_principal().actor, why)


def _put_aside(keys: Path, state: Path, origin: str) -> None:
    for folder, names in ((keys, (_KEY, NOTARY_VKEY)), (state, (LAST, COSIGNED, POLICY))):
        aside = folder / RETIRED / origin.replace("/", "-")
        aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in names:
            if (folder / name).exists():
                shutil.copy2(folder / name, aside / name)


def _take_up(keys: Path, state: Path, log: str) -> None:
    """The key first: from here on nobody signs under the old name."""
    beside = keys / _NEXT_KEY
    made = SigningKey.load(beside)
    if made.vkey.name == log:
        beside.replace(keys / _KEY)
    else:  # cut short after this very step: the key for a log after it was made too early
        beside.unlink()
        made = SigningKey.load(keys / _KEY)
    keep(keys / NOTARY_VKEY, made.vkey.text + "\n")
    for name in (POLICY, COSIGNED, LAST):
        (state / name).unlink(missing_ok=True)


def told_of(opened: OpenLog) -> str:
    return (
        f"log {opened.log} begins: {opened.kept} facts kept, {opened.vouched} of them vouched for"
        f" by the old log, {opened.lost} lost. Give its key"
        " (notary.vkey) to auditors and witnesses, and write a new policy; the old log's files are"
        f" in {RETIRED}/\n"
        f"新日志 {opened.log} 已启用：留存 {opened.kept} 条"
        f"（其中 {opened.vouched} 条经旧日志核验），遗失 {opened.lost} 条。"
        f"请将新公钥 notary.vkey 交审计与见证方并重写见证策略；旧日志文件在 {RETIRED}/"
    )
