"""Does the verifier in plain Python take the signatures that it should, and no other?"""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.evidence.ed25519 import _point, verify_ed25519
from tests.evidence.logs import flipped
from tests.evidence.vectors import SIGNINGS, Signing

ORDER = 2**252 + 27742317777372353535851937790883648493
P = 2**255 - 19
SEED = st.binary(min_size=32, max_size=32)
SMALL_ORDER = [
    (1).to_bytes(32, "little"),
    (P - 1).to_bytes(32, "little"),
    bytes(32),
    bytes(31) + b"\x80",
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
]


def library(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def signed(seed: bytes, message: bytes) -> tuple[bytes, bytes]:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key.public_key().public_bytes_raw(), key.sign(message)


@pytest.mark.parametrize("vector", SIGNINGS.values(), ids=list(SIGNINGS))
def test_the_published_signatures_hold_and_none_with_a_bit_changed(vector: Signing) -> None:
    public, message = bytes.fromhex(vector.public), bytes.fromhex(vector.message)
    signature = bytes.fromhex(vector.signature)
    assert signed(bytes.fromhex(vector.seed), message) == (public, signature)
    assert verify_ed25519(public, message, signature)
    for at in range(0, 64, 5):
        assert not verify_ed25519(public, message, flipped(signature, at, at % 8))
    for at in range(0, 32, 5):
        assert not verify_ed25519(flipped(public, at, at % 8), message, signature)
    assert not verify_ed25519(public, message + b"\0", signature)


@given(SEED, st.binary(max_size=200))
def test_what_the_library_signs_holds(seed: bytes, message: bytes) -> None:
    public, signature = signed(seed, message)
    assert verify_ed25519(public, message, signature)


@settings(max_examples=200)
@given(SEED, st.binary(min_size=1, max_size=64), st.data())
def test_what_is_altered_is_judged_as_the_library_does(
    seed: bytes, message: bytes, data: st.DataObject
) -> None:
    public, signature = signed(seed, message)
    whole = public + signature + message
    at, bit = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 7))
    whole = flipped(whole, at, bit)
    parts = whole[:32], whole[96:], whole[32:96]
    assert verify_ed25519(*parts) is library(*parts) is False


@given(SEED, st.binary(max_size=64), st.sampled_from([1, 2, 7, 15]))
def test_an_s_beyond_the_order_is_refused(seed: bytes, message: bytes, times: int) -> None:
    public, signature = signed(seed, message)
    s = int.from_bytes(signature[32:], "little") + times * ORDER
    if s < 2**256:
        assert not verify_ed25519(public, message, signature[:32] + s.to_bytes(32, "little"))


@pytest.mark.parametrize("key", SMALL_ORDER, ids=bytes.hex)
def test_a_key_of_small_order_signs_nothing(key: bytes) -> None:
    """Under the neutral one, R = S·B is a signature of everything."""
    public, signature = signed(bytes(32), b"")
    for r in (*SMALL_ORDER, public, signature[:32]):
        assert not verify_ed25519(key, b"anything", r + bytes(32))


@pytest.mark.parametrize("y", [P, P + 1, 2**255 - 1, 2, 7])
def test_what_is_no_point_is_no_key(y: int) -> None:
    for sign in (0, 1 << 255):
        key = (y | sign).to_bytes(32, "little")
        assert _point(key) is None
        assert not verify_ed25519(key, b"", bytes(64))


@pytest.mark.parametrize("y", [1, P - 1])
def test_no_zero_is_negative(y: int) -> None:
    assert _point(y.to_bytes(32, "little")) is not None
    assert _point((y | 1 << 255).to_bytes(32, "little")) is None


def test_a_key_or_signature_of_another_length_is_refused() -> None:
    """Though a zero byte more would leave the numbers as they are."""
    public, signature = signed(bytes(32), b"m")
    assert verify_ed25519(public, b"m", signature)
    assert not verify_ed25519(public, b"m", signature + b"\0")
    assert not verify_ed25519(public + b"\0", b"m", signature)
    for length in (0, 31, 32, 63):
        assert not verify_ed25519(public, b"m", signature[:length])
        assert not verify_ed25519(public[: min(length, 31)], b"m", signature)


@given(st.binary(max_size=80), st.binary(max_size=40), st.binary(max_size=80))
def test_anything_else_is_refused(public: bytes, message: bytes, signature: bytes) -> None:
    assert verify_ed25519(public, message, signature) is False


@given(SEED, st.binary(min_size=64, max_size=64))
def test_random_keys_and_signatures_are_judged_as_the_library_does(
    public: bytes, signature: bytes
) -> None:
    assert verify_ed25519(public, b"m", signature) is library(public, b"m", signature)
