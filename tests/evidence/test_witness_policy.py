"""Which policies does one read, and whom do they trust?"""

from __future__ import annotations

from typing import Final

import pytest

from projections.evidence.keys import SigningKey
from projections.evidence.notes import (
    COSIGNATURE,
    MalformedNote,
    TooFewWitnesses,
    Trust,
    open_checkpoint,
)
from projections.evidence.trust import parse_policy
from tests.evidence.logs import CHECKS, LOG, OTHER_WITNESS, WITNESS, signed

LOG_LINE: Final = f"log {LOG.vkey.text}\n"
A: Final = f"witness 审计 {WITNESS.vkey.text} http://10.0.0.1:8001\n"
B: Final = f"witness it {OTHER_WITNESS.vkey.text}\n"
BOTH: Final = LOG_LINE + A + B
URL: Final = ((WITNESS.vkey, "http://10.0.0.1:8001"),)
KEYS: Final = (WITNESS.vkey, OTHER_WITNESS.vkey)


def trusting(keys: tuple[object, ...], quorum: int, urls: tuple[object, ...] = URL) -> Trust:
    return Trust(CHECKS, (LOG.vkey,), keys, quorum, urls)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "trust"),
    [
        (LOG.vkey.text, trusting((), 0, ())),
        (LOG_LINE, trusting((), 0, ())),
        (f"log {LOG.vkey.text} https://ledger.example/log\n", trusting((), 0, ())),
        (LOG_LINE + "quorum none\n", trusting((), 0, ())),
        (BOTH + "quorum none\n", trusting(KEYS, 0)),
        (BOTH + "quorum 审计\n", trusting((WITNESS.vkey,), 1)),
        (BOTH + "quorum it\n", trusting((OTHER_WITNESS.vkey,), 1, ())),
        (BOTH + "group g any 审计 it\nquorum g\n", trusting(KEYS, 1)),
        (BOTH + "group g 2 审计 it\nquorum g\n", trusting(KEYS, 2)),
        (BOTH + "group g all 审计 it\nquorum g\n", trusting(KEYS, 2)),
        (BOTH + "group g all it\nquorum g", trusting((OTHER_WITNESS.vkey,), 1, ())),
        ("\ufeff# 策略\r\n\r\n \t" + LOG_LINE.replace(" ", "\t "), trusting((), 0, ())),
    ],
)
def test_a_policy_says_whose_signatures_count(text: str, trust: Trust) -> None:
    assert parse_policy(text, CHECKS) == trust


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        A + "quorum none\n",
        LOG_LINE * 2,
        BOTH,
        BOTH + "quorum\n",
        BOTH + "quorum else\n",
        BOTH + "quorum none\nquorum none\n",
        BOTH + "group g 3 审计 it\nquorum g\n",
        BOTH + "group g 0 审计 it\nquorum g\n",
        BOTH + "group g x 审计 it\nquorum g\n",
        BOTH + "group g any\nquorum g\n",
        BOTH + "group g any 审计 审计\nquorum g\n",
        BOTH + "group g any none\nquorum g\n",
        BOTH + "group it any 审计\nquorum it\n",
        BOTH + "group none any 审计\nquorum none\n",
        BOTH + "group g any 审计\ngroup h any g\nquorum h\n",
        BOTH + A.replace("审计", "again") + "quorum none\n",
        LOG_LINE + A + A.replace(WITNESS.vkey.text, OTHER_WITNESS.vkey.text) + "quorum none\n",
        LOG_LINE + f"witness log {LOG.vkey.text}\nquorum none\n",
        LOG_LINE + f"witness w {WITNESS.vkey.text} file:///etc/passwd\nquorum none\n",
        LOG_LINE + f"witness {WITNESS.vkey.text}\nquorum none\n",
        BOTH + "quorum it it\n",
        BOTH + "mirror it\n",
    ],
)
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(MalformedNote):
        parse_policy(text, CHECKS)


def test_a_witness_with_two_names_is_one() -> None:
    again = SigningKey("it.example/again", bytes(range(32, 64)), COSIGNATURE)
    with pytest.raises(MalformedNote, match="another witness's too"):
        parse_policy(BOTH + f"witness c {again.vkey.text}\nquorum none\n", CHECKS)


def test_the_quorum_is_asked_of_every_checkpoint() -> None:
    two = parse_policy(BOTH + "group g all 审计 it\nquorum g\n", CHECKS)
    one = parse_policy(BOTH + "quorum it\n", CHECKS)
    assert open_checkpoint(signed(7, None, WITNESS, OTHER_WITNESS), two).checkpoint.size == 7
    assert open_checkpoint(signed(7, None, OTHER_WITNESS), one).checkpoint.size == 7
    for trust, by in ((two, WITNESS), (two, OTHER_WITNESS), (one, WITNESS)):
        with pytest.raises(TooFewWitnesses):
            open_checkpoint(signed(7, None, by), trust)
