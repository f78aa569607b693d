"""How does a run read, the same bytes for the same inputs for ever?

Rows of codes and figures alone: words for people are made from them elsewhere and may change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain.banding import GroupSeats, Place
from domain.explaining import Why, explain
from domain.rulebook import digest as edition_digest
from domain.run import Run
from domain.scoring import AccountScore
from domain.standing import COMPONENT_PLACES, OfficerStanding, UnitStanding
from domain.vocabulary import Value, fixed, plain

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


def run_sheet(run: Run, restates: str | None = None, without: str | None = None) -> RunSheet:
    """The run's rows: units and officers by id."""
    said = _said(run, restates, without)
    return RunSheet.model_validate(said | {"digest": digest_of(canonical(said))})


def bytes_of(run: Run) -> bytes:
    """What the digest of a plain run is taken over: all of its sheet but the digest."""
    return canonical(_said(run))


def digest_of(sheet: bytes) -> str:
    return "sha256:" + hashlib.sha256(sheet).hexdigest()


def _said(run: Run, restates: str | None = None, without: str | None = None) -> dict[str, Any]:
    standing = run.standing
    whys = explain(run)
    return {
        "form": FORM,
        "bureau": standing.record.bureau,
        "year": standing.record.year,
        "as_of": standing.as_of.isoformat(),
        "position": standing.position,
        "edition": standing.edition.ref,
        "candidate": None if run.candidate is None else edition_digest(run.candidate),
        "restates": restates,
        "without": without,
        "units": [_unit(run, unit) for unit in run.units],
        "officers": [_officer(run, p, whys.get(p.officer, ())) for p in run.places],
        "groups": [_group(seats) for seats in run.groups],
        "count": len(run.places),
    }


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


def _officer(run: Run, place: Place, whys: Iterable[Why]) -> dict[str, Any]:
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
        "why": [{"about": w.about, "how": w.how, "said": dict(w.said)} for w in whys],
    }


def _group(seats: GroupSeats) -> dict[str, Any]:
    shown = {str(band): n for band, n in seats.seats.items()}
    return {"group": seats.group, "n": seats.n, "seats": shown, "excellent": seats.excellent}
