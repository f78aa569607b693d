"""Is every word of the console in its catalogue, in both languages, and used?"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from api.access import RULES
from api.app import _GUARDED
from api.console import site, telling, traces
from api.console.forms import Form
from api.console.words import catalogue, say
from domain.access.roles import ROLES, Permission
from domain.disputes.commands import Remedies
from domain.waiting import COMMANDS
from projections.evidence.verify import PASSES
from tests.api.who_reads import NOBODY, WHO_IS_READ
from tests.house.rooms import ROOT, texts

CONSOLE = ROOT / "api" / "console"
TEMPLATES = sorted((CONSOLE / "templates").rglob("*.html"))
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
SAID = re.compile(r"""["']([a-z_]+\.[a-z_0-9]*)["'](\s*~)?""")
MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|&\w+;", re.S)


def said() -> tuple[set[str], set[str]]:
    """The keys that are named, and the beginnings to which a page puts a code."""
    keys, begins = set[str](), set[str]()
    for template in TEMPLATES:
        for key, more in SAID.findall(template.read_text("utf-8")):
            (begins if more else keys).add(key)
    for module in CONSOLE.glob("*.py"):
        for text in texts(module):
            value = str(text.value)
            (begins if value.endswith(".") else keys).add(value)
    for form in (
        one for page in site.PAGES for one in vars(page).values() if isinstance(one, Form)
    ):
        keys |= {f"{form.name}.{name}" for name in ("title", "submit")}
        keys |= {f"{form.name}.{one.name}" for one in form.fields if one.kind != "hidden"}
    keys = {one for one in keys if not one.endswith((".html", ".json", ".ics"))}
    return keys, {one for one in begins if re.fullmatch(r"[a-z_]+\.[a-z_]*", one)}


def test_every_word_that_is_used_is_in_the_catalogue() -> None:
    keys, begins = said()
    pages = {key.partition(".")[0] for key in catalogue()}
    wanted = {
        k for k in keys if re.fullmatch(r"[a-z_]+\.[a-z_0-9]+", k) and k.split(".")[0] in pages
    }
    assert wanted - set(catalogue()) == set()
    assert [one for one in begins if not any(key.startswith(one) for key in catalogue())] == []


def test_no_two_files_of_the_catalogue_say_one_word() -> None:
    found = [
        f"{page}.{key}"
        for path in sorted(CONSOLE.glob("words*.toml"))
        for page, words in tomllib.loads(path.read_text("utf-8")).items()
        for key in words
    ]
    assert sorted(found) == sorted(catalogue())


def test_every_word_in_the_catalogue_is_used() -> None:
    keys, begins = said()
    unused = [
        key
        for key in catalogue()
        if key not in keys and not key.startswith(tuple(begins) or ("-",))
    ]
    assert unused == []


@pytest.mark.parametrize("key", catalogue())
def test_a_word_stands_in_both_languages_and_tells_the_same(key: str) -> None:
    words = catalogue()[key]
    assert set(words) == {"zh", "en"} and all(one.strip() for one in words.values())
    named = [set(re.findall(r"\{(\w+)\}", one)) for one in words.values()]
    assert named[0] == named[1]


@pytest.mark.parametrize(
    ("key", "told", "wanted"),
    [
        ("imports.rows", {"count": 1}, "1 row"),
        ("imports.rows", {"count": 0}, "0 rows"),
        ("indicators.base", {"base": "1"}, "1 point"),
        ("risks.total", {"total": 7, "days": 1}, "7, every working day"),
        ("risks.total", {"total": 7, "days": 5}, "7, every 5 working days"),
        ("run.count", {"count": 101227}, "101227 officers"),
    ],
)
def test_what_is_counted_agrees_with_its_number(
    key: str, told: dict[str, object], wanted: str
) -> None:
    assert say("en", key, **told) == wanted
    assert "|" not in say("zh", key, **told)


def test_no_number_of_the_english_catalogue_stands_before_several_things() -> None:
    """One would be said of several: the thing itself has both forms."""
    counted = re.compile(r"\{(count|n|rows|days|minutes|lost|indicators|base)\} [a-z]+s\b")
    found = [key for key, words in catalogue().items() if counted.search(words["en"])]
    assert found == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_words_of_its_own(template: Path) -> None:
    bare = MARKUP.sub(" ", template.read_text("utf-8"))
    assert re.findall(r"[A-Za-z]{2,}", bare) == []
    assert not CHINESE.search(bare)


def test_what_the_api_names_by_a_code_has_its_words() -> None:
    codes = [("pass_of", name) for name in PASSES]
    codes += [("permission", name) for name in get_args(Permission)]
    codes += [("role_of", name) for name in ROLES]
    codes += [("verdict", name) for name in ("verified", "tampered", "incomplete", "stale")]
    codes += [("told", name) for name in set(traces.ROUTES.values())]
    wanted = {f"{page}.{re.sub('[ -]', '_', code)}" for page, code in codes}
    assert wanted - set(catalogue()) == set()
    assert {route.replace(":path", "") for route in traces.ROUTES} <= set(RULES)
    traced = {route for route, whom in WHO_IS_READ.items() if whom != NOBODY}
    assert traced - set(traces.ROUTES) == set(), "what people call each answer that leaves a trace"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_may_be_refused_has_its_words(language: str) -> None:
    """Each command and each question, by the name under which its refusal is kept."""
    names = {route.name for module in _GUARDED for route in module.routes.routes}
    assert len(names) > len(COMMANDS)
    assert [one for one in sorted(names) if not traces.attempt_word(one, language)] == []


def test_dates_and_points_read_as_people_write_them() -> None:
    assert telling.day("2024-09-15", "zh") == "2024年9月15日"
    assert telling.day("2024-09-15", "en") == "15 Sep 2024"
    assert telling.instant("2024-12-31T17:05:00+00:00", "en") == "1 Jan 2025 01:05"
    said = [telling.points(one) for one in ("0.50", "-0.4", "0", "0.000", None)]
    assert said == ["+0.50", "\N{MINUS SIGN}0.4", "0", "0.000", ""]
    told = {
        "zh": "冲销 a/2024/officer:1#2 的 +1 分,2024-02-27 生效,经 b (审批人) 核准(事项 a/7)",
        "en": "x, y",
    }
    assert telling.full_width(told)["en"] == "x, y"
    assert telling.full_width(told)["zh"] == (
        "冲销 a/2024/officer:1#2 的 +1 分，2024-02-27 生效，经 b (审批人) 核准（事项 a/7）"
    )


def test_every_part_of_a_command_that_may_wait_has_its_word() -> None:
    """Its claim is read by people, who do not read our names."""
    keys = set(catalogue())
    told_apart = {"bureau", "evidence", "replacement"}
    wanted = {
        f"claim_field.{part}"
        for command in COMMANDS.values()
        if f"command.{command.__name__}" in keys
        for part in command.model_fields
    }
    assert wanted - {f"claim_field.{part}" for part in told_apart} - keys == set()
    assert {f"remedy.{part}" for part in Remedies.model_fields} <= keys


def test_an_idea_has_the_glossarys_one_word() -> None:
    """As ARCHITECTURE names it: what an officer reads in a notice he finds on his page."""
    named: dict[str, str] = {}
    for row in (ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        words = [one.strip() for one in re.split("[,;]", cells[0])]
        chinese = re.split("[、;；,，]", cells[1]) if len(cells) > 1 else []
        if len(words) == len(chinese):
            named = dict(zip(words, chinese, strict=True)) | named
    pages = {
        "band": ("officer.band", "foreseen.band", "moved.band", "told.rankings"),
        "item": ("entry.item", "new_entry.find_item", "timeline.item", "claim_field.item"),
        "line": ("officer.line",),
        "series": ("claim_field.series", "evaluations.series", "fairness.series"),
        "trace": ("places.traces", "traces.title"),
        "receipt": ("entry.receipt", "log.save_receipt", "told.receipt"),
        "certificate": ("officer.certificate", "log.certificate", "told.certificate"),
    }
    for one, keys in pages.items():
        wrong = [key for key in keys if named[one] not in catalogue()[key]["zh"]]
        assert wrong == [], f"{one} is {named[one]}"
