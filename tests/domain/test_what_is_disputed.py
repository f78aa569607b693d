"""Which parts of what is disputed are looked at, and which day does each have?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest

from domain import refusals as no
from domain.disputes.commands import AcceptDispute, WithdrawDispute
from domain.disputes.facts import DisputeFiled
from domain.errors import Refusal
from domain.journal.envelope import Kept
from domain.journal.streams import stream_of
from domain.registers.commands import WithdrawMark
from domain.registers.facts import MarkGiven, RestrictionImposed
from tests.domain.cast import ADA, BO, DIGEST, YEAR, award, correct, ref, reverse
from tests.domain.disputants import (
    CLERK,
    COMMITTEE,
    OFFICE,
    OFFICER,
    OTHER,
    RAISED,
    RECORDED_ON,
    Contest,
    deciding,
    entry_of,
    filing,
    of_case,
    reprimand_contested,
)
from tests.domain.scenario import given
from tests.domain.test_raising_a_dispute import STATUTORY, graded, published, reviewed
from tests.domain.test_restrictions import end, impose

UNKNOWN: Final = "sha256:" + "0" * 64
EARLY: Final = date(2024, 6, 10)
LATER: Final[dict[str, Any]] = {
    "known_on": "2024-06-17",
    "known_reason": "外出学习",
    "known_evidence": [DIGEST],
}


def restricted() -> Contest:
    """Ada has a reprimand, an award and two restrictions; her mark of 2024Q2 was withdrawn."""
    contest, _, _ = reprimand_contested()
    contest.book.grants(award(item="K2", level=None))
    for _ in range(2):
        contest.book.does(impose(rule="V1", until=None))
    withdrawn = {"year": YEAR, "subject": ADA, "number": 2, "reason": "误录"}
    contest.book.does(WithdrawMark.model_validate(withdrawn))
    return contest


@pytest.mark.parametrize(
    ("about", "first"),
    [
        ({"marks": [1, 3]}, (MarkGiven, 3)),
        ({"marks": [3, 1]}, (MarkGiven, 3)),
        ({"restrictions": [1, 2]}, (RestrictionImposed, 2)),
        ({"entries": [f"nanyue/2024/{ADA}#{n}" for n in (1, 2)], "marks": [1]}, (MarkGiven, 1)),
    ],
)
def test_of_several_things_the_one_recorded_first_says_when_one_could_know(
    about: dict[str, Any], first: tuple[type[Any], int]
) -> None:
    facts = restricted().book.facts
    of = [f for f in facts if isinstance(f, first[0]) and f.subject == ADA]
    (one,) = (f for f in of if f.number == first[1])
    stream = stream_of(one).id
    version = 1 + [f for f in facts if stream_of(f).id == stream].index(one)

    def kept(asked: UUID, versions: Sequence[int]) -> list[Kept]:
        early = {n for n in versions if (asked, n) == (stream, version)}
        days = [EARLY if n in early else RECORDED_ON for n in versions]
        return [Kept(frozenset({CLERK}), day) for day in days]

    known = given(*facts, today=date(2024, 6, 13), kept=kept)
    filed = known.when(filing(about=about), OFFICER).facts[0]
    assert isinstance(filed, DisputeFiled)
    assert (filed.known_on, filed.last_day.isoformat()) == (EARLY, "2024-06-17")


@pytest.mark.parametrize(
    ("about", "refusal", "told"),
    [
        ({"marks": [6]}, None, {}),
        ({"marks": [7]}, no.MarkNotFound, {"mark": f"nanyue/2024/{ADA}/marks#7"}),
        ({"marks": [1, 7]}, no.MarkNotFound, {"mark": f"nanyue/2024/{ADA}/marks#7"}),
        ({"marks": [1, 2]}, no.MarkAlreadyWithdrawn, {"mark": f"nanyue/2024/{ADA}/marks#2"}),
        ({"restrictions": [2]}, None, {}),
        (
            {"restrictions": [1, 3]},
            no.RestrictionNotFound,
            {"restriction": f"nanyue/{ADA}/restrictions#3"},
        ),
        ({"marks": [1], "cites": [f"nanyue/2024/{ADA}#2"]}, None, {}),
        (
            {"marks": [1], "cites": [f"nanyue/2024/{ADA}#3"]},
            no.EntryNotFound,
            {"entry": f"nanyue/2024/{ADA}#3"},
        ),
        ({"marks": [1], "cites": [f"nanyue/2024/{BO}#1"]}, no.EntryNotFound, {}),
        ({"entries": [f"nanyue/2024/{ADA}#2"]}, None, {}),
        ({"entries": [f"nanyue/2024/{ADA}#{n}" for n in (2, 3)]}, no.EntryNotFound, {}),
        ({"entries": [f"nanyue/2023/{ADA}#1"]}, no.NotOnesOwn, {}),
        ({"entries": [f"nanyue/2024/{ADA}#1", "nanyue/2024/unit:zg#9"]}, no.NotOnesOwn, {}),
    ],
)
def test_each_thing_that_is_named_must_be_there(
    about: dict[str, Any], refusal: type[Refusal] | None, told: dict[str, str]
) -> None:
    contest = restricted()
    if refusal is None:
        assert contest.files(RAISED, about=about).number == 1
    else:
        contest.refuses(filing(about=about), OFFICER, RAISED, refusal, **told)


def test_a_restriction_that_was_rescinded_is_disputed_no_more() -> None:
    contest = restricted()
    contest.book.does(end("rescinded", effective_on="2024-06-12"))
    gone = {"restriction": f"nanyue/{ADA}/restrictions#1"}
    asked = filing(about={"restrictions": [2, 1]})
    contest.refuses(asked, OFFICER, RAISED, no.RestrictionNotFound, **gone)
    contest.files(RAISED, about={"restrictions": [2]})


def test_what_was_corrected_is_disputed_as_well_as_what_stands_for_it() -> None:
    contest, wrong, _ = reprimand_contested()
    milder = contest.book.grants(correct(wrong, document_no="南税〔2024〕55号"))
    filed = contest.files(RAISED, about={"entries": [ref(wrong), ref(milder)]})
    assert filed.about.entries == (ref(wrong), ref(milder))
    contest.book.does(reverse(milder))
    contest.refuses(filing(about=entry_of(milder)), OFFICER, RAISED, no.EntryAlreadyReversed)


@pytest.mark.parametrize("name", ["evidence", "known_evidence"])
def test_evidence_of_which_no_file_was_handed_in_is_refused(name: str) -> None:
    contest, wrong, _ = reprimand_contested()
    asked = filing(about=entry_of(wrong), **LATER | {name: [DIGEST, UNKNOWN]})
    contest.refuses(asked, OFFICER, "2024-06-18", no.FileNotStored, digest=UNKNOWN, subject=ADA)


def test_the_reason_of_a_later_day_is_kept_where_the_day_is() -> None:
    contest, wrong, _ = reprimand_contested()
    filed = contest.files("2024-06-17", about=entry_of(wrong), **LATER)
    assert (str(filed.asserted_on), filed.known_reason) == ("2024-06-17", "外出学习")
    other = contest.files("2024-06-18", about={"marks": [1]}, **LATER | {"known_on": "2024-06-12"})
    assert (other.asserted_on, other.known_reason) == (None, None)


@pytest.mark.parametrize("lacks", ["known_reason", "known_evidence"])
def test_a_later_day_is_proven_by_its_reason_and_its_evidence(lacks: str) -> None:
    contest, wrong, _ = reprimand_contested()
    said = {name: said for name, said in LATER.items() if name != lacks}
    asked = filing(about=entry_of(wrong), **said)
    days = {"known_on": "2024-06-17", "recorded_on": "2024-06-12"}
    contest.refuses(asked, OFFICER, "2024-06-17", no.LaterKnowledgeUnproven, **days)


def test_a_publication_s_first_day_is_in_time() -> None:
    contest = published()
    assert contest.files("2025-01-13", about={"run": "published"}).known_on == date(2025, 1, 13)


def test_an_appeal_adds_no_result_to_what_was_reviewed() -> None:
    contest, wrong, _ = reprimand_contested()
    contest.book.close()
    contest.kept = Kept(frozenset({CLERK}), date(2025, 1, 20))
    contest.files("2025-01-21", about={"marks": [1], **entry_of(wrong)})
    contest.does(of_case(AcceptDispute), OFFICE, "2025-01-22")
    contest.does(deciding("upheld_original"), COMMITTEE, "2025-01-23")
    of: dict[str, Any] = {"stage": "review", "against": 1}
    for more in ({"run": "closed", "marks": [1]}, {"marks": [1, 3]}, {"restrictions": [1]}):
        asked = filing(**of, about=more)
        told = {"dispute": "nanyue/1"}
        contest.refuses(asked, OFFICER, "2025-01-24", no.NotDisputedBefore, **told)
    assert contest.files("2025-01-24", **of, about={"marks": [1]}).about.entries == ()
    with_all = contest.files("2025-01-24", **of, about=entry_of(wrong))
    assert (with_all.against, with_all.about.entries) == (1, (ref(wrong),))


def test_an_appeal_that_says_nothing_more_is_about_what_was_reviewed() -> None:
    filed = reviewed().files("2025-03-04", stage="statutory_appeal", against=1)
    assert (filed.about.run, filed.about.entries, filed.about.marks) == ("closed", (), ())


@pytest.mark.parametrize(
    ("open_", "asked", "same"),
    [
        ({"marks": [1, 3]}, {"marks": [4, 3]}, True),
        ({"marks": [1]}, {"marks": [3]}, False),
        ({"marks": [1]}, {"restrictions": [1]}, False),
        ({"restrictions": [1, 2]}, {"restrictions": [2]}, True),
        ({"restrictions": [1]}, {"restrictions": [2]}, False),
        ({"entries": [f"nanyue/2024/{ADA}#1"]}, {"entries": [f"nanyue/2024/{ADA}#2"]}, False),
        ({"entries": [f"nanyue/2024/{ADA}#1"]}, {"marks": [1]}, False),
    ],
)
def test_one_thing_is_open_in_one_dispute(
    open_: dict[str, Any], asked: dict[str, Any], same: bool
) -> None:
    contest = restricted()
    contest.files(RAISED, OTHER, subject=BO, about={"marks": [1]})
    contest.files(RAISED, about=open_)
    if same:
        told = {"dispute": "nanyue/2"}
        contest.refuses(filing(about=asked), OFFICER, RAISED, no.SameDisputeOpen, **told)
    else:
        assert contest.files(RAISED, about=asked).number == 3


def test_of_the_disputes_that_ended_none_hinders_and_of_the_others_each() -> None:
    contest = restricted()
    for number in (1, 3, 4):
        contest.files(RAISED, about={"marks": [number]})
    contest.does(of_case(WithdrawDispute), OFFICER, RAISED)
    for number, case in ((3, 2), (4, 3)):
        told = {"dispute": f"nanyue/{case}"}
        asked = filing(about={"marks": [number]})
        contest.refuses(asked, OFFICER, "2024-06-14", no.SameDisputeOpen, **told)
    assert contest.files(RAISED, about={"marks": [1]}).number == 4


def test_a_result_is_open_once_and_another_result_is_another_thing() -> None:
    contest = published()
    contest.kept = Kept(frozenset({CLERK}), date(2025, 1, 10))
    contest.files("2025-01-14", about={"marks": [3]})
    contest.files("2025-01-14", about={"run": "published"})
    again = filing(about={"run": "published", "marks": [1]})
    contest.refuses(again, OFFICER, "2025-01-14", no.SameDisputeOpen, dispute="nanyue/2")
    assert contest.files("2025-01-14", OTHER, subject=BO, about={"run": "published"}).number == 3
    law = graded("incompetent")
    law.files("2025-01-22", **STATUTORY)
    twice = filing(**STATUTORY | {"stage": "statutory_appeal"})
    law.refuses(twice, OFFICER, "2025-01-23", no.SameDisputeOpen, dispute="nanyue/1")
    assert law.files("2025-01-23", stage="review", about={"run": "closed"}).number == 2
