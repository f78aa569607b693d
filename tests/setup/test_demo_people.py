"""Is the table of the demo's people the one that its guide prints, and are they who it says?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from scripts.demo.people import ACCOUNTABLE, CALLED, HEADS, LED, PEOPLE, STANDING
from scripts.demo.roster import UNITS, serving

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "demo.md"


def test_the_guide_names_each_with_his_roles_and_what_for() -> None:
    rows = [
        f"| {one.name} | {CALLED.get(one.name, '')} |"
        f" {', '.join(f'`{role}` {scope}' for role, scope in one.grants)} |"
        f" {one.zh} / {one.en} |"
        for one in PEOPLE
    ]
    said = GUIDE.read_text("utf-8").splitlines()
    listed = [line for line in said if line.startswith("| ") and not line.startswith("| NAME")]
    assert listed == rows


def test_each_name_is_one_person() -> None:
    names = [one.name for one in PEOPLE]
    assert len(set(names)) == len(names)


def test_every_unit_has_its_head_and_its_leader() -> None:
    units = {unit for unit, _, kind in UNITS if kind != "leadership"}
    assert set(HEADS) == set(LED) == units
    assert set(LED.values()) == set(ACCOUNTABLE)
    posts = serving(date(2024, 12, 31))
    assert {(posts[who].unit, posts[who].level) for who in HEADS.values()} == {
        (unit, "head") for unit in units
    }


def test_who_speaks_for_an_officer_is_that_officer() -> None:
    for one in STANDING:
        scopes = {scope for role, scope in one.grants if role == "officer"}
        assert scopes <= {f"officer:{one.name}"}
