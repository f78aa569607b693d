"""What does somebody do to the year's management cycle before it is sealed, and who alone notices?

Each leaves a log that the notary signs, whose columns and commands agree: what is wrong with it can
be read in the facts alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, LiteralString, NamedTuple

import psycopg

from projections.evidence.feedback_pass import FEEDBACK
from projections.evidence.holding import LAST
from projections.evidence.notary import Leading
from projections.evidence.procedure_pass import PROCEDURES
from projections.evidence.quarter_pass import QUARTERS
from projections.evidence.signing_pass import SIGNATURES
from tests.evidence.attacks import rewrite, said
from tests.evidence.sealed import Sealed

Conn = psycopg.Connection[Any]
Attack = Callable[[Conn], int]
"""Answers the position at which it is to be found."""
_EVIDENCE: Final = ("witnessings", "signings", "checkpoints", "tiles", "leaves")
_FIND: Final[LiteralString] = (
    "SELECT position FROM journal.facts WHERE topic = %s"
    " AND convert_from(state, 'UTF8')::jsonb @> %s ORDER BY position LIMIT 1"
)
_COMMAND: Final[LiteralString] = (
    "SELECT first_position, last_position FROM journal.commands"
    " WHERE %s BETWEEN first_position AND last_position"
)
OTHER: Final = "sha256:" + "0" * 64


def sealed_anew(conn: Conn, made: Sealed, folder: Path) -> str:
    """The honest notary signs all that it finds, as if it came only now; its note."""
    for table in _EVIDENCE:
        conn.execute(f"DELETE FROM evidence.{table}".encode())
    folder.mkdir()
    Leading(conn, made.key, folder).seal()
    return (folder / LAST).read_text("utf-8")


def at(conn: Conn, topic: str, **parts: Any) -> int:
    """The first such fact that says so."""
    row = conn.execute(_FIND, (topic, json.dumps(parts))).fetchone()
    assert row is not None, (topic, parts)
    return int(row[0])


def saying(topic: str, *, of: dict[str, Any] | None = None, **parts: Any) -> Attack:
    """A fact, the first one of which `of` is true, says something else."""

    def attack(conn: Conn) -> int:
        position = at(conn, topic, **(of or {}))
        rewrite(conn, position, **parts)
        return position

    return attack


def by(conn: Conn, position: int, actor: str, role: str | None = None) -> None:
    """Another is said to have done it, and all that came with it, and to have asked for it."""
    row = conn.execute(_COMMAND, (position,)).fetchone()
    assert row is not None
    conn.execute(
        "UPDATE journal.commands SET actor = %s WHERE first_position = %s", (actor, row[0])
    )
    conn.execute(
        "UPDATE journal.facts SET actor = %s, role = coalesce(%s, role)"
        " WHERE position BETWEEN %s AND %s",
        (actor, role, *row),
    )


def done_by(actor: str, topic: str, /, **parts: Any) -> Attack:
    def attack(conn: Conn) -> int:
        position = at(conn, topic)
        by(conn, position, actor)
        rewrite(conn, position, **parts)
        return position

    return attack


def a_loss_left_out(conn: Conn) -> int:
    """The freeze says one loss less."""
    position = at(conn, "quarter-frozen", quarter=2)
    rewrite(conn, position, losses=said(conn, position)["losses"][1:])
    return position


def another_run(conn: Conn) -> int:
    position = at(conn, "quarter-frozen")
    rewrite(conn, position, run=said(conn, position)["run"] | {"digest": OTHER})
    return position


def from_the_future(conn: Conn) -> int:
    """A freeze that knew what was recorded after it."""
    position = at(conn, "quarter-frozen")
    rewrite(conn, position, run=said(conn, position)["run"] | {"position": position})
    return position


def signed(level: str) -> dict[str, Any]:
    return {"number": 2, "level": level}


def out_of_order(conn: Conn) -> int:
    """A leader and the party committee change places: each in his own name and role."""
    first, second = (
        at(conn, "draft-signed", **signed(one)) for one in ("party-committee", "leader")
    )
    one, other = said(conn, first), said(conn, second)
    roles = [_role(conn, position) for position in (first, second)]
    for position, state, role in ((first, other, roles[1]), (second, one, roles[0])):
        rewrite(conn, position, **state)
        by(conn, position, state["signer"], role)
    return first


def _role(conn: Conn, position: int) -> str:
    row = conn.execute("SELECT role FROM journal.facts WHERE position = %s", (position,)).fetchone()
    assert row is not None
    return str(row[0])


def signed_by_who_drafted(conn: Conn) -> int:
    drafter = said(conn, at(conn, "indicators-drafted", number=2))["drafter"]
    position = at(conn, "draft-signed", **signed("party-committee"))
    by(conn, position, drafter)
    rewrite(conn, position, signer=drafter, persons=[drafter])
    return position


def one_leader_signs_for_another(conn: Conn) -> int:
    position = at(conn, "draft-signed", **signed("leader"))
    over = said(conn, position)["over"]
    rewrite(conn, position, over=next(one for one in ("0001", "0002") if one != over))
    return position


def a_plan_with_another_title(conn: Conn) -> int:
    """On a title no score rests; the read model agrees."""
    position = at(conn, "plan-adopted.2")
    lines = said(conn, position)["indicators"]
    rewrite(conn, position, indicators=[lines[0] | {"title": "改"}, *lines[1:]])
    conn.execute(
        "UPDATE read.plan_lines SET title = '改' WHERE position = %s AND indicator = %s",
        (position, lines[0]["indicator"]),
    )
    return at(conn, "indicator-set-published")


_SPLIT: Final[LiteralString] = """
INSERT INTO journal.commands
SELECT actor, key || '/2', command, %(at)s, last_position, recorded_at,
       answer || jsonb_build_object('facts', last_position - %(at)s + 1)
  FROM journal.commands WHERE first_position = %(at)s - 1
"""
_CUT: Final[LiteralString] = """
UPDATE journal.commands SET last_position = first_position, answer = answer || '{"facts": 1}'
 WHERE first_position = %(at)s - 1
"""


def a_task_that_came_later(conn: Conn) -> int:
    """The tasks of officers are put into a draft by a command of their own."""
    position = at(conn, "indicators-drafted", number=2) + 1
    for statement in (_SPLIT, _CUT):
        conn.execute(statement, {"at": position})
    return position


def one_opinion_less(conn: Conn) -> int:
    """What one leader said is told as another's."""
    position = at(conn, "evaluation-disclosed")
    rewrite(conn, position, leader="0099")
    return at(conn, "evaluations-opened")


def another_opinion(conn: Conn) -> int:
    """A leader's score is told otherwise than it went into the mark."""
    rewrite(conn, at(conn, "evaluation-disclosed"), score="12")
    return at(conn, "evaluations-opened")


class Case(NamedTuple):
    attack: Attack
    alone: str
    what: str
    """The pass that alone finds it, and what it says is otherwise first."""


CASES: Final = {
    "leave a loss out of a frozen quarter": Case(a_loss_left_out, QUARTERS, "losses"),
    "say otherwise of the losses": Case(
        saying("quarter-frozen", losses_digest=OTHER), QUARTERS, "losses' digest"
    ),
    "freeze another run": Case(another_run, QUARTERS, "run"),
    "freeze what was not known yet": Case(from_the_future, QUARTERS, "position"),
    "close a quarter on another day": Case(
        saying("quarter-frozen", closes_on="2024-12-31"), QUARTERS, "closes on"
    ),
    "sign out of order": Case(out_of_order, SIGNATURES, "levels that sign before and did not"),
    "sign what one drafted": Case(signed_by_who_drafted, SIGNATURES, "standing"),
    "sign for another leader": Case(one_leader_signs_for_another, SIGNATURES, "standing"),
    "sign without a role": Case(
        done_by("token:stranger", "draft-signed", signer="token:stranger", persons=["x"]),
        SIGNATURES,
        "standing",
    ),
    "sign in another's name": Case(
        saying("draft-signed", signer="token:stranger"), SIGNATURES, "signer"
    ),
    "sign another draft": Case(saying("draft-signed", digest=OTHER), SIGNATURES, "digest signed"),
    "draft in another's name": Case(
        saying("indicators-drafted", drafter="token:stranger"), SIGNATURES, "drafter"
    ),
    "put a task into a draft later": Case(a_task_that_came_later, SIGNATURES, "task of an officer"),
    "let a head sign his own task": Case(
        saying(
            "personal-indicator-drafted",
            of={"number": 2, "signed_at": "leader"},
            signed_at="unit-head",
        ),
        SIGNATURES,
        "who signs the task",
    ),
    "publish what nobody signed": Case(
        saying("indicator-set-published", digest=OTHER), SIGNATURES, "set"
    ),
    "publish a draft that ended": Case(
        saying("indicator-set-published", draft=1), SIGNATURES, "set"
    ),
    "skip a version of the set": Case(
        saying("indicator-set-published", version=2), SIGNATURES, "version"
    ),
    "adopt a plan otherwise than published": Case(
        a_plan_with_another_title, SIGNATURES, "plan of zg"
    ),
    "issue another pack": Case(saying("pack-issued", digest=OTHER), FEEDBACK, "pack"),
    "raise the score of a pack": Case(saying("pack-issued", unit_score="99.5"), FEEDBACK, "pack"),
    "issue a pack as of another day": Case(
        saying("pack-issued", as_of="2024-12-30"), FEEDBACK, "moment"
    ),
    "read a pack for a leader": Case(
        done_by("token:stranger", "pack-acknowledged"), FEEDBACK, "leader"
    ),
    "evaluate for a leader": Case(
        done_by("token:stranger", "evaluation-sealed"), FEEDBACK, "leader"
    ),
    "evaluate without having read": Case(
        saying("evaluation-sealed", pack=99), FEEDBACK, "pack that was read"
    ),
    "tell another's opinion": Case(one_opinion_less, FEEDBACK, "disclosed"),
    "tell another opinion": Case(another_opinion, FEEDBACK, "mark of officer:"),
    "grade a risk otherwise than the rules": Case(
        saying("risk-assessed", grade="low"), PROCEDURES, "grade"
    ),
    "publish evaluations for a shorter time": Case(
        saying("evaluations-opened", working_days=1), FEEDBACK, "published until"
    ),
}
