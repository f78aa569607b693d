"""Who stands where in each comparison group, and who is in which band?"""

from __future__ import annotations

from typing import Any

import psycopg

from domain import refusals as no
from domain.banding import GroupSeats, Place
from domain.vocabulary import grouped, plain
from projections.kept_runs import Appraised, Runs
from projections.moments import Moment
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
    conn: psycopg.Connection[Any],
    runs: Runs,
    bureau: str,
    moment: Moment,
    group: str | None = None,
) -> Ranking:
    """Every group, or the one named."""
    found = runs.live(conn, bureau, moment)
    groups = [
        GroupRanking(
            group=seats.group,
            n=seats.n,
            seats=_seats(seats),
            excellent=seats.excellent,
            officers=_of_group(found, seats.group),
        )
        for seats in found.run.groups
    ]
    named = [g.group for g in groups]
    if group is not None and group not in named:
        shown = ", ".join(name or "" for name in named)
        edition = found.run.standing.edition.ref
        raise no.GroupNotInEdition(edition=edition, group=group, groups=shown)
    loose = _of_group(found, None)
    if loose:
        groups.append(GroupRanking(group=None, n=0, seats={}, excellent=0, officers=loose))
    wanted = [g for g in groups if group is None or g.group == group]
    ranking = Ranking(
        **found.foot,
        run=found.digest,
        groups=tuple(wanted),
        count=sum(len(g.officers) for g in wanted),
        digest="",
    )
    return ranking.model_copy(update={DIGEST: digest_of(ranking.model_dump(mode="json"))})


def get_bands(conn: psycopg.Connection[Any], runs: Runs, bureau: str, moment: Moment) -> Bands:
    found = runs.live(conn, bureau, moment)
    rows = [row for seats in found.run.groups for row in _bands(found, seats)]
    loose = _of_group(found, None)
    if loose:
        rows.append(BandRows(group=None, band=None, seats=None, officers=loose))
    bands = Bands(
        **found.foot, run=found.digest, bands=tuple(rows), count=len(found.places), digest=""
    )
    return bands.model_copy(update={DIGEST: digest_of(bands.model_dump(mode="json"))})


def _seats(seats: GroupSeats) -> dict[str, int]:
    return {str(band): n for band, n in seats.seats.items()}


def _of_group(found: Appraised, group: str | None) -> tuple[RankRow, ...]:
    return tuple(_row(found, place) for place in found.of_group(group))


def _row(found: Appraised, place: Place) -> RankRow:
    rate = found.run.pay.get(place.officer)
    return RankRow(
        officer=place.officer,
        unit=place.standing.unit,
        score=found.score(place),
        rank=place.rank,
        band=place.band,
        grade=place.grade,
        pay=None if rate is None else plain(rate),
        reasons=tuple(place.reasons),
    )


def _bands(found: Appraised, seats: GroupSeats) -> list[BandRows]:
    rows = _of_group(found, seats.group)
    by_band = grouped(rows, lambda row: row.band)
    found_bands = {row.band for row in rows if row.band is not None}
    bands: list[int | None] = [*sorted(found_bands | seats.seats.keys())]
    if None in by_band:
        bands.append(None)
    return [
        BandRows(
            group=seats.group,
            band=band,
            seats=_seats(seats).get(str(band)),
            officers=tuple(by_band.get(band, ())),
        )
        for band in bands
    ]
