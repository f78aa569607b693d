"""Does a decision name all it read, and see what it wrote?"""

from __future__ import annotations

from domain.accounts.commands import AwardBonus
from domain.journal.desk import Desk
from tests.domain.cast import (
    ADA,
    BUREAU,
    ZG,
    a_bonus,
    a_posting,
    award,
    commend,
    correct,
    its_reversal,
    lose,
    reverse,
)
from tests.domain.scenario import given


def versions_read(desk: Desk) -> dict[str, int]:
    return {desk.names[stream]: version for stream, version in desk.reads.items()}


def test_a_grant_rests_on_the_account_the_subject_the_rulebook_and_the_year() -> None:
    history = given(*BUREAU, a_posting(until="2024-07-01"), a_bonus())
    history.when(award())
    assert versions_read(history.desk) == {
        "rulebooks:nanyue": 1,
        "officer:0012": 3,
        "account:nanyue/2024/officer:0012": 1,
        "year:nanyue/2024": 0,
    }


def test_an_account_never_written_to_is_read_at_version_nought() -> None:
    history = given(*BUREAU)
    history.when(award(subject=ZG))
    assert versions_read(history.desk)["account:nanyue/2024/unit:zg"] == 0


def test_a_loss_rests_on_the_plans_and_the_year() -> None:
    history = given(*BUREAU)
    history.when(lose())
    assert versions_read(history.desk) == {
        "rulebooks:nanyue": 1,
        "plans:nanyue/2024": 2,
        "account:nanyue/2024/unit:zg": 0,
        "year:nanyue/2024": 0,
    }


def test_a_correction_rests_on_both_accounts() -> None:
    history = given(*BUREAU, a_bonus())
    history.when(correct(a_bonus(), subject="officer:0013"))
    read = versions_read(history.desk)
    assert read["account:nanyue/2024/officer:0012"] == 1
    assert read["account:nanyue/2024/officer:0013"] == 0
    assert read["officer:0013"] == 2


def test_what_is_written_at_the_desk_is_seen_there() -> None:
    history = given(*BUREAU)
    first: AwardBonus = award()
    history.when(first).then(a_bonus())
    history.when(reverse(a_bonus())).then(a_bonus(), its_reversal(a_bonus()))
    outcome = history.when(commend())
    assert [getattr(fact, "number", None) for fact in outcome.facts] == [1, 1, 2]
    assert [recorded.originator_version for recorded in history.desk.pending] == [1, 2, 3]
    assert versions_read(history.desk)[f"account:nanyue/2024/{ADA}"] == 0


def test_what_is_left_was_never_there_and_the_next_fact_follows_what_was_read() -> None:
    history = given(*BUREAU, a_bonus())
    history.when(award())
    desk, key = history.desk, ("nanyue", 2024, ADA)
    assert desk.account(*key).next_number == 3
    before = versions_read(desk)
    desk.leave()
    assert (desk.facts, desk.account(*key).next_number) == ((), 2)
    desk.write(a_bonus(number=2))
    assert [recorded.originator_version for recorded in desk.pending] == [2]
    assert versions_read(desk) == before
