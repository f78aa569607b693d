"""May a text hold this character, so that what people read is what is stored?

Commands ask so; facts do not: what was stored before must still be read.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from domain import refusals as no
from domain.errors import Refusal
from domain.vocabulary import Name, Narrative, ShortText

LAYOUT: Final = "\n\t"
"""What a narrative may be laid out with, and a name may not."""
_AROUND: Final = " \t\n\r\xa0\u3000"
"""What may stand around a text, and is taken off."""
_HIDDEN: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Controls, direction and joining marks, halves of characters, separators of lines."""
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Drawn as nothing, though they count as letters, marks or symbols."""
_NAMED: Final = {"\n": "line break", "\t": "tab", "\r": "carriage return", "\x1b": "escape"}
_NOBODYS: Final = frozenset(
    chr(point)
    for point in (
        *range(0xFDD0, 0xFDF0),
        *(plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF)),
    )
)
"""Never to be characters; what is merely not assigned yet may be a rare character of a name."""


def hidden_in(text: str, allowed: str = "") -> no.HiddenCharacter | None:
    """The first character that nobody can see, or that breaks the line.

    Variation selectors are let be: they choose the form of a character in a name.
    """
    if text.isprintable() and _BLANK.isdisjoint(text) and _NOBODYS.isdisjoint(text):
        return None  # as nearly every text is
    for place, one in enumerate(text, start=1):
        barred = unicodedata.category(one) in _HIDDEN or one in _BLANK or one in _NOBODYS
        if barred and one not in allowed:
            name = unicodedata.name(one, _NAMED.get(one, "control character"))
            return no.HiddenCharacter(place=place, character=f"U+{ord(one):04X} {name}")
    return None


def visible(text: str) -> str:
    """The text with a mark in place of what nobody can see: for what a machine named."""
    return "".join("\ufffd" if hidden_in(one) else one for one in text)


def _said_of(refusal: Refusal) -> PydanticCustomError:
    """The refusal as one thing wrong among others of the same body."""
    kind = refusal.code.replace("-", "_")
    told = {"en": refusal.message("en"), "zh": refusal.message("zh")}
    return PydanticCustomError(kind, "{en}", told)


def legible_line(given: object) -> object:
    if isinstance(given, str) and (found := hidden_in(given.strip(_AROUND))):
        raise _said_of(found)
    return given


def legible_narrative(given: object) -> object:
    if isinstance(given, str) and (found := hidden_in(given.strip(_AROUND), LAYOUT)):
        raise _said_of(found)
    return given


def not_composed(text: str) -> no.KeyNotComposed | None:
    """A key is compared letter by letter: one act under two spellings would count twice."""
    return None if unicodedata.is_normalized("NFC", text) else no.KeyNotComposed()


def _composed(text: str) -> str:
    if found := not_composed(text):
        raise _said_of(found)
    return text


LegibleLine = Annotated[ShortText, BeforeValidator(legible_line)]
LegibleName = Annotated[Name, BeforeValidator(legible_line)]
LegibleNarrative = Annotated[Narrative, BeforeValidator(legible_narrative)]
MeritKey = Annotated[LegibleLine, AfterValidator(_composed)]
"""Names one act or award: what bears the same key counts once."""
