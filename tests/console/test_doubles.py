"""Is whoever records warned before he asks for the same a second time?"""

from __future__ import annotations

import re
from typing import Any

from tests.api.asking import Api
from tests.console.browsing import As, hidden

WHOSE = "officer:0044"


def seen(browser: Any, address: str, **typed: str) -> tuple[str, dict[str, str]]:
    """What the form would do, and what it was filled with."""
    fields = hidden(browser.read(address), "recording") | typed | {"subject": WHOSE}
    answer = browser.post(address, fields)
    assert answer.status_code == 200, answer.text
    return answer.text, fields


def test_what_waits_already_is_warned_of(lived: Api, as_: As) -> None:
    """Nothing is in force yet, and the same may be asked for twice all the same."""
    clerk, day = as_("clerk"), lived.service.ledger.today.isoformat()
    address = f"/console/entries/new?item=W1&effective_on={day}"
    typed = {"effective_on": day, "points": "1.5", "reason": "专项"}
    page, fields = seen(clerk, address, **typed, document_no="岳税党纪要〔2026〕91号")
    assert "可能重复" not in page
    (digest,) = re.findall(r'name="seen" value="(\w+)"', page)
    done = clerk.post(address, fields | {"seen": digest})
    assert done.status_code == 303, done.text
    (claim,) = lived.read("/claims", subject=WHOSE, state="waiting")["items"]
    page, _ = seen(clerk, address, **typed, document_no="岳税党纪要[2026] 91号")
    at = f"/console/claims/nanyue/{claim['number']}"
    assert "可能重复" in page and f'href="{at}"' in page
    page, _ = seen(clerk, address, **typed, document_no="岳税党纪要〔2026〕92号")
    assert "可能重复" not in page, "another document is another act"
    page, _ = seen(clerk, address, **typed)
    assert f'href="{at}"' in page, "no document is named, and the day is the same"
