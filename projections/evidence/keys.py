"""With which key does a log or a witness sign, and is the file that holds it sound?

The file is one line, `PRIVATE+KEY+name+id+base64`: the id tells a damaged one. Neither the key nor
its file's text is ever part of an error or a repr.
"""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from projections.evidence.notes import (
    COSIGNATURE,
    ED25519,
    NUMBER_MAX,
    Note,
    Signature,
    Vkey,
    cosigned,
    from_base64,
    name_of_key,
)

_PREFIX: Final = "PRIVATE+KEY"
_SEED_BYTES: Final = 32
_FILE_BYTES_MAX: Final = 4096


class DamagedKey(Exception):
    """The file of a key holds none, or not the one that it names."""


class ExposedKey(Exception):
    """The file of a key may be read or written by others than its owner."""


class SigningKey:
    def __init__(self, name: str, seed: bytes, algorithm: int = ED25519) -> None:
        if not name_of_key(name) or algorithm not in (ED25519, COSIGNATURE):
            raise ValueError(f"no key is named {name!r} with algorithm {algorithm}")
        self._seed, self._private = seed, Ed25519PrivateKey.from_private_bytes(seed)
        self.vkey: Final = Vkey(name, algorithm, self._private.public_key().public_bytes_raw())

    @classmethod
    def make(cls, name: str, algorithm: int = ED25519) -> SigningKey:
        return cls(name, os.urandom(_SEED_BYTES), algorithm)

    @classmethod
    def load(cls, path: Path) -> SigningKey:
        """Raises DamagedKey, ExposedKey, FileNotFoundError."""
        found = path.stat()
        if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ExposedKey(f"{path}: chmod 600 / 请执行 chmod 600")
        readable = stat.S_ISREG(found.st_mode) and found.st_size <= _FILE_BYTES_MAX
        key = cls._read(path.read_bytes()) if readable else None
        if key is None:
            raise DamagedKey(f"{path} holds no signing key / 不是签名密钥文件")
        return key

    def save(self, path: Path) -> None:
        """Raises FileExistsError: a key is never written over."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with open(os.open(path, flags, 0o600), "wb") as file:
            file.write(self._text().encode())
            file.flush()
            os.fsync(file.fileno())

    def named(self, name: str) -> SigningKey:
        """The same key for a log of another name."""
        return SigningKey(name, self._seed, self.vkey.algorithm)

    def clock(self) -> SigningKey:
        """The same key, to say when it signed: `<name>/clock`."""
        return SigningKey(self.vkey.clock.name, self._seed, COSIGNATURE)

    def sign(self, body: str) -> Signature:
        if self.vkey.algorithm != ED25519:
            raise ValueError("a witness's key signs with a time only")
        return self._signed(self._private.sign(body.encode()))

    def cosign(self, body: str, at: int) -> Signature:
        """cosignature/v1: this checkpoint was the largest seen at POSIX second `at`."""
        if self.vkey.algorithm != COSIGNATURE or not 0 <= at <= NUMBER_MAX:
            raise ValueError("a witness's key cosigns at a POSIX second")
        return self._signed(at.to_bytes(8, "big") + self._private.sign(cosigned(body, at)))

    def note(self, body: str) -> Note:
        return Note(body, (self.sign(body),))

    def __repr__(self) -> str:
        return f"SigningKey({self.vkey.text})"

    def _signed(self, signature: bytes) -> Signature:
        return Signature(self.vkey.name, self.vkey.id, signature)

    def _text(self) -> str:
        material = base64.b64encode(bytes([self.vkey.algorithm]) + self._seed).decode()
        return f"{_PREFIX}+{self.vkey.name}+{self.vkey.id.hex()}+{material}\n"

    @classmethod
    def _read(cls, data: bytes) -> SigningKey | None:
        try:
            _, _, name, _, encoded = data.decode().split("+", 4)
            material = from_base64(encoded.removesuffix("\n"))
            key = cls(name, material[1:], material[0])
        except ValueError:
            return None
        return key if key._text().encode() == data else None
