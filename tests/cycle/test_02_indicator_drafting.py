"""Mechanism 2, 指标编制: from a draft to a published version that scores rest on."""

from __future__ import annotations

import json

import httpx
import pytest

from domain.claims.vocabulary import digest_text, said_of
from domain.drafts.commands import DraftIndicators
from tests.api.asking import Api, pointers, refused
from tests.api.bodies import BUREAU, loss
from tests.api.conftest import api
from tests.api.files import zipped
from tests.cycle.compiling import STARTS, YEAR, from_above, indicators, office_of, task

pytestmark = pytest.mark.postgres
__all__ = ["api"]


def test_a_draft_is_published_as_an_immutable_version_that_scores_read(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    case = office.draft(task(office.officers["one"]))
    seen = case.read()
    assert (seen["state"], seen["drafter"]) == ("drafted", "token:office")
    # What the signatures bind to can be worked out again from what is told.
    said = {name: seen[name] for name in ("bureau", "year", "replaces", "indicators")}
    tasks = [
        {k: v for k, v in t.items() if k not in ("unit", "signed_at")} for t in seen["personal"]
    ]
    command = DraftIndicators.model_validate_json(json.dumps({**said, "personal": tasks}))
    assert digest_text(said_of(command)) == seen["digest"] == case.digest

    early = case.act("publish", "office", digest=case.digest, effective_on=STARTS)
    refused(early, 409, "draft-not-fully-signed")
    case.signed()
    before = api.head
    case.publish()
    assert case.read()["version"] == 1
    facts = api.read("/journal", after=before)["items"]
    assert [fact["name"] for fact in facts] == [
        "indicator-set-published",
        "plan-adopted.2",
        "plan-adopted.2",
    ]
    office.write("/losses", loss("T2"), "clerk")
    score = office.read("/units/zg/score", year=YEAR)
    assert score["components"]["indicators"] == "99.400000"

    # Plans change by the next version alone; the first one stays what it was.
    other = {"year": YEAR, "plans": [{"unit": "zg", "indicators": [_alone("T2")]}]}
    refused(office.post("/indicators", other, "office"), 409, "indicator-without-owner")
    whole = [{"unit": u, "indicators": [_alone(i)]} for u, i in (("zg", "T1"), ("dj", "T3"))]
    barred = office.post("/indicators", {"year": YEAR, "plans": whole}, "office")
    refused(barred, 409, "plans-published-only")
    office.write("/indicators", {"year": YEAR - 1, "plans": whole})
    opening = f"/years/{BUREAU}/{YEAR}/open"
    refused(office.post(opening, {}, "office"), 409, "plans-published-only")
    office.write(opening, {"carry_plans": False})
    row = {"unit_id": "zg", "indicator_id": "T2", "title": "别名", "base": "40", "step": "0.1"}
    problem = refused(imported(api, row | {"role": "owner"}), 422, "workbook-faulty")
    assert {e["code"] for e in problem["errors"]} == {"plans-published-only"}
    changed = [indicators()[0] | {"step": "0.2"}, *indicators()[1:]]
    second = office.published(indicators=changed)
    versions = office.read("/indicators/sets", bureau=BUREAU, year=YEAR)["items"]
    assert [(v["version"], v["draft"]) for v in versions] == [(1, case.number), (2, second.number)]
    assert office.read(case.path, position=before + 1)["version"] == 1
    refused(case.sign("party", "party-committee"), 409, "draft-already-published")


def imported(api: Api, row: dict[str, str]) -> httpx.Response:
    return api.client.post(
        "/v1/imports",
        data={"bureau": BUREAU, "year": str(YEAR)},
        files={"workbook": ("book.zip", zipped({"indicators": [row]}))},
    )


def test_all_faults_of_a_draft_are_told_at_once_with_their_places(api: Api) -> None:
    office = office_of(api)
    faulty = indicators()
    faulty[0] |= {"leader": "nobody", "sources": [{"upper": "U7", "share": "1/2"}]}
    faulty[1] |= {"base": "30"}
    said = {"bureau": BUREAU, "year": YEAR, "indicators": faulty, "personal": [task("9999")]}
    problem = refused(office.post("/drafts", said, "office"), 422, "draft-faulty")
    assert pointers(problem) == {
        "/indicators",
        "/indicators/0/leader",
        "/indicators/0/sources/0/upper",
        "/indicators/2/sources/0/upper",
        "/personal/0/officer",
    }
    refused(office.post("/drafts", said, "clerk"), 403, "not-permitted")


def _alone(indicator: str) -> dict[str, str]:
    return {"indicator": indicator, "base": "100", "step": "0.1", "role": "owner"}
