"""Do the parsers of evidence end in their own refusals, soon, whatever is done to a valid input?"""

from __future__ import annotations

import json
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projections.evidence.heads import parse_head_proof
from projections.evidence.notes import parse_note, parse_vkey
from projections.evidence.offline.auditing import NOT_READ, checked
from projections.evidence.offline.certificates import Doubt
from projections.evidence.offline.receipts import receipt_in
from projections.evidence.proofs import parse_proof
from projections.evidence.signatures import CHECKS
from projections.evidence.trust import parse_policy
from tests.api.samples import LONG
from tests.evidence.exported import NAMES, Bundle, Taken

pytestmark = pytest.mark.postgres

TIMES: Final = 2_000 if LONG else 60
SECONDS_EACH: Final = 5
MEBIBYTES: Final = 64
QUIET: Final = settings(
    max_examples=TIMES,
    deadline=timedelta(seconds=SECONDS_EACH),
    database=None,
    derandomize=not LONG,
    suppress_health_check=list(HealthCheck),
)
ODD: Final = (
    *(b"\0", b"\xff", b"\n", b"\n\n", b"\r\n", b"-1", b"0", b"1e9", b"9" * 30, b'"', b"[" * 2000),
    *(b"{", b"null", b"\xe2\x80\x94 ", b"\xe2\x80\xae", b"=", b"/" * 50, b"..", b" ", b""),
)
changes: Final = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 40),
        st.sampled_from(ODD) | st.binary(max_size=6),
    ),
    min_size=1,
    max_size=5,
)


def mutated(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """Something cut out here and there, and something put in its place."""
    content = bytearray(data)
    for where, length, patch in edits:
        start = int(where * len(content))
        content[start : start + length] = patch
    return bytes(content)


@contextmanager
def in_bounds() -> Iterator[None]:
    began = time.monotonic()
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < MEBIBYTES * 2**20
    finally:
        tracemalloc.stop()
    assert time.monotonic() - began < SECONDS_EACH


def refused_or_read(read: Callable[[], object]) -> None:
    with in_bounds(), suppress(Doubt, *NOT_READ):
        read()


@pytest.fixture(scope="module")
def valid(bundles: dict[str, Bundle]) -> dict[str, bytes]:
    """What the parsers take, each as it is handed out."""
    log, dispute = bundles["log"].folder, bundles["dispute"].folder
    receipt = json.loads((dispute / "receipt.json").read_bytes())
    certificate = json.loads((bundles["score"].folder / "certificate.json").read_bytes())
    return {
        "note": (log / "checkpoint").read_bytes(),
        "heads note": (log / "heads").read_bytes(),
        "proof": receipt["proof"].encode(),
        "receipt": (dispute / "receipt.json").read_bytes(),
        "head proof": certificate["streams"][0]["proof"].encode(),
        "vkey": bundles["log"].key.read_bytes().strip(),
        "policy": b"log " + bundles["log"].key.read_bytes().strip() + b"\nquorum none\n",
    }


def text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


PARSERS: Final[dict[str, Callable[[bytes], object]]] = {
    "note": parse_note,
    "heads note": parse_note,
    "proof": parse_proof,
    "receipt": receipt_in,
    "head proof": lambda data: parse_head_proof(text(data)),
    "vkey": lambda data: parse_vkey(text(data)),
    "policy": lambda data: parse_policy(text(data), CHECKS),
}


@pytest.mark.parametrize("kind", PARSERS)
def test_a_mutated_piece_of_evidence_is_read_or_refused(valid: dict[str, bytes], kind: str) -> None:
    @QUIET
    @given(changes)
    def at_random(edits: list[tuple[float, int, bytes]]) -> None:
        refused_or_read(lambda: PARSERS[kind](mutated(valid[kind], edits)))

    PARSERS[kind](valid[kind])
    at_random()


def chosen(bundle: Bundle) -> list[str]:
    return [name for name in bundle.names if not name.endswith((".txt", ".py"))]


@pytest.mark.parametrize("name", NAMES)
def test_a_mutated_bundle_is_told_as_damaged_or_unreadable(taken: Taken, name: str) -> None:
    """Only what its reader knows how to say comes out, whichever file was changed and how."""
    bundle = taken(name)
    files = chosen(bundle)

    @settings(QUIET, max_examples=TIMES * 5 if LONG else 25)
    @given(st.sampled_from(files), changes)
    def at_random(file: str, edits: list[tuple[float, int, bytes]]) -> None:
        path = bundle.folder / file
        data = path.read_bytes()
        made = mutated(data, edits)
        path.write_bytes(made)
        refused_or_read(lambda: checked(bundle.folder, bundle.trust))
        path.write_bytes(data)

    at_random()


Twist = Callable[[Any, random.Random], Any]
TWISTS: Final[tuple[Twist, ...]] = (
    lambda part, dice: None,
    lambda part, dice: [part] * 3,
    lambda part, dice: {"x": part},
    lambda part, dice: 10**400,
    lambda part, dice: -1,
    lambda part, dice: "",
    lambda part, dice: "\ud800",
    lambda part, dice: f"{part}" * 2,
    lambda part, dice: True,
    lambda part, dice: 1.5,
)


def twisted(whole: Any, dice: random.Random) -> Any:
    """The same JSON with one part of it something else."""
    if isinstance(whole, dict) and whole and dice.random() < 0.9:
        name = dice.choice(sorted(whole))
        return {**whole, name: twisted(whole[name], dice)}
    if isinstance(whole, list) and whole and dice.random() < 0.9:
        at = dice.randrange(len(whole))
        return [*whole[:at], twisted(whole[at], dice), *whole[at + 1 :]]
    return dice.choice(TWISTS)(whole, dice)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("score", "certificate.json"),
        ("dispute", "receipt.json"),
        ("dispute", "after.json"),
        ("run", "run.json"),
        ("log", "manifest.json"),
    ],
)
def test_json_of_another_shape_is_told_as_such(taken: Taken, name: str, file: str) -> None:
    bundle = taken(name)
    path: Path = bundle.folder / file
    whole = json.loads(path.read_bytes())
    for seed in range(TIMES):
        made = twisted(whole, random.Random(seed))
        path.write_bytes(json.dumps(made).encode("utf-8", "surrogatepass"))
        assert made == whole or bundle.doubted(), made
