"""How does it read in Chinese what is wrong with an input's shape, its bounds and choices too?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_ANY: Final = "格式不符"
_ZH: Final = {
    "missing": "缺少该字段",
    "extra_forbidden": "没有这个字段，请删除",
    "json_invalid": "不是有效的 JSON",
    "named_twice": "名称重复，请只保留一个",
    "string_pattern_mismatch": "格式不符，应符合 `{pattern}`",
    "string_too_long": "文字过长，至多 {max_length} 个字符",
    "string_too_short": "不能为空",
    "string_type": "应为文本",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "bool_type": "应为 true 或 false",
    "too_short": "项数过少，至少 {min_length} 项",
    "too_long": "项数过多，至多 {max_length} 项",
    "literal_error": "不在可选值之内，可选：{expected}",
    "greater_than_equal": "数值过小，至少为 {ge}",
    "greater_than": "数值过小，须大于 {gt}",
    "less_than_equal": "数值过大，至多为 {le}",
    "less_than": "数值过大，须小于 {lt}",
    "timezone_aware": "时间须带时区，例如 2025-01-20T00:00:00+08:00",
    "datetime_from_date_parsing": "应为带时区的时间，例如 2025-01-20T00:00:00+08:00",
}


def in_chinese(found: Mapping[str, Any]) -> str:
    """One finding of pydantic's; never its input."""
    said = dict(found.get("ctx") or {})
    if own := said.get("zh"):
        return str(own)
    if "expected" in said:
        listed = str(said["expected"]).replace(" or ", "、").replace(", ", "、")
        said["expected"] = listed.replace("'", "`")
    words = _ZH.get(found["type"], _ANY)
    try:
        return words.format_map(said)
    except KeyError:  # whoever refused by hand named no bound
        return words.partition("，")[0]
