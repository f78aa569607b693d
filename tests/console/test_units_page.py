"""How do the units stand beside each other, and to whom is it told?"""

from __future__ import annotations

from tests.api.asking import Api
from tests.console.browsing import As, text_of

AT = "/console/units"
HEAD = "0008"


def test_units_stand_beside_their_kind_best_first(lived: Api, as_: As) -> None:
    year = lived.service.ledger.today.year
    page = text_of(as_("office").read(AT))
    ranking = lived.read("/rankings/units", year=year)
    branches = [one for one in ranking["units"] if one["kind"] == "branch"]
    assert len(branches) > 1
    places = [page.index(f"{one['unit']} 基层分局 {one['score']}") for one in branches]
    assert places == sorted(places)
    assert f"第 1 / 共 {branches[0]['of']}" in page


def test_a_head_sees_the_standing_of_a_year_once_it_is_published(lived: Api, as_: As) -> None:
    page = text_of(as_(HEAD).read(AT))
    assert "尚无可显示的成绩" in page and "征收管理股 zg 机关股室" in page
    closed = lived.read("/rankings/units", year=2023, as_of="2023-12-31")["units"]
    place = next(one for one in closed if one["unit"] == "zg")
    page = text_of(as_(HEAD).read(f"{AT}?year=2023"))
    assert f"zg 机关股室 {place['score']} 第 {place['rank']} / 共 {place['of']}" in page


def test_a_year_of_another_shape_is_refused_in_the_apis_words(as_: As) -> None:
    assert as_("office").get(f"{AT}?year=x").status_code == 422
