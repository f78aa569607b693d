"""Does a refusal's sentence read as people of either language read, without a program's codes?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, get_args

from domain.access.roles import PERMISSIONS, ROLES, SCOPES
from domain.disputes.vocabulary import DeclineGround, Outcome
from domain.remediations.vocabulary import RemediationStanding
from domain.titles import FIELDS, GRADES, KINDS, STAGES, STANDINGS

CODES: Final[frozenset[str]] = frozenset(
    {
        *(*PERMISSIONS, *ROLES, *SCOPES, *FIELDS, *GRADES, *KINDS, *STAGES, *STANDINGS),
        *(*get_args(Outcome), *get_args(DeclineGround), *get_args(RemediationStanding)),
        *("national", "provincial", "municipal", "district", "county", "head", "deputy", "staff"),
        *("frozen", "published", "closed", "score", "band", "waiting", "granted", "approved"),
    }
)
"""What programs go by; a Chinese sentence has the names instead."""
_WORD: Final = re.compile(r"(?<![\w:/#@.`-])[a-z][a-z_-]+(?![\w:/#@.`-])", re.ASCII)
_CHINESE: Final = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def codes_in(chinese: str) -> frozenset[str]:
    """The codes that stand in a sentence as words; what one has to type stands in backticks."""
    return CODES & set(_WORD.findall(re.sub(r"`[^`]*`", "", chinese)))


def chinese_in(english: str, own: Iterable[str] = ()) -> list[str]:
    """The Chinese in a sentence that is not the user's own: a document's number, a title."""
    for text in sorted(own, key=len, reverse=True):
        english = english.replace(text, "")
    return _CHINESE.findall(english)


def assert_reads_well(messages: Mapping[str, str], own: Iterable[str] = ()) -> None:
    assert "{" not in messages["en"] + messages["zh"]
    assert codes_in(messages["zh"]) == set(), messages["zh"]
    assert chinese_in(messages["en"], own) == [], messages["en"]
