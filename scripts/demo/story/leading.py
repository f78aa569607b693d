"""How do leaders evaluate, which posts are starred, what do work ledgers hold?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from domain.accounts.commands import AwardBonus, ImposeDeduction
from domain.evaluations.commands import ConfirmEvaluations, OpenEvaluations, SealEvaluation
from domain.packs.commands import AcknowledgePack, IssuePack
from domain.stars.commands import StarPost, UnstarPost
from domain.work_ledgers.commands import RecordLedgerRow
from scripts.demo.people import FAMILIAR, HEADS, LED
from scripts.demo.story.telling import BUREAU, Scene, Telling

_EARLIER, _LAST = 2, 1
_READ: Final = ("zg", "ns", "f2")
"""The units whose packs of the earlier quarter are read, by their numbers from 1."""
_GIVEN: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "zg": ((FAMILIAR, "97"), (HEADS["zg"], "96.5")),
    "ns": ((HEADS["ns"], "96"),),
    "f2": (("0086", "98"), (HEADS["f2"], "95.5")),
}
_LEDGER: Final = "revenue-quality"
_FIGURES: Final = (
    ("一般公共预算税收收入（万元）", "38216"),
    ("一般公共预算税收收入（万元）", "41207"),
    ("非税占比（%）", "21.4"),
    ("退税审核户次", "163"),
)


def _issues(told: Telling, quarter: int, unit: str) -> None:
    said = {"unit": unit, "leader": LED[unit]}
    told.does("office", IssuePack(**told.of_quarter(quarter), **said))


def _issued(told: Telling) -> None:
    for unit in _READ:
        _issues(told, _EARLIER, unit)


def _reads(told: Telling, number: int, unit: str) -> None:
    told.does(LED[unit], AcknowledgePack(bureau=BUREAU, number=number))


def _period(told: Telling, quarter: int) -> dict[str, Any]:
    year, number = told.quarter_before(quarter)
    return {"bureau": BUREAU, "year": year, "period": f"Q{number}"}


def _seals(told: Telling, quarter: int, unit: str, pack: int) -> None:
    for officer, score in _GIVEN[unit]:
        said = {"leader": LED[unit], "officer": officer, "pack": pack, "score": score}
        why = {"justification": "综合日常履职情况"}
        asked = {**_period(told, quarter), **said, **why}
        told.does(LED[unit], SealEvaluation.model_validate(asked))


def _sealed(told: Telling) -> None:
    for number, unit in enumerate(_READ, start=1):
        _reads(told, number, unit)
        _seals(told, _EARLIER, unit, number)


def _opened(told: Telling) -> None:
    told.does("office", OpenEvaluations.model_validate(_period(told, _EARLIER)))


def _confirmed(told: Telling) -> None:
    told.does("office", ConfirmEvaluations.model_validate(_period(told, _EARLIER)))


def _last_quarter(told: Telling) -> None:
    """Of three packs one is read, and what it led to is sealed still."""
    for unit in _READ:
        _issues(told, _LAST, unit)
    first = len(_READ) + 1
    _reads(told, first, _READ[0])
    _seals(told, _LAST, _READ[0], first)


def _starred(told: Telling) -> None:
    on = {"bureau": BUREAU, "effective_on": told.day(40)}
    for post in (
        {"unit": "hs", "post_level": "staff"},
        {"unit": "f1", "officer": "0072"},
        {"unit": "rs", "post_level": "staff"},
    ):
        told.does("office", StarPost.model_validate({**on, **post}))


def _unstarred(told: Telling) -> None:
    """A star goes by two hands; an entry of a starred post's holder waits for the second."""
    said = {"bureau": BUREAU, "number": 3, "effective_on": told.day(5)}
    told.seconded("office", UnstarPost.model_validate(said), "unstarred")
    bonus = {"bureau": BUREAU, "subject": "officer:0032", "item": "W1", "points": "0.5"}
    why = {"effective_on": told.day(6), "reason": "完成退库专项清理"}
    told.waits("clerk", AwardBonus.model_validate({**bonus, **why}), "starred")


def _rows(told: Telling) -> None:
    """Figures of which an entry cites one as its evidence."""
    digest = ""
    for row, (named, figure) in enumerate(_FIGURES, start=1):
        said = {
            "bureau": BUREAU,
            "ledger": _LEDGER,
            "row": row,
            "effective_on": told.day(24 - row),
            "figures": {named: figure},
            "document_no": f"岳税收〔{told.year}〕{20 + row}号",
        }
        digest = told.does("clerk", RecordLedgerRow.model_validate(said)).details["digest"]
    late = {"bureau": BUREAU, "subject": "officer:0035", "item": "X3", "quantity": 1}
    why = {"effective_on": told.day(18), "reason": "收入质量台账报送逾期1天", "evidence": [digest]}
    told.does("clerk", ImposeDeduction.model_validate({**late, **why}), "cited")


SCENES: Final[tuple[Scene, ...]] = (
    (50, _issued),
    (48, _sealed),
    (40, _opened),
    (40, _starred),
    (28, _confirmed),
    (17, _rows),
    (4, _unstarred),
    (0, _last_quarter),
)
