"""Did each decision on a claim see the link that stood, and was all split as the link says?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.evidence.approvals import setting, whats
from tests.evidence.attacks import rewrite, said
from tests.evidence.sealed import Sealed
from tests.journal.cast import BUREAU
from tests.journal.facts import one

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]


@pytest.fixture
def conn(awarded: Sealed) -> Iterator[Conn]:
    with awarded.attacked() as attacked:
        yield attacked


def first(conn: Conn, topic: str) -> int:
    return int(one(conn, "SELECT min(position) FROM journal.facts WHERE topic = %s", topic))


def test_only_what_is_linked_is_split_anew(conn: Conn) -> None:
    assert whats(conn) == []
    conn.execute(
        "DELETE FROM journal.facts WHERE topic = 'claim-linked' AND stream_name = 'claim:nanyue/2'"
    )
    assert {"corrected", "claimed merit", "claimed share"} <= set(whats(conn))


def _last(conn: Conn, topic: str) -> int:
    return int(one(conn, "SELECT max(position) FROM journal.facts WHERE topic = %s", topic))


def test_an_approval_is_of_the_link_that_stood(conn: Conn) -> None:
    """The late claim was linked before it was verified: of both decisions the link was seen."""
    own = said(conn, first(conn, "claim-submitted"))["digest"]
    for topic, what in (
        ("claim-verified", "what was seen to verify"),
        ("claim-approved", "claim's approval"),
        ("claim-checked", "what was seen to check"),
    ):
        position = _last(conn, topic)
        seen = said(conn, position)["digest"]
        rewrite(conn, position, digest=own)
        assert whats(conn) == [what]
        rewrite(conn, position, digest=seen)


def test_a_check_that_came_before_the_link_is_of_the_claim_alone(conn: Conn) -> None:
    link, check = _last(conn, "claim-linked"), _last(conn, "claim-checked")
    for to, position in ((1000, link), (link, check), (check, 1000)):
        setting(conn, position, "position", to)
    assert whats(conn) == ["what was seen to check"]
    rewrite(conn, link, digest=said(conn, _last(conn, "claim-submitted"))["digest"])
    assert whats(conn) == []


def test_a_link_that_came_after_the_verification_is_found(conn: Conn) -> None:
    """Its part was another when it was verified: whoever altered it altered what was approved."""
    link = _last(conn, "claim-linked")
    rewrite(conn, link, share="1/3")
    assert {"what was seen to verify", "claim's approval", "claimed share"} <= set(whats(conn))


def test_what_it_was_linked_with_is_linked_so_still(conn: Conn) -> None:
    rewrite(conn, first(conn, "claim-linked"), merit="另一")
    assert "link of claim 1" in whats(conn)


def test_a_claim_that_came_to_nothing_need_not_be_linked_still(conn: Conn) -> None:
    rewrite(conn, first(conn, "claim-linked"), merit="另一")
    approved = first(conn, "claim-approved")
    setting(conn, approved, "topic", "claim-rejected")
    rewrite(conn, approved, reason="依据不足")
    assert "link of claim 1" not in whats(conn)


@pytest.mark.parametrize("change", [{"share": "1/3"}, {"merit": "x"}])
def test_an_entry_granted_earlier_was_corrected_to_its_part(
    conn: Conn, change: dict[str, str]
) -> None:
    undone = first(conn, "entry-reversed")
    assert said(conn, undone + 1)["corrects"] == f"{BUREAU}/2024/officer:0001#1"
    rewrite(conn, undone + 1, **change)
    assert whats(conn) == [f"corrected {BUREAU}/2024/officer:0001#1"]


def test_an_entry_that_was_corrected_to_be_another_s_is_no_part_of_the_merit(conn: Conn) -> None:
    undone = first(conn, "entry-reversed")
    rewrite(conn, undone + 1, subject="officer:0099")
    assert f"corrected {BUREAU}/2024/officer:0001#1" not in whats(conn)
