"""Is nobody told of others by the way, in claims, traces and results of another bureau?"""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest
from fastapi import Request

from api.guard import PUBLISHED_ONLY
from api.sight import sight_of
from api.tracing import HELD
from domain.deciding.reaching import Held
from projections.traces import Told, Wanted, keep_read, list_reads
from tests.api import bodies
from tests.api.askers import asker, grant
from tests.api.asking import Api
from tests.api.bodies import BUREAU, hire
from tests.conftest import Database

pytestmark = pytest.mark.postgres
REASON: Final = "另案处理"


def test_an_administrator_who_is_an_officer_reads_no_other_officers_claim(
    bureau: Api, number: str
) -> None:
    own = hire(bureau)
    clerk, admin = asker(bureau, "clerk", "recorder"), asker(bureau, "admin", "admin")
    grant(bureau, "token:admin", "officer", f"officer:{own}")
    grant(bureau, "token:admin", "approver", "unit:dj")
    claims = [
        bureau.post("/restrictions", bodies.restriction(whose) | {"reason": REASON}, **clerk)
        for whose in (number, own)
    ]
    theirs, mine = (answer.json()["claim"] for answer in claims)

    def told(path: str) -> tuple[int, bool]:
        answer = bureau.client.get(f"/v1{path}", headers=admin)
        return answer.status_code, REASON in answer.text

    assert told(f"/claims?bureau={BUREAU}") == (200, False)
    assert told(f"/claims?bureau={BUREAU}&subject=officer:{number}") == (200, False)
    assert told(f"/claims?bureau={BUREAU}&subject=officer:{own}") == (200, True)
    assert told(f"/claims/{theirs}") == (200, False)
    assert told(f"/claims/{mine}") == (200, True)


def test_a_trace_of_ones_own_names_nobody_else_whom_the_reader_asked_for(
    database: Database,
) -> None:
    theirs = {"entry": "nanyue/2024/officer:0013#3", "without": "nanyue/2024/officer:0013#4"}
    named = {"officer": "0013", "subject": "officer:0013", "unit": "zg", "actor": "oidc:li"}
    clocks = {"run": "nanyue:2024:live", "position": "7"}
    mine = {"entry": "nanyue/2024/officer:0012#1", "officer": "0012", "subject": "officer:0012"}
    with database.connect("app") as conn:
        for asked in (theirs | named | clocks, mine):
            told = ("officer:0012", "officer:0013")
            keep_read(conn, Told("token:x", "leader", "GET /runs/{run}", told, asked=asked))
        last, first = list_reads(conn, Wanted("officer:0012")).items
        assert (first.asked, last.asked) == (clocks, mine)
        assert list_reads(conn, Wanted()).items[1].asked == theirs | named | clocks


def test_an_answer_about_a_whole_bureau_is_kept_with_everybody_in_it(database: Database) -> None:
    subjects = [f"officer:{n:04}" for n in range(2000)]
    with database.connect("app") as conn:
        keep_read(conn, Told("token:x", "auditor", "GET /rankings", subjects, count=2000))
        assert list_reads(conn, Wanted("officer:1999")).items[0].subjects == ("officer:1999",)
        assert list_reads(conn, Wanted("officer:2000")).items == ()


def test_who_one_is_in_one_bureau_opens_nothing_in_another() -> None:
    held = (
        Held("nanyue", 1, "officer", "officer:0012", date.min, None),
        Held("hengshan", 1, "officer", "officer:0099", date.min, None),
    )
    scope = {
        "type": "http",
        "path_params": {"run": "nanyue:2024:published"},
        "query_string": b"",
        HELD: held,
        PUBLISHED_ONLY: True,
    }
    assert sight_of(Request(scope)).own == {"0012"}


def test_of_a_run_one_is_told_by_whose_the_officer_was_in_its_year(
    bureau: Api, number: str
) -> None:
    bureau.write("/postings", bodies.posting(number, until="2025-01-01"))
    bureau.write("/postings", bodies.posting(number, "dj", **{"from": "2025-01-01"}))
    for unit, status in (("zg", 200), ("dj", 403)):
        head = asker(bureau, f"head-{unit}", "unit-head", f"unit:{unit}")
        path = f"/v1/runs/{BUREAU}:2024:live/notices/{number}"
        assert bureau.client.get(path, headers=head).status_code == status, unit


@pytest.mark.parametrize("year", ["9" * 20, "9" * 5000, "0", "-1", "2_024", "２０２４", ""])
def test_a_year_that_is_none_is_a_wrong_shape_or_forbidden(
    bureau: Api, number: str, year: str
) -> None:
    """The right is judged before the shape."""
    own = asker(bureau, f"own-{number}", "officer", f"officer:{number}")
    for path in ("/entries?subject=officer:", "/officers/"):
        asked = f"/v1{path}{number}{'&' if 'subject' in path else '/score?'}year={year}"
        assert bureau.client.get(asked, headers=own).status_code in (422, 403), asked
    run = bureau.client.get(f"/v1/runs/{BUREAU}:{year[:50]}:live/notices/{number}", headers=own)
    assert run.status_code in (403, 404, 422)


def test_a_token_put_where_the_id_of_a_request_goes_is_kept_nowhere(
    bureau: Api, number: str
) -> None:
    secret = f"ml_{'x' * 40}"
    headers = {"X-Request-Id": f"desk-3 {secret}"}
    answer = bureau.post("/bonuses", bodies.bonus(number), **headers)
    assert answer.headers["X-Request-Id"] == "desk-3 ***"
    fact = bureau.read("/journal", after=answer.json()["position"] - 1)["items"][0]
    assert fact["request"] == "desk-3 ***"
