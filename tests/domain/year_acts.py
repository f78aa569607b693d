"""How does a bureau-year go from open to closed in the tests? By its acts, each with its run."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain.journal.names import Fact
from domain.recall import record_of
from domain.run import Run, appraise
from domain.years import commands as ask
from domain.years import facts as acts
from domain.years.decisions import taken
from domain.years.facts import RunTaken
from tests.domain.cast import BUREAU, NANYUE, YEAR
from tests.domain.scenario import stored

FREEZE_DAY: Final = date(2025, 1, 10)
PUBLICATION_DAY: Final = date(2025, 1, 13)
LAST_DAY: Final = date(2025, 1, 17)
CLOSING_DAY: Final = date(2025, 1, 20)
"""DOMAIN (d): the calendar of the dispute cases."""

_YEAR: Final = {"bureau": NANYUE, "year": YEAR}
_WINDOW: Final = {"opens_on": "2025-01-13", "closes_on": "2025-01-17", "working_days": 5}
_AUTHORITY: Final = {
    "authorised_by": "9002",
    "ground": "公务员奖励规定第十八条",
    "reason": "表彰被撤销",
}


def run_of(*facts: Fact, position: int | None = None, **but: Any) -> Run:
    """The run that a history gives, as known at a position; left out, at its head."""
    year = but.get("year", YEAR)
    record = record_of(stored(*facts), NANYUE, year)
    known = len(facts) if position is None else position
    return appraise(record, date(year, 12, 31), known, but.get("candidate"))


def run_taken(*facts: Fact, position: int | None = None, year: int = YEAR) -> RunTaken:
    return taken(run_of(*facts, position=position, year=year))


def open_year(year: int = YEAR, **but: Any) -> ask.OpenYear:
    return ask.OpenYear.model_validate({"bureau": NANYUE, "year": year} | but)


def an_opening(year: int = YEAR, **but: Any) -> acts.YearOpened:
    return acts.YearOpened.model_validate({"bureau": NANYUE, "year": year} | but)


def freeze(**but: Any) -> ask.FreezeYear:
    return ask.FreezeYear.model_validate(_YEAR | but)


def a_freeze(*before: Fact, **but: Any) -> acts.YearFrozen:
    """The freeze of a history, at its head."""
    year = but.get("year", YEAR)
    said = {"run": run_taken(*before, year=year)} | but
    return acts.YearFrozen.model_validate(_YEAR | said)


def publish(**but: Any) -> ask.PublishYear:
    return ask.PublishYear.model_validate(_YEAR | but)


def a_publication(*before: Fact, **but: Any) -> acts.YearPublished:
    """The publication of the run that the history froze."""
    frozen = [f.run for f in before if isinstance(f, acts.YearFrozen)]
    return acts.YearPublished.model_validate(_YEAR | _WINDOW | {"run": frozen[-1]} | but)


def close(**but: Any) -> ask.CloseYear:
    return ask.CloseYear.model_validate(_YEAR | but)


def a_closing(*before: Fact, position: int | None = None, **but: Any) -> acts.YearClosed:
    """The closing of a history at a position; left out, at its head."""
    run = run_taken(*before, position=position, year=but.get("year", YEAR))
    said = {"run": run, "since_frozen": (), "since_published": ()}
    return acts.YearClosed.model_validate(_YEAR | said | but)


def published(*before: Fact, **but: Any) -> tuple[Fact, ...]:
    """The history, then frozen and published."""
    frozen = (*before, a_freeze(*before, **but))
    return (*frozen, a_publication(*frozen, **but))


def closed(*before: Fact, **but: Any) -> tuple[Fact, ...]:
    """The history with all three acts after it."""
    before = published(*before, **but)
    return (*before, a_closing(*before, **but))


def restate(**but: Any) -> ask.RestateYear:
    return ask.RestateYear.model_validate(_YEAR | _AUTHORITY | but)


def a_restatement(*before: Fact, **but: Any) -> acts.YearRestated:
    """What a restatement at the head would say, but for the digest, which is given."""
    said = {"number": 1, "since_closed": ()} | _AUTHORITY
    return acts.YearRestated.model_validate(_YEAR | said | but)


def a_change(subject: str, what: str, before: str | None, after: str | None) -> dict[str, Any]:
    return {"subject": subject, "what": what, "before": before, "after": after}


FROZEN: Final = (*BUREAU, a_freeze(*BUREAU))
PUBLISHED: Final = (*FROZEN, a_publication(*FROZEN))
CLOSED: Final = (*PUBLISHED, a_closing(*PUBLISHED))
"""Nanyue in 2024: each act stands at the position after the run it takes, 9, 9 and 11."""
