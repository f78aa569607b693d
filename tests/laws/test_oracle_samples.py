"""The oracle agrees with two bureau-years whose right answers are known, in every field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.laws.oracle import run
from tests.laws.oracle_book import read_folder, to_history
from tests.laws.oracle_facts import History

SAMPLES = Path(__file__).parents[1] / "samples"
YEAR = 2024


@pytest.fixture(scope="module", params=["small", "medium"])
def sample(request: pytest.FixtureRequest) -> tuple[Path, History]:
    folder = SAMPLES / str(request.param)
    return folder, to_history(read_folder(folder, YEAR))


@pytest.mark.parametrize("as_of", ["2024-09-15", "2024-12-31"])
def test_every_field_and_line_agrees(sample: tuple[Path, History], as_of: str) -> None:
    folder, history = sample
    expected = json.loads((folder / f"expected-{as_of}.json").read_text(encoding="utf-8"))
    answer = run(history, YEAR, as_of)
    assert set(expected) <= set(answer)
    assert answer["year"] == expected["year"]
    assert answer["as_of"] == expected["as_of"]
    assert by_key(answer["units"], "unit") == by_key(expected["units"], "unit")
    assert by_key(answer["officers"], "officer") == by_key(expected["officers"], "officer")
    # the printed order is part of the answer
    assert json.dumps(answer["officers"]) == json.dumps(expected["officers"])
    assert json.dumps(answer["units"]) == json.dumps(expected["units"])


def by_key(rows: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    assert len({row[key] for row in rows}) == len(rows)
    return {row[key]: row for row in rows}
