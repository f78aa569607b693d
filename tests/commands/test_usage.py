"""What do the commands say to those who use them rightly?"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from scripts.commands import COMMANDS
from tests.commands.answers import BUREAU, SAMPLES, YEAR
from tests.commands.homes import MERIT, ROOT, Home

pytestmark = pytest.mark.postgres

OFFICER: Final = ("officer:0001", "--year", YEAR)
BOOK: Final = ("--bureau", BUREAU, "--year", YEAR)
RULEBOOK: Final = SAMPLES / "small" / "rulebook-1.yaml"
FACTS: Final = 353


def test_every_command_tells_its_use(home: Home) -> None:
    told = home.did("--help").out
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", told, re.MULTILINE)
        assert home.did(name, "--help").out.startswith(f"Usage: merit {name}")


ANSWERS: Final = (
    ("score", *OFFICER),
    ("score", "unit:u0", "--year", YEAR, "--as-of", "2024-09-15"),
    ("statement", *OFFICER),
    ("history", *OFFICER),
    ("history", *OFFICER, "--axis", "known", "--position", 300),
    ("appraise", *BOOK),
    ("appraise", *BOOK, "--rulebook", SAMPLES / "medium" / "rulebook-1.yaml"),
)


@pytest.mark.parametrize("words", ANSWERS, ids=lambda words: " ".join(map(str, words)))
def test_an_answer_says_what_it_rests_on_to_people_and_to_programs(
    home: Home, words: tuple[object, ...]
) -> None:
    told, answer = home.did(*words), home.did(*words, "--json")
    assert answer.out.count("\n") == 1
    assert answer.err == ""
    foot = answer.json()
    assert told.out.splitlines()[-1].split(" · ") == [
        f"as of {foot['as_of']}",
        f"position {foot['position']}",
        f"edition {foot['edition']}",
        f"{foot['count']} {'officers' if words[0] == 'appraise' else 'lines'}",
        foot["digest"],
    ]


def test_a_statement_names_a_loss_of_another_account_in_full(home: Home) -> None:
    """`#4` alone is the fourth entry of the unit's own account."""
    asked = ("statement", "unit:u0", "--year", YEAR)
    told, lines = home.did(*asked).out, home.did(*asked, "--json").json()["lines"]
    own = {line["entry"] for line in lines if "/unit:u0#" in line["entry"]}
    others = {line["entry"] for line in lines} - own
    assert own
    assert others
    folded = re.sub(r"[\s│]", "", told)
    assert [entry for entry in others if entry not in folded] == []
    assert not [entry for entry in own if entry in told]


def test_an_appraisal_lists_everybody_also_who_is_in_no_group(home: Home) -> None:
    told = home.did("appraise", *BOOK).out
    officers = home.did("appraise", *BOOK, "--json").json()["officers"]
    without = [o["officer"] for o in officers if o["group"] is None]
    assert without
    rest = told.split("in no comparison group")[1]
    assert [o for o in without if o not in rest] == []
    assert [o["officer"] for o in officers if o["officer"] not in told] == []


def test_an_import_in_machine_form_prints_nothing_else(home: Home) -> None:
    said = home.did("import", SAMPLES / "small" / "book", *BOOK, "--json")
    assert said.json() == {"position": FACTS, "facts": 0, "rows": 0, "known": 355}


def test_the_bureau_may_be_left_out_where_there_is_one(home: Home, tmp_path: Path) -> None:
    year = ("--year", YEAR)
    known = home.did("import", SAMPLES / "small" / "book", *year, "--json").json()["known"]
    assert known == 355
    home.did("workbook", *year, "--to", tmp_path / "out")
    assert home.did("import", tmp_path / "out", *year, "--check", "--json").json()["rows"] == 0
    assert home.did("appraise", *year, "--json").json()["bureau"] == BUREAU


def test_a_rulebook_is_checked_published_once_and_printed(home: Home) -> None:
    assert home.did("rulebook", "check", RULEBOOK).out == "b757050@1: no fault / 未发现错误\n"
    again = home.did("rulebook", "publish", RULEBOOK, "--bureau", BUREAU)
    assert again.out == f"b757050@1 · position {FACTS} (already published / 此前已发布)\n"
    schema = home.did("rulebook", "schema").json()
    assert schema["$schema"].startswith("https://json-schema.org/")
    chinese, english = (
        home.did("rulebook", "print", RULEBOOK, "--language", language).out
        for language in ("zh", "en")
    )
    assert "规则" in chinese
    assert "Rules" in english


def test_an_edition_keeps_the_digest_of_its_file_as_it_is_on_disk(
    another_home: Callable[[], Home], tmp_path: Path
) -> None:
    """With its byte order mark and its line ends: `sha256sum` must say the same."""
    home, file = another_home(), tmp_path / "规则.yaml"
    file.write_bytes(codecs.BOM_UTF8 + RULEBOOK.read_bytes().replace(b"\n", b"\r\n"))
    home.did("rulebook", "publish", file, "--bureau", BUREAU)
    (fact,) = (json.loads(line) for line in home.did("replay", "--json").out.splitlines())
    said = "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
    assert fact["fact"]["file_digest"] == said


def test_a_replay_reads_the_facts_in_order_up_to_a_position(home: Home) -> None:
    lines = home.did("replay", "--to", 20, "--json").out.splitlines()
    facts = [json.loads(line) for line in lines]
    assert [fact["position"] for fact in facts] == list(range(1, 21))
    assert [fact["name"] for fact in facts] == list(home.facts().values())[:20]
    told = home.did("replay", "--to", 20).out.splitlines()
    assert [int(line.split()[0]) for line in told[:20]] == list(range(1, 21))


def test_a_rebuild_mends_read_models_and_says_which(home: Home) -> None:
    assert "differed" not in home.did("rebuild").out
    right = home.did("score", *OFFICER, "--json").out
    spoil = "UPDATE read.entries SET claimed = claimed + 1 WHERE subject = 'officer:0001'"
    with home.opened() as opened, connect(opened.owner_dsn) as conn:
        conn.execute(spoil)
    told = home.did("rebuild")
    assert f"position {FACTS}" in told.out
    assert "differed from the live tables: entries" in told.out
    assert home.did("score", *OFFICER, "--json").out == right
    assert "differed" not in home.did("rebuild").out


def connect(dsn: str) -> psycopg.Connection[Any]:
    return psycopg.connect(dsn, autocommit=True)


WRITES: Final = (
    "INSERT INTO journal.facts SELECT * FROM journal.facts",
    "UPDATE journal.facts SET actor = 'nobody'",
    "DELETE FROM journal.facts",
    "TRUNCATE journal.facts",
    "DROP TABLE journal.commands",
    "UPDATE journal.commands SET answer = '{}'",
    "CREATE TABLE public.mine (n int)",
)


@pytest.mark.parametrize("role", ["app", "projector", "auditor"])
def test_a_role_logs_in_by_its_connection_string_and_may_alter_no_fact(
    home: Home, role: str
) -> None:
    dsn = home.did("dsn", "--role", role).out.strip()
    with connect(dsn) as conn:
        count = conn.execute("SELECT count(*) FROM journal.facts").fetchone()
        assert count == (FACTS,)
        for statement in WRITES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)
    assert list(home.facts()) == list(range(1, FACTS + 1))


def test_even_the_owner_may_not_alter_a_fact(home: Home) -> None:
    with connect(home.did("dsn").out.strip()) as conn:
        for statement in WRITES[1:4]:
            with pytest.raises(psycopg.Error, match="append-only"):
                conn.execute(statement)


def test_a_reader_that_leaves_early_is_no_fault(home: Home) -> None:
    """`merit replay | head -1`."""
    process = home.begin("replay", "--json")
    assert process.stdout
    assert process.stderr
    with process:
        assert json.loads(process.stdout.readline())["position"] == 1
        process.stdout.close()
        assert process.stderr.read() == ""


def test_a_terminal_without_chinese_gets_its_answer(home: Home) -> None:
    done = subprocess.run(
        [*MERIT, "score", *map(str, OFFICER)],
        env=home.variables | {"PYTHONIOENCODING": "latin-1"},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u6210\\u7ee9 score 96.675" in done.stdout


def test_an_interrupted_command_ends_with_130(home: Home) -> None:
    """Ctrl-C, here before the first question is answered."""
    words = [sys.executable, "-c", INTERRUPTED]
    done = subprocess.run(words, env=home.variables, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (130, b"")
    assert b"Traceback" not in done.stderr


INTERRUPTED: Final = """
import os, signal, sys
import scripts.commands, scripts.commands.journal as journal
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a shell runs behind it
def interrupted(*_):
    os.kill(os.getpid(), signal.SIGINT)
    signal.pause()
journal.replay = interrupted
sys.argv = ["merit", "replay"]
scripts.commands.main()
"""
