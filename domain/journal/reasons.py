"""What do the store's own reasons, which are kept in English, say in both languages?"""

from __future__ import annotations

import re
from typing import Final

from domain.titles import Title

_NO_NOTE: Final = (
    r"no text, empty line and signatures|no checkpoint: origin, size, root|no base64|no UTF-8"
    r"|no number as it is written in checkpoints|no signature line.*|a signature that is empty"
    r"|a root that has not 32 bytes|too long|a control character"
)
_SAID: Final = (
    (r"the notary refuses to sign: (.*)", "公证进程拒绝签发：{}"),
    (
        r"the database is not the one that the notary signed last: (.*)",
        "数据库与公证进程上次签发的不符：{}",
    ),
    (
        r"the log has (\d+) facts, fewer than the (\d+) signed",
        "日志现有 {} 条事实，少于已签发的 {} 条",
    ),
    (r"the first (\d+) facts are not those that were signed", "前 {} 条事实与已签发的不一致"),
    (r"position (\d+) is missing from the journal", "账簿中缺少位置 {}"),
    (r"position (\d+) follows no fact of its stream", "位置 {} 的事实在其流中没有前一条"),
    (r"(\S+) is missing from the notary's folder", "公证目录中缺少文件 {}"),
    (r"(\d+) of (\d+) hashes", "日志哈希应有 {1} 个，仅存 {0} 个"),
    (r"no trusted key of (\S+) has signed", "没有 {} 的可信签名"),
    (rf"(?:{_NO_NOTE})", "上次签发的检查点文件无法识读"),
    (r"stream (.+) has no version (\d+)", "流 {} 没有第 {} 版"),
)
"""By pattern: what the reason is in Chinese, and what it says within it."""


def reason_title(reason: str) -> Title:
    """What no sentence is known of stands in quotes: whoever looks after the system reads it."""
    return Title(reason, reason, _in_chinese(reason))


def _in_chinese(reason: str) -> str:
    for pattern, chinese in _SAID:
        found = re.fullmatch(pattern, reason, re.DOTALL)
        if found:
            return chinese.format(*(_inner(part) for part in found.groups()))
    return f"“{reason}”"


def _inner(part: str) -> str:
    """Another reason, or what needs no words: a number, a stream, a file."""
    return _in_chinese(part) if " " in part else part
