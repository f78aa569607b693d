"""Does an audit run every pass over the right things, and say in its report what they found?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psycopg
import pytest

from domain.journal.migrations import function_bodies
from projections.evidence import fact_passes, log_passes, second_pass
from projections.evidence.findings import INCOMPLETE, STALE, TAMPERED
from projections.evidence.holding import halt
from projections.evidence.keys import SigningKey
from projections.evidence.outside import OUTSIDE, Seen
from projections.evidence.reading_passes import READINGS
from projections.evidence.schema_passes import SCHEMA
from projections.evidence.verify import PASSES, Audit, Report, _begun, _outside, passes_of, verify
from tests.evidence.logs import WITNESS
from tests.evidence.narrow import HEAD, SIGNED, Telling, audited
from tests.evidence.sealed import Sealed

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
SIZE: Final = SIGNED[-1]
OF_THE_LOG: Final = (
    OUTSIDE,
    log_passes.CHECKPOINTS,
    log_passes.LEAVES,
    log_passes.COMPLETENESS,
    fact_passes.COLUMNS,
    fact_passes.COMMANDS,
    fact_passes.ERASURES,
)
"""What a narrow log is sound by: one person published its rules, and nothing was made of it."""


@pytest.fixture
def audit(narrow: Sealed) -> Audit:
    """A second log is trusted too."""
    other = SigningKey.make("other.example/log").vkey
    trust = replace(narrow.trust, logs=(*narrow.trust.logs, other))
    return Audit(trust, narrow.note, function_bodies(), OF_THE_LOG)


def worn(report: Report) -> dict[str, int]:
    return {row.check: row.findings for row in report.passes}


def test_a_report_says_what_was_audited(narrow: Sealed, attacker: Conn, audit: Audit) -> None:
    began, telling = datetime.now(UTC), Telling()
    report = verify(attacker, audit, telling)
    assert report.findings == ()
    assert (report.verdict, report.code, report.told) == ("incomplete", INCOMPLETE, 0)
    assert (report.log, report.size, report.since, report.head) == (
        *(narrow.key.vkey.name, SIZE, 0, HEAD),
    )
    assert (report.checkpoints, report.first) == (5, None)
    assert worn(report) == dict.fromkeys(OF_THE_LOG, 0)
    assert report.left_out == (
        *("four eyes", "indicator signatures", "read models", "runs"),
        *("quarters", "feedback and evaluations", "procedures", "schema rights"),
    )
    assert (report.halts, report.openings) == ((), ())
    assert began <= report.at <= datetime.now(UTC)
    begun = {check: done for check, done, _ in reversed(telling.told)}
    assert begun == dict.fromkeys(OF_THE_LOG, 0), "each pass is told when it begins"
    few = verify(attacker, replace(audit, only=(log_passes.LEAVES, fact_passes.ERASURES)))
    assert [*worn(few)] == [log_passes.LEAVES, fact_passes.ERASURES]
    whole = passes_of(audited(attacker), audit, report.at)
    assert [name for name, _ in whole] == [*PASSES]


def test_a_report_says_what_every_pass_found(attacker: Conn, audit: Audit) -> None:
    attacker.execute("UPDATE journal.facts SET item = 'x' WHERE position IN (7, 8)")
    attacker.execute("UPDATE journal.facts SET role = 'x' WHERE position = 8")
    report = verify(attacker, audit)
    assert worn(report) == dict.fromkeys(OF_THE_LOG, 0) | {"typed columns": 2, "leaves": 1}
    assert [(f.check, f.position, f.what) for f in report.findings] == [
        ("leaves", 8, "role"),
        ("typed columns", 7, "item"),
        ("typed columns", 8, "item"),
    ]
    assert (report.findings[1].expected, report.findings[1].found) == ("K1", "x")
    assert (report.verdict, report.code, report.first, report.told) == ("tampered", TAMPERED, 7, 3)


def test_of_many_findings_the_first_are_told(
    attacker: Conn, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.evidence.verify.FINDINGS_MAX", 2)
    attacker.execute("UPDATE journal.facts SET item = 'x' WHERE position < 9")
    report = verify(attacker, audit)
    assert [f.position for f in report.findings] == [1, 2]
    assert report.told == 8


def test_every_pass_is_asked_of_the_database_under_audit(attacker: Conn, audit: Audit) -> None:
    attacker.execute("ALTER TABLE journal.facts DISABLE TRIGGER facts_append_only")
    report = verify(attacker, replace(audit, only=()))
    assert [row.check for row in report.passes] == [*PASSES]
    assert report.left_out == ()
    assert report.code == TAMPERED
    (rights,) = [f for f in report.findings if f.check == SCHEMA]
    assert "facts_append_only" in f"{rights.what}{rights.expected}{rights.found}", rights
    assert worn(report)[second_pass.FOUR_EYES] == 1
    (eyes,) = [f for f in report.findings if f.check == second_pass.FOUR_EYES]
    assert (eyes.position, eyes.what) == (2, "role")
    assert worn(report)[READINGS] == 1


def test_a_checkpoint_kept_outside_and_the_witnesses_are_both_asked(
    narrow: Sealed, attacker: Conn, audit: Audit
) -> None:
    now = datetime.now(UTC)
    silent = (Seen("https://w.example", None, "no answer"),)
    vouched = (Seen("https://w.example", narrow.note),)

    def told(**but: Any) -> list[str]:
        found = list(_outside(audited(attacker), replace(audit, **but), now))
        assert {one.check for one in found} <= {OUTSIDE}
        return [one.what for one in found]

    nothing = "no checkpoint outside the database to compare with"
    lacking = "its newest checkpoint · https://w.example"
    assert told() == []
    assert told(note=None) == [nothing]
    assert told(note="x") == ["note"]
    assert told(note=None, seen=silent) == [lacking]
    assert told(note="x", seen=silent) == ["note", lacking]
    assert told(seen=silent) == [lacking]
    assert told(note=None, seen=vouched) == []
    late = list(_outside(audited(attacker), audit, now + timedelta(hours=25)))
    assert [(one.what, one.code) for one in late] == [("age", STALE)]


def test_an_audit_goes_on_from_a_checkpoint_that_holds(
    narrow: Sealed, attacker: Conn, audit: Audit
) -> None:
    """It needs no witnesses and may be old; one that does not hold spares nothing."""
    since = narrow.notes[2]
    later = datetime.now(UTC) + timedelta(days=40)
    strict = replace(audit, trust=replace(audit.trust, witnesses=(WITNESS.vkey,), quorum=1))
    begun, doubts = _begun(audited(attacker), replace(strict, since=since), later)
    assert (begun.since, begun.size, doubts) == (30, SIZE, [])
    assert _begun(audited(attacker), audit, later) == (audited(attacker), [])
    report = verify(attacker, replace(audit, since=since))
    assert (report.since, report.findings) == (30, ())
    attacker.execute("UPDATE journal.facts SET item = 'x' WHERE position IN (30, 31)")
    report = verify(attacker, replace(audit, since=since))
    assert [f.position for f in report.findings] == [31]
    whole = verify(attacker, replace(audit, since="x"))
    assert (whole.since, whole.told) == (0, 3)
    assert [(f.check, f.what) for f in whole.findings][:1] == [(OUTSIDE, "note")]
    begun, doubts = _begun(audited(attacker), replace(audit, since="x"), later)
    assert (begun, [one.what for one in doubts]) == (audited(attacker), ["note"])


def test_a_report_tells_the_halts_and_the_new_logs(attacker: Conn, audit: Audit) -> None:
    halt(attacker, "why")
    opened = (
        '{"log":"a","checkpoint":"c","kept":1,"vouched":1,"lost":0,"ground":"g"}',
        "UPDATE journal.facts SET topic = 'log-opened', state = convert_to(%s, 'UTF8')"
        " WHERE position = 9",
    )
    attacker.execute(opened[1], (opened[0],))
    report = verify(attacker, audit)
    assert [one.reason for one in report.halts] == ["why"]
    assert [(one.position, one.log) for one in report.openings] == [(9, "a")]
    for garbled in ("x", "{}", "[]"):
        attacker.execute(opened[1], (garbled,))
        assert verify(attacker, audit).openings == ()
