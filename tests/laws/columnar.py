"""What does the columnar engine say of records, and which records does no generator draw?"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.record import Plan, Record, UnitVersion
from domain.rulebook import NoRulebook
from domain.run import appraise
from domain.runsheet import RunSheet, run_sheet
from domain.scoring import Entry, PlanLine
from projections.columns.arithmetic import values
from projections.columns.engine import Answer, Question, answer
from projections.columns.library import Connection, DuckSql, connect
from projections.columns.packing import packed
from projections.columns.store import number, raw
from projections.columns.tables import TABLES
from tests.laws.histories_fixed import book, case, edition, posted, reviews, staff_of

_ONE_ITEM = "[{{id: K1, kind: bonus, category: K, title: K1, points: {points}, cap: {cap}}}]"
LOWER_CAPS = case(
    edition(items=_ONE_ITEM.format(points=0.5, cap=3), totals="{bonus: 3}"),
    edition(
        2,
        items=_ONE_ITEM.format(points=0.3, cap=2),
        totals="{bonus: 2}",
        effective_from="2024-07-01",
    ),
    book(
        units="a section",
        postings=posted(**staff_of("a", "o1", "o2")),
        reviews=reviews(o1="90 90 90 90", o2="91 91 91 91"),
        entries="\n".join(f"e{n} officer:o1 K1 2024-{n:02}-10" for n in (1, 2, 3, 4, 5, 9, 10)),
    ),
)
"""What five counted under the first edition's caps is more than the second one's allow."""


@contextmanager
def bucket_of(records: Iterable[Record]) -> Iterator[Connection]:
    """The records' rows under the store's names."""
    with connect() as conn:
        for name, columns in TABLES.items():
            shape = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            conn.execute(f"CREATE TEMP TABLE {raw(name)} ({shape})")
        for record in records:
            for name, rows in packed(record):
                if made := list(rows):
                    conn.execute(f"INSERT INTO {raw(name)} VALUES {values(made)}")
        number(conn)
        yield conn


def answers(
    conn: Connection, records: Sequence[Record], asked: Question, strict: bool = True
) -> dict[str, Answer]:
    bureaus = [record.bureau for record in records]
    return {a.bureau: a for a in answer(DuckSql(conn), bureaus, asked, strict)}


def by_columns(
    conn: Connection, records: Sequence[Record], asked: Question
) -> dict[str, RunSheet | None]:
    """Nothing is handed to the readable engine."""
    found = answers(conn, records, asked)
    return {
        r.bureau: run_sheet(found[r.bureau].run) if r.bureau in found else None for r in records
    }


def as_read(records: Sequence[Record], asked: Question) -> dict[str, RunSheet | None]:
    """What the readable engine says; None before a rulebook was known."""
    return {r.bureau: _as_read(r, asked) for r in records}


def _as_read(record: Record, asked: Question) -> RunSheet | None:
    try:
        return run_sheet(appraise(record, asked.as_of, asked.position, asked.candidate))
    except NoRulebook:
        return None


def named(record: Record, bureau: str) -> Record:
    """The same bureau-year by another name."""

    def again(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(
            replace(e, ref=f"{bureau}/{e.ref.partition('/')[2]}", source_ref=None) for e in entries
        )

    return replace(
        record, bureau=bureau, entries=again(record.entries), losses=again(record.losses)
    )


def twisted(record: Record, seed: int) -> Record:
    """With what no workbook says: units reorganised, plans with shares, marks and editions
    withdrawn, joint awards in odd parts."""
    dice = random.Random(seed)
    last = max(e.position for e in (*record.entries, *record.losses))

    def later(position: int) -> int:
        return dice.randint(position, last + 5)

    versions = tuple(
        UnitVersion(
            u.unit,
            dice.choice(["section", "branch", "office"]),
            None,
            date(record.year, dice.randint(1, 12), dice.randint(1, 28)),
            later(u.position),
        )
        for u in record.units
        if dice.random() < 1 / 2
    )
    marks = tuple(
        replace(m, withdrawn_at=later(m.position)) if dice.random() < 1 / 6 else m
        for m in record.marks
    )
    entries = tuple(
        replace(e, share=Fraction(dice.randint(1, 7), 7)) if dice.random() < 1 / 4 else e
        for e in record.entries
    )
    publications = tuple(
        replace(p, withdrawn_at=later(p.position)) if n and dice.random() < 1 / 2 else p
        for n, p in enumerate(record.publications)
    )
    return replace(
        record,
        units=(*record.units, *versions),
        marks=marks,
        entries=entries,
        publications=publications,
        plans=tuple(_shared(dice, plan) for plan in record.plans),
    )


def _shared(dice: random.Random, plan: Plan) -> Plan:
    """Sometimes the shares of an indicator make one, sometimes not, sometimes one is missing."""

    def share() -> Fraction | None:
        return dice.choice([Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(2, 3), None])

    lines = tuple(replace(line, share=share()) for line in plan.lines)
    if dice.random() < 1 / 8:
        lines = ()
    return replace(plan, lines=lines)


def with_a_share_below_nought(record: Record) -> Record:
    """The supports' rounded parts are more than the whole loss: the owner's is below nought."""
    units = [u.unit for u in record.units][:1]
    plans = [
        Plan(unit, (PlanLine(unit, "odd", Decimal(100), unit in units),), 9_000 + n)
        for n, unit in enumerate([*units, "n1", "n2", "n3"])
    ]
    loss = Entry(
        ref=f"{record.bureau}/{record.year}/unit:{units[0]}#900",
        position=9_100,
        subject=f"unit:{units[0]}",
        kind="deduction",
        effective_on=date(record.year, 1, 1),
        indicator="odd",
        points=Decimal("0.0002"),
    )
    editions = tuple(
        replace(
            p,
            edition=p.edition.model_copy(
                update={"unit": p.edition.unit.model_copy(update={"owner_share": Fraction(1, 5)})}
            ),
        )
        for p in record.publications
    )
    return replace(
        record,
        plans=(*record.plans, *plans),
        losses=(*record.losses, loss),
        publications=editions,
    )
