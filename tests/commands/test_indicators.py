"""Does one see at the command line which indicators there are, and how they are taken on?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.access.commands import GrantRole
from domain.drafts.commands import (
    DraftIndicators,
    PublishIndicators,
    RegisterUpperIndicators,
    SignDraft,
)
from domain.journal.envelope import By
from domain.registers.commands import RegisterOfficer, RegisterUnit
from tests.commands.answers import SAMPLES
from tests.commands.homes import Home
from tests.conftest import OFFICE

pytestmark = pytest.mark.postgres

BUREAU, YEAR = "nanyue", 2024
UPPER = {"id": "U1", "title": "税费收入质量", "base": "60"}
INDICATOR = {
    "id": "T1",
    "title": "收入质量",
    "standard": "每差一项扣 0.1 分",
    "base": "100",
    "step": "0.1",
    "period": "year",
    "sources": [{"upper": "U1", "share": "1/3"}],
    "leader": "0001",
    "carriers": [{"unit": "zg", "role": "owner", "share": "1/1"}],
}
SIGNERS = {
    "token:party": ("party-committee", None, "bureau"),
    "token:leader": ("leader", None, "bureau"),
    "token:head": ("unit-head", "zg", "unit:zg"),
}


def drafted(home: Home) -> None:
    """One indicator, taken on in part from one above."""
    home.did("rulebook", "publish", SAMPLES / "small" / "rulebook-1.yaml", "--bureau", BUREAU)
    with home.opened() as opened, opened.ledger() as ledger:
        ledger.handle(RegisterUnit(bureau=BUREAU, unit="zg", name="征管股", kind="section"), OFFICE)
        ledger.handle(RegisterOfficer(bureau=BUREAU, officer="0001", name="甲"), OFFICE)
        said = {"year": YEAR, "line": "tax", "document_no": "湘税函〔2024〕8号"}
        upper = {**said, "document_date": "2024-01-15", "indicators": [UPPER]}
        ledger.handle(RegisterUpperIndicators.model_validate(upper), OFFICE)
        draft = {"year": YEAR, "indicators": [INDICATOR]}
        ledger.handle(DraftIndicators.model_validate(draft), By("token:office", "owner"))


def published(home: Home, digest: str) -> None:
    with home.opened() as opened, opened.ledger() as ledger:
        own = GrantRole(bureau=BUREAU, grantee="token:leader", role="officer", scope="officer:0001")
        ledger.handle(own, OFFICE)
        said = {"bureau": BUREAU, "number": 1, "digest": digest}
        for who, (level, unit, scope) in SIGNERS.items():
            grant = GrantRole(bureau=BUREAU, grantee=who, role=level, scope=scope)
            ledger.handle(grant, OFFICE)
            sign = SignDraft.model_validate({**said, "level": level, "unit": unit})
            ledger.handle(sign, By(who, ""))
        day = {**said, "effective_on": "2024-02-01"}
        ledger.handle(PublishIndicators.model_validate(day), OFFICE)


def test_drafts_plans_and_the_cascade_are_told(another_home: Callable[[], Home]) -> None:
    home = another_home()
    drafted(home)
    (row,) = home.did("indicators", "drafts", "--json").json()["items"]
    assert row["missing"] == ["party-committee nanyue", "leader 0001", "unit-head zg"]
    assert "token:office" in home.did("indicators", "drafts", "--year", YEAR).out
    early = home.merit("indicators", "cascade", "--year", YEAR)
    assert (early.code, "尚未发布" in early.err) == (1, True)
    published(home, row["digest"])
    (line,) = home.did("indicators", "list", "--year", YEAR, "--json").json()["items"]
    assert (line["unit"], line["indicator"], line["share"]) == ("zg", "T1", "1/1")
    assert "收入质量" in home.did("indicators", "list", "--year", YEAR, "--unit", "zg").out
    told = home.did("indicators", "cascade", "--year", YEAR, "--json").json()
    assert (told["orphans"], told["upper"][0]["left"]) == (["U1"], "2/3")
    table = home.did("indicators", "cascade", "--year", YEAR).out
    assert "税费收入质量" in table and "2/3" in table and told["digest"] in table
