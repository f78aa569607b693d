"""What may happen to the small sample's bureau after it was loaded? Anything, drawn by a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import psycopg

from domain.accounts.commands import (
    AwardBonus,
    ConferCommendation,
    CorrectEntry,
    ImposeDeduction,
    ImposeLoss,
    Replacement,
    ReverseEntry,
)
from domain.deciding import Command
from domain.errors import Refusal
from domain.ledger import Ledger
from domain.registers.commands import (
    GiveMark,
    PublishRulebook,
    RecordPosting,
    RegisterUnit,
    WithdrawMark,
)
from domain.years.commands import (
    CloseYear,
    DecideGrade,
    FreezeYear,
    PublishYear,
    ResolveTie,
    RestateYear,
)
from projections.kept_runs import Runs
from projections.moments import Moment
from projections.scores import get_score
from tests.journal.cast import BUREAU, OFFICE, YEAR
from tests.journal.loading import SAMPLES

OFFICERS = tuple(f"{n:04}" for n in range(24))
UNITS = tuple(f"u{n}" for n in range(4))
SUBJECTS = (*(f"officer:{o}" for o in OFFICERS), *(f"unit:{u}" for u in UNITS))


class Happenings:
    """Commands drawn one by one; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._version = 2
        self._draws: tuple[Callable[[], Command], ...] = (
            *(self._bonus, self._bonus, self._commendation, self._deduction, self._loss),
            *(self._reversal, self._correction, self._mark, self._withdrawal, self._posting),
            *(self._unit, self._edition, self._year_act),
        )

    def happen(self, ledger: Ledger, count: int) -> int:
        """So many commands; how many of them were granted."""
        granted = 0
        for _ in range(count):
            try:
                granted += ledger.handle(self._dice.choice(self._draws)(), OFFICE).facts > 0
            except Refusal:
                continue
        return granted

    def _year_act(self) -> Command:
        said: dict[str, Any] = {"bureau": BUREAU, "year": YEAR}
        minutes = {"minutes": "考评委2号", "decided_on": date(2025, 1, 9)}
        order = tuple(self._dice.sample(OFFICERS, 3))
        whose = {"officer": self._dice.choice(OFFICERS), "reason": "裁定"}
        acts: tuple[Command, ...] = (
            FreezeYear(**said),
            PublishYear(**said),
            CloseYear(**said, waived="公示无异议"),
            RestateYear(**said, authorised_by="0001", ground="第五十六条", reason="重述"),
            ResolveTie(**said, **minutes, order=order),
            DecideGrade(**said, **minutes, **whose, grade="basically_competent"),
        )
        return self._dice.choice(acts)

    def _day(self) -> date:
        return date(YEAR, 1, 1) + timedelta(days=self._dice.randrange(366))

    def _officer(self) -> str:
        return f"officer:{self._dice.choice(OFFICERS)}"

    def _entry(self) -> str:
        return f"{BUREAU}/{YEAR}/{self._officer()}#{self._dice.randint(1, 5)}"

    def _bonus(self) -> Command:
        said: dict[str, Any] = {"item": "K1"}
        if self._dice.random() < 1 / 2:
            said = {"item": "W1", "points": f"{self._dice.randint(5, 20) / 10}"}
        return AwardBonus(
            bureau=BUREAU,
            subject=self._dice.choice(SUBJECTS),
            effective_on=self._day(),
            merit=self._dice.choice([None, None, "m0", "m1"]),
            **said,
        )

    def _commendation(self) -> Command:
        item, level = self._dice.choice([("C1", "national"), ("C1", "city"), ("C2", "municipal")])
        return ConferCommendation(
            bureau=BUREAU,
            subject=self._officer(),
            item=item,
            level=level,
            share=self._dice.choice([None, "1/3"]),
            effective_on=self._day(),
        )

    def _deduction(self) -> Command:
        return ImposeDeduction(
            bureau=BUREAU,
            subject=self._officer(),
            item="X3",
            quantity=self._dice.randint(1, 4),
            effective_on=self._day(),
        )

    def _loss(self) -> Command:
        return ImposeLoss(
            bureau=BUREAU,
            indicator=f"i{self._dice.randrange(3)}",
            points=f"{self._dice.randint(1, 30) / 10}",
            effective_on=self._day(),
        )

    def _reversal(self) -> Command:
        return ReverseEntry(entry=self._entry(), reason="有误", ground="复核")

    def _correction(self) -> Command:
        changed: dict[str, Any] = self._dice.choice(
            [{"subject": self._officer()}, {"effective_on": self._day()}, {"merit": "m0"}]
        )
        return CorrectEntry(
            entry=self._entry(), reason="更正", ground="复核", replacement=Replacement(**changed)
        )

    def _mark(self) -> Command:
        return GiveMark(
            bureau=BUREAU,
            year=YEAR,
            subject=self._officer(),
            series=self._dice.choice(["regular_review", "leader_evaluation"]),
            period=f"{YEAR}Q{self._dice.randint(1, 4)}",
            score=f"{self._dice.randint(600, 1000) / 10}",
            effective_on=self._day(),
        )

    def _withdrawal(self) -> Command:
        return WithdrawMark(
            bureau=BUREAU,
            year=YEAR,
            subject=self._officer(),
            number=self._dice.randint(1, 6),
            reason="撤回",
        )

    def _posting(self) -> Command:
        start = self._day()
        return RecordPosting.model_validate(
            {
                "bureau": BUREAU,
                "officer": self._dice.choice(OFFICERS),
                "unit": self._dice.choice(UNITS),
                "post_level": self._dice.choice(["head", "deputy", "staff"]),
                "from": start,
                "until": start + timedelta(days=self._dice.randrange(40)),
            }
        )

    def _unit(self) -> Command:
        return RegisterUnit(
            bureau=BUREAU,
            unit=self._dice.choice(UNITS),
            name="改组",
            kind=self._dice.choice(["section", "branch"]),
            effective_on=self._day(),
        )

    def _edition(self) -> Command:
        """The second edition with another cap and another start; each is published once."""
        self._version += 1
        text = (SAMPLES / "small" / "rulebook-2.yaml").read_text(encoding="utf-8")
        text = text.replace("version: 2", f"version: {self._version}", 1)
        start = f"2024-07-{min(self._version, 28):02}"
        text = text.replace("effective_from: '2024-07-01'", f"effective_from: '{start}'", 1)
        return PublishRulebook(
            bureau=BUREAU, document=text.replace("cap: 6", f"cap: {self._dice.randint(2, 6)}", 1)
        )


def answer(
    conn: psycopg.Connection[Any], subject: str, moment: Moment, runs: Runs | None = None
) -> str:
    """The score to the byte, or the name of the refusal."""
    try:
        return get_score(conn, subject, moment, BUREAU, runs).model_dump_json()
    except Refusal as refusal:
        return f"{type(refusal).__name__}: {refusal}"


def answers(conn: psycopg.Connection[Any], questions: Sequence[tuple[str, Moment]]) -> list[str]:
    return [answer(conn, subject, moment) for subject, moment in questions]


def questions(seed: int, head: int, count: int) -> list[tuple[str, Moment]]:
    """Of anybody, as of any day of the year, at any position up to the head."""
    dice = random.Random(seed)
    return [
        (
            dice.choice(SUBJECTS),
            Moment(
                YEAR, date(YEAR, 1, 1) + timedelta(days=dice.randrange(366)), dice.randint(1, head)
            ),
        )
        for _ in range(count)
    ]
