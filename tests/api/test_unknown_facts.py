"""Is a fact that a newer program recorded, or one that was torn, told as such at every door?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from domain.journal.mapper import encode
from domain.journal.streams import Stream
from domain.refusals import FactNotUnderstood
from projections.projector import catch_up, cursor, rebuild
from tests.api import bodies
from tests.api.askers import asker
from tests.api.asking import Api, refused, serving
from tests.api.outages import soon
from tests.conftest import Database

pytestmark = pytest.mark.postgres

NEWER = """
INSERT INTO journal.facts (position, recorded_at, stream, stream_name, version, topic, state,
                           actor, role, correlation, bureau, year, subject)
SELECT max(position) + 1, clock_timestamp(), gen_random_uuid(), 'later', 1, 'merit-doubled',
       convert_to('{"bureau":"nanyue","year":2024}', 'UTF8'), 'officer:9001', 'recorder',
       gen_random_uuid(), 'nanyue', 2024, 'officer:0001' FROM journal.facts
"""
LENT = """
INSERT INTO journal.facts (position, recorded_at, stream, stream_name, version, topic, state,
                           actor, role, correlation, bureau)
SELECT max(position) + 1, clock_timestamp(), %s, 'grants', 2, %s,
       convert_to('{"bureau":"nanyue"}', 'UTF8'), 'officer:9001', 'owner',
       gen_random_uuid(), 'nanyue' FROM journal.facts
"""
READS = ("/units", "/units/zg/score?year=2024", "/entries", "/runs/nanyue:2024:live")


@pytest.fixture
def api(database: Database) -> Iterator[Api]:
    with serving(database) as api:
        bodies.open_bureau(api)
        yield api


def as_owner(api: Api, statement: str, *given: Any) -> None:
    """As only a newer program, or somebody with the owner's password, could."""
    with api.database.connect() as conn, conn.transaction():
        conn.execute("SET LOCAL session_replication_role = replica")
        conn.execute(statement, given)
        conn.execute("NOTIFY ledger_events")
    # As a service that starts then: one that runs knows what it read, and reads it no more.
    api.service.ledger._memory.forget()


def test_a_fact_of_a_newer_program_stops_what_rests_on_it_and_nothing_else(api: Api) -> None:
    number = bodies.hire(api)
    before = api.read(f"/officers/{number}/score", year=2024)
    head = api.head
    as_owner(api, NEWER)
    for path in (*READS, f"/officers/{number}/score?year=2024"):
        problem = refused(api.client.get(f"/v1{path}"), 503, "fact-not-understood")
        assert "merit-doubled" in problem["messages"]["en"]
        assert str(head + 1) in problem["messages"]["zh"]
    # What was known before is answered as it was, and the journal shows the fact itself.
    then = f"/officers/{number}/score"
    again = api.client.get(f"/v1{then}", params={"year": 2024, "position": head})
    assert again.json() == before
    shown = api.client.get("/v1/journal", params={"after": head}).json()["items"]
    assert [fact["name"] for fact in shown] == ["merit-doubled"]
    refused(api.post("/years/nanyue/2024/freeze", {}), 503, "fact-not-understood")


@pytest.mark.parametrize(
    ("name", "code"), [("role-lent", "fact-not-understood"), ("role-granted", "fact-torn")]
)
def test_a_role_that_cannot_be_read_turns_its_holder_away_by_name(
    api: Api, name: str, code: str
) -> None:
    """Whoever guards the door reads the same streams as a decision, and as carefully."""
    headers = asker(api, "lent", "auditor")
    assert api.client.get("/v1/journal", headers=headers).status_code == 200
    as_owner(api, LENT, Stream("grants", f"{bodies.BUREAU}/token:lent").id, name)
    refused(api.client.get("/v1/journal", headers=headers), 503, code)
    refused(api.client.get("/v1/me", headers=headers), 503, code)
    posted = api.client.post("/v1/bonuses", json=bodies.bonus("0001"), headers=headers)
    refused(posted, 503, code)


def test_the_projector_stops_at_it_says_so_and_a_rebuild_too(api: Api) -> None:
    head = api.head
    as_owner(api, NEWER)
    projector = api.service.projector
    assert projector is not None
    assert soon(40, lambda: "merit-doubled" in (projector.health.error or ""))
    assert projector.health.state == "stopped"
    with api.database.connect("projector") as conn:
        assert cursor(conn) == head
    with pytest.raises(FactNotUnderstood):
        rebuild(api.database.dsn("projector"))
    readiness = api.client.get("/readyz")
    assert readiness.status_code == 503
    assert "merit-doubled" in readiness.text


def test_what_stands_before_it_in_the_same_range_is_still_folded(database: Database) -> None:
    with serving(database, following=False) as api:
        bodies.open_bureau(api)
        head = api.head
        as_owner(api, NEWER)
        with pytest.raises(FactNotUnderstood):
            catch_up(database.dsn("projector"))
        with database.connect("projector") as conn:
            assert cursor(conn) == head


def lacking(*parts: str) -> Callable[[dict[str, Any]], object]:
    return lambda state: [state.pop(part) for part in parts]


TORN: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "an edition without its document": ("rulebook-published", lacking("document")),
    "a document that is none": ("rulebook-published", lambda s: s.update(document="{}")),
    "a document that is no JSON": ("rulebook-published", lambda s: s.update(document="{")),
    "a unit without its kind": ("unit-established", lacking("kind")),
    "a posting without its start": ("posting-recorded", lacking("start")),
    "a posting of no day": ("posting-recorded", lambda s: s.update(start="2024-02-31")),
    "a mark that is no number": ("mark-given", lambda s: s.update(score="NaN?")),
    "an entry without its day": ("bonus-awarded", lacking("effective_on")),
    "an entry without its number": ("bonus-awarded", lacking("number")),
    "a plan of nothing": ("plan-adopted.2", lambda s: s.update(indicators=7)),
    "a year that is a text": ("bonus-awarded", lambda s: s.update(year="MMXXIV")),
}


@pytest.mark.parametrize("case", TORN)
def test_a_fact_that_was_torn_leads_to_no_500(api: Api, case: str) -> None:
    number = bodies.hire(api)
    api.write("/bonuses", bodies.bonus(number))
    api.read("/units")
    name, tear = TORN[case]
    with api.database.connect() as conn:
        row = conn.execute(
            "SELECT position, state FROM journal.facts WHERE topic = %s ORDER BY 1 LIMIT 1", (name,)
        ).fetchone()
    assert row is not None
    state = json.loads(row[1])
    tear(state)
    as_owner(api, "UPDATE journal.facts SET state = %s WHERE position = %s", encode(state), row[0])
    answers = [
        api.post("/years/nanyue/2024/freeze", {}),
        api.post("/bonuses", bodies.bonus(number)),
        api.post("/reviews", bodies.mark(number, period="2024Q2")),
        api.post("/postings", bodies.posting(number, "dj")),
        api.post("/units", bodies.unit("zg")),
        api.post("/indicators", bodies.plan(2024, *bodies.UNITS)),
        api.post("/rulebooks", bodies.publication()),
        *(api.client.get(f"/v1{path}") for path in (*READS, "/journal", "/rulebooks")),
        api.client.get(f"/v1/officers/{number}/score?year=2024"),
    ]
    assert {a.status_code for a in answers} <= {200, 201, 409, 503}, [a.text for a in answers]
    torn = [a.json()["messages"] for a in answers if a.status_code == 503]
    assert torn and all("内容不合其格式" in said["zh"] for said in torn)
    assert any(a.status_code == 503 and a.json()["code"] == "fact-torn" for a in answers)


def test_a_service_that_read_a_fact_before_it_was_torn_decides_on_what_it_read(api: Api) -> None:
    said = bodies.unit("zg")
    first = api.post("/units", said)
    with api.database.connect() as conn, conn.transaction():
        conn.execute("SET LOCAL session_replication_role = replica")
        conn.execute("UPDATE journal.facts SET state = '' WHERE topic = 'unit-established'")
    assert api.post("/units", said).status_code == first.status_code == 201
    api.service.ledger._memory.forget()
    refused(api.post("/units", said), 503, "fact-torn")


@pytest.mark.parametrize("state", [b"", b"[]", b"null", b"{", b"\xff", b"7", b'"x"'])
def test_a_fact_that_is_none_leads_to_no_500(api: Api, state: bytes) -> None:
    as_owner(api, "UPDATE journal.facts SET state = %s WHERE position = 2", state)
    refused(api.post("/units", bodies.unit("zg")), 503, "fact-torn")
    answer = api.client.get("/v1/journal")
    refused(answer, 503, "fact-torn")
