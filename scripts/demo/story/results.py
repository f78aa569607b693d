"""How does the first year come to its close, and what of it is contested?"""

from __future__ import annotations

from typing import Any, Final

from domain.acknowledgements.commands import AcknowledgeEntry, AcknowledgeResult
from domain.disputes import commands as disputes
from domain.years.commands import CloseYear, FreezeYear, PublishYear, RestateYear
from scripts.demo.people import ACCOUNTABLE, FAMILIAR
from scripts.demo.shape import YEARS
from scripts.demo.story.telling import BUREAU, Scene, Telling

_CLOSED: Final = YEARS[0]
_OF_IT: Final = {"bureau": BUREAU, "year": _CLOSED}
_UPHELD, _HEARD, _REFUSED, _RETURNED = "0058", "0026", "0042", "0063"
"""Whose objection succeeds, whose is decided against him, whose is not taken up, who withdraws."""
_WRONG: Final = f"{BUREAU}/{_CLOSED}/officer:{_UPHELD}#1"
"""Four days overdue, of which the objection shows that there were none."""


def _frozen(told: Telling) -> None:
    told.does("office", FreezeYear.model_validate(_OF_IT))


def _published(told: Telling) -> None:
    told.does("office", PublishYear.model_validate(_OF_IT))


def _files(told: Telling, officer: str, called: str, about: dict[str, Any], **said: Any) -> None:
    words = {"statement": said.pop("statement"), "relief": said.pop("relief")}
    asked = {"bureau": BUREAU, "subject": f"officer:{officer}", "about": about, **words, **said}
    told.does(officer, disputes.FileDispute.model_validate(asked), called)


def _of(told: Telling, called: str, **said: Any) -> dict[str, Any]:
    return {"bureau": BUREAU, "number": told.disputes[called], **said}


def _objected(told: Telling) -> None:
    """Within the publication: four objections, of which one is withdrawn again."""
    at = {"year": _CLOSED, "stage": "objection"}
    run: dict[str, Any] = {"run": "published"}
    wrong = {"statement": "任务由系统推迟下发，并未逾期", "relief": "请求撤销该项减分"}
    _files(told, _UPHELD, "upheld", {**run, "entries": [_WRONG]}, **at, **wrong)
    low = {"statement": "认为平时考核评分偏低", "relief": "请求重新评定"}
    _files(told, _HEARD, "against", run, **at, **low)
    none = {"statement": "对名次有疑问", "relief": "请求说明"}
    _files(told, _REFUSED, "declined", run, **at, **none)
    _files(told, _RETURNED, "withdrawn", run, **at, **none)


def _taken_up(told: Telling) -> None:
    for called in ("upheld", "against"):
        told.does("office", disputes.AcceptDispute(**_of(told, called)))
    why = {"ground": "nothing_to_decide", "reason": "未指明任何差错，已当面说明"}
    told.does("office", disputes.DeclineDispute(**_of(told, "declined", **why)))
    told.does(_RETURNED, disputes.WithdrawDispute(**_of(told, "withdrawn")))


def _heard(told: Telling) -> None:
    for called, officer, record in (
        ("upheld", _UPHELD, "陈述任务下发时间有系统日志为证"),
        ("against", _HEARD, "陈述对第二季度评分的意见"),
    ):
        said = {"heard": f"officer:{officer}", "held_on": told.day(25), "record": record}
        told.does("desk", disputes.HearDispute(**_of(told, called, **said)))


def _closed(told: Telling) -> None:
    told.does("office", CloseYear.model_validate(_OF_IT))


def _decided(told: Telling) -> None:
    """The committee decides after the close, so what it puts right is a restatement."""
    minutes = "岳税考评纪〔{}〕{}号"
    remedy = {"entry": _WRONG, "reason": "系统推迟下发，不构成逾期", "ground": "考评委员会决定"}
    annuls = _of(
        *(told, "upheld"),
        outcome="annulled",
        ground="考评办法第十二条",
        document_no=minutes.format(told.year, 7),
        reason="系统日志证明未逾期",
        remedies={"reversals": [remedy]},
    )
    told.seconded("committee", disputes.DecideDispute(**annuls), "decision upheld")
    upholds = _of(
        *(told, "against"),
        outcome="upheld_original",
        ground="考评办法第八条",
        document_no=minutes.format(told.year, 8),
        reason="评分有过程资料支撑",
    )
    told.seconded("committee", disputes.DecideDispute(**upholds), "decision against")


def _restated(told: Telling) -> None:
    again = {
        **_OF_IT,
        "authorised_by": ACCOUNTABLE[0],
        "ground": "考评委员会决定",
        "reason": "一项减分经异议撤销",
        "dispute": f"{BUREAU}/{told.disputes['upheld']}",
    }
    told.seconded("office", RestateYear.model_validate(again), "restatement")


def _reviewed(told: Telling) -> None:
    """Who was decided against turns to the next stage; it is taken up, and waits."""
    said = {
        "bureau": BUREAU,
        "subject": f"officer:{_HEARD}",
        "year": _CLOSED,
        "stage": "review",
        "against": told.disputes["against"],
        "statement": "过程资料未包含第二季度加班记录",
        "relief": "请求复核第二季度评分",
    }
    told.does(_HEARD, disputes.FileDispute.model_validate(said), "review")
    told.does("office", disputes.AcceptDispute(**_of(told, "review")))


def _acknowledged(told: Telling) -> None:
    for officer, result, agrees, opinion in (
        (FAMILIAR, "closed", True, None),
        (_UPHELD, "restated-1", True, "认可更正结果"),
        (_HEARD, "closed", False, "已申请复核"),
    ):
        said = {"subject": f"officer:{officer}", "result": result}
        more = {"agrees": agrees, "opinion": opinion}
        told.does(officer, AcknowledgeResult.model_validate({**_OF_IT, **said, **more}))


def _contested_now(told: Telling) -> None:
    """Of entries that were recorded in the running year: one waits to be taken up, one is."""
    for officer, called in ((FAMILIAR, "overdue"), ("0063", "error")):
        entry = told.entries[called]
        said = {"agrees": False, "opinion": "与事实不符"}
        told.does(officer, AcknowledgeEntry.model_validate({"entry": entry, **said}))
        at = {"year": int(entry.split("/")[1]), "stage": "objection"}
        words = {"statement": "已提前报备，不应计为差错", "relief": "请求撤销该项减分"}
        _files(told, officer, f"of {called}", {"entries": [entry]}, **at, **words)
    told.does("office", disputes.AcceptDispute(**_of(told, "of error")))


SCENES: Final[tuple[Scene, ...]] = (
    (30, _frozen),
    (29, _published),
    (28, _objected),
    (26, _taken_up),
    (25, _heard),
    (15, _closed),
    (12, _decided),
    (11, _restated),
    (9, _reviewed),
    (8, _acknowledged),
    (0, _contested_now),
)
