"""What does a real browser make of a page: does it stay at home, quiet, and accessible to all?"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from api.app import create_app
from scripts.testing import browser as on_path
from tests.api.asking import Api

ARGS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
WIDTHS: Final = {"desk": (1280, 900), "phone": (390, 844)}
PATIENCE_MS: Final = 30_000
"""For what must come, on whatever machine the tests run."""
LOCALES: Final = {"zh": "zh-CN", "en": "en-GB"}
_SERIOUS: Final = ("serious", "critical")
# The browser notes it a frame after it has painted.
_FIRST_PAINT: Final = """() => new Promise((told) => new PerformanceObserver((seen) => {
    const paint = seen.getEntriesByName('first-contentful-paint')[0];
    if (paint) told(paint.startTime);
}).observe({type: 'paint', buffered: true}))"""
# What passed is not told of: of every node that did, axe would look for a way to name it.
_AXE: Final = """async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',
    'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations']})).violations"""


@contextmanager
def at_a_port(api: Api) -> Iterator[str]:
    """The same service on a port of its own, for a browser to ask."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        # The pages are asked for by the tests' clients in process as well: an app of its own.
        config = uvicorn.Config(create_app(api.service), log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        serving = threading.Thread(target=server.run, args=([listening],), daemon=True)
        serving.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            serving.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium on PATH; where there is none the tests fail, and say how to have one."""
    expect.set_options(timeout=PATIENCE_MS)
    path = on_path()
    assert path is not None, "no Chromium on PATH: scripts/test --install-browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGS))
        yield browser
        browser.close()


@dataclass
class Visit:
    """A browser's visit to the service: whatever it asked for and complained of is kept."""

    url: str
    context: BrowserContext
    page: Page
    strangers: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.page.goto(self.url + address, wait_until="load")

    def sign_in(self, token: str) -> None:
        """By the log-in link, which clears itself from the address bar."""
        self.page.goto(f"{self.url}/console/sign-in#{token}")
        self.page.wait_for_url(f"{self.url}/console")

    def first_paint(self) -> int:
        """Milliseconds from the request to the first content of this page, by the browser."""
        return int(self.page.evaluate(_FIRST_PAINT))

    def stayed_at_home(self) -> None:
        """No request left the host, and the console of the browser stayed empty."""
        assert self.strangers == []
        assert self.said == []

    def violations(self) -> list[str]:
        """What axe-core finds serious or critical."""
        # By the debugger, not by a script tag: the pages' own policy lets no guest in.
        self.page.evaluate(_axe())
        found = cast(list[Any], self.page.evaluate(_AXE))
        return [
            f"{one['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
            for one in found
            if one["impact"] in _SERIOUS
            for node in one["nodes"][:3]
        ]

    def too_wide(self) -> int:
        """By how many pixels the page is wider than its window."""
        asked = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(asked))


@contextmanager
def visit(
    browser: Browser, url: str, language: str = "zh", width: str = "desk", **more: Any
) -> Iterator[Visit]:
    size = WIDTHS[width]
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": size[0], "height": size[1]}, **more
    )
    page = context.new_page()
    one = Visit(url, context, page)
    home = urlsplit(url).netloc

    def asked(request: Any) -> None:
        if urlsplit(request.url).netloc not in (home, "") and not request.url.startswith("data:"):
            one.strangers.append(request.url)

    context.on("request", asked)
    page.on(
        "console",
        lambda said: one.said.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: one.said.append(str(error)))
    try:
        yield one
    finally:
        context.close()


def _axe() -> str:
    found = find_spec("axe_playwright_python")
    assert found is not None and found.origin is not None
    return (Path(found.origin).parent / "axe.min.js").read_text("utf-8")
