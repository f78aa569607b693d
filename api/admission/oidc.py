"""Who is it that an identity provider vouches for? OpenID Connect: issuer, audience, keys, times.

Of a token only its subject is taken: `oidc:<sub>`. Roles come from grants, whatever it claims.
"""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jwt
from starlette.requests import HTTPConnection

from api.admission import Authenticator, Caller, Connect, bearer_of

KIND: Final = "oidc:"
DOTS: Final = 2
ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""Asymmetric ones alone: with any other, whoever can verify can forge."""
LEEWAY_SECONDS: Final = 60
REFETCH_SECONDS: Final = 60.0
FETCH_SECONDS: Final = 5.0
JWKS_BYTES_MAX: Final = 2**20
KEYS_OF: Final = ("RSA", "EC", "OKP")
_SUBJECT: Final = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)


@dataclass(frozen=True)
class Issuer:
    """An identity provider: what its tokens must say, and where its keys are (a file or a URL)."""

    issuer: str
    audience: str
    jwks: str


class Keys:
    """The provider's keys by their id; an unknown id has them fetched anew, once a minute."""

    def __init__(self, jwks: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._jwks, self._clock = jwks, clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched: float | None = None
        self._fetching = threading.Lock()

    def get(self, kid: str) -> jwt.PyJWK | None:
        found = self._keys.get(kid)
        # Who comes while another fetches does not wait: a flood of unknown ids holds no threads.
        if found is None and self._fetching.acquire(blocking=False):
            try:
                if self._due():
                    self._refresh()
            finally:
                self._fetching.release()
            found = self._keys.get(kid)
        return found

    def _due(self) -> bool:
        return self._fetched is None or self._clock() - self._fetched >= REFETCH_SECONDS

    def _refresh(self) -> None:
        self._fetched = self._clock()
        try:
            said = json.loads(_read(self._jwks))["keys"]
            self._keys = dict(read for key in said if (read := _key(key)) is not None)
        except (OSError, ValueError, KeyError, TypeError):
            return  # the keys that are known stay good


def _key(said: Any) -> tuple[str, jwt.PyJWK] | None:
    """A key that signs, by its id; None where it is for something else, or cannot be read."""
    if not isinstance(said, dict) or not isinstance(said.get("kid"), str):
        return None
    if said.get("kty") not in KEYS_OF or said.get("use", "sig") != "sig":
        return None
    try:
        return said["kid"], jwt.PyJWK(said)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None


def _read(jwks: str) -> bytes:
    if jwks.startswith(("https://", "http://")):
        with urllib.request.urlopen(jwks, timeout=FETCH_SECONDS) as answer:
            return bytes(answer.read(JWKS_BYTES_MAX))
    return Path(jwks).read_bytes()[:JWKS_BYTES_MAX]


def by_oidc(issuer: Issuer) -> Authenticator:
    """The authenticator of one identity provider."""
    keys = Keys(issuer.jwks)

    def authenticate(request: HTTPConnection, _: Connect) -> Caller | None:
        given = bearer_of(request)
        if given is None or given.count(".") != DOTS:
            return None
        subject = subject_of(given, issuer, keys)
        return None if subject is None else Caller(KIND + subject)

    return authenticate


def subject_of(token: str, issuer: Issuer, keys: Keys) -> str | None:
    """Whom a token names that is sound in every respect; None otherwise, for whatever reason."""
    try:
        header = jwt.get_unverified_header(token)
        kid = header.get("kid")
        if header.get("alg") not in ALGORITHMS or not isinstance(kid, str) or "crit" in header:
            return None
        key = keys.get(kid)
        if key is None:
            return None
        said = jwt.decode(
            token,
            key,
            algorithms=list(ALGORITHMS),
            audience=issuer.audience,
            issuer=issuer.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    subject = said.get("sub")
    return subject if isinstance(subject, str) and _SUBJECT.fullmatch(subject) else None
