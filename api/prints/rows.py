"""In which order and columns does a run stand in a list, and what are its control totals?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from api.prints import labels
from api.prints.labels import Label, component
from domain.runsheet import OfficerRow, RunSheet
from domain.vocabulary import plain
from projections.phrases import Language
from projections.printouts import Printout
from projections.words import reasons_in_words, word


@dataclass(frozen=True)
class Cell:
    """A figure, or somebody's words."""

    text: str
    number: bool = False


def figure(text: str | int | None) -> Cell:
    return Cell("" if text is None else str(text), number=True)


def words(text: str | None) -> Cell:
    return Cell(one_line(text or ""))


def one_line(text: str) -> str:
    """Somebody's text on one line, without what would not show or would turn the line around."""
    shown = "".join(" " if c.isspace() else c for c in text)
    return re.sub("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", shown).strip()


def sentences(said: Iterable[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(said)


def in_order(sheet: RunSheet) -> Iterator[tuple[str | None, list[OfficerRow]]]:
    """The comparison groups in the rulebook's order, then whoever is in none; best first."""
    by_group: dict[str | None, list[OfficerRow]] = {g.group: [] for g in sheet.groups}
    for row in sheet.officers:
        by_group.setdefault(row.group, []).append(row)
    for group in sorted(by_group, key=lambda g: g is None):
        if by_group[group]:
            yield group, sorted(by_group[group], key=_by_rank)


def _by_rank(row: OfficerRow) -> tuple[bool, int, str]:
    return row.rank is None, row.rank or 0, row.officer


def components_of(rows: list[OfficerRow]) -> list[str]:
    return sorted({name for row in rows for name in row.components})


def bureau_name(printout: Printout) -> str:
    """A unit that bears the bureau's own id names it."""
    bureau = printout.sheet.bureau
    return one_line(printout.names.units.get(bureau, bureau))


def officer_heads(sheet: RunSheet) -> list[Label]:
    return [
        *(labels.GROUP, labels.RANK, labels.OFFICER, labels.NAME),
        *(labels.UNIT, labels.UNIT_NAME),
        *map(component, components_of(list(sheet.officers))),
        *(labels.BASE, labels.BONUS, labels.DEDUCTION, labels.SCORE),
        *(labels.BAND, labels.GRADE, labels.PAY, labels.REASONS),
    ]


def officer_rows(printout: Printout, language: Language) -> Iterator[list[Cell]]:
    names = components_of(list(printout.sheet.officers))
    for _, rows in in_order(printout.sheet):
        for row in rows:
            yield [
                *(words(row.group), figure(row.rank), words(row.officer)),
                words(printout.names.officer(row.officer)),
                *(words(row.unit), words(printout.names.unit(row.unit))),
                *(figure(row.components.get(name)) for name in names),
                *map(figure, (row.base, row.bonus, row.deduction, row.score, row.band)),
                words(word(row.grade, language)),
                figure(row.pay),
                words(sentences(reasons_in_words(row, language, printout.titles), language)),
            ]


def about(printout: Printout, language: Language) -> Iterator[tuple[str, Cell]]:
    """Which run this is, and the totals to check a copy by."""
    sheet = printout.sheet
    yield str(labels.BUREAU), words(bureau_name(printout))
    yield str(labels.YEAR), figure(sheet.year)
    yield str(labels.RUN), words(printout.run)
    yield str(labels.STANDING), words(labels.ACTS[printout.act].say(language))
    yield str(labels.AS_OF), words(sheet.as_of)
    yield str(labels.POSITION), figure(sheet.position)
    yield str(labels.EDITION), words(sheet.edition)
    for label, text in (
        (labels.CANDIDATE, sheet.candidate),
        (labels.RESTATES, sheet.restates),
        (labels.WITHOUT, sheet.without),
    ):
        if text is not None:
            yield str(label), words(text)
    yield str(labels.DIGEST), words(sheet.digest)
    yield from _totals(sheet, language)


def _totals(sheet: RunSheet, language: Language) -> Iterator[tuple[str, Cell]]:
    officers = sheet.officers
    yield str(labels.UNITS), figure(len(sheet.units))
    yield str(labels.COUNT), figure(sheet.count)
    yield str(labels.RANKED), figure(sum(1 for row in officers if row.rank is not None))
    for label, texts in (
        (labels.SCORE, [row.score for row in officers]),
        (labels.BONUS, [row.bonus for row in officers]),
        (labels.DEDUCTION, [row.deduction for row in officers]),
    ):
        total = sum((Decimal(text) for text in texts if text is not None), Decimal(0))
        yield f"{label.zh}合计 total {label.en.lower()}", figure(plain(total))
    for band, n in sorted(Counter(row.band for row in officers if row.band).items()):
        yield f"第 {band} 段人数 officers in band {band}", figure(n)
    for grade, n in sorted(Counter(row.grade for row in officers).items()):
        yield f"{word(grade, 'zh')}人数 officers {word(grade, 'en')}", figure(n)
