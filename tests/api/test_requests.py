"""Has every request an id, a line in the log, and an answer that a browser handles safely?"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.logs import JsonLines
from tests.api import bodies
from tests.api.asking import Api, asking, refused
from tests.conftest import OFFICE

pytestmark = pytest.mark.postgres

NARRATIVE: Final = "机密叙述七三六一"
TOKEN: Final = "ml_" + "s3cr3t" * 5
TRACE: Final = "4bf92f3577b34da6a3ce929d0e0e4736"


class Lines:
    """What the log of the service would say."""

    def __init__(self) -> None:
        self.text = io.StringIO()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.getvalue().splitlines()]

    def requests(self) -> list[dict[str, Any]]:
        return [line for line in self.all() if line["logger"] == "merit.requests"]


@pytest.fixture
def lines() -> Iterator[Lines]:
    said = Lines()
    handler = logging.StreamHandler(said.text)
    handler.setFormatter(JsonLines())
    root, own = logging.getLogger(), logging.getLogger("merit.requests")
    root.addHandler(handler)
    before = own.level
    own.setLevel(logging.INFO)
    yield said
    root.removeHandler(handler)
    own.setLevel(before)


def failing(app: FastAPI) -> FastAPI:
    """With a route that fails, and says in its error what somebody wrote."""

    @app.get("/failing")
    def fail() -> None:
        try:
            raise KeyError(NARRATIVE)
        except KeyError as cause:
            raise RuntimeError(f"{NARRATIVE} {TOKEN}") from cause

    return app


def test_a_request_is_one_line_that_names_the_route_and_no_persons_number(
    bureau: Api, number: str, lines: Lines
) -> None:
    answer = bureau.client.get(f"/v1/officers/{number}/score?year=2024")
    (line,) = lines.requests()
    assert line["route"] == "/v1/officers/{officer}/score"
    assert (line["method"], line["status"]) == ("GET", answer.status_code)
    assert line["actor"] == OFFICE.actor
    assert line["ms"] >= 0
    assert line["request"] == answer.headers["X-Request-Id"]
    assert number not in json.dumps({k: v for k, v in line.items() if k in ("route", "message")})


def test_a_path_or_method_that_nobody_knows_is_not_repeated(bureau: Api, lines: Lines) -> None:
    bureau.client.get(f"/{TOKEN}")
    bureau.client.request("SECRETVERB", "/v1/journal")
    assert [(x["method"], x["route"]) for x in lines.requests()] == [
        ("GET", "unmatched"),
        ("other", "/v1/journal"),
    ]
    assert TOKEN not in lines.text.getvalue()


def test_what_people_write_and_what_opens_doors_never_reaches_the_log(
    bureau: Api, number: str, lines: Lines
) -> None:
    secret = {"Cookie": f"s={TOKEN}"}
    body = bodies.bonus(number, reason=NARRATIVE)
    assert bureau.post("/bonuses", body, **secret).status_code == 201
    refused(bureau.post("/bonuses", body | {"item": NARRATIVE}, **secret), 422, "malformed")
    bureau.client.get("/v1/entries", params={"token": TOKEN, "q": NARRATIVE}, headers=secret)
    bureau.client.post("/v1/bonuses", content=NARRATIVE.encode(), headers=secret)
    foreign = bureau.client.get("/v1/me", headers={"Authorization": f"Bearer {TOKEN}"})
    refused(foreign, 401, "not-authenticated")
    assert len(lines.requests()) == 5
    for said in (NARRATIVE, TOKEN):
        assert said not in lines.text.getvalue()


def test_an_error_that_nobody_caught_is_a_problem_with_an_id_and_no_traceback(
    bureau: Api, lines: Lines
) -> None:
    with asking(failing(create_app(replace(bureau.service)))) as client:
        answer = client.get("/failing", headers={"X-Request-Id": "oa-1"})
    refused(answer, 500, "internal")
    assert answer.headers["X-Request-Id"] == "oa-1"
    for word in (NARRATIVE, TOKEN, "Traceback", "RuntimeError"):
        assert word not in answer.text
    error = next(line for line in lines.all() if line["level"] == "error")
    assert error["request"] == "oa-1"
    assert error["error"] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert any(place.endswith(" fail") for place in error["where"])
    assert lines.requests()[-1]["status"] == 500
    assert NARRATIVE not in lines.text.getvalue()
    assert TOKEN not in lines.text.getvalue()


def test_of_what_others_log_only_the_first_line_stands_and_no_key() -> None:
    record = logging.LogRecord(
        *("asyncio", logging.ERROR, "", 0),
        f"connecting postgresql://merit:pa55@host/db with {TOKEN}\nfuture: {NARRATIVE}",
        (),
        None,
    )
    said = json.loads(JsonLines().format(record))["message"]
    assert said == "connecting postgresql://***@host/db with ***"


def test_a_trace_that_is_well_formed_goes_on_in_the_journal(bureau: Api, number: str) -> None:
    parent = f"00-{TRACE}-00f067aa0ba902b7-01"
    answer = bureau.post("/bonuses", bodies.bonus(number), traceparent=parent)
    (fact,) = bureau.read("/journal", after=answer.json()["position"] - 1)["items"]
    assert fact["correlation"].replace("-", "") == TRACE
    assert fact["request"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize(
    "parent",
    [f"00-{'0' * 32}-00f067aa0ba902b7-01", f"ff-{TRACE}-00f067aa0ba902b7-01", TRACE, "", "\u00fc"],
)
def test_a_trace_that_is_not_well_formed_is_ignored(bureau: Api, lines: Lines, parent: str) -> None:
    answer = bureau.client.get("/healthz", headers=[(b"traceparent", parent.encode())])
    assert answer.status_code == 200
    (line,) = lines.requests()
    assert line["correlation"] == line["request"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/", 200),
        ("GET", "/metrics", 200),
        ("GET", "/v1/journal", 200),
        ("GET", "/nowhere", 404),
        ("DELETE", "/v1/journal", 405),
        ("POST", "/v1/bonuses", 422),
    ],
)
def test_every_answer_tells_a_browser_to_run_nothing_and_to_keep_nothing(
    bureau: Api, method: str, path: str, status: int
) -> None:
    answer = bureau.client.request(method, path)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert (answer.headers.get("Cache-Control") == "no-store") == path.startswith("/v1")
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["X-Request-Id"]


def test_a_browser_is_held_to_https_only_where_it_came_by_it(bureau: Api) -> None:
    answer = bureau.client.get("https://testserver/healthz")
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_only_the_names_configured_are_answered_to(bureau: Api) -> None:
    named = replace(bureau.service, hosts=("ledger.example", "[::1]"))
    with asking(create_app(named)) as client:
        for host in ("ledger.example", "LEDGER.example:8000", "[::1]:8000"):
            assert client.get("/healthz", headers={"Host": host}).status_code == 200
        for host in ("evil.example", "ledger.example.evil", "ledger.example@evil", "", "[::1"):
            refused(client.get("/healthz", headers={"Host": host}), 421, "misdirected")


def test_a_query_string_without_measure_is_refused(bureau: Api) -> None:
    refused(bureau.client.get("/v1/entries?cursor=" + "a" * 9000), 414, "uri-too-long")
