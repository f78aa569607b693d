"""How does a fact read to people, in Chinese and in English?

Ids, figures and dates as they are recorded; names and narrative are sealed and not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from projections.evidence.offline.sentences import TOLD

_DETAILS: Final[tuple[tuple[str, str, str], ...]] = (
    ("bureau", "局 {}", "bureau {}"),
    ("year", "{} 年度", "year {}"),
    ("subject", "对象 {}", "about {}"),
    ("entry", "失分 {}", "loss {}"),
    ("claimed", "{:+} 分", "{:+} points"),
    ("level", "档次 {}", "level {}"),
    ("quantity", "数量 {}", "quantity {}"),
    ("points", "每项 {} 分", "{} points each"),
    ("share", "份额 {}", "share {}"),
    ("merit", "同一事项 {}", "merit {}"),
    ("kind", "类别 {}", "kind {}"),
    ("parent", "上级 {}", "under {}"),
    ("into", "并入 {}", "into {}"),
    ("rank", "职级 {}", "rank {}"),
    ("post_level", "职务层次 {}", "post level {}"),
    ("start", "自 {} 起", "from {}"),
    ("until", "至 {} 前", "until {}"),
    ("effective_on", "{} 生效", "effective {}"),
    ("effective_from", "{} 起施行", "in force from {}"),
    ("decided_on", "{} 裁定", "decided {}"),
    ("known_on", "{} 可知悉", "knowable on {}"),
    ("asserted_on", "据称 {} 知悉", "said to be known on {}"),
    ("last_day", "提出期限至 {}", "could come in until {}"),
    ("against", "针对争议 {}", "against dispute {}"),
    ("document_no", "文号 {}", "document {}"),
    ("minutes", "纪要 {}", "minutes {}"),
    ("ground", "依据 {}", "ground {}"),
    ("edition", "规则 {}", "by edition {}"),
    ("plans_from", "沿用 {} 年度计划", "plans of {}"),
    ("carried_from", "由 {} 年度转入", "carried from {}"),
    ("corrects", "更正 {}", "corrects {}"),
    ("corrected_by", "更正为 {}", "corrected by {}"),
    ("recorded_by", "经办 {}", "recorded by {}"),
    ("approved_by", "据称审批 {}", "said to be approved by {}"),
    ("authorised_by", "批准 {}", "authorised by {}"),
)
_TOLD_BEFORE: Final = {"approved_by": ("审批 {}", "approved by {}")}
"""As receipts said it before there were approvals that are more than somebody's word."""
_RUN: Final = (
    "截至 {as_of}、位置 {position}、规则 {edition}、摘要 {digest}",
    "as of {as_of}, position {position}, edition {edition}, digest {digest}",
)
_SOURCE: Final = ("来源 批次 {batch} {sheet} 第 {row} 行", "from batch {batch} {sheet} row {row}")


def on_one_line(text: str) -> str:
    """Somebody's text without what would break the line, hide, or turn it around."""
    return "".join(c if c.isprintable() else " " for c in text)


class _Part:
    """A part of a fact inside a sentence: `n` says how many it is, `l` lists it, `+` signs it."""

    def __init__(self, said: object) -> None:
        self.said = said

    def __format__(self, how: str) -> str:
        text = ", ".join(map(str, self.said)) if isinstance(self.said, list) else str(self.said)
        text = on_one_line(text)
        if how == "n" and isinstance(self.said, list):
            return str(len(self.said))
        return f"+{text}" if how == "+" and not text.startswith(("-", "+")) else text


def narrated(name: str, state: Mapping[str, Any], *, before: bool = False) -> dict[str, str]:
    """The fact in one line of each language; raises KeyError where it is no fact of that name.

    `before`: in the words of receipts that were given out earlier.
    """
    account = "/".join(str(state[part]) for part in ("bureau", "year", "subject") if part in state)
    parts = {"account": _Part(account), "entry": _Part(f"{account}#{state.get('number')}")}
    parts |= {key: _Part(said) for key, said in state.items()}
    first = TOLD[name]
    return {
        "zh": ",".join([first[0].format_map(parts), *_rest(first[0], state, 0, before)]),
        "en": ", ".join([first[1].format_map(parts), *_rest(first[1], state, 1, before)]),
    }


def _said(field: str, first: str) -> bool:
    """An account and an entry are named by their bureau and year."""
    named = field in ("bureau", "year", "subject") and ("{account}" in first or "{entry}" in first)
    return named or f"{{{field}" in first


def _rest(first: str, state: Mapping[str, Any], language: int, before: bool) -> list[str]:
    """What the sentence does not say yet."""
    told_before = _TOLD_BEFORE if before else {}
    said = [
        told_before.get(field, words)[language].format(_Part(state[field]))
        for field, *words in _DETAILS
        if state.get(field) is not None and not _said(field, first)
    ]
    for name, phrase in (("run", _RUN), ("source", _SOURCE)):
        if state.get(name):
            parts = {key: _Part(part) for key, part in state[name].items()}
            said.append(phrase[language].format_map(parts))
    return said


def approvals_in_words(approvals: list[dict[str, str]]) -> dict[str, str]:
    """Who let the fact through besides whoever recorded it; nothing where nobody had to."""
    zh, en = "", ""
    for one in approvals:
        who = on_one_line(f"{one['actor']} ({one['role']})")
        claim, digest = on_one_line(one["claim"]), on_one_line(one["digest"])
        zh += f",经 {who} 核准(事项 {claim},摘要 {digest})"
        en += f", approved by {who} (claim {claim}, digest {digest})"
    return {"zh": zh, "en": en}
