"""Which rules drive the service over HTTP, and what must hold after each of them?"""

from __future__ import annotations

import sys
from datetime import date
from random import Random
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from scripts.embedded import Server
from tests.conftest import new_database
from tests.laws import machine_bodies as drawn
from tests.laws.histories import days_of
from tests.laws.histories_choice import Choose
from tests.laws.histories_rulebooks import draw_edition
from tests.laws.machine_bodies import REASONS, Request
from tests.laws.machine_book import BUREAU, Body, Expected
from tests.laws.machine_service import Moment, Watched
from tests.laws.product import zipped

seeds = st.integers(0, 2**32 - 1)


class Machine(RuleBasedStateMachine):
    """A bureau over two years. A seed says what a rule does; a smaller case has fewer rules."""

    server: ClassVar[Server]
    watched: Watched
    dice: Random
    begun: int
    rebuilt: int

    @property
    def book(self) -> Expected:
        return self.watched.book

    @initialize(seed=seeds)
    def open_the_bureau(self, seed: int) -> None:
        self.dice = Random(seed)
        choose = Choose.seeded(seed)
        year = choose.pick([2023, 2024])
        self.watched = Watched(new_database(self.server), Expected(year))
        self._publish(choose, date(year - choose.index(2), 1, 1))
        rows = drawn.registers(choose, year)
        answer = self.watched.api.client.post(
            "/v1/imports",
            data={"bureau": BUREAU, "year": str(year)},
            files={"workbook": ("book.zip", zipped(rows))},
        )
        assert answer.status_code == 201, answer.text
        self.book.imported(rows, answer.json()["position"])
        self.begun = self.rebuilt = self.book.head

    def _publish(self, choose: Choose, start: date) -> None:
        edition = draw_edition(choose, len(self.book.editions) + 1, start)
        self.watched.grant("/rulebooks", {"bureau": BUREAU, "document": edition.text})
        self.book.editions.append(edition)

    def _grant(self, request: Request | None) -> str | None:
        return None if request is None else self.watched.grant(*request)

    # --- what is recorded

    @rule(seed=seeds)
    def enter(self, seed: int) -> None:
        choose = Choose.seeded(seed)
        for _ in range(1 + choose.index(4)):
            self._grant(drawn.an_entry(choose, self.book))

    @rule(seed=seeds)
    def impose_a_loss(self, seed: int) -> None:
        self._grant(drawn.a_loss(Choose.seeded(seed), self.book))

    @precondition(lambda self: self.book.standing)
    @rule(seed=seeds)
    def reverse(self, seed: int) -> None:
        ref = Choose.seeded(seed).pick(self.book.standing)
        said = {"entry": ref, **REASONS}
        self.watched.grant("/reversals", said)
        self.watched.refuse("/reversals", said, 409, "entry-already-reversed")

    @precondition(lambda self: self.book.standing)
    @rule(seed=seeds)
    def correct(self, seed: int) -> None:
        self._grant(drawn.a_correction(Choose.seeded(seed), self.book))

    @rule(seed=seeds)
    def give_marks(self, seed: int) -> None:
        choose = Choose.seeded(seed)
        for _ in range(1 + choose.index(4)):
            self._grant(drawn.a_mark(choose, self.book))

    @rule(seed=seeds)
    def transfer(self, seed: int) -> None:
        """Who is moved has another place at once, though nothing of the year was recorded."""
        requests = drawn.a_transfer(Choose.seeded(seed), self.book)
        for request in requests:
            self._look_at(request[1]["officer"])
            self._grant(request)
        for _, body in requests[-1:]:
            self._look_at(body["officer"])

    def _look_at(self, officer: str) -> None:
        moment = Moment(date(self.book.year, 12, 31), self.book.head)
        self.watched.check_score(f"officer:{officer}", moment)

    @rule(seed=seeds)
    def hire(self, seed: int) -> None:
        choose, number = Choose.seeded(seed), f"{len(self.book.officers):04}"
        said = {"bureau": BUREAU, "officer": number, "name": "新人"}
        self.watched.grant("/officers", said)
        start = choose.pick(days_of(self.book.year))
        self.watched.grant("/postings", drawn.a_posting(choose, number, start, self.book))

    @rule(seed=seeds)
    def adopt_a_plan(self, seed: int) -> None:
        self._grant(drawn.a_plan(Choose.seeded(seed), self.book))

    @rule(seed=seeds)
    def restrict(self, seed: int) -> None:
        self._grant(drawn.a_restriction(Choose.seeded(seed), self.book))

    @rule(seed=seeds)
    def end_a_restriction(self, seed: int) -> None:
        self._grant(drawn.an_end(Choose.seeded(seed), self.book))

    @rule(seed=seeds)
    def decide(self, seed: int) -> None:
        self._grant(drawn.a_decision(Choose.seeded(seed), self.book))

    # --- the rules and the years

    @rule(seed=seeds)
    def publish_an_edition(self, seed: int) -> None:
        """It may rule what is already recorded, but neither a closed year nor one before it."""
        choose, year = Choose.seeded(seed), self.book.year
        days = [date(year, 3, 1), date(year, 7, 1), date(year + 1, 1, 1), date(2150, 1, 1)]
        start = choose.pick(days)
        standing = [e for e in self.book.editions if e.draft["version"] not in self.book.withdrawn]
        body: Body = {"bureau": BUREAU}
        edition = draw_edition(choose, len(self.book.editions) + 1, start)
        body["document"] = edition.text
        if start < max(e.effective_from for e in standing):
            self.watched.refuse("/rulebooks", body, 409, "edition-starts-earlier")
        elif any(self.book.is_closed(y) for y in range(start.year, year + 2)):
            self.watched.refuse("/rulebooks", body, 409, "edition-starts-in-closed-year")
        else:
            self.watched.grant("/rulebooks", body)
            self.book.editions.append(edition)

    @rule()
    def withdraw_the_last_edition(self) -> None:
        last = self.book.editions[-1]
        said = {"version": last.draft["version"], "reason": "尚需征求意见"}
        path = "/rulebooks/withdrawals"
        if last.draft["version"] in self.book.withdrawn:
            self.watched.refuse(path, said, 404, "edition-not-found")
        elif last.effective_from.year < 2150:
            self.watched.refuse(path, said, 409, "edition-in-force")
        else:
            self.watched.grant(path, said)

    @rule(seed=seeds)
    def act(self, seed: int) -> None:
        """The year's next acts, the next year's, or one out of turn."""
        choose = Choose.seeded(seed)
        for _ in range(1 + choose.index(4)):
            self._act(choose)
            if choose.chance():
                self._grant(drawn.an_entry(choose, self.book))

    def _act(self, choose: Choose) -> None:
        year = self.book.year + (choose.index(5) == 4)
        stages = self.book.stages.get(year, [])
        turn = len([act for act in drawn.WAY[1:-1] if act in stages]) + 1
        act = drawn.WAY[turn] if choose.index(4) else choose.pick(drawn.WAY)
        body = dict(drawn.ACTS[act])
        path = f"/years/{BUREAU}/{year}/{act}"
        if code := drawn.out_of_turn(act, stages):
            self.watched.refuse(path, body, 409, code)
            return
        if act in ("publish", "close") and choose.chance():
            first = self.book.taken[year, "freeze"]
            body["position"] = first + choose.index(self.book.head - first + 1)
        self.watched.grant(path, body)
        if act != "open":
            self._look_at_the_run(year, act)

    def _look_at_the_run(self, year: int, act: str) -> None:
        """What was recorded of the run is what is answered of it, now and later."""
        past = {"freeze": "frozen", "publish": "published", "close": "closed"}
        number = self.book.stages[year].count("restate")
        run = f"{BUREAU}:{year}:{past.get(act, f'restated-{number}')}"
        said = self.watched.ask(f"/runs/{run}", {})
        path = f"/years/{BUREAU}/{year}"
        acts = self.watched.ask(path, {"position": self.book.head})["acts"]
        (recorded,) = (a["said"]["run"]["digest"] for a in acts if a["run"] == run)
        assert said["digest"] == recorded
        assert said["position"] == self.book.taken[year, act]
        if act != "restate":
            self.watched.check_sheet(said, Moment(date(year, 12, 31), said["position"]))

    # --- what comes twice, too early, or at once

    @rule(seed=seeds)
    def send_again(self, seed: int) -> None:
        self.watched.again(Choose.seeded(seed).pick(list(self.watched.receipts)))

    @rule(seed=seeds)
    def take_a_key_again(self, seed: int) -> None:
        choose = Choose.seeded(seed)
        key = choose.pick(list(self.watched.receipts))
        path, body = drawn.an_entry(choose, self.book)
        code = "key-reused-for-another-command"
        self.watched.refuse(path, {**body, "reason": "另一事由"}, 409, code, key)
        self.watched.again(key)

    @rule(seed=seeds)
    def reverse_too_early(self, seed: int) -> None:
        """The reversal overtakes its entry: refused, and under the same key granted later."""
        choose, key = Choose.seeded(seed), f"early-{self.book.head}"
        path, body = drawn.an_entry(choose, self.book)
        account = (
            self.book.account_year(date.fromisoformat(body["effective_on"])),
            body["subject"],
        )
        number = self.book.numbers[account] + 1
        said = {"entry": f"{BUREAU}/{account[0]}/{account[1]}#{number}", **REASONS}
        self.watched.refuse("/reversals", said, 404, "entry-not-found", key)
        assert self.watched.grant(path, body) == said["entry"]
        self.watched.grant("/reversals", said, key)

    @rule(seed=seeds)
    def send_at_once(self, seed: int) -> None:
        """Two entries and a mark, one of them twice, on their way together."""
        choose, head = Choose.seeded(seed), self.book.head
        requests = [drawn.an_entry(choose, self.book), drawn.a_mark(choose, self.book)]
        keyed = [(*asked, f"at-once-{head}-{n}") for n, asked in enumerate(requests)]
        self.watched.at_once([*keyed, choose.pick(keyed)])

    # --- what must change nothing

    @precondition(lambda self: self.book.head - self.rebuilt > 8)
    @rule()
    def rebuild(self) -> None:
        self.watched.rebuild()
        self.rebuilt = self.book.head

    @rule()
    def restart(self) -> None:
        self.watched.restart()

    # --- what holds after every rule

    def _moment(self) -> Moment:
        """Half of them at the year's end or at the head: a service keeps such answers."""
        days = days_of(self.book.year + (self.dice.random() < 1 / 4))
        on = days[-1] if self.dice.random() < 1 / 2 else self.dice.choice(days)
        head = self.book.head
        return Moment(
            on, head if self.dice.random() < 1 / 2 else self.dice.randint(self.begun, head)
        )

    @invariant()
    def every_score_and_place_is_what_the_rules_say_of_that_moment(self) -> None:
        if self.dice.random() < 1 / 3:
            self.watched.check_run(self._moment())
            return
        subjects = [f"officer:{o}" for o in self.book.officers]
        subjects += [f"unit:{u}" for u in self.book.units[:2]]
        self.watched.check_score(self.dice.choice(subjects), self._moment())

    @invariant()
    def what_was_answered_once_is_answered_so_again(self) -> None:
        self.watched.ask_again(self.dice.choice)

    def teardown(self) -> None:
        if not hasattr(self, "watched"):
            return
        try:
            # A rule that failed has left the book behind the journal, and is what is to be told.
            if sys.exc_info()[0] is None:
                self.watched.check_all()
        finally:
            self.watched.stop()
