"""Does a workbook come in only as it was looked at, with each fault beside its row?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import bodies
from tests.api.asking import Api
from tests.api.files import xlsx, zipped
from tests.console.browsing import Browser, hidden, signed_in, text_of

HERE = "/console/imports"


@pytest.fixture(scope="module")
def office(bureau: Api) -> Browser:
    return signed_in(bureau, "imports", "sole")


def entry(number: str, ref: str, **more: Any) -> dict[str, Any]:
    return {"ref": ref, "kind": "bonus", **bodies.bonus(number), **more}


def sent(browser: Browser, data: bytes, name: str = "八月.xlsx") -> Any:
    fields = hidden(browser.read(HERE), "checking") | {"year": "2024"}
    return browser.post(HERE, fields, files={"workbook": (name, data)})


def test_it_is_looked_at_first_and_then_imported(office: Browser, bureau: Api, number: str) -> None:
    head = bureau.head
    seen = sent(office, xlsx({"entries": [entry(number, f"a-{number}")]}))
    assert (seen.status_code, bureau.head) == (200, head), seen.text
    page = text_of(seen.text)
    assert "检查通过 八月.xlsx" in page and "将新记录 1 行" in page
    assert "加减分 · 1 行" in page and f"officer:{number}" in page
    done = office.post(HERE, hidden(seen.text, "importing"), files={"none": ("", b"")})
    assert done.status_code == 303, done.text
    page = office.read(done.headers["Location"])
    assert "已记入账簿" in page and "八月.xlsx" in page
    (recorded,) = bureau.read("/entries", subject=f"officer:{number}")["items"]
    assert recorded["source"]["ref"] == f"a-{number}"
    assert "1 行已记录过" in text_of(
        sent(office, xlsx({"entries": [entry(number, f"a-{number}")]})).text
    )


def test_each_fault_stands_beside_its_row(office: Browser, bureau: Api, number: str) -> None:
    rows = [entry(number, f"b-{number}"), entry("no-such", f"c-{number}", reason="<i>甲</i>")]
    head = bureau.head
    answer = sent(office, zipped({"entries": rows}), "八月.zip")
    assert (answer.status_code, bureau.head) == (422, head), answer.text
    page = text_of(answer.text)
    assert "加减分 第 3 行 · " in page and "officer:no-such" in page
    assert 'class="wrong"' in answer.text
    assert "&lt;i&gt;甲&lt;/i&gt;" in answer.text and "<i>甲" not in answer.text
    assert 'id="importing"' not in answer.text
    unreadable = sent(office, b"no workbook", "x.txt")
    assert unreadable.status_code == 422 and "没有记录" in unreadable.text


def test_a_batch_is_reversed_having_seen_what_it_does(
    office: Browser, bureau: Api, number: str
) -> None:
    seen = sent(office, xlsx({"entries": [entry(number, f"d-{number}")]}))
    office.post(HERE, hidden(seen.text, "importing"), files={"none": ("", b"")})
    batch = bureau.read("/imports")["items"][-1]
    address = f"{HERE}/nanyue/2024/{batch['batch']}"
    fields = hidden(office.read(address), "undoing") | {"reason": "误传", "ground": "核对"}
    shown = office.post(address, fields | {"seen": ""})
    assert "冲销分录" in shown.text and f"干部{number}" in shown.text
    digest = shown.text.partition('name="seen" value="')[2].partition('"')[0]
    done = office.post(address, fields | {"seen": digest})
    assert done.status_code == 303, done.text
    office.read(done.headers["Location"])
    assert "已在序号" in office.read(address)
    assert office.get(f"{HERE}/nanyue/2024/999").status_code == 404


def test_the_performance_officer_imports_what_he_might_record(bureau: Api, number: str) -> None:
    """But nobody new: the registers are the office's, by whatever door one comes in."""
    recorder = signed_in(bureau, "imports-records", "recorder")
    assert 'href="/console/imports"' in recorder.read("/console")
    seen = sent(recorder, xlsx({"entries": [entry(number, f"r-{number}")]}))
    assert seen.status_code == 200, seen.text
    done = recorder.post(HERE, hidden(seen.text, "importing"), files={"none": ("", b"")})
    assert done.status_code == 303, done.text
    assert "已记入账簿" in recorder.read(done.headers["Location"])
    (recorded,) = bureau.read("/entries", subject=f"officer:{number}")["items"]
    assert recorded["actor"] == "token:imports-records"
    head, new = bureau.head, {"officer_id": f"n{number}", "name": "新人"}
    added = sent(recorder, xlsx({"officers": [new]}))
    assert (added.status_code, bureau.head) == (403, head)
    assert "维护登记信息" in text_of(added.text) and 'id="faults"' in added.text
    of_unit = signed_in(bureau, "imports-of-unit", "recorder", "unit:zg")
    assert 'href="/console/imports"' not in of_unit.read("/console")


def test_whoever_may_only_read_the_batches_is_offered_nothing_to_send(bureau: Api) -> None:
    auditor = signed_in(bureau, "sees-imports", "auditor")
    page = auditor.read(HERE)
    assert 'id="checking"' not in page
    fields = hidden(page) | {"year": "2024"}
    answer = auditor.post(HERE, fields, files={"workbook": ("x.xlsx", b"x")})
    assert answer.status_code == 403


def test_faults_stand_in_the_order_of_the_rows(office: Browser, number: str) -> None:
    """Whatever is found first: a wrong shape, or what the rules refuse."""
    rows = [
        entry(number, f"e-{number}", item="no-such"),
        entry(number, f"f-{number}", effective_on="2024-02-30"),
        entry("no-such", f"g-{number}"),
    ]
    page = text_of(sent(office, zipped({"entries": rows}), "八月.zip").text)
    places = [page.index(f"加减分 第 {row} 行") for row in (2, 3, 4) if f"第 {row} 行" in page]
    assert places == sorted(places) and len(places) > 1
