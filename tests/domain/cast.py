"""Who plays in the tests, and by which rules? Every builder takes what differs as keywords."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

import rfc8785

from domain.accounts import commands as ask
from domain.accounts import facts as entries
from domain.registers import facts as registers
from domain.rulebook import Edition, read_edition, to_document

NANYUE: Final = "nanyue"
HENGSHAN: Final = "hengshan"
YEAR: Final = 2024
ADA: Final = "officer:0012"
BO: Final = "officer:0013"
CAI: Final = "officer:0014"
ZG: Final = "unit:zg"
DIGEST: Final = "sha256:" + "5a" * 32

ITEMS: Final[dict[str, dict[str, Any]]] = {
    "C1": {
        "kind": "commendation",
        "category": "C",
        "levels": {"national": "6", "provincial": "4", "municipal": "2.5", "district": "1.5"},
        "evidence": "required",
    },
    "H0": {"kind": "commendation", "category": "C", "points": "0"},
    "I1": {
        "kind": "bonus",
        "category": "I",
        "levels": {"provincial": "1", "municipal": "0.5"},
        "cap": "3",
    },
    "W1": {
        "kind": "bonus",
        "category": "W",
        "range": ["0.5", "2.0"],
        "step": "0.1",
        "reason": "required",
    },
    "X3": {"kind": "deduction", "category": "X", "points": "0.2", "per": "day", "cap": "2"},
    "X1": {
        "kind": "reprimand",
        "category": "X",
        "levels": {"provincial": "3", "municipal": "2"},
        "restriction": "V1",
    },
}
RULEBOOK: Final[dict[str, Any]] = {
    "rulebook": "nanyue",
    "version": "1",
    "effective_from": "2024-01-01",
    "components": {
        "org_link": {"source": "unit", "method": "weighted"},
        "regular_review": {"source": "review", "aggregate": "mean"},
        "leader_evaluation": {"source": "review", "aggregate": "last"},
        "peer_evaluation": {"source": "review", "aggregate": "last"},
    },
    "groups": [
        {
            "id": "sections",
            "match": {"unit_kind": ["section"]},
            "weights": {
                "org_link": "0.30",
                "regular_review": "0.50",
                "leader_evaluation": "0.15",
                "peer_evaluation": "0.05",
            },
        }
    ],
    "categories": [{"id": "C", "cap": "6"}, {"id": "I"}, {"id": "W"}, {"id": "X"}],
    "totals": {"bonus": "10", "deduction": "15"},
    "unit": {"totals": {"bonus": "10", "deduction": "10"}, "owner_share": "60/100"},
    "restrictions": [
        {"id": "V1", "bites": "during_year", "max_band": "2"},
        {"id": "V2", "bites": "at_year_end", "unranked": True},
    ],
    "bands": [{"band": "1", "through": "40/100"}, {"band": "2"}],
}


def rulebook(
    version: int = 1,
    effective_from: str = "2024-01-01",
    items: Mapping[str, Mapping[str, Any] | None] | None = None,
    **changes: Any,
) -> str:
    """The document (JSON is YAML); `items` alters or adds items, and takes out with None."""
    altered = {i: c and {**ITEMS.get(i, {}), **c} for i, c in (items or {}).items()}
    book = [{"id": i, "title": i, **item} for i, item in (ITEMS | altered).items() if item]
    listed = [{key: said for key, said in item.items() if said is not None} for item in book]
    said = {"version": str(version), "effective_from": effective_from, "items": listed}
    document: str = json.dumps(RULEBOOK | said | changes)
    return document


def edition(version: int = 1, effective_from: str = "2024-01-01", **changes: Any) -> Edition:
    return read_edition(rulebook(version, effective_from, **changes))


def an_edition(
    version: int = 1, effective_from: str = "2024-01-01", bureau: str = NANYUE, **changes: Any
) -> registers.RulebookPublished:
    text = rulebook(version, effective_from, **changes)
    document = rfc8785.dumps(to_document(read_edition(text)))
    return registers.RulebookPublished.model_validate(
        {
            "bureau": bureau,
            "rulebook": json.loads(text)["rulebook"],
            "version": version,
            "effective_from": effective_from,
            "document": document.decode(),
            "digest": "sha256:" + hashlib.sha256(document).hexdigest(),
            "file_digest": "sha256:" + hashlib.sha256(text.encode()).hexdigest(),
        }
    )


def a_unit(unit: str = "zg", **but: Any) -> registers.UnitEstablished:
    said = {"bureau": NANYUE, "unit": unit, "name": "征收管理科", "kind": "section"}
    return registers.UnitEstablished.model_validate(said | but)


def its_closing(unit: str = "zg", **but: Any) -> registers.UnitClosed:
    said = {"bureau": NANYUE, "unit": unit, "effective_on": "2024-07-01"}
    return registers.UnitClosed.model_validate(said | but)


def an_officer(officer: str = "0012", **but: Any) -> registers.OfficerRegistered:
    said = {"bureau": NANYUE, "officer": officer, "name": "阿达", "rank": "四级主办"}
    return registers.OfficerRegistered.model_validate(said | but)


def a_posting(officer: str = "0012", **but: Any) -> registers.PostingRecorded:
    said = {
        "bureau": NANYUE,
        "officer": officer,
        "unit": "zg",
        "post_level": "staff",
        "start": "2024-01-01",
    }
    return registers.PostingRecorded.model_validate(said | but)


def a_line(indicator: str, base: str, role: str = "owner", step: str = "0.2") -> dict[str, str]:
    return {"indicator": indicator, "base": base, "step": step, "role": role}


def a_plan(unit: str = "zg", *lines: dict[str, str], **but: Any) -> registers.PlanAdopted:
    said = {"bureau": NANYUE, "year": YEAR, "unit": unit}
    planned = {"indicators": lines or PLAN_OF[unit]}
    return registers.PlanAdopted.model_validate(said | planned | but)


PLAN_OF: Final = {
    "zg": (a_line("T1", "60"), a_line("T2", "40", step="0.5")),
    "fa": (a_line("T1", "30", "support"), a_line("T3", "70")),
}

BUREAU: Final = (
    an_edition(),
    a_unit(),
    a_unit("fa", name="法制科"),
    an_officer(),
    an_officer("0013", name="薄荷"),
    a_posting(),
    a_posting("0013", unit="fa"),
    a_plan(),
    a_plan("fa"),
)
"""Nanyue in 2024: Ada (0012) in zg, Bo (0013) in fa, both units with plans. Cai is a stranger."""

_ENTRY: Final = {
    "bureau": NANYUE,
    "subject": ADA,
    "effective_on": "2024-03-05",
    "document_no": "南税〔2024〕7号",
    "reason": "牵头完成税费重点项目",
}
_GRANTED: Final = _ENTRY | {"year": YEAR, "number": 1, "edition": "nanyue@1"}
_BONUS: Final = {"item": "I1", "level": "municipal"}
_DEDUCTION: Final = {"item": "X3", "quantity": 3}
_COMMENDATION: Final = {"item": "C1", "level": "municipal", "evidence": [DIGEST]}
_REPRIMAND: Final = {"item": "X1", "level": "municipal"}
_LOSS: Final = {"indicator": "T1", "points": "0.6"}


def award(**but: Any) -> ask.AwardBonus:
    return ask.AwardBonus.model_validate(_ENTRY | _BONUS | but)


def a_bonus(**but: Any) -> entries.BonusAwarded:
    return entries.BonusAwarded.model_validate(_GRANTED | _BONUS | {"claimed": "0.5"} | but)


def deduct(**but: Any) -> ask.ImposeDeduction:
    return ask.ImposeDeduction.model_validate(_ENTRY | _DEDUCTION | but)


def a_deduction(**but: Any) -> entries.DeductionImposed:
    return entries.DeductionImposed.model_validate(
        _GRANTED | _DEDUCTION | {"claimed": "-0.6"} | but
    )


def commend(**but: Any) -> ask.ConferCommendation:
    return ask.ConferCommendation.model_validate(_ENTRY | _COMMENDATION | but)


def a_commendation(**but: Any) -> entries.CommendationConferred:
    return entries.CommendationConferred.model_validate(
        _GRANTED | _COMMENDATION | {"claimed": "2.5"} | but
    )


def reprimand(**but: Any) -> ask.IssueReprimand:
    return ask.IssueReprimand.model_validate(_ENTRY | _REPRIMAND | but)


def a_reprimand(**but: Any) -> entries.ReprimandIssued:
    return entries.ReprimandIssued.model_validate(_GRANTED | _REPRIMAND | {"claimed": "-2"} | but)


def lose(**but: Any) -> ask.ImposeLoss:
    asked = _ENTRY | _LOSS | but
    return ask.ImposeLoss.model_validate({k: v for k, v in asked.items() if k != "subject"})


def a_loss(**but: Any) -> entries.LossImposed:
    return entries.LossImposed.model_validate(
        _GRANTED | _LOSS | {"subject": ZG, "claimed": "-0.6"} | but
    )


_ANNULMENT: Final = {"reason": "文件被撤销", "ground": "南税复〔2025〕3号"}


def reverse(entry: entries.Granted, **but: Any) -> ask.ReverseEntry:
    return ask.ReverseEntry.model_validate({"entry": ref(entry)} | _ANNULMENT | but)


def its_reversal(entry: entries.Granted, **but: Any) -> entries.EntryReversed:
    kinds = {"BonusAwarded": "bonus", "CommendationConferred": "commendation"}
    kinds["ReprimandIssued"] = "reprimand"
    said = {f: getattr(entry, f) for f in ("bureau", "year", "subject", "number", "claimed")}
    said |= {"kind": kinds.get(type(entry).__name__, "deduction")} | _ANNULMENT
    return entries.EntryReversed.model_validate(said | {"effective_on": entry.effective_on} | but)


def correct(entry: entries.Granted, **replacement: Any) -> ask.CorrectEntry:
    said = {"entry": ref(entry), "replacement": replacement} | _ANNULMENT
    return ask.CorrectEntry.model_validate(said)


def ref(entry: entries.Granted) -> str:
    return f"{entry.bureau}/{entry.year}/{entry.subject}#{entry.number}"
