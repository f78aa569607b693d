"""Which input is refused for what it would do to whoever reads it, and what cannot be read?"""

from domain.errors import Malformed, Unavailable

__all__ = [
    "DatabaseBusy",
    "FactNotUnderstood",
    "FactOutOfSequence",
    "FactTorn",
    "HiddenCharacter",
    "KeyNotComposed",
    "LogTorn",
]


class HiddenCharacter(Malformed):
    """Character {place} of the text is {character}, which has no place there; delete it.

    文字中第 {place} 个字符为 {character}，不允许使用；请删除。
    """


class KeyNotComposed(Malformed):
    """Write composed characters (Unicode NFC): under another spelling one act would count twice.

    请使用合成字符（Unicode NFC）：写法不同会使同一事项重复计分。
    """


class FactNotUnderstood(Unavailable):
    """Fact {fact} is a `{name}`, which this program does not know: a newer one recorded it.
    Install that version; until then nothing is told of what the fact may have changed.

    事实 {fact}“{name}”由更新版本的程序记录，本程序无法识别。
    请升级程序；在此之前不提供可能受其影响的结果。
    """


class LogTorn(Unavailable):
    """The log's own rows cannot be read: {what}. Run `merit verify`; restore a backup if they were
    damaged.

    日志数据无法读取：{what}。请运行 `merit verify` 核验；如已损坏，请用备份恢复。
    """


class FactTorn(Unavailable):
    """Fact {fact}, a `{name}`, has not the shape of such a fact ({what}) and cannot be read. Run
    `merit verify`; restore a backup if it was damaged.

    事实 {fact}“{name}”的内容不合其格式（`{what}`），无法读取。
    请运行 `merit verify` 核验；如已损坏，请用备份恢复。
    """


class FactOutOfSequence(Unavailable):
    """This program would have left a gap in the ledger: {what}. Nothing was recorded, and what you
    asked is not wrong: the program has a defect, and will refuse it again. Send whoever looks
    after it this message; all else goes on.

    本程序险些在账簿中留下缺口：{what}。未作任何记录，所提交的内容无误；这是程序缺陷，重新提交仍会被拒。
    请将本信息转交系统维护人员；其他业务不受影响。
    """


class DatabaseBusy(Unavailable):
    """Somebody else keeps the database waiting; nothing was recorded. Try again in a moment, and
    look for a session that holds a lock if it goes on.

    数据库正被其他操作占用，未作任何记录；请稍后再试，如持续出现，请检查占用锁的会话。
    """
