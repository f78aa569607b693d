"""Why does a register not take it?"""

from domain.errors import NotFound, Refused


class UnknownOfficer(NotFound):
    """Officer {officer} is not registered; register the officer first.

    干部 {officer} 未登记；请先登记该干部。
    """


class BureauNotFounded(NotFound):
    """There is no bureau {bureau} here, but: {known}. Check the id; a further bureau begins with
    the publication of its rulebook.

    此处没有 {bureau} 局，已有：{known}。请核对编号；新设的局须先发布其规则。
    """


class UnknownUnit(NotFound):
    """Unit {unit} is not registered in bureau {bureau}; register the unit first.

    单位 {unit} 未在 {bureau} 登记；请先登记该单位。
    """


class UnitOfAnotherBureau(Refused):
    """Unit {unit} belongs to bureau {bureau}; unit ids are unique, choose another id.

    单位 {unit} 属于 {bureau}；单位编号不得重复，请另取编号。
    """


class UnitClosed(Refused):
    """Unit {unit} was closed on {closed_on}; use a unit that is open on {day}.

    单位 {unit} 已于 {closed_on} 撤销；请改用 {day} 当日存续的单位。
    """


class UnitMergedIntoItself(Refused):
    """Unit {unit} cannot be merged into itself; name the unit that takes it over, or none.

    单位 {unit} 不能并入自身；请填写接收单位，如只是撤销则请留空。
    """


class UnitTreeCycle(Refused):
    """Unit {unit} cannot stand below {parent}: that unit stands below it.

    单位 {unit} 不能隶属 {parent}：后者本就隶属前者。
    """


class NoPosting(Refused):
    """Officer {officer} has no posting in bureau {bureau} in {year}; record the posting first.

    干部 {officer} {year} 年在 {bureau} 没有任职记录；请先登记任职。
    """


class PostingsOverlap(Refused):
    """The posting overlaps that in unit {unit} from {start}; end that one first.

    该任职与 {start} 起在 {unit} 的任职重叠；请先填写前一任职的止期。
    """


class PostingEndsBeforeItStarts(Refused):
    """The posting ends on {until}, before it starts on {start}; correct one of the dates.

    任职止期 {until} 早于起期 {start}；请更正日期。
    """


class PlanDoesNotSumTo100(Refused):
    """The base points of unit {unit} sum to {total}, not to 100; correct the plan.

    单位 {unit} 的基准分合计 {total}，不等于 100；请更正计划。
    """


class IndicatorTwice(Refused):
    """Unit {unit} carries indicator {indicator} twice; keep one of the rows.

    单位 {unit} 重复承担指标 {indicator}；请只保留一行。
    """


class IndicatorWithoutOwner(Refused):
    """Indicator {indicator} has no owner; name exactly one owner unit.

    指标 {indicator} 没有主责单位；请确定唯一的主责单位。
    """


class IndicatorWithTwoOwners(Refused):
    """Indicator {indicator} has several owners ({units}); name exactly one.

    指标 {indicator} 有多个主责单位（{units}）；请只保留一个。
    """


class SharesDoNotSumToOne(Refused):
    """Of the units that carry indicator {indicator}, {given} have a share, and these sum to
    {total}; give each a share so that they sum to 1, or none.

    承担指标 {indicator} 的单位中已填分担比例 {given}，合计 {total}；
    请全部填写并使合计为 1，或全部不填。
    """


class PlansPublishedOnly(Refused):
    """The plans of {bureau} for {year} are those of its published indicator set, version
    {version}. Draft the change, have it signed at the three levels and publish it; a year is
    opened with `carry_plans: false`.

    {bureau} {year} 年度指标计划以已发布的指标体系（第 {version} 版）为准；
    如需调整，请重新编制、经三级审核后发布。开启年度时请填写 `carry_plans: false`。
    """


class StepNotPositive(Refused):
    """The {field} of indicator {indicator} must be above zero.

    指标 {indicator} 的{field}必须大于零。
    """


class MarkOutsideScale(Refused):
    """A mark lies between 0 and 100; {score} does not.

    评分应在 0 至 100 之间；{score} 不在其内。
    """


class MarkOutsideYear(Refused):
    """The mark is for {year}, and {day} is no day of {year}; date it within its year, 31 December
    at the latest.

    该评分属 {year} 年度，而 {day} 不在该年内；请填写该年内的日期，最迟为 12 月 31 日。
    """


class PeriodOfNoYear(Refused):
    """{period} is no period of {year}. Write {year}, {year}Q1 to {year}Q4, or another name that
    begins with {year}, for example {year}H1.

    {period} 不是 {year} 年度的周期；请填写 {year}、{year}Q1 至 {year}Q4,
    或以 {year} 开头的其他周期（如 {year}H1）。
    """


class SeriesNotInEdition(Refused):
    """Bureau {bureau} has no review series `{series}`: the mark would count nowhere. Name one of:
    {known}; or publish an edition with that component first.

    {bureau} 没有评价项目 `{series}`，该评分将不计入任何成绩；可选项目：{known}。
    如确需此项目，请先发布含该成分的规则。
    """


class MarkUndocumented(Refused):
    """Edition {edition} asks for the document on which a mark of {series} rests; name it.

    规则 {edition} 要求 {series} 的评分注明依据文号；请填写 `document_no`。
    """


class MarkByEvaluationOnly(Refused):
    """Leaders evaluate for {period} of {bureau}: packs were issued, so a mark of {series} comes
    from their sealed evaluations alone. Have the leader evaluate; what they gave is contested by
    an objection.

    {bureau} {period} 已发出反馈包，{series} 的评分只能由评鉴领导密封评鉴产生，不得直接录入。
    请由评鉴领导评鉴；对评鉴结果有异议的，请提出异议。
    """


class MarkNotFound(NotFound):
    """There is no mark {mark}; check its number.

    没有评分 {mark}；请核对编号。
    """


class MarkAlreadyWithdrawn(Refused):
    """Mark {mark} has been withdrawn already; record a new mark instead.

    评分 {mark} 已撤回；请另行录入。
    """


class RestrictionRuleNotInEdition(Refused):
    """Edition {edition}, in force on {day}, has no restriction {rule}; choose one of its own.

    {day} 施行的规则 {edition} 中没有限制条款 {rule}；请选用其中的条款。
    """


class RestrictionNotFound(NotFound):
    """There is no restriction {restriction}; check its number.

    没有限制记录 {restriction}；请核对编号。
    """


class RestrictionEndsBeforeItStarts(Refused):
    """The restriction ends on {until}, before {start}; correct one of the dates.

    限制止期 {until} 早于起期 {start}；请更正日期。
    """


class AnotherRulebook(Refused):
    """Bureau {bureau} goes by rulebook {known}; publish a new version of that, not {rulebook}.

    {bureau} 适用规则 {known}；请发布其新版本，而非 {rulebook}。
    """


class EditionImmutable(Refused):
    """Edition {edition} is published with other content; raise the version.

    规则 {edition} 已发布且内容不同；请提高版本号。
    """


class EditionVersionNotNext(Refused):
    """Version {version} does not follow {last}; the version rises with every edition.

    版本 {version} 未高于 {last}；每版规则的版本号必须递增。
    """


class EditionStartsEarlier(Refused):
    """Edition {edition} starts on {start}, before its predecessor ({last}); move its start.

    规则 {edition} 自 {start} 施行，早于前一版（{last}）；请调整施行日期。
    """


class EditionNotFound(NotFound):
    """Edition {edition} is not published in bureau {bureau}.

    {bureau} 未发布规则 {edition}。
    """


class EditionInForce(Refused):
    """Edition {edition} is in force since {start}; only one that has not started is withdrawn.

    规则 {edition} 自 {start} 起已施行；只有尚未施行的版本可以撤回。
    """
