"""Is the ledger what it was? Every pass of the audit, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import psycopg

from domain.errors import Refusal
from domain.recall import UNREADABLE
from projections.evidence import (
    fact_passes,
    feedback_pass,
    log_passes,
    procedure_pass,
    quarter_pass,
    reading_passes,
    schema_passes,
    second_pass,
    signing_pass,
)
from projections.evidence.findings import (
    INCOMPLETE,
    STALE,
    TAMPERED,
    VERIFIED,
    Audited,
    Finding,
    Progress,
)
from projections.evidence.holding import Halt, Opening, list_halts, list_openings
from projections.evidence.notes import Trust, open_checkpoint
from projections.evidence.outside import AGE, OUTSIDE, Seen, outside, seen_outside
from projections.evidence.store import LogStore
from projections.scores import View

FINDINGS_MAX = 1000
PASSES: Final = {
    OUTSIDE: "外部检查点",
    log_passes.CHECKPOINTS: "检查点",
    log_passes.LEAVES: "叶与事实",
    log_passes.COMPLETENESS: "完整性",
    fact_passes.COLUMNS: "列与原文",
    fact_passes.COMMANDS: "命令",
    fact_passes.ERASURES: "个人信息删除",
    second_pass.FOUR_EYES: "双人复核",
    signing_pass.SIGNATURES: "指标审签",
    reading_passes.READINGS: "读模型",
    reading_passes.RUNS: "考核运行",
    quarter_pass.QUARTERS: "季度冻结",
    feedback_pass.FEEDBACK: "反馈与评鉴",
    procedure_pass.PROCEDURES: "管理程序",
    schema_passes.SCHEMA: "结构与权限",
}
"""Every pass, in order, and what it is called in Chinese."""


class FindingRow(View):
    """One finding, as told."""

    check: str
    position: int | None
    what: str
    expected: str
    found: str


class PassRow(View):
    """One pass: how many things it found."""

    check: str
    findings: int


class Report(View):
    """An audit: its verdict, the exit code that says so, and the first position that is wrong.

    With passes that were left out nothing is said to be verified. `since`: of the first so many
    facts only that they are the ones of a checkpoint given. `halts` are all that there ever were,
    and `openings` say when a new log began because facts were lost.
    """

    verdict: str
    code: int
    log: str
    size: int
    since: int
    head: int
    checkpoints: int
    first: int | None
    passes: tuple[PassRow, ...]
    left_out: tuple[str, ...] = ()
    findings: tuple[FindingRow, ...]
    told: int
    halts: tuple[Halt, ...] = ()
    openings: tuple[Opening, ...] = ()
    at: datetime


@dataclass(frozen=True)
class Audit:
    """What an audit goes by, from outside the database: whom to trust, the checkpoint kept.

    `seen` is what the witnesses answered who were asked.
    """

    trust: Trust
    note: str | None
    sources: dict[str, str]
    only: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    since: str | None = None
    """The note of a checkpoint up to which the log was verified before."""


Named = tuple[str, Callable[[], Iterator[Finding]]]


def passes_of(audited: Audited, audit: Audit, now: datetime) -> list[Named]:
    """Every pass by its name, in order."""
    key = audit.trust.logs[0]
    return [
        (OUTSIDE, lambda: _outside(audited, audit, now)),
        (log_passes.CHECKPOINTS, lambda: log_passes.checkpoints(audited, audit.trust)),
        (log_passes.LEAVES, lambda: log_passes.leaves(audited, key.name)),
        (log_passes.COMPLETENESS, lambda: log_passes.completeness(audited)),
        (fact_passes.COLUMNS, lambda: fact_passes.columns(audited)),
        (fact_passes.COMMANDS, lambda: fact_passes.commands(audited)),
        (fact_passes.ERASURES, lambda: fact_passes.erasures(audited)),
        (second_pass.FOUR_EYES, lambda: second_pass.four_eyes(audited)),
        (signing_pass.SIGNATURES, lambda: signing_pass.signatures(audited)),
        (reading_passes.READINGS, lambda: reading_passes.readings(audited)),
        (reading_passes.RUNS, lambda: reading_passes.runs(audited)),
        (quarter_pass.QUARTERS, lambda: quarter_pass.quarters(audited)),
        (feedback_pass.FEEDBACK, lambda: feedback_pass.feedback(audited)),
        (procedure_pass.PROCEDURES, lambda: procedure_pass.procedures(audited)),
        (schema_passes.SCHEMA, lambda: schema_passes.schema(audited, audit.sources)),
    ]


def _outside(audited: Audited, audit: Audit, now: datetime) -> Iterator[Finding]:
    if audit.note is not None or not audit.seen:
        yield from outside(audited, audit.note, audit.trust, now)
    if audit.seen:
        yield from seen_outside(audited, audit.seen, audit.trust, now)


def verify(conn: psycopg.Connection[Any], audit: Audit, progress: Progress | None = None) -> Report:
    """All passes over one snapshot; raises psycopg.Error where it cannot be read."""
    now = datetime.now(UTC)
    store = LogStore(conn)
    audited, doubts = _begun(Audited(conn, store.size, progress=progress), audit, now)
    found: list[Finding] = doubts
    told: list[PassRow] = []
    for name, work in passes_of(audited, audit, now):
        if audit.only and name not in audit.only:
            continue
        audited.tell(name, 0)
        own = list(_went_through(name, work))
        told.append(PassRow(check=name, findings=len(own)))
        found.extend(own)
    return _report(audited, audit, (found, told, now))


def _begun(audited: Audited, audit: Audit, now: datetime) -> tuple[Audited, list[Finding]]:
    """From where on it is audited: whole, unless the log goes on from a checkpoint given."""
    if audit.since is None:
        return audited, []
    trust = audit.trust.of_the_log
    doubts = [f for f in outside(audited, audit.since, trust, now) if f.what != AGE]
    if doubts:
        return audited, doubts
    return replace(audited, since=open_checkpoint(audit.since, trust).checkpoint.size), []


def _went_through(name: str, work: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What a pass finds; one that cannot go on over what it reads has not covered the rest."""
    try:
        yield from work()
    except (Refusal, *UNREADABLE) as wrong:
        found = f"{type(wrong).__name__}: {wrong}"[:300]
        yield Finding(name, None, "the pass ends here", "what can be read", found, INCOMPLETE)


def _report(
    audited: Audited,
    audit: Audit,
    told: tuple[list[Finding], list[PassRow], datetime],
) -> Report:
    found, passes, now = told
    conn, store = audited.conn, LogStore(audited.conn)
    ((head,),) = conn.execute("SELECT coalesce(max(position), 0) FROM journal.facts")
    ran = {row.check for row in passes}
    left_out = tuple(name for name in PASSES if name not in ran)
    code = _verdict(found) or (INCOMPLETE if left_out else VERIFIED)
    return Report(
        verdict={
            VERIFIED: "verified",
            TAMPERED: "tampered",
            INCOMPLETE: "incomplete",
            STALE: "stale",
        }[code],
        code=code,
        log=audit.trust.logs[0].name,
        size=audited.size,
        since=audited.since,
        head=head,
        checkpoints=sum(1 for _ in store.checkpoints()),
        first=_first(found),
        passes=tuple(passes),
        left_out=left_out,
        findings=tuple(
            FindingRow(**{name: getattr(f, name) for name in FindingRow.model_fields})
            for f in found[:FINDINGS_MAX]
        ),
        told=len(found),
        halts=list_halts(conn).halts,
        openings=_openings(conn),
        at=now,
    )


def _openings(conn: psycopg.Connection[Any]) -> tuple[Opening, ...]:
    """One whose bytes are garbled is the columns' finding, not an audit's end."""
    try:
        return list_openings(conn)
    except (ValueError, TypeError):
        return ()


def _verdict(found: list[Finding]) -> int:
    """Tampering goes before staleness, staleness before incompleteness."""
    codes = {f.code for f in found}
    return next((code for code in (TAMPERED, STALE, INCOMPLETE) if code in codes), VERIFIED)


def _first(found: list[Finding]) -> int | None:
    """Of the record itself; what is made of it may show an altered fact at an earlier one."""
    derived = (reading_passes.READINGS, reading_passes.RUNS)
    places = [
        (f.code == INCOMPLETE, f.check in derived, f.position)
        for f in found
        if f.position is not None
    ]
    return min(places)[2] if places else None
