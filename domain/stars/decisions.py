"""May a post be starred, or its star be taken away?"""

from __future__ import annotations

from domain import refusals as no
from domain.stars.commands import StarPost, UnstarPost
from domain.stars.facts import PostStarred, PostUnstarred
from domain.stars.state import StarsState


def star_post(command: StarPost, state: StarsState) -> PostStarred:
    for star in state.on(command.effective_on):
        named = (star.unit, star.post_level, star.officer)
        if named == (command.unit, command.post_level, command.officer):
            raise no.PostAlreadyStarred(star=star.number, unit=star.unit)
    return PostStarred(**command.model_dump(), number=len(state.starred) + 1)


def unstar_post(command: UnstarPost, state: StarsState) -> PostUnstarred:
    if command.number > len(state.starred):
        raise no.StarNotFound(star=command.number)
    if command.number in state.ended:
        day = state.ended[command.number]
        raise no.StarAlreadyEnded(star=command.number, day=day)
    start = state.starred[command.number - 1].effective_on
    if command.effective_on <= start:
        raise no.StarEndsBeforeItStarts(star=command.number, start=start)
    return PostUnstarred(**command.model_dump())
