"""What does a preview answer: all that the command would do, to whom it may be told, and nothing
recorded?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import bodies
from tests.api.askers import asker
from tests.api.asking import Api, pointers, refused
from tests.api.bodies import hire, open_bureau

pytestmark = pytest.mark.postgres


def preview(api: Api, command: str, body: Any, headers: Any = None) -> Any:
    answer = api.post("/previews", {"command": command, "body": body}, **(headers or {}))
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_is_foreseen_is_what_is_then_recorded(bureau: Api, number: str) -> None:
    head = bureau.head
    subject = f"officer:{number}"
    seen = preview(bureau, "AwardBonus", bodies.bonus(number, reason="加班"))
    assert seen["refusal"] is None and seen["waits"] is False
    assert seen["entries"] == [f"nanyue/2024/{subject}#1"]
    (fact,) = seen["facts"]
    assert (fact["name"], fact["fact"]["claimed"]) == ("bonus-awarded", "0.5")
    assert "reason" not in fact["fact"], "what is sealed is not told"
    assert bureau.head == head, "nothing was recorded"
    (move,) = seen["moves"]
    before = bureau.read(f"/officers/{number}/score", year=2024)["score"]
    assert (move["subject"], move["what"], move["before"]) == (subject, "score", before)
    assert bureau.entry("/bonuses", bodies.bonus(number, reason="加班")) == seen["entries"][0]
    assert bureau.read(f"/officers/{number}/score", year=2024)["score"] == move["after"]
    assert move["after"] != before


def test_a_refusal_is_foreseen_in_both_languages(bureau: Api, number: str) -> None:
    seen = preview(bureau, "AwardBonus", bodies.bonus(number, item="no-such"))
    assert seen["refusal"]["code"] == "item-not-in-edition"
    assert set(seen["refusal"]["messages"]) == {"zh", "en"}
    assert seen["facts"] == seen["moves"] == []


def test_entries_that_speak_of_the_same_are_named(bureau: Api, number: str) -> None:
    first = bureau.entry("/bonuses", bodies.bonus(number, document_no="岳税发〔2024〕7号"))
    second = bureau.entry("/bonuses", bodies.bonus(number, effective_on="2024-07-01", merit="奖"))

    def alike(**more: Any) -> Any:
        return preview(bureau, "AwardBonus", bodies.bonus(number, **more))["alike"]

    assert alike(effective_on="2024-08-01", document_no="岳税发(2024)7号") == [first]
    assert alike() == [first], "one item and day"
    assert alike(document_no="岳税发〔2024〕8号") == []
    assert alike(effective_on="2024-08-01", merit="奖") == [second]
    bureau.write("/reversals", bodies.reversal(first))
    assert alike() == []
    again = {"entry": second, "reason": "有误", "ground": "复核", "replacement": {"merit": "奖"}}
    assert preview(bureau, "CorrectEntry", again)["alike"] == [], "what is undone is no double"


def test_what_the_year_beside_it_holds_is_named_as_well(bureau: Api, number: str) -> None:
    """A late document may be recorded in the year that it is of, and in the next."""
    first = bureau.entry("/bonuses", bodies.bonus(number, document_no="岳税发〔2024〕9号"))
    late = bodies.bonus(number, effective_on="2025-01-06", document_no="岳税发[2024] 9号")
    assert preview(bureau, "AwardBonus", late)["alike"] == [first]
    far = late | {"effective_on": "2026-01-06"}
    assert preview(bureau, "AwardBonus", far)["alike"] == []


def test_what_waits_is_foreseen_as_what_it_would_let_through(bureau: Api, number: str) -> None:
    clerk = asker(bureau, "clerk", "recorder")
    ref = bureau.entry("/bonuses", bodies.bonus(number))
    seen = preview(bureau, "ReverseEntry", bodies.reversal(ref), clerk)
    assert seen["waits"] is True
    assert [one["name"] for one in seen["facts"]] == ["entry-reversed"]
    asked = bureau.client.post("/v1/reversals", json=bodies.reversal(ref), headers=clerk).json()
    named, _, claim = asked["claim"].partition("/")
    digest = bureau.read(f"/claims/{asked['claim']}")["digest"]
    approver = asker(bureau, "approves", "approver")
    body = {"bureau": named, "number": int(claim), "digest": digest}
    seen = preview(bureau, "ApproveClaim", body, approver)
    assert [one["name"] for one in seen["facts"]] == ["entry-reversed"]
    assert preview(bureau, "ApproveClaim", body | {"number": 999}, approver)["refusal"]


def test_in_a_frozen_year_every_rank_that_moves_is_told_to_the_office(api: Api) -> None:
    open_bureau(api)
    first, second = hire(api), hire(api)
    for number, score in ((first, "90"), (second, "90.2")):
        api.write("/reviews", bodies.mark(number, score=score))
    api.write("/years/nanyue/2024/freeze", {})
    body = bodies.bonus(first)
    office, clerk = asker(api, "office", "appraiser"), asker(api, "clerk", "recorder")
    moves = preview(api, "AwardBonus", body, office)["moves"]
    ranks = {
        one["subject"]: (one["before"], one["after"]) for one in moves if one["what"] == "rank"
    }
    assert ranks == {f"officer:{first}": ("2", "1"), f"officer:{second}": ("1", "2")}
    seen = preview(api, "AwardBonus", body, clerk)["moves"]
    assert {(one["subject"], one["what"]) for one in seen} == {(f"officer:{first}", "score")}


def test_whoever_may_not_give_the_command_is_told_nothing(bureau: Api, number: str) -> None:
    own = asker(bureau, "himself", "officer", f"officer:{number}")
    asked = {"command": "AwardBonus", "body": bodies.bonus(number)}
    refused(bureau.client.post("/v1/previews", json=asked, headers=own), 403, "not-permitted")


@pytest.mark.parametrize(
    ("command", "body", "where"),
    [
        ("NoSuch", {}, "/command"),
        ("AwardBonus", {"subject": "x", "item": "K1", "effective_on": 5}, "/body/subject"),
        ("AwardBonus", {"points": 1.5}, "/body/points"),
    ],
)
def test_what_is_malformed_is_told_at_its_place(
    bureau: Api, command: str, body: Any, where: str
) -> None:
    answer = bureau.post("/previews", {"command": command, "body": body})
    assert where in pointers(refused(answer, 422, "malformed"))
