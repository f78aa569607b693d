"""Does the published document say what the service does, and do its examples hold?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import httpx
import jsonschema_rs
import pytest

from api.printing import KINDS
from domain.filekinds import MEDIA
from tests.api.asking import JSON, PROBLEM, Api, refused

pytestmark = pytest.mark.postgres

Operation = tuple[str, str, Any]
SCHEMAS: Final = "#/components/schemas/"
BARE: Final = (
    *("text/markdown", "text/event-stream", "text/plain", "text/calendar"),
    "application/octet-stream",  # the tiles of the log
)
ASKING: Final = ("/v1/rehearsals", "/v1/sessions", "/v1/files")
"""What is posted and records no fact; a file is known by its digest, and needs no other key."""
FILES: Final = {kind.partition(";")[0] for kind in (*KINDS.values(), *MEDIA.values())}


@pytest.fixture(scope="module")
def document(demo: Api) -> Any:
    answer = demo.client.get("/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == JSON
    return answer.json()


def operations(document: Any) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def examples(document: Any) -> Iterator[tuple[str, Any, Any]]:
    """Every example of a POST, with the schema of its body."""
    for path, method, operation in operations(document):
        if method == "post" and path not in ("/v1/imports", *ASKING):
            content = operation["requestBody"]["content"][JSON]
            assert content.get("examples"), path
            for example in content["examples"].values():
                assert example["summary"], path
                yield path, content["schema"], example["value"]


def fits(document: Any, schema: Any, value: Any) -> bool:
    whole = {**schema, "components": document["components"]}
    return bool(jsonschema_rs.Draft202012Validator(whole).is_valid(value))


def test_the_document_is_openapi_3_1(document: Any) -> None:
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["title"]
    assert document["info"]["description"]
    for path, _, _ in operations(document):
        assert path.startswith("/v1/") or path in ("/", "/healthz", "/readyz", "/metrics")


def test_every_name_that_the_document_points_to_is_there(document: Any) -> None:
    def pointed(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"]
            for inner in part.values():
                yield from pointed(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from pointed(inner)

    named = {ref.removeprefix(SCHEMAS) for ref in pointed(document) if ref.startswith(SCHEMAS)}
    assert named
    assert named <= set(document["components"]["schemas"])


def test_every_address_says_what_it_does_and_has_a_name_of_its_own(document: Any) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(ids)) == len(ids)
    for path, method, operation in operations(document):
        assert operation["summary"], (method, path)
        assert operation["description"], (method, path)
        for parameter in operation.get("parameters", ()):
            assert parameter["schema"], (path, parameter["name"])


def test_every_answer_has_a_type(document: Any) -> None:
    """Success by its own shape, every refusal as a problem."""
    for path, method, operation in operations(document):
        for status, answer in operation["responses"].items():
            assert answer["description"], (method, path, status)
            if set(answer["content"]) <= FILES:
                assert status == "200"
                continue
            ((kind, content),) = answer["content"].items()
            if kind == PROBLEM:
                assert int(status) >= 400
                assert content["schema"] == {"$ref": f"{SCHEMAS}Problem"}
            elif kind == JSON:
                schema = content["schema"]
                assert "$ref" in schema or schema.get("type") == "object", (method, path)
            else:
                assert kind in BARE
        if path.startswith("/v1/"):
            assert {"404", "409", "422", "503"} <= set(operation["responses"])


def test_every_command_takes_a_key_and_every_question_a_position(document: Any) -> None:
    silent = ("/v1/rulebooks/schema", "/v1/journal/stream", "/v1/me", "/v1/sessions", "/v1/files")
    for path, method, operation in operations(document):
        headers = {
            p["name"].lower() for p in operation.get("parameters", ()) if p["in"] == "header"
        }
        if method == "post" and path not in ASKING:
            assert headers == {"idempotency-key"}, path
        elif path.startswith("/v1/") and path not in silent:
            assert headers == {"merit-min-position"}, path


def test_what_needs_credentials_says_so(document: Any) -> None:
    schemes = document["components"]["securitySchemes"]
    assert schemes["bearer"] == schemes["bearer"] | {"type": "http", "scheme": "bearer"}
    free = set()
    for path, method, operation in operations(document):
        if "security" in operation:
            assert {name for one in operation["security"] for name in one} == set(schemes)
            assert {"401", "403"} <= set(operation["responses"]), (method, path)
        else:
            assert not {"401", "403"} & set(operation["responses"]), (method, path)
            free.add(path)
    log = ("/v1/log/checkpoint", "/v1/log/heads", "/v1/log/proof/{position}")
    assert free == {*log, "/", "/healthz", "/readyz"}


def test_every_example_fits_its_own_schema(document: Any) -> None:
    found = list(examples(document))
    assert len(found) >= 19
    for path, schema, value in found:
        assert fits(document, schema, value), path
        # The schema is not so wide that anything fits.
        assert not fits(document, schema, {**value, "surplus": 1}), path
        # A body that may be left out has a default.
        assert "default" in schema or not fits(document, schema, {}), path


_OF_A_DRAFT: Final = {
    "rounds": "round-ends-in-the-past",
    "comments": "not-head-of-unit",
    "answers": "comment-not-found",
    "sign": "not-a-signer",
    "return": "not-a-signer",
    "publish": "draft-reads-otherwise",
}


def test_the_demo_bureau_takes_every_example_but_a_few(demo: Api, document: Any) -> None:
    named: dict[str, str] = {}
    for path, _, value in examples(document):
        where = path.removeprefix("/v1").format(bureau="nanyue", year=2023, number=1, quarter=1)
        answer = demo.post(where, value)
        if answer.status_code != 201:
            assert answer.status_code in (403, 404, 409), (path, answer.text)
            named[path] = answer.json()["code"]
            refused(answer, answer.status_code, named[path])
    # Only an edition that has not started yet is withdrawn, and the example's year has come;
    # nobody of the bureau is erased; and whoever owns the home makes no claims, heads no unit, is
    # no officer, and signs at no level. Nothing proves the award of the example, and nothing was
    # published. A quarter has more losses than the one explained, what is due is due on a day to
    # come, and what was published just now is not confirmed yet. There is one bureau, and nobody
    # in it is deferred.
    assert named == {
        "/v1/rulebooks/withdrawals": "edition-in-force",
        "/v1/erasures": "unknown-officer",
        **{
            f"/v1/claims/{{bureau}}/{{number}}/{act}": "claim-not-found"
            for act in (
                *("approve", "reject", "withdraw", "check", "verify"),
                *("evidence", "extension", "answer", "waive"),
            )
        },
        "/v1/disputes": "not-ones-own",
        **{
            f"/v1/disputes/{{bureau}}/{{number}}/{act}": "dispute-not-found"
            for act in ("accept", "decline", "hear", "extend", "withdraw", "decide")
        },
        "/v1/quarters/{bureau}/{year}/{quarter}/briefing": "loss-unexplained",
        "/v1/remediations": "due-too-early",
        **{
            f"/v1/remediations/{{bureau}}/{{number}}/{act}": "remediation-not-found"
            for act in ("report", "verify", "extend")
        },
        "/v1/evaluations/confirmations": "evaluations-still-published",
        **{f"/v1/drafts/{{bureau}}/{{number}}/{act}": code for act, code in _OF_A_DRAFT.items()},
        "/v1/claims": "file-not-stored",
        "/v1/claims/links": "claim-not-found",
        "/v1/bonuses": "recorded-too-late",
        "/v1/commendations": "recorded-too-late",
        "/v1/acknowledgements/results": "result-not-taken",
        "/v1/bureaus": "bureau-not-founded",
        "/v1/transfers/releases": "bureau-not-founded",
        "/v1/transfers/withdrawals": "not-released",
        "/v1/transfers/receptions": "not-released",
        "/v1/years/{bureau}/{year}/deferrals": "not-deferred",
    }


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/officers/{officer}/score", {"year": 2024}),
        ("/v1/officers/{officer}/statement", {"year": 2024}),
        ("/v1/officers/{officer}/history", {"year": 2024}),
        ("/v1/units/{unit}/score", {"year": 2024}),
        ("/v1/units/{unit}/statement", {"year": 2024}),
        ("/v1/units/{unit}/history", {"year": 2024, "axis": "known"}),
        *((f"/v1/{name}", {"limit": 1000}) for name in ("entries", "journal", "reviews")),
        *((f"/v1/{name}", {"limit": 1000}) for name in ("officers", "postings", "indicators")),
        *((f"/v1/{name}", {"limit": 1000}) for name in ("restrictions", "restrictions/ends")),
        *((f"/v1/{name}", {"limit": 1000}) for name in ("units", "units/closings", "rulebooks")),
        ("/v1/imports", {"limit": 1000}),
        ("/readyz", {}),
        ("/healthz", {}),
        ("/", {}),
    ],
    ids=str,
)
def test_a_full_answer_fits_its_schema(
    demo: Api, document: Any, path: str, query: dict[str, Any]
) -> None:
    answer = demo.client.get(path.format(officer="0012", unit="zg"), params=query)
    assert shaped(document, path, "get", answer), answer.text[:500]


def test_a_receipt_and_a_problem_fit_their_schemas(demo: Api, document: Any) -> None:
    body = {"bureau": "nanyue", "officer": "0999", "name": "李明"}
    assert shaped(document, "/v1/officers", "post", demo.post("/officers", body))
    missing = demo.post("/officers", {"bureau": "nanyue"})
    assert shaped(document, "/v1/officers", "post", missing)
    unknown = demo.ask("/officers/nobody/score", year=2024)
    assert shaped(document, "/v1/officers/{officer}/score", "get", unknown)


def shaped(document: Any, path: str, method: str, answer: httpx.Response) -> bool:
    """The answer has the media type and the shape published for its status."""
    said = document["paths"][path][method]["responses"][str(answer.status_code)]
    kind = answer.headers["Content-Type"]
    return fits(document, said["content"][kind]["schema"], answer.json())


def test_the_document_names_no_other_host(demo: Api) -> None:
    text = demo.client.get("/openapi.json").text
    assert "http://" not in text
    assert "https://" not in text.replace("https://json-schema.org", "")


def test_every_address_names_what_any_request_may_meet(document: Any) -> None:
    for path, _, operation in operations(document):
        if path.startswith("/v1/"):
            assert {"408", "413", "414", "421", "429", "503"} <= set(operation["responses"]), path
