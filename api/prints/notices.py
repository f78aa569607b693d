"""How does an officer learn the year's result, why it is so, and until when to object?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.prints import labels
from api.prints.labels import Label, component
from api.prints.pdf import pdf
from api.prints.rows import bureau_name, one_line
from api.prints.tables import aligned, foot
from domain.runsheet import OfficerRow
from projections.phrases import Language
from projections.printouts import AccountLine, Printout
from projections.words import reasons_in_words, word

_TO = Label("{name}（{officer}，{unit}）：", "To {name} ({officer}, {unit}):")
_OPENING = Label(
    "依据考核规则 {edition}，你 {year} 年度考核结果（截至 {as_of}）如下，现予通知。",
    "Under the rulebook {edition}, your annual appraisal result of {year}, as of {as_of}, "
    "is as follows.",
)
_RESULT = Label("考核结果", "Result")
_WHY = Label("结果说明", "How it came about")
_ACCOUNT = Label("加减分明细", "Lines of the account")
_NO_LINES = Label("截至该日没有有效的加减分分录。", "No entries are in force on that date.")
_OBJECTION = Label("异议与复核", "Objections")
_WINDOW = Label(
    "对结果有异议的，可在公示期内（{opens_on} 至 {closes_on}，共 {days} 个工作日）"
    "以书面形式向本局绩效办或考核委员会提出。",
    "Objections may be raised in writing with the bureau's performance office or appraisal "
    "committee while the results are published: {opens_on} to {closes_on}, {days} working days.",
)
_WINDOW_CLOSED = Label(
    "结果已经公示（{opens_on} 至 {closes_on}，共 {days} 个工作日）。仍有异议的，"
    "以书面形式向本局绩效办或考核委员会提出；确属差错的，按规定重述。",
    "The results were published from {opens_on} to {closes_on}, {days} working days. Further "
    "objections go in writing to the bureau's performance office or appraisal committee; "
    "an error is put right by a restatement.",
)
_NOT_PUBLISHED = Label(
    "本结果尚未公示，不是最终结果；公示期另行通知。",
    "This result has not been published and is not final; the days on which objections may be "
    "raised will be announced.",
)
_IN_WRITING = Label(
    "对结果有异议的，以书面形式向本局绩效办或考核委员会提出。",
    "Objections go in writing to the bureau's performance office or appraisal committee.",
)
_REVIEW = Label(
    "对定为不称职等次不服的，可自知道之日起三十日内依法申请复核。",
    "Whoever is graded incompetent may ask for a review by law within thirty days of learning it.",
)
_SIGNS = Label("本人签收", "Received by")
_OFFICE = Label("考核单位（盖章）", "For the bureau (seal)")
_DAY = Label("日期", "Date")


def notices_pdf(
    printout: Printout, language: Language = "zh", officers: Iterable[str] | None = None
) -> bytes:
    """A notice to each of `officers`, to everybody where it is None; each begins a page."""
    matter = notices_matter(printout, language, officers)
    return pdf("notice.typ", matter, printout.sheet.as_of)


def notices_matter(
    printout: Printout, language: Language, officers: Iterable[str] | None = None
) -> dict[str, Any]:
    wanted = None if officers is None else set(officers)
    return {
        "language": language,
        "title": labels.NOTICE.say(language).format(year=printout.sheet.year),
        "bureau": bureau_name(printout),
        "standing": labels.ACTS[printout.act].say(language),
        "final": printout.act in ("closed", "restated"),
        "foot": foot(printout),
        "heads": {
            "result": _RESULT.say(language),
            "why": _WHY.say(language),
            "account": _ACCOUNT.say(language),
            "objection": _OBJECTION.say(language),
            "signs": _SIGNS.say(language),
            "office": _OFFICE.say(language),
            "day": _DAY.say(language),
            "no_lines": _NO_LINES.say(language),
            "columns": [
                label.say(language)
                for label in (
                    *(labels.ENTRY, labels.EFFECTIVE_ON, labels.ITEM),
                    *(labels.CLAIMED, labels.COUNTED, labels.REASONS),
                )
            ],
        },
        "notices": [
            _notice(printout, row, language)
            for row in printout.sheet.officers
            if wanted is None or row.officer in wanted
        ],
    }


def _notice(printout: Printout, row: OfficerRow, language: Language) -> dict[str, Any]:
    sheet, names = printout.sheet, printout.names
    unit = one_line(names.unit(row.unit)) or ("未任职" if language == "zh" else "no unit")
    lines = printout.accounts.get(row.officer)
    return {
        "to": _TO.say(language).format(
            name=one_line(names.officer(row.officer)), officer=row.officer, unit=unit
        ),
        "opening": _OPENING.say(language).format(
            edition=sheet.edition, year=sheet.year, as_of=sheet.as_of
        ),
        "score": _score(row, language),
        "sum": _sum(row),
        "result": _result(row, language),
        "reasons": reasons_in_words(row, language, printout.titles),
        "lines": None if lines is None else [_line(line, language) for line in lines],
        "objection": _objection(printout, row, language),
    }


def _score(row: OfficerRow, language: Language) -> list[list[str]]:
    said: list[tuple[Label, str | None]] = [
        *((component(name), aligned([value])[0]) for name, value in row.components.items()),
        (labels.BASE, aligned([row.base])[0]),
        (labels.BONUS, row.bonus),
        (labels.DEDUCTION, row.deduction),
    ]
    return [[label.say(language), value or "—"] for label, value in said]


def _result(row: OfficerRow, language: Language) -> list[list[str]]:
    said: list[tuple[Label, str | int | None]] = [
        (labels.SCORE, row.score),
        (labels.GROUP, row.group),
        (labels.RANK, row.rank),
        (labels.BAND, row.band),
        (labels.GRADE, word(row.grade, language)),
        (labels.PAY, row.pay),
    ]
    return [[label.say(language), "—" if value is None else str(value)] for label, value in said]


def _sum(row: OfficerRow) -> str:
    """The last step written out, as anybody can work it out again."""
    if row.base is None or row.score is None:
        return ""
    base = aligned([row.base])[0]
    return f"{base} + {row.bonus} - {row.deduction.removeprefix('-')} = {row.score}"


def _line(line: AccountLine, language: Language) -> list[str]:
    view = line.line
    return [
        f"#{view.entry.rpartition('#')[2]}",
        view.effective_on,
        one_line(line.title.get(language) or line.title.get("zh", view.item or "")),
        view.claimed,
        view.counted,
        line.why[language],
    ]


def _objection(printout: Printout, row: OfficerRow, language: Language) -> list[str]:
    window, act = printout.publication, printout.act
    said = {"published": _WINDOW, "closed": _WINDOW_CLOSED}.get(act)
    if act in ("", "live", "frozen"):
        words = [_NOT_PUBLISHED.say(language)]
    elif window is None or said is None:
        words = [_IN_WRITING.say(language)]
    else:
        days = {"opens_on": window.opens_on, "closes_on": window.closes_on}
        words = [said.say(language).format(**days, days=window.working_days)]
    if row.grade == "incompetent":
        words.append(_REVIEW.say(language))
    return words
