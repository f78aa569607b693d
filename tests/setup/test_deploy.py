"""Do the examples of deployment and the table of settings say what is there?"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from api.limits import Rates
from scripts.settings import OWN_HOSTS, SettingMalformed, settings
from tests.setup.users import ROOT

DEPLOY = ROOT / "scripts" / "deploy"
UNITS = sorted(path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer"))
PLACE = "/opt/merit-ledger"


def variables_read() -> set[str]:
    """Those that home.py and settings.py ask for."""
    texts = [(ROOT / "scripts" / name).read_text("utf-8") for name in ("home.py", "settings.py")]
    texts.append((ROOT / "scripts" / "environment.py").read_text("utf-8"))
    named = {name for text in texts for name in re.findall(r'"(MERIT_[A-Z_]+|PG_BIN)"', text)}
    return named | {f"MERIT_RATE_{field.name.upper()}" for field in fields(Rates)}


def test_the_table_of_settings_has_every_variable_and_no_other() -> None:
    told = (ROOT / "docs" / "operations.md").read_text("utf-8")
    rows = "".join(line for line in told.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`(MERIT_[A-Z_]+|PG_BIN)`", rows)) >= variables_read()
    assert set(re.findall(r"MERIT_[A-Z_]+\w", told)) <= variables_read()


@pytest.mark.parametrize("unit", UNITS)
def test_an_example_runs_what_is_there_with_settings_that_are_read(unit: str) -> None:
    text = (DEPLOY / unit).read_text("utf-8")
    for program in re.findall(rf"{PLACE}/(\S+)", text):
        assert (ROOT / program).exists(), program
    assert set(re.findall(r"MERIT_[A-Z_]+", text)) <= variables_read()


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_takes_the_example(unit: str, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd here")
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8").replace(PLACE, str(ROOT))
        (tmp_path / name).write_text(text.replace("User=merit\n", "User=root\n"))
    verify = [analyze, "verify", "--man=no", str(tmp_path / unit)]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if unit in line] == []


def test_the_container_starts_what_is_there() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    assert re.search(r'ENTRYPOINT \["/opt/merit-ledger/(scripts/serve)"\]', text)
    assert set(re.findall(r"MERIT_[A-Z]+(?:_[A-Z]+)*", text)) <= variables_read()
    assert re.findall(r"^(FROM|USER|ENTRYPOINT|STOPSIGNAL)\b", text, re.MULTILINE) == [
        *("FROM", "USER", "STOPSIGNAL", "ENTRYPOINT"),
    ]


def test_settings_are_read_and_what_is_unset_has_its_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in variables_read():
        monkeypatch.delenv(name, raising=False)
    assert settings().rates == Rates()
    assert (settings().hosts, settings().proxies, settings().log) == (OWN_HOSTS, (), None)
    monkeypatch.setenv("MERIT_HOSTS", "Ledger.example, other.example")
    monkeypatch.setenv("MERIT_PROXIES", "10.0.0.1")
    monkeypatch.setenv("MERIT_RATE_WRITES", "2.5")
    monkeypatch.setenv("MERIT_GRACE_SECONDS", "7")
    monkeypatch.setenv("MERIT_LOG", str(tmp_path / "merit.jsonl"))
    said = settings()
    assert said.hosts == (*OWN_HOSTS, "ledger.example", "other.example")
    assert (said.proxies, said.rates.writes, said.grace_seconds) == (("10.0.0.1",), 2.5, 7)
    assert said.log_folder == tmp_path


@pytest.mark.parametrize("said", ["0", "-1", "many", "nan", "1e9"])
@pytest.mark.parametrize("name", ["MERIT_RATE_READS", "MERIT_GRACE_SECONDS"])
def test_a_setting_that_is_no_number_above_zero_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setenv(name, said)
    with pytest.raises(SettingMalformed, match=name):
        settings()
