"""How do the facts of several bureaus read to people, and a grade that was settled later?"""

from __future__ import annotations

from typing import Final

TOLD_OF_BUREAUS: Final[dict[str, tuple[str, str]]] = {
    "bureau-placed": (
        "{bureau} 的上级局自 {effective_on} 起为 {above}",
        "bureau {bureau} stands below {above} from {effective_on}",
    ),
    "officer-released": (
        "{bureau} 同意人员 {officer} 自 {effective_on} 起调往 {to}",
        "{bureau} releases officer {officer} to {to} from {effective_on}",
    ),
    "release-withdrawn": (
        "{bureau} 撤回人员 {officer} 调往 {to}",
        "{bureau} withdraws the release of officer {officer} to {to}",
    ),
    "officer-received": (
        "{bureau} 自 {effective_on} 起由 {released_by} 调入人员 {officer} 至 {unit},"
        "转入评分 {taken:l} 为第 {numbers:l} 号",
        "{bureau} receives officer {officer} from {released_by} into {unit} on {effective_on},"
        " with the marks {taken:l} as numbers {numbers:l}",
    ),
    "deferral-settled": (
        "{subject} {year} 年度暂缓定等次事项办结:{outcome},撤销限制第 {ended:l} 号",
        "the withheld grade of {subject} of {year} settled: {outcome}, restrictions {ended:l} void",
    ),
}
