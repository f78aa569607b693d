"""How do people call what programs go by, in Chinese and in English?

One table for each kind of code. Roles and permissions name themselves (domain/access/roles.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Title:
    """A code and what it is called. A refusal's details keep the code, its sentence the name."""

    code: str
    en: str
    zh: str

    def __str__(self) -> str:
        return self.code

    def named(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en

    def typed(self) -> Title:
        """Where one has to write the code itself, it stands beside its name."""
        en = f"`{self.code}`" if self.en == self.code else f"{self.en} (`{self.code}`)"
        return Title(self.code, en, f"{self.zh}(`{self.code}`)")

    def of(self, name: str) -> Title:
        """Followed by the id of what it is the title of."""
        return Title(f"{self.code} {name}", f"{self.en} {name}", f"{self.zh} {name}")

    def after(self, said: str) -> Title:
        return Title(f"{said} {self.code}", f"{said} {self.en}", f"{said} {self.zh}")


def listed(titles: Iterable[Title], comma: str = ", ") -> Title:
    """Several as one; nothing reads as nothing in either language."""
    found = tuple(titles)
    if not found:
        return Title("-", "none", "无")
    return Title(
        comma.join(one.code for one in found),
        comma.join(one.en for one in found),
        ("、" if comma == ", " else comma).join(one.zh for one in found),
    )


def _table(**said: tuple[str, str]) -> Mapping[str, Title]:
    return {code: Title(code, en, zh) for code, (zh, en) in said.items()}


KINDS: Final = _table(
    bonus=("加分", "bonus"),
    deduction=("减分", "deduction"),
    commendation=("表彰", "commendation"),
    reprimand=("通报批评", "reprimand"),
)
GRADES: Final = _table(
    excellent=("优秀", "excellent"),
    competent=("称职", "competent"),
    basically_competent=("基本称职", "basically competent"),
    incompetent=("不称职", "incompetent"),
    ungraded=("不定等次", "ungraded"),
)
STAGES: Final = _table(
    objection=("异议", "objection"),
    review=("复核", "review"),
    appeal=("申诉", "appeal"),
    statutory_review=("法定复核（不称职）", "statutory review (incompetent)"),
    statutory_appeal=("法定申诉（不称职）", "statutory appeal (incompetent)"),
)
"""Of a dispute."""
STANDINGS: Final = _table(
    open=("待整改", "open"),
    reported=("已报告、待核验", "reported"),
    returned=("已退回", "returned"),
    verified=("已核验", "verified"),
    overdue=("已逾期", "overdue"),
)
"""Of a remediation."""
_RESULTS: Final = _table(
    frozen=("冻结", "frozen"),
    published=("公示", "published"),
    closed=("封账", "closed"),
    restated=("重述", "restated"),
)
FIELDS: Final = _table(base=("基准分", "base points"), step=("扣分颗粒度", "step"))
"""Of an indicator."""


def titled(table: Mapping[str, Title], code: str) -> Title:
    """What is in no table is called by its code."""
    return table.get(code, Title(code, code, code))


def result_title(result: str) -> Title:
    """A recorded run of a year: `published`, `closed`, `restated-2`."""
    name, _, count = result.partition("-")
    known = titled(_RESULTS, name)
    if not count:
        return known
    return Title(result, f"{known.en} (no. {count})", f"第 {count} 次{known.zh}")
