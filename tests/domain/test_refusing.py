"""How does the ledger say no: by name, in both languages, with the details that matter?"""

from __future__ import annotations

from domain import refusals as no
from domain.errors import Contended, Fault, Malformed, NotFound, Refused, Unavailable


def test_a_refusal_is_known_by_the_code_of_its_name() -> None:
    assert no.EntryAlreadyReversed.code == "entry-already-reversed"
    assert no.PlanDoesNotSumTo100.code == "plan-does-not-sum-to100"


def test_a_refusal_says_what_is_wrong_and_how_to_mend_it_in_both_languages() -> None:
    refusal = no.DateInFuture(day="2025-07-01", today="2025-06-30")
    assert str(refusal) == refusal.message("en")
    assert refusal.message("en") == (
        "The date 2025-07-01 lies after today (2025-06-30); record it on the day or later."
    )
    assert (
        refusal.message("zh-CN") == "日期 2025-07-01 晚于今天（2025-06-30）；请在当日或之后录入。"
    )


def test_an_unknown_language_is_answered_in_english() -> None:
    assert no.BureauNotNamed().message("fr") == no.BureauNotNamed().message("en")


def test_a_fault_carries_its_place_and_the_refusals_words() -> None:
    refusal = no.RefUnknown(ref="E9")
    fault = Fault.of("reversals!B2", refusal)
    assert (fault.place, fault.code) == ("reversals!B2", "ref-unknown")
    assert (fault.en, fault.zh) == (refusal.message("en"), refusal.message("zh"))


def test_a_refusal_is_of_the_kind_that_its_door_answers_by() -> None:
    assert issubclass(no.EntryNotFound, NotFound)
    assert issubclass(no.EntryAlreadyReversed, Refused)
    assert issubclass(no.WorkbookFaulty, Malformed)
    assert issubclass(no.AccountContended, Contended)
    assert issubclass(no.JournalUnavailable, Unavailable)
