"""Is a long list read page by page, without one left out?"""

from __future__ import annotations

import re

from tests.api.asking import Api
from tests.console.browsing import signed_in


def test_a_long_register_is_read_page_by_page(demo: Api) -> None:
    office = signed_in(demo, "pages", "appraiser")
    page, seen = office.read("/console/officers"), list[str]()
    while True:
        seen += re.findall(r'<td><a href="/console/officers/(\w+)"', page)
        following = re.search(r'href="(/console/officers\?cursor=[^"]+)"', page)
        if following is None:
            break
        page = office.read(following[1])
    told = demo.read("/officers", limit=1000)["items"]
    assert seen == [row["officer"] for row in told]
    assert len(seen) > 50
    found = office.get("/console/officers?officer=0012")
    assert found.headers["Location"] == "/console/officers/0012"


def test_a_timeline_is_read_page_by_page_from_its_end(demo: Api) -> None:
    office = signed_in(demo, "timeline", "appraiser")
    page, seen = office.read("/console/timeline?unit=zg"), list[str]()
    while True:
        seen += re.findall(r'<td><a href="/console/entries/([^"]+)"', page)
        following = re.search(r'href="(/console/timeline\?unit=zg&amp;cursor=[^"]+)"', page)
        if following is None:
            break
        page = office.read(following[1].replace("&amp;", "&"))
    told = demo.read("/entries", unit="zg", limit=1000)["items"]
    refs = [f"{e['bureau']}/{e['year']}/{e['subject']}/{e['number']}" for e in told]
    assert seen == refs[::-1]
    assert len(seen) > 50
