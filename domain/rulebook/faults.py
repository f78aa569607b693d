"""How can the text or the shape of a rulebook be wrong, and how is each fault mended?

A docstring is the message, English first, then Chinese (see domain/errors.py).
"""

from __future__ import annotations

from domain.errors import Fault, Malformed, NotFound, Refused


class RulebookFaulty(Malformed):
    """The rulebook has {count} fault(s), the first at {place}: {first_en} Mend them all.

    规则文件有 {count} 处错误，第一处在 {place}：{first_zh} 请逐处更正。
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        first = faults[0] if faults else Fault("/", "", "", "")
        super().__init__(count=len(faults), place=first.place, first_en=first.en, first_zh=first.zh)


class NoRulebook(Refused):
    """No rulebook edition covers {day}; publish one first.

    {day} 没有可适用的规则；请先发布规则。
    """


class UnknownEdition(NotFound):
    """There is no edition {edition} here; known: {known}.

    此处没有规则版本 {edition}；已有：{known}。
    """


class DocumentTooLarge(Malformed):
    """The document is larger than {limit} KiB; a rulebook holds rules, not records.

    文件超过 {limit} KiB；规则文件只写规则，不写记录。
    """


class NotUtf8(Malformed):
    """The document is not UTF-8 text; save it as UTF-8.

    文件不是 UTF-8 文本；请以 UTF-8 编码保存。
    """


class NotYaml(Malformed):
    """This is not YAML ({problem}); check indentation (spaces only), colons, brackets and quotes.

    此处不合 YAML 格式（{problem}）；请检查缩进（只用空格）、半角冒号、括号与引号。
    """


class AnchorUsed(Malformed):
    """Anchors and aliases (& and *) are not accepted; write the value out.

    不接受锚点与引用（& 和 *）；请将内容写全。
    """


class TagUsed(Malformed):
    """The tag {tag} is not accepted; write the plain value.

    不接受标签 {tag}；请直接写值。
    """


class NestedTooDeeply(Malformed):
    """The document is nested deeper than {limit} levels; a rulebook is flatter than that.

    文件嵌套超过 {limit} 层；规则文件没有这样的层次。
    """


class SeveralDocuments(Malformed):
    """The text holds more than one document; write one edition a file.

    文本中不止一份文件；请一版规则写一个文件。
    """


class DuplicateKey(Malformed):
    """The key {key} is written twice in one place; keep one of them.

    键 {key} 在同一处写了两次；请只保留一个。
    """


class KeyNotText(Malformed):
    """A key is a short word; this one is empty, unreadable or no single word.

    键应为简短的词；此处的键为空、不可读或不是单个的词。
    """


class UnknownKey(Malformed):
    """The key {key} has no meaning here; possible keys: {known}.

    此处没有键 {key}；可用的键：{known}。
    """


class MissingKey(Malformed):
    """The key {key} is missing here; add it.

    此处缺少键 {key}；请补写。
    """


class NoValue(Malformed):
    """There is no value here; write one, or leave the key out.

    此处没有值；请填写，或删去此键。
    """


class NotAMap(Malformed):
    """Here belong keys with values, `key: value`.

    此处应为“键：值”的形式。
    """


class NotAList(Malformed):
    """Here belongs a list, `[a, b]` or one `- ` line for each.

    此处应为列表，写作 `[a, b]`，或每项一行，以 `- ` 开头。
    """


class NotAText(Malformed):
    """Here belongs a single value, not a list and not keys.

    此处应为单个的值，不应为列表或键值。
    """


class WrongCount(Malformed):
    """There are {count} values here; there must be {expected}.

    此处有 {count} 个值；应为 {expected} 个。
    """


class TextUnreadable(Malformed):
    """A text has 1 to 200 characters and no control characters.

    文字应为 1 至 200 个字符，不含控制字符。
    """


class NotAnId(Malformed):
    """`{given}` is no id; write 1 to 64 letters, digits, `.`, `_`, `-`, first a letter or digit.

    `{given}` 不是编号；请写 1 至 64 位字母、数字、`.`、`_`、`-`，以字母或数字开头。
    """


class NotAnEdition(Malformed):
    """`{given}` is no edition; write the rulebook's id and the version, as city@1.

    `{given}` 不是规则版本；请写规则编号与版次，如 `city@1`。
    """


class NotALanguage(Malformed):
    """`{given}` is no language; write zh, en or another language code.

    `{given}` 不是语言代码；请写 `zh`、`en` 或其他语言代码。
    """


class NotAChoice(Malformed):
    """`{given}` is not possible here; choose one of: {known}.

    此处不能写 `{given}`；请选用：`{known}`。
    """


class NotAFlag(Malformed):
    """`{given}` is neither true nor false; write true or false, without quotes.

    `{given}` 不是 `true` 或 `false`；请写 `true` 或 `false`，不加引号。
    """


class NotADate(Malformed):
    """`{given}` is no date from 1990 to 2199; write it as 2024-01-01.

    `{given}` 不是 1990 至 2199 年间的日期；请写作 2024-01-01。
    """


class NotANumber(Malformed):
    """`{given}` is no plain decimal number; write it as 2.5.

    `{given}` 不是十进制数；请写作 2.5 的形式。
    """


class NegativeNumber(Malformed):
    """{given} is negative; write the size, the kind of the item gives the sign.

    {given} 为负数；请写绝对值，加减由项目类别决定。
    """


class NotPositive(Malformed):
    """{given} is not above zero; write a number that is.

    {given} 不大于零；请写大于零的数。
    """


class TooManyPlaces(Malformed):
    """{given} has more than {places} decimal places; round it.

    {given} 的小数超过 {places} 位；请予舍入。
    """


class NumberTooLarge(Malformed):
    """{given} is not below {limit}; write a smaller number.

    {given} 不小于 {limit}；请写较小的数。
    """


class NotAWholeNumber(Malformed):
    """`{given}` is no whole number from {low} to {high}; write one.

    `{given}` 不是 {low} 至 {high} 的整数；请更正。
    """


class NotARatio(Malformed):
    """`{given}` is no ratio; write it as 40/100.

    `{given}` 不是比例；请写作 40/100。
    """


class ZeroDenominator(Malformed):
    """{given} divides by zero; write it as 40/100.

    {given} 的分母为零；请写作 40/100。
    """


class RatioAboveOne(Malformed):
    """{given} is more than the whole; write at most 100/100.

    {given} 大于一；最多写 100/100。
    """
