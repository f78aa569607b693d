"""Which entries of the demo bureau are cases worth telling?"""

from collections.abc import Iterator, Sequence
from datetime import date

from scripts.demo.shape import Entry

_EXCELLENT: dict[int, Sequence[str]] = {
    2023: ("0003", "0008", "0012", "0019", "0031", "0045", "0064", "0081", "0090", "0104"),
    2024: (
        *("0004", "0007", "0011", "0012", "0019", "0031", "0033", "0041", "0046", "0057"),
        *("0062", "0082", "0084", "0086", "0093", "0096", "0097", "0102", "0106", "0107", "0111"),
    ),
}
"""Who was excellent in the year before (for 2024: as a run of 2023 finds), and gets a citation
that does not count again."""


def _citations(year: int, day: date, document: str) -> Iterator[Entry]:
    reason = f"{year - 1}年度考核优秀，给予嘉奖（不重复计分）"
    for officer in _EXCELLENT[year]:
        yield Entry(f"officer:{officer}", "commendation", "C0", day, document, reason)


def _the_example() -> Iterator[Entry]:
    """Officer 0012: 4.5 up, 0.6 down, one award suppressed, one cut, one of a namesake annulled."""
    who, namesake = "officer:0012", "officer:0086"
    minutes = "岳税党纪要〔2024〕{}号"
    yield Entry(
        *(who, "bonus", "W1", date(2024, 1, 26), minutes.format(5)),
        *("牵头完成新电子税务局上线攻坚任务",),
        points="1.2",
    )
    day = date(2024, 3, 14)
    paper = "岳税考〔2024〕25号"
    yield Entry(who, "deduction", "X3", day, paper, "疑点核查反馈逾期3天", quantity="3")
    merit = "H2024-001"
    honour = "“便民办税春风行动”先进个人（同一事项）"
    for level, day, paper in (
        ("municipal", date(2024, 4, 18), "衡税发〔2024〕23号"),
        ("provincial", date(2024, 5, 23), "湘税发〔2024〕32号"),
    ):
        yield Entry(who, "commendation", "C2", day, paper, honour, level=level, merit=merit)
    yield Entry(
        *(who, "bonus", "W1", date(2024, 6, 6), minutes.format(26)),
        *("完成税源管理方式改革试点任务",),
        points="1.2",
    )
    day, paper = date(2024, 9, 12), "湘税发〔2024〕56号"
    reason = "获评全省税务系统征管能手"
    wrong = ("同名误录：应为第二税务分局周敏，另行录入", "部门书面说明和文件原件")
    yield Entry(who, "commendation", "C2", day, paper, reason, level="provincial", annulled=wrong)
    yield Entry(namesake, "commendation", "C2", day, paper, reason, level="provincial", delay=20)


def _across_two_editions() -> Iterator[Entry]:
    """Officer 0004: five instructions at 0.5 under the first edition, two at 0.3 past its cap."""
    for number, (day, paper, delay) in enumerate(
        (
            (date(2024, 3, 11), "岳政函〔2024〕18号", 3),
            (date(2024, 4, 16), "岳政函〔2024〕27号", 3),
            (date(2024, 5, 14), "岳政函〔2024〕34号", 3),
            (date(2024, 6, 5), "岳政函〔2024〕39号", 3),
            (date(2024, 6, 28), "岳政函〔2024〕45号", 7),
            (date(2024, 9, 19), "岳政函〔2024〕65号", 3),
            (date(2024, 11, 14), "岳政函〔2024〕79号", 3),
        ),
        start=1,
    ):
        reason = f"税收经济分析专报第{number}期获区长肯定性批示"
        yield Entry(
            "officer:0004", "bonus", "I1", day, paper, reason, level="district", delay=delay
        )


def _one_circular_claimed_twice() -> Iterator[Entry]:
    """One circular claimed whole by two units, then shared between them."""
    day, reason = date(2024, 8, 6), "社保费征缴模式改革联合攻关，获省局通报表扬"
    double = ("同一文件两个单位重复申报，按七三分配另行录入", "岳税考〔2024〕第9次考评委员会纪要")
    for unit, paper in (("sb", "湘税函〔2024〕88号"), ("f1", "湘税函[2024]88 号")):
        yield Entry(
            *(f"unit:{unit}", "commendation", "C3", day, paper, reason),
            level="provincial",
            annulled=double,
        )
    for unit, share in (("sb", "7/10"), ("f1", "3/10")):
        yield Entry(
            *(f"unit:{unit}", "commendation", "C3", day, "湘税函〔2024〕88号", reason),
            level="provincial",
            share=share,
            delay=25,
        )


def _through_every_cap() -> Iterator[Entry]:
    """Officer 0057: cut by a category cap, then by the cap of the total."""
    who = "officer:0057"
    for kind, item, level, day, paper, reason in (
        (
            "commendation",
            "C1",
            "provincial",
            date(2024, 3, 20),
            "湘政函〔2024〕28号",
            "全省五一先锋",
        ),
        (
            "bonus",
            "K1",
            "provincial_1",
            date(2024, 4, 25),
            "湘税函〔2024〕47号",
            "全省大数据应用竞赛第一名",
        ),
        (
            "commendation",
            "C2",
            "provincial",
            date(2024, 5, 29),
            "湘税发〔2024〕33号",
            "全省税务系统先进个人",
        ),
        (
            "bonus",
            "K1",
            "municipal_1",
            date(2024, 7, 18),
            "衡税函〔2024〕72号",
            "全市风险管理竞赛第一名",
        ),
        (
            "bonus",
            "I1",
            "municipal",
            date(2024, 8, 14),
            "衡税函〔2024〕82号",
            "风险分析专报获市局领导批示",
        ),
        (
            "bonus",
            "K1",
            "municipal_2",
            date(2024, 10, 16),
            "衡税函〔2024〕105号",
            "全市数据分析竞赛第二名",
        ),
        (
            "commendation",
            "C3",
            "municipal",
            date(2024, 11, 8),
            "衡税函〔2024〕113号",
            "风险应对案例获通报表扬",
        ),
    ):
        yield Entry(who, kind, item, day, paper, reason, level=level)


def _one_act_punished_once() -> Iterator[Entry]:
    """The same act under two rules: the heavier stands."""
    who, act = "officer:0085", "A2024-001"
    reason = "违反中央八项规定精神"
    paper = "岳政函〔2024〕63号"
    day = date(2024, 9, 6)
    yield Entry(
        *(who, "reprimand", "X1", day, paper, f"{reason}，被区纪委通报"),
        level="district",
        merit=act,
    )
    day = date(2024, 9, 13)
    paper = "岳税纪〔2024〕17号"
    yield Entry(who, "reprimand", "X6", day, paper, f"{reason}，给予警告处分", merit=act)
    who, act = "officer:0077", "A2024-002"
    day = date(2024, 7, 24)
    yield Entry(who, "deduction", "X4", day, "岳税考〔2024〕68号", "纳税人投诉查实", merit=act)
    day = date(2024, 8, 7)
    reason = "同一投诉被市局通报批评"
    yield Entry(
        who, "reprimand", "X1", day, "衡税函〔2024〕80号", reason, level="municipal", merit=act
    )


def _singly() -> Iterator[Entry]:
    """Cases of one or two entries each."""
    day, paper = date(2024, 6, 12), "岳税发〔2024〕30号"
    reason = "优惠政策台账与申报数据不一致，被区局通报批评"
    yield Entry("officer:0026", "reprimand", "X1", day, paper, reason, level="bureau")
    day, paper = date(2024, 12, 20), "衡税发〔2024〕75号"
    reason = "获评全市税务系统网络安全先进个人"
    yield Entry(
        "officer:0061", "commendation", "C2", day, paper, reason, level="municipal", delay=20
    )
    day, paper = date(2024, 9, 25), "岳政函〔2024〕67号"
    reason = "景区涉税矛盾化解不力，被区政府通报批评"
    yield Entry("unit:f2", "reprimand", "X1", day, paper, reason, level="district")
    day, paper = date(2024, 4, 25), "岳税纪〔2024〕8号"
    yield Entry("officer:0094", "reprimand", "X5F", day, paper, "履行一岗双责不力，予以诫勉")
    day, paper = date(2024, 5, 10), "衡税函〔2024〕48号"
    reason = "征缴数据治理获市局通报表扬"
    faked = ("申报佐证系伪造，予以撤销", "岳税纪〔2024〕18号调查结论")
    yield Entry(
        "officer:0038", "commendation", "C3", day, paper, reason, level="municipal", annulled=faked
    )
    day, paper = date(2024, 10, 22), "岳税纪〔2024〕18号"
    yield Entry("officer:0038", "reprimand", "X7", day, paper, "伪造通报表扬文件申报加分")


def _in_2023() -> Iterator[Entry]:
    yield from _citations(2023, date(2023, 3, 10), "岳税党〔2023〕10号")
    day, paper = date(2023, 8, 14), "岳税纪〔2023〕15号"
    reason = "违规插手涉税中介，给予记过处分"
    yield Entry("officer:0100", "reprimand", "X6D", day, paper, reason, level="demerit")


def _in_2024() -> Iterator[Entry]:
    yield from _citations(2024, date(2024, 3, 8), "岳税党〔2024〕10号")
    yield from _the_example()
    yield from _across_two_editions()
    yield from _one_circular_claimed_twice()
    yield from _through_every_cap()
    yield from _one_act_punished_once()
    yield from _singly()


def cases(year: int) -> list[Entry]:
    """The entries written by hand."""
    return list({2023: _in_2023, 2024: _in_2024}[year]())
