"""Which attacks are there, which passes of the audit find each, and how does it end?"""

from __future__ import annotations

from typing import Final, LiteralString, NamedTuple

from projections.evidence.fact_passes import COLUMNS, COMMANDS, ERASURES
from projections.evidence.findings import INCOMPLETE, STALE, TAMPERED
from projections.evidence.log_passes import CHECKPOINTS, COMPLETENESS, LEAVES
from projections.evidence.outside import OUTSIDE
from projections.evidence.reading_passes import READINGS, RUNS
from projections.evidence.schema_passes import SCHEMA
from projections.evidence.second_pass import FOUR_EYES
from tests.evidence import attacks as an
from tests.evidence.attacks import asking, doing, setting


class Case(NamedTuple):
    """An attack, the passes that find it and how the audit ends."""

    attack: an.Attack
    found_by: tuple[str, ...]
    code: int = TAMPERED


EDITS: Final[dict[str, Case]] = {
    "edit a payload": Case(an.edit_payload, (LEAVES, READINGS)),
    "edit a sealed name, and its read row": Case(an.edit_sealed_name, (LEAVES,)),
    "edit who": Case(setting("actor", "mallory"), (LEAVES, COMMANDS, READINGS)),
    "edit who, and whose command it was": Case(an.edit_who_and_whose_command, (LEAVES, READINGS)),
    "edit in which role": Case(setting("role", "approver"), (LEAVES,)),
    "edit the request": Case(setting("request", "req-8"), (LEAVES,)),
    "edit the correlation": Case(
        setting("correlation", "00000000-0000-4000-8000-000000000000"), (LEAVES,)
    ),
    "edit the causation": Case(setting("causation", "minutes-8"), (LEAVES,)),
    "edit who let it through": Case(setting("approvals", '[{"actor":"x"}]'), (LEAVES, FOUR_EYES)),
    "edit when it was recorded": Case(
        setting("recorded_at", "2024-01-01T00:00Z"), (LEAVES, READINGS)
    ),
    "edit what a fact is called": Case(
        setting("topic", "commendation-conferred"), (LEAVES, READINGS)
    ),
    "edit the stream": Case(setting("stream_name", "account:other"), (LEAVES, COLUMNS)),
    "edit the version": Case(setting("version", 1000), (LEAVES, COMPLETENESS)),
    "edit a rulebook": Case(an.edit_rulebook, (LEAVES, COLUMNS)),
    "edit a rulebook and its digest": Case(an.edit_rulebook_and_digest, (LEAVES, COLUMNS)),
}
_COLUMNS: Final[dict[LiteralString, object]] = {
    "subject": "officer:0001",
    "number": 99,
    "item": "W9",
    "indicator": "I9",
    "effective_on": "2024-01-01",
    "points": 9,
}
COLUMN_EDITS: Final = {
    **{f"edit the column {c}": Case(setting(c, v), (COLUMNS,)) for c, v in _COLUMNS.items()},
    # By these two a bureau-year's facts are found.
    "edit the column bureau": Case(setting("bureau", "other"), (COLUMNS, READINGS, RUNS)),
    "edit the column year": Case(setting("year", 2025), (COLUMNS, READINGS, RUNS)),
}
MOVES: Final[dict[str, Case]] = {
    "delete in the middle": Case(an.delete_middle, (LEAVES, COMPLETENESS, COMMANDS, RUNS)),
    "delete what nothing rests on": Case(
        an.delete_where_nothing_follows, (CHECKPOINTS, COMPLETENESS)
    ),
    "delete the tail with its leaves": Case(an.delete_tail, (OUTSIDE,), STALE),
    "delete the last leaf": Case(an.delete_tail_of_the_leaves, (OUTSIDE, CHECKPOINTS)),
    "delete the last facts": Case(an.delete_tail_of_the_facts, (CHECKPOINTS, COMPLETENESS)),
    "insert between": Case(an.insert_between, (CHECKPOINTS, LEAVES, COLUMNS, COMMANDS, READINGS)),
    "insert far out": Case(an.insert_far_out, (COMPLETENESS,)),
    "swap two": Case(an.swap_two, (CHECKPOINTS, LEAVES, READINGS)),
    "recompute everything": Case(an.recompute_everything, (OUTSIDE, CHECKPOINTS)),
    "recompute, and keep no checkpoint": Case(an.recompute_and_keep_no_checkpoint, (OUTSIDE,)),
    "recompute with the notary's key": Case(an.recompute_with_the_key, (OUTSIDE,)),
    "restore an older backup": Case(an.restore_older, (OUTSIDE,), STALE),
}


def checkpoint(which: LiteralString, change: LiteralString, table: LiteralString) -> an.Attack:
    """One row about the first or the last size that was signed."""
    size: LiteralString = f"SELECT {which}(size) FROM evidence.checkpoints"
    return asking(size, f"UPDATE evidence.{table} SET {change} WHERE size = %(position)s")


def leaf(change: LiteralString) -> an.Attack:
    return asking(_AT_BONUS, f"UPDATE evidence.leaves SET {change} WHERE position = %(position)s")


def command(change: LiteralString) -> an.Attack:
    """The one command whose key is known."""
    position: LiteralString = "SELECT first_position FROM journal.commands WHERE key = 'told-once'"
    return asking(position, f"UPDATE journal.commands SET {change} WHERE key = 'told-once'")


_AT_BONUS: Final[LiteralString] = (
    "SELECT position FROM read.entries WHERE kind = 'bonus' ORDER BY 1 OFFSET 5 LIMIT 1"
)
_FORGED_KEY: Final[LiteralString] = (
    "INSERT INTO journal.commands SELECT actor, 'forged', command, NULL, NULL, recorded_at, answer"
    " FROM journal.commands WHERE key = 'told-once'"
)
_ANOTHER: Final = (
    "overlay(note PLACING CASE substr(note, length(note) - 20, 1) WHEN 'A' THEN 'B' ELSE 'A' END"
    " FROM length(note) - 20)"
)
"""A letter of the last signature is another, whichever it was."""
_TIMELESS: Final = "regexp_replace(note, '— [^ ]*/clock [^\\n]*\\n', '')"
LOG_ROWS: Final = {
    name: Case(attack, (CHECKPOINTS,))
    for name, attack in {
        "edit a checkpoint's root": checkpoint("min", "root = sha256('x')", "checkpoints"),
        "edit the newest checkpoint": checkpoint("max", "root = sha256('x')", "checkpoints"),
        "edit a checkpoint's heads": checkpoint("min", "heads = sha256('x')", "checkpoints"),
        "edit a signing": checkpoint("min", f"note = {_ANOTHER}", "signings"),
        "cut the time of a signing": checkpoint("min", f"note = {_TIMELESS}", "signings"),
        "edit when it was signed": checkpoint(
            "min", "signed_at = signed_at - interval '1 day'", "signings"
        ),
        "edit a signing of heads": checkpoint("min", "heads_note = note", "signings"),
    }.items()
} | {
    "edit a leaf": Case(leaf("leaf = sha256('x')"), (CHECKPOINTS, LEAVES)),
    "edit a leaf's entry": Case(leaf("entry = 'x'"), (LEAVES,)),
    "edit a tile": Case(
        doing("UPDATE evidence.tiles SET hash = sha256('x')", 256), (OUTSIDE, CHECKPOINTS)
    ),
    "delete a tile": Case(doing("DELETE FROM evidence.tiles", 256), (OUTSIDE, CHECKPOINTS)),
    "forge a tile": Case(
        doing("INSERT INTO evidence.tiles VALUES (2, 0, sha256('x'))"), (CHECKPOINTS,)
    ),
}
COMMAND_ROWS: Final = {
    "edit what a command said": Case(command("command = sha256('x')"), (LEAVES,)),
    "edit a command's key": Case(command("key = 'told-twice'"), (LEAVES,)),
    "edit a command's actor": Case(command("actor = 'mallory'"), (LEAVES, COMMANDS)),
    "edit how much a command did": Case(
        command("""answer = answer || '{"facts": 2}'"""), (COMMANDS,)
    ),
    "edit what a command brought forth": Case(
        command("""answer = answer || '{"entries": []}'"""), (COMMANDS,)
    ),
    "widen a command": Case(an.widen_a_command, (LEAVES, COMMANDS)),
    "delete a command": Case(an.delete_a_command, (LEAVES, COMMANDS)),
    "forge a command": Case(an.forge_a_command, (LEAVES, COMMANDS)),
    "forge a command without facts": Case(doing(_FORGED_KEY), (COMMANDS,)),
}


def row(table: LiteralString, change: LiteralString) -> an.Attack:
    """A row of a read model: of entries and marks a later one, else the first."""
    later: LiteralString = "5" if table in ("entries", "marks") else "0"
    return asking(
        f"SELECT position FROM read.{table} ORDER BY 1 OFFSET {later} LIMIT 1",
        f"UPDATE read.{table} SET {change} WHERE position = %(position)s",
    )


def gone(table: LiteralString) -> an.Attack:
    return asking(
        f"SELECT max(position) FROM read.{table} WHERE position <= 362",
        f"DELETE FROM read.{table} WHERE position = %(position)s",
    )


_EDITS: Final[tuple[tuple[LiteralString, LiteralString], ...]] = (
    ("entries", "points = 9"),
    ("entries", "claimed = 9"),
    ("entries", "reason = 'x'"),
    ("entries", "document_no = 'x'"),
    ("entries", "evidence = '[1]'"),
    ("entries", "approved_by = 'x'"),
    ("entries", "actor = 'x'"),
    ("entries", "recorded_at = now()"),
    ("entries", """source = source || '{"row": 99}'"""),
    ("entries", "reversed_at = position + 1"),
    ("entries", """reversal = '{"actor": "x"}'"""),
    ("marks", "score = 1"),
    ("marks", "number = 99"),
    ("marks", "withdrawn_at = position + 1"),
    ("postings", "unit = 'u3'"),
    ("plan_lines", "base = 99"),
    ("plan_lines", "title = 'x' || line"),
    ("plan_lines", "step = 99"),
    ("plan_lines", "share = '1/9'"),
    ("editions", """document = replace(document, '"decimals":"3"', '"decimals":"2"')"""),
    ("editions", "digest = 'x'"),
    ("officers", "name = 'x'"),
    ("officers", "rank = 'x'"),
    ("units", "name = 'x'"),
    ("restrictions", "until_on = '2030-01-01'"),
    ("restrictions", "reason = 'x'"),
    ("restriction_ends", "effective_on = '2030-01-01'"),
    ("year_acts", """said = said || '{"run": {}}'"""),
    ("year_acts", "act = 'year-opened'"),
    ("calendars", "holidays = '[]'"),
    ("imports", "row_count = 1"),
    ("imports", "reversed_at = position + 1"),
)
_TABLES: Final[tuple[LiteralString, ...]] = (
    "entries",
    "marks",
    "postings",
    "officers",
    "year_acts",
)
READ_ROWS: Final = {
    **{f"edit read.{t}: {change}": Case(row(t, change), (READINGS,)) for t, change in _EDITS},
    **{f"delete from read.{t}": Case(gone(t), (READINGS,)) for t in _TABLES},
    "forge a mark that nobody gave": Case(
        asking(
            "SELECT 5",
            "INSERT INTO read.marks SELECT %(position)s, bureau, year, subject, 99, series, period,"
            " 1, effective_on, source, NULL FROM read.marks LIMIT 1",
        ),
        (READINGS,),
    ),
}
GUARDS: Final[dict[str, Case]] = {
    name: Case(doing(statement), (SCHEMA,))
    for name, statement in {
        "disable a trigger": "ALTER TABLE journal.facts DISABLE TRIGGER facts_append_only",
        "disable the trigger of the traces": "ALTER TABLE access.reads DISABLE TRIGGER ALL",
        "disable the trigger of the files": "ALTER TABLE access.files DISABLE TRIGGER ALL",
        "disable the halt": "ALTER TABLE journal.facts DISABLE TRIGGER facts_not_while_halted",
        "drop a trigger": "DROP TRIGGER tiles_append_only ON evidence.tiles",
        "add a trigger": "CREATE TRIGGER mine BEFORE INSERT ON journal.facts FOR EACH ROW"
        " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "add a rule": "CREATE RULE mine AS ON INSERT TO journal.commands DO INSTEAD NOTHING",
        "grant a right": "GRANT UPDATE ON journal.facts TO {db}_app",
        "grant a right to all": "GRANT DELETE ON evidence.signings TO PUBLIC",
        "grant a column": "GRANT UPDATE (actor) ON journal.facts TO {db}_app",
        "grant the door": "GRANT EXECUTE ON FUNCTION journal.append TO {db}_auditor",
        "grant the door of many": "GRANT EXECUTE ON FUNCTION journal.append_each TO PUBLIC",
        "grant the keys": "GRANT DELETE ON keys.subject_keys TO {db}_app",
        "grant a halt's lifting": "GRANT UPDATE ON evidence.halts TO {db}_notary",
        "make a superuser": "ALTER ROLE {db}_app SUPERUSER",
        "make a member": "GRANT {db}_notary TO {db}_app",
        "replace a function": "CREATE OR REPLACE FUNCTION journal.refuse_change() RETURNS trigger"
        " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "let the door run as its caller": "ALTER FUNCTION journal.append SECURITY INVOKER",
        "let the door of many do less": "ALTER FUNCTION journal.append_each SECURITY INVOKER",
        "let the door look elsewhere": "ALTER FUNCTION journal.append RESET search_path",
        "drop a constraint": "ALTER TABLE journal.facts DROP CONSTRAINT facts_recorded_at_key",
    }.items()
}
GUARDS["halt the ledger"] = Case(
    doing("INSERT INTO evidence.halts (reason) VALUES ('x')"), (SCHEMA,), INCOMPLETE
)
BEFORE_SEALING: Final = {
    "forge an act before it is sealed": Case(an.forge_an_act_before_it_is_sealed, (COMMANDS,)),
    "let one person do it before it is sealed": Case(
        an.let_one_person_do_it_before_it_is_sealed, (FOUR_EYES,)
    ),
    "falsify a run before it is sealed": Case(an.falsify_a_run_before_it_is_sealed, (RUNS,)),
}
CASES: Final = {
    **EDITS,
    **COLUMN_EDITS,
    **MOVES,
    **LOG_ROWS,
    **COMMAND_ROWS,
    **READ_ROWS,
    **GUARDS,
    **BEFORE_SEALING,
    "put an erased subject's key back": Case(an.put_a_key_back, (ERASURES,)),
}
