"""What is printed of a run: its rows, who is who, what its rules are called, the days to object?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, LiteralString

import psycopg

from domain import refusals as no
from domain.journal.keyring import Keyring
from domain.run import Run
from domain.runsheet import RunSheet
from domain.scoring import Line
from projections.kept_runs import Runs
from projections.moments import known_position
from projections.names import Names, get_names
from projections.runs import find_run
from projections.scores import LineView, line_view
from projections.statements import Words, why_line
from projections.words import Titles

_PUBLISHED: Final[LiteralString] = """
SELECT (said ->> 'opens_on')::date, (said ->> 'closes_on')::date, (said ->> 'working_days')::integer
  FROM read.year_acts
 WHERE bureau = %s AND year = %s AND position <= %s AND act = 'year-published'
 ORDER BY position DESC LIMIT 1
"""


@dataclass(frozen=True)
class Publication:
    """The days on which the published results may be objected to, both included."""

    opens_on: date
    closes_on: date
    working_days: int


@dataclass(frozen=True)
class AccountLine:
    """A line of an officer's account with its title and why it counts as it does."""

    line: LineView
    title: Words
    why: Words


@dataclass(frozen=True)
class Printout:
    """A run by the name that it was asked by, and what people need to read it.

    `accounts` are the lines of the officers asked for; `publication` is the bureau-year's last.
    """

    run: str
    sheet: RunSheet
    names: Names = field(default_factory=Names)
    titles: Titles = field(default_factory=dict)
    publication: Publication | None = None
    accounts: Mapping[str, Sequence[AccountLine]] = field(default_factory=dict)

    @property
    def act(self) -> str:
        """`live`, `frozen`, `published`, `closed`, `restated`, or `` for a moment written out."""
        last = self.run.rpartition(":")[2].partition("-")[0]
        return "" if last.isdecimal() else last


def get_printout(
    conn: psycopg.Connection[Any],
    runs: Runs,
    ref: str,
    keyring: Keyring,
    officers: Collection[str] | None = (),
) -> Printout:
    """The run that a ref names, with the account lines of `officers`; None: of everybody."""
    known = known_position(conn)
    asked = find_run(conn, ref, known)
    appraised = runs.get(conn, asked)
    run, sheet = appraised.run, appraised.sheet()
    everyone = [row.officer for row in sheet.officers]
    for officer in set(officers or ()) - set(everyone):
        raise no.UnknownOfficer(officer=officer)
    found = conn.execute(_PUBLISHED, (asked.bureau, asked.moment.year, known)).fetchone()
    return Printout(
        run=ref,
        sheet=sheet,
        names=get_names(
            conn, asked.bureau, asked.moment, keyring, [row.officer for row in sheet.officers]
        ),
        titles={r.id: r.title for r in run.standing.edition.restrictions.values()},
        publication=Publication(*found) if found else None,
        accounts=_accounts(run, set(everyone if officers is None else officers)),
    )


def _accounts(run: Run, officers: Collection[str]) -> dict[str, tuple[AccountLine, ...]]:
    return {
        p.officer: tuple(_account_line(run, line) for line in p.standing.account.lines)
        for p in run.places
        if p.officer in officers
    }


def _account_line(run: Run, line: Line) -> AccountLine:
    item = run.standing.editions.on(line.entry.effective_on).items.get(line.entry.item or "")
    code = line.entry.item or line.entry.indicator or ""
    title = {"zh": code, "en": code} if item is None else item.title
    return AccountLine(line_view(line), title, why_line(line))
