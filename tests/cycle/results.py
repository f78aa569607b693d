"""Who evaluates, records and decides where results are tested, and by which rules?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from tests.api import bodies
from tests.api.askers import asker, grant
from tests.api.bodies import BUREAU
from tests.conftest import Database
from tests.cycle.quarters import Quarters, in_quarters

MORE: Final = {
    "boss": ("leader", "bureau"),
    "deputy": ("leader", "bureau"),
    "recorder": ("recorder", "bureau"),
    "approver": ("approver", "bureau"),
}
LEADERS: Final = {"boss": "0001", "deputy": "0002"}
"""Which officer each of them is, by his own grant."""


@contextmanager
def in_results(database: Database) -> Iterator[Quarters]:
    """The bureau of the quarters, with two leaders, a recorder and an approver."""
    with in_quarters(database) as found:
        api = found.api
        for number in LEADERS.values():
            api.write("/officers", bodies.officer(number))
        more = {name: asker(api, name, *role) for name, role in MORE.items()}
        for name, number in LEADERS.items():
            grant(api, f"token:{name}", "officer", f"officer:{number}")
        yield replace(found, askers={**found.askers, **more})


def edition(version: int, start: str, *changes: tuple[str, str], more: str = "") -> dict[str, Any]:
    """A later edition of the quarters' rules, some of its words exchanged, and some added."""
    document = bodies.edition(version, start)
    for before, after in changes:
        assert before in document, before
        document = document.replace(before, after)
    return {"bureau": BUREAU, "document": document + more}


PAID: Final = ("through: 40/100", "through: 50/100")
RATES: Final = "pay: {1: 1.2, 2: 1.0}\n"
_LAST: Final = "{source: review, aggregate: last}"
EVALUATED: Final = (
    ("aggregate: mean}", f"aggregate: mean}}\n  leader_evaluation: {_LAST}"),
    ("regular_review: 0.7", "regular_review: 0.5, leader_evaluation: 0.2"),
)
AUTHORITY: Final = {"authorised_by": "0001", "ground": "第五十六条", "reason": "表彰被撤销"}


def year(act: str, of: int = 2024) -> str:
    return f"/years/{BUREAU}/{of}/{act}"


def close(results: Quarters, day: str, of: int = 2024) -> None:
    """Frozen, published and closed by the office."""
    results.on(day)
    bodies_of: Mapping[str, dict[str, Any]] = {
        "freeze": {},
        "publish": {},
        "close": {"waived": "公示无异议"},
    }
    for act, body in bodies_of.items():
        results.done("office", year(act, of), **body)


def entry(results: Quarters, who: str, path: str, **body: Any) -> str:
    """The entry that is granted to him."""
    answer = results.post(who, path, **body)
    assert answer.status_code == 201, answer.text
    (ref,) = answer.json()["entries"]
    return str(ref)
