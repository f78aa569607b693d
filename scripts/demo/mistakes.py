"""Which entries were recorded wrongly, and how were they put right?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scripts.demo.dice import Dice
from scripts.demo.entries import free
from scripts.demo.shape import YEARS, Entry

_OTHER_LEVEL: Mapping[tuple[str, str], str] = {
    ("C2", "district"): "municipal",
    ("C2", "municipal"): "provincial",
    ("C3", "district"): "municipal",
    ("C3", "municipal"): "provincial",
    ("I2", "district"): "municipal",
    ("I2", "municipal"): "provincial",
    ("X2", "late"): "absent",
    ("X2", "absent"): "discipline",
}
_LATER = 12
"""Days until the mistake was found and the right entry recorded."""


def _recorded_twice(entry: Entry, dice: Dice) -> list[Entry]:
    ground = ("同一文件重复录入", "绩效办台账核对")
    return [entry, replace(entry, delay=entry.delay + dice.between(2, 10), annulled=ground)]


def _wrong_level(entry: Entry, dice: Dice) -> list[Entry]:
    ground = ("级次录入错误，另行更正录入", "绩效办核对原件")
    wrong = replace(entry, level=_OTHER_LEVEL[entry.item, entry.level], annulled=ground)
    return [wrong, replace(entry, delay=entry.delay + _LATER + dice.below(5))]


def _wrong_person(entry: Entry, dice: Dice) -> list[Entry]:
    ground = ("对象录入错误，另行更正录入", "部门书面说明")
    others = [f"officer:{officer}" for officer in free(entry.on)]
    other = dice.pick([subject for subject in others if subject != entry.subject])
    wrong = replace(entry, subject=other, annulled=ground)
    return [wrong, replace(entry, delay=entry.delay + _LATER + dice.below(5))]


def _annulled(entry: Entry, dice: Dice) -> list[Entry]:
    paper = f"岳税考复核〔{entry.on.year}〕第{dice.between(1, 9)}号"
    return [replace(entry, annulled=("复核认定事实不清，予以撤销", paper))]


_WAYS = (_recorded_twice, _wrong_level, _wrong_person, _annulled)


def with_mistakes(entries: Sequence[Entry], year: int) -> list[Entry]:
    """The entries, some of them recorded wrongly first or annulled on review."""
    dice = Dice("nanyue", "mistakes", year)
    chosen = {
        place: number
        for number, place in enumerate(
            dice.shuffled(
                [
                    place
                    for place, entry in enumerate(entries)
                    if (entry.item, entry.level) in _OTHER_LEVEL
                    and entry.subject.startswith("officer:")
                ]
            )[: 13 if year == YEARS[-1] else 8]
        )
    }
    recorded: list[Entry] = []
    for place, entry in enumerate(entries):
        if place in chosen:
            recorded.extend(_WAYS[chosen[place] % len(_WAYS)](entry, dice))
        else:
            recorded.append(entry)
    return recorded
