"""Which states does a command about a starred post read?"""

from __future__ import annotations

from domain.deciding.subjects import known_subject
from domain.journal.desk import Desk
from domain.stars import decisions as star
from domain.stars.commands import StarCommand, StarPost


def decide_star(desk: Desk, command: StarCommand) -> None:
    desk.founded(command.bureau)
    state = desk.stars(command.bureau)
    if not isinstance(command, StarPost):
        desk.write(star.unstar_post(command, state))
        return
    known_subject(desk, command.bureau, f"unit:{command.unit}")
    if command.officer is not None:
        known_subject(desk, command.bureau, f"officer:{command.officer}")
    desk.write(star.star_post(command, state))
