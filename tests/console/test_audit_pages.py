"""Can an auditor replay, verify, prove and trace at a page, and is anybody else let in?"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest

from api.console import telling
from projections.evidence.keys import SigningKey
from projections.evidence.notes import Trust, open_checkpoint
from projections.evidence.offline.certificates import check_certificate, written_plainly
from projections.evidence.offline.receipts import check_receipt
from projections.evidence.proofs import parse_proof
from projections.evidence.signatures import CHECKS
from tests.api import bodies, verifying
from tests.api.asking import Api
from tests.api.bodies import hire
from tests.api.outages import soon
from tests.console.browsing import Browser, hidden, signed_in, text_of

pytestmark = pytest.mark.postgres
KEY: Final = SigningKey.make("merit-ledger/audited")
TRUST: Final = Trust(CHECKS, (KEY.vkey,))
PAGES: Final = (
    "/console/replay",
    "/console/verification",
    "/console/log",
    "/console/traces",
    "/console/traces/refusals",
    "/console/traces/grants",
)


@pytest.fixture(scope="module")
def seal(bureau: Api, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], int]:
    folder: Path = tmp_path_factory.mktemp("notary") / "own"
    verifying.give_verifier(bureau, KEY, folder)
    return lambda: verifying.seal(bureau.database, KEY, folder)


@pytest.fixture(scope="module")
def auditor(bureau: Api, seal: Callable[[], int]) -> Browser:
    seal()
    return signed_in(bureau, "audits", "auditor")


@pytest.fixture
def ref(bureau: Api, number: str) -> str:
    """An entry of an officer of this test's own."""
    return bureau.entry("/deductions", bodies.deduction(number))


@pytest.mark.parametrize("address", PAGES)
def test_none_but_an_auditor_is_let_in(bureau: Api, number: str, address: str) -> None:
    for role, scope in (("officer", f"officer:{number}"), ("leader", "bureau")):
        answer = signed_in(bureau, f"{role}-{number}", role, scope).get(address)
        assert answer.status_code == 403
        assert "您的角色不含此项权限" in answer.text


def test_the_places_of_an_audit_are_the_auditors(auditor: Browser, bureau: Api) -> None:
    office = signed_in(bureau, "no-audit", "appraiser")
    for address in PAGES[:4]:
        assert f'<a href="{address}"' in auditor.read("/console")
        assert f'<a href="{address}"' not in office.read("/console")


def test_a_step_shows_the_fact_what_it_changed_and_the_account_then(
    auditor: Browser, bureau: Api, number: str, ref: str
) -> None:
    position = bureau.head
    shown = bureau.read(f"/journal/{position}")
    whole = auditor.read(f"/console/replay?position={position}")
    runs = [f"nanyue:2024:2024-12-31@{known}" for known in (position - 1, position)]
    assert f'href="/console/differences/{runs[0]}/{runs[1]}/{number}"' in whole
    page = text_of(whole)
    assert telling.full_width(shown["words"])["zh"] in page and shown["fact"]["digest"] in page
    assert '"kind"' not in page and '"claimed": "' in page
    before, after = (
        bureau.read(f"/officers/{number}/score", year=2024, position=known)["score"]
        for known in (position - 1, position)
    )
    changed = page.rpartition("这条记录改变了什么")[2].rpartition("账户当时的状态")[0]
    assert f"{before} {after}" in changed and f"干部{number} {number}" in changed
    assert after in page.rpartition("账户当时的状态")[2]
    asked = f"position={position - 1}&subject=officer:{number}&in_year=2024"
    earlier = text_of(auditor.read(f"/console/replay?{asked}"))
    assert before in earlier.rpartition("账户当时的状态")[2]
    assert "#1" in page.rpartition("账户当时的状态")[2]
    assert "#1" not in earlier.rpartition("账户当时的状态")[2]
    english = Browser(bureau, "en", auditor.cookies)
    assert shown["words"]["en"] in text_of(english.read(f"/console/replay?position={position}"))


def test_a_step_leads_to_its_neighbours_and_to_those_of_its_subject(
    auditor: Browser, bureau: Api, number: str, ref: str
) -> None:
    first = bureau.head
    hire(bureau)
    bureau.entry("/bonuses", bodies.bonus(number))
    page = auditor.read(f"/console/replay?position={first}&in_year=2024")
    assert f'href="/console/replay?position={first - 1}&amp;in_year=2024"' in page
    assert f"同一对象的下一条 #{bureau.head}" in page
    assert f'max="{bureau.head}"' in page
    newest = auditor.read("/console/replay")
    assert f"第 {bureau.head} 条，共 {bureau.head} 条" in newest and "下一条</a>" not in newest


def test_a_day_leads_to_the_last_fact_recorded_by_its_end(auditor: Browser, bureau: Api) -> None:
    today = bureau.read("/grants")["as_of"]
    assert f"第 {bureau.head} 条" in auditor.read(f"/console/replay?on={today}")
    yesterday = date.fromisoformat(today) - timedelta(days=1)
    assert "还没有任何记录" in auditor.read(f"/console/replay?on={yesterday}")


def test_what_the_fact_is_about_may_have_no_account(auditor: Browser) -> None:
    page = auditor.read("/console/replay?position=1")
    assert "这条记录不属于某个账户" in page and "当时没有可计算的年度" in page
    page = auditor.read("/console/replay?position=1&subject=officer:none&in_year=2024")
    assert 'class="empty"' in page.partition('id="state"')[2]


@pytest.mark.parametrize(
    ("query", "status"),
    [("position=0", 422), ("position=x", 422), ("position=999999", 404), ("on=x", 422)],
)
def test_a_step_that_there_is_not_is_told(auditor: Browser, query: str, status: int) -> None:
    answer = auditor.get(f"/console/replay?{query}")
    assert answer.status_code == status
    assert "<h1>" in answer.text


def test_a_verification_is_begun_by_a_form_and_told_pass_by_pass(
    auditor: Browser, bureau: Api, seal: Callable[[], int]
) -> None:
    size = seal()
    page = auditor.read("/console/verification")
    answer = auditor.post("/console/verification", hidden(page))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/verification")
    again = auditor.post("/console/verification", hidden(page))
    assert again.status_code == 303, "the one under way is shown"
    assert bureau.service.verifier is not None
    bureau.service.verifier.wait(60)
    page = auditor.read("/console/verification")
    told = text_of(page)
    assert "核验通过" in told and f"{size} / {size}" in told
    assert page.count("未发现不符") == len(bureau.read("/log/verification")["passes"])
    assert 'hx-trigger="every' not in page
    assert "verify.py . --trust KEY" in told
    assert auditor.post("/console/verification", {}).status_code == 403
    # What came since is not claimed to be sealed.
    hire(bureau)
    auditor.post("/console/verification", hidden(page))
    bureau.service.verifier.wait(60)
    assert f"{size} / {bureau.head}" in text_of(auditor.read("/console/verification"))
    assert "尚未公证" in auditor.read("/console/verification")


def test_an_entry_is_looked_up_and_proved_step_by_step(
    auditor: Browser, bureau: Api, ref: str, seal: Callable[[], int]
) -> None:
    position = bureau.head
    waiting = auditor.read(f"/console/log?of={position}")
    assert "尚未公证" in waiting and "证明成立" not in waiting
    seal()
    path = bureau.read(f"/log/path/{position}")
    page = auditor.read(f"/console/log?of={ref.replace('#', '%23')}")
    assert "证明成立" in page
    for made in (path["leaf"], path["root"], *(step["made"] for step in path["steps"])):
        assert made in page
    assert "没有事实" in auditor.read("/console/log?of=999999")
    assert 'role="alert"' in auditor.read("/console/log?of=%3Cscript%3E")


def test_the_checkpoint_is_shown_as_it_was_signed(
    auditor: Browser, seal: Callable[[], int]
) -> None:
    size = seal()
    page = auditor.read("/console/log")
    note = auditor.get("/console/log/checkpoint")
    assert "attachment" in note.headers["Content-Disposition"]
    opened = open_checkpoint(note.text, TRUST)
    assert opened.checkpoint.root.hex() in page and f">{size}</output>" in page
    assert KEY.vkey.clock.name in page and "没有设置外部见证方" in page and "从未停账" in page


def test_what_is_downloaded_verifies_without_the_service(
    auditor: Browser, bureau: Api, number: str, ref: str, seal: Callable[[], int]
) -> None:
    position = bureau.head
    seal()
    proof = auditor.read(f"/console/log/proof/{position}")
    assert parse_proof(proof).index == position - 1
    receipt = json.loads(auditor.read(f"/console/log/receipts/{position}"))
    assert ref in " ".join(check_receipt(receipt, TRUST).held)
    answer = auditor.get(f"/console/log/certificate?subject=officer:{number}&year=2024&as_of=")
    check_certificate(written_plainly(answer.content), TRUST)
    assert f"certificate-officer-{number}-2024.json" in answer.headers["Content-Disposition"]
    for address in ("certificate?subject=x", "nothing", "nothing/1", "proof/x"):
        assert auditor.get(f"/console/log/{address}").status_code in (404, 422)


def test_it_is_shown_who_read_an_account_and_what_he_asked(
    auditor: Browser, bureau: Api, number: str
) -> None:
    reader = signed_in(bureau, f"reads-{number}", "approver")
    reader.read(f"/console/officers/{number}?year=2024&as_of=2024-06-30")
    page = auditor.read(f"/console/traces?subject=officer:{number}&actor=token:reads-{number}")
    told = text_of(page)
    assert f"token:reads-{number} 审批人" in told and "成绩单" in told
    assert "截至 2024-06-30" in told
    assert f"token:reads-{number}" not in auditor.read("/console/traces?actor=token:nobody")


def test_a_long_list_of_traces_keeps_its_filter_from_page_to_page(
    auditor: Browser, bureau: Api, number: str
) -> None:
    for _ in range(55):
        bureau.read(f"/officers/{number}/score", year=2024)
    page = auditor.read(f"/console/traces?subject=officer:{number}")
    assert page.count("<tr>") == 51
    (further,) = {part.split('"')[0] for part in page.split('href="') if "cursor=" in part[:90]}
    assert further.startswith(f"/console/traces?subject=officer%3A{number}&amp;cursor=")
    assert 0 < auditor.read(further.replace("&amp;", "&")).count("<tr>") - 1 < 50


def test_it_is_shown_who_was_refused_what(auditor: Browser, bureau: Api, number: str) -> None:
    stranger = signed_in(bureau, f"tries-{number}", "officer", f"officer:{number}")
    stranger.get("/console/log")
    actor = f"token:tries-{number}"
    assert soon(10, lambda: bool(bureau.read("/refusals", actor=actor)["items"]))
    told = text_of(auditor.read(f"/console/traces/refusals?actor=token:tries-{number}"))
    assert "无权办理" in told and "干部本人" in told


def test_it_is_shown_who_held_which_role_on_a_day(auditor: Browser, bureau: Api) -> None:
    today = date.fromisoformat(bureau.read("/grants")["as_of"])
    page = text_of(auditor.read("/console/traces/grants"))
    assert "token:audits 审计员" in page and "审计" in page
    before = auditor.read(f"/console/traces/grants?as_of={today - timedelta(days=1)}")
    assert "未持有" in before and ">持有<" not in before
    assert auditor.get("/console/traces/grants?as_of=x").status_code == 422


def test_it_is_laid_open_what_moved_an_officer(
    auditor: Browser, bureau: Api, number: str, ref: str
) -> None:
    position = bureau.head
    runs = [f"nanyue:2024:2024-12-31@{known}" for known in (position - 1, position)]
    asked = f"/console/differences?before={runs[0]}&after={runs[1]}&officer={number}"
    led = auditor.get(asked).headers["Location"]
    told = bureau.read(f"/runs/{runs[0]}/diff/{runs[1]}")
    (row,) = (one for one in told["changes"] if one["subject"] == f"officer:{number}")
    page = text_of(auditor.read(led))
    assert f"{row['before']['score']} → {row['after']['score']}" in page
    assert f"加减分 {ref} · #{position}" in page and "<rect" in auditor.read(led)
    same = auditor.read(led.replace(f"@{position}/{number}", f"@{position - 1}/{number}"))
    assert "完全相同" in same
    nobody = auditor.get(led.replace(f"/{number}", "/nobody"))
    assert nobody.status_code == 404
    assert "没有编号为 nobody 的干部" in nobody.text and "完全相同" not in nobody.text
    assert "live" in auditor.read("/console/differences")


def test_what_people_typed_stays_text(auditor: Browser, bureau: Api) -> None:
    bureau.write("/officers", {**bodies.officer("8100"), "name": "<script>alert(1)</script>"})
    bureau.write("/postings", bodies.posting("8100"))
    bureau.entry("/bonuses", bodies.bonus("8100", document_no="<img src=x onerror=1>"))
    typed = "%22%3E%3Cscript%3Ealert(2)%3C/script%3E"
    for address in (
        f"/console/replay?position={bureau.head}",
        f"/console/replay?position={bureau.head}&subject={typed}&in_year={typed}",
        f"/console/log?of={typed}",
        f"/console/traces?actor={typed}",
        f"/console/differences?before={typed}",
    ):
        page = auditor.get(address).text
        assert "<script>alert" not in page and "<img src=x" not in page, address


def test_where_nothing_is_recorded_sealed_or_kept_for_an_audit_it_says_so(api: Api) -> None:
    auditor = signed_in(api, "first", "auditor")
    assert "还没有签名的检查点" in auditor.read("/console/log")
    answer = auditor.get("/console/verification")
    assert answer.status_code == 503 and "merit verify" in answer.text
