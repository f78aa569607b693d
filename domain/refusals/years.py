"""Why does a bureau-year not go on, and why is a committee's decision not recorded?"""

from domain.errors import NotFound, Refused


class YearAlreadyOpened(Refused):
    """{year} of {bureau} is open already; nothing more is needed to record in it.

    {bureau} {year} 年度已开启；无需再次开启即可录入。
    """


class YearTooFarAhead(Refused):
    """{year} lies too far ahead (today: {today}); open it in the year before at the earliest.

    {year} 年度为时尚早（今天：{today}）；最早可在其前一年开启。
    """


class YearNotOver(Refused):
    """{year} is not over (today: {today}); its results are taken from 1 January {next} on.

    {year} 年度尚未结束（今天：{today}）；自 {next} 年1月1日起方可冻结。
    """


class YearAlreadyFrozen(Refused):
    """{year} of {bureau} was frozen at position {position}; publish it next.

    {bureau} {year} 年度已在位置 {position} 冻结；下一步请公示。
    """


class YearNotFrozen(Refused):
    """{year} of {bureau} is not frozen; freeze it before it is published.

    {bureau} {year} 年度尚未冻结；请先冻结再公示。
    """


class YearAlreadyPublished(Refused):
    """{year} of {bureau} was published from {opens_on} to {closes_on}; close it after that.

    {bureau} {year} 年度已公示（{opens_on} 至 {closes_on}）；期满后请封账。
    """


class YearNotPublished(Refused):
    """{year} of {bureau} is not published: its results are told, and it is closed, only after the
    appraisal office has published it.

    {bureau} {year} 年度尚未公示；待考核办公示后，方可查阅结果或封账。
    """


class PublicationStillOpen(Refused):
    """Objections are taken until {closes_on}; close {year} after that day, or say why in `waived`.

    公示期至 {closes_on} 届满；请于届满后封账 {year} 年度，或在 `waived` 中写明提前理由。
    """


class YearAlreadyClosed(Refused):
    """{year} of {bureau} is closed; what is wrong in it is put right by a restatement.

    {bureau} {year} 年度已封账；如有错误，请办理重述。
    """


class YearNotClosed(Refused):
    """{year} of {bureau} is not closed; only a closed year is restated, or has a grade to settle.

    {bureau} {year} 年度尚未封账；只有已封账的年度才能重述或补定等次。
    """


class PositionOutsideYear(Refused):
    """Position {position} does not lie between {first} and the head, {head}; choose one that does.

    位置 {position} 不在 {first} 与最新位置 {head} 之间；请另选位置。
    """


class PublicationStartsEarly(Refused):
    """A publication cannot open on {opens_on}, before it is recorded; open it from {today} on.

    公示不能始于 {opens_on}，早于录入之日；请自 {today} 起公示。
    """


class PublicationTooShort(Refused):
    """A publication of {given} working days is too short: the edition {edition} asks for at least
    {least}. Name more, or none at all.

    公示 {given} 个工作日不足：规则 {edition} 要求至少 {least} 个工作日；请延长，或不填天数。
    """


class NoOpenYear(Refused):
    """Every year from {year} to {last} is closed; open the next year when it begins, then record.

    {year} 至 {last} 各年度均已封账；请待下一年度开始后录入。
    """


class EditionStartsInClosedYear(Refused):
    """Edition {edition} would start on {start}, but {year} is closed; start it after that year.

    规则 {edition} 拟自 {start} 施行，但 {year} 年度已封账；请改为其后施行。
    """


class OfficerTwice(Refused):
    """Officer {officer} stands twice in the order; name everyone once.

    名次中 {officer} 出现两次；每人只能列一次。
    """


class CalendarEnds(Refused):
    """The calendar of {year} is not known yet ({day}); announce its working days first.

    {year} 年放假安排尚未公布（{day}）；请先录入该年放假调休安排。
    """


class DayOutsideCalendarYear(Refused):
    """{day} is no day of {year}; announce each year by itself.

    {day} 不在 {year} 年内；请逐年录入。
    """


class HolidayAndWorkday(Refused):
    """{day} is named both free and worked; decide which.

    {day} 既列为假日又列为上班日；请核对。
    """


class RunNotReproduced(Refused):
    """Run {run}, recorded as {recorded}, now computes to {computed}; verify the journal first.

    运行 {run} 记录的摘要为 {recorded}，现计算为 {computed}；请先核验日志。
    """


class RunNotFound(NotFound):
    """There is no run {run}; write bureau:year:frozen, …:published, …:closed, …:restated-1, …:live,
    or bureau:year:YYYY-MM-DD@position.

    没有运行 {run}；请写作 `局:年度:frozen`、`…:published`、`…:closed`、`…:restated-1`、`…:live`，
    或 `局:年度:YYYY-MM-DD@位置`。
    """


class RunsOfDifferentYears(Refused):
    """{before} and {after} are not of one bureau-year; compare runs of the same one.

    {before} 与 {after} 不属于同一单位同一年度；请比较同一年度的运行。
    """


class UnknownBureau(NotFound):
    """Nothing is known of bureau {bureau} at that position; check its id.

    该位置上没有局 {bureau} 的记录；请核对编号。
    """


class GroupNotInEdition(NotFound):
    """Edition {edition} has no comparison group {group}; its groups are: {groups}.

    规则 {edition} 中没有比较组 {group}；可选：{groups}。
    """
