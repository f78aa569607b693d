"""How does a command come in by POST? One door for all: the body is the command."""

import re
from typing import Annotated

from fastapi import APIRouter, Body, Response

from api.answers import Written, told
from api.dependencies import IN_TURN, Acting, Key, Served
from api.examples import EXAMPLES
from domain.accounts.commands import AccountCommand
from domain.imports.commands import ReverseImport
from domain.registers.commands import RegisterCommand

Command = AccountCommand | RegisterCommand | ReverseImport


def accept(routes: APIRouter, path: str, command: type[Command]) -> None:
    """Let `path` take the command; its docstring describes it.

    Annotations are read when a route is made, so this module does not postpone them.
    """
    body = Annotated[command, Body(openapi_examples=EXAMPLES[command])]  # type: ignore[valid-type]

    def door(
        asked: body,
        served: Served,
        by: Acting,
        response: Response,
        key: Key = None,
    ) -> Written:
        return told(served.ledger.handle(asked, by, key), response)

    summary = re.sub(r"(?<!^)(?=[A-Z])", " ", command.__name__).capitalize()
    routes.post(
        path,
        status_code=201,
        dependencies=[IN_TURN],
        name=command.__name__,
        summary=summary,
        description=command.__doc__,
    )(door)
