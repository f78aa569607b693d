"""Do lists hold each row once, as known at their position, while others write?"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.journal.keyring import ERASED
from tests.api import bodies
from tests.api.asking import Api, path_of, pointers, refused, serving
from tests.api.samples import digest_holds
from tests.conftest import OFFICE, Database

pytestmark = pytest.mark.postgres

LISTS: Final = (
    *("/entries", "/units", "/units/closings", "/officers", "/postings", "/indicators"),
    *("/reviews", "/restrictions", "/restrictions/ends", "/rulebooks", "/imports"),
)


def pages(api: Api, path: str, limit: int, **query: Any) -> Iterator[Any]:
    """Every page in turn."""
    cursor: dict[str, str] = {}
    while True:
        page = api.read(path, {**query, **cursor}, limit=limit)
        yield page
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


def rows(api: Api, path: str, **query: Any) -> list[Any]:
    return [row for page in pages(api, path, 1000, **query) for row in page["items"]]


def place(row: dict[str, Any]) -> tuple[int, int]:
    return row["position"], row.get("line", 0)


@pytest.fixture(scope="module")
def entries(demo: Api) -> tuple[int, list[Any]]:
    """A position, and every entry as known then."""
    return demo.head, rows(demo, "/entries", position=demo.head)


Query = dict[str, Any]
FILTERS: Final[dict[str, tuple[Query, Callable[[Any], bool]]]] = {
    "nothing": ({}, lambda e: True),
    "bureau": ({"bureau": "nanyue"}, lambda e: True),
    "another bureau": ({"bureau": "elsewhere"}, lambda e: False),
    "year": ({"year": 2023}, lambda e: e["year"] == 2023),
    "subject": ({"subject": "officer:0012"}, lambda e: e["subject"] == "officer:0012"),
    "account": (
        {"subject": "unit:xx", "year": 2024},
        lambda e: e["subject"] == "unit:xx" and e["year"] == 2024,
    ),
    "kind": ({"kind": "reprimand"}, lambda e: e["kind"] == "reprimand"),
    "indicator": ({"indicator": "ZB44"}, lambda e: e["indicator"] == "ZB44"),
    "actor": ({"actor": OFFICE.actor}, lambda e: e["actor"] == OFFICE.actor),
    "another actor": ({"actor": "token:nobody"}, lambda e: False),
    "item": ({"item": "C1"}, lambda e: e["item"] == "C1"),
    "from": ({"from": "2024-03-08"}, lambda e: e["effective_on"] >= "2024-03-08"),
    "to": ({"to": "2024-03-08"}, lambda e: e["effective_on"] <= "2024-03-08"),
    "all at once": (
        {"from": "2024-03-08", "to": "2024-03-31", "kind": "bonus", "year": 2024},
        lambda e: "2024-03-08" <= e["effective_on"] <= "2024-03-31" and e["kind"] == "bonus",
    ),
    "from after to": ({"from": "2024-03-08", "to": "2024-03-07"}, lambda e: False),
}


@pytest.mark.parametrize("named", FILTERS)
def test_a_filter_takes_what_it_names_and_nothing_else(
    demo: Api, entries: tuple[int, list[Any]], named: str
) -> None:
    query, wanted = FILTERS[named]
    position, every = entries
    expected = [e for e in every if wanted(e)]
    assert rows(demo, "/entries", **query, position=position) == expected
    assert bool(expected) is (named not in ("another bureau", "from after to", "another actor"))


def test_of_a_unit_are_its_own_entries_and_of_whom_it_held_on_their_day(
    demo: Api, entries: tuple[int, list[Any]]
) -> None:
    position, every = entries
    held: dict[tuple[str, str], Any] = {}
    for row in rows(demo, "/postings", unit="zg", position=position):
        held[row["officer"], row["start_on"]] = row  # of one posting the last version holds

    def wanted(entry: Any) -> bool:
        day, subject = entry["effective_on"], entry["subject"]
        return subject == "unit:zg" or any(
            subject == f"officer:{one['officer']}"
            and one["start_on"] <= day
            and (one["until_on"] is None or day < one["until_on"])
            for one in held.values()
        )

    expected = [entry for entry in every if wanted(entry)]
    assert 0 < len(expected) < len(every)
    assert any(one["until_on"] for one in held.values()), "somebody left the unit"
    assert rows(demo, "/entries", unit="zg", position=position) == expected


def test_the_last_recorded_come_first_where_it_is_asked_so(
    demo: Api, entries: tuple[int, list[Any]]
) -> None:
    position, every = entries
    found: list[Any] = []
    for n, page in enumerate(
        pages(demo, "/entries", len(every) // 3 + 1, newest="true", position=position)
    ):
        found += page["items"]
        if n == 0:
            demo.entry("/bonuses", {**bodies.bonus("0012"), "item": "I1", "level": "district"})
    assert n >= 2
    assert found == every[::-1]


def test_registers_are_filtered_too(demo: Api) -> None:
    for path, query, name in (
        ("/units", {"unit": "zg"}, "unit"),
        ("/officers", {"officer": "0012"}, "officer"),
        ("/postings", {"officer": "0006"}, "officer"),
        ("/postings", {"unit": "zg"}, "unit"),
        ("/indicators", {"unit": "zg", "year": 2024}, "unit"),
        ("/reviews", {"subject": "officer:0012", "year": 2024}, "subject"),
        ("/restrictions", {"subject": "officer:0034"}, "subject"),
        ("/restrictions/ends", {"subject": "officer:0034"}, "subject"),
    ):
        every = rows(demo, path)
        expected = [r for r in every if all(r[key] == value for key, value in query.items())]
        assert rows(demo, path, **query) == expected
        assert 0 < len(expected) < len(every), (path, name)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_reads_in_the_order_of_recording_from_both_ends_the_same(
    demo: Api, path: str
) -> None:
    position = demo.head
    whole = rows(demo, path, position=position)
    assert [place(r) for r in whole] == sorted({place(r) for r in whole})
    assert all(r["bureau"] == "nanyue" and r["position"] <= position for r in whole)
    limit = max(len(whole) // 7, 1)
    in_pages = list(pages(demo, path, limit, position=position))
    assert [row for page in in_pages for row in page["items"]] == whole
    for page in in_pages:
        assert page["position"] == position
        assert page["count"] == len(page["items"]) <= limit
        assert digest_holds(page)


@pytest.mark.parametrize("path", ["/entries", "/indicators", "/reviews", "/officers"])
def test_paging_stands_still_while_others_write(demo: Api, path: str) -> None:
    before = rows(demo, path)
    found, positions = [], set()
    for n, page in enumerate(pages(demo, path, len(before) // 4 + 1)):
        found += page["items"]
        positions.add(page["position"])
        write_a_little(demo, path, n)
    assert n >= 3
    assert len(positions) == 1
    assert [place(r) for r in found] == [place(r) for r in before]
    assert found == before
    assert len(rows(demo, path)) > len(before)


def write_a_little(api: Api, path: str, n: int) -> None:
    """A row for every list, and the reversal of an entry that a later page will show."""
    number = f"{path[1]}{n:03}"
    api.write("/officers", bodies.officer(number))
    api.write("/units", bodies.unit(number))
    api.write("/indicators", {"year": 2024, "plans": [bodies.sole_plan(number)]})
    api.write("/reviews", bodies.mark("0012", str(80 + n), "2024Q4"))
    body = {**bodies.bonus("0012"), "item": "I1", "level": "district"}
    api.write("/reversals", bodies.reversal(api.entry("/bonuses", body)))
    standing = [r for r in rows(api, "/entries", kind="commendation") if not r["reversed_at"]]
    last = standing[-1]
    ref = f"nanyue/{last['year']}/{last['subject']}#{last['number']}"
    api.write("/reversals", bodies.reversal(ref))


def test_a_page_may_end_within_a_plan(demo: Api) -> None:
    whole = rows(demo, "/indicators", unit="zg", year=2024)
    assert len({r["position"] for r in whole}) < len(whole)
    one_by_one = [page["items"] for page in pages(demo, "/indicators", 1, unit="zg", year=2024)]
    assert [row for items in one_by_one for row in items] == whole


def test_the_last_page_has_no_next_even_where_it_is_full(demo: Api) -> None:
    whole = rows(demo, "/units")
    (page,) = pages(demo, "/units", len(whole))
    assert page["count"] == len(whole)


def test_an_entry_reversed_later_is_not_reversed_then(demo: Api) -> None:
    entry = {**bodies.bonus("0052", reason="获评先进"), "item": "I1", "level": "district"}
    ref = demo.entry("/bonuses", entry)
    granted = demo.head
    gone = demo.write("/reversals", bodies.reversal(ref, reason="核实有误"))["position"]
    for position, reversed_at in ((granted, None), (gone, gone)):
        listed = rows(demo, "/entries", subject="officer:0052", position=position)[-1]
        assert listed | {"late": None} == demo.read(path_of(ref), position=position)
        assert listed["reversed_at"] == reversed_at
        assert (listed["reversal"] is None) is (reversed_at is None)
    assert listed["reversal"]["reason"] == "核实有误"


def test_names_and_narrative_are_opened_in_lists_and_sealed_in_the_journal(demo: Api) -> None:
    before = demo.head
    name, reason = "慕容雪·阿依古丽", '牵头完成 <b>专项</b>\n& "重点"'
    demo.write("/officers", {"bureau": "nanyue", "officer": "0997", "name": name})
    demo.write("/restrictions", bodies.restriction("0997", reason=reason))
    ref = demo.entry("/bonuses", bodies.bonus("0053", item="K2", reason=reason))
    assert rows(demo, "/officers", officer="0997")[-1]["name"] == name
    assert rows(demo, "/restrictions", subject="officer:0997")[-1]["reason"] == reason
    assert demo.read(path_of(ref))["reason"] == reason
    sealed = demo.ask("/journal", after=before).text
    for secret in (name, "牵头完成", "专项"):
        assert secret not in sealed
    assert sealed.count("sealed:") == 3


def test_an_erased_narrative_reads_so_and_changes_no_figure(database: Database) -> None:
    with serving(database) as api:
        bodies.open_bureau(api)
        number = bodies.hire(api)
        ref = api.entry("/bonuses", bodies.bonus(number, reason="牵头完成"))
        before = api.read(f"/officers/{number}/score", year=2024)
    with database.connect() as conn:
        conn.execute("DELETE FROM keys.subject_keys WHERE subject = %s", (f"officer:{number}",))
    with serving(database) as api:
        assert api.read(path_of(ref))["reason"] == ERASED
        assert rows(api, "/officers", officer=number)[-1]["name"] == ERASED
        assert api.read(f"/officers/{number}/score", year=2024) == before


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", "=", "....", "MS4x", "\0", "é", "١", "a" * 200, "-1", "null", "[]"),
        *(base64.urlsafe_b64encode(t).decode() for t in (b"1.2.3.4", b"-1.0.0", b"9.10.0")),
        *(base64.urlsafe_b64encode(t).decode() for t in (b"a.b.c", b"1.1.-1", b"1e3.1.0")),
        base64.urlsafe_b64encode(b"99999999999999999999.1.1").decode(),
        base64.urlsafe_b64encode(b"4.1." + b"9" * 30).decode(),
    ],
)
def test_a_cursor_that_was_never_given_is_refused(demo: Api, cursor: str) -> None:
    refused(demo.ask("/entries", cursor=cursor), 422, "cursor-unknown")


def test_a_cursor_does_not_lead_beyond_the_moment_asked_for(demo: Api) -> None:
    page = demo.read("/entries", limit=1)
    asked = {"cursor": page["next"], "position": page["position"] - 1}
    refused(demo.ask("/entries", asked), 422, "cursor-unknown")


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "1.5", "x", "", "9" * 30, "１"])
@pytest.mark.parametrize("path", ["/entries", "/journal"])
def test_a_page_holds_1_to_1000_rows(demo: Api, path: str, limit: str) -> None:
    problem = refused(demo.ask(path, limit=limit), 422, "malformed")
    assert pointers(problem) == {"/query/limit"}


def test_left_out_a_page_holds_100_rows(demo: Api) -> None:
    for path in ("/entries", "/journal"):
        assert demo.read(path)["count"] == 100
        assert demo.read(path, limit=1000)["count"] > 100


def test_a_page_says_what_was_asked_and_what_its_rows_add_up_to(demo: Api) -> None:
    page = demo.read("/entries", year=2024, subject="officer:0012", to="2024-11-30", limit=1000)
    asked = {"year": "2024", "subject": "officer:0012", "effective_on<=": "2024-11-30"}
    assert page["query"] == asked
    kinds = {row["kind"] for row in page["items"]}
    assert len(kinds) > 1
    for kind in kinds:
        claimed = (Decimal(row["claimed"]) for row in page["items"] if row["kind"] == kind)
        assert Decimal(page["totals"][kind]) == sum(claimed)
    assert page["totals"].keys() == kinds
    page = demo.read("/indicators", year=2024)
    total = sum(Decimal(row["base"]) for row in page["items"])
    assert {name: Decimal(said) for name, said in page["totals"].items()} == {"base": total}
    for path in ("/reviews", "/officers"):
        assert demo.read(path)["totals"] == {}
    assert demo.read("/officers")["query"] == {}
