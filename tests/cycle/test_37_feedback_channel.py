"""Mechanism 37, 书面反馈/电话交流: is a note told to whom its visibility allows?"""

from __future__ import annotations

from typing import Any

import pytest

from domain.journal.keyring import ERASED
from tests.cycle.quarters import Quarters

pytestmark = pytest.mark.postgres
YEAR = {"bureau": "nanyue", "year": 2025}


def note(words: str, visibility: str, *subjects: str, **but: Any) -> dict[str, Any]:
    said = {
        "year": 2025,
        "channel": "written",
        "held_on": "2025-04-15",
        "with": list(subjects),
        "about": {"indicators": ["a"]},
        "note": words,
        "visibility": visibility,
    }
    return said | but


def test_a_note_is_read_as_far_as_its_visibility_goes(quarters: Quarters) -> None:
    quarters.on("2025-04-16")
    for visibility in ("office", "subject", "unit"):
        quarters.done("office", "/contacts", **note(visibility, visibility, "officer:0012"))
    phone = note("phone", "subject", "unit:dj", channel="phone")
    quarters.done("office", "/contacts", **phone)

    def told(who: str) -> list[str]:
        return [c["note"] for c in quarters.read(who, "/contacts", **YEAR)["items"]]

    assert told("office") == told("auditor") == ["office", "subject", "unit", "phone"]
    assert told("ada") == ["subject", "unit"]
    assert told("bo") == []
    assert told("zg_head") == ["unit"]
    assert told("dj_head") == ["phone"]
    assert told("leader") == []
    named = quarters.read("office", "/contacts", subject="unit:dj", **YEAR)["items"]
    assert [c["channel"] for c in named] == ["phone"]


def test_a_note_is_erased_with_the_first_whom_it_was_for(quarters: Quarters) -> None:
    quarters.done("office", "/contacts", **note("both", "subject", "officer:0013", "officer:0012"))
    erase = {"subject": "officer:0013", "authorised_by": "0001", "ground": "个人信息保护法"}
    quarters.api.write("/erasures", erase | {"bureau": "nanyue"})
    for who in ("ada", "office", "auditor"):
        *_, last = quarters.read(who, "/contacts", **YEAR)["items"]
        assert (last["note"], last["subjects"]) == (ERASED, ["officer:0013", "officer:0012"])


def test_another_channel_or_a_day_to_come_is_no_contact(quarters: Quarters) -> None:
    odd = note("x", "unit", "officer:0012", channel="rumour")
    quarters.refused("office", "/contacts", 422, "malformed", **odd)
    early = note("x", "unit", "officer:0012", held_on="2025-04-17")
    quarters.refused("office", "/contacts", 409, "date-in-future", **early)
    quarters.refused("bo", "/contacts", 403, "not-permitted", **note("x", "unit", "officer:0012"))
