"""May indicators be drafted, commented on, signed, published?"""

from domain.drafts.decisions.drafting import Scene, draft_indicators, register_upper_indicators
from domain.drafts.decisions.publishing import (
    plans_of,
    publish_indicators,
    refuse_unpublished_plans,
)
from domain.drafts.decisions.rounds import (
    answer_comment,
    comment_on_draft,
    open_comment_round,
)
from domain.drafts.decisions.signing import Signer, return_draft, sign_draft
from domain.drafts.decisions.standing import current
from domain.drafts.state import DraftState, SetsState

__all__ = [
    "DraftState",
    "Scene",
    "SetsState",
    "Signer",
    "answer_comment",
    "comment_on_draft",
    "current",
    "draft_indicators",
    "open_comment_round",
    "plans_of",
    "publish_indicators",
    "refuse_unpublished_plans",
    "register_upper_indicators",
    "return_draft",
    "sign_draft",
]
