"""How does a small bureau come by its indicators in the tests of the API?"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, Final

from domain.drafts.commands import (
    CommentOnDraft,
    DraftCommand,
    DraftIndicators,
    OpenCommentRound,
    PublishIndicators,
    SignDraft,
)
from domain.journal.envelope import By
from tests.api import bodies
from tests.api.asking import Api
from tests.api.bodies import BUREAU, LATER, Body

DRAFTER: Final = By("token:drafter", "owner")
_NUMBERS = itertools.count(1)


def upper(year: int, **but: Any) -> Body:
    said = {"year": year, "line": "tax", "document_no": "湘税函〔2024〕8号"}
    listed = [{"id": "U1", "title": "税费收入质量", "base": "60"}]
    return {**said, "document_date": "2024-01-15", "indicators": listed, **but}


def carrier(unit: str, role: str = "owner", **but: str) -> Body:
    return {"unit": unit, "role": role, **but}


def indicator(name: str, base: str, leader: str, *carriers: Body, **but: Any) -> Body:
    said = {"id": name, "title": f"指标{name}", "standard": "每差一项扣 0.1 分", "base": base}
    rest = {"step": "0.1", "period": "quarter", "leader": leader, "carriers": list(carriers)}
    own = {} if "sources" in but else {"document": "岳税发〔2024〕3号"}
    return {**said, **rest, **own, **but}


def indicators(leader: str) -> list[Body]:
    """As the plans of the small bureau read: its first unit owns a and b, the other supports a."""
    return [
        indicator("a", "60", leader, carrier("zg"), carrier("dj", "support")),
        indicator("b", "40", leader, carrier("zg")),
        indicator("dj-1", "40", leader, carrier("dj")),
    ]


def task(officer: str, **but: Any) -> Body:
    said = {"officer": officer, "id": "P1", "title": "留抵退税审核", "standard": "逾期扣 0.1 分"}
    return {**said, "kind": "duty", **but}


@dataclass(frozen=True)
class Compiled:
    """A draft, and who signs it: the committee, the leader of all, each unit's head."""

    api: Api
    number: int
    digest: str
    leader: str
    signers: tuple[tuple[str, str, str | None], ...]

    @property
    def of_it(self) -> Body:
        return {"bureau": BUREAU, "number": self.number, "digest": self.digest}

    def handle(self, command: DraftCommand, who: str) -> None:
        self.api.service.ledger.handle(command, By(who, ""))

    def sign(self) -> None:
        for who, level, unit in self.signers:
            said = {**self.of_it, "level": level, "unit": unit}
            self.handle(SignDraft.model_validate(said), who)

    def ask(self) -> None:
        said = {"bureau": BUREAU, "number": self.number}
        opened = OpenCommentRound.model_validate({**said, "until": LATER})
        self.api.service.ledger.handle(opened, DRAFTER)

    def comment(self) -> None:
        self.ask()
        said = {"bureau": BUREAU, "number": self.number, "unit": "zg", "text": "责任不明"}
        self.handle(CommentOnDraft.model_validate(said), self.signers[-2][0])

    def publish(self, day: str) -> None:
        self.sign()
        said = PublishIndicators.model_validate({**self.of_it, "effective_on": day})
        self.api.service.ledger.handle(said, DRAFTER)


def compiled(api: Api, year: int, *tasks: Body) -> Compiled:
    """A draft of the small bureau, by people of its own."""
    n = next(_NUMBERS)
    leader = f"lead{n}"
    api.write("/officers", bodies.officer(leader))
    signers: tuple[tuple[str, str, str | None], ...] = (
        (f"token:party{n}", "party-committee", None),
        (f"token:leader{n}", "leader", None),
        (f"token:zg{n}", "unit-head", "zg"),
        (f"token:dj{n}", "unit-head", "dj"),
    )
    for who, role, unit in signers:
        scope = f"unit:{unit}" if unit else "bureau"
        api.write("/grants", {"grantee": who, "role": role, "scope": scope})
    own = {"grantee": f"token:leader{n}", "role": "officer", "scope": f"officer:{leader}"}
    api.write("/grants", own)
    said = {"year": year, "indicators": indicators(leader), "personal": tasks}
    api.service.ledger.handle(DraftIndicators.model_validate(said), DRAFTER)
    last = api.read("/drafts", limit=1000)["items"][-1]
    return Compiled(api, last["number"], last["digest"], leader, signers)
