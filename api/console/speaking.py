"""How do those who are judged answer: acknowledge what was recorded of them, or object to it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import Request

from api.console import telling
from api.console.forms import Field, Form, Shown, whole, with_refused, yes_or_no
from api.console.words import in_language, language_for, say

OBJECTION: Final = Form(
    "objection",
    "/v1/disputes",
    (
        Field("subject", "/subject", "hidden"),
        Field("bureau", "/bureau", "hidden"),
        Field("year", "/year", "hidden", read=whole),
        Field("stage", "/stage", "hidden"),
        Field("run", "/about/run", "one"),
        Field("entries", "/about/entries", "some"),
        Field("statement", "/statement", "long", required=True),
        Field("relief", "/relief", "long", required=True),
    ),
)
ACKNOWLEDGEMENT: Final = Form(
    "acknowledgement",
    "/v1/acknowledgements",
    (
        Field("entry", "/entry", "one", required=True),
        Field("agrees", "/agrees", "one", required=True, read=yes_or_no),
        Field("opinion", "/opinion", "long"),
    ),
)

RESULT: Final = Form(
    "told_result",
    "/v1/acknowledgements/results",
    (
        Field("subject", "/subject", "hidden"),
        Field("bureau", "/bureau", "hidden"),
        Field("year", "/year", "hidden", read=whole),
        Field("result", "/result", "one", required=True),
        Field("agrees", "/agrees", "one", required=True, read=yes_or_no),
        Field("opinion", "/opinion", "long"),
    ),
)


def spoken(
    request: Request, account: Any, told: Sequence[Any], refused: Shown | None
) -> dict[str, Shown]:
    """Of whose account it is; `told`: of which entries and results he was told."""
    language, score = language_for(request), account["score"]
    lines = account["statement"]["lines"] if account["statement"] else ()
    titles = {line["entry"]: line["detail"]["title"] for line in lines}
    officer = score["officer"]
    subject = f"officer:{officer}" if officer else f"unit:{score['unit']}"
    # A unit bears its share of what was entered at another: that is not its own to dispute.
    entries = [
        (line["entry"], _words(line, titles.get(line["entry"], {}), language))
        for line in score["lines"]
        if f"/{subject}#" in line["entry"]
    ]
    runs = [
        (row["result"], say(language, f"result.{row['result'].split('-')[0]}"))
        for row in told
        if row["result"]
    ]
    agreeing = [
        ("true", say(language, "agreeing.true")),
        ("false", say(language, "agreeing.false")),
    ]
    waits = [row for row in told if row["state"] == "told" and not row["reversed"]]
    waiting = {row["entry"] for row in waits}
    results = {row["result"] for row in waits if row["result"]}
    own = {"subject": subject, "bureau": score["bureau"], "year": score["year"]}
    shown = {
        "objection": OBJECTION.shown(
            own | {"stage": "objection"}, {"run": runs, "entries": entries}
        ),
        "told_result": RESULT.shown(
            own, {"result": [one for one in runs if one[0] in results], "agrees": agreeing}
        ),
        "acknowledgement": ACKNOWLEDGEMENT.shown(
            {}, {"entry": [one for one in entries if one[0] in waiting], "agrees": agreeing}
        ),
    }
    return with_refused(shown, refused)


def _words(line: Any, title: Mapping[str, str], language: str) -> str:
    """As the account above tells it."""
    number = line["entry"].partition("#")[2]
    item = line["item"] or line["indicator"] or ""
    on, counted = telling.day(line["effective_on"], language), telling.points(line["counted"])
    return f"#{number} · {on} · {in_language(language, title)} {item} · {counted}"
