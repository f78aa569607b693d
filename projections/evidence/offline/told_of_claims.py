"""How is each step of a claim, a hearing and an acknowledgement told in one line?"""

from __future__ import annotations

from typing import Final

TOLD_OF_CLAIMS: Final[dict[str, tuple[str, str]]] = {
    "award-claimed": (
        "{subject} 于 {claimed_on} 申报事项 {bureau}/{number},佐证材料截止 {evidence_until}",
        "award of {subject} claimed on {claimed_on}, claim {bureau}/{number},"
        " its evidence due by {evidence_until}",
    ),
    "claim-checked": (
        "{actor}({role})初审通过事项 {bureau}/{number},摘要 {digest}",
        "claim {bureau}/{number} checked by {actor} ({role}), digest {digest}",
    ),
    "claim-verified": (
        "{actor}({role})审核通过事项 {bureau}/{number},摘要 {digest}",
        "claim {bureau}/{number} verified by {actor} ({role}), digest {digest}",
    ),
    "distinct-award-held": (
        "事项 {bureau}/{number} 经审核认定与 {other} 不属于同一事项",
        "claim {bureau}/{number} found to be another award than {other}",
    ),
    "evidence-added": (
        "事项 {bureau}/{number} 于 {added_on} 补交佐证材料 {evidence:n} 件,逾期 {late}",
        "claim {bureau}/{number}: {evidence:n} pieces of evidence on {added_on}, late: {late}",
    ),
    **dict.fromkeys(
        ("evidence-extended", "evidence-extended.2"),
        (
            "事项 {bureau}/{number} 佐证材料期限延至 {until}",
            "claim {bureau}/{number}: evidence may come until {until}",
        ),
    ),
    "claim-linked": (
        "事项 {bureau}/{number} 与 {claims:l} 关联为同一事项 {merit}",
        "claim {bureau}/{number} linked with {claims:l} as one merit {merit}",
    ),
    "award-granted": (
        "事项 {bureau}/{number} 核准为分录 {entries:l}",
        "claim {bureau}/{number} granted as {entries:l}",
    ),
    "hearing-opened": (
        "事项 {bureau}/{number}:{subject} 可于 {closes_on} 前(含当日)陈述意见",
        "claim {bureau}/{number}: {subject} is heard until {closes_on}",
    ),
    "hearing-answered": (
        "事项 {bureau}/{number}:{subject} 于 {answered_on} 陈述意见",
        "claim {bureau}/{number}: {subject} was heard on {answered_on}",
    ),
    "hearing-waived": (
        "事项 {bureau}/{number}:{subject} 于 {waived_on} 放弃陈述",
        "claim {bureau}/{number}: {subject} waived the hearing on {waived_on}",
    ),
    "entry-acknowledged": (
        "{entry} 已由本人确认,同意 {agrees}",
        "{entry} acknowledged, agreed: {agrees}",
    ),
    "result-acknowledged": (
        "{account} 的 {result} 结果已由本人确认,同意 {agrees},摘要 {digest}",
        "{account}: result {result} acknowledged, agreed: {agrees}, digest {digest}",
    ),
}
