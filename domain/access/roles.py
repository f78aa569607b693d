"""Which roles are there, what does each allow, and over what may it be held?

Roles are data: what a role allows stands here alone, and who holds one is a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from domain.titles import Title, listed

Permission = Literal[
    "record",
    "reverse",
    "approve",
    "alone",
    "import",
    "register",
    "rulebook",
    "year",
    "restate",
    "decide",
    "erase",
    "grant",
    "log",
    "rehearse",
    "read",
    "results",
    "published",
    "audit",
    "readers",
    "own",
    "check",
    "verify",
    "sign",
    "evaluate",
    "manage",
    "talk",
]
"""`read`: accounts with reasons and evidence; `results`: every run, rank and score of the bureau;
`published`: the published results alone; `audit`: the journal, the log, the grants and all traces;
`readers`: who read an account; `alone`: what the role allows needs no second person;
`own`: speak for oneself, or for one's unit: claim, be heard, object, acknowledge; `check` and
`verify`: the first two steps of a claim; `sign`: the three-level approval; `evaluate`: a leader's
evaluation; `manage`: the quarter, its reviews and what is to be put right; `talk`: keep whom one
spoke with."""
_PERMITTED: Final[tuple[tuple[Permission, str, str], ...]] = (
    ("record", "登记", "record"),
    ("reverse", "冲销", "reverse"),
    ("approve", "核准", "approve"),
    ("alone", "独立经办", "act alone"),
    ("import", "导入工作簿", "import workbooks"),
    ("register", "维护登记信息", "keep the registers"),
    ("rulebook", "发布规则", "publish rulebooks"),
    ("year", "办理年度", "conduct the year"),
    ("restate", "重述", "restate"),
    ("decide", "裁定", "decide"),
    ("erase", "删除个人信息", "erase personal data"),
    ("grant", "授予角色", "grant roles"),
    ("log", "管理日志", "keep the log"),
    ("rehearse", "回归推演", "rehearse"),
    ("read", "查阅账户", "read accounts"),
    ("results", "查阅全部结果", "read all results"),
    ("published", "查阅公示结果", "read published results"),
    ("audit", "审计", "audit"),
    ("readers", "查阅留痕", "read who read"),
    ("own", "本人办理", "speak for oneself or one's unit"),
    ("check", "初审", "check claims"),
    ("verify", "审核", "verify claims"),
    ("sign", "审核签署", "sign"),
    ("evaluate", "评鉴", "evaluate"),
    ("manage", "季度管理", "manage the quarter"),
    ("talk", "谈话记录", "keep the talks one held"),
)
PERMISSIONS: Final = {code: Title(code, en, zh) for code, zh, en in _PERMITTED}
assert set(PERMISSIONS) == set(get_args(Permission))
ScopeKind = Literal["bureau", "unit", "officer"]
SCOPES: Final[dict[ScopeKind, Title]] = {
    "bureau": Title("bureau", "bureau", "全局"),
    "unit": Title("unit", "unit", "单位"),
    "officer": Title("officer", "officer", "干部"),
}
OWNER: Final = "owner"
"""Whoever holds the home; the only role that no fact gives."""


@dataclass(frozen=True)
class Role:
    """What a role is called, allows, and over what it may be held."""

    name: str
    en: str
    zh: str
    permissions: frozenset[str]
    scopes: tuple[ScopeKind, ...]

    @property
    def title(self) -> Title:
        return Title(self.name, self.en, self.zh)


def _role(name: str, en: str, zh: str, permissions: str, *scopes: ScopeKind) -> Role:
    allowed = frozenset(permissions.split())
    assert allowed <= set(get_args(Permission)), "a permission is spelt as above"
    return Role(name, en, zh, allowed, scopes)


_OFFICE: Final = (
    "record reverse import register rulebook year restate rehearse read results published"
    " check verify manage talk"
)
_ROLES: Final = (
    _role(
        "recorder", "recorder", "录入员", "record reverse import read published", "bureau", "unit"
    ),
    _role("approver", "approver", "审批人", "approve read published", "bureau", "unit"),
    _role("appraiser", "appraisal office", "考核办", _OFFICE, "bureau"),
    _role("auditor", "auditor", "审计员", "audit read results published", "bureau"),
    _role("officer", "officer", "干部本人", "read readers published own", "officer"),
    _role("leader", "leader", "局领导", "results published sign evaluate talk", "bureau"),
    _role("unit-head", "unit head", "单位负责人", "read published own check sign talk", "unit"),
    _role("committee", "committee", "考评委员会", "decide rehearse results published", "bureau"),
    _role("party-committee", "party committee", "党委会", "sign results published", "bureau"),
    _role("admin", "administrator", "管理员", "grant erase published", "bureau"),
    _role(
        "sole", "sole clerk", "独立经办", f"{_OFFICE} approve decide erase grant alone", "bureau"
    ),
    _role(OWNER, "owner", "所有者", " ".join(get_args(Permission))),
)
ROLES: Final[dict[str, Role]] = {role.name: role for role in _ROLES}
GRANTABLE: Final = tuple(role.name for role in _ROLES if role.scopes)


def allows(role: str, permission: Permission) -> bool:
    """A role that this program does not know allows nothing."""
    known = ROLES.get(role)
    return known is not None and permission in known.permissions


def role_titles(names: Iterable[str]) -> Title:
    return listed(ROLES[name].title for name in names)


def roles_with(permission: Permission) -> Title:
    """Which roles would allow it? Where none does, the owner's."""
    return role_titles([name for name in GRANTABLE if allows(name, permission)] or [OWNER])
