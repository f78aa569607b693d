"""How did a score come about, line by line, in words that an officer can check?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import dict_row

from domain.rulebook import in_language
from domain.scoring import NOT_IN_EDITION, Cut, Line
from domain.standing import Standing
from domain.vocabulary import Asserted, fixed, plain
from projections.kept_runs import Runs
from projections.moments import Moment
from projections.scores import (
    DIGEST,
    LineView,
    Score,
    Unseal,
    View,
    digest_of,
    load_placed,
    score_of,
)

Words = dict[str, str]

_DETAILS: Final[LiteralString] = """
SELECT position, recorded_at, actor, subject, number, kind, item, indicator, level, quantity,
       points, share, merit, claimed, effective_on, document_no, reason, evidence, recorded_by,
       approved_by, carried_from, corrects, source, reversed_at, reversal,
       (SELECT title FROM read.plan_lines AS l
         WHERE l.bureau = e.bureau AND l.year = e.year AND l.indicator = e.indicator
           AND l.title IS NOT NULL AND l.position <= %s
         ORDER BY l.position DESC LIMIT 1) AS indicator_title
  FROM read.entries AS e WHERE position = ANY(%s)
"""
_REVERSED: Final[LiteralString] = """
SELECT position FROM read.entries
 WHERE bureau = %s AND year = %s AND subject = %s AND reversed_at <= %s AND effective_on <= %s
 ORDER BY effective_on, position
"""


class Term(View):
    """One component of the base: `value` at `weight`."""

    component: str
    value: str
    weight: str


class Stay(View):
    """Days in a unit and that unit's score: a term of the org link."""

    unit: str
    days: int
    score: str | None


class Reversal(View):
    """Who annulled an entry, when, why."""

    position: int
    recorded_at: datetime
    actor: str
    ground: str
    reason: str
    corrected_by: str | None


class Detail(View):
    """What was recorded about an entry besides its points."""

    title: Words
    level: str | None
    quantity: int | None
    points: str | None
    share: str | None
    merit: str | None
    document_no: str | None
    reason: str | None
    evidence: tuple[str, ...]
    recorded_at: datetime
    actor: str
    recorded_by: str | None
    approved_by: Asserted | None
    carried_from: int | None
    corrects: str | None
    source: dict[str, Any] | None
    reversal: Reversal | None


class StatementLine(LineView):
    """A line, what was recorded, and why it counts as it does."""

    detail: Detail
    why: Words


class StruckLine(View):
    """A reversed entry: it counts nothing and stays readable."""

    entry: str
    claimed: str
    effective_on: str
    detail: Detail


class Statement(View):
    """A score that adds up by hand: terms, stays, lines, and what was struck."""

    score: Score
    terms: tuple[Term, ...]
    stays: tuple[Stay, ...]
    sum: str
    lines: tuple[StatementLine, ...]
    struck: tuple[StruckLine, ...]
    position: int
    as_of: str
    edition: str
    count: int
    digest: str


@dataclass(frozen=True)
class Reader:
    """What opens sealed text, which bureau is meant, and the runs kept from before."""

    unseal: Unseal
    bureau: str | None = None
    runs: Runs | None = None


def get_statement(
    conn: psycopg.Connection[Any],
    subject: str,
    moment: Moment,
    reader: Reader,
) -> Statement:
    """The statement; erased narrative reads `[erased 已抹除]` and changes no figure."""
    standing, place = load_placed(conn, subject, moment, reader.bureau, reader.runs)
    score, unseal = score_of(standing, subject, place), reader.unseal
    struck = _struck_positions(conn, standing, subject)
    named = [line.position for line in score.lines] + struck
    details = _details(conn, named, moment.position)
    lines = [
        StatementLine(
            **view.model_dump(),
            detail=_detail(standing, details[view.position], unseal, moment.position),
            why=why_line(line),
        )
        for view, line in zip(score.lines, lines_of(standing, subject), strict=True)
    ]
    said = {
        "score": score,
        "terms": _terms(standing, subject, score),
        "stays": _stays(standing, subject),
        "sum": _sum(score),
        "lines": lines,
        "struck": [_struck(standing, details[p], unseal, moment.position) for p in struck],
        "position": score.position,
        "as_of": score.as_of,
        "edition": score.edition,
        "count": len(lines),
    }
    statement = Statement.model_validate(said | {DIGEST: ""})
    return statement.model_copy(update={DIGEST: digest_of(statement.model_dump(mode="json"))})


def lines_of(standing: Standing, subject: str) -> tuple[Line, ...]:
    kind, _, named = subject.partition(":")
    if kind == "officer":
        return standing.officer(named).account.lines
    unit = standing.unit(named)
    return (*unit.losses.lines, *unit.account.lines)


def _struck_positions(conn: psycopg.Connection[Any], standing: Standing, subject: str) -> list[int]:
    record = standing.record
    given = (record.bureau, record.year, subject, standing.position, standing.as_of)
    return [row[0] for row in conn.execute(_REVERSED, given)]


def _details(
    conn: psycopg.Connection[Any], named: list[int], position: int
) -> dict[int, dict[str, Any]]:
    with conn.cursor(row_factory=dict_row) as cursor:
        return {row["position"]: row for row in cursor.execute(_DETAILS, (position, named))}


def _detail(standing: Standing, row: dict[str, Any], unseal: Unseal, position: int) -> Detail:
    subject = row["subject"]
    return Detail(
        title=_title(standing, row),
        points=None if row["points"] is None else plain(row["points"]),
        reason=None if row["reason"] is None else unseal(subject, row["reason"]),
        reversal=_reversal(row, unseal, position),
        **{
            name: row[name]
            for name in Detail.model_fields
            if name not in ("title", "points", "reason", "reversal")
        },
    )


def _title(standing: Standing, row: dict[str, Any]) -> Words:
    edition = standing.editions.on(row["effective_on"])
    item = edition.items.get(row["item"] or "")
    if item is None:
        name = row["item"] or row["indicator_title"] or row["indicator"] or ""
        return {"zh": name, "en": name}
    return {language: in_language(item.title, language) for language in ("zh", "en")}


def _reversal(row: dict[str, Any], unseal: Unseal, position: int) -> Reversal | None:
    """As known at the position: a later reversal is not told."""
    if row["reversed_at"] is None or row["reversed_at"] > position:
        return None
    said = row["reversal"]
    return Reversal.model_validate(said | {"reason": unseal(row["subject"], said["reason"])})


def _struck(standing: Standing, row: dict[str, Any], unseal: Unseal, position: int) -> StruckLine:
    record = standing.record
    return StruckLine(
        entry=f"{record.bureau}/{record.year}/{row['subject']}#{row['number']}",
        claimed=plain(row["claimed"]),
        effective_on=row["effective_on"].isoformat(),
        detail=_detail(standing, row, unseal, position),
    )


def _terms(standing: Standing, subject: str, score: Score) -> list[Term]:
    kind, _, named = subject.partition(":")
    weights = (
        standing.officer(named).weights if kind == "officer" else standing.edition.unit.weights
    )
    return [
        Term(component=name, value=score.components[name], weight=plain(weight))
        for name, weight in weights.items()
        if name in score.components
    ]


def _stays(standing: Standing, subject: str) -> list[Stay]:
    kind, _, named = subject.partition(":")
    if kind != "officer":
        return []
    places = standing.edition.decimals
    stays = []
    for unit, days in standing.officer(named).days.items():
        score = standing.unit(unit).score
        stays.append(
            Stay(unit=unit, days=days, score=None if score is None else fixed(score, places))
        )
    return stays


def _sum(score: Score) -> str:
    """The last step written out: `93.820000 + 4.5 - 0.6 = 97.720`."""
    if score.base is None or score.score is None:
        return ""
    taken = score.deduction.removeprefix("-")
    return f"{score.base} + {score.bonus} - {taken} = {score.score}"


def why_line(line: Line) -> Words:
    if line.reason == NOT_IN_EDITION:
        return {
            "zh": f"规则 {line.edition} 中没有该项目，计 0 分",
            "en": f"edition {line.edition} has no such item: it counts 0",
        }
    if not line.cuts:
        return {"zh": "全额计入", "en": "counts in full"}
    words = [_why_cut(cut) for cut in line.cuts]
    return {language: "; ".join(w[language] for w in words) for language in ("zh", "en")}


def _why_cut(cut: Cut) -> Words:
    points, cap = plain(abs(cut.points)), plain(cut.cap) if cut.cap is not None else ""
    if cut.stage == "merit":
        return {
            "zh": f"就高不重复：同一事项以 {cut.of} 为准，本条 {points} 分不计",
            "en": f"take highest: {cut.of} stands for the same merit, {points} not counted",
        }
    zh = {"item cap": "单项封顶", "category cap": "类别封顶", "total cap": "总封顶"}[cut.stage]
    side = {"bonus": "加分", "deduction": "减分"}.get(cut.of, cut.of)
    return {
        "zh": f"{zh}（{side}，上限 {cap}）：核减 {points} 分",
        "en": f"{cut.stage} ({cut.of}, {cap}): {points} cut",
    }
