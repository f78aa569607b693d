"""How do the tests look at the console as a browser without scripts does? Over HTTP, in process."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tests.api.askers import grant, token
from tests.api.asking import Api

PDF: Final = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HTML: Final = {"Accept": "text/html"}
_HIDDEN: Final = re.compile(r'<input type="hidden" name="(?P<name>\w+)" value="(?P<value>[^"]*)">')


@dataclass
class Browser:
    """Keeps cookies, and says who it is by nothing else."""

    api: Api
    language: str = "zh"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, **headers: str) -> httpx.Response:
        return self._ask("GET", address, None, headers)

    def post(
        self,
        address: str,
        fields: Mapping[str, Any],
        files: Any = None,
        **headers: str,
    ) -> httpx.Response:
        return self._ask("POST", address, {"data": fields, "files": files}, headers)

    def read(self, address: str) -> str:
        """What a page that can be shown shows."""
        answer = self.get(address)
        assert answer.status_code == 200, answer.text
        return answer.text

    def sign_in(self, secret: str, back: str = "/console") -> httpx.Response:
        fields = {**hidden(self.read("/console/sign-in")), "token": secret, "next": back}
        return self.post("/console/sign-in", fields)

    def _ask(
        self,
        method: str,
        address: str,
        sent: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> httpx.Response:
        own = {**HTML, "Accept-Language": self.language, **headers}
        own["Cookie"] = "; ".join(f"{name}={said}" for name, said in self.cookies.items())
        client = self.api.client
        asked = client.build_request(method, address, headers=own, **(sent or {}))
        del asked.headers["Authorization"]
        client.cookies.clear()
        answer = client.send(asked)
        for name, said in answer.cookies.items():
            self.cookies[name] = said
        client.cookies.clear()
        return answer


As = Callable[..., Browser]
"""The browser of one of the demo's people, signed in."""


def signed_in(
    api: Api, name: str, role: str, scope: str = "bureau", language: str = "zh"
) -> Browser:
    """The browser of somebody who holds one role."""
    grant(api, f"token:{name}", role, scope)
    browser = Browser(api, language)
    answer = browser.sign_in(token(api, name))
    assert answer.status_code == 303, answer.text
    return browser


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def hidden(text: str, form: str = "") -> dict[str, str]:
    """What the page itself fills in of the form with that id, of all where none is named."""
    part = text if not form else text.partition(f'id="{form}"')[2].partition("</form>")[0]
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(part)}


def sent(browser: Browser, page: str, form: str, action: str, **typed: Any) -> str:
    """What the form came to: the page that it leads to."""
    files = typed.pop("files", None)
    fields = hidden(browser.read(page), form) | typed
    answer = browser.post(action, fields, files)
    assert answer.status_code == 303, text_of(answer.text)
    shown = browser.read(answer.headers["Location"])
    assert "已记入账簿" in shown or "等待第二人核准" in shown
    return shown
