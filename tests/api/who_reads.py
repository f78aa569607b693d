"""Of whom does each address tell? Written by hand, and not from the service's own list."""

from __future__ import annotations

from typing import Final

NAMED: Final = "whom the path names"
LISTED: Final = "whom the answer lists"
ALL: Final = "everybody"
NOBODY: Final = "nobody"

WHO_IS_READ: Final[dict[str, str]] = {
    "GET /entries": LISTED,
    "GET /entries/{bureau}/{year}/{subject}/{number}": NAMED,
    "GET /entries/{bureau}/{year}/{subject}/{number}/receipt": NAMED,
    "GET /officers/{officer}/score": NAMED,
    "GET /officers/{officer}/statement": NAMED,
    "GET /officers/{officer}/history": NAMED,
    "GET /officers/{officer}/certificate": NAMED,
    "GET /units/{unit}/score": NAMED,
    "GET /units/{unit}/statement": NAMED,
    "GET /units/{unit}/history": NAMED,
    "GET /units/{unit}/certificate": NAMED,
    "GET /rankings": LISTED,
    "GET /bands": LISTED,
    "GET /runs/{run}": LISTED,
    "GET /runs/{run}/without": LISTED,
    "GET /runs/{run}/pay": LISTED,
    "GET /runs/{run}/table": ALL,
    "GET /runs/{run}/notices/{officer}": NAMED,
    "GET /runs/{before}/diff/{after}": LISTED,
    "GET /years": LISTED,
    "GET /years/{bureau}/{year}": LISTED,
    "GET /years/{bureau}/{year}/notices": LISTED,
    "GET /units": NOBODY,
    "GET /units/closings": NOBODY,
    "GET /calendars": NOBODY,
    "GET /rulebooks": NOBODY,
    "GET /rulebooks/{bureau}/{version}": NOBODY,
    "GET /rulebooks/schema": NOBODY,
    "GET /officers": LISTED,
    "GET /postings": LISTED,
    "GET /indicators": NOBODY,
    "GET /indicators/upper": NOBODY,
    "GET /indicators/sets": NOBODY,
    "GET /indicators/cascade": NOBODY,
    "GET /indicators/tags": NOBODY,
    "GET /leaders/{officer}/indicators": NAMED,
    "GET /officers/{officer}/indicators": NAMED,
    "GET /drafts": NOBODY,
    "GET /drafts/{bureau}/{number}": LISTED,
    "GET /reviews": LISTED,
    "GET /restrictions": LISTED,
    "GET /restrictions/ends": LISTED,
    "GET /imports": NOBODY,
    "GET /journal": ALL,
    "GET /journal/stream": ALL,
    "GET /log/checkpoint": NOBODY,
    "GET /log/heads": NOBODY,
    "GET /log/proof/{position}": NOBODY,
    "GET /log/tile/{tile}": NOBODY,
    "GET /log/receipts/{position}": LISTED,
    "GET /risks": LISTED,
    "GET /quarters/{bureau}/{year}/{quarter}/reminders": LISTED,
    "GET /quarters/{bureau}/{year}/{quarter}/losses": LISTED,
    "GET /quarters/{bureau}/{year}/{quarter}/agenda": LISTED,
    "GET /remediations": LISTED,
    "GET /remediations/{bureau}/{number}": LISTED,
    "GET /contacts": LISTED,
    "GET /bureaus": NOBODY,
    "GET /transfers": LISTED,
    "GET /rollups": LISTED,
    "GET /claims": LISTED,
    "GET /claims/{bureau}/{number}": LISTED,
    "GET /files/{subject}/{digest}": NAMED,
    "GET /acknowledgements": LISTED,
    "GET /disputes": LISTED,
    "GET /disputes/{bureau}/{number}": LISTED,
    "GET /grants": NOBODY,
    "GET /reads": LISTED,
    "GET /refusals": LISTED,
    "GET /me": NOBODY,
    "GET /todos": LISTED,
    "GET /todos.ics": LISTED,
    "POST /rehearsals": LISTED,
}
"""Commands tell of nobody: their answers are receipts. The log's entries, under the address of its
tiles, tell of everybody."""
OF_UNITS: Final = frozenset(
    {
        "GET /risks",
        "GET /quarters/{bureau}/{year}/{quarter}/reminders",
        "GET /quarters/{bureau}/{year}/{quarter}/losses",
        "GET /quarters/{bureau}/{year}/{quarter}/agenda",
        "GET /rollups",
    }
)
"""Whose answers list units, and no officer."""
