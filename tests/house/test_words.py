"""Are facts, commands and refusals named and worded as the house wants them?"""

from __future__ import annotations

import importlib
import inspect
import re
from typing import get_args

import pytest

from domain.deciding import Command
from domain.errors import Malformed, Refusal
from domain.imports.commands import ImportWorkbook
from domain.journal.names import NAMES, UPCASTS
from tests.house.rooms import ROOT, module_of, name_of, product, texts

CRUD = ("Created", "Updated", "Deleted", "Changed", "Set", "Event")
PAST = re.compile(r".+(ed|en|wn|ld)$")
KEBAB = re.compile(r"[a-z]+(-[a-z]+)*(\.[2-9][0-9]*)?")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”][,;:?!(]|[,;:?!)][\u4e00-\u9fff“]")
SAYS_NO = ("domain", "projections", "api")
SAY_IN_CHINESE = (
    *("api/shapes.py", "api/errors.py", "api/asked.py", "api/watch.py"),
    *("domain/selecting.py", "projections/statements.py"),
)
"""Besides the refusals. Of a receipt the words stay as they were told: it is checked by them."""


def all_refusals() -> list[type[Refusal]]:
    for path in product(*SAYS_NO):
        importlib.import_module(module_of(path))
    found: list[type[Refusal]] = [Refusal]
    for kind in found:
        found += [sub for sub in kind.__subclasses__() if sub not in found]
    return sorted(
        (kind for kind in found if kind.__module__.split(".")[0] in SAYS_NO),
        key=lambda kind: (kind.__module__, kind.__name__),
    )


REFUSALS = all_refusals()


def the_name(kind: type) -> str:
    return kind.__name__


@pytest.mark.parametrize("refusal", REFUSALS, ids=the_name)
def test_a_refusal_is_worded_in_english_and_in_chinese(refusal: type[Refusal]) -> None:
    parts = inspect.cleandoc(refusal.__doc__ or "").split("\n\n")
    assert len(parts) == 2, "an English paragraph, a blank line, a Chinese one"
    english, chinese = parts
    assert re.match(r"[A-Za-z{`]", english)
    assert CHINESE.search(chinese)
    assert english.rstrip().endswith((".", "}"))
    assert chinese.rstrip().endswith(("。", "}"))
    assert placeholders(english) == placeholders(chinese)


@pytest.mark.parametrize("refusal", REFUSALS, ids=the_name)
def test_a_chinese_sentence_has_chinese_punctuation(refusal: type[Refusal]) -> None:
    chinese = inspect.cleandoc(refusal.__doc__ or "").partition("\n\n")[2]
    assert not HALF_WIDTH.search(re.sub(r"`[^`]*`", "码", chinese))


@pytest.mark.parametrize("name", SAY_IN_CHINESE)
def test_what_else_is_said_in_chinese_has_chinese_punctuation(name: str) -> None:
    """Faults of shape, what the framework refuses, troubles, and the reasons of a statement."""
    said = [re.sub(r"`[^`]*`|\{\w+\}", "码", str(text.value)) for text in texts(ROOT / name)]
    chinese = [one for one in said if CHINESE.search(one)]
    assert chinese and [one for one in chinese if HALF_WIDTH.search(one)] == []


def test_what_the_command_line_says_in_chinese_has_chinese_punctuation() -> None:
    """Of a line in both languages the marks are the first one's, each before a blank."""
    half_width = re.compile(HALF_WIDTH.pattern.replace("(]|", "(](?! )|"))
    programs = [path for path in product("scripts") if "demo" not in path.parts]
    said = [(name_of(path), str(text.value)) for path in programs for text in texts(path)]
    assert [one for one in said if half_width.search(one[1])] == []


@pytest.mark.parametrize("refusal", REFUSALS, ids=the_name)
def test_what_one_types_stands_apart_in_a_chinese_sentence(refusal: type[Refusal]) -> None:
    """Any other English word is one that its reader need not know."""
    chinese = inspect.cleandoc(refusal.__doc__ or "").partition("\n\n")[2]
    said = re.sub(r"`[^`]*`|\{\w+\}", "", chinese)
    assert re.findall(r"(?<![.\w])[a-z]\w+", said, re.ASCII) == []


def placeholders(text: str) -> set[str]:
    """By name; a detail that is itself in two languages has one name in each."""
    return {re.sub("_(en|zh)$", "", name) for name in re.findall(r"\{(\w+)\}", text)}


def test_no_two_refusals_share_a_code() -> None:
    """But for the faults of a cell and of a rulebook's value, which may be the same."""
    codes = [
        r.code for r in REFUSALS if not (issubclass(r, Malformed) and "faults" in r.__module__)
    ]
    assert sorted(codes) == sorted(set(codes))
    assert not [r.__name__ for r in REFUSALS if r.__name__.endswith(("Error", "Exception"))]


@pytest.mark.parametrize("fact", NAMES.values(), ids=the_name)
def test_a_fact_is_named_for_what_happened(fact: type) -> None:
    assert not fact.__name__.endswith(CRUD)
    words = re.findall(r"[A-Z][a-z]+", fact.__name__)
    assert PAST.fullmatch(words[-1]), "in the past tense"
    assert fact.__doc__
    assert fact.model_config["frozen"]  # type: ignore[attr-defined]


def test_stored_names_are_kebab_case() -> None:
    assert [name for name in [*NAMES, *UPCASTS] if not KEBAB.fullmatch(name)] == []


def test_a_stored_name_says_what_its_fact_says() -> None:
    for name, fact in NAMES.items():
        words = re.sub(r"(?<!^)(?=[A-Z])", "-", fact.__name__).lower()
        assert name.partition(".")[0] == words


@pytest.mark.parametrize("command", [*get_args(Command), ImportWorkbook], ids=the_name)
def test_every_command_is_tested(command: type) -> None:
    assert command.__doc__
    assert not command.__name__.endswith(("Command", "Request"))
    assert command.__name__ in told_in_the_tests()


def test_a_text_that_a_command_takes_is_legible() -> None:
    """The plain kinds of text are for facts, which are read whatever they hold."""
    plain = re.compile(r"^from domain\.vocabulary import .*\b(Narrative|ShortText|Name)\b", re.M)
    paths = [path for path in product("domain") if path.name == "commands.py"]
    assert [name_of(p) for p in paths if plain.search(p.read_text("utf-8"))] == []


def test_every_refusal_of_a_decision_is_tested() -> None:
    raised: set[str] = set()
    for path in product("domain"):
        raised |= set(re.findall(r"\bno\.([A-Z]\w+)", path.read_text("utf-8")))
    assert raised
    raised -= OF_THE_DOOR
    assert {name for name in raised if name not in told_in_the_tests()} == set()


OF_THE_DOOR = {
    *("KeyReusedForAnotherCommand", "AccountContended"),
    *("JournalUnavailable", "OutcomeNotKnown", "DiskFull", "ProgramOutdated"),
    *("LedgerHalted", "DatabaseBusy", "FactNotUnderstood", "FactTorn", "FactOutOfSequence"),
}
"""What only the store itself can refuse: tested in tests/journal and tests/evidence."""


def told_in_the_tests() -> str:
    folder = ROOT / "tests" / "domain"
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
