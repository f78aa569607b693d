"""Is the home where the user says, private, and is a database of their own taken instead?"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts.embedded import Server
from scripts.home import (
    DatabaseUnreachable,
    DatabaseUrlMalformed,
    HomeNotWritable,
    data_folder,
    database,
    home_path,
)


def test_merit_home_is_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERIT_HOME", str(tmp_path / "one" / "two"))
    assert home_path() == tmp_path / "one" / "two"
    for name in ("keys", "logs"):
        assert (home_path() / name).stat().st_mode & 0o777 == 0o700


def test_a_link_to_a_home_is_that_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "link").symlink_to("home")
    monkeypatch.setenv("MERIT_HOME", str(tmp_path / "link"))
    assert home_path() == tmp_path / "home"


def test_what_is_there_keeps_its_permissions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir(mode=0o750)
    monkeypatch.setenv("MERIT_HOME", str(tmp_path / "home"))
    assert home_path().stat().st_mode & 0o777 == 0o750


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has a place of its own")
def test_otherwise_it_is_in_the_users_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MERIT_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "not/absolute")
    assert home_path() == tmp_path / ".local/share/merit-ledger"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert data_folder() == tmp_path / "data/merit-ledger"


def test_a_home_that_cannot_be_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MERIT_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(HomeNotWritable, match="MERIT_HOME") as refusal:
        home_path()
    assert "数据目录" in refusal.value.chinese


@pytest.mark.parametrize(
    "url", ["postgresql://u:s3cret@host:notaport/d", "s3cret", "postgresql://u:s3cret@[::1/d"]
)
def test_a_malformed_url_is_refused_and_not_repeated(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIT_DATABASE_URL", url)
    with (
        pytest.raises((DatabaseUrlMalformed, DatabaseUnreachable)) as refusal,
        database(tmp_path),
    ):
        pass
    assert "s3cret" not in str(refusal.value)
    assert "s3cret" not in repr(refusal.value.__cause__)


def test_an_absent_server_is_named_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"postgresql://u:s3cret@/d?host={tmp_path}"
    monkeypatch.setenv("MERIT_DATABASE_URL", url)
    with pytest.raises(DatabaseUnreachable) as refusal, database(tmp_path):
        pass
    assert str(tmp_path) in refusal.value.english
    assert "s3cret" not in str(refusal.value)


@pytest.mark.postgres
def test_a_server_of_the_users_is_taken_as_it_is(
    at_work: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIT_DATABASE_URL", at_work.dsn())
    with database(tmp_path) as dsn:
        assert dsn == at_work.dsn()
    assert not (tmp_path / "postgres").exists()


@pytest.mark.postgres
def test_a_wrong_password_is_not_repeated(
    at_work: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIT_DATABASE_URL", at_work.dsn("merit", "s3cret"))
    with (
        pytest.raises(DatabaseUnreachable, match="authentication failed") as refusal,
        database(tmp_path),
    ):
        pass
    assert "s3cret" not in str(refusal.value)
