"""Which text was signed, by whom, and does that text state a log's size and root?

C2SP signed notes, verifier keys, checkpoints and cosignatures. Signatures are a list: those of
keys not asked for are kept and say nothing. Each algorithm has a byte; what it signs is told
here, how a signature is checked the caller says.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
"""Ed25519 over a checkpoint and the time at which a witness saw it."""

NOTE_BYTES_MAX: Final = 1_000_000
SIGNATURES_MAX: Final = 100
NUMBER_MAX: Final = 2**63 - 1
_HASH_BYTES: Final = 32
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_KEY_NAME: Final = re.compile(r"[^+\x00-\x1f\ud800-\udfff]+")
_VKEY: Final = re.compile(r"([^+]+)\+([0-9a-f]{8})\+(.+)")
_CHECKPOINT: Final = re.compile(r"([^\n]+)\n([^\n]+)\n([^\n]+)\n")
_KEY_ID_BYTES: Final = 4
_TIME_BYTES: Final = 8
_MARK: Final = "— "

Check = Callable[[bytes, bytes, bytes], bool]
"""(public key, message, signature): is it the key's signature of the message?"""
Checks = Mapping[int, Check]
"""By the algorithm's byte."""


class MalformedNote(ValueError):
    """The text is no signed note, verifier key or checkpoint."""


class UntrustedNote(ValueError):
    """The keys trusted have not signed the note, or a signature in the name of one is false."""


class TooFewWitnesses(UntrustedNote):
    """The log has signed, and fewer witnesses than are demanded: nothing in it is false."""


@dataclass(frozen=True)
class Vkey:
    """A public key with its name and algorithm, as an auditor is handed it."""

    name: str
    algorithm: int
    public: bytes

    @property
    def id(self) -> bytes:
        algorithm = bytes([self.algorithm])
        return hashlib.sha256(self.name.encode() + b"\n" + algorithm + self.public).digest()[
            :_KEY_ID_BYTES
        ]

    @property
    def text(self) -> str:
        material = base64.b64encode(bytes([self.algorithm]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{material}"

    @property
    def clock(self) -> Vkey:
        """The same key of a log, as it says when it signed."""
        return Vkey(f"{self.name}/clock", COSIGNATURE, self.public)


@dataclass(frozen=True)
class Signature:
    """One line below a note; `signature` without the key's id."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        return f"{_MARK}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True)
class Note:
    """`body` ends with a newline."""

    body: str
    signatures: tuple[Signature, ...]

    @property
    def text(self) -> str:
        return self.body + "\n" + "".join(one.line for one in self.signatures)


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Trust:
    """What an auditor brings along, never from the bundle: whose signatures count, and how many.

    `urls` is where a witness is asked, for who has a network.
    """

    checks: Checks
    logs: tuple[Vkey, ...]
    witnesses: tuple[Vkey, ...] = ()
    quorum: int = 0
    urls: tuple[tuple[Vkey, str], ...] = ()

    @property
    def of_the_log(self) -> Trust:
        """The same, content with the log's own signature."""
        return replace(self, quorum=0)


@dataclass(frozen=True)
class Signed:
    """Whose signature stands; `at` in POSIX seconds where the algorithm states a time."""

    by: Vkey
    at: int | None


@dataclass(frozen=True)
class Opened:
    """A checkpoint, and the trusted keys that vouch for it."""

    checkpoint: Checkpoint
    note: Note
    logs: tuple[Signed, ...]
    witnesses: tuple[Signed, ...]


def ed25519_checks(check: Check) -> Checks:
    return {ED25519: check, COSIGNATURE: check}


def parse_vkey(text: str) -> Vkey:
    parts = _VKEY.fullmatch(_plain(text.strip()))
    if not parts or not name_of_key(parts[1]):
        raise MalformedNote("no verifier key: name+id+base64")
    material = from_base64(parts[3])
    key = Vkey(parts[1], material[0], material[1:])
    if key.id.hex() != parts[2]:
        raise MalformedNote("a verifier key whose id is another's")
    if key.algorithm in (ED25519, COSIGNATURE) and len(key.public) != _HASH_BYTES:
        raise MalformedNote("an Ed25519 key that has not 32 bytes")
    return key


def parse_note(text: str | bytes) -> Note:
    known = _plain(text)
    body, blank, below = known.rpartition("\n\n")
    lines = below.split("\n")
    if not blank or lines[-1] or not 1 < len(lines) <= SIGNATURES_MAX + 1:
        raise MalformedNote("no text, empty line and signatures")
    return Note(body + "\n", tuple(_signature(line) for line in lines[:-1]))


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """Signature lines alone, as a witness answers."""
    return parse_note(f"\n\n{lines}").signatures


def parse_checkpoint(body: str) -> Checkpoint:
    """Three lines and no more: what else would be signed, nobody could check."""
    lines = _CHECKPOINT.fullmatch(body)
    if not lines:
        raise MalformedNote("no checkpoint: origin, size, root")
    root = from_base64(lines[3])
    if len(root) != _HASH_BYTES:
        raise MalformedNote("a root that has not 32 bytes")
    return Checkpoint(lines[1], decimal(lines[2]), root)


def signed_message(key: Vkey, body: str, signature: bytes) -> tuple[bytes, bytes, int | None]:
    """What `key` signed, the bare signature, the time stated."""
    if key.algorithm == ED25519:
        return body.encode(), signature, None
    if key.algorithm == COSIGNATURE and len(signature) > _TIME_BYTES:
        at = int.from_bytes(signature[:_TIME_BYTES], "big")
        if at <= NUMBER_MAX:
            return cosigned(body, at), signature[_TIME_BYTES:], at
    raise UntrustedNote(f"{key.name} has signed in a way not known here")


def cosigned(body: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{body}".encode()


def signers(note: Note, keys: Iterable[Vkey], checks: Checks) -> tuple[Signed, ...]:
    """Which of the keys have signed, each once, with its latest time; perhaps none.

    Raises UntrustedNote where a signature in the name of one of them is false.
    """
    trusted = list(dict.fromkeys(keys))
    named = {(key.name, key.id): key for key in trusted}
    if len(named) != len(trusted):
        raise UntrustedNote("two keys with one name and id")
    found: dict[Vkey, Signed] = {}
    for one in note.signatures:
        key = named.get((one.name, one.key_id))
        if key is None:
            continue
        message, bare, at = signed_message(key, note.body, one.signature)
        check = checks.get(key.algorithm)
        if check is None or not check(key.public, message, bare):
            raise UntrustedNote(f"a signature in the name of {key.name} is false")
        if key not in found or (at or 0) > (found[key].at or 0):
            found[key] = Signed(key, at)
    return tuple(found.values())


def open_checkpoint(text: str | bytes, trust: Trust) -> Opened:
    """The checkpoint, signed by a key of a log with its origin's name, and by enough witnesses.

    Raises MalformedNote, UntrustedNote (TooFewWitnesses where it is that alone).
    """
    note = parse_note(text)
    checkpoint = parse_checkpoint(note.body)
    own = signers(note, (key for key in trust.logs if key.name == checkpoint.origin), trust.checks)
    if not own:
        raise UntrustedNote(f"no trusted key of {checkpoint.origin} has signed")
    seen = signers(note, trust.witnesses, trust.checks)
    # A key under two names is one witness.
    if len({one.by.public for one in seen}) < trust.quorum:
        raise TooFewWitnesses(f"fewer than {trust.quorum} witnesses have signed")
    return Opened(checkpoint, note, own, seen)


def name_of_key(text: str) -> bool:
    """May a key be named so?"""
    return bool(_KEY_NAME.fullmatch(text)) and not any(c.isspace() for c in text)


def decimal(text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) > NUMBER_MAX:
        raise MalformedNote("no number as it is written in checkpoints")
    return int(text)


def from_base64(text: str) -> bytes:
    """In the one spelling that encodes it."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data or base64.b64encode(data).decode() != text:
        raise MalformedNote("no base64")
    return data


def _plain(text: str | bytes) -> str:
    """UTF-8, of a size that one may read, without control characters but the newline."""
    try:
        data = text if isinstance(text, bytes) else text.encode()
        known = data.decode()
    except UnicodeError:
        raise MalformedNote("no UTF-8") from None
    if len(data) > NOTE_BYTES_MAX:
        raise MalformedNote("too long")
    if any(c < " " and c != "\n" for c in known):
        raise MalformedNote("a control character")
    return known


def _signature(line: str) -> Signature:
    name, blank, encoded = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not blank or not name_of_key(name):
        raise MalformedNote("no signature line: — name base64")
    data = from_base64(encoded)
    if len(data) <= _KEY_ID_BYTES:
        raise MalformedNote("a signature that is empty")
    return Signature(name, data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:])
