"""What can be wrong with a workbook, and how is each fault mended?

A docstring is the message, English first, then Chinese (see domain/errors.py).
"""

from __future__ import annotations

from domain.errors import Malformed


class FileUnreadable(Malformed):
    """{file} cannot be opened ({why}); check that it is there and may be read.

    无法打开 {file}({why})；请检查文件是否存在、可否读取。
    """


class FileEmpty(Malformed):
    """{file} is empty; save the workbook again.

    {file} 是空文件；请重新保存工作簿。
    """


class FileTooLarge(Malformed):
    """{file} is larger than {limit} MiB (unpacked: {unpacked} MiB); split it into several imports.

    {file} 超过 {limit} MiB（解压后 {unpacked} MiB）；请拆分后分次导入。
    """


class NotAWorkbook(Malformed):
    """{file} is neither an .xlsx file nor a .zip of CSV files; save it as one of them.

    {file} 既不是 .xlsx 文件，也不是 CSV 的 .zip 包；请另存为其中一种。
    """


class WorkbookLocked(Malformed):
    """{file} has a password or is an old .xls; save it as .xlsx without a password.

    {file} 设有密码或为旧版 .xls；请取消密码并另存为 .xlsx。
    """


class WorkbookDamaged(Malformed):
    """{file} is damaged ({why}); open it, save it again as .xlsx and import that.

    {file} 已损坏（{why}）；请打开后重新另存为 .xlsx 再导入。
    """


class NoSheets(Malformed):
    """{file} holds none of the known sheets; name them as in the template: {known}.

    {file} 中没有可识别的工作表；请按模板命名：{known}。
    """


class TooManyFaults(Malformed):
    """There are more than {limit} faults; mend those listed and check the file again.

    错误超过 {limit} 处；请先更正已列出的错误再重新检查。
    """


class SheetTooLarge(Malformed):
    """The sheet has more than {rows} rows, {columns} columns or {cells} filled cells; split it, or
    delete what stands beside the table.

    工作表超过 {rows} 行、{columns} 列或 {cells} 个非空单元格；请拆分后导入，或删除表外内容。
    """


class UnknownSheet(Malformed):
    """There is no sheet {sheet} in the template; rename or delete it （notes go into 说明）.

    模板中没有工作表 {sheet}；请改名或删除（备注请写入"说明"表）。
    """


class SheetTwice(Malformed):
    """Sheet {sheet} is there twice; merge the two into one.

    工作表 {sheet} 出现两次；请合并为一张。
    """


class HeaderMissing(Malformed):
    """Row 1 names no known column; put the column names there: {known}.

    第 1 行没有可识别的列名；请在第 1 行填写列名：{known}。
    """


class EncodingUnknown(Malformed):
    """The file is neither UTF-8 nor GB18030 text; save it as "CSV UTF-8".

    文件不是 UTF-8 或 GB18030 文本；请另存为"CSV UTF-8"。
    """


class CsvDamaged(Malformed):
    """The CSV breaks off near line {line}: a quote that is not closed, or a cell far too long.

    CSV 在第 {line} 行附近有误：引号未闭合，或单元格过长。
    """


class CellsMerged(Malformed):
    """Cells are merged; unmerge them and fill every row.

    存在合并单元格；请取消合并并逐行填写。
    """


class ColumnMissing(Malformed):
    """Column {column} is missing; add it (its cells may not be empty).

    缺少列 {column}；请补上该列（各行必填）。
    """


class ColumnTwice(Malformed):
    """Column {column} is there twice; delete one of the two.

    列 {column} 出现两次；请删除其中一列。
    """


class UnknownColumn(Malformed):
    """Column {column} is not in the template; rename or delete it. Known: {known}.

    模板中没有列 {column}；请改名或删除。可用列：{known}。
    """


class CellWithoutColumn(Malformed):
    """The cell stands under no column name; name the column or delete what stands in it.

    该单元格上方没有列名；请补列名或删除该列内容。
    """


class CellEmpty(Malformed):
    """Column {column} may not be empty; fill it in.

    列 {column} 必填；请填写。
    """


class CellBroken(Malformed):
    """Column {column} shows {found} instead of a value; mend the formula or type the value.

    列 {column} 显示 {found}，没有值；请更正公式或直接填写。
    """


class NumberForText(Malformed):
    """Column {column}: {found} is a number, and leading zeros or digits may be lost; format the
    column as text and type it again, such as 0012.

    列 {column}：{found} 是数字，前导零或末尾数位可能已丢失；请将该列设为“文本”格式后重填，如 0012。
    """


class DateForText(Malformed):
    """Column {column}: the spreadsheet made a date of it ({found}); format the column as text and
    type it again.

    列 {column}：表格软件已将其变为日期（{found}）；请将该列设为"文本"格式后重新填写。
    """


class NotADate(Malformed):
    """Column {column}: {found} is not a date; write it as 2024-06-12.

    列 {column}：{found} 不是日期；请按 2024-06-12 填写。
    """


class ImpossibleDate(Malformed):
    """Column {column}: there is no day {found} in the calendar; correct it.

    列 {column}：日历中没有 {found} 这一天；请更正。
    """


class YearOutOfRange(Malformed):
    """Column {column}: the year of {found} does not lie between 1990 and 2199; correct it.

    列 {column}：{found} 的年份不在 1990 至 2199 之间；请更正。
    """


class NotANumber(Malformed):
    """Column {column}: {found} is not a plain number; write it as 2.5.

    列 {column}：{found} 不是普通数字；请按 2.5 填写。
    """


class TooManyDecimals(Malformed):
    """Column {column}: {found} has more than {limit} decimals; round it, or type the number.

    列 {column}：{found} 超过 {limit} 位小数；请四舍五入或直接填写数值。
    """


class NumberNegative(Malformed):
    """Column {column}: {found} is negative; write it without the minus sign (the kind says which
    way it counts).

    列 {column}：{found} 为负数；请去掉负号（加减由 `kind` 决定）。
    """


class NumberTooSmall(Malformed):
    """Column {column}: {found} must be above 0; correct it.

    列 {column}：{found} 须大于 0；请更正。
    """


class NumberTooLarge(Malformed):
    """Column {column}: {found} is above {limit}; correct it.

    列 {column}：{found} 超过 {limit}；请更正。
    """


class QuantityNotWhole(Malformed):
    """Column {column}: {found} is not a positive whole number; write 1, 2, 3 ….

    列 {column}：{found} 不是正整数；请填写 1、2、3 等。
    """


class ShareMalformed(Malformed):
    """Column {column}: {found} is not a share; write it as text, 1/3 or 2/3, at most 1/1.

    列 {column}：{found} 不是份额；请按文本填写，如 1/3、2/3，不得大于 1/1。
    """


class SubjectMalformed(Malformed):
    """Column {column}: {found} names no subject; write officer:0012 or unit:zg.

    列 {column}：{found} 不是考核对象；请填写 `officer:0012` 或 `unit:zg`。
    """


class ChoiceUnknown(Malformed):
    """Column {column}: {found} is none of {choices}; choose one of them.

    列 {column}：{found} 不在可选值 {choices} 之内；请从中选择。
    """


class IdMalformed(Malformed):
    """Column {column}: {found} is not an id; use up to 64 letters A-Z, digits, dots, dashes and
    underscores, a letter or digit first.

    列 {column}：{found} 不是编号；请用 64 位以内的字母、数字、点、短横或下划线，首位为字母或数字。
    """


class RefMalformed(Malformed):
    """Column {column}: {found} is not a ref; use up to 128 characters without spaces.

    列 {column}：{found} 不能作为行编号；请用不超过 128 个字符且不含空格的编号。
    """


class CharacterHidden(Malformed):
    """Column {column}: character {place} is {character}, which has no place there; delete it.

    列 {column}：第 {place} 个字符为 {character}，不允许使用；请删除。
    """


class TextTooLong(Malformed):
    """Column {column}: the text is longer than {limit} characters; shorten it.

    列 {column}：文字超过 {limit} 个字符；请缩短。
    """


class KeyTwice(Malformed):
    """{key} stands already at {other} with other content; keep one of the rows.

    {key} 已见于 {other}，且内容不同；请只保留一行。
    """


class RefTwice(Malformed):
    """Ref {ref} stands already at {other} with other content; give each row its own ref.

    编号 {ref} 已见于 {other}，且内容不同；请为每行使用各自的编号。
    """
