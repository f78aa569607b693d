"""Why is an entry not granted, reversed or corrected?"""

from domain.errors import NotFound, Refused


class DateInFuture(Refused):
    """The date {day} lies after today ({today}); record it on the day or later.

    日期 {day} 晚于今天（{today}）；请在当日或之后录入。
    """


class NoRulebookPublished(Refused):
    """Bureau {bureau} has no rulebook yet; publish one first.

    {bureau} 尚未发布规则；请先发布。
    """


class ItemNotInEdition(Refused):
    """Edition {edition}, in force on {day}, has no item {item}; choose one of its items.

    {day} 施行的规则 {edition} 中没有项目 {item}；请选用该版规则中的项目。
    """


class KindDoesNotFit(Refused):
    """Item {item} is a {is_kind}, not a {kind}; record it as a {is_kind}.

    项目 {item} 的类别是{is_kind}，不是{kind}；请按{is_kind}录入。
    """


class LevelNotInItem(Refused):
    """Item {item} has no level `{level}`; its levels are: {levels}.

    项目 {item} 没有级别 `{level}`；可选级别：{levels}。
    """


class LevelMissing(Refused):
    """Item {item} is graded by level; give one of: {levels}.

    项目 {item} 按级别计分；请填写级别：{levels}。
    """


class LevelNotWanted(Refused):
    """Item {item} has no levels; leave the level empty.

    项目 {item} 不分级别；级别请留空。
    """


class PointsMissing(Refused):
    """Item {item} is granted within {low} to {high}; give the points.

    项目 {item} 在 {low} 至 {high} 之间给分；请填写分值。
    """


class PointsOutsideRange(Refused):
    """{points} lies outside {low} to {high}, the range of item {item}.

    {points} 超出项目 {item} 的给分范围 {low} 至 {high}。
    """


class PointsOffStep(Refused):
    """{points} is not a multiple of the step {step} of {of}; the nearest that are: {nearest}.

    {points} 不是 {of} 计分颗粒度 {step} 的整数倍；最接近的分值为 {nearest}。
    """


class PointsNotWanted(Refused):
    """The rulebook fixes the points of item {item}; leave the points empty.

    项目 {item} 的分值由规则确定；分值请留空。
    """


class QuantityNotWanted(Refused):
    """Item {item} has a range and takes no quantity; leave the quantity empty.

    项目 {item} 按幅度给分，不计数量；数量请留空。
    """


class ClaimTooLarge(Refused):
    """The entry would claim {claimed} points, and an entry stays below {limit}; check the quantity.

    该分录将申报 {claimed} 分，而单条分录须低于 {limit} 分；请核对数量。
    """


class ShareAboveOne(Refused):
    """The share {share} is more than the whole; write n/d with n not above d.

    份额 {share} 大于一；请写作 n/d，且 n 不大于 d。
    """


class ReasonMissing(Refused):
    """Item {item} demands a reason; state it.

    项目 {item} 须写明事由；请补填。
    """


class EvidenceMissing(Refused):
    """Item {item} demands evidence; give the SHA-256 digest of each document.

    项目 {item} 须附佐证材料；请提供每份材料的 SHA-256 摘要。
    """


class EntryNotFound(NotFound):
    """There is no entry {entry}; check the account and the number.

    没有分录 {entry}；请核对账户与编号。
    """


class EntryAlreadyReversed(Refused):
    """Entry {entry} has been reversed already; record a new entry instead.

    分录 {entry} 已被冲销；如需更改，请另行录入。
    """


class CorrectionChangesNothing(Refused):
    """The replacement leaves entry {entry} as it is; say what is to be different, or reverse it.

    更正没有改动分录 {entry}；请填写需要更改的内容，或直接冲销该分录。
    """


class CorrectionLeavesYear(Refused):
    """A correction stays in {year}; {day} does not. Reverse the entry and record a new one.

    更正须留在 {year} 年度，而 {day} 不在该年度；请冲销后另行录入。
    """


class CorrectionOfLoss(Refused):
    """A loss is corrected in its points, date or reason only; reverse it and record a new entry.

    失分只能更正分值、日期或事由；其他更改请冲销后另行录入。
    """


class IndicatorNotInPlan(Refused):
    """No unit of {bureau} carries indicator {indicator} in {year}; adopt a plan with it first.

    {bureau} {year} 年没有单位承担指标 {indicator}；请先下达含该指标的计划。
    """


class LossNotPositive(Refused):
    """A loss is written as a positive number of points; {points} is not.

    失分应写为正数；{points} 不是正数。
    """
