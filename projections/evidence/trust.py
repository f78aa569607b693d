"""Whom does an auditor trust: which log, which witnesses, how many of them?

A policy comes from outside the database and outside any bundle, one line a key:
`log VKEY`, `witness VKEY`, `quorum N`; a file of one verifier key alone trusts that log.
"""

from __future__ import annotations

from dataclasses import dataclass

from projections.evidence.notes import MalformedNote, Vkey, decimal, parse_vkey


@dataclass(frozen=True)
class Policy:
    """The log's key, the witnesses' keys, and how many of those must have cosigned."""

    log: Vkey
    witnesses: tuple[Vkey, ...] = ()
    quorum: int = 0


def parse_policy(text: str) -> Policy:
    """Raises MalformedNote."""
    log: Vkey | None = None
    witnesses: list[Vkey] = []
    quorum = 0
    for line in (line.strip() for line in text.splitlines()):
        word, _, rest = line.partition(" ")
        if not line or line.startswith("#"):
            continue
        if word == "witness":
            witnesses.append(parse_vkey(rest))
        elif word == "quorum":
            quorum = decimal(rest)
        elif log is None:
            log = parse_vkey(rest if word == "log" else line)
        else:
            raise MalformedNote("two logs in one policy")
    if log is None:
        raise MalformedNote("a policy without a log's key")
    if quorum > len(witnesses):
        raise MalformedNote("a quorum of more witnesses than there are")
    return Policy(log, tuple(witnesses), quorum)
