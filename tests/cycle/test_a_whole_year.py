"""Does the source bureau come through its whole year over HTTP, each by his own token?

From compiling its indicators to a result that is closed and once restated; every act is that of
the role whose it is, and every number is reckoned by hand.
"""

from __future__ import annotations

import pytest

from tests.api.asking import refused
from tests.cycle.year.bureau import BUREAU, YEAR
from tests.cycle.year.evidence import JUDGED, Lived, as_another

pytestmark = pytest.mark.postgres


def test_a_rebuild_gives_the_same_rows_and_every_answer_of_the_year_again(lived: Lived) -> None:
    assert len(lived.bureau.answered) > 40
    assert lived.rebuilt().differed == ()
    assert lived.answered_otherwise() == []


def test_the_officer_who_was_judged_takes_his_score_away_as_it_was_known_then(
    lived: Lived,
) -> None:
    now = lived.bureau.read(
        JUDGED, f"/officers/{JUDGED}/score", year=YEAR, bureau=BUREAU, as_of="2024-06-30"
    )
    answer = lived.certificate(JUDGED)
    assert answer.status_code == 200, answer.text
    # 94.035294 and the 1.5 that were annulled in the May after.
    assert (answer.json()["answer"]["score"], now["score"]) == ("95.535", "94.035")
    code, said = lived.verified(answer.content)
    assert (code, "95.535" in said) == (0, True), said
    code, said = lived.verified(as_another(answer.content))
    assert code == 1, said
    refused(lived.certificate("0014"), 403, "not-permitted")


def test_the_auditor_finds_the_year_verified_and_reads_who_was_told_of_whom(
    lived: Lived,
) -> None:
    report = lived.sealed.audited()
    assert (report.verdict, report.findings, report.left_out) == ("verified", (), ())
    assert report.size == lived.bureau.api.head
    told = lived.readers(f"officer:{JUDGED}")
    # What he reads of himself is no trace; 0018 read the published runs, as everybody may.
    assert told.keys() == {"0001", "0002", "0018", "office", "approver", "committee"}
    assert told["approver"] == {"GET /claims/{bureau}/{number}"}
    assert told["0002"] == {"GET /packs/{bureau}/{number}"}, "who evaluates his unit"
    assert told["0018"] == {"GET /runs/{run}"}
    by_himself = lived.readers(f"officer:{JUDGED}", JUDGED)
    assert {who: by_himself[who] for who in told} == told
    lived.bureau.denied("office", "/reads", 403, "not-permitted", subject=f"officer:{JUDGED}")
