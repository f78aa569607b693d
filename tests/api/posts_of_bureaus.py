"""What do the addresses of several bureaus take, and the one that settles a withheld grade?"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Final

from tests.api import bodies
from tests.api.asking import Api
from tests.api.bodies import Body

OF_TWO_BUREAUS: Final = ("/transfers/releases", "/transfers/withdrawals", "/transfers/receptions")
"""Granted where there is another bureau: see tests/cycle/test_40_pilot_roll_out.py."""
_DAYS: Final = map(date.fromordinal, count(date(2001, 1, 1).toordinal()))
"""A bureau is placed once a day."""


def placing(_: Api, __: str) -> Body:
    return {"bureau": bodies.BUREAU, "above": None, "from": next(_DAYS).isoformat()}


def settlement(api: Api, number: str, year: int) -> Body:
    """Of the officer, whom a case defers in the year, which is closed."""
    case = bodies.restriction(number, rule="V3", effective_on=f"{year}-06-12")
    api.write("/restrictions", case)
    return {
        "officer": number,
        "outcome": "cleared",
        "decided_on": "2025-03-14",
        "document_no": "岳税纪〔2025〕3号",
        "reason": "经查不构成违纪",
    }
