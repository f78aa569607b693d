"""Is a caller known by his token or session alone, while it is good, and told nothing otherwise?"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Final, LiteralString

import httpx
import pytest

from api.admission.sessions import COOKIE
from api.admission.tokens import PREFIX, revoke_token
from tests.api import bodies
from tests.api.askers import Headers, asker, bearer, grant, revoke, token
from tests.api.asking import BEARER, Api, refused, serving
from tests.api.bodies import hire, open_bureau
from tests.api.streams import listening, stream
from tests.conftest import Database

pytestmark = pytest.mark.postgres

MARK: Final = {"Merit-Request": "1"}
_AGE: Final[dict[str, LiteralString]] = {
    "idle": "UPDATE access.sessions SET seen_at = clock_timestamp() - interval '31 minutes'",
    "over": "UPDATE access.sessions SET ends_at = clock_timestamp()",
}


@pytest.fixture(scope="module")
def api(module_database: Database) -> Iterator[Api]:
    with serving(module_database) as api:
        open_bureau(api)
        yield api


def sql(api: Api, statement: LiteralString) -> None:
    with api.database.connect() as owner:
        owner.execute(statement)


def me(api: Api, headers: Headers) -> httpx.Response:
    return api.client.get("/v1/me", headers=headers)


def signed_in(api: Api, headers: Headers) -> Headers:
    """What a browser sends afterwards: its cookie, and no bearer."""
    answer = api.client.post("/v1/sessions", headers=headers)
    assert answer.status_code == 201, answer.text
    secret = answer.cookies[COOKIE]
    api.client.cookies.clear()
    return {"Cookie": f"{COOKIE}={secret}"}


def by_cookie(api: Api, method: str, path: str, headers: Headers, **more: object) -> httpx.Response:
    """Without the header that the client sends by itself."""
    request = api.client.build_request(method, f"/v1{path}", headers=headers, **more)  # type: ignore[arg-type]
    request.headers.pop("Authorization")
    return api.client.send(request)


def test_a_token_lets_its_principal_in(api: Api) -> None:
    given = token(api, "one")
    assert given.startswith(PREFIX)
    assert len(given) >= len(PREFIX) + 43
    assert me(api, bearer(given)).json()["actor"] == "token:one"
    assert me(api, {"Authorization": f"BEARER {given}"}).status_code == 200


def test_a_token_is_kept_as_a_hash_alone(api: Api) -> None:
    given = token(api, "hashed")
    with api.database.connect() as owner:
        rows = owner.execute("SELECT t::text FROM access.tokens AS t").fetchall()
    assert rows
    assert not any(given in row or given[len(PREFIX) :] in row for (row,) in rows)


def test_unknown_expired_revoked_and_replaced_tokens_are_answered_alike(api: Api) -> None:
    expired, revoked, replaced = (token(api, name) for name in ("old", "gone", "twice"))
    sql(api, "UPDATE access.tokens SET expires_at = clock_timestamp() WHERE name = 'old'")
    with api.database.connect() as owner:
        revoke_token(owner, "gone")
    assert me(api, bearer(token(api, "twice"))).status_code == 200
    odd = ["", "ml_", "x" * 9000, "ml_\udcff".encode("utf-8", "replace").decode(), "a.b.c"]
    answers = [
        me(api, bearer(given))
        for given in (token(api, "one")[:-1] + "!", expired, revoked, replaced, *odd)
    ]
    for answer in answers:
        refused(answer, 401, "not-authenticated")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("scheme", ["Basic", "Bearer", "bearer", ""])
def test_credentials_that_are_none_are_401(api: Api, scheme: str) -> None:
    refused(me(api, {"Authorization": f"{scheme} dXNlcjpwYXNz"}), 401, "not-authenticated")


def test_two_bearers_are_none(api: Api) -> None:
    given = token(api, "double")
    request = api.client.build_request("GET", "/v1/me")
    request.headers = httpx.Headers([("Authorization", f"Bearer {given}")] * 2)
    refused(api.client.send(request), 401, "not-authenticated")


def test_nothing_of_a_request_is_read_before_its_caller_is_known(api: Api) -> None:
    for body in (b"{", b"x" * 1000):
        answer = api.client.post("/v1/bonuses", content=body, headers={"Authorization": ""})
        refused(answer, 401, "not-authenticated")
    answer = api.client.post("/v1/bonuses", content=b"{", headers=bearer(token(api, "roleless")))
    refused(answer, 403, "not-permitted")


def test_what_a_token_records_bears_its_name_and_the_role_that_allowed_it(api: Api) -> None:
    number = hire(api)
    headers = asker(api, "desk", "recorder", "unit:zg")
    assert api.post("/bonuses", bodies.bonus(number), **headers).status_code == 201
    last = api.read("/journal", after=api.head - 1)["items"][0]
    assert (last["actor"], last["role"]) == ("token:desk", "recorder")


def test_a_browser_signs_in_writes_with_the_mark_and_signs_out(api: Api) -> None:
    number = hire(api)
    headers = asker(api, "browser", "recorder")
    answer = api.client.post("/v1/sessions", headers=headers)
    (cookie,) = answer.headers.get_list("Set-Cookie")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    api.client.cookies.clear()
    cookies = signed_in(api, headers)
    assert by_cookie(api, "GET", "/me", cookies).json()["actor"] == "token:browser"
    body = bodies.bonus(number)
    unmarked = by_cookie(api, "POST", "/bonuses", cookies, json=body)
    refused(unmarked, 403, "request-not-marked")
    marked = by_cookie(api, "POST", "/bonuses", cookies | MARK, json=body)
    assert marked.status_code == 201, marked.text
    refused(by_cookie(api, "DELETE", "/sessions", cookies), 403, "request-not-marked")
    assert by_cookie(api, "DELETE", "/sessions", cookies | MARK).status_code == 200
    refused(by_cookie(api, "GET", "/me", cookies), 401, "not-authenticated")


def test_over_https_the_cookie_stays_there(api: Api) -> None:
    answer = api.client.post("https://testserver/v1/sessions")
    assert "Secure" in answer.headers["Set-Cookie"]
    api.client.cookies.clear()


@pytest.mark.parametrize("how", _AGE)
def test_a_session_ends_by_itself(api: Api, how: str) -> None:
    cookies = signed_in(api, bearer(token(api, "brief")))
    assert by_cookie(api, "GET", "/me", cookies).status_code == 200
    sql(api, _AGE[how])
    refused(by_cookie(api, "GET", "/me", cookies), 401, "not-authenticated")


def test_a_session_ends_with_its_token_and_is_not_opened_by_another(api: Api) -> None:
    cookies = signed_in(api, bearer(token(api, "short")))
    marked = by_cookie(api, "POST", "/sessions", cookies | MARK)
    refused(marked, 401, "not-authenticated")
    token(api, "short")
    refused(by_cookie(api, "GET", "/me", cookies), 401, "not-authenticated")


def test_a_bearer_that_is_bad_is_not_helped_by_a_cookie(api: Api) -> None:
    cookies = signed_in(api, bearer(token(api, "mixed")))
    refused(me(api, cookies | bearer("ml_bad")), 401, "not-authenticated")


def test_a_session_that_is_used_stays(api: Api) -> None:
    cookies = signed_in(api, bearer(token(api, "busy")))
    sql(api, "UPDATE access.sessions SET seen_at = clock_timestamp() - interval '29 minutes'")
    assert by_cookie(api, "GET", "/me", cookies).status_code == 200
    sql(api, "UPDATE access.sessions SET seen_at = seen_at - interval '20 minutes'")
    assert by_cookie(api, "GET", "/me", cookies).status_code == 200


def test_a_stream_ends_soon_after_its_readers_role(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.journal.RECHECK_SECONDS", 0.2)
    monkeypatch.setattr("tests.api.streams.BEARER", token(api, "listener"))
    grant(api, "token:listener", "auditor")
    with listening(api) as served, stream(served.address, after=api.head) as found:
        revoke(api, "token:listener")
        began = time.monotonic()
        assert [event.name for event in found] in ([], ["role-revoked"])
        assert time.monotonic() - began < 5


def test_a_role_given_or_ended_counts_for_the_very_next_request(api: Api) -> None:
    """What was known of his roles a moment ago is not taken for what he holds."""
    headers = bearer(token(api, "comes-and-goes"))
    for number in (1, 2):
        refused(api.client.get("/v1/entries", headers=headers), 403, "not-permitted")
        grant(api, "token:comes-and-goes", "auditor")
        assert api.client.get("/v1/entries", headers=headers).status_code == 200
        revoke(api, "token:comes-and-goes", number)


def test_who_finds_every_connection_taken_waits_for_one(api: Api) -> None:
    headers, answers = asker(api, "patient", "auditor"), []

    def ask() -> None:
        answers.append(api.client.get("/v1/entries", headers=headers).status_code)

    pool = api.service.pool
    taken = [pool.getconn() for _ in range(pool.max_size)]
    asking = threading.Thread(target=ask)
    asking.start()
    while not pool.get_stats().get("requests_waiting"):
        time.sleep(0.01)
    assert api.client.get("/healthz").status_code == 200
    for conn in taken:
        pool.putconn(conn)
    asking.join()
    assert answers == [200]


def test_the_tests_own_bearer_is_none_of_the_products(database: Database) -> None:
    from scripts.admission import authenticators

    with serving(database) as api:
        api.service.admission = authenticators()
        refused(me(api, bearer(BEARER)), 401, "not-authenticated")
