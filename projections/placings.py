"""How does a run read to people: who is where, by which reasons, and where are its bands cut?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import psycopg

from domain.banding import GroupSeats, Place
from domain.journal.keyring import Keyring
from domain.runsheet import OfficerRow
from domain.spread import GroupSpread, spread
from domain.vocabulary import grouped, plain
from projections.kept_runs import Appraised, Runs
from projections.names import Names, get_names
from projections.runs import find_run
from projections.scores import DIGEST, View, digest_of
from projections.words import Titles, reasons_in_words

NAMED_MAX: Final = 500
"""Of a larger group nobody reads the names off a drawing."""


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
    """A comparison group, best first: how far apart its scores lie, where its bands are cut.

    `deferred`: of how many no band is decided yet, and a seat is kept. `officers` are those of it
    that were asked for; all figures are of the whole group.
    """

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
    deferred: int
    bands: tuple[CutRow, ...]
    officers: tuple[PlaceRow, ...]


class Placings(View):
    """A run by groups; `run_digest` is the digest of the run itself, `count` how many officers fit
    what was asked, whether or not they are on this page."""

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


class ScoreRow(View):
    """A ranked officer's score and band; `name` is null in a group of too many to be named."""

    officer: str
    name: str | None
    score: str
    band: int | None


class GroupScores(View):
    """The scores of all ranked in a comparison group, best first."""

    group: str
    scores: tuple[ScoreRow, ...]


class RunScores(View):
    """How the scores of a run lie, group by group, for whoever draws them."""

    run: str
    run_digest: str
    groups: tuple[GroupScores, ...]
    position: int
    count: int
    digest: str


@dataclass(frozen=True)
class Sought:
    """Of which group and band (`-`: without one) and by which words; `limit` of them, the first
    `after` left out. Nothing said: everybody."""

    group: str = ""
    band: str = ""
    find: str = ""
    after: int = 0
    limit: int | None = None

    def among(self, appraised: Appraised) -> list[Place]:
        """Group by group, best first; officers outside of every group come last."""
        groups = [*(seats.group for seats in appraised.run.groups), None]
        wanted = [group for group in groups if self.group in ("", group or "-")]
        found = [p for group in wanted for p in appraised.of_group(group)]
        return found if not self.band else [p for p in found if str(p.band or "-") == self.band]

    def page(self, found: Sequence[Place]) -> Sequence[Place]:
        return found[self.after : None if self.limit is None else self.after + self.limit]


EVERYBODY: Final = Sought()


def get_placings(
    conn: psycopg.Connection[Any],
    runs: Runs,
    of: tuple[str, int],
    keyring: Keyring,
    sought: Sought = EVERYBODY,
) -> Placings:
    """`of`: a run as it is named at a position."""
    asked = find_run(conn, *of)
    appraised = runs.get(conn, asked)
    ordered = sought.among(appraised)
    who = partial(get_names, conn, asked.bureau, asked.moment, keyring)
    if sought.find:
        ordered = _named_so(ordered, who(p.officer for p in ordered), sought.find)
    shown = sought.page(ordered)
    view = Placings(
        run=of[0],
        **appraised.foot,
        run_digest=appraised.digest,
        groups=tuple(_groups(appraised, shown, who(p.officer for p in shown))),
        count=len(ordered),
        digest="",
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def get_scores(
    conn: psycopg.Connection[Any], runs: Runs, of: tuple[str, int], keyring: Keyring
) -> RunScores:
    """Of the ranked alone: whoever has no rank is nowhere in the drawing."""
    asked = find_run(conn, *of)
    appraised = runs.get(conn, asked)
    ranked = {seats.group: appraised.ranked(seats.group) for seats in appraised.run.groups}
    few = [p.officer for group in ranked.values() if len(group) <= NAMED_MAX for p in group]
    names = get_names(conn, asked.bureau, asked.moment, keyring, few).officers
    view = RunScores(
        run=of[0],
        run_digest=appraised.digest,
        groups=tuple(
            GroupScores(
                group=group,
                scores=tuple(
                    ScoreRow(
                        officer=p.officer,
                        name=names.get(p.officer),
                        score=appraised.score(p) or "",
                        band=p.band,
                    )
                    for p in places
                ),
            )
            for group, places in ranked.items()
        ),
        position=asked.moment.position,
        count=sum(map(len, ranked.values())),
        digest="",
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def _named_so(places: Iterable[Place], names: Names, find: str) -> list[Place]:
    """By a part of the number or the name, his own or his unit's."""
    words = find.casefold()

    def read(p: Place) -> str:
        unit = p.standing.unit
        return f"{p.officer} {names.officer(p.officer)} {unit} {names.unit(unit)}"

    return [p for p in places if words in read(p).casefold()]


def _groups(appraised: Appraised, shown: Iterable[Place], names: Names) -> Iterable[PlacedGroup]:
    restrictions = appraised.run.standing.edition.restrictions.values()
    titles: Titles = {r.id: r.title for r in restrictions}
    rows = grouped(shown, lambda p: p.group)
    for group in appraised.once(_figures):
        told = (_place(appraised.row(p), names, titles) for p in rows.get(group.group, ()))
        yield group.model_copy(update={"officers": tuple(told)})


def _figures(appraised: Appraised) -> tuple[PlacedGroup, ...]:
    """Every group with nobody of it."""
    run = appraised.run
    groups = [_group(appraised, *of) for of in zip(run.groups, spread(run), strict=True)]
    loose = [_group(appraised, None, None)] if appraised.of_group(None) else []
    return (*groups, *loose)


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
    appraised: Appraised, seats: GroupSeats | None, apart: GroupSpread | None
) -> PlacedGroup:
    shown = {name: getattr(apart, name, None) for name in ("mean", "deviation")}
    ranked = appraised.ranked(seats.group) if seats else ()
    members = appraised.of_group(seats.group if seats else None)
    return PlacedGroup(
        group=seats.group if seats else None,
        n=seats.n if seats else 0,
        excellent=seats.excellent if seats else 0,
        excellent_used=apart.excellent if apart else 0,
        **{name: None if one is None else plain(one) for name, one in shown.items()},
        lowest=appraised.score(ranked[-1]) if ranked else None,
        highest=appraised.score(ranked[0]) if ranked else None,
        tied=apart.tied if apart else 0,
        unresolved=apart.unresolved if apart else 0,
        deferred=sum(1 for p in members if p.deferred),
        bands=tuple(_cuts(appraised, seats)) if seats else (),
        officers=(),
    )


def _cuts(appraised: Appraised, seats: GroupSeats) -> Iterable[CutRow]:
    """Band by band; who is barred from a better one stands below its line whatever his score."""
    banded = [p for p in appraised.of_group(seats.group) if p.band is not None]
    by_band = grouped(banded, lambda p: p.band or 0)
    for band in sorted(by_band.keys() | seats.seats.keys()):
        inside = by_band.get(band, ())
        first_out = next((p for p in banded if (p.band or 0) > band), None)
        yield CutRow(
            band=band,
            seats=seats.seats.get(band),
            used=len(inside),
            last_in=appraised.score(inside[-1]) if inside else None,
            first_out=appraised.score(first_out) if first_out else None,
        )
