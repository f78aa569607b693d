"""How does the bureau's table of results look on paper, to be signed?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.prints import labels
from api.prints.labels import Label, component
from api.prints.pdf import pdf
from api.prints.rows import about, bureau_name, components_of, in_order, one_line, sentences
from domain.runsheet import OfficerRow, RunSheet
from projections.phrases import Language
from projections.printouts import Printout
from projections.words import remarks_in_words, word

PLACES_LEAST = 2


def table_pdf(printout: Printout, language: Language = "zh") -> bytes:
    """A4 landscape, a table for each comparison group, best first."""
    return pdf("table.typ", table_matter(printout, language), printout.sheet.as_of)


def table_matter(printout: Printout, language: Language) -> dict[str, Any]:
    sheet = printout.sheet
    return {
        "title": labels.TABLE.zh.format(bureau=bureau_name(printout), year=sheet.year),
        "subtitle": labels.TABLE.en.format(year=sheet.year),
        "standing": list(labels.ACTS[printout.act]),
        "final": printout.act in ("closed", "restated"),
        "about": [[label, cell.text] for label, cell in about(printout, language)],
        "foot": foot(printout),
        "groups": [
            _group(printout, group, rows, language) for group, rows in in_order(printout.sheet)
        ],
    }


def foot(printout: Printout) -> str:
    sheet = printout.sheet
    said = (
        f"{labels.RUN} {printout.run}",
        f"{labels.AS_OF} {sheet.as_of}",
        f"{labels.POSITION} {sheet.position}",
        f"{labels.EDITION} {sheet.edition}",
        sheet.digest,
    )
    return " · ".join(said)


def _group(
    printout: Printout, group: str | None, rows: list[OfficerRow], language: Language
) -> dict[str, Any]:
    names = components_of(rows)
    figures = [aligned([row.components.get(name) for row in rows]) for name in names] + [
        aligned([row.base for row in rows])
    ]
    heads = [
        *((labels.RANK, "r"), (labels.OFFICER, "i"), (labels.NAME, "n"), (labels.UNIT_NAME, "u")),
        *((component(name), "f") for name in names),
        *((labels.BASE, "f"), (labels.BONUS, "p"), (labels.DEDUCTION, "p"), (labels.SCORE, "s")),
        *((labels.BAND, "b"), (labels.GRADE, "g"), (Label("系数", "Pay"), "b")),
        (labels.REMARKS, "w"),
    ]
    return {
        "title": str(labels.NO_GROUP) if group is None else f"{labels.GROUP} {group}",
        "seats": _seats(printout.sheet, group),
        "kinds": [kind for _, kind in heads],
        "heads": [[head.zh, head.en] for head, _ in heads],
        "rows": [
            [
                *(_shown(row.rank), row.officer, one_line(printout.names.officer(row.officer))),
                one_line(printout.names.unit(row.unit)),
                *(column[n] for column in figures),
                *(row.bonus, row.deduction, _shown(row.score), _shown(row.band)),
                *(word(row.grade, language), _shown(row.pay)),
                sentences(remarks_in_words(row, language, printout.titles), language),
            ]
            for n, row in enumerate(rows)
        ],
    }


def _shown(value: str | int | None) -> str:
    return "—" if value is None else str(value)


def _seats(sheet: RunSheet, group: str | None) -> str:
    found = next((g for g in sheet.groups if g.group == group), None)
    if found is None:
        return ""
    seats = [f"{labels.seats_of(band)} {n}" for band, n in found.seats.items()]
    parts = [f"{labels.PLACES} {found.n}", *seats, f"{labels.EXCELLENT} {found.excellent}"]
    return " · ".join(parts)


def aligned(texts: Sequence[str | None]) -> list[str]:
    """A column's figures with as many decimals as the longest needs, so that points line up."""
    needed = [len(t.partition(".")[2].rstrip("0")) for t in texts if t is not None]
    places = max([PLACES_LEAST, *needed])
    found = []
    for text in texts:
        whole, _, decimals = (text or "").partition(".")
        found.append("—" if text is None else f"{whole}.{decimals:0<{places}.{places}}")
    return found
