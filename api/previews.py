"""What would a command do, asked before it is given?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.dependencies import Acting, Reading, Served, Service
from api.errors import RESPONSES
from api.guard import Guarded, may
from domain.deciding.reaching import Right
from domain.errors import Refusal
from domain.foreseeing import Foreseen, Move, foresee
from domain.trying import KINDS, Trying
from domain.vocabulary import entry_key
from projections.moments import known_position
from projections.scores import View

routes = APIRouter(tags=["previews"], responses=RESPONSES, route_class=Guarded)
_EXAMPLE: Final = {
    "summary": "加分会怎样 / what a bonus would do",
    "value": {
        "command": "AwardBonus",
        "body": {"subject": "officer:0012", "item": "K1", "effective_on": "2024-06-12"},
    },
}


class Previewed(BaseModel):
    """A command by its name, and all that it says; what its path would say as well."""

    model_config = ConfigDict(extra="forbid")

    command: str = Field(max_length=64, json_schema_extra={"enum": [*sorted(KINDS)]})
    body: dict[str, Any]


class FaultView(View):
    """One thing that is wrong, and where."""

    pointer: str
    code: str
    messages: dict[str, str]


class RefusalView(View):
    """What the command would be refused for, as its own route would say it."""

    code: str
    messages: dict[str, str]
    errors: tuple[FaultView, ...]


class FactView(View):
    """A fact that would be recorded; names and narrative are left out."""

    name: str
    fact: dict[str, Any]


class MoveView(View):
    """What would read otherwise as of a day: a score; of a frozen year rank, band, grade too."""

    bureau: str
    year: int
    as_of: date
    subject: str
    what: str
    before: str | None
    after: str | None


class PreviewView(View):
    """What it would come to by what is recorded up to `position`; nothing was recorded.

    `waits`: it would wait for a second person first. `alike`: entries of the same subject in
    force for one act, by one document, or of one item and day: perhaps the same thing twice.
    `moves`: of whom whoever asks may read.
    """

    position: int
    refusal: RefusalView | None
    waits: bool
    facts: tuple[FactView, ...]
    entries: tuple[str, ...]
    alike: tuple[str, ...]
    moves: tuple[MoveView, ...]


@routes.post("/previews")
def preview_command(
    asked: Annotated[Previewed, Body(openapi_examples={"example": _EXAMPLE})],
    request: Request,
    conn: Reading,
    served: Served,
    by: Acting,
) -> PreviewView:
    """What a command would do if I gave it now: the refusal, or the facts and whose score moves.

    It asks for the same permission as the command itself, and records nothing.
    """
    command = _command_of(asked)
    trying = Trying(served.ledger, conn, known_position(conn), served.ledger.today)
    found = foresee(trying, command, by)
    return PreviewView(
        position=found.position,
        refusal=_refusal(found.refusal) if found.refusal else None,
        waits=found.waits,
        facts=tuple(FactView(name=one.name, fact=one.said) for one in found.facts),
        entries=found.entries,
        alike=tuple(ref for ref in found.alike if _reads(request, served, conn, ref)),
        moves=_seen(request, served, conn, found),
    )


def _command_of(asked: Previewed) -> Any:
    """Raises RequestValidationError at the place within the body."""
    kind = KINDS.get(asked.command)
    if kind is None:
        fault = {"type": "enum", "loc": ("body", "command"), "msg": "There is no such command"}
        raise RequestValidationError([fault])
    try:
        return kind.model_validate(asked.body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        told = [{**one, "loc": ("body", "body", *one["loc"])} for one in found]
        raise RequestValidationError(told) from error


def _refusal(refusal: Refusal) -> RefusalView:
    faults = tuple(
        FaultView(pointer=one.place, code=one.code, messages={"zh": one.zh, "en": one.en})
        for one in getattr(refusal, "faults", ())
    )
    said = {language: refusal.message(language) for language in ("zh", "en")}
    return RefusalView(code=refusal.code, messages=said, errors=faults)


def _reads(request: Request, served: Service, conn: Reading, ref: str) -> bool:
    key, _ = entry_key(ref)
    return may(request, served, conn, Right("read", "subject", key.bureau, key.subject))


def _seen(
    request: Request, served: Service, conn: Reading, found: Foreseen
) -> tuple[MoveView, ...]:
    """Scores of whom he may read; what is compared between people, with the results alone."""
    whole = {
        bureau: may(request, served, conn, Right("results", "bureau", bureau))
        for bureau in {move.bureau for move in found.moves}
    }

    def told(move: Move) -> bool:
        right = Right("read", "subject", move.bureau, move.subject, move.as_of)
        return whole[move.bureau] or (move.what == "score" and may(request, served, conn, right))

    return tuple(MoveView.model_validate(vars(move)) for move in found.moves if told(move))
