"""The product places the tied and grades by decision as the oracle does; bugs in it are noticed."""

from __future__ import annotations

from functools import cache

import pytest

from tests.laws.committees import Committee, a_committee
from tests.laws.histories import LONG
from tests.laws.product_bugs_seats import OF_DECISIONS, OF_SEATS
from tests.laws.test_product_bugs import noticed

SEEDS = range(400 if LONG else 60)


@cache
def committees() -> list[Committee]:
    found = [made for seed in SEEDS if (made := a_committee(seed)) is not None]
    for made in found:
        assert len(made.right) == 2 * len(made.heads)
    return found


def differing() -> bool:
    """Does any bureau-year with decisions now differ from what the oracle says of it?"""
    try:
        return any(made.answers() != made.right for made in committees())
    except Exception:  # noqa: BLE001 - a planted bug may do anything; it was noticed
        return True


def test_many_a_bureau_year_has_somebody_tied_across_a_seat() -> None:
    assert len(committees()) > len(SEEDS) / 5
    assert any(len(tied) > 2 for made in committees() for tied in made.tied)


def test_decisions_place_and_grade_as_the_oracle_says_before_and_after_each() -> None:
    for made in committees():
        assert made.answers() == made.right


def test_a_decision_moves_bands_and_grades_and_no_rank_and_no_score() -> None:
    moved = 0
    for made in committees():
        first, last = made.right[0]["officers"], made.right[-2]["officers"]
        for before, after in zip(first, last, strict=True):
            free = {"band": None, "grade": None}
            assert before | free == after | free
            moved += before["band"] != after["band"]
    assert moved > 0


@pytest.mark.parametrize("name", OF_DECISIONS)
def test_a_bug_planted_in_decisions_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    committees()
    OF_DECISIONS[name](monkeypatch)
    assert differing()


@pytest.mark.parametrize("name", OF_SEATS)
def test_a_bug_planted_in_seats_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    OF_SEATS[name](monkeypatch)
    assert noticed()
