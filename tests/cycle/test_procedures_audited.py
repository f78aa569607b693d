"""Does the audit notice an act of the cycle that the rules of its day do not allow?"""

from __future__ import annotations

from typing import Any, LiteralString

import pytest

from projections.evidence.findings import TAMPERED, Audited
from projections.evidence.procedure_pass import PROCEDURES, procedures
from tests.cycle.tampering import Attack, Conn, at, by, done_by, saying
from tests.cycle.year.evidence import Lived
from tests.evidence.approvals import head
from tests.evidence.attacks import rewrite, said
from tests.evidence.narrow import Telling

pytestmark = pytest.mark.postgres
STRANGER = "token:stranger"


def verified_by_who_reported(conn: Conn) -> int:
    position = at(conn, "remediation-verified")
    number = said(conn, position)["number"]
    by(conn, position, said(conn, at(conn, "remediation-reported", number=number))["reporter"])
    return position


def a_loss_that_nobody_explained(conn: Conn) -> int:
    rewrite(conn, at(conn, "loss-explained"), entry="nanyue/2024/unit:zg#99")
    return at(conn, "briefing-held")


def never(topic: str, then: str, **of: Any) -> Attack:
    """What has to come before did not; found at what came after."""

    def attack(conn: Conn) -> int:
        conn.execute("DELETE FROM journal.facts WHERE position = %s", (at(conn, topic, **of),))
        return at(conn, then)

    return attack


def taken_up_by_himself(conn: Conn) -> int:
    position = at(conn, "dispute-accepted")
    filed = at(conn, "dispute-filed", number=said(conn, position)["number"])
    by(conn, position, said(conn, filed)["filed_by"])
    return position


CASES: dict[str, tuple[Attack, str]] = {
    "open a quarter before it begins": (
        saying("quarter-opened", effective_on="2023-12-29"),
        "opened on",
    ),
    "hold a briefing before the quarter's end": (
        saying("briefing-held", held_on="2024-03-29"),
        "held on",
    ),
    "hold a briefing over losses nobody explained": (
        a_loss_that_nobody_explained,
        "losses explained",
    ),
    "hold a briefing on a quarter that was not frozen": (
        never("quarter-frozen", "briefing-held"),
        "briefing",
    ),
    "explain another unit's loss": (done_by(STRANGER, "loss-explained"), "speaks"),
    "grade a risk otherwise than the rules": (saying("risk-assessed", grade="low"), "grade"),
    "check a risk before it was assessed": (
        saying("risk-checked", checked_on="2023-01-03"),
        "checked on",
    ),
    "report what is another's to put right": (
        done_by(STRANGER, "remediation-reported", reporter=STRANGER),
        "reporter",
    ),
    "verify what one reported": (verified_by_who_reported, "verifier"),
    "verify what nobody reported": (
        never("remediation-reported", "remediation-returned"),
        "verified",
    ),
    "publish a year too shortly": (saying("year-published", working_days=4), "published for"),
    "publish a year until another day": (
        saying("year-published", closes_on="2025-01-31"),
        "published until",
    ),
    "close a year that was not published": (never("year-published", "year-closed"), "closed"),
    "claim an award too late": (saying("award-claimed", claim_until="2023-12-29"), "claimed on"),
    "give an award more time for evidence": (
        saying("award-claimed", evidence_until="2024-12-31"),
        "evidence until",
    ),
    "acknowledge an entry for another": (done_by(STRANGER, "entry-acknowledged"), "speaks"),
    "acknowledge a result for another": (done_by(STRANGER, "result-acknowledged"), "speaks"),
    "be heard for another": (done_by(STRANGER, "hearing-answered"), "speaks"),
    "raise another's dispute": (
        done_by(STRANGER, "dispute-filed", filed_by=STRANGER),
        "raised by",
    ),
    "raise a dispute in another's name": (saying("dispute-filed", filed_by=STRANGER), "raised by"),
    "raise a dispute too late": (saying("dispute-filed", filed_on="2025-12-30"), "raised on"),
    "let a dispute come in longer": (
        saying("dispute-filed", last_day="2025-12-31"),
        "could come in until",
    ),
    "decide a dispute later than the stage allows": (
        saying("dispute-filed", decide_by="2025-12-31"),
        "to be decided by",
    ),
    "take up one's own dispute": (taken_up_by_himself, "acts"),
    "decide what was never taken up": (never("dispute-accepted", "dispute-decided"), "decided"),
    "put right what is upheld": (
        saying("dispute-decided", of={"outcome": "varied"}, outcome="upheld_original"),
        "remedied",
    ),
    "decline what came in time as late": (
        saying("dispute-declined", ground="out_of_time"),
        "declined",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_the_rules_do_not_allow_is_named(lived: Lived, name: str) -> None:
    attack, what = CASES[name]
    with lived.sealed.attacked() as conn:
        size = head(conn)
        assert list(procedures(Audited(conn, size))) == []
        position = attack(conn)
        found = list(procedures(Audited(conn, size)))
        assert {(f.check, f.code) for f in found} == {(PROCEDURES, TAMPERED)}
        assert what in {f.what for f in found if f.position == position}, found
        assert all(f.expected != f.found for f in found)


def test_the_shorter_audit_says_nothing_of_before(lived: Lived) -> None:
    with lived.sealed.attacked() as conn:
        position, size = saying("risk-assessed", grade="low")(conn), head(conn)
        assert [f.position for f in procedures(Audited(conn, size, position - 1))] == [position]
        assert list(procedures(Audited(conn, size, position))) == []


def setting(conn: Conn, position: int, column: LiteralString, value: str) -> None:
    query: LiteralString = f"UPDATE journal.facts SET {column} = %s WHERE position = %s"
    conn.execute(query, (value, position))


def found_at(conn: Conn, position: int) -> list[tuple[str, str]]:
    """What is found there, and what should be."""
    found = procedures(Audited(conn, head(conn)))
    return [(f.what, f.expected) for f in found if f.position == position]


def test_what_was_decided_just_before_midnight_is_asked_of_the_day_before_too(lived: Lived) -> None:
    with lived.sealed.attacked() as conn:
        opened = at(conn, "quarter-opened")
        setting(conn, opened, "recorded_at", "2024-01-10T00:05+08")
        rewrite(conn, opened, effective_on="2024-01-10")
        assert found_at(conn, opened) == []
        rewrite(conn, opened, effective_on="2024-01-11")
        assert found_at(conn, opened) == [("opened on", "from 2024-01-01 until 2024-01-10")]
        acknowledged = at(conn, "entry-acknowledged")
        (actor,) = conn.execute(_ACTOR, (acknowledged,)).fetchone() or ("",)
        rewrite(conn, at(conn, "role-granted", grantee=actor), until="2024-12-01")
        for moment, found in (("00:09", []), ("00:11", ["speaks"])):
            setting(conn, acknowledged, "recorded_at", f"2024-12-01T{moment}+08")
            assert [what for what, _ in found_at(conn, acknowledged)] == found


_ACTOR: LiteralString = "SELECT actor FROM journal.facts WHERE position = %s"


def test_how_far_the_pass_is_is_told(lived: Lived) -> None:
    telling = Telling()
    with lived.sealed.attacked() as conn:
        size = head(conn)
        assert not list(procedures(Audited(conn, size, 3, telling)))
        assert telling.told == [(PROCEDURES, size, size)]
