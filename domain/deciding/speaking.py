"""May whoever acts speak for a unit, or is he a certain officer? A role's scope alone is not it."""

from __future__ import annotations

from domain.access.roles import OWNER
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.second import persons

UNIT_HEAD = "unit-head"


def headed(desk: Desk, bureau: str, actor: str) -> frozenset[str]:
    """The units that he himself heads: not those below them, which have heads of their own."""
    held = desk.grants(bureau, actor).in_force(desk.today)
    return frozenset(g.scope for g in held if g.role == UNIT_HEAD)


def heads(desk: Desk, bureau: str, by: By, subject: str) -> bool:
    return by.role == OWNER or subject in headed(desk, bureau, by.actor)


def is_officer(desk: Desk, by: By, officer: str) -> bool:
    return f"officer:{officer}" in persons(desk, by.actor)
