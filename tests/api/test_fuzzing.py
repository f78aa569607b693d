"""Does every answer keep to the published document, whatever is asked?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Final, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.app import create_app
from api.dependencies import Service
from tests.api.asking import Api
from tests.api.samples import LONG
from tests.conftest import OFFICE

pytestmark = pytest.mark.postgres

EXAMPLES: Final = 300 if LONG else 3
"""Asked at random of each address, besides every bound that the document names."""
POSITION_MAX: Final = 2**62
NOTHING: Final = cast(Any, SimpleNamespace(max_size=1))
DOCUMENT: Final = schemathesis.openapi.from_asgi(
    "/openapi.json", create_app(Service(NOTHING, NOTHING, None, OFFICE))
).exclude(path="/v1/journal/stream")  # it does not end


@DOCUMENT.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not LONG,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_document_names(case: Case, demo: Api) -> None:
    """No 5xx; statuses, media types, headers and shapes as published; what is wrong is refused.

    What fits the document may be refused all the same: it does not hold the rules.
    """
    _ask_for_no_position_to_come(case, demo.head)
    app = cast(Any, demo.client).app
    case.call_and_validate(app=app, excluded_checks=[positive_data_acceptance])


def _ask_for_no_position_to_come(case: Case, head: int) -> None:
    """Each would be waited for and answered 503, as it should be."""
    for name, value in dict(case.headers or {}).items():
        if name.lower() == "merit-min-position":
            text = str(value)
            if text.isascii() and text.isdecimal() and head < int(text[:30]) <= POSITION_MAX:
                case.headers[name] = str(head)
