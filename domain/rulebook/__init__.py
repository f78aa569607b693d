"""Which rules hold: what does a rulebook say, and which of its editions on which day?"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, Final

import rfc8785

from domain.refusals import FactTorn
from domain.rulebook.band_checks import check_banding
from domain.rulebook.checks import check_scoring
from domain.rulebook.document import Findings
from domain.rulebook.edition import (
    Band,
    Category,
    Component,
    Edition,
    ExcellentGrade,
    Grades,
    Group,
    Item,
    Match,
    Procedure,
    RestrictionRule,
    RiskGrade,
    Stage,
    Totals,
    UnitRules,
    in_language,
)
from domain.rulebook.faults import NoRulebook, RulebookFaulty, UnknownEdition
from domain.rulebook.grammar import json_schema, read_shape
from domain.rulebook.inheritance import Above, check_inherited
from domain.rulebook.procedure import check_procedure
from domain.rulebook.values import Ratio

__all__ = [
    "Above",
    "Band",
    "Category",
    "Component",
    "Edition",
    "Editions",
    "ExcellentGrade",
    "Grades",
    "Group",
    "Item",
    "Match",
    "NoRulebook",
    "Procedure",
    "Ratio",
    "RestrictionRule",
    "RiskGrade",
    "RulebookFaulty",
    "Stage",
    "Totals",
    "UnitRules",
    "UnknownEdition",
    "digest",
    "from_document",
    "in_language",
    "json_schema",
    "read_edition",
    "to_document",
]


def read_edition(source: str | bytes, above: Above | None = None) -> Edition:
    """The edition that a YAML document holds, or RulebookFaulty with every fault by its place.

    `above` finds the edition that it is made under: without, nothing is held against that one.
    """
    findings = Findings()
    book = read_shape(source, findings)
    if book is not None:
        check_scoring(book, findings)
        check_banding(book, findings)
        check_procedure(book, findings)
    if book is None or findings.faults:
        raise RulebookFaulty(findings.faults)
    edition = Edition.model_validate(book.plain())
    if above is not None:
        check_inherited(edition, above, findings)
        if findings.faults:
            raise RulebookFaulty(findings.faults)
    return edition


def to_document(edition: Edition) -> dict[str, Any]:
    """The edition as JSON: complete with its defaults, every number a string."""
    return edition.model_dump(mode="json", exclude_none=True)


def from_document(document: Mapping[str, Any]) -> Edition:
    """The edition of a stored document; checked when it was published, it reads for ever."""
    return Edition.model_validate(document)


def read_stored(document: str) -> Edition:
    """The edition whose canonical JSON a fact holds."""
    try:
        return from_document(json.loads(document))
    except (ValueError, TypeError) as wrong:
        raise FactTorn(fact="", name="rulebook-published", what=type(wrong).__name__) from wrong


def digest(edition: Edition) -> str:
    """The SHA-256 of the document's canonical JSON (RFC 8785)."""
    return f"sha256:{sha256(rfc8785.dumps(to_document(edition))).hexdigest()}"


class Editions:
    """A bureau's editions in order of version."""

    def __init__(self, editions: tuple[Edition, ...]) -> None:
        self._editions: Final = tuple(sorted(editions, key=lambda edition: edition.version))
        self._known: Final = {edition.ref: edition for edition in self._editions}
        in_force: list[Edition] = []
        for edition in reversed(self._editions):
            if not in_force or edition.effective_from < in_force[-1].effective_from:
                in_force.append(edition)
        self._in_force: Final = in_force[::-1]
        self._starts: Final = [edition.effective_from for edition in self._in_force]

    @classmethod
    def only(cls, edition: Edition) -> Editions:
        """A rehearsal's editions: the candidate holds on every day."""
        return cls((edition,))

    def on(self, day: date) -> Edition:
        """The latest version with effective_from <= day; the first also covers the days before."""
        if not self._editions:
            raise NoRulebook(day=day)
        index = bisect_right(self._starts, day)
        return self._in_force[index - 1] if index else self._editions[0]

    def get(self, ref: str) -> Edition:
        try:
            return self._known[ref]
        except KeyError:
            raise UnknownEdition(edition=ref, known=", ".join(self._known) or "-") from None

    def __iter__(self) -> Iterator[Edition]:
        return iter(self._editions)

    def __len__(self) -> int:
        return len(self._editions)
