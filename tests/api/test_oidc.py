"""Does only a sound token of the identity provider name its subject, whatever else it claims?"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.admission.oidc import Issuer, Keys, by_oidc, subject_of
from tests.api.askers import bearer, grant
from tests.api.asking import refused, serving
from tests.api.bodies import open_bureau
from tests.conftest import Database

ISSUER: Final = "https://id.example/realm"
AUDIENCE: Final = "merit-ledger"
RSA: Final = rsa.generate_private_key(65537, 2048)
EC: Final = ec.generate_private_key(ec.SECP256R1())
ED: Final = ed25519.Ed25519PrivateKey.generate()
STRANGE: Final = rsa.generate_private_key(65537, 2048)


def jwk(key: Any, kid: str, algorithm: Any, **more: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(algorithm.to_jwk(key.public_key()))
    return said | {"kid": kid} | more


KEYS: Final = {
    "rsa": jwk(RSA, "rsa", jwt.algorithms.RSAAlgorithm),
    "ec": jwk(EC, "ec", jwt.algorithms.ECAlgorithm, use="sig"),
    "ed": jwk(ED, "ed", jwt.algorithms.OKPAlgorithm),
    "sealing": jwk(STRANGE, "sealing", jwt.algorithms.RSAAlgorithm, use="enc"),
    "shared": {"kty": "oct", "kid": "shared", "k": base64.urlsafe_b64encode(b"k" * 32).decode()},
    "broken": {"kty": "RSA", "kid": "broken", "n": "x"},
}


@dataclass
class Provider:
    """An identity provider's key server on this machine."""

    keys: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    down: bool = False
    url: str = ""


@pytest.fixture
def provider() -> Iterator[Provider]:
    told = Provider([KEYS["rsa"], KEYS["ec"], KEYS["ed"], KEYS["sealing"], KEYS["shared"]])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked += 1
            self.send_response(503 if told.down else 200)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": told.keys}).encode())

        def log_message(self, *_: object) -> None:
            """The tests' output is theirs."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}/jwks"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()


def claims(**but: Any) -> dict[str, Any]:
    now = int(time.time())
    said = {"iss": ISSUER, "aud": AUDIENCE, "sub": "zhang", "iat": now, "exp": now + 300}
    return {name: value for name, value in (said | but).items() if value is not None}


def signed(key: Any = RSA, kid: str | None = "rsa", alg: str = "RS256", **but: Any) -> str:
    headers = {} if kid is None else {"kid": kid}
    return jwt.encode(claims(**but), key, alg, headers=headers)


def subject(token: str, provider: Provider) -> str | None:
    issuer = Issuer(ISSUER, AUDIENCE, provider.url)
    return subject_of(token, issuer, Keys(provider.url))


@pytest.mark.parametrize(
    ("key", "kid", "alg"), [(RSA, "rsa", "RS256"), (EC, "ec", "ES256"), (ED, "ed", "EdDSA")]
)
def test_a_sound_token_names_its_subject(provider: Provider, key: Any, kid: str, alg: str) -> None:
    assert subject(signed(key, kid, alg), provider) == "zhang"
    assert subject(signed(key, kid, alg, roles=["owner"], aud=[AUDIENCE, "x"]), provider) == "zhang"


def part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def forged_with_the_public_key(kid: str, key: bytes) -> str:
    text = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': kid})}.{part(claims())}"
    mac = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def unsigned(alg: str) -> str:
    return f"{part({'alg': alg, 'kid': 'rsa'})}.{part(claims())}."


def test_a_token_that_anybody_could_have_made_names_nobody(provider: Provider) -> None:
    public = RSA.public_key()
    for form in (PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1):
        pem = public.public_bytes(Encoding.PEM, form)
        assert subject(forged_with_the_public_key("rsa", pem), provider) is None
    assert subject(forged_with_the_public_key("shared", b"k" * 32), provider) is None
    for alg in ("none", "None", "NONE", "", "HS256"):
        assert subject(unsigned(alg), provider) is None


def bad_tokens() -> dict[str, str]:
    now, sound = int(time.time()), signed()
    head, body, signature = sound.split(".")
    return {
        "expired": signed(exp=now - 120),
        "not yet good": signed(nbf=now + 120),
        "of the future": signed(iat=now + 120),
        "for another": signed(aud="somebody else"),
        "for nobody": signed(aud=None),
        "from another": signed(iss="https://id.example/other"),
        "from nobody": signed(iss=None),
        "without an end": signed(exp=None),
        "without a beginning": signed(iat=None),
        "without a subject": signed(sub=None),
        "an odd subject": signed(sub="a b"),
        "an empty subject": signed(sub=""),
        "a subject too long": signed(sub="x" * 256),
        "another's key": signed(STRANGE),
        "a key that seals": signed(STRANGE, "sealing"),
        "an unknown key": signed(kid="unknown"),
        "no key": signed(kid=None),
        "another kind of key": signed(EC, "rsa", "ES256"),
        "an altered claim": f"{head}.{part(claims(sub='li'))}.{signature}",
        "cut short": f"{head}.{body}.{signature[:-4]}",
        "without a signature": f"{head}.{body}.",
        "garbage": "a.b.c",
        "bytes": "\x00.\x00.\x00",
        "critical": jwt.encode(claims(), RSA, "RS256", headers={"kid": "rsa", "crit": ["x"]}),
        "a number for a key": f"{part({'alg': 'RS256', 'kid': 7})}.{body}.{signature}",
        "a list for a header": f"{part([])}.{body}.{signature}",  # type: ignore[arg-type]
    }


@pytest.mark.parametrize("what", bad_tokens())
def test_an_unsound_token_names_nobody(provider: Provider, what: str) -> None:
    assert subject(bad_tokens()[what], provider) is None


def test_the_clocks_may_differ_by_a_minute(provider: Provider) -> None:
    now = int(time.time())
    assert subject(signed(exp=now - 30), provider) == "zhang"
    assert subject(signed(iat=now + 30, nbf=now + 30), provider) == "zhang"


def test_an_unknown_key_is_asked_for_once_a_minute(provider: Provider) -> None:
    clock = [0.0]
    keys = Keys(provider.url, lambda: clock[0])
    assert keys.get("rsa") is not None
    provider.keys.append(jwk(STRANGE, "new", jwt.algorithms.RSAAlgorithm))
    assert [keys.get(kid) for kid in ("new", "x", "y")] == [None] * 3
    assert provider.asked == 1
    clock[0] = 60.0
    assert keys.get("new") is not None
    assert provider.asked == 2


def test_while_the_provider_is_down_known_keys_stay_good(provider: Provider) -> None:
    clock = [0.0]
    keys = Keys(provider.url, lambda: clock[0])
    assert keys.get("rsa") is not None
    provider.down, clock[0] = True, 100.0
    assert keys.get("unknown") is None
    assert keys.get("rsa") is not None
    assert Keys("http://127.0.0.1:1/jwks").get("rsa") is None


def test_one_broken_key_takes_no_other_along(provider: Provider) -> None:
    provider.keys.insert(0, KEYS["broken"])
    assert subject(signed(), provider) == "zhang"


def test_the_keys_may_stand_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [KEYS["rsa"]]}))
    assert subject_of(signed(), Issuer(ISSUER, AUDIENCE, str(path)), Keys(str(path))) == "zhang"
    for text in ("", "[]", "{}", '{"keys": 7}', '{"keys": [7]}'):
        path.write_text(text)
        assert Keys(str(path)).get("rsa") is None
    assert Keys(str(tmp_path / "absent")).get("rsa") is None


@pytest.mark.postgres
def test_roles_come_from_grants_and_never_from_the_token(
    database: Database, provider: Provider
) -> None:
    issuer = Issuer(ISSUER, AUDIENCE, provider.url)
    with serving(database, also=[by_oidc(issuer)]) as api:
        open_bureau(api)
        headers = bearer(signed(roles=["owner", "auditor"], role="owner"))
        told = api.client.get("/v1/me", headers=headers).json()
        assert told == {"actor": "oidc:zhang", "roles": []}
        refused(api.client.get("/v1/journal", headers=headers), 403, "not-permitted")
        grant(api, "oidc:zhang", "auditor")
        assert api.client.get("/v1/journal", headers=headers).status_code == 200
        for what, bad in bad_tokens().items():
            if bad.isprintable():
                answer = api.client.get("/v1/me", headers=bearer(bad))
                assert answer.status_code == 401, what
