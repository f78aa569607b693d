"""In which ways does the ledger say no in the course of a quarter?"""

from domain.errors import Forbidden, NotFound, Refused

__all__ = [
    "AboutOneThing",
    "BriefingAlreadyHeld",
    "BriefingBeforeClosing",
    "BriefingNotHeld",
    "CheckOutsideYear",
    "ContactAboutAnother",
    "ContactAboutNothing",
    "ContactWithOneself",
    "DueTooEarly",
    "EntryNoLoss",
    "LossOutsideQuarter",
    "LossUnexplained",
    "NotInUnit",
    "NotResponsible",
    "QuarterAlreadyFrozen",
    "QuarterAlreadyOpened",
    "QuarterNotBegun",
    "QuarterNotFrozen",
    "QuarterNotOpened",
    "QuarterNotOver",
    "QuarterStillOpen",
    "RemediationNotFound",
    "RemediationNotReported",
    "RemediationNotWaiting",
    "RemediationOverdue",
    "RemediationUnproven",
    "ReturnWithoutReason",
    "RiskNotAssessed",
    "RiskOutsideYear",
    "SameRemediationOpen",
    "UnitHeadOnly",
    "VerifierIsReporter",
]


class RiskNotAssessed(Refused):
    """The risk of indicator {indicator} was not assessed by {day}; assess it first.

    指标 {indicator} 截至 {day} 尚未进行风险分级；请先评定。
    """


class RiskOutsideYear(Refused):
    """The day {day} lies outside {year}, the year of the indicator; correct `assessed_on`.

    评定日期 {day} 不在指标年度 {year} 内；请更正 `assessed_on`。
    """


class CheckOutsideYear(Refused):
    """The day {day} lies outside {year}, the year of the indicator; correct `checked_on`, or check
    the indicator's risk of that year.

    排查日期 {day} 不在指标年度 {year} 内；请更正 `checked_on`，或排查相应年度的指标风险。
    """


class SameRemediationOpen(Refused):
    """The remediation {remediation} is about the same and not verified yet; go on with that one, or
    have it put off.

    整改事项 {remediation} 针对同一内容，尚未核验通过；请继续办理该事项，或申请延期。
    """


class QuarterStillOpen(Refused):
    """The rules close the quarter {quarter} on {closes_on}; until then losses of it are still
    recorded. Come back on that day.

    按规则，季度 {quarter} 于 {closes_on} 封账，此前仍在登记该季度失分；请于该日起办理。
    """


class ContactAboutAnother(Refused):
    """{entry} is not of whoever the contact is with, nor of their units; name in `about` what is
    theirs.

    {entry} 不属于沟通对象或其所在单位；`about` 中请填写与其有关的分录。
    """


class ContactWithOneself(Forbidden):
    """{subject} is yourself; a talk that you held is recorded with whom you spoke. Of a talk held
    with you the other one keeps the record, or the office.

    {subject} 即您本人；您开展的沟通请填写沟通对象，与您的沟通由对方或考核办登记。
    """


class RemediationUnproven(Refused):
    """The remediation {remediation} was opened with evidence required; hand it in and cite it in
    `evidence`.

    整改 {remediation} 要求提供佐证材料；请上传后在 `evidence` 中引用。
    """


class QuarterNotBegun(Refused):
    """The quarter {quarter} begins on {first}; open it then.

    季度 {quarter} 于 {first} 开始，届时方可开启。
    """


class QuarterAlreadyOpened(Refused):
    """The quarter {quarter} was opened on {day} already; read its reminders.

    季度 {quarter} 已于 {day} 开启；请直接查看提醒。
    """


class QuarterNotOpened(NotFound):
    """The quarter {quarter} was not opened: nobody is reminded of anything yet. Open it first.

    季度 {quarter} 尚未开启，还没有提醒内容；请先开启。
    """


class QuarterNotOver(Refused):
    """The quarter {quarter} lasts until {last}; that comes after its end.

    季度 {quarter} 至 {last} 结束，该事项须在季末之后办理。
    """


class QuarterAlreadyFrozen(Refused):
    """The quarter {quarter} was frozen at position {position}, once and for all; what came later is
    shown apart.

    季度 {quarter} 已在位置 {position} 封账，不再重复；其后登记的失分单独列示。
    """


class QuarterNotFrozen(Refused):
    """The quarter {quarter} is not frozen; a briefing goes through what is. Freeze it first.

    季度 {quarter} 尚未封账，讲评会须以封账结果为准；请先封账。
    """


class LossOutsideQuarter(Refused):
    """The loss {entry} of {day} does not lie in the quarter {quarter}; name the quarter of its day.

    失分 {entry} 日期为 {day}，不在季度 {quarter} 内；请选择其所在季度。
    """


class LossUnexplained(Refused):
    """No cause was given yet for these losses of {quarter}: {entries}. The heads of the units that
    lost the points explain them first.

    季度 {quarter} 尚有失分未说明原因：{entries}。请由失分单位负责人先行说明。
    """


class BriefingBeforeClosing(Refused):
    """The quarter {quarter} closes on {closes_on}, and a briefing goes through all that was lost in
    it: none was held on {day}. Correct `held_on`.

    季度 {quarter} 于 {closes_on} 封账，讲评会须讲评全部失分，不应早于该日（填报：{day}）；
    请更正 `held_on`。
    """


class BriefingAlreadyHeld(Refused):
    """The briefing on {quarter} was held on {day}; what is spoken of later is a contact.

    季度 {quarter} 讲评会已于 {day} 召开；其后的沟通请登记为沟通反馈。
    """


class BriefingNotHeld(NotFound):
    """There was no briefing on {quarter} yet; name one that was held.

    季度 {quarter} 尚未召开讲评会；请填写已召开的讲评会。
    """


class EntryNoLoss(Refused):
    """The entry {entry} is no loss on an indicator; name a loss.

    分录 {entry} 不是指标失分；请填写失分分录。
    """


class AboutOneThing(Refused):
    """Name an entry or an indicator: one of the two, and not both.

    失分分录与指标须且仅须填写其一。
    """


class UnitHeadOnly(Forbidden):
    """Only the head of {unit} speaks for it.

    仅 {unit} 的负责人可以代表该单位办理。
    """


class NotInUnit(Refused):
    """Officer {officer} is not posted in {unit} on {day}; name an officer of that unit.

    干部 {officer} 在 {day} 不在 {unit} 任职；请填写该单位的干部。
    """


class DueTooEarly(Refused):
    """It would be due on {due_on}, and that must be later than {after}.

    期限 {due_on} 须晚于 {after}。
    """


class RemediationNotFound(NotFound):
    """There is no remediation {remediation}; `merit remediations` shows them.

    没有整改事项 {remediation}；请用 `merit remediations` 查看。
    """


class RemediationNotWaiting(Refused):
    """The remediation {remediation} is {standing}: nothing is to be reported or put off now.

    整改事项 {remediation} 当前状态为“{standing}”，现在无需报告或延期。
    """


class RemediationNotReported(Refused):
    """The remediation {remediation} is {standing}: only what was reported is verified.

    整改事项 {remediation} 当前状态为“{standing}”，提交整改报告后方可核验。
    """


class RemediationOverdue(Refused):
    """The remediation {remediation} was due on {due_on}: it is put off before that day has passed,
    not after. Report what was done.

    整改事项 {remediation} 已于 {due_on} 到期，逾期后不得延期；请报告整改情况。
    """


class ReturnWithoutReason(Refused):
    """The remediation {remediation} is returned with a reason; say what is missing.

    退回整改事项 {remediation} 须说明理由；请写明不足之处。
    """


class NotResponsible(Forbidden):
    """Only officer {officer}, who is responsible, or the head of {unit} reports on this.

    仅责任人 {officer} 或 {unit} 负责人可以提交整改报告。
    """


class VerifierIsReporter(Forbidden):
    """Nobody verifies what he himself reported or answers for; another person must.

    任何人不得核验本人报告或负责的整改事项；请由他人核验。
    """


class ContactAboutNothing(Refused):
    """A contact is about something: name an entry, an indicator, a remediation or a briefing.

    沟通反馈须有所指；请至少填写一项分录、指标、整改事项或讲评会。
    """
