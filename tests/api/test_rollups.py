"""What does a roll-up say of losses, of bureaus without rules, and of what nobody knows?"""

from __future__ import annotations

import pytest

from tests.api.asking import Api, refused
from tests.api.bodies import loss
from tests.cycle.bureaus import CITY, rules
from tests.cycle.compiling import BUREAU, YEAR, from_above, office_of

pytestmark = pytest.mark.postgres


def test_losses_are_told_by_indicator_by_what_was_set_from_above_and_by_tag(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    office.published()
    office.write("/losses", loss("T1", points="1.5"), "clerk")
    office.write("/losses", loss("T3", points="0.7"), "clerk")
    api.write("/rulebooks", {"bureau": CITY, "document": rules("city")})
    api.write("/bureaus", {"bureau": BUREAU, "above": CITY, "from": "2024-01-01"})
    told = api.read("/rollups", bureau=CITY, year=YEAR)
    _, line = told["lines"]
    assert line["losses"] == told["totals"]["losses"] == {"T1": "1.5", "T3": "0.7"}
    assert line["losses_by_upper"] == {"L9": "0.7", "U1": "1.5"}
    tags = office.read("/indicators/tags", year=YEAR, bureau=BUREAU)["tags"]
    assert line["losses_by_tag"] == {t["tag"]: t["lost"] for t in tags}
    assert told["totals"]["losses_by_tag"] == line["losses_by_tag"]


def test_a_bureau_of_no_rules_has_a_line_and_one_that_nobody_knows_has_none(api: Api) -> None:
    document = rules("city", start="2024-01-01")
    api.write("/rulebooks", {"bureau": CITY, "document": document})
    own = api.read("/rollups", bureau=CITY, year=YEAR)
    assert [(line["taken"], line["n"], line["mean"]) for line in own["lines"]] == [
        ("live", 0, None)
    ]
    withdrawn = {"bureau": BUREAU, "document": rules(BUREAU, start="2150-01-01")}
    api.write("/rulebooks", withdrawn)
    api.write("/rulebooks/withdrawals", {"bureau": BUREAU, "version": 1, "reason": "暂缓"})
    api.write("/bureaus", {"bureau": BUREAU, "above": CITY, "from": "2024-01-01"})
    lines = api.read("/rollups", bureau=CITY, year=YEAR)["lines"]
    assert [(x["bureau"], x["taken"], x["run"], x["n"]) for x in lines] == [
        (CITY, "live", lines[0]["run"], 0),
        (BUREAU, None, None, 0),
    ]
    refused(api.ask("/rollups", bureau="nowhere", year=YEAR), 404, "unknown-bureau")
    refused(api.ask("/rollups", year=YEAR), 422, "malformed")


def test_the_tree_is_told_page_by_page_as_of_a_day(api: Api) -> None:
    for bureau, rulebook in ((CITY, "city"), (BUREAU, BUREAU), ("zhuhui", "zhuhui")):
        api.write("/rulebooks", {"bureau": bureau, "document": rules(rulebook)})
    for bureau, above, start in (
        (BUREAU, CITY, "2024-01-01"),
        ("zhuhui", CITY, "2024-07-01"),
        (BUREAU, None, "2025-01-01"),
    ):
        api.write("/bureaus", {"bureau": bureau, "above": above, "from": start})
    first = api.read("/bureaus", as_of="2024-06-30", limit=1)
    rest = api.read("/bureaus", as_of="2024-06-30", limit=1, cursor=first["next"])
    assert [(r["bureau"], r["above"]) for p in (first, rest) for r in p["items"]] == [
        (BUREAU, CITY),
        ("zhuhui", None),
    ]
    assert rest["next"] is None
    now = {r["bureau"]: r["above"] for r in api.read("/bureaus")["items"]}
    assert now == {BUREAU: None, "zhuhui": CITY}
    below = [
        [line["bureau"] for line in api.read("/rollups", bureau=CITY, year=year)["lines"]]
        for year in (2024, 2025)
    ]
    assert below == [[CITY, BUREAU, "zhuhui"], [CITY, "zhuhui"]]
