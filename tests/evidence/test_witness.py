"""Does a witness cosign a log that only grows, and nothing else?"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales.signing import Vkey as TheirVkey
from tlog_scales.tlog import Checkpoint as TheirCheckpoint

from api.witness import create_witness
from projections.evidence.keys import DamagedKey, ExposedKey, SigningKey
from projections.evidence.merkle import EMPTY_ROOT
from projections.evidence.notes import (
    COSIGNATURE,
    Checkpoint,
    MalformedNote,
    Note,
    Signature,
    Trust,
    open_checkpoint,
    parse_note,
    parse_signatures,
)
from projections.evidence.witnessing import (
    BODY_BYTES_MAX,
    KeyMissing,
    RecordDamaged,
    RecordMissing,
    Witness,
    open_witness,
    origin_hash,
    parse_request,
    record_name,
    request_text,
)
from tests.api.asking import asking
from tests.evidence.logs import AT, CHECKS, LOG, ORIGIN, OTHER_WITNESS
from tests.evidence.witnesses import ONE, OTHER, SIZE, History

NAME: Final = "audit.example/witness"
HASHED: Final = f"/{origin_hash(ORIGIN)}/checkpoint"
STRANGER: Final = SigningKey(ORIGIN, bytes(range(9, 41)))


def opened(folder: Path, *, new_log: bool = False) -> Witness:
    return open_witness(folder / "key", NAME, (LOG.vkey,), folder / "state", new_log=new_log)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return opened(tmp_path)


@pytest.fixture
def client(witness: Witness) -> Iterator[httpx.Client]:
    with asking(create_witness(witness)) as made:
        yield made


def add(client: httpx.Client, body: str | bytes) -> httpx.Response:
    return client.post("/add-checkpoint", content=body)


def cosigned(client: httpx.Client, history: History, old: int, size: int) -> str:
    answer = add(client, history.submission(old, size))
    assert answer.status_code == 200, answer.text
    return answer.text


def test_it_cosigns_a_log_that_grows(client: httpx.Client, witness: Witness) -> None:
    old = 0
    trust = Trust(CHECKS, (LOG.vkey,), (witness.vkey,), 1)
    for size in (1, 2, 7, 8, 9, 255, 256, 257, 257, SIZE):
        line = cosigned(client, ONE, old, size)
        (one,) = parse_signatures(line)
        assert one.line == line
        note = Note(ONE.note(size).body, (*ONE.note(size).signatures, one))
        found = open_checkpoint(note.text, trust)
        assert found.checkpoint == Checkpoint(ORIGIN, size, ONE.root(size))
        assert abs((found.witnesses[0].at or 0) - time.time()) < 60
        assert client.get(HASHED).text == note.text
        old = size


def test_another_program_takes_its_cosignature(client: httpx.Client, witness: Witness) -> None:
    logging.getLogger("tlog_scales").setLevel(logging.ERROR)
    cosigned(client, ONE, 0, 7)
    theirs = TheirCheckpoint.from_text(client.get(HASHED).text)
    for key in (LOG.vkey, witness.vkey):
        theirs.verify(TheirVkey.from_string(key.text))


SUBMISSIONS: Final[dict[str, tuple[int, str | bytes, str]]] = {
    "another size than it has": (409, ONE.submission(3, 9), "7\n"),
    "from nothing": (409, ONE.submission(0, 9), "7\n"),
    "fewer than it has": (409, ONE.submission(0, 5), "7\n"),
    "the log rolled back": (400, request_text(7, [], ONE.note(5)), ""),
    "another root of the same size": (422, OTHER.submission(7, 7), ""),
    "another history": (422, OTHER.submission(7, 9), ""),
    "another history with the first one's proof": (
        422,
        request_text(7, parse_request(ONE.submission(7, 9).encode()).proof, OTHER.note(9)),
        "",
    ),
    "no proof": (422, request_text(7, [], ONE.note(9)), ""),
    "too much proof": (422, request_text(7, [bytes(32)], ONE.note(7)), ""),
    "a stranger's key of the same name": (403, request_text(7, [], ONE.note(9, by=STRANGER)), ""),
    "an unknown log": (
        404,
        request_text(0, [], STRANGER.named("else").note(Checkpoint("else", 1, bytes(32)).body)),
        "",
    ),
    "nothing": (400, "", ""),
    "no text": (400, b"\xff\xfe", ""),
    "no old size": (400, ONE.submission(7, 9).partition("\n")[2], ""),
    "an old size with a zero before it": (400, "old 07\n\n" + ONE.note(9).text, ""),
    "an old size below nothing": (400, "old -1\n\n" + ONE.note(9).text, ""),
    "no empty line": (400, "old 7\n" + ONE.note(9).text, ""),
    "a hash that is none": (400, "old 7\nAAAA\n\n" + ONE.note(9).text, ""),
    "64 hashes": (400, request_text(7, [bytes(32)] * 64, ONE.note(9)), ""),
    "no signature": (400, "old 7\n\n" + ONE.note(9).body + "\n", ""),
    "no checkpoint": (400, "old 7\n\n" + LOG.note("hello\n").text, ""),
    "too much": (413, "old 7\n" + "x" * BODY_BYTES_MAX, ""),
}


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_what_it_does_not_cosign_leaves_it_as_it_was(client: httpx.Client, name: str) -> None:
    cosigned(client, ONE, 0, 7)
    before = client.get(HASHED).text
    status, body, text = SUBMISSIONS[name]
    answer = add(client, body)
    assert answer.status_code == status, answer.text
    if status == 409:
        assert (answer.text, answer.headers["Content-Type"]) == (text, "text/x.tlog.size")
    assert client.get(HASHED).text == before
    cosigned(client, ONE, 7, 9)


def test_the_empty_log_has_one_root(client: httpx.Client) -> None:
    for root, status in ((bytes(32), 422), (EMPTY_ROOT, 200)):
        note = LOG.note(Checkpoint(ORIGIN, 0, root).body)
        assert add(client, request_text(0, [], note)).status_code == status


def test_a_false_signature_beside_the_right_one_is_refused(client: httpx.Client) -> None:
    note = ONE.note(7)
    false = Signature(ORIGIN, LOG.vkey.id, bytes(64))
    for signatures in ((*note.signatures, false), (false, *note.signatures)):
        answer = add(client, request_text(0, [], Note(note.body, signatures)))
        assert answer.status_code == 403


def test_it_keeps_the_signatures_that_it_knows_and_no_others(
    client: httpx.Client, witness: Witness
) -> None:
    clock = LOG.clock()
    note = ONE.note(7, clock, OTHER_WITNESS)
    forged = Signature(NAME, witness.vkey.id, bytes(72))
    sent = Note(note.body, (*note.signatures, forged))
    assert add(client, request_text(0, [], sent)).status_code == 200
    kept = parse_note(client.get(HASHED).text)
    assert [one.key_id for one in kept.signatures] == [
        LOG.vkey.id,
        clock.vkey.id,
        witness.vkey.id,
    ]
    open_checkpoint(kept.text, Trust(CHECKS, (LOG.vkey,), (clock.vkey, witness.vkey), 2))


def test_anybody_sees_what_it_has_cosigned(client: httpx.Client, witness: Witness) -> None:
    assert client.get(HASHED).status_code == 404
    assert client.get(f"/{'0' * 64}/checkpoint").status_code == 404
    told = client.get("/").text
    assert witness.vkey.text in told
    assert HASHED in told
    assert ORIGIN in told
    assert client.get("/add-checkpoint").status_code == 405
    assert client.post("/else").status_code == 404


@given(body=st.binary(max_size=300))
def test_any_bytes_are_a_request_or_malformed(body: bytes) -> None:
    for tried in (body, b"old 7\n\n" + body, ONE.submission(7, 9).encode() + body):
        try:
            parse_request(tried)
        except MalformedNote:
            continue
        assert tried.startswith(b"old ")


def test_it_goes_on_where_it_was(tmp_path: Path) -> None:
    first = opened(tmp_path)
    assert first.add_checkpoint(ONE.submission(0, 7).encode()).status == 200
    second = opened(tmp_path)
    assert second.vkey == first.vkey
    assert second.last(ORIGIN)[0] == Checkpoint(ORIGIN, 7, ONE.root(7))
    assert second.add_checkpoint(OTHER.submission(0, 9).encode()).text == "7\n"
    assert second.add_checkpoint(OTHER.submission(7, 9).encode()).status == 422
    assert second.add_checkpoint(ONE.submission(7, 9).encode()).status == 200
    assert first.add_checkpoint(ONE.submission(7, 8).encode()).text == "9\n"


def _record(folder: Path) -> Path:
    return folder / "state" / record_name(ORIGIN)


def _forge(folder: Path) -> None:
    """A record that the log signed, and not this witness."""
    made = SigningKey.make(NAME, COSIGNATURE)
    body = OTHER.note(9).body
    _record(folder).write_text(Note(body, (LOG.sign(body), made.cosign(body, AT))).text)


def _flip(folder: Path) -> None:
    data = bytearray(_record(folder).read_bytes())
    data[data.index(b"\n7\n") + 1] = ord("8")
    _record(folder).write_bytes(data)


DAMAGES: Final[dict[str, tuple[Callable[[Path], object], type[Exception]]]] = {
    "an empty record": (lambda f: _record(f).write_text(""), RecordDamaged),
    "half a record": (
        lambda f: _record(f).write_bytes(_record(f).read_bytes()[:90]),
        RecordDamaged,
    ),
    "no text": (lambda f: _record(f).write_bytes(b"\xff"), RecordDamaged),
    "another size": (_flip, RecordDamaged),
    "another witness's": (_forge, RecordDamaged),
    "no record": (lambda f: _record(f).unlink(), RecordMissing),
    "no key": (lambda f: (f / "key").unlink(), KeyMissing),
    "another key": (
        lambda f: (f / "key").write_text(
            (f / "key").read_text()[:-9] + "AAAAAAAA\n",
        ),
        DamagedKey,
    ),
    "a key that others read": (lambda f: (f / "key").chmod(0o644), ExposedKey),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_it_does_not_start_without_knowing_what_it_cosigned(tmp_path: Path, name: str) -> None:
    assert opened(tmp_path).add_checkpoint(ONE.submission(0, 7).encode()).status == 200
    harm, refusal = DAMAGES[name]
    harm(tmp_path)
    with pytest.raises(refusal):
        opened(tmp_path)


def test_it_does_not_sign_once_its_record_is_damaged(
    tmp_path: Path, client: httpx.Client, witness: Witness
) -> None:
    cosigned(client, ONE, 0, 7)
    _record(tmp_path).write_text("x")
    assert add(client, ONE.submission(7, 9)).status_code == 503
    assert client.get(HASHED).status_code == 503


def test_another_log_is_begun_by_saying_so(tmp_path: Path) -> None:
    opened(tmp_path)
    _record(tmp_path).unlink()
    with pytest.raises(RecordMissing):
        opened(tmp_path)
    assert opened(tmp_path, new_log=True).last(ORIGIN) == (Checkpoint(ORIGIN, 0, EMPTY_ROOT), None)


def test_a_first_start_that_was_cut_off_is_begun_anew(tmp_path: Path) -> None:
    opened(tmp_path)
    (tmp_path / "key").unlink()
    made = opened(tmp_path)
    assert made.add_checkpoint(ONE.submission(0, 7).encode()).status == 200


def test_a_log_is_named_by_its_hash() -> None:
    assert f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint" == HASHED
