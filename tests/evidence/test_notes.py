"""Who has signed a note, and what does a checkpoint state?"""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from projections.evidence.keys import SigningKey
from projections.evidence.notes import (
    ED25519,
    SIGNATURES_MAX,
    Checkpoint,
    MalformedNote,
    Note,
    Signature,
    Trust,
    UntrustedNote,
    Vkey,
    open_checkpoint,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    signers,
)
from tests.evidence.logs import (
    AT,
    CHECKS,
    LOG,
    ORIGIN,
    OTHER_WITNESS,
    TRUST,
    WITNESS,
    WITNESSED,
    flipped,
    root,
    signed,
)
from tests.evidence.vectors import GO_KEY, GO_NOTE, NOTE, NOTE_KEY


@pytest.mark.parametrize(("key", "note"), [(NOTE_KEY, NOTE), (GO_KEY, GO_NOTE)])
def test_the_published_notes_are_signed_by_their_keys(key: str, note: str) -> None:
    known = parse_vkey(key)
    assert known.text == key
    assert parse_note(note).text == note
    assert [one.by for one in signers(parse_note(note), [known], CHECKS)] == [known]
    with pytest.raises(UntrustedNote):
        signers(parse_note(note.replace("is", "was", 1)), [known], CHECKS)


def test_a_checkpoint_says_origin_size_and_root() -> None:
    opened = open_checkpoint(signed(7), TRUST)
    assert opened.checkpoint == Checkpoint(ORIGIN, 7, root(7))
    assert [(one.by, one.at) for one in opened.logs] == [(LOG.vkey, None)]
    assert opened.witnesses == ()


def test_a_witness_says_when() -> None:
    opened = open_checkpoint(signed(7, None, WITNESS), WITNESSED)
    assert [(one.by, one.at) for one in opened.witnesses] == [(WITNESS.vkey, AT)]


def test_a_quorum_counts_keys_not_lines() -> None:
    two = replace(WITNESSED, quorum=2)
    assert open_checkpoint(signed(7, None, WITNESS, OTHER_WITNESS), two)
    renamed = WITNESS.named("hr.example/witness")
    also = replace(two, witnesses=(*two.witnesses, renamed.vkey))
    for text in (signed(7, None, WITNESS), signed(7, None, WITNESS, WITNESS)):
        with pytest.raises(UntrustedNote, match="fewer than 2"):
            open_checkpoint(text, two)
    with pytest.raises(UntrustedNote, match="fewer than 2"):
        open_checkpoint(signed(7, None, WITNESS, renamed), also)


def test_of_one_witness_twice_the_later_time_counts() -> None:
    note = parse_note(signed(7))
    lines = tuple(WITNESS.cosign(note.body, at) for at in (AT, AT + 60, AT + 30))
    found = signers(replace(note, signatures=lines), [WITNESS.vkey], CHECKS)
    assert [one.at for one in found] == [AT + 60]


def test_the_signature_of_an_unknown_key_is_kept_and_says_nothing() -> None:
    stranger = Signature("stranger.example", b"\1\2\3\4", b"?" * 2420)
    note = parse_note(signed(7))
    note = replace(note, signatures=(stranger, *note.signatures, stranger))
    opened = open_checkpoint(note.text, TRUST)
    assert opened.note.signatures[0] == stranger
    assert len(opened.logs) == 1


def test_a_known_name_under_another_id_is_an_unknown_key() -> None:
    note = parse_note(signed(7))
    other = replace(note.signatures[0], key_id=b"\0\0\0\0")
    with pytest.raises(UntrustedNote, match="no trusted key"):
        open_checkpoint(replace(note, signatures=(other,)).text, TRUST)


def test_a_false_signature_beside_a_true_one_spoils_the_note() -> None:
    note = parse_note(signed(7, None, WITNESS))
    other = parse_note(signed(8, None, WITNESS))
    mixed = replace(note, signatures=(note.signatures[0], other.signatures[1]))
    assert open_checkpoint(mixed.text, TRUST)
    with pytest.raises(UntrustedNote, match="false"):
        open_checkpoint(mixed.text, WITNESSED)


def test_a_key_signs_for_the_log_of_its_name_only() -> None:
    body = Checkpoint("ledger.example/beiyue", 7, root(7)).body
    with pytest.raises(UntrustedNote, match="beiyue"):
        open_checkpoint(Note(body, (LOG.sign(body),)).text, TRUST)


def test_a_cosignature_is_no_signature_of_the_log() -> None:
    """The same key and bytes under the other algorithm have another id."""
    plain = SigningKey(WITNESS.vkey.name, bytes(range(32, 64)))
    assert plain.vkey.public == WITNESS.vkey.public
    assert plain.vkey.id != WITNESS.vkey.id
    body = Checkpoint(plain.vkey.name, 7, root(7)).body
    note = Note(body, (WITNESS.cosign(body, AT),))
    with pytest.raises(UntrustedNote):
        open_checkpoint(note.text, Trust(CHECKS, (plain.vkey,)))


def test_an_algorithm_that_nobody_checks_does_not_pass() -> None:
    future = Vkey(ORIGIN, 0x06, b"k" * 1312)
    body = Checkpoint(ORIGIN, 7, root(7)).body
    note = Note(body, (Signature(ORIGIN, future.id, bytes(2428)),))
    assert parse_vkey(future.text) == future
    with pytest.raises(UntrustedNote, match="not known"):
        open_checkpoint(note.text, Trust(CHECKS, (future,)))
    with pytest.raises(UntrustedNote, match="false"):
        open_checkpoint(signed(7), Trust({}, (LOG.vkey,)))


def test_two_keys_with_one_name_and_id_are_refused() -> None:
    class Twin(Vkey):
        id = LOG.vkey.id

    with pytest.raises(UntrustedNote, match="two keys"):
        signers(parse_note(signed(7)), [LOG.vkey, Twin(ORIGIN, ED25519, bytes(32))], CHECKS)


@pytest.mark.parametrize(
    "key",
    [
        *("", "a", "a+b", "a+00000000+", "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
        NOTE_KEY.replace("foo", "fop"),
        NOTE_KEY.replace("530d", "530D"),
        NOTE_KEY[:-1] + "=",
        NOTE_KEY + "\n+",
        NOTE_KEY.replace("/", " "),
        Vkey("short", ED25519, b"k" * 31).text,
        Vkey("a b", ED25519, b"k" * 32).text,
        Vkey("a\u3000b", ED25519, b"k" * 32).text,
    ],
)
def test_what_is_no_verifier_key_is_refused(key: str) -> None:
    with pytest.raises(MalformedNote):
        parse_vkey(key)


BODY = Checkpoint(ORIGIN, 7, root(7)).body


@pytest.mark.parametrize(
    "body",
    [
        *("", "\n", "a\n", "a\n1\n", BODY[:-1], "\n" + BODY, BODY + "extension\n", BODY + "\n"),
        *(BODY.replace("\n7\n", f"\n{n}\n") for n in ("07", "-7", "+7", "7 ", " 7", "٧", "7_0")),
        *(BODY.replace("\n7\n", f"\n{n}\n") for n in ("0x7", str(2**63), "9" * 5000)),
        BODY.replace("=\n", "\n"),
        f"{ORIGIN}\n7\n{base64.b64encode(bytes(31)).decode()}\n",
        f"{ORIGIN}\n7\n{base64.b64encode(bytes(33)).decode()}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(MalformedNote):
        parse_checkpoint(body)


TEXT = signed(7)


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", "\n\n", BODY, TEXT[:-1], TEXT + "\n", TEXT.replace("— ", "- ")),
        *(TEXT.replace("— ", "—"), TEXT.replace("\n\n", "\n"), TEXT.replace("\n", "\r\n")),
        *(TEXT.replace("=\n", "\n"), TEXT + "— a+b AAAAAAA=\n", TEXT + "— a AAAA\n"),
        *(TEXT + "— a \n", TEXT + "— a b c\n", TEXT.replace(ORIGIN, "a\tb"), TEXT + "\0"),
        TEXT + TEXT.split("\n\n")[1] * SIGNATURES_MAX,
        *(TEXT.split("\n\n")[1], TEXT + "— a AAAAAAA=", TEXT + "— a AAAAAA==\n"),
        *(TEXT + "— a\u3000b AAAAAAA=\n", "a\tb\n" + TEXT, TEXT + "— AAAAAAA=\n"),
        b"\xff" + TEXT.encode(),
        "\ud800" + TEXT,
        "a\n" * 600_000 + TEXT,
    ],
)
def test_what_is_no_note_is_refused(text: str | bytes) -> None:
    with pytest.raises(MalformedNote):
        parse_note(text)


def test_as_many_signatures_are_read_as_may_be() -> None:
    line = TEXT.split("\n\n")[1]
    assert len(parse_note(TEXT + line * (SIGNATURES_MAX - 1)).signatures) == SIGNATURES_MAX


def test_the_largest_size_is_read() -> None:
    largest = Checkpoint(ORIGIN, 2**63 - 1, root(7))
    assert parse_checkpoint(largest.body) == largest


def test_base64_has_one_spelling() -> None:
    """The last character before `==` has bits to spare; they must be zero."""
    head, last, tail = TEXT[:-4], TEXT[-4], TEXT[-3:]
    assert tail == "==\n" or tail.endswith("=\n")
    for other in "ABCDEFGH":
        if other != last:
            with pytest.raises((MalformedNote, UntrustedNote)):
                open_checkpoint(head + other + tail, TRUST)


@settings(max_examples=300)
@given(st.integers(0, len(signed(7, None, WITNESS).encode()) - 1), st.integers(0, 7))
def test_a_checkpoint_with_a_bit_changed_is_never_taken_for_the_same(at: int, bit: int) -> None:
    data = flipped(signed(7, None, WITNESS).encode(), at, bit)
    try:
        opened = open_checkpoint(data, WITNESSED)
    except (MalformedNote, UntrustedNote):
        return
    raise AssertionError(opened)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_noise_is_no_note(noise: str | bytes) -> None:
    with pytest.raises((MalformedNote, UntrustedNote)):
        open_checkpoint(noise, TRUST)


@given(st.text(max_size=100))
def test_noise_is_no_key(noise: str) -> None:
    with pytest.raises(MalformedNote):
        parse_vkey(noise)


@given(st.data())
def test_pieces_of_a_checkpoint_put_together_anew_are_refused(data: st.DataObject) -> None:
    text = signed(7, None, WITNESS)
    low, high = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    put = data.draw(st.sampled_from(["", "\n", "\n\n", "— ", "=", "0", text[low:high] * 2]))
    anew = text[:low] + put + text[high:]
    assume(anew != text)
    try:
        opened = open_checkpoint(anew, WITNESSED)
    except (MalformedNote, UntrustedNote):
        return
    # A line given twice says the same, and what was made of pieces is an unknown key's.
    assert opened.checkpoint == Checkpoint(ORIGIN, 7, root(7))
    assert set(parse_note(text).signatures) <= set(opened.note.signatures)
