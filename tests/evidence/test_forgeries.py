"""Does each check of a certificate, a receipt and a dispute find its own forgery, and say so?"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from projections.evidence.certifying import checkpoint_for
from projections.evidence.heads import Head, Heads
from projections.evidence.merkle import inclusion_proof, leaf_hash, root_of, subtree_of
from projections.evidence.notes import Checkpoint
from projections.evidence.offline.certificates import (
    Doubt,
    check_certificate,
    rulebooks_of,
    said_in,
    whole_streams,
)
from projections.evidence.offline.disputes import check_dispute
from projections.evidence.offline.narration import WORDINGS
from projections.evidence.offline.receipts import check_receipt, receipt_in, words_of
from projections.evidence.proofs import LogProof
from projections.evidence.proving import get_receipt
from tests.evidence.certificates import OFFICER, Json, certificate_at, dispute_in, plainly
from tests.evidence.sealed import Sealed
from tests.journal.cast import BUREAU, YEAR

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]


def out_of_order(certificate: Json) -> None:
    facts = certificate["facts"]
    facts[3], facts[4] = facts[4], facts[3]


def twice(certificate: Json) -> None:
    certificate["facts"].insert(3, certificate["facts"][3])


def without_a_stream(certificate: Json) -> None:
    """Its end is not proven, and its facts stand there all the same."""
    account = f"account:{BUREAU}/{YEAR}/{OFFICER}"
    streams = [one for one in certificate["streams"] if one["stream"] != account]
    assert len(streams) == len(certificate["streams"]) - 1
    certificate["streams"] = streams


def without_the_first_of_a_stream(certificate: Json) -> None:
    named = [json.loads(fact["entry"])["stream_name"] for fact in certificate["facts"]]
    del certificate["facts"][named.index(f"account:{BUREAU}/{YEAR}/{OFFICER}")]


def with_another_actor(certificate: Json) -> None:
    fact = certificate["facts"][5]
    fact["entry"] = fact["entry"].replace("officer:9001", "officer:9002")


def with_other_points(certificate: Json) -> None:
    fact = certificate["facts"][-1]
    state = json.loads(base64.b64decode(fact["state"]))
    fact["state"] = base64.b64encode(json.dumps(state | {"claimed": "9"}).encode()).decode()


def signed_by_nobody(certificate: Json) -> None:
    certificate["checkpoint"] = certificate["checkpoint"].replace("\n", "9\n", 2)


def with_another_stream_s_end(certificate: Json) -> None:
    first, second = certificate["streams"][:2]
    first["proof"], second["proof"] = second["proof"], first["proof"]


def without_its_time(certificate: Json) -> None:
    lines = certificate["checkpoint"].splitlines(keepends=True)
    kept = [line for line in lines if "/clock " not in line]
    assert len(kept) == len(lines) - 1
    certificate["checkpoint"] = "".join(kept)


def of_the_future(certificate: Json) -> None:
    certificate["question"]["position"] = 10**6
    certificate["answer"]["position"] = 10**6


FORGERIES: Final[dict[str, tuple[Callable[[Json], None], str]]] = {
    "signed nobody knows when": (without_its_time, "has not signed when it was"),
    "of the future": (of_the_future, "not signed yet"),
    "out of order": (out_of_order, "not in order"),
    "a fact twice": (twice, "not in order"),
    "no end of the account": (without_a_stream, "nothing is proven of the streams account:"),
    "no first entry": (without_the_first_of_a_stream, "not all of them are here"),
    "another actor": (with_another_actor, "its entry is not in the log"),
    "other points": (with_other_points, "its bytes are not those"),
    "a longer log": (signed_by_nobody, "the checkpoint: "),
    "the ends of two streams swapped": (with_another_stream_s_end, "the end of stream "),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_certificate_is_found_by_its_own_check(
    whole: Sealed, conn: Conn, position: int, name: str
) -> None:
    certificate = certificate_at(conn, position)
    forge, said = FORGERIES[name]
    forge(certificate)
    with pytest.raises(Doubt, match=said):
        check_certificate(certificate, whole.trust)


def test_heads_of_an_earlier_checkpoint_are_not_those_of_this_one(
    whole: Sealed, conn: Conn, position: int
) -> None:
    row = conn.execute("SELECT heads_note FROM evidence.signings ORDER BY number").fetchone()
    assert row is not None
    certificate = certificate_at(conn, position) | {"heads": row[0]}
    with pytest.raises(Doubt, match="signed at another size"):
        check_certificate(certificate, whole.trust)


def entry(position: int, version: int = 1, prev: bytes | None = None, **said: str) -> str:
    known = {"stream_name": "s", "version": str(version), "position": str(position), "v": 1}
    return json.dumps(known | ({} if prev is None else {"prev": prev.hex()}) | said)


def test_a_stream_is_chained_to_the_head_that_was_signed() -> None:
    first = entry(1)
    second = entry(2, 2, leaf_hash(first.encode()))
    facts = [{"entry": one} for one in (first, second)]

    def told(leaf: bytes, facts: list[Json], version: int = 2) -> set[str]:
        heads = Heads([Head("s", version, leaf)])
        streams = [{"stream": "s", "proof": heads.prove("s").text}]
        return whole_streams(streams, facts, heads.signed_root)

    last = leaf_hash(second.encode())
    assert told(last, facts) == {"s"}
    with pytest.raises(Doubt, match="ends otherwise than it was signed"):
        told(leaf_hash(b"other"), facts)
    with pytest.raises(Doubt, match="broken at version 2"):
        told(last, [facts[0], {"entry": entry(2, 2, leaf_hash(b"other"))}])
    for lacking in (facts[:1], facts[1:], []):
        with pytest.raises(Doubt, match="not all of them are here"):
            told(last, lacking)


def test_an_entry_is_of_its_log_and_of_its_place() -> None:
    state = b"{}"
    known = entry(7, log="a", state=hashlib.sha256(state).hexdigest()).encode()
    assert said_in(known, state, "a", 7)["position"] == "7"
    for origin, position in (("b", 7), ("a", 8)):
        with pytest.raises(Doubt, match="another fact's entry"):
            said_in(known, state, origin, position)


def test_a_rulebook_is_named_by_the_digest_of_its_document() -> None:
    said = {"rulebook": "r", "version": 1, "document": "{}"}
    digest = "sha256:" + hashlib.sha256(b"{}").hexdigest()
    right = (1, "rulebook-published", said | {"digest": digest})
    assert dict(rulebooks_of([right])) == {"r@1": digest}
    wrong = (1, "rulebook-published", said | {"digest": "sha256:" + "0" * 64})
    with pytest.raises(Doubt, match="not that of its document"):
        dict(rulebooks_of([wrong]))


def forked(whole: Sealed, receipt: Json, said: Json, index: int, size: int) -> Json:
    """What the log's own key can sign: another history, in which another fact stands at `index`."""
    own = json.dumps(json.loads(receipt["entry"]) | said)
    leaves = [leaf_hash(b"%d" % n) for n in range(size)]
    leaves[index] = leaf_hash(own.encode())
    body = Checkpoint(whole.key.vkey.name, size, root_of(leaves)).body
    path = inclusion_proof(index, size, subtree_of(leaves))
    proof = LogProof(index, tuple(path), whole.key.note(body).text)
    words = words_of(json.loads(own), json.loads(base64.b64decode(receipt["state"])))
    return receipt | {"entry": own, "proof": proof.text, "words": words}


def test_a_receipt_says_nothing_that_is_not_proven(
    whole: Sealed, conn: Conn, position: int
) -> None:
    receipt = get_receipt(conn, position).model_dump(mode="json")
    check_receipt(receipt, whole.trust)
    for other in (receipt | {"remark": "approved"}, receipt | {"state": receipt["state"] + "\n"}):
        with pytest.raises(ValueError):
            check_receipt(other, whole.trust)
    plain = plainly(receipt).encode()
    assert receipt_in(plain) == receipt_in(plain + b"\n") == receipt
    for data in (plain + b" ", plain + b"\n\n", json.dumps(receipt).encode(), b"[]", b""):
        with pytest.raises(ValueError):
            receipt_in(data)


def test_a_receipt_that_was_given_out_in_codes_holds_still(
    whole: Sealed, conn: Conn, position: int
) -> None:
    receipt = get_receipt(conn, position).model_dump(mode="json")
    said = (json.loads(receipt["entry"]), json.loads(base64.b64decode(receipt["state"])))
    for wording in WORDINGS:
        check_receipt(receipt | {"words": words_of(*said, wording)}, whole.trust)
    assert words_of(*said, "coded") != receipt["words"]
    with pytest.raises(Doubt, match="its words are not what was recorded"):
        check_receipt(receipt | {"words": receipt["words"] | {"zh": "别的话"}}, whole.trust)


def test_a_receipt_is_proven_at_its_own_place(whole: Sealed, conn: Conn, position: int) -> None:
    receipt = get_receipt(conn, position).model_dump(mode="json")
    check_receipt(forked(whole, receipt, {}, position - 1, position), whole.trust)
    with pytest.raises(Doubt, match="its proof is another's"):
        check_receipt(forked(whole, receipt, {}, position, position + 1), whole.trust)


def test_a_receipt_out_of_another_history_does_not_fit_the_certificates(
    whole: Sealed, conn: Conn, position: int, tmp_path: Path
) -> None:
    """Signed by the log's key as well: it shows two histories."""
    folder = dispute_in(conn, tmp_path / "d", position)
    receipt = json.loads((folder / "receipt.json").read_text("utf-8"))
    other = forked(whole, receipt, {"actor": "officer:6666"}, position - 1, position)
    check_receipt(other, whole.trust)
    (folder / "receipt.json").write_text(plainly(other), "utf-8")
    with pytest.raises(Doubt, match="not the entry of the receipt"):
        check_dispute(folder, whole.trust)


def test_the_scores_around_an_entry_are_those_just_before_and_just_after(
    whole: Sealed, conn: Conn, position: int, tmp_path: Path
) -> None:
    folder = dispute_in(conn, tmp_path / "d", position)
    check_dispute(folder, whole.trust)
    for name, at in (("before", position - 2), ("after", position + 1), ("before", position)):
        path = folder / f"{name}.json"
        kept = path.read_bytes()
        path.write_text(plainly(certificate_at(conn, at)), "utf-8")
        with pytest.raises(Doubt, match="not of just before and just after"):
            check_dispute(folder, whole.trust)
        path.write_bytes(kept)


def test_the_scores_of_a_dispute_are_its_subject_s_on_one_day(
    whole: Sealed, conn: Conn, position: int, tmp_path: Path
) -> None:
    folder = dispute_in(conn, tmp_path / "d", position)
    size = checkpoint_for(conn, None).size
    for forged, said in (
        (certificate_at(conn, size, date(YEAR, 6, 30)), "as of different days"),
        (certificate_at(conn, size, who="officer:0002"), "now.json is about officer:0002"),
        (certificate_at(conn, position - 1), "of before it"),
    ):
        (folder / "now.json").write_text(plainly(forged), "utf-8")
        with pytest.raises(Doubt, match=said):
            check_dispute(folder, whole.trust)
