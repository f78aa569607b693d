"""Does an officer's page tell him to the last tenth how his score came about, and what of it he
may object to?"""

from __future__ import annotations

import re
from decimal import Decimal

from scripts.demo.people import FAMILIAR
from tests.api.asking import Api
from tests.console.browsing import As, text_of


def test_the_base_is_worked_out_by_hand(lived: Api, as_: As) -> None:
    """Of the running year, in which only some components are there yet."""
    for year in (2024, lived.service.ledger.today.year):
        statement = lived.read(f"/officers/{FAMILIAR}/statement", year=year)
        page = as_(FAMILIAR).read(f"/console/officers/{FAMILIAR}?year={year}")
        (working,) = re.findall(r"<code>(\S.*) = [0-9.]+</code></p>", page)
        terms, _, weights = working.strip("(").partition(") ÷ ")
        parts = [map(Decimal, one.split(" × ")) for one in terms.split(" + ")]
        base = sum(value * weight for value, weight in parts) / Decimal(weights or 1)
        assert round(base, 6) == Decimal(statement["score"]["base"])
        assert "<td>征收管理股</td>" in page, "the unit that he served in, by its name"


def test_what_he_objects_to_is_named_as_the_account_names_it(lived: Api, as_: As) -> None:
    page = as_(FAMILIAR).read(f"/console/officers/{FAMILIAR}?year=2024")
    assert "#3 · 2024年3月14日 · 工作逾期 X3 · −0.6" in text_of(page)
    (filed,) = lived.read("/disputes", subject=f"officer:{FAMILIAR}", limit=1)["items"]
    page = as_(FAMILIAR).read(f"/console/officers/{FAMILIAR}?year={filed['year']}")
    at = f"/console/disputes/nanyue/{filed['number']}"
    assert f'href="{at}"' in page and "异议" in as_(FAMILIAR).read(at)
