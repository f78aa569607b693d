"""Who may ask what? Written by hand from the roles' duties, and not from the service's own table.

Two officers are asked about: one who is posted in the unit of those who hold a unit, and is the
one who holds the officer's role; and another, posted elsewhere. The first set may ask about the
first of them, the second about the second; where no officer is asked about they are the same.
"""

from __future__ import annotations

from typing import Final

OWNER: Final = "owner"
WHOLE: Final = (
    *("recorder", "approver", "appraiser", "auditor", "leader", "committee", "party-committee"),
    *("admin", "sole", OWNER),
)
"""Each of these holds its role over the whole bureau."""
PARTS: Final = ("recorder@unit", "approver@unit", "unit-head@unit", "officer@self")
STRANGERS: Final = ("nobody", "revoked")
"""They have good tokens: one without a role, one whose role was revoked."""
ASKERS: Final = (*WHOLE, *PARTS, *STRANGERS, "anonymous")

_READERS: Final = {"recorder", "approver", "appraiser", "auditor", "sole", OWNER}
_RESULTS: Final = {
    *("appraiser", "auditor", "leader", "committee", "party-committee", "sole", OWNER)
}
_ROLES: Final = {*WHOLE, *PARTS}
_KNOWN: Final = {*_ROLES, *STRANGERS}
_ALL: Final = {*ASKERS}
_RECORDERS: Final = {"recorder", "appraiser", "sole", OWNER}
_OFFICE: Final = {"appraiser", "sole", OWNER}
_AUDIT: Final = {"auditor", OWNER}
_DISPUTES: Final = {"committee", "auditor", *_OFFICE}

Who = tuple[set[str], set[str]]


def _alike(who: set[str]) -> Who:
    return who, who


def _account(*besides: str) -> Who:
    return _READERS | {*besides, *PARTS}, _READERS | {*besides}


_RECORD: Final[Who] = _RECORDERS | {"recorder@unit"}, _RECORDERS
_APPROVE: Final[Who] = {"approver", "approver@unit", "sole", OWNER}, {"approver", "sole", OWNER}
_OWN: Final[Who] = {"unit-head@unit", OWNER}, {OWNER}
"""Of an officer who is new: his unit's head; and he himself, whom none of those who ask is."""
_HIMSELF: Final[Who] = _alike({OWNER})
_CHECK: Final[Who] = _OFFICE | {"unit-head@unit"}, _OFFICE
_FILES: Final[Who] = (
    _RECORDERS | {"recorder@unit", "officer@self", "unit-head@unit"},
    _RECORDERS,
)
_UNIT: Final[Who] = _READERS | {"recorder@unit", "approver@unit", "unit-head@unit"}, _READERS
_UNIT_RESULTS: Final[Who] = _UNIT[0] | _RESULTS, _UNIT[1] | _RESULTS
_ACCOUNT_RESULTS: Final[Who] = _account(*_RESULTS)

WHO_MAY: Final[dict[str, Who]] = {
    "POST /bonuses": _RECORD,
    "POST /deductions": _RECORD,
    "POST /commendations": _RECORD,
    "POST /reprimands": _RECORD,
    "POST /losses": _alike(_RECORDERS),
    "POST /reversals": _RECORD,
    "POST /corrections": _RECORD,
    "POST /reviews": _RECORD,
    "POST /reviews/withdrawals": _RECORD,
    "POST /restrictions": _RECORD,
    "POST /restrictions/ends": _RECORD,
    "POST /units": _alike(_OFFICE),
    "POST /units/closings": _alike(_OFFICE),
    "POST /officers": _alike(_OFFICE),
    "POST /postings": _alike(_OFFICE),
    "POST /indicators": _alike(_OFFICE),
    "POST /rulebooks": _alike(_OFFICE),
    "POST /rulebooks/withdrawals": _alike(_OFFICE),
    "POST /imports": _alike(_RECORDERS),
    "POST /imports/reversals": _alike(_RECORDERS),
    "POST /calendars": _alike(_OFFICE),
    "POST /years/{bureau}/{year}/open": _alike(_OFFICE),
    "POST /years/{bureau}/{year}/freeze": _alike(_OFFICE),
    "POST /years/{bureau}/{year}/publish": _alike(_OFFICE),
    "POST /years/{bureau}/{year}/close": _alike(_OFFICE),
    "POST /years/{bureau}/{year}/restate": _alike(_OFFICE),
    "POST /years/{bureau}/{year}/deferrals": _alike(_OFFICE),
    "POST /years/{bureau}/{year}/ties": _alike({"committee", "sole", OWNER}),
    "POST /years/{bureau}/{year}/grades": _alike({"committee", "sole", OWNER}),
    "POST /erasures": _alike({"admin", "sole", OWNER}),
    "POST /grants": _alike({"admin", "sole", OWNER}),
    "POST /grants/revocations": _alike({"admin", "sole", OWNER}),
    "POST /claims": _OWN,
    "POST /claims/links": _alike(_OFFICE),
    "POST /claims/{bureau}/{number}/check": _CHECK,
    "POST /claims/{bureau}/{number}/verify": _alike(_OFFICE),
    "POST /claims/{bureau}/{number}/evidence": _OWN,
    "POST /claims/{bureau}/{number}/extension": _alike(_OFFICE),
    "POST /claims/{bureau}/{number}/answer": _HIMSELF,
    "POST /claims/{bureau}/{number}/waive": _HIMSELF,
    "POST /claims/{bureau}/{number}/approve": _APPROVE,
    "POST /claims/{bureau}/{number}/reject": _APPROVE,
    "POST /files": _FILES,
    "GET /files/{subject}/{digest}": _account(),
    "POST /acknowledgements": _HIMSELF,
    # The result of the officer's unit.
    "POST /acknowledgements/results": _OWN,
    "GET /acknowledgements": _account(),
    "POST /claims/{bureau}/{number}/withdraw": _alike({OWNER}),
    # Asked about a third officer; whether it is just his own the decision asks.
    "POST /disputes": ({"unit-head@unit", OWNER}, {OWNER}),
    "POST /disputes/{bureau}/{number}/withdraw": ({"unit-head@unit", OWNER}, {OWNER}),
    "POST /disputes/{bureau}/{number}/accept": _alike(_OFFICE),
    "POST /disputes/{bureau}/{number}/decline": _alike(_OFFICE),
    "POST /disputes/{bureau}/{number}/hear": _alike(_OFFICE),
    "POST /disputes/{bureau}/{number}/extend": _alike(_OFFICE),
    "POST /disputes/{bureau}/{number}/decide": _alike({"committee", "sole", OWNER}),
    "GET /disputes": (_DISPUTES | {"officer@self"}, _DISPUTES),
    # The one dispute that is asked about is the first officer's. Whoever speaks for anybody may
    # knock, and is told of his own alone: tests/api/test_disputes.py.
    "GET /disputes/{bureau}/{number}": _alike(_DISPUTES | {"officer@self", "unit-head@unit"}),
    "POST /risks": _alike(_OFFICE),
    "POST /risks/checks": _alike(_OFFICE),
    "POST /quarters/{bureau}/{year}/{quarter}/open": _alike(_OFFICE),
    "POST /quarters/{bureau}/{year}/{quarter}/freeze": _alike(_OFFICE),
    # Of the losses each head speaks for those of his own unit.
    "POST /quarters/{bureau}/{year}/{quarter}/explanations": ({"unit-head@unit", OWNER}, {OWNER}),
    "POST /quarters/{bureau}/{year}/{quarter}/briefing": _alike(_OFFICE),
    "POST /remediations": _alike(_OFFICE),
    "POST /remediations/{bureau}/{number}/report": ({"unit-head@unit", OWNER}, {OWNER}),
    "POST /remediations/{bureau}/{number}/verify": _alike(_OFFICE),
    "POST /remediations/{bureau}/{number}/extend": _alike(_OFFICE),
    # Whoever leads keeps the talks that he held: a head those with the people of his unit.
    "POST /contacts": (_OFFICE | {"leader", "unit-head@unit"}, _OFFICE | {"leader"}),
    "POST /bureaus": _alike(_OFFICE),
    "POST /transfers/releases": _alike(_OFFICE),
    "POST /transfers/withdrawals": _alike(_OFFICE),
    "POST /transfers/receptions": _alike(_OFFICE),
    "GET /bureaus": _alike(_KNOWN),
    "GET /transfers": _alike(_OFFICE | {"auditor"}),
    "GET /rollups": _alike(_RESULTS),
    "POST /packs": _alike(_OFFICE),
    # A leader is let in, and told that he is not the one whose pack or evaluation it is.
    "POST /packs/{bureau}/{number}/acknowledge": _alike({"leader", OWNER}),
    "POST /evaluations": _alike({"leader", OWNER}),
    "POST /evaluations/openings": _alike(_OFFICE),
    "POST /evaluations/confirmations": _alike(_OFFICE),
    "POST /stars": _alike(_OFFICE),
    "POST /stars/ends": _alike(_OFFICE),
    "POST /work-ledgers": _alike(_RECORDERS),
    "GET /packs": _alike(_RESULTS),
    "GET /packs/{bureau}/{number}": _alike(_RESULTS),
    # Whoever sees published results alone is told that nothing was opened yet.
    "GET /evaluations": _alike(_ROLES),
    "GET /fairness": _alike(_RESULTS),
    "GET /officers/{officer}/growth": _ACCOUNT_RESULTS,
    "GET /selections": _alike(_RESULTS),
    "GET /stars": _alike(_RESULTS),
    "GET /work-ledgers": _alike(_READERS | _RESULTS),
    "GET /risks": _UNIT_RESULTS,
    "GET /quarters/{bureau}/{year}/{quarter}/reminders": _UNIT_RESULTS,
    "GET /quarters/{bureau}/{year}/{quarter}/losses": _UNIT_RESULTS,
    "GET /quarters/{bureau}/{year}/{quarter}/agenda": _alike(_RESULTS),
    "GET /remediations": _UNIT_RESULTS,
    # The one remediation that is asked about is the unit's, and the first officer's.
    "GET /remediations/{bureau}/{number}": _alike(_UNIT_RESULTS[0] | {"officer@self"}),
    # Each is told of what is visible to him.
    "GET /contacts": _alike(
        {"appraiser", "auditor", "sole", "leader", "unit-head@unit", "officer@self", OWNER}
    ),
    "POST /indicators/upper": _alike(_OFFICE),
    "POST /drafts": _alike(_OFFICE),
    "POST /drafts/{bureau}/{number}/rounds": _alike(_OFFICE),
    "POST /drafts/{bureau}/{number}/comments": _alike({"unit-head@unit", OWNER}),
    "POST /drafts/{bureau}/{number}/answers": _alike(_OFFICE),
    "POST /drafts/{bureau}/{number}/sign": _alike({"party-committee", OWNER}),
    "POST /drafts/{bureau}/{number}/return": _alike({"party-committee", OWNER}),
    "POST /drafts/{bureau}/{number}/publish": _alike(_OFFICE),
    "GET /claims": _account("admin"),
    # The one claim that is asked about is about the first officer.
    "GET /claims/{bureau}/{number}": _alike(_account("admin")[0]),
    # Of a bonus for him: whoever may record it.
    "POST /previews": _RECORD,
    "POST /rehearsals": _alike({"appraiser", "committee", "sole", OWNER}),
    "GET /entries": _account(),
    "GET /entries/{bureau}/{year}/{subject}/{number}": _account(),
    "GET /entries/{bureau}/{year}/{subject}/{number}/receipt": _account(),
    "GET /officers/{officer}/score": _ACCOUNT_RESULTS,
    "GET /officers/{officer}/statement": _account(),
    "GET /officers/{officer}/history": _account(),
    "GET /officers/{officer}/certificate": _account(),
    "GET /units/{unit}/score": _UNIT_RESULTS,
    "GET /units/{unit}/statement": _UNIT,
    "GET /units/{unit}/history": _UNIT,
    "GET /units/{unit}/certificate": _UNIT,
    "GET /units/{unit}/members": _UNIT_RESULTS,
    "GET /rankings": _alike(_ROLES),
    "GET /rankings/units": _alike(_ROLES),
    "GET /bands": _alike(_ROLES),
    "GET /runs/{run}": _alike(_ROLES),
    "GET /runs/{run}/without": _alike(_RESULTS),
    "GET /runs/{run}/placings": _alike(_RESULTS),
    "GET /runs/{run}/scores": _alike(_RESULTS),
    "GET /runs/{run}/pay": _alike(_RESULTS),
    "GET /runs/{run}/table": _alike(_RESULTS),
    "GET /runs/{run}/notices/{officer}": _ACCOUNT_RESULTS,
    "GET /runs/{before}/diff/{after}": _alike(_RESULTS),
    "GET /years": _alike(_RESULTS),
    "GET /years/{bureau}/{year}": _alike(_RESULTS),
    "GET /years/{bureau}/{year}/next": _alike(_RESULTS),
    "GET /years/{bureau}/{year}/notices": _alike(_AUDIT | _OFFICE | {"officer@self"}),
    "GET /units": _alike(_ROLES),
    "GET /units/closings": _alike(_ROLES),
    "GET /calendars": _alike(_ROLES),
    "GET /rulebooks": _alike(_ROLES),
    "GET /rulebooks/{bureau}/{version}": _alike(_ROLES),
    "GET /rulebooks/{bureau}/{version}/document": _alike(_ROLES),
    "GET /rulebooks/{bureau}/{version}/diff/{other}": _alike(_ROLES),
    "GET /rulebooks/schema": _alike(_KNOWN),
    "GET /items": _alike(_ROLES),
    "GET /subjects": _alike(_READERS | _RESULTS),
    "GET /officers": _ACCOUNT_RESULTS,
    "GET /postings": _ACCOUNT_RESULTS,
    "GET /indicators": _UNIT_RESULTS,
    "GET /indicators/upper": _alike(_ROLES),
    "GET /indicators/sets": _alike(_ROLES),
    "GET /indicators/cascade": _alike(_ROLES),
    "GET /indicators/tags": _alike(_RESULTS),
    "GET /leaders/{officer}/indicators": _alike(_RESULTS),
    "GET /officers/{officer}/indicators": _account(),
    "GET /drafts": _alike(_ROLES),
    "GET /drafts/{bureau}/{number}": _alike(_ROLES),
    "GET /reviews": _account(),
    "GET /restrictions": _account(),
    "GET /restrictions/ends": _account(),
    "GET /imports": _alike(_RECORDERS | {"auditor"}),
    "GET /journal": _alike(_AUDIT),
    "GET /journal/stream": _alike(_AUDIT),
    "GET /journal/{position}": _alike(_AUDIT),
    "GET /log": _alike(_AUDIT),
    "GET /log/verification": _alike(_AUDIT),
    "POST /log/verification": _alike(_AUDIT),
    "GET /log/path/{position}": _alike(_ALL),
    "GET /log/bundle": _alike(_AUDIT),
    "GET /log/checkpoint": _alike(_ALL),
    "GET /log/heads": _alike(_ALL),
    "GET /log/proof/{position}": _alike(_ALL),
    "GET /log/tile/{tile}": _alike(_ALL),
    "GET /log/receipts/{position}": _alike(_AUDIT),
    "GET /grants": _alike({"admin", "auditor", "sole", OWNER}),
    "GET /reads": (_AUDIT | {"officer@self"}, _AUDIT),
    "GET /refusals": _alike({"admin", "auditor", "sole", OWNER}),
    "GET /me": _alike(_KNOWN),
    # What waits for oneself; who asks for another: tests/cycle/test_todos.py.
    "GET /todos": _alike(_ROLES),
    "GET /todos.ics": _alike(_ROLES),
    "POST /sessions": _alike(_KNOWN),
    "DELETE /sessions": _alike(_KNOWN),
}
