"""How does a test write the entries of an account, and read what they count?"""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.rulebook import Edition, Editions
from domain.scoring import AccountScore, Cut, Entry, score_account
from tests.domain.cast import edition

RULES = edition()
BONUS_8 = {"B8": {"kind": "bonus", "category": "I", "points": "8"}}


def an_entry(position: int, item: str, level: str | None = None, **but: Any) -> Entry:
    kinds = {"C": "commendation", "H": "commendation", "X3": "deduction", "X1": "reprimand"}
    kind = kinds.get(item, kinds.get(item[0], "bonus"))
    on = date.fromisoformat(but.pop("on", "2024-03-05"))
    said = {"kind": kind, "level": level, "subject": "officer:0012", "effective_on": on}
    return Entry(**{"ref": f"#{position}", "position": position, "item": item, **said, **but})


def score(*entries: Entry, under: Edition | Editions | None = None, **but: Any) -> AccountScore:
    editions = Editions.only(under) if isinstance(under, Edition) else under
    return score_account(entries, editions or Editions.only(RULES), **{"unit": False, **but})


def counted(scored: AccountScore) -> list[str]:
    return [f"{line.counted.normalize():f}" for line in scored.lines]


def cuts(scored: AccountScore) -> list[tuple[Cut, ...]]:
    return [line.cuts for line in scored.lines]
