"""Does the draft stand, and is it the one that was seen?"""

from __future__ import annotations

from domain import refusals as no
from domain.drafts.facts import DraftReplaced, IndicatorsDrafted
from domain.drafts.state import DraftState, SetsState
from domain.vocabulary import case_ref


def current(ref: str, state: DraftState, sets: SetsState) -> IndicatorsDrafted:
    """The draft, if it is there and neither ended nor published."""
    drafted = existing(ref, state)
    if state.ended is not None:
        replaced = isinstance(state.ended, DraftReplaced)
        how_en, how_zh = ("replaced", "被替代") if replaced else ("returned", "被退回")
        raise no.DraftEnded(draft=ref, how_en=how_en, how_zh=how_zh)
    if published := sets.of_draft(drafted.number):
        raise no.DraftAlreadyPublished(draft=ref, version=published.version)
    return drafted


def existing(ref: str, state: DraftState) -> IndicatorsDrafted:
    if state.drafted is None:
        raise no.DraftNotFound(draft=ref)
    return state.drafted


def refuse_another(digest: str, drafted: IndicatorsDrafted) -> None:
    """A decision binds to what was seen."""
    if digest != drafted.digest:
        ref = case_ref(drafted.bureau, drafted.number)
        raise no.DraftReadsOtherwise(draft=ref, digest=drafted.digest)
