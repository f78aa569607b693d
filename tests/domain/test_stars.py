"""Whose entries need a second person because of his post, from when to when?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain import refusals as no
from domain.accounts.facts import BonusAwarded
from domain.claims.facts import ClaimSubmitted
from domain.second import starred_at
from tests.domain.cast import ADA, BUREAU, HENGSHAN, NANYUE, a_posting, award
from tests.domain.claimants import CAST, ME, role, settled
from tests.domain.evaluated import a_star, an_end, star, unstar
from tests.domain.scenario import given

STAFF = {"post_level": "staff"}
"""Ada's level in zg; her entry is of 5 March 2024."""


def waits(*facts: Any, **but: Any) -> bool:
    (fact, *_) = settled(award(**but), ME, *BUREAU, *CAST, *facts)  # type: ignore[misc]
    return isinstance(fact, ClaimSubmitted)


def test_an_entry_of_the_holder_of_a_starred_post_waits_whatever_its_points() -> None:
    assert not waits()
    assert waits(a_star(**STAFF))
    assert waits(a_star(officer="0012"))
    assert not waits(a_star(post_level="head"))
    assert not waits(a_star(officer="0013"))
    assert not waits(a_star(**STAFF, unit="fa"))


def test_the_day_of_the_entry_decides() -> None:
    assert waits(a_star(**STAFF, effective_on="2024-03-05"))
    assert not waits(a_star(**STAFF, effective_on="2024-03-06"))
    assert not waits(a_star(**STAFF), an_end("2024-03-05"))
    assert waits(a_star(**STAFF), an_end("2024-03-06"))
    moved = a_posting(until="2024-03-05"), a_posting(unit="fa", start="2024-03-05")
    assert not waits(*moved, a_star(**STAFF))
    assert not waits(a_star(**STAFF), subject="unit:zg")


def test_of_several_postings_the_one_of_the_day_in_the_bureau_decides() -> None:
    moved = a_posting("0014", unit="fa", until="2024-03-05"), a_posting("0014", start="2024-03-05")
    starred = starred_at(given(*BUREAU, *moved, a_star(**STAFF)).desk)
    assert not starred(NANYUE, "officer:0014", date(2024, 3, 4))
    assert starred(NANYUE, "officer:0014", date(2024, 3, 5))
    lent = a_posting("0015", bureau=HENGSHAN)
    starred = starred_at(given(*BUREAU, lent, a_star(**STAFF)).desk)
    assert not starred(NANYUE, "officer:0015", date(2024, 3, 5))


def test_who_acts_alone_needs_nobody_for_a_starred_post_either() -> None:
    facts = (*BUREAU, role("sole"), a_star(**STAFF))
    (fact,) = settled(award(), ME, *facts)  # type: ignore[misc]
    assert isinstance(fact, BonusAwarded)
    assert fact.subject == ADA


def test_a_star_is_given_once_and_taken_away_by_two() -> None:
    known = given(*BUREAU)
    known.when(star(**STAFF)).then(a_star(**STAFF))
    again = star(**STAFF, effective_on="2024-05-01")
    given(*BUREAU, a_star(**STAFF)).when(again).then_refused(no.PostAlreadyStarred, star="1")
    second = star(officer="0012")
    given(*BUREAU, a_star(**STAFF)).when(second).then(a_star(officer="0012", number=2))
    office = (*BUREAU, role("appraiser"), a_star(**STAFF))
    (claim,) = settled(unstar("2024-05-01"), ME, *office)  # type: ignore[misc]
    assert isinstance(claim, ClaimSubmitted)


def test_a_star_ends_once_and_after_it_began() -> None:
    starred = (*BUREAU, a_star(**STAFF))
    given(*starred).when(unstar("2024-05-01")).then(an_end("2024-05-01"))
    given(*starred).when(unstar("2024-02-01")).then_refused(no.StarEndsBeforeItStarts)
    given(*starred).when(unstar("2024-05-01", 2)).then_refused(no.StarNotFound, star="2")
    second = (*starred, a_star(officer="0012", number=2, effective_on="2024-05-01"))
    early = unstar("2024-04-01", 2)
    given(*second).when(early).then_refused(no.StarEndsBeforeItStarts, start="2024-05-01")
    ended = (*starred, an_end("2024-05-01"))
    given(*ended).when(unstar("2024-06-01")).then_refused(no.StarAlreadyEnded, day="2024-05-01")
    given(*ended).when(star(**STAFF, effective_on="2024-06-01")).then(
        a_star(**STAFF, number=2, effective_on="2024-06-01")
    )


def test_a_star_is_of_a_level_or_of_an_officer() -> None:
    for but in ({}, {**STAFF, "officer": "0012"}):
        with pytest.raises(ValidationError, match="either the post level or the officer"):
            star(**but)
    given(*BUREAU).when(star(**STAFF, unit="nowhere")).then_refused(no.UnknownUnit)
    given(*BUREAU).when(star(officer="0999")).then_refused(no.UnknownOfficer)
    assert star(**STAFF).bureau == NANYUE
