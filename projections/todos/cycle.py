"""Which risks, quarters, remediations, years and officers on their way wait for somebody?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, Literal, get_args

from domain.quarters.facts import QuarterFact
from domain.quarters.state import QuarterState, evolve
from domain.quarters.vocabulary import days_of, quarter_ref
from domain.registers.facts import PlanAdopted, RestrictionImposed
from domain.risks.facts import RiskFact
from domain.vocabulary import entry_key
from projections.bureaus import transfers_of
from projections.cases import shut, window_ends
from projections.remediations import remediations_of
from projections.risks import risks_of
from projections.todos.claims import proposed
from projections.todos.scene import WORDS, Candidate, Case, Scene

_DAY: Final = timedelta(days=1)
_Window = Literal["quarter_opens", "quarter_closes", "closes", "explained_within"]


def of_risks(scene: Scene) -> Iterator[Candidate]:
    """The next check of each of the running year; what was never rated waits for no check."""
    years = {told.fact.year for told in scene.facts(get_args(RiskFact))}  # type: ignore[union-attr]
    for year in sorted(y for y in years if y == scene.today.year):
        at = scene.today, scene.position
        for row in risks_of(scene.conn, (scene.bureau, year), at, shut):
            named = {"bureau": row.bureau, "year": row.year, "indicator": row.indicator}
            yield Candidate(
                kind="check_risk",
                ref=f"{row.bureau}/{row.year}/{row.indicator}",
                where="/v1/risks/checks",
                command="CheckRisk",
                said={**named, "checked_on": scene.today, "finding": "sound"},
                due=row.next_check,
                subject=row.subject,
                turn=f"{row.checked_on or row.assessed_on}",
            )


def of_quarters(scene: Scene) -> Iterator[Candidate]:
    """Those of which something was decided, today's, and the one before: none is forgotten."""
    found = dict.fromkeys(_turning(scene), QuarterState())
    for facts in scene.cases(get_args(QuarterFact)):
        state = QuarterState()
        for told in facts:
            state = evolve(state, told.fact)  # type: ignore[arg-type]
        fact = facts[0].fact
        assert isinstance(fact, get_args(QuarterFact))
        found[fact.year, fact.quarter] = state
    for of, state in found.items():
        yield from _of_quarter(scene, of, state)


def _turning(scene: Scene) -> Iterator[tuple[int, int]]:
    """Of years with plans that are not closed: without plans there is nobody to be reminded."""
    planned = {plan.year for plan in scene.of_kind(PlanAdopted)}
    year, quarter = scene.today.year, (scene.today.month + 2) // 3
    for of in ((year, quarter), (year, quarter - 1) if quarter > 1 else (year - 1, 4)):
        if of[0] in planned and not scene.closed(of[0]):
            yield of


def _of_quarter(scene: Scene, of: tuple[int, int], state: QuarterState) -> Iterator[Candidate]:
    """It is opened, frozen after its last day, explained by those who lost, then gone through."""
    year, quarter = of
    ref = quarter_ref(scene.bureau, year, quarter)
    where = f"/v1/quarters/{scene.bureau}/{year}/{quarter}"
    said = {"bureau": scene.bureau, "year": year, "quarter": quarter}
    first, last = days_of(year, quarter)
    if state.frozen is None:
        if scene.today > last and not _still_open(scene, last):
            freeze = Candidate("freeze_quarter", ref, f"{where}/freeze", "FreezeQuarter", said)
            yield replace(freeze, due=_within(scene, last, last, "closes"))
        elif state.opened is None and scene.today <= last:
            opening = Candidate("open_quarter", ref, f"{where}/open", "OpenQuarter", said)
            yield replace(opening, due=_within(scene, first, first - _DAY, "quarter_opens"))
        return
    if state.briefing is not None:
        return
    losses = [e for e in state.frozen.losses if e not in state.explained | scene.reversed]
    for entry in losses:
        subject = entry_key(entry)[0].subject
        if scene.person.speaks_for(subject):
            why = said | {"entry": entry, "cause": "other", "explanation": WORDS}
            task = Candidate("explain_loss", entry, f"{where}/explanations", "ExplainLoss", why)
            due = _within(scene, last, state.frozen.closes_on, "explained_within")
            yield replace(task, subject=subject, due=due)
    if not losses:
        held = {"held_on": scene.today, "document_no": WORDS, "attendees": ["0"]}
        yield Candidate("hold_briefing", ref, f"{where}/briefing", "HoldBriefing", {**said, **held})


def _still_open(scene: Scene, last: date) -> bool:
    """Before the working day on which the edition itself closes the quarter."""
    closes_on = _within(scene, last, last, "quarter_closes")
    return closes_on is not None and scene.today < closes_on


def _within(scene: Scene, day: date, after: date, window: _Window) -> date | None:
    """The last of so many working days after one, as the edition of a day sets them, if it does."""
    windows = scene.windows(day)
    count = None if windows is None else getattr(windows, window)
    return None if count is None else window_ends(scene.days, after, count)


def of_remediations(scene: Scene) -> Iterator[Candidate]:
    for row in remediations_of(scene.conn, scene.bureau, (scene.today, scene.position), shut):
        case = Case("remediations", row.bureau, row.number)
        turn = str(sum(act.act == "remediation-returned" for act in row.acts))
        if row.state in ("open", "returned", "overdue"):
            task = case.to("report_remediation", "report", "ReportRemediation", report=WORDS)
            yield replace(task, subject=row.subject, due=row.due_on, turn=turn)
        elif row.state == "reported":
            task = case.to("verify_remediation", "verify", "VerifyRemediation", outcome="done")
            yield replace(task, subject=row.subject, turn=turn)


def of_years(scene: Scene) -> Iterator[Candidate]:
    """A frozen year is published, and closed once its publication has stood."""
    for year, state in sorted(scene.years.items()):
        where, ref = f"/v1/years/{scene.bureau}/{year}", f"{scene.bureau}/{year}"
        said = {"bureau": scene.bureau, "year": year}
        if state.frozen is None or state.closed is not None:
            continue
        if state.published is None:
            yield Candidate("publish_year", ref, f"{where}/publish", "PublishYear", said)
        elif scene.today > state.published.closes_on:
            yield Candidate("close_year", ref, f"{where}/close", "CloseYear", said)


def of_deferrals(scene: Scene) -> Iterator[Candidate]:
    """Of each closed year, whose grade is withheld, as long as nobody proposed how it ends."""
    imposed = scene.of_kind(RestrictionImposed)
    if not imposed:
        return
    waiting = {(said["year"], said["officer"]) for said in proposed(scene, "SettleDeferral")}
    for year in sorted(filter(scene.closed, scene.years)):
        rules = scene.editions.on(date(year, 12, 31)).restrictions
        deferring = {rule.id for rule in rules.values() if rule.deferred}
        for subject in sorted({f.subject for f in imposed if f.rule in deferring}):
            kind, _, officer = subject.partition(":")
            if kind != "officer" or (year, officer) in waiting:
                continue
            said = {"bureau": scene.bureau, "year": year, "officer": officer}
            ended = {"outcome": "cleared", "decided_on": scene.today, "document_no": WORDS}
            yield Candidate(
                kind="settle_deferral",
                ref=f"{scene.bureau}/{year}/{subject}",
                where=f"/v1/years/{scene.bureau}/{year}/deferrals",
                command="SettleDeferral",
                said=said | ended | {"reason": WORDS},
                subject=subject,
            )


def of_transfers(scene: Scene) -> Iterator[Candidate]:
    """Whoever was released to the bureau, by the day on which he is to join it."""
    for row in transfers_of(scene.conn, scene.bureau, scene.position):
        if row.state == "released" and row.to == scene.bureau:
            yield Candidate(
                kind="receive_officer",
                ref=f"{row.released_by}/officer:{row.officer}",
                where="/v1/transfers/receptions",
                command="ReceiveOfficer",
                said={"bureau": row.to, "officer": row.officer, "unit": "0", "post_level": "0"},
                due=row.effective_on,
                subject=f"officer:{row.officer}",
                turn=str(row.position),
            )
