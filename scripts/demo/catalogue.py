"""What do the demo bureau's officers earn and lose points for, by which documents?"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A kind of document that grants entries: how many a year, naming how many people."""

    kind: str
    item: str
    level: str
    issuer: str
    yearly: int
    people: int
    reasons: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether it counts up."""
        return self.kind in {"bonus", "commendation"}


NUMBERS = {
    "国家税务总局〔{year}〕": 60,
    "湘政函〔{year}〕": 120,
    "湘税发〔{year}〕": 80,
    "湘税函〔{year}〕": 146,
    "衡政发〔{year}〕": 30,
    "衡税发〔{year}〕": 76,
    "衡税函〔{year}〕": 130,
    "岳发〔{year}〕": 40,
    "岳政函〔{year}〕": 90,
    "岳政办信息〔{year}〕": 110,
    "岳税发〔{year}〕": 66,
    "岳税党〔{year}〕": 50,
    "岳税党纪要〔{year}〕": 60,
    "岳税考〔{year}〕": 120,
    "岳税纪〔{year}〕": 24,
}
"""How far each issuer's numbers run in a year."""

_CATALOGUE = """
commendation C0 - 岳税发〔{year}〕 2 3
  “学习强国”季度学习标兵（不计分）
  志愿服务先进典型（不计分）
commendation C1 provincial 湘政函〔{year}〕 1 1
  获评全省优化营商环境先进个人
commendation C1 municipal 衡政发〔{year}〕 2 2
  获评全市财源建设先进个人
  获评全市平安建设先进个人
commendation C1 district 岳发〔{year}〕 4 2
  获评全区乡村振兴先进个人
  获评全区文明创建先进个人
  获评全区经济工作先进个人
commendation C2 provincial 湘税发〔{year}〕 2 2
  获评全省税务系统先进工作者
  获评全省税务系统优秀党务工作者
commendation C2 municipal 衡税发〔{year}〕 6 2
  获评全市税务系统岗位能手
  获评全市税务系统优秀共产党员
  获评全市社保费征缴先进个人
commendation C2 district 岳税发〔{year}〕 7 4
  获评区局“先锋岗”
  获评区局优秀共产党员
  获评区局优质服务标兵
commendation C3 provincial 湘税函〔{year}〕 2 2
  参加全省留抵退税专项核查，获省局通报表扬
  电子发票推广工作获省局通报表扬
commendation C3 municipal 衡税函〔{year}〕 8 3
  征管数据治理获市局通报表扬
  风险应对案例获市局通报表扬
  收入分析工作获市局通报表扬
commendation C3 district 岳税发〔{year}〕 9 4
  季度绩效讲评中获区局通报表扬
  窗口服务零投诉，获区局通报表扬
  集中征缴期工作获区局通报表扬
commendation C4 citation 岳税党〔{year}〕 2 3
  在防汛救灾值守中表现突出，给予嘉奖
  在专项整治中表现突出，给予嘉奖
commendation C4 merit_3 衡税发〔{year}〕 1 1
  在跨区域涉税案件查办中成绩突出，记三等功
bonus K1 provincial_2 湘税函〔{year}〕 1 1
  全省税务系统业务大比武纳税服务条线第二名
bonus K1 municipal_1 衡税函〔{year}〕 2 1
  全市税务系统练兵比武征管评估条线第一名
  全市税务系统稽查业务竞赛第一名
bonus K1 municipal_3 衡税函〔{year}〕 2 4
  全市税务系统党建知识竞赛团体第三名
bonus K1 district_1 岳发〔{year}〕 2 1
  全区“清廉南岳”演讲比赛第一名
  全区公文写作比赛第一名
bonus K1 district_2 岳税发〔{year}〕 3 5
  区局数字人事业务竞赛团体第二名
  区局政策答题竞赛团体第二名
bonus K2 - 岳税考〔{year}〕 4 1
  取得税务师职业资格
  取得法律职业资格
  取得注册会计师全科合格证
bonus I1 municipal 衡税函〔{year}〕 5 1
  收入形势专报获市局主要领导肯定性批示
  退税减税专报获市局领导肯定性批示
bonus I1 district 岳政函〔{year}〕 20 2
  旅游税收专报获区委书记肯定性批示
  财政收入质量专报获区长肯定性批示
  土地税收共治建议获区长肯定性批示
bonus I2 provincial 湘税函〔{year}〕 4 1
  征管改革经验材料被省局采用
  “春风行动”做法被省局工作简报采用
bonus I2 municipal 衡税函〔{year}〕 14 1
  绩效讲评经验信息被市局采用
  社保费征缴调研报告被市局采用
  税务党建信息被市局采用
bonus I2 district 岳政办信息〔{year}〕 20 1
  景区商户税收信息被区政府办采用
  减税降费成效信息被区政府办采用
  护航重点项目信息被区委办采用
bonus W1 - 岳税党纪要〔{year}〕 20 3
  完成新电子税务局上线攻坚任务
  完成土地增值税清算攻坚任务
  完成乡村振兴驻村阶段任务
  完成留抵退税专班任务
bonus W2 - 岳税考〔{year}〕 8 1
  借调市局征管科工作{n}个月
  借调省局风险专班工作{n}个月
  借调区优化办工作{n}个月
reprimand X0 - 岳税考〔{year}〕 6 1
  着装不规范，口头提醒
  工作台账填写不完整，口头提醒
reprimand X1 municipal 衡税函〔{year}〕 1 1
  疑点数据核实不实，被市局通报批评
reprimand X1 district 岳政函〔{year}〕 2 1
  重点项目服务不到位，被区政府通报批评
reprimand X1 bureau 岳税发〔{year}〕 3 2
  执法记录仪使用不规范，被区局通报批评
  督办事项落实不力，被区局通报批评
deduction X2 late 岳税考〔{year}〕 22 2
  考勤抽查迟到一次
  考勤抽查早退一次
deduction X2 absent 岳税考〔{year}〕 9 2
  无故缺席支部集中学习
  无故缺席季度绩效讲评会
deduction X2 discipline 岳税考〔{year}〕 7 1
  工作时间从事与工作无关的活动
  窗口值班脱岗
deduction X3 - 岳税考〔{year}〕 22 1
  疑点核查反馈逾期{n}天
  绩效过程资料报送逾期{n}天
  申报异常任务办理逾期{n}天
deduction X3E - 岳税考〔{year}〕 18 1
  登记信息录入差错{n}处
  台账数据填报差错{n}处
  退库资料录入差错{n}处
deduction X4 - 岳税考〔{year}〕 4 1
  服务态度投诉，经查属实
  未一次性告知，投诉查实
deduction X4F - 岳税纪〔{year}〕 3 1
  执法程序违规，追究执法过错责任
  文书送达超期，追究执法过错责任
reprimand X5 reminder_talk 岳税纪〔{year}〕 4 1
  工作推诿，提醒谈话
  落实整改不力，提醒谈话
reprimand X5 admonishment 岳税纪〔{year}〕 2 1
  违反工作纪律，批评教育
reprimand X5 written_self_review 岳税纪〔{year}〕 1 1
  违反公务接待规定情节轻微，责令检查
"""

_FOR_UNITS = """
commendation C2 municipal 衡税发〔{year}〕 2 1
  获评全市税务系统先进集体
  获评全市税务系统绩效管理先进单位
commendation C2 district 岳税发〔{year}〕 3 1
  获评区局季度“流动红旗”股室
commendation C3 municipal 衡税函〔{year}〕 3 1
  专项工作获市局通报表扬
commendation C0 - 岳发〔{year}〕 2 1
  获评区级文明窗口（不计分）
  获评区级青年文明号（不计分）
bonus I1 district 岳政函〔{year}〕 4 1
  专题报告获区政府主要领导肯定性批示
bonus W1 - 岳税党纪要〔{year}〕 3 1
  牵头完成区委区政府交办的重点任务
reprimand X1 bureau 岳税发〔{year}〕 2 1
  会议纪律松散，被区局通报批评
deduction X3 - 岳税考〔{year}〕 4 1
  季度工作总结报送逾期{n}天
"""


def _read(text: str) -> tuple[Source, ...]:
    """Each source is a line, its reasons are the indented lines below it."""
    sources = []
    for block in re.split(r"\n(?! )", text.strip()):
        head, *reasons = block.splitlines()
        kind, item, level, issuer, yearly, people = head.split(" ")
        said = tuple(reason.strip() for reason in reasons)
        level = "" if level == "-" else level
        sources.append(Source(kind, item, level, issuer, int(yearly), int(people), said))
    return tuple(sources)


FOR_OFFICERS = _read(_CATALOGUE)
FOR_UNITS = _read(_FOR_UNITS)
