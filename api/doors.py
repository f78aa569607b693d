"""How does a command come in by POST? One door for all: the body is the command."""

import re
from inspect import Parameter
from typing import Annotated, Any, Final, get_args

from fastapi import APIRouter, Body, Path, Response
from pydantic import create_model

from api.answers import Written, told
from api.dependencies import IN_COMPANY, IN_TURN, Acting, Key, Served
from api.examples import EXAMPLES
from domain.access.commands import AccessCommand
from domain.accounts.commands import AccountCommand
from domain.acknowledgements.commands import AcknowledgementCommand
from domain.bureaus.commands import BureauCommand
from domain.claims.commands import ClaimAward, ClaimCommand, LinkClaims, StepCommand
from domain.contacts.commands import ContactCommand
from domain.disputes.commands import ActOnDispute, FileDispute
from domain.drafts.commands import DraftCommand
from domain.erasures.commands import EraseSubject
from domain.evaluations.commands import EvaluationCommand
from domain.imports.commands import ReverseImport
from domain.ledger import TOGETHER
from domain.packs.commands import PackCommand
from domain.quarters.commands import QuarterCommand
from domain.registers.commands import RegisterCommand
from domain.remediations.commands import RemediationCommand
from domain.risks.commands import RiskCommand
from domain.stars.commands import StarCommand
from domain.vocabulary import YEARS, Id, Value
from domain.work_ledgers.commands import WorkLedgerCommand
from domain.years.commands import AnnounceWorkingDays, YearCommand

Command = (
    AccountCommand
    | RegisterCommand
    | ReverseImport
    | AnnounceWorkingDays
    | EraseSubject
    | AccessCommand
    | FileDispute
    | RiskCommand
    | RemediationCommand
    | ContactCommand
    | PackCommand
    | EvaluationCommand
    | StarCommand
    | WorkLedgerCommand
    | DraftCommand
    | ClaimAward
    | LinkClaims
    | AcknowledgementCommand
    | BureauCommand
)
CaseCommand = ActOnDispute | ClaimCommand | StepCommand
CaseNumber = Annotated[int, Path(ge=1, lt=2**31)]
OfYear = Annotated[int, Path(ge=YEARS.start, lt=YEARS.stop)]
OfQuarter = Annotated[int, Path(ge=1, le=4)]


_WAITS: Final[dict[int | str, dict[str, Any]]] = {
    202: {"model": Written, "description": "It waits for a second person; see `claim`"}
}


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

    _open(routes, path, command, door)


def accept_of_year(routes: APIRouter, act: str, command: type[YearCommand]) -> None:
    """Let `/years/{bureau}/{year}/act` take the command: the path says the year, the body the rest.

    A command that says nothing more may come without a body.
    """
    body: Any
    body, unsaid = _rest_of(command, "bureau", "year")

    def door(
        bureau: Id,
        year: OfYear,
        served: Served,
        by: Acting,
        response: Response,
        asked: body = unsaid,
        key: Key = None,
    ) -> Written:
        whole = command.model_validate({**asked.__dict__, "bureau": bureau, "year": year})
        return told(served.ledger.handle(whole, by, key), response)

    _open(routes, f"/years/{{bureau}}/{{year}}/{act}", command, door)


def accept_of_quarter(routes: APIRouter, act: str, command: type[QuarterCommand]) -> None:
    """Let `/quarters/{bureau}/{year}/{quarter}/act` take the command, as those of a year."""
    body: Any
    body, unsaid = _rest_of(command, "bureau", "year", "quarter")

    def door(
        bureau: Id,
        year: OfYear,
        quarter: OfQuarter,
        served: Served,
        by: Acting,
        response: Response,
        asked: body = unsaid,
        key: Key = None,
    ) -> Written:
        named = {"bureau": bureau, "year": year, "quarter": quarter}
        whole = command.model_validate({**asked.__dict__, **named})
        return told(served.ledger.handle(whole, by, key), response)

    _open(routes, f"/quarters/{{bureau}}/{{year}}/{{quarter}}/{act}", command, door)


def accept_of_case(routes: APIRouter, path: str, command: type[Command | CaseCommand]) -> None:
    """Let a path with `{bureau}/{number}` take the command: the path says which case."""
    body: Any
    body, unsaid = _rest_of(command, "bureau", "number")

    def door(
        bureau: Id,
        number: CaseNumber,
        served: Served,
        by: Acting,
        response: Response,
        asked: body = unsaid,
        key: Key = None,
    ) -> Written:
        whole = command.model_validate({**asked.__dict__, "bureau": bureau, "number": number})
        return told(served.ledger.handle(whole, by, key), response)

    _open(routes, path, command, door)


def _rest_of(command: type[Value], *by_path: str) -> tuple[Any, Any]:
    """The body's type, without what the path says; and the body of whoever sends none."""
    said = {
        name: (field.annotation, field)
        for name, field in command.model_fields.items()
        if name not in by_path
    }
    rest: Any = create_model(command.__name__, __base__=Value, __doc__=command.__doc__, **said)  # type: ignore[call-overload]
    needed = any(field.is_required() for _, field in said.values())
    unsaid: Any = Parameter.empty if needed else rest()  # `...` would be taken for a body
    return Annotated[rest, Body(openapi_examples=EXAMPLES[command])], unsaid


def _open(
    routes: APIRouter,
    path: str,
    command: type[Command | YearCommand | QuarterCommand | CaseCommand],
    door: Any,
) -> None:
    summary = re.sub(r"(?<!^)(?=[A-Z])", " ", command.__name__).capitalize()
    routes.post(
        path,
        status_code=201,
        responses={} if issubclass(command, get_args(ClaimCommand | StepCommand)) else _WAITS,
        dependencies=[IN_COMPANY if command in TOGETHER else IN_TURN],
        name=command.__name__,
        summary=summary,
        description=command.__doc__,
    )(door)
