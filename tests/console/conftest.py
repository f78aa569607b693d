"""Which bureaus does the console show in its tests? Those of the API's; and in which browser?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.api.conftest import api, bureau, demo, number
from tests.console.chromium import chromium

__all__ = ["api", "bureau", "demo", "number"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started
