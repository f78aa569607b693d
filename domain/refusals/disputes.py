"""In which ways does the ledger say no about a dispute?"""

from domain.errors import Forbidden, NotFound, Refused


class DisputeNotFound(NotFound):
    """There is no dispute {dispute}; `merit disputes` shows those there are.

    没有争议事项 {dispute}；请用 `merit disputes` 查看。
    """


class DisputeEnded(Refused):
    """The dispute {dispute} was {how_en} already; what is still contested goes to the next stage.

    争议事项 {dispute} 已{how_zh}；如仍有争议，请进入下一环节。
    """


class SameDisputeOpen(Refused):
    """The dispute {dispute} is about the same and is not decided yet; wait for its decision, or
    withdraw it first.

    争议事项 {dispute} 涉及同一内容且尚未办结；请待其作出决定，或先行撤回。
    """


class DisputeAlreadyAccepted(Refused):
    """The dispute {dispute} was taken up already; decide it.

    争议事项 {dispute} 已受理；请作出决定。
    """


class DisputeNotAccepted(Refused):
    """The dispute {dispute} was not taken up yet; accept or decline it first.

    争议事项 {dispute} 尚未受理；请先受理或不予受理。
    """


class DisputeNotDecided(Refused):
    """The dispute {dispute} has no decision that lets one go on; wait for it.

    争议事项 {dispute} 尚无可据以继续办理的决定；请待其作出。
    """


class NotOnesOwn(Refused):
    """{thing} is not yours to dispute: an officer disputes what is his own, and a unit's head what
    is his unit's. Others' entries can be cited in `cites`.

    {thing} 不属于您可提出争议的范围：干部仅可就本人、单位负责人仅可就本单位提出；他人的分录可在
    `cites` 中引用。
    """


class NothingDisputed(Refused):
    """It is not said what is disputed; name an entry, a run, a mark or a restriction.

    未写明争议对象；请指明分录、运行结果、评分或限制情形。
    """


class DisputeTooLate(Refused):
    """The last day for it was {last_day} (today: {today}). The office may still put right on its
    own motion what is wrong.

    提出期限已于 {last_day} 届满（今天：{today}）；确有错误的，考核办仍可依职权更正。
    """


class DisputeTooEarly(Refused):
    """The publication opens on {opens_on}; object from that day on.

    公示自 {opens_on} 开始；请自该日起提出异议。
    """


class ObjectionToPublishedOnly(Refused):
    """An objection is to the published run, within its days; of the {run} one ask for a
    review.

    异议仅可在公示期内就公示结果提出；对{run}结果请申请复核。
    """


class StageNotInEdition(Refused):
    """Edition {edition} has no stage {stage}; its stages are: {stages}.

    规则 {edition} 未设{stage}环节；可用环节：{stages}。
    """


class IncompetentOnly(Refused):
    """The statutory stages are open against the grade incompetent alone, in a closed or restated
    run; it says {grade}. Use an objection or a review.

    法定复核、申诉仅适用于封账或重述结果中的不称职等次；该结果为{grade}；请提出异议或申请复核。
    """


class AppealNeedsReview(Refused):
    """The stage {stage} is against the decision of the stage {earlier}; name its number in
    `against`.

    {stage}应针对{earlier}的决定提出；请在 `against` 中写明其编号。
    """


class StageIsFirst(Refused):
    """The stage {stage} goes against no earlier decision; leave `against` out.

    {stage}无须针对在先决定提出；请删去 `against`。
    """


class NotDisputedBefore(Refused):
    """An appeal is about what the dispute {dispute} was about, and nothing else.

    申诉仅限于 {dispute} 原争议范围，不得另行增加。
    """


class LaterKnowledgeUnproven(Refused):
    """Who came to know of it only on {known_on}, after {recorded_on}, says why and gives evidence.

    主张于 {known_on} 方知悉（晚于 {recorded_on}）的，须写明理由并附证据。
    """


class FiledInTime(Refused):
    """The dispute {dispute} came in by its last day, {last_day}; it is not declined as late.

    争议事项 {dispute} 在期限 {last_day} 内提出，不得以逾期为由不予受理。
    """


class HearingBeforeDispute(Refused):
    """The dispute {dispute} came in on {filed_on}; whoever was heard on {day} was not heard in it.
    Correct `held_on`, or hear him now.

    争议事项 {dispute} 于 {filed_on} 提出，{day} 的陈述不属于该事项；请更正 `held_on`，
    或另行听取陈述。
    """


class DisputeOfOneself(Forbidden):
    """The dispute {dispute} is your own ({subject}); somebody else acts on it.

    争议事项 {dispute} 由您本人（{subject}）提出；请由他人办理。
    """


class DecidesOwnAct(Forbidden):
    """Nobody decides about what he recorded, let through or decided before ({actor}); another
    person must decide the dispute {dispute}.

    任何人不得就本人经办、核准或裁定过的事项（{actor}）作出决定；争议事项 {dispute} 请由他人决定。
    """


class StageNotExtended(Refused):
    """The stage {stage} of edition {edition} cannot be extended; decide it.

    规则 {edition} 的{stage}环节不得延期；请按期作出决定。
    """


class DisputeAlreadyExtended(Refused):
    """The dispute {dispute} was extended to {decide_by} already, which is possible once.

    争议事项 {dispute} 已延期至 {decide_by}；延期以一次为限。
    """


class ExtensionTooLate(Refused):
    """The dispute {dispute} was to be decided by {decide_by}; what has expired is not extended.

    争议事项 {dispute} 的办结期限 {decide_by} 已过，不得再延期。
    """


class RemedyNotWanted(Refused):
    """Who upholds the original in {dispute} remedies nothing; take the remedies out, or vary it.

    维持原结果（{dispute}）的，不得附更正措施；请删去措施，或改为变更。
    """


class RemedyMissing(Refused):
    """Say in `remedies` what is put right by the decision of {dispute}, or uphold the original.

    请在 `remedies` 中写明对 {dispute} 的更正措施，或予以维持。
    """


class RemedyOutsideDispute(Refused):
    """{thing} is not disputed in {dispute}, and does not hang together with what is; other errors
    are put right in a proceeding of their own.

    {thing} 不在争议事项 {dispute} 范围之内，亦与之无关联；其他错误请另行处理。
    """


class WorseForAppellant(Refused):
    """The {what} of {subject} in {year} would go from {before} to {after}: nobody ends worse
    off for having disputed.

    {subject} {year} 年度的{what}将由{before}变为{after}；不得因提出争议而作出更不利的决定。
    """


class OtherNotHeard(Refused):
    """The decision takes from {subject}, who was not heard; hear him first.

    该决定对 {subject} 不利而未听取其陈述；请先听取陈述。
    """
