"""Which fact says that a log ended, and what was lost with it?"""

from __future__ import annotations

from domain.vocabulary import LogName, Note, ShortText, Value


class LogOpened(Value):
    """The ledger is sealed in a new log: of the one before only `kept` facts were left, `lost`
    more had been signed. `vouched` of those kept are as the old log signed them. Its last
    checkpoint stands here as it was kept, for ever."""

    log: LogName
    checkpoint: Note
    kept: int
    vouched: int
    lost: int
    ground: ShortText


LogFact = LogOpened
