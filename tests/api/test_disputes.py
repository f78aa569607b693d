"""How does a dispute go its way over HTTP, who is told of it, and what proves its moment?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from projections.evidence.certifying import Certificate
from projections.evidence.findings import Audited
from projections.evidence.keys import SigningKey
from projections.evidence.notary import Notary
from projections.evidence.second_pass import four_eyes
from tests.api.asking import refused
from tests.api.samples import digest_holds
from tests.conftest import Database
from tests.cycle.disputing import Bureau, decision, filing, living, reversal
from tests.domain.cast import NANYUE, award, deduct, reprimand

pytestmark = pytest.mark.postgres
WORDS: Final = "逾期系平台故障所致"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def bureau(module_database: Database) -> Iterator[Bureau]:
    with living(module_database) as bureau:
        bureau.unit("zg")
        bureau.unit("fa")
        for officer, unit in (("0012", "zg"), ("0013", "zg"), ("0014", "fa")):
            bureau.officer(officer, "90 90", unit=unit)
            bureau.oneself(officer)
        bureau.role("head", "unit-head", "unit:zg")
        bureau.role("recorder", "recorder")
        yield bureau


def raised(bureau: Bureau, **said: Any) -> tuple[int, str]:
    """A dispute of 0012 about a new deduction, which the recorder recorded."""
    body = deduct(document_no=None).model_dump(mode="json", exclude_none=True)
    (entry,) = bureau.does("/deductions", "recorder", **body)["entries"]
    about = {"subject": "officer:0012", "about": {"entries": [entry]}, "statement": WORDS}
    return bureau.files("0012", **about | said), str(entry)


def test_a_dispute_goes_from_raised_to_decided_and_every_act_is_told(bureau: Bureau) -> None:
    number, entry = raised(bureau)
    assert bureau.dispute(number)["state"] == "filed"
    bureau.accepts(number)
    assert bureau.dispute(number)["state"] == "accepted"
    bureau.hears(number, "officer:0012")
    bureau.decides(number, "annulled", reversals=[reversal(entry)])
    row = bureau.dispute(number, "0012")
    assert [act["act"] for act in row["acts"]] == ["accepted", "hearing", "decided"]
    decided = row["acts"][-1]
    assert (decided["actor"], decided["said"]["decided_by"]) == ("token:committee",) * 2
    assert decided["said"]["remedied"] == [entry]
    assert row["statement"] == WORDS and not row["overdue"]
    assert [e["of"] for e in row["effects"]] == [entry]
    before = bureau.dispute(number, position=row["acts"][0]["position"])
    assert (before["state"], before["outcome"], before["effects"]) == ("accepted", None, [])
    fact = bureau.read("/journal", "auditor", after=row["effects"][0]["position"] - 1)["items"][0]
    assert fact["causation"] == f"dispute:{NANYUE}/{number}"


def test_a_decision_waits_for_a_second_person_with_its_words_sealed(bureau: Bureau) -> None:
    number, entry = raised(bureau)
    bureau.accepts(number)
    said = decision("annulled", reversals=[reversal(entry)])
    claim = bureau.act(number, "decide", "committee", **said).json()["claim"]
    assert bureau.dispute(number)["state"] == "accepted"
    asked = bureau.read(f"/claims/{claim}", "approver")
    assert asked["asked"]["remedies"]["reversals"] == [reversal(entry)]
    with bureau.api.database.connect() as conn:
        query = "SELECT state FROM journal.facts WHERE position = %s"
        kept = conn.execute(query, (asked["position"],)).fetchone()
    assert kept is not None
    stored = bytes(kept[0]).decode()
    assert reversal(entry)["reason"] not in stored and said["reason"] not in stored
    assert entry in stored, "what is to be undone stands in clear"
    mine = bureau.post(f"/claims/{claim}/approve", "committee", digest=asked["digest"])
    refused(mine, 403, "not-permitted")
    bureau.does(f"/claims/{claim}/approve", "approver", digest=asked["digest"])
    assert bureau.dispute(number)["state"] == "decided"


def test_whoever_recorded_it_neither_decides_nor_lets_the_decision_through(bureau: Bureau) -> None:
    number, entry = raised(bureau)
    bureau.accepts(number)
    for role in ("committee", "approver"):
        bureau.api.write("/grants", {"bureau": NANYUE, "grantee": "token:recorder", "role": role})
    said = decision("annulled", reversals=[reversal(entry)])
    refused(bureau.act(number, "decide", "recorder", **said), 403, "decides-own-act")
    claim = bureau.act(number, "decide", "committee", **said).json()["claim"]
    digest = bureau.read(f"/claims/{claim}", "approver")["digest"]
    own = bureau.post(f"/claims/{claim}/approve", "recorder", digest=digest)
    refused(own, 403, "decides-own-act")
    with bureau.api.database.connect() as conn:
        head = bureau.api.head
        assert list(four_eyes(Audited(conn, head))) == []


def test_a_dispute_is_told_to_the_appellant_and_to_those_who_deal_with_it(bureau: Bureau) -> None:
    number, _ = raised(bureau)
    path, his = f"/disputes/{NANYUE}/{number}", {"subject": "officer:0012"}
    for who in ("0012", "office", "committee", "auditor"):
        assert bureau.get(path, who).status_code == 200, who
        assert bureau.get("/disputes", who, **his).status_code == 200, who
    for who in ("0013", "head", "approver"):
        refused(bureau.get(path, who), 403, "not-permitted")
        refused(bureau.get("/disputes", who, **his), 403, "not-permitted")
    refused(bureau.get("/disputes", "0012"), 403, "not-permitted")
    refused(bureau.get(f"/disputes/{NANYUE}/9999", "0013"), 403, "not-permitted")
    refused(bureau.get(f"/disputes/{NANYUE}/9999", "office"), 404, "dispute-not-found")


def test_a_unit_is_spoken_for_by_its_own_head_alone(bureau: Bureau) -> None:
    bureau.api.write(
        "/units",
        {"bureau": NANYUE, "unit": "zg1", "name": "一组", "kind": "section", "parent": "zg"},
    )
    entry = bureau.entry(award(subject="unit:zg1", item="K2", level=None, document_no=None))
    about = {"subject": "unit:zg1", "about": {"entries": [entry]}}
    bureau.not_filed("head", 409, "not-ones-own", **about)
    own = bureau.role("head-zg1", "unit-head", "unit:zg1")
    number = bureau.files(own, **about)
    assert bureau.dispute(number, own)["certificate"].startswith("/v1/units/zg1/certificate?")


def test_the_list_is_filtered_paged_and_says_what_is_overdue(bureau: Bureau) -> None:
    number, _ = raised(bureau)
    due = date.fromisoformat(bureau.dispute(number)["decide_by"])
    asked = {"state": "filed", "stage": "objection", "subject": "officer:0012"}
    listed = bureau.read("/disputes", **asked, as_of=due.isoformat())
    assert digest_holds(listed) and not any(row["overdue"] for row in listed["items"])
    later = bureau.read("/disputes", **asked, as_of=(due + timedelta(days=1)).isoformat())
    assert later["items"][-1]["overdue"]
    assert bureau.read("/disputes", stage="review")["items"] == []
    first = bureau.read("/disputes", limit=1)
    again = bureau.read("/disputes", limit=1, cursor=first["next"])
    assert again["position"] == first["position"]
    assert again["items"][0]["number"] == first["items"][0]["number"] + 1


def test_an_appellant_takes_his_own_dispute_back(bureau: Bureau) -> None:
    number, _ = raised(bureau)
    refused(bureau.act(number, "withdraw", "0013"), 403, "not-permitted")
    assert bureau.act(number, "withdraw", "0012").status_code == 201
    assert bureau.dispute(number)["state"] == "withdrawn"
    refused(bureau.act(number, "accept"), 409, "dispute-ended")


def test_the_certificate_of_the_moment_is_the_one_that_it_links(
    bureau: Bureau, tmp_path: Path
) -> None:
    number, entry = raised(bureau)
    key = SigningKey.make("merit-ledger/disputes")
    dsn = bureau.api.database.dsn("notary")
    with Notary(dsn, key, tmp_path / "own").leading() as leading:
        leading.seal()
    row = bureau.dispute(number, "0012")
    bureau.accepts(number)
    bureau.decides(number, "annulled", reversals=[reversal(entry)])
    answer = bureau.api.client.get(row["certificate"], headers=bureau.who["0012"])
    certificate = Certificate.model_validate(answer.json())
    run = row["terms"]["run"]
    assert certificate.answer["score"] == row["terms"]["score"]
    assert (certificate.question["position"], certificate.question["as_of"]) == (
        *(run["position"], run["as_of"]),
    )
    named = f"{NANYUE}:2024:{run['as_of']}@{run['position']}"
    assert bureau.read(f"/runs/{named}")["digest"] == run["digest"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"stage": "complaint"}, "/stage"),
        ({"about": {"run": "live"}}, "/about/run"),
        ({"about": {"marks": [0]}}, "/about/marks/0"),
        ({"statement": "a\u202eb"}, "/statement"),
        ({"subject": "0012"}, "/subject"),
        ({"against": 0}, "/against"),
    ],
)
def test_a_body_of_a_wrong_shape_is_refused_by_its_place(
    bureau: Bureau, change: Row, where: str
) -> None:
    body = filing(subject="officer:0012", about={"run": "published"}) | change
    problem = refused(bureau.post("/disputes", "0012", **body), 422, "malformed")
    assert where in {error["pointer"] for error in problem["errors"]}


def test_an_erased_appellants_dispute_can_still_be_ended(bureau: Bureau) -> None:
    bureau.officer("0099", "90")
    wrong = bureau.entry(reprimand(subject="officer:0099", level="district"))
    number = bureau.files(
        bureau.oneself("0099"), subject="officer:0099", about={"entries": [wrong]}
    )
    erase = {"subject": "officer:0099", "authorised_by": "9002", "ground": "个保法"}
    bureau.api.write("/erasures", {"bureau": NANYUE, **erase})
    assert bureau.dispute(number)["statement"] != "结果有误"
    bureau.accepts(number)
    bureau.decides(number, "upheld_original")
    assert bureau.dispute(number)["state"] == "decided"


def test_what_proves_a_dispute_or_a_hearing_was_handed_in_before(bureau: Bureau) -> None:
    body = deduct(document_no=None).model_dump(mode="json", exclude_none=True)
    (entry,) = bureau.does("/deductions", "recorder", **body)["entries"]
    about = {"subject": "officer:0012", "about": {"entries": [entry]}}
    others = bureau.file("0014", "officer:0014")
    bureau.not_filed("0012", 409, "file-not-stored", **about, evidence=[others])
    number = bureau.files("0012", **about, evidence=[bureau.file("0012", "officer:0012")])
    bureau.accepts(number)
    held = {"held_on": bureau.clock.today.isoformat(), "record": "无异议"}
    said: dict[str, Any] = {"heard": "officer:0013", **held, "evidence": [others]}
    refused(bureau.act(number, "hear", **said), 409, "file-not-stored")
    # Of whoever is heard, or of whose the dispute is.
    kept = [bureau.file("office", f"officer:{whose}") for whose in ("0012", "0013")]
    assert bureau.act(number, "hear", **said | {"evidence": kept}).status_code == 201
