"""Why is an indicator set not drafted, not signed, not published?"""

from domain.errors import Fault, Forbidden, Malformed, NotFound, Refused

__all__ = [
    "AssignerMissing",
    "AssignerNotWanted",
    "CommentAlreadyAnswered",
    "CommentNotFound",
    "CommentsUnanswered",
    "DraftAlreadyPublished",
    "DraftAlreadySigned",
    "DraftEnded",
    "DraftFaulty",
    "DraftLeavesUnitOut",
    "DraftNotFound",
    "DraftNotFullySigned",
    "DraftOfAnotherYear",
    "DraftReadsOtherwise",
    "IndicatorDraftedTwice",
    "IndicatorFromNowhere",
    "IndicatorNotInDraft",
    "IndicatorNotOfUnit",
    "NoIndicatorSet",
    "NotASigner",
    "NotHeadOfUnit",
    "OwnIndicatorsAmong",
    "PersonalIndicatorTwice",
    "RoundEndsInThePast",
    "RoundNotOpen",
    "RoundStillOpen",
    "SetOutsideYear",
    "SetStartsEarlier",
    "SignedAtAnotherLevel",
    "SignedOutOfOrder",
    "SignerIsDrafter",
    "SigningBegun",
    "UnknownUpperIndicator",
    "UpperIndicatorOverTaken",
]


class DraftFaulty(Malformed):
    """The draft has {count} fault(s), the first at {place}: {first_en} Mend them all.

    指标草案有 {count} 处错误，第一处在 {place}：{first_zh} 请逐处更正。
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        first = faults[0]
        super().__init__(count=len(faults), place=first.place, first_en=first.en, first_zh=first.zh)


class IndicatorDraftedTwice(Refused):
    """Indicator {indicator} stands there twice; keep one.

    指标 {indicator} 重复；请只保留一个。
    """


class UnknownUpperIndicator(Refused):
    """Nobody above set {upper} for {year}; register it first, or name a document of the bureau.

    {year} 年度没有登记上级指标 {upper}；请先登记该指标，或改填本局文件。
    """


class UpperIndicatorOverTaken(Refused):
    """Of the upper indicator {upper} {total} is taken on, more than the whole; lessen the shares.

    上级指标 {upper} 的承接比例合计 {total}，超过 1；请调减。
    """


class DraftLeavesUnitOut(Refused):
    """Unit {unit} has a plan for {year} and carries nothing in the draft: its plan would stand
    beside the set. Let it carry something.

    单位 {unit} 已有 {year} 年度计划，而草案中没有承担任何指标，其原计划将与新体系并存；
    请为其安排指标。
    """


class PersonalIndicatorTwice(Refused):
    """Officer {officer} has the personal indicator {indicator} twice; keep one.

    干部 {officer} 的个人指标 {indicator} 重复；请只保留一个。
    """


class IndicatorNotOfUnit(Refused):
    """Unit {unit}, in which officer {officer} is, does not carry indicator {indicator}; name one
    that it carries, or none.

    干部 {officer} 所在单位 {unit} 不承担指标 {indicator}；请改填其承担的指标，或留空。
    """


class AssignerMissing(Refused):
    """A task given by a leader names who gave it, not oneself: fill in `assigned_by`.

    领导交办事项应填写交办人（`assigned_by`），不得为本人。
    """


class AssignerNotWanted(Refused):
    """Only a task given by a leader names who gave it; leave `assigned_by` out.

    仅领导交办事项填写交办人；请删除 `assigned_by`。
    """


class DraftNotFound(NotFound):
    """There is no draft {draft}; `GET /v1/drafts` lists them.

    没有指标草案 {draft}；请用 `GET /v1/drafts` 查看。
    """


class DraftEnded(Refused):
    """Draft {draft} was {how_en}; go on with a draft that stands.

    指标草案 {draft} 已{how_zh}；请办理现行草案。
    """


class DraftOfAnotherYear(Refused):
    """Draft {draft} is for {year}; replace one of the same year, or none.

    指标草案 {draft} 属 {year} 年度；请替代同一年度的草案，或留空。
    """


class DraftReadsOtherwise(Refused):
    """Draft {draft} is not what you have seen: its digest is {digest}. Read it again, then decide.

    指标草案 {draft} 与您所见内容不同，其摘要为 {digest}；请重新查看后再办理。
    """


class RoundStillOpen(Refused):
    """The units may comment on draft {draft} until {until}; go on after that day.

    指标草案 {draft} 征求意见至 {until}；请于该日之后办理。
    """


class RoundNotOpen(Refused):
    """Nobody is asked for comments on draft {draft} on {today}; the last round ended on {until}.
    Ask the office to open another.

    {today} 指标草案 {draft} 未在征求意见（上一轮截至 {until}）；请考核办另开一轮。
    """


class RoundEndsInThePast(Refused):
    """The round would end on {until}, before today ({today}); choose a later day.

    征求意见截止日 {until} 早于今日（{today}）；请另选日期。
    """


class SigningBegun(Refused):
    """Draft {draft} is being signed already: have it returned, and draft anew what the comments
    change.

    指标草案 {draft} 已开始审核签署；如需再征求意见，请先退回并重新编制。
    """


class CommentsUnanswered(Refused):
    """Of draft {draft} the comments {comments} are not answered; answer them first.

    指标草案 {draft} 的意见 {comments} 尚未答复；请先答复。
    """


class CommentNotFound(NotFound):
    """There is no comment {comment} on draft {draft}; check its number.

    指标草案 {draft} 没有第 {comment} 条意见；请核对编号。
    """


class CommentAlreadyAnswered(Refused):
    """The comment {comment} on draft {draft} has its answer; it stays.

    指标草案 {draft} 第 {comment} 条意见已答复，不得更改。
    """


class IndicatorNotInDraft(Refused):
    """Indicator {indicator} is not in draft {draft}; name one of it, or none.

    指标草案 {draft} 中没有指标 {indicator}；请改填其中的指标，或留空。
    """


class NotHeadOfUnit(Forbidden):
    """Only who heads unit {unit} (role `unit-head` over `unit:{unit}` itself) speaks for it.

    仅单位 {unit} 的负责人（对 `unit:{unit}` 本身持有 `unit-head` 角色）可代表其发表意见。
    """


class NotASigner(Forbidden):
    """You do not sign draft {draft} at the level {level} here: the party committee signs for the
    bureau, a leader what he answers for, a head for his own unit that the draft concerns.

    您不在指标草案 {draft} 的{level}一级签署人之列：党委会签全局，
    局领导签其负责的指标，单位负责人签草案涉及的本单位。
    """


class SignedOutOfOrder(Refused):
    """Draft {draft} is signed at the level {level} only after the level before; still to sign:
    {missing}.

    指标草案 {draft} 须待上一级签署后方可在{level}一级签署；尚待签署：{missing}。
    """


class DraftAlreadySigned(Refused):
    """Draft {draft} is signed at the level {level} for {over} already.

    指标草案 {draft} 在{level}一级（{over}）已签署。
    """


class SignerIsDrafter(Forbidden):
    """Nobody signs what he himself drafted ({drafter}), under whatever name.

    任何人不得签署自己（{drafter}）编制的草案，换用其他身份亦不可。
    """


class SignedAtAnotherLevel(Forbidden):
    """You have signed this draft at the level {level}; another person must sign here.

    您已在{level}一级签署该草案；此级请由他人签署。
    """


class IndicatorFromNowhere(Refused):
    """Indicator {indicator} has neither an upper indicator (`sources`) nor a document of the
    bureau's own (`document`); name from where it comes.

    指标 {indicator} 既未对应上级指标（`sources`），也未注明本局文件（`document`）；请写明依据。
    """


class OwnIndicatorsAmong(Forbidden):
    """Your own personal indicators are among what you would sign (unit {unit}). Another of that
    level must sign; or draft them with `signed_at: leader`, for the leaders to sign.

    拟签署内容（单位 {unit}）含您本人的个人指标。请由同一层级的其他人员签署；或在草案中以
    `signed_at: leader` 改由领导层级签署。
    """


class DraftNotFullySigned(Refused):
    """Draft {draft} is not signed by all; still to sign: {missing}.

    指标草案 {draft} 尚未完成三级审核；尚待签署：{missing}。
    """


class DraftAlreadyPublished(Refused):
    """Draft {draft} is published as version {version}; what is to change is drafted anew.

    指标草案 {draft} 已发布为第 {version} 版；如需调整，请重新编制。
    """


class SetOutsideYear(Refused):
    """The set is for {year}, and {day} is no day of it; choose a day of {year}.

    该指标体系属 {year} 年度，{day} 不在该年内；请另选生效日期。
    """


class SetStartsEarlier(Refused):
    """The version before starts on {last}; this one cannot start on {day}. Choose that day or a
    later one.

    上一版自 {last} 起施行，本版不得早于该日（{day}）；请另选生效日期。
    """


class NoIndicatorSet(NotFound):
    """No indicator set of {bureau} for {year} was published by then; publish one, or ask later.

    届时尚未发布 {bureau} {year} 年度指标体系；请先发布，或查询之后的时点。
    """
