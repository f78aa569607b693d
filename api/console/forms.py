"""How does a form become a command, and come back with each error at its field?

It works without a script: a form is posted to the console, which checks that its own page made it,
posts the command to the API, and answers with a redirect or with the form as it was filled.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import uuid4

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from api.console.asking import Asking, Refused
from api.console.pages import receipt_address, sealed
from api.console.words import in_language

Kind = Literal["line", "long", "day", "one", "some", "hidden", "files"]
"""A line, a longer text, a day, one or some of the choices, what the page itself fills in, or files
of evidence, which are handed in at once and then named by their digests."""
_TOLD_AT_ONCE: Final = (401,)
_SEVERAL: Final = ("some", "files")
_FORBIDDEN: Final = 403


def yes_or_no(said: str) -> Any:
    """A choice between `true` and `false`; anything else is the API's to refuse."""
    return {"true": True, "false": False}.get(said, said)


def whole(said: str) -> Any:
    """A whole number; anything else is the API's to refuse."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else said  # noqa: PLR2004


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
    """What it is called in the catalogue, which route takes it, and its fields.

    `command`: by this name it is previewed before it may be sent; what was changed since then is
    previewed again. `beside` is what the route's path says of the command.
    """

    name: str
    path: str
    fields: tuple[Field, ...]
    command: str | None = None
    beside: Mapping[str, Any] = field(default_factory=dict)

    @property
    def hands_in(self) -> bool:
        return any(one.kind == "files" for one in self.fields)

    def shown(
        self,
        values: Mapping[str, Any] | None = None,
        choices: Mapping[str, Sequence[tuple[str, str]]] | None = None,
        present: Mapping[str, str] | None = None,
    ) -> Shown:
        """The form, empty but for what the page fills in; `choices` are value and words;
        `present`: how that reads now which a field would change."""
        return Shown(self, dict(values or {}), dict(choices or {}), present=dict(present or {}))


@dataclass
class Shown:
    """A form as it stands in a page: what was typed, and what the API says of it."""

    form: Form
    values: dict[str, Any]
    choices: dict[str, Sequence[tuple[str, str]]]
    problem: Mapping[str, Any] | None = None
    status: int = 200
    key: str = field(default_factory=lambda: str(uuid4()))
    present: Mapping[str, str] = field(default_factory=dict)
    preview: Any = None
    """What it would do, where it may be sent."""
    seen: str = ""
    """The digest of what was previewed."""

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


async def send(request: Request, form: Form, back: str | Callable[[Any], str]) -> Response | Shown:
    """To `back` with the receipt, or the form with what was refused or what it would do.

    Raises Refused where it was not this browser's own page that sent it, or nobody is signed in.
    """
    async with request.form() as filled:
        demand_own(request, filled)
        return await _sent(request, form, back, filled)


async def _sent(
    request: Request, form: Form, back: str | Callable[[Any], str], filled: FormData
) -> Response | Shown:
    ask = Asking(request)
    # With its key: whether it was recorded may not be known, and a refusal uses no key up.
    shown = Shown(form, _values(form, filled), {}, key=str(filled.get("key", "")))
    try:
        await _hand_in(ask, form, filled, shown.values)
        body = _body(form, shown.values)
        seen = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        if form.command and filled.get("seen") != seen:
            return await _previewed(ask, shown, body, seen)
        receipt = await ask.post(form.path, body, shown.key)
    except Refused as refused:
        if refused.status in _TOLD_AT_ONCE:
            raise
        shown.problem, shown.status = refused.problem, refused.status
        return shown
    address = back if isinstance(back, str) else back(receipt)
    return receipt_address(request, address, receipt["position"])


async def _previewed(ask: Asking, shown: Shown, body: Mapping[str, Any], seen: str) -> Shown:
    """With what it would do, or the refusal that it would meet."""
    asked = {"command": shown.form.command, "body": {**body, **shown.form.beside}}
    try:
        told = await ask.post("/v1/previews", asked, shown.key)
    except Refused as refused:
        at_fields = [
            {**one, "pointer": one["pointer"].removeprefix("/body")} for one in refused.errors
        ]
        raise Refused(refused.status, {**refused.problem, "errors": at_fields}) from refused
    if refusal := told["refusal"]:
        shown.problem = {"title": in_language(ask.language, refusal["messages"]), "errors": ()}
        return shown
    shown.preview, shown.seen = told, seen
    return shown


async def _hand_in(ask: Asking, form: Form, filled: FormData, values: dict[str, Any]) -> None:
    """Files are kept beside the journal first; what is sent names them by their digests."""
    for one in form.fields:
        for file in filled.getlist(one.name) if one.kind == "files" else ():
            if isinstance(file, UploadFile) and file.size:
                subject, data = values.get("subject", ""), await file.read()
                kept = await ask.hand_in("/v1/files", data, str(uuid4()), subject=subject)
                values[one.name] = [*dict.fromkeys([*values[one.name], kept["digest"]])]


def demand_own(request: Request, filled: FormData) -> None:
    """Raises Refused where another site, or an older session, made the form."""
    told = str(filled.get("csrf", "")).encode("utf-8", "replace")
    own = hmac.compare_digest(told, sealed(request, "form").encode())
    if not own or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Refused(_FORBIDDEN, {"code": "form-not-own"})


def _values(form: Form, filled: FormData) -> dict[str, Any]:
    return {one.name: _typed(one, filled) for one in form.fields}


def _typed(one: Field, filled: FormData) -> Any:
    if one.kind in _SEVERAL:
        return [said for said in filled.getlist(one.name) if isinstance(said, str)]
    said = filled.get(one.name, "")
    return said if isinstance(said, str) else ""


def _body(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was left empty is not said at all."""
    body: dict[str, Any] = {}
    for one in form.fields:
        typed = values[one.name]
        if typed in ("", []):
            continue
        *way, last = one.pointer.strip("/").split("/")
        place = body
        for part in way:
            place = place.setdefault(part, {})
        place[last] = [one.read(t) for t in typed] if one.kind in _SEVERAL else one.read(typed)
    return body
