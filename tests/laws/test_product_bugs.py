"""Would the oracle notice? A bug planted in the product at any stage turns the comparison red."""

from __future__ import annotations

import pytest

from tests.laws.product_bugs import PLANTS
from tests.laws.test_product import SEEDS, product_answers, seeded


def noticed() -> bool:
    """Does any generated case now differ from what the oracle says of it?"""
    for seed in SEEDS:
        product, expected = seeded(seed)
        try:
            if any(answer != expected[asked] for asked, answer in product_answers(product)):
                return True
        except Exception:  # noqa: BLE001 - a planted bug may do anything; it was noticed
            return True
    return False


def test_without_a_bug_nothing_is_noticed() -> None:
    assert not noticed()


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_bug_turns_the_comparison_red(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    PLANTS[name](monkeypatch)
    assert noticed()
