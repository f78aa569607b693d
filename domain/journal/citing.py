"""Which claims and entries cite the same document, or the same evidence?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, LiteralString, get_args

from domain.accounts.facts import ItemGranted
from domain.claims.facts import AwardClaimed, EvidenceAdded
from domain.claims.vocabulary import document_key
from domain.journal.names import NAME_OF
from domain.vocabulary import case_ref

ENTRIES: Final = [NAME_OF[kind] for kind in get_args(ItemGranted)]
OF_CLAIMS: Final = [NAME_OF[kind] for kind in (AwardClaimed, EvidenceAdded)]
TOPICS: Final = [*ENTRIES, *OF_CLAIMS]
CITATIONS: Final[LiteralString] = """
SELECT topic, state FROM journal.facts
 WHERE topic = ANY(%s) AND bureau = %s AND position <= %s ORDER BY position
"""
# Of a hundred thousand entries only those are opened that may cite the same. A state is canonical
# JSON, in which nothing but the field itself reads so: a quote within words bears a backslash.
_FROM: Final[LiteralString] = """
substr(state, position('"document_no":"'::bytea IN state) + 15)"""
_DOCUMENT: Final[LiteralString] = f"""
CASE WHEN position('"document_no":"'::bytea IN state) > 0
     THEN substr({_FROM}, 1, greatest(position('"'::bytea IN {_FROM}) - 1, 0)) END"""
DOCUMENTS: Final[LiteralString] = f"""
SELECT DISTINCT {_DOCUMENT} AS document FROM journal.facts
 WHERE topic = ANY(%(topics)s) AND bureau = %(bureau)s AND position <= %(upto)s
   AND position('"document_no":"'::bytea IN state) > 0
"""
MAY_CITE: Final[LiteralString] = f"""
SELECT topic, state FROM journal.facts
 WHERE topic = ANY(%(topics)s) AND bureau = %(bureau)s AND position <= %(upto)s
   AND ({_DOCUMENT} = ANY(%(documents)s::bytea[])
        OR EXISTS (SELECT FROM unnest(%(evidence)s::bytea[]) AS piece
                    WHERE position(piece IN state) > 0))
 ORDER BY position
"""


@dataclass(frozen=True)
class Cited:
    """What a claim cites; `but` are refs that are not meant: the claim itself, and its entries."""

    bureau: str
    document_no: str | None
    evidence: tuple[str, ...]
    but: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Citation:
    """What one claim or entry cites, its document by the key."""

    ref: str
    document: str | None
    evidence: frozenset[str]


def citations(rows: Iterable[tuple[str, bytes]]) -> Iterator[Citation]:
    """`rows` are stored names and states."""
    for topic, state in rows:
        said = json.loads(state)
        number = said.get("document_no")
        key = None if number is None else document_key(number)
        yield Citation(_ref(topic, said), key, frozenset(said.get("evidence", ())))


def citing(told: Iterable[Citation], cited: Cited) -> tuple[str, ...]:
    """The refs of those that cite the same."""
    return tuple(dict.fromkeys(ref for ref in _citing(told, cited) if ref not in cited.but))


def alike(documents: Iterable[bytes], cited: Cited) -> list[bytes]:
    """Those numbers, as they are stored, that may be the same as the one cited."""
    if not cited.document_no:
        return []
    key = document_key(cited.document_no)
    # With a backslash within, it is more than its beginning, and is looked at whole.
    return [one for one in documents if b"\\" in one or document_key(one.decode()) == key]


def for_whoever(refs: Iterable[str], subject: str) -> tuple[str, ...]:
    """Without the entries of other subjects: a claim's number tells of nobody."""
    own = f"/{subject}#"
    return tuple(ref for ref in refs if "#" not in ref or own in ref)


def _citing(told: Iterable[Citation], cited: Cited) -> Iterator[str]:
    key = document_key(cited.document_no) if cited.document_no else None
    pieces = frozenset(cited.evidence)
    for one in told:
        if (one.document is not None and one.document == key) or pieces & one.evidence:
            yield one.ref


def _ref(topic: str, said: dict[str, Any]) -> str:
    if topic in OF_CLAIMS:
        return case_ref(said["bureau"], said["number"])
    return f"{said['bureau']}/{said['year']}/{said['subject']}#{said['number']}"
