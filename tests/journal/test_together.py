"""Do many who write at once each get an outcome of their own, and every fact its place?"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from domain import refusals as no
from domain.errors import Refusal
from domain.journal.envelope import By, Receipt
from domain.journal.together import Together
from domain.journal.waits import LOCK_SECONDS
from domain.ledger import Ledger
from tests.conftest import MASTER, Database
from tests.journal.cast import OFFICE, OFFICERS, bonus, open_bureau, ref, reversal
from tests.journal.crowds import at_once, refusals, until
from tests.journal.facts import log
from tests.journal.lossy import Cut, lossy_line

WRITERS = 16


class Steps:
    """Of even numbers something comes; the first group is held until it is let go."""

    def __init__(self) -> None:
        self.groups: list[Sequence[int]] = []
        self.go = threading.Event()
        self.together = Together[int, int, str](self.decide, self.append)
        self._deciding = threading.Lock()

    def decide(self, group: Sequence[int]) -> list[int | Exception]:
        assert self._deciding.acquire(blocking=False), "one group is decided at a time"
        self.groups.append(group)
        time.sleep(0.002)
        self._deciding.release()
        if -1 in group:
            raise OSError("nobody was asked")
        return [no.UnknownOfficer(officer=str(n)) if n % 2 else n for n in group]

    def append(self, ready: Sequence[int | Exception]) -> list[str | Exception]:
        assert self.go.wait(10)
        if 0 in ready:
            raise OSError("nobody answered")
        return [one if isinstance(one, Exception) else f"done {one}" for one in ready]


def test_whoever_waits_is_done_with_the_next_and_told_his_own_outcome() -> None:
    steps = Steps()

    def later(n: int) -> str:
        until(lambda: len(steps.groups) == 2)
        return steps.together.do(n, n)

    def second(n: int) -> str:
        until(lambda: len(steps.groups) == 1)
        return steps.together.do(n, n)

    def release() -> None:
        until(lambda: len(steps.together._waiting) == 3)
        steps.go.set()

    acts = [partial(steps.together.do, 2, 2), partial(second, 4)]
    told = at_once(*acts, *(partial(later, n) for n in (3, 6, 5)), release)
    whose = [one.details["officer"] if isinstance(one, Refusal) else one for one in told[:5]]
    assert whose == ["done 2", "done 4", "3", "done 6", "5"]
    assert [sorted(group) for group in steps.groups] == [[2], [4], [3, 5, 6]]


def test_of_the_same_one_the_next_is_decided_when_the_first_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("domain.journal.together.GROUP_SECONDS", 60)
    steps = Steps()

    def later(n: int, whose: str) -> str:
        until(lambda: bool(steps.groups))
        return steps.together.do(n, whose)

    def release() -> None:
        until(lambda: len(steps.groups) == 2 and len(steps.together._waiting) == 2)
        time.sleep(0.01)
        assert len(steps.groups) == 2, "who waits for the same one is not decided meanwhile"
        steps.go.set()

    others = [partial(later, n, whose) for n, whose in ((4, "a"), (6, "a"), (8, "b"))]
    told = at_once(partial(steps.together.do, 2, "a"), *others, release)
    assert told[:4] == ["done 2", "done 4", "done 6", "done 8"]
    assert steps.groups[:2] == [[2], [8]]
    assert sorted(map(list, steps.groups[2:])) == [[4], [6]], "one after the other"


@pytest.mark.postgres
def test_of_one_account_many_record_and_nobody_is_overtaken(
    crowd: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.ledger.ATTEMPTS_MAX", 1)
    # However slow the machine is.
    monkeypatch.setattr("domain.journal.together.GROUP_SECONDS", 60)
    acts: list[Callable[[], Receipt]] = [partial(crowd.handle, bonus(), OFFICE)] * WRITERS
    told = recorded(acts)
    assert {r.entries for r in told} == {(ref(n),) for n in range(1, WRITERS + 1)}
    undone = recorded([partial(crowd.handle, reversal(n), OFFICE) for n in range(1, WRITERS + 1)])
    assert len({r.position for r in undone}) == WRITERS


def test_what_a_step_raises_everybody_of_the_group_is_told() -> None:
    steps = Steps()
    steps.go.set()
    for n in (-1, 0):
        with pytest.raises(OSError, match="nobody"):
            steps.together.do(n, n)
    assert steps.together.do(8, 8) == "done 8", "and the next one goes on"


def test_who_is_ended_himself_leaves_nobody_waiting() -> None:
    calls = []

    def decide(group: Sequence[int]) -> list[int | Exception]:
        calls.append(group)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return [*group]

    together = Together[int, int, int](decide, lambda ready: ready)
    with pytest.raises(KeyboardInterrupt):
        together.do(1, 1)
    assert together.do(2, 2) == 2


@pytest.fixture
def crowd(ledger: Ledger) -> Ledger:
    open_bureau(ledger, OFFICERS)
    return ledger


def recorded(acts: Sequence[Callable[[], Receipt]]) -> list[Receipt]:
    told = at_once(*acts)
    assert refusals(told) == []
    return [one for one in told if isinstance(one, Receipt)]


@pytest.mark.postgres
def test_every_fact_has_its_place_however_many_record_at_once(
    crowd: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    each = crowd._together._append

    def counting(ready: Sequence[Any]) -> Sequence[Any]:
        sizes.append(len(ready))
        return each(ready)

    monkeypatch.setattr(crowd._together, "_append", counting)
    before = crowd.head
    told: list[Receipt] = []
    for n in range(6):
        numbers = [OFFICERS[(k + n) % len(OFFICERS)] for k in range(WRITERS)]
        told += recorded([partial(crowd.handle, bonus(o), OFFICE) for o in numbers])
    assert max(sizes) > 2, "several were written together"
    assert sorted(r.position for r in told) == list(range(before + 1, before + 1 + len(told)))
    with database.connect("auditor") as conn:
        facts = {f["position"]: f for f in log(conn)}
    assert len({r.entries for r in told}) == len(told)
    for receipt in told:
        fact = facts[receipt.position]
        bureau, _, rest = receipt.entries[0].split("/")
        subject, number = rest.split("#")
        assert (fact["subject"], fact["number"]) == (subject, int(number))
        assert fact["recorded_at"] == receipt.recorded_at and receipt.facts == 1
        assert (fact["actor"], fact["role"], bureau) == (OFFICE.actor, "owner", "nanyue")


@pytest.mark.postgres
def test_one_is_refused_and_those_beside_him_are_not(crowd: Ledger) -> None:
    crowd.handle(bonus("0001"), OFFICE)
    refused = [lambda: crowd.handle(bonus("0002", item="Z9"), OFFICE)] * 3
    reversed_ = [lambda: crowd.handle(reversal(1), OFFICE)] * 3
    taken = [partial(crowd.handle, bonus(o), OFFICE) for o in OFFICERS]
    told = at_once(*refused, *reversed_, *taken)
    assert [type(one) for one in told[:3]] == [no.ItemNotInEdition] * 3
    assert Counter(type(one) for one in told[3:6]) == {Receipt: 1, no.EntryAlreadyReversed: 2}
    assert [type(one) for one in told[6:]] == [Receipt] * len(OFFICERS)


@pytest.mark.postgres
def test_the_same_key_among_those_who_wait_is_done_once(crowd: Ledger, database: Database) -> None:
    same = [lambda: crowd.handle(bonus("0001"), OFFICE, key="once")] * 6
    other = [lambda: crowd.handle(bonus("0003"), OFFICE, key="once")]
    told = at_once(*same, *other)
    kinds = Counter(type(one) for one in told)
    assert kinds[no.KeyReusedForAnotherCommand] in {1, 6} and kinds.total() == 7
    receipts = [one for one in told if isinstance(one, Receipt)]
    assert len({r.position for r in receipts}) == 1
    assert Counter(r.replayed for r in receipts)[False] == 1
    with database.connect("auditor") as conn:
        assert sum(f["topic"] == "bonus-awarded" for f in log(conn)) == 1


@pytest.mark.postgres
def test_who_records_together_is_named_by_himself(crowd: Ledger, database: Database) -> None:
    people = [By(f"token:{n}", "owner", request=f"r-{n}") for n in range(WRITERS)]
    told = recorded(
        [partial(crowd.handle, bonus(OFFICERS[n % 8]), by) for n, by in enumerate(people)],
    )
    with database.connect("auditor") as conn:
        facts = {f["position"]: f for f in log(conn)}
    found = [(facts[r.position]["actor"], facts[r.position]["request"]) for r in told]
    assert found == [(by.actor, by.request) for by in people]


@pytest.mark.postgres
def test_a_ledger_that_is_halted_tells_each_of_those_who_wait(
    crowd: Ledger, database: Database
) -> None:
    with database.connect() as owner:
        owner.execute("INSERT INTO evidence.halts (reason) VALUES ('checkpoint-denied')")
    told = at_once(*(partial(crowd.handle, bonus(o), OFFICE) for o in OFFICERS))
    assert {type(one) for one in told} == {no.LedgerHalted}


@pytest.mark.postgres
@pytest.mark.parametrize(
    "officers",
    [
        pytest.param(OFFICERS[:4], id="apart", marks=pytest.mark.long),
        pytest.param(OFFICERS[:1] * 4, id="the same"),
    ],
)
def test_while_somebody_else_records_nobody_waits_for_the_wait_of_others(
    crowd: Ledger, database: Database, officers: Sequence[str]
) -> None:
    waited: dict[int, float] = {}

    def later(n: int) -> Receipt:
        time.sleep(n)
        begun = time.monotonic()
        try:
            return crowd.handle(bonus(officers[n]), OFFICE)
        finally:
            waited[n] = time.monotonic() - begun

    with database.connect() as owner, owner.transaction():
        owner.execute("SELECT pg_advisory_xact_lock(hashtext('merit-ledger/append'))")
        told = at_once(*(partial(later, n) for n in range(4)))
    assert [type(one) for one in told] == [no.DatabaseBusy] * 4
    assert max(waited.values()) < 1.5 * LOCK_SECONDS


@pytest.mark.postgres
def test_where_nobody_heard_the_answer_nobody_is_told_that_nothing_was_recorded(
    crowd: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.ledger.ATTEMPTS_MAX", 1)
    with lossy_line(database.dsn("app")) as (line, dsn), Ledger(dsn, MASTER) as ledger:
        head, append = ledger.head, ledger._together._append

        def cut(ready: Sequence[Any]) -> Sequence[Any]:
            if len(ready) > 1:
                line.cut_next(Cut.AFTER_COMMIT)
            return append(ready)

        monkeypatch.setattr(ledger._together, "_append", cut)
        acts = [partial(ledger.handle, bonus(o), OFFICE, key=o) for o in OFFICERS]
        told = at_once(*acts)
        until(lambda: crowd.head == head + len(OFFICERS))
        lost = [o for o, one in zip(OFFICERS, told, strict=True) if not isinstance(one, Receipt)]
        assert len(lost) > 1 and len(line.cuts) >= 1
        kinds = {type(one) for one in told if not isinstance(one, Receipt)}
        assert kinds == {no.OutcomeNotKnown}
    again = [crowd.handle(bonus(o), OFFICE, key=o) for o in OFFICERS]
    assert all(one.replayed for one in again) and crowd.head == head + len(OFFICERS)


@pytest.mark.postgres
def test_two_services_record_together(crowd: Ledger, database: Database) -> None:
    with Ledger(database.dsn("app"), MASTER) as other:
        acts = [partial(who.handle, bonus(o), OFFICE) for who in (crowd, other) for o in OFFICERS]
        told = recorded(acts)
        assert {r.entries[0] for r in told} == {ref(n, o) for n in (1, 2) for o in OFFICERS}
