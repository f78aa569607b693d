"""In which ways does the ledger say no where more bureaus than one are concerned?"""

from domain.errors import Malformed, Refused

__all__ = [
    "BureauTreeCycle",
    "NotDeferred",
    "NotPostedBefore",
    "NotReleased",
    "PostedInAnotherBureau",
    "ReleasedToItself",
    "SanctionDefers",
    "SanctionMissesYear",
    "SanctionUnsaid",
]


class BureauTreeCycle(Refused):
    """Bureau {bureau} cannot stand below {above}, which is the bureau itself, or stands below it
    on some day; place it below another.

    {bureau} 不能置于 {above} 之下：后者即该局本身，或在某日为其下级；请置于其他局之下。
    """


class PostedInAnotherBureau(Refused):
    """{officer} is posted in bureau {bureau} at that time; it releases him first, by a transfer.

    {officer} 此期间任职于 {bureau}；请先由该局办理调出。
    """


class ReleasedToItself(Refused):
    """Bureau {bureau} cannot release an officer to itself; record a posting in another unit.

    {bureau} 不能向本局调出；局内调动请登记任职。
    """


class NotPostedBefore(Refused):
    """{officer} has no posting in bureau {bureau} on the day before {day}; choose the day after his
    last one there.

    {officer} 在 {day} 前一日未任职于 {bureau}；请选用其离任后的首日。
    """


class NotReleased(Refused):
    """{officer} is not released, as far as {bureau} is concerned; the bureau he is in releases him.

    {officer} 没有与 {bureau} 有关的调出登记；请由其所在局先办理调出。
    """


class NotDeferred(Refused):
    """No restriction on record defers {subject} in {year}; one raised by an entry ends with it.

    {subject} 在 {year} 年度没有暂缓定等次的限制登记；由分录触发的限制随分录冲销而终止。
    """


class SanctionUnsaid(Malformed):
    """Name the sanction, and its end if it has one, where the outcome is `sanctioned`; only there.

    结论为 `sanctioned`（给予处分）时请写明处分规则及其止期；否则请勿填写。
    """


class SanctionDefers(Refused):
    """The rule {rule} defers the grade again; name the rule of the sanction itself.

    规则 {rule} 仍为暂缓；请写明处分本身对应的规则。
    """


class SanctionMissesYear(Refused):
    """Until {until} the rule {rule} would not weigh on {year}; give a later end, or none.

    止于 {until} 时，规则 {rule} 对 {year} 年度不起作用；请改填较晚的止期，或不填。
    """
