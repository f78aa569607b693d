"""What does an import say of a faulty workbook, and what of one that came before?"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from api.workbook.writing import write_workbook
from tests.commands.answers import (
    BUREAU,
    SAMPLES,
    YEAR,
    Answers,
    answers,
    publish_and_import,
    publish_editions,
    sheets,
)
from tests.commands.homes import Home, Said

pytestmark = pytest.mark.postgres

WORDS: Final = ("--bureau", BUREAU, "--year", YEAR)
Cells = dict[str, str]
AN_ENTRY: Final[Cells] = {
    "subject": "officer:0001",
    "kind": "bonus",
    "item": "W1",
    "points": "1.2",
    "effective_on": "2024-03-05",
}
A_LOSS: Final[Cells] = {"indicator_id": "i0", "points": "0.3", "effective_on": "2024-03-05"}

FAULTY: Final[dict[str, list[tuple[str, Cells]]]] = {
    # The column that each row is wrong in, and the row.
    "units": [
        ("C", {"unit_id": "n1", "name": "新科室"}),
        ("D", {"unit_id": "n2", "name": "新科室", "kind": "section", "parent_id": "u9"}),
    ],
    "officers": [("A", {"officer_id": "00 12", "name": "某人"})],
    "postings": [
        (
            "D",
            {"officer_id": "0001", "unit_id": "u1", "post_level": "staff", "from": "2024-02-30"},
        ),
        (
            "D",
            {"officer_id": "0001", "unit_id": "u0", "post_level": "staff", "from": "2024-03-01"},
        ),
    ],
    "indicators": [
        ("F", {"unit_id": "u3", "indicator_id": "i0", "base": "5", "step": "0.1", "role": "boss"})
    ],
    "reviews": [
        (
            "E",
            {
                "ref": "n1",
                "subject": "officer:0001",
                "series": "peer_evaluation",
                "period": "2024",
                "score": "100.5",
                "effective_on": "2024-12-05",
            },
        )
    ],
    "entries": [
        ("B", AN_ENTRY | {"ref": "n1", "subject": "0012"}),
        ("G", AN_ENTRY | {"ref": "n2", "points": "-1"}),
        ("H", AN_ENTRY | {"ref": "n3", "share": "4/3"}),
        ("A", AN_ENTRY | {"ref": "e1"}),
        ("B", AN_ENTRY | {"ref": "n4", "subject": "officer:7777"}),
        ("D", AN_ENTRY | {"ref": "n5", "item": "Z9"}),
        ("C", AN_ENTRY | {"ref": "n6", "kind": "deduction"}),
        ("G", AN_ENTRY | {"ref": "n7", "points": "1.25"}),
        ("J", AN_ENTRY | {"ref": "n8", "effective_on": "2025-03-05"}),
    ],
    "losses": [("B", A_LOSS | {"ref": "n1l", "indicator_id": "i99"})],
    "reversals": [("B", {"ref": "n1", "entry_ref": "e999", "reason": "重复", "ground": "复核"})],
    "restrictions": [
        (
            "C",
            {
                "ref": "n1",
                "subject": "officer:0001",
                "restriction": "V9",
                "effective_on": "2024-03-05",
            },
        )
    ],
    "lifts": [
        (
            "B",
            {
                "ref": "n1",
                "restriction_ref": "k99",
                "how": "lifted",
                "effective_on": "2024-03-05",
            },
        )
    ],
}
"""Twenty rows, each wrong in another way."""

Rows = dict[str, list[dict[str, str | None]]]


def small() -> Rows:
    return sheets(SAMPLES / "small" / "book")


def written(folder: Path, rows: dict[str, Any]) -> Path:
    write_workbook(folder / "book", rows)
    return folder / "book"


@pytest.fixture(scope="module")
def home(another_home: Callable[[], Home]) -> Home:
    """Both editions are published, and nothing is imported."""
    made = another_home()
    publish_editions(made, "small")
    return made


@pytest.fixture
def imported(another_home: Callable[[], Home]) -> Home:
    """The small bureau-year is imported."""
    made = another_home()
    publish_and_import(made, "small")
    return made


def position(home: Home) -> int:
    return len(home.facts())


def places(said: Said) -> list[str]:
    return re.findall(r"^([a-z]+!\w+): ", said.err, re.MULTILINE)


@pytest.mark.parametrize("check", [(), ("--check",)])
@pytest.mark.parametrize("name", ["book", "全年.xlsx"])
def test_all_twenty_faults_are_listed_by_their_cells_and_nothing_is_recorded(
    home: Home, tmp_path: Path, name: str, check: tuple[str, ...]
) -> None:
    rows, wrong = small(), []
    for sheet, bad in FAULTY.items():
        for column, row in bad:
            rows[sheet].append(dict(row))
            wrong.append(f"{sheet}!{column}{len(rows[sheet]) + 1}")
    before = position(home)
    write_workbook(tmp_path / name, rows)
    said = home.merit("import", tmp_path / name, *WORDS, *check)
    assert said.code == 1
    assert len(wrong) == 20
    assert sorted(places(said)) == sorted(wrong)
    assert "Faults of the workbook: 20; nothing was recorded." in said.err
    assert "工作簿有 20 处错误，未作任何记录" in said.err
    assert position(home) == before


@pytest.mark.parametrize(
    ("spoilt", "fault"),
    [
        ({**A_LOSS, "effective_on": "2024-02-30"}, "losses!D2"),
        ({k: v for k, v in A_LOSS.items() if k != "points"}, "losses!1"),
    ],
    ids=["a cell", "a column that is missing"],
)
def test_whoever_names_a_row_that_could_not_be_read_is_not_blamed_for_it(
    home: Home, tmp_path: Path, spoilt: Cells, fault: str
) -> None:
    undo = {"ref": "u1", "entry_ref": "l1", "reason": "误", "ground": "复核"}
    rows = {"losses": [{"ref": "l1", **spoilt}], "reversals": [undo]}
    for sheet, (cells,) in rows.items():
        text = f"{','.join(cells)}\n{','.join(cells.values())}\n"
        (tmp_path / f"{sheet}.csv").write_text(text, "utf-8")
    said = home.merit("import", tmp_path, *WORDS)
    assert said.code == 1
    assert [line.split(": ")[0] for line in said.err.splitlines() if "!" in line] == [fault]


def test_a_check_of_a_good_workbook_records_nothing(home: Home) -> None:
    before = position(home)
    said = home.did("import", SAMPLES / "small" / "book", *WORDS, "--check", "--json")
    assert said.json() == {"position": before, "facts": 0, "rows": 355, "known": 0}
    assert position(home) == before


def test_a_ref_with_other_content_is_refused(imported: Home, tmp_path: Path) -> None:
    rows, before = small(), position(imported)
    rows["entries"][1]["reason"] = "另一事由"
    rows["reviews"][0]["score"] = "91"
    rows["entries"].append({**AN_ENTRY, "ref": "new"})
    said = imported.merit("import", written(tmp_path, rows), *WORDS)
    assert said.code == 1
    assert places(said) == ["reviews!A2", "entries!A3"]
    assert position(imported) == before


def test_a_changed_row_without_ref_is_a_new_version_from_then_on(
    imported: Home, tmp_path: Path
) -> None:
    before, then = position(imported), answers(imported)
    rows = small()
    rows["units"][0]["name"] = "单位零"
    rows["officers"][0]["name"] = "张三"
    rows["indicators"][0]["title"] = "一号指标"
    moved = next(row for row in rows["postings"] if row["officer_id"] == "0001" and row["until"])
    last = next(row for row in rows["postings"] if row["from"] == moved["until"])
    assert last["officer_id"] == "0001"
    last["until"] = "2024-12-01"
    said = imported.did("import", written(tmp_path, rows), *WORDS, "--json").json()
    assert (said["rows"], said["facts"]) == (4, 5)
    assert list(imported.facts(before).values()) == [
        "unit-reorganised",
        "officer-particulars-amended",
        "posting-recorded",
        "plan-adopted.2",
        "workbook-imported",
    ]
    now = answers(imported)
    assert now["officer:0001"]["reasons"] == ["no posting on as_of"]
    told = ("components", "base", "bonus", "deduction", "score", "lines")
    altered = [s for s in now if [now[s][t] for t in told] != [then[s][t] for t in told]]
    assert altered == ["officer:0001"]
    asked = ("score", "officer:0001", "--year", YEAR, "--position", before, "--json")
    assert imported.did(*asked).json()["score"] == then["officer:0001"]["score"]
    imported.did("workbook", *WORDS, "--to", tmp_path / "out")
    out = sheets(tmp_path / "out")
    assert (out["units"][0]["name"], out["officers"][0]["name"]) == ("单位零", "张三")


def refs(found: Answers, subject: str) -> list[str]:
    return [line["ref"] for line in found[subject]["lines"]]


def test_a_later_workbook_annuls_a_row_of_an_earlier_one_by_its_ref(
    imported: Home, tmp_path: Path
) -> None:
    entry = next(row for row in small()["entries"] if row["ref"] == "e2")
    subject, then = str(entry["subject"]), answers(imported)
    assert "e2" in refs(then, subject)
    row = {"ref": "late", "entry_ref": "e2", "reason": "文件被撤销", "ground": "复核决定"}
    said = imported.did("import", written(tmp_path, {"reversals": [row]}), *WORDS, "--json").json()
    assert (said["rows"], said["facts"]) == (1, 2)
    now = answers(imported)
    assert "e2" not in refs(now, subject)
    assert [s for s in now if now[s] != then[s]] == [subject]
    again = written(tmp_path, {"reversals": [row | {"ref": "later"}]})
    refused = imported.merit("import", again, *WORDS)
    assert (refused.code, places(refused)) == (1, ["reversals!B2"])


def test_two_imports_of_one_file_at_once_record_it_once(another_home: Callable[[], Home]) -> None:
    home = another_home()
    publish_editions(home, "small")
    words = ("import", SAMPLES / "small" / "book", *WORDS)
    both = [home.begin(*words) for _ in range(2)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sorted(int(out.split()[0]) for out, _ in said) == [0, 355]
    facts = home.facts()
    assert list(facts) == list(range(1, 354))
    assert list(facts.values()).count("workbook-imported") == 1
