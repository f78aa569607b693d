"""Do the statutory stages follow each other over HTTP, each by its days and by other people?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.api.asking import refused
from tests.conftest import Database
from tests.cycle.disputing import decision, living
from tests.domain.cast import NANYUE

pytestmark = pytest.mark.postgres

GRADE: dict[str, Any] = {"officer": "0012", "minutes": "考评委〔2025〕3号", "reason": "多次一般"}


def test_a_grade_is_reviewed_then_appealed_and_day_31_is_too_late(database: Database) -> None:
    with living(database) as bureau:
        bureau.unit("zg")
        for officer in ("0012", "0013"):
            bureau.officer(officer, "90 90")
        ada, first = bureau.oneself("0012"), bureau.clock.today
        graded = {**GRADE, "grade": "incompetent", "decided_on": first.isoformat()}
        bureau.does(f"/years/{NANYUE}/2024/grades", "committee", **graded)
        bureau.close()
        said: dict[str, Any] = {"subject": "officer:0012", "about": {"run": "closed"}}
        other: dict[str, Any] = {**said, "subject": "officer:0013", "stage": "statutory_review"}
        bureau.not_filed(bureau.oneself("0013"), 409, "incompetent-only", **other)
        review = bureau.files(ada, stage="statutory_review", **said)
        appeal: dict[str, Any] = {"subject": "officer:0012", "stage": "statutory_appeal"}
        bureau.not_filed(ada, 409, "dispute-not-decided", **appeal, against=review)
        bureau.accepts(review)
        upheld = decision("upheld_original")
        mine = bureau.act(review, "decide", "committee", **upheld)
        refused(mine, 403, "decides-own-act")
        path = f"/disputes/{NANYUE}/{review}/decide"
        bureau.seconded(path, "another committee", **upheld)

        direct: dict[str, Any] = {**appeal, "about": {"run": "closed"}}
        bureau.clock.go_to(first + timedelta(days=15))
        second = bureau.files(ada, **appeal, against=review)
        row = bureau.dispute(second, ada)
        assert (row["about"]["run"], row["against"]) == ("closed", review)
        assert date.fromisoformat(row["decide_by"]) == first + timedelta(days=15 + 60)
        extended = bureau.act(second, "extend", reason="需调取材料")
        assert extended.status_code == 201
        row = bureau.dispute(second, ada)
        assert date.fromisoformat(row["decide_by"]) == first + timedelta(days=15 + 90)
        bureau.clock.go_to(first + timedelta(days=16))
        bureau.not_filed(ada, 409, "dispute-too-late", **appeal, against=review)
        bureau.clock.go_to(first + timedelta(days=30))
        bureau.not_filed(ada, 409, "same-dispute-open", **direct)
        bureau.clock.go_to(first + timedelta(days=31))
        bureau.not_filed(ada, 409, "dispute-too-late", **direct)

        bureau.accepts(second)
        again = bureau.act(second, "decide", "another committee", **upheld)
        refused(again, 403, "decides-own-act")
        bureau.role("upper committee", "committee")
        today = bureau.clock.today.isoformat()
        better = {**GRADE, "year": 2024, "grade": "competent", "decided_on": today}
        path = f"/disputes/{NANYUE}/{second}/decide"
        varied = decision("varied", grades=[better])
        bureau.seconded(path, "upper committee", "another approver", **varied)
        bureau.restates(second)
        assert bureau.run("closed")["0012"]["grade"] == "incompetent"
        assert bureau.run("restated-1")["0012"]["grade"] != "incompetent"
