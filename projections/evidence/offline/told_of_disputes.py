"""What does a fact of a dispute say first, in the words of the field?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TOLD_OF_DISPUTES: Final[Mapping[str, tuple[str, str]]] = {
    "dispute-filed": (
        "{subject} 就 {year} 年度结果提出争议 {bureau}/{number}({stage}),由 {filed_by} 于"
        " {filed_on} 提出,应于 {decide_by} 前办结",
        "{subject} disputes a result of {year}, dispute {bureau}/{number} ({stage}), filed by"
        " {filed_by} on {filed_on}, to be decided by {decide_by}",
    ),
    "dispute-accepted": ("受理争议 {bureau}/{number}", "dispute {bureau}/{number} taken up"),
    "dispute-declined": (
        "争议 {bureau}/{number} 不予受理",
        "dispute {bureau}/{number} declined",
    ),
    "dispute-hearing-held": (
        "争议 {bureau}/{number}:{held_on} 听取 {subject} 陈述",
        "dispute {bureau}/{number}: {subject} heard on {held_on}",
    ),
    "dispute-extended": (
        "争议 {bureau}/{number} 办结期限延至 {decide_by}",
        "dispute {bureau}/{number}: to be decided by {decide_by}",
    ),
    "dispute-withdrawn": ("撤回争议 {bureau}/{number}", "dispute {bureau}/{number} withdrawn"),
    "dispute-decided": (
        "争议 {bureau}/{number} 决定:{outcome},由 {decided_by} 作出",
        "dispute {bureau}/{number} decided: {outcome}, by {decided_by}",
    ),
}
