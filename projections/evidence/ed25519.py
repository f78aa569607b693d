"""Did the holder of this Ed25519 key sign this message?

RFC 8032 in plain Python, for an auditor who has nothing else. It only verifies, so it keeps no
secret and need not take constant time. Stricter than the RFC must be, as strict as it may be: no
S beyond the order, no point written in another than its one way, no key of small order (under
which anything is signed), no cofactor.
"""

from __future__ import annotations

import hashlib
from typing import Final

_KEY_BYTES: Final = 32
_P: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE: Final = pow(2, (_P - 1) // 4, _P)

_Point = tuple[int, int, int, int]
"""Extended coordinates: x = X/Z, y = Y/Z, xy = T/Z."""
_NEUTRAL: Final[_Point] = (0, 1, 1, 0)


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    if len(public) != _KEY_BYTES or len(signature) != 2 * _KEY_BYTES:
        return False
    key = _point(public)
    if key is None or _is_neutral(_doubled(_doubled(_doubled(key)))):
        return False
    scalar = int.from_bytes(signature[_KEY_BYTES:], "little")
    if scalar >= _ORDER:
        return False
    digest = hashlib.sha512(signature[:_KEY_BYTES] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % _ORDER
    # Written out again and compared as bytes: R in another spelling does not pass.
    return _bytes(_sum_of_products(scalar, challenge, _negated(key))) == signature[:_KEY_BYTES]


def _point(data: bytes) -> _Point | None:
    """RFC 8032, 5.1.3; None where no point is written so."""
    y = int.from_bytes(data, "little")
    odd, y = y >> 255, y & (1 << 255) - 1
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = _P - x
    return x, y, 1, x * y % _P


def _bytes(point: _Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, _P)
    x, y = x * inverse % _P, y * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _is_neutral(point: _Point) -> bool:
    x, y, z, _ = point
    return x == 0 and y == z


def _negated(point: _Point) -> _Point:
    x, y, z, t = point
    return -x % _P, y, z, -t % _P


def _added(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * _D * one[3] * other[3] % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _doubled(point: _Point) -> _Point:
    x, y, z, _ = point
    a, b = x * x % _P, y * y % _P
    h, g = a + b, a - b
    e, f = h - (x + y) * (x + y) % _P, 2 * z * z + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _multiples(point: _Point) -> list[_Point]:
    """0 to 15 times."""
    found = [_NEUTRAL]
    for _ in range(15):
        found.append(_added(found[-1], point))
    return found


def _base() -> _Point:
    point = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    assert point is not None
    return point


_BASE_MULTIPLES: Final = _multiples(_base())


def _sum_of_products(of_base: int, of_point: int, point: _Point) -> _Point:
    """of_base × base + of_point × point, both four bits at a time over the same doublings."""
    multiples, total = _multiples(point), _NEUTRAL
    for shift in range(252, -4, -4):
        for _ in range(4):
            total = _doubled(total)
        total = _added(total, _BASE_MULTIPLES[of_base >> shift & 15])
        total = _added(total, multiples[of_point >> shift & 15])
    return total
