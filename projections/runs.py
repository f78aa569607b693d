"""What is the appraisal of a bureau-year: every unit and officer, ranked, banded, graded?"""

from __future__ import annotations

from typing import Any

import psycopg

from domain import refusals as no
from domain.banding import GroupSeats, Place
from domain.rulebook import Edition
from domain.run import Run, appraise
from domain.standing import Standing, UnitStanding
from domain.vocabulary import fixed, plain
from projections.moments import Moment
from projections.records import load_whole_record
from projections.scores import DIGEST, View, components_view, digest_of


class UnitRowView(View):
    """A unit's row of a run."""

    unit: str
    components: dict[str, str]
    bonus: str
    deduction: str
    score: str | None


class OfficerRowView(View):
    """An officer's row; `rank` and `band` are null for the unranked and deferred."""

    officer: str
    unit: str | None
    group: str | None
    components: dict[str, str]
    base: str | None
    bonus: str
    deduction: str
    score: str | None
    rank: int | None
    band: int | None
    grade: str
    pay: str | None
    reasons: tuple[str, ...]


class GroupView(View):
    """What a comparison group had to give."""

    group: str
    n: int
    seats: dict[str, int]
    excellent: int


class RunView(View):
    """A run; `digest` is the SHA-256 of the RFC 8785 JSON of all the rest."""

    bureau: str
    year: int
    as_of: str
    position: int
    edition: str
    units: tuple[UnitRowView, ...]
    officers: tuple[OfficerRowView, ...]
    groups: tuple[GroupView, ...]
    count: int
    digest: str


def get_run(
    conn: psycopg.Connection[Any], bureau: str, moment: Moment, candidate: Edition | None = None
) -> RunView:
    """A pure function of the position, as_of and edition: the same inputs, the same bytes."""
    record = load_whole_record(conn, bureau, moment)
    if not record.publications and candidate is None:
        raise no.NoRulebookPublished(bureau=bureau)
    return run_view(appraise(record, moment.as_of, moment.position, candidate))


def run_view(run: Run) -> RunView:
    standing = run.standing
    said = {
        "bureau": standing.record.bureau,
        "year": standing.record.year,
        "as_of": standing.as_of.isoformat(),
        "position": standing.position,
        "edition": standing.edition.ref,
        "units": [_unit(standing, unit) for unit in run.units],
        "officers": [_officer(run, place) for place in run.places],
        "groups": [_group(seats) for seats in run.groups],
        "count": len(run.places),
    }
    view = RunView.model_validate(said | {DIGEST: ""})
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def _score(standing: Standing, row: UnitStanding) -> str | None:
    return None if row.score is None else fixed(row.score, standing.edition.decimals)


def _unit(standing: Standing, row: UnitStanding) -> UnitRowView:
    return UnitRowView(
        unit=row.unit,
        components=components_view(row.components),
        bonus=plain(row.account.bonus),
        deduction=plain(row.account.deduction),
        score=_score(standing, row),
    )


def _officer(run: Run, place: Place) -> OfficerRowView:
    row, places = place.standing, run.standing.edition.decimals
    return OfficerRowView(
        officer=row.officer,
        unit=row.unit,
        group=place.group,
        components=components_view(row.components),
        base=None if row.base is None else fixed(row.base, 6),
        bonus=plain(row.account.bonus),
        deduction=plain(row.account.deduction),
        score=None if row.score is None else fixed(row.score, places),
        rank=place.rank,
        band=place.band,
        grade=place.grade,
        pay=plain(run.pay[row.officer]) if row.officer in run.pay else None,
        reasons=tuple(place.reasons),
    )


def _group(seats: GroupSeats) -> GroupView:
    shown = {str(band): n for band, n in seats.seats.items()}
    return GroupView(group=seats.group, n=seats.n, seats=shown, excellent=seats.excellent)
