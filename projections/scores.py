"""What is the score of an officer or a unit, as of a date, as known at a position?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import psycopg
from pydantic import BaseModel, ConfigDict

from domain import refusals as no
from domain.banding import Place
from domain.record import Record
from domain.runsheet import canonical
from domain.scoring import Line
from domain.standing import COMPONENT_PLACES, OfficerStanding, Standing, UnitStanding
from domain.vocabulary import fixed, plain
from projections.kept_runs import Runs
from projections.moments import Moment
from projections.records import bureau_of_officer, bureau_of_unit, load_record

DIGEST: Final = "digest"
Unseal = Callable[[str, str], str]
"""Opens a subject's sealed text (see domain/journal/keyring.py)."""


class View(BaseModel):
    """An answer for people and programs; numbers are text."""

    model_config = ConfigDict(frozen=True)


class CutView(View):
    """Points that a rule kept back: `points` as in `claimed = counted + cuts`."""

    stage: str
    points: str
    of: str
    cap: str | None


class LineView(View):
    """One entry's yield."""

    entry: str
    ref: str | None
    """The id that the row had in its workbook."""
    item: str | None
    indicator: str | None
    kind: str
    effective_on: str
    position: int
    edition: str
    claimed: str
    counted: str
    cuts: tuple[CutView, ...]
    reason: str | None


class Score(View):
    """A score with its lines; an officer's also with his place in the run of that moment.

    `digest` is the SHA-256 of the RFC 8785 JSON of all the rest.
    """

    bureau: str
    year: int
    as_of: str
    position: int
    edition: str
    officer: str | None = None
    unit: str | None
    group: str | None = None
    components: dict[str, str]
    base: str | None
    bonus: str
    deduction: str
    score: str | None
    rank: int | None = None
    band: int | None = None
    grade: str | None = None
    reasons: tuple[str, ...]
    lines: tuple[LineView, ...]
    count: int
    digest: str


NOT_PUBLISHED: Final = "not published"
"""Why somebody is not told a place that he has: he is told it with the published results."""


def digest_of(answer: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of an answer without its digest."""
    rest = {name: part for name, part in answer.items() if name != DIGEST}
    return "sha256:" + hashlib.sha256(canonical(rest)).hexdigest()


def line_view(line: Line) -> LineView:
    return LineView(
        entry=line.entry.ref,
        ref=line.entry.source_ref,
        item=line.entry.item,
        indicator=line.entry.indicator,
        kind=line.entry.kind,
        effective_on=line.entry.effective_on.isoformat(),
        position=line.entry.position,
        edition=line.edition,
        claimed=plain(line.claimed),
        counted=plain(line.counted),
        cuts=tuple(
            CutView(
                stage=cut.stage,
                points=plain(cut.points),
                of=cut.of,
                cap=None if cut.cap is None else plain(cut.cap),
            )
            for cut in line.cuts
        ),
        reason=line.reason,
    )


def components_view(components: Mapping[str, Decimal]) -> dict[str, str]:
    return {name: fixed(c, COMPONENT_PLACES) for name, c in sorted(components.items())}


def score_of(standing: Standing, subject: str, place: Place | None = None) -> Score:
    """The answer in full, its digest included."""
    kind, _, named = subject.partition(":")
    row: OfficerStanding | UnitStanding
    lines: list[Line]
    if kind == "officer":
        row = standing.officer(named)
        lines = list(row.account.lines)
        whose = {"officer": named, "unit": row.unit, "group": row.group, "reasons": row.reasons}
        if place is not None:
            ranked = ("group", "rank", "band", "grade", "reasons")
            whose |= {name: getattr(place, name) for name in ranked}
    else:
        row = standing.units[named]
        lines = [*row.losses.lines, *row.account.lines]
        whose = {"unit": named, "reasons": () if row.score is not None else ("no component",)}
    said = {
        "bureau": standing.record.bureau,
        "year": standing.record.year,
        "as_of": standing.as_of.isoformat(),
        "position": standing.position,
        "edition": standing.edition.ref,
        **whose,
        "components": components_view(row.components),
        "base": None if row.base is None else fixed(row.base, COMPONENT_PLACES),
        "bonus": plain(row.account.bonus),
        "deduction": plain(row.account.deduction),
        "score": None if row.score is None else fixed(row.score, standing.edition.decimals),
        "lines": [line_view(line) for line in lines],
        "count": len(lines),
    }
    score = Score.model_validate(said | {DIGEST: ""})
    return score.model_copy(update={DIGEST: digest_of(score.model_dump(mode="json"))})


def load_standing(
    conn: psycopg.Connection[Any], subject: str, moment: Moment, bureau: str | None = None
) -> Standing:
    """The standing of the bureau-year, read as far as the subject's score needs it."""
    kind, _, named = subject.partition(":")
    find = bureau_of_officer if kind == "officer" else bureau_of_unit
    found = find(conn, named, moment.position, bureau)
    record = load_record(conn, found, moment, [subject])
    return standing_of(record, moment)


def standing_of(record: Record, moment: Moment) -> Standing:
    if not record.publications:
        raise no.NoRulebookPublished(bureau=record.bureau)
    return Standing(record, moment.as_of, moment.position)


def get_score(
    conn: psycopg.Connection[Any],
    subject: str,
    moment: Moment,
    bureau: str | None = None,
    runs: Runs | None = None,
) -> Score:
    """`runs` are kept by whoever asks more than once."""
    standing, place = load_placed(conn, subject, moment, bureau, runs)
    return score_of(standing, subject, place)


def load_placed(
    conn: psycopg.Connection[Any],
    subject: str,
    moment: Moment,
    bureau: str | None = None,
    runs: Runs | None = None,
) -> tuple[Standing, Place | None]:
    """The standing, and an officer's place in the run of that moment, which is the whole of it."""
    kind, _, named = subject.partition(":")
    if kind != "officer":
        return load_standing(conn, subject, moment, bureau), None
    found = bureau_of_officer(conn, named, moment.position, bureau)
    run = (runs or Runs()).live(conn, found, moment)
    return run.run.standing, run.places.get(named)
