"""Is every page accessible, no wider than its window, quiet, and content with this host alone?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.console import shots
from tests.console.acted import ACTED
from tests.console.chromium import LOCALES, WIDTHS, visit

pytestmark = pytest.mark.browser
REFUSED = {"refused"}
"""Of these pages the browser itself says that they were not found."""
LOOKS = [
    pytest.param(*look, marks=() if look in shots.LOOKS else pytest.mark.long)
    for look in ((language, width) for language in LOCALES for width in WIDTHS)
]
"""Each language and each width once; every pair of them in `--long`."""


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_every_page_is_accessible_fits_and_stays_at_home(
    browser: Browser, url: str, secret: str, language: str, width: str
) -> None:
    found: list[str] = []
    with visit(browser, url, language, width) as one:
        one.open("/console/sign-in")
        found += one.violations()
        one.sign_in(secret)
        for name, address in shots.PAGES.items():
            one.open(address)
            found += [f"{name}: {fault}" for fault in one.violations()]
            assert one.too_wide() == 0, name
            if name in REFUSED:
                one.said.clear()
        for name, act in ACTED.items():
            act(one)
            found += [f"{name}: {fault}" for fault in one.violations()]
            assert one.too_wide() == 0, name
        one.said = [said for said in one.said if "422" not in said]  # of the faulty workbook
        one.stayed_at_home()
    assert found == []
