"""Why is a question not answered, or a command not settled?"""

from domain.errors import Contended, Malformed, NotFound, Refused, Unavailable


class BureauNotNamed(Refused):
    """There is not exactly one bureau here; name the bureau.

    此处并非只有一个局，请指明所属局。
    """


class KeyReusedForAnotherCommand(Refused):
    """The idempotency key {key} was used for another command; take a new key.

    幂等键 {key} 已用于另一请求；请换用新键。
    """


class AccountContended(Contended):
    """Others kept writing to the same account; nothing was recorded. Send the command again.

    同一账户并发写入过多，未作记录；请重新提交。
    """


class LedgerHalted(Unavailable):
    """The ledger takes nothing in until its evidence is looked into: {reason}. Reading goes on.

    因存证异常，功过簿暂停记账，查询不受影响：{reason}。
    """


class ReadOnly(Unavailable):
    """The ledger is read-only: {reason_en}. Nothing was recorded; reading goes on, and recording
    begins again by itself once that is mended.

    功过簿暂为只读：{reason_zh}。未作任何记录；查询不受影响，故障排除后自动恢复记账。
    """


class QuestionInTheFuture(Refused):
    """`{name}` = {asked} lies in the future (now: {now}); ask for a moment that has been.

    `{name}` = {asked} 尚未到来（当前：{now}）；请查询已经过去的时点。
    """


class AsOfOutsideYear(Refused):
    """`as_of` {as_of} is no day of {year}; give a day of that year.

    `as_of` {as_of} 不在 {year} 年内；请填写该年内的日期。
    """


class TwoMoments(Malformed):
    """Give `known_at` or `position`, not both: each names a moment of knowledge.

    `known_at` 与 `position` 只能给出其一：两者都表示知晓时点。
    """


class TwoSums(Malformed):
    """Give `base` or `fund`, not both: what a coefficient of 1 is worth, or the whole to share out.

    `base` 与 `fund` 只能给出其一：前者为系数 1 对应的金额，后者为按系数分配的总额。
    """


class FundWithoutShares(Refused):
    """By this run nobody has a bonus coefficient above 0, so that the fund goes to nobody; give the
    rulebook's `pay` first.

    该运行结果中无人的绩效奖金系数大于 0，总额无从分配；请先在规则中设定 `pay`。
    """


class ReadModelBehind(Unavailable):
    """The read model is at position {cursor}, not yet at {position}; ask again in a moment.

    查询库进度为 {cursor}，尚未到 {position}；请稍后再试。
    """


class RunInTheMaking(Unavailable):
    """The run is being worked out for somebody else and is not ready yet; ask again in a moment.

    该运行结果正在为他人计算，尚未完成；请稍后再试。
    """


class JournalUnavailable(Unavailable):
    """The journal cannot be reached; nothing was recorded. Try again in a moment.

    账簿暂时无法访问，未作任何记录；请稍后再试。
    """


class DiskFull(Unavailable):
    """The database has no room left; nothing was recorded. Make room on its disk, then send the
    command again; reading goes on.

    数据库磁盘空间已满，未作任何记录；请先清出空间再重新提交，查询不受影响。
    """


class ProgramOutdated(Unavailable):
    """The database was brought up to date by a newer program: {found} is not as this one knows it.
    Nothing was recorded; start the newer program.

    数据库已由新版程序升级，{found} 与本程序所识不符；未作任何记录，请启动新版程序。
    """


class OutcomeNotKnown(Unavailable):
    """The journal was lost while it recorded, and whether it did is not known. Send the command
    again with the same key; without a key, look first whether it stands.

    记账途中账簿失去联系，是否入账尚不可知。请用同一幂等键重新提交；未用幂等键的，请先查询是否已入账。
    """


class CursorUnknown(Malformed):
    """The page cursor is not one that this service gave; start from the first page.

    分页游标无效；请从第一页开始。
    """


class NotSealedYet(Unavailable):
    """Fact {position} has no signed checkpoint yet; ask again in a second or two.

    事实 {position} 尚未公证；请稍候一两秒再试。
    """


class FactNotFound(NotFound):
    """There is no fact at position {position}; check the number.

    位置 {position} 上没有事实；请核对编号。
    """


class TileNotFound(NotFound):
    """The log has no tile {tile}; read its size in the checkpoint first.

    日志中没有分块 {tile}；请先查看检查点中的规模。
    """


class NotCertifiable(Refused):
    """The score of {subject} cannot be certified by itself: {reason}. Export the whole log instead.

    {subject} 的成绩无法单独出具凭证：{reason}。请导出完整日志。
    """


class VerificationUnderWay(Refused):
    """A verification that {actor} began is under way; wait until it ends.

    {actor} 发起的核验正在进行；请待其结束。
    """


class NoVerification(Unavailable):
    """This service was started without what an audit needs; run `merit verify` where the ledger's
    home is.

    本服务启动时未配置核验所需文件；请在账簿所在主机运行 `merit verify`。
    """


class ColumnsNotInstalled(Unavailable):
    """The library of the columnar engine is not installed on this machine; ask for one bureau's
    run at a time.

    本机未安装列式引擎所需的程序库（`duckdb`）；请逐局查询。
    """
