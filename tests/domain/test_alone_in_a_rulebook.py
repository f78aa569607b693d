"""What does a rulebook say of what one person may record alone?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.rulebook import read_edition, to_document
from domain.rulebook.faults import RulebookFaulty
from domain.rulebook.print import print_edition
from tests.domain.rulebook_examples import EXAMPLE, MINIMAL


def test_a_rulebook_may_bound_what_one_person_records() -> None:
    alone = read_edition(EXAMPLE + "alone: {points: 1.50}\n").alone
    assert alone is not None and alone.points == Decimal("1.5")
    assert read_edition(MINIMAL).alone is None
    assert "alone" not in to_document(read_edition(MINIMAL)), "an older edition keeps its digest"


@pytest.mark.parametrize(
    ("said", "code", "place"),
    [
        ("alone: {points: -1}", "negative-number", "/alone/points"),
        ("alone: {points: 0.00001}", "too-many-places", "/alone/points"),
        ("alone: {points: much}", "not-a-number", "/alone/points"),
        ("alone: {point: 1, points: 1}", "unknown-key", "/alone/point"),
        ("alone: {}", "missing-key", "/alone"),
        ("alone: 2", "not-a-map", "/alone"),
    ],
)
def test_a_bound_written_otherwise_is_named_where_it_stands(
    said: str, code: str, place: str
) -> None:
    with pytest.raises(RulebookFaulty) as refused:
        read_edition(EXAMPLE + said + "\n")
    line = EXAMPLE.count("\n") + 1
    assert [(f.code, f.place) for f in refused.value.faults] == [(code, f"{place} (line {line})")]


def test_the_bound_is_printed_in_both_languages() -> None:
    edition = read_edition(EXAMPLE + "alone: {points: 1.50}\n")
    assert "超过 1.5 分的,须经另一人核准" in print_edition(edition, "zh").replace("，", ",")
    assert "claims more than 1.5 points" in print_edition(edition, "en")
    assert "another person" not in print_edition(read_edition(EXAMPLE), "en")


def test_a_rulebook_may_keep_marks_from_one_person() -> None:
    edition = read_edition(EXAMPLE + "alone: {marks: false}\n")
    assert edition.alone is not None
    assert (edition.alone.marks, edition.alone.points) == (False, None)
    assert "评分须经另一人核准" in print_edition(edition, "zh")
    assert "A mark is recorded only once another person" in print_edition(edition, "en")
    assert "A mark is recorded only" not in print_edition(read_edition(EXAMPLE), "en")
    bounded = to_document(read_edition(EXAMPLE + "alone: {points: 1}\n"))
    assert bounded["alone"] == {"points": "1"}, "an older edition keeps its digest"


def test_a_review_may_ask_for_a_document_and_nothing_else_may() -> None:
    asked = "source: review, document: required,"
    book = EXAMPLE.replace("source: review,", asked)
    assert book != EXAMPLE
    assert "each with its document" in print_edition(read_edition(book), "en")
    assert "document" not in str(to_document(read_edition(EXAMPLE))["components"])
    with pytest.raises(RulebookFaulty) as refused:
        read_edition(EXAMPLE.replace("source: unit,", "source: unit, document: required,", 1))
    assert [f.code for f in refused.value.faults] == ["key-without-use"]
