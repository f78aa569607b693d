"""Does every answer keep to the published document, whatever is asked?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Final, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case

from api.app import create_app
from api.dependencies import Service
from tests.api.asking import Api
from tests.api.samples import LONG
from tests.conftest import OFFICE

pytestmark = pytest.mark.postgres

EXAMPLES: Final = 200 if LONG else 8
NOTHING: Final = cast(Any, SimpleNamespace(max_size=1))
document = schemathesis.openapi.from_asgi(
    "/openapi.json", create_app(Service(NOTHING, NOTHING, None, OFFICE))
).exclude(path="/v1/journal/stream")


@document.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_the_document_names(case: Case, demo: Api) -> None:
    headers = case.headers or {}
    for name in list(headers):
        if name.lower() == "merit-min-position" and str(headers[name]).isdecimal():
            headers[name] = "0"
    case.call_and_validate(app=cast(Any, demo.client).app)
