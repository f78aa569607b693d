"""Into which comparison group does a posting fall?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.record import Posting
from tests.domain.cast import RULEBOOK, edition
from tests.domain.yearbook import Yearbook

GROUPS: dict[str, dict[str, list[str]]] = {
    "heads": {"post_level": ["head"], "unit_kind": ["section"]},
    "desk": {"post_level": ["staff"], "unit": ["zg"]},
    "hall": {"unit": ["hall", "zg"], "unit_kind": ["branch", "section"]},
    "branches": {"unit_kind": ["branch"]},
    "deputies": {"post_level": ["deputy"]},
}


@pytest.mark.parametrize(
    ("unit", "level", "group"),
    [
        ("zg", "head", "heads"),
        ("xh", "head", "heads"),
        ("zg", "staff", "desk"),
        ("zg", "deputy", "hall"),
        ("hall", "staff", "hall"),
        ("b1", "staff", "branches"),
        ("b1", "head", "branches"),
        ("xh", "deputy", "deputies"),
        ("xh", "staff", None),
        ("gone", "head", None),
        ("gone", "deputy", "deputies"),
    ],
)
def test_it_is_the_first_whose_every_key_fits(unit: str, level: str, group: str | None) -> None:
    weights: Any = RULEBOOK["groups"][0]["weights"]
    rules = [{"id": name, "match": match, "weights": weights} for name, match in GROUPS.items()]
    book = Yearbook(edition(groups=rules))
    book.unit("zg")
    book.unit("xh")
    book.unit("hall", "branch")
    book.unit("b1", "branch")
    posting = Posting("0012", unit, level, date(2024, 1, 1), None, 1)
    found = book.standing().group_of(posting)
    assert (found and found.id) == group
