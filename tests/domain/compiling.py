"""Who drafts indicators in the tests, who signs them, and what do they say?"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain.access.facts import RoleGranted
from domain.drafts import commands as asked
from domain.drafts.facts import (
    CommentRoundOpened,
    DraftSigned,
    IndicatorsDrafted,
    IndicatorSetPublished,
    PersonalIndicatorDrafted,
    UpperIndicatorsRegistered,
)
from domain.drafts.vocabulary import Level
from domain.journal.names import Fact
from tests.domain.cast import BUREAU, NANYUE, an_officer
from tests.domain.scenario import Outcome, given

YEAR: Final = 2025
DRAFTER: Final = "token:desk"
PARTY, LEADER, SECOND = "token:party", "token:leader", "token:second"
ZG, FA = "token:zg-head", "token:fa-head"


def role(grantee: str, name: str, scope: str = "bureau", number: int = 1) -> RoleGranted:
    said = {"bureau": NANYUE, "grantee": grantee, "number": number, "role": name, "scope": scope}
    return RoleGranted.model_validate(said | {"start": "2025-01-01"})


CAST: Final[tuple[Fact, ...]] = (
    *BUREAU,
    an_officer("0001", name="甲"),
    an_officer("0002", name="乙"),
    role(PARTY, "party-committee"),
    role(LEADER, "leader"),
    role(LEADER, "officer", "officer:0001", 2),
    role(SECOND, "leader"),
    role(SECOND, "officer", "officer:0002", 2),
    role(ZG, "unit-head", "unit:zg"),
    role(FA, "unit-head", "unit:fa"),
)


def upper(**but: Any) -> asked.RegisterUpperIndicators:
    said = {"year": YEAR, "line": "tax", "document_no": "湘税函〔2025〕8号"}
    said |= {"document_date": "2025-01-15"}
    listed = [{"id": "U1", "title": "税费收入质量", "base": "60"}]
    return asked.RegisterUpperIndicators.model_validate(said | {"indicators": listed} | but)


def registered(**but: Any) -> UpperIndicatorsRegistered:
    return UpperIndicatorsRegistered.model_validate(upper(**but).model_dump() | {"bureau": NANYUE})


def indicator(name: str, base: str, *carriers: dict[str, str], **but: Any) -> dict[str, Any]:
    said = {"id": name, "title": f"指标{name}", "standard": "每差一项扣 0.2 分", "base": base}
    rest = {"step": "0.2", "period": "quarter", "leader": "0001", "carriers": carriers}
    own = {} if "sources" in but else {"document": "岳税发〔2025〕3号"}
    return said | rest | own | but


def carrier(unit: str, role: str = "owner", **but: str) -> dict[str, str]:
    return {"unit": unit, "role": role, **but}


T1: Final = indicator(
    "T1",
    "60",
    carrier("zg", share="2/3"),
    carrier("fa", "lead", share="1/3", base="30"),
    sources=[{"upper": "U1", "share": "1/2"}],
)
T2: Final = indicator("T2", "40", carrier("zg"), leader="0002")
T3: Final = indicator("T3", "70", carrier("fa"), document="岳税发〔2025〕3号")


def task(officer: str = "0012", **but: Any) -> dict[str, Any]:
    said = {"officer": officer, "id": "P1", "title": "退税审核", "standard": "逾期扣 0.2 分"}
    return said | {"kind": "duty"} | but


def draft(*indicators: dict[str, Any], **but: Any) -> asked.DraftIndicators:
    said = {"year": YEAR, "indicators": indicators or (T1, T2, T3)}
    return asked.DraftIndicators.model_validate(said | but)


def facts_of(outcome: Outcome) -> tuple[Fact, ...]:
    assert outcome.refusal is None, outcome.refusal
    return outcome.facts


def drafted(command: asked.DraftIndicators | None = None, *before: Fact) -> tuple[Fact, ...]:
    """The cast, and a draft of theirs."""
    known = (*CAST, registered(), *before)
    return (*known, *facts_of(given(*known).when(command or draft(), DRAFTER)))


def the_draft(facts: tuple[Fact, ...]) -> IndicatorsDrafted:
    return next(fact for fact in reversed(facts) if isinstance(fact, IndicatorsDrafted))


def the_tasks(facts: tuple[Fact, ...]) -> list[PersonalIndicatorDrafted]:
    return [fact for fact in facts if isinstance(fact, PersonalIndicatorDrafted)]


def case(facts: tuple[Fact, ...]) -> dict[str, Any]:
    found = the_draft(facts)
    return {"bureau": NANYUE, "number": found.number, "digest": found.digest}


def sign(facts: tuple[Fact, ...], level: Level, unit: str | None = None) -> asked.SignDraft:
    return asked.SignDraft.model_validate({**case(facts), "level": level, "unit": unit})


SIGNERS: Final[tuple[tuple[str, Level, str | None], ...]] = (
    (PARTY, "party-committee", None),
    (LEADER, "leader", None),
    (SECOND, "leader", None),
    (ZG, "unit-head", "zg"),
    (FA, "unit-head", "fa"),
)


def signed(facts: tuple[Fact, ...], first: int = len(SIGNERS)) -> tuple[Fact, ...]:
    """With the signatures of so many of those who sign, in their order."""
    for who, level, unit in SIGNERS[:first]:
        facts = (*facts, *facts_of(given(*facts).when(sign(facts, level, unit), who)))
    return facts


def publish(facts: tuple[Fact, ...], **but: Any) -> asked.PublishIndicators:
    said = {**case(facts), "effective_on": "2025-07-01"}
    return asked.PublishIndicators.model_validate(said | but)


def published(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return (*facts, *facts_of(given(*facts).when(publish(facts), DRAFTER)))


def a_set(**but: Any) -> IndicatorSetPublished:
    said = {"bureau": NANYUE, "year": YEAR, "version": 1, "draft": 1}
    said |= {"digest": "sha256:" + "d4" * 32, "effective_on": "2025-02-01"}
    return IndicatorSetPublished.model_validate(said | but)


def a_round(until: date, number: int = 1, **but: Any) -> CommentRoundOpened:
    return CommentRoundOpened(bureau=NANYUE, number=number, round=1, until=until, **but)


def a_signature(level: Level, over: str, who: str, digest: str) -> DraftSigned:
    said = {"bureau": NANYUE, "number": 1, "level": level, "over": over, "signer": who}
    return DraftSigned.model_validate(said | {"persons": [who], "digest": digest})
