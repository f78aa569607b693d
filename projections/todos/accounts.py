"""What is somebody to acknowledge, and to what may he still object?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domain.evaluations.vocabulary import period_ref
from domain.registers.facts import MarkWithdrawn
from projections.acknowledgements import AcknowledgementRow, acknowledgements_of
from projections.cases import shut
from projections.disputes import DisputeRow
from projections.todos.leaders import periods_of
from projections.todos.scene import WORDS, Candidate, Scene


def of_accounts(scene: Scene) -> Iterator[Candidate]:
    """Of his own account, or the unit's that he heads; of a year's results the newest alone."""
    raised = [row for row in scene.disputes if row.stage == "objection"]
    for subject in sorted(scene.person.own):
        of = scene.bureau, subject
        rows = acknowledgements_of(scene.conn, of, scene.position, shut)
        newest = {row.year: row.result for row in rows if row.result is not None}
        for row in rows:
            superseded = row.result is not None and row.result != newest[row.year]
            if row.state == "told" and not row.reversed and not superseded:
                yield _to_acknowledge(row)
            if row.result == "published":
                yield from _to_object(scene, row, raised)
    yield from _to_object_to_evaluations(scene, raised)


def _to_acknowledge(row: AcknowledgementRow) -> Candidate:
    if row.entry is not None:
        return Candidate(
            kind="acknowledge_entry",
            ref=row.entry,
            where="/v1/acknowledgements",
            command="AcknowledgeEntry",
            said={"entry": row.entry, "agrees": True},
            subject=row.subject,
        )
    named = {"bureau": row.bureau, "year": row.year, "subject": row.subject, "result": row.result}
    return Candidate(
        kind="acknowledge_result",
        ref=f"{row.bureau}:{row.year}:{row.result}",
        where="/v1/acknowledgements/results",
        command="AcknowledgeResult",
        said={**named, "agrees": True},
        subject=row.subject,
    )


def _to_object_to_evaluations(scene: Scene, raised: list[DisputeRow]) -> Iterator[Candidate]:
    """While they are published, to the mark that is one's own and stands; once."""
    contested = {(row.subject, row.year, n) for row in raised for n in row.about["marks"]}
    gone = {(mark.subject, mark.year, mark.number) for mark in scene.of_kind(MarkWithdrawn)}
    for (year, period), state in periods_of(scene).items():
        opened = state.opened
        if opened is None or not opened.opens_on <= scene.today <= opened.closes_on:
            continue
        for subject, mark in sorted(state.marks):
            if subject not in scene.person.own or (subject, year, mark) in contested | gone:
                continue
            said = {"bureau": scene.bureau, "year": year, "subject": subject}
            task = Candidate(
                kind="object_to_evaluation",
                ref=f"{period_ref(scene.bureau, year, period)}/{subject}",
                where="/v1/disputes",
                command="FileDispute",
                said={**said, "stage": "objection", "about": {"marks": [mark]}}
                | {"statement": WORDS, "relief": WORDS},
            )
            yield replace(task, subject=subject, due=opened.closes_on)


def _to_object(
    scene: Scene, row: AcknowledgementRow, raised: list[DisputeRow]
) -> Iterator[Candidate]:
    """While the publication stands, by the edition of today, and once."""
    published = scene.years[row.year].published
    assert published is not None, "the row tells of its publication"
    stages = {stage.stage for stage in scene.editions.on(scene.today).windows.disputes}
    if not published.opens_on <= scene.today <= published.closes_on or "objection" not in stages:
        return
    if any((one.subject, one.year) == (row.subject, row.year) for one in raised):
        return
    said = {"bureau": row.bureau, "year": row.year, "subject": row.subject}
    task = Candidate(
        kind="object_to_result",
        ref=f"{row.bureau}:{row.year}:published",
        where="/v1/disputes",
        command="FileDispute",
        said={**said, "stage": "objection", "about": {"run": "published"}}
        | {"statement": WORDS, "relief": WORDS},
    )
    yield replace(task, subject=row.subject, due=published.closes_on)
