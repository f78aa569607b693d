"""Which points did a quarter lose, whose were they, why, and what does its briefing go through?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, get_args

import psycopg

from domain.quarters.facts import BriefingDecided, LossExplained, QuarterFact
from domain.quarters.state import QuarterState, evolve
from domain.quarters.vocabulary import Cause, days_of, losses_digest, losses_in
from domain.scoring import ZERO, Entry
from domain.vocabulary import grouped, plain
from projections.cases import Wanted, facts_told
from projections.losses import Planned, load_losses, load_planned, owners, points_of
from projections.records import the_bureau
from projections.scores import DIGEST, Unseal, View, digest_of

_KINDS: Final = get_args(QuarterFact)
UNEXPLAINED: Final = "unexplained"


class QuarterNamed(NamedTuple):
    """Which quarter of which bureau."""

    bureau: str
    year: int
    quarter: int


class LossRow(View):
    """A loss of the unit `subject`, before it is split; `annulled`: it was reversed by now."""

    entry: str
    position: int
    subject: str
    indicator: str
    effective_on: date
    points: str
    cause: Cause | None
    explanation: str | None
    annulled: bool


class TrendRow(View):
    """What an indicator lost in the quarter, and in the same quarter of the year before."""

    indicator: str
    subject: str
    title: str | None
    count: int
    points: str
    last_year: str
    change: str


class FrozenView(View):
    """What was frozen: the digests of the run of that day and of the quarter's losses."""

    position: int
    as_of: date
    edition: str
    run_digest: str
    losses_digest: str


class DecisionRow(View):
    """What the briefing decided about an indicator, or a loss on it."""

    number: int
    subject: str
    indicator: str
    entry: str | None
    decision: str


class BriefingView(View):
    """The briefing that was held."""

    held_on: date
    document_no: str
    officers: tuple[str, ...]
    decisions: tuple[DecisionRow, ...]


class QuarterReview(View):
    """The quarter's losses: once frozen, `items` and `trend` stay as they were known then, and
    what was recorded later is `late`. `losses_digest` is that of the whole bureau's."""

    bureau: str
    year: int
    quarter: int
    unit: str | None
    first: date
    last: date
    opened_on: date | None
    closes_on: date | None
    frozen: FrozenView | None
    items: tuple[LossRow, ...]
    late: tuple[LossRow, ...]
    trend: tuple[TrendRow, ...]
    totals: dict[str, str]
    by_cause: dict[str, str]
    by_owner: dict[str, str]
    losses_digest: str
    briefing: BriefingView | None
    position: int
    count: int
    digest: str


@dataclass(frozen=True)
class QuarterKnown:
    """How far a quarter is at a position, why its losses came about, what was decided."""

    state: QuarterState
    explained: Mapping[str, LossExplained]
    decided: tuple[BriefingDecided, ...]

    def seen_from(self, position: int) -> int:
        """The position by which its losses are known."""
        return self.state.frozen.run.position if self.state.frozen else position


def quarter_known(
    conn: psycopg.Connection[Any], of: QuarterNamed, position: int, unseal: Unseal
) -> QuarterKnown:
    stream = f"quarter:{of.bureau}/{of.year}/{of.quarter}"
    state, explained, decided = QuarterState(), {}, []
    for told in facts_told(conn, Wanted(_KINDS, position, stream=stream), unseal):
        fact = told.fact
        assert isinstance(fact, _KINDS)
        state = evolve(state, fact)
        if isinstance(fact, LossExplained):
            explained[fact.entry] = fact
        elif isinstance(fact, BriefingDecided):
            decided.append(fact)
    return QuarterKnown(state, explained, tuple(decided))


def get_review(
    conn: psycopg.Connection[Any],
    of: QuarterNamed,
    position: int,
    unseal: Unseal,
    unit: str | None = None,
) -> QuarterReview:
    """Every point that the quarter lost, of one unit or of all, beside the year before."""
    the_bureau(conn, position, of.bureau)
    known = quarter_known(conn, of, position, unseal)
    at, period = known.seen_from(position), days_of(of.year, of.quarter)
    found = load_losses(conn, of.bureau, period, position)
    within, now = losses_in(found, *period, at), losses_in(found, *period, position)
    before = days_of(of.year - 1, of.quarter)
    last_year = losses_in(load_losses(conn, of.bureau, before, at), *before, at)
    planned = owners(load_planned(conn, of.bureau, of.year, at))

    def mine(losses: Iterable[Entry]) -> list[Entry]:
        return [e for e in losses if unit in (None, e.subject.partition(":")[2])]

    items = [_loss(e, known, position) for e in mine(within)]
    said = {
        **of._asdict(),
        "unit": unit,
        "first": period[0],
        "last": period[1],
        **_stage(known),
        "items": items,
        "late": [_loss(e, known, position) for e in mine(e for e in now if e.position > at)],
        "trend": _trend(mine(within), mine(last_year), planned),
        "totals": {
            "points": plain(points_of(mine(within))),
            "last_year": plain(points_of(mine(last_year))),
        },
        "by_cause": _summed(items, lambda row: row.cause or UNEXPLAINED),
        "by_owner": _summed(items, lambda row: row.subject),
        "losses_digest": losses_digest(within),
        "position": position,
        "count": len(items),
        DIGEST: "",
    }
    review = QuarterReview.model_validate(said)
    return review.model_copy(update={DIGEST: digest_of(review.model_dump(mode="json"))})


def _loss(entry: Entry, known: QuarterKnown, position: int) -> LossRow:
    why = known.explained.get(entry.ref)
    return LossRow(
        entry=entry.ref,
        position=entry.position,
        subject=entry.subject,
        indicator=entry.indicator or "",
        effective_on=entry.effective_on,
        points=plain(entry.points or ZERO),
        cause=why and why.cause,
        explanation=why and why.explanation,
        annulled=entry.reversed_at is not None and entry.reversed_at <= position,
    )


def _stage(known: QuarterKnown) -> dict[str, object]:
    opened, frozen, held = known.state.opened, known.state.frozen, known.state.briefing
    return {
        "opened_on": opened and opened.effective_on,
        "closes_on": frozen and frozen.closes_on,
        "frozen": frozen
        and FrozenView(
            position=frozen.run.position,
            as_of=frozen.run.as_of,
            edition=frozen.run.edition,
            run_digest=frozen.run.digest,
            losses_digest=frozen.losses_digest,
        ),
        "briefing": held
        and BriefingView(
            held_on=held.held_on,
            document_no=held.document_no,
            officers=held.officers,
            decisions=tuple(
                DecisionRow.model_validate(d.model_dump(include=set(DecisionRow.model_fields)))
                for d in known.decided
            ),
        ),
    }


def _trend(now: list[Entry], before: list[Entry], planned: Mapping[str, Planned]) -> list[TrendRow]:
    """Of every indicator that lost anything in either year, by its id."""
    losses = grouped(now, lambda e: e.indicator or "")
    earlier = grouped(before, lambda e: e.indicator or "")
    rows = []
    for indicator in sorted({*losses, *earlier}):
        own, old = losses.get(indicator, []), earlier.get(indicator, [])
        line = planned.get(indicator)
        points, last_year = points_of(own), points_of(old)
        rows.append(
            TrendRow(
                indicator=indicator,
                subject=line.subject if line else (own or old)[0].subject,
                title=line and line.title,
                count=len(own),
                points=plain(points),
                last_year=plain(last_year),
                change=plain(points - last_year),
            )
        )
    return rows


def _summed(rows: Iterable[LossRow], key: Callable[[LossRow], str]) -> dict[str, str]:
    sums = {
        name: sum((Decimal(row.points) for row in own), ZERO)
        for name, own in sorted(grouped(rows, key).items())
    }
    return {name: plain(points) for name, points in sums.items()}
