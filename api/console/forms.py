"""How does a form become a command, and come back with each error at its field?

It works without a script: a form is posted to the console, which checks that its own page made it,
posts the command to the API, and answers with a redirect or with the form as it was filled.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import uuid4

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from api.console.asking import Asking, Refused
from api.console.pages import receipt_address, sealed

Kind = Literal["line", "long", "text", "day", "one", "some", "hidden"]
"""A line, a longer text, a whole document, a day, one or some of the choices, or what the page
itself fills in."""
_TOLD_AT_ONCE: Final = (401,)
_FORBIDDEN: Final = 403


def yes_or_no(said: str) -> Any:
    """A choice between `true` and `false`; anything else is the API's to refuse."""
    return {"true": True, "false": False}.get(said, said)


def whole(said: str) -> Any:
    """A whole number; anything else is the API's to refuse."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else said  # noqa: PLR2004


def words_of(said: str) -> Any:
    """Several ids in one line, between them commas or blanks."""
    return re.split(r"[\s,、，;；]+", said.strip())


@dataclass(frozen=True)
class Field:
    """A control: its label is `FORM.NAME` in the catalogue, its value goes to the pointer."""

    name: str
    pointer: str
    kind: Kind = "line"
    required: bool = False
    read: Callable[[str], Any] = str


@dataclass(frozen=True)
class Form:
    """What it is called in the catalogue, which route takes it, and its fields."""

    name: str
    path: str
    fields: tuple[Field, ...]

    def shown(
        self,
        values: Mapping[str, Any] | None = None,
        choices: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    ) -> Shown:
        """The form, empty but for what the page fills in; `choices` are value and words."""
        return Shown(self, dict(values or {}), dict(choices or {}))


@dataclass
class Shown:
    """A form as it stands in a page: what was typed, and what the API says of it."""

    form: Form
    values: dict[str, Any]
    choices: dict[str, Sequence[tuple[str, str]]]
    problem: Mapping[str, Any] | None = None
    status: int = 200
    key: str = field(default_factory=lambda: str(uuid4()))

    def errors(self, name: str) -> list[Any]:
        """What is wrong at a field, or within it."""
        return [one for one in self._told() if self._field_of(one["pointer"]) == name]

    def other_errors(self) -> list[Any]:
        """What is wrong at no field of this form."""
        return [one for one in self._told() if self._field_of(one["pointer"]) is None]

    def chosen(self, name: str, value: str) -> bool:
        had = self.values.get(name)
        return value in had if isinstance(had, list) else value == had

    def _told(self) -> list[Any]:
        return list(self.problem.get("errors", ())) if self.problem else []

    def _field_of(self, pointer: str) -> str | None:
        for one in self.form.fields:
            if pointer == one.pointer or pointer.startswith(one.pointer + "/"):
                # What the page fills in is not at any control that could be put right.
                return None if one.kind == "hidden" else one.name
        return None


async def send(request: Request, form: Form, back: str) -> Response | Shown:
    """To `back` with the receipt, or the form with what was refused.

    Raises Refused where it was not this browser's own page that sent it, or nobody is signed in.
    """
    filled = await request.form()
    demand_own(request, filled)
    key = str(filled.get("key", ""))
    try:
        receipt = await Asking(request).post(form.path, _body(form, filled), key)
    except Refused as refused:
        if refused.status in _TOLD_AT_ONCE:
            raise
        values = {one.name: _typed(one, filled) for one in form.fields}
        # With its key: whether it was recorded may not be known, and a refusal uses no key up.
        return Shown(form, values, {}, refused.problem, refused.status, key)
    return receipt_address(request, back, receipt["position"], receipt["claim"])


def demand_own(request: Request, filled: FormData) -> None:
    """Raises Refused where another site, or an older session, made the form."""
    told = str(filled.get("csrf", "")).encode("utf-8", "replace")
    own = hmac.compare_digest(told, sealed(request, "form").encode())
    if not own or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Refused(_FORBIDDEN, {"code": "form-not-own"})


def _typed(one: Field, filled: FormData) -> Any:
    return filled.getlist(one.name) if one.kind == "some" else filled.get(one.name, "")


def _body(form: Form, filled: FormData) -> dict[str, Any]:
    """What was left empty is not said at all."""
    body: dict[str, Any] = {}
    for one in form.fields:
        typed = _typed(one, filled)
        if typed in ("", []):
            continue
        *way, last = one.pointer.strip("/").split("/")
        place = body
        for part in way:
            place = place.setdefault(part, {})
        place[last] = [one.read(t) for t in typed] if one.kind == "some" else one.read(typed)
    return body
