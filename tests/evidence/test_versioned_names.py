"""Where would another hash or signature come in, SM3 and SM2 say, and is it refused till then?

Three names carry a version: the `v` of a leaf's entry (how its `state` is hashed), the algorithm
byte of a note's key (how it signs), and the `sha256:` before a digest.
"""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.vocabulary import Digest
from projections.evidence.keys import SigningKey
from projections.evidence.leaves import VERSION
from projections.evidence.notes import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Note,
    Signature,
    Trust,
    UntrustedNote,
    Vkey,
    open_checkpoint,
)
from projections.evidence.offline.certificates import ENTRY_VERSION, Doubt, said_in
from projections.evidence.signatures import CHECKS
from projections.facts import Tally
from projections.scores import digest_of
from tests.evidence.logs import LOG, ORIGIN, root

STATE = b'{"a":1}'
SM2 = 0x53
"""An algorithm byte that nobody has given yet."""


def entry(**said: object) -> bytes:
    known = {"v": VERSION, "log": ORIGIN, "position": "7"}
    return json.dumps(known | {"state": hashlib.sha256(STATE).hexdigest()} | said).encode()


def test_the_entry_of_a_leaf_says_how_it_is_hashed() -> None:
    assert VERSION == ENTRY_VERSION == 1
    assert said_in(entry(), STATE, ORIGIN, 7)["v"] == 1
    for other in (2, 0, "1", None):
        with pytest.raises(ValueError, match="an entry of version"):
            said_in(entry(v=other), STATE, ORIGIN, 7)


def test_within_a_version_another_hash_is_no_hash() -> None:
    with pytest.raises(Doubt):
        said_in(entry(state=hashlib.new("sha3_256", STATE).hexdigest()), STATE, ORIGIN, 7)


def test_a_key_is_named_together_with_its_algorithm() -> None:
    kinds = [Vkey(ORIGIN, kind, LOG.vkey.public) for kind in (ED25519, COSIGNATURE, SM2)]
    assert len({kind.id for kind in kinds}) == 3
    assert [base64.b64decode(kind.text.split("+", 2)[2])[0] for kind in kinds] == [1, 4, SM2]


def test_a_note_bears_a_signature_that_we_cannot_check_beside_one_that_we_can() -> None:
    later = Vkey(ORIGIN, SM2, bytes(64))
    own = LOG.note(Checkpoint(ORIGIN, 7, root(7)).body)
    both = Note(own.body, (Signature(ORIGIN, later.id, bytes(64)), *own.signatures))
    assert open_checkpoint(both.text, Trust(CHECKS, (LOG.vkey,))).checkpoint.size == 7
    with pytest.raises(UntrustedNote):
        open_checkpoint(both.text, Trust(CHECKS, (later,)))
    with pytest.raises(ValueError, match="algorithm"):
        SigningKey.make(ORIGIN, SM2)


def test_a_digest_is_named_for_its_hash() -> None:
    shape = TypeAdapter(Digest)
    for text in (Tally().digest, digest_of({"a": "1"})):
        assert text.startswith("sha256:")
        assert shape.validate_python(text) == text
    for other in ("sm3:" + "0" * 64, "0" * 64, "SHA256:" + "0" * 64):
        with pytest.raises(ValidationError):
            shape.validate_python(other)
