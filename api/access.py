"""Which route asks for which permission, and over how much? Every one has its line here.

A route without a line cannot be made. What a command changes, its decision checks besides
(domain/deciding/permits.py): here it is only turned away whom nothing could permit it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from starlette.requests import HTTPConnection

from api.admission.sessions import COOKIE
from domain.access.roles import Permission
from domain.deciding.reaching import Extent, Right

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


def _rights(
    *permissions: Permission, extent: Extent = "bureau", everywhere: bool = False
) -> Rights:
    def rights(request: HTTPConnection, _: date) -> Iterable[Right]:
        bureau = None if everywhere else bureau_asked(request)
        return [Right(permission, extent, bureau) for permission in permissions]

    return rights


def whole(*permissions: Permission) -> Rule:
    """Over the whole bureau; where none is named, over each."""
    return Rule(permissions[0], _rights(*permissions))


def everywhere(*permissions: Permission) -> Rule:
    """Over every bureau: the journal and its evidence hold them all."""
    return Rule(permissions[0], _rights(*permissions, everywhere=True))


def within(permission: Permission) -> Rule:
    """Over any part of the bureau."""
    return Rule(permission, _rights(permission, extent="any"))


def by_command(permission: Permission) -> Rule:
    return Rule(permission, anywhere=True)


def about(name: str, *besides: Permission) -> Rule:
    """`read` over the subject that `name` says, or one of the others over the whole bureau."""

    def rights(request: HTTPConnection, today: date) -> Iterable[Right]:
        bureau, said = bureau_asked(request), one_of(request, name)
        if said is not None:
            subject = said if name == "subject" else f"{name}:{said}"
            yield Right("read", "subject", bureau, subject, day_asked(request, today))
        for permission in ("read", *besides):
            yield Right(permission, "bureau", bureau)

    return Rule("read", rights)


def _who_read(request: HTTPConnection, today: date) -> Iterable[Right]:
    """Of one account its own officer asks as well; whoever may read it otherwise does not."""
    bureau, subject = bureau_asked(request), one_of(request, "subject")
    yield Right("audit", "bureau", bureau)
    if subject is not None:
        yield Right("readers", "subject", bureau, subject, today)


OPEN: Final = Rule(is_open=lambda _: True)
KNOWN: Final = Rule()
"""Whoever is known at all."""
RECORD, REVERSE, REGISTER, YEAR, MANAGE = (
    by_command("record"),
    by_command("reverse"),
    by_command("register"),
    by_command("year"),
    by_command("manage"),
)
PUBLISHED: Final = Rule("results", _rights("results"), published=True)
_TILE: Final = Rule(
    "audit",
    _rights("audit", everywhere=True),
    is_open=lambda request: not str(request.path_params["tile"]).startswith("entries"),
)

RULES: Final[dict[str, Rule]] = {
    # commands
    "POST /bonuses": RECORD,
    "POST /deductions": RECORD,
    "POST /commendations": RECORD,
    "POST /reprimands": RECORD,
    "POST /losses": RECORD,
    "POST /reversals": REVERSE,
    "POST /corrections": REVERSE,
    "POST /reviews": RECORD,
    "POST /reviews/withdrawals": REVERSE,
    "POST /restrictions": RECORD,
    "POST /restrictions/ends": REVERSE,
    "POST /units": REGISTER,
    "POST /units/closings": REGISTER,
    "POST /officers": REGISTER,
    "POST /postings": REGISTER,
    "POST /indicators": REGISTER,
    "POST /rulebooks": by_command("rulebook"),
    "POST /rulebooks/withdrawals": by_command("rulebook"),
    "POST /imports": by_command("import"),
    "POST /imports/reversals": by_command("import"),
    "POST /calendars": YEAR,
    "POST /years/{bureau}/{year}/open": YEAR,
    "POST /years/{bureau}/{year}/freeze": YEAR,
    "POST /years/{bureau}/{year}/publish": YEAR,
    "POST /years/{bureau}/{year}/close": YEAR,
    "POST /years/{bureau}/{year}/restate": by_command("restate"),
    "POST /years/{bureau}/{year}/deferrals": by_command("restate"),
    "POST /years/{bureau}/{year}/ties": by_command("decide"),
    "POST /years/{bureau}/{year}/grades": by_command("decide"),
    "POST /erasures": by_command("erase"),
    "POST /grants": by_command("grant"),
    "POST /grants/revocations": by_command("grant"),
    "POST /claims/{bureau}/{number}/approve": by_command("approve"),
    "POST /claims/{bureau}/{number}/reject": by_command("approve"),
    "POST /claims/{bureau}/{number}/withdraw": KNOWN,
    "POST /risks": MANAGE,
    "POST /risks/checks": MANAGE,
    "POST /quarters/{bureau}/{year}/{quarter}/open": MANAGE,
    "POST /quarters/{bureau}/{year}/{quarter}/freeze": MANAGE,
    "POST /quarters/{bureau}/{year}/{quarter}/explanations": by_command("own"),
    "POST /quarters/{bureau}/{year}/{quarter}/briefing": MANAGE,
    "POST /remediations": MANAGE,
    "POST /remediations/{bureau}/{number}/report": by_command("own"),
    "POST /remediations/{bureau}/{number}/verify": MANAGE,
    "POST /remediations/{bureau}/{number}/extend": MANAGE,
    "POST /contacts": MANAGE,
    "POST /bureaus": REGISTER,
    "POST /transfers/releases": REGISTER,
    "POST /transfers/withdrawals": REGISTER,
    "POST /transfers/receptions": REGISTER,
    # The bureau stands in the body: the route asks again.
    "POST /rehearsals": by_command("rehearse"),
    # accounts
    "GET /entries": about("subject"),
    "GET /entries/{bureau}/{year}/{subject}/{number}": about("subject"),
    "GET /entries/{bureau}/{year}/{subject}/{number}/receipt": about("subject"),
    "GET /officers/{officer}/score": about("officer", "results"),
    "GET /officers/{officer}/statement": about("officer"),
    "GET /officers/{officer}/history": about("officer"),
    "GET /officers/{officer}/certificate": about("officer"),
    "GET /units/{unit}/score": about("unit", "results"),
    "GET /units/{unit}/statement": about("unit"),
    "GET /units/{unit}/history": about("unit"),
    "GET /units/{unit}/certificate": about("unit"),
    "GET /claims": about("subject", "grant"),
    # Whom it is about stands in it: the route asks again.
    "GET /claims/{bureau}/{number}": Rule("read", _rights("read", "grant", extent="any")),
    # the quarter
    "GET /risks": about("unit", "results"),
    "GET /quarters/{bureau}/{year}/{quarter}/reminders": about("unit", "results"),
    "GET /quarters/{bureau}/{year}/{quarter}/losses": about("unit", "results"),
    "GET /quarters/{bureau}/{year}/{quarter}/agenda": whole("results"),
    "GET /remediations": about("unit", "results"),
    # Whose it is stands in it, and who may read of a contact: the routes ask again.
    "GET /remediations/{bureau}/{number}": Rule("read", _rights("read", "results", extent="any")),
    "GET /contacts": Rule("own", _rights("own", "manage", "audit", extent="any")),
    # results
    "GET /rankings": PUBLISHED,
    "GET /bands": PUBLISHED,
    "GET /runs/{run}": PUBLISHED,
    "GET /runs/{run}/without": whole("results"),
    "GET /runs/{run}/pay": whole("results"),
    "GET /runs/{run}/table": whole("results"),
    "GET /runs/{run}/notices/{officer}": about("officer", "results"),
    "GET /runs/{before}/diff/{after}": whole("results"),
    "GET /years": whole("results", "year"),
    "GET /years/{bureau}/{year}": whole("results", "year"),
    "GET /rollups": whole("results"),
    # registers
    "GET /bureaus": KNOWN,
    "GET /transfers": whole("register", "audit"),
    "GET /units": within("published"),
    "GET /units/closings": within("published"),
    "GET /calendars": within("published"),
    "GET /rulebooks": within("published"),
    "GET /rulebooks/{bureau}/{version}": within("published"),
    "GET /rulebooks/schema": KNOWN,
    "GET /officers": about("officer", "results"),
    "GET /postings": about("officer", "results"),
    "GET /indicators": about("unit", "results"),
    "GET /reviews": about("subject"),
    "GET /restrictions": about("subject"),
    "GET /restrictions/ends": about("subject"),
    "GET /imports": whole("import", "audit"),
    # evidence: the log says nothing of anybody but its hashes
    "GET /journal": everywhere("audit"),
    "GET /journal/stream": everywhere("audit"),
    "GET /log/checkpoint": OPEN,
    "GET /log/heads": OPEN,
    "GET /log/proof/{position}": OPEN,
    "GET /log/tile/{tile:path}": _TILE,
    "GET /log/receipts/{position}": everywhere("audit"),
    # access
    "GET /grants": whole("grant", "audit"),
    "GET /reads": Rule("audit", _who_read),
    "GET /refusals": everywhere("audit", "grant"),
    "GET /me": KNOWN,
    "POST /sessions": KNOWN,
    "DELETE /sessions": KNOWN,
}


def secured(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document, saying where credentials are needed and how they are given."""
    document.setdefault("components", {})["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "A token, or an ID token"},
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    }
    rules = {_as_published(address): rule for address, rule in RULES.items()}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if rules.get(f"{method.upper()} {path}", OPEN) is OPEN:
                for status in ("401", "403"):
                    operation["responses"].pop(status, None)
            else:
                operation["security"] = [{"bearer": []}, {"session": []}]
    return document


def _as_published(address: str) -> str:
    return address.replace(" ", " /v1", 1).replace(":path}", "}")
