"""What does the product say of a case? Its own reading, decisions and scoring; no database."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from api.workbook.importing import command_of
from api.workbook.reading import read_workbook_bytes
from domain import importing
from domain.accounts.decisions import KIND_OF_FACT
from domain.accounts.facts import EntryReversed, Granted, LossImposed
from domain.deciding import decide
from domain.journal.desk import Desk
from domain.journal.envelope import Recorded
from domain.journal.names import Fact
from domain.record import Mark, Plan, Posting, Publication, Record, UnitVersion
from domain.registers import facts as registers
from domain.registers.commands import PublishRulebook
from domain.registers.state import read_document
from domain.rulebook import read_edition
from domain.scoring import Entry, Line, PlanLine
from domain.standing import COMPONENT_PLACES, Standing
from domain.vocabulary import fixed, plain, share_of
from tests.laws.oracle_book import SHEETS, Book, Case

BUREAU = "b"
TODAY = date(2026, 6, 30)


@dataclass
class Product:
    """A case recorded by the product: the facts in order, and the head after each step."""

    case: Case
    facts: list[Fact] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    streams: dict[UUID, list[Recorded]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for step in self.case.steps:
            desk = Desk(lambda stream: self.streams.get(stream, []), lambda: (BUREAU,), TODAY)
            if isinstance(step, str):
                decide(desk, PublishRulebook(bureau=BUREAU, document=step))
            else:
                read = read_workbook_bytes("book.zip", zipped(step))
                importing.import_workbook(desk, command_of(read, BUREAU, self.case.year))
            for recorded in desk.pending:
                self.streams.setdefault(recorded.originator_id, []).append(recorded)
                self.facts.append(recorded.fact)
            self.heads.append(len(self.facts))

    def run(self, as_of: str, position: int, candidate: str | None = None) -> dict[str, Any]:
        """Units and officers as the oracle prints them, as far as scores go."""
        record = record_of(self.facts, self.case.year)
        edition = read_edition(candidate) if candidate else None
        standing = Standing(record, date.fromisoformat(as_of), position, edition)
        known = [f for f in self.facts[:position] if isinstance(f, registers.OfficerRegistered)]
        return {
            "units": [_unit(standing, unit) for unit in sorted(standing.units)],
            "officers": [_officer(standing, o) for o in sorted(f.officer for f in known)],
            "unit_lines": {
                unit: _lines(row.account.lines) for unit, row in sorted(standing.units.items())
            },
        }


def zipped(book: Book) -> bytes:
    """The workbook as a .zip of CSV files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for sheet, columns in SHEETS.items():
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, columns, extrasaction="raise")
            writer.writeheader()
            writer.writerows(book.get(sheet, []))
            archive.writestr(f"{sheet}.csv", text.getvalue())
    return data.getvalue()


def record_of(facts: list[Fact], year: int) -> Record:
    """The facts as scoring reads them: the projection's twin, in plain Python."""
    record = Record(BUREAU, year, (), (), (), (), (), (), ())
    entries: dict[str, Entry] = {}
    for position, fact in enumerate(facts, start=1):
        if isinstance(fact, Granted):
            entry = _entry(fact, position)
            entries[entry.ref] = entry
        elif isinstance(fact, EntryReversed):
            ref = f"{fact.bureau}/{fact.year}/{fact.subject}#{fact.number}"
            entries[ref] = replace(entries[ref], reversed_at=position)
        else:
            record = _with(record, fact, position)
    return replace(
        record,
        entries=tuple(e for e in entries.values() if e.indicator is None),
        losses=tuple(e for e in entries.values() if e.indicator is not None),
    )


def _entry(fact: Granted, position: int) -> Entry:
    loss = isinstance(fact, LossImposed)
    said = {} if loss else {n: getattr(fact, n) for n in ("item", "level", "quantity", "merit")}
    return Entry(
        ref=f"{fact.bureau}/{fact.year}/{fact.subject}#{fact.number}",
        position=position,
        subject=fact.subject,
        kind=KIND_OF_FACT[type(fact)],
        effective_on=fact.effective_on,
        indicator=fact.indicator if isinstance(fact, LossImposed) else None,
        points=fact.points,
        share=share_of(None if isinstance(fact, LossImposed) else fact.share),
        source_ref=fact.source.ref if fact.source else None,
        **said,
    )


def _with(record: Record, fact: Fact, position: int) -> Record:
    match fact:
        case registers.UnitEstablished() | registers.UnitReorganised():
            unit = UnitVersion(fact.unit, fact.kind, fact.parent, fact.effective_on, position)
            return replace(record, units=(*record.units, unit))
        case registers.PostingRecorded():
            places = (fact.officer, fact.unit, fact.post_level, fact.start, fact.until)
            return replace(record, postings=(*record.postings, Posting(*places, position)))
        case registers.PlanAdopted():
            lines = tuple(
                PlanLine(fact.unit, x.indicator, x.base, x.role == "owner") for x in fact.indicators
            )
            return replace(record, plans=(*record.plans, Plan(fact.unit, lines, position)))
        case registers.MarkGiven():
            given = (fact.subject, fact.series, fact.period, fact.score, fact.effective_on)
            return replace(record, marks=(*record.marks, Mark(*given, position)))
        case registers.RulebookPublished():
            published = Publication(read_document(fact.document), position)
            return replace(record, publications=(*record.publications, published))
        case _:
            return record


def _lines(lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    return [
        {
            "ref": line.entry.source_ref,
            "item": line.entry.item,
            "claimed": plain(line.claimed),
            "counted": plain(line.counted),
            "cuts": [{"stage": cut.stage, "points": plain(cut.points)} for cut in line.cuts],
            **({"reason": line.reason} if line.reason else {}),
        }
        for line in lines
    ]


def _unit(standing: Standing, unit: str) -> dict[str, Any]:
    row = standing.unit(unit)
    return {
        "unit": unit,
        "components": {n: fixed(c, COMPONENT_PLACES) for n, c in sorted(row.components.items())},
        "bonus": plain(row.account.bonus),
        "deduction": plain(row.account.deduction),
        "score": None if row.score is None else fixed(row.score, standing.edition.decimals),
    }


def _officer(standing: Standing, officer: str) -> dict[str, Any]:
    row = standing.officer(officer)
    return {
        "officer": officer,
        "components": {n: fixed(c, COMPONENT_PLACES) for n, c in sorted(row.components.items())},
        "base": None if row.base is None else fixed(row.base, COMPONENT_PLACES),
        "bonus": plain(row.account.bonus),
        "deduction": plain(row.account.deduction),
        "score": None if row.score is None else fixed(row.score, standing.edition.decimals),
        "lines": _lines(row.account.lines),
    }
