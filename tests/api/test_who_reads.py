"""Is it kept who was told of whom, before it is told, and can whoever is judged ask for it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pytest

from projections.evidence.keys import SigningKey
from projections.traces import SUBJECTS_MAX, Told, Wanted, keep_read, list_reads
from tests.api import bodies
from tests.api.askers import Headers, asker, bearer
from tests.api.asking import BEARER, Api, refused, serving
from tests.api.bodies import BUREAU, hire, open_bureau
from tests.api.posts_of_claims import file_of
from tests.api.streams import listening, stream
from tests.api.test_access import operations
from tests.api.verifying import accuse, seal
from tests.api.who_reads import ALL, NAMED, NOBODY, OF_UNITS, WHO_IS_READ
from tests.api.worlds import publish_year
from tests.conftest import Database

pytestmark = pytest.mark.postgres
AUDITOR: Final = "token:auditor"
OWNER: Final = bearer(BEARER)
Row = dict[str, Any]


@dataclass(frozen=True)
class World:
    """A published and sealed year of two officers, of whom the first may ask himself."""

    api: Api
    mine: str
    theirs: str
    auditor: Headers
    own: Headers
    head: Headers

    @cached_property
    def paths(self) -> Any:
        """What the published document says of each address."""
        return self.api.client.get("/openapi.json").json()["paths"]

    def get(self, path: str, who: Headers | None = None, **query: Any) -> Any:
        return self.api.client.get(f"/v1{path}", params=query, headers=who or self.auditor)

    def told(self, path: str, who: Headers | None = None, **query: Any) -> Row:
        """The one row that the question left."""
        before = self.last()
        answer = self.get(path, who, **query)
        assert answer.status_code == 200, answer.text
        (row,) = self.since(before)
        return row

    def last(self) -> int:
        return max((r["number"] for r in self.since(0)), default=0)

    def since(self, number: int) -> list[Row]:
        """Looked up in the database, where looking leaves no trace."""
        with self.api.database.connect("auditor") as conn:
            rows = list_reads(conn, Wanted(limit=1000)).items
        return [r.model_dump(mode="json") for r in rows if r.number > number]


@pytest.fixture(scope="module")
def world(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with serving(module_database) as api:
        open_bureau(api)
        mine, theirs = hire(api), hire(api)
        publish_year(api, mine, theirs)
        key = SigningKey.make("merit-ledger/traces")
        seal(module_database, key, tmp_path_factory.mktemp("notary") / "own")
        accuse(api, theirs)
        own = asker(api, "own", "officer", f"officer:{mine}")
        head = asker(api, "head", "unit-head", "unit:zg")
        api.read("/entries")
        yield World(api, mine, theirs, asker(api, "auditor", "auditor"), own, head)


def test_of_every_address_it_is_decided_whose_data_it_tells(world: World) -> None:
    questions = {name for name in operations(world.api) if name.startswith("GET")}
    assert questions | {"POST /rehearsals", "POST /previews"} == set(WHO_IS_READ)


def path_of(world: World, operation: str) -> str:
    return operation.partition(" ")[2].format(
        officer=world.theirs,
        subject=f"officer:{world.theirs}",
        unit="zg",
        number=1,
        bureau=BUREAU,
        year=2024,
        quarter=2,
        version=1,
        other=1,
        position=world_entry(world),
        tile="0/000.p/1",
        digest=file_of(world.api, world.theirs),
        run=f"{BUREAU}:2024:published",
        before=f"{BUREAU}:2024:2024-05-01@{world_entry(world)}",
        after=f"{BUREAU}:2024:published",
    )


def world_entry(world: World) -> int:
    """The position of the entry of the other officer."""
    entry = f"/entries/{BUREAU}/2024/officer:{world.theirs}/1"
    return int(world.get(entry, OWNER).json()["position"])


def query_of(world: World, operation: str) -> dict[str, Any]:
    """Of what the address takes: the year, and the entry that is to be left out."""
    given = {"year": 2024, "bureau": BUREAU, "entry": f"{BUREAU}/2024/officer:{world.theirs}#1"}
    given["for"] = f"officer:{world.theirs}"
    path = operation.partition(" ")[2]
    takes = world.paths[f"/v1{path}"]["get"].get("parameters", ())
    names = {one["name"] for one in takes if one["in"] == "query"}
    return {name: value for name, value in given.items() if name in names}


GETS: Final = [name for name in WHO_IS_READ if name.startswith("GET") and "stream" not in name]


@pytest.mark.parametrize("operation", GETS)
def test_an_answer_is_kept_with_those_of_whom_it_tells(world: World, operation: str) -> None:
    path, before = path_of(world, operation), world.last()
    answer = world.get(path, **query_of(world, operation))
    assert answer.status_code == 200, answer.text
    rows, of = world.since(before), WHO_IS_READ[operation]
    if of == NOBODY:
        assert rows == []
        return
    if operation in _EMPTY:
        assert world.theirs not in answer.text
        assert rows == []
        return
    (row,) = rows
    assert (row["actor"], row["role"]) == (AUDITOR, "auditor")
    assert row["route"].replace(":path", "") == operation
    of_unit = "{unit}" in operation or operation in OF_UNITS
    theirs = "unit:zg" if of_unit else f"officer:{world.theirs}"
    match of:
        case _ if of == NAMED:
            assert row["subjects"] == [theirs]
        case _ if of == ALL:
            assert row["subjects"] == ["*"]
        case _:
            assert theirs in row["subjects"]
            assert row["count"] == (None if "*" in row["subjects"] else len(row["subjects"]))


_EMPTY: Final = (
    "GET /transfers",
    *("GET /restrictions/ends", "GET /refusals"),
    *("GET /years", "GET /years/{bureau}/{year}"),
    "GET /years/{bureau}/{year}/notices",
)
"""Their answers would list somebody, and have nobody to list here."""


def test_a_receipt_by_its_position_is_of_whom_the_fact_is(world: World) -> None:
    row = world.told(f"/log/receipts/{world_entry(world)}")
    assert row["subjects"] == [f"officer:{world.theirs}"]


def test_a_rehearsal_and_a_preview_are_kept_and_what_records_is_not(world: World) -> None:
    office, before = asker(world.api, "office", "appraiser"), world.last()
    asked = {"years": [2024], "candidates": [bodies.edition(2)], "bureau": BUREAU}
    answer = world.api.client.post("/v1/rehearsals", json=asked, headers=office)
    assert answer.status_code == 200, answer.text
    world.api.client.post("/v1/bonuses", json=bodies.bonus(world.mine), headers=office)
    award = {"command": "AwardBonus", "body": bodies.bonus(world.theirs)}
    world.api.client.post("/v1/previews", json=award, headers=office)
    kept = {r["route"]: (r["actor"], r["subjects"]) for r in world.since(before)}
    assert set(kept) == {"POST /rehearsals", "POST /previews"}
    assert kept["POST /previews"] == ("token:office", [f"officer:{world.theirs}"])


def test_it_is_kept_what_was_asked_and_under_which_request(world: World) -> None:
    before = world.last()
    query = {"year": 2024, "as_of": "2024-09-30", "position": 20, "bureau": BUREAU}
    wanted = {"X-Request-Id": "case-7"}
    world.get(f"/officers/{world.mine}/score", world.auditor | wanted, **query)
    (row,) = world.since(before)
    asked = {"year": "2024", "as_of": "2024-09-30", "position": "20"}
    assert row["asked"] == asked | {"officer": world.mine}
    assert (row["bureau"], row["request"], row["count"]) == (BUREAU, "case-7", 1)


def test_one_s_own_account_leaves_no_trace_and_another_s_does(world: World) -> None:
    before, query = world.last(), {"year": 2024, "bureau": BUREAU}
    for kind in ("score", "statement", "history"):
        assert world.get(f"/officers/{world.mine}/{kind}", world.own, **query).status_code == 200
    assert world.since(before) == []
    row = world.told(f"/officers/{world.mine}/score", world.head, **query)
    assert (row["actor"], row["role"]) == ("token:head", "unit-head")
    ranked = world.told("/rankings", world.own, **query)
    assert f"officer:{world.theirs}" in ranked["subjects"]
    assert f"officer:{world.mine}" not in ranked["subjects"]


def test_what_was_refused_or_not_found_is_no_read(world: World) -> None:
    before = world.last()
    refused(
        world.get(f"/officers/{world.theirs}/score", world.own, year=2024), 403, "not-permitted"
    )
    refused(world.get("/officers/none/score", year=2024), 404, "unknown-officer")
    assert world.since(before) == []


def test_an_officer_may_ask_who_read_him_and_learns_of_nobody_else(world: World) -> None:
    world.get("/rankings", year=2024, bureau=BUREAU)
    world.get("/journal")
    mine = f"officer:{world.mine}"
    rows = world.get("/reads", world.own, subject=mine).json()["items"]
    assert {"GET /rankings", "GET /journal"} <= {r["route"] for r in rows}
    assert {tuple(r["subjects"]) for r in rows} == {(mine,), ("*",)}
    assert all(r["actor"] for r in rows)
    for query in ({}, {"subject": f"officer:{world.theirs}"}):
        refused(world.get("/reads", world.own, **query), 403, "not-permitted")
    refused(world.get("/reads", world.head, subject=mine), 403, "not-permitted")


def test_reads_are_told_page_by_page_and_by_day_and_asker(world: World) -> None:
    mine = f"officer:{world.mine}"
    for _ in range(3):
        world.get(f"/officers/{world.mine}/score", year=2024)
    whole = world.get("/reads", OWNER, subject=mine, actor=AUDITOR).json()["items"]
    assert {r["actor"] for r in whole} == {AUDITOR}
    first = world.get("/reads", OWNER, subject=mine, actor=AUDITOR, limit=2).json()
    after = first["next"]
    second = world.get("/reads", OWNER, subject=mine, actor=AUDITOR, limit=2, cursor=after).json()
    assert first["items"] + second["items"] == whole[:4]
    day = whole[0]["at"][:10]
    assert world.get("/reads", OWNER, subject=mine, to="2020-01-01").json()["items"] == []
    assert world.get("/reads", OWNER, subject=mine, **{"from": "2199-01-01"}).json()["items"] == []
    assert world.get("/reads", OWNER, subject=mine, **{"from": "2020-01-01", "to": day})
    refused(world.get("/reads", OWNER, cursor="x"), 422, "malformed")


@contextmanager
def nothing_is_kept(world: World) -> Iterator[None]:
    """As where a disk is full, or the database is a copy that cannot be written."""
    with world.api.database.connect() as owner:
        owner.execute("ALTER TABLE access.reads ADD CONSTRAINT nothing CHECK (false) NOT VALID")
        try:
            yield
        finally:
            owner.execute("ALTER TABLE access.reads DROP CONSTRAINT nothing")


def test_what_cannot_be_kept_is_not_told(world: World) -> None:
    mine = f"/officers/{world.mine}/score"
    with nothing_is_kept(world):
        answer = world.get(mine, year=2024)
        refused(answer, 503, "read-not-kept")
        assert "components" not in answer.text
        refused(world.get("/journal"), 503, "read-not-kept")
        refused(world.get("/journal/stream"), 503, "read-not-kept")
        assert world.get(mine, world.own, year=2024).status_code == 200
        assert world.get("/rulebooks", bureau=BUREAU).status_code == 200
    assert world.told(mine, year=2024)["count"] == 1


def test_a_stream_keeps_every_batch_before_it_is_told(world: World) -> None:
    before = world.last()
    with listening(world.api) as at, stream(at.address, after=0) as told:
        first = next(told)
        kept = world.since(before)
    assert {r["route"] for r in kept} == {"GET /journal/stream"}
    assert any(int(r["asked"].get("position", 0)) >= first.id for r in kept)
    assert {tuple(r["subjects"]) for r in kept} == {("*",)}


def test_more_than_can_be_listed_are_kept_as_everybody_with_their_count(
    database: Database,
) -> None:
    subjects = [f"officer:{n:04}" for n in range(SUBJECTS_MAX + 1)]
    with database.connect("app") as conn:
        keep_read(conn, Told("token:x", "auditor", "GET /rankings", subjects, count=len(subjects)))
        (row,) = list_reads(conn, Wanted("officer:9999")).items
    assert (row.subjects, row.count) == (("*",), SUBJECTS_MAX + 1)
