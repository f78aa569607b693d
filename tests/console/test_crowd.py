"""Are the pages of a bureau of a hundred thousand short, and made of what is known already?"""

from __future__ import annotations

from typing import Any, Final

import psycopg
import pytest

from tests.console import crowd

pytestmark = pytest.mark.long
RESTING: Final = (
    *("units", "evaluations", "selections", "year", "ranking", "distribution", "notices", "pay"),
    *("difference", "officer", "unit"),
)
"""The pages that rest on the run of a whole bureau-year."""
ROWS, BYTES = 250, 200_000
WHOLE: Final = "SELECT officer, position FROM read.officers"
"""Of all people of a bureau: nobody appraises without."""


def test_a_page_turn_reads_no_record_of_a_whole_year_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    execute = psycopg.Cursor.execute

    def counted(self: psycopg.Cursor[Any], query: Any, *given: Any, **more: Any) -> Any:
        asked.append(str(query))
        return execute(self, query, *given, **more)

    with crowd.crowded() as browser:
        monkeypatch.setattr(psycopg.Cursor, "execute", counted)
        appraised = 0
        for name in RESTING:
            address = crowd.LISTS[name]
            browser.read(address)
            appraised += any(WHOLE in one for one in asked)
            asked.clear()
            further = f"{address}{'&' if '?' in address else '?'}after=200"
            page = browser.read(further)
            assert page.count("<tr") <= ROWS and len(page.encode()) < BYTES, name
            assert asked, name
            assert not [one for one in asked if WHOLE in one], name
    assert appraised, "what is not asked again was asked before"
