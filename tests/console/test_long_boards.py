"""Are the pages of a long list short, and is nobody left out of them?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import psycopg

from api.tasks import AskedTodos, todos_of
from domain.journal.envelope import By
from tests.api.asking import Api
from tests.console import crowd
from tests.console.browsing import Browser, text_of

CASES, ROWS, STATEMENTS = 80, 250, 75
BYTES = 200_000


def test_the_long_lists_of_a_crowded_bureau_are_told_in_pages(lived: Api, secret: str) -> None:
    crowd.crowd(lived.database, times=1, people=2000, cases=CASES, eras=1)
    lived.read("/officers", limit=1)
    office = Browser(lived)
    office.sign_in(secret)
    for name in crowd.LONG:
        answer = office.get(crowd.LISTS[name])
        assert answer.status_code == 200, name
        assert answer.text.count("<tr") <= ROWS and len(answer.content) < BYTES, name
    _reads_a_whole_board(lived, office)
    _weighs_no_more_tasks_than_it_tells(lived)
    assert "以上是最先到期的 50 项" in text_of(office.read("/console"))


class _Counted(psycopg.Cursor[Any]):
    """How often the database was asked."""

    asked = 0

    def execute(self, *given: Any, **more: Any) -> Any:
        _Counted.asked += 1
        return super().execute(*given, **more)


def _weighs_no_more_tasks_than_it_tells(lived: Api) -> None:
    """Nor is the database asked of each case by itself; those told are the first of all."""
    ledger, by = lived.service.ledger, By("token:shots", "")
    asked = AskedTodos(None, ledger.today, ledger.head, limit=1000)
    with psycopg.connect(lived.database.dsn("app"), cursor_factory=_Counted) as conn:
        whole = todos_of(ledger, conn, by, by.actor, asked)
        _Counted.asked = 0
        first = todos_of(ledger, conn, by, by.actor, replace(asked, limit=20))
    assert _Counted.asked < STATEMENTS < CASES
    assert (first.items, first.count, first.more) == (whole.items[:20], 20, True)
    assert (whole.count, whole.more) == (len(whole.items), False)
    assert whole.count > CASES


def _reads_a_whole_board(lived: Api, office: Browser) -> None:
    """State by state, fifty cards at a time."""
    seen: list[str] = []
    for state in ("overdue", "open", "reported", "verified"):
        address = f"/console/remediations?state={state}"
        while True:
            page = office.read(address)
            seen += re.findall(r'<h3><a href="/console/remediations/([^"]+)"', page)
            following = re.search(r'href="(/console/remediations[?][^"]*after=[^"]+)"', page)
            if following is None:
                break
            address = following[1].replace("&amp;", "&")
    told = [row["number"] for row in _remediations(lived)]
    assert sorted(seen) == sorted(f"nanyue/{number}" for number in told)
    assert len(seen) > CASES
    board = office.read("/console/remediations")
    assert board.count('class="card"') <= 200 < len(seen)
    assert "其余" in text_of(board)


def _remediations(lived: Api) -> list[dict[str, int]]:
    items: list[dict[str, int]] = []
    cursor = None
    while True:
        page = lived.read("/remediations", limit=1000, **({"cursor": cursor} if cursor else {}))
        items += page["items"]
        if (cursor := page["next"]) is None:
            return items
