"""In which words does the console speak, and in whose language?"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Final

from fastapi import Request

from api.errors import LANGUAGES, language_of

COOKIE: Final = "merit_language"
_FOLDER: Final = Path(__file__).parent


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every word by its key, `page.word`, in each language."""
    return {
        f"{page}.{key}": said
        for path in sorted(_FOLDER.glob("words*.toml"))
        for page, words in tomllib.loads(path.read_text("utf-8")).items()
        for key, said in words.items()
    }


def say(language: str, key: str, **told: Any) -> str:
    """The word in that language; a key that is not in the catalogue is a defect."""
    said = catalogue()[key][language]
    return _NUMBERED.vformat(said, (), told) if "|" in said else said.format_map(told)


class _Numbered(Formatter):
    """`{count:fact is|facts are}`: the first of one, the second of any other number."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, _, more = format_spec.partition("|")
        if not more:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else more


_NUMBERED: Final = _Numbered()


def word_or(language: str, key: str, otherwise: str) -> str:
    """For what the API names by a code that a later version may add to."""
    found = catalogue().get(key)
    return found[language] if found else otherwise


def in_language(language: str, said: Mapping[str, str]) -> str:
    """What the API says in both languages."""
    return said.get(language) or next(iter(said.values()), "")


def language_for(request: Request) -> str:
    """What was chosen here, else what the browser asks for, Chinese first."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else language_of(request)
