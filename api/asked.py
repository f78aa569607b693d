"""Does a question name each thing once, only what its address knows, and in plain digits?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, get_args

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.params import Form
from fastapi.routing import APIRoute

KNOWN_TOLD_MAX: Final = 20
_TAKES: Final = "merit_takes"
_DIGITS: Final = re.compile(r"-?[0-9]{1,1000}")


@dataclass(frozen=True)
class _Takes:
    """What a route takes: the names that a question may have, its headers in small letters, and
    its parameters by where they stand."""

    known: list[str]
    headers: frozenset[str]
    fields: dict[str, list[Any]]


def _taken_by(route: APIRoute) -> _Takes:
    """Worked out once, and kept with the route: it takes the same of every request."""
    known: _Takes | None = getattr(route, _TAKES, None)
    if known is None:
        setattr(route, _TAKES, known := _worked_out(route))
    return known


def _worked_out(route: APIRoute) -> _Takes:
    takes = list(_all_of(route.dependant))
    return _Takes(
        known=sorted({field.alias for one in takes for field in one.query_params}),
        headers=frozenset(field.alias.lower() for one in takes for field in one.header_params),
        fields={
            where: [field for one in takes for field in getattr(one, f"{where}_params")]
            for where in ("path", "query", "header")
        },
    )


async def plainly_asked(request: Request) -> None:
    """Refuse a misspelt or a doubled parameter: the answer would be to another question."""
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    takes = _taken_by(route)
    asked = [name for name, _ in request.query_params.multi_items()]
    sent = [name.decode("latin-1").lower() for name, _ in request.headers.raw]
    wrong = [
        *_unknown(asked, takes.known),
        *_twice("query", asked),
        *_twice("header", (name for name in sent if name in takes.headers)),
        *_no_digits("path", takes.fields["path"], request.path_params),
        *_no_digits("query", takes.fields["query"], request.query_params),
        *_no_digits("header", takes.fields["header"], request.headers),
    ]
    if wrong:
        raise RequestValidationError(wrong)


async def plainly_filled(request: Request) -> None:
    """The same of a form: a field that nobody reads would be taken for one that somebody did."""
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    fields = [field for one in _all_of(route.dependant) for field in one.body_params]
    if not any(isinstance(field.field_info, Form) for field in fields):
        return
    filled = await request.form()  # as it was read already
    names = [name for name, _ in filled.multi_items()]
    said = {name: value for name, value in filled.items() if isinstance(value, str)}
    known = sorted(field.alias for field in fields)
    wrong = [
        *_unknown(names, known, "body"),
        *_twice("body", names),
        *_no_digits("body", fields, said),
    ]
    if wrong:
        raise RequestValidationError(wrong)


def _all_of(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _all_of(inner)


def _unknown(
    asked: Iterable[str], known: list[str], where: str = "query"
) -> Iterator[dict[str, Any]]:
    for name in dict.fromkeys(name for name in asked if name not in known):
        near = get_close_matches(name.lower()[:100], known, 1)
        told = ", ".join(f"`{one}`" for one in near or known[:KNOWN_TOLD_MAX])
        yield {
            "type": "parameter_unknown",
            "loc": (where, name),
            "msg": f"There is no such parameter here; use: {told or 'none'}",
            "ctx": {"zh": f"没有这个参数；可用：{told or '无'}"},
        }


def _twice(where: str, asked: Iterable[str]) -> Iterator[dict[str, Any]]:
    for name, times in Counter(asked).items():
        if times > 1:
            said = "It stands twice; keep one of them"
            yield {"type": "named_twice", "loc": (where, name), "msg": said}


def _no_digits(
    where: str, fields: Iterable[Any], given: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """`1_000`, `+5` and `7.0` are numbers to a program, and slips to people."""
    for field in fields:
        kind, said = field.field_info.annotation, given.get(field.alias)
        if said is not None and int in (kind, *get_args(kind)) and not _DIGITS.fullmatch(said):
            yield {
                "type": "int_parsing",
                "loc": (where, field.alias),
                "msg": "Write a whole number in plain digits",
                "ctx": {"zh": "应为整数，用阿拉伯数字书写"},
            }


PLAINLY_ASKED: Final = (Depends(plainly_asked), Depends(plainly_filled))
"""For every route that answers a question or takes a command."""
