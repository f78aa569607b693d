"""When a case has ended for which a grade was withheld (补定等次), who sits in the seat kept back?

Six officers, two seats in band 1, one of them kept back for the deferred; one place of excellent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.conftest import Database
from tests.cycle.bureaus import NANYUE, Bureaus, hire, serving_bureaus

pytestmark = pytest.mark.postgres

OFFICE, SECOND = f"{NANYUE}_office", f"{NANYUE}_second"
OTHERS: Final = {"0013": 95, "0014": 90, "0015": 85, "0016": 80, "0017": 75}
SUBJECT: Final = "officer:0012"
SETTLED: Final = f"/years/{NANYUE}/2024/deferrals"
CASE: Final = {
    "officer": "0012",
    "outcome": "cleared",
    "decided_on": "2025-03-14",
    "document_no": "岳税纪〔2025〕3号",
    "reason": "经查不构成违纪",
}
Row = dict[str, Any]


@pytest.fixture
def bureaus(database: Database) -> Iterator[Bureaus]:
    with serving_bureaus(database) as found:
        yield found


def close_with_a_case(bureaus: Bureaus, score: int) -> dict[str, Row]:
    """The rows of the year closed while the case against the officer of this score is open."""
    bureaus.on("2025-01-10")
    hire(bureaus.api, NANYUE, "zg", {"0012": (score,), **{o: (s,) for o, s in OTHERS.items()}})
    case = {"bureau": NANYUE, "subject": SUBJECT, "rule": "V3", "effective_on": "2024-11-04"}
    bureaus.approved(OFFICE, SECOND, "/restrictions", **case)
    for act, body in (("freeze", {}), ("publish", {}), ("close", {"waived": "公示期内无异议"})):
        bureaus.done(OFFICE, f"/years/{NANYUE}/2024/{act}", **body)
    bureaus.on("2025-03-17")
    rows = rows_of(bureaus, "closed")
    held = rows["0012"]
    assert (held["rank"], held["band"], held["grade"]) == (None, None, "ungraded")
    assert seats(rows) == {"0013": (1, "excellent"), **dict.fromkeys(AFTER, (2, "competent"))}
    return rows


AFTER: Final = ("0014", "0015", "0016", "0017")


def rows_of(bureaus: Bureaus, act: str) -> dict[str, Row]:
    run = bureaus.read(OFFICE, f"/runs/{NANYUE}:2024:{act}")
    return {row["officer"]: row for row in run["officers"]}


def seats(rows: dict[str, Row]) -> dict[str, tuple[int, str]]:
    return {o: (row["band"], row["grade"]) for o, row in rows.items() if o != "0012"}


def settle(bureaus: Bureaus, **but: Any) -> dict[str, Row]:
    """The rows of the year restated after the case has ended so."""
    bureaus.approved(OFFICE, SECOND, SETTLED, **{**CASE, **but})
    again = {"authorised_by": "0001", "ground": "补定等次", "reason": "案件办结"}
    bureaus.approved(OFFICE, SECOND, f"/years/{NANYUE}/2024/restate", **again)
    return rows_of(bureaus, "restated-1")


def test_the_cleared_takes_the_seat_kept_back_and_nobody_elses(bureaus: Bureaus) -> None:
    closed = close_with_a_case(bureaus, 92)
    bureaus.refused(SECOND, SETTLED, 403, "not-permitted", **CASE)
    other = {**CASE, "officer": "0013"}
    bureaus.refused(OFFICE, SETTLED, 409, "not-deferred", **other)
    unnamed = {**CASE, "outcome": "sanctioned"}
    bureaus.refused(OFFICE, SETTLED, 422, "sanction-unsaid", **unnamed)
    restated = settle(bureaus)
    own = restated["0012"]
    assert (own["rank"], own["band"], own["grade"], own["pay"]) == (2, 1, "competent", "1.2")
    assert seats(restated) == seats(closed)
    pay = bureaus.read(OFFICE, f"/runs/{NANYUE}:2024:restated-1/pay")
    moved = [(row["officer"], row["delta"]) for row in pay["lines"] if row["delta"] != "0"]
    assert moved == [("0012", "1.2")], "he is paid by his band, and nobody else otherwise"
    assert rows_of(bureaus, "closed") == closed, "the closed run stands as it was"
    bureaus.refused(OFFICE, SETTLED, 409, "not-deferred", **CASE)


def test_a_place_of_excellent_is_not_kept_back_and_goes_by_rank(bureaus: Bureaus) -> None:
    closed = close_with_a_case(bureaus, 99)
    restated = settle(bureaus)
    own = restated["0012"]
    assert (own["rank"], own["band"], own["grade"]) == (1, 1, "excellent")
    assert {o: band for o, (band, _) in seats(restated).items()} == {
        o: band for o, (band, _) in seats(closed).items()
    }
    assert restated["0013"]["grade"] == "competent"


def test_where_his_score_wins_no_seat_the_one_kept_back_stays_empty(bureaus: Bureaus) -> None:
    closed = close_with_a_case(bureaus, 70)
    restated = settle(bureaus)
    own = restated["0012"]
    assert (own["rank"], own["band"], own["grade"]) == (6, 2, "competent")
    assert seats(restated) == seats(closed)
    assert any(reason.startswith("band held") for reason in restated["0014"]["reasons"])


def test_of_the_sanctioned_the_seat_falls_vacant_and_nobody_moves_up(bureaus: Bureaus) -> None:
    closed = close_with_a_case(bureaus, 92)
    early = {"outcome": "sanctioned", "sanction": "V1", "until": "2024-11-04"}
    bureaus.refused(OFFICE, SETTLED, 409, "sanction-misses-year", **{**CASE, **early})
    restated = settle(bureaus, outcome="sanctioned", sanction="V1", until="2025-11-04")
    own = restated["0012"]
    assert (own["rank"], own["band"], own["grade"]) == (2, 2, "competent")
    assert "band 1 barred: passed over" in own["reasons"]
    assert seats(restated) == seats(closed)
    held = bureaus.read(OFFICE, "/restrictions", bureau=NANYUE, subject=SUBJECT)["items"]
    assert [(r["rule"], r["effective_on"], r["until_on"]) for r in held] == [
        ("V3", "2024-11-04", None),
        ("V1", "2024-11-04", "2025-11-04"),
    ]
    ended = bureaus.read(OFFICE, "/restrictions/ends", bureau=NANYUE, subject=SUBJECT)["items"]
    assert [(r["number"], r["how"]) for r in ended] == [(1, "rescinded")]
    assert bureaus.audited() == []


def test_a_sanction_that_leaves_him_unranked_moves_nobody_either(bureaus: Bureaus) -> None:
    closed = close_with_a_case(bureaus, 99)
    restated = settle(bureaus, outcome="sanctioned", sanction="V2")
    own = restated["0012"]
    assert (own["rank"], own["band"], own["grade"]) == (None, None, "ungraded")
    assert seats(restated) == seats(closed)


def test_a_withheld_grade_waits_for_the_office_until_somebody_proposed_how_it_ends(
    bureaus: Bureaus,
) -> None:
    def waiting() -> list[str]:
        return [
            f"{who} {one['ref']}"
            for who in (OFFICE, SECOND)
            for one in bureaus.read(who, "/todos")["items"]
            if one["kind"] == "settle_deferral"
        ]

    close_with_a_case(bureaus, 92)
    assert waiting() == [f"{OFFICE} {NANYUE}/2024/{SUBJECT}"]
    proposed = bureaus.post(OFFICE, SETTLED, **CASE)
    assert proposed.status_code == 202 and not waiting(), proposed.text
    claim = proposed.json()["claim"]
    digest = bureaus.read(SECOND, f"/claims/{claim}")["digest"]
    bureaus.done(SECOND, f"/claims/{claim}/reject", digest=digest, reason="尚未查清")
    assert waiting() == [f"{OFFICE} {NANYUE}/2024/{SUBJECT}"]
    bureaus.approved(OFFICE, SECOND, SETTLED, **CASE)
    assert not waiting()
