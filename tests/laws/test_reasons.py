"""Law: no reason told to an officer names another officer, nor gives another's score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.restating import restate
from domain.run import Run
from domain.runsheet import OfficerRow, run_sheet
from tests.domain.bureau_years import RULES, STAFF, BureauYear
from tests.domain.cast import commend, reverse
from tests.domain.test_committee_decisions import a_grade, a_resolution
from tests.domain.test_restrictions import a_restriction

IDS = tuple(f"o{n}x{n * n + 7}" for n in range(41, 53))
"""No id is part of another, or of anything else that is written in a run."""
MARKS = ("57.137", "58.613", "71.911", "88.273", "93.467", "93.469", "96.881")
"""Few, so that officers are level; far enough from every distance to be told from one."""
TINY = {"id": "sections", "match": {"unit_kind": ["section"]}, "weights": STAFF}


@dataclass(frozen=True)
class Draft:
    """A bureau-year to be told about."""

    marks: tuple[str, ...]
    rules: dict[str, Any]
    restricted: dict[str, str]
    awarded: frozenset[str]
    annulled: frozenset[str]
    order: tuple[str, ...]
    decided: str | None


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    marks = tuple(draw(st.lists(st.sampled_from(MARKS), min_size=1, max_size=len(IDS))))
    officers = st.sampled_from(IDS[: len(marks)])
    rules: dict[str, Any] = {
        "unresolved_tie": draw(st.sampled_from(["none_enter", "all_enter"])),
        "tie_break": draw(st.sampled_from([RULES["tie_break"], ["bonus"], ["leader_evaluation"]])),
        "fill_vacated": draw(st.booleans()),
        "pay": RULES["pay"],
    }
    if draw(st.booleans()):
        tiny = TINY | {"min_size": "6", "merge_into": "branches"}
        rules["groups"] = [tiny, RULES["groups"][2]]
    awarded = draw(st.frozensets(officers))
    return Draft(
        marks=marks,
        rules=rules,
        restricted=draw(st.dictionaries(officers, st.sampled_from(["V1", "V2", "V3"]))),
        awarded=awarded,
        annulled=frozenset(o for o in awarded if draw(st.booleans())),
        order=tuple(draw(st.permutations(IDS[: len(marks)]))) if draw(st.booleans()) else (),
        decided=draw(st.none() | officers),
    )


def runs(draft: Draft) -> list[Run]:
    """The run before some awards were annulled, the one after, and the one restated."""
    book = BureauYear(**draft.rules)
    book.unit("zg")
    for officer, mark in zip(IDS, draft.marks, strict=False):
        book.officer(officer, f"{mark} {mark}")
    for officer, rule in draft.restricted.items():
        book.holds(a_restriction(subject=f"officer:{officer}", rule=rule, until=None))
    named = [commend(subject=f"officer:{o}", item="C2", level="municipal") for o in draft.awarded]
    entries = {command.subject[8:]: book.grants(command) for command in named}
    if len(draft.order) > 1:
        book.holds(a_resolution(*draft.order))
    if draft.decided is not None:
        book.holds(a_grade(officer=draft.decided))
    closed = book.run()
    for officer in draft.annulled:
        book.does(reverse(entries[officer]))
    live = book.run()
    return [closed, live, restate(closed, live)]


def told(row: OfficerRow) -> list[str]:
    whys = [text for w in row.why for text in (w.about, w.how, *w.said.keys(), *w.said.values())]
    return [*row.reasons, *whys]


@settings(max_examples=150, deadline=None)
@given(drafts())
def test_no_reason_tells_anything_of_another_officer(draft: Draft) -> None:
    for run in runs(draft):
        rows = run_sheet(run).officers
        scores = {row.score for row in rows} - {None}
        for row in rows:
            for text in told(row):
                assert not [o for o in IDS if o != row.officer and o in text]
                assert not [s for s in scores if s is not None and s != row.score and s in text]


@settings(max_examples=150, deadline=None)
@given(drafts())
def test_everyone_in_a_group_is_told_why_and_the_ranked_of_rank_band_and_grade(
    draft: Draft,
) -> None:
    for run in runs(draft):
        for row in run_sheet(run).officers:
            about = [w.about for w in row.why]
            assert len(about) == len(set(about))
            assert ("group" in about) == (row.group is not None)
            assert ("rank" in about) == ("band" in about) == (row.rank is not None)
            graded = {"grade", "next grade"} & set(about)
            assert len(graded) == (row.rank is not None)
            assert ("next band" in about) == (row.band is not None and row.band > 1)
