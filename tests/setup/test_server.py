"""Does a home's PostgreSQL run exactly while it is used, whatever is killed?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from scripts.embedded import Server, running
from scripts.embedded.cluster import DataFolderNotMade
from scripts.embedded.place import Place, ProgramsMissing
from scripts.embedded.postmaster import DataInUse
from scripts.embedded.server import ServerNotStarted
from tests.setup.users import AUser, alive, pids, rows, stop, within

pytestmark = pytest.mark.postgres

Begin = Callable[..., AUser]


def test_the_server_runs_while_it_is_used(home: Path) -> None:
    with running(home, fast=True) as server:
        assert rows(server, "select current_user, current_database()") == [("merit", "merit")]
        postmaster, supervisor = pids(home)
    assert within(60, lambda: not alive(postmaster) and not alive(supervisor))


def test_text_is_compared_by_code_point(at_work: Server) -> None:
    asked = (
        "select pg_encoding_to_char(encoding), datlocprovider, datlocale, lower('É')"
        " from pg_database where datname = 'merit'"
    )
    assert rows(at_work, asked) == [("UTF8", "b", "C.UTF-8", "é")]


def test_only_the_password_opens_and_no_port_is_open(at_work: Server) -> None:
    assert rows(at_work, "show listen_addresses") == [("",)]
    guess = Server(at_work.host, at_work.port, at_work.user, "guess", at_work.dbname)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        rows(guess, "select 1")


def test_what_is_secret_is_for_the_owner_alone(home: Path) -> None:
    with running(home, fast=True) as server:
        place = Place(home)
        assert place.password.read_text() == server.password
        for path in (place.password, place.log, place.data, place.sockets, home / "keys"):
            assert path.stat().st_mode & 0o077 == 0


def test_the_last_one_out_stops_it(home: Path, a_user: Begin) -> None:
    first, second = a_user(home), a_user(home)
    assert first.server() == (server := second.server())
    postmaster, _ = pids(home)
    first.leave()
    time.sleep(2.5)
    assert rows(server, "select 1") == [(1,)]
    second.leave()
    assert within(60, lambda: not alive(postmaster))


def test_many_at_once_make_one_server(new_home: Path, a_user: Begin) -> None:
    users = [a_user(new_home) for _ in range(6)]
    assert len({user.server().dsn() for user in users}) == 1


def test_a_killed_user_leaves_no_server(home: Path, a_user: Begin) -> None:
    user = a_user(home)
    user.server()
    postmaster, supervisor = pids(home)
    user.kill()
    assert within(60, lambda: not alive(postmaster) and not alive(supervisor))


def test_rows_outlive_the_killing_of_everything(home: Path, a_user: Begin) -> None:
    user = a_user(home)
    rows(user.server(), "create table kept as select 42 as answer")
    for pid in (killed := pids(home)):
        os.kill(pid, signal.SIGKILL)
    user.kill()
    assert within(60, lambda: not any(map(alive, killed)))
    assert (Place(home).data / "postmaster.pid").exists()
    with running(home, fast=True) as server:
        assert rows(server, "select answer from kept") == [(42,)]


def test_a_killed_postmaster_is_replaced_for_those_who_use_it(home: Path) -> None:
    with running(home, fast=True) as server:
        postmaster, supervisor = pids(home)
        os.kill(postmaster, signal.SIGKILL)
        assert within(60, lambda: not alive(postmaster))
        with running(home, fast=True) as again:
            assert again == server
            assert rows(server, "select 1") == [(1,)]
            assert pids(home)[0] != postmaster
            assert pids(home)[1] == supervisor


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_a_killed_supervisor_takes_the_server_along(home: Path) -> None:
    with running(home, fast=True):
        postmaster, supervisor = pids(home)
        os.kill(supervisor, signal.SIGKILL)
        assert within(60, lambda: not alive(postmaster))
        with running(home, fast=True) as server:
            assert rows(server, "select 1") == [(1,)]


def test_a_making_cut_short_begins_anew(new_home: Path, a_user: Begin) -> None:
    place = Place(new_home)
    user = a_user(new_home)
    assert within(60, lambda: any(place.folder.glob("data.*/PG_VERSION")))
    user.kill()
    assert not place.data.exists()
    with running(new_home, fast=True) as server:
        assert rows(server, "select 1") == [(1,)]
    assert not list(place.folder.glob("data.*"))


@pytest.mark.parametrize(
    "name",
    ["长" * 40 + "路径", "a" * 120, "with space, comma\"quote'and%percent"],
    ids=["chinese", "long", "odd"],
)
def test_a_home_may_have_any_name(new_home: Path, name: str) -> None:
    with running(new_home / name, fast=True) as server:
        assert rows(server, "select 1") == [(1,)]
        assert Path(server.host).stat().st_mode & 0o777 == 0o700


def test_a_later_start_is_quick_and_a_shared_one_at_once(home: Path) -> None:
    with running(home, fast=True):
        pass
    stop(home)
    began = time.monotonic()
    with running(home, fast=True):
        started = time.monotonic()
        with running(home, fast=True):
            shared = time.monotonic()
    assert started - began < 5
    assert shared - started < 1


def test_coming_while_it_stops_is_no_fault(home: Path) -> None:
    for tenths in (9, 10, 11):
        with running(home, fast=True) as server:
            assert rows(server, "select 1") == [(1,)]
        time.sleep(tenths / 10)


def test_a_number_in_a_stale_pid_file_is_not_believed(home: Path) -> None:
    with running(home, fast=True):
        pass
    stop(home)
    (Place(home).data / "postmaster.pid").write_text(
        f"{os.getppid()}\n{home}\n0\n5432\n\n\n\nready\n"
    )
    with running(home, fast=True) as server:
        assert rows(server, "select 1") == [(1,)]


def test_a_lost_password_is_replaced(home: Path) -> None:
    with running(home, fast=True) as server:
        before = server.password
    stop(home)
    Place(home).password.unlink()
    with running(home, fast=True) as server:
        assert server.password != before
        assert rows(server, "select 1") == [(1,)]


def test_a_server_that_does_not_start_is_quoted(home: Path) -> None:
    with running(home, fast=True):
        pass
    stop(home)
    with (Place(home).data / "pg_hba.conf").open("a") as file:
        file.write("nonsense\n")
    with pytest.raises(ServerNotStarted, match="nonsense"), running(home, fast=True):
        pass


def test_data_of_another_version_are_left_alone(home: Path) -> None:
    with running(home, fast=True):
        pass
    stop(home)
    (Place(home).data / "PG_VERSION").write_text("9\n")
    with pytest.raises(ProgramsMissing, match="made by PostgreSQL 9"), running(home, fast=True):
        pass


def test_data_at_work_under_another_hand_are_left_alone(home: Path) -> None:
    with running(home, fast=True):
        pass
    stop(home)
    with subprocess.Popen(["sleep", "60"], cwd=Place(home).data) as other:
        (Place(home).data / "postmaster.pid").write_text(f"{other.pid}\n{Place(home).data}\n")
        with pytest.raises(DataInUse, match=str(other.pid)), running(home, fast=True):
            pass
        other.kill()


def test_a_data_folder_that_cannot_be_made_is_explained(
    new_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = new_home.parent / "bin"
    bad.mkdir()
    for name in ("postgres", "initdb"):
        (bad / name).write_text(
            '#!/bin/sh\n[ "$1" = --version ] && echo "postgres (P) 18.6" && exit\n'
            'echo "no room left"; exit 1\n'
        )
        (bad / name).chmod(0o755)
    monkeypatch.setenv("PG_BIN", str(bad))
    with pytest.raises(DataFolderNotMade, match="no room left"), running(new_home, fast=True):
        pass
    monkeypatch.delenv("PG_BIN")
    with running(new_home, fast=True) as server:
        assert rows(server, "select 1") == [(1,)]


def test_psql_takes_the_connection_string(at_work: Server, made: Path) -> None:
    psql = str(Place(made).programs() / "psql")
    asked = [psql, "-XAt", "-c", "select 7", at_work.dsn()]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "7\n"


def test_another_user_is_named_without_the_owners_password() -> None:
    server = Server("/a b", 5432, "merit", "p@ss", "merit")
    assert server.dsn() == "postgresql://merit:p%40ss@/merit?host=%2Fa%20b&port=5432"
    assert server.dsn(user="reader") == "postgresql://reader@/merit?host=%2Fa%20b&port=5432"
    assert server.dsn("r", "x/y", "d") == "postgresql://r:x%2Fy@/d?host=%2Fa%20b&port=5432"
