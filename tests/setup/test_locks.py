"""Does whoever waits say so, and give up in the end?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scripts.embedded import locks
from scripts.embedded.confinement import Confinement
from tests.setup.users import within

WHY = ("waiting for the bridge", "正在等待桥")


def test_a_long_wait_is_said_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(locks, "NOTICE_SECONDS", 0.05)
    answers = iter([False] * 10 + [True])
    locks.patiently(lambda: next(answers), WHY)
    assert capsys.readouterr().err == "waiting for the bridge / 正在等待桥\n"


def test_a_short_wait_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    locks.patiently(lambda: True, WHY)
    assert capsys.readouterr().err == ""


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE_SECONDS", 0.05)
    with pytest.raises(locks.WaitedTooLong, match="the bridge"):
        locks.patiently(lambda: False, WHY)


def test_a_lock_held_alone_is_seen_and_a_shared_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with locks.held(path, locks.EXCLUSIVE, WHY):
        assert locks.is_held(path)
    with locks.held(path, locks.SHARED, WHY), locks.held(path, locks.SHARED, WHY):
        assert not locks.is_held(path)


def test_what_was_begun_under_a_lock_holds_it_when_its_beginner_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "making.lock"
    lock = locks.opened(path)
    assert locks.try_lock(lock, locks.EXCLUSIVE)
    Confinement(lock=lock).run("sh", "-c", "sleep 1 >/dev/null 2>&1 &")
    os.close(lock)
    assert locks.is_held(path)
    assert within(60, lambda: not locks.is_held(path))
