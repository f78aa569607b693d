"""How does a unit stand among those of its kind, and who serves in it?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.api.askers import asker
from tests.api.asking import Api, refused
from tests.api.bodies import BUREAU, hire, open_bureau, posting


def test_units_are_ranked_among_their_kind_and_equal_scores_share_a_rank(demo: Api) -> None:
    told = demo.read("/rankings/units", year=2023)
    run = demo.read(f"/runs/{told['bureau']}:2023:2023-12-31@{told['position']}")
    assert {u["unit"]: u["score"] for u in told["units"]} == {
        u["unit"]: u["score"] for u in run["units"]
    }
    for kind in {place["kind"] for place in told["units"]}:
        places = [place for place in told["units"] if place["kind"] == kind]
        scored = [Decimal(place["score"]) for place in places if place["score"] is not None]
        assert [place["rank"] for place in places if place["score"] is not None] == [
            1 + sum(other > one for other in scored) for one in scored
        ]
        assert scored == sorted(scored, reverse=True)
        assert {place["of"] for place in places} == {len(scored)}
        assert all(place["rank"] is None for place in places if place["score"] is None)


def test_whoever_sees_published_results_alone_sees_units_as_they_were_published(api: Api) -> None:
    open_bureau(api)
    number = hire(api)
    own = asker(api, f"sees-{number}", "officer", f"officer:{number}")
    waits = api.client.get("/v1/rankings/units", params={"year": 2024}, headers=own)
    assert waits.json()["code"] == "year-not-published"
    for act in ("freeze", "publish"):
        api.write(f"/years/{BUREAU}/2024/{act}", {})
    api.read("/imports")
    told = api.client.get("/v1/rankings/units", params={"year": 2024}, headers=own).json()
    run = api.read(f"/runs/{BUREAU}:2024:published")
    assert told["run"] == run["digest"]
    turned = {"year": 2024, "position": run["position"]}
    assert api.client.get("/v1/rankings/units", params=turned, headers=own).status_code == 403


def test_members_are_those_whose_posting_covers_the_day_as_it_was_known(api: Api) -> None:
    open_bureau(api)
    number = hire(api)

    def serving(**asked: Any) -> set[str]:
        told = api.read("/units/zg/members", year=2024, **asked)
        return {member["officer"] for member in told["members"]}

    assert number in serving(as_of="2024-06-30")
    before = api.head
    api.write("/postings", posting(number, until="2024-06-30"))
    api.read("/imports")
    assert number in serving(as_of="2024-06-29")
    assert number not in serving(as_of="2024-06-30")
    assert number in serving(as_of="2024-06-30", position=before)
    (member,) = (
        one
        for one in api.read("/units/zg/members", year=2024, as_of="2024-06-29")["members"]
        if one["officer"] == number
    )
    assert member["name"] == f"干部{number}" and member["until"] == "2024-06-30"


def test_of_a_unit_that_there_is_not_nobody_is_a_member(demo: Api) -> None:
    refused(demo.ask("/units/none/members", year=2024), 404, "unknown-unit")
