"""Does the audit notice what is done to the management cycle before anything is sealed?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import LiteralString

import pytest

from projections.evidence.bundles import write_whole_log
from projections.evidence.certifying import checkpoint_for
from projections.evidence.feedback_pass import feedback
from projections.evidence.findings import TAMPERED, VERIFIED, Audited, Pass
from projections.evidence.offline.auditing import checked
from projections.evidence.offline.certificates import Doubt
from projections.evidence.quarter_pass import quarters
from tests.cycle.tampering import CASES, Conn, at, sealed_anew
from tests.cycle.year.evidence import Lived
from tests.evidence.approvals import head
from tests.evidence.attacks import rewrite, said
from tests.evidence.exported import Bundle, taken_to
from tests.evidence.sealed import Sealed

pytestmark = pytest.mark.postgres


@pytest.mark.long
def test_nothing_is_found_of_a_year_that_is_sealed_only_at_its_end(
    lived: Lived, tmp_path: Path
) -> None:
    made = lived.sealed
    with made.attacked() as conn:
        note = sealed_anew(conn, made, tmp_path / "notary")
        report = made.audited(conn=conn, note=note)
        assert (report.code, report.findings) == (VERIFIED, ())


@pytest.mark.parametrize("name", CASES)
def test_what_is_done_to_the_cycle_one_pass_alone_finds(
    lived: Lived, name: str, tmp_path: Path
) -> None:
    made, case = lived.sealed, CASES[name]
    with made.attacked() as conn:
        position = case.attack(conn)
        note = sealed_anew(conn, made, tmp_path / "notary")
        report = made.audited(conn=conn, note=note)
        assert [p.check for p in report.passes if p.findings] == [case.alone], report.findings
        assert (report.code, report.first) == (TAMPERED, position), report.findings
        assert report.findings[0].what.startswith(case.what), report.findings
        assert all(f.expected != f.found for f in report.findings)


@pytest.mark.parametrize("name", ["freeze another run", "sign another draft", "issue another pack"])
def test_the_shorter_audit_finds_what_came_after_and_says_nothing_of_before(
    lived: Lived, name: str
) -> None:
    made, case = lived.sealed, CASES[name]
    with made.attacked() as conn:
        case.attack(conn)
        assert made.audited(case.alone, conn=conn).findings != ()
        # The year was sealed once, at its end: nothing came after.
        assert made.audited(case.alone, conn=conn, since=made.note).findings == ()


def _moved_to_the_end(conn: Conn, topic: str) -> None:
    conn.execute(
        "UPDATE journal.facts SET position = 1 + (SELECT max(position) FROM journal.facts),"
        " recorded_at = clock_timestamp() WHERE position = %s",
        (at(conn, topic),),
    )


def _gone(conn: Conn, topic: str) -> None:
    conn.execute("DELETE FROM journal.facts WHERE position = %s", (at(conn, topic),))


_BEFORE_ITS_END: LiteralString = (
    "UPDATE journal.facts SET recorded_at = '2024-03-31T15:59Z' WHERE position = %s"
)


def _knowing_less(conn: Conn, position: int) -> None:
    """What came before it is moved eleven minutes into the past, and it knows none of it."""
    conn.execute(
        "UPDATE journal.facts SET recorded_at = recorded_at - interval '11 minutes'"
        " WHERE position < %s",
        (position,),
    )
    told = said(conn, position)
    if "known" in told:
        rewrite(conn, position, known=position - 2)
    else:
        rewrite(conn, position, run=told["run"] | {"position": position - 2})


CHANGES: dict[str, tuple[Pass, Callable[[Conn], object], str]] = {
    "freeze again": (
        quarters,
        lambda c: rewrite(c, at(c, "quarter-frozen", quarter=2), quarter=1),
        "frozen",
    ),
    "freeze before its end": (
        quarters,
        lambda c: c.execute(_BEFORE_ITS_END, (at(c, "quarter-frozen"),)),
        "recorded",
    ),
    "freeze without what was long known": (
        quarters,
        lambda c: _knowing_less(c, at(c, "quarter-frozen")),
        "known",
    ),
    "issue without what was long known": (
        feedback,
        lambda c: _knowing_less(c, at(c, "pack-issued")),
        "known",
    ),
    "issue again": (
        feedback,
        lambda c: rewrite(c, at(c, "pack-issued", number=2), number=1),
        "issued",
    ),
    "issue before its end": (
        feedback,
        lambda c: rewrite(c, at(c, "pack-issued"), year=2099, as_of="2099-12-31"),
        "moment",
    ),
    "read again": (
        feedback,
        lambda c: rewrite(c, at(c, "pack-acknowledged", number=2), number=1),
        "acknowledged",
    ),
    "read what another was given": (
        feedback,
        lambda c: rewrite(c, at(c, "pack-issued"), leader="0003"),
        "acknowledged",
    ),
    "seal after the opening": (
        feedback,
        lambda c: _moved_to_the_end(c, "evaluation-sealed"),
        "sealed",
    ),
    "evaluate oneself": (
        feedback,
        lambda c: rewrite(
            c, at(c, "evaluation-sealed"), evaluated=said(c, at(c, "evaluation-sealed"))["leader"]
        ),
        "evaluated",
    ),
    "open again": (
        feedback,
        lambda c: c.execute(
            "UPDATE journal.facts SET topic = 'evaluations-opened', state = (SELECT state"
            " FROM journal.facts WHERE topic = 'evaluations-opened') WHERE position = %s",
            (at(c, "evaluations-confirmed"),),
        ),
        "opened",
    ),
    "tell without opening": (feedback, lambda c: _gone(c, "evaluations-opened"), "disclosed"),
    "confirm while it is published": (
        feedback,
        lambda c: rewrite(
            c,
            at(c, "evaluations-confirmed"),
            effective_on=said(c, at(c, "evaluations-opened"))["closes_on"],
        ),
        "confirmed",
    ),
    "confirm what was never opened": (
        feedback,
        lambda c: _gone(c, "evaluations-opened"),
        "confirmed",
    ),
    "give no mark": (feedback, lambda c: _marks_of_nobody(c), "mark of officer:"),
}


def _marks_of_nobody(conn: Conn) -> None:
    first = at(conn, "evaluations-opened")
    conn.execute(
        "UPDATE journal.facts SET state = convert_to(replace(convert_from(state, 'UTF8'),"
        " 'leader_evaluation', 'regular_review'), 'UTF8')"
        " WHERE topic = 'mark-given' AND position > %s",
        (first,),
    )


@pytest.mark.parametrize("name", CHANGES)
def test_what_does_not_hold_of_a_quarter_or_an_evaluation_is_named(lived: Lived, name: str) -> None:
    work, change, what = CHANGES[name]
    with lived.sealed.attacked() as conn:
        size = head(conn)
        assert list(work(Audited(conn, size))) == []
        change(conn)
        told = [f.what for f in work(Audited(conn, size + 1))]
        assert any(one.startswith(what) for one in told), told


def _taken_away(conn: Conn, made: Sealed, folder: Path) -> Bundle:
    """The whole log as it is exported after the notary signed what it found."""
    sealed_anew(conn, made, folder / "notary")
    write_whole_log(conn, taken_to(folder / "log"), checkpoint_for(conn, None))
    key = folder / "vkey"
    key.write_text(made.key.vkey.text + "\n", "utf-8")
    return Bundle(folder / "log", made.trust, key)


def test_python_alone_comes_to_the_losses_of_each_frozen_quarter(
    lived: Lived, tmp_path: Path
) -> None:
    with lived.sealed.attacked() as conn:
        bundle = _taken_away(conn, lived.sealed, tmp_path)
        held = checked(bundle.folder, bundle.trust)
        assert "recomputed: the losses of 4 frozen quarters" in held


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("leave a loss out of a frozen quarter", "losses are others than were frozen"),
        ("say otherwise of the losses", "is not what they say"),
        ("freeze what was not known yet", "what was not known yet"),
    ],
)
def test_python_alone_doubts_a_quarter_that_was_frozen_otherwise(
    lived: Lived, name: str, doubt: str, tmp_path: Path
) -> None:
    with lived.sealed.attacked() as conn:
        position = CASES[name].attack(conn)
        bundle = _taken_away(conn, lived.sealed, tmp_path)
        with pytest.raises(Doubt, match=f"position {position}: .*{doubt}"):
            checked(bundle.folder, bundle.trust)
