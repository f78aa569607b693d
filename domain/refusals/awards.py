"""In which ways does the ledger say no to an award that is claimed, and to who is to be heard?"""

from domain.errors import Forbidden, Malformed, NotFound, Refused

__all__ = [
    "ClaimAtAnotherStage",
    "ClaimTooLate",
    "ClaimsCiteDifferently",
    "EvidenceAwaited",
    "EvidenceEmpty",
    "EvidenceNotInTime",
    "EvidenceTimeOver",
    "EvidenceTooLarge",
    "EvidenceTooMuch",
    "ExtensionGivesNoTime",
    "ExtensionTooLong",
    "FileKindNotTaken",
    "FileMissing",
    "FileNotFound",
    "FileNotStored",
    "HearingClosed",
    "HearingStillOpen",
    "LinkLeavesOutGranted",
    "LinkNeedsWaitingClaim",
    "LinkedClaimEnded",
    "LinkedClaimTwice",
    "LinkedOtherwiseSince",
    "NamedInAwardTwice",
    "NoAwardClaim",
    "NoHearing",
    "ReceiptUnlikely",
    "ResubmitsNothing",
    "ResultNotTaken",
    "ShareNotSaid",
    "ShareTooFine",
    "SharesNotOne",
    "StepsBySamePerson",
]


class ClaimTooLate(Refused):
    """The document is of {document}: it could be claimed until {last}, {days} working days, and
    today is {today}. A later receipt counts only if a stored file proves it (`received_on`,
    `receipt`).

    文件日期为 {document}，申报截止 {last}（{days} 个工作日），今日为 {today}，已逾期。
    收文较晚的，须以已上传的收文证明（`received_on`、`receipt`）为准。
    """


class ReceiptUnlikely(Refused):
    """It was received on {received}: not before the document's date {document}, nor after today
    {today}. Correct `received_on`.

    收文日期 {received} 早于文件日期 {document} 或晚于今日 {today}；请更正 `received_on`。
    """


class FileNotStored(Refused):
    """No file {digest} of {subject} is stored; hand it in at `POST /v1/files` first.

    {subject} 名下没有已上传的文件 {digest}；请先通过 `POST /v1/files` 上传。
    """


class FileNotFound(NotFound):
    """There is no such file, or it was erased with its subject's key.

    没有该文件，或已随个人信息一并删除。
    """


class EvidenceEmpty(Malformed):
    """The file is empty; hand in the file itself.

    文件为空；请上传文件本身。
    """


class EvidenceTooLarge(Malformed):
    """The file is larger than {most} bytes; scan it at a lower resolution or split it.

    文件超过 {most} 字节；请降低扫描分辨率或拆分后上传。
    """


class FileKindNotTaken(Malformed):
    """What the file holds is none of {kinds}; save it as one of these. Its name does not count.

    文件内容不属于 {kinds}；请另存为其中一种格式。文件名不作为判断依据。
    """


class FileMissing(Malformed):
    """Send one file: as the body itself, or as the one file of a form.

    请上传一个文件：直接作为请求内容，或作为表单中唯一的文件。
    """


class SharesNotOne(Refused):
    """The shares add up to {sum}, not to one; correct them.

    各份额之和为 {sum}，应等于一；请更正。
    """


class ShareNotSaid(Refused):
    """Who claims a joint award says his own share as well, and links give all shares or none.

    联合申报须同时写明本人份额；关联申报的份额须全部写明或全部不写。
    """


class ShareTooFine(Refused):
    """A share comes to {share}: numerator and denominator have at most four digits. Choose rounder
    shares.

    份额折算为 {share}，分子分母不得超过四位数；请取整后再填。
    """


class NamedInAwardTwice(Refused):
    """{subject} stands in the claim twice; name everybody once.

    {subject} 在申报中重复出现；请只列一次。
    """


class ResubmitsNothing(Refused):
    """The claim {claim} is no rejected claim of {subject}; only such a one is taken up again.

    事项 {claim} 不是 {subject} 被驳回的申报；仅被驳回的申报可以重新提出。
    """


class NoAwardClaim(Refused):
    """The claim {claim} is not one of an award; it has no such step.

    事项 {claim} 不是加分或表彰申报，没有该环节。
    """


class ClaimAtAnotherStage(Refused):
    """The claim {claim} waits for another step first: {stage_en}.

    事项 {claim} 尚待{stage_zh}，请先办理该环节。
    """


class StepsBySamePerson(Forbidden):
    """{actor} has taken an earlier step of the claim {claim}; each step is another person's.

    {actor} 已办理事项 {claim} 的前一环节；各环节须由不同人员办理。
    """


class EvidenceAwaited(Refused):
    """{item} needs evidence; none has come yet, and it may come until {last}. Hand it in, or wait
    for it.

    {item} 须有佐证材料，目前尚未收到，可补交至 {last}；请补交，或待收到后再办理。
    """


class EvidenceNotInTime(Refused):
    """{item} needs evidence, and none came by {last}; what came late does not count. Reject the
    claim, or give more time on recorded force majeure.

    {item} 须有佐证材料，截至 {last} 未收到，逾期补交的不计。请驳回，或依据不可抗力记录延期。
    """


class EvidenceTooMuch(Refused):
    """A claim has at most {most} pieces of evidence; put several pages into one file.

    一项申报最多附 {most} 件佐证材料；请将多页合并为一个文件。
    """


class EvidenceTimeOver(Refused):
    """The time for evidence of the claim {claim} ended on {last}; more is given only on force
    majeure that a document records.

    事项 {claim} 的佐证材料期限已于 {last} 届满；仅凭记录在案的不可抗力可以延期。
    """


class ExtensionGivesNoTime(Refused):
    """Evidence may come until {last} already; name a later day.

    佐证材料期限本已至 {last}；请填写更晚的日期。
    """


class ExtensionTooLong(Refused):
    """More time until {until} is too much: at most {days} working days are given after {last}, the
    first last day. Name an earlier day.

    延期至 {until} 过长：佐证材料至多延至原期限 {last} 之后 {days} 个工作日；请填写更早的日期。
    """


class ClaimsCiteDifferently(Refused):
    """The claims {claims} do not cite the same document, nor the same evidence; they are not one
    merit.

    事项 {claims} 所引文件与佐证材料均不相同，不属于同一事项。
    """


class LinkNeedsWaitingClaim(Refused):
    """None of the claims {claims} waits any more; correct their entries instead.

    事项 {claims} 均已办结；请改为更正其分录。
    """


class LinkLeavesOutGranted(Refused):
    """{left} was granted its part of the merit {merit} with a claim named here; name it as well, so
    that the parts make one whole.

    {left} 已就同一事项 {merit} 按份额认定；请一并列入，使各份额合计为一。
    """


class LinkedClaimTwice(Refused):
    """A claim is named twice in the link; name each once.

    关联申报中同一事项重复出现；请只列一次。
    """


class LinkedOtherwiseSince(Refused):
    """The claim {other}, with which {claim} is linked, was linked otherwise since; link all of them
    anew, then have them verified and approved.

    事项 {claim} 所关联的 {other} 此后已另行关联；请将各项重新关联，再审核、审定。
    """


class LinkedClaimEnded(Refused):
    """The claim {claim} was rejected or withdrawn; link the others without it.

    事项 {claim} 已驳回或撤回；请不含该事项重新关联。
    """


class HearingStillOpen(Refused):
    """{subject} is heard on the claim {claim} until {last}; decide it after that day, or once the
    hearing is waived.

    {subject} 可就事项 {claim} 陈述意见至 {last}；请于该日之后，或当事人放弃陈述后再办理。
    """


class HearingClosed(Refused):
    """The hearing on the claim {claim} has ended on {last}; what is still to be said belongs in an
    objection.

    事项 {claim} 的陈述期已于 {last} 结束；仍有意见的，请提出异议。
    """


class NoHearing(Refused):
    """Nobody is heard on the claim {claim}: it is no deduction that asks for it.

    事项 {claim} 不属于须听取陈述的扣分。
    """


class ResultNotTaken(NotFound):
    """The year {year} of {bureau} has no {result} result yet.

    {bureau} {year} 年度尚无{result}结果。
    """
