"""Why is a workbook or a batch refused?"""

from domain.errors import Fault, Malformed, NotFound, Refused


class DateOutsideYear(Refused):
    """The date {day} lies outside {year}, the year of the workbook; import it with its own year.

    日期 {day} 不在工作簿年度 {year} 内；请随所属年度导入。
    """


class RefWithOtherContent(Refused):
    """Row {ref} was recorded before with other content; correct the entry in the ledger instead.

    行 {ref} 曾以不同内容入账；请在功过簿中更正原分录。
    """


class RefUnknown(NotFound):
    """No imported row has the ref {ref}; name an entry, a loss or a restriction of this year.

    没有编号为 {ref} 的导入行；请填写本年度已导入的分录、失分或限制。
    """


class WorkbookFaulty(Malformed):
    """Faults of the workbook: {count}; nothing was recorded. Mend them and import it again.

    工作簿有 {count} 处错误，未作任何记录；请改正后重新导入。
    """

    faults: tuple[Fault, ...] = ()


class BatchNotFound(NotFound):
    """There is no import {batch} in {bureau}/{year}.

    {bureau}/{year} 没有第 {batch} 批导入。
    """


class BatchAlreadyReversed(Refused):
    """Import {batch} has been reversed already.

    第 {batch} 批导入已整批冲销。
    """
