"""What may a route ask for, and over how much, by what its address says?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.requests import HTTPConnection

from domain.access.roles import Permission
from domain.deciding.reaching import Extent, Right, rights_to_file

NOWHERE: Final = ""
"""A bureau that there is none of: what cannot be told from the address is allowed to nobody."""
_CLOCKS: Final = ("as_of", "known_at", "position", "without")
_PUBLISHED: Final = re.compile(r"[^:]+:\d{4}:(published|closed|restated-\d+)", re.ASCII)

Rights = Callable[[HTTPConnection, date], Iterable[Right]]
"""Any one of them suffices."""


@dataclass(frozen=True)
class Rule:
    """What a route asks for; `permission` is what a refusal names first.

    `anywhere`: to hold it over anything will do, for the decision sees the rest. `published`:
    whoever may see published results is answered too, and then of those alone.
    """

    permission: Permission | None = None
    rights: Rights | None = None
    anywhere: bool = False
    published: bool = False
    is_open: Callable[[HTTPConnection], bool] = lambda _: False


def one_of(request: HTTPConnection, name: str) -> str | None:
    """A value of the address; one that is given twice is none that we could judge by."""
    if name in request.path_params:
        return str(request.path_params[name])
    given = request.query_params.getlist(name)
    return None if not given else given[0] if len(given) == 1 else NOWHERE


def bureau_asked(request: HTTPConnection) -> str | None:
    """The bureau that the address names, or that of its runs."""
    runs = [request.path_params[n] for n in ("run", "before", "after") if n in request.path_params]
    if not runs:
        return one_of(request, "bureau")
    named = {str(run).partition(":")[0] for run in runs}
    return named.pop() if len(named) == 1 else NOWHERE


def day_asked(request: HTTPConnection, today: date) -> date:
    """By which day's postings it is decided whose a subject is."""
    try:
        as_of = one_of(request, "as_of")
        if as_of:
            return date.fromisoformat(as_of)
        year = one_of(request, "year") or _year_of_run(request)
        return min(date(int(year), 12, 31), today) if year else today
    except (ValueError, OverflowError):
        return today


def _year_of_run(request: HTTPConnection) -> str:
    return str(request.path_params.get("run", "")).partition(":")[2].partition(":")[0]


def asks_published(request: HTTPConnection) -> bool:
    """What was published has its own clocks: nobody may turn them who sees nothing else."""
    run = request.path_params.get("run")
    named = run is None or _PUBLISHED.fullmatch(str(run)) is not None
    return named and not any(clock in request.query_params for clock in _CLOCKS)


def rights_over(
    *permissions: Permission, extent: Extent = "bureau", everywhere: bool = False
) -> Rights:
    def rights(request: HTTPConnection, _: date) -> Iterable[Right]:
        bureau = None if everywhere else bureau_asked(request)
        return [Right(permission, extent, bureau) for permission in permissions]

    return rights


def whole(*permissions: Permission) -> Rule:
    """Over the whole bureau; where none is named, over each."""
    return Rule(permissions[0], rights_over(*permissions))


def everywhere(*permissions: Permission) -> Rule:
    """Over every bureau: the journal and its evidence hold them all."""
    return Rule(permissions[0], rights_over(*permissions, everywhere=True))


def within(permission: Permission) -> Rule:
    """Over any part of the bureau."""
    return Rule(permission, rights_over(permission, extent="any"))


def by_command(permission: Permission) -> Rule:
    return Rule(permission, anywhere=True)


def about(name: str, *besides: Permission) -> Rule:
    """`read` over the subject that `name` says, or one of the others over the whole bureau."""

    def rights(request: HTTPConnection, today: date) -> Iterable[Right]:
        return _about(name, ("read", *besides), request, today)

    return Rule("read", rights)


def _about(
    name: str, permissions: tuple[Permission, ...], request: HTTPConnection, today: date
) -> Iterable[Right]:
    bureau, said = bureau_asked(request), one_of(request, name)
    if said is not None:
        subject = said if name == "subject" else f"{name}:{said}"
        yield Right("read", "subject", bureau, subject, day_asked(request, today))
    for permission in permissions:
        yield Right(permission, "bureau", bureau)


def entries_of(request: HTTPConnection, today: date) -> Iterable[Right]:
    """Asked for a unit they are its own, and those of whom it held on their own day."""
    yield from _about("subject", ("read",), request, today)
    if unit := one_of(request, "unit"):
        yield Right("read", "subject", bureau_asked(request), f"unit:{unit}", today)


def who_read(request: HTTPConnection, today: date) -> Iterable[Right]:
    """Of one account its own officer asks as well; whoever may read it otherwise does not."""
    bureau, subject = bureau_asked(request), one_of(request, "subject")
    yield Right("audit", "bureau", bureau)
    if subject is not None:
        yield Right("readers", "subject", bureau, subject, today)


def who_files(request: HTTPConnection, today: date) -> Iterable[Right]:
    return rights_to_file(bureau_asked(request), one_of(request, "subject"), today)


def disputes_of(request: HTTPConnection, _: date) -> Iterable[Right]:
    """Nobody but the appellant himself, and those who deal with it for the bureau."""
    bureau, subject = bureau_asked(request), one_of(request, "subject")
    yield from (Right(permission, "bureau", bureau) for permission in ("manage", "decide", "audit"))
    if subject is not None:
        yield Right("own", "exact", bureau, subject)


def notices_of(request: HTTPConnection, _: date) -> Iterable[Right]:
    """Whoever may not see all is told of himself alone."""
    bureau = bureau_asked(request)
    yield Right("manage", "bureau", bureau)
    yield Right("audit", "bureau", bureau)
    yield Right("readers", "any", bureau)


OPEN: Final = Rule(is_open=lambda _: True)
KNOWN: Final = Rule()
"""Whoever is known at all."""
RECORD, REVERSE, REGISTER, YEAR, MANAGE, OWN = (
    by_command("record"),
    by_command("reverse"),
    by_command("register"),
    by_command("year"),
    by_command("manage"),
    by_command("own"),
)
PUBLISHED: Final = Rule("results", rights_over("results"), published=True)
TILE: Final = Rule(
    "audit",
    rights_over("audit", everywhere=True),
    is_open=lambda request: not str(request.path_params["tile"]).startswith("entries"),
)
