"""How does a run read to people: who is where, by which reasons, and where are its bands cut?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg

from domain.journal.keyring import Keyring
from domain.run import Run
from domain.runsheet import GroupRow, OfficerRow, RunSheet, run_sheet
from domain.spread import GroupSpread, spread
from domain.vocabulary import plain
from projections.names import Names, get_names
from projections.runs import find_run, load_run
from projections.scores import DIGEST, View, digest_of
from projections.words import Titles, reasons_in_words


class PlaceRow(View):
    """An officer's place, with the names and reasons as people read them."""

    officer: str
    name: str
    unit: str | None
    unit_name: str
    score: str | None
    rank: int | None
    band: int | None
    grade: str
    reasons: tuple[str, ...]
    zh: tuple[str, ...]
    en: tuple[str, ...]


class CutRow(View):
    """Where a band ends: the last score that entered it, and the first that did not."""

    band: int
    seats: int | None
    used: int
    last_in: str | None
    first_out: str | None


class PlacedGroup(View):
    """A comparison group, best first: how far apart its scores lie, where its bands are cut."""

    group: str | None
    n: int
    excellent: int
    excellent_used: int
    mean: str | None
    deviation: str | None
    lowest: str | None
    highest: str | None
    tied: int
    unresolved: int
    bands: tuple[CutRow, ...]
    officers: tuple[PlaceRow, ...]


class Placings(View):
    """A run by groups; `run_digest` is the digest of the run itself."""

    run: str
    bureau: str
    year: int
    as_of: str
    position: int
    edition: str
    run_digest: str
    groups: tuple[PlacedGroup, ...]
    count: int
    digest: str


def get_placings(conn: psycopg.Connection[Any], ref: str, known: int, keyring: Keyring) -> Placings:
    """The run that a ref names; officers outside of every group come last."""
    asked = find_run(conn, ref, known)
    run = load_run(conn, asked)
    sheet = run_sheet(run, asked.restates)
    ranked = [row.officer for row in sheet.officers]
    names = get_names(conn, asked.bureau, asked.moment, keyring, ranked)
    titles = {r.id: r.title for r in run.standing.edition.restrictions.values()}
    said = {name: getattr(sheet, name) for name in ("bureau", "year", "as_of", "position")}
    view = Placings(
        run=ref,
        **said,
        edition=sheet.edition,
        run_digest=sheet.digest,
        groups=tuple(_groups(run, sheet, names, titles)),
        count=sheet.count,
        digest="",
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def _groups(run: Run, sheet: RunSheet, names: Names, titles: Titles) -> Iterable[PlacedGroup]:
    for seats, apart in zip(sheet.groups, spread(run), strict=True):
        rows = _best_first(row for row in sheet.officers if row.group == seats.group)
        told = tuple(_place(row, names, titles) for row in rows)
        yield _group(seats, apart, told)
    loose = _best_first(row for row in sheet.officers if row.group is None)
    if loose:
        told = tuple(_place(row, names, titles) for row in loose)
        yield _group(None, None, told)


def _best_first(rows: Iterable[OfficerRow]) -> list[OfficerRow]:
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.officer))


def _place(row: OfficerRow, names: Names, titles: Titles) -> PlaceRow:
    kept = row.model_dump(include={"officer", "unit", "score", "rank", "band", "grade", "reasons"})
    return PlaceRow(
        **kept,
        name=names.officer(row.officer),
        unit_name=names.unit(row.unit),
        zh=tuple(reasons_in_words(row, "zh", titles)),
        en=tuple(reasons_in_words(row, "en", titles)),
    )


def _group(
    seats: GroupRow | None, apart: GroupSpread | None, rows: tuple[PlaceRow, ...]
) -> PlacedGroup:
    shown = {name: getattr(apart, name, None) for name in ("mean", "deviation")}
    scores = [row.score for row in rows if row.rank is not None]
    return PlacedGroup(
        group=seats.group if seats else None,
        n=seats.n if seats else 0,
        excellent=seats.excellent if seats else 0,
        excellent_used=apart.excellent if apart else 0,
        **{name: None if one is None else plain(one) for name, one in shown.items()},
        lowest=scores[-1] if scores else None,
        highest=scores[0] if scores else None,
        tied=apart.tied if apart else 0,
        unresolved=apart.unresolved if apart else 0,
        bands=tuple(_cuts(seats, rows)) if seats else (),
        officers=rows,
    )


def _cuts(seats: GroupRow, rows: tuple[PlaceRow, ...]) -> Iterable[CutRow]:
    """Band by band; who is barred from a better one stands below its line whatever his score."""
    bands = sorted({row.band for row in rows if row.band is not None} | set(map(int, seats.seats)))
    for band in bands:
        inside = [row for row in rows if row.band == band]
        behind = [row for row in rows if (row.band or 0) > band]
        yield CutRow(
            band=band,
            seats=seats.seats.get(str(band)),
            used=len(inside),
            last_in=inside[-1].score if inside else None,
            first_out=behind[0].score if behind else None,
        )
