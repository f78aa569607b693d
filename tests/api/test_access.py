"""Is every address asked for by every role answered as the duties of the role want it?"""

from __future__ import annotations

from typing import Final

import httpx
import pytest

from api.access import RULES
from domain.deciding.permits import PERMISSION
from tests.api import bodies
from tests.api.asking import Api, refused
from tests.api.bodies import BUREAU, DIGEST, hire
from tests.api.files import zipped
from tests.api.posts import POSTS, WAITING, where
from tests.api.who_may import ASKERS, WHO_MAY
from tests.api.worlds import World, move, world

pytestmark = pytest.mark.postgres

METHODS: Final = ("get", "post", "delete", "put", "patch")
UNASKED: Final = ("/", "/healthz", "/readyz", "/metrics")
__all__ = ["world"]  # a fixture, taken up by importing it


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


def url(operation: str, number: str, unit: str) -> str:
    """The address about an officer, or about his unit."""
    filled = operation.partition(" ")[2].format(
        officer=number,
        subject=f"officer:{number}",
        unit=unit,
        number=1,
        bureau=BUREAU,
        year=2024,
        quarter=2,
        version=1,
        other=1,
        position=1,
        tile="0/000",
        digest=DIGEST,
        run=f"{BUREAU}:2024:published",
        before=f"{BUREAU}:2024:frozen",
        after=f"{BUREAU}:2024:published",
    )
    about = {
        **dict.fromkeys(
            (*BY_SUBJECT, "/claims", "/disputes", "/acknowledgements"), f"subject=officer:{number}"
        ),
        **dict.fromkeys(("/officers", "/postings"), f"officer={number}"),
        **dict.fromkeys(("/indicators", "/risks", "/remediations", *_OF_UNIT), f"unit={unit}"),
        **dict.fromkeys(("/transfers", "/rollups"), f"bureau={BUREAU}"),
        f"/runs/{BUREAU}:2024:published/without": f"entry={BUREAU}/2024/officer:{number}%231",
    }
    return f"/v1{filled}?year=2024&{about.get(filled, '')}"


ABOUT_A_SUBJECT: Final = (
    "/entries",
    "/reviews",
    "/restrictions",
    "/restrictions/ends",
    "/claims",
    "/disputes",
)
_QUARTER: Final = f"/quarters/{BUREAU}/2024/2"
_OF_UNIT: Final = (f"{_QUARTER}/reminders", f"{_QUARTER}/losses")
GETS: Final = [name for name in WHO_MAY if name.startswith("GET") and "stream" not in name]


@pytest.mark.parametrize("operation", GETS)
@pytest.mark.parametrize("mine", [True, False], ids=["mine", "theirs"])
def test_a_question_is_answered_to_those_who_may_ask_it(
    world: World, operation: str, mine: bool
) -> None:
    number, unit = (world.mine, "zg") if mine else (world.theirs, "dj")
    found = {
        name: world.api.client.get(url(operation, number, unit), headers=headers)
        for name, headers in world.askers.items()
    }
    holds(found, WHO_MAY[operation][0 if mine else 1])


_OF_WHOEVER_ASKED: Final = ("/claims/{bureau}/{number}/withdraw",)


@pytest.mark.parametrize(
    "operation",
    [f"POST {path}" for path in (*POSTS, *WAITING) if path not in _OF_WHOEVER_ASKED],
)
@pytest.mark.parametrize("mine", [True, False], ids=["mine", "theirs"])
def test_a_command_is_taken_from_those_who_may_give_it(
    world: World, operation: str, mine: bool
) -> None:
    """Whatever else is wrong with it by then: who comes first has done it already."""
    path, number = operation.partition(" ")[2], hire(world.api)
    if not mine:
        move(world.api, number)
    body = {**POSTS, **WAITING}[path](world.api, number)
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


def test_a_file_a_rehearsal_and_a_preview_are_taken_from_those_who_may(world: World) -> None:
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
    award = {"command": "AwardBonus", "body": bodies.bonus(world.mine)}
    previewed = {
        name: post("/v1/previews", json=award, headers=headers)
        for name, headers in world.askers.items()
    }
    holds(previewed, WHO_MAY["POST /previews"][0])


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
