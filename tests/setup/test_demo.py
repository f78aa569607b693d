"""Is the demo bureau the one its rules describe: whole, lawful row by row, the same every time?"""

import hashlib
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scripts.demo import Demo, write_demo
from scripts.demo.__main__ import main
from scripts.demo.shape import COLUMNS
from tests.setup.demo_books import YEARS, Books, Rows, books, covers, demo, in_force, item_of, rules

__all__ = ["books", "demo", "rules"]  # fixtures, taken up by importing them

DIGEST = "656207a060695cb2b8a667c19464f522e3fe35bd256aeb1976453aa567ff2f96"


def digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*.*"), key=lambda path: path.relative_to(folder).as_posix()):
        name = path.relative_to(folder).as_posix()
        whole.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    for name in ("once", "twice"):
        write_demo(tmp_path / name)
        assert digest(tmp_path / name) == DIGEST


def test_it_says_what_it_wrote(demo: Demo) -> None:
    assert (demo.bureau, demo.years) == ("nanyue", YEARS)
    assert [path.name for path in demo.rulebooks] == ["rulebook-1.yaml", "rulebook-2.yaml"]
    assert [demo.books[year].name for year in YEARS] == ["2023", "2024"]


def test_the_command_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "demo")]) == 0
    assert digest(tmp_path / "demo") == DIGEST
    assert capsys.readouterr().out.count("\n") == 4
    assert main([]) == main(["--help"]) == main(["a", "b"]) == 2


def test_the_bureau_at_the_end_of_2024(books: Books) -> None:
    book = books[2024]
    kinds = {unit["unit_id"]: unit["kind"] for unit in book["units"]}
    assert Counter(kinds.values()) == {"leadership": 1, "section": 11, "branch": 4}
    now = [row for row in book["postings"] if covers(row, "2024-12-31")]
    groups = Counter(
        row["post_level"] if row["post_level"] != "staff" else kinds[row["unit_id"]] for row in now
    )
    assert groups == {"leader": 7, "head": 15, "deputy": 18, "section": 44, "branch": 36}
    heads = [row["unit_id"] for row in now if row["post_level"] == "head"]
    assert sorted(heads) == sorted(unit for unit in kinds if unit != "ld")
    leaders = {row["officer_id"] for row in now if row["post_level"] == "leader"}
    assert {row["unit_id"] for row in now if row["officer_id"] in leaders} == {"ld"}
    assert all(officer.startswith("9") for officer in leaders)


@pytest.mark.parametrize("year", YEARS)
def test_officers_and_postings(books: Books, year: int) -> None:
    book = books[year]
    officers = [row["officer_id"] for row in book["officers"]]
    assert len(set(officers)) == len(officers)
    assert all(row["name"] and row["rank"] for row in book["officers"])
    assert {row["officer_id"] for row in book["postings"]} == set(officers)
    units = {row["unit_id"] for row in book["units"]}
    held: dict[str, Rows] = {}
    for row in book["postings"]:
        assert row["unit_id"] in units
        assert row["from"] <= f"{year}-12-31"
        assert not row["until"] or f"{year}-01-01" < row["until"] <= f"{year}-12-31"
        assert not row["until"] or row["from"] < row["until"]
        held.setdefault(row["officer_id"], []).append(row)
    for rows in held.values():
        for before, after in pairwise(rows):
            assert before["until"] and before["until"] <= after["from"]


def test_the_second_book_goes_on_from_the_first(books: Books) -> None:
    def by_key(year: int) -> dict[tuple[str, str, str], dict[str, str]]:
        rows = books[year]["postings"]
        return {(row["officer_id"], row["unit_id"], row["from"]): row for row in rows}

    first, second = by_key(2023), by_key(2024)
    for key, row in first.items():
        assert (key in second) == (not row["until"])
    for key, row in second.items():
        assert key in first or row["from"] >= "2024-01-01"
        assert key not in first or first[key]["post_level"] == row["post_level"]
    moved = {officer: unit for officer, unit, start in second if start == "2024-07-01"}
    assert moved == {"0016": "f2", "0080": "ns"}


@pytest.mark.parametrize("year", YEARS)
def test_each_plan_sums_to_a_hundred_and_each_indicator_has_one_owner(
    books: Books, year: int
) -> None:
    rows = books[year]["indicators"]
    keys = Counter((row["unit_id"], row["indicator_id"]) for row in rows)
    assert set(keys.values()) == {1}
    owners = Counter(row["indicator_id"] for row in rows if row["role"] == "owner")
    assert owners == dict.fromkeys({row["indicator_id"] for row in rows}, 1)
    assert {row["role"] for row in rows} == {"owner", "support"}
    assert {row["step"] for row in rows} == {"0.1"}
    plans: dict[str, list[Decimal]] = {}
    for row in rows:
        plans.setdefault(row["unit_id"], []).append(Decimal(row["base"]))
    assert len(plans) == 15
    assert {sum(bases) for bases in plans.values()} == {100}
    assert all(6 <= len(bases) <= 10 and min(bases) > 0 for bases in plans.values())


@pytest.mark.parametrize("year", YEARS)
def test_refs_are_unique_and_days_are_workdays_of_the_year(books: Books, year: int) -> None:
    refs: list[str] = []
    for sheet, rows in books[year].items():
        refs += [row["ref"] for row in rows if "ref" in COLUMNS[sheet]]
        for row in rows:
            if "effective_on" in row:
                day = date.fromisoformat(row["effective_on"])
                assert day.year == year
                assert day.weekday() < 5
    assert len(set(refs)) == len(refs)


@pytest.mark.parametrize("year", YEARS)
def test_every_entry_is_lawful(books: Books, rules: list[dict[str, Any]], year: int) -> None:
    book = books[year]
    units = {row["unit_id"] for row in book["units"]}
    for row in book["entries"]:
        item = item_of(rules, row)
        assert item["kind"] == row["kind"], row
        assert bool(row["level"]) == ("levels" in item), row
        assert not row["level"] or row["level"] in item["levels"], row
        assert bool(row["points"]) == ("range" in item), row
        if row["points"]:
            low, high = map(Decimal, item["range"])
            assert low <= Decimal(row["points"]) <= high, row
            assert Decimal(row["points"]) % Decimal(item["step"]) == 0, row
        assert not row["quantity"] or ("range" not in item and int(row["quantity"]) > 0), row
        num, den = map(int, (row["share"] or "1/1").split("/"))
        assert 0 < num <= den
        assert row["document_no"] and row["reason"]
        kind, _, id_ = row["subject"].partition(":")
        serving = [post for post in book["postings"] if covers(post, row["effective_on"])]
        people = {post["officer_id"] for post in serving if post["unit_id"] != "ld"}
        assert id_ in (people if kind == "officer" else units - {"ld"}), row
        signers = {row["recorded_by"], row["approved_by"]}
        assert len(signers - {id_}) == 2, row
        assert signers <= {post["officer_id"] for post in serving}, row


@pytest.mark.parametrize("year", YEARS)
def test_losses_reversals_restrictions_and_marks_are_lawful(
    books: Books, rules: list[dict[str, Any]], year: int
) -> None:
    book = books[year]
    indicators = {row["indicator_id"] for row in book["indicators"]}
    for row in book["losses"]:
        assert row["indicator_id"] in indicators
        assert Decimal(row["points"]) > 0 and Decimal(row["points"]) % Decimal("0.1") == 0
        assert row["reason"]
    refs = {row["ref"] for sheet in ("entries", "losses") for row in book[sheet]}
    reversed_ = [row["entry_ref"] for row in book["reversals"]]
    assert set(reversed_) <= refs
    assert len(set(reversed_)) == len(reversed_)
    assert any(ref.startswith("L") for ref in reversed_)
    assert all(row["reason"] and row["ground"] for row in book["reversals"])
    raised = {row["ref"]: row for row in book["restrictions"]}
    for row in raised.values():
        edition = in_force(rules, row["effective_on"])
        assert row["restriction"] in {rule["id"] for rule in edition["restrictions"]}
        assert not row["until"] or row["effective_on"] < row["until"]
    for row in book["lifts"]:
        assert row["how"] in {"lifted", "rescinded"}
        assert row["effective_on"] > raised[row["restriction_ref"]]["effective_on"]
    assert {row["how"] for row in book["lifts"]} == {"lifted", "rescinded"}
    for row in book["reviews"]:
        assert 0 <= Decimal(row["score"]) <= 100
        assert row["period"].startswith(str(year))


def test_the_editions(rules: list[dict[str, Any]]) -> None:
    assert [edition["version"] for edition in rules] == ["1", "2"]
    assert [edition["effective_from"] for edition in rules] == ["2023-01-01", "2024-07-01"]
    for edition in rules:
        items = edition["items"]
        assert {item["category"] for item in items} == {c["id"] for c in edition["categories"]}
        assert all({*item["title"]} == {"zh", "en"} for item in [*items, *edition["restrictions"]])
        for group in edition["groups"]:
            assert sum(map(Decimal, group["weights"].values())) == 1
        commended = [item for item in items if item["kind"] == "commendation"]
        assert {(i["evidence"], i["claim_within"]) for i in commended} == {("required", "10")}
    first, second = ({i["id"]: i for i in edition["items"]}["I1"] for edition in rules)
    assert (first["levels"]["district"], first["cap"]) == ("0.5", "3")
    assert (second["levels"]["district"], second["cap"]) == ("0.3", "2")


def test_there_is_enough_of_everything(books: Books) -> None:
    for year, fewest in ((2023, 250), (2024, 420)):
        entries = books[year]["entries"]
        assert len(entries) >= fewest
        for column in ("share", "quantity", "points", "level", "merit"):
            assert any(row[column] for row in entries)
        assert any(row["item"] == "C0" for row in entries)
        assert any(row["subject"].startswith("unit:") for row in entries)
        keys = Counter((row["subject"], row["merit"]) for row in entries if row["merit"])
        assert max(keys.values()) >= 2
        series = Counter(row["series"] for row in books[year]["reviews"])
        assert 430 < series["regular_review"] < 4 * 113
        assert 100 < series["leader_evaluation"] < 113
        assert 100 < series["peer_evaluation"] < 113
