"""Which editions of the rules were published, how do they differ, and how is one published?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.asking import Asking
from api.console.forms import Field, Form, Shown, send
from api.console.pages import me_of, page, permissions_of

routes = APIRouter(prefix="/console", include_in_schema=False)
NOTHING: Final = "—"
PUBLICATION: Final = Form(
    "publication",
    "/v1/rulebooks",
    (
        Field("bureau", "/bureau", required=True),
        Field("document", "/document", "text", required=True),
    ),
)


@routes.get("/rulebooks")
async def list_rulebooks(request: Request) -> Response:
    return await show_publication(request, None)


@routes.post("/rulebooks")
async def publish_rulebook(request: Request) -> Response:
    done = await send(request, PUBLICATION, "/console/rulebooks")
    return await show_publication(request, done) if isinstance(done, Shown) else done


async def show_publication(request: Request, shown: Shown | None) -> Response:
    """The editions, and the form with what is to be published, where there is one."""
    me = await me_of(request)
    rows = (await Asking(request).most("/v1/rulebooks"))["items"]
    return page(
        request,
        "rulebooks.html",
        status=shown.status if shown else HTTPStatus.OK,
        rows=[row | {"title": json.loads(row["document"])["title"]} for row in reversed(rows)],
        may="rulebook" in permissions_of(me),
        publication=shown,
    )


@routes.get("/rulebooks/{bureau}/{version}")
async def show_rulebook(request: Request, bureau: str, version: str) -> Response:
    """How it reads, and what it has otherwise than the one before or the one asked for."""
    await me_of(request)
    ask = Asking(request)
    address = f"/v1/rulebooks/{bureau}/{version}"
    printed, rows = await ask.all(
        ask.fetch(address, language=ask.language),
        ask.most("/v1/rulebooks", bureau=bureau),
    )
    versions = sorted(row["version"] for row in rows["items"])
    other = request.query_params.get("against") or _before(versions, version)
    difference = await ask.get(f"/v1/rulebooks/{bureau}/{other}/diff/{version}") if other else None
    return page(
        request,
        "rulebook.html",
        bureau=bureau,
        version=version,
        versions=versions,
        blocks=list(blocks(printed.body.decode())),
        difference=difference,
        steps=[steps_words(step) for step in difference["rules"]] if difference else [],
    )


def blocks(printed: str) -> Iterator[tuple[str, Any]]:
    """Headings by depth, tables, lists and paragraphs of the printed form."""
    for part in re.split(r"\n\s*\n", printed.strip()):
        lines = part.split("\n")
        if lines[0].startswith("#"):
            yield f"h{min(lines[0].count('#'), 3)}", lines[0].lstrip("# ")
        elif lines[0].startswith("|"):
            cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
            yield "table", [cells[0], *cells[2:]]
        elif lines[0].startswith(("- ", "1. ")):
            yield "list", [line.partition(" ")[2] for line in lines]
        else:
            yield "p", " ".join(lines)


def _before(versions: list[int], version: str) -> str | None:
    earlier = [str(one) for one in versions if str(one) != version and one < int(version)]
    return earlier[-1] if earlier else None


def steps_words(step: Any) -> dict[str, str]:
    """A rule exchanged: of its two readings what they do not share."""
    before, after = (list(_parts(step[side])) for side in ("before", "after"))
    return {
        "rule": step["rule"],
        "before": ", ".join(one for one in before if one not in after) or NOTHING,
        "after": ", ".join(one for one in after if one not in before) or NOTHING,
    }


def _parts(said: str, under: str = "") -> Iterator[str]:
    """What stands between the commas, of a map within a map by both names."""
    if not said.startswith("{"):
        yield f"{under}{said}"
        return
    for part in _split(said[1:-1]):
        name, _, inner = part.partition(": ")
        yield from _parts(inner, f"{under}{name} ") if inner.startswith("{") else (under + part,)


def _split(inner: str) -> list[str]:
    """At the commas of the outermost level."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(inner):
        depth += (sign in "{[") - (sign in "}]")
        if sign == "," and depth == 0:
            parts.append(inner[start:at].strip())
            start = at + 1
    return [*parts, inner[start:].strip()]
