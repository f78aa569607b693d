"""How does a form become a command, and come back with each error at its field?

It works without a script: a form is posted to the console, which checks that its own page made it,
posts the command to the API, and answers with a redirect or with the form as it was filled.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal
from uuid import uuid4

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from api.console.asking import Asking, Refused
from api.console.pages import receipt_address, sealed
from api.console.words import in_language

Kind = Literal["line", "long", "text", "day", "one", "some", "files", "hidden"]
"""A line, a longer text, a whole document, a day, one or some of the choices, files that are handed
in before the form is sent, or what the page itself fills in."""
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
    """What it is called in the catalogue, which route takes it, and its fields.

    `command`: by this name it is previewed before it may be sent; what was changed since then is
    previewed again. `beside` is what the route's path says of the command.
    """

    name: str
    path: str
    fields: tuple[Field, ...]
    shape: Callable[[dict[str, Any]], dict[str, Any]] = dict
    """What the fields come to where pointers alone cannot say it."""
    command: str | None = None
    beside: Mapping[str, Any] = field(default_factory=dict)

    def at(self, **named: Any) -> Form:
        """The same form of one case: its path has `{bureau}` and `{number}` filled in."""
        return replace(self, path=self.path.format_map(named))

    def typing(self, name: str) -> Form:
        """The same, where what may be chosen at a field is too much to choose from."""
        fields = (replace(one, kind="line") if one.name == name else one for one in self.fields)
        return replace(self, fields=tuple(fields))

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


async def send(
    request: Request, form: Form, back: str | Callable[[Any], str], files_of: str = ""
) -> Response | Shown:
    """To `back` with the receipt, or the form with what was refused or what it would do.

    Files are handed in of the subject `files_of`, or of the one that the form names. Raises Refused
    where it was not this browser's own page that sent it, or nobody is signed in.
    """
    async with request.form() as filled:
        demand_own(request, filled)
        return await _sent(request, form, back, (filled, files_of))


async def _sent(
    request: Request, form: Form, back: str | Callable[[Any], str], said: tuple[FormData, str]
) -> Response | Shown:
    ask, (filled, files_of) = Asking(request), said
    # With its key: whether it was recorded may not be known, and a refusal uses no key up.
    values = {one.name: _typed(one, filled) for one in form.fields}
    shown = Shown(form, values, {}, key=str(filled.get("key", "")))
    try:
        await _hand_in(request, form, values, files_of or _subject(form, values))
        body = form.shape(_body(form, values))
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
    return receipt_address(request, address, receipt["position"], receipt["claim"])


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


async def act(
    request: Request,
    form: Form,
    back: str,
    show: Callable[[Shown], Awaitable[Response]],
    files_of: str = "",
) -> Response:
    """The same, where `show` is the page with the form that was refused."""
    done = await send(request, form, back, files_of)
    return await show(done) if isinstance(done, Shown) else done


def with_refused(forms: dict[str, Shown], refused: Shown | None) -> dict[str, Shown]:
    """The forms of a page by their names; the one that was refused as it was filled, also where
    it is offered no more: whoever sent it is told why."""
    if refused is not None:
        if offered := forms.get(refused.form.name):
            refused.choices = offered.choices
        forms[refused.form.name] = refused
    return forms


def _subject(form: Form, values: Mapping[str, Any]) -> str:
    """Of whom the form is, as the API is told it."""
    read = next((one.read for one in form.fields if one.name == "subject"), str)
    return str(read(str(values.get("subject", ""))))


async def _hand_in(request: Request, form: Form, values: dict[str, Any], subject: str) -> None:
    """In place of each file its digest, so that a form that comes back has it still."""
    for one in form.fields:
        if one.kind != "files":
            continue
        kept = [said for said in values[one.name] if isinstance(said, str) and said]
        for part in values[one.name]:
            if isinstance(part, UploadFile) and part.filename:
                data, key = await part.read(), str(uuid4())
                filed = await Asking(request).hand_in("/v1/files", data, key, subject=subject)
                kept.append(filed["digest"])
        values[one.name] = kept


def demand_own(request: Request, filled: FormData) -> None:
    """Raises Refused where another site, or an older session, made the form."""
    told = str(filled.get("csrf", "")).encode("utf-8", "replace")
    own = hmac.compare_digest(told, sealed(request, "form").encode())
    if not own or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Refused(_FORBIDDEN, {"code": "form-not-own"})


def _typed(one: Field, filled: FormData) -> Any:
    many = one.kind in ("some", "files")
    said = filled.getlist(one.name) if many else filled.get(one.name, "")
    return "" if isinstance(said, UploadFile) else said


def _body(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was left empty is not said at all; but for a yes or no that must be said: what the API
    would take it for is not for it to choose."""
    body: dict[str, Any] = {}
    for one in form.fields:
        typed = values[one.name]
        if typed in ("", []) and not (one.required and one.read is yes_or_no):
            continue
        *way, last = one.pointer.strip("/").split("/")
        place = body
        for part in way:
            place = place.setdefault(part, {})
        place[last] = [one.read(t) for t in typed] if isinstance(typed, list) else one.read(typed)
    return body
