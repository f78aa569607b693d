"""How does one read the journal, rebuild what it means, and reach its database?"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import click
from psycopg.conninfo import make_conninfo

from domain.journal.migrations import ROLES
from domain.vocabulary import Day, ShortText, Subject
from projections.evidence.offline.narration import (
    TOLD,
    approvals_in_words,
    narrated,
    on_one_line,
    who_in_words,
)
from projections.facts import JournalFact, Tally, Wanted, replay
from projections.moments import BUREAU_ZONE, known_position, resolve
from projections.projector import rebuild
from projections.steps import Progress, Step, list_steps
from projections.traces import EVERYBODY
from scripts.commands.output import console, print_table, progress_bar, query_line, totals_line
from scripts.commands.scores import BUREAU, YEAR, Digits, Shaped
from scripts.installation import installation, roles_wanted
from scripts.keeping import keep

POSITION = Digits(1)


@click.command("replay")
@click.option("--from", "first", type=POSITION, default=1, help="the first position to read")
@click.option("--to", "upto", type=Digits(0), help="the last position to read")
@click.option("--subject", type=Shaped("officer:ID or unit:ID", Subject), help="of whom")
@click.option("--bureau", type=BUREAU, help="of which bureau")
@click.option("--year", type=YEAR, help="of which year's accounts, plans and acts")
@click.option("--name", type=click.Choice(sorted(TOLD)), metavar="FACT", help="bonus-awarded, …")
@click.option("--actor", type=Shaped("text", ShortText), help="recorded by whom")
@click.option("--steps", is_flag=True, help="the score of --subject for --year after each fact")
@click.option("--as-of", type=Shaped("YYYY-MM-DD", Day), help="of --steps; default 31 December")
@click.option("--language", type=click.Choice(["zh", "en", "both"]), default="both")
@click.option("--json", "as_json", is_flag=True, help="one fact a line, the rest on stderr")
def replay_(
    first: int,
    upto: int | None,
    steps: bool,
    as_of: date | None,
    language: str,
    as_json: bool,
    **filters: Any,
) -> None:
    """Read the facts in order, in words / 按序重放事实.

    Names and narrative stay sealed. With --json it is the journal's export: each line has the
    stored bytes in base64 and their SHA-256.
    """
    wanted, tally = Wanted(**filters), Tally()
    if steps and (wanted.subject is None or wanted.year is None):
        raise click.UsageError("--steps needs --subject and --year")
    if steps and (first > 1 or wanted.name or wanted.actor):
        raise click.UsageError("--steps reads every fact that touches the score, from the first")
    if as_of and not steps:
        raise click.UsageError("--as-of belongs to --steps")
    with installation() as home, home.reading() as conn, _progress() as progress:
        last = known_position(conn, position=upto)
        asked = {**filters, "as_of": as_of, "steps": "yes" if steps else None}
        keep(conn, [wanted.subject or EVERYBODY], **asked, start=first, position=last)
        if steps:
            assert wanted.subject
            assert wanted.year
            moment = resolve(conn, wanted.year, as_of, None, last)
            as_of = moment.as_of
            for step in list_steps(conn, wanted.subject, moment, wanted.bureau, progress):
                tally.take(step.fact)
                _print_step(step, language, as_json)
        else:
            for fact in replay(conn, first - 1, last, wanted):
                tally.take(fact)
                print(fact.model_dump_json() if as_json else _line(fact, language))
                progress(fact.position, last)
    for line in (
        query_line(from_=first, to=last, **asked),
        totals_line(tally.totals.items()),
        f"{tally.count} facts · position {last} · {tally.digest}",
    ):
        print(line, file=sys.stderr if as_json else sys.stdout)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar where somebody sees it and the facts go elsewhere."""
    if sys.stdout.isatty() or not sys.stderr.isatty():
        yield lambda at, total: None
        return
    with progress_bar("replay / 重放") as bar:
        task = bar.task_ids[0]
        yield lambda at, total: bar.update(task, completed=at, total=total)


def _line(fact: JournalFact, language: str) -> str:
    when = fact.recorded_at.astimezone(BUREAU_ZONE).isoformat(timespec="seconds")
    try:
        told = narrated(fact.name, fact.fact)
    except (LookupError, ValueError, TypeError):  # of a newer program, or torn
        told = dict.fromkeys(("zh", "en"), on_one_line(f"{fact.name} {fact.digest}"))
    words = " | ".join(told[one] for one in ("zh", "en") if language in (one, "both"))
    who = who_in_words(fact.actor, fact.role, 1 if language == "en" else 0)
    approved = approvals_in_words(list(fact.approvals))["en" if language == "en" else "zh"]
    return f"{fact.position:>8}  {when}  {who}  {words}{approved}"


def _print_step(step: Step, language: str, as_json: bool) -> None:
    if as_json:
        print(step.model_dump_json())
        return
    print(_line(step.fact, language))
    reasons = f"  ({'; '.join(step.reasons)})" if step.reasons else ""
    print(
        f"{'':>10}成绩 score {step.score or '—'} = 基础 base {step.base or '—'}"
        f" · 加 bonus {step.bonus} · 减 deduction {step.deduction}{reasons}"
    )
    for line in step.lines:
        why = " | ".join(line.why[one] for one in ("zh", "en") if language in (one, "both"))
        counted = f"{line.before or '—'} → {line.after or '—'}"
        print(f"{'':>12}{line.entry} 计入 counted {counted}  {why}")


@click.command("rebuild")
def rebuild_() -> None:
    """Rebuild every read model beside the live one and swap / 重建查询库."""
    with installation() as home, progress_bar("rebuild / 重建") as bar:
        task = bar.task_ids[0]
        begun = time.perf_counter()
        done = rebuild(
            home.dsn("projector"), lambda at, total: bar.update(task, completed=at, total=total)
        )
        took = time.perf_counter() - begun
    rows = ([table, str(n)] for table, n in done.rows.items())
    print_table(f"position {done.position}", ("表 table", "行 rows"), rows)
    console().print(
        f"用时 took {took:.1f} s · {done.position / took:,.0f} facts/s 事实/秒"
        f" · 切换 swap {done.swap_ns / 1e6:.0f} ms"
    )
    if done.differed:
        console().print(f"与旧表不同 differed from the live tables: {', '.join(done.differed)}")


@click.command()
@click.option("--role", type=click.Choice(["owner", *ROLES]), default="owner", show_default=True)
@click.option("--roles", is_flag=True, help="instead: SQL for a DBA, to create the roles himself")
def dsn(role: str, *, roles: bool) -> None:
    """The connection string of the home's database / 数据库连接串.

    The embedded server runs as long as a merit command or the service uses it.
    """
    if roles:
        print(roles_wanted(), end="")
        return
    with installation() as home:
        print(make_conninfo(home.dsn(role)))


COMMANDS = (replay_, rebuild_, dsn)
