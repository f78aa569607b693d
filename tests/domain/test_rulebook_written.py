"""Does an edition written out as YAML read as the same edition?"""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.rulebook import from_document, read_edition, to_document
from domain.rulebook.print import print_edition
from domain.rulebook.written import write_edition
from tests.domain.cast import edition
from tests.domain.rulebook_examples import EXAMPLE
from tests.laws.histories import seeded_case

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*/rulebook-*.yaml"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_published_edition_written_out_reads_as_itself(path: Path) -> None:
    before = read_edition(path.read_bytes())
    text = write_edition(before)
    assert read_edition(text) == before
    assert write_edition(read_edition(text)) == text


@pytest.mark.parametrize("seed", range(20))
def test_any_edition_written_out_reads_as_itself(seed: int) -> None:
    for step in seeded_case(seed).steps:
        if isinstance(step, str):
            assert read_edition(write_edition(read_edition(step))) == read_edition(step)


def test_numbers_stand_without_quotes_and_one_item_on_a_line() -> None:
    lines = write_edition(edition()).splitlines()
    assert "totals: {bonus: 10, deduction: 15}" in lines
    assert sum(line.startswith("  - {id: I1") for line in lines) == 1
    assert not any("'" in line for line in lines)


WORDS = "words: {district: {zh: 区级, en: of the district}, day: {zh: 整日, en: full day}}\n"


def test_an_edition_calls_its_levels_and_units_what_it_likes() -> None:
    said = read_edition(EXAMPLE + WORDS)
    chinese, english = print_edition(said, "zh"), print_edition(said, "en")
    assert "| 区级 |" in chinese and "每整日" in chinese
    assert "| of the district |" in english and "per full day" in english
    assert from_document(to_document(said)) == said == read_edition(write_edition(said))
    assert "words" not in to_document(read_edition(EXAMPLE)), "an edition without keeps its digest"
