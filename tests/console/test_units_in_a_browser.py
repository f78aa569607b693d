"""Can a unit's head, the office and a leader do what the quarter asks of them, in a browser?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from api.console.words import say
from scripts.demo.people import HEADS, LED
from tests.api.askers import token
from tests.api.asking import Api
from tests.console.chromium import Visit, at_a_port, visit

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Course:
    """Which unit's people go through it in which language, so that none meets another's traces."""

    language: str
    unit: str


COURSES: Final = (Course("zh", "ns"), Course("en", "f2"))


@pytest.fixture(scope="module")
def url(lived: Api) -> Iterator[str]:
    with at_a_port(lived) as address:
        yield address


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.language)
def test_a_quarter_goes_its_course(
    browser: Browser, lived: Api, url: str, tmp_path: Path, course: Course
) -> None:
    evidence = tmp_path / "ledger.txt"
    evidence.write_text("已核对\n", "utf-8")
    with visit(browser, url, course.language) as one:
        one.sign_in(token(lived, HEADS[course.unit]))
        _sees_losses(one, lived, course)
        _reports(one, lived, course, evidence)
        dispute = _objects(one, lived, course)
        one.stayed_at_home()
    with visit(browser, url, course.language) as one:
        one.sign_in(token(lived, "office"))
        one.open(f"/console/disputes/nanyue/{dispute}")
        one.page.locator("#dispute_accept button").click()
        expect(one.page.locator("h1")).to_contain_text(say(course.language, "dispute.accepted"))
        one.stayed_at_home()
    with visit(browser, url, course.language, "phone") as one:
        one.sign_in(token(lived, LED[course.unit]))
        _evaluates(one, lived, course)
        one.stayed_at_home()


def _sees_losses(one: Visit, lived: Api, course: Course) -> None:
    """Of the year that runs, on the page that the navigation leads to."""
    one.page.locator("nav a[href='/console/units']").click()
    one.page.locator(f"a[href='/console/units/{course.unit}']").click()
    score = lived.read(f"/units/{course.unit}/score", year=lived.service.ledger.today.year)
    expect(one.page.locator(".figure.main output")).to_have_text(score["score"])
    losses = one.page.locator("section[aria-labelledby=losses]")
    expect(losses).to_contain_text(say(course.language, "unit.by_cause"))
    assert one.violations() == []


def _reports(one: Visit, lived: Api, course: Course, evidence: Path) -> None:
    rows = lived.read("/remediations", unit=course.unit)["items"]
    row = next(row for row in rows if row["state"] in ("open", "returned"))
    one.open("/console/remediations")
    one.page.locator(f"a[href='/console/remediations/nanyue/{row['number']}']").click()
    form = one.page.locator("#remediation_report")
    form.locator("[name=report]").fill("已逐项落实")
    form.locator("[name=evidence]").set_input_files(evidence)
    form.locator("button").click()
    expect(one.page.locator("h1")).to_contain_text(say(course.language, "remediation.reported"))
    assert lived.read(f"/remediations/nanyue/{row['number']}")["acts"][-1]["evidence"]


def _objects(one: Visit, lived: Api, course: Course) -> int:
    year = lived.read("/packs", unit=course.unit)["items"][-1]["year"]
    one.open(f"/console/units/{course.unit}?year={year}#objection")
    form = one.page.locator("#objection")
    form.locator("[name=entries]").first.check()
    form.locator("[name=statement]").fill("统计口径有误")
    form.locator("[name=relief]").fill("请予更正")
    form.locator("button").click()
    expect(one.page.locator(".notice.done")).to_be_visible()
    (filed,) = lived.read("/disputes", subject=f"unit:{course.unit}")["items"]
    assert filed["state"] == "filed"
    return int(filed["number"])


def _evaluates(one: Visit, lived: Api, course: Course) -> None:
    """First what the unit's indicators say; then, where he is far off, the reason."""
    packs = lived.read("/packs", unit=course.unit, unacknowledged=True)["items"]
    one.open("/console/todos")
    one.page.locator(f"a[href='/console/packs/nanyue/{packs[-1]['number']}']").click()
    assert one.too_wide() == 0
    one.page.locator("#pack_acknowledge button").click()
    form = one.page.locator("#evaluation")
    form.locator("[name=period]").select_option(index=1)
    form.locator("[name=officer]").select_option(HEADS[course.unit])
    form.locator("[name=score]").fill("70")
    form.locator("button").click()
    expect(form.locator(".notice.fault")).to_be_visible()
    one.said.clear()  # the browser itself says that the form was refused
    form.locator("[name=justification]").fill("两次未按期办结")
    form.locator("button").click()
    officers = one.page.locator("section[aria-labelledby=officers]")
    expect(officers).to_contain_text(say(course.language, "evaluations.sealed"))
    assert one.violations() == []
