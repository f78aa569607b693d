"""What was lost so far on the indicators that a leader answers for, or that bear a tag?

By the set published last at the position, and the losses counted at that moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import psycopg

from domain.drafts.facts import Indicator
from domain.scoring import Line
from domain.vocabulary import grouped, plain
from projections.cascades import CarrierView, SetInForce, carriers_of, set_in_force
from projections.moments import Moment
from projections.records import load_record, the_bureau
from projections.scores import DIGEST, View, digest_of, standing_of


class LedView(View):
    """An indicator, and what its carriers have lost on it together."""

    indicator: str
    title: str
    base: str
    step: str
    period: str
    leader: str
    tags: tuple[str, ...]
    carriers: tuple[CarrierView, ...]
    losses: int
    lost: str


class LedIndicators(View):
    """The indicators that a leader answers for, with their losses so far (班子直接责任)."""

    bureau: str
    year: int
    as_of: str
    position: int
    version: int
    leader: str
    indicators: tuple[LedView, ...]
    lost: str
    count: int
    digest: str


class TagView(View):
    """What was lost on the indicators of a tag."""

    tag: str
    indicators: tuple[str, ...]
    losses: int
    lost: str


class Tags(View):
    """Losses by tag: a policy task is an indicator like any other, tagged for reporting."""

    bureau: str
    year: int
    as_of: str
    position: int
    version: int
    tags: tuple[TagView, ...]
    count: int
    digest: str


Lost = dict[str, list[Line]]
"""By indicator, every carrier's part of every loss."""


def _lost(conn: psycopg.Connection[Any], found: SetInForce, moment: Moment) -> Lost:
    standing = standing_of(load_record(conn, found.published.bureau, moment, ()), moment)
    lines = (line for unit in standing.units.values() for line in unit.losses.lines)
    return grouped(lines, lambda line: line.entry.indicator or "")


def _points(lines: Sequence[Line]) -> Decimal:
    return -sum((line.counted for line in lines), Decimal(0))


def _count(lines: Sequence[Line]) -> int:
    """A loss is one, however many share it."""
    return len({line.entry.ref for line in lines})


def get_led(
    conn: psycopg.Connection[Any], leader: str, moment: Moment, bureau: str | None = None
) -> LedIndicators:
    """Those that name him; none does: an empty list."""
    named = the_bureau(conn, moment.position, bureau)
    found = set_in_force(conn, named, moment.year, moment.position)
    lost = _lost(conn, found, moment)
    own = [one for one in found.indicators if one.leader == leader]
    lines = [line for one in own for line in lost.get(one.id, ())]
    answer = LedIndicators(
        **found.named,
        as_of=moment.as_of.isoformat(),
        position=moment.position,
        leader=leader,
        indicators=tuple(_led(one, lost.get(one.id, [])) for one in own),
        lost=plain(_points(lines)),
        count=len(own),
        digest="",
    )
    return answer.model_copy(update={DIGEST: digest_of(answer.model_dump(mode="json"))})


def _led(one: Indicator, lines: Sequence[Line]) -> LedView:
    return LedView(
        indicator=one.id,
        title=one.title,
        base=plain(one.base),
        step=plain(one.step),
        period=one.period,
        leader=one.leader,
        tags=one.tags,
        carriers=carriers_of(one),
        losses=_count(lines),
        lost=plain(_points(lines)),
    )


def get_tags(conn: psycopg.Connection[Any], moment: Moment, bureau: str | None = None) -> Tags:
    named = the_bureau(conn, moment.position, bureau)
    found = set_in_force(conn, named, moment.year, moment.position)
    lost = _lost(conn, found, moment)
    tagged = grouped(
        ((tag, one.id) for one in found.indicators for tag in dict.fromkeys(one.tags)),
        lambda pair: pair[0],
    )
    tags = []
    for tag, pairs in sorted(tagged.items()):
        indicators = tuple(indicator for _, indicator in pairs)
        lines = [line for indicator in indicators for line in lost.get(indicator, ())]
        points = plain(_points(lines))
        tags.append(TagView(tag=tag, indicators=indicators, losses=_count(lines), lost=points))
    answer = Tags(
        **found.named,
        as_of=moment.as_of.isoformat(),
        position=moment.position,
        tags=tuple(tags),
        count=len(tags),
        digest="",
    )
    return answer.model_copy(update={DIGEST: digest_of(answer.model_dump(mode="json"))})
