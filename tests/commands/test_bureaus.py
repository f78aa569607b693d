"""Does one read at the command line how bureaus stand to each other and what they add up to?"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.bureaus.commands import PlaceBureau, ReceiveOfficer, ReleaseOfficer
from domain.registers.commands import PublishRulebook, RegisterUnit
from domain.vocabulary import Value
from tests.commands.answers import BUREAU, YEAR, publish_and_import
from tests.commands.homes import Home
from tests.conftest import OFFICE
from tests.cycle.bureaus import CITY, rules

pytestmark = pytest.mark.postgres


def do(home: Home, *commands: Value) -> None:
    with home.opened() as opened, opened.ledger() as ledger:
        for command in commands:
            ledger.handle(command, OFFICE)  # type: ignore[arg-type]


def command(of: type[Value], **said: Any) -> Value:
    return of.model_validate(said)


def test_a_roll_up_and_the_tree_are_told_to_people_and_to_programs(
    another_home: Callable[[], Home], tmp_path: Path
) -> None:
    home = another_home()
    publish_and_import(home, "small")
    alone = home.did("rollup", BUREAU, "--year", YEAR, "--json").json()
    assert (alone["count"], alone["totals"]["bureaus"]) == (1, 1)

    loose = tmp_path / "loose.yaml"
    loose.write_text(rules(BUREAU, 9, under="city@1", points=2), "utf-8")
    do(home, command(PublishRulebook, bureau=CITY, document=rules("city")))
    assert "city@1" not in home.merit("rulebook", "check", loose).out
    none = home.merit("rulebook", "check", loose, "--bureau", BUREAU)
    assert none.code == 1 and "/under" in none.out + none.err
    placed = {"bureau": BUREAU, "above": CITY, "from": "2024-01-01"}
    do(home, command(PlaceBureau, **placed))
    faulty = home.merit("rulebook", "check", loose, "--bureau", BUREAU)
    assert faulty.code == 1 and "/items/0/points" in faulty.out + faulty.err

    told = home.did("bureaus")
    assert BUREAU in told.out and CITY in told.out
    (row,) = home.did("bureaus", "--json").json()["items"]
    assert (row["bureau"], row["above"]) == (BUREAU, CITY)

    found = home.did("rollup", CITY, "--year", YEAR, "--json").json()
    assert [line["bureau"] for line in found["lines"]] == [CITY, BUREAU]
    assert found["totals"]["n"] == alone["totals"]["n"] > 0
    assert Decimal(found["totals"]["sum"]) == Decimal(alone["totals"]["sum"])
    told = home.did("rollup", CITY, "--year", YEAR)
    assert "合计 total" in told.out and found["digest"] in told.out
    assert home.merit("rollup", "nowhere", "--year", YEAR).code == 1

    with home.opened() as opened, opened.reading() as conn:
        posted = "SELECT officer FROM read.postings WHERE until_on IS NULL ORDER BY 1 LIMIT 1"
        row = conn.execute(posted).fetchone()
        assert row is not None
    unit = {"bureau": CITY, "unit": "hy", "name": "市局办公室", "kind": "section"}
    going = {"bureau": BUREAU, "officer": row[0], "to": CITY, "on": "2024-12-02"}
    come = {"bureau": CITY, "officer": row[0], "unit": "hy", "post_level": "staff"}
    do(
        home,
        command(RegisterUnit, **unit),
        command(ReleaseOfficer, **going),
        command(ReceiveOfficer, **come, take_marks=True),
    )
    after = home.did("rollup", CITY, "--year", YEAR, "--json").json()
    assert [line["n"] for line in after["lines"]] == [1, alone["totals"]["n"] - 1]
    head = home.did("replay", "--json").out.splitlines()
    assert any("officer-received" in line for line in head)
    home.did("notary", "--once")
    audit = home.merit("verify")
    assert audit.code == 0, audit.out + audit.err
