"""What are the demo bureau's people called, and what rank do they hold?"""

from collections.abc import Sequence

from scripts.demo.dice import Dice
from scripts.demo.shape import YEARS

_SURNAMES = (
    "刘李王陈周彭谭罗黄唐肖曾邓胡谢何旷阳廖贺"
    "蒋吴郭易龙尹宁聂康单文欧颜戴段侯汤邹姜傅"
    "刘李王陈周彭谭罗黄唐肖曾邓胡谢何旷阳廖贺刘李王陈周"
)
_GIVEN_TEXT = (
    "志刚 建平 海波 立新 国庆 晓东 文斌 永红 卫华 红霞 丽娟 春梅 雪琴 艳芳 佳慧 思雨 梦婷 子涵 "
    "俊杰 浩然 宇航 嘉伟 明辉 少华 振宇 向阳 新民 金莲 桂英 玉兰 淑珍 美玲 晓燕 小红 芳 敏 静 "
    "伟 强 磊 勇 军 涛 斌 鹏 超 辉 洁 倩 颖 莉 萍 婷 雯 琳 玲 慧 娜 岳衡 衡生 祝南 湘平 湘云 "
    "楚雄 仁杰 德明 学文 光荣 诗琪 可欣 雅琴 若兰 一凡 亦舒 紫薇 正清 守义 致远 博文 天佑 国良 "
    "运来 满秀 冬生 秋菊 夏莲 春生 双喜 自强 爱民 为民 志强 建华 海燕 立群 迎春 小平 新华 建军"
)
_GIVEN = _GIVEN_TEXT.split()
_NAMESAKES = {"0012": "周敏", "0086": "周敏"}
"""Two officers of one name: an award of one is first recorded to the other."""

_LEADERS = {
    "9001": ("贺志远", "一级高级主办"),
    "9002": ("谭文辉", "二级高级主办"),
    "9003": ("旷国华", "三级高级主办"),
    "9004": ("李湘萍", "三级高级主办"),
    "9005": ("阳建新", "四级高级主办"),
    "9006": ("彭正清", "四级高级主办"),
    "9007": ("罗晓岚", "四级高级主办"),
}
LEADERS = tuple(_LEADERS)

_ENFORCEMENT_TEXT = (
    "二级行政执法员 一级行政执法员 四级主办 三级主办 二级主办 一级主办 四级高级主办 三级高级主办"
)
_GENERAL_TEXT = (
    "二级科员 一级科员 四级主任科员 三级主任科员 二级主任科员 一级主任科员 四级调研员 三级调研员"
)
_ENFORCEMENT = _ENFORCEMENT_TEXT.split()
_GENERAL = _GENERAL_TEXT.split()
_GENERAL_UNITS = frozenset({"bg", "rs", "kp"})
_RUNGS = {"head": (5, 7), "deputy": (4, 5), "staff": (1, 4)}
_NOVICES = frozenset({"0113", "0114", "0115"})


def names(officers: Sequence[str]) -> dict[str, str]:
    """A name for each officer, none twice but for the namesakes."""
    dice = Dice("nanyue", "names")
    given: dict[str, str] = {}
    taken = {*_NAMESAKES.values(), *(name for name, _ in _LEADERS.values())}
    for officer in officers:
        fixed = _NAMESAKES.get(officer) or _LEADERS.get(officer, ("", ""))[0]
        name = fixed or dice.pick(_SURNAMES) + dice.pick(_GIVEN)
        while not fixed and name in taken:
            name = dice.pick(_SURNAMES) + dice.pick(_GIVEN)
        taken.add(name)
        given[officer] = name
    return given


def rank(officer: str, level: str, unit: str, year: int) -> str:
    """The rank in the year, by the first post; some officers rise by one in the second year."""
    if officer in _LEADERS:
        return _LEADERS[officer][1]
    dice = Dice("nanyue", "rank", officer)
    low, high = _RUNGS[level]
    rung = 1 if officer in _NOVICES else dice.between(low, high)
    rises = dice.chance(1, 12) and rung < high and officer not in _NOVICES
    ladder = _GENERAL if unit in _GENERAL_UNITS else _ENFORCEMENT
    return ladder[rung + (1 if rises and year > YEARS[0] else 0)]
