"""What does an entry stand as by now, through all its corrections?"""

from __future__ import annotations

from typing import Final

from domain.corrected import last_of, standing, stands_as
from domain.journal.desk import Desk
from tests.domain.cast import ADA, BO, ZG, a_bonus, a_loss, its_reversal, ref
from tests.domain.scenario import given

WRONG: Final = a_bonus()
MOVED: Final = a_bonus(subject=BO, number=2, corrects=ref(WRONG))
BACK: Final = a_bonus(number=2, level="provincial", claimed="1", corrects=ref(MOVED))
CORRECTED: Final = (
    *(WRONG, a_bonus(subject=BO)),
    *(its_reversal(WRONG, corrected_by=ref(MOVED)), MOVED),
    *(its_reversal(MOVED, corrected_by=ref(BACK)), BACK),
)
"""Ada's, which was Bo's for a while, and is hers again; Bo has another one."""


def told(desk: Desk, entry: str) -> tuple[str, str | None]:
    return last_of(desk, entry), stands_as(desk, entry)


def test_what_nobody_touched_stands_as_itself() -> None:
    desk = given(*CORRECTED).desk
    other = a_bonus(subject=BO)
    assert told(desk, ref(other)) == (ref(other), ref(other))
    assert standing(desk, ref(other)) == other


def test_a_correction_is_followed_wherever_it_went() -> None:
    desk = given(*CORRECTED).desk
    for entry in (WRONG, MOVED, BACK):
        assert told(desk, ref(entry)) == (ref(BACK), ref(BACK)), ref(entry)
        assert standing(desk, ref(entry)) == BACK


def test_what_was_annulled_at_last_stands_as_nothing() -> None:
    desk = given(*CORRECTED, its_reversal(BACK)).desk
    for entry in (WRONG, MOVED, BACK):
        assert told(desk, ref(entry)) == (ref(BACK), None), ref(entry)
        assert standing(desk, ref(entry)) is None


def test_a_loss_stands_but_is_no_entry_by_an_item() -> None:
    loss = a_loss()
    desk = given(a_bonus(), loss).desk
    assert told(desk, ref(loss)) == (f"nanyue/2024/{ZG}#1", f"nanyue/2024/{ZG}#1")
    assert standing(desk, ref(loss)) is None
    assert standing(desk, f"nanyue/2024/{ADA}#1") == a_bonus()
