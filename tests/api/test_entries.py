"""What becomes of an entry that is annulled or corrected, and what of a loss?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import bodies
from tests.api.asking import Api, path_of, refused

pytestmark = pytest.mark.postgres


def score(api: Api, subject: str, **query: Any) -> Any:
    kind, _, named = subject.partition(":")
    return api.read(f"/{kind}s/{named}/score", {"year": 2024, **query})


def test_an_entry_says_all_that_was_said(bureau: Api, number: str) -> None:
    said = bodies.commendation(
        number,
        merit="2024-先进个人",
        share="1/3",
        document_no="衡税发〔2024〕88号",
        reason="连续三年\n名列前茅",
        recorded_by="0047",
        approved_by="9004",
    )
    row = bureau.read(path_of(bureau.entry("/commendations", said)))
    assert {name: row[name] for name in said} == said
    assert (row["kind"], row["claimed"], row["edition"]) == ("commendation", "0.8333", "nanyue@1")
    assert (row["bureau"], row["year"], row["actor"]) == ("nanyue", 2024, "officer:9001")
    assert row["reversed_at"] is None
    assert row["reversal"] is None


def test_a_reversal_annuls_and_the_entry_stays_legible(bureau: Api, number: str) -> None:
    subject = f"officer:{number}"
    before = score(bureau, subject)
    ref = bureau.entry("/bonuses", bodies.bonus(number, reason="牵头完成"))
    granted = bureau.head
    assert score(bureau, subject)["bonus"] == "0.5"
    told = bureau.write("/reversals", bodies.reversal(ref, reason="重复登记", ground="台账核对"))
    row = bureau.read(path_of(ref))
    assert row["reversed_at"] == told["position"]
    assert row["reason"] == "牵头完成"
    assert (row["reversal"]["reason"], row["reversal"]["ground"]) == ("重复登记", "台账核对")
    assert row["reversal"]["corrected_by"] is None
    after = score(bureau, subject)
    for part in ("components", "base", "bonus", "deduction", "score", "lines"):
        assert after[part] == before[part]
    assert score(bureau, subject, position=granted)["bonus"] == "0.5"


def test_an_entry_is_reversed_once(bureau: Api, number: str) -> None:
    ref = bureau.entry("/reprimands", bodies.reprimand(number))
    bureau.write("/reversals", bodies.reversal(ref))
    refused(bureau.post("/reversals", bodies.reversal(ref)), 409, "entry-already-reversed")
    again = bureau.post("/corrections", bodies.correction(ref, reason="另写"))
    refused(again, 409, "entry-already-reversed")


def test_what_a_reversed_entry_kept_back_counts_again(bureau: Api, number: str) -> None:
    first, *_ = [bureau.entry("/bonuses", bodies.bonus(number)) for _ in range(3)]
    assert score(bureau, f"officer:{number}")["bonus"] == "1"
    bureau.write("/reversals", bodies.reversal(first))
    lines = score(bureau, f"officer:{number}")["lines"]
    assert [(x["claimed"], x["counted"], x["cuts"]) for x in lines] == [("0.5", "0.5", [])] * 2


def test_a_correction_annuls_and_enters_anew_at_once(bureau: Api, number: str) -> None:
    old = bureau.entry("/commendations", bodies.commendation(number, document_no="1号"))
    before = bureau.head
    told = bureau.write("/corrections", bodies.correction(old, level="county"))
    assert told["position"] == before + 2
    (new,) = told["entries"]
    was, now = bureau.read(path_of(old)), bureau.read(path_of(new))
    assert was["reversed_at"] == before + 1
    assert was["reversal"]["corrected_by"] == new
    assert now["corrects"] == old
    assert (now["level"], now["claimed"], now["document_no"]) == ("county", "1", "1号")
    assert now["evidence"] == was["evidence"]
    assert score(bureau, f"officer:{number}")["bonus"] == "1"


def test_a_correction_may_move_an_entry_to_another_account(bureau: Api, number: str) -> None:
    old = bureau.entry("/bonuses", bodies.bonus(number))
    told = bureau.write("/corrections", bodies.correction(old, subject="unit:zg"))
    (new,) = told["entries"]
    assert new.startswith("nanyue/2024/unit:zg#")
    assert score(bureau, f"officer:{number}")["bonus"] == "0"


def test_a_correction_stays_in_its_year(bureau: Api, number: str) -> None:
    old = bureau.entry("/bonuses", bodies.bonus(number))
    answer = bureau.post("/corrections", bodies.correction(old, effective_on="2023-06-12"))
    refused(answer, 409, "correction-leaves-year")


def test_a_correction_that_is_no_entry_records_neither_half(bureau: Api, number: str) -> None:
    old = bureau.entry("/commendations", bodies.commendation(number))
    head = bureau.head
    answer = bureau.post("/corrections", bodies.correction(old, level="village"))
    refused(answer, 409, "level-not-in-item")
    assert bureau.head == head
    assert bureau.read(path_of(old))["reversed_at"] is None


def test_a_loss_is_shared_by_those_who_carry_its_indicator(bureau: Api, number: str) -> None:
    before = {name: score(bureau, f"unit:{name}")["deduction"] for name in bodies.UNITS}
    ref = bureau.entry("/losses", bodies.loss(points="0.5", reason="进度滞后"))
    assert ref.startswith("nanyue/2024/unit:zg#")
    row = bureau.read(path_of(ref))
    assert (row["indicator"], row["item"], row["points"], row["claimed"]) == (
        *("a", None),
        *("0.5", "-0.5"),
    )
    shares = {
        name: [x["claimed"] for x in score(bureau, f"unit:{name}")["lines"] if x["entry"] == ref]
        for name in bodies.UNITS
    }
    assert shares == {"zg": ["-0.3"], "dj": ["-0.2"]}
    # Losses lower the indicators, never the unit's own deductions.
    after = {name: score(bureau, f"unit:{name}")["deduction"] for name in bodies.UNITS}
    assert after == before


def test_a_loss_reaches_the_officers_of_the_unit_and_its_reversal_gives_it_back(
    bureau: Api, number: str
) -> None:
    subject = f"officer:{number}"
    before = score(bureau, subject)["components"]["org_link"]
    ref = bureau.entry("/losses", bodies.loss("b", points="10"))
    lowered = score(bureau, subject)["components"]["org_link"]
    assert float(lowered) == pytest.approx(float(before) - 10)
    bureau.write("/reversals", bodies.reversal(ref))
    assert score(bureau, subject)["components"]["org_link"] == before


def test_a_loss_is_corrected_in_its_points(bureau: Api) -> None:
    old = bureau.entry("/losses", bodies.loss("b"))
    (new,) = bureau.write("/corrections", bodies.correction(old, points="0.4"))["entries"]
    assert bureau.read(path_of(new))["claimed"] == "-0.4"
    moved = bureau.post("/corrections", bodies.correction(new, subject="unit:dj"))
    refused(moved, 409, "correction-of-loss")


def test_the_request_id_that_a_caller_gives_stands_in_the_journal(bureau: Api, number: str) -> None:
    body = bodies.bonus(number)
    answer = bureau.post("/bonuses", body, **{"X-Request-Id": "oa-2024-0815"})
    after = answer.json()["position"] - 1
    (fact,) = bureau.read("/journal", after=after)["items"]
    assert fact["request"] == "oa-2024-0815"
    assert fact["actor"] == "officer:9001"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (b"", None),
        (b"r" * 5000, "r" * 100),
        (b"a\x1b[31m\x07b", "a[31mb"),
        (b"\xe5\xb2\xb3", "\u00e5\u00b2\u00b3"),
    ],
    ids=["none", "too long", "control characters", "no ASCII"],
)
def test_an_odd_request_id_harms_nothing(
    bureau: Api, number: str, said: bytes, kept: str | None
) -> None:
    headers = [(b"X-Request-Id", said)]
    answer = bureau.client.post("/v1/bonuses", json=bodies.bonus(number), headers=headers)
    assert answer.status_code == 201
    (fact,) = bureau.read("/journal", after=answer.json()["position"] - 1)["items"]
    # Without one the service makes its own.
    assert fact["request"] == kept or (kept is None and fact["request"])
