"""How does a page of the console reach the browser, in its language and under its policy?"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.admission.sessions import COOKIE
from api.console import telling
from api.console.asking import RECEIPT, Answer, Asking, Refused, cut_short
from api.console.words import in_language, language_for, say, word_or
from api.dependencies import REQUEST, service_of

HOME: Final = "/console"
SIGN_IN: Final = "/console/sign-in"
POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
STATIC: Final = Path(__file__).with_name("static")
_TEMPLATES: Final = Path(__file__).with_name("templates")
_NOT_IN_A_NAME: Final = re.compile(r"[^0-9A-Za-z._-]+")
NO_BUREAU: Final = "bureau-not-named"
_UNKNOWN, _SEE_OTHER = 401, 303


@dataclass(frozen=True)
class Place:
    """A line of the navigation, for whoever holds one of the permissions; none: for everybody."""

    key: str
    path: str
    permissions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Group:
    """Places under one heading; where there is one of them, it stands without the heading."""

    key: str
    places: tuple[Place, ...]


def _place(name: str, permissions: str, path: str = "") -> Place:
    return Place(f"places.{name}", f"{HOME}/{path or name}", frozenset(permissions.split()))


PLACES: Final = (
    Group("", (Place("places.home", HOME), _place("todos", "published"))),
    Group("", (_place("officers", "results audit"), _place("units", "results check"))),
    Group(
        "places.work",
        (
            _place("new_entry", "record", "entries/new"),
            _place("imports", "import audit"),
            _place("timeline", "record reverse audit"),
            _place("claims", "approve check verify record"),
        ),
    ),
    Group(
        "places.management",
        (
            _place("indicators", "published"),
            _place("risks", "results check"),
            _place("quarters", "results check"),
            _place("remediations", "results check"),
            _place("awards", "own"),
            _place("disputes", "manage decide audit own"),
            _place("evaluations", "results"),
        ),
    ),
    Group(
        "places.year",
        (
            _place("years", "results year"),
            _place("rehearsals", "rehearse"),
            _place("rulebooks", "rulebook results"),
            _place("selections", "results"),
        ),
    ),
    Group(
        "places.audit",
        tuple(
            _place(name, "audit")
            for name in ("replay", "verification", "log", "traces", "differences")
        ),
    ),
)


def htmx_folder() -> Path:
    """Where the wheel that carries htmx has it; nothing of the wheel is imported."""
    found = find_spec("django_htmx")
    assert found is not None and found.origin is not None, "requirements/run.txt has it"
    return Path(found.origin).parent / "static" / "django_htmx"


@cache
def asset(name: str) -> str:
    """Its address, which changes with its content: a browser never keeps an old one."""
    folder, mount = (htmx_folder(), "htmx") if name.startswith("htmx") else (STATIC, "static")
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]
    return f"/console/{mount}/{name}?v={digest}"


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"points": telling.points, "quoted": partial(quote, safe=":@/")}
    made.globals |= {"asset": asset}
    return made


_PAGES: Final = _environment()


async def me_of(request: Request) -> Any:
    """Who looks, asked once a page."""
    if not hasattr(request.state, "me"):
        request.state.me = await Asking(request).get("/v1/me")
    return request.state.me


def permissions_of(me: Any) -> frozenset[str]:
    """All that the roles held allow, whatever over: the API decides about each thing. A workbook
    is of a whole bureau, and nothing for whoever records for a unit."""
    held = [(role["scope"].startswith("unit:"), role["permissions"]) for role in me["roles"]]
    return frozenset(one for part, said in held for one in said if not part or one != "import")


def officers_of(me: Any) -> list[str]:
    """Whom whoever looks is himself."""
    scopes = dict.fromkeys(role["scope"] for role in me["roles"])
    return [scope[len("officer:") :] for scope in scopes if scope.startswith("officer:")]


def page(request: Request, template: str, *, status: int = 200, **told: Any) -> Response:
    """The template, with all that every page needs."""
    language = language_for(request)
    me = getattr(request.state, "me", None)
    body = _PAGES.get_template(template).render(
        lang=language,
        t=partial(say, language),
        known_word=partial(word_or, language),
        said=partial(in_language, language),
        day=partial(telling.day, language=language),
        instant=partial(telling.instant, language=language),
        code=partial(telling.code, language=language),
        me=me,
        places=_places(me),
        own=officers_of(me) if me else [],
        here=request.url.path,
        above=_above(request.url.path),
        again=address_of(request),
        csrf=sealed(request, "form"),
        receipt=_receipt(request),
        trouble=service_of(request).watch.trouble,
        cut_short=cut_short(request),
        **{"names": {}, **told},
    )
    headers = {
        "Content-Security-Policy": POLICY,
        "Content-Language": language,
        "Cache-Control": "no-store",
        "Vary": "Cookie, Accept-Language",
    }
    return HTMLResponse(body, status, headers)


def file(answer: Answer, name: str) -> Response:
    """An answer of the API to save, byte for byte; what it refuses has its page like the rest."""
    saved_as = _NOT_IN_A_NAME.sub("-", name)
    headers = {
        "Content-Disposition": f'attachment; filename="{saved_as}"',
        "Cache-Control": "no-store",
    }
    return Response(answer.body, headers=headers, media_type=answer.headers["content-type"])


def _places(me: Any) -> list[Group]:
    if me is None:
        return []
    held = permissions_of(me)
    seen = (
        Group(
            group.key, tuple(p for p in group.places if not p.permissions or p.permissions & held)
        )
        for group in PLACES
    )
    return [Group(one.key if len(one.places) > 1 else "", one.places) for one in seen if one.places]


def _above(path: str) -> list[str]:
    """The places below which the page lies."""
    paths = [place.path for group in PLACES for place in group.places]
    return [one for one in paths if one != HOME and path.startswith(f"{one}/")]


def address_of(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def below_console(address: str) -> str:
    """The address if it leads to a page of ours, else home: a link may name any."""
    ours = address == HOME or address.startswith((f"{HOME}/", f"{HOME}?"))
    plain = address.isascii() and address.isprintable() and "\\" not in address
    return address if ours and plain and len(address) < 2000 else HOME  # noqa: PLR2004


def sealed(request: Request, word: str) -> str:
    """What nobody can make who does not hold this browser's session."""
    secret = request.cookies.get(COOKIE, "").encode("utf-8", "replace")
    return hmac.new(secret, f"merit console {word}".encode(), "sha256").hexdigest()


def receipt_address(
    request: Request, address: str, position: int, claim: str | None = None
) -> Response:
    """Back to the page, which waits for the position and says that it was recorded.

    `claim`: what was recorded waits for a second person, and is called so.
    """
    told = f"{position} {claim or ''}".strip()
    seal = sealed(request, f"receipt {told}")[:16]
    joined = "&" if "?" in address else "?"
    said = quote(f"{position}.{seal}" + (f".{claim}" if claim else ""), safe="")
    return RedirectResponse(f"{address}{joined}{RECEIPT}={said}", _SEE_OTHER)


def _receipt(request: Request) -> dict[str, str] | None:
    position, _, rest = request.query_params.get(RECEIPT, "").partition(".")
    seal, _, claim = rest.partition(".")
    wanted = sealed(request, f"receipt {position} {claim}".strip())[:16]
    if not hmac.compare_digest(seal.encode(), wanted.encode()):
        return None
    return {"position": position, "claim": claim}


async def _empty(request: Request) -> bool:
    """Whether no bureau is there to be named, for whoever is known and only looks."""
    if request.method != "GET" or not hasattr(request.state, "me"):
        return False
    return not (await Asking(request).get("/v1/units", limit=1))["items"]


async def refused(request: Request, error: Exception) -> Response:
    """The designed page of a refusal; whoever is not known signs in and comes back."""
    assert isinstance(error, Refused)
    if error.status == _UNKNOWN:
        back = address_of(request) if request.method == "GET" else HOME
        expired = "&expired=1" if COOKIE in request.cookies else ""
        address = f"{SIGN_IN}?next={quote(back, safe='')}{expired}"
        if "HX-Request" in request.headers:
            return Response(headers={"HX-Redirect": address})
        return RedirectResponse(address, _SEE_OTHER)
    if error.problem.get("code") == NO_BUREAU and await _empty(request):
        return page(request, "nothing.html", imports="import" in permissions_of(request.state.me))
    answer = page(
        request,
        "problem.html",
        status=error.status,
        problem=error.problem,
        errors=error.errors,
        code_of=error.status,
        request_id=request.scope[REQUEST],
    )
    if error.again_after:
        answer.headers["Retry-After"] = error.again_after
    return answer
