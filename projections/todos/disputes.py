"""Who is to take up, hear or decide a dispute, and whose is the next stage?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from domain.disputes.vocabulary import BEFORE, STATUTORY
from domain.rulebook.edition import Stage
from projections.cases import window_ends
from projections.disputes import DisputeRow
from projections.todos.claims import proposed
from projections.todos.scene import WORDS, Candidate, Case, Scene


def of_disputes(scene: Scene) -> Iterator[Candidate]:
    rows = scene.disputes
    waiting = {int(said["number"]) for said in proposed(scene, "DecideDispute")}
    for row in rows:
        case = Case("disputes", row.bureau, row.number)
        if row.state == "filed":
            task = case.to("accept_dispute", "accept", "AcceptDispute")
            yield replace(task, subject=row.subject, due=row.decide_by)
        elif row.state == "accepted" and row.number not in waiting:
            yield from _to_decide(scene, case, row)
        elif row.state == "decided" and scene.person.speaks_for(row.subject):
            turned = any(one.against == row.number for one in rows)
            if not turned:
                yield from _to_contest(scene, row)


def _to_decide(scene: Scene, case: Case, row: DisputeRow) -> Iterator[Candidate]:
    if not any(act.act == "hearing" and act.said["subject"] == row.subject for act in row.acts):
        said = {"heard": row.subject, "held_on": scene.today, "record": WORDS}
        task = case.to("hear_dispute", "hear", "HearDispute", **said)
        yield replace(task, subject=row.subject, due=row.decide_by)
    said = {"outcome": "upheld_original", "ground": WORDS, "document_no": WORDS, "reason": WORDS}
    task = case.to("decide_dispute", "decide", "DecideDispute", **said)
    yield replace(task, subject=row.subject, due=row.decide_by)


def _to_contest(scene: Scene, row: DisputeRow) -> Iterator[Candidate]:
    """At the next stage, within its days after the decision; the law's own stages have grounds
    that no list can weigh, and are left to him."""
    decided = next(act for act in row.acts if act.act == "decided")
    decided_on = date.fromisoformat(decided.said["decided_on"])
    for stage in scene.editions.on(scene.today).windows.disputes:
        if BEFORE.get(stage.stage) != row.stage or stage.stage in STATUTORY:
            continue
        last = _window_ends(scene, stage, decided_on)
        if last is None or scene.today > last:
            continue
        said = {"bureau": row.bureau, "year": row.year, "subject": row.subject}
        yield Candidate(
            kind="contest_decision",
            ref=f"{row.bureau}/{row.number}",
            where="/v1/disputes",
            command="FileDispute",
            said={**said, "stage": stage.stage, "against": row.number}
            | {"statement": WORDS, "relief": WORDS},
            due=last,
            subject=row.subject,
            turn=stage.stage,
        )


def _window_ends(scene: Scene, stage: Stage, after: date) -> date | None:
    if stage.days == "calendar":
        return after + timedelta(days=stage.within)
    return window_ends(scene.days, after, stage.within)
