"""Of which entries, results, marks and restrictions was somebody told, and what did he say?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, Literal, get_args

import psycopg

from domain.accounts.facts import EntryReversed, Granted
from domain.acknowledgements.facts import (
    AcknowledgementFact,
    EntryAcknowledged,
    ResultAcknowledged,
)
from domain.registers.facts import (
    MarkGiven,
    MarkWithdrawn,
    PostingRecorded,
    RestrictionImposed,
    RestrictionRescinded,
    UnitEstablished,
)
from domain.years.facts import YearClosed, YearPublished, YearRestated
from projections.cases import Told, Wanted, facts_told
from projections.listings import Asked, Page, page_after, page_token
from projections.scores import DIGEST, Unseal, View, digest_of

_RESULTS: Final = (YearPublished, YearClosed, YearRestated)
_OF_A_YEAR: Final = (
    *(*get_args(Granted), EntryReversed),
    *get_args(AcknowledgementFact),
    *(MarkGiven, MarkWithdrawn),
)
_RESTRICTIONS: Final = (RestrictionImposed, RestrictionRescinded)
_OF_ALL: Final = (*_RESULTS, PostingRecorded, UnitEstablished)
Standing = Literal["told", "acknowledged", "notified"]


class AcknowledgementRow(View):
    """An entry, a result of the year, a mark or a restriction, of which its subject was told.

    `told_at` is when it was recorded, from when on he reads it; `state` is `told` until he
    acknowledges it. A mark or a restriction is `notified`: there is nothing to acknowledge. What
    was annulled, withdrawn or rescinded since says so.
    """

    position: int
    line: int
    bureau: str
    year: int
    subject: str
    entry: str | None
    result: str | None
    told_at: datetime
    state: Standing
    acknowledged_at: datetime | None = None
    agrees: bool | None = None
    opinion: str | None = None
    reversed: bool = False
    mark: str | None = None
    restriction: str | None = None


@dataclass
class _Heard:
    """Who said what of which entry and result, and who is told of a year's results."""

    entries: dict[tuple[str, int, str, int], Told] = field(default_factory=dict)
    results: dict[tuple[str, int, str, str], Told] = field(default_factory=dict)
    reversed: set[tuple[str, int, str, int]] = field(default_factory=set)
    void: set[str] = field(default_factory=set)
    postings: dict[tuple[str, str, date], PostingRecorded] = field(default_factory=dict)
    units: list[UnitEstablished] = field(default_factory=list)


def list_acknowledgements(
    conn: psycopg.Connection[Any], asked: Asked, unseal: Unseal
) -> Page[AcknowledgementRow]:
    """One page, in the order in which it was told; filters: bureau, subject, year, state."""
    position, after = page_after(asked.cursor, asked.position)
    at = replace(asked, position=position)
    rows = [row for row in _rows(conn, at, unseal) if _wanted(row, asked.filters)]
    left = [row for row in rows if (row.position, row.line) > after]
    items, more = tuple(left[: asked.limit]), len(left) > asked.limit
    last = items[-1] if items else None
    page = Page[AcknowledgementRow](
        items=items,
        query={name: str(said) for name, said in asked.filters.items() if said is not None},
        next=page_token(position, last.position, last.line) if last and more else None,
        position=position,
        count=len(items),
        totals={},
        digest="",
    )
    return page.model_copy(update={DIGEST: digest_of(page.model_dump(mode="json"))})


def acknowledgements_of(
    conn: psycopg.Connection[Any], of: tuple[str, str], position: int, unseal: Unseal
) -> list[AcknowledgementRow]:
    """All that a subject of a bureau was told up to the position."""
    filters = dict(zip(("bureau", "subject"), of, strict=True))
    rows = _rows(conn, Asked(position, filters), unseal)
    return [row for row in rows if _wanted(row, filters)]


def _wanted(row: AcknowledgementRow, filters: Mapping[str, Any]) -> bool:
    return all(
        filters.get(name) in (None, getattr(row, name)) for name in ("subject", "year", "state")
    )


def _rows(
    conn: psycopg.Connection[Any], asked: Asked, unseal: Unseal
) -> Iterator[AcknowledgementRow]:
    bureau, subject = asked.filters.get("bureau"), asked.filters.get("subject")
    of_year = Wanted(
        _OF_A_YEAR, asked.position, bureau, subject=subject, year=asked.filters.get("year")
    )
    facts = facts_told(conn, of_year, unseal)
    for kinds, of in ((_RESTRICTIONS, subject), (_OF_ALL, None)):
        facts += facts_told(conn, Wanted(kinds, asked.position, bureau, subject=of), unseal)
    facts.sort(key=lambda told: told.position)
    heard = _heard(facts)
    for told in facts:
        if isinstance(told.fact, Granted):
            yield _of_entry(told, told.fact, heard)
        elif isinstance(told.fact, MarkGiven | RestrictionImposed):
            yield _notified(told, told.fact, heard)
        elif isinstance(told.fact, YearPublished | YearClosed | YearRestated):
            yield from _of_result(told, told.fact, heard, subject)


def _heard(facts: Iterable[Told]) -> _Heard:
    heard = _Heard()
    for told in facts:
        match told.fact:
            case EntryAcknowledged() as said:
                heard.entries[said.bureau, said.year, said.subject, said.number] = told
            case ResultAcknowledged() as said:
                heard.results[said.bureau, said.year, said.subject, said.result] = told
            case EntryReversed() as undone:
                key = (undone.bureau, undone.year, undone.subject, undone.number)
                heard.reversed.add(key)
            case MarkWithdrawn() | RestrictionRescinded() as ended:
                heard.void.add(_ref(ended))
            case PostingRecorded() as posting:
                heard.postings[posting.officer, posting.unit, posting.start] = posting
            case UnitEstablished() as unit:
                heard.units.append(unit)
    return heard


def _of_entry(told: Told, entry: Granted, heard: _Heard) -> AcknowledgementRow:
    key = (entry.bureau, entry.year, entry.subject, entry.number)
    row = AcknowledgementRow(
        position=told.position,
        line=0,
        bureau=entry.bureau,
        year=entry.year,
        subject=entry.subject,
        entry=f"{entry.bureau}/{entry.year}/{entry.subject}#{entry.number}",
        result=None,
        told_at=told.recorded_at,
        state="told",
        reversed=key in heard.reversed,
    )
    return _said(row, heard.entries.get(key))


def _ref(fact: MarkGiven | MarkWithdrawn | RestrictionImposed | RestrictionRescinded) -> str:
    if isinstance(fact, MarkGiven | MarkWithdrawn):
        return f"{fact.bureau}/{fact.year}/{fact.subject}/marks#{fact.number}"
    return f"{fact.bureau}/{fact.subject}/restrictions#{fact.number}"


def _notified(
    told: Told, fact: MarkGiven | RestrictionImposed, heard: _Heard
) -> AcknowledgementRow:
    ref, mark = _ref(fact), isinstance(fact, MarkGiven)
    return AcknowledgementRow(
        position=told.position,
        line=0,
        bureau=fact.bureau,
        year=fact.year if isinstance(fact, MarkGiven) else fact.effective_on.year,
        subject=fact.subject,
        entry=None,
        result=None,
        told_at=told.recorded_at,
        state="notified",
        reversed=ref in heard.void,
        mark=ref if mark else None,
        restriction=None if mark else ref,
    )


def _of_result(
    told: Told,
    fact: YearPublished | YearClosed | YearRestated,
    heard: _Heard,
    of: str | None = None,
) -> Iterator[AcknowledgementRow]:
    """To everybody who was posted in the year, and to every unit that there was; or `of` one."""
    result = _result_of(fact)
    for line, subject in enumerate(_told_of_year(fact.bureau, fact.year, heard), start=1):
        if of not in (None, subject):
            continue
        row = AcknowledgementRow(
            position=told.position,
            line=line,
            bureau=fact.bureau,
            year=fact.year,
            subject=subject,
            entry=None,
            result=result,
            told_at=told.recorded_at,
            state="told",
        )
        yield _said(row, heard.results.get((fact.bureau, fact.year, subject, result)))


def _result_of(fact: YearPublished | YearClosed | YearRestated) -> str:
    if isinstance(fact, YearRestated):
        return f"restated-{fact.number}"
    return "published" if isinstance(fact, YearPublished) else "closed"


def _told_of_year(bureau: str, year: int, heard: _Heard) -> list[str]:
    first, next_first = date(year, 1, 1), date(year + 1, 1, 1)
    officers = {
        f"officer:{p.officer}"
        for p in heard.postings.values()
        if p.bureau == bureau and p.start < next_first and (p.until or next_first) > first
    }
    units = {
        f"unit:{u.unit}"
        for u in heard.units
        if u.bureau == bureau and (u.effective_on or first) < next_first
    }
    return sorted(officers | units)


def _said(row: AcknowledgementRow, told: Told | None) -> AcknowledgementRow:
    if told is None:
        return row
    fact = told.fact
    assert isinstance(fact, EntryAcknowledged | ResultAcknowledged)
    said = {"agrees": fact.agrees, "opinion": fact.opinion, "acknowledged_at": told.recorded_at}
    return row.model_copy(update={"state": "acknowledged", **said})
