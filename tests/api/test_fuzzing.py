"""Does every answer keep to the published document, whatever is asked?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from api.verifier import Verifier
from projections.evidence.keys import SigningKey
from projections.evidence.notary import Notary
from projections.evidence.verify import Report
from tests.api.askers import Headers, everybody
from tests.api.asking import Api
from tests.api.samples import LONG
from tests.api.who_may import ASKERS

pytestmark = pytest.mark.postgres

EXAMPLES: Final = 30 if LONG else 1
"""Asked at random of each address, fitting the document and not."""
STRIDE: Final = 3 if LONG else 24
"""Of the questions at each bound that the document names, every so manieth."""
POSITION_MAX: Final = 2**62
URI_TOO_LONG: Final = 414
TAGS: Final = (
    *("entries", "scores", "printing", "registers", "imports", "journal", "health"),
    *("years", "runs", "evidence", "access", "claims", "disputes", "files", "acknowledgements"),
    *("indicators", "risks", "quarters", "remediations", "contacts", "bureaus", "todos"),
    *("evaluations", "stars", "work ledgers", "careers", "previews", "finding"),
)
CALLERS: Final = ASKERS if LONG else ("owner", "officer@self")
"""Who asks: each of them every question."""
MODES: Final = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def askers(demo: Api) -> dict[str, Headers]:
    return everybody(demo, ASKERS, "zg", "0012")


@pytest.fixture
def caller(askers: dict[str, Headers], request: pytest.FixtureRequest) -> Headers:
    return askers[request.param]


@pytest.fixture(scope="module")
def document(demo: Api, tmp_path_factory: pytest.TempPathFactory) -> BaseSchema:
    key = SigningKey.make("merit-ledger/fuzzed")
    folder = tmp_path_factory.mktemp("notary") / "own"
    with Notary(demo.database.dsn("notary"), key, folder).leading() as leading:
        leading.seal()
    demo.service.verifier = Verifier(lambda _: _none())
    said = demo.client.get("/openapi.json").json()
    # Who asks is chosen here, and tried by the tests of access: nothing is to be made up for it.
    del said["components"]["securitySchemes"]
    for operation in (one for path in said["paths"].values() for one in path.values()):
        operation.pop("security", None)
    whole: BaseSchema = schemathesis.openapi.from_dict(said)
    whole.app = cast(Any, demo.client).app
    return whole.exclude(path="/v1/journal/stream")  # it does not end


def _none() -> Report:
    raise LookupError("here nothing is verified")


def operations(document: BaseSchema, tag: str) -> Iterator[APIOperation[Any, Any, Any, Any]]:
    found = list(document.include(tag=tag).get_all_operations())
    assert found, tag
    for operation in found:
        assert isinstance(operation, Ok), operation
        yield operation.ok()


def test_every_address_of_the_document_is_asked(demo: Api) -> None:
    paths = demo.client.get("/openapi.json").json()["paths"]
    tags = {t for path in paths.values() for one in path.values() for t in one.get("tags", ())}
    assert tags == set(TAGS)


def ask(case: Case[Any], demo: Api, caller: Headers) -> None:
    """No 5xx; statuses, media types, headers and shapes as published; what is wrong is refused.

    What fits the document may be refused all the same: it does not hold the rules.
    """
    for name, value in dict(case.headers or {}).items():
        if name.lower() == "merit-min-position" and is_to_come(str(value), demo.head):
            case.headers[name] = str(demo.head)
    case.headers.update(caller)
    answer = case.call()
    excluded: list[Any] = [positive_data_acceptance]
    if answer.status_code == 503 and answer.json()["code"] == "not-sealed-yet":
        excluded.append(not_a_server_error)  # what another question has just recorded
    if answer.status_code == URI_TOO_LONG:
        excluded.append(negative_data_rejection)  # which does not count it as a refusal
    case.validate_response(answer, excluded_checks=excluded)


def is_to_come(position: str, head: int) -> bool:
    """Would be waited for, and answered 503 as it should be."""
    digits = position.isascii() and position.isdecimal()
    return digits and head < int(position[:30]) <= POSITION_MAX


@pytest.mark.parametrize("caller", CALLERS, indirect=True)
@pytest.mark.parametrize("tag", TAGS)
def test_at_every_bound_the_answer_is_one_that_the_document_names(
    demo: Api, document: BaseSchema, tag: str, caller: Headers
) -> None:
    for operation in operations(document, tag):
        cases = document.iter_coverage_cases(
            operation,
            generation_modes=list(MODES),
            generation_config=document.config.generation_for(operation=operation),
        )
        for case in islice(cases, 0, None, STRIDE):
            ask(case, demo, caller)


@pytest.mark.parametrize("caller", CALLERS, indirect=True)
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("tag", TAGS)
def test_at_random_the_answer_is_one_that_the_document_names(
    demo: Api,
    document: BaseSchema,
    tag: str,
    mode: GenerationMode,
    caller: Headers,
) -> None:
    for operation in operations(document, tag):
        takes = [*operation.iter_parameters(), *operation.body]
        if not takes and mode is GenerationMode.NEGATIVE:
            continue

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=not LONG,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(mode))
        def at_random(case: Case[Any]) -> None:
            ask(case, demo, caller)

        at_random()
