"""What does each role see, and does nothing that is refused tell of others?"""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.api import bodies
from tests.api.askers import asker, bearer, grant, revoke, token
from tests.api.asking import refused, serving
from tests.api.bodies import BUREAU, hire, open_bureau
from tests.api.samples import digest_holds
from tests.api.who_may import STRANGERS
from tests.api.worlds import World, world
from tests.conftest import Database

pytestmark = pytest.mark.postgres

__all__ = ["world"]  # a fixture, taken up by importing it
OTHER: Final = "hengshan"
PARTS: Final = ("/entries", "/officers", "/postings", "/reviews", "/restrictions", "/indicators")


@pytest.mark.parametrize("name", ["officer@self", "unit-head@unit"])
@pytest.mark.parametrize("path", PARTS)
def test_a_list_without_a_subject_is_not_narrowed_silently_but_refused(
    world: World, name: str, path: str
) -> None:
    for query in ("", "?limit=1", f"?bureau={BUREAU}", "?cursor=MS4xLjA"):
        answer = world.api.client.get(f"/v1{path}{query}", headers=world.askers[name])
        refused(answer, 403, "not-permitted")


@pytest.mark.parametrize("kind", ["score", "statement", "history", "certificate"])
def test_one_who_is_there_and_one_who_is_not_are_refused_alike(world: World, kind: str) -> None:
    for name in ("officer@self", "unit-head@unit"):
        told = [
            world.api.client.get(f"/v1/officers/{n}/{kind}?year=2024", headers=world.askers[name])
            for n in (world.theirs, world.nobody)
        ]
        problems = [refused(answer, 403, "not-permitted") for answer in told]
        titles = [
            problem["messages"]["en"].replace(number, "N")
            for problem, number in zip(problems, (world.theirs, world.nobody), strict=True)
        ]
        assert titles[0] == titles[1]
        assert len(told[0].content) == len(told[1].content)


@pytest.mark.parametrize(
    "query",
    [
        "subject=officer:{mine}&subject=officer:{theirs}",
        "subject=officer:{theirs}&subject=officer:{mine}",
        "subject=officer:{theirs}&officer={mine}",
        "subject=",
        "subject=officer:",
        "subject=%00",
        "bureau=nowhere&subject=officer:{mine}",
        "bureau=..&bureau=nanyue&subject=officer:{mine}",
    ],
)
def test_an_address_that_reads_in_two_ways_is_refused(world: World, query: str) -> None:
    asked = query.format(mine=world.mine, theirs=world.theirs)
    answer = world.api.client.get(f"/v1/entries?{asked}", headers=world.askers["officer@self"])
    refused(answer, 403, "not-permitted")


def test_only_published_results_are_told_to_those_who_see_nothing_else(world: World) -> None:
    headers = world.askers["officer@self"]
    ranking = world.api.client.get("/v1/rankings?year=2024", headers=headers).json()
    whole = world.api.client.get(
        f"/v1/rankings?year=2024&position={ranking['position']}&as_of=2024-12-31"
    ).json()
    assert ranking["run"] == whole["run"]
    book = world.api.read(f"/years/{BUREAU}/2024")
    published = next(a for a in book["acts"] if a["act"] == "year-published")
    assert published["said"]["run"]["position"] == ranking["position"]
    for asked in (
        f"/rankings?year=2024&position={ranking['position']}",
        "/rankings?year=2024&as_of=2024-06-30",
        "/bands?year=2024&known_at=2026-01-01T00:00:00Z",
        f"/runs/{BUREAU}:2024:live",
        f"/runs/{BUREAU}:2024:frozen",
        f"/runs/{BUREAU}:2024:2024-12-31@20",
        f"/runs/{BUREAU}:2024:published?without={BUREAU}/2024/officer:{world.theirs}%231",
    ):
        answer = world.api.client.get(f"/v1{asked}", headers=headers)
        refused(answer, 403, "not-permitted")
    refused(
        world.api.client.get("/v1/rankings?year=2023", headers=headers), 409, "year-not-published"
    )


def test_of_others_no_reasons_are_told(world: World) -> None:
    headers = world.askers["officer@self"]
    path = f"/v1/runs/{BUREAU}:2024:published"
    told = world.api.client.get(path, headers=headers).json()
    whole = world.api.client.get(path).json()
    assert told["digest"] == whole["digest"]
    for row, full in zip(told["officers"], whole["officers"], strict=True):
        if row["officer"] == world.mine:
            assert row == full
        else:
            assert (row["reasons"], row["why"]) == ([], [])
    assert any(row["why"] for row in whole["officers"] if row["officer"] != world.mine)


def test_a_run_is_asked_of_one_officer_alone_and_tells_the_digest_of_the_whole(
    world: World,
) -> None:
    run = f"/runs/{BUREAU}:2024:published"
    whole = world.api.read(run)
    (own,) = [row for row in whole["officers"] if row["officer"] == world.mine]
    assert world.api.read(run, officer=world.mine) == whole | {"officers": [own]}
    assert world.api.read(run, officer=world.nobody)["officers"] == []


@pytest.mark.parametrize("name", ["officer@self", "unit-head@unit", "recorder"])
def test_an_account_is_told_without_its_place_to_whoever_may_not_see_all_results(
    world: World, name: str
) -> None:
    path = f"/v1/officers/{world.mine}"
    for kind in ("score", "statement"):
        own, whole = (
            world.api.client.get(f"{path}/{kind}?year=2024", headers=headers).json()
            for headers in (world.askers[name], world.askers["auditor"])
        )
        assert digest_holds(own)
        if kind == "statement":
            own, whole = own["score"], whole["score"]
            assert digest_holds(own)
        assert whole["rank"] is not None and whole["grade"] is not None
        unplaced = {"rank": None, "band": None, "grade": None}
        reasons = [*whole["reasons"], "not published"]
        assert own == whole | unplaced | {"reasons": reasons, "digest": own["digest"]}


def test_a_revoked_role_ends_with_the_fact(world: World) -> None:
    headers = asker(world.api, "brief", "auditor")
    assert world.api.client.get("/v1/journal", headers=headers).status_code == 200
    revoke(world.api, "token:brief")
    refused(world.api.client.get("/v1/journal", headers=headers), 403, "not-permitted")


def test_everybody_is_told_who_he_is_and_what_he_holds(world: World) -> None:
    me = world.api.client.get("/v1/me", headers=world.askers["unit-head@unit"]).json()
    assert me["actor"] == "token:unit-head-unit"
    (role,) = me["roles"]
    assert (role["role"], role["scope"], role["title"]["zh"]) == (
        "unit-head",
        "unit:zg",
        "单位负责人",
    )
    assert world.api.client.get("/v1/me", headers=world.askers["nobody"]).json()["roles"] == []
    assert world.api.client.get("/v1/me").json()["roles"][0]["role"] == "owner"


def test_who_held_a_role_on_a_day_is_told_as_it_was_known(world: World) -> None:
    before = world.api.head
    asker(world.api, "later", "recorder")
    granted = world.api.head
    revoke(world.api, "token:later")

    def held(**asked: Any) -> list[bool]:
        rows = world.api.read("/grants", asked)["items"]
        return [row["held"] for row in rows if row["grantee"] == "token:later"]

    assert held(position=before) == []
    assert held(position=granted) == [True]
    assert held() == [False]
    assert held(as_of="2020-01-01", position=granted) == [False]
    assert held(bureau="nowhere") == []


def test_a_role_in_one_bureau_opens_nothing_of_another(database: Database) -> None:
    with serving(database) as api:
        open_bureau(api)
        number = hire(api)
        grant(api, "token:far", "appraiser")
        api.write("/rulebooks", {"bureau": OTHER, "document": bodies.edition(rulebook=OTHER)})
        for role in ("appraiser", "auditor", "admin"):
            grant(api, "token:other", role, bureau=OTHER)
        far, near = bearer(token(api, "other")), bearer(token(api, "far"))
        get = api.client.get
        for path in (
            f"/entries?bureau={BUREAU}",
            f"/entries/{BUREAU}/2024/officer:{number}/1",
            f"/officers/{number}/score?year=2024&bureau={BUREAU}",
            f"/rankings?year=2024&bureau={BUREAU}",
            f"/runs/{BUREAU}:2024:live",
            f"/runs/{OTHER}:2024:live/diff/{BUREAU}:2024:live",
            f"/grants?bureau={BUREAU}",
            "/entries",
            "/units",
            "/years",
            "/journal",
            "/grants",
        ):
            refused(get(f"/v1{path}", headers=far), 403, "not-permitted")
        assert get(f"/v1/entries?bureau={BUREAU}", headers=near).status_code == 200
        refused(get("/v1/entries", headers=near), 403, "not-permitted")
        bonus = bodies.bonus(number) | {"bureau": BUREAU}
        refused(api.post("/bonuses", bonus, **far), 403, "not-permitted")


def test_the_strangers_are_all_asked_with_good_tokens(world: World) -> None:
    for name in STRANGERS:
        assert world.api.client.get("/v1/me", headers=world.askers[name]).status_code == 200
