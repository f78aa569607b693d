"""How do an officer's result and its reasons read to people, in Chinese and in English?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from domain.rulebook import in_language
from domain.rulebook.words import Words
from domain.runsheet import OfficerRow, WhyRow
from domain.titles import GRADES
from projections.phrases import EVERYONE, KEYS, MISSING, REASONS, UNRANKED, WHY, Language

Titles = Mapping[str, Mapping[str, str]]
"""The titles of the rulebook's restrictions by id; without one the id stands in."""


def word(code: str, language: Language) -> str:
    """What people call a component, a tie key or a grade."""
    if code in GRADES:
        return GRADES[code].named(language)
    known = KEYS.get(code)
    return known[language] if known else Words(language).word(code)


def reasons_in_words(
    row: OfficerRow, language: Language, titles: Titles | None = None
) -> list[str]:
    """Why this group, rank, band and grade and not the next: a sentence each, nothing twice."""
    known = titles or {}
    first = [w for w in row.why if w.about in ("group", "rank")]
    rest = [w for w in row.why if w.about not in ("group", "rank")]
    words = [_why(w, language, known) for w in first]
    words += remarks_in_words(row, language, known)
    words += [_why(w, language, known) for w in rest]
    if row.rank is None and "deferred" not in row.reasons:
        words.append(UNRANKED[language])
    return words


def remarks_in_words(row: OfficerRow, language: Language, titles: Titles) -> Iterator[str]:
    """What is out of the ordinary and not told by a reason already."""
    told = {(w.how, w.said.get("band") if w.how == "barred" else None) for w in row.why}
    for reason in row.reasons:
        for pattern, how, said in REASONS:
            found = re.fullmatch(pattern, reason)
            if found is None:
                continue
            parts = found.groupdict()
            if (how, parts["band"] if how == "barred" else None) not in told:
                yield said[language].format_map(_shown(parts, language, titles))
            break
        else:
            yield reason


def _why(why: WhyRow, language: Language, titles: Titles) -> str:
    said = WHY[why.about, why.how]
    if why.said.get("distance") == "missing":
        said = MISSING
    elif why.said.get("by") == "":
        said = EVERYONE
    return said[language].format_map(
        {"target": _target(why, language)} | _shown(why.said, language, titles)
    )


def _target(why: WhyRow, language: Language) -> str:
    """The band or grade that was missed."""
    if why.about == "next grade":
        grade = word(why.said["grade"], language)
        return f"{grade}等次" if language == "zh" else f"graded {grade}"
    band = why.said.get("band", "")
    return f"第 {band} 段" if language == "zh" else f"in band {band}"


def _shown(said: Mapping[str, str], language: Language, titles: Titles) -> dict[str, str]:
    """The figures as people read them: codes by their names, hundredths in per cent."""
    shown = dict(said)
    comma = "、" if language == "zh" else ", "
    for name in ("key", "grade"):
        if name in said:
            shown[name] = word(said[name], language)
    if "by" in said:
        shown["by"] = comma.join(word(code, language) for code in said["by"].split(", "))
    for name in ("rule", "restrictions"):
        if name in said:
            shown[name] = comma.join(_titled(r, language, titles) for r in said[name].split(", "))
    if "source" in said:
        # Everything here is of one bureau, which the ref names first.
        shown["source"] = said["source"].partition("/")[2] or said["source"]
    if "through" in said:
        shown["through"] = re.sub(r"^(\d+)/100$", r"\1%", said["through"])
    return shown


def _titled(rule: str, language: Language, titles: Titles) -> str:
    """The id stays beside the title: it is what the minutes cite."""
    title = " ".join(in_language(titles.get(rule, {}), language).split())
    if not title or title == rule:
        return rule
    return f"{rule} {title}"
