"""Does what goes out as a workbook come in again as the same, and does what came in go away?"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from api.workbook.writing import write_workbook
from domain.accounts.commands import AwardBonus, CorrectEntry, ReverseEntry
from domain.registers.commands import EndRestriction, GiveMark, ImposeRestriction, WithdrawMark
from scripts.demo import Demo, write_demo
from scripts.installation import local_principal
from tests.commands.answers import (
    DAYS,
    SAMPLES,
    YEAR,
    Answers,
    answers,
    publish_and_import,
    publish_editions,
    run,
    sheets,
)
from tests.commands.homes import Home

pytestmark = pytest.mark.postgres
WORDS: Final = ("--bureau", "nanyue", "--year", YEAR)
UNDO: Final = ("--year", YEAR, "--reason", "导入了错误的文件", "--ground", "更正通知")


@dataclass(frozen=True)
class Bureau:
    """The demo bureau, with some facts that came from no workbook."""

    home: Home
    demo: Demo
    right: dict[str, Answers] = field(default_factory=dict)
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def publish(self, home: Home) -> None:
        for path in self.demo.rulebooks:
            home.did("rulebook", "publish", path, "--bureau", self.demo.bureau)


@pytest.fixture(scope="module")
def bureau(another_home: Callable[[], Home], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    made = Bureau(another_home(), write_demo(tmp_path_factory.mktemp("demo")))
    made.publish(made.home)
    made.home.did("import", made.demo.books[YEAR], *WORDS)
    record_by_hand(made.home)
    made.runs.update({as_of: run(made.home, as_of) for as_of in DAYS})
    made.right.update({as_of: with_refs(answers(made.home, as_of)) for as_of in DAYS})
    return made


def record_by_hand(home: Home) -> None:
    """An award, one annulled, one corrected, marks given again and withdrawn, a restriction."""
    bureau, who, day = "nanyue", "officer:0012", date(YEAR, 11, 5)
    digest = "sha256:" + "ab" * 32
    award = AwardBonus.model_validate(
        {"bureau": bureau, "subject": who, "item": "W1", "points": "0.7", "effective_on": day}
        | {"reason": "专项任务", "evidence": [digest]}
    )
    mark = {"bureau": bureau, "year": YEAR, "series": "regular_review", "effective_on": day}
    undone = {"reason": "重复", "ground": "复核"}
    with home.opened() as opened, opened.ledger() as ledger:
        by = local_principal()
        entries = [ledger.handle(award, by).entries[0] for _ in range(3)]
        ledger.handle(ReverseEntry(entry=entries[0], reason="重复", ground="复核"), by)
        corrected = {"entry": entries[1], "replacement": {"points": "0.5"}} | undone
        ledger.handle(CorrectEntry.model_validate(corrected), by)
        for subject, score in ((who, "99"), ("officer:0004", "60"), ("officer:0007", "61")):
            given = mark | {"subject": subject, "period": "2024Q3", "score": score}
            ledger.handle(GiveMark.model_validate(given), by)
        withdrawn = {"bureau": bureau, "year": YEAR, "subject": who, "number": 1, "reason": "误"}
        ledger.handle(WithdrawMark.model_validate(withdrawn), by)
        banned = {"bureau": bureau, "subject": who, "rule": "V1", "effective_on": day}
        ledger.handle(ImposeRestriction.model_validate(banned), by)
        for how in ("lifted", "rescinded"):
            end = {"bureau": bureau, "subject": who, "number": 1, "how": how, "effective_on": day}
            ledger.handle(EndRestriction.model_validate(end), by)


def with_refs(found: Answers) -> Answers:
    """A line without a source's ref goes out under the ledger's own."""
    for subject, answer in found.items():
        for line in answer["lines"]:
            own = line["entry"].split("/")[-1]
            assert own.startswith(subject) or line["indicator"]
            line["ref"] = line["ref"] or own
    return found


@pytest.mark.parametrize("name", [pytest.param("book", marks=pytest.mark.long), "全年.xlsx"])
def test_a_year_goes_out_and_comes_in_with_the_same_scores(
    bureau: Bureau, another_home: Callable[[], Home], tmp_path: Path, name: str
) -> None:
    bureau.home.did("workbook", *WORDS, "--to", tmp_path / name)
    home = another_home()
    bureau.publish(home)
    home.did("import", tmp_path / name, *WORDS)
    assert {as_of: answers(home, as_of) for as_of in DAYS} == bureau.right
    assert {as_of: run(home, as_of) for as_of in DAYS} == bureau.runs
    for each, folder in ((bureau.home, "one"), (home, "other")):
        each.did("workbook", *WORDS, "--to", tmp_path / folder)
    assert sheets(tmp_path / "one") == sheets(tmp_path / "other")


def test_a_year_that_went_out_is_known_where_it_came_from(bureau: Bureau, tmp_path: Path) -> None:
    told = bureau.home.did("workbook", *WORDS, "--to", tmp_path / "book").out.splitlines()[-1]
    assert re.fullmatch(r"position \d+ · \d+ rows 行 · sha256:[0-9a-f]{64}", told)
    said = bureau.home.did("import", tmp_path / "book", *WORDS, "--check", "--json")
    assert said.json()["rows"] == 0


def test_a_template_is_an_empty_workbook(bureau: Bureau, tmp_path: Path) -> None:
    template = tmp_path / "模板.xlsx"
    assert bureau.home.did("template", template).out == f"{template}\n"
    before = len(bureau.home.facts())
    said = bureau.home.did("import", template, *WORDS, "--json").json()
    assert said == {"position": before, "facts": 0, "rows": 0, "known": 0}
    assert len(bureau.home.facts()) == before


SEED: Final = 7
ITEMS: Final[tuple[dict[str, str], ...]] = (
    {"kind": "bonus", "item": "W1", "points": "1.5"},
    {"kind": "bonus", "item": "K1"},
    {"kind": "commendation", "item": "C1", "level": "national"},
    {"kind": "commendation", "item": "C2", "level": "provincial"},
    {"kind": "reprimand", "item": "X1", "level": "municipal"},
    {"kind": "deduction", "item": "X3", "quantity": "4"},
)


def a_wrong_batch(subjects: list[str]) -> dict[str, list[dict[str, str]]]:
    """Entries, losses, marks and restrictions for many subjects; a mark already given too."""
    dice = random.Random(SEED)
    rows: dict[str, list[dict[str, str]]] = {"reviews": [], "entries": [], "losses": []}

    def day() -> dict[str, str]:
        return {"effective_on": f"2024-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"}

    for n in range(60):
        merit = {"merit": f"m{n % 9}"} if n % 3 == 0 else {}
        whose = {"ref": f"z{n}", "subject": dice.choice(subjects)}
        rows["entries"].append({**whose, **dice.choice(ITEMS), **merit, **day()})
    for n in range(6):
        loss = {"ref": f"zl{n}", "indicator_id": f"i{n % 3}", "points": "0.6"}
        rows["losses"].append({**loss, **day()})
    officers = [subject for subject in subjects if subject.startswith("officer:")]
    for n, subject in enumerate(officers):
        mark = {"series": "regular_review", "period": f"2024Q{n % 4 + 1}", "score": "55"}
        rows["reviews"].append({"ref": f"zr{n}", "subject": subject, **mark, **day()})
    rows["restrictions"] = [
        {"ref": f"zv{n}", "subject": subject, "restriction": f"V{n % 3 + 1}", **day()}
        for n, subject in enumerate(officers[:6])
    ]
    return rows


def test_a_batch_reversed_leaves_every_score_as_without_it(
    another_home: Callable[[], Home], tmp_path: Path
) -> None:
    home = another_home()
    publish_and_import(home, "small")
    runs = {as_of: run(home, as_of) for as_of in DAYS}
    without: dict[str, Any] = {as_of: answers(home, as_of) for as_of in DAYS}
    postings = sheets(SAMPLES / "small" / "book")["postings"]
    posted = {f"officer:{row['officer_id']}" for row in postings}
    write_workbook(tmp_path / "wrong", a_wrong_batch(sorted(posted | {"unit:u0", "unit:u2"})))
    home.did("import", tmp_path / "wrong", *WORDS)
    spoilt = answers(home)
    assert sum(spoilt[s] != without[DAYS[1]][s] for s in spoilt) > 20
    home.did("reverse-import", 2, *UNDO)
    assert {as_of: answers(home, as_of) for as_of in DAYS} == without
    assert {as_of: run(home, as_of) for as_of in DAYS} == runs
    again = home.merit("reverse-import", 2, *UNDO)
    assert (again.code, again.out) == (1, "")
    assert "Import 2 has been reversed already." in again.err


def test_a_batch_reversed_by_mistake_is_imported_again_and_goes_out(
    another_home: Callable[[], Home], tmp_path: Path
) -> None:
    """What was annulled and what came in its place bear one ref of the source."""
    home, other = another_home(), another_home()
    publish_and_import(home, "small")
    then = scores(home)
    home.did("reverse-import", 1, *UNDO)
    home.did("import", SAMPLES / "small" / "book", *WORDS)
    assert scores(home) == then
    home.did("workbook", *WORDS, "--to", tmp_path / "book")
    publish_editions(other, "small")
    other.did("import", tmp_path / "book", *WORDS)
    assert scores(other) == then


def scores(home: Home) -> dict[str, dict[str, Any]]:
    """Everything of a score but the names of its lines; and the whole appraisal."""
    found = {
        subject: answer | {"lines": [line["counted"] for line in answer["lines"]]}
        for subject, answer in answers(home).items()
    }
    whole = json.dumps(found | {"run": run(home, DAYS[1])})
    unnumbered: dict[str, dict[str, Any]] = json.loads(re.sub(r"#\d+", "", whole))
    return unnumbered
