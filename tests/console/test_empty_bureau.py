"""Does every page say something to whoever opens it before anything is registered?"""

from __future__ import annotations

from api.console.pages import PLACES
from tests.api import bodies
from tests.api.askers import grant
from tests.api.asking import Api
from tests.api.bodies import open_bureau
from tests.console.browsing import signed_in, text_of

EMPTY = "还没有登记单位和干部"


def test_every_place_is_designed_for_an_empty_bureau(api: Api) -> None:
    for role in ("sole", "auditor", "leader"):
        browser = signed_in(api, f"empty-{role}", role)
        home = browser.read("/console")
        places = [one.path for group in PLACES for one in group.places if f'"{one.path}"' in home]
        assert len(places) > 5
        for path in places:
            if path == "/console/verification":
                continue  # the service of the tests is started without what an audit needs
            answer = browser.get(path)
            assert answer.status_code == 200, f"{path}: {text_of(answer.text)[:300]}"
    for path in ("/console/risks", "/console/quarters"):
        page = text_of(signed_in(api, "empty", "sole").read(path))
        assert EMPTY in page and "导入工作簿" in page


def test_of_several_bureaus_one_is_to_be_named_as_ever(api: Api) -> None:
    """That one is not named is no emptiness."""
    open_bureau(api)
    other = {"bureau": "hengshan", "document": bodies.edition(rulebook="hengshan")}
    api.write("/rulebooks", other)
    browser = signed_in(api, "of-two", "sole")
    grant(api, "token:of-two", "sole", bureau="hengshan")
    answer = browser.get("/console/risks")
    assert answer.status_code == 409 and EMPTY not in answer.text
