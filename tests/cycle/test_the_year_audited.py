"""Does the audit notice what is done to the management cycle before anything is sealed?"""

from __future__ import annotations

from pathlib import Path

import pytest

from projections.evidence.findings import TAMPERED, VERIFIED
from tests.cycle.tampering import CASES, sealed_anew
from tests.cycle.year.evidence import Lived

pytestmark = pytest.mark.postgres


def test_nothing_is_found_of_a_year_that_is_sealed_only_at_its_end(
    lived: Lived, tmp_path: Path
) -> None:
    made = lived.sealed
    with made.attacked() as conn:
        note = sealed_anew(conn, made, tmp_path / "notary")
        report = made.audited(conn=conn, note=note)
        assert (report.code, report.findings) == (VERIFIED, ())


@pytest.mark.parametrize("name", CASES)
def test_what_is_done_to_the_cycle_one_pass_alone_finds(
    lived: Lived, name: str, tmp_path: Path
) -> None:
    made, case = lived.sealed, CASES[name]
    with made.attacked() as conn:
        position = case.attack(conn)
        note = sealed_anew(conn, made, tmp_path / "notary")
        report = made.audited(conn=conn, note=note)
        assert [p.check for p in report.passes if p.findings] == [case.alone], report.findings
        assert (report.code, report.first) == (TAMPERED, position), report.findings
        assert report.findings[0].what.startswith(case.what), report.findings
        assert all(f.expected != f.found for f in report.findings)


@pytest.mark.parametrize("name", ["freeze another run", "sign another draft", "issue another pack"])
def test_the_shorter_audit_finds_what_came_after_and_says_nothing_of_before(
    lived: Lived, name: str
) -> None:
    made, case = lived.sealed, CASES[name]
    with made.attacked() as conn:
        case.attack(conn)
        assert made.audited(case.alone, conn=conn).findings != ()
        # The year was sealed once, at its end: nothing came after.
        assert made.audited(case.alone, conn=conn, since=made.note).findings == ()
