"""What does the product say of a case? Its own reading, decisions and scoring; no database."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from api.workbook.importing import command_of
from api.workbook.reading import read_workbook_bytes
from domain import importing, recall
from domain.accounts.commands import AccountCommand
from domain.banding import GroupSeats, Place
from domain.deciding import decide
from domain.journal.desk import Desk
from domain.journal.envelope import By, Recorded
from domain.journal.log import Log
from domain.journal.names import NAME_OF, Fact
from domain.recall import Stored
from domain.record import (
    Record,
)
from domain.registers.commands import PublishRulebook, RegisterCommand
from domain.rulebook import read_edition
from domain.run import appraise
from domain.scoring import Line
from domain.standing import COMPONENT_PLACES, Standing
from domain.vocabulary import fixed, plain
from domain.years.commands import YearCommand
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
            if isinstance(step, str):
                self.decide(PublishRulebook(bureau=BUREAU, document=step))
            else:
                desk = self._desk()
                read = read_workbook_bytes("book.zip", zipped(step))
                importing.import_workbook(desk, command_of(read, BUREAU, self.case.year))
                self._take(desk)

    def _desk(self) -> Desk:
        no_cases = Log(len(self.facts), lambda *_: ())
        return Desk(lambda stream: self.streams.get(stream, []), lambda: (BUREAU,), TODAY, no_cases)

    def _take(self, desk: Desk) -> None:
        for recorded in desk.pending:
            self.streams.setdefault(recorded.originator_id, []).append(recorded)
            self.facts.append(recorded.fact)
        self.heads.append(len(self.facts))

    def decide(self, command: AccountCommand | RegisterCommand | YearCommand) -> None:
        """One more step: a single command."""
        desk = self._desk()
        decide(desk, command, By("token:desk", ""))
        self._take(desk)

    @property
    def record(self) -> Record:
        return record_of(self.facts, self.case.year)

    def run(self, as_of: str, position: int, candidate: str | None = None) -> dict[str, Any]:
        """The run as the oracle prints it."""
        edition = read_edition(candidate) if candidate else None
        run = appraise(self.record, date.fromisoformat(as_of), position, edition)
        standing = run.standing
        return {
            "units": [_unit(standing, unit) for unit in sorted(standing.units)],
            "officers": [_officer(standing, place) for place in run.places],
            "groups": [_group(seats) for seats in run.groups],
            "pay": {officer: plain(rate) for officer, rate in run.pay.items()},
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
    """The facts as scoring reads them, from the states that are kept."""
    stored = (
        Stored(position, NAME_OF[type(fact)], fact.model_dump(mode="json", exclude_none=True))
        for position, fact in enumerate(facts, start=1)
    )
    return recall.record_of(stored, BUREAU, year)


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


def _group(seats: GroupSeats) -> dict[str, Any]:
    shown = {str(band): n for band, n in seats.seats.items()}
    return {"group": seats.group, "n": seats.n, "seats": shown, "excellent": seats.excellent}


def _officer(standing: Standing, place: Place) -> dict[str, Any]:
    row = place.standing
    return {
        "officer": place.officer,
        "group": place.group,
        "components": {n: fixed(c, COMPONENT_PLACES) for n, c in sorted(row.components.items())},
        "base": None if row.base is None else fixed(row.base, COMPONENT_PLACES),
        "bonus": plain(row.account.bonus),
        "deduction": plain(row.account.deduction),
        "score": None if row.score is None else fixed(row.score, standing.edition.decimals),
        "rank": place.rank,
        "band": place.band,
        "grade": place.grade,
        "lines": _lines(row.account.lines),
    }
