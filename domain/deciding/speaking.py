"""May whoever acts speak for an officer or a unit, or is he a certain officer? A role's reach alone
is not it: the head of a unit above reaches those below, and speaks for none of them.

To speak for somebody in a bureau is that bureau's grant, over just him. Who somebody is holds in
every bureau: of a leader, and of whoever may not judge what is his own, that is asked.
The owner of the home stands for anybody where words alone are kept, which he was told on paper. He
does not where his standing is the very thing that is proven: of a dispute, a comment, a signature.
"""

from __future__ import annotations

from domain import refusals as no
from domain.access.roles import OWNER, allows
from domain.deciding.permits import not_permitted
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.second import persons


def spoken_for(desk: Desk, bureau: str, actor: str) -> frozenset[str]:
    """The officer who he is there, and the units that he himself heads."""
    held = desk.grants(bureau, actor).in_force(desk.today)
    return frozenset(g.scope for g in held if allows(g.role, "own"))


def speaks_for(desk: Desk, bureau: str, by: By, subject: str) -> bool:
    return by.role == OWNER or subject in spoken_for(desk, bureau, by.actor)


def refuse_for_another(desk: Desk, bureau: str, subject: str, by: By) -> None:
    if not speaks_for(desk, bureau, by, subject):
        raise not_permitted("own", subject)


def refuse_stranger(desk: Desk, bureau: str, subject: str, actor: str) -> None:
    """A dispute is one's own, whoever holds the home."""
    if subject not in spoken_for(desk, bureau, actor):
        raise no.NotOnesOwn(thing=subject)


def is_officer(desk: Desk, by: By, officer: str) -> bool:
    return f"officer:{officer}" in persons(desk, by.actor)
