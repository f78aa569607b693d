"""What exactly does the audit say of a pack, or of leaders' evaluations, that do not hold?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg
import pytest

from projections.evidence.feedback_pass import FEEDBACK, feedback
from projections.evidence.findings import TAMPERED, Audited
from tests.evidence.approvals import OTHER_DIGEST, head, setting
from tests.evidence.attacks import first, rewrite, said
from tests.evidence.narrow import Telling
from tests.evidence.quartered import CLOSES, EVALUATED, LEADER, OTHER
from tests.journal.facts import one

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
ENDS: Final = datetime(2024, 3, 31, 16, tzinfo=UTC)
"""When the first quarter's last day ends in Shanghai."""
MINUTES: Final = timedelta(minutes=1)
Told = tuple[int | None, str, str, str]


def at(conn: Conn, topic: str, nth: int = 0) -> int:
    return first(conn, topic, nth)


def found(conn: Conn, since: int = 0) -> list[Told]:
    findings = list(feedback(Audited(conn, head(conn), since)))
    assert {(f.check, f.code) for f in findings} <= {(FEEDBACK, TAMPERED)}
    return [(f.position, f.what, f.expected, f.found) for f in findings]


def gone(conn: Conn, *positions: int) -> None:
    conn.execute("DELETE FROM journal.facts WHERE position = ANY(%s)", (list(positions),))


def test_nothing_is_found_of_what_was_read_and_evaluated(quartered: Conn) -> None:
    assert found(quartered) == []


def test_how_far_the_pass_is_is_told(quartered: Conn) -> None:
    telling, size = Telling(), head(quartered)
    assert not list(feedback(Audited(quartered, size, 3, telling)))
    assert telling.told == [(FEEDBACK, size, size)]


def test_a_pack_comes_out_again(quartered: Conn) -> None:
    position = at(quartered, "pack-issued")
    rewrite(quartered, position, unit_score="99.5")
    ((where, what, expected, is_),) = found(quartered)
    assert (where, what) == (position, "pack")
    assert (expected.count("'97"), is_.count("99.5")) == (1, 1)
    assert found(quartered, position - 1) != []
    assert found(quartered, position) == []
    rewrite(quartered, position, unit_score="97", digest=OTHER_DIGEST)
    assert [told[:2] for told in found(quartered)] == [(position, "pack")]


def test_a_pack_is_issued_once(quartered: Conn) -> None:
    position = at(quartered, "pack-issued", 1)
    rewrite(quartered, position, number=1)
    assert (position, "issued", "once", "again") in found(quartered)


def test_a_pack_is_for_whoever_evaluates(quartered: Conn) -> None:
    position = at(quartered, "pack-issued", 2)
    led = "SELECT max(position) FROM journal.facts WHERE topic = 'role-granted' AND state LIKE %s"
    rewrite(quartered, one(quartered, led, b'%token:away%"leader"%'), role="committee")
    issued = (position, "issued", "to an officer who evaluates in the bureau", "0004")
    assert found(quartered) == [issued]
    setting(quartered, position, "role", "owner")
    assert found(quartered) == []


@pytest.mark.parametrize(("minutes", "wrong"), [(5, []), (11, ["issued"])])
def test_a_pack_is_for_whoever_evaluated_on_the_day_on_which_it_was_decided(
    quartered: Conn, minutes: int, wrong: list[str]
) -> None:
    """Who leads until midnight is still given what was asked for before."""
    led = "SELECT max(position) FROM journal.facts WHERE topic = 'role-granted' AND state LIKE %s"
    rewrite(quartered, one(quartered, led, b'%token:away%"leader"%'), until="2031-05-05")
    midnight = datetime(2031, 5, 4, 16, tzinfo=UTC)
    setting(quartered, at(quartered, "pack-issued", 2), "recorded_at", midnight + minutes * MINUTES)
    assert [what for _, what, *_ in found(quartered)] == wrong


@pytest.mark.parametrize(("seconds", "wrong"), [(0, []), (-1, ["moment"])])
def test_a_pack_is_issued_after_the_quarter_s_last_day(
    quartered: Conn, seconds: int, wrong: list[str]
) -> None:
    position = at(quartered, "pack-issued")
    setting(quartered, position, "recorded_at", ENDS + timedelta(seconds=seconds))
    setting(quartered, position, "role", "owner")  # nobody held a role then
    assert [what for _, what, *_ in found(quartered)] == wrong


def test_a_pack_is_of_the_last_day_as_known_before_it(quartered: Conn) -> None:
    position = at(quartered, "pack-issued")
    expected = f"as of 2024-03-31, after it, known before {position}"
    recorded = one(quartered, "SELECT recorded_at FROM journal.facts WHERE position = %s", position)
    known = said(quartered, position)["known"]
    rewrite(quartered, position, known=position)
    is_ = f"as of 2024-03-31, {recorded}, known {position}"
    assert found(quartered) == [(position, "moment", expected, is_)]
    rewrite(quartered, position, known=known, as_of="2024-03-30")
    is_ = f"as of 2024-03-30, {recorded}, known {known}"
    assert found(quartered) == [(position, "moment", expected, is_)]


def test_a_pack_knows_what_had_long_been_recorded(quartered: Conn) -> None:
    position = at(quartered, "pack-issued")
    before = "UPDATE journal.facts SET recorded_at = recorded_at - %s WHERE position = %s"
    quartered.execute(before, (11 * MINUTES, position - 1))
    rewrite(quartered, position, known=position - 2)
    told = (f"with position {position - 1}, recorded long before", f"up to {position - 2}")
    assert (position, "known", *told) in found(quartered)


def test_a_pack_is_read_by_whom_it_was_given_once(quartered: Conn) -> None:
    position = at(quartered, "pack-acknowledged", 2)
    rewrite(quartered, position, number=1)
    assert found(quartered)[0] == (position, "acknowledged", "once", "again")
    rewrite(quartered, position, number=77)
    given = "a pack that he was given"
    assert found(quartered)[0] == (position, "acknowledged", given, "77 by 0001")
    rewrite(quartered, position, number=4, leader="0002")
    assert found(quartered)[0] == (position, "acknowledged", given, "4 by 0002")


def test_what_a_leader_says_he_says_himself(quartered: Conn) -> None:
    read, sealed = at(quartered, "pack-acknowledged"), at(quartered, "evaluation-sealed")
    for position in (read, sealed):
        setting(quartered, position, "actor", OTHER)
    himself = ("leader", "officer:0001 himself", OTHER)
    assert found(quartered) == [(read, *himself), (sealed, *himself)]
    for position in (read, sealed):
        setting(quartered, position, "role", "owner")
    assert found(quartered) == []


@pytest.mark.parametrize(
    ("minutes", "until", "wrong"), [(5, 0, []), (11, 0, ["leader"]), (5, 1, ["leader"])]
)
def test_he_is_the_leader_on_the_day_on_which_he_decided(
    quartered: Conn, minutes: int, until: int, wrong: list[str]
) -> None:
    """A grant that ended at midnight still stands for a moment."""
    position = at(quartered, "pack-acknowledged")
    midnight = datetime(2031, 5, 4, 16, tzinfo=UTC)
    setting(quartered, position, "recorded_at", midnight + minutes * MINUTES)
    for later in (at(quartered, "evaluation-sealed"), at(quartered, "evaluation-sealed", 2)):
        setting(quartered, later, "role", "owner")
    grant = one(
        quartered,
        "SELECT max(position) FROM journal.facts"
        " WHERE topic = 'role-granted' AND stream_name LIKE %s",
        f"%{LEADER}",
    )
    rewrite(quartered, grant, until=f"2031-05-0{5 - until}")
    assert [what for _, what, *_ in found(quartered)] == wrong


def test_an_evaluation_is_of_another_whose_pack_was_read(quartered: Conn) -> None:
    position = at(quartered, "evaluation-sealed")
    rewrite(quartered, position, pack=3)
    wanted = "(2024, 1, 'zg', '0001')"
    assert found(quartered) == [(position, "pack that was read", wanted, "None")]
    rewrite(quartered, position, pack=2)
    other = "(2024, 1, 'zg', '0002')"
    assert found(quartered) == [(position, "pack that was read", wanted, other)]
    rewrite(quartered, position, pack=1, evaluated="0001")
    assert found(quartered)[0] == (position, "evaluated", "another than 0001", "0001")


def test_the_pack_is_of_the_unit_to_which_he_is_posted_in_that_bureau(quartered: Conn) -> None:
    query = "SELECT min(position) FROM journal.facts WHERE stream_name = %s AND topic = %s"
    position = one(quartered, query, f"officer:{EVALUATED}", "posting-recorded")
    rewrite(quartered, position, bureau="yuhu", until=None)
    assert found(quartered) == []


def test_nothing_is_sealed_after_the_opening(quartered: Conn) -> None:
    position = at(quartered, "evaluation-sealed", 3)
    rewrite(quartered, position, **said(quartered, at(quartered, "evaluation-sealed")))
    late = (position, "sealed", "before it was opened", "after, by 0001")
    assert found(quartered)[0] == late


def test_a_period_is_opened_once_for_so_many_working_days(quartered: Conn) -> None:
    position = at(quartered, "evaluations-opened")
    rewrite(quartered, position, closes_on="2024-07-10")
    days = ("(5, datetime.date(2024, 7, 9))", "(5, datetime.date(2024, 7, 10))")
    assert (position, "published until", *days) in found(quartered)
    rewrite(quartered, position, closes_on=str(CLOSES))
    again = at(quartered, "evaluations-opened", 1)
    rewrite(quartered, again, period="Q1")
    assert (again, "opened", "once", "again") in found(quartered)


def test_what_is_opened_is_what_was_sealed(quartered: Conn) -> None:
    opened, told = at(quartered, "evaluations-opened"), at(quartered, "evaluation-disclosed", 1)
    rewrite(quartered, told, leader="0004")
    sealed = "officer:0002 by 0001; officer:0003 by 0001, 0002"
    is_ = "officer:0002 by 0001; officer:0003 by 0002, 0004"
    assert found(quartered) == [(opened, "disclosed", sealed, is_)]
    assert found(quartered, opened - 1) != []
    assert found(quartered, opened) == []


def test_the_last_opening_is_looked_at_too(quartered: Conn) -> None:
    opened = at(quartered, "evaluations-opened", 1)
    rewrite(quartered, at(quartered, "evaluation-disclosed", 3), leader="0004")
    by = ("officer:0003 by 0001", "officer:0003 by 0004")
    assert found(quartered) == [(opened, "disclosed", *by)]


def test_only_leaders_who_read_nothing_are_not_waited_for(quartered: Conn) -> None:
    opened = at(quartered, "evaluations-opened")
    rewrite(quartered, at(quartered, "evaluation-waived"), leader="0005")
    assert found(quartered) == [(opened, "leaders not waited for", "0004", "0005")]


def test_what_is_told_without_an_opening_is_found(quartered: Conn) -> None:
    gone(quartered, at(quartered, "evaluations-opened"))
    told = [at(quartered, "evaluation-disclosed", n) for n in range(3)]
    confirmed = at(quartered, "evaluations-confirmed")
    alone = [f"officer:{n} alone" for n in ("0002", "0003", "0003")]
    assert found(quartered) == [
        *(
            (p, "disclosed", "with the opening of its period", one)
            for p, one in zip(told, alone, strict=True)
        ),
        (confirmed, "confirmed", "after it was published", "2024-07-10, until None"),
    ]


def test_where_nothing_was_opened_nothing_is_looked_at_as_opened(quartered: Conn) -> None:
    gone(quartered, *(at(quartered, "evaluations-opened", n) for n in (0, 1)))
    whats = [what for _, what, *_ in found(quartered)]
    assert whats == [*["disclosed"] * 3, "confirmed", "disclosed"]


@pytest.mark.parametrize(("day", "wrong"), [("2024-07-09", True), ("2024-07-10", False)])
def test_it_is_confirmed_after_its_publication(quartered: Conn, day: str, wrong: bool) -> None:
    position = at(quartered, "evaluations-confirmed")
    rewrite(quartered, position, effective_on=day)
    told = ("confirmed", "after it was published", f"{day}, until 2024-07-09")
    assert found(quartered) == [(position, *told)] * wrong


def test_his_mark_is_the_leaders_mean(quartered: Conn) -> None:
    opened, mark = at(quartered, "evaluations-opened"), at(quartered, "mark-given", 1)
    wanted = "('2024Q1', Decimal('92.500000'), {1})"
    rewrite(quartered, mark, score="93")
    is_ = "('2024Q1', Decimal('93'), {1})"
    assert found(quartered) == [(opened, f"mark of officer:{EVALUATED}", wanted, is_)]
    rewrite(quartered, mark, score="92.5", series="regular_review")
    assert found(quartered) == [(opened, f"mark of officer:{EVALUATED}", wanted, "None")]
