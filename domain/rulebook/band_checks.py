"""Do a rulebook's bands, restrictions, ties and grades contradict each other, and where?"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from domain.rulebook.checks import components_of, is_coefficient, listed
from domain.rulebook.contradictions import (
    BandAfterOpenBand,
    BandConditionTwice,
    BandsOutOfOrder,
    CoefficientWeighted,
    ConditionalBandEarly,
    DuplicateId,
    GoodQuarterMissing,
    KeyRepeated,
    OpenBandMissing,
    QuotaFalls,
    RestrictionWithoutEffect,
    ThresholdRises,
    UnknownBand,
    UnknownComponent,
    UnknownTieKey,
)
from domain.rulebook.document import Findings, Path
from domain.rulebook.faults import NotAWholeNumber
from domain.rulebook.grammar import GOOD_QUARTERS
from domain.rulebook.shapes import Part
from domain.rulebook.values import Ratio
from domain.vocabulary import places_of, plain

TIE_KEYS: Final = (GOOD_QUARTERS, "bonus", "deduction")
QUARTERS_MAX: Final = 999


def check_banding(book: Part, findings: Findings) -> None:
    """What could not be read is not held against the rest."""
    _check_numbers(book, findings)
    _check_order(book, findings)
    _check_conditions(book, findings)
    bands = _bands(book)
    for restriction in book.parts("restrictions"):
        _check_restriction(restriction, bands, findings)
    _check_ties(book, findings)
    _check_excellent(book, bands, findings)
    pay = book.get("pay", Part)
    for key in pay.values if pay else ():
        if pay and pay.get(key, Decimal) is not None:
            _check_band(int(key), bands, (*pay.path, key), findings)


def _bands(book: Part) -> list[int] | None:
    """The bands' numbers; None if one cannot be read, for then none is surely unknown."""
    members = book.get("bands", list)
    numbers = [part.get("band", int) for part in book.parts("bands")]
    known = [number for number in numbers if number is not None]
    return known if members is not None and len(known) == len(members) else None


def _check_band(number: int, bands: list[int] | None, place: Path, findings: Findings) -> None:
    if bands is not None and number not in bands:
        findings.add(place, UnknownBand(name=number, known=listed(bands)))


def _check_numbers(book: Part, findings: Findings) -> None:
    seen: list[int] = []
    for band in book.parts("bands"):
        number = band.get("band", int)
        if number is None:
            continue
        if number in seen:
            findings.add((*band.path, "band"), DuplicateId(id=number))
        elif seen and number < seen[-1]:
            refusal = BandsOutOfOrder(name=number, before=seen[-1])
            findings.add((*band.path, "band"), refusal)
        seen.append(number)


def _is_open(band: Part) -> bool:
    return not band.has("through") and not band.has("below")


def _check_order(book: Part, findings: Findings) -> None:
    """Quotas, then the band that takes everyone left, then bands by condition (SCORING §7)."""
    members, bands = book.get("bands", list), book.parts("bands")
    if members is None or len(bands) < len(members):
        return
    opens = [n for n, band in enumerate(bands) if _is_open(band)]
    if not opens:
        findings.add(("bands",), OpenBandMissing())
        return
    for n, band in enumerate(bands):
        if band.has("through") and band.has("below"):
            continue
        if n > opens[0] and not band.has("below"):
            findings.add(band.path, BandAfterOpenBand())
        if n < opens[0] and band.has("below"):
            findings.add((*band.path, "below"), ConditionalBandEarly())


def _check_conditions(book: Part, findings: Findings) -> None:
    quota: Ratio | None = None
    threshold: Decimal | None = None
    for band in book.parts("bands"):
        through, below = band.get("through", Ratio), band.get("below", Decimal)
        if band.has("through") and band.has("below"):
            findings.add(band.path, BandConditionTwice())
            continue
        if through is not None:
            if quota is not None and through.fraction < quota.fraction:
                refusal = QuotaFalls(given=through, before=quota)
                findings.add((*band.path, "through"), refusal)
            quota = through
        if below is not None:
            if threshold is not None and below >= threshold:
                rises = ThresholdRises(given=plain(below), before=plain(threshold))
                findings.add((*band.path, "below"), rises)
            threshold = below


def _check_restriction(restriction: Part, bands: list[int] | None, findings: Findings) -> None:
    best = restriction.get("max_band", int)
    if best is not None:
        _check_band(best, bands, (*restriction.path, "max_band"), findings)
    acts = any(restriction.get(key, bool) for key in ("unranked", "deferred"))
    acts = acts or restriction.has("max_band") or bool(restriction.get("bars", list))
    if restriction.sound and not acts:
        name = restriction.get("id", str)
        findings.add(restriction.path, RestrictionWithoutEffect(name=name))


def _check_ties(book: Part, findings: Findings) -> None:
    components = components_of(book)
    seen: set[str] = set()
    for n, name in book.all_of("tie_break", str):
        place: Path = ("tie_break", n)
        if name in seen:
            findings.add(place, KeyRepeated(name=name))
        elif name == GOOD_QUARTERS:
            _check_good_quarter(book, place, findings)
        elif components is not None and name not in (*components.values, *TIE_KEYS):
            known = listed((*components.values, *TIE_KEYS))
            findings.add(place, UnknownTieKey(name=name, known=known))
        seen.add(name)


def _check_good_quarter(book: Part, place: Path, findings: Findings) -> None:
    if not book.has("good_quarter"):
        findings.add(place, GoodQuarterMissing())


def _check_excellent(book: Part, bands: list[int] | None, findings: Findings) -> None:
    grades = book.get("grades", Part)
    excellent = grades.get("excellent", Part) if grades else None
    if excellent is None:
        return
    source = excellent.get("from_band", int)
    if source is not None:
        _check_band(source, bands, (*excellent.path, "from_band"), findings)
    requires = excellent.get("requires", Part)
    for name in requires.values if requires else ():
        if requires:
            _check_requirement(requires, name, book, findings)


def _check_requirement(requires: Part, name: str, book: Part, findings: Findings) -> None:
    place, components = (*requires.path, name), components_of(book)
    if name == GOOD_QUARTERS:
        _check_good_quarter(book, place, findings)
        least = requires.get(name, Decimal)
        if least is not None and (places_of(least) > 0 or least > QUARTERS_MAX):
            refusal = NotAWholeNumber(given=plain(least), low=0, high=QUARTERS_MAX)
            findings.add(place, refusal)
    elif components is not None and name not in components.values:
        known = listed((GOOD_QUARTERS, *components.values))
        findings.add(place, UnknownComponent(name=name, known=known))
    elif components is not None and is_coefficient(components, name):
        # Nobody could ever meet it: a coefficient is no component of a row.
        findings.add(place, CoefficientWeighted(name=name))
