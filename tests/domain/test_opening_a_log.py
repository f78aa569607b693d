"""May the ledger be sealed in a new log, and is what was lost told?"""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from domain.logs.commands import OpenLog
from domain.logs.facts import LogOpened
from tests.domain.scenario import given

ASKED: dict[str, Any] = {
    "log": "merit-ledger/new",
    "checkpoint": "merit-ledger/old\n7\nAA==\n\n— merit-ledger/old AA==\n",
    "kept": 5,
    "vouched": 4,
    "lost": 2,
    "ground": "仅存前一日备份",
}


def test_a_new_log_says_what_was_lost_with_the_one_before() -> None:
    given().when(OpenLog(**ASKED)).then(LogOpened(**ASKED))


def test_after_another_loss_another_log_is_opened() -> None:
    again = ASKED | {"log": "merit-ledger/newer"}
    given(LogOpened(**ASKED)).when(OpenLog(**again)).then(LogOpened(**again))


@pytest.mark.parametrize("odd", [{"lost": 0}, {"log": "two words"}, {"kept": -1}, {"ground": ""}])
def test_a_new_log_without_a_loss_or_a_name_is_no_command(odd: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        OpenLog(**ASKED | odd)
