"""Who carries what of what was set from above, and which tasks has an officer of his own?

By the set that was published last at the position: that is the one which scores rest on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import psycopg

from domain import refusals as no
from domain.drafts.facts import Indicator, IndicatorSetPublished
from domain.drafts.vocabulary import CarrierRole, Kind
from domain.vocabulary import grouped, plain, share_of
from projections.drafts import DraftTold, TaskView, draft_told
from projections.indicators import UpperRow, sealed, sets_published, upper_rows
from projections.records import bureau_of_officer, the_bureau
from projections.scores import DIGEST, Unseal, View, digest_of

CARRIES_MOST: Final = 12
"""A unit that carries more indicators than these, or owns more than twice the mean of those that
carry any, is overloaded."""


class CarrierView(View):
    """A unit's part in an indicator; without a share, the rulebook's owner share holds."""

    unit: str
    role: CarrierRole
    share: str | None


class TakenView(View):
    """An indicator that takes part of an upper one on, and who carries it."""

    indicator: str
    share: str
    leader: str
    carriers: tuple[CarrierView, ...]


class UpperView(View):
    """An upper indicator, and how much of it is taken on by whom."""

    upper: str
    title: str
    base: str
    line: str
    document_no: str
    document_date: str
    version: int
    taken: str
    left: str
    taken_on: tuple[TakenView, ...]


class LoadView(View):
    """How much a unit carries; `base` is the sum of its hundred."""

    unit: str
    carries: int
    owns: int
    base: str
    overloaded: bool


class Cascade(View):
    """The bureau-year's indicators against what was set from above (指标分解承接).

    `orphans`: upper indicators of which a part is taken on by nobody; `without_source`: indicators
    that cite neither one from above nor a document; `untraced`: how many personal indicators
    are traced to none.
    """

    bureau: str
    year: int
    position: int
    version: int
    draft: int
    upper: tuple[UpperView, ...]
    orphans: tuple[str, ...]
    without_source: tuple[str, ...]
    untraced: int
    most: int
    loads: tuple[LoadView, ...]
    overloaded: tuple[str, ...]
    count: int
    digest: str


class TaskOfOfficer(TaskView):
    """A personal indicator with what it is traced to."""

    indicator_title: str | None
    role: CarrierRole | None


class OfficerIndicators(View):
    """An officer's personal indicators of the year (个人绩效指标)."""

    bureau: str
    year: int
    position: int
    officer: str
    version: int
    kinds: dict[Kind, int]
    indicators: tuple[TaskOfOfficer, ...]
    count: int
    digest: str


@dataclass(frozen=True)
class SetInForce:
    """The published set, and the draft that it is."""

    published: IndicatorSetPublished
    draft: DraftTold

    @property
    def indicators(self) -> Sequence[Indicator]:
        return self.draft.drafted.indicators

    @property
    def named(self) -> dict[str, Any]:
        return {name: getattr(self.published, name) for name in ("bureau", "year", "version")}


def set_in_force(
    conn: psycopg.Connection[Any], bureau: str, year: int, position: int, unseal: Unseal = sealed
) -> SetInForce:
    """Raises NoIndicatorSet."""
    sets = [s for s in sets_published(conn, position, bureau).values() if s.year == year]
    if not sets:
        raise no.NoIndicatorSet(bureau=bureau, year=year)
    last = sets[-1]
    return SetInForce(last, draft_told(conn, position, (bureau, last.draft), unseal))


def carriers_of(one: Indicator) -> tuple[CarrierView, ...]:
    return tuple(CarrierView(unit=c.unit, role=c.role, share=c.share) for c in one.carriers)


def get_cascade(
    conn: psycopg.Connection[Any],
    year: int,
    position: int,
    bureau: str | None = None,
    most: int = CARRIES_MOST,
) -> Cascade:
    found = set_in_force(conn, the_bureau(conn, position, bureau), year, position)
    indicators = found.indicators
    rows = upper_rows(conn, position, found.published.bureau)
    upper = tuple(_upper([row for row in rows if row.year == year], indicators))
    loads = tuple(_loads(indicators, most))
    cascade = Cascade(
        **found.named,
        position=position,
        draft=found.published.draft,
        upper=upper,
        orphans=tuple(one.upper for one in upper if one.left != "0"),
        without_source=tuple(one.id for one in indicators if not (one.sources or one.document)),
        untraced=sum(1 for task in found.draft.tasks if task.indicator is None),
        most=most,
        loads=loads,
        overloaded=tuple(load.unit for load in loads if load.overloaded),
        count=len(upper),
        digest="",
    )
    return cascade.model_copy(update={DIGEST: digest_of(cascade.model_dump(mode="json"))})


def _upper(rows: Sequence[UpperRow], indicators: Sequence[Indicator]) -> Iterator[UpperView]:
    """Of each id the version that is dated last holds."""
    holding: dict[str, UpperRow] = {}
    for row in sorted(rows, key=lambda row: row.document_date):
        holding |= dict.fromkeys(row.versions, row)
    for upper, row in sorted(holding.items()):
        taken = [(one, s) for one in indicators for s in one.sources if s.upper == upper]
        total = sum((share_of(source.share) for _, source in taken), Fraction(0))
        said = next(one for one in row.indicators if one.id == upper)
        yield UpperView(
            upper=upper,
            title=said.title,
            base=plain(said.base),
            line=row.line,
            document_no=row.document_no,
            document_date=row.document_date.isoformat(),
            version=row.versions[upper],
            taken=str(total),
            left=str(1 - total),
            taken_on=tuple(
                TakenView(
                    indicator=one.id,
                    share=source.share,
                    leader=one.leader,
                    carriers=carriers_of(one),
                )
                for one, source in taken
            ),
        )


def _loads(indicators: Sequence[Indicator], most: int) -> Iterator[LoadView]:
    parts = [(one, carrier) for one in indicators for carrier in one.carriers]
    by_unit = grouped(parts, lambda part: part[1].unit)
    mean = Fraction(len(indicators), len(by_unit))
    for unit, own in sorted(by_unit.items()):
        owns = sum(1 for _, carrier in own if carrier.role == "owner")
        bases = (one.base if c.base is None else c.base for one, c in own)
        yield LoadView(
            unit=unit,
            carries=len(own),
            owns=owns,
            base=plain(sum(bases, Decimal(0))),
            overloaded=len(own) > most or owns > 2 * mean,
        )


def get_officer_indicators(
    conn: psycopg.Connection[Any],
    officer: str,
    asked: tuple[int, int],
    unseal: Unseal,
    bureau: str | None = None,
) -> OfficerIndicators:
    """`asked`: the year, and the position."""
    year, position = asked
    named = bureau_of_officer(conn, officer, position, bureau)
    found = set_in_force(conn, named, year, position, unseal)
    known = {one.id: one for one in found.indicators}
    own = [task for task in found.draft.tasks if task.officer == officer]
    kinds = {kind: len(tasks) for kind, tasks in grouped(own, lambda task: task.kind).items()}
    answer = OfficerIndicators(
        **found.named,
        position=position,
        officer=officer,
        kinds=kinds,
        indicators=tuple(_traced(task, known) for task in own),
        count=len(own),
        digest="",
    )
    return answer.model_copy(update={DIGEST: digest_of(answer.model_dump(mode="json"))})


def _traced(task: TaskView, known: Mapping[str, Indicator]) -> TaskOfOfficer:
    """With the part that his unit has in it."""
    one = known.get(task.indicator or "")
    roles = {c.unit: c.role for c in one.carriers} if one else {}
    return TaskOfOfficer(
        **task.model_dump(),
        indicator_title=one.title if one else None,
        role=roles.get(task.unit),
    )
