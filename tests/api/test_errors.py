"""Does everything that goes wrong read the same, in the asker's language, and never as a 500?"""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from tests.api import bodies
from tests.api.asking import Api, pointers, refused

pytestmark = pytest.mark.postgres

GOOD: Final = bodies.bonus("0001")
SECRET: Final = "机密-4711-secret"


def sent(api: Api, change: bodies.Body, path: str = "/bonuses") -> Any:
    """The good body with a change, as bytes that no client would mend."""
    return api.raw(json.dumps({**GOOD, **change}).encode(), path)


@pytest.mark.parametrize(
    "path",
    [
        *("/nothing", "/v1", "/v1/", "/v1/nothing", "/docs", "/redoc", "/v2/entries"),
        *("/v1/officers", "/v1/officers/0012", "/v1/entries/nanyue/2024/officer:0012"),
        *("/v1/bonuses/../../etc/passwd", "/v1/%00", "/v1/%ED%A0%80", "/\U0001f480"),
    ],
)
def test_an_address_that_is_not_there_is_not_found(bureau: Api, path: str) -> None:
    answer = bureau.client.post(path) if path == "/v1/officers/0012" else bureau.client.get(path)
    if path == "/v1/officers":
        assert answer.status_code == 200
        return
    refused(answer, 404, "not-found")


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/bonuses", "POST"),
        ("/v1/units", "GET, POST"),
        ("/v1/entries", "GET"),
        ("/v1/imports", "GET, POST"),
        ("/v1/officers/0012/score", "GET"),
        ("/healthz", "GET"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "BREW"])
def test_a_method_that_is_not_taken_is_told_those_that_are(
    bureau: Api, path: str, methods: str, method: str
) -> None:
    answer = bureau.client.request(method, path)
    refused(answer, 405, "method-not-allowed")
    assert answer.headers["Allow"] == methods


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"subject": None}, "/subject"),
        ({"subject": "0012"}, "/subject"),
        ({"subject": "officer:"}, "/subject"),
        ({"subject": "officer:0012\n"}, "/subject"),
        ({"subject": "officer:00\u000012"}, "/subject"),
        ({"subject": "officer:\uff10\uff10\uff11\uff12"}, "/subject"),
        ({"subject": "officer:é"}, "/subject"),
        ({"subject": "officer:" + "a" * 65}, "/subject"),
        ({"subject": "officer:../../x"}, "/subject"),
        ({"subject": ["officer:0012"]}, "/subject"),
        ({"item": "I1\u202e"}, "/item"),
        ({"item": "\ud800"}, "/item"),
        ({"item": ""}, "/item"),
        ({"level": "\udfff"}, "/level"),
        ({"quantity": 1.0}, "/quantity"),
        ({"quantity": 0}, "/quantity"),
        ({"quantity": -1}, "/quantity"),
        ({"quantity": True}, "/quantity"),
        ({"quantity": "2"}, "/quantity"),
        ({"quantity": 10**30}, "/quantity"),
        ({"points": 2.5}, "/points"),
        ({"points": float("nan")}, "/points"),
        ({"points": float("inf")}, "/points"),
        ({"points": True}, "/points"),
        ({"points": "1e3"}, "/points"),
        ({"points": "NaN"}, "/points"),
        ({"points": "-Infinity"}, "/points"),
        ({"points": "1,5"}, "/points"),
        ({"points": "٢"}, "/points"),
        ({"points": "0.00001"}, "/points"),
        ({"points": "1000000"}, "/points"),
        ({"points": "9" * 5000}, "/points"),
        ({"points": 10**100}, "/points"),
        ({"share": "1/0"}, "/share"),
        ({"share": "0/1"}, "/share"),
        ({"share": "1/٣"}, "/share"),
        ({"share": "0.5"}, "/share"),
        ({"merit": "\ud83d"}, "/merit"),
        ({"merit": "a\u0000b"}, "/merit"),
        ({"merit": "m" * 201}, "/merit"),
        ({"effective_on": "0000-01-01"}, "/effective_on"),
        ({"effective_on": "1989-12-31"}, "/effective_on"),
        ({"effective_on": "2200-01-01"}, "/effective_on"),
        ({"effective_on": "9999-12-31"}, "/effective_on"),
        ({"effective_on": "2024-02-30"}, "/effective_on"),
        ({"effective_on": "2024-6-12"}, "/effective_on"),
        ({"effective_on": "2024-06-12T00:00:00Z"}, "/effective_on"),
        ({"effective_on": "٢٠٢٤-٠٦-١٢"}, "/effective_on"),
        ({"effective_on": 1718150400}, "/effective_on"),
        ({"effective_on": {}}, "/effective_on"),
        ({"reason": " \n\t "}, "/reason"),
        ({"reason": "\u0000"}, "/reason"),
        ({"reason": "\u001b[31m"}, "/reason"),
        ({"reason": "\ud800\udbff"}, "/reason"),
        ({"reason": "长" * 2001}, "/reason"),
        ({"reason": ["a"] * 10}, "/reason"),
        ({"evidence": "x"}, "/evidence"),
        ({"evidence": [bodies.DIGEST, "md5:0"]}, "/evidence/1"),
        ({"evidence": [bodies.DIGEST] * 51}, "/evidence"),
        ({"bureau": "../.."}, "/bureau"),
        ({"recorded_by": "a b"}, "/recorded_by"),
        ({"~0/": 1}, "/~00~1"),
        ({"claimed": "99"}, "/claimed"),
        ({"number": 1}, "/number"),
        ({"recorded_at": "2020-01-01T00:00:00Z"}, "/recorded_at"),
    ],
    ids=lambda given: ascii(given)[:60],
)
def test_an_odd_field_is_refused_by_its_pointer(
    bureau: Api, change: bodies.Body, pointer: str
) -> None:
    head = bureau.head
    assert pointers(refused(sent(bureau, change), 422, "malformed")) == {pointer}
    assert bureau.head == head


@pytest.mark.parametrize(
    "ref",
    [
        *("", "1", "nanyue", "nanyue/2024/officer:0001", "officer:0001#1", "nanyue/2024/0001#1"),
        *("nanyue/2024/officer:0001#0", "nanyue/2024/officer:0001#-1", "a/2024/officer:1#1e3"),
        *("nanyue/2024/officer:0001#1\n", "nanyue/٢٠٢٤/officer:0001#1", "a/2024/officer:1#1١"),
        *("nanyue/2024/officer:0001#" + "9" * 30, "nanyue/20240/officer:0001#1"),
        *("../2024/officer:0001#1", "nanyue/2024/officer:0001#1#1", "nanyue/2024/unit:a/b#1"),
    ],
    ids=ascii,
)
@pytest.mark.parametrize("path", ["/reversals", "/corrections"])
def test_an_entry_is_named_by_its_ref(bureau: Api, path: str, ref: str) -> None:
    body = bodies.reversal(ref) if path == "/reversals" else bodies.correction(ref)
    answer = bureau.raw(json.dumps(body).encode(), path)
    assert pointers(refused(answer, 422, "malformed")) == {"/entry"}


@pytest.mark.parametrize(
    "path",
    [
        "/entries/nanyue/2024/officer:0012/1.5",
        "/entries/nanyue/2024/officer:0012/x",
        "/entries/nanyue/x/officer:0012/1",
        "/entries/nanyue/2024/0012/1",
        "/entries/nan%00yue/2024/officer:0012/1",
        "/entries/nanyue/2024/officer:0012/" + "9" * 5000,
        "/officers/%00/score?year=2024",
        "/officers/%0A/score?year=2024",
        "/officers/%ED%A0%80/score?year=2024",
        "/officers/%FF%FE/score?year=2024",
        "/officers/" + "a" * 5000 + "/score?year=2024",
        "/officers/0012/score",
        "/officers/0012/score?year=",
        "/officers/0012/score?year=1e3",
        "/officers/0012/score?year=1989",
        "/officers/0012/score?year=2200",
        "/officers/0012/score?year=" + "9" * 5000,
        "/officers/0012/score?year=2024&as_of=0000-01-01",
        "/officers/0012/score?year=2024&as_of=9999-12-31",
        "/officers/0012/score?year=2024&as_of=2024-02-30",
        "/officers/0012/score?year=2024&as_of=%00",
        "/officers/0012/score?year=2024&position=-1",
        "/officers/0012/score?year=2024&position=1.5",
        "/officers/0012/score?year=2024&position=" + "9" * 30,
        "/officers/0012/score?year=2024&known_at=2024-01-01T00:00:00",
        "/officers/0012/score?year=2024&known_at=2024-01-01",
        "/officers/0012/score?year=2024&known_at=0000-00-00T00:00:00Z",
        "/officers/0012/score?year=2024&known_at=1e300",
        "/officers/0012/score?year=2024&known_at=NaN",
        "/officers/0012/score?year=2024&bureau=%00",
        "/officers/0012/history?year=2024&axis=x",
        "/units/%20/statement?year=2024",
        "/rulebooks/nanyue/x",
        "/rulebooks/nanyue/1?language=fr",
        "/entries?subject=officer:0012%0A",
        "/entries?kind=gift",
        "/entries?from=2024-13-01",
        "/entries?year=2024&year=x",
        "/units?unit=%F0%9F%92%80",
    ],
    ids=lambda path: path[:60],
)
def test_an_odd_question_is_of_a_wrong_shape(bureau: Api, path: str) -> None:
    problem = refused(bureau.client.get(f"/v1{path}"), 422, "malformed")
    assert all(p.startswith(("/path/", "/query/")) for p in pointers(problem))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/entries/nanyue/2024/officer:0012/0", "entry-not-found"),
        ("/entries/nanyue/2024/officer:0012/-1", "entry-not-found"),
        ("/entries/nanyue/2024/officer:0012/" + "9" * 60, "entry-not-found"),
        ("/entries/nanyue/" + "9" * 60 + "/officer:0012/1", "entry-not-found"),
        ("/entries/nanyue/-2024/officer:0012/1", "entry-not-found"),
        ("/rulebooks/nanyue/0", "edition-not-found"),
        ("/rulebooks/nanyue/-1", "edition-not-found"),
        ("/rulebooks/nanyue/" + "9" * 60, "edition-not-found"),
        ("/officers/0012/score?year=2024&known_at=0001-01-01T00:00:00%2B14:00", "unknown-officer"),
    ],
    ids=lambda given: given[:50],
)
def test_a_number_that_nothing_has_is_not_found(bureau: Api, path: str, code: str) -> None:
    refused(bureau.client.get(f"/v1{path}"), 404, code)


@pytest.mark.parametrize(
    "headers",
    [
        *({"Merit-Min-Position": value} for value in ("-1", "x", "1.5", "", "9" * 30)),
        *({"Idempotency-Key": value} for value in ("", "a b", "x" * 201, "\x7f", "ok\t")),
    ],
    ids=str,
)
def test_an_odd_header_is_told_by_its_name(bureau: Api, headers: dict[str, str]) -> None:
    if "Idempotency-Key" in headers:
        answer = bureau.client.post("/v1/bonuses", json=GOOD, headers=headers)
    else:
        answer = bureau.client.get("/v1/entries", headers=headers)
    (pointer,) = pointers(refused(answer, 422, "malformed"))
    assert pointer.lower() == "/header/" + next(iter(headers)).lower()


def test_no_input_is_repeated(bureau: Api) -> None:
    for change in ({"subject": SECRET}, {"points": SECRET}, {"reason": SECRET * 500}):
        assert SECRET not in sent(bureau, change).text
    for path in (f"/officers/{SECRET}/score?year=2024", f"/entries?from={SECRET}"):
        assert SECRET not in bureau.client.get(f"/v1{path}").text
    assert SECRET not in bureau.raw(f"[{SECRET}".encode()).text
    assert SECRET not in bureau.client.get(f"/{SECRET}").text
