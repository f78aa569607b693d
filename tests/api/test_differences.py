"""Is a difference of two runs told of one subject alone, to whoever asks why he moved?"""

from __future__ import annotations

import pytest

from tests.api import bodies
from tests.api.asking import Api, pointers, refused
from tests.api.bodies import hire
from tests.api.samples import digest_holds

pytestmark = pytest.mark.postgres


def test_a_difference_is_told_of_one_subject_alone(bureau: Api, number: str) -> None:
    before, other = bureau.head, hire(bureau)
    for one in (number, other):
        bureau.entry("/deductions", bodies.deduction(one))
    runs = [f"nanyue:2024:2024-12-31@{known}" for known in (before, bureau.head)]
    path = f"/runs/{runs[0]}/diff/{runs[1]}"
    whole = {row["subject"]: row for row in bureau.read(path)["changes"]}
    assert {f"officer:{number}", f"officer:{other}"} <= set(whole)
    told = bureau.read(path, subject=f"officer:{number}")
    assert (told["changes"], told["count"]) == ([whole[f"officer:{number}"]], 1)
    assert digest_holds(told)
    assert bureau.read(path, subject="officer:none")["changes"] == []
    malformed = refused(bureau.ask(path, subject="somebody"), 422, "malformed")
    assert pointers(malformed) == {"/query/subject"}


def test_without_its_causes_a_difference_says_the_same_of_everybody(
    bureau: Api, number: str
) -> None:
    before = bureau.head
    bureau.entry("/deductions", bodies.deduction(number))
    path = f"/runs/nanyue:2024:2024-12-31@{before}/diff/nanyue:2024:2024-12-31@{bureau.head}"
    whole, bare = bureau.read(path), bureau.read(path, causes="false")
    assert any(row["parts"] for row in whole["changes"])
    assert bare["changes"] == [row | {"parts": None} for row in whole["changes"]]
    assert digest_holds(bare)
    assert pointers(refused(bureau.ask(path, causes="some"), 422, "malformed")) == {"/query/causes"}
