"""Is every address asked for by every role answered as the duties of the role want it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest

from api.access import RULES
from domain.deciding.permits import PERMISSION
from tests.api import bodies
from tests.api.askers import Headers, asker, bearer, everybody, grant, revoke, token
from tests.api.asking import Api, refused, serving
from tests.api.bodies import BUREAU, hire, open_bureau
from tests.api.files import zipped
from tests.api.posts import POSTS, claimed, where
from tests.api.who_may import ASKERS, STRANGERS, WHO_MAY
from tests.conftest import Database

pytestmark = pytest.mark.postgres

METHODS: Final = ("get", "post", "delete", "put", "patch")
UNASKED: Final = ("/", "/healthz", "/readyz", "/metrics")
OTHER: Final = "hengshan"


@dataclass(frozen=True)
class World:
    """A bureau with a published year, and all who ask."""

    api: Api
    askers: dict[str, Headers]
    mine: str
    theirs: str
    nobody: str = "9999"


@pytest.fixture(scope="module")
def world(module_database: Database) -> Iterator[World]:
    with serving(module_database) as api:
        open_bureau(api)
        mine, theirs = hire(api), hire(api)
        move(api, theirs)
        for number in (mine, theirs):
            api.entry("/deductions", bodies.deduction(number))
        claimed(api, mine)
        api.write(f"/years/{BUREAU}/2024/freeze", {})
        api.write(f"/years/{BUREAU}/2024/publish", {})
        yield World(api, everybody(api, ASKERS, "zg", mine), mine, theirs)


def move(api: Api, number: str) -> None:
    """To the other unit, from the first day on."""
    api.write("/postings", bodies.posting(number, until="2024-01-02"))
    api.write("/postings", bodies.posting(number, "dj", **{"from": "2024-01-02"}))


def operations(api: Api) -> dict[str, str]:
    """Every operation of the published document: `GET /entries`, and its path."""
    paths = api.client.get("/openapi.json").json()["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/v1')}": path
        for path, methods in paths.items()
        if path not in UNASKED
        for method in METHODS
        if method in methods
    }


def test_every_address_has_its_decision(world: World) -> None:
    assert set(operations(world.api)) == set(WHO_MAY)
    assert {rule.replace(":path", "") for rule in RULES} == set(WHO_MAY)


def test_a_command_asks_for_the_same_permission_at_the_door_as_in_the_decision() -> None:
    doors = {rule.permission for name, rule in RULES.items() if name.startswith("POST")}
    assert {p for p in PERMISSION.values() if p != "log"} <= doors


BY_SUBJECT: Final = ("/entries", "/reviews", "/restrictions", "/restrictions/ends", "/reads")


def url(operation: str, number: str) -> str:
    """The address about an officer, or about his unit."""
    unit = "zg" if number == "0001" else "dj"
    filled = operation.partition(" ")[2].format(
        officer=number,
        subject=f"officer:{number}",
        unit=unit,
        number=1,
        bureau=BUREAU,
        year=2024,
        version=1,
        position=1,
        tile="0/000",
        run=f"{BUREAU}:2024:published",
        before=f"{BUREAU}:2024:frozen",
        after=f"{BUREAU}:2024:published",
    )
    about = {
        **dict.fromkeys((*BY_SUBJECT, "/claims"), f"subject=officer:{number}"),
        **dict.fromkeys(("/officers", "/postings"), f"officer={number}"),
        "/indicators": f"unit={unit}",
        f"/runs/{BUREAU}:2024:published/without": f"entry={BUREAU}/2024/officer:{number}%231",
    }
    return f"/v1{filled}?year=2024&{about.get(filled, '')}"


ABOUT_A_SUBJECT: Final = ("/entries", "/reviews", "/restrictions", "/restrictions/ends", "/claims")
GETS: Final = [name for name in WHO_MAY if name.startswith("GET") and "stream" not in name]


@pytest.mark.parametrize("operation", GETS)
@pytest.mark.parametrize("mine", [True, False], ids=["mine", "theirs"])
def test_a_question_is_answered_to_those_who_may_ask_it(
    world: World, operation: str, mine: bool
) -> None:
    number = world.mine if mine else world.theirs
    found = {
        name: world.api.client.get(url(operation, number), headers=headers)
        for name, headers in world.askers.items()
    }
    holds(found, WHO_MAY[operation][0 if mine else 1])


@pytest.mark.parametrize(
    "operation", [f"POST {path}" for path in POSTS if not path.endswith("/withdraw")]
)
@pytest.mark.parametrize("mine", [True, False], ids=["mine", "theirs"])
def test_a_command_is_taken_from_those_who_may_give_it(
    world: World, operation: str, mine: bool
) -> None:
    """Whatever else is wrong with it by then: who comes first has done it already."""
    path, number = operation.partition(" ")[2], hire(world.api)
    if not mine:
        move(world.api, number)
    body = POSTS[path](world.api, number)
    found = {
        name: world.api.post(where(path), body, **headers) for name, headers in world.askers.items()
    }
    holds(found, WHO_MAY[operation][0 if mine else 1])


def holds(found: dict[str, httpx.Response], allowed: set[str]) -> None:
    """Neither 401 nor 403 to whom it is allowed; 401 to the unknown; the same 403 to the rest."""
    for name, answer in found.items():
        if name in allowed:
            assert answer.status_code not in (401, 403), (name, answer.text)
            assert answer.status_code < 500 or answer.json()["code"] == "not-sealed-yet", name
        elif name == "anonymous":
            refused(answer, 401, "not-authenticated")
            assert answer.headers["WWW-Authenticate"] == "Bearer"
        else:
            assert answer.status_code == 403, (name, answer.status_code, answer.text)
            refused(answer, 403, "not-permitted")


def test_a_file_and_a_rehearsal_are_taken_from_those_who_may(world: World) -> None:
    row = {"ref": "access", "kind": "bonus", **bodies.bonus(world.mine)}
    files = {"workbook": ("book.zip", zipped({"entries": [row]}))}
    form = {"bureau": BUREAU, "year": "2024", "check_only": "true"}
    post = world.api.client.post
    imports = {
        name: post("/v1/imports", data=form, files=files, headers=headers)
        for name, headers in world.askers.items()
    }
    holds(imports, WHO_MAY["POST /imports"][0])
    asked = {"years": [2024], "candidates": [bodies.edition(2)], "bureau": BUREAU}
    rehearsed = {
        name: post("/v1/rehearsals", json=asked, headers=headers)
        for name, headers in world.askers.items()
    }
    holds(rehearsed, WHO_MAY["POST /rehearsals"][0])


def test_the_stream_is_told_to_those_who_may_listen(world: World) -> None:
    for name in set(ASKERS) - WHO_MAY["GET /journal/stream"][0]:
        answer = world.api.client.get("/v1/journal/stream", headers=world.askers[name])
        assert answer.status_code == (401 if name == "anonymous" else 403), name


def test_the_entries_of_the_log_are_the_auditors(world: World) -> None:
    found = {
        name: world.api.client.get("/v1/log/tile/entries/000", headers=headers)
        for name, headers in world.askers.items()
    }
    holds(found, {"auditor", "owner"})


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
