"""Is a form held to its own fields, as an address is to its parameters?"""

from __future__ import annotations

from typing import Any, Final

import httpx
import pytest

from tests.api import bodies
from tests.api.asking import Api, pointers, refused
from tests.api.bodies import BUREAU
from tests.api.files import zipped

pytestmark = pytest.mark.postgres
BOUNDARY: Final = "json"


def filled(api: Api, number: str, **form: Any) -> httpx.Response:
    rows = [{"ref": f"f-{number}", "kind": "bonus", **bodies.bonus(number)}]
    return api.client.post(
        "/v1/imports",
        data={"bureau": BUREAU, "year": "2024", **form},
        files={"workbook": ("book.zip", zipped({"entries": rows}))},
    )


@pytest.mark.parametrize(
    ("form", "pointer", "code"),
    [
        ({"checkonly": "true"}, "/checkonly", "parameter_unknown"),
        ({"check_only": ["true", "false"]}, "/check_only", "named_twice"),
        ({"year": "2_024"}, "/year", "int_parsing"),
        ({"year": "２０２４"}, "/year", "int_parsing"),
    ],
)
def test_a_slip_in_a_form_is_refused_and_nothing_is_recorded(
    bureau: Api, number: str, form: dict[str, Any], pointer: str, code: str
) -> None:
    head = bureau.head
    problem = refused(filled(bureau, number, **form), 422, "malformed")
    assert pointers(problem) == {pointer}
    assert {error["code"] for error in problem["errors"]} == {code}
    assert bureau.head == head


def test_a_form_without_a_slip_is_taken(bureau: Api, number: str) -> None:
    assert filled(bureau, number, check_only="true").status_code == 200
    assert filled(bureau, number).status_code == 201


def test_a_form_whose_boundary_is_named_like_json_is_still_a_form(bureau: Api) -> None:
    parts = {'"year"': "2024", '"workbook"; filename="b.zip"': "no zip"}
    body = "".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; name={name}\r\n\r\n{said}\r\n"
        for name, said in parts.items()
    )
    body += f"--{BOUNDARY}--\r\n"
    answer = bureau.raw(body.encode(), "/imports", f"multipart/form-data; boundary={BOUNDARY}")
    refused(answer, 422, "workbook-faulty")
