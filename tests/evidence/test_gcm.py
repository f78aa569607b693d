"""Does the verifier's AES-256-GCM open what others seal, and nothing else?"""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.evidence.offline.gcm import open_sealed

KEY = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
NONCE = bytes.fromhex("cafebabefacedbaddecaf888")
TEXT = bytes.fromhex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
SEALED = bytes.fromhex(
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
)
BESIDE = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
VECTORS = {
    "13": (bytes(32), bytes(12), b"", b"", "530f8afbc74536b9a963b4f1c4cb738b", b""),
    "14": (
        bytes(32),
        bytes(12),
        bytes(16),
        b"",
        "d0d1c8a799996bf0265b98b5d48ab919",
        bytes.fromhex("cea7403d4d606b6e074ec5d3baf39d18"),
    ),
    "15": (KEY, NONCE, TEXT, b"", "b094dac5d93471bdec1a502270e3cc6c", SEALED),
    "16": (KEY, NONCE, TEXT[:60], BESIDE, "76fc6ece0f4e1768cddf8853bb2d551b", SEALED[:60]),
}
"""Test cases of the proposal of GCM to NIST (McGrew and Viega), those of 256-bit keys."""
SIZES = st.integers(0, 70).flatmap(lambda n: st.binary(min_size=n, max_size=n))


@pytest.mark.parametrize("number", VECTORS)
def test_the_vectors_of_the_standard_open(number: str) -> None:
    key, nonce, text, beside, tag, sealed = VECTORS[number]
    assert open_sealed(key, nonce, sealed + bytes.fromhex(tag), beside) == text


@settings(max_examples=60)
@given(
    key=st.binary(min_size=32, max_size=32),
    nonce=st.binary(min_size=12, max_size=12),
    text=SIZES,
    beside=SIZES,
)
def test_what_the_library_seals_opens(key: bytes, nonce: bytes, text: bytes, beside: bytes) -> None:
    assert open_sealed(key, nonce, AESGCM(key).encrypt(nonce, text, beside), beside) == text


@settings(max_examples=60)
@given(data=st.data(), text=SIZES)
def test_one_bit_anywhere_and_it_stays_shut(data: st.DataObject, text: bytes) -> None:
    parts = [KEY, NONCE, AESGCM(KEY).encrypt(NONCE, text, BESIDE), BESIDE]
    which = data.draw(st.integers(0, len(parts) - 1))
    bit = data.draw(st.integers(0, 8 * len(parts[which]) - 1))
    changed = bytearray(parts[which])
    changed[bit // 8] ^= 1 << bit % 8
    parts[which] = bytes(changed)
    assert open_sealed(*parts) is None


@pytest.mark.parametrize("lengths", [(16, 12, 16), (32, 16, 16), (32, 12, 15), (0, 0, 0)])
def test_other_lengths_are_no_aes_256_gcm(lengths: tuple[int, int, int]) -> None:
    key, nonce, sealed = (bytes(n) for n in lengths)
    with pytest.raises(ValueError, match="AES-256-GCM"):
        open_sealed(key, nonce, sealed, b"")
