"""Is what somebody wrote in square brackets printed as it was written?"""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from domain.accounts.commands import AwardBonus
from scripts.commands import output
from scripts.installation import local_principal
from tests.commands.answers import YEAR, publish_and_import
from tests.commands.homes import Home

BRACKETS = "岳税批[2024]12号[/b] [red]重点 :star:"


def test_a_table_prints_brackets_as_they_stand(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_table(f"题 {BRACKETS}", (f"列 {BRACKETS}",), [(f"格 {BRACKETS}",), (None,)])
    output.console().print(f"脚 {BRACKETS}")
    told = capsys.readouterr().out
    assert [place for place in "题列格脚" if f"{place} {BRACKETS}" not in told] == []


def test_a_progress_bar_names_a_file_as_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.StringIO()
    monkeypatch.setattr(
        output, "Console", lambda **_: Console(file=told, force_terminal=True, width=120)
    )
    with output.progress_bar(BRACKETS):
        pass
    assert BRACKETS in told.getvalue()


def test_a_progress_bar_tells_how_fast_and_how_long_still(monkeypatch: pytest.MonkeyPatch) -> None:
    told, clock = io.StringIO(), iter(range(1000))
    monkeypatch.setattr(
        output, "Console", lambda **_: Console(file=told, force_terminal=True, width=120)
    )
    with output.progress_bar("rebuild / 重建") as bar:
        monkeypatch.setattr(bar, "get_time", lambda: float(next(clock)))
        for done in (0, 1000, 2000, 3000):
            bar.update(bar.task_ids[0], completed=done, total=60_000)
        assert bar.tasks[0].speed == pytest.approx(1000)
    assert "/s" in told.getvalue()
    assert "剩余 ETA" in told.getvalue()


@pytest.mark.postgres
def test_a_statement_tells_a_document_with_brackets_in_its_number(
    another_home: Callable[[], Home],
) -> None:
    home = another_home()
    publish_and_import(home, "small")
    award = {
        "bureau": "nanyue",
        "subject": "officer:0001",
        "item": "K1",
        "effective_on": "2024-06-12",
        "document_no": "批[/b]1号",
    }
    with home.opened() as opened, opened.ledger() as ledger:
        ledger.handle(AwardBonus.model_validate(award), local_principal())
    assert "批[/b]1号" in home.did("statement", "officer:0001", "--year", YEAR).out
