"""Which edition of a bureau's rulebook was published, and how does it read?"""

from __future__ import annotations

from typing import Any, Final, LiteralString

import psycopg

from domain import refusals as no
from domain.registers.state import read_document
from domain.rule_steps import rule_steps
from domain.rulebook import Edition
from domain.rulebook.print import print_edition
from projections.moments import known_position
from projections.scores import DIGEST, View, digest_of

VERSION_MAX: Final = 2**31 - 1
_EDITION: Final[LiteralString] = """
SELECT document FROM read.editions
 WHERE bureau = %(bureau)s AND position <= %(position)s
   AND (%(version)s::bigint IS NULL OR version = %(version)s) ORDER BY version DESC LIMIT 1
"""


class EditionStep(View):
    """A rule that reads otherwise: its place in the document, how it read, how it reads."""

    rule: str
    before: str
    after: str


class EditionDifference(View):
    """From one edition to another, rule by rule."""

    bureau: str
    before: str
    after: str
    rules: tuple[EditionStep, ...]
    count: int
    digest: str


def get_edition(
    conn: psycopg.Connection[Any],
    bureau: str,
    version: int | None = None,
    position: int | None = None,
) -> Edition:
    """The edition, withdrawn or not; the last one published where none is named."""
    known = known_position(conn, position=position)
    row = None
    if version is None or 0 < version <= VERSION_MAX:
        given = {"bureau": bureau, "version": version, "position": known}
        row = conn.execute(_EDITION, given).fetchone()
    if row is None:
        raise no.EditionNotFound(edition=version or "", bureau=bureau)
    return read_document(row[0])


def printed_edition(edition: Edition, language: str) -> str:
    return print_edition(edition, language)


def get_edition_difference(
    conn: psycopg.Connection[Any],
    bureau: str,
    versions: tuple[int, int],
    position: int | None = None,
) -> EditionDifference:
    """Raises EditionNotFound."""
    old, new = (get_edition(conn, bureau, version, position) for version in versions)
    rules = tuple(
        EditionStep(rule=step.rule, before=step.before, after=step.after)
        for step in rule_steps(old, new)
    )
    view = EditionDifference(
        bureau=bureau, before=old.ref, after=new.ref, rules=rules, count=len(rules), digest=""
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})
