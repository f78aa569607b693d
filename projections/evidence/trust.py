"""Whom does an auditor trust: which log, which witnesses, how many of them?

A policy comes from outside the database and outside any bundle. It is a C2SP tlog-policy of one
log and at most one group:

    log VKEY [URL]
    witness NAME VKEY [URL]
    group NAME any|all|K NAME…
    quorum NAME|none

A file of one verifier key alone trusts that log.
"""

from __future__ import annotations

import re

from projections.evidence.notes import (
    COSIGNATURE,
    Checks,
    MalformedNote,
    Trust,
    Vkey,
    decimal,
    parse_vkey,
)

_LOG_WORDS = (2, 3)
_WITNESS_WORDS = (3, 4)
_GROUP_WORDS_MIN = 4
_QUORUM_WORDS = 2
_NO_QUORUM = "none"


class _Policy:
    """What the lines read so far have said."""

    def __init__(self) -> None:
        self.logs: list[Vkey] = []
        self.witnesses: dict[str, Vkey] = {}
        self.urls: dict[str, str] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.quorum: str | None = None

    def read(self, words: list[str]) -> None:
        match words:
            case ["log", *_] if len(words) in _LOG_WORDS:
                self.logs.append(parse_vkey(words[1]))
            case ["witness", name, *_] if len(words) in _WITNESS_WORDS:
                self._witness(self._new(name), *words[2:])
            case ["group", name, count, *members] if len(words) >= _GROUP_WORDS_MIN:
                self._group(self._new(name), count, members)
            case ["quorum", name] if self.quorum is None:
                self.quorum = name
            case [key]:
                self.logs.append(parse_vkey(key))
            case _:
                raise MalformedNote(f"no line of a policy: {' '.join(words)[:100]}")

    def _new(self, name: str) -> str:
        if name == _NO_QUORUM or name in self.witnesses or name in self.groups:
            raise MalformedNote(f"{name} names two things")
        return name

    def _witness(self, name: str, vkey: str, url: str = "") -> None:
        key = parse_vkey(vkey)
        if key.algorithm != COSIGNATURE:
            raise MalformedNote(f"the key of {name} is no witness's")
        if key.public in (known.public for known in self.witnesses.values()):
            raise MalformedNote(f"the key of {name} is another witness's too")
        if url and not url.startswith(("http://", "https://")):
            raise MalformedNote(f"the address of {name} does not begin with http:// or https://")
        self.witnesses[name] = key
        if url:
            self.urls[name] = url

    def _group(self, name: str, count: str, members: list[str]) -> None:
        if len(set(members)) != len(members) or not set(members) <= self.witnesses.keys():
            raise MalformedNote(f"{name} is no group of different witnesses named above it")
        every = {"any": 1, "all": len(members)}
        needed = every[count] if count in every else decimal(count)
        if not 1 <= needed <= len(members):
            raise MalformedNote(f"{name} asks for {needed} of {len(members)} witnesses")
        self.groups[name] = (needed, tuple(members))

    def trust(self, checks: Checks) -> Trust:
        if len(self.logs) != 1:
            raise MalformedNote("a policy names one log")
        needed, members = self._needed()
        keys = tuple(self.witnesses[name] for name in members)
        urls = tuple(
            (self.witnesses[name], self.urls[name]) for name in members if name in self.urls
        )
        return Trust(checks, (self.logs[0],), keys, needed, urls)

    def _needed(self) -> tuple[int, tuple[str, ...]]:
        """How many of which witnesses; those outside the quorum do not count."""
        if self.quorum in self.witnesses:
            return 1, (str(self.quorum),)
        if self.quorum in self.groups:
            return self.groups[str(self.quorum)]
        if self.quorum == _NO_QUORUM or (self.quorum is None and not self.witnesses):
            return 0, tuple(self.witnesses)
        raise MalformedNote("a policy with witnesses has a line: quorum NAME, or quorum none")


def parse_policy(text: str, checks: Checks) -> Trust:
    """Raises MalformedNote."""
    policy = _Policy()
    for line in text.removeprefix("\ufeff").split("\n"):
        words = [word for word in re.split(r"[ \t\r]+", line) if word]
        if words and not words[0].startswith("#"):
            policy.read(words)
    return policy.trust(checks)
