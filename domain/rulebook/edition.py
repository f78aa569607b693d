"""What is in an edition of the rulebook, every number exact and every ratio as written?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, InstanceOf, PlainSerializer

from domain.rulebook.grammar import GOOD_QUARTERS, INDICATORS
from domain.rulebook.shapes import LANGUAGES
from domain.rulebook.values import Ratio
from domain.vocabulary import Kind, Value, exact_number, plain


def _count(given: object) -> object:
    return int(given) if isinstance(given, str) else given


def _ratio(given: object) -> object:
    return Ratio.parse(given) if isinstance(given, str) else given


def _share(given: object) -> object:
    if isinstance(given, Ratio):
        return given.fraction
    return Fraction(given) if isinstance(given, str) else given


def _requires(given: object) -> object:
    if not isinstance(given, Mapping):
        return given
    return {k: (int if k == GOOD_QUARTERS else exact_number)(v) for k, v in given.items()}


def _as_written(number: Decimal | int | Fraction) -> str:
    if isinstance(number, Fraction):
        return f"{number.numerator}/{number.denominator}"
    return plain(Decimal(number))


def _by_id(given: object) -> object:
    """In a document a list of parts that name themselves; in an edition they are looked up."""
    if not isinstance(given, list | tuple):
        return given
    return {part["id"] if isinstance(part, dict) else part.id: part for part in given}


def _listed(parts: dict[str, Any]) -> list[dict[str, Any]]:
    return [part.model_dump(mode="json", exclude_none=True) for part in parts.values()]


def _titled(known: dict[str, Any]) -> dict[str, str]:
    """Without a title the id stands in."""
    return dict.fromkeys(LANGUAGES, known.get("id") or known["rulebook"])


Exact = Annotated[Decimal, BeforeValidator(exact_number), PlainSerializer(plain)]
Count = Annotated[int, BeforeValidator(_count), PlainSerializer(str)]
Quota = Annotated[Ratio, BeforeValidator(_ratio), PlainSerializer(str)]
Part = Annotated[InstanceOf[Fraction], BeforeValidator(_share), PlainSerializer(_as_written)]
Title = Annotated[dict[str, str], Field(default_factory=_titled)]
Demand = Literal["required", "optional"]
_LIST = (BeforeValidator(_by_id), PlainSerializer(_listed))


class Component(Value):
    """Where a part of the score comes from."""

    source: Literal["review", "unit"]
    aggregate: Literal["mean", "last"] | None = None
    method: Literal["weighted", "difference", "coefficient"] | None = None
    base: Exact | None = None
    k: Exact | None = None
    of: str | None = None
    document: Demand | None = None


class Match(Value):
    """Which postings belong to a group; a key that is absent fits all."""

    post_level: tuple[str, ...] | None = None
    unit_kind: tuple[str, ...] | None = None
    unit: tuple[str, ...] | None = None


class Group(Value):
    """A comparison group."""

    id: str
    match: Match
    weights: dict[str, Exact]
    min_size: Count | None = None
    merge_into: str | None = None


class Item(Value):
    """What an entry may be granted for, and what it is worth."""

    id: str
    kind: Kind
    category: str
    title: Title
    levels: dict[str, Exact] | None = None
    points: Exact | None = None
    range: tuple[Exact, Exact] | None = None
    step: Exact | None = None
    per: str | None = None
    cap: Exact | None = None
    evidence: Demand = "optional"
    reason: Demand = "optional"
    claim_within: Count | None = None
    hearing: Demand | None = None
    restriction: str | None = None


class Category(Value):
    """Items that share a cap."""

    id: str
    cap: Exact | None = None


class Totals(Value):
    """The caps of an account's two sides."""

    bonus: Exact | None = None
    deduction: Exact | None = None


class UnitRules(Value):
    """How a unit is scored, and how a loss is split."""

    weights: dict[str, Exact] = Field(default_factory=lambda: {INDICATORS: Decimal(1)})
    totals: Totals = Totals()
    owner_share: Part = Fraction(60, 100)


class RestrictionRule(Value):
    """What a veto or sanction keeps a subject from."""

    id: str
    title: Title
    bites: Literal["during_year", "at_year_end"]
    max_band: Count | None = None
    bars: tuple[str, ...] = ()
    unranked: bool = False
    deferred: bool = False
    reaches: Literal["head"] | None = None


class Band(Value):
    """A band: seats by quota, everyone under a score, or everyone left."""

    band: Count
    through: Quota | None = None
    below: Exact | None = None


class ExcellentGrade(Value):
    """Who may be excellent, and how many."""

    quota: Quota
    from_band: Count
    requires: Annotated[
        dict[str, Decimal | int],
        BeforeValidator(_requires),
        PlainSerializer(lambda least: {k: _as_written(v) for k, v in least.items()}),
    ] = Field(default_factory=dict)


class Grades(Value):
    """The grades that have a quota."""

    excellent: ExcellentGrade | None = None


class Alone(Value):
    """What one person may record without a second."""

    points: Exact | None = None
    marks: bool | None = None


class Stage(Value):
    """A stage of a dispute: how long one may raise it, and how long deciding may take."""

    stage: str
    within: Count
    decide_within: Count
    direct_within: Count | None = None
    extension: Count | None = None
    days: Literal["working", "calendar"] = "working"


class RiskGrade(Value):
    """A grade of risk: from which sum of the ratings, and how often it is checked."""

    grade: Literal["high", "medium", "low"]
    least: Count
    check_every: Count


_STAGES: Final = (
    Stage(stage="objection", within=5, decide_within=10),
    Stage(stage="review", within=5, decide_within=10),
    Stage(stage="statutory_review", within=30, decide_within=30, days="calendar"),
    Stage(
        stage="statutory_appeal",
        within=15,
        direct_within=30,
        decide_within=60,
        extension=30,
        days="calendar",
    ),
)
"""The law's own windows (公务员法 95), and those that bureaux commonly set themselves."""
_USUAL_CLOSING: Final = 5
_RISKS: Final = (
    RiskGrade(grade="high", least=15, check_every=5),
    RiskGrade(grade="medium", least=10, check_every=20),
    RiskGrade(grade="low", least=4, check_every=60),
)


PUBLISHED_FOR: Final = 5  # working days: the law asks for as many, whatever a rulebook says


class Procedure(Value):
    """By which windows the management of the year runs, in working days but for stages that say."""

    evidence_within: Count = 15
    hearing_within: Count = 3
    quarter_opens: Count | None = None
    quarter_closes: Count | None = None
    """Where an edition says it, nothing of a quarter is frozen before that working day."""
    explained_within: Count | None = None
    publication: Count = 5
    outlier: Exact = Decimal(5)
    disputes: tuple[Stage, ...] = _STAGES
    risk: tuple[RiskGrade, ...] = _RISKS

    @property
    def published_for(self) -> int:
        """The fewest working days for which a year is published."""
        return max(PUBLISHED_FOR, self.publication)

    @property
    def closes(self) -> int:
        """The working day after a quarter on which it closes, or usually does."""
        return self.quarter_closes or _USUAL_CLOSING


class Edition(Value):
    """One published version of a bureau's rules. An edition is known by (rulebook, version)."""

    rulebook: str
    version: Count
    title: Title
    under: str | None = None
    effective_from: date
    decimals: Count = 3
    missing: Literal["renormalise", "zero"] = "renormalise"
    components: dict[str, Component]
    groups: tuple[Group, ...]
    items: Annotated[dict[str, Item], *_LIST] = Field(default_factory=dict)
    categories: Annotated[dict[str, Category], *_LIST] = Field(default_factory=dict)
    totals: Totals = Totals()
    unit: UnitRules = UnitRules()
    restrictions: Annotated[dict[str, RestrictionRule], *_LIST] = Field(default_factory=dict)
    bands: tuple[Band, ...]
    tie_break: tuple[str, ...] = ()
    unresolved_tie: Literal["none_enter", "all_enter"] = "none_enter"
    fill_vacated: bool = False
    grades: Grades = Grades()
    good_quarter: Exact | None = None
    pay: dict[Count, Exact] = Field(default_factory=dict)
    alone: Alone | None = None
    procedure: Procedure | None = None
    words: dict[str, dict[str, str]] | None = None

    @property
    def windows(self) -> Procedure:
        """As the edition says, or the usual ones."""
        return self.procedure or Procedure()

    @property
    def ref(self) -> str:
        return f"{self.rulebook}@{self.version}"

    def __hash__(self) -> int:
        return hash((self.rulebook, self.version))


def in_language(title: Mapping[str, str], language: str) -> str:
    """The title in `language`, else in Chinese, else in whatever language it has."""
    return title.get(language) or title.get("zh") or next(iter(title.values()), "")
