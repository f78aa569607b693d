"""By which role does a workbook come in?"""

from __future__ import annotations

import pytest

from domain import refusals as no
from domain.deciding import permit, permit_registering
from domain.journal.envelope import By
from tests.domain.cast import BUREAU, a_bonus, a_unit
from tests.domain.claimants import ME, role
from tests.domain.scenario import given
from tests.domain.workbooks import a_workbook

BY = By(ME, "")
BOOK = a_workbook()


def test_a_recorder_imports_what_he_might_record() -> None:
    desk = given(*BUREAU, role("recorder")).desk
    assert permit(desk, BOOK, BY) == "recorder"
    desk.write(a_bonus())
    assert permit_registering(desk, BOOK, BY, "recorder") == "recorder"


def test_whoever_records_for_a_unit_imports_nothing() -> None:
    with pytest.raises(no.NotPermitted):
        permit(given(*BUREAU, role("recorder", scope="unit:zg")).desk, BOOK, BY)


def test_new_rows_of_the_registers_are_imported_by_who_keeps_them() -> None:
    """The role that then stands in the envelope is the one that allows both."""
    desk = given(*BUREAU, role("recorder")).desk
    desk.write(a_unit("new"))
    with pytest.raises(no.NotPermitted):
        permit_registering(desk, BOOK, BY, "recorder")
    both = given(*BUREAU, role("recorder"), role("appraiser", number=2)).desk
    both.write(a_unit("new"))
    assert permit_registering(both, BOOK, BY, "recorder") == "appraiser"
