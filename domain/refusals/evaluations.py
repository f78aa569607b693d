"""In which ways does the ledger say no to packs, evaluations, starred posts and work ledgers?"""

from domain.errors import NotFound, Refused

__all__ = [
    "EvaluationIllegible",
    "EvaluationOfOneself",
    "EvaluationUnjustified",
    "EvaluationsAlreadyConfirmed",
    "EvaluationsAlreadyOpened",
    "EvaluationsContested",
    "EvaluationsNotOpened",
    "EvaluationsStillPublished",
    "LeaderOnly",
    "LedgerRowTaken",
    "NotPostedThen",
    "NothingEvaluated",
    "PackAlreadyAcknowledged",
    "PackForLeadersOnly",
    "PackNotAcknowledged",
    "PackNotFound",
    "PackStillUnread",
    "PackWithoutPlans",
    "PacksUnread",
    "PostAlreadyStarred",
    "SelectionUnknown",
    "StarAlreadyEnded",
    "StarEndsBeforeItStarts",
    "StarNotFound",
]


class PackNotFound(NotFound):
    """There is no pack {pack}; look it up in the list of packs.

    不存在反馈包 {pack}；请在反馈包列表中查找。
    """


class PackAlreadyAcknowledged(Refused):
    """The pack {pack} was acknowledged on {day} already.

    反馈包 {pack} 已于 {day} 签收。
    """


class PackForLeadersOnly(Refused):
    """Officer {officer} evaluates nobody in this bureau, and a pack is read to evaluate: grant a
    token of his the role leader first, or name the leader.

    干部 {officer} 在本局不承担评鉴，反馈包仅发评鉴领导；请先授予其令牌局领导角色，或改为评鉴领导。
    """


class PackStillUnread(Refused):
    """Leader {leader} has the pack {pack} of that unit and quarter, and has not read it yet: one is
    enough.

    评鉴领导 {leader} 尚有同一单位、同一季度的反馈包 {pack} 未签收，无需重复发放。
    """


class PackWithoutPlans(Refused):
    """Bureau {bureau} adopted no plans for {year}: there is nothing to read. Check the year.

    {bureau} 没有 {year} 年度的指标计划，无可反馈；请核对年度。
    """


class PacksUnread(Refused):
    """Leaders who were given packs have neither read them nor evaluated for {period}: {leaders}.
    Once opened, they could evaluate no more: wait for them, or say in `waived` why not.

    {period} 已发反馈包的评鉴领导尚未签收也未评鉴：{leaders}；开启后将不能再评鉴。
    请等待其评鉴，或在 `waived` 中说明不再等待的理由。
    """


class LeaderOnly(Refused):
    """Only officer {leader} himself does this; sign in as him.

    仅评鉴领导 {leader} 本人可以办理；请以其本人身份登录。
    """


class PackNotAcknowledged(Refused):
    """Leader {leader} has to acknowledge his pack of unit {unit} for {quarter} first, and to name
    that pack: indicators are read before anybody is evaluated.

    评鉴领导 {leader} 须先签收单位 {unit} {quarter} 的反馈包，并在评鉴中注明该反馈包；
    先看指标，再作评鉴。
    """


class EvaluationUnjustified(Refused):
    """The score of officer {officer} lies more than {outlier} away from the {indicators} of the
    unit's indicators; say why.

    对干部 {officer} 的评鉴分与单位指标得分 {indicators} 相差超过 {outlier}；请填写理由。
    """


class EvaluationOfOneself(Refused):
    """Nobody evaluates himself; another leader evaluates officer {officer}.

    不得评鉴本人；请由其他领导评鉴干部 {officer}。
    """


class NotPostedThen(Refused):
    """Officer {officer} was posted in no unit of the bureau on {day}; record his posting first.

    干部 {officer} 在 {day} 未在本局任职；请先登记任职。
    """


class EvaluationsAlreadyOpened(Refused):
    """The evaluations of {period} were opened on {day}; nothing is sealed or opened any more.

    {period} 的评鉴已于 {day} 开启，不再接受评鉴或重复开启。
    """


class NothingEvaluated(Refused):
    """Nobody was evaluated for {period} yet; the leaders evaluate first.

    {period} 尚无评鉴；请领导先行评鉴。
    """


class EvaluationIllegible(Refused):
    """The score that leader {leader} gave officer {officer} cannot be read any more; the leader
    evaluates him again.

    领导 {leader} 对干部 {officer} 的评鉴已无法读取；请该领导重新评鉴。
    """


class EvaluationsNotOpened(Refused):
    """The evaluations of {period} are sealed: they are read and confirmed only after the appraisal
    office has opened them.

    {period} 的评鉴尚未开启；待考核办开启后，方可查阅或确认。
    """


class EvaluationsStillPublished(Refused):
    """The evaluations of {period} are published for objections until {last}; confirm them after.

    {period} 的评鉴公示至 {last}，期满后方可确认。
    """


class EvaluationsContested(Refused):
    """Objections to the evaluations of {period} are not decided yet: {disputes}. Decide them first.

    对 {period} 评鉴的异议尚未办结：{disputes}；请先作出决定。
    """


class EvaluationsAlreadyConfirmed(Refused):
    """The evaluations of {period} were confirmed on {day} already.

    {period} 的评鉴已于 {day} 确认。
    """


class PostAlreadyStarred(Refused):
    """That post in unit {unit} has the star {star} on that day already.

    单位 {unit} 的该岗位在该日已标星（第 {star} 号）。
    """


class StarNotFound(NotFound):
    """There is no star {star}; look it up in the list of starred posts.

    不存在第 {star} 号标星；请在标星岗位列表中查找。
    """


class StarAlreadyEnded(Refused):
    """The star {star} was taken away from {day} on already.

    第 {star} 号标星已自 {day} 起取消。
    """


class StarEndsBeforeItStarts(Refused):
    """The star {star} starts on {start}; it ends on a later day.

    第 {star} 号标星自 {start} 起；取消日期须在其后。
    """


class LedgerRowTaken(Refused):
    """The work ledger {ledger} has a row {row} already, which never changes: record another row.

    台账 {ledger} 已有第 {row} 行，台账行不得改动；请另记一行。
    """


class SelectionUnknown(NotFound):
    """There is no selection {selection}; there are: {known}.

    没有名为 `{selection}` 的筛选；可用的有：{known}。
    """
