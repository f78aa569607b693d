"""Who stands where in each comparison group, and who is in which band?"""

from __future__ import annotations

from typing import Any

import psycopg

from domain import refusals as no
from domain.runsheet import GroupRow, OfficerRow, RunSheet
from projections.moments import Moment
from projections.runs import get_run
from projections.scores import DIGEST, View, digest_of


class RankRow(View):
    """An officer's place in his comparison group."""

    officer: str
    unit: str | None
    score: str | None
    rank: int | None
    band: int | None
    grade: str
    pay: str | None
    reasons: tuple[str, ...]


class GroupRanking(View):
    """A comparison group, best first; those without a rank follow by id."""

    group: str | None
    n: int
    seats: dict[str, int]
    excellent: int
    officers: tuple[RankRow, ...]


class BandRows(View):
    """Everyone of one band of one group; band null: those without."""

    group: str | None
    band: int | None
    seats: int | None
    officers: tuple[RankRow, ...]


class Ranking(View):
    """A bureau-year's ranking, group by group; `run` is the digest of the run it is taken from."""

    bureau: str
    year: int
    as_of: str
    position: int
    edition: str
    run: str
    groups: tuple[GroupRanking, ...]
    count: int
    digest: str


class Bands(View):
    """A bureau-year's bands, group by group."""

    bureau: str
    year: int
    as_of: str
    position: int
    edition: str
    run: str
    bands: tuple[BandRows, ...]
    count: int
    digest: str


def get_ranking(
    conn: psycopg.Connection[Any], bureau: str, moment: Moment, group: str | None = None
) -> Ranking:
    """Every group, or the one named."""
    sheet = get_run(conn, bureau, moment)
    groups = [
        GroupRanking(**found.model_dump(), officers=_of_group(sheet, found.group))
        for found in sheet.groups
    ]
    named = [g.group for g in groups]
    if group is not None and group not in named:
        shown = ", ".join(name or "" for name in named)
        raise no.GroupNotInEdition(edition=sheet.edition, group=group, groups=shown)
    loose = _of_group(sheet, None)
    if loose:
        groups.append(GroupRanking(group=None, n=0, seats={}, excellent=0, officers=loose))
    wanted = [g for g in groups if group is None or g.group == group]
    ranking = Ranking(
        **_foot(sheet), groups=tuple(wanted), count=sum(len(g.officers) for g in wanted), digest=""
    )
    return ranking.model_copy(update={DIGEST: digest_of(ranking.model_dump(mode="json"))})


def get_bands(conn: psycopg.Connection[Any], bureau: str, moment: Moment) -> Bands:
    sheet = get_run(conn, bureau, moment)
    rows = [row for group in sheet.groups for row in _bands(sheet, group)]
    loose = _of_group(sheet, None)
    if loose:
        rows.append(BandRows(group=None, band=None, seats=None, officers=loose))
    bands = Bands(**_foot(sheet), bands=tuple(rows), count=sheet.count, digest="")
    return bands.model_copy(update={DIGEST: digest_of(bands.model_dump(mode="json"))})


def _foot(sheet: RunSheet) -> dict[str, Any]:
    names = ("bureau", "year", "as_of", "position", "edition")
    return {name: getattr(sheet, name) for name in names} | {"run": sheet.digest}


def _row(row: OfficerRow) -> RankRow:
    return RankRow(**row.model_dump(include=set(RankRow.model_fields)))


def _of_group(sheet: RunSheet, group: str | None) -> tuple[RankRow, ...]:
    rows = [row for row in sheet.officers if row.group == group]
    rows.sort(key=lambda row: (row.rank is None, row.rank or 0, row.officer))
    return tuple(_row(row) for row in rows)


def _bands(sheet: RunSheet, group: GroupRow) -> list[BandRows]:
    rows = _of_group(sheet, group.group)
    found = sorted({row.band for row in rows if row.band is not None} | set(map(int, group.seats)))
    bands: list[int | None] = [*found]
    if any(row.band is None for row in rows):
        bands.append(None)
    return [
        BandRows(
            group=group.group,
            band=band,
            seats=group.seats.get(str(band)),
            officers=tuple(row for row in rows if row.band == band),
        )
        for band in bands
    ]
