"""Are the store's own reasons, kept in English, told in Chinese too?"""

from __future__ import annotations

import pytest

from domain.journal.reasons import reason_title


@pytest.mark.parametrize(
    ("reason", "chinese"),
    [
        (
            "the database is not the one that the notary signed last: the log has 3 facts, fewer"
            " than the 9 signed",
            "数据库与公证进程上次签发的不符：日志现有 3 条事实，少于已签发的 9 条",
        ),
        (
            "the notary refuses to sign: position 7 is missing from the journal",
            "公证进程拒绝签发：账簿中缺少位置 7",
        ),
        ("the keys were copied", "“the keys were copied”"),
    ],
)
def test_a_reason_is_told_in_both_languages(reason: str, chinese: str) -> None:
    said = reason_title(reason)
    assert (said.code, said.en, said.zh) == (reason, reason, chinese)
