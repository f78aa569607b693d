"""Who disputes in the tests, before whom, and on which day?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from domain.access.facts import RoleGranted
from domain.accounts.facts import Granted
from domain.deciding import Command
from domain.disputes.commands import AcceptDispute, DecideDispute, FileDispute
from domain.disputes.facts import DisputeFiled
from domain.errors import Refusal
from domain.journal.envelope import Kept
from domain.journal.names import Fact
from tests.domain.bureau_years import BureauYear
from tests.domain.cast import ADA, DIGEST, NANYUE, YEAR, ref
from tests.domain.scenario import Outcome, given
from tests.domain.test_disputes_units import reprimanded

OFFICER, OTHER, HEAD = "token:ada", "token:bo", "token:head"
OFFICE, COMMITTEE, CLERK = "token:office", "token:committee", "token:clerk"
_HELD: Final = (
    (OFFICER, "officer", ADA),
    (OTHER, "officer", "officer:0013"),
    (HEAD, "unit-head", "unit:zg"),
    (OFFICE, "appraiser", "bureau"),
    (COMMITTEE, "committee", "bureau"),
)
RECORDED_ON: Final = date(2024, 6, 12)
PAPER: Final = "南税〔2024〕7号"
FILES: Final = (DIGEST,)
"""What the appellant handed in."""


def grants(*more: tuple[str, str, str]) -> list[RoleGranted]:
    start = date(2024, 1, 1)
    return [
        RoleGranted(bureau=NANYUE, grantee=who, number=1, role=role, scope=scope, start=start)
        for who, role, scope in (*_HELD, *more)
    ]


@dataclass
class Contest:
    """A bureau-year in which people dispute; `kept` is what the envelopes say of every fact."""

    book: BureauYear
    kept: Kept = field(default_factory=lambda: Kept(frozenset({CLERK}), RECORDED_ON))

    def __post_init__(self) -> None:
        self.book.holds(*grants())

    def asks(self, command: Command, by: str, on: str) -> Outcome:
        day = date.fromisoformat(on)
        known = given(*self.book.facts, today=day, files=FILES, kept=self.kept)
        outcome = known.when(command, by)
        if outcome.refusal is None:
            self.book.holds(*outcome.facts)
        return outcome

    def does(self, command: Command, by: str, on: str) -> Sequence[Fact]:
        outcome = self.asks(command, by, on)
        assert outcome.refusal is None, outcome.refusal
        return outcome.facts

    def refuses(
        self, command: Command, by: str, on: str, kind: type[Refusal], **details: str
    ) -> None:
        self.asks(command, by, on).then_refused(kind, **details)

    def files(self, on: str, by: str = OFFICER, **but: Any) -> DisputeFiled:
        (filed,) = self.does(filing(**but), by, on)
        assert isinstance(filed, DisputeFiled)
        return filed


def filing(**but: Any) -> FileDispute:
    said = {"bureau": NANYUE, "subject": ADA, "year": YEAR, "stage": "objection"}
    said |= {"statement": "系平台故障所致", "relief": "请求撤销"}
    return FileDispute.model_validate(said | but)


def of_case(kind: type[Any], number: int = 1, **said: Any) -> Any:
    return kind.model_validate({"bureau": NANYUE, "number": number, **said})


def deciding(outcome: str = "annulled", number: int = 1, **remedies: Any) -> DecideDispute:
    said = {"outcome": outcome, "ground": "考评办法第十二条", "reason": "经查属实"}
    said |= {"document_no": "考评委〔2025〕5号"}
    listed = {
        name: [c.model_dump(mode="json", exclude_unset=True) for c in commands]
        for name, commands in remedies.items()
    }
    found: DecideDispute = of_case(DecideDispute, number, **said, remedies=listed)
    return found


def entry_of(wrong: Granted) -> dict[str, list[str]]:
    return {"entries": [ref(wrong)]}


def reprimand_contested() -> tuple[Contest, Granted, Granted]:
    """The reprimand of D9 and the loss that hung on it, both by one paper."""
    book, wrong, loss = reprimanded()
    return Contest(book), wrong, loss


RAISED, TAKEN_UP, DAY = "2024-06-13", "2024-06-14", "2024-06-20"


def raised(**about: Any) -> tuple[Contest, Granted, Granted]:
    contest, wrong, loss = reprimand_contested()
    contest.files(RAISED, about=about or entry_of(wrong))
    return contest, wrong, loss


def taken_up(**about: Any) -> tuple[Contest, Granted, Granted]:
    contest, wrong, loss = raised(**about)
    contest.does(of_case(AcceptDispute), OFFICE, TAKEN_UP)
    return contest, wrong, loss
