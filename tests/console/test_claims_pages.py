"""Does the office give a claim time, tell two awards apart and link two claims, on their pages?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api.console.claims import parts_of
from scripts.demo.people import FAMILIAR, HEADS
from tests.api.asking import Api
from tests.console.browsing import PDF, As, hidden, sent, text_of


def claim(lived: Api, as_: As, **but: Any) -> str:
    """The page of a new claim of the familiar officer's."""
    typed = {"item": "C1", "level": "municipal", "document_no": "衡税发〔2026〕78号"}
    typed |= {"effective_on": lived.service.ledger.today.isoformat(), "reason": "获评先进个人"}
    typed |= {"subject": f"officer:{FAMILIAR}"} | but
    files = {"evidence": ("证书.pdf", PDF + str(but).encode())}
    sent(as_(FAMILIAR), "/console/awards", "award", "/console/awards", files=files, **typed)
    number = lived.read("/claims", subject=f"officer:{FAMILIAR}")["items"][-1]["number"]
    return f"/console/claims/nanyue/{number}"


def unit_of(lived: Api) -> str:
    year = lived.service.ledger.today.year
    return str(lived.read(f"/officers/{FAMILIAR}/score", year=year)["unit"])


def test_awards_that_cite_the_same_are_told_apart_by_their_verifier(lived: Api, as_: As) -> None:
    first, second = claim(lived, as_), claim(lived, as_, level="provincial")
    head = as_(HEADS[unit_of(lived)])
    for at in (first, second):
        sent(head, at, "checking", f"{at}/check")
    desk = as_("desk")
    page = desk.read(second)
    other = first.removeprefix("/console/claims/")
    assert f'name="distinct" value="{other}"' in page
    fields = hidden(page, "verifying")
    assert " · 党委政府综合表彰 · " in page, "what cites the same is told by what it is for"
    refused = desk.post(f"{second}/verify", fields)
    assert refused.status_code == 409 and "没有记录" in refused.text, "neither is named as another"
    unsaid = desk.post(f"{second}/verify", fields | {"distinct": other})
    assert unsaid.status_code == 422 and 'id="verifying-distinct-errors"' in unsaid.text
    why = {"distinct": other, "reason": "两项表彰，同一文件印发"}
    assert "待核准" in text_of(sent(desk, second, "verifying", f"{second}/verify", **why))


def test_more_time_is_given_until_a_day(lived: Api, as_: As) -> None:
    at, desk = claim(lived, as_, document_no="衡税发〔2026〕79号"), as_("desk")
    until = lived.service.ledger.today + timedelta(days=40)
    typed = {"until": until.isoformat(), "reason": "证书原件在途"}
    fields = hidden(desk.read(at), "extending") | typed
    refused = desk.post(f"{at}/extension", fields | {"reason": ""})
    assert refused.status_code == 422 and 'id="extending-reason-errors"' in refused.text
    sent(desk, at, "extending", f"{at}/extension", **typed)
    number = at.rpartition("/")[2]
    assert lived.read(f"/claims/nanyue/{number}")["evidence_until"] == until.isoformat()
    assert 'id="extending"' not in as_(FAMILIAR).read(at), "it is the office that gives time"


def test_claims_of_one_merit_are_linked(lived: Api, as_: As) -> None:
    first = claim(lived, as_, document_no="衡税发〔2026〕80号")
    second = claim(lived, as_, document_no="衡税发〔2026〕80号", level="provincial")
    desk = as_("desk")
    numbers = [at.rpartition("/")[2] for at in (first, second)]
    page = desk.read(first)
    assert f'name="claims" required type="text" value="{numbers[0]}, {numbers[1]}"' in page
    fields = hidden(page, "linking") | {"merit": "衡税发〔2026〕80号", "reason": "同一事项"}
    wrong = desk.post(f"{first}/link", fields | {"claims": "x, 7"})
    assert wrong.status_code == 422 and 'value="x, 7"' in wrong.text
    answer = desk.post(f"{first}/link", fields | {"claims": ", ".join(numbers)})
    assert answer.status_code == 303, text_of(answer.text)
    assert "已记入账簿" in desk.read(answer.headers["Location"])


def test_what_is_offered_no_more_is_refused_in_words(lived: Api, as_: As) -> None:
    at = claim(lived, as_, document_no="衡税发〔2026〕81号")
    own = as_(FAMILIAR)
    fields = hidden(own.read(at), "withdrawing")
    sent(own, at, "withdrawing", f"{at}/withdraw")
    again = own.post(f"{at}/withdraw", fields | {"key": "another"})
    assert again.status_code == 409 and 'role="alert"' in again.text and "没有记录" in again.text


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("7 1/2, 9 1/2", [{"number": 7, "share": "1/2"}, {"number": 9, "share": "1/2"}]),
        ("7、9；", [{"number": 7}, {"number": 9}]),
        ("x", [{"number": "x"}]),
        (" ,", []),
    ],
)
def test_numbers_and_shares_are_read_from_one_line(said: str, parts: list[Any]) -> None:
    assert parts_of(said) == parts
