"""Is anything lost between a year's last entries and its close, whichever comes first?"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

import pytest

from domain.accounts.facts import BonusAwarded, EntryReversed
from domain.deciding import Command
from domain.journal.envelope import Receipt, entry_ref
from domain.journal.names import Fact
from domain.ledger import Ledger
from domain.recall import record_of
from domain.run import appraise
from domain.runsheet import run_sheet
from domain.vocabulary import entry_key
from domain.years.commands import CloseYear, FreezeYear, PublishYear, RestateYear
from domain.years.facts import YearClosed, YearFrozen, YearRestated
from tests.conftest import MASTER, Database
from tests.journal.cast import (
    BUREAU,
    DAY,
    OFFICE,
    OFFICERS,
    YEAR,
    bonus,
    mark,
    open_bureau,
    reversal,
)
from tests.journal.crowds import at_once, overtaken, refusals
from tests.journal.facts import Stored, newcomer, stored
from tests.journal.invariants import facts_of, read_log

pytestmark = pytest.mark.postgres

WHICH: Final[dict[str, Any]] = {"bureau": BUREAU, "year": YEAR}
CLOSE = CloseYear(**WHICH, waived="公示无异议")


def publish(ledger: Ledger, officers: int = len(OFFICERS)) -> None:
    """The bureau's year, frozen and published."""
    open_bureau(ledger, OFFICERS[:officers])
    for command in (FreezeYear(**WHICH), PublishYear(**WHICH)):
        ledger.handle(command, OFFICE)


def handling(ledger: Ledger, command: Command) -> partial[Receipt]:
    return partial(ledger.handle, command, OFFICE)


def log(ledger: Ledger) -> dict[int, Fact]:
    """Every fact by its position."""
    return {position: recorded.fact for position, recorded in facts_of(ledger)}


def closing(ledger: Ledger) -> YearClosed:
    (closed,) = (fact for fact in log(ledger).values() if isinstance(fact, YearClosed))
    return closed


def awards(ledger: Ledger) -> dict[str, tuple[int, BonusAwarded]]:
    """Every bonus with its position, by its ref."""
    found = {p: fact for p, fact in log(ledger).items() if isinstance(fact, BonusAwarded)}
    return {entry_ref(fact) or "": (position, fact) for position, fact in found.items()}


def annulled(ledger: Ledger) -> dict[str, str | None]:
    """The entries that were reversed, and what took the place of each."""
    reversals = (f for f in log(ledger).values() if isinstance(f, EntryReversed))
    return {f"{f.bureau}/{f.year}/{f.subject}#{f.number}": f.corrected_by for f in reversals}


def where(ledger: Ledger, ref: str) -> str:
    """Where an award that somebody was promised counts: once, in one of three ways."""
    closed, position = closing(ledger), awards(ledger)[ref][0]
    instead = annulled(ledger).get(ref)
    if entry_key(ref)[0].year != YEAR:
        assert awards(ledger)[ref][1].carried_from == YEAR
        assert instead is None
        return "next year"
    if ref in closed.carried:
        assert position > closed.run.position
        assert instead is not None
        assert awards(ledger)[instead][1].carried_from == YEAR
        return "carried over"
    assert position <= closed.run.position
    assert instead is None
    return "closed run"


def race(ledger: Ledger, close: CloseYear, count: int) -> Counter[str]:
    """So many awards and a close at once; where each award came to count."""
    acts = [handling(ledger, bonus(number)) for number in OFFICERS[:count]]
    answers = at_once(handling(ledger, close), *acts)
    assert refusals(answers) == []
    promised = [ref for a in answers[1:] if isinstance(a, Receipt) for ref in a.entries]
    assert len(promised) == count
    assert read_log(facts_of(ledger)).faults == []
    return Counter(where(ledger, ref) for ref in promised)


def test_every_award_that_races_a_close_counts_in_exactly_one_year(ledger: Ledger) -> None:
    publish(ledger)
    found = race(ledger, CLOSE, len(OFFICERS))
    assert set(found) <= {"closed run", "next year"}


def test_every_award_that_races_a_close_at_the_freeze_is_carried_over_or_goes_on(
    ledger: Ledger,
) -> None:
    publish(ledger)
    position = next(p for p, fact in log(ledger).items() if isinstance(fact, YearFrozen))
    found = race(ledger, CloseYear(**WHICH, waived="公示无异议", position=position), len(OFFICERS))
    assert set(found) <= {"carried over", "next year"}
    assert sum(1 for _, fact in awards(ledger).values() if fact.year > YEAR) == len(OFFICERS)


def late_award(number: int = 1, **otherwise: Any) -> Stored:
    said = {
        **{"bureau": BUREAU, "year": YEAR, "subject": "officer:0001", "number": number},
        **{"edition": "nanyue@1", "claimed": "0.5", "effective_on": DAY, "item": "K1"},
    }
    return stored(BonusAwarded.model_validate(said | otherwise))


def test_a_close_overtaken_by_an_award_takes_its_run_again_with_it(
    ledger: Ledger, database: Database
) -> None:
    publish(ledger, 1)
    head = ledger.head
    with overtaken(database, handling(ledger, CLOSE), late_award()) as answer:
        pass
    assert answer.result().position == head + 2
    assert closing(ledger).run.position == head + 1
    assert where(ledger, f"{BUREAU}/{YEAR}/officer:0001#1") == "closed run"


def test_a_close_at_a_position_overtaken_by_an_award_carries_it_over(
    ledger: Ledger, database: Database
) -> None:
    publish(ledger, 1)
    early = CloseYear(**WHICH, waived="公示无异议", position=ledger.head)
    with overtaken(database, handling(ledger, early), late_award()) as answer:
        pass
    answer.result()
    assert where(ledger, f"{BUREAU}/{YEAR}/officer:0001#1") == "carried over"


@pytest.mark.parametrize(
    "fact", [newcomer("z"), late_award(year=YEAR + 1)], ids=["register", "year"]
)
def test_what_is_not_of_the_year_does_not_hold_its_close_up(
    ledger: Ledger, database: Database, fact: Stored
) -> None:
    publish(ledger, 1)
    head = ledger.head
    with overtaken(database, handling(ledger, CLOSE), fact) as answer:
        pass
    answer.result()
    assert closing(ledger).run.position == head


@pytest.mark.parametrize("act", ["award", "reversal", "mark"])
def test_an_act_overtaken_by_the_close_is_decided_again(
    ledger: Ledger, database: Database, act: str
) -> None:
    """As an award in the next year; a reversal and a mark in the year itself, after its run."""
    publish(ledger, 1)
    ledger.handle(bonus(), OFFICE)
    acts: dict[str, Command] = {"award": bonus(), "reversal": reversal(), "mark": mark()}
    answers = at_once(handling(ledger, CLOSE), handling(ledger, acts[act]))
    assert refusals(answers) == []
    closed = closing(ledger)
    position = next(p for p, fact in log(ledger).items() if fact == closed)
    for fact in (fact for p, fact in log(ledger).items() if p > position):
        assert isinstance(fact, BonusAwarded) is (act == "award")
        assert not isinstance(fact, BonusAwarded) or fact.year == YEAR + 1
    assert closed.run.position == position - 1


def test_of_two_closes_at_once_one_wins_and_the_other_is_refused(ledger: Ledger) -> None:
    publish(ledger, 1)
    answers = at_once(*[handling(ledger, CLOSE)] * 4)
    assert refusals(answers) == ["YearAlreadyClosed"] * 3
    assert closing(ledger)


def test_of_several_freezes_and_publications_at_once_one_wins(ledger: Ledger) -> None:
    open_bureau(ledger)
    frozen = at_once(*[handling(ledger, FreezeYear(**WHICH))] * 4)
    assert refusals(frozen) == ["YearAlreadyFrozen"] * 3
    published = at_once(*[handling(ledger, PublishYear(**WHICH))] * 4)
    assert refusals(published) == ["YearAlreadyPublished"] * 3


def test_restatements_at_once_take_numbers_one_after_another(ledger: Ledger) -> None:
    publish(ledger, 1)
    ledger.handle(CLOSE, OFFICE)
    again = RestateYear(**WHICH, authorised_by="0001", ground="第五十六条", reason="表彰被撤销")
    answers = at_once(*[handling(ledger, again)] * 4)
    assert refusals(answers) == []
    numbers = [f.number for f in log(ledger).values() if isinstance(f, YearRestated)]
    assert numbers == [1, 2, 3, 4]


def test_the_same_close_with_the_same_key_closes_once(ledger: Ledger) -> None:
    publish(ledger, 1)
    answers = at_once(*[partial(ledger.handle, CLOSE, OFFICE, "close-2024")] * 3)
    assert refusals(answers) == []
    told = [a for a in answers if isinstance(a, Receipt)]
    assert len({a.position for a in told}) == 1
    assert sorted(a.replayed for a in told) == [False, True, True]
    assert closing(ledger).run.as_of == date(YEAR, 12, 31)


def test_a_late_document_through_the_journal_as_the_rules_have_it(database: Database) -> None:
    """SCORING §10, last row: frozen on 10 January, closed on the 20th."""
    today = [datetime(2025, 1, 9, tzinfo=UTC)]

    def on(day: datetime, command: Command) -> Receipt:
        today[0] = day
        return ledger.handle(command, OFFICE)

    document = bonus(day=date(2024, 12, 20))
    with Ledger(database.dsn("app"), MASTER, clock=lambda: today[0]) as ledger:
        open_bureau(ledger)
        (early,) = on(datetime(2025, 1, 9, tzinfo=UTC), document).entries
        on(datetime(2025, 1, 10, tzinfo=UTC), FreezeYear(**WHICH))
        on(datetime(2025, 1, 13, tzinfo=UTC), PublishYear(**WHICH))
        on(datetime(2025, 1, 20, tzinfo=UTC), CloseYear(**WHICH))
        taken = closing(ledger).run
        (late,) = on(datetime(2025, 2, 11, tzinfo=UTC), document).entries
        assert (early, where(ledger, early)) == (f"{BUREAU}/2024/officer:0001#1", "closed run")
        assert (late, where(ledger, late)) == (f"{BUREAU}/2025/officer:0001#1", "next year")
        record = record_of(ledger.journal.facts_of(BUREAU, YEAR, ledger.head), BUREAU, YEAR)
        again = run_sheet(appraise(record, taken.as_of, taken.position))
        assert again.digest == taken.digest
