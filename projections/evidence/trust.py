"""Whom does an auditor trust: which log, which witnesses, how many of them?

A policy comes from outside the database and outside any bundle, one line a key:
`log VKEY`, `witness VKEY`, `quorum N`; a file of one verifier key alone trusts that log.
"""

from __future__ import annotations

from projections.evidence.notes import Checks, MalformedNote, Trust, Vkey, decimal, parse_vkey


def parse_policy(text: str, checks: Checks) -> Trust:
    """Raises MalformedNote."""
    logs: list[Vkey] = []
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
        else:
            logs.append(parse_vkey(rest if word == "log" else line))
    if len(logs) != 1:
        raise MalformedNote("a policy names one log")
    if quorum > len(witnesses):
        raise MalformedNote("a quorum of more witnesses than there are")
    return Trust(checks, (logs[0],), tuple(witnesses), quorum)
