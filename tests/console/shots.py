"""How does every page look? `python -m tests.console.shots [PAGE …]` pictures them, or those named,
into docs/console, and says when each had its first paint. It wants a Chinese font (fonts-noto-cjk).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from api.verifier import Verifier
from domain.accounts.commands import ReverseEntry
from domain.journal.envelope import By
from domain.ledger import Ledger
from projections.evidence.keys import SigningKey
from scripts.collecting import collect_seldom
from scripts.demo.story import tell_story
from scripts.embedded import running
from tests.api import verifying
from tests.api.askers import asker, grant, token
from tests.api.asking import Api, serving
from tests.api.conftest import load_demo
from tests.conftest import MASTER, OFFICE, new_database
from tests.console.acted import ACTED
from tests.console.chromium import WIDTHS, Visit, at_a_port, chromium, visit

Page = TypeVar("Page")
FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "console"
BYTES_MAX, HIGH_MAX, HIGH_STEP, MARGIN = 150_000, 1500, 200, 40
_FORESEEN_ENDS: Final = """() => { const seen = document.querySelector('.foreseen');
    return seen ? seen.getBoundingClientRect().bottom + window.scrollY : 0; }"""
SCALE: Final = 0.75
"""Of the pictures, to keep them small."""
LOOKS: Final = (("zh", "desk"), ("en", "phone"))
OFFICER, UNIT = "0012", "zg"
SIGNED_OUT: Final = {"sign-in": "/console/sign-in"}
PAGES: Final = {
    "home": "/console",
    "officer": f"/console/officers/{OFFICER}",
    "officer-then": f"/console/officers/{OFFICER}?year=2024&as_of=2024-09-30",
    "officers": "/console/officers",
    "entry": f"/console/entries/nanyue/2024/officer:{OFFICER}/1",
    "todos": "/console/todos",
    "units": "/console/units",
    "unit": f"/console/units/{UNIT}",
    "indicators": "/console/indicators",
    "draft": "/console/drafts/nanyue/2",
    "risks": "/console/risks",
    "remediations": "/console/remediations",
    "remediation": "/console/remediations/nanyue/1",
    "quarter": "/console/quarters",
    "awards": "/console/awards",
    "disputes": "/console/disputes",
    "dispute": "/console/disputes/nanyue/1",
    "evaluations": "/console/evaluations",
    "pack": "/console/packs/nanyue/4",
    "refused": "/console/officers/no-such",
    "recording": f"/console/entries/new?item=W1&subject=officer:{OFFICER}&effective_on=2024-11-20",
    "finding": "/console/entries/new?find_item=tb&find_subject=wang&effective_on=2024-11-20",
    "timeline": "/console/timeline?unit=zg",
    "claims": "/console/claims",
    "claim": "/console/claims/nanyue/1",
    "imports": "/console/imports",
    "batch": "/console/imports/nanyue/2024/1",
    "years": "/console/years",
    "year": "/console/years/nanyue/2024",
    "ranking": "/console/runs/nanyue:2024:live?group=heads&band=1",
    "distribution": "/console/runs/nanyue:2024:live/distribution",
    "difference": "/console/runs/nanyue:2024:2024-06-30/diff/nanyue:2024:live",
    "pay": "/console/runs/nanyue:2024:live/pay?fund=100000",
    "notices": "/console/runs/nanyue:2024:live/notices?group=heads",
    "studio": "/console/rehearsals?year=2024",
    "rulebooks": "/console/rulebooks",
    "rulebook": "/console/rulebooks/nanyue/2",
    "selections": "/console/selections?selection=training&until=2023",
    "replay": "/console/replay?position=2500",
    "verification": "/console/verification",
    "log": "/console/log?of=nanyue/2024/officer:0056%232",
    "traces": "/console/traces",
    "refusals": "/console/traces/refusals",
    "grants": "/console/traces/grants",
    "differences": "/console/differences",
    "moved": "/console/differences/nanyue:2024:2024-12-31@2300/nanyue:2024:2024-12-31@2520/0056",
}
"""Each by the name of its picture; another page is added here."""


def load_story(lived: Api, folder: Path) -> None:
    """The demo bureau with the management cycle that it has lived through."""
    load_demo(lived, folder)
    dsn, today = lived.database.dsn("app"), lived.service.ledger.today
    tell_story(lambda clock: Ledger(dsn, MASTER, clock), today, OFFICE)


def admit(api: Api) -> str:
    """The token of an officer who is head, appraisal office and auditor too: he sees every page."""
    own = (("officer", f"officer:{OFFICER}"), ("unit-head", f"unit:{UNIT}"))
    for role, scope in (*own, ("appraiser", "bureau"), ("auditor", "bureau")):
        grant(api, "token:shots", role, scope)
    grant(api, "token:recorder", "recorder")
    asked = ReverseEntry(
        entry=f"nanyue/2024/officer:{OFFICER}#1", reason="级别录入有误", ground="核对原件"
    )
    api.service.ledger.handle(asked, By("token:recorder", ""))
    return token(api, "shots")


def be_refused(api: Api) -> None:
    """Some of what the auditor reads of commands that were not taken."""
    head = asker(api, "head", "unit-head", f"unit:{UNIT}")
    award = {"subject": f"officer:{OFFICER}", "item": "W1", "points": "1.25"}
    tries: tuple[tuple[str, dict[str, str]], ...] = (
        ("/bonuses", award),
        ("/years/nanyue/2024/freeze", {}),
        ("/units", {"unit": "zz"}),
    )
    clerk = asker(api, "errs", "recorder")
    off_step = award | {"subject": "officer:0044", "effective_on": "2024-11-20"}
    api.post("/bonuses", off_step, **clerk)
    for path, said in tries:
        api.post(path, said, **head)
    api.client.get("/v1/runs/nanyue:2024:live", headers=head)


def sealed(api: Api, folder: Path) -> Verifier:
    """With a log that is signed, and what the service needs to verify itself."""
    key = SigningKey.make("merit-ledger/shots")
    verifying.seal(api.database, key, folder)
    return verifying.give_verifier(api, key, folder)


def main(named: list[str]) -> None:
    """Of the pages named, of all where none is."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "server", fast=True) as server,
        serving(new_database(server)) as api,
    ):
        load_story(api, Path(folder))
        secret = admit(api)
        be_refused(api)
        verifier = sealed(api, Path(folder) / "notary")
        verifier.start("token:shots")
        verifier.wait(60)
        collect_seldom()  # as the service itself does when it has started
        with at_a_port(api) as url, chromium() as browser:
            for language, width in LOOKS:
                with visit(browser, url, language, width, device_scale_factor=SCALE) as one:
                    name = f"{language}-{width}"
                    _picture(one, _of(SIGNED_OUT, named), name)
                    one.sign_in(secret)
                    _picture(one, _of(PAGES, named), name)
                    for page, act in _of(ACTED, named).items():
                        act(one)
                        _shoot(one, page, name)


def _of(pages: Mapping[str, Page], named: list[str]) -> dict[str, Page]:
    return {page: there for page, there in pages.items() if not named or page in named}


def _picture(one: Visit, pages: dict[str, str], name: str) -> None:
    """The page from its top, as far as a picture may be large."""
    for page, address in pages.items():
        one.open(address)
        print(f"{one.first_paint():6} ms  {name}  {page}", flush=True)
        _shoot(one, page, name)


def _shoot(one: Visit, page: str, name: str) -> None:
    wide, high = WIDTHS[name.partition("-")[2]]
    whole = one.page.evaluate("document.documentElement.scrollHeight")
    high = min(max(whole, high), HIGH_MAX)
    path = FOLDER / f"{page}-{name}.png"
    top = max(0, one.page.evaluate(_FORESEEN_ENDS) + MARGIN - high)
    clip: Any = {"x": 0, "y": top, "width": wide, "height": high}
    one.page.screenshot(path=path, full_page=True, clip=clip)
    while path.stat().st_size > BYTES_MAX:
        clip["height"] -= HIGH_STEP
        clip["y"] += HIGH_STEP if top else 0
        one.page.screenshot(path=path, full_page=True, clip=clip)


if __name__ == "__main__":
    main(sys.argv[1:])
