"""May whoever acts speak for a unit, or is he a certain officer? A role's scope alone is not it."""

from __future__ import annotations

from domain.access.roles import OWNER
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.second import persons

UNIT_HEAD = "unit-head"


def heads(desk: Desk, bureau: str, by: By, subject: str) -> bool:
    """Whether he heads that very unit, and not one above it."""
    held = desk.grants(bureau, by.actor).in_force(desk.today)
    return by.role == OWNER or any(g.role == UNIT_HEAD and g.scope == subject for g in held)


def is_officer(desk: Desk, by: By, officer: str) -> bool:
    return f"officer:{officer}" in persons(desk, by.actor)
