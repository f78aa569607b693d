"""Which route asks for which permission, and over how much? Every one has its line here.

A route without a line cannot be made. What a command changes, its decision checks besides
(domain/deciding/permits.py): here it is only turned away whom nothing could permit it.
"""

from __future__ import annotations

from typing import Any, Final

from api.admission.sessions import COOKIE
from api.rules import (
    KNOWN,
    MANAGE,
    OPEN,
    OWN,
    PUBLISHED,
    RECORD,
    REGISTER,
    REVERSE,
    TILE,
    YEAR,
    Rule,
    about,
    by_command,
    disputes_of,
    entries_of,
    everywhere,
    notices_of,
    rights_over,
    who_files,
    who_read,
    whole,
    within,
)

DRAFT: Final = "/drafts/{bureau}/{number}"
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
    "POST /claims": OWN,
    "POST /claims/links": by_command("verify"),
    "POST /claims/{bureau}/{number}/check": by_command("check"),
    "POST /claims/{bureau}/{number}/verify": by_command("verify"),
    "POST /claims/{bureau}/{number}/evidence": OWN,
    "POST /claims/{bureau}/{number}/extension": by_command("verify"),
    "POST /claims/{bureau}/{number}/answer": OWN,
    "POST /claims/{bureau}/{number}/waive": OWN,
    "POST /claims/{bureau}/{number}/approve": by_command("approve"),
    # Of an award: whoever may take the step that it waits for.
    "POST /claims/{bureau}/{number}/reject": Rule(
        "approve", rights_over("approve", "check", "verify", extent="any")
    ),
    "POST /claims/{bureau}/{number}/withdraw": KNOWN,
    "POST /disputes": by_command("own"),
    "POST /disputes/{bureau}/{number}/withdraw": by_command("own"),
    "POST /disputes/{bureau}/{number}/accept": MANAGE,
    "POST /disputes/{bureau}/{number}/decline": MANAGE,
    "POST /disputes/{bureau}/{number}/hear": MANAGE,
    "POST /disputes/{bureau}/{number}/extend": MANAGE,
    "POST /disputes/{bureau}/{number}/decide": by_command("decide"),
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
    "POST /contacts": by_command("talk"),
    "POST /packs": MANAGE,
    "POST /packs/{bureau}/{number}/acknowledge": by_command("evaluate"),
    "POST /evaluations": by_command("evaluate"),
    "POST /evaluations/openings": MANAGE,
    "POST /evaluations/confirmations": MANAGE,
    "POST /stars": MANAGE,
    "POST /stars/ends": MANAGE,
    "POST /work-ledgers": RECORD,
    **dict.fromkeys(("POST /indicators/upper", "POST /drafts"), REGISTER),
    **{f"POST {DRAFT}/{act}": REGISTER for act in ("rounds", "answers", "publish")},
    f"POST {DRAFT}/comments": by_command("own"),
    **{f"POST {DRAFT}/{act}": by_command("sign") for act in ("sign", "return")},
    "POST /files": Rule("own", who_files),
    "POST /acknowledgements": OWN,
    "POST /acknowledgements/results": OWN,
    "POST /bureaus": REGISTER,
    "POST /transfers/releases": REGISTER,
    "POST /transfers/withdrawals": REGISTER,
    "POST /transfers/receptions": REGISTER,
    # What the command asks for, it asks for here as well.
    "POST /previews": by_command("published"),
    # The bureau stands in the body: the route asks again.
    "POST /rehearsals": by_command("rehearse"),
    # accounts
    "GET /entries": Rule("read", entries_of),
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
    "GET /units/{unit}/members": about("unit", "results"),
    "GET /claims": about("subject", "grant"),
    # Whom it is about stands in it: the route asks again.
    "GET /claims/{bureau}/{number}": Rule("read", rights_over("read", "grant", extent="any")),
    "GET /disputes": Rule("manage", disputes_of),
    # Whose it is stands in it: the route asks again.
    "GET /disputes/{bureau}/{number}": Rule(
        "manage", rights_over("manage", "decide", "audit", "own", extent="any")
    ),
    # the quarter
    "GET /risks": about("unit", "results"),
    "GET /quarters/{bureau}/{year}/{quarter}/reminders": about("unit", "results"),
    "GET /quarters/{bureau}/{year}/{quarter}/losses": about("unit", "results"),
    "GET /quarters/{bureau}/{year}/{quarter}/agenda": whole("results"),
    "GET /remediations": about("unit", "results"),
    # Whose it is stands in it, and who may read of a contact: the routes ask again.
    "GET /remediations/{bureau}/{number}": Rule(
        "read", rights_over("read", "results", extent="any")
    ),
    "GET /contacts": Rule("own", rights_over("own", "talk", "audit", extent="any")),
    # evaluation, and what results are used for
    "GET /packs": whole("results"),
    "GET /packs/{bureau}/{number}": whole("results"),
    "GET /evaluations": PUBLISHED,
    "GET /fairness": whole("results"),
    "GET /officers/{officer}/growth": about("officer", "results"),
    "GET /selections": whole("results"),
    "GET /stars": whole("results"),
    "GET /work-ledgers": whole("read", "results"),
    "GET /files/{subject}/{digest}": about("subject"),
    "GET /acknowledgements": about("subject"),
    # results
    "GET /rankings": PUBLISHED,
    "GET /rankings/units": PUBLISHED,
    "GET /bands": PUBLISHED,
    "GET /runs/{run}": PUBLISHED,
    "GET /runs/{run}/without": whole("results"),
    "GET /runs/{run}/placings": whole("results"),
    "GET /runs/{run}/scores": whole("results"),
    "GET /runs/{run}/pay": whole("results"),
    "GET /runs/{run}/table": whole("results"),
    "GET /runs/{run}/notices/{officer}": about("officer", "results"),
    "GET /runs/{before}/diff/{after}": whole("results"),
    "GET /years": whole("results", "year"),
    "GET /years/{bureau}/{year}": whole("results", "year"),
    "GET /years/{bureau}/{year}/next": whole("results", "year"),
    "GET /years/{bureau}/{year}/notices": Rule("manage", notices_of),
    "GET /rollups": whole("results"),
    # registers
    # Of the plans it tells whoever may see them: the route asks again.
    "GET /items": within("published"),
    "GET /subjects": whole("read", "results"),
    "GET /bureaus": KNOWN,
    "GET /transfers": whole("register", "audit"),
    "GET /units": within("published"),
    "GET /units/closings": within("published"),
    "GET /calendars": within("published"),
    "GET /rulebooks": within("published"),
    "GET /rulebooks/{bureau}/{version}": within("published"),
    "GET /rulebooks/{bureau}/{version}/document": within("published"),
    "GET /rulebooks/{bureau}/{version}/diff/{other}": within("published"),
    "GET /rulebooks/schema": KNOWN,
    "GET /officers": about("officer", "results"),
    "GET /postings": about("officer", "results"),
    "GET /indicators": about("unit", "results"),
    # Of whom a draft tells is narrowed to what whoever asks may see: the route asks again.
    **{f"GET /indicators/{what}": within("published") for what in ("upper", "sets", "cascade")},
    **{f"GET {drafts}": within("published") for drafts in ("/drafts", DRAFT)},
    **dict.fromkeys(
        ("GET /indicators/tags", "GET /leaders/{officer}/indicators"), whole("results")
    ),
    "GET /officers/{officer}/indicators": about("officer"),
    "GET /reviews": about("subject"),
    "GET /restrictions": about("subject"),
    "GET /restrictions/ends": about("subject"),
    "GET /imports": whole("import", "audit"),
    # evidence: the log says nothing of anybody but its hashes
    "GET /journal": everywhere("audit"),
    "GET /journal/stream": everywhere("audit"),
    "GET /journal/{position}": everywhere("audit"),
    "GET /log": everywhere("audit"),
    **{f"{method} /log/verification": everywhere("audit") for method in ("GET", "POST")},
    "GET /log/path/{position}": OPEN,
    "GET /log/bundle": everywhere("audit"),
    "GET /log/checkpoint": OPEN,
    "GET /log/heads": OPEN,
    "GET /log/proof/{position}": OPEN,
    "GET /log/tile/{tile:path}": TILE,
    "GET /log/receipts/{position}": everywhere("audit"),
    # access
    "GET /grants": whole("grant", "audit"),
    "GET /reads": Rule("audit", who_read),
    "GET /refusals": everywhere("audit", "grant"),
    "GET /me": KNOWN,
    # Every role sees what is published. Of another than himself the routes ask again.
    "GET /todos": by_command("published"),
    "GET /todos.ics": by_command("published"),
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
