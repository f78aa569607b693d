"""Mechanism 11, 督导/帮扶/约谈: is a contact kept, and does it move no score?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cycle.quarters import Quarters

pytestmark = pytest.mark.postgres
YEAR = {"bureau": "nanyue", "year": 2025}


def talk(*subjects: str, **but: Any) -> dict[str, Any]:
    said = {
        "year": 2025,
        "channel": "talk",
        "held_on": "2025-04-15",
        "with": list(subjects),
        "about": {"indicators": ["a"]},
        "note": "约谈失分原因与改进措施",
        "visibility": "subject",
    }
    return said | but


def test_a_contact_leaves_the_run_as_it_was(quarters: Quarters) -> None:
    quarters.on("2025-04-16")
    loss = quarters.lose("a", "1.2", "2025-03-10")
    before = quarters.api.head
    about = {"entries": [loss], "indicators": ["a"]}
    for channel in ("meeting", "talk", "phone", "written", "coaching", "supervision"):
        contact = talk("officer:0012", "unit:zg", channel=channel, about=about)
        quarters.done("office", "/contacts", **contact)

    def run(position: int) -> Any:
        return quarters.read("office", f"/runs/nanyue:2025:2025-12-31@{position}")

    then, now = run(before), run(quarters.api.head)
    moved = ("position", "digest")
    assert {k: v for k, v in now.items() if k not in moved} == {
        k: v for k, v in then.items() if k not in moved
    }
    assert run(before)["digest"] == then["digest"]
    kept = quarters.read("ada", "/contacts", **YEAR)["items"]
    assert [c["channel"] for c in kept] == [
        *("meeting", "talk", "phone", "written", "coaching", "supervision"),
    ]
    assert {c["about"]["entries"][0] for c in kept} == {loss}


def test_a_contact_is_about_something_that_is_there(quarters: Quarters) -> None:
    nothing = talk("officer:0012", about={"remediations": [7]})
    quarters.refused("office", "/contacts", 404, "remediation-not-found", **nothing)
    quarters.refused(
        "office", "/contacts", 409, "contact-about-nothing", **talk("unit:zg", about={})
    )
    about = {"indicators": ["a"]}
    for who in ("ada", "dj_head"):
        quarters.refused(
            who, "/contacts", 403, "not-permitted", **talk("officer:0012", about=about)
        )


def test_whoever_leads_keeps_the_talks_that_he_held_and_reads_them(quarters: Quarters) -> None:
    quarters.on("2025-04-17")
    kept = {"about": {"indicators": ["a"]}, "visibility": "office"}
    for who in ("zg_head", "leader"):
        before = len(quarters.read(who, "/contacts", **YEAR)["items"])
        quarters.done(who, "/contacts", **talk("officer:0012", **kept))
        *_, last = quarters.read(who, "/contacts", **YEAR)["items"]
        assert last["subjects"] == ["officer:0012"] and last["actor"].replace("-", "_").endswith(
            who
        )
        assert len(quarters.read(who, "/contacts", **YEAR)["items"]) == before + 1
    others = quarters.read("ada", "/contacts", **YEAR)["items"]
    assert all(c["visibility"] != "office" for c in others)


def test_a_talk_is_about_nobody_else_s_entry(quarters: Quarters) -> None:
    quarters.on("2025-04-18")
    loss = quarters.lose("dj-1", "0.2", "2025-03-11")
    said = talk("officer:0012", about={"entries": [loss]})
    quarters.refused("office", "/contacts", 409, "contact-about-another", **said)
