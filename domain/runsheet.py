"""How does a run read, the same bytes for the same inputs for ever?

Rows of codes and figures alone: words for people are made from them elsewhere and may change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from domain.banding import GroupSeats, Place
from domain.explaining import Reasons
from domain.rulebook import digest as edition_digest
from domain.run import Run
from domain.scoring import AccountScore
from domain.standing import COMPONENT_PLACES, OfficerStanding, UnitStanding
from domain.vocabulary import Value, fixed, plain

if TYPE_CHECKING:
    from hashlib import _Hash

FORM: Final = "run.1"
"""Which shape of the rows the digest is taken over; another shape gets another name."""

_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


class UnitRow(Value):
    """A unit's row of a run."""

    unit: str
    components: dict[str, str]
    bonus: str
    deduction: str
    score: str | None


class WhyRow(Value):
    """A reason in codes; `said` are its figures."""

    about: str
    how: str
    said: dict[str, str]


class OfficerRow(Value):
    """An officer's row; `rank` and `band` are null for the unranked and deferred."""

    officer: str
    unit: str | None
    group: str | None
    components: dict[str, str]
    base: str | None
    bonus: str
    deduction: str
    score: str | None
    rank: int | None
    band: int | None
    grade: str
    pay: str | None
    reasons: tuple[str, ...]
    why: tuple[WhyRow, ...]


class GroupRow(Value):
    """What a comparison group had to give."""

    group: str
    n: int
    seats: dict[str, int]
    excellent: int


class RunSheet(Value):
    """A run; `digest` is the SHA-256 of the RFC 8785 JSON of all the rest.

    `candidate` is the digest of the candidate rulebook of a rehearsal, `restates` the digest of
    the closed run that a restated one stands beside, `without` the entry that a counterfactual
    leaves out.
    """

    form: str
    bureau: str
    year: int
    as_of: str
    position: int
    edition: str
    candidate: str | None
    restates: str | None
    without: str | None
    units: tuple[UnitRow, ...]
    officers: tuple[OfficerRow, ...]
    groups: tuple[GroupRow, ...]
    count: int
    digest: str


class Rows:
    """A run's rows, worked out one by one; at any position up to which nothing moved the run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._begun: _Hash | None = None

    @cached_property
    def _reasons(self) -> Reasons:
        """Most who ask of a run ask for no reason."""
        return Reasons(self.run)

    def officer(self, place: Place) -> OfficerRow:
        return OfficerRow.model_validate(_officer(self.run, place, self._reasons))

    def units(self) -> tuple[UnitRow, ...]:
        return tuple(UnitRow.model_validate(_unit(self.run, unit)) for unit in self.run.units)

    def sheet(
        self, position: int, restates: str | None = None, without: str | None = None
    ) -> RunSheet:
        """All of them: units and officers by id."""
        first, last = self._first(), self._last(position, restates, without)
        digest = self._digest(last, first)
        return RunSheet.model_validate(first | last | {"digest": digest})

    def sheet_of(self, place: Place | None, position: int, restates: str | None = None) -> RunSheet:
        """Of the officers this one alone; the count and the digest are the whole's."""
        last = self._last(position, restates, None)
        first = self._first((place,) if place else ())
        return RunSheet.model_validate(first | last | {"digest": self._digest(last)})

    def digest(self, position: int, restates: str | None = None) -> str:
        """That of the sheet."""
        return self._digest(self._last(position, restates, None))

    def written(self) -> bytes:
        """What the digest of a plain run is taken over: all of its sheet but the digest."""
        return canonical(self._first() | self._last(self.run.standing.position, None, None))

    def _first(self, among: Sequence[Place] | None = None) -> dict[str, Any]:
        """What stands before the position in canonical JSON: nearly all."""
        run, standing = self.run, self.run.standing
        places = run.places if among is None else among
        return {
            "as_of": standing.as_of.isoformat(),
            "bureau": standing.record.bureau,
            "candidate": None if run.candidate is None else edition_digest(run.candidate),
            "count": len(run.places),
            "edition": standing.edition.ref,
            "form": FORM,
            "groups": [_group(seats) for seats in run.groups],
            "officers": [_officer(run, p, self._reasons) for p in places],
        }

    def _last(self, position: int, restates: str | None, without: str | None) -> dict[str, Any]:
        return {
            "position": position,
            "restates": restates,
            "units": [_unit(self.run, unit) for unit in self.run.units],
            "without": without,
            "year": self.run.standing.record.year,
        }

    def _digest(self, last: Mapping[str, Any], first: Mapping[str, Any] | None = None) -> str:
        if self._begun is None:
            self._begun = hashlib.sha256(canonical(first or self._first())[:-1])
        whole = self._begun.copy()
        whole.update(b"," + canonical(last)[1:])
        return "sha256:" + whole.hexdigest()


def run_sheet(run: Run, restates: str | None = None, without: str | None = None) -> RunSheet:
    """The run's rows: units and officers by id."""
    return Rows(run).sheet(run.standing.position, restates, without)


def bytes_of(run: Run) -> bytes:
    """What the digest of a plain run is taken over: all of its sheet but the digest."""
    return Rows(run).written()


def digest_of(sheet: bytes) -> str:
    return "sha256:" + hashlib.sha256(sheet).hexdigest()


def canonical(said: Mapping[str, Any]) -> bytes:
    """The RFC 8785 JSON of what has no number but whole ones, and no key beyond ASCII.

    Then it is what the encoder of the standard library writes, at a fifth of the time.
    """
    text = _ENCODER.encode(said)
    return text.encode()


def _account(account: AccountScore) -> dict[str, str]:
    return {"bonus": plain(account.bonus), "deduction": plain(account.deduction)}


def _score(run: Run, row: UnitStanding | OfficerStanding) -> str | None:
    return None if row.score is None else fixed(row.score, run.standing.edition.decimals)


def _components(row: UnitStanding | OfficerStanding) -> dict[str, str]:
    return {name: fixed(c, COMPONENT_PLACES) for name, c in sorted(row.components.items())}


def _unit(run: Run, row: UnitStanding) -> dict[str, Any]:
    said = {"unit": row.unit, "components": _components(row), "score": _score(run, row)}
    return said | _account(row.account)


def _officer(run: Run, place: Place, reasons: Reasons) -> dict[str, Any]:
    row, rate = place.standing, run.standing.edition.pay.get(place.band or 0)
    return {
        "officer": row.officer,
        "unit": row.unit,
        "group": place.group,
        "components": _components(row),
        "base": None if row.base is None else fixed(row.base, COMPONENT_PLACES),
        **_account(row.account),
        "score": _score(run, row),
        "rank": place.rank,
        "band": place.band,
        "grade": place.grade,
        "pay": None if rate is None else plain(rate),
        "reasons": list(place.reasons),
        "why": [{"about": w.about, "how": w.how, "said": dict(w.said)} for w in reasons.of(place)],
    }


def _group(seats: GroupSeats) -> dict[str, Any]:
    shown = {str(band): n for band, n in seats.seats.items()}
    return {"group": seats.group, "n": seats.n, "seats": shown, "excellent": seats.excellent}
