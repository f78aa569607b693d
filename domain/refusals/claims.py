"""In which ways does the ledger say no to who decides about a claim?"""

from domain.errors import Forbidden, NotFound, Refused


class ClaimNotFound(NotFound):
    """There is no claim {claim}; `merit claims` shows those that wait.

    没有待核准事项 {claim}；请用 `merit claims` 查看。
    """


class ClaimEnded(Refused):
    """The claim {claim} was {how_en} already; nothing is left to decide.

    待核准事项 {claim} 已{how_zh}，无需再办。
    """


class ClaimReadsOtherwise(Refused):
    """The claim {claim} is not what you have seen, or was linked with others since: its digest is
    {digest}. Read it again, then decide.

    待核准事项 {claim} 与您所见内容不同，或此后已与其他申报关联，其摘要为 {digest}；
    请重新查看后再办理。
    """


class ClaimIllegible(Refused):
    """The words of the claim {claim} were erased: what nobody can read is not approved. Reject it;
    what is still wanted is asked for anew.

    待核准事项 {claim} 的文字已被删除，无法阅读的内容不予核准；请予驳回，仍需办理的请重新提出。
    """


class ProposerNotPermitted(Refused):
    """{proposer}, who made the claim, may not do this any more ({permission}); somebody who may
    must ask for it anew.

    提出人 {proposer} 已无办理权限（{permission}）；请由有权限的人员重新提出。
    """


class ClaimOfAnother(Forbidden):
    """Only {proposer}, who made the claim, may withdraw it; whoever may approve it may reject it.

    仅提出人 {proposer} 可以撤回该事项；有核准权限的人员可以驳回。
    """


class ApproverIsProposer(Forbidden):
    """Nobody approves what he himself asked for ({proposer}), under whatever name; another person
    must.

    任何人不得核准自己（{proposer}）提出的事项，换用其他身份亦不可；请由他人核准。
    """


class ApproverIsBeneficiary(Forbidden):
    """The claim is about yourself ({subject}); another person must approve or reject it.

    该事项涉及您本人（{subject}）；请由他人核准或驳回。
    """


class ProposerIsBeneficiary(Forbidden):
    """What is about yourself ({subject}) and needs a second person is asked for by somebody else.

    涉及您本人（{subject}）且须双人办理的事项，请由他人提出。
    """


class RecordAboutOneself(Forbidden):
    """Nobody records what judges himself ({subject}), whatever his role; another person does.

    任何人不得录入、更正或撤销涉及本人（{subject}）的分录、评分或限制情形，无论何种角色；请由他人办理。
    """


class ImportNeedsSecondPerson(Forbidden):
    """The workbook holds what one person may not record: entries above the rulebook's bound,
    reversals or restrictions. Have it imported by whoever acts alone (role `sole`, or the owner of
    the home), or record those by claims.

    工作簿中含一人不得单独办理的内容（超过规则限额的分录、冲销或限制情形）。
    请由独立经办（角色 `sole`）或安装所有者导入，或将这些内容逐项提请核准。
    """


class ImportNeedsHearing(Forbidden):
    """The workbook holds deductions whose subjects are heard first (items {items}). Have it
    imported by whoever acts alone (role `sole`, or the owner of the home), who answers for it, or
    record those one by one, so that each waits for its hearing.

    工作簿中含须先听取陈述的扣分（项目 {items}）。请由独立经办（角色 `sole`）或安装所有者导入并对此
    负责，或逐项录入，由当事人陈述意见后生效。
    """


class SameClaimedAlready(Refused):
    """What cites the same document or evidence for the same beneficiary as the claim {claim}:
    {others}. Link the claims, reject one of them, or, as you verify it, name those that are another
    award (`distinct`) and the reason why.

    {others} 与事项 {claim} 为同一受益人引用同一文件或佐证材料。请关联申报、驳回其一，或在审核时
    指明哪些属于另一项奖励（`distinct`）并写明理由。
    """


class DistinctFromNothing(Refused):
    """{other} does not cite the same as the claim {claim}; what is named as another award
    (`distinct`) is a claim or an entry that does, one of the two.

    {other} 与事项 {claim} 所引文件与佐证材料均不相同；属于另一项奖励的（`distinct`）
    请填写引用相同的一项申报或一条分录。
    """
