"""What does a text sealed with AES-256-GCM say, with Python alone?

FIPS 197 and SP 800-38D, for opening only: slow, and not hardened against whoever can time it.
"""

from __future__ import annotations

import hmac
from typing import Final

GCM_KEY_BYTES: Final = 32
GCM_NONCE_BYTES: Final = 12
GCM_TAG_BYTES: Final = 16
_BLOCK: Final = 16
_KEY_WORDS: Final = 8
_ROUNDS: Final = 14
_BYTE: Final = 0xFF
_REDUCED: Final = 0x11B
_GHASH_REDUCED: Final = 0xE1 << 120


def open_sealed(key: bytes, nonce: bytes, sealed: bytes, beside: bytes) -> bytes | None:
    """The text; None where key, nonce, text, tag and what stands `beside` do not belong together.

    `sealed` ends with the tag. Raises ValueError where a length is not that of AES-256-GCM.
    """
    lengths = (len(key), len(nonce))
    if lengths != (GCM_KEY_BYTES, GCM_NONCE_BYTES) or len(sealed) < GCM_TAG_BYTES:
        raise ValueError("no key, nonce and text of AES-256-GCM")
    body, tag = sealed[:-GCM_TAG_BYTES], sealed[-GCM_TAG_BYTES:]
    keys = _round_keys(key)
    mask = _encrypted(nonce + (1).to_bytes(4, "big"), keys)
    hashed = _ghash(_encrypted(bytes(_BLOCK), keys), beside, body)
    if not hmac.compare_digest(_xored(mask, hashed), tag):
        return None
    return b"".join(
        _xored(
            body[at : at + _BLOCK],
            _encrypted(nonce + (2 + at // _BLOCK).to_bytes(4, "big"), keys),
        )
        for at in range(0, len(body), _BLOCK)
    )


def _xored(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


def _doubled_byte(byte: int) -> int:
    return (byte << 1) ^ (_REDUCED if byte & 0x80 else 0)


def _substitutes() -> bytes:
    """The S-box: the inverse in GF(2^8), and the affine map over it."""
    powers = [1]
    while len(powers) < _BYTE:
        powers.append(_doubled_byte(powers[-1]) ^ powers[-1])
    inverse = {power: powers[-n % _BYTE] for n, power in enumerate(powers)} | {0: 0}
    box = bytearray()
    for byte in range(_BYTE + 1):
        turned = inverse[byte] * 0x101
        box.append((turned ^ turned >> 4 ^ turned >> 5 ^ turned >> 6 ^ turned >> 7 ^ 0x63) & _BYTE)
    return bytes(box)


_SUBSTITUTES: Final = _substitutes()


def _round_keys(key: bytes) -> list[bytes]:
    words = [key[at : at + 4] for at in range(0, GCM_KEY_BYTES, 4)]
    constant = 1
    while len(words) < 4 * (_ROUNDS + 1):
        last = words[-1]
        if len(words) % _KEY_WORDS == 0:
            turned = (last[1:] + last[:1]).translate(_SUBSTITUTES)
            last = bytes([turned[0] ^ constant]) + turned[1:]
            constant = _doubled_byte(constant)
        elif len(words) % _KEY_WORDS == _KEY_WORDS // 2:
            last = last.translate(_SUBSTITUTES)
        words.append(_xored(words[-_KEY_WORDS], last))
    return [b"".join(words[at : at + 4]) for at in range(0, len(words), 4)]


def _encrypted(block: bytes, keys: list[bytes]) -> bytes:
    state = _xored(block, keys[0])
    for n in range(1, _ROUNDS + 1):
        state = state.translate(_SUBSTITUTES)
        state = bytes(state[(at + 4 * (at % 4)) % _BLOCK] for at in range(_BLOCK))
        if n < _ROUNDS:
            state = b"".join(_mixed(state[at : at + 4]) for at in range(0, _BLOCK, 4))
        state = _xored(state, keys[n])
    return state


def _mixed(column: bytes) -> bytes:
    whole = column[0] ^ column[1] ^ column[2] ^ column[3]
    return bytes(
        byte ^ whole ^ _doubled_byte(byte ^ column[(at + 1) % 4]) for at, byte in enumerate(column)
    )


def _ghash(subkey: bytes, beside: bytes, body: bytes) -> bytes:
    lengths = (8 * len(beside)).to_bytes(8, "big") + (8 * len(body)).to_bytes(8, "big")
    found, factor = 0, int.from_bytes(subkey, "big")
    for part in (beside, body, lengths):
        for at in range(0, len(part), _BLOCK):
            block = part[at : at + _BLOCK].ljust(_BLOCK, b"\0")
            found = _times(found ^ int.from_bytes(block, "big"), factor)
    return found.to_bytes(_BLOCK, "big")


def _times(one: int, other: int) -> int:
    """The product in GF(2^128), whose first bit is the lowest power."""
    product = 0
    for bit in range(127, -1, -1):
        if one >> bit & 1:
            product ^= other
        other = (other >> 1) ^ (_GHASH_REDUCED if other & 1 else 0)
    return product
