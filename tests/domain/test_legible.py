"""Which characters may a text hold, and is one that is stored already still read?"""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.accounts.commands import AwardBonus
from domain.journal.mapper import decode, encode
from domain.legible import LAYOUT, LegibleNarrative, hidden_in, not_composed, visible
from domain.refusals import HiddenCharacter, KeyNotComposed
from domain.registers.facts import UnitEstablished

NARRATIVE = TypeAdapter[str](LegibleNarrative)
RULED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_no_control_format_or_separator_is_legible() -> None:
    for point in range(sys.maxunicode + 1):
        one = chr(point)
        if unicodedata.category(one) in RULED:
            assert hidden_in(one), f"U+{point:04X}"
        elif unicodedata.category(one)[0] in "LNPS" and one not in "\u115f\u1160\u2800\u3164\uffa0":
            assert not hidden_in(one), f"U+{point:04X}"


def test_a_hidden_character_is_named_with_its_place() -> None:
    found = hidden_in("已付\u202e款")
    assert isinstance(found, HiddenCharacter)
    assert "Character 3 of the text is U+202E RIGHT-TO-LEFT OVERRIDE" in found.message("en")
    assert "第 3 个字符为 U+202E" in found.message("zh")


def test_lines_belong_to_a_narrative_alone() -> None:
    assert NARRATIVE.validate_python(" 一\n\t二 ") == "一\n\t二"
    assert hidden_in("一\n二", LAYOUT) is None
    assert "line break" in str(hidden_in("一\n二"))


def test_a_key_is_composed_and_other_text_stays_as_it_was_typed() -> None:
    assert isinstance(not_composed("Cafe\u0301"), KeyNotComposed)
    assert not_composed("Caf\u00e9") is None
    said = {"subject": "officer:1", "item": "K1", "effective_on": "2024-06-12"}
    with pytest.raises(ValidationError):
        AwardBonus.model_validate({**said, "merit": "Cafe\u0301"})
    assert AwardBonus.model_validate({**said, "reason": "Cafe\u0301"}).reason == "Cafe\u0301"


@given(st.text())
def test_what_is_legible_is_taken_and_all_else_is_refused(text: str) -> None:
    try:
        assert NARRATIVE.validate_python(text) == text.strip()
    except ValidationError:
        assert hidden_in(text, LAYOUT) or not text.strip() or len(text) > 2000
    assert hidden_in(visible(text)) is None


def test_a_text_that_was_stored_before_is_still_read() -> None:
    """The rule binds what is asked; what was granted under an older one stands for ever."""
    state = {"bureau": "nanyue", "unit": "zg", "name": "征管\u200b股\n(一)", "kind": "section"}
    fact = decode("unit-established", encode(state), lambda _, text: text)
    assert isinstance(fact, UnitEstablished)
    assert fact.name == "征管\u200b股\n(一)"
