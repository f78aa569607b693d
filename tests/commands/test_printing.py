"""Does `merit print` write what was asked for, and say no to what cannot be written?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from scripts.commands.printing import NOTICES_A_FILE, _files
from tests.api.prints.pages import page_texts
from tests.commands.answers import BUREAU, YEAR
from tests.commands.homes import Home

pytestmark = pytest.mark.postgres

LIVE: Final = f"{BUREAU}:{YEAR}:live"
FIRST: Final = {".xlsx": b"PK", ".csv": b"\xef\xbb\xbf", ".json": b"{", ".pdf": b"%PDF"}


@pytest.mark.parametrize("suffix", FIRST)
def test_a_run_is_printed_in_the_form_that_the_file_is_named_for(
    home: Home, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"run{suffix}"
    said = home.did("print", LIVE, "--to", path)
    assert path.read_bytes().startswith(FIRST[suffix])
    assert str(path) in said.out
    assert "sha256:" in said.out


def test_the_json_is_the_run_that_is_appraised(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    home.did("print", LIVE, "--to", path)
    asked = home.did("appraise", "--bureau", BUREAU, "--year", YEAR, "--json").json()
    assert json.loads(path.read_bytes()) == asked


def test_everybody_gets_a_notice_of_a_page_or_more(home: Home, tmp_path: Path) -> None:
    run, path = tmp_path / "run.json", tmp_path / "all.pdf"
    home.did("print", LIVE, "--to", run)
    home.did("notices", LIVE, "--to", path)
    count = json.loads(run.read_bytes())["count"]
    firsts = [page for page in page_texts(path.read_bytes()) if "第1页" in page]
    assert len(firsts) == count


def test_one_officer_gets_one_notice(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    said = home.did("notices", LIVE, "--to", path, "--officer", "0001", "--language", "en")
    (page,) = page_texts(path.read_bytes())
    assert "(0001," in page
    assert "1 notices" in said.out


def test_what_cannot_be_printed_is_told_and_nothing_is_left(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    for words, told in (
        (("print", f"{BUREAU}:{YEAR}:closed", "--to", path), "There is no run"),
        (("notices", LIVE, "--to", path, "--officer", "nobody"), "not registered"),
        (("print", LIVE, "--to", tmp_path / "no" / "x.csv"), "cannot be written"),
    ):
        said = home.merit(*words)
        assert said.code == 1
        assert told in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["print", "notices"])
def test_a_file_of_another_kind_is_wrong_usage(home: Home, tmp_path: Path, command: str) -> None:
    said = home.merit(command, LIVE, "--to", tmp_path / "run.docx")
    assert said.code == 2
    assert ".pdf" in said.err


def test_many_notices_go_into_several_files() -> None:
    officers = [str(n) for n in range(2 * NOTICES_A_FILE + 1)]
    files = dict(_files(Path("a/n.pdf"), officers))
    assert [path.name for path in files] == ["n-1.pdf", "n-2.pdf", "n-3.pdf"]
    assert [officer for some in files.values() for officer in some] == officers
    assert list(dict(_files(Path("n.pdf"), officers[:NOTICES_A_FILE]))) == [Path("n.pdf")]
