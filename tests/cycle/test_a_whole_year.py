"""Does the source bureau come through its whole year over HTTP, each by his own token?

From compiling its indicators to a result that is closed and once restated; every act is that of
the role whose it is, and every number is reckoned by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import pytest

from tests.api.asking import refused, serving
from tests.conftest import Database
from tests.cycle.claims import Clock
from tests.cycle.year.bureau import BUREAU, YEAR, Bureau, found
from tests.cycle.year.compiling import compile_indicators
from tests.cycle.year.evidence import JUDGED, Lived, as_another
from tests.cycle.year.first_half import first_quarter, second_quarter
from tests.cycle.year.results import closed, disputed, published, restated
from tests.cycle.year.second_half import fourth_quarter, third_quarter
from tests.evidence.sealed import Sealed

pytestmark = pytest.mark.postgres
COURSE: Final = (
    *(found, compile_indicators, first_quarter, second_quarter, third_quarter, fourth_quarter),
    *(published, disputed, closed, restated),
)


@pytest.fixture(scope="module")
def lived(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """Each part of the course asserts what comes of every act, and what is refused."""
    clock, folder = Clock(date(2024, 1, 2)), tmp_path_factory.mktemp("year")
    with serving(module_database, clock=clock) as api:
        bureau = Bureau(api, clock)
        for part in COURSE:
            part(bureau)
        sealed = Sealed(module_database, folder / "notary")
        sealed.seal()
        yield Lived(bureau, sealed, folder / "taken")


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
