"""May a subject have anything in a bureau-year?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain import refusals as no
from domain.errors import Refusal
from domain.journal.desk import Desk
from domain.registers import decisions as register


def known_subject(desk: Desk, bureau: str, subject: str) -> None:
    kind, _, named = subject.partition(":")
    if kind == "unit":
        register.existing_unit(desk.unit(named), bureau)
    elif not desk.officer(named).registered:
        raise no.UnknownOfficer(officer=named)


def refusals_of_subject(
    desk: Desk, bureau: str, year: int, subject: str, day: date | None
) -> Iterator[Refusal]:
    """May the subject have anything in this bureau-year? A unit must be open on `day`."""
    kind, _, named = subject.partition(":")
    try:
        if kind == "officer":
            register.posted_officer(desk.officer(named), bureau, year)
        else:
            unit = desk.unit(named)
            register.existing_unit(unit, bureau)
            if day is not None:
                register.open_unit(unit, day)
    except Refusal as refusal:
        yield refusal
