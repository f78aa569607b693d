"""Can whoever is rewarded claim every item that the page offers him, in words that he knows?"""

from __future__ import annotations

from scripts.demo.people import FAMILIAR
from tests.api.asking import Api
from tests.console.browsing import PDF, As, sent

AT = "/console/awards"


def test_an_item_whose_points_are_open_is_claimed_with_its_points(lived: Api, as_: As) -> None:
    typed = {
        "subject": f"officer:{FAMILIAR}",
        "item": "W1",
        "points": "1.5",
        "effective_on": lived.service.ledger.today.isoformat(),
        "document_no": "岳税党纪要〔2026〕77号",
        "reason": "专项攻坚",
    }
    files = {"evidence": ("专项.pdf", PDF, "application/pdf")}
    sent(as_(FAMILIAR), AT, "award", AT, files=files, **typed)
    claims = lived.read("/claims", subject=f"officer:{FAMILIAR}", limit=100)["items"]
    assert "1.5" in [row["asked"].get("points") for row in claims]


def test_levels_are_offered_by_their_names(as_: As) -> None:
    page = as_(FAMILIAR).read(AT)
    assert "国家级一等</option>" in page and "嘉奖</option>" in page
    assert ">national_1</option>" not in page and ">citation</option>" not in page
