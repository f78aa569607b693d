"""Which bodies of a quarter, its risks, remediations and contacts are granted?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any, Final

from domain.access.roles import OWNER
from domain.journal.envelope import By
from domain.remediations.commands import ReportRemediation
from tests.api import bodies
from tests.api.asking import Api
from tests.api.bodies import BUREAU, Body

_QUARTERS: Final = product(range(2005, 2024), range(1, 5))
"""Of years whose working days are known: one is opened, or frozen, once."""
LAST: Final[dict[str, Any]] = {"bureau": BUREAU, "year": 2024, "quarter": 2, "number": 1}
"""Which quarter or remediation was made last: the path names it."""
DUE: Final = "2199-01-01"
OTHER: Final = By("local:reporter", OWNER)
OWNED: Final = {"zg": "a", "dj": "dj-1"}


def _name(year: int, quarter: int) -> None:
    LAST.update(year=year, quarter=quarter)


def _unit_of(api: Api, number: str) -> str:
    return str(api.read("/postings", officer=number)["items"][-1]["unit"])


def _risk(api: Api, number: str) -> Body:
    return {
        "year": 2024,
        "indicator": OWNED[_unit_of(api, number)],
        "difficulty": 4,
        "scoring_method": 4,
        "controllability": 4,
        "current_state": 4,
        "assessed_on": "2024-01-08",
        "note": "上级口径未定",
    }


def _check(api: Api, number: str) -> Body:
    api.write("/risks", _risk(api, number))
    indicator = OWNED[_unit_of(api, number)]
    said = {"checked_on": "2024-01-15", "finding": "concern", "note": "进度偏慢"}
    return {"year": 2024, "indicator": indicator, **said}


def _new_quarter(_: Api, __: str) -> Body:
    _name(*next(_QUARTERS))
    return {}


def _explanation(api: Api, number: str) -> Body:
    _name(2024, 2)
    loss = api.entry("/losses", bodies.loss(OWNED[_unit_of(api, number)]))
    return {"entry": loss, "cause": "deadline", "explanation": "逾期报送"}


def _briefing(api: Api, number: str) -> Body:
    year, quarter = next(_QUARTERS)
    _name(year, quarter)
    api.write(f"/quarters/{BUREAU}/{year}/{quarter}/freeze", {})
    return {
        "held_on": "2024-04-12",
        "document_no": "岳税绩纪〔2024〕1号",
        "attendees": [number],
    }


def _remediation(api: Api, number: str) -> Body:
    """Of a loss of its own: one thing is put right once at a time."""
    indicator = OWNED[_unit_of(api, number)]
    return {
        "year": 2024,
        "entry": api.entry("/losses", bodies.loss(indicator)),
        "responsible": number,
        "measures": "建立报送台账",
        "due_on": DUE,
    }


def _opened(api: Api, number: str) -> None:
    api.write("/remediations", _remediation(api, number))
    rows = api.read("/remediations", bureau=BUREAU, limit=1000)["items"]
    LAST["number"] = rows[-1]["number"]


def _report(api: Api, number: str) -> Body:
    _opened(api, number)
    return {"report": "台账已建立"}


def _verification(api: Api, number: str) -> Body:
    _opened(api, number)
    said = {"bureau": BUREAU, "number": LAST["number"], "report": "台账已建立"}
    api.service.ledger.handle(ReportRemediation.model_validate(said), OTHER)
    return {"outcome": "returned", "reason": "缺佐证"}


def _extension(api: Api, number: str) -> Body:
    _opened(api, number)
    return {"due_on": "2199-02-01", "reason": "系统升级延后"}


def _contact(api: Api, number: str) -> Body:
    return {
        "year": 2024,
        "channel": "talk",
        "held_on": "2024-07-10",
        "with": [f"officer:{number}"],
        "about": {"indicators": ["a"]},
        "note": "约谈失分原因",
        "visibility": "unit",
    }


_OF_QUARTER: Final = "/quarters/{bureau}/{year}/{quarter}"
_OF_CASE: Final = "/remediations/{bureau}/{number}"
QUARTERS: Final[Mapping[str, Callable[[Api, str], Body]]] = {
    "/risks": _risk,
    "/risks/checks": _check,
    f"{_OF_QUARTER}/open": _new_quarter,
    f"{_OF_QUARTER}/freeze": _new_quarter,
    f"{_OF_QUARTER}/explanations": _explanation,
    f"{_OF_QUARTER}/briefing": _briefing,
    "/remediations": _remediation,
    f"{_OF_CASE}/report": _report,
    f"{_OF_CASE}/verify": _verification,
    f"{_OF_CASE}/extend": _extension,
    "/contacts": _contact,
}

ALTERED_OF_QUARTERS: Final[Mapping[str, Body]] = {
    "/risks": {"current_state": 3},
    "/risks/checks": {"finding": "sound"},
    "/quarters/{bureau}/{year}/{quarter}/explanations": {"cause": "rule"},
    "/quarters/{bureau}/{year}/{quarter}/briefing": {"document_no": "岳税绩纪〔2024〕2号"},
    "/remediations": {"measures": "每周核对"},
    "/remediations/{bureau}/{number}/report": {"report": "已核对"},
    "/contacts": {"channel": "phone"},
}


def managed(api: Api, number: str) -> None:
    """A risk, the second quarter of 2024 opened and frozen with a loss, a remediation of the
    officer's, a contact with him."""
    api.write("/risks", _risk(api, number))
    api.entry("/losses", bodies.loss())
    for act in ("open", "freeze"):
        api.write(f"/quarters/{BUREAU}/2024/2/{act}", {})
    api.write("/remediations", _remediation(api, number))
    api.write("/contacts", _contact(api, number))
