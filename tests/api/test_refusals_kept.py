"""Is it kept which commands were refused to whom, and does a flood of them hurt nobody?"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from api import floods
from api.floods import LOST, QUEUE_MAX, WHOLE_A_MINUTE, Floods
from projections.traces import RefusalRow, RefusedCommand, Wanted, list_refusals
from scripts.embedded import Server
from tests.api import bodies
from tests.api.askers import asker
from tests.api.asking import JSON, Api, refused, serving
from tests.api.bodies import BUREAU
from tests.api.outages import soon, unreachable
from tests.conftest import Database

pytestmark = pytest.mark.postgres
MINUTE: Final = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
SECRET: Final = "某某同志迟报"
SECONDS: Final = 40


def rows_of(database: Database) -> list[RefusalRow]:
    """Oldest first."""
    with database.connect("auditor") as conn:
        return list(reversed(list_refusals(conn, Wanted(limit=1000)).items))


def kept(api: Api, request: str) -> RefusalRow:
    """The row of that request, once it is written."""
    found: list[RefusalRow] = []

    def there() -> bool:
        found[:] = [row for row in rows_of(api.database) if row.request == request]
        return bool(found)

    assert soon(SECONDS, there), f"{request} left no trace"
    (row,) = found
    return row


def asked(api: Api, path: str, body: Any, request: str, **headers: str) -> Any:
    content = json.dumps(body, ensure_ascii=False).encode()
    sent = {"Content-Type": JSON, "X-Request-Id": request, **headers}
    return api.client.post(f"/v1{path}", content=content, headers=sent), content


def test_a_command_that_a_rule_refuses_is_kept_by_its_digest_alone(
    bureau: Api, number: str
) -> None:
    ref = bureau.entry("/bonuses", bodies.bonus(number))
    bureau.write("/reversals", bodies.reversal(ref))
    answer, content = asked(bureau, "/reversals", bodies.reversal(ref, reason=SECRET), "r-409")
    refused(answer, 409, "entry-already-reversed")
    row = kept(bureau, "r-409")
    assert (row.actor, row.role, row.command) == ("officer:9001", "owner", "ReverseEntry")
    assert (row.code, row.subject) == ("entry-already-reversed", f"officer:{number}")
    assert (row.digest, row.count) == (hashlib.sha256(content).hexdigest(), 1)
    with bureau.database.connect() as owner:
        whole = owner.execute("SELECT string_agg(r::text, '') FROM access.refusals r").fetchone()
    assert whole is not None
    assert SECRET not in whole[0]


def test_who_may_not_and_who_is_not_known_are_kept(bureau: Api, number: str) -> None:
    reader = asker(bureau, "reader", "leader")
    answer, _ = asked(bureau, "/bonuses", bodies.bonus(number), "r-403", **reader)
    refused(answer, 403, "not-permitted")
    row = kept(bureau, "r-403")
    assert (row.actor, row.role, row.code) == ("token:reader", "leader", "not-permitted")
    assert (row.command, row.digest) == ("AwardBonus", None)  # at the door nothing is read
    answer, _ = asked(bureau, "/bonuses", {}, "r-401", Authorization="")
    refused(answer, 401, "not-authenticated")
    row = kept(bureau, "r-401")
    assert (row.actor, row.peer, row.command) == ("", "testclient", "AwardBonus")


def test_a_read_that_is_forbidden_is_kept_as_well(bureau: Api, number: str) -> None:
    other = asker(bureau, "other", "officer", f"officer:{number}")
    query = {"year": "2024", "bureau": BUREAU}
    headers = other | {"X-Request-Id": "r-read"}
    answer = bureau.client.get(f"/v1/officers/{number}x/score", params=query, headers=headers)
    refused(answer, 403, "not-permitted")
    row = kept(bureau, "r-read")
    assert (row.command, row.subject) == ("officer_score", f"officer:{number}x")


def test_a_decision_s_422_is_kept_and_a_wrong_shape_or_a_grant_is_not(
    bureau: Api, number: str
) -> None:
    answer, _ = asked(bureau, "/bonuses", {"officer": number}, "r-shape")
    refused(answer, 422, "malformed")
    answer, _ = asked(bureau, "/bonuses", bodies.bonus(number), "r-granted")
    assert answer.status_code == 201
    headers = {"X-Request-Id": "r-file"}
    form, files = {"bureau": BUREAU, "year": "2024"}, {"workbook": ("book.zip", b"no file")}
    answer = bureau.client.post("/v1/imports", data=form, files=files, headers=headers)
    assert answer.status_code == 422
    row = kept(bureau, "r-file")
    assert (row.command, row.code) == ("import_workbook", answer.json()["code"])
    assert row.digest is not None
    assert not {"r-shape", "r-granted"} & {row.request for row in rows_of(bureau.database)}


def test_administrators_and_auditors_see_the_refusals(bureau: Api, number: str) -> None:
    answer, _ = asked(
        bureau, "/reversals", bodies.reversal(f"{BUREAU}/2024/officer:{number}#9"), "r-404"
    )
    assert answer.status_code == 404
    kept(bureau, "r-404")
    for role in ("admin", "auditor"):
        who = asker(bureau, f"sees-{role}", role)
        query = {"subject": f"officer:{number}"}
        (row,) = bureau.client.get("/v1/refusals", params=query, headers=who).json()["items"]
        assert row["code"] == "entry-not-found"
    leader = asker(bureau, "sees-not", "leader")
    refused(bureau.client.get("/v1/refusals", headers=leader), 403, "not-permitted")


def one(
    at: datetime = MINUTE,
    actor: str = "token:a",
    code: str = "not-permitted",
    peer: str | None = None,
) -> RefusedCommand:
    return RefusedCommand(at, actor, peer, "recorder", "AwardBonus", code)


@pytest.fixture
def kept_floods(database: Database) -> Iterator[Floods]:
    """With a clock that stands still: minutes end when a later refusal says so."""
    made = Floods(lambda: database.connect("app"), lambda: MINUTE)
    yield made
    made.stop()


def test_a_flood_is_kept_as_a_count_a_minute_of_each_caller_and_code(
    database: Database, kept_floods: Floods
) -> None:
    for n in range(1000):
        kept_floods.note(one(MINUTE + timedelta(milliseconds=n)))
    for _ in range(WHOLE_A_MINUTE):
        kept_floods.note(one(actor="token:b"))
    kept_floods.note(one(MINUTE + timedelta(seconds=61)))
    kept_floods.start()
    kept_floods.stop()
    rows = rows_of(database)
    of = [(row.command, row.count) for row in rows if row.actor == "token:a"]
    whole = [("AwardBonus", 1)] * WHOLE_A_MINUTE
    assert of == [*whole, ("", 1000 - WHOLE_A_MINUTE), ("AwardBonus", 1)]
    assert [row.count for row in rows if row.actor == "token:b"] == [1] * WHOLE_A_MINUTE
    assert (kept_floods.kept, kept_floods.lost) == (1001 + WHOLE_A_MINUTE, 0)


def test_a_stop_writes_what_was_only_counted(database: Database, kept_floods: Floods) -> None:
    for _ in range(100):
        kept_floods.note(one())
    kept_floods.start()
    kept_floods.stop()
    assert sum(row.count for row in rows_of(database)) == 100


def test_a_service_that_stops_has_written_what_it_refused(database: Database) -> None:
    with serving(database, following=False) as api:
        answer, _ = asked(
            api, "/reversals", bodies.reversal(f"{BUREAU}/2024/officer:1#9"), "r-last"
        )
        assert answer.status_code == 404
    assert [row.request for row in rows_of(database)] == ["r-last"]


def test_callers_without_number_fill_neither_memory_nor_disk(
    database: Database, kept_floods: Floods, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floods, "CALLERS_MAX", 10)
    for n in range(1000):
        kept_floods.note(one(actor="", peer=f"10.1.{n // 256}.{n % 256}"))
    kept_floods.start()
    kept_floods.stop()
    rows = rows_of(database)
    assert len(rows) <= 10 + WHOLE_A_MINUTE + 1
    assert sum(row.count for row in rows) == 1000


def test_strangers_without_number_hide_nobody_who_is_known(
    database: Database, kept_floods: Floods, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floods, "CALLERS_MAX", 10)
    for n in range(100):
        kept_floods.note(one(actor="", peer=f"2001:db8:0:{n:x}::1"))
    for n in range(100):
        kept_floods.note(one(actor="", peer=f"2001:db8:0:1::{n:x}"))
    kept_floods.note(one(actor="token:insider"))
    kept_floods.start()
    kept_floods.stop()
    rows = rows_of(database)
    assert [row.role for row in rows if row.actor == "token:insider"] == ["recorder"]
    of_one_net = [row for row in rows if (row.peer or "").startswith("2001:db8:0:1::")]
    assert sum(row.count for row in of_one_net) == 101
    assert len(of_one_net) == WHOLE_A_MINUTE + 1


def test_what_the_queue_cannot_hold_is_counted_and_said(
    database: Database, kept_floods: Floods
) -> None:
    for n in range(QUEUE_MAX + 7):
        kept_floods.note(one(MINUTE + timedelta(minutes=n)))
    assert kept_floods.lost == 7
    kept_floods.start()
    kept_floods.stop()
    with database.connect("auditor") as conn:
        said = conn.execute(
            "SELECT sum(count) FILTER (WHERE code = %(lost)s),"
            " sum(count) FILTER (WHERE code <> %(lost)s) FROM access.refusals",
            {"lost": LOST},
        ).fetchone()
    assert said == (7, QUEUE_MAX)


def test_refusals_wait_for_a_database_that_comes_back(
    server: Server, database: Database, kept_floods: Floods
) -> None:
    kept_floods.start()
    with unreachable(server, database):
        for n in range(3):
            kept_floods.note(one(code=f"code-{n}"))
        assert soon(SECONDS, lambda: kept_floods.waiting == 3)
    assert soon(SECONDS, lambda: kept_floods.kept == 3)
    assert [row.code for row in rows_of(database)] == ["code-0", "code-1", "code-2"]
    assert kept_floods.lost == 0


def test_a_stop_without_a_database_ends_and_counts_what_is_lost(
    server: Server, database: Database, kept_floods: Floods
) -> None:
    kept_floods.start()
    with unreachable(server, database):
        kept_floods.note(one())
        began = time.monotonic()
        kept_floods.stop()
        assert time.monotonic() - began < SECONDS
    assert (kept_floods.kept, kept_floods.lost) == (0, 1)


def test_a_slow_writer_holds_up_nobody(bureau: Api, number: str) -> None:
    """Refusals are answered while the writer waits for a lock on its table."""
    refusing = bodies.reversal(f"{BUREAU}/2024/officer:{number}#9")
    with bureau.database.connect() as owner, owner.transaction():
        owner.execute("LOCK TABLE access.refusals IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        for n in range(20):
            answer, _ = asked(bureau, "/reversals", refusing, f"slow-{n}")
            assert answer.status_code == 404
        assert time.monotonic() - began < SECONDS
        assert bureau.client.get("/v1/me").status_code == 200
    kept(bureau, "slow-0")
