"""Who may say that he was told of an entry or a result?"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain import refusals as no
from domain.acknowledgements.commands import AcknowledgeEntry, AcknowledgeResult
from domain.acknowledgements.facts import EntryAcknowledged, ResultAcknowledged
from domain.years.facts import RunTaken, YearPublished
from tests.domain.awarding import HEAD, HERSELF, HIMSELF, OFFICE, act, refused
from tests.domain.cast import ADA, NANYUE, YEAR, ZG, a_bonus, a_deduction

RUN: Final = RunTaken(
    position=9, as_of=date(2024, 12, 31), edition="nanyue@1", digest="sha256:" + "7e" * 32
)
PUBLISHED: Final = YearPublished(
    bureau=NANYUE,
    year=YEAR,
    run=RUN,
    opens_on=date(2025, 1, 13),
    closes_on=date(2025, 1, 17),
    working_days=5,
)
SAID: Final[dict[str, Any]] = {"bureau": NANYUE, "year": YEAR, "subject": ADA}


def entry(**but: Any) -> AcknowledgeEntry:
    said = {"entry": f"{NANYUE}/{YEAR}/{ADA}#1", "agrees": False, "opinion": "应为一分"}
    return AcknowledgeEntry.model_validate(said | but)


def result(**but: Any) -> AcknowledgeResult:
    return AcknowledgeResult.model_validate(SAID | {"result": "published", "agrees": True} | but)


def test_an_officer_acknowledges_his_own_entry_and_says_what_he_thinks() -> None:
    told = EntryAcknowledged(**SAID, number=1, agrees=False, opinion="应为一分")
    assert act(entry(), HERSELF, a_bonus())[1] == (told,)
    assert act(entry(), HERSELF, a_bonus(), told)[1] == (), "the same again is nothing new"
    assert act(entry(agrees=True), HERSELF, a_bonus(), told)[1] != ()
    for who in (HIMSELF, HEAD, OFFICE):
        assert refused(entry(), who, a_bonus()) is no.NotPermitted
    missing = f"{NANYUE}/{YEAR}/{ADA}#2"
    assert refused(entry(entry=missing), HERSELF, a_bonus()) is no.EntryNotFound


def test_a_unit_acknowledges_by_its_head() -> None:
    units = entry(entry=f"{NANYUE}/{YEAR}/{ZG}#1")
    assert refused(units, HEAD, a_deduction(subject=ZG)) is None
    assert refused(units, HERSELF, a_deduction(subject=ZG)) is no.NotPermitted


def test_a_result_is_acknowledged_by_the_digest_that_was_published() -> None:
    told = ResultAcknowledged(**SAID, result="published", digest=RUN.digest, agrees=True)
    assert act(result(), HERSELF, PUBLISHED)[1] == (told,)
    assert act(result(), HERSELF, PUBLISHED, told)[1] == ()
    assert refused(result(), HERSELF) is no.ResultNotTaken
    assert refused(result(result="closed"), HERSELF, PUBLISHED) is no.ResultNotTaken
    assert refused(result(year=2020), HERSELF, PUBLISHED) is no.NoPosting
    assert refused(result(), HIMSELF, PUBLISHED) is no.NotPermitted
