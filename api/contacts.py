"""How is it kept that somebody was spoken with, and who may read of it?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from api.dependencies import Reading, Served, Service, caller_of
from api.doors import accept
from api.errors import RESPONSES
from api.guard import Guarded, held_of, may
from api.questions import BureauNamed, PageAsked
from domain.access.roles import Permission, allows
from domain.contacts.commands import RecordContact
from domain.deciding.reaching import Right
from domain.vocabulary import Subject
from projections.contacts import ContactRow, list_contacts
from projections.listings import Page

routes = APIRouter(tags=["contacts"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/contacts", RecordContact)
WHOLE: Final[tuple[Permission, ...]] = ("manage", "audit")
"""Over the whole bureau, either of these sees every contact."""


@routes.get("/contacts")
def get_contacts(
    request: Request,
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: BureauNamed = None,
    year: Annotated[int | None, Query(ge=1990, lt=2200)] = None,
    subject: Annotated[Subject | None, Query()] = None,
) -> Page[ContactRow]:
    """Contacts, to whom their visibility allows: the office and the auditor all of them; whoever
    held one, that one; the subjects those of `subject` and `unit`, the heads of their units those
    of `unit`."""
    asked = page.asked(bureau=bureau, year=year, subject=subject)
    sees = _visible(request, served, conn)
    return list_contacts(conn, asked, served.ledger.keyring.open, sees)


def _visible(request: Request, served: Service, conn: Reading) -> Callable[[ContactRow], bool]:
    def has(right: Right) -> bool:
        return may(request, served, conn, right)

    @cache
    def sees_all(bureau: str) -> bool:
        return any(has(Right(p, "bureau", bureau)) for p in WHOLE)

    def sees(row: ContactRow) -> bool:
        if sees_all(row.bureau) or row.actor == caller_of(request).actor:
            return True
        if row.visibility == "unit" and any(
            has(Right("own", "subject", row.bureau, subject, row.held_on))
            for subject in row.subjects
        ):
            return True
        return row.visibility != "office" and any(
            _is(request, row.bureau, subject) for subject in row.subjects
        )

    return sees


def _is(request: Request, bureau: str, subject: str) -> bool:
    """He is that officer, or heads that unit."""
    return any(
        h.bureau == bureau and h.scope == subject and allows(h.role, "own")
        for h in held_of(request)
    )
