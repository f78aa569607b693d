"""Which marks do the officers get in a year: quarters, leader and peers?"""

from collections.abc import Iterator
from datetime import date

from scripts.demo.dice import Dice
from scripts.demo.roster import UNITS, serving, talent
from scripts.demo.shape import Row, tenths

_QUARTER_DAYS = {
    2023: ((4, 7), (7, 7), (10, 13), (12, 27)),
    2024: ((4, 8), (7, 5), (10, 11), (12, 27)),
}
_QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 27))
_LEADER_DAY, _PEER_DAY, _LOCAL_DAY = (12, 25), (12, 20), (12, 18)
_OWN = {
    ("0012", 2024): ((920, 900, 930, 910), 920, 9500),
}
"""The example of the rules: quarters and leader in tenths, peers in hundredths."""

_RAISE = {"head": 12, "deputy": 6, "staff": 0}
_Mark = tuple[str, str, str, str, date]
"""Subject, series, period, score, day."""


def _half(number: int) -> int:
    return min(number // 5 * 5, 990)


def _quarters(year: int) -> Iterator[_Mark]:
    for number, ((month, day), (end_month, end_day)) in enumerate(
        zip(_QUARTER_DAYS[year], _QUARTER_ENDS, strict=True), start=1
    ):
        for officer, posting in sorted(serving(date(year, end_month, end_day)).items()):
            dice = Dice("nanyue", "regular", officer, year, number)
            mark = _half(talent(officer) + _RAISE[posting.level] + dice.between(-20, 22))
            own = _OWN.get((officer, year))
            if own is None and dice.chance(1, 70):
                continue
            score = tenths(own[0][number - 1] if own else mark)
            subject, period = f"officer:{officer}", f"{year}Q{number}"
            yield subject, "regular_review", period, score, date(year, month, day)


def _at_year_end(year: int) -> Iterator[_Mark]:
    for officer, posting in sorted(serving(date(year, 12, 31)).items()):
        dice = Dice("nanyue", "leader", officer, year)
        mark = _half(talent(officer) + _RAISE[posting.level] + dice.between(5, 45))
        own = _OWN.get((officer, year))
        if own or not dice.chance(1, 45):
            score = tenths(own[1] if own else mark)
            day = date(year, *_LEADER_DAY)
            yield f"officer:{officer}", "leader_evaluation", str(year), score, day
    for officer in sorted(serving(date(year, 12, 31))):
        dice = Dice("nanyue", "peer", officer, year)
        hundredths = min((talent(officer) + dice.between(10, 50)) * 10 + dice.below(10), 9900)
        own = _OWN.get((officer, year))
        if own or not dice.chance(1, 40):
            whole, rest = divmod(own[2] if own else hundredths, 100)
            score = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
            day = date(year, *_PEER_DAY)
            yield f"officer:{officer}", "peer_evaluation", str(year), score, day


def _of_units(year: int) -> Iterator[_Mark]:
    """The local government's evaluation: on record, in no weight of the two editions."""
    for unit, _, kind in UNITS:
        if kind == "branch":
            dice = Dice("nanyue", "local", unit, year)
            score = tenths(dice.between(930, 985))
            yield f"unit:{unit}", "local_evaluation", str(year), score, date(year, *_LOCAL_DAY)


def _marked_again(marks: list[_Mark], year: int) -> Iterator[_Mark]:
    """A few quarters that were marked again: the mark recorded last counts."""
    dice = Dice("nanyue", "marked again", year)
    again = {"2": date(year, 7, 19), "3": date(year, 10, 25)}
    candidates = [mark for mark in marks if mark[2][-1] in again and mark[0] != "officer:0012"]
    for subject, series, period, score, _ in sorted(dice.shuffled(candidates)[:4]):
        raised = int(score.partition(".")[0]) + dice.between(1, 3)
        yield subject, series, period, str(raised), again[period[-1]]


def review_rows(year: int) -> Iterator[Row]:
    """The rows of the sheet of reviews."""
    quarters = list(_quarters(year))
    marks = [*quarters, *_marked_again(quarters, year), *_at_year_end(year), *_of_units(year)]
    marks.sort(key=lambda mark: (mark[4], mark[1]))
    for number, (subject, series, period, score, day) in enumerate(marks, start=1):
        yield {
            "ref": f"PJ{year}-{number:04}",
            "subject": subject,
            "series": series,
            "period": period,
            "score": score,
            "effective_on": day.isoformat(),
        }
