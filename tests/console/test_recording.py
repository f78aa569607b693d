"""Is an entry recorded as the page showed that it would be, and told to nobody else?"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.api import bodies
from tests.api.asking import Api
from tests.api.bodies import DAY
from tests.console.browsing import Browser, hidden, signed_in, text_of

NEW = "/console/entries/new"


@pytest.fixture(scope="module")
def clerk(bureau: Api) -> Browser:
    """Who records and corrects alone, as the one clerk of a small bureau."""
    return signed_in(bureau, "clerk", "sole")


def filled(browser: Browser, address: str, form: str, **said: str) -> Any:
    return hidden(browser.read(address), form) | said


def seen_in(page: str) -> str:
    """The digest at the button that records; the one that shows again has none."""
    (found,) = re.findall(r'name="seen" value="(\w+)"', page)
    return str(found)


def of(item: str, number: str, day: str = DAY) -> str:
    return f"{NEW}?item={item}&subject=officer:{number}&effective_on={day}"


def test_an_item_is_found_by_the_initials_of_its_pinyin(clerk: Browser, number: str) -> None:
    page = text_of(clerk.read(f"{NEW}?find_item=zdgz&effective_on={DAY}"))
    assert "K1 重点工作 加分 0.5" in page
    assert "没有符合的项目" in clerk.read(f"{NEW}?find_item=zzzz")
    page = clerk.read(f"{NEW}?find_subject={number}&item=K1")
    assert f"subject=officer%3A{number}" in page and f"干部{number}" in page


def test_points_and_limits_are_shown_and_only_what_the_item_asks_for(
    clerk: Browser, number: str
) -> None:
    page = clerk.read(of("W1", number))
    assert "0.5 – 2" in page and "颗粒度 0.1" in text_of(page)
    assert 'name="points"' in page and 'name="quantity"' not in page
    assert 'name="level"' not in page
    page = clerk.read(of("C1", number))
    assert 'name="level"' in page and "city · 2.5" in page
    assert "类别封顶 A · 5" in text_of(page)
    assert "没有项目 no-such" in clerk.read(of("no-such", number))


def test_nothing_is_recorded_before_it_was_seen(clerk: Browser, bureau: Api, number: str) -> None:
    address, head = of("K1", number), bureau.head
    fields = filled(clerk, address, "recording", subject=f"officer:{number}", reason="加班")
    fields |= {"effective_on": DAY}
    answer = clerk.post(address, fields | {"seen": ""})
    assert (answer.status_code, bureau.head) == (200, head)
    page = text_of(answer.text)
    assert "尚未记录" in page and "确认后将会" in page and "记加分" in page and "+0.5" in page
    score = bureau.read(f"/officers/{number}/score", year=2024)["score"]
    assert score in page
    fields["seen"] = seen_in(answer.text)
    changed = clerk.post(address, fields | {"reason": "另一事"})
    assert (changed.status_code, bureau.head) == (200, head), "what was changed is seen again"
    done = clerk.post(address, fields)
    assert done.status_code == 303, done.text
    ref = f"nanyue/2024/officer:{number}#1"
    shown = clerk.read(done.headers["Location"])
    assert "可继续录入" in shown and ref in shown
    assert bureau.read("/entries", subject=f"officer:{number}")["items"][0]["reason"] == "加班"
    again = clerk.post(address, fields | {"seen": ""})
    assert "可能重复" in again.text and ref in again.text


@pytest.mark.parametrize("item", ["K1", "X1", "X6", "a"])
def test_every_kind_is_recorded(clerk: Browser, bureau: Api, number: str, item: str) -> None:
    address = of(item, number)
    fields = filled(clerk, address, "recording", subject=f"officer:{number}", effective_on=DAY)
    fields |= {"points": "0.6"} if item == "a" else {}
    answer = clerk.post(address, fields | {"seen": ""})
    done = clerk.post(address, fields | {"seen": seen_in(answer.text)})
    assert done.status_code == 303, done.text
    assert bureau.read("/entries", newest="true", limit=1)["items"][0]["claimed"] != "0"


def test_evidence_is_handed_in_and_named(clerk: Browser, bureau: Api, number: str) -> None:
    address = of("C1", number)
    fields = filled(clerk, address, "recording", subject=f"officer:{number}", effective_on=DAY)
    fields |= {"level": "city", "seen": ""}
    refused = clerk.post(address, fields)
    assert "佐证材料" in refused.text and "没有记录" in refused.text
    proof = ("表彰.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n")
    seen = clerk.post(address, fields, files={"evidence": proof})
    (digest,) = re.findall(r'value="(sha256:\w+)" checked', seen.text)
    done = clerk.post(address, fields | {"evidence": digest, "seen": seen_in(seen.text)})
    assert done.status_code == 303, done.text
    (entry,) = bureau.read("/entries", subject=f"officer:{number}")["items"]
    assert entry["evidence"] == [digest]


def test_what_is_refused_comes_back_as_it_was_typed(clerk: Browser, number: str) -> None:
    address = of("W1", number)
    fields = filled(clerk, address, "recording", subject=f"officer:{number}", effective_on=DAY)
    for points, status in (("9", 200), ("1.23456", 422)):
        answer = clerk.post(address, fields | {"points": points, "seen": ""})
        assert answer.status_code == status
        assert f'value="{points}"' in answer.text and "没有记录" in answer.text
    assert 'id="recording-points-errors"' in answer.text


def test_an_entry_is_corrected_having_seen_what_it_does(
    clerk: Browser, bureau: Api, number: str
) -> None:
    ref = bureau.entry("/deductions", bodies.deduction(number))
    bureau.read("/imports")
    address = f"/console/entries/{ref.replace('#', '/')}"
    said = {"quantity": "5", "reason": "天数有误", "ground": "复核"}
    fields = filled(clerk, address, "correction") | said
    before = bureau.read(f"/officers/{number}/score", year=2024)["score"]
    answer = clerk.post(f"{address}/correction", fields | {"seen": ""})
    assert before in text_of(answer.text) and "记减分" in answer.text
    done = clerk.post(f"{address}/correction", fields | {"seen": seen_in(answer.text)})
    assert done.headers["Location"].startswith(f"/console/entries/nanyue/2024/officer:{number}/2")
    assert "更正的分录：" in clerk.read(done.headers["Location"])
    page = clerk.read(address)
    assert "已在序号" in page and f"officer:{number}#2" in page
    assert 'id="correction"' not in page, "what is undone is not undone again"


def test_a_recorders_reversal_waits_and_an_approver_lets_it_through(
    bureau: Api, number: str
) -> None:
    recorder = signed_in(bureau, f"rec-{number}", "recorder")
    approver = signed_in(bureau, f"app-{number}", "approver")
    ref = bureau.entry("/bonuses", bodies.bonus(number))
    bureau.read("/imports")
    address = f"/console/entries/{ref.replace('#', '/')}"
    fields = filled(recorder, address, "reversal", reason="登记<b>有误", ground="复核")
    seen = recorder.post(f"{address}/reversal", fields | {"seen": ""})
    assert "先提交第二人核准" in seen.text
    sent = recorder.post(f"{address}/reversal", fields | {"seen": seen_in(seen.text)})
    claim = sent.headers["Location"].partition("?")[0]
    assert claim.startswith("/console/claims/nanyue/")
    assert 'id="approving"' not in recorder.read(sent.headers["Location"])
    page = approver.read(claim)
    assert 'id="approving"' in page and 'id="rejecting"' in page and "冲销分录" in page
    assert "登记&lt;b&gt;有误" in page and "<b>有误" not in page
    assert claim.removeprefix("/console/claims/") in approver.read("/console/claims")
    done = approver.post(f"{claim}/approve", hidden(page, "approving"))
    assert done.status_code == 303, done.text
    assert "已核准" in approver.read(done.headers["Location"])
    assert bureau.read(f"/entries/{ref.replace('#', '/')}")["reversed_at"] is not None


def test_the_timeline_is_newest_first_narrowed_and_paged(
    clerk: Browser, bureau: Api, number: str
) -> None:
    for day in ("2024-03-01", "2024-03-02"):
        bureau.entry("/bonuses", bodies.bonus(number, effective_on=day))
    bureau.read("/imports")
    page = clerk.read(f"/console/timeline?subject=officer:{number}")
    assert page.index("2024年3月2日") < page.index("2024年3月1日")
    assert f"干部{number}" in page
    narrowed = clerk.read(f"/console/timeline?subject=officer:{number}&from=2024-03-02")
    assert "2024年3月1日" not in narrowed
    assert clerk.get("/console/timeline?kind=no-such").status_code == 422


def test_whoever_records_of_a_unit_sees_its_timeline_and_no_other(bureau: Api, number: str) -> None:
    bureau.entry("/bonuses", bodies.bonus(number, document_no="岳税办〔2024〕9号"))
    bureau.read("/imports")
    lent = signed_in(bureau, f"lent-{number}", "recorder", "unit:zg")
    page = lent.read("/console/timeline")
    assert f"/officer:{number}/1" in page and 'name="unit" size="12" value="zg"' in page
    assert lent.get("/console/timeline?unit=dj").status_code == 403
    assert "直接填写编号" in lent.read(f"{NEW}?find_subject={number}&item=K1&effective_on={DAY}")


@pytest.mark.parametrize("address", [NEW, "/console/timeline", "/console/imports"])
def test_whom_the_api_refuses_the_page_refuses_as_well(
    bureau: Api, number: str, address: str
) -> None:
    own = signed_in(bureau, f"own-{number}", "officer", f"officer:{number}")
    if address == NEW:
        fields = filled(own, f"{NEW}?item=K1&effective_on={DAY}", "recording")
        said = fields | {"subject": f"officer:{number}", "effective_on": DAY, "seen": ""}
        answer = own.post(f"{NEW}?item=K1&effective_on={DAY}", said)
    else:
        answer = own.get(address)
    assert answer.status_code == 403
