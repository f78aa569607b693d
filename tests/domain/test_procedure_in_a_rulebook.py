"""What does a rulebook say of windows, stages and grades of risk?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.rulebook import from_document, read_edition, to_document
from domain.rulebook.faults import RulebookFaulty
from domain.rulebook.print import print_edition
from tests.domain.rulebook_examples import EXAMPLE, MINIMAL

SAID = """\
procedure:
  evidence_within: 10
  hearing_within: 4
  outlier: 2.5
  disputes:
    - {stage: objection, within: 3, decide_within: 7}
    - {stage: statutory_review, within: 30, decide_within: 30, days: calendar}
    - stage: statutory_appeal
      within: 15
      direct_within: 30
      decide_within: 60
      extension: 30
      days: calendar
  risk:
    - {grade: high, least: 12, check_every: 5}
    - {grade: low, least: 4, check_every: 40}
"""


def test_a_rulebook_sets_the_windows_of_the_years_management() -> None:
    said = read_edition(EXAMPLE + SAID).windows
    assert (said.evidence_within, said.hearing_within, said.outlier) == (10, 4, Decimal("2.5"))
    assert [s.stage for s in said.disputes] == ["objection", "statutory_review", "statutory_appeal"]
    assert (said.disputes[2].direct_within, said.disputes[2].days) == (30, "calendar")
    assert [(r.grade, r.least, r.check_every) for r in said.risk] == [
        ("high", 12, 5),
        ("low", 4, 40),
    ]


def test_what_a_rulebook_does_not_set_is_as_usual() -> None:
    usual = read_edition(MINIMAL).windows
    assert (usual.closes, usual.publication, usual.evidence_within) == (5, 5, 15)
    assert [(s.stage, s.within, s.decide_within, s.days) for s in usual.disputes] == [
        ("objection", 5, 10, "working"),
        ("review", 5, 10, "working"),
        ("statutory_review", 30, 30, "calendar"),
        ("statutory_appeal", 15, 60, "calendar"),
    ]
    assert "procedure" not in to_document(read_edition(MINIMAL)), (
        "an older edition keeps its digest"
    )


def test_an_edition_with_a_procedure_reads_back_as_published() -> None:
    heard = EXAMPLE.replace("points: 0.2\n", "points: 0.2\n    hearing: required\n")
    edition = read_edition(heard + SAID)
    assert from_document(to_document(edition)) == edition
    assert edition.items["X3"].hearing == "required"


STAGE = "{stage: review, within: 5, decide_within: 10}"
HIGH = "{grade: high, least: 15, check_every: 5}"


@pytest.mark.parametrize(
    ("said", "code", "place"),
    [
        (f"disputes: [{STAGE}, {STAGE}]", "duplicate-id", "/procedure/disputes/1/stage"),
        (
            "disputes: [{stage: appeal, within: 5, decide_within: 9}]",
            "stage-without-earlier",
            "/procedure/disputes/0/stage",
        ),
        (
            f"risk: [{HIGH}, {{grade: low, least: 15, check_every: 9}}]",
            "risk-threshold-rises",
            "/procedure/risk/1/least",
        ),
        (f"risk: [{HIGH}]", "risk-grade-missing", "/procedure/risk/0/least"),
        ("evidence_within: 0", "not-a-whole-number", "/procedure/evidence_within"),
        ("evidence: 5", "unknown-key", "/procedure/evidence"),
    ],
)
def test_a_procedure_that_contradicts_itself_is_named_where_it_does(
    said: str, code: str, place: str
) -> None:
    with pytest.raises(RulebookFaulty) as refused:
        read_edition(EXAMPLE + f"procedure: {{{said}}}\n")
    line = EXAMPLE.count("\n") + 1
    found = [(f.code, f.place) for f in refused.value.faults]
    assert (code, f"{place} (line {line})") in found


def test_the_procedure_is_printed_in_both_languages() -> None:
    edition = read_edition(EXAMPLE + SAID)
    chinese, english = print_edition(edition, "zh"), print_edition(edition, "en")
    assert "有 4 个工作日陈述意见" in chinese and "| 异议 | 3 个工作日 | 7 个工作日 |" in chinese
    assert "without a review 30 days | 60 days, may be put off by 30 days" in english
    assert "hearing" not in print_edition(read_edition(EXAMPLE), "en")


def test_an_edition_may_set_until_when_a_quarter_is_opened_and_its_losses_explained() -> None:
    told = SAID.replace("procedure:\n", "procedure:\n  quarter_opens: 3\n  explained_within: 7\n")
    edition, without = read_edition(EXAMPLE + told), read_edition(EXAMPLE + SAID)
    assert (edition.windows.quarter_opens, edition.windows.explained_within) == (3, 7)
    assert "季初提醒应在季度第 3 个工作日前发出" in print_edition(edition, "zh")
    assert "explained within 7 working days" in print_edition(edition, "en")
    # One that sets neither reads and is printed as ever, and keeps its digest.
    assert not {"quarter_opens", "explained_within"} & set(to_document(without)["procedure"])
    assert "explained" not in print_edition(without, "en")
