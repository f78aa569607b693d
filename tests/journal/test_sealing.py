"""Can a name or a reason be read without its subject's key, or after the key was destroyed?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, LiteralString

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from psycopg import sql

from domain.accounts.commands import CorrectEntry, Replacement
from domain.journal.keyring import ERASED, KEPT_SECONDS, PREFIX, Keyring
from domain.journal.names import NAMES, sealed_fields
from domain.ledger import Ledger
from domain.registers.commands import WithdrawMark
from projections.moments import resolve
from projections.scores import get_score
from tests.conftest import MASTER, Database
from tests.journal.cast import (
    BUREAU,
    OFFICE,
    YEAR,
    bonus,
    mark,
    officer,
    open_bureau,
    posting,
    ref,
    reversal,
)
from tests.journal.facts import log, one
from tests.journal.invariants import facts_of

pytestmark = pytest.mark.postgres

SECRETS: Final = ("欧阳震华", "欧阳震中", "秘密事由甲", "更正缘由乙", "冲销缘由丙", "撤评缘由丁")
SUBJECT: Final = "officer:0001"


def _record_secrets(ledger: Ledger) -> None:
    """Each secret in a name or a narrative of another kind of fact."""
    first, second, award, correction, undoing, withdrawal = SECRETS
    open_bureau(ledger)
    ledger.handle(officer("0001", first), OFFICE)
    ledger.handle(officer("0001", second), OFFICE)
    ledger.handle(bonus(reason=award), OFFICE, key="k1")
    change = Replacement(item="W1", points="1.5")
    ledger.handle(
        CorrectEntry(entry=ref(1), reason=correction, ground="复核", replacement=change), OFFICE
    )
    ledger.handle(reversal(2, reason=undoing), OFFICE)
    ledger.handle(mark(), OFFICE)
    withdraw = WithdrawMark(bureau=BUREAU, year=YEAR, subject=SUBJECT, number=1, reason=withdrawal)
    ledger.handle(withdraw, OFFICE)
    ledger.handle(bonus(reason=award), OFFICE)


@pytest.fixture(scope="module")
def kept(module_database: Database) -> Database:
    """To be read by the tests of this file, not altered."""
    with Ledger(module_database.dsn("app"), MASTER) as ledger:
        _record_secrets(ledger)
    module_database.project()
    return module_database


@pytest.fixture
def erasable(ledger: Ledger, database: Database) -> Database:
    _record_secrets(ledger)
    database.project()
    return database


def _texts(owner: psycopg.Connection[Any]) -> Iterator[tuple[str, str]]:
    """Every row of every table of ours as text, bytes as hexadecimal digits."""
    tables = owner.execute(
        "SELECT schemaname, tablename FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    ).fetchall()
    for schema, table in tables:
        query = sql.SQL("SELECT t::text FROM {}.{} AS t").format(
            sql.Identifier(schema), sql.Identifier(table)
        )
        for (text,) in owner.execute(query):
            yield f"{schema}.{table}", text


def _found(owner: psycopg.Connection[Any], secret: str) -> set[str]:
    said = (secret, secret.encode().hex(), json.dumps(secret)[1:-1])
    return {table for table, text in _texts(owner) if any(s in text for s in said)}


def test_no_table_holds_a_name_or_a_reason_in_clear(kept: Database) -> None:
    with kept.connect() as owner:
        assert {s: tables for s in SECRETS if (tables := _found(owner, s))} == {}
        assert "read.entries" in _found(owner, PREFIX)
        assert "journal.facts" in _found(owner, "复核")


_WAL: Final[LiteralString] = """
SELECT coalesce(string_agg(pg_read_binary_file('pg_wal/' || name), ''::bytea ORDER BY name), '')
  FROM pg_ls_waldir()
 WHERE name BETWEEN pg_walfile_name(%s) AND pg_walfile_name(pg_current_wal_insert_lsn())
"""


def test_the_write_ahead_log_holds_no_name_or_reason_in_clear(
    ledger: Ledger, database: Database
) -> None:
    """A copy of the WAL in a backup is as good as the table."""
    with database.connect() as owner:
        begun = one(owner, "SELECT pg_current_wal_lsn()")
        _record_secrets(ledger)
        database.project()
        states = [json.loads(fact["state"]) for fact in log(owner)]
        written = bytes(one(owner, _WAL, begun))
    # One may be cut in two by the header of a page of the log.
    sealed = [state["reason"].encode() for state in states if "reason" in state]
    assert sum(text in written for text in sealed) >= len(sealed) - 1 > 0
    assert [secret for secret in SECRETS if secret.encode() in written] == []


def test_the_ledger_opens_what_it_sealed(kept: Database) -> None:
    with Ledger(kept.dsn("app"), MASTER) as ledger:
        facts = [recorded.fact for _, recorded in facts_of(ledger)]
    said = {
        getattr(fact, name) for fact in facts for name in ("name", "reason") if hasattr(fact, name)
    }
    assert set(SECRETS) <= said
    assert not any(text.startswith(PREFIX) for text in said if text)


WORDS = {
    *("name", "reason", "waived", "narrative", "text", "opinion", "title", "standard"),
    *("known_reason", "statement", "relief", "record", "justification"),
    *("note", "explanation", "decision", "measures", "report"),
}


def test_every_name_and_narrative_of_every_fact_is_marked_to_be_sealed() -> None:
    marked = {name: set(sealed_fields(fact)) for name, fact in NAMES.items()}
    for name, fact in NAMES.items():
        expected = WORDS & set(fact.model_fields)
        expected |= {"score"} if name == "evaluation-sealed" else set()
        # A workbook's name is a file's name.
        assert marked[name] == (expected - {"name"} if name == "workbook-imported" else expected)


def test_the_same_text_is_sealed_otherwise_each_time(kept: Database) -> None:
    with kept.connect("auditor") as conn:
        states = [json.loads(fact["state"]) for fact in log(conn)]
    sealed = [s["reason"] for s in states if str(s.get("reason")).startswith(PREFIX)]
    assert len(sealed) == len(set(sealed)) > 4


def _erase(database: Database, subject: str) -> None:
    with database.connect() as owner:
        owner.execute("DELETE FROM keys.subject_keys WHERE subject = %s", (subject,))


def _score(database: Database) -> str:
    with database.connect("auditor") as conn:
        return get_score(conn, SUBJECT, resolve(conn, YEAR)).model_dump_json()


def test_a_destroyed_key_erases_the_subjects_words_and_no_points(erasable: Database) -> None:
    before = _score(erasable)
    _erase(erasable, SUBJECT)
    with Ledger(erasable.dsn("app"), MASTER) as ledger:
        facts = [recorded.fact for _, recorded in facts_of(ledger)]
        words = {f.model_dump().get("name") for f in facts if hasattr(f, "officer")}
        words |= {f.model_dump().get("reason") for f in facts if hasattr(f, "subject")}
        assert words - {None} == {ERASED}
        assert "zg股" in {getattr(f, "name", None) for f in facts}
    assert _score(erasable) == before


def test_a_running_ledger_forgets_a_destroyed_key_in_a_few_seconds(
    erasable: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger(erasable.dsn("app"), MASTER) as running:
        sealed = running.keyring.seal(SUBJECT, "张三")
        assert running.keyring.open(SUBJECT, sealed) == "张三"
        _erase(erasable, SUBJECT)
        assert KEPT_SECONDS <= 5
        monkeypatch.setattr("domain.journal.keyring.KEPT_SECONDS", 0)
        assert running.keyring.open(SUBJECT, sealed) == ERASED


def test_an_erased_subject_can_still_be_decided_about(erasable: Database) -> None:
    _erase(erasable, SUBJECT)
    with Ledger(erasable.dsn("app"), MASTER) as ledger:
        assert ledger.handle(reversal(3), OFFICE).facts == 1
        assert ledger.handle(bonus(), OFFICE).entries == (ref(4),)
        assert ledger.handle(posting(until=date(2024, 12, 1)), OFFICE).facts == 1


@pytest.mark.parametrize("elsewhere", [False, True], ids=["same process", "another process"])
def test_words_said_after_an_erasure_are_not_lost_with_the_old_key(
    erasable: Database, elsewhere: bool
) -> None:
    """A ledger that still remembers the destroyed key must not seal with it."""
    with (
        Ledger(erasable.dsn("app"), MASTER) as ledger,
        Ledger(erasable.dsn("app"), MASTER) as other,
    ):
        for one_ledger in (ledger, other):
            one_ledger.handle(bonus(reason="此前"), OFFICE)
        _erase(erasable, SUBJECT)
        (other if elsewhere else ledger).handle(bonus(reason="此后"), OFFICE)
        ledger.handle(bonus(reason="再后"), OFFICE)
    with Ledger(erasable.dsn("app"), MASTER) as reader:
        reasons = [getattr(r.fact, "reason", None) for _, r in facts_of(reader)]
    assert reasons[-4:] == [ERASED, ERASED, "此后", "再后"]


def _keyring(ledger: Ledger) -> Keyring:
    return Keyring(ledger.journal.datastore, MASTER)


def test_sealed_words_moved_to_another_subject_do_not_open(ledger: Ledger) -> None:
    keyring = _keyring(ledger)
    sealed = keyring.seal(SUBJECT, "甲")
    keyring.seal("officer:0002", "乙")
    assert keyring.open(SUBJECT, sealed) == "甲"
    assert keyring.open("officer:0002", sealed) == ERASED
    assert keyring.open("officer:9999", sealed) == ERASED


def test_a_wrapped_key_moved_to_another_subject_does_not_fit(
    ledger: Ledger, database: Database
) -> None:
    """The owner swaps rows: the words of one may not be read as the other's."""
    keyring = _keyring(ledger)
    sealed = keyring.seal(SUBJECT, "甲")
    with database.connect() as owner:
        owner.execute(
            "INSERT INTO keys.subject_keys SELECT 'officer:0002', wrapped FROM keys.subject_keys"
        )
    assert _keyring(ledger).open("officer:0002", sealed) == ERASED


@pytest.mark.parametrize("damage", ["flipped", "short", "empty", "not base64"])
def test_damaged_words_read_as_erased_and_stop_nothing(ledger: Ledger, damage: str) -> None:
    keyring = _keyring(ledger)
    sealed = keyring.seal(SUBJECT, "甲乙丙丁")
    middle = len(sealed) // 2
    other = "A" if sealed[middle] != "A" else "B"
    damaged = {
        "flipped": sealed[:middle] + other + sealed[middle + 1 :],
        "short": sealed[:-3],
        "empty": PREFIX,
        "not base64": PREFIX + "甲",
    }[damage]
    assert keyring.open(SUBJECT, damaged) == ERASED


def test_words_that_look_sealed_are_kept_as_they_were_said(ledger: Ledger) -> None:
    open_bureau(ledger)
    words = PREFIX + "AAAA"
    ledger.handle(bonus(reason=words), OFFICE)
    assert [getattr(r.fact, "reason", None) for _, r in facts_of(ledger)][-1] == words


def test_two_writers_who_meet_a_new_subject_end_with_one_key(
    ledger: Ledger, database: Database
) -> None:
    first, second = _keyring(ledger), _keyring(ledger)
    sealed = [ring.seal(f"officer:{n}", f"{n}") for n in range(20) for ring in (first, second)]
    third = _keyring(ledger)
    assert [third.open(f"officer:{n // 2}", s) for n, s in enumerate(sealed)] == [
        str(n // 2) for n in range(40)
    ]
    with database.connect() as owner:
        assert one(owner, "SELECT count(*) FROM keys.subject_keys") == 20


def test_keys_are_kept_wrapped(kept: Database) -> None:
    """Whoever has the database alone, the master key missing, has no key."""
    with kept.connect() as owner:
        rows = owner.execute("SELECT wrapped FROM keys.subject_keys").fetchall()
        words = json.loads(log(owner)[-1]["state"])["reason"]
    wrapped = [bytes(row[0]) for row in rows]
    assert len(wrapped) == len(set(wrapped)) >= 3
    assert {len(key) for key in wrapped} == {12 + 32 + 16}
    with Ledger(kept.dsn("app"), MASTER) as ledger:
        stranger = Keyring(ledger.journal.datastore, bytes(32))
        with pytest.raises(InvalidTag):
            stranger.prepare([SUBJECT])
        assert stranger.open(SUBJECT, words) == ERASED
