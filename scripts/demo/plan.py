"""Which indicators does each unit carry in a year, at which base, in which role?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts.demo.dice import Dice
from scripts.demo.shape import Row, tenths


@dataclass(frozen=True)
class Indicator:
    """One indicator: its owner, its supports, and what loses points on it."""

    id: str
    title: str
    owner: str
    supports: tuple[str, ...]
    reasons: tuple[str, ...]


_PLAN = """
ZB01 bg - 政务运转与督查督办 督查事项未按期办结|公文办理超时被通报
ZB02 bg hs,kp 地方评价 区政府季度评价未进入前三|地方考评材料报送不完整
ZB03 bg ns,rs 税收宣传与舆情管理 舆情报告不及时
ZB04 bg xx 安全保密与信访稳定 保密自查发现涉密载体登记不全|信访件答复超期
ZB05 fz zg,f2,f3 税收执法规范 执法案卷评查发现文书送达不规范
ZB06 fz f4 行政处罚裁量权执行 简易处罚裁量理由记录缺失|首违不罚适用不准确
ZB07 fz kp 重大案件审理与内控监督 内控监督平台预警逾期未处理
ZB08 sz ns,hs,f1,f2 退税减税 政策红利推送覆盖率未达标
ZB09 sz fx 留抵退税审核 留抵退税疑点核实超过规定时限|退税审核资料归档不全
ZB10 sz f3,f4 企业所得税汇算清缴 汇算清缴申报率低于全市平均|汇缴疑点数据整改不到位
ZB11 sz - 政策台账与统计核算 优惠政策台账与申报数据不一致
ZB12 zg ns,xx,f1,f2 电子发票推广 推广进度未达市局节点要求
ZB13 zg xx,f2,f3 征管数据质量 登记信息错误率超出容错标准
ZB14 zg f3,f4 欠税管理 欠税公告遗漏
ZB15 zg fx 税源管理方式改革 税源分类名册更新滞后
ZB16 ns zg,f1 纳税人满意度 满意度调查个别指标低于全市平均
ZB17 ns f1 便民办税春风行动 春风行动措施台账更新不及时
ZB18 ns f2 纳税信用评价 信用复评处理超时
ZB19 ns - 咨询投诉办理 服务投诉工单回访不及时
ZB20 hs sz,sb,f2,f3,f4 组织收入 三季度收入进度未达序时要求
ZB21 hs sz,f4 财政收入质量 非税占比监测分析报送迟缓|收入质量台账缺少佐证
ZB22 hs - 会统核算与退库 会统报表重报一次|退库审核差错一笔
ZB23 hs fx 重点税源监控 重点税源企业报表审核有误|重点税源分析报告未按月完成
ZB24 sb f1,f3 社保费征缴 灵活就业人员参保缴费提醒不到位|征缴计划完成率排名靠后
ZB25 sb f4 非税收入划转 非税收入申报表比对不符未处理|水土保持补偿费催缴不及时
ZB26 sb f1 城乡居民两险集中征缴 集中征缴期进度通报排名末位|居民缴费信息更正积压
ZB27 sb - 缴费争议处理 缴费争议联处机制记录不全
ZB28 rs bg,fz,fx 税务党建 支部“三会一课”记录不规范|党建督导反馈问题整改超期
ZB29 rs xx 教育培训与练兵比武 季度测试参考率未达百分之百|业务能力升级测试通过率下降
ZB30 rs bg,fz 作风建设 明察暗访发现在岗纪律问题|工作作风被区纪委抽查点名
ZB31 rs kp 数字人事 数字人事数据采集差错|平时考核填报率低于要求
ZB32 kp rs 组织绩效管理 绩效分析报告逾期|绩效指标过程资料上传不及时
ZB33 kp rs 个人绩效讲评 季度讲评反馈未覆盖全部股室
ZB34 kp fz 督察审计整改 督察审计反馈问题未按期销号|整改佐证资料不完整
ZB35 fx f2,f3,f4 风险应对 中高风险任务应对逾期
ZB36 fx rs,kp 风险标星岗位监督评议 标星岗位评议缺一个季度|评议结果未反馈到本人
ZB37 fx xx,zg 税收大数据应用 数据分析成果转化未达标
ZB38 xx bg 网络安全与运维 终端弱口令被市局扫描通报|机房巡检记录缺失
ZB39 xx - 信息系统应用支持 系统运维工单超时
ZB40 xx - 数据备份与应急演练 应急演练未按计划开展
ZB41 f1 ns 办税服务厅规范化 窗口着装和用语抽查不合格
ZB42 f1 - 窗口事项办理质效 业务差错被市局后台抽检发现|即办事项超时
ZB43 f1 xx 自助办税与远程帮办 自助终端故障报修不及时|远程帮办接通率低于标准
ZB44 f2 hs 重点行业税源管理 重点行业税负异常企业核查不到位
ZB45 f2 sz 土地增值税清算 土地增值税清算项目未按计划办结
ZB46 f3 - 旅游业税源管理 景区商户税源摸底遗漏
ZB47 f3 - 个体税收管理 个体定额调整公示不完整|个体工商户双定核定超期
ZB48 f4 - 零散税源与委托代征 委托代征票款结报超期
ZB49 f4 sb 自然人税费服务 个税年度汇算提醒不到位|个税汇算异议处理超时
"""
_TITLES: Mapping[int, Mapping[str, str]] = {
    2023: {"ZB12": "全面数字化的电子发票试点", "ZB15": "税费征管精细化"},
}
"""Where a year calls an indicator otherwise."""


def _read(line: str) -> Indicator:
    id_, owner, supports, title, reasons = line.split(" ")
    others = () if supports == "-" else tuple(supports.split(","))
    return Indicator(id_, title, owner, others, tuple(reasons.split("|")))


INDICATORS: Mapping[str, Indicator] = {
    indicator.id: indicator for indicator in map(_read, _PLAN.strip().splitlines())
}


def carriers(indicator: Indicator) -> tuple[str, ...]:
    """The units that carry it, the owner first."""
    return (indicator.owner, *indicator.supports)


def _bases(unit: str, year: int) -> Iterator[tuple[Indicator, str, int]]:
    """The unit's indicators with role and base in tenths; the bases sum to 100 exactly."""
    dice = Dice("nanyue", "plan", unit, year)
    carried = [indicator for indicator in INDICATORS.values() if unit in carriers(indicator)]
    weights = [
        dice.between(16, 26) if indicator.owner == unit else dice.between(5, 10)
        for indicator in carried
    ]
    total, before = sum(weights), 0
    for indicator, weight in zip(carried, weights, strict=True):
        upto = before + weight
        halves = 200 * upto // total - 200 * before // total
        yield indicator, "owner" if indicator.owner == unit else "support", halves * 5
        before = upto


def plan_rows(units: tuple[str, ...], year: int) -> Iterator[Row]:
    """The rows of the sheet of indicators."""
    named = _TITLES.get(year, {})
    for unit in units:
        for indicator, role, base in _bases(unit, year):
            yield {
                "unit_id": unit,
                "indicator_id": indicator.id,
                "title": named.get(indicator.id, indicator.title),
                "base": tenths(base),
                "step": "0.1",
                "role": role,
            }
