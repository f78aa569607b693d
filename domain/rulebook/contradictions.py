"""How can a rulebook contradict itself, and how is each contradiction mended?

A docstring is the message, English first, then Chinese (see domain/errors.py).
"""

from __future__ import annotations

from domain.errors import Malformed


class DuplicateId(Malformed):
    """The id {id} is used twice in this list; give each its own.

    编号 {id} 在此列表中重复；请各用一个编号。
    """


class ReservedName(Malformed):
    """A component cannot be called {name}, the word has a meaning of its own; choose another name.

    组成部分不能取名 {name}，该词另有含义；请另取名称。
    """


class KeyWithoutUse(Malformed):
    """The key {key} has an effect only with `{needs}`; leave it out, or add that.

    键 {key} 只在写有 `{needs}` 时起作用；请删去，或补写后者。
    """


class WeightsNotOne(Malformed):
    """The weights sum to {sum}, not to 1; adjust them.

    权重之和为 {sum}，不等于 1；请调整。
    """


class UnknownComponent(Malformed):
    """There is no component {name}; choose one of: {known}.

    没有组成部分 {name}；请选用：{known}。
    """


class CoefficientWeighted(Malformed):
    """{name} is a coefficient, it multiplies another component and has no weight; leave it out.

    {name} 是系数，用于乘以另一组成部分，自身没有权重；请删去。
    """


class CoefficientTarget(Malformed):
    """A coefficient multiplies a review component; {name} is none; choose one of: {known}.

    系数只能乘以 `review` 类组成部分，{name} 不是；请选用：{known}。
    """


class CoefficientTwice(Malformed):
    """{name} is multiplied by another coefficient already; one is enough.

    {name} 已乘以另一系数；一个组成部分只用一个系数。
    """


class UnknownUnitComponent(Malformed):
    """A unit has no component {name}; choose `indicators` or a review component: {known}.

    单位没有组成部分 {name}；请选用 `indicators` 或 `review` 类组成部分：{known}。
    """


class UnknownGroup(Malformed):
    """There is no group {name}; choose one of: {known}.

    没有比较组 {name}；请选用：{known}。
    """


class MergesIntoItself(Malformed):
    """Group {name} cannot merge into itself; name another group.

    比较组 {name} 不能并入自身；请写其他组。
    """


class MergeCycle(Malformed):
    """These groups merge in a circle: {cycle}; let one of them stand.

    以下各组循环并入：{cycle}；请保留其中一组不并。
    """


class MinSizeAlone(Malformed):
    """There is a min_size but no merge_into; say where a smaller group goes.

    写了 `min_size` 而没有 `merge_into`；请写明人数不足时并入何组。
    """


class UnknownCategory(Malformed):
    """The category {name} is not listed under `categories`; list it there or choose: {known}.

    类别 {name} 未列入 `categories`；请补列，或选用：{known}。
    """


class WorthUnclear(Malformed):
    """An item has exactly one of levels, points and range; this one has {count}.

    每个项目应当且只能写 `levels`、`points`、`range` 之一；此项写了 {count} 个。
    """


class RangeWithoutStep(Malformed):
    """The range has no step; say in which steps points are granted.

    有 `range` 而没有 `step`；请写明给分的颗粒度。
    """


class RangeReversed(Malformed):
    """The range falls from {low} to {high}; write the lower end first.

    幅度由 {low} 降至 {high}；请先写低值。
    """


class RangeOffStep(Malformed):
    """{given} is not a multiple of the step {step}; adjust the range or the step.

    {given} 不是颗粒度 {step} 的整数倍；请调整幅度或颗粒度。
    """


class PerWithoutPoints(Malformed):
    """`per` names what the points are counted by, and this item has no points; leave it out.

    `per` 是 `points` 的计数单位，此项没有 `points`；请删去。
    """


class UnknownRestriction(Malformed):
    """There is no restriction {name}; list it under `restrictions` or choose: {known}.

    没有限制情形 {name}；请在 `restrictions` 中补列，或选用：{known}。
    """


class RestrictionWithoutEffect(Malformed):
    """The restriction {name} has no effect; add max_band, bars, unranked or deferred.

    限制情形 {name} 没有后果；请补写 `max_band`、`bars`、`unranked` 或 `deferred`。
    """


class UnknownWord(Malformed):
    """No item has the level or the unit {name}; leave the word out, or choose: {known}.

    没有项目使用级别或计量单位 {name}；请删去，或选用：{known}。
    """


class UnknownBand(Malformed):
    """There is no band {name}; choose one of: {known}.

    没有第 {name} 段；请选用：{known}。
    """


class BandsOutOfOrder(Malformed):
    """Band {name} stands after band {before}; list the bands from the best, numbers rising.

    第 {name} 段排在第 {before} 段之后；请由高到低列出各段，段号递增。
    """


class BandConditionTwice(Malformed):
    """A band has `through` or `below`, not both; leave one out.

    一段只能写 `through` 或 `below` 之一；请删去一个。
    """


class QuotaFalls(Malformed):
    """{given} is less than {before} of the band above; quotas are cumulative and do not fall.

    {given} 小于上一段的 {before}；名额比例为累计数，不得下降。
    """


class BandAfterOpenBand(Malformed):
    """A band without a condition takes everyone left, and this one stands after it; move it before.

    无条件的一段收纳其余全部人员，此段排在其后；请移到其前。
    """


class ConditionalBandEarly(Malformed):
    """A band with `below` takes people last; move it after the band without a condition.

    写有 `below` 的一段最后收纳人员；请移到无条件的一段之后。
    """


class ThresholdRises(Malformed):
    """{given} is not below {before} of the band above, which would stay empty; lower it.

    {given} 不低于上一段的 {before}，上一段将无人可入；请调低。
    """


class OpenBandMissing(Malformed):
    """No band takes everyone left; add one without a condition after the quotas.

    没有收纳其余人员的一段；请在名额各段之后加写无条件的一段。
    """


class UnknownTieKey(Malformed):
    """`{name}` does not break ties; choose among: {known}.

    `{name}` 不能用于区分并列；请选用：`{known}`。
    """


class KeyRepeated(Malformed):
    """{name} stands in the list twice; leave one out.

    {name} 在列表中重复；请删去一个。
    """


class GoodQuarterMissing(Malformed):
    """good_quarters is counted here but `good_quarter` is not set; add it, for example 90.

    此处计算 `good_quarters`，但未写 `good_quarter`；请补写，例如 90。
    """


class StageWithoutEarlier(Malformed):
    """{stage} is turned against the outcome of {earlier}, which is not listed; add that stage.

    {stage} 针对 {earlier} 的结果提出，而未列明该环节；请补列。
    """


class RiskThresholdRises(Malformed):
    """{given} is not below {before} of the grade above, which would stay empty; lower it.

    {given} 不低于上一等级的 {before}，上一等级将为空；请调低。
    """


class RiskGradeMissing(Malformed):
    """Ratings that sum to less than {given} would have no grade; let the last begin at {lowest}.

    评分之和低于 {given} 的没有等级；请让最后一级从 {lowest} 起。
    """
