"""D1, D4, D5 and D8 by the dispute workflow: what was right as it was stays so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from domain.registers.commands import PublishRulebook
from tests.api.asking import refused
from tests.conftest import Database
from tests.cycle.disputing import Bureau, living, reversal, took
from tests.domain.bureau_years import RULES
from tests.domain.cast import DIGEST, NANYUE, award, commend, rulebook
from tests.domain.test_disputes_time import AUTUMN, FIRST_HALF, PAPER, instructions

pytestmark = pytest.mark.postgres


@pytest.fixture
def bureau(database: Database) -> Iterator[Bureau]:
    with living(database) as bureau:
        yield bureau


def upheld(bureau: Bureau, officer: str, **said: Any) -> int:
    """Reviewed, heard of, and decided as it was."""
    number = bureau.files(bureau.oneself(officer), subject=f"officer:{officer}", **said)
    bureau.accepts(number)
    bureau.decides(number, "upheld_original")
    assert bureau.dispute(number)["outcome"] == "upheld_original"
    return number


def test_d1_a_paper_that_came_after_the_close_stays_in_the_next_year(bureau: Bureau) -> None:
    bureau.unit("zg")
    bureau.officer("0012", "90 90 90 90")
    bureau.close()
    late = bureau.entry(commend(**PAPER))
    assert late.startswith(f"{NANYUE}/2025/")
    wrong_year: dict[str, Any] = {"subject": "officer:0012", "about": {"entries": [late]}}
    bureau.not_filed(bureau.oneself("0012"), 409, "not-ones-own", **wrong_year)
    number = upheld(bureau, "0012", year=2025, about={"entries": [late]})
    again = bureau.act(number, "decide", "committee", **_decision())
    refused(again, 409, "dispute-ended")
    bureau.mark("0012", "90", year=2025, period="2025Q1", effective_on="2025-04-08")
    assert took(bureau.run("closed"), "score", "0012") == ["90.000"]
    score = bureau.read("/officers/0012/score", year=2025)
    assert (score["score"], score["lines"][0]["entry"]) == ("91.500", late)


def _decision() -> dict[str, str]:
    said = {"outcome": "upheld_original", "ground": "考评办法", "reason": "经查无误"}
    return said | {"document_no": "考评委〔2025〕5号"}


def test_d4_the_link_is_split_by_days_whatever_the_officer_would_rather(database: Database) -> None:
    with living(database, missing="zero") as bureau:
        bureau.unit("a", score="99.10")
        bureau.unit("b", score="95.30")
        bureau.officer("0012", unit="a", until="2024-07-01")
        bureau.posting("0012", unit="b", start="2024-07-01")
        bureau.publish()
        upheld(bureau, "0012", about={"run": "published"})
        bureau.year_act("close", waived="异议均已办结")
        assert took(bureau.run("closed"), "score", "0012") == ["29.157"], (
            "neither 29.730 nor 28.590"
        )


def test_d5_each_instruction_counts_by_the_rule_of_its_own_day(database: Database) -> None:
    with living(database, **instructions("0.5", "3")) as bureau:
        later = rulebook(2, "2024-07-01", **RULES | instructions("0.3", "2"))
        bureau.holds(PublishRulebook(bureau=NANYUE, document=later))
        bureau.unit("zg")
        bureau.officer("0012", "90 90 90 90")
        entries = [
            bureau.entry(award(item="I1", level="district", effective_on=day))
            for day in (*FIRST_HALF, *AUTUMN)
        ]
        bureau.close()
        asked = {"run": "closed", "entries": entries[-2:]}
        upheld(bureau, "0012", stage="review", about=asked)
        row = bureau.run("closed")["0012"]
        assert (row["bonus"], row["score"]) == ("2.5", "92.500"), "no more, and nothing back"


def test_d8_what_is_late_is_refused_or_declined_and_no_score_moves(bureau: Bureau) -> None:
    bureau.unit("zg")
    bureau.officer("0012", "90 90 90 90")
    paper = bureau.entry(award(item="K2", level=None))
    ada, whole = bureau.oneself("0012"), {"run": "published"}
    last = bureau.publish()
    said: dict[str, Any] = {"subject": "officer:0012", "about": whole}
    bureau.clock.go_to(last)
    in_time = bureau.files(ada, **said)
    row = bureau.dispute(in_time, ada)
    assert (row["last_day"], row["filed_on"]) == (last.isoformat(), last.isoformat())
    bureau.clock.go_to(last + timedelta(days=1))
    bureau.not_filed(ada, 409, "dispute-too-late", **said)
    # What was asserted alone is weighed by the office, and told as asserted.
    bureau.clock.go_to(last + timedelta(days=4))
    later: dict[str, Any] = {"subject": "officer:0012", "about": {"entries": [paper]}}
    known = (last - timedelta(days=1)).isoformat()
    bureau.not_filed(ada, 409, "dispute-too-late", **later, known_on=row["known_on"])
    bureau.not_filed(ada, 409, "later-knowledge-unproven", **later, known_on=known)
    proof = {"known_reason": "外出学习", "known_evidence": [DIGEST]}
    bureau.not_filed(ada, 409, "file-not-stored", **later, known_on=known, **proof)
    proof["known_evidence"] = [bureau.file(ada, "officer:0012")]
    number = bureau.files(ada, **later, known_on=known, **proof)
    assert bureau.dispute(number, ada)["asserted_on"] == known
    late = {"ground": "out_of_time", "reason": "所称知悉日期无据"}
    refused(bureau.act(in_time, "decline", **late), 409, "filed-in-time")
    assert bureau.act(number, "decline", **late).status_code == 201
    assert bureau.dispute(number, ada)["state"] == "declined"
    refused(bureau.act(number, "accept"), 409, "dispute-ended")
    assert took(bureau.run(), "score", "0012") == ["92.000"]
    bureau.seconded("/reversals", "office", **reversal(paper))
    assert took(bureau.run(), "score", "0012") == ["90.000"], "on its own motion, at any time"
