"""In how many ways does the ledger say no, and how is each one mended?

A refusal's docstring is its message: the English sentence, a blank line, the Chinese one. Braces
name the details that fill it; one that is a Title reads in the language of the sentence. The kinds
decide how a door answers; no door knows a single name.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import ClassVar, Final

from domain.titles import Title

_HAN: Final = "\u4e00-\u9fff"
_STOPS: Final = "，。；：！？、（）“”…"


class Refusal(Exception):
    """The ledger says no.

    功过簿未接受。
    """

    code: ClassVar[str] = "refusal"

    def __init_subclass__(cls) -> None:
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def __init__(self, **details: object) -> None:
        self.details = {name: str(detail) for name, detail in details.items()}
        self._titles = {name: one for name, one in details.items() if isinstance(one, Title)}
        super().__init__(self.message("en"))

    def message(self, language: str) -> str:
        """The sentence for people, in `en` or `zh`."""
        said = self.details | {name: one.named(language) for name, one in self._titles.items()}
        return re.sub(
            r"\{(\w+)\}", lambda found: said.get(found[1], found[0]), self.unfilled(language)
        )

    @classmethod
    def unfilled(cls, language: str) -> str:
        """The same with its braces, as it is said of whatever it is refused for."""
        english, _, chinese = inspect.cleandoc(cls.__doc__ or "").partition("\n\n")
        return _chinese_line(chinese) if language.startswith("zh") else " ".join(english.split())


def _chinese_line(paragraph: str) -> str:
    """In one line: between Chinese characters, and after their punctuation, there is no space."""
    line = " ".join(paragraph.split())
    return re.sub(rf"(?<=[{_STOPS}]) | (?=[{_STOPS}])|(?<=[{_HAN}]) (?=[{_HAN}])", "", line)


class Malformed(Refusal):
    """The shape is wrong.

    格式不符。
    """


class NotFound(Refusal):
    """There is no such thing.

    查无此项。
    """


class Refused(Refusal):
    """A rule forbids it.

    规则不允许。
    """


class Unidentified(Refusal):
    """Nobody knows who asks.

    无法确认请求者身份。
    """


class Forbidden(Refusal):
    """Whoever asks may not.

    无权办理。
    """


class Contended(Refusal):
    """Others were faster; try again.

    并发冲突，请重试。
    """


class Unavailable(Refusal):
    """It cannot be done at this moment.

    暂时无法办理。
    """


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a document: where, what (a refusal's code) and how to mend it."""

    place: str
    code: str
    en: str
    zh: str

    @classmethod
    def of(cls, place: str, refusal: Refusal) -> Fault:
        return cls(place, refusal.code, refusal.message("en"), refusal.message("zh"))
