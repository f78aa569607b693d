"""Does anybody record over HTTP what judges himself, whatever his role?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import bodies
from tests.api.askers import Headers, asker, grant
from tests.api.asking import refused
from tests.api.bodies import BUREAU, DAY
from tests.api.files import xlsx
from tests.cycle.quarters import Quarters

pytestmark = pytest.mark.postgres
HIMSELF = "record-about-oneself"
ABOUT_ADA: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/bonuses", bodies.bonus("0012")),
    ("/deductions", bodies.deduction("0012")),
    ("/commendations", bodies.commendation("0012")),
    ("/reprimands", bodies.reprimand("0012")),
    ("/reviews", bodies.mark("0012", "100")),
    ("/restrictions", bodies.restriction("0012")),
)


def who_is_ada(results: Quarters, role: str) -> Headers:
    """A principal of that role who is officer 0012."""
    found = asker(results.api, f"ada-as-{role}", role)
    grant(results.api, f"token:ada-as-{role}", "officer", "officer:0012")
    return found


@pytest.mark.parametrize("role", ["recorder", "appraiser", "sole"])
def test_nobody_gives_himself_anything(results: Quarters, role: str) -> None:
    results.on("2025-03-03")
    himself = who_is_ada(results, role)
    for path, body in ABOUT_ADA:
        waits = path in ("/restrictions", "/reprimands") and role != "sole"
        code = "proposer-is-beneficiary" if waits else HIMSELF
        problem = refused(results.api.post(path, body, **himself), 403, code)
        assert "officer:0012" in problem["title"]
    other = results.api.post("/bonuses", bodies.bonus("0013"), **himself)
    assert other.status_code == 201


def test_the_rows_of_a_workbook_about_whoever_imports_it_are_named(results: Quarters) -> None:
    results.on("2025-03-04")
    importer = asker(results.api, "importing-ada", "sole")
    grant(results.api, "token:importing-ada", "officer", "officer:0012")
    entry = {"kind": "bonus", "item": "K1", "effective_on": DAY, "reason": "牵头完成"}
    rows = [{"ref": f"s{n}", "subject": f"officer:{n}", **entry} for n in ("0013", "0012")]

    def sent(headers: Headers, *entries: dict[str, Any]) -> Any:
        return results.api.client.post(
            "/v1/imports",
            data={"bureau": BUREAU, "year": "2024"},
            files={"workbook": ("2024.xlsx", xlsx({"entries": entries}))},
            headers=headers,
        )

    problem = refused(sent(importer, *rows), 422, "workbook-faulty")
    (fault,) = problem["errors"]
    assert fault["code"] == HIMSELF
    assert sent(importer, rows[0]).status_code == 201
    assert sent(results.askers["office"], *rows).status_code == 201
