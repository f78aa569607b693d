"""How do somebody's tasks come into his own calendar? As RFC 5545 says it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from icalendar import Calendar, Timezone, TimezoneStandard
from icalendar import Todo as Task

from domain.calendar import BUREAU_ZONE
from projections.todos.listing import Todo, Todos

CALENDAR: Final = "text/calendar"
_NAMES: Final = {"zh": "功过簿待办事项", "en": "Merit Ledger: what waits for me"}
Language = Literal["zh", "en"]


def calendar_of(todos: Todos, asked_at: datetime, language: Language) -> bytes:
    """Each task a VTODO; `asked_at`, in UTC, is when this was made of the ledger."""
    made = Calendar()
    made.add("prodid", "-//Merit Ledger//todos//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", _NAMES[language])
    # Where nothing waits it is a calendar all the same: RFC 5545 wants a component in each (3.6).
    made.add_component(_zone())
    for todo in todos.items:
        made.add_component(_task(todo, asked_at, language))
    return bytes(made.to_ical())


def _zone() -> Timezone:
    """The one in which days are counted: eight hours before Greenwich, all the year."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime.fromisoformat("1970-01-01T00:00:00"))
    for name in ("tzoffsetfrom", "tzoffsetto"):
        standard.add(name, timedelta(hours=8))
    made = Timezone()
    made.add("tzid", str(BUREAU_ZONE))
    made.add_component(standard)
    return made


def _task(todo: Todo, asked_at: datetime, language: Language) -> Task:
    made = Task()
    made.add("uid", f"{todo.uid}@merit-ledger")
    made.add("dtstamp", asked_at)
    made.add("summary", todo.title[language])
    made.add("description", f"POST {todo.where}")
    made.add("categories", [todo.kind])
    made.add("status", "NEEDS-ACTION")
    if todo.due is not None:
        made.add("due", todo.due)
    if todo.subject is not None:
        # Of whom a calendar tells is kept like that of any other answer.
        made.add("x-merit-subject", todo.subject)
    return made
