"""What stands in each sheet of a year's workbook?"""

from collections.abc import Sequence
from datetime import timedelta

from scripts.demo.cases import cases
from scripts.demo.dice import Dice
from scripts.demo.entries import Register, honoured_twice, ordinary
from scripts.demo.losses import losses
from scripts.demo.mistakes import with_mistakes
from scripts.demo.names import names, rank
from scripts.demo.plan import plan_rows
from scripts.demo.restrictions import lift_rows, restriction_rows
from scripts.demo.reviews import review_rows
from scripts.demo.roster import LEADERSHIP, UNITS, known_in, postings, serving
from scripts.demo.shape import Entry, Loss, Row, Sheets, tenths

_RECORDERS = ("0053", "0054", "0047")
_APPROVERS = ("9002", "9003", "9004", "9005", "9006", "0051")
_DISCIPLINE = "9006"


def _unit_rows() -> list[Row]:
    return [
        {
            "unit_id": unit,
            "name": name,
            "kind": kind,
            "parent_id": "" if unit == LEADERSHIP else LEADERSHIP,
        }
        for unit, name, kind in UNITS
    ]


def _officer_rows(year: int) -> list[Row]:
    called = names(tuple(dict.fromkeys(posting.officer for posting in postings())))
    first = {posting.officer: posting for posting in reversed(postings())}
    return [
        {
            "officer_id": officer,
            "name": called[officer],
            "rank": rank(officer, first[officer].level, first[officer].unit, year),
        }
        for officer in sorted({posting.officer for posting in known_in(year)})
    ]


def _posting_rows(year: int) -> list[Row]:
    return [
        {
            "officer_id": posting.officer,
            "unit_id": posting.unit,
            "post_level": posting.level,
            "from": posting.start.isoformat(),
            "until": posting.until.isoformat() if posting.until else "",
        }
        for posting in known_in(year)
    ]


def _signers(entry: Entry, number: int) -> tuple[str, str]:
    """Who recorded and who approved: never one person, never the beneficiary or his unit."""
    dice = Dice("nanyue", "signers", entry.on.year, number)
    kind, _, id_ = entry.subject.partition(":")
    serve = serving(entry.on)
    mine = {id_} if kind == "officer" else {who for who in serve if serve[who].unit == id_}
    recorder = dice.pick([who for who in _RECORDERS if who not in mine])
    if entry.document.startswith("岳税纪"):
        return recorder, _DISCIPLINE
    return recorder, dice.pick([who for who in _APPROVERS if who not in mine])


def _entries(year: int) -> list[Entry]:
    """The year's entries in the order of their recording."""
    told = cases(year)
    register = Register([entry.document for entry in told])
    drawn = [*ordinary(year, register), *honoured_twice(year, register)]
    entries = [*told, *with_mistakes(drawn, year)]
    return sorted(entries, key=lambda entry: entry.on + timedelta(days=entry.delay))


def _entry_rows(entries: Sequence[Entry], year: int) -> list[Row]:
    rows: list[Row] = []
    for number, entry in enumerate(entries, start=1):
        recorder, approver = _signers(entry, number)
        rows.append(
            {
                "ref": f"E{year}-{number:04}",
                "subject": entry.subject,
                "kind": entry.kind,
                "item": entry.item,
                "level": entry.level,
                "quantity": entry.quantity,
                "points": entry.points,
                "share": entry.share,
                "merit": entry.merit,
                "effective_on": entry.on.isoformat(),
                "document_no": entry.document,
                "reason": entry.reason,
                "recorded_by": recorder,
                "approved_by": approver,
            }
        )
    return rows


def _loss_rows(lost: Sequence[Loss], year: int) -> list[Row]:
    return [
        {
            "ref": f"L{year}-{number:03}",
            "indicator_id": loss.indicator,
            "points": tenths(loss.tenths),
            "effective_on": loss.on.isoformat(),
            "reason": loss.reason,
        }
        for number, loss in enumerate(lost, start=1)
    ]


def _reversal_rows(entries: Sequence[Entry], lost: Sequence[Loss], year: int) -> list[Row]:
    annulled = [
        *((f"E{year}-{number:04}", entry.annulled) for number, entry in enumerate(entries, 1)),
        *((f"L{year}-{number:03}", loss.annulled) for number, loss in enumerate(lost, 1)),
    ]
    why = [(ref, ground) for ref, ground in annulled if ground]
    return [
        {"ref": f"CX{year}-{number:03}", "entry_ref": ref, "reason": reason, "ground": ground}
        for number, (ref, (reason, ground)) in enumerate(why, start=1)
    ]


def sheets(year: int) -> Sheets:
    """Every sheet of the year's workbook."""
    entries, lost = _entries(year), losses(year)
    planned = tuple(unit for unit, _, _ in UNITS if unit != LEADERSHIP)
    return {
        "units": _unit_rows(),
        "officers": _officer_rows(year),
        "postings": _posting_rows(year),
        "indicators": list(plan_rows(planned, year)),
        "reviews": list(review_rows(year)),
        "entries": _entry_rows(entries, year),
        "losses": _loss_rows(lost, year),
        "reversals": _reversal_rows(entries, lost, year),
        "restrictions": restriction_rows(year),
        "lifts": lift_rows(year),
    }
