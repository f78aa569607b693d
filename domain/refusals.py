"""Which rule was broken, by name, and what mends it?

A docstring is the message, English first, then Chinese (see domain/errors.py).
"""

from domain.errors import Contended, Fault, Malformed, NotFound, Refused, Unavailable


class UnknownBureau(NotFound):
    """Bureau {bureau} is not in the ledger; name one that is: {known}.

    功过簿中没有单位 {bureau};请填写已有单位:{known}。
    """


class BureauNotNamed(Refused):
    """There is not exactly one bureau here; name the bureau.

    此处并非只有一个局,请指明所属局。
    """


class UnknownOfficer(NotFound):
    """Officer {officer} is not registered; register the officer first.

    干部 {officer} 未登记;请先登记该干部。
    """


class UnknownUnit(NotFound):
    """Unit {unit} is not registered in bureau {bureau}; register the unit first.

    单位 {unit} 未在 {bureau} 登记;请先登记该单位。
    """


class UnitOfAnotherBureau(Refused):
    """Unit {unit} belongs to bureau {bureau}; unit ids are unique, choose another id.

    单位 {unit} 属于 {bureau};单位编号不得重复,请另取编号。
    """


class UnitClosed(Refused):
    """Unit {unit} was closed on {closed_on}; use a unit that is open on {day}.

    单位 {unit} 已于 {closed_on} 撤销;请改用 {day} 当日存续的单位。
    """


class UnitTreeCycle(Refused):
    """Unit {unit} cannot stand below {parent}: that unit stands below it.

    单位 {unit} 不能隶属 {parent}:后者本就隶属前者。
    """


class NoPosting(Refused):
    """Officer {officer} has no posting in bureau {bureau} in {year}; record the posting first.

    干部 {officer} {year} 年在 {bureau} 没有任职记录;请先登记任职。
    """


class PostingsOverlap(Refused):
    """The posting overlaps that in unit {unit} from {start}; end that one first.

    该任职与 {start} 起在 {unit} 的任职重叠;请先填写前一任职的止期。
    """


class PostingEndsBeforeItStarts(Refused):
    """The posting ends on {until}, before it starts on {start}; correct one of the dates.

    任职止期 {until} 早于起期 {start};请更正日期。
    """


class DateInFuture(Refused):
    """The date {day} lies after today ({today}); record it on the day or later.

    日期 {day} 晚于今天({today});请在当日或之后录入。
    """


class DateOutsideYear(Refused):
    """The date {day} lies outside {year}, the year of the workbook; import it with its own year.

    日期 {day} 不在工作簿年度 {year} 内;请随所属年度导入。
    """


class NoRulebookPublished(Refused):
    """Bureau {bureau} has no rulebook yet; publish one first.

    {bureau} 尚未发布规则;请先发布。
    """


class ItemNotInEdition(Refused):
    """Edition {edition}, in force on {day}, has no item {item}; choose one of its items.

    {day} 施行的规则 {edition} 中没有项目 {item};请选用该版规则中的项目。
    """


class KindDoesNotFit(Refused):
    """Item {item} is a {is_kind}, not a {kind}; record it as a {is_kind}.

    项目 {item} 的类别是 {is_kind},不是 {kind};请按 {is_kind} 录入。
    """


class LevelNotInItem(Refused):
    """Item {item} has no level {level}; its levels are: {levels}.

    项目 {item} 没有级别 {level};可选级别:{levels}。
    """


class LevelMissing(Refused):
    """Item {item} is graded by level; give one of: {levels}.

    项目 {item} 按级别计分;请填写级别:{levels}。
    """


class LevelNotWanted(Refused):
    """Item {item} has no levels; leave the level empty.

    项目 {item} 不分级别;级别请留空。
    """


class PointsMissing(Refused):
    """Item {item} is granted within {low} to {high}; give the points.

    项目 {item} 在 {low} 至 {high} 之间给分;请填写分值。
    """


class PointsOutsideRange(Refused):
    """{points} lies outside {low} to {high}, the range of item {item}.

    {points} 超出项目 {item} 的给分范围 {low} 至 {high}。
    """


class PointsOffStep(Refused):
    """{points} is not a multiple of the step {step} of {of}.

    {points} 不是 {of} 计分颗粒度 {step} 的整数倍。
    """


class PointsNotWanted(Refused):
    """The rulebook fixes the points of item {item}; leave the points empty.

    项目 {item} 的分值由规则确定;分值请留空。
    """


class QuantityNotWanted(Refused):
    """Item {item} has a range and takes no quantity; leave the quantity empty.

    项目 {item} 按幅度给分,不计数量;数量请留空。
    """


class ShareAboveOne(Refused):
    """The share {share} is more than the whole; write n/d with n not above d.

    份额 {share} 大于一;请写作 n/d,且 n 不大于 d。
    """


class ReasonMissing(Refused):
    """Item {item} demands a reason; state it.

    项目 {item} 须写明事由;请补填。
    """


class EvidenceMissing(Refused):
    """Item {item} demands evidence; give the SHA-256 digest of each document.

    项目 {item} 须附佐证材料;请提供每份材料的 SHA-256 摘要。
    """


class EntryNotFound(NotFound):
    """There is no entry {entry}; check the account and the number.

    没有分录 {entry};请核对账户与编号。
    """


class EntryAlreadyReversed(Refused):
    """Entry {entry} has been reversed already; record a new entry instead.

    分录 {entry} 已被冲销;如需更改,请另行录入。
    """


class CorrectionLeavesYear(Refused):
    """A correction stays in {year}; {day} does not. Reverse the entry and record a new one.

    更正须留在 {year} 年度,而 {day} 不在该年度;请冲销后另行录入。
    """


class CorrectionOfLoss(Refused):
    """A loss is corrected in its points, date or reason only; reverse it and record a new entry.

    失分只能更正分值、日期或事由;其他更改请冲销后另行录入。
    """


class IndicatorNotInPlan(Refused):
    """No unit of {bureau} carries indicator {indicator} in {year}; adopt a plan with it first.

    {bureau} {year} 年没有单位承担指标 {indicator};请先下达含该指标的计划。
    """


class LossNotPositive(Refused):
    """A loss is written as a positive number of points; {points} is not.

    失分应写为正数;{points} 不是正数。
    """


class PlanDoesNotSumTo100(Refused):
    """The base points of unit {unit} sum to {total}, not to 100; correct the plan.

    单位 {unit} 的基准分合计 {total},不等于 100;请更正计划。
    """


class IndicatorTwice(Refused):
    """Unit {unit} carries indicator {indicator} twice; keep one of the rows.

    单位 {unit} 重复承担指标 {indicator};请只保留一行。
    """


class IndicatorWithoutOwner(Refused):
    """Indicator {indicator} has no owner; name exactly one owner unit.

    指标 {indicator} 没有主责单位;请确定唯一的主责单位。
    """


class IndicatorWithTwoOwners(Refused):
    """Indicator {indicator} has several owners ({units}); name exactly one.

    指标 {indicator} 有多个主责单位({units});请只保留一个。
    """


class StepNotPositive(Refused):
    """The {field} of indicator {indicator} must be above zero.

    指标 {indicator} 的 {field} 必须大于零。
    """


class MarkOutsideScale(Refused):
    """A mark lies between 0 and 100; {score} does not.

    评分应在 0 至 100 之间;{score} 不在其内。
    """


class MarkNotFound(NotFound):
    """There is no mark {mark}; check its number.

    没有评分 {mark};请核对编号。
    """


class MarkAlreadyWithdrawn(Refused):
    """Mark {mark} has been withdrawn already; record a new mark instead.

    评分 {mark} 已撤回;请另行录入。
    """


class RestrictionRuleNotInEdition(Refused):
    """Edition {edition}, in force on {day}, has no restriction {rule}; choose one of its own.

    {day} 施行的规则 {edition} 中没有限制条款 {rule};请选用其中的条款。
    """


class RestrictionNotFound(NotFound):
    """There is no restriction {restriction}; check its number.

    没有限制记录 {restriction};请核对编号。
    """


class RestrictionEndsBeforeItStarts(Refused):
    """The restriction ends on {until}, before {start}; correct one of the dates.

    限制止期 {until} 早于起期 {start};请更正日期。
    """


class AnotherRulebook(Refused):
    """Bureau {bureau} goes by rulebook {known}; publish a new version of that, not {rulebook}.

    {bureau} 适用规则 {known};请发布其新版本,而非 {rulebook}。
    """


class EditionImmutable(Refused):
    """Edition {edition} is published with other content; raise the version.

    规则 {edition} 已发布且内容不同;请提高版本号。
    """


class EditionVersionNotNext(Refused):
    """Version {version} does not follow {last}; the version rises with every edition.

    版本 {version} 未高于 {last};每版规则的版本号必须递增。
    """


class EditionStartsEarlier(Refused):
    """Edition {edition} starts on {start}, before its predecessor ({last}); move its start.

    规则 {edition} 自 {start} 施行,早于前一版({last});请调整施行日期。
    """


class EditionNotFound(NotFound):
    """Edition {edition} is not published in bureau {bureau}.

    {bureau} 未发布规则 {edition}。
    """


class EditionInForce(Refused):
    """Edition {edition} is in force since {start}; only one that has not started is withdrawn.

    规则 {edition} 自 {start} 起已施行;只有尚未施行的版本可以撤回。
    """


class RefWithOtherContent(Refused):
    """Row {ref} was imported before with other content; correct the entry in the ledger instead.

    行 {ref} 曾以不同内容导入;请在功过簿中更正原分录。
    """


class RefUnknown(NotFound):
    """No imported row has the ref {ref}; name an entry, a loss or a restriction of this year.

    没有编号为 {ref} 的导入行;请填写本年度已导入的分录、失分或限制。
    """


class WorkbookFaulty(Malformed):
    """The workbook has {count} faults; nothing was recorded. Mend them and import it again.

    工作簿有 {count} 处错误,未作任何记录;请改正后重新导入。
    """

    faults: tuple[Fault, ...] = ()


class BatchNotFound(NotFound):
    """There is no import {batch} in {bureau}/{year}.

    {bureau}/{year} 没有第 {batch} 批导入。
    """


class BatchAlreadyReversed(Refused):
    """Import {batch} has been reversed already.

    第 {batch} 批导入已整批冲销。
    """


class KeyReusedForAnotherCommand(Refused):
    """The idempotency key {key} was used for another command; take a new key.

    幂等键 {key} 已用于另一请求;请换用新键。
    """


class AccountContended(Contended):
    """Others kept writing to the same account; nothing was recorded. Send the command again.

    同一账户并发写入过多,未作记录;请重新提交。
    """


class QuestionInTheFuture(Refused):
    """{name} = {asked} lies in the future (now: {now}); ask for a moment that has been.

    {name} = {asked} 尚未到来(当前:{now});请查询已经过去的时点。
    """


class AsOfOutsideYear(Refused):
    """as_of {as_of} is no day of {year}; give a day of that year.

    as_of {as_of} 不在 {year} 年内;请填写该年内的日期。
    """


class TwoMoments(Malformed):
    """Give known_at or position, not both: each names a moment of knowledge.

    known_at 与 position 只能给出其一:两者都表示知晓时点。
    """


class ReadModelBehind(Unavailable):
    """The read model is at position {cursor}, not yet at {position}; ask again in a moment.

    查询库进度为 {cursor},尚未到 {position};请稍后再试。
    """


class JournalUnavailable(Unavailable):
    """The journal cannot be reached; nothing was recorded. Try again in a moment.

    账簿暂时无法访问,未作任何记录;请稍后再试。
    """


class CursorUnknown(Malformed):
    """The page cursor is not one that this service gave; start from the first page.

    分页游标无效;请从第一页开始。
    """


class UnknownAccount(NotFound):
    """There is no account {account} at this position.

    在此位置上没有账户 {account}。
    """
