"""How does a fact of the compilation of indicators read to people?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TOLD_OF_DRAFTS: Final[Mapping[str, tuple[str, str]]] = {
    "upper-indicators-registered": (
        "登记 {line} 上级指标 {indicators:n} 项,{document_date} 发文",
        "{indicators:n} indicators from above registered, line {line}, dated {document_date}",
    ),
    "indicators-drafted": (
        "{drafter} 编制指标草案 {bureau}/{number},{indicators:n} 项,摘要 {digest}",
        "{drafter} drafts {bureau}/{number}, {indicators:n} indicators, digest {digest}",
    ),
    "personal-indicator-drafted": (
        "指标草案 {bureau}/{number}:{subject}({unit})个人指标 {id}",
        "draft {bureau}/{number}: personal indicator {id} of {subject} in {unit}",
    ),
    "draft-replaced": (
        "指标草案 {bureau}/{number} 被草案 {replaced_by} 替代",
        "draft {bureau}/{number} replaced by draft {replaced_by}",
    ),
    "comment-round-opened": (
        "指标草案 {bureau}/{number} 第 {round} 轮征求意见",
        "draft {bureau}/{number}: round {round} of comments",
    ),
    "draft-commented": (
        "{commenter} 代表 {unit} 于第 {round} 轮对指标草案 {bureau}/{number} 提出意见 {comment}",
        "{commenter} for {unit}, round {round}: comment {comment} on draft {bureau}/{number}",
    ),
    "comment-answered": (
        "指标草案 {bureau}/{number} 意见 {comment}({unit})答复:{answer}",
        "draft {bureau}/{number}: comment {comment} of {unit} {answer}",
    ),
    "draft-signed": (
        "{signer} 在 {level} 一级({over})签署指标草案 {bureau}/{number},摘要 {digest}",
        "{signer} signs draft {bureau}/{number} at {level} for {over}, digest {digest}",
    ),
    "draft-returned": (
        "{signer} 在 {level} 一级({over})退回指标草案 {bureau}/{number},摘要 {digest}",
        "{signer} returns draft {bureau}/{number} at {level} for {over}, digest {digest}",
    ),
    "indicator-set-published": (
        "{bureau} {year} 年度指标体系第 {version} 版发布,依据草案 {draft},摘要 {digest}",
        "indicator set {version} of {bureau} for {year} published,"
        " from draft {draft}, digest {digest}",
    ),
}
