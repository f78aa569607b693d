"""Which phrase in Chinese and in English stands for each code of a run?

The house calls things by the field's standard terms: see the glossary in ARCHITECTURE.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from domain.explaining import HOWS
from domain.restating import HELD_BAND, HELD_GRADE
from domain.standing import NO_COMPONENT, NO_GROUP, NO_POSTING

Language = Literal["zh", "en"]
Said = dict[Language, str]

KEYS: Final[Mapping[str, Said]] = {
    "score": {"zh": "成绩", "en": "score"},
    "post_level": {"zh": "职务层次", "en": "post level"},
    "unit_kind": {"zh": "单位类别", "en": "unit kind"},
    "unit": {"zh": "单位", "en": "unit"},
    "deduction": {"zh": "减分", "en": "deduction"},
}
_MISSED: Final[Mapping[str, Said]] = {
    "barred": {
        "zh": "因限制情形（{restrictions}），不得进入{target}。",
        "en": "Not {target}: barred by the restriction {restrictions}.",
    },
    "tie unresolved": {
        "zh": "在{target}的最后名额处与他人并列，未经考核委员会裁定，并列者均不进入。",
        "en": "Not {target}: tied across its last seat without a recorded decision, "
        "so none of the tied entered.",
    },
    "no seat": {
        "zh": "本组无人进入{target}（没有名额，或名额空缺）。",
        "en": "Not {target}: nobody in the group entered it, for want of a seat "
        "or because the seats stayed empty.",
    },
    "behind": {
        "zh": "与进入{target}的末位相比，{key}相差 {distance}。",
        "en": "Not {target}: behind its last seat by {distance} ({key}).",
    },
    "tie placed": {
        "zh": "在{target}的最后名额处与他人并列，经考核委员会裁定排序，未进入。",
        "en": "Not {target}: tied across its last seat, and the committee's decision put "
        "others first.",
    },
    "filling stopped": {
        "zh": "{target}的名额在前列并列处停止分配，其后不再递补，未进入。",
        "en": "Not {target}: its seats stopped being filled at an unresolved tie, "
        "and nobody below moves up.",
    },
}
WHY: Final[Mapping[tuple[str, str], Said]] = {
    ("group", "matched"): {
        "zh": "按{by}编入比较组“{group}”。",
        "en": "In comparison group “{group}” by {by}.",
    },
    ("group", "merged"): {
        "zh": "原比较组“{own}”不足 {min_size} 人，并入比较组“{group}”排名。",
        "en": "Comparison group “{own}” has fewer than {min_size} members "
        "and is ranked in “{group}”.",
    },
    ("rank", "alone"): {
        "zh": "本组共 {n} 人，列第 {rank} 名。",
        "en": "Rank {rank} of {n} in the group.",
    },
    ("rank", "level"): {
        "zh": "本组共 {n} 人，列第 {rank} 名，另有 {level} 人与其各项排序依据完全相同。",
        "en": "Rank {rank} of {n} in the group, level on every key with {level} more.",
    },
    ("band", "below"): {
        "zh": "成绩低于 {below}，划入第 {band} 段。",
        "en": "Band {band}: the score is below {below}.",
    },
    ("band", "everyone left"): {
        "zh": "未进入前列各段的人员，划入第 {band} 段。",
        "en": "Band {band}: it takes everyone whom no earlier band took.",
    },
    ("band", "seat"): {
        "zh": "按累计至第 {band} 段 {through} 的比例，本组该段名额 {seats} 个，"
        "依名次划入第 {band} 段。",
        "en": "Band {band}: in order of rank within its {seats} seats ({through} through "
        "this band).",
    },
    ("band", "tie placed"): {
        "zh": "按累计至第 {band} 段 {through} 的比例，本组该段名额 {seats} 个，在最后名额处并列，"
        "经考核委员会裁定排序后划入第 {band} 段。",
        "en": "Band {band}: tied across the last of its {seats} seats ({through} through this "
        "band) and placed by the committee's decision.",
    },
    ("next band", "held"): {
        "zh": "重述时空出的名额不递补，不进入第 {band} 段。",
        "en": "Not in band {band}: in a restatement nobody moves up into a seat left empty.",
    },
    ("next band", "short"): {
        "zh": "距不低于 {below} 分的条件相差 {distance} 分。",
        "en": "Short of {below} by {distance}.",
    },
    **{("next band", how): said for how, said in _MISSED.items()},
    ("grade", "decided"): {
        "zh": "等次由考核委员会裁定为{grade}。",
        "en": "Graded {grade} by the committee's decision.",
    },
    ("grade", "share"): {
        "zh": "依名次在本组{grade}名额（{share} 个）之内，评为{grade}。",
        "en": "Graded {grade}: in order of rank within the group's share of {share}.",
    },
    ("next grade", "not in band"): {
        "zh": "{grade}等次只从第 {band} 段中产生。",
        "en": "Not graded {grade}: that is for band {band} alone.",
    },
    ("next grade", "requires"): {
        "zh": "未达到{grade}等次的条件：{key}不少于 {least}。",
        "en": "Not graded {grade}: it requires {key} of at least {least}.",
    },
    ("next grade", "held"): {
        "zh": "重述时空出的{grade}名额不递补。",
        "en": "Not graded {grade}: in a restatement nobody moves up into a seat left empty.",
    },
    **{("next grade", how): said for how, said in _MISSED.items()},
}
assert set(WHY) == {(about, how) for about, hows in HOWS.items() for how in hows}
MISSING: Final[Said] = {
    "zh": "与进入{target}的末位相比，缺少{key}。",
    "en": "Not {target}: without a value of {key}, on which its last seat was decided.",
}
EVERYONE: Final[Said] = {
    "zh": "编入比较组“{group}”（面向全体）。",
    "en": "In comparison group “{group}”, which is for everyone.",
}
REASONS: Final[tuple[tuple[str, str | None, Said], ...]] = (
    (NO_POSTING, None, {"zh": "截至日期没有任职。", "en": "No posting on the as-of date."}),
    (NO_GROUP, None, {"zh": "没有适用的比较组。", "en": "No comparison group fits."}),
    (
        NO_COMPONENT,
        None,
        {"zh": "没有任何考核项目的得分，无成绩。", "en": "No score: no component has a value."},
    ),
    (
        r"restriction (?P<rule>\S+) \((?P<source>\S+)\)",
        None,
        {
            "zh": "适用限制情形：{rule}（依据 {source}）。",
            "en": "Under the restriction {rule} ({source}).",
        },
    ),
    (
        r"restriction (?P<rule>\S+) \((?P<source>\S+)\): not in edition",
        None,
        {
            "zh": "限制情形 {rule}（依据 {source}）在本版规则中没有规定，不发生效力。",
            "en": "The restriction {rule} ({source}) is not in this edition and has no effect.",
        },
    ),
    (
        "deferred",
        None,
        {"zh": "暂缓定段定等，名额予以保留。", "en": "Deferred: no band yet, a seat is kept."},
    ),
    (
        r"group (?P<own>\S+) has (?P<n>\d+) of (?P<least>\d+): ranked in (?P<group>\S+)",
        "merged",
        {
            "zh": "比较组“{own}”{n} 人，不足 {least} 人，并入“{group}”排名。",
            "en": "Comparison group “{own}” has {n} of {least} members: ranked in “{group}”.",
        },
    ),
    (
        r"band (?P<band>\d+) barred: passed over",
        "barred",
        {
            "zh": "受限制，不得进入第 {band} 段，由后位依次进入。",
            "en": "Barred from band {band} and passed over.",
        },
    ),
    (
        r"score below (?P<below>\S+): band (?P<band>\d+)",
        "below",
        {"zh": "成绩低于 {below}，划入第 {band} 段。", "en": "Score below {below}: band {band}."},
    ),
    (
        "tie placed by decision",
        "tie placed",
        {
            "zh": "并列，经考核委员会裁定排序。",
            "en": "Tied, and placed by the committee's decision.",
        },
    ),
    (
        r"tied with (?P<n>\d+) across the last seat",
        "tie unresolved",
        {
            "zh": "在最后名额处与另外 {n} 人并列，未经裁定。",
            "en": "Tied with {n} more across the last seat, without a recorded decision.",
        },
    ),
    (
        r"grade (?P<grade>\S+) by decision",
        "decided",
        {
            "zh": "等次由考核委员会裁定为{grade}。",
            "en": "Graded {grade} by the committee's decision.",
        },
    ),
    (
        f"{HELD_BAND}|{HELD_GRADE}",
        "held",
        {
            "zh": "重述时空出的名额不递补。",
            "en": "In a restatement nobody moves up into a seat left empty.",
        },
    ),
)
"""What a run says of an officer, and the `how` that says it too."""
UNRANKED: Final[Said] = {
    "zh": "不参加排名，不划段，不定等次。",
    "en": "Not ranked: no band and no grade.",
}
