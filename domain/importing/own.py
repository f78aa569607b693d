"""Which fact, recorded here by hand, does a row name by the ledger's own ref?

A row that goes out without a source's ref bears the ledger's own (projections/workbooks.py): it
must be known again where it came from. See DECISIONS 33.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeVar

from domain.accounts.decisions import KIND_OF_FACT
from domain.accounts.facts import EntryReversed, Granted
from domain.imports.commands import WorkbookRow
from domain.journal.desk import Desk
from domain.registers.facts import (
    MarkGiven,
    RestrictionImposed,
    RestrictionLifted,
    RestrictionRescinded,
)

_SUBJECT: Final = r"(?P<subject>(?:officer|unit):[^/#]+)"
_NUMBER: Final = "#(?P<number>[1-9][0-9]{0,8})"
_ENTRY: Final = f"{_SUBJECT}{_NUMBER}"
_FORMS: Final = {
    sheet: re.compile(form)
    for sheet, form in {
        "reviews": f"{_SUBJECT}/marks{_NUMBER}",
        "entries": _ENTRY,
        "losses": _ENTRY,
        "reversals": f"{_ENTRY}/reversal",
        "restrictions": f"{_SUBJECT}/restrictions{_NUMBER}",
        "lifts": f"{_SUBJECT}/restrictions{_NUMBER}/end#(?P<end>[1-9][0-9]{{0,8}})",
    }.items()
}
_FIELD_OF: Final = {"indicator_id": "indicator", "restriction": "rule"}
"""Columns that the facts call otherwise."""
_COMPARED_APART: Final = {"ref", "kind", "how", "entry_ref", "restriction_ref"}

End = RestrictionLifted | RestrictionRescinded
Fact = TypeVar("Fact")
OwnFact = Granted | EntryReversed | MarkGiven | RestrictionImposed | End


@dataclass(frozen=True)
class OwnRefs:
    """The ledger's own refs in a workbook of a bureau-year."""

    desk: Desk
    bureau: str
    year: int

    def fact(self, sheet: str, ref: str) -> OwnFact | None:
        """What the ref names, if it was recorded by hand: what came in has its source's ref."""
        named = _FORMS[sheet].fullmatch(ref) if sheet in _FORMS else None
        if named is None:
            return None
        subject, number = named["subject"], int(named["number"])
        found: OwnFact | None
        match sheet:
            case "reviews":
                found = _nth(self.desk.marks(self.bureau, self.year, subject).given, number)
            case "restrictions":
                found = self._restriction(subject, number)
            case "lifts":
                found = self._end(subject, number, int(named["end"]))
            case "reversals":
                found = self.desk.account(self.bureau, self.year, subject).reversed.get(number)
            case _:
                found = _nth(self.desk.account(self.bureau, self.year, subject).entries, number)
        return None if found is None or _came_in(found) else found

    def target(self, sheet: str, ref: str) -> str | None:
        """The entry or restriction that the ref names, as a batch's rows say it."""
        fact = self.fact(sheet, ref)
        if isinstance(fact, Granted):
            return f"{fact.bureau}/{fact.year}/{_own_ref(fact)}"
        if isinstance(fact, RestrictionImposed):
            return f"{fact.bureau}/{_own_ref(fact)}"
        return None

    def reads_as(self, row: WorkbookRow, fact: OwnFact) -> bool:
        """Would the fact go out as this very row?"""
        match fact:
            case EntryReversed():
                account = self.desk.account(fact.bureau, fact.year, fact.subject)
                told = row.cells["entry_ref"] == _ref_of(account.entries[fact.number - 1])
            case RestrictionLifted() | RestrictionRescinded():
                known = self.desk.restrictions(fact.bureau, fact.subject)
                told = row.cells["restriction_ref"] == _ref_of(known.imposed[fact.number - 1])
                told &= row.cells["how"] == (
                    "lifted" if isinstance(fact, RestrictionLifted) else "rescinded"
                )
            case MarkGiven() | RestrictionImposed():
                told = True
            case _:
                told = row.cells.get("kind", "deduction") == KIND_OF_FACT[type(fact)]
        return told and all(
            getattr(fact, _FIELD_OF.get(column, column), None) == cell
            for column, cell in row.cells.items()
            if column not in _COMPARED_APART
        )

    def _restriction(self, subject: str, number: int) -> RestrictionImposed | None:
        """A subject's restrictions are numbered through all years; a workbook has one year's."""
        fact = _nth(self.desk.restrictions(self.bureau, subject).imposed, number)
        return fact if fact is not None and fact.effective_on.year == self.year else None

    def _end(self, subject: str, number: int, end: int) -> End | None:
        if self._restriction(subject, number) is None:
            return None
        ends = self.desk.restrictions(self.bureau, subject).ends
        return _nth(tuple(e for e in ends if e.number == number), end)


def _nth(facts: tuple[Fact, ...], number: int) -> Fact | None:
    return facts[number - 1] if number <= len(facts) else None


def _came_in(fact: OwnFact) -> bool:
    return fact.source is not None and fact.source.ref is not None


def _own_ref(fact: Granted | RestrictionImposed) -> str:
    place = "/restrictions" if isinstance(fact, RestrictionImposed) else ""
    return f"{fact.subject}{place}#{fact.number}"


def _ref_of(fact: Granted | RestrictionImposed) -> str:
    """Under which ref does it go out?"""
    return (fact.source and fact.source.ref) or _own_ref(fact)
