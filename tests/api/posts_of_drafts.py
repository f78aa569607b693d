"""Which bodies of the compilation of indicators are granted?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Final

from tests.api import bodies
from tests.api.asking import Api
from tests.api.bodies import Body
from tests.api.drafting import Compiled, compiled, indicators, upper
from tests.conftest import OFFICE

Making = Callable[[Api, str], Body]
LAST: Final[dict[str, int]] = {"number": 1}
"""Which draft was made last: the path names it."""
_DRAFTED: Final = count(2100)
"""Drafts are of years of their own: after one is published, plans change no other way."""


def _draft(api: Api, number: str) -> Body:
    return {"year": next(_DRAFTED), "indicators": indicators(number)}


def _of_draft(*before: Callable[[Compiled], None], role: str = "", **said: str) -> Making:
    """Of a draft of its own, so far on its way; whoever holds the home stands there as well."""

    def making(api: Api, _: str) -> Body:
        year = next(_DRAFTED)
        draft = compiled(api, year)
        LAST["number"] = draft.number
        for act in before:
            act(draft)
        if role:
            scope = f"unit:{said['unit']}" if "unit" in said else "bureau"
            api.write("/grants", {"grantee": OFFICE.actor, "role": role, "scope": scope})
        return {name: part.format(digest=draft.digest, year=year) for name, part in said.items()}

    return making


def _answer(api: Api, number: str) -> Body:
    return {
        **_of_draft(Compiled.comment, answer="accepted", text="已调整")(api, number),
        "comment": 1,
    }


_SEEN: Final = {"digest": "{digest}", "level": "party-committee"}
DRAFTS: Final[Mapping[str, Making]] = {
    "/indicators/upper": lambda _api, _number: upper(next(_DRAFTED)),
    "/drafts": _draft,
    "/drafts/{bureau}/{number}/rounds": _of_draft(until=bodies.LATER),
    "/drafts/{bureau}/{number}/comments": _of_draft(
        Compiled.ask, role="unit-head", unit="zg", text="建议调整"
    ),
    "/drafts/{bureau}/{number}/answers": _answer,
    "/drafts/{bureau}/{number}/sign": _of_draft(role="party-committee", **_SEEN),
    "/drafts/{bureau}/{number}/return": _of_draft(
        role="party-committee", reason="责任分解尚不明确", **_SEEN
    ),
    "/drafts/{bureau}/{number}/publish": _of_draft(
        Compiled.sign, digest="{digest}", effective_on="{year}-02-01"
    ),
}
ALTERED_OF_DRAFTS: Final[Mapping[str, Body]] = {
    "/indicators/upper": {"document_no": "湘税函〔2024〕9号"},
    "/drafts": {"year": 2099},
    "/drafts/{bureau}/{number}/rounds": {"until": "2150-01-02"},
    "/drafts/{bureau}/{number}/comments": {"text": "另一意见"},
    "/drafts/{bureau}/{number}/answers": {"text": "另一答复"},
    "/drafts/{bureau}/{number}/sign": {"level": "leader"},
    "/drafts/{bureau}/{number}/publish": {"digest": "sha256:" + "00" * 32},
}
