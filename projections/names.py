"""Who is who: what are a bureau's officers and units called, as known at a position?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, LiteralString

import psycopg

from domain.journal.keyring import Keyring
from projections.moments import Moment

AT_ONCE: Final = 10_000
_OFFICERS: Final[LiteralString] = """
SELECT DISTINCT ON (officer) officer, name FROM read.officers
 WHERE bureau = %(bureau)s AND position <= %(position)s
   AND (%(among)s::text[] IS NULL OR officer = ANY(%(among)s))
 ORDER BY officer, position DESC
"""
_UNITS: Final[LiteralString] = """
SELECT unit, name, coalesce(effective_on <= %(as_of)s, true) AS begun FROM read.units
 WHERE bureau = %(bureau)s AND position <= %(position)s
 ORDER BY effective_on NULLS FIRST, position
"""


@dataclass(frozen=True)
class Names:
    """Names by id; who is not found is called by the id."""

    officers: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def officer(self, officer: str) -> str:
        return self.officers.get(officer, officer)

    def unit(self, unit: str | None) -> str:
        return "" if unit is None else self.units.get(unit, unit)


def get_names(
    conn: psycopg.Connection[Any],
    bureau: str,
    moment: Moment,
    keyring: Keyring,
    among: Iterable[str] | None = None,
) -> Names:
    """The names opened; of a subject whose key was destroyed, `[erased 已抹除]`.

    `among`: of these officers alone, and of every unit.
    """
    given: dict[str, object] = {"bureau": bureau, "position": moment.position}
    given |= {"as_of": moment.as_of, "among": None if among is None else sorted(among)}
    units: dict[str, str] = {}
    for unit, name, begun in conn.execute(_UNITS, given):
        # As the record reads them: the last that has begun, else the first that will.
        if begun or unit not in units:
            units[unit] = name
    officers = dict(conn.execute(_OFFICERS, given).fetchall())
    return Names(_opened(officers, "officer", keyring), _opened(units, "unit", keyring))


def _opened(sealed: Mapping[str, str], kind: str, keyring: Keyring) -> dict[str, str]:
    opened: dict[str, str] = {}
    rows = iter(sealed.items())
    # So many are opened before their keys have to be asked for again.
    while some := list(islice(rows, AT_ONCE)):
        keyring.check(f"{kind}:{named}" for named, _ in some)
        opened |= {named: keyring.open(f"{kind}:{named}", text) for named, text in some}
    return opened
