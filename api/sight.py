"""What of a run does somebody see who may see published results alone?

The run as it was published, closed or restated, and of nobody but himself the reasons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import psycopg
from fastapi import Depends, Request

from api.dependencies import Reading, Served
from api.guard import PUBLISHED_ONLY, may
from api.rules import bureau_asked
from api.tracing import own_of
from domain import refusals as no
from domain.deciding.reaching import Right
from domain.runsheet import OfficerRow, RunSheet
from projections.moments import Moment
from projections.rankings import Bands, Ranking, RankRow
from projections.runs import find_run
from projections.scores import DIGEST, NOT_PUBLISHED, Score, digest_of
from projections.statements import Statement

Answer = TypeVar("Answer", Ranking, Bands)
Told = TypeVar("Told", Ranking, Bands, Score, Statement)


@dataclass(frozen=True)
class Sight:
    """`own`: the officers whose own account the asker may read."""

    published_only: bool
    own: frozenset[str]

    def moment(self, conn: psycopg.Connection[Any], bureau: str, asked: Moment) -> Moment:
        """Both clocks of the closed run, or else of the published one; raises YearNotPublished."""
        if not self.published_only:
            return asked
        for act in ("closed", "published"):
            try:
                return find_run(conn, f"{bureau}:{asked.year}:{act}", asked.position).moment
            except no.RunNotFound:
                continue
        raise no.YearNotPublished(bureau=bureau, year=asked.year)

    def ranking(self, whole: Ranking) -> Ranking:
        groups = tuple(
            group.model_copy(update={"officers": self._ranks(group.officers)})
            for group in whole.groups
        )
        return self._digested(whole, whole.model_copy(update={"groups": groups}))

    def bands(self, whole: Bands) -> Bands:
        bands = tuple(
            band.model_copy(update={"officers": self._ranks(band.officers)}) for band in whole.bands
        )
        return self._digested(whole, whole.model_copy(update={"bands": bands}))

    def sheet(self, whole: RunSheet) -> RunSheet:
        """`digest` stays that of the whole run, to be held against what was recorded of it."""
        if not self.published_only:
            return whole
        return whole.model_copy(update={"officers": tuple(map(self._officer, whole.officers))})

    def _ranks(self, rows: tuple[RankRow, ...]) -> tuple[RankRow, ...]:
        return tuple(
            r if r.officer in self.own else r.model_copy(update={"reasons": ()}) for r in rows
        )

    def _officer(self, row: OfficerRow) -> OfficerRow:
        if row.officer in self.own:
            return row
        return row.model_copy(update={"reasons": (), "why": ()})

    def _digested(self, whole: Answer, narrowed: Answer) -> Answer:
        if not self.published_only:
            return whole
        return _digested(narrowed)


def _digested(narrowed: Told) -> Told:
    """With the digest of what is told."""
    return narrowed.model_copy(update={DIGEST: digest_of(narrowed.model_dump(mode="json"))})


def sight_of(request: Request) -> Sight:
    own = frozenset(subject.removeprefix("officer:") for subject in own_of(request))
    return Sight(bool(request.scope.get(PUBLISHED_ONLY)), own)


Seen = Annotated[Sight, Depends(sight_of)]


async def seen_places(request: Request, served: Served, conn: Reading) -> Places:
    """An officer's place among others is told beforehand to whoever may see theirs."""
    return lambda: may(request, served, conn, Right("results", "any", bureau_asked(request)))


Places = Annotated[Callable[[], bool], Depends(seen_places)]
"""Asked in the route's own thread."""


def placeless(score: Score) -> Score:
    """His own account without his place, which the published results tell."""
    unplaced = {"rank": None, "band": None, "grade": None}
    reasons = (*score.reasons, NOT_PUBLISHED)
    return _digested(score.model_copy(update=unplaced | {"reasons": reasons}))


def statement_without_place(whole: Statement) -> Statement:
    return _digested(whole.model_copy(update={"score": placeless(whole.score)}))
