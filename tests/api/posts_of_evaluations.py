"""Which bodies of packs, evaluations, starred posts and work ledgers are granted?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count, product
from typing import Any, Final

from domain.calendar import BUREAU_ZONE
from domain.evaluations.commands import OpenEvaluations
from domain.ledger import Ledger
from tests.api import bodies
from tests.api.asking import Api
from tests.api.bodies import BUREAU, Body
from tests.conftest import MASTER, OFFICE

_PERIODS: Final = product(range(2005, 2024), ("Q1", "Q2", "Q3", "Q4", "year"))
"""Of years whose working days are known: each is opened once."""
_ROWS: Final = count(1)
PACK: Final[dict[str, Any]] = {"bureau": BUREAU, "number": 1}
"""The pack that was issued last: the path names it."""


def unit_of(api: Api, number: str) -> str:
    return str(api.read("/postings", officer=number)["items"][-1]["unit"])


def _issue(api: Api, number: str, year: int = 2024, quarter: int = 1) -> Body:
    said = {"year": year, "quarter": quarter, "unit": unit_of(api, number)}
    leader = bodies.hire(api)
    return {"bureau": BUREAU, **said, "leader": leader}


def _issued(api: Api, body: Body) -> int:
    api.write("/packs", body)
    PACK["number"] = api.read("/packs", bureau=BUREAU, limit=1000)["items"][-1]["number"]
    return int(PACK["number"])


def _acknowledgement(api: Api, number: str) -> Body:
    _issued(api, _issue(api, number))
    return {}


def sealing(api: Api, number: str, year: int, period: str) -> Body:
    """An evaluation of him, after its pack was read."""
    quarter = 4 if period == "year" else int(period[1])
    issue = _issue(api, number, year, quarter)
    pack = _issued(api, issue)
    api.write(f"/packs/{BUREAU}/{pack}/acknowledge", {})
    named = {"bureau": BUREAU, "year": year, "period": period, "leader": issue["leader"]}
    return {**named, "officer": number, "pack": pack, "score": "88", "justification": "成效突出"}


def _evaluation(api: Api, number: str) -> Body:
    year, period = next(_PERIODS)
    before = {"from": f"{year}-01-01", "until": "2024-01-01"}
    api.write("/postings", bodies.posting(number, unit_of(api, number), **before))
    api.write("/indicators", bodies.plan(year, *bodies.UNITS))
    return sealing(api, number, year, period)


def _opening(api: Api, number: str) -> Body:
    body = _evaluation(api, number)
    api.write("/evaluations", body)
    return {name: body[name] for name in ("bureau", "year", "period")}


def _confirmation(api: Api, number: str) -> Body:
    """It was opened long ago, so that its publication is over."""
    body = _opening(api, number)
    then = datetime(2024, 5, 6, tzinfo=BUREAU_ZONE)
    with Ledger(api.database.dsn("app"), MASTER, lambda: then) as ledger:
        ledger.handle(OpenEvaluations.model_validate(body), OFFICE)
    return body


def _star(api: Api, number: str) -> Body:
    said = {"unit": unit_of(api, number), "officer": number}
    return {"bureau": BUREAU, **said, "effective_on": "2024-07-01"}


def _unstarring(api: Api, number: str) -> Body:
    api.write("/stars", _star(api, number))
    star = api.read("/stars", bureau=BUREAU, limit=1000)["items"][-1]["number"]
    return {"bureau": BUREAU, "number": star, "effective_on": "2024-09-01"}


def _row(_: Api, __: str) -> Body:
    return {
        "bureau": BUREAU,
        "ledger": "revenue",
        "row": next(_ROWS),
        "effective_on": "2024-03-31",
        "figures": {"税收收入": "12800"},
        "document_no": "岳税收〔2024〕5号",
    }


EVALUATIONS: Final[Mapping[str, Callable[[Api, str], Body]]] = {
    "/packs": _issue,
    "/packs/{bureau}/{number}/acknowledge": _acknowledgement,
    "/evaluations": _evaluation,
    "/evaluations/openings": _opening,
    "/evaluations/confirmations": _confirmation,
    "/stars": _star,
    "/stars/ends": _unstarring,
    "/work-ledgers": _row,
}
ALTERED: Final[Mapping[str, Body]] = {
    "/packs": {"quarter": 2},
    "/evaluations": {"score": "77"},
    "/evaluations/openings": {"year": 2004},
    "/evaluations/confirmations": {"year": 2004},
    "/stars": {"effective_on": "2024-07-02"},
    "/stars/ends": {"effective_on": "2024-09-02"},
    "/work-ledgers": {"row": 99_999},
}


def evaluated(api: Api, number: str) -> None:
    """An evaluation of him for 2024 after its pack, his post starred, an entry of his that cites
    a work ledger."""
    api.write("/evaluations", sealing(api, number, 2024, "year"))
    api.write("/stars", _star(api, number))
    digest = api.write("/work-ledgers", _row(api, number))["digest"]
    api.entry("/commendations", bodies.commendation(number, evidence=[digest]))
