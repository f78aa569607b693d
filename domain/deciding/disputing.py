"""May this be disputed by whoever asks, and is it in time?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import get_args

from domain import refusals as no
from domain.deciding.proving import refuse_unstored
from domain.deciding.speaking import refuse_stranger
from domain.disputes.commands import FileDispute
from domain.disputes.facts import DisputeDecided, DisputeFiled, Terms
from domain.disputes.vocabulary import BEFORE, STATUTORY, Disputed, stage_of, window_ends
from domain.errors import Refusal
from domain.evaluations.vocabulary import Period
from domain.hands import kept_entry, kept_mark, kept_restriction, kept_run
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.restating import readings, restate
from domain.rulebook.edition import Stage
from domain.rulebook.procedure import EARLIER
from domain.run import Run, appraise
from domain.titles import GRADES, STAGES, Title, result_title, titled
from domain.vocabulary import case_ref, entry_key
from domain.years.decisions import taken
from domain.years.facts import RunTaken


@dataclass(frozen=True)
class _Case:
    """What is disputed by whom, at which stage as the edition in force has it."""

    bureau: str
    year: int
    subject: str
    stage: Stage
    about: Disputed


def file_dispute(desk: Desk, command: FileDispute, by: By) -> DisputeFiled:
    bureau = desk.bureau(command.bureau)
    refuse_stranger(desk, bureau, command.subject, by.actor)
    edition = desk.editions(bureau).on(desk.today)
    stage = stage_of(edition, command.stage)
    earlier = _turned_against(desk, command, bureau, stage)
    about = _about(command, earlier)
    for thing in _not_his(desk, command, bureau, about):
        raise no.NotOnesOwn(thing=thing)
    decided = None if earlier is None else earlier[1].decided_on
    known_on = decided or min(_known_days(desk, command, bureau, about))
    case = _Case(bureau, command.year, command.subject, stage, about)
    _refuse_stage(desk, case)
    asserted_on = _asserted(command, known_on, desk.today)
    last_day = _last_day(desk, case, asserted_on or known_on, command.against is None)
    if desk.today > last_day:
        raise no.DisputeTooLate(last_day=last_day, today=desk.today)
    _refuse_open(desk, command, bureau, about)
    refuse_unstored(desk, [command.subject], (*command.evidence, *command.known_evidence))
    kept = ("subject", "year", "stage", "against", "known_evidence", "statement", "relief")
    said = {name: getattr(command, name) for name in (*kept, "evidence")}
    last_of = desk.working_days(bureau).last_of
    return DisputeFiled(
        **said,
        bureau=bureau,
        number=desk.next_number("dispute", bureau),
        about=about,
        filed_by=by.actor,
        filed_on=desk.today,
        known_on=known_on,
        asserted_on=asserted_on,
        known_reason=command.known_reason if asserted_on else None,
        last_day=last_day,
        edition=edition.ref,
        decide_by=window_ends(stage, desk.today, stage.decide_within, last_of),
        terms=_terms(desk, case),
    )


def _turned_against(
    desk: Desk, command: FileDispute, bureau: str, stage: Stage
) -> tuple[DisputeFiled, DisputeDecided] | None:
    before = BEFORE.get(command.stage)
    if command.against is None:
        if command.stage in EARLIER and stage.direct_within is None:
            raise _needs_earlier(command.stage, before)
        return None
    ref = case_ref(bureau, command.against)
    state = desk.dispute(bureau, command.against)
    if state.filed is None or state.filed.subject != command.subject:
        raise no.DisputeNotFound(dispute=ref)
    if before != state.filed.stage:
        raise _needs_earlier(command.stage, before)
    if not isinstance(state.ended, DisputeDecided):
        raise no.DisputeNotDecided(dispute=ref)
    return state.filed, state.ended


def _needs_earlier(stage: str, before: str | None) -> Refusal:
    """An objection and the statutory review are the first of their line."""
    if before is None:
        return no.StageIsFirst(stage=titled(STAGES, stage))
    return no.AppealNeedsReview(stage=titled(STAGES, stage), earlier=titled(STAGES, before))


def _about(command: FileDispute, earlier: tuple[DisputeFiled, DisputeDecided] | None) -> Disputed:
    about = command.about or (earlier[0].about if earlier else Disputed())
    if not (about.entries or about.run or about.marks or about.restrictions):
        raise no.NothingDisputed()
    if earlier is not None and not _within(about, earlier[0].about):
        ref = case_ref(earlier[0].bureau, earlier[0].number)
        raise no.NotDisputedBefore(dispute=ref)
    return about


def _within(about: Disputed, before: Disputed) -> bool:
    parts = ("entries", "marks", "restrictions", "cites")
    listed = all(set(getattr(about, p)) <= set(getattr(before, p)) for p in parts)
    return listed and about.run in (None, before.run)


def _not_his(desk: Desk, command: FileDispute, bureau: str, about: Disputed) -> Iterator[str]:
    """The entries of others; what there is not, or is annulled already, is refused as such."""
    for ref in about.entries:
        key, number = entry_key(ref)
        if tuple(key) != (bureau, command.year, command.subject):
            yield ref
            return
        state = desk.account(*key)
        if number > len(state.entries):
            raise no.EntryNotFound(entry=ref)
        undone = state.reversed.get(number)
        if undone is not None and undone.corrected_by is None:
            raise no.EntryAlreadyReversed(entry=ref)
    for ref in about.cites:
        key, number = entry_key(ref)
        if key.bureau != bureau:
            yield ref
        elif number > len(desk.account(*key).entries):
            raise no.EntryNotFound(entry=ref)
    _refuse_missing(desk, command, bureau, about)


def _refuse_open(desk: Desk, command: FileDispute, bureau: str, about: Disputed) -> None:
    """One thing is decided once at a time; what the law gives waits for nothing of the house's own.

    The number after the last is read too: of two that come in at once, the later is decided anew.
    """
    for number in range(1, desk.next_number("dispute", bureau)):
        other = desk.dispute(bureau, number)
        filed = other.filed
        if filed is None or other.ended is not None:
            continue
        by_law = (filed.stage in STATUTORY) == (command.stage in STATUTORY)
        same = by_law and (filed.subject, filed.year) == (command.subject, command.year)
        if same and _overlap(about, filed.about):
            raise no.SameDisputeOpen(dispute=case_ref(bureau, number))


def _overlap(one: Disputed, other: Disputed) -> bool:
    parts = ("entries", "marks", "restrictions")
    named = any(set(getattr(one, p)) & set(getattr(other, p)) for p in parts)
    return named or (one.run is not None and one.run == other.run)


def _refuse_missing(desk: Desk, command: FileDispute, bureau: str, about: Disputed) -> None:
    own = (bureau, command.year, command.subject)
    marks, restrictions = desk.marks(*own), desk.restrictions(bureau, command.subject)
    for number in about.marks:
        ref = f"{bureau}/{command.year}/{command.subject}/marks#{number}"
        if number > len(marks.given):
            raise no.MarkNotFound(mark=ref)
        if number in marks.withdrawn:
            raise no.MarkAlreadyWithdrawn(mark=ref)
    for number in about.restrictions:
        if number > len(restrictions.imposed) or number in restrictions.rescinded:
            ref = f"{bureau}/{command.subject}/restrictions#{number}"
            raise no.RestrictionNotFound(restriction=ref)


def _known_days(desk: Desk, command: FileDispute, bureau: str, about: Disputed) -> Iterator[date]:
    """When the ledger has it that he could know: of an entry by its recording, of a result by its
    publication. What is named beside a result says why it is wrong, and has the result's day."""
    of = (bureau, command.year, command.subject)
    if about.run is not None:
        _run_taken(desk, bureau, command.year, about.run)
        published = desk.year(bureau, command.year).published
        if about.run == "published" and published is not None:
            yield published.opens_on
        else:
            yield from (kept.day for kept in kept_run(desk, bureau, command.year, about.run))
        return
    for ref in about.entries:
        yield from (kept.day for kept in kept_entry(desk, ref))
    for number in about.marks:
        yield from (kept.day for kept in kept_mark(desk, of, number))
    for number in about.restrictions:
        yield from (k.day for k in kept_restriction(desk, bureau, command.subject, number))


def _refuse_stage(desk: Desk, case: _Case) -> None:
    """An objection is to what is published; the law's own stages are against one grade alone."""
    run = case.about.run
    if case.stage.stage == "objection" and run not in (None, "published"):
        raise no.ObjectionToPublishedOnly(run=result_title(str(run)))
    if case.stage.stage not in STATUTORY:
        return
    grade = None
    if run not in (None, "published"):
        found = _run_named(desk, case.bureau, case.year, str(run))
        grade = readings(found).get(case.subject, {}).get("grade")
    if grade != "incompetent":
        said = titled(GRADES, grade) if grade else Title("-", "no grade", "无等次")
        raise no.IncompetentOnly(grade=said)


def _asserted(command: FileDispute, known_on: date, today: date) -> date | None:
    """The later day that he states; one that is no later is not needed."""
    said = command.known_on
    if said is None or said <= known_on:
        return None
    if said > today:
        raise no.DateInFuture(day=said, today=today)
    if command.known_reason is None or not command.known_evidence:
        raise no.LaterKnowledgeUnproven(known_on=said, recorded_on=known_on)
    return said


def _last_day(desk: Desk, case: _Case, counted_from: date, direct: bool) -> date:
    """What was published was told to all on the same days, whatever one of them asserts."""
    stage = case.stage
    within = stage.within
    if direct and case.stage.stage in EARLIER:
        assert stage.direct_within is not None, "refused where there is no direct way"
        within = stage.direct_within
    last_of = desk.working_days(case.bureau).last_of
    if stage.stage == "objection" and (closes_on := _published_marks(desk, case)) is not None:
        return closes_on
    published = desk.year(case.bureau, case.year).published
    if stage.stage != "objection" or case.about.run is None or published is None:
        return window_ends(stage, counted_from, within, last_of)
    if desk.today < published.opens_on:
        raise no.DisputeTooEarly(opens_on=published.opens_on)
    return published.closes_on


def _published_marks(desk: Desk, case: _Case) -> date | None:
    """Until when they are published, where nothing is disputed but marks of leaders' evaluations.

    Of several the first that ends is the day.
    """
    about, found = case.about, []
    if about.run is not None or about.entries or about.restrictions:
        return None
    periods = [desk.evaluations(case.bureau, case.year, period) for period in get_args(Period)]
    for number in about.marks:
        given = [p.opened for p in periods if (case.subject, number) in p.marks and p.opened]
        if not given:
            return None
        found.append(given[0].closes_on)
    return min(found)


def _terms(desk: Desk, case: _Case) -> Terms:
    as_of = min(date(case.year, 12, 31), desk.today)
    run = appraise(desk.record(case.bureau, case.year), as_of, desk.head)
    return Terms.model_validate({"run": taken(run), **readings(run).get(case.subject, {})})


def _run_taken(desk: Desk, bureau: str, year: int, name: str) -> RunTaken:
    state = desk.year(bureau, year)
    if name == "published" and state.published is not None:
        return state.published.run
    if name == "closed" and state.closed is not None:
        return state.closed
    act, _, number = name.partition("-")
    if act == "restated" and int(number) <= len(state.restated):
        return state.restated[int(number) - 1]
    raise no.RunNotFound(run=f"{bureau}:{year}:{name}")


def _run_named(desk: Desk, bureau: str, year: int, name: str) -> Run:
    position = _run_taken(desk, bureau, year, name).position
    record, last = desk.record(bureau, year), date(year, 12, 31)
    run = appraise(record, last, position)
    closed = desk.year(bureau, year).closed
    if closed is None or not name.startswith("restated"):
        return run
    return restate(appraise(record, last, closed.position), run)
